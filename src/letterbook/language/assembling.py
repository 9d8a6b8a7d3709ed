"""From the content of language files, all of it text, to the language as a value: one file, or one over another."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from letterbook.language.locales import base_language
from letterbook.model.language import (
    Closes,
    FormsOfAddress,
    Hyphenation,
    Language,
    Languages,
    OrdinalCase,
)

Content = Mapping[str, Any]
"""A file's keys and values as YAML has them, every scalar a text. A file of patterns stands in it as its text."""

NONE = "none"
"""What a file says of a language whose words are never parted."""
_PATTERNS = "UTF-8\n"
"""How the text of a file of patterns begins, which no name of a dictionary does."""


def assembled(*sources: Mapping[str, Content]) -> Languages:
    """The languages of several folders, each a mapping of tag to content; what a later folder says goes before.

    A tag with region or script says only in what it differs from the language without it.
    """
    tags = sorted({tag for source in sources for tag in source})
    return Languages({tag: _language(tag, list(_layers(tag, sources))) for tag in tags})


def _layers(tag: str, sources: Iterable[Mapping[str, Content]]) -> Iterable[Content]:
    for source in sources:
        for asked in dict.fromkeys((base_language(tag), tag)):
            if asked in source:
                yield source[asked]


def _language(tag: str, layers: Sequence[Content]) -> Language:
    content: dict[str, Any] = {key: value for layer in layers for key, value in layer.items()}
    dates = content.get("dates", {})
    return Language(
        tag=tag,
        digest=hashlib.sha256(repr(layers).encode()).hexdigest(),
        words=_joined(layers, "words"),
        quotation_marks=tuple(content.get("quotation_marks", ())),
        spacing=tuple(
            (rule["find"], _with_spaces(rule.get("put", ""))) for rule in content.get("spacing", ())
        ),
        semicolon=content.get("semicolon", "; "),
        months=tuple(dates.get("months", ())),
        date_pattern=dates.get("pattern"),
        first_day=dates.get("first_day"),
        ordinals=tuple(map(_case, content.get("ordinals", ()))),
        ordinals_as_subject=tuple(map(_case, content.get("ordinals_as_subject", ()))),
        hyphenation=_hyphenation(content.get("hyphenation")),
        delivery_notes=_joined(layers, "delivery"),
        headings={key: _listed(words) for key, words in _joined(layers, "headings").items()},
        answers={said: _listed(words) for said, words in _joined(layers, "answers").items()},
        forms={name: forms for layer in layers for name, forms in _forms(layer)},
        closes=tuple(
            Closes(_listed(pair["after"]), _listed(pair["close"])) for pair in content.get("closes", ())
        ),
    )


def _joined(layers: Iterable[Content], key: str) -> dict[str, Any]:
    """What all layers say under a key, the last of them before the others."""
    return {name: said for layer in layers for name, said in layer.get(key, {}).items()}


def _listed(words: str | Sequence[str]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


SPACES = {"{no-break}": "\u00a0", "{narrow}": "\u202f"}
"""What a rule calls the spaces that nobody could tell apart in its file; at neither may a line break."""


def _with_spaces(put: str) -> str:
    for name, space in SPACES.items():
        put = put.replace(name, space)
    return put


def _forms(layer: Content) -> Iterable[tuple[str, FormsOfAddress]]:
    for group in layer.get("forms_of_address", ()):
        for kind in _each(group["kinds"]):
            yield kind, FormsOfAddress(group["salutation"], group["closing"])


def _case(written: Content) -> OrdinalCase:
    def digits(key: str) -> frozenset[int]:
        return frozenset(map(int, _each(written.get(key, ""))))

    def limit(key: str) -> int | None:
        return int(written[key]) if key in written else None

    return OrdinalCase(
        write=written.get("write", "{number}"),
        rule=written.get("rule"),
        numbers=digits("numbers"),
        last_digit=digits("last_digit"),
        last_two=digits("last_two"),
        last_three=digits("last_three"),
        first=limit("from"),
        last=limit("to"),
    )


def _each(words: str | Sequence[str]) -> list[str]:
    """A list, or its items in one text, parted by commas or spaces."""
    return re.findall(r"[^,\s]+", words) if isinstance(words, str) else list(words)


def _hyphenation(written: str | None) -> Hyphenation | None:
    if written is None:
        return None
    if written.startswith(_PATTERNS):
        return Hyphenation(patterns=written)
    return Hyphenation(dictionary=None if written == NONE else written)
