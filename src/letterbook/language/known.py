"""The languages that come with the program, a file each in `data/`; `docs/languages.md` says what a file may hold."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from letterbook.language.assembling import Content, assembled
from letterbook.model.language import Languages

FOLDER = Path(__file__).with_name("data")


@cache
def program_contents() -> Mapping[str, Content]:
    """What each file says, by the language's tag."""
    return MappingProxyType({file.stem: _read(file) for file in sorted(FOLDER.glob("*.yaml"))})


def _read(file: Path) -> Content:
    content = dict(yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader))  # noqa: S506  # all text, no objects; our own file
    if content.get("hyphenation", "").endswith(".dic"):
        content["hyphenation"] = file.with_name(content["hyphenation"]).read_text(encoding="utf-8")
    return content


@cache
def program_languages() -> Languages:
    """The languages of an office that has none of its own."""
    return assembled(program_contents())
