"""The page's own words, a file for each language in `words/`. Every file has the same keys; a test holds that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

FOLDER = Path(__file__).with_name("words")
FIRST = "en"
"""The language of a clerk whose own is not among them."""
FROM_RIGHT = frozenset({"ar"})
_MOST_WISHES = 20
"""Languages of a browser that are looked at."""


@dataclass(frozen=True)
class Words:
    """The words of one language by their keys, such as "home.title"; `{name}` in them stands for a value."""

    language: str
    texts: Mapping[str, str]

    @property
    def direction(self) -> str:
        """How the language is read: "ltr" or "rtl"."""
        return "rtl" if self.language in FROM_RIGHT else "ltr"

    def text(self, key: str, /, **values: object) -> str:
        """The text with its values. Raises KeyError for an unknown key: a page asks for none."""
        return self.texts[key].format(**values)


@cache
def languages() -> Mapping[str, Words]:
    """Every language of the page, by its tag, the first one first."""
    tags = sorted((file.stem for file in FOLDER.glob("*.yaml")), key=lambda tag: (tag != FIRST, tag))
    return MappingProxyType({tag: Words(tag, _read(FOLDER / f"{tag}.yaml")) for tag in tags})


def words_for(accepted: str, chosen: str = "") -> Words:
    """The words that a clerk has chosen, else those of the first language that the browser accepts and we have."""
    known = languages()
    wishes = (chosen, *_by_preference(accepted))
    return next((known[tag] for tag in wishes if tag in known), known[FIRST])


def _by_preference(accepted: str) -> list[str]:
    """The languages of an Accept-Language header, the most wanted first, without their regions."""
    wishes: list[tuple[float, str]] = []
    for wish in accepted.split(",")[:_MOST_WISHES]:
        tag, _, weight = wish.strip().partition(";q=")
        try:
            wishes.append((-float(weight or 1), tag.partition("-")[0].lower()))
        except ValueError:
            continue
    return [tag for _, tag in sorted(wishes, key=lambda wish: wish[0])]


def _read(file: Path) -> Mapping[str, str]:
    content = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506  # all text, no objects; our own file
    return MappingProxyType(dict(_flat(content, "")))


def _flat(content: Mapping[str, Any], before: str) -> Iterator[tuple[str, str]]:
    for key, value in content.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", str(value)
