"""What a file says and no page shows is compared and searched like its words."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from alike_letters import verify_alike
from conftest import edit, make_workspace
from issued_mailing import Mailing, issue_verified
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, OutlineItem, Pdf, String
from pypdf.errors import PdfReadError
from pypdf.generic import read_object

from letterbook.model import Format, Order
from letterbook.pdf.metadata import info_entries
from letterbook.usecases.check import check
from letterbook.verification import Finding, VerifiedPdf, recipient_marks, unseen_text, verify_file
from letterbook.verification.unseen_text import texts_of_information

UNESCO, GENERAL = "unesco", "un-secretary-general"
NOBODY = "Lindqvist"
"""Whom no list has."""


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Mailing:
    workspace = make_workspace(tmp_path_factory.mktemp("unseen") / "office")
    return issue_verified(workspace, workspace / "out")


def findings(mailing: Mailing, kind: Format, changed: bytes | None = None) -> list[Finding]:
    """What is found in English letters, of which three are to UNESCO: fewer of a kind are compared with a neutral letter
    when they are made. The first of the three may have been changed.
    """
    marks = recipient_marks(expectation.letter for expectation in mailing.record.expectations)
    expectations, files, found = [], {}, list[Finding]()
    for count, name in enumerate((UNESCO, GENERAL, UNESCO, UNESCO)):
        data = changed if changed and not count else mailing.file(name, kind).read_bytes()
        expected = replace(
            mailing.expected(name, kind), sha256=hashlib.sha256(data).hexdigest(), file=f"{count}.{kind}"
        )
        expectations.append(expected)
        files[expected.file] = verified = verify_file(data, expected, marks)
        found += verified.findings
    found += verify_alike(expectations, {file: verified.remainder for file, verified in files.items()})
    particulars = {
        file: verified.particulars for file, verified in files.items() if isinstance(verified, VerifiedPdf)
    }
    return found + list(verify_alike(expectations, particulars))


def test_letters_as_they_are_made(issued: Mailing) -> None:
    assert findings(issued, "pdf") + findings(issued, "docx") == []


def in_title(pdf: Pdf, text: str) -> None:
    pdf.docinfo[Name.Title] = String(f"{pdf.docinfo[Name.Title]} {text}")


def in_keywords(pdf: Pdf, text: str) -> None:
    pdf.docinfo[Name.Keywords] = String(text)


def in_xmp(pdf: Pdf, text: str) -> None:
    with pdf.open_metadata() as metadata:
        metadata["pdf:Keywords"] = text


def in_bookmark(pdf: Pdf, text: str) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(OutlineItem(text, 0))


def attach(pdf: Pdf, name: str, data: bytes) -> None:
    pdf.attachments[name] = AttachedFileSpec(
        pdf, data, filename=name, description="", mime_type="text/plain", creation_date="", mod_date=""
    )


def in_attachment(pdf: Pdf, text: str) -> None:
    attach(pdf, "note.txt", text.encode())


def in_name_of_attachment(pdf: Pdf, text: str) -> None:
    attach(pdf, f"{text}.txt", b"nothing")


def in_page_label(pdf: Pdf, text: str) -> None:
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D, P=String(text))]))


def in_link(pdf: Pdf, text: str) -> None:
    action = Dictionary(S=Name.URI, URI=String(f"https://office.example/?to={text}"))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)
    pdf.pages[0][Name.Annots] = Array([pdf.make_indirect(link)])


def in_note(pdf: Pdf, text: str) -> None:
    note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], Contents=String(text))
    pdf.pages[0][Name.Annots] = Array([pdf.make_indirect(note)])


def in_element(key: str) -> Callable[[Pdf, str], None]:
    def change(pdf: Pdf, text: str) -> None:
        first: Any = pdf.Root[Name.StructTreeRoot][Name.K]
        while isinstance(first, Array):
            first = first[0]
        first[f"/{key}"] = String(text)

    return change


IN_PDF = {
    "the title": in_title,
    "key words": in_keywords,
    "metadata": in_xmp,
    "a bookmark": in_bookmark,
    "an attachment": in_attachment,
    "the name of an attachment": in_name_of_attachment,
    "a page label": in_page_label,
    "a link": in_link,
    "a note": in_note,
    "an alternative text": in_element("Alt"),
    "a text to read aloud": in_element("ActualText"),
    "an abbreviation": in_element("E"),
    "the title of an element": in_element("T"),
}


@pytest.mark.parametrize("said", [NOBODY, "The Secretary-General"], ids=["nobody known", "another addressee"])
@pytest.mark.parametrize("hide", IN_PDF.values(), ids=IN_PDF)
def test_what_a_pdf_says_aside(issued: Mailing, hide: Callable[[Pdf, str], None], said: str) -> None:
    changed = io.BytesIO()
    with Pdf.open(issued.file(UNESCO)) as pdf:
        hide(pdf, said)
        pdf.save(changed)
    found = findings(issued, "pdf", changed.getvalue())
    assert {finding.recipient_id for finding in found} == {UNESCO}
    wanted = {"other-words"} if said == NOBODY else {"other-words", "somebody-else"}
    if hide in (in_link, in_note):  # no letter has one that its words have not
        wanted |= {"wrong-link"}
    assert {finding.code for finding in found} == wanted, [str(finding) for finding in found]


RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
OUTSIDE = 'TargetMode="External"'
APP = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

IN_WORD: dict[str, tuple[str, str, str]] = {
    "an alternative text": ("word/header2.xml", ' descr="', ' descr="{} '),
    "the title of a picture": ("word/header2.xml", ' name="', ' title="{}" name="'),
    "the name of a picture": ("word/header2.xml", ' name="', ' name="{} '),
    "a name of the core": ("docProps/core.xml", "</dc:creator>", " {}</dc:creator>"),
    "particulars": (
        "docProps/app.xml",
        "",
        f'<Properties xmlns="{APP}"><Manager>{{}}</Manager></Properties>',
    ),
    "own particulars": ("docProps/custom.xml", "", '<Properties><property name="{}"/></Properties>'),
    "data of its own": ("customXml/item1.xml", "", "<data><name>{}</name></data>"),
    "a comment": (
        "word/comments.xml",
        "",
        f'<w:comments xmlns:w="{WORD}"><w:comment w:author="{{}}"/></w:comments>',
    ),
    "a link": (
        "word/_rels/document.xml.rels",
        "</Relationships>",
        f'<Relationship Id="rIdX" Type="{RELATIONSHIP}" Target="https://office.example/{{}}" {OUTSIDE}/></Relationships>',
    ),
    "a link of a header": (
        "word/_rels/header9.xml.rels",
        "",
        f'<Relationships><Relationship Id="a" Type="{RELATIONSHIP}" Target="mailto:{{}}" {OUTSIDE}/></Relationships>',
    ),
}


def in_word(mailing: Mailing, part: str, before: str, after: str) -> bytes:
    """The Word letter to UNESCO with another text in this part, or with all of it new."""
    with zipfile.ZipFile(mailing.file(UNESCO, "docx")) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts.get(part, b"").decode()
    assert before in text
    parts[part] = (text.replace(before, after, 1) if before else after).encode()
    changed = io.BytesIO()
    with zipfile.ZipFile(changed, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return changed.getvalue()


def test_the_number_of_a_drawing_is_no_difference(issued: Mailing) -> None:
    changed = in_word(issued, "word/header2.xml", ' name="', ' title="Picture 12" name="')
    assert findings(issued, "docx", changed) == []


@pytest.mark.parametrize("said", [NOBODY, "The Secretary-General"], ids=["nobody known", "another addressee"])
@pytest.mark.parametrize("hide", IN_WORD.values(), ids=IN_WORD)
def test_what_a_word_file_says_aside(issued: Mailing, hide: tuple[str, str, str], said: str) -> None:
    part, before, after = hide
    found = findings(issued, "docx", in_word(issued, part, before, after.format(escape(said))))
    assert {finding.recipient_id for finding in found} == {UNESCO}
    wanted = "other-words" if said == NOBODY else "somebody-else"
    assert wanted in {finding.code for finding in found}, [str(finding) for finding in found]


def test_a_letterhead_may_have_alternative_texts(workspace: Path) -> None:
    page = workspace / "templates" / "letter" / "letter.html"
    (page.parent / "seal.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    edit(page, "<header", '<img alt="A member of UNESCO" src="seal.svg"><header')
    assert not check(workspace, Order("january-20", to=(GENERAL,)), workspace / "out").problems


@pytest.mark.parametrize(
    "said", ["Plain & [odd] ~", "a (b) \\ c", "Ağdam 😀", "é", "“Łódź”", "", "two\nlines", "tab\t", " "]
)
def test_a_documents_information_says_what_pypdf_reads_there(said: str) -> None:
    written = info_entries({"/Title": said, "/Subject": "1-0001/2021", "/CreationDate": "D:20210119"})
    dictionary: Any = read_object(io.BytesIO(written), None)
    assert list(texts_of_information(written)) == [str(dictionary[key]) for key in ("/Subject", "/Title")]
    assert said in texts_of_information(written)


@pytest.mark.parametrize(
    "written", [b"<</A (a\\\nb)/B <4>>>", b"<</A <FEFFD83D>>>", b"<</A (x)/A (y)>>", b"<</A [(x)]>>", b"<</A"]
)
def test_an_odd_information_is_read_as_pypdf_reads_it(written: bytes) -> None:
    def read(pattern: re.Pattern[bytes]) -> object:
        with patch.object(unseen_text, "_PLAIN_INFORMATION", pattern):
            try:
                return list(texts_of_information(written))
            except PdfReadError as error:
                return str(error)

    assert read(unseen_text._PLAIN_INFORMATION) == read(re.compile(b"(?!)"))
