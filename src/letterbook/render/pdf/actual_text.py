"""Words from right to left, as they are read aloud.

A page draws its lines from left to right, so what a reader takes from an Arabic line is its mirror image. The boxes of
the layout still know the words in their order. ISO 32000-1, 14.9.4: an element's `ActualText` is what its content says.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure.boxes import TextBox

from letterbook.language.bidi import drawn_out_of_order

_MIRRORED = str.maketrans("()[]{}<>«»", "(([[{{<<««")


class Spoken:
    """The texts of a laid-out document, found by the characters that are drawn; none where all run from left to right."""

    def __init__(self, document: Any) -> None:
        boxes = (box for page in document.pages for box in page._page_box.descendants(placeholders=True))  # noqa: SLF001
        texts = [box.text for box in boxes if isinstance(box, TextBox)]
        self._texts = {_signs(text): text for text in texts} if any(map(drawn_out_of_order, texts)) else {}

    def __bool__(self) -> bool:
        return bool(self._texts)

    def text(self, drawn: str) -> str | None:
        """The words of a piece of content that draws these characters; None where no box of the layout has them."""
        return self._texts.get(_signs(drawn), None if drawn_out_of_order(drawn) else drawn)


def _signs(text: str) -> tuple[str, ...]:
    """The characters, in no order: without spaces and marks of direction, a bracket for its counterpart."""
    return tuple(sorted(_seen(unicodedata.normalize("NFKC", text).translate(_MIRRORED))))


def _seen(text: str) -> Iterator[str]:
    return (
        character
        for character in text
        if not character.isspace() and unicodedata.category(character) not in ("Cf", "Mn")
    )
