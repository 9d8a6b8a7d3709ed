"""Envelopes and labels, measured on the finished page by PDFium against the tables of `stationery`."""

from __future__ import annotations

import io
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pikepdf
import pytest
from pypdfium2 import PdfDocument

from letterbook.envelope_windows import PAPERS, Area
from letterbook.model.post import Feed, Offset
from letterbook.printing.addressing import Addressed, Unfit, on_label
from letterbook.printing.post_files import envelopes_file, labels_file, trial_page
from letterbook.render.pdf.post_pages import Printed
from letterbook.stationery.envelopes import ENVELOPES, fed
from letterbook.stationery.label_sheets import LABEL_SHEETS, sheet_size

MM = 72 / 25.4
TOLERANCE = 0.5
"""mm"""
PRINTED = Printed("Envelopes", "An office", "en", datetime(2021, 1, 19, tzinfo=UTC))
SENDER = ("The Office", "1 Some Street", "AZ1000 Bakı", "AZERBAIJAN")
LETTERS = (
    Addressed("1-0001/2021", ("The Secretary-General", "United Nations", "405 East 42nd Street", "New York, NY 10017", "UNITED STATES OF AMERICA"), None, SENDER, "en"),
    Addressed("1-0002/2021", ("وزارة الخارجية", "شارع الاستقلال 5", "القاهرة", "EGYPT"), "بالبريد المسجل", SENDER, "ar"),
    Addressed("1-0003/2021", ("中华人民共和国外交部", "北京市朝阳区朝阳门南大街2号", "100701", "CHINA"), "挂号", SENDER, "zh"),
)  # fmt: skip


def ink(page: Any) -> list[tuple[str, Area]]:
    """Each sign on the page with the box of its ink, in mm from the top left."""
    text, height = page.get_textpage(), page.get_height()
    found = []
    for index in range(text.count_chars()):
        left, bottom, right, top = text.get_charbox(index)
        sign = text.get_text_range(index, 1).strip()
        if sign:
            found.append(
                (sign, Area(left / MM, (height - top) / MM, (right - left) / MM, (top - bottom) / MM))
            )
    return found


def is_within(box: Area, room: Area) -> bool:
    return (
        box.left >= room.left - TOLERANCE
        and box.top >= room.top - TOLERANCE
        and box.right <= room.right + TOLERANCE
        and box.bottom <= room.bottom + TOLERANCE
    )


@pytest.mark.parametrize("feed", [Feed(), Feed("left", "centre"), Feed("right"), Feed("bottom", "alone")])
def test_sender_note_and_address_stand_where_the_envelope_has_them(feed: Feed) -> None:
    envelope = ENVELOPES["DL"]
    made = envelopes_file(LETTERS, envelope, feed, PAPERS["A4"], PRINTED)
    assert (made.unfit, made.pages, made.references) == ((), 3, tuple(letter.reference for letter in LETTERS))
    lying = fed(envelope, feed, PAPERS["A4"])
    note = Area(envelope.address.left, envelope.address.top - 6, envelope.address.width, 6)
    rooms = [lying.placed(area) for area in (envelope.sender, note, envelope.address)]
    with closing(PdfDocument(made.pdf)) as document:
        for page in document:
            width, height = page.get_size()
            assert (width / MM, height / MM) == pytest.approx((lying.page_width, lying.page_height), abs=0.01)
            signs = ink(page)
            homes = [
                next((n for n, room in enumerate(rooms) if is_within(box, room)), None) for _, box in signs
            ]
            assert None not in homes, "every sign stands in a room of its own"
            assert {0, 2} <= set(homes)


@pytest.mark.parametrize("name", ENVELOPES)
def test_every_envelope_takes_the_three_scripts(name: str) -> None:
    envelope = ENVELOPES[name]
    made = envelopes_file(LETTERS, envelope, Feed(), PAPERS["A4"], PRINTED)
    assert made.pages == 3
    with closing(PdfDocument(made.pdf)) as document:
        boxes = [box for _, box in ink(document[0])]
    below = [box for box in boxes if box.top > 42]
    assert min(box.left for box in below) == pytest.approx(envelope.address.left, abs=TOLERANCE)
    assert all(is_within(box, envelope.address) for box in below)


@pytest.mark.parametrize("name", LABEL_SHEETS)
def test_each_label_holds_its_address_from_any_label_on(name: str) -> None:
    sheet = LABEL_SHEETS[name]
    first = sheet.count - 1
    made = labels_file(LETTERS, sheet, first, Offset(), PRINTED)
    assert (made.unfit, made.pages) == ((), 2)
    with closing(PdfDocument(made.pdf)) as document:
        assert [side / MM for side in document[0].get_size()] == pytest.approx(sheet_size(sheet), abs=0.01)
        pages = [[box for _, box in ink(page)] for page in document]
    rooms = [sheet.room(first - 1), sheet.room(first)]
    assert all(any(is_within(box, room) for room in rooms) for box in pages[0])
    assert all(any(is_within(box, room) for box in pages[0]) for room in rooms)
    assert pages[1]
    assert all(is_within(box, sheet.room(0)) for box in pages[1])


