"""Objects added to a finished PDF file behind its end: an incremental update (ISO 32000-1, 7.5.6)."""

from __future__ import annotations

import hashlib
import struct
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping
from io import BufferedRandom
from itertools import chain, islice
from operator import sub
from pathlib import Path

from pikepdf import Pdf

from letterbook.pdf.objects import object_stream, packed_stream

_IN_A_STREAM, _ROWS_AT_ONCE = 500, 10_000
_FREE_STANDING, _PACKED = 1, 2  # kinds of entries, ISO 32000-1, table 18


def update(
    path: Path,
    replaced: Mapping[int, bytes],
    added: Iterator[bytes],
    counts: tuple[int, int],
    streams_added: Iterable[bytes] = (),
    packed: Iterable[tuple[int, bytes]] = (),
    *,
    level: int = -1,
) -> None:
    """Gives the objects of `replaced` (by number) another text, and adds new ones, and streams behind them.

    `counts` are how many there are in `added`, and in the object streams of `packed`, each of which says how many it holds. The first
    new object has the number that the file's trailer calls its Size, the others follow it, then the streams. All are taken one by one,
    so that there may be any number of them. `level` is zlib's, the usual one if it is left out.
    """
    count, behind = counts
    with Pdf.open(path) as before:
        first = int(before.trailer.Size)
        kept = b"/Root %d 0 R/Info %d 0 R" % (before.Root.objgen[0], before.docinfo.objgen[0])
        born = bytes(before.trailer.ID[0])
    with path.open("r+b") as file:
        previous = _newest_section(file)
        entries = [(number, _write(file, number, text)) for number, text in sorted(replaced.items())]
        packs: list[int] = []
        own = array(
            "Q",
            (_write(file, number, text) for number, text in enumerate(streams_added, first + sum(counts))),
        )
        pack = first + count + behind + len(own)
        while batch := list(islice(added, _IN_A_STREAM)):
            numbered = [*enumerate(batch, first + len(packs) * _IN_A_STREAM)]
            packs.append(_write(file, pack + len(packs), object_stream(numbered, level)))
        held: list[int] = []
        for number, text in packed:
            held.append(number)
            packs.append(_write(file, pack + len(packs), text))
        last, alike = pack + len(packs), pack + len(packs) - len(held)
        kept += b"/ID[<%s><%s>]" % (born.hex().encode(), _digest(file))
        rows = chain(
            ((_FREE_STANDING, offset, 0) for _, offset in entries),
            ((_PACKED, pack + at // _IN_A_STREAM, at % _IN_A_STREAM) for at in range(count)),
            ((_PACKED, alike + at, place) for at, many in enumerate(held) for place in range(many)),
            ((_FREE_STANDING, offset, 0) for offset in (*own, *packs, file.tell())),
        )
        index = "".join(f"{number} 1 " for number, _ in entries) + f"{first} {last + 1 - first}"
        about = f"/Type/XRef/Size {last + 1}/Prev {previous}/Index[{index}]/W[1 4 2]".encode() + kept
        start = _write(
            file, last, packed_stream(about + b"/DecodeParms<</Predictor 12/Columns 7>>", _packed_rows(rows))
        )
        file.write(b"startxref\n%d\n%%%%EOF\n" % start)


def _digest(file: BufferedRandom) -> bytes:
    """Tells this state of the file from every other (ISO 32000-1, 14.4). Leaves the file at its end."""
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()[:32].encode()


def _newest_section(file: BufferedRandom) -> int:
    """Where the file's newest cross-reference section begins. Leaves the file at its end."""
    file.seek(-64, 2)
    return int(file.read().rsplit(b"startxref", 1)[1].split()[0])


def _write(file: BufferedRandom, number: int, text: bytes) -> int:
    """Writes an object and says where it begins."""
    offset = file.tell()
    file.write(b"%d 0 obj\n%s\nendobj\n" % (number, text))
    return offset


def _packed_rows(rows: Iterable[tuple[int, int, int]]) -> bytes:
    """A cross-reference stream's entries, packed, each as its difference from the one above (PNG's filter “up”). They are taken in
    batches: a bundle has millions.
    """
    packer, pieces, rest = zlib.compressobj(), list[bytes](), iter(rows)
    above = bytes(8)
    while batch := list(islice(rest, _ROWS_AT_ONCE)):
        flat = struct.pack(">" + "xBIH" * len(batch), *chain.from_iterable(batch))
        out = bytearray(map(_DIFFERENCES.__getitem__, map(sub, flat, above + flat)))
        out[::8] = b"\2" * len(batch)  # each row says by which filter
        pieces.append(packer.compress(out))
        above = flat[-8:]
    return b"".join([*pieces, packer.flush()])


_DIFFERENCES = bytes(range(256))
"""A byte less another, modulo 256: what is below zero is counted from the end."""
