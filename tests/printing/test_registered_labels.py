"""Numbers of registered mail have their check figure, and another program reads the bars of a finished label."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime

import pytest
from pypdfium2 import PdfDocument

from letterbook.model.post import Offset, RegisteredNumbers
from letterbook.printing.code128 import _WIDTHS
from letterbook.printing.registered_labels import grouped, item_number, item_numbers, registered_labels
from letterbook.render.pdf.post_pages import Printed
from letterbook.stationery.label_sheets import LABEL_SHEETS

PRINTED = Printed("Labels", "An office", "en", datetime(2021, 1, 19, tzinfo=UTC))
NUMBERS = RegisteredNumbers("RR", 47312482, 47312491, "GB")


def test_the_check_figure_is_that_of_the_norm() -> None:
    """UPU S10 itself has the example 47312482 and 9."""
    assert item_number(NUMBERS, 47312482) == "RR473124829GB"
    assert grouped("RR473124829GB") == "RR 47 312 482 9 GB"
    checks = {item_number(NUMBERS, serial)[10] for serial in range(10_000)}
    assert checks == set("0123456789")


def test_all_numbers_of_several_ranges_come_in_their_order() -> None:
    found = list(item_numbers([NUMBERS, RegisteredNumbers("RL", 1, 2, "AZ")]))
    assert len(found) == len(set(found)) == 12
    assert found[-1][:10] == "RL00000002"


def test_every_sign_has_bars_of_its_own_of_eleven_modules() -> None:
    assert len(_WIDTHS) == len(set(_WIDTHS)) == 107
    assert {sum(map(int, widths)) for widths in _WIDTHS[:-1]} == {11}


@pytest.mark.parametrize("name", LABEL_SHEETS)
def test_another_program_reads_the_bars(name: str) -> None:
    zxingcpp = pytest.importorskip("zxingcpp")
    numbers = {f"1-{n:04d}/2021": item_number(NUMBERS, n) for n in range(3)}
    pdf, sheets = registered_labels(numbers, LABEL_SHEETS[name], 1, Offset(), PRINTED)
    assert sheets == 1
    with closing(PdfDocument(pdf)) as document:
        picture = document[0].render(scale=300 / 72).to_pil().convert("L")
        text = document[0].get_textpage().get_text_range()
    assert {found.text for found in zxingcpp.read_barcodes(picture)} == set(numbers.values())
    assert all(grouped(number) in text for number in numbers.values())
