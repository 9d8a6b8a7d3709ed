"""What a clerk asks of the print room. Light to import."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, cast, get_args

from letterbook.errors import UsageError
from letterbook.model.post import PostOrder
from letterbook.sentences import say

Criterion = Literal["way", "zone", "country", "postcode", "group", "language", "sheets", "envelope"]
"""By what letters are parted into piles, or put in order; `envelope` is the form of window that a letter was made for."""

CopyKind = Literal["further", "file", "registry", "cc"]
"""Which copies: the further ones that the list asks for, for the file, for the registry, for those whom the letter names."""


@dataclass(frozen=True)
class PrintOrder:
    """How a mailing is printed. Letters that differ in one of `parts` lie in different piles; within a pile they go by `order`,
    then by their numbers.

    `most_sheets` is how many sheets one file has at most, without its separator; one letter alone may have more. `with_codes` prints a code
    at the edge of each sheet, `with_marks` the bars of `archive.sheet_marks`, for a machine that folds and fills. With `enclosures_apart` the piles hold the letters alone and the enclosures lie in a pile of
    their own. With `in_one_file` all piles stand in one file as well. `numbers` ("17,42-45") are the letters meant; None for all.
    `post` are envelopes, labels and lists that lie in the job's folder too, in the order of its piles; None for none. It gives no numbers.
    """

    parts: tuple[Criterion, ...] = ()
    order: tuple[Criterion, ...] = ()
    most_sheets: int | None = None
    is_duplex: bool = True
    with_codes: bool = False
    enclosures_apart: bool = False
    in_one_file: bool = False
    copies: tuple[CopyKind, ...] = ()
    numbers: str | None = None
    post: PostOrder | None = None
    with_marks: bool = False


def refuse_print_order(order: PrintOrder) -> None:
    """Raises UsageError for what no print room can do."""
    _refuse_unknown(
        "Letters are not parted or ordered by “{word}”, but by {known}.",
        (*order.parts, *order.order),
        get_args(Criterion),
    )
    _refuse_unknown("“{word}” is no kind of copy: {known} are.", order.copies, get_args(CopyKind))
    if order.most_sheets is not None and order.most_sheets < 1:
        raise UsageError("A file needs one sheet at least.")


def as_criteria(text: str) -> tuple[Criterion, ...]:
    """The criteria that a clerk writes with commas: "way,zone"; what none is, `refuse_print_order` refuses."""
    return cast("tuple[Criterion, ...]", _words(text))


def as_copies(text: str) -> tuple[CopyKind, ...]:
    """The kinds of copies that a clerk writes with commas: "file,cc"."""
    return cast("tuple[CopyKind, ...]", _words(text))


def _words(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (word.strip() for word in text.split(","))))


def _refuse_unknown(what: str, asked: Iterable[str], known: tuple[str, ...]) -> None:
    for word in asked:
        if word not in known:
            raise UsageError(say(what, word=word, known=", ".join(known)))
