"""A letter's Word file, opened with python-docx and compared with the letter."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from conftest import EXAMPLE, ROOT
from docx.oxml import parse_xml
from docx.shared import Pt
from docx_samples import (
    ALL_KINDS,
    BODY,
    EMBLEM,
    LABELS,
    chunk,
    enclosure,
    letter,
    letterhead,
    para,
    template,
)

from letterbook.model import (
    Failed,
    Letter,
    Link,
    ListBlock,
    Paragraph,
    Picture,
    Rendered,
    SignatureBlock,
    Template,
    Text,
)
from letterbook.render.docx import _read as word_letterheads
from letterbook.render.docx import render
from letterbook.usecases.new_office import NEW_OFFICE

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def make(tmp_path: Path, to_render: Letter, made_from: Template | None = None, enclosed: Any = None) -> Path:
    (outcome,) = render(chunk(tmp_path, [to_render], made_from, enclosed))
    assert isinstance(outcome, Rendered), outcome
    return Path(outcome.path)


def texts(path: Path) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]


def shown(paragraph: Any) -> str:
    """What a program prints that is not Word, of a paragraph with a choice."""
    return "".join(node.text for node in paragraph._p.xpath(".//*[local-name() = 'Fallback']//w:t"))


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def test_the_words_stand_in_order_under_named_styles(tmp_path: Path) -> None:
    found = docx.Document(str(make(tmp_path, letter()))).paragraphs
    assert [(p.style.name, p.text) for p in found if p.style and p.style.name != "Letter Body"] == [
        ("Letter Return Line", "Ombudsman · 40 Example Street · AZ1000 Baku"),
        *(("Letter Address", line) for line in letter().address),
        ("Letter Reference", "Our reference: 1-0007/2021\tBaku, 19 January 2021"),
        ("Letter Subject", letter().subject),
        ("Letter Salutation", "Excellency,"),
        ("Letter Closing", letter().closing),
        ("Letter Signature", ""),
        ("Letter Signatory", "The Commissioner"),
        ("Letter Signatory Title", "Commissioner for Human Rights"),
        ("Letter Enclosure Line", "Enclosure: Statement (2 pages)"),
        ("Letter Copy Line", "Copy: Ministry of Foreign Affairs"),
    ]
    bodies = [p.text for p in found if p.style and p.style.name == "Letter Body"]
    assert len(bodies) == len(BODY)
    assert bodies[1] == "It rests on two grounds, inter alia."


def test_no_line_is_left_where_a_value_is_absent(tmp_path: Path) -> None:
    bare = letter(
        salutation=None, closing=None, copy_line=None, signature=SignatureBlock(None, None, None, 0)
    )
    styles = {p.style.name for p in docx.Document(str(make(tmp_path, bare))).paragraphs if p.style}
    assert not styles & {
        "Letter Salutation",
        "Letter Closing",
        "Letter Copy Line",
        "Letter Signatory",
        "Letter Signature",
    }


def test_a_note_verbale_has_date_after_body_and_no_names(tmp_path: Path) -> None:
    note = letter(salutation=None, closing=None, signature=SignatureBlock(None, None, None, 22))
    found = texts(make(tmp_path, note, template("note-verbale")))
    assert found.index("Baku, 19 January 2021") > found.index("It rests on two grounds, inter alia.")
    assert "Our reference: 1-0007/2021" in found
    assert note.subject not in found


def test_properties_are_the_letters_own(tmp_path: Path) -> None:
    path = make(tmp_path, letter())
    properties = docx.Document(str(path)).core_properties
    assert properties.title == f"{letter().subject} · 1-0007/2021"
    assert (properties.author, properties.last_modified_by) == (letter().head.name,) * 2
    assert (properties.subject, properties.language, properties.comments) == ("1-0007/2021", "en", "")
    assert properties.created == properties.modified == datetime(2021, 1, 19, tzinfo=UTC)
    names = zipfile.ZipFile(path).namelist()
    assert [name for name in names if name.startswith(("docProps/", "customXml/"))] == ["docProps/core.xml"]


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
    first, second = (make(tmp_path / folder, letter(), enclosed=enclosure()) for folder in ("one", "two"))
    assert first.read_bytes() == second.read_bytes()
    for entry in zipfile.ZipFile(first).infolist():
        assert (entry.date_time, entry.create_system, entry.external_attr) == ((1980, 1, 1, 0, 0, 0), 0, 0)


def test_a_letter_does_not_depend_on_the_others_of_its_chunk(tmp_path: Path) -> None:
    with_list = letter(8, body=(ListBlock(((para("a"),),), start=1),))
    outcomes = list(render(chunk(tmp_path, [with_list, letter(7), letter(None)], enclosed=enclosure())))
    alone = make(tmp_path, letter(7), enclosed=enclosure())
    assert isinstance(outcomes[1], Rendered)
    assert Path(outcomes[1].path).read_bytes() == alone.read_bytes()


def test_what_is_kept_of_the_letters_before_shows_in_none_that_follows(tmp_path: Path) -> None:
    plain = letter(7)
    signed = replace(plain.signature, picture=EMBLEM)
    every = [
        plain,
        letter(8, recipient_name=plain.recipient_name, date="20 January 2021"),
        letter(9, head=replace(plain.head, emblem=None)),
        letter(10, head=replace(plain.head, name="Another Office", contact=())),
        letter(11, signature=signed),
        letter(None, labels={**LABELS, "draft": "ENTWURF"}),
        letter(12, labels={**LABELS, "page": "{page}/{pages}"}),
        letter(13, body=BODY * 6),
    ]
    first, again = ([make(tmp_path, each, enclosed=enclosure()).read_bytes() for each in every] for _ in "12")
    for each, *together in zip(every, first, again, strict=True):
        word_letterheads.clear()
        assert together == [make(tmp_path, each, enclosed=enclosure()).read_bytes()] * 2


def test_each_section_has_its_own_headers_and_counts_from_one(tmp_path: Path) -> None:
    document = docx.Document(str(make(tmp_path, letter(), enclosed=enclosure())))
    cover, enclosed = document.sections
    assert "Desk 7" in cover.header.paragraphs[0].text
    assert "Desk 7" not in enclosed.header.paragraphs[0].text
    assert enclosed.header.paragraphs[0].text == "Commissioner for Human Rights (Ombudsman)"
    assert enclosed.first_page_header.paragraphs[0].text == ""
    for section in document.sections:
        assert section._sectPr.xpath("string(w:pgNumType/@w:start)") == "1"
        assert section.different_first_page_header_footer


def test_pages_are_fields_that_ask_for_bookmarks_of_the_file(tmp_path: Path) -> None:
    path = make(tmp_path, letter(), enclosed=enclosure())
    bookmarks = set(re.findall(r'w:bookmarkStart [^>]*w:name="([^"]+)"', part(path, "word/document.xml")))
    asked = set()
    for name in zipfile.ZipFile(path).namelist():
        if re.match(r"word/.*(header|footer)", name) and name.endswith(".xml"):
            asked |= set(re.findall(r"PAGEREF (\w+)", part(path, name)))
    assert asked == bookmarks == {"_LetterEnd", "_EnclosureEnd"}


def test_the_enclosure_is_a_publication_with_real_lists_and_tables(tmp_path: Path) -> None:
    document = docx.Document(str(make(tmp_path, letter(), enclosed=enclosure())))
    styled = {p.style.name: p for p in document.paragraphs if p.style}
    assert styled["Enclosure Title"].text == enclosure().title
    assert {
        "Enclosure Heading 1",
        "Enclosure Heading 2",
        "Enclosure Quote",
        "Enclosure List Bullet",
    } <= styled.keys()
    (table,) = document.tables
    assert table.rows[0]._tr.xpath("w:trPr/w:tblHeader")
    assert not table.rows[1]._tr.xpath("w:trPr/w:tblHeader")
    assert [cell.text for cell in table.rows[1].cells] == ["1990", "Entry of troops"]


def test_every_list_counts_for_itself(tmp_path: Path) -> None:
    def numbered(start: int) -> ListBlock:
        return ListBlock(((para("x"),), (para("y"),)), start=start)

    document = docx.Document(str(make(tmp_path, letter(body=(numbered(1), para("between"), numbered(4))))))
    numbers = [node.get(f"{W}val") for node in document.element.iter(f"{W}numId")]
    assert len(set(numbers)) == 2
    starts = {
        node.get(f"{W}numId"): node.find(f"{W}lvlOverride/{W}startOverride").get(f"{W}val")
        for node in document.part.numbering_part.element.iter(f"{W}num")
    }
    assert [starts[number] for number in dict.fromkeys(numbers)] == ["1", "4"]


def test_a_link_leads_where_its_words_do_and_nothing_else_outside_is_referred_to(tmp_path: Path) -> None:
    words = (Link("https://example.org/", (Text("our page"),)), Link("tel:+994", (Text("us"),)))
    path = make(tmp_path, letter(body=(Paragraph(words),)))
    assert "our pageus" in texts(path)
    relations = [name for name in zipfile.ZipFile(path).namelist() if name.endswith(".rels")]
    assert "word/_rels/document.xml.rels" in relations
    outside = re.findall(r"<[^>]*External[^>]*>", "".join(part(path, name) for name in relations))
    assert [re.findall(r'Target="([^"]*)"', found) for found in outside] == [["https://example.org/"]]


def test_pictures_have_words_and_their_own_proportion(tmp_path: Path) -> None:
    wide = Picture("s.svg", "image/svg+xml", EMBLEM.data.replace(b'"40"', b'"80"', 1), 80, 40)
    path = make(tmp_path, letter(signature=SignatureBlock("A. Name", None, wide, 0)))
    shape = docx.Document(str(path)).inline_shapes[0]
    assert shape.width / shape.height == pytest.approx(2, rel=0.01)
    assert round(shape.width.mm) == 50
    assert shape._inline.docPr.get("descr") == "A. Name"
    header = docx.Document(str(path)).sections[0].first_page_header._element
    (described,) = [
        node.get("descr") for node in header.iter() if node.tag.endswith("docPr") and node.get("descr")
    ]
    assert described == letter().head.name


def test_space_for_a_pen_is_exact(tmp_path: Path) -> None:
    found = docx.Document(str(make(tmp_path, letter()))).paragraphs
    (space,) = [p for p in found if p.style and p.style.name == "Letter Signature"]
    assert space.paragraph_format.line_spacing == pytest.approx(25 * 36000, rel=0.001)


def test_the_end_of_the_letter_holds_together(tmp_path: Path) -> None:
    found = docx.Document(str(make(tmp_path, letter(), enclosed=enclosure()))).paragraphs
    start = next(i for i, p in enumerate(found) if p.style and p.style.name == "Letter Closing")
    end = next(i for i, p in enumerate(found) if p.style and p.style.name == "Letter Copy Line")
    kept = [
        p.paragraph_format.keep_with_next or (p.style and p.style.paragraph_format.keep_with_next)
        for p in found
    ]
    assert start < end
    assert all(kept[start - 1 : end])
    assert found[end].paragraph_format.keep_with_next is False


def test_language_stands_in_the_defaults_and_in_the_enclosures_styles(tmp_path: Path) -> None:
    path = make(tmp_path, letter(language="az"), enclosed=enclosure(language="en"))
    styles = docx.Document(str(path)).styles.element
    default = next(styles.iter(f"{W}docDefaults")).find(f".//{W}lang").get(f"{W}val")
    assert default == "az-Latn-AZ"
    of_enclosure = {
        style.find(f"{W}rPr/{W}lang").get(f"{W}val")
        for style in styles.iter(f"{W}style")
        if style.find(f"{W}name").get(f"{W}val").startswith("Enclosure ")
    }
    assert of_enclosure == {"en-GB"}


def test_a_draft_says_so_on_every_page_and_has_no_number(tmp_path: Path) -> None:
    path = make(tmp_path, letter(None), enclosed=enclosure())
    cover, enclosed = docx.Document(str(path)).sections
    for section in (cover, enclosed):
        for header in (section.header, section.first_page_header):
            assert any(
                node.get("string") == "DRAFT"
                for node in header._element.iter()
                if node.tag.endswith("textpath")
            )
    assert not any("Our reference" in text for text in texts(path))
    assert not any(
        "textpath" in part(made, name)
        for made in [make(tmp_path, letter())]
        for name in zipfile.ZipFile(made).namelist()
        if name.endswith(".xml")
    )


@pytest.mark.parametrize(
    "value",
    [
        "A & B < C > \"D\" 'E'",
        "Ş" * 300,
        "😀 office",
        "مكتب حقوق الإنسان",
        "{{ subject }} {% if %}",
        "]]> &amp; <w:p/>",
    ],
)
def test_any_value_is_only_text(tmp_path: Path, value: str) -> None:
    everywhere = letter(
        subject=value, recipient_name=value, address=(value, "City"), salutation=value, body=(para(value),)
    )
    path = make(tmp_path, everywhere)
    assert texts(path).count(value) == 4
    assert docx.Document(str(path)).sections[0].header.paragraphs[0].text.startswith(value)
    assert docx.Document(str(path)).core_properties.title.startswith(value)


# --- letterheads of others ---------------------------------------------------------------------------------------


def of(*paragraphs: Any) -> Template:
    return template(data=letterhead(*paragraphs, "{{ body }}"))


@pytest.mark.parametrize(
    "runs",
    [
        ["Re: {{ sub", "ject }}!"],
        ["Re: {", "{ subject }", "}!"],
        ["Re: ", "{{", " ", "subject", " ", "}}", "!"],
        ["Re: {{ subject }}!"],
    ],
)
def test_a_placeholder_that_word_has_split_is_filled(tmp_path: Path, runs: list[str]) -> None:
    assert texts(make(tmp_path, letter(subject="S"), of(runs)))[0] == "Re: S!"


def test_runs_keep_their_looks(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("{{ date }} ")
    paragraph.add_run("{{ ref").bold = True
    paragraph.add_run("erence }} end").italic = True
    document.add_paragraph("{{ body }}")
    data = io.BytesIO()
    document.save(data)
    found = docx.Document(str(make(tmp_path, letter(), template(data=data.getvalue())))).paragraphs[0].runs
    assert [(run.text, run.bold, run.italic) for run in found] == [
        ("19 January 2021 ", None, None),
        ("1-0007/2021", True, None),
        (" end", None, True),
    ]


def test_conditions_reach_over_runs(tmp_path: Path) -> None:
    made_from = of(["{% if reference %}No. ", "{{ reference }}", "{% endif %}", " of {{ date }}"])
    assert texts(make(tmp_path, letter(), made_from))[0] == "No. 1-0007/2021 of 19 January 2021"
    assert texts(make(tmp_path, letter(None), made_from))[0] == " of 19 January 2021"


def test_lines_of_a_value_become_lines(tmp_path: Path) -> None:
    made_from = of("{{ office.address | join('\\n') }}")
    assert texts(make(tmp_path, letter(), made_from))[0] == "40 Example Street\nAZ1000 Baku"


def test_placeholders_work_in_tables_footers_and_text_boxes(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_table(1, 1).rows[0].cells[0].text = "{{ subject }}"
    document.sections[0].footer.paragraphs[0].text = "{{ recipient.name }}, {{ labels.page }}"
    box = document.add_paragraph()
    box._p.append(
        parse_xml(
            f'<w:r xmlns:w="{W[1:-1]}" xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox><w:txbxContent>'
            "<w:p><w:r><w:t>{{ date }}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        )
    )
    document.add_paragraph("{{ body }}")
    data = io.BytesIO()
    document.save(data)
    path = make(tmp_path, letter(body=BODY * 5), template(data=data.getvalue()))
    made = docx.Document(str(path))
    assert made.tables[0].rows[0].cells[0].text == letter().subject
    footer = made.sections[0].footer.paragraphs[0]
    assert footer.text == "Office of the High Commissioner, Desk 7, "
    assert shown(footer) == "Page 1 of 2"
    assert '<w:t xml:space="preserve">19 January 2021</w:t>' in part(path, "word/document.xml")


@pytest.mark.parametrize(("times", "pages"), [(1, ""), (5, "Page 1 of 2")])
def test_word_leaves_the_number_of_a_single_page_away(tmp_path: Path, times: int, pages: str) -> None:
    labels = {**LABELS, "page": 'Page "{page}" of {pages}'}
    path = make(tmp_path, letter(body=BODY * times, labels=labels), template())
    footer = docx.Document(str(path)).sections[0].first_page_footer.paragraphs[0]
    assert shown(footer).replace('"', "") == pages
    said = "".join(node.text for node in footer._p.xpath(".//*[@Requires = 'w15']//w:instrText"))
    # What stands in Word's own instruction: fields within it have their last results there as well.
    known = 2 if pages else 1
    asked = f" PAGEREF _LetterEnd {known}"
    assert said.startswith(f' IF {asked} > 1 "Page \\" PAGE 1\\" of {asked}" "" ')
    assert "xmlns:w15=" in part(path, "word/footer1.xml")


def test_an_empty_cell_keeps_the_paragraph_that_word_needs(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_table(1, 1).rows[0].cells[0].text = "{{ copy_line }}"
    document.add_paragraph("{{ body }}")
    data = io.BytesIO()
    document.save(data)
    path = make(tmp_path, letter(copy_line=None), template(data=data.getvalue()))
    assert len(docx.Document(str(path)).tables[0].rows[0].cells[0].paragraphs) == 1


def test_a_plain_word_file_gets_the_styles_it_lacks(tmp_path: Path) -> None:
    path = make(tmp_path, letter(body=ALL_KINDS), of("{{ subject }}"), enclosure())
    names = {p.style.name for p in docx.Document(str(path)).paragraphs if p.style}
    assert {"Letter Heading 1", "Letter List Number", "Enclosure Title", "Enclosure Body"} <= names


def test_what_python_docx_and_word_leave_behind_is_gone(tmp_path: Path) -> None:
    path = make(tmp_path, letter(), of("{{ subject }}"))
    names = zipfile.ZipFile(path).namelist()
    assert not [name for name in names if "thumbnail" in name or "customXml" in name or "app.xml" in name]
    assert not [name for name in names if b"python-docx" in zipfile.ZipFile(path).read(name)]


# --- failures ----------------------------------------------------------------------------------------------------


def test_one_bad_letter_leaves_the_others(tmp_path: Path) -> None:
    bad = letter(8, subject="a\x01b")
    good, failed, also_good = render(chunk(tmp_path, [letter(7), bad, letter(9)]))
    assert isinstance(good, Rendered) and isinstance(also_good, Rendered)
    assert failed == Failed(
        "body-8", "docx", "A text of the letter holds a control character, which a Word file cannot hold."
    )
    assert not (tmp_path / "0002-body-8.docx").exists()


def test_an_unknown_placeholder_fails_with_its_name(tmp_path: Path) -> None:
    (outcome,) = render(chunk(tmp_path, [letter()], of("{{ office.nmae }}")))
    assert isinstance(outcome, Failed)
    assert "nmae" in outcome.cause


def test_a_letterhead_cannot_reach_out_of_the_sandbox(tmp_path: Path) -> None:
    (outcome,) = render(chunk(tmp_path, [letter()], of("{{ subject.__class__.__mro__ }}")))
    assert isinstance(outcome, Failed)


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04 broken"])
def test_a_letterhead_that_is_none_fails_every_letter(tmp_path: Path, data: bytes) -> None:
    outcomes = list(render(chunk(tmp_path, [letter(1), letter(2)], template(data=data))))
    assert [type(outcome) for outcome in outcomes] == [Failed, Failed]
    missing = replace(template(), docx=None)
    (outcome,) = render(chunk(tmp_path, [letter(1)], missing))
    assert isinstance(outcome, Failed)
    assert outcome.cause == "The template “letter” has no Word letterhead."


def test_a_disk_that_cannot_be_written_ends_the_run_and_no_letter(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(render(chunk(tmp_path / "nowhere", [letter()])))


# --- the letterheads of the repository -----------------------------------------------------------------------------


def test_the_letterheads_are_what_their_script_makes() -> None:
    namespace: dict[str, Any] = {
        "__name__": "make_letterheads",
        "__file__": str(ROOT / "tools" / "make_letterheads.py"),
    }
    exec((ROOT / "tools" / "make_letterheads.py").read_text("utf-8"), namespace)
    made = dict(namespace["files"]())
    assert [path for path, data in made.items() if path.read_bytes() != data] == []
    assert set(made) == {*EXAMPLE.glob("templates/*/letter.docx"), *NEW_OFFICE.glob("*/*.docx")}


def test_a_note_verbale_bears_no_address(tmp_path: Path) -> None:
    said = texts(make(tmp_path, letter(), template("note-verbale")))
    assert "Our reference: 1-0007/2021" in said
    assert not {*letter().address, letter().head.return_line} & set(said)


def test_the_address_is_framed_where_the_window_is(tmp_path: Path) -> None:
    found = docx.Document(str(make(tmp_path, letter()))).paragraphs
    frames = [
        f
        for p in found
        if p.style and p.style.name == "Letter Address"
        for f in p._p.xpath("w:pPr/w:framePr")
    ]
    assert len(frames) == len(letter().address)
    for frame in frames:
        at = {side: int(frame.get(f"{W}{side}")) / 1440 * 25.4 for side in "xywh"}
        assert at == pytest.approx({"x": 25, "y": 62.7, "w": 80, "h": 27.3}, abs=0.02)
        assert frame.get(f"{W}vAnchor") == frame.get(f"{W}hAnchor") == "page"


def test_seven_lines_stand_as_close_as_in_the_pdf(tmp_path: Path) -> None:
    """In 27 mm: more than the frame is high would push the text of the letter down."""

    def set_as(lines: str, size: float) -> list[tuple[Any, Any]]:
        path = make(tmp_path, letter(address=tuple(lines), address_size_pt=size))
        found = [each for each in docx.Document(str(path)).paragraphs if each.text in tuple(lines)]
        return [(each.paragraph_format.line_spacing, each.runs[0].font.size) for each in found]

    assert set_as("ABCDEFG", 9.0) == [(Pt(10.5), Pt(9))] * 7
    assert set_as("ABCDEF", 11.0) == [(None, Pt(11))] * 6


def test_labels_are_those_of_the_letter(tmp_path: Path) -> None:
    labels = {**LABELS, "page": "Səhifə {page} / {pages}", "reference": "№ {reference}"}
    path = make(tmp_path, letter(labels=labels, body=BODY * 5))
    document = docx.Document(str(path))
    assert shown(document.sections[0].first_page_footer.paragraphs[0]) == "Səhifə 1 / 2"
    assert "№ 1-0007/2021\tBaku, 19 January 2021" in texts(path)
