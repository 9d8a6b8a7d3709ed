"""Raised and lowered signs of a line that is imported, as far as a statement can have them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from letterbook.importing.blocks import Piece, Pieces, Words, joined, text_of
from letterbook.sources.documents.raised_signs import WIDE, may_stand

_NEVER = {"^": re.compile(r"[\s\[\]]"), "~": re.compile(rf"[\s\[\]/{WIDE}]")}


def height_of(piece: Piece) -> str:
    """“^” of raised signs, “~” of lowered ones, nothing of others."""
    return piece.height if isinstance(piece, Words) else ""


def on_the_line(pieces: Iterable[Piece]) -> Pieces:
    """The same without heights."""
    return joined(replace(piece, height="") if isinstance(piece, Words) else piece for piece in pieces)


def settled(pieces: Pieces) -> tuple[Pieces, str]:
    """The same with heights where a statement can have them, and the first signs that lose theirs."""
    parts = [part for piece in pieces for part in _without_spaces(piece)]
    runs = [(height, list(run)) for height, run in groupby(parts, height_of)]
    found: list[Piece] = []
    lost = ""
    for at, (height, run) in enumerate(runs):
        following = runs[at + 1][1] if at + 1 < len(runs) else ()
        is_kept = not height or _may_stand(found, height, run, following)
        lost = lost if is_kept or lost else text_of(run)
        found += run if is_kept else on_the_line(run)
    return joined(found), lost


def _without_spaces(piece: Piece) -> Iterator[Piece]:
    """The piece, spaces at its ends on the line."""
    if not isinstance(piece, Words) or not piece.height:
        yield piece
        return
    text = piece.text.strip()
    begin = piece.text.find(text) if text else len(piece.text)
    parts = (
        (piece.text[:begin], ""),
        (text, piece.height),
        (piece.text[begin + len(text) :], ""),
    )
    yield from (replace(piece, text=part, height=height) for part, height in parts if part)


def _may_stand(before: Sequence[Piece], height: str, run: Sequence[Piece], after: Sequence[Piece]) -> bool:
    text, links = text_of(run), {piece.link for piece in run if isinstance(piece, Words)}
    if _NEVER[height].search(text) or len(links) != 1:
        return False
    [link] = links
    last, first = _beside(before[-1:], link)[-1:], _beside(after[:1], link)[:1]
    return may_stand(f"{last}{height}{text}{height}{first}", len(last))


def _beside(pieces: Iterable[Piece], link: str | None) -> str:
    return "".join(piece.text for piece in pieces if isinstance(piece, Words) and piece.link == link)
