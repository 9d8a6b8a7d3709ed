"""What stands at the head of a copy (`copy-marks.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from letterbook.language.locales import base_language
from letterbook.model.print_order import CopyKind

_FILE = Path(__file__).with_name("copy-marks.yaml")
_ENGLISH = "en"


def copy_mark(kind: CopyKind, language: str, name: str = "") -> str:
    """The mark of such a copy, for whoever has this name, in this language; in English where its words are not there."""
    marks = all_copy_marks()
    return (marks.get(base_language(language)) or marks[_ENGLISH])[kind].format(name=name)


@cache
def all_copy_marks() -> Mapping[str, Mapping[CopyKind, str]]:
    """{language: {kind: words}}"""
    read: Mapping[str, Mapping[CopyKind, str]] = yaml.safe_load(_FILE.read_text("utf-8"))
    return read
