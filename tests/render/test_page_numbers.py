"""Page numbers stand in the margins of letters and enclosures of two pages or more."""

from __future__ import annotations

import pypdfium2
import pytest
from conftest import OFFICE
from docx_samples import BODY, enclosure, letter

from letterbook.render.pdf.letter_renderer import render_enclosure, try_page
from letterbook.templates import read_template


def at_the_foot(pdf: bytes) -> list[str]:
    """What is printed in the lowest 20 mm of each page."""
    pages = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_bounded(top=20 * 72 / 25.4) for page in pages]


@pytest.mark.parametrize(("times", "said"), [(1, [""]), (4, ["Page 1 of 2", "Page 2 of 2"])])
def test_a_letter(times: int, said: list[str]) -> None:
    template, _ = read_template(OFFICE, "letter")
    assert template is not None
    assert at_the_foot(try_page(template, letter(body=BODY * times))) == said


@pytest.mark.parametrize(("times", "said"), [(1, [""]), (6, ["Page 1 of 2", "Page 2 of 2"])])
def test_an_enclosure(times: int, said: list[str]) -> None:
    template, _ = read_template(OFFICE, "letter")
    assert template is not None
    pdf = render_enclosure(template, enclosure(body=BODY * times), "2021-01-19")
    assert at_the_foot(pdf) == said
