"""The addresses of two public lists on every sheet of labels: each fits and stands on its own label, or is named."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from conftest import OFFICE, ROOT
from pypdfium2 import PdfDocument
from typesetting import addresses

from letterbook.envelope_windows import Area
from letterbook.model.post import Offset
from letterbook.printing.addressing import Addressed
from letterbook.printing.post_files import PostFile, labels_file
from letterbook.render.pdf.post_pages import Printed
from letterbook.stationery.label_sheets import LABEL_SHEETS, LabelSheet

MM = 72 / 25.4
TOLERANCE = 0.5
MISSIONS = Path(os.environ.get("LETTERBOOK_MISSIONS", ROOT.parent / "shared" / "data"))
FILES = ("missions_with_address_WIKIDATA_CC0.csv", "missions_with_address_IE_MIT.csv")
PRINTED = Printed("Labels", "An office", "en", datetime(2021, 1, 19, tzinfo=UTC))

pytestmark = [
    pytest.mark.torture,
    pytest.mark.skipif(not MISSIONS.is_dir(), reason="the lists of missions are not here"),
]


@cache
def letters() -> tuple[Addressed, ...]:
    rows = addresses.listed(MISSIONS / name for name in FILES)
    found = [
        Addressed(str(number), letter.address, None, (), "en")
        for number, (_, letter, _) in enumerate(addresses.placed(rows, "din-b", OFFICE))
        if letter
    ]
    assert len(found) > 300
    return tuple(found)


@pytest.mark.parametrize("sheet", LABEL_SHEETS.values(), ids=LABEL_SHEETS)
def test_each_address_stands_on_its_own_label_or_is_named(sheet: LabelSheet) -> None:
    made = labels_file(letters(), sheet, 1, Offset(), PRINTED)
    assert set(made.references) | {unfit.reference for unfit in made.unfit} == {
        each.reference for each in letters()
    }
    assert len(made.references) >= 0.99 * len(letters())
    assert text_by_label(made, sheet) == [
        "".join("".join(letter.address).split())
        for letter in letters()
        if letter.reference in made.references
    ]


def text_by_label(made: PostFile, sheet: LabelSheet) -> list[str]:
    """What stands on each label in its order; fails for a sign that stands on none."""
    texts = [""] * (made.pages * sheet.count)
    with closing(PdfDocument(made.pdf)) as document:
        for number, page in enumerate(document):
            text, height = page.get_textpage(), page.get_height()
            for index in range(text.count_chars()):
                sign = text.get_text_range(index, 1).strip()
                left, bottom, right, top = (side / MM for side in text.get_charbox(index))
                if sign:
                    box = Area(left, height / MM - top, right - left, top - bottom)
                    texts[number * sheet.count + home(box, sheet)] += "-" if sign in "\x02\ufffe" else sign
    return texts[: len(made.references)]


def home(box: Area, sheet: LabelSheet) -> int:
    for number in range(sheet.count):
        room = sheet.room(number)
        if box.left >= room.left - TOLERANCE and box.right <= room.right + TOLERANCE and (
            box.top >= room.top - TOLERANCE and box.bottom <= room.bottom + TOLERANCE
        ):  # fmt: skip
            return number
    raise AssertionError(box)
