"""Objects of thousands of letters that are built alike, packed so that a letter takes some hundred bytes.

The objects of a letter are a row, and all rows of a stream have the same length. Each is told by its difference from the one above
(PNG's filter “up”, ISO 32000-1, 7.4.4.4). Where each letter has its objects by the same number higher than the one before, all that
differs is one figure of each number, and always by as much, so that one row of differences is nearly the next.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain

from letterbook.pdf.objects import packed_stream

ROWS = 50
"""Letters in a stream: a reader unpacks all of it for one object."""
NOTHING = b"null"
"""Stands where a number is passed over."""
_ROUND, _LEAST_ROUND, _MOST_WASTE = 100, 10, 0.25
_EVEN_WIDTH = 1000
"""A row's bytes are a multiple of it, so that where its objects begin differs by a few figures too."""
_SMALLEST = 8
"""The level of zlib: the ninth takes twice as long over rows of zeros and makes them no smaller."""


def even(count: int) -> int:
    """How many numbers a letter with so many objects takes, so that as few figures as can be differ from letter to letter."""
    whole = -(-count // _ROUND) * _ROUND
    return whole if whole - count <= _MOST_WASTE * whole else -(-count // _LEAST_ROUND) * _LEAST_ROUND


def streams_of_rows(letters: Iterable[tuple[int, Sequence[bytes]]]) -> Iterator[tuple[int, bytes]]:
    """Object streams of these letters' objects (ISO 32000-1, 7.5.7), each with how many it holds; of each letter the number of the
    first object is given, the others follow it.
    """
    waiting: list[tuple[int, bytes]] = []
    lengths: tuple[int, ...] = ()
    for first, objects in letters:
        own = tuple(map(len, objects))
        if waiting and (own != lengths or len(waiting) == ROWS):
            yield _stream(waiting, lengths)
            waiting = []
        lengths = own
        waiting.append((first, b" ".join(objects)))
    if waiting:
        yield _stream(waiting, lengths)


def _stream(rows: Sequence[tuple[int, bytes]], lengths: Sequence[int]) -> tuple[int, bytes]:
    begins = [*accumulate((length + 1 for length in lengths), initial=0)][:-1]
    width = -(-max(len(rows[0][1]) + 1, _PAIR * len(begins)) // _EVEN_WIDTH) * _EVEN_WIDTH
    pairs = b"%8d %9d " * len(begins)
    heads = (
        pairs
        % tuple(
            chain.from_iterable(
                zip(range(first, first + len(begins)), _moved(begins, at * width), strict=True)
            )
        )
        for at, (first, _) in enumerate(rows)
    )
    whole = b"".join(row.ljust(width) for row in (*heads, *(text for _, text in rows)))
    about = b"/Type/ObjStm/N %d/First %d/DecodeParms<</Predictor 12/Columns %d>>" % (
        len(begins) * len(rows),
        width * len(rows),
        width,
    )
    return len(begins) * len(rows), packed_stream(about, zlib.compress(_differences(whole, width), _SMALLEST))


_PAIR = len(b"%8d %9d " % (0, 0))


def _moved(places: Iterable[int], by: int) -> Iterator[int]:
    return (place + by for place in places)


def _differences(whole: bytes, width: int) -> bytes:
    """Each byte less the one above it, modulo 256, and before each row what says so; all bytes at once, as one large number."""
    size = len(whole)
    here, above = int.from_bytes(whole), int.from_bytes(bytes(width) + whole[:-width])
    high = int.from_bytes(b"\x80" * size)
    rest = int.from_bytes(b"\x7f" * size)
    found = ((here | high) - (above & rest)) ^ ((here ^ ~above) & high)
    differ = found.to_bytes(size)
    return b"".join(b"\2" + differ[at : at + width] for at in range(0, size, width))
