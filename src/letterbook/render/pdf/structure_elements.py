"""The structure elements of a page before they are written: what each holds, and in which order it is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Mark:
    """A piece of content: on which page (from 0), and its number there (MCID)."""

    page: int
    number: int


@dataclass(frozen=True)
class Break:
    """The end of a line that the page itself asks for."""


@dataclass(frozen=True)
class Annotation:
    """What makes words a link: on which page (from 0) it lies, and the object that it is."""

    page: int
    reference: bytes


@dataclass(eq=False)
class Element:
    """A structure element; `known` holds its attributes (`Alt`, `A`), `numbers` the marks of its content at last."""

    tag: str
    kids: list[Kid]
    known: dict[str, Any] = field(default_factory=dict)
    numbers: dict[Mark, int] = field(default_factory=dict)
    written: Any = None


Kid = Element | Mark | Break | Annotation
Fonts = Mapping[str, Mapping[int, str]]  # the characters of each glyph, by the font's name on the page


def owners_of(element: Element) -> Iterator[tuple[Mark, tuple[Element, int]]]:
    """The element that holds each mark, and its place among the element's kids."""
    for index, kid in enumerate(element.kids):
        if isinstance(kid, Mark):
            yield kid, (element, index)
        elif isinstance(kid, Element):
            yield from owners_of(kid)
