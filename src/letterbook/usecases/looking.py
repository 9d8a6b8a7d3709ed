"""What a clerk looks at before and after an issue: to whom letters go, and a letter's pages as pictures."""

from __future__ import annotations

from pathlib import Path

from letterbook.archive.layout import sha256
from letterbook.errors import InputError
from letterbook.model import Order, Recipient
from letterbook.model.progress import UNWATCHED, Monitor
from letterbook.pipeline.inputs import read_inputs, select
from letterbook.storage.access import file_access
from letterbook.storage.output_folder import make_folder

DPI = 110
"""Of a page on a screen: the small print can be read, and a page is 100 to 200 KB."""
MOST_PAGES = 60
"""Of one letter that are pictured; the PDF has all of them."""


def addressees(workspace: Path, order: Order, _monitor: Monitor = UNWATCHED) -> tuple[Recipient, ...]:
    """To whom the letters of an order go, in the order of protocol. Raises InputError where the files say nothing of it."""
    inputs, problems = read_inputs(workspace, order)
    if inputs is None:
        raise InputError(problems)
    return select(inputs, order.to)


def picture_pages(pdf: Path, folder: Path, _monitor: Monitor = UNWATCHED) -> list[Path]:
    """The pages of a finished PDF as PNG in `folder`, which may go at any time; those of the same bytes are taken only once.

    Raises UnwritableOutputError.
    """
    from letterbook.render.raster import pictures_of_pages

    digest = sha256(pdf)
    known = sorted(folder.glob(f"{digest}-*.png"))
    if known:
        return known
    made: list[Path] = []
    with file_access("private"):
        make_folder(folder)
        for number, picture in enumerate(pictures_of_pages(pdf.read_bytes(), DPI, MOST_PAGES), start=1):
            made.append(folder / f"{digest}-{number:03d}.png")
            made[-1].write_bytes(picture)
    return made
