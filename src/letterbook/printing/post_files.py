"""The files that envelopes and labels are printed from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from letterbook.envelope_windows import Area, Paper
from letterbook.model import OwnFont
from letterbook.model.post import Feed, Offset
from letterbook.printing.addressing import Addressed, Unfit, on_envelope, on_label
from letterbook.render.pdf.post_pages import Block, Lain, PostPage, Printed, print_post
from letterbook.stationery.envelopes import Envelope, fed
from letterbook.stationery.label_sheets import LabelSheet, sheet_size


@dataclass(frozen=True)
class PostFile:
    """A finished PDF (empty where nothing is to be printed), the letters on it in their order, and those that did not fit."""

    pdf: bytes
    references: tuple[str, ...]
    unfit: tuple[Unfit, ...]
    pages: int


Own = tuple[OwnFont, ...]


def envelopes_file(
    letters: Iterable[Addressed],
    envelope: Envelope,
    feed: Feed,
    paper: Paper,
    printed: Printed,
    own: Own = (),
) -> PostFile:
    """A page for each letter's envelope, as the office's printer takes it in. Raises ValueError for an envelope that the sheet
    is too small for on which it is to lie.
    """
    fitting, unfit = _parted((letter, on_envelope(letter, envelope, own)) for letter in letters)
    page = fed(envelope, feed, paper)
    left, top = page.corner
    pages = [PostPage(blocks) for _, blocks in fitting]
    size = (page.page_width, page.page_height)
    return _file(pages, size, Lain(left, top, page.turn), printed, own, fitting, unfit)


def labels_file(
    letters: Sequence[Addressed],
    sheet: LabelSheet,
    first: int,
    offset: Offset,
    printed: Printed,
    own: Own = (),
) -> PostFile:
    """Sheets of labels, the first of them from its label `first` on, counted from 1. A letter that does not fit takes no label.

    Raises ValueError for a label that no sheet has.
    """
    if not 1 <= first <= sheet.count:
        raise ValueError(first)
    labels = [on_label(letter, sheet, 0, own) for letter in letters]
    fitting, unfit = _parted(zip(letters, labels, strict=True))
    by_page: dict[int, list[Block]] = defaultdict(list)
    for place, (letter, _) in enumerate(fitting, start=first - 1):
        blocks = on_label(letter, sheet, place % sheet.count, own)
        assert not isinstance(blocks, Unfit)
        by_page[place // sheet.count] += blocks
    pages = [PostPage(tuple(blocks)) for blocks in by_page.values()]
    return _file(pages, sheet_size(sheet), Lain(-offset.right, -offset.down), printed, own, fitting, unfit)


_RULER_MM = 10


def trial_page(sheet: LabelSheet, offset: Offset, printed: Printed) -> bytes:
    """A sheet to be printed on plain paper and held over one of labels: the edge of each, its number, and two rulers in mm
    from the first one's edges, on which the printer's offset is read.
    """
    first = sheet.label(0)
    middle, centre = first.top + first.height / 2, first.left + first.width / 2
    across = [Area(first.left + mm - 0.1, middle, 0.2, _tick(mm)) for mm in range(_RULER_MM + 1)]
    down = [Area(centre, first.top + mm - 0.1, _tick(mm), 0.2) for mm in range(_RULER_MM + 1)]
    numbers = tuple(
        Block("note", sheet.room(number), (f"{sheet.name} · {number + 1}",), 8.5, 11, "en")
        for number in range(1, sheet.count)
    )
    page = PostPage(numbers, tuple(sheet.labels()), (*across, *down))
    return print_post([page], sheet_size(sheet), Lain(-offset.right, -offset.down), printed)


def _tick(mm: int) -> float:
    return 4 if mm % 5 == 0 else 2


Fitting = list[tuple[Addressed, tuple[Block, ...]]]


def _parted(
    letters: Iterable[tuple[Addressed, tuple[Block, ...] | Unfit]],
) -> tuple[Fitting, tuple[Unfit, ...]]:
    fitting: Fitting = []
    unfit = []
    for letter, blocks in letters:
        if isinstance(blocks, Unfit):
            unfit.append(blocks)
        else:
            fitting.append((letter, blocks))
    return fitting, tuple(unfit)


def _file(
    pages: Sequence[PostPage],
    size: tuple[float, float],
    lain: Lain,
    printed: Printed,
    own: Own,
    fitting: Fitting,
    unfit: tuple[Unfit, ...],
) -> PostFile:
    pdf = print_post(pages, size, lain, printed, own) if pages else b""
    return PostFile(pdf, tuple(letter.reference for letter, _ in fitting), unfit, len(pages))
