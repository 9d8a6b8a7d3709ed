"""No fold crosses the room in which somebody signs by hand."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest
from conftest import OFFICE
from docx_samples import letter, para

from letterbook.envelope_windows import WINDOWS
from letterbook.model import Letter, SignatureBlock
from letterbook.render.pdf.letter_renderer import try_page
from letterbook.templates import read_template

MM = 72 / 25.4
FOLD = WINDOWS["din-b"].fold_marks[1]


def signed(lines: int, **changes: object) -> Letter:
    """A letter of so many lines, signed by hand."""
    made = letter(body=tuple(para(f"Line {number}") for number in range(lines)))
    return replace(made, signature=SignatureBlock("Signatory", "Title", None, 25), **changes)  # type: ignore[arg-type]


def places(made: Letter) -> tuple[int, float, float]:
    """How many pages there are; on the first, where the close ends and where the name begins, in mm from the top."""
    template, _ = read_template(OFFICE, "letter")
    assert template is not None
    with pypdfium2.PdfDocument(try_page(template, made)) as document:
        page = document[0]
        text, height = page.get_textpage(), page.get_height()
        whole = text.get_text_range()
        close, name = whole.index("Accept, Excellency"), whole.index("Signatory")
        _, below, _, _ = text.get_charbox(close, loose=True)
        _, _, _, above = text.get_charbox(name, loose=True)
        return len(document), (height - below) / MM, (height - above) / MM


@pytest.mark.parametrize("lines", [5, 6, 7, 8, 9])
def test_the_pen_has_its_room_on_one_side_of_the_fold(lines: int) -> None:
    pages, close, name = places(signed(lines))
    assert pages == 1
    assert name - close > 24.5
    assert not name - 25 < FOLD < name - 0.5


def test_where_there_is_no_room_below_the_fold_nothing_is_moved() -> None:
    moved, left = places(signed(6)), places(signed(6, window="none"))
    assert moved[2] > left[2] + 20
    full = signed(6, copy_line="A copy goes to all of these. " * 20)
    assert places(full) == places(replace(full, window="none"))
    assert places(full)[0] == 1
