"""Letterheads as offices have them: several sections, few headers, drawings with one number, files made by other programs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.enum.section import WD_SECTION_START
from docx.oxml.ns import qn
from docx_samples import chunk, enclosure, letter, letterhead, template
from lxml import etree

from letterbook.model import Failed, Outcome, Rendered
from letterbook.render.docx import render, xml
from letterbook.render.docx.xml import Node


def made(tmp_path: Path, data: bytes, *, enclosed: bool = True) -> Path:
    outcome = outcome_of(tmp_path, data, enclosed=enclosed)
    assert isinstance(outcome, Rendered), outcome
    return Path(outcome.path)


def outcome_of(tmp_path: Path, data: bytes, *, enclosed: bool = True) -> Outcome:
    (outcome,) = render(chunk(tmp_path, [letter()], template(data=data), enclosure() if enclosed else None))
    return outcome


def sections_of(path: Path) -> list[Node]:
    return list(xml.read(zipfile.ZipFile(path).read("word/document.xml")).iter(qn("w:sectPr")))


def references(section: Node) -> list[str]:
    return [str(node.get(qn("w:type"))) for node in section.iter(qn("w:headerReference"))]


def in_sections(*, first: bool = False, restart: bool = False) -> bytes:
    """Two sections; the first has a header, and the second says nothing of its own."""
    document = docx.Document()
    document.add_paragraph("{{ reference_line }} {{ place_and_date }}")
    document.sections[0].header.paragraphs[0].text = "The office"
    document.add_section(WD_SECTION_START.CONTINUOUS)
    document.add_paragraph("{{ body }}")
    document.sections[1].different_first_page_header_footer = first
    if restart:
        numbering = document.sections[1]._sectPr.makeelement(qn("w:pgNumType"))
        numbering.set(qn("w:start"), "5")
        document.sections[1]._sectPr.append(numbering)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("enclosed", [True, False])
def test_the_last_section_goes_on_inheriting_its_headers(tmp_path: Path, *, enclosed: bool) -> None:
    sections = sections_of(made(tmp_path, in_sections(), enclosed=enclosed))
    assert len(sections) == 3 - (not enclosed)
    assert references(sections[0]) == ["default"]
    assert references(sections[1]) == []


def test_a_first_page_header_that_a_later_section_asks_for_is_the_first_ones(tmp_path: Path) -> None:
    sections = sections_of(made(tmp_path, in_sections(first=True)))
    assert references(sections[0]) == ["default", "first"]
    assert references(sections[1]) == []


def test_the_pages_of_the_letter_are_counted_through(tmp_path: Path) -> None:
    sections = sections_of(made(tmp_path, in_sections(restart=True)))
    starts = [section.find(qn("w:pgNumType")) for section in sections]
    assert [None if node is None else node.get(qn("w:start")) for node in starts] == ["1", None, "1"]


BARE: dict[str, Callable[[Node], object]] = {
    "no section": lambda root: root[0].remove(root[0][-1]),
    "no sheet": lambda root: root[0][-1].remove(root[0][-1].find(qn("w:pgSz"))),
    "no margins": lambda root: root[0][-1].remove(root[0][-1].find(qn("w:pgMar"))),
    "no left margin": lambda root: root[0][-1].find(qn("w:pgMar")).attrib.pop(qn("w:left")),
    "a bookmark without number": lambda root: root[0][0].insert(0, root.makeelement(qn("w:bookmarkStart"))),
    "lengths in points": lambda root: root[0][-1].find(qn("w:pgMar")).set(qn("w:left"), "72pt"),
}


def with_root(data: bytes, change: Callable[[Node], object]) -> bytes:
    source, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            part = source.read(name)
            if name == "word/document.xml":
                root: Node = etree.fromstring(part)
                change(root)
                part = etree.tostring(root)
            archive.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize("kind", BARE)
def test_what_a_letterhead_leaves_open_is_filled_in(kind: str, tmp_path: Path) -> None:
    path = made(tmp_path, with_root(letterhead("{{ reference_line }}", "{{ body }}"), BARE[kind]))
    assert all(section.left_margin and section.page_width for section in docx.Document(str(path)).sections)


def test_a_letterhead_that_is_wrong_in_any_way_fails_its_letters_and_not_the_run(tmp_path: Path) -> None:
    def break_it(root: Node) -> None:
        root.remove(root[0])

    outcome = outcome_of(tmp_path, with_root(letterhead("{{ body }}"), break_it))
    assert isinstance(outcome, Failed)


BOX = (
    '<w:r xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><w:drawing><wp:inline>'
    '<wp:docPr id="{}" name="Box"/></wp:inline></w:drawing></w:r>'
)


@pytest.mark.parametrize(
    "numbers", [("1", "1", "1"), ("7", "3", "3"), ("2147483647", "x", ""), ("4", "5", "6")]
)
def test_drawings_of_text_header_and_footer_have_numbers_of_their_own(
    numbers: tuple[str, str, str], tmp_path: Path
) -> None:
    document = docx.Document()
    section = document.sections[0]
    homes = (document.add_paragraph(), section.header.paragraphs[0], section.footer.paragraphs[0])
    for home, number in zip(homes, numbers, strict=True):
        home._p.append(etree.fromstring(BOX.format(number)))
    document.add_paragraph("{{ emblem }}")
    document.add_paragraph("{{ body }}")
    out = io.BytesIO()
    document.save(out)
    archive = zipfile.ZipFile(made(tmp_path, out.getvalue()))
    drawings = [
        node.get("id")
        for name in archive.namelist()
        if name.startswith("word/") and name.endswith(".xml")
        for node in xml.read(archive.read(name)).iter(qn("wp:docPr"))
    ]
    assert len(drawings) == 4
    assert len(set(drawings)) == 4
    assert all(0 < int(number) < 2**31 for number in drawings)


def test_a_draft_is_marked_also_where_a_header_has_no_paragraph(tmp_path: Path) -> None:
    source, out = zipfile.ZipFile(io.BytesIO(in_sections())), io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("word/header"):
                root: Node = etree.fromstring(part)
                root[:] = []
                part = etree.tostring(root)
            archive.writestr(name, part)
    draft = letter(None)
    (outcome,) = render(chunk(tmp_path, [draft], template(data=out.getvalue())))
    assert isinstance(outcome, Rendered), outcome
    archive = zipfile.ZipFile(outcome.path)
    headers = [archive.read(name) for name in archive.namelist() if name.startswith("word/header")]
    assert headers
    assert all(b"DRAFT" in header for header in headers)


def test_no_hyphen_comes_into_an_address_of_the_shipped_letterheads() -> None:
    """Word hyphenates a long word; a hyphen would be one of the signs of an e-mail address."""
    names = {"Office Name", "Office Lines", "Letter Address", "Letter Return Line"}
    root = Path(__file__).parents[2]
    shipped = [*root.glob("templates/*/letter.docx"), *root.glob("src/letterbook/new_office/*/*.docx")]
    assert len(shipped) > 10
    for path in shipped:
        styles = {style.name: style for style in docx.Document(str(path)).styles if style.name in names}
        assert "Office Lines" in styles or "Letter Address" in styles, path
        for name, style in styles.items():
            assert style.element.find(f".//{qn('w:suppressAutoHyphens')}") is not None, (path, name)
