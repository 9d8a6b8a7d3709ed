"""The bundle of Word letters: each letter as it was, and none of it mixed with another."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tracemalloc
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Pt
from docx_samples import ALL_KINDS, BODY, chunk, enclosure, letter, letterhead, para, template
from script_samples import ARABIC

from letterbook.model import Enclosure, Letter, ListBlock, Rendered, SignatureBlock, Template
from letterbook.printing.docx_bundle import write_bundle
from letterbook.render.docx import render

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def made(
    folder: Path,
    letters: Sequence[Letter],
    made_from: Template | None = None,
    enclosed: Enclosure | None = None,
) -> list[Path]:
    folder.mkdir(exist_ok=True)
    outcomes = list(render(chunk(folder, letters, made_from, enclosed)))
    assert all(isinstance(outcome, Rendered) for outcome in outcomes), outcomes
    return [Path(outcome.path) for outcome in outcomes if isinstance(outcome, Rendered)]


def bundled(tmp_path: Path, paths: Sequence[Path]) -> Path:
    target = tmp_path / "bundle.docx"
    write_bundle(target, paths, title="Mailing", author="Office", language="en", issued=date(2021, 1, 19))
    return target


def mixed(tmp_path: Path) -> list[Path]:
    """Letters and notes in two languages."""
    note = template("note-verbale")
    return [
        *made(tmp_path / "a", [letter(1), letter(2, body=BODY * 4)], None, enclosure()),
        *made(tmp_path / "b", [letter(3, language="az")], None, enclosure(language="az")),
        *made(tmp_path / "c", [letter(4, body=ALL_KINDS)], note, enclosure()),
        *made(tmp_path / "d", [letter(5)], None, None),
    ]


def words(path: Path) -> list[str]:
    """The paragraphs of a file, of which at least one has words."""
    found = [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]
    assert any(found)
    return found


def xml(path: Path, pattern: str = r"word/(document|header\d+|footer\d+)\.xml") -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {
            name: archive.read(name).decode() for name in archive.namelist() if re.fullmatch(pattern, name)
        }


def test_all_words_of_all_letters_in_order(tmp_path: Path) -> None:
    letters = mixed(tmp_path)
    assert words(bundled(tmp_path, letters)) == [text for path in letters for text in words(path)]


def test_each_letter_is_sections_of_its_own(tmp_path: Path) -> None:
    sections = docx.Document(str(bundled(tmp_path, mixed(tmp_path)))).sections
    assert [section.start_type for section in sections] == [WD_SECTION.NEW_PAGE] * 9
    assert all(section._sectPr.xpath("string(w:pgNumType/@w:start)") == "1" for section in sections)


def test_headers_are_those_of_the_letter_and_never_inherited(tmp_path: Path) -> None:
    sections = list(docx.Document(str(bundled(tmp_path, mixed(tmp_path)))).sections)
    covers = [section.header.paragraphs[0].text for section in sections[::2]]
    assert [text.partition("\t")[0] for text in covers] == [
        f"Office of the High Commissioner, Desk {n}" for n in range(1, 6)
    ]
    for section in sections:
        assert len(section._sectPr.findall(f"{W}headerReference")) == 3
        assert len(section._sectPr.findall(f"{W}footerReference")) == 3
    assert not any("Desk" in section.header.paragraphs[0].text for section in sections[1::2])


def test_a_letter_without_a_header_does_not_get_the_one_before(tmp_path: Path) -> None:
    plain = template(data=letterhead("{{ subject }}", "{{ body }}"))
    paths = [*made(tmp_path / "a", [letter(1)]), *made(tmp_path / "b", [letter(2)], plain)]
    _, second = docx.Document(str(bundled(tmp_path, paths))).sections
    assert "".join(p.text for p in second.header.paragraphs + second.even_page_header.paragraphs) == ""
    assert "".join(p.text for p in second.footer.paragraphs) == ""


def test_bookmarks_drawings_and_lists_are_unlike(tmp_path: Path) -> None:
    parts = xml(bundled(tmp_path, mixed(tmp_path)))
    body = parts["word/document.xml"]
    for pattern in (r"<w:bookmarkStart [^>]*?w:id=\"(\d+)\"", r"<w:bookmarkStart [^>]*?w:name=\"([^\"]+)\""):
        found = re.findall(pattern, body)
        assert len(found) == len(set(found)) > 5
    drawings = [number for part in parts.values() for number in re.findall(r'<wp:docPr id="(\d+)"', part)]
    assert len(drawings) == len(set(drawings)) > 3
    asked = {name for part in parts.values() for name in re.findall(r"PAGEREF (\S+)", part)}
    assert asked
    assert asked <= set(re.findall(r'w:name="([^"]+)"', body))


def test_lists_of_each_letter_count_for_themselves(tmp_path: Path) -> None:
    numbered = (ListBlock(((para("x"),), (para("y"),)), start=3),)
    paths = made(tmp_path / "a", [letter(n, body=numbered) for n in (1, 2, 3)])
    document = docx.Document(str(bundled(tmp_path, paths)))
    numbers = [node.get(f"{W}val") for node in document.element.iter(f"{W}numId")]
    assert len(set(numbers)) == 3
    numbering = document.part.numbering_part.element
    instances = {node.get(f"{W}numId"): node for node in numbering.findall(f"{W}num")}
    assert {instances[n].find(f".//{W}startOverride").get(f"{W}val") for n in numbers} == {"3"}
    assert len(numbering.findall(f"{W}abstractNum")) == 1


def test_styles_of_one_letterhead_leave_those_of_another_alone(tmp_path: Path) -> None:
    other = docx.Document()
    style = other.styles.add_style("Letter Body", 1)
    style.font.name = "Courier New"
    other.add_paragraph("{{ body }}", "Letter Body")
    data = io.BytesIO()
    other.save(data)
    paths = [
        *made(tmp_path / "a", [letter(1)]),
        *made(tmp_path / "b", [letter(2)], template(data=data.getvalue())),
    ]
    document = docx.Document(str(bundled(tmp_path, paths)))
    fonts: dict[str, Any] = {p.style.name: p.style.font.name for p in document.paragraphs if p.style}
    assert fonts["Letter Body"] is None
    assert fonts["Letter Body (2)"] == "Courier New"
    assert document.paragraphs[-1].style is not None
    assert document.paragraphs[-1].style.name == "Letter Body (2)"


def with_style(made_from: Template, name: str, points: int) -> Template:
    document = docx.Document(io.BytesIO(made_from.docx or b""))
    style = next((style for style in document.styles if style.name == name), None)
    (style or document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)).font.size = Pt(points)
    data = io.BytesIO()
    document.save(data)
    return replace(made_from, docx=data.getvalue())


@pytest.mark.parametrize(("points", "enclosures"), [(11, 1), (24, 2)])
def test_an_enclosure_in_larger_letters_has_pages_of_its_own(
    tmp_path: Path, points: int, enclosures: int
) -> None:
    """Its fields may not ask how many pages the other has."""
    paths = [
        *made(tmp_path / "a", [letter(1)], with_style(template(), "Enclosure Body", 11), enclosure()),
        *made(tmp_path / "b", [letter(2)], with_style(template(), "Enclosure Body", points), enclosure()),
    ]
    body = xml(bundled(tmp_path, paths))["word/document.xml"]
    assert len(re.findall("<w:bookmarkStart", body)) == 2 + enclosures


SECTION = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
UNUSUAL = {
    "a section that says nothing": "<w:p><w:pPr><w:sectPr/></w:pPr></w:p>",
    "a section inside a control": (
        f"<w:sdt><w:sdtPr/><w:sdtContent><w:p><w:pPr>{SECTION}</w:pPr></w:p></w:sdtContent></w:sdt>"
    ),
    "a comment that looks like a section": "<!-- <w:sectPr>before</w:sectPr> -->",
}


@pytest.mark.parametrize("inserted", UNUSUAL.values(), ids=UNUSUAL)
def test_a_letterhead_of_an_unusual_build_is_no_obstacle(tmp_path: Path, inserted: str) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template().docx or b"")) as before, zipfile.ZipFile(data, "w") as after:
        for entry in before.infolist():
            part = before.read(entry)
            if entry.filename == "word/document.xml":
                part = part.replace(b"<w:body>", b"<w:body>" + inserted.encode())
            after.writestr(entry.filename, part)
    odd = replace(template(), docx=data.getvalue())
    paths = made(tmp_path / "a", [letter(1), letter(2)], odd, enclosure())
    assert words(bundled(tmp_path, paths)) == [text for path in paths for text in words(path)]


def test_each_language_stays_that_of_its_letters(tmp_path: Path) -> None:
    document = docx.Document(str(bundled(tmp_path, mixed(tmp_path))))

    def language(paragraph: Any) -> str:
        style = paragraph.style
        while style is not None:
            found = style.element.find(f"{W}rPr/{W}lang")
            if found is not None:
                return str(found.get(f"{W}val"))
            style = style.base_style
        return "none"

    subjects = [
        language(p) for p in document.paragraphs if p.style and p.style.name.startswith("Letter Subject")
    ]
    assert subjects == ["en-GB", "en-GB", "az-Latn-AZ", "en-GB"]


def test_what_letters_share_stands_once(tmp_path: Path) -> None:
    paths = made(tmp_path / "a", [letter(n) for n in range(1, 9)], None, enclosure())
    names = zipfile.ZipFile(bundled(tmp_path, paths)).namelist()
    assert len([name for name in names if name.startswith("word/media/")]) == 1
    # A letter's own are its header and its first page's footer; the enclosure's three and the empty ones are shared.
    assert len([name for name in names if re.match(r"word/(header|footer)\d", name)]) <= 8 * 3 + 6


def test_same_letters_same_bytes_and_particulars(tmp_path: Path) -> None:
    letters = mixed(tmp_path)
    first, second = bundled(tmp_path, letters).read_bytes(), bundled(tmp_path, letters).read_bytes()
    assert first == second
    properties = docx.Document(io.BytesIO(first)).core_properties
    assert (properties.title, properties.author, properties.language) == ("Mailing", "Office", "en")
    entries = zipfile.ZipFile(io.BytesIO(first)).infolist()
    assert {(entry.date_time[0], entry.create_system, entry.external_attr) for entry in entries} == {
        (1980, 0, 0)
    }
    assert not list(tmp_path.glob("tmp*"))


def test_pictures_in_the_words_are_carried_along(tmp_path: Path) -> None:
    from docx_samples import EMBLEM

    signed = SignatureBlock("A. Name", None, EMBLEM, 0)
    document = docx.Document(
        str(bundled(tmp_path, made(tmp_path / "a", [letter(n, signature=signed) for n in (1, 2)])))
    )
    assert len(document.inline_shapes) == 2
    for shape in document.inline_shapes:
        embedded = shape._inline.graphic.graphicData.pic.blipFill.blip.embed
        assert document.part.related_parts[embedded].blob.startswith(b"\x89PNG")


def test_ten_times_the_letters_do_not_take_ten_times_the_memory(tmp_path: Path) -> None:
    paths = made(tmp_path / "a", [letter(n) for n in range(1, 21)], None, enclosure())

    def peak(times: int) -> int:
        tracemalloc.start()
        try:
            bundled(tmp_path, paths * times)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    bundled(tmp_path, paths)
    assert peak(10) < 2 * peak(1)


def test_a_font_that_one_letter_needs_is_in_the_bundle_once(tmp_path: Path) -> None:
    arabic = [ARABIC.letter(number=number) for number in (2, 3)]
    bundle = bundled(tmp_path, made(tmp_path / "a", [letter(1), *arabic, letter(4)]))
    with zipfile.ZipFile(bundle) as archive:
        names = sorted(name for name in archive.namelist() if "Naskh" in name)
        assert names == ["word/fonts/LetterbookNaskh-Bold.odttf", "word/fonts/LetterbookNaskh-Regular.odttf"]
        assert b"embedRegular" in archive.read("word/fontTable.xml")
        assert b"embedTrueTypeFonts" in archive.read("word/settings.xml")


# --- through LibreOffice -------------------------------------------------------------------------------------------


def converted(tmp_path: Path, paths: Sequence[Path]) -> list[list[str]]:
    """The text of each page of each file, as LibreOffice lays it out."""
    out = tmp_path / "pdf"
    command = [
        "soffice",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    subprocess.run(
        [*command, "--outdir", str(out), *map(str, paths)], check=True, capture_output=True, timeout=180
    )
    documents = [pypdfium2.PdfDocument(out / f"{path.stem}.pdf") for path in paths]
    return [[page.get_textpage().get_text_bounded() for page in document] for document in documents]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_shows_each_letter_with_its_own_header(tmp_path: Path) -> None:
    letters = made(tmp_path / "a", [letter(1), letter(2, body=BODY * 4)], None, enclosure())
    *single, whole = converted(tmp_path, [*letters, bundled(tmp_path, letters)])
    assert [len(pages) for pages in single] == [4, 5]
    assert len(whole) == 9
    assert "Page 1" not in single[0][0]
    assert "Desk 2" in single[1][1]
    assert "Page 2 of 2" in single[1][1]
    assert [("Page 1 of 2" in page, "Page 2 of 2" in page) for page in single[1]] == [
        (True, False),
        (False, True),
        *[(False, False)] * 3,
    ]
    assert [f"Page {number} of 3" in single[1][1 + number] for number in (1, 2, 3)] == [True] * 3
    assert [number for number, page in enumerate(whole) if "Desk 1" in page] == [0]
    assert next(number for number, page in enumerate(whole) if "Desk 2" in page) == 4


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_signature_never_stands_alone(tmp_path: Path) -> None:
    base = letter(1)
    letters = made(
        tmp_path / "a",
        [replace(base, recipient_id=f"r{n}", body=(para("Word. "),) * n) for n in range(12, 30)],
    )
    documents = converted(tmp_path, letters)
    assert len(documents) == len(letters) == 18
    for pages in documents:
        last = pages[-1]
        assert "Accept, Excellency" in last
        assert "The Commissioner" in last
        assert "Word." in last
