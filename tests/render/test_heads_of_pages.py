"""Whatever begins a page of an enclosure stands on its top line."""

from __future__ import annotations

import pypdfium2
import pytest
from conftest import OFFICE
from docx_samples import enclosure, para

from letterbook.model import Block, Heading, ListBlock, Quote, Text
from letterbook.render.pdf.letter_renderer import render_enclosure
from letterbook.templates import read_template

MM = 72 / 25.4
ITEM = (para("An item. "),)
BEGINS = {
    "paragraph": (para("Begin"),),
    "paragraph after a list": (ListBlock((ITEM,)), para("Begin")),
    "heading": (Heading(2, (Text("Begin"),)), para("More of it.")),
    "item": (ListBlock((*[ITEM] * 3, (para("Begin"),))),),
    "quotation": (Quote((para("Begin"),)),),
}


@pytest.mark.parametrize("kind", BEGINS)
def test_it_stands_on_the_top_line(kind: str) -> None:
    template, _ = read_template(OFFICE, "letter")
    assert template is not None
    blocks: tuple[Block, ...] = BEGINS[kind]
    tops = []
    for before in range(28, 42):
        body = (*(para(f"Line {number}") for number in range(before)), *blocks, *[para("After")] * 8)
        pdf = render_enclosure(template, enclosure(body=body, addressed_to=None), "2021-01-19")
        with pypdfium2.PdfDocument(pdf) as document:
            text = document[1].get_textpage() if len(document) > 1 else None
            said = text.get_text_range() if text else ""
            if text and "Begin" in said[:9]:  # the running head comes last
                place = said.index("Begin")
                tops.append((document[1].get_height() - text.get_charbox(place)[1]) / MM)
    assert tops
    assert tops == pytest.approx([27 + 4] * len(tops), abs=0.5)
