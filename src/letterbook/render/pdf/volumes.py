"""A long list or book on paper, parted into volumes: the layout's engine has no room for it in one piece."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from letterbook.language.print_words import print_words

Row = TypeVar("Row")


def in_volumes(rows: tuple[Row, ...], most: int, language: str) -> Iterator[tuple[tuple[Row, ...], str]]:
    """The rows in parts of about the same length, at most so many in one, each with the words that tell it from the others,
    "Volume 1 of 2"; of one part alone the words are empty.
    """
    count = -(-len(rows) // most) or 1
    length = -(-len(rows) // count)
    for at in range(count):
        words = print_words(language)["volume"].format(number=at + 1, of=count) if count > 1 else ""
        yield rows[at * length : (at + 1) * length], words
