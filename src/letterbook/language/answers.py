"""Yes and no, as people write them in a list in any of the program's languages (`answers.yaml`)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

_FILE = Path(__file__).with_name("answers.yaml")


def yes_or_no(text: str) -> bool | None:
    """The truth that a person wrote, or None where it is neither."""
    return _answers().get(_folded(text))


def answers_by_language() -> Mapping[str, Mapping[str, list[str]]]:
    """The words for "yes" and "no" of each language."""
    read: Mapping[str, Mapping[str, list[str]]] = yaml.safe_load(_FILE.read_text("utf-8"))
    return read


@cache
def _answers() -> Mapping[str, bool]:
    return {
        _folded(word): said == "yes"
        for answers in answers_by_language().values()
        for said, words in answers.items()
        for word in words
    }


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text.strip()).casefold())
