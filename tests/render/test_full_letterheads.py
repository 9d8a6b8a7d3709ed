"""A letterhead in Word whose words need more room than it has: nothing is cut off."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.shared import Pt
from docx_samples import chunk, letter, template

from letterbook.fonts import SANS, SERIF_BOLD, width_mm
from letterbook.model import Rendered
from letterbook.render.docx import render

NAME = "Commissioner for Human Rights (Ombudsman) of the Republic of Azerbaijan"
LONG = (
    f"{NAME} and National Preventive Mechanism under the Optional Protocol to the Convention against Torture"
)


def made(tmp_path: Path, template_name: str, **head: object) -> docx.document.Document:
    started = letter()
    changed = replace(started, template=template_name, head=replace(started.head, **head))  # type: ignore[arg-type]
    (outcome,) = render(chunk(tmp_path, [changed], template(template_name)))
    assert isinstance(outcome, Rendered), outcome
    return docx.Document(outcome.path)


@pytest.mark.parametrize(("template_name", "width"), [("letter", 104), ("note-verbale", 86)])
def test_a_name_of_many_lines_is_set_smaller(tmp_path: Path, template_name: str, width: float) -> None:
    usual, long = (
        made(tmp_path, template_name, name=name).sections[0].first_page_header.tables[0]._tbl
        for name in (NAME, LONG)
    )
    sizes = [node.get(f"{{{node.nsmap['w']}}}val") for node in usual.xpath(".//w:t/../w:rPr/w:sz")]
    assert sizes == []
    (size,) = {int(node.get(f"{{{node.nsmap['w']}}}val")) / 2 for node in long.xpath(".//w:t/../w:rPr/w:sz")}
    lines = width_mm(LONG, size, SERIF_BOLD) / width
    room = 22 if template_name == "letter" else 31 - 18 - 1
    line = Pt({"letter": 18 / 14, "note-verbale": 15.5 / 11.5}[template_name] * size)
    assert lines * line.mm < room < (lines + 1) * Pt(line.pt * 1.25).mm


def test_contact_lines_are_set_smaller(tmp_path: Path) -> None:
    header = made(tmp_path, "letter", contact=tuple(f"Line {number}" for number in range(5))).sections[0]
    cell = header.first_page_header.tables[0].rows[0].cells[-1]
    (size,) = {run.font.size.pt for run in cell.paragraphs[0].runs if run.font.size}
    spacing: Any = cell.paragraphs[0].paragraph_format.line_spacing
    assert 6 <= size < 7.5
    assert 7 * spacing.pt + 6.6 <= 22 / 25.4 * 72


def test_a_contact_line_without_blanks_counts_as_many_lines_as_it_is_broken_into(tmp_path: Path) -> None:
    contact = (
        "Telephone 01227 496 0123",
        "office@friends-of-the-stour.example",
        "www.friends-of-the-stour.example",
    )
    header = made(tmp_path, "letter", contact=contact).sections[0].first_page_header
    cell = header.tables[0].rows[0].cells[-1]
    (size,) = {run.font.size.pt for each in cell.paragraphs for run in each.runs if run.font.size}
    spacing: Any = cell.paragraphs[0].paragraph_format.line_spacing
    room: Any = cell.width
    assert size < 7.5
    broken = sum(ceil(width_mm(paragraph.text, size, SANS) / room.mm) for paragraph in cell.paragraphs)
    assert broken * spacing.pt + 6.6 <= 22 / 25.4 * 72
