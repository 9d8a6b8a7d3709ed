"""The scan of a signed letter, with the letter's own tagged text behind it: what a pen has written is seen, and all is read aloud."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from letterbook.pdf import Form, LetterLabel, Overlay, PdfBundle, created, page_size
from letterbook.printing.posted_letters import PostedLetter
from letterbook.printing.scans import Seen

_DPI, _QUALITY = 150, 60
_MM = 25.4


@dataclass(frozen=True)
class ScannedPage:
    """A scanned page as JPEG in greys, upright and of the sheet's own size."""

    jpeg: bytes


def upright(seen: Seen, size: tuple[float, float]) -> bytes:
    """The scan laid as the sheet is, which has this width and height in mm, as JPEG."""
    from PIL import Image

    a, b = seen.scan.matrix
    dots = _DPI / _MM
    width, height = (round(side * dots) for side in size)
    turn = a / dots
    affine = (turn.real, -turn.imag, b.real, turn.imag, turn.real, b.imag)
    picture = seen.picture.transform(
        (width, height), Image.Transform.AFFINE, affine, Image.Resampling.BILINEAR, fillcolor=255
    )
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def accessible_copy(
    mailing: Path, letter: PostedLetter, pages: Mapping[int, ScannedPage], office: str
) -> bytes:
    """The letter's PDF, tagged as it is, with the scans drawn over its pages (from 0), which they cover whole."""
    assert letter.pdf is not None
    width, height = (side / _MM * 72 for side in page_size(mailing / letter.pdf))
    drawn = b"%.3f 0 0 %.3f 0 0 cm /OverScan Do" % (width, height)
    overlays = [
        Overlay(drawn, {"OverScan": Form(jpeg=pages[page].jpeg)}) if page in pages else None
        for page in range(letter.pages)
    ]
    called = LetterLabel(letter.reference, f"{letter.number:04d}", letter.addressee)
    copy = PdfBundle(
        f"{letter.reference} · {letter.addressee}",
        office,
        letter.language,
        created(mailing / letter.pdf),
        is_duplex=False,
    )
    copy.add(mailing / letter.pdf, called, *letter.parts, overlays=overlays)
    with TemporaryDirectory() as folder:
        copy.write(Path(folder, "copy.pdf"))
        return Path(folder, "copy.pdf").read_bytes()