def test_what_a_printer_prints_too_far_is_moved_back() -> None:
    sheet = LABEL_SHEETS["L7160"]
    boxes = []
    for offset in (Offset(), Offset(1.5, -0.7)):
        made = labels_file(LETTERS[:1], sheet, 1, offset, PRINTED)
        with closing(PdfDocument(made.pdf)) as document:
            boxes.append(ink(document[0])[0][1])
    assert boxes[0].left - boxes[1].left == pytest.approx(1.5, abs=0.01)
    assert boxes[0].top - boxes[1].top == pytest.approx(-0.7, abs=0.01)


def test_what_does_not_fit_is_named_and_takes_no_label() -> None:
    wide = Addressed("1-0009/2021", ("Someone", "W" * 60), None, SENDER, "en")
    high = Addressed("1-0010/2021", tuple(f"Line {n}" for n in range(9)), None, SENDER, "en")
    made = labels_file([wide, LETTERS[0], high], LABEL_SHEETS["L7160"], 1, Offset(), PRINTED)
    assert made.references == ("1-0001/2021",)
    assert [unfit.reference for unfit in made.unfit] == ["1-0009/2021", "1-0010/2021"]
    assert "L7160 has 58 mm" in made.unfit[0].why
    assert "takes 9 lines" in made.unfit[1].why
    envelopes = envelopes_file([wide, high], ENVELOPES["DL"], Feed(), PAPERS["A4"], PRINTED)
    assert (envelopes.pdf, envelopes.pages, len(envelopes.unfit)) == (b"", 0, 2)


def test_a_note_wider_than_its_label_is_named() -> None:
    long = Addressed("1", ("Someone",), "To be handed over in person " * 3, (), "en")
    found = on_label(long, LABEL_SHEETS["L7160"], 0)
    assert isinstance(found, Unfit)


def test_no_sheet_has_a_label_beyond_its_last() -> None:
    with pytest.raises(ValueError, match="22"):
        labels_file(LETTERS, LABEL_SHEETS["L7160"], 22, Offset(), PRINTED)


def test_the_trial_page_draws_every_label_where_it_lies() -> None:
    sheet = LABEL_SHEETS["5160"]
    with closing(PdfDocument(trial_page(sheet, Offset(), PRINTED))) as document, closing(document[0]) as page:
        height = page.get_height() / MM
        drawn = [[side / MM for side in each.get_bounds()] for each in page.get_objects()]
        text = page.get_textpage().get_text_range()
    for label in sheet.labels():
        edges = (label.left, height - label.bottom, label.right, height - label.top)
        assert any(box == pytest.approx(edges, abs=0.1) for box in drawn)
    assert "5160 · 30" in text


def test_lines_never_touch() -> None:
    full = Addressed("1", tuple(f"Line {n} ÂÇg" for n in range(8)), None, (), "en")
    made = labels_file([full], LABEL_SHEETS["L7161"], 1, Offset(), PRINTED)
    with closing(PdfDocument(made.pdf)) as document:
        tops = sorted({round(box.bottom, 1) for sign, box in ink(document[0]) if sign == "L"})
    assert len(tops) == 8
    assert all(lower - upper > 2.9 for upper, lower in pairwise(tops))


def test_many_stand_in_one_file_in_their_order() -> None:
    many = [replace(LETTERS[0], reference=str(n), address=(f"Addressee {n}", "Town")) for n in range(7)]
    made = envelopes_file(many, ENVELOPES["C6"], Feed(), PAPERS["A4"], PRINTED)
    with closing(PdfDocument(made.pdf)) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    assert len(texts) == 7
    assert all(f"Addressee {n}" in text for n, text in enumerate(texts))


def test_each_text_is_an_element_in_its_own_language_and_said_in_the_order_in_which_it_is_read() -> None:
    made = envelopes_file(LETTERS, ENVELOPES["DL"], Feed(), PAPERS["A4"], PRINTED)
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        assert b"pdfaid:part" in pdf.Root.Metadata.read_bytes()
        owners = pdf.Root.StructTreeRoot.ParentTree.Nums
        assert [int(number) for number in list(owners)[::2]] == [0, 1, 2]
        for page, letter, owned in zip(pdf.pages, LETTERS, list(owners)[1::2], strict=True):
            drawn = pikepdf.parse_content_stream(page)
            marks = [each.operands[1].MCID for each in drawn if str(each.operator) == "BDC"]
            assert marks == list(range(len(owned)))
            elements = list(dict.fromkeys(owner.objgen for owner in owned))
            texts = [pdf.get_object(number) for number in elements]
            assert sum(len(text.K) for text in texts) == len(marks)
            assert all(text.Pg.objgen == page.obj.objgen for text in texts)
            address = texts[-1]
            assert address.get("/Lang", "en") == letter.language
            said = " ".join(letter.address)
            assert str(address.get("/ActualText", "")) == (said if letter.language == "ar" else "")


def test_the_same_envelopes_are_the_same_bytes() -> None:
    first, second = (
        envelopes_file(LETTERS, ENVELOPES["C5"], Feed("left"), PAPERS["A4"], PRINTED) for _ in range(2)
    )
    assert first.pdf == second.pdf
