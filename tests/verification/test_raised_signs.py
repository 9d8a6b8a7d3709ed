"""Raised and lowered signs stand above and below their line in both formats; one that does not is found."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from conftest import edit, make_workspace
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from issued_mailing import Mailing, issue_verified, with_enclosure

import letterbook
from letterbook.model import Enclosure, Format, Lowered, Paragraph, Raised
from letterbook.verification import letter_findings, recipient_marks
from letterbook.verification.docx_reader import read_word
from letterbook.verification.raised_signs import wrong_heights
from letterbook.verification.tagged_text import TaggedPage, tags_of

UNESCO = "unesco"
FORMATS: tuple[Format, ...] = ("pdf", "docx")
TEXT = """
It has 4 400 km^2^ and **10^5^ people**, who on the 20^th^ of the month breathed CO~2~ and ^14^C beside ~~H~2~O~~ of
*x*~n+1~^−2^ parts, as [10^3^ letters](https://example.org/letters) say.[^1]

## A heading of 300 m^2^

- An item of m^3^

| Area in m^2^ | CO~2~ |
|---|---|
| North | 10^7^ |

> Quoted 10^8^ of them.

[^1]: In a note, 10^9^.
"""
ASKED = "It asks for more than a line. " * 3
ENCLOSED = (
    *("m^2^", "0^5^", "0^th^", "O~2~", "^14^", "H~2~", "x~n+1~", "1^−2^", "0^3^", "0^9^"),
    *("m^2^", "m^3^", "m^2^", "O~2~", "0^7^", "0^8^"),
)


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Mailing:
    workspace = make_workspace(tmp_path_factory.mktemp("raised") / "office")
    for file in (workspace / "statements/january-20").glob("*.md"):
        with file.open("a", encoding="utf-8") as opened:
            opened.write(TEXT)
    with (workspace / "templates/letter/en.md").open("a", encoding="utf-8") as opened:
        opened.write(f"\n{ASKED}It needs 300 m^2^ and CO~2~. {'So it is. ' * 9}\n")
    return issue_verified(workspace, workspace / "out")


def pages(file: Path) -> Iterator[TaggedPage]:
    with closing(pypdfium2.PdfDocument(file)) as document:
        for index in range(len(document)):
            page = document[index]
            yield tags_of(page, page.get_textpage())


def test_the_record_says_which_there_are(issued: Mailing) -> None:
    letter = issued.expected(UNESCO).letter
    assert letter.texts("raised") == ("m^2^", "O~2~")
    assert letter.enclosures[0].raised == ENCLOSED


def test_in_a_pdf_they_are_smaller_and_the_lines_stay_as_far_apart(issued: Mailing) -> None:
    drawn = [text for page in pages(issued.file(UNESCO)) for text in page.drawn]
    at = next(at for at, text in enumerate(drawn) if "km" in text.said)
    line, sign = drawn[at : at + 2]
    assert (round(line.size, 1), sign.said) == (11.5, "2")
    assert sign.size / line.size == pytest.approx(0.68, abs=0.005)
    assert 0.3 < (sign.line - line.line) / line.size < 0.4
    cell, low = next((one, other) for one, other in pairwise(drawn) if one.said.endswith("CO "))
    assert low.size / cell.size == pytest.approx(0.68, abs=0.005)
    assert -0.2 < (low.line - cell.line) / cell.size < -0.1
    for size, apart in ((11.5, 15.0), (12.0, 15.5)):
        lines = sorted({round(text.line, 2) for text in drawn if round(text.size, 1) == size}, reverse=True)
        steps = [round(above - below, 2) for above, below in pairwise(lines)]
        assert steps.count(apart) > 5
        assert not [step for step in steps if apart < step < apart + 2 or (step < apart - 2 and step > 0.5)]


def test_in_a_pdf_they_are_read_in_their_paragraph(issued: Mailing) -> None:
    said = ["".join(text.split()) for page in pages(issued.file(UNESCO)) for text in page.texts()]
    [paragraph] = [text for text in said if "km2and" in text]
    assert paragraph.startswith(
        "Ithas4400km2and105people,whoonthe20thofthemonthbreathedCO2and14CbesideH2Oofxn+1−2parts"
    )


def test_in_a_word_file_they_are_word_s_own(issued: Mailing) -> None:
    with zipfile.ZipFile(issued.file(UNESCO, "docx")) as archive:
        roots: list[Any] = [parse_xml(archive.read(f"word/{name}.xml")) for name in ("document", "footnotes")]
    runs = [run for root in roots for run in root.iter(qn("w:r")) if run.text]
    found = [
        (node.get(qn("w:val")), run.text)
        for run in runs
        if (node := run.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}")) is not None
    ]
    marks = {"superscript": "^", "subscript": "~"}
    said = [f"{marks[height]}{text}{marks[height]}" for height, text in found]
    wanted = [text[0 if text[0] in "^~" else 1 :] for text in ("m^2^", "O~2~", *ENCLOSED)]
    assert sorted(said) == sorted(wanted)


def on_the_line(enclosure: Enclosure, kind: type[Raised | Lowered]) -> Enclosure:
    """The same with one sign among the words as they are."""
    [paragraph] = [
        block
        for block in enclosure.body
        if isinstance(block, Paragraph) and any(isinstance(child, Lowered) for child in block.children)
    ]
    first = next(child for child in paragraph.children if isinstance(child, kind))
    at = paragraph.children.index(first)
    words = (*paragraph.children[:at], *first.children, *paragraph.children[at + 1 :])
    body = [Paragraph(words) if block is paragraph else block for block in enclosure.body]
    return replace(enclosure, body=tuple(body))


@pytest.mark.parametrize("kind", FORMATS)
def test_one_that_stands_on_the_line_is_found(issued: Mailing, kind: Format, tmp_path: Path) -> None:
    assert with_enclosure(issued, UNESCO, kind, tmp_path, lambda enclosure: enclosure) == []
    for sign, where in ((Raised, "above"), (Lowered, "below")):
        found = with_enclosure(issued, UNESCO, kind, tmp_path, partial(on_the_line, kind=sign))
        said = [(finding.code, finding.what) for finding in found]
        assert said == [("not-raised", f"“2” is to stand {where} its line, and does not.")]


def test_one_of_a_word_letter_is_found(issued: Mailing) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(issued.file(UNESCO, "docx")) as archive, zipfile.ZipFile(out, "w") as changed:
        for name in archive.namelist():
            data = archive.read(name)
            spoiled = re.sub(rb'<w:vertAlign w:val="superscript"/>', b"", data, count=1)
            changed.writestr(name, spoiled if name == "word/document.xml" else data)
    marks = recipient_marks(expectation.letter for expectation in issued.record.expectations)
    found = letter_findings(out.getvalue(), issued.expected(UNESCO, "docx"), marks)
    assert {finding.code for finding in found} == {"altered-file", "not-raised"}


def test_letters_that_are_read_in_part_have_them_too(issued: Mailing) -> None:
    for addressee in (UNESCO, "un-secretary-general", UNESCO):
        data = issued.file(addressee, "docx").read_bytes()
        sections = read_word(data, in_full=False).sections
        assert sections == read_word(data).sections
        assert sections[0].raised == (f"^2\n{ASKED}It needs 300 m", "~2\n and CO")


def test_a_style_sheet_that_leaves_them_on_the_line_is_told_of(workspace: Path) -> None:
    edit(workspace / "templates/letter/en.md", "I have the honour", "On 300 m^2^ I have the honour")
    office = letterbook.open_office(workspace)
    assert office.check("january-20") == []
    with (workspace / "templates/letter/letter.css").open("a") as css:
        css.write("sup { vertical-align: baseline }")
    [problem] = office.check("january-20")
    assert "“2” is to stand above its line, and does not." in problem.what


@pytest.mark.parametrize(
    ("expected", "found", "missing"),
    [
        (("m^2^", "n^2^"), ("^2\nkm", "^2\nn"), 0),
        (("m^2^", "n^2^"), ("^2\nn", "^2\nn"), 1),
        (("^2^", "m^2^"), ("^2\nkm", "^2\n "), 0),
        (("m^2^",), ("~2\nm",), 1),
        (("m^2^",), ("^22\nm",), 1),
        (("M^2^",), ("^2\nm\u200e", "^7\n"), 0),
        (("^^^",), ("^^\n",), 0),
        ((), ("^2\nm",), 0),
    ],
)
def test_each_has_to_be_there(expected: tuple[str, ...], found: tuple[str, ...], missing: int) -> None:
    assert len([*wrong_heights(expected, found)]) == missing


def test_thousands_of_them_in_another_order_are_compared_in_no_time() -> None:
    begun = time.process_time()
    there = [f"^{number}\nkm" for number in reversed(range(3000))]
    assert [*wrong_heights([f"m^{number}^" for number in range(3000)], there)] == []
    assert time.process_time() - begun < 3
