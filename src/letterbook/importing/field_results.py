"""What is written in the place of a field, in the words that Word has for an instruction; an ODT file's are put into them."""

from __future__ import annotations

from collections.abc import Callable

QUOTE = "\ue000"
"""Stands in an instruction for a quotation mark of what is written in the place of a field within it."""

Written = Callable[[str], str | None]
"""What is written in the place of a field with this instruction; None where it is its present result."""


def as_it_is(_instruction: str) -> None:
    """What a text is read with that keeps the present result of each field."""
