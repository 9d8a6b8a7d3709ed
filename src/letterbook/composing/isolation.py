"""Puts the marks of `language.bidi` into composed words, for every format alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from letterbook.language.bidi import isolated
from letterbook.model import Enclosure, Figure, Link, Picture, Text

Value = TypeVar("Value")
_CODES = frozenset({"language", "statement", "labels", "page"})


def isolate(value: Value, language: str, whole: Sequence[str] = ()) -> Value:
    """The same value, the foreign words in all its texts marked: a text, blocks of words, lists and mappings of them."""
    return _isolate(value, language, whole)  # type: ignore[no-any-return]


def isolate_enclosure(enclosure: Enclosure) -> Enclosure:
    """The enclosure with its foreign words marked."""
    texts = {field.name for field in fields(Enclosure)} - _CODES
    changed: dict[str, Any] = {
        name: isolate(getattr(enclosure, name), enclosure.language) for name in sorted(texts)
    }
    return replace(enclosure, **changed)


def _isolate(value: Any, language: str, whole: Sequence[str]) -> Any:
    match value:
        case str():
            return isolated(value, language, whole)
        case Text(text):
            return Text(isolated(text, language, whole))
        case Picture():
            return value
        case Link(target, children):  # where it leads is no text
            return Link(target, _isolate(children, language, whole))
        case Figure(caption=words):  # its description is read aloud, and set nowhere
            return replace(value, caption=_isolate(words, language, whole))
        case tuple() | list():
            return type(value)(_isolate(part, language, whole) for part in value)
        case Mapping():
            return {key: _isolate(part, language, whole) for key, part in value.items()}
        case _ if is_dataclass(value) and not isinstance(value, type):
            parts = {
                field.name: _isolate(getattr(value, field.name), language, whole) for field in fields(value)
            }
            return replace(value, **parts)
        case _:
            return value
