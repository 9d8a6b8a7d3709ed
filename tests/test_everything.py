"""All that a letter may have, in one mailing of an office's own: the same words in PDF and Word, and no judge refuses a file."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import conformance
import docx
import everything
import pypdfium2
import pytest
from external_tools import verapdf_jar
from lxml import etree
from test_ooxml import none_refused, validator

__all__ = ["validator"]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published mailing, which `verify` has nothing against."""
    office = everything.make(tmp_path_factory.mktemp("everything") / "office")
    assert [str(problem) for problem in office.check(everything.MAILING)] == []
    mailing = office.issue(everything.MAILING, clerk="A", at=datetime(2027, 3, 1, tzinfo=UTC))
    assert mailing.verify() == []
    return mailing.folder


def pairs(folder: Path) -> Iterator[tuple[str, Path, Path]]:
    letters = sorted((folder / "letters").glob("*.pdf"))
    assert len(letters) == len(everything.LANGUAGES)
    for language, pdf in zip(everything.LANGUAGES, letters, strict=True):
        yield language, pdf, pdf.with_suffix(".docx")


def bare(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


def in_pdf(file: Path) -> str:
    document = pypdfium2.PdfDocument(file)
    return bare("".join(page.get_textpage().get_text_range() for page in document))


def in_word(file: Path) -> str:
    """Every text of the file, its footnotes too."""
    with zipfile.ZipFile(file) as archive:
        roots = [etree.fromstring(archive.read(name)) for name in ("word/document.xml", "word/footnotes.xml")]
    return bare("".join(str(text) for root in roots for text in root.itertext("{*}t")))


def test_both_files_say_all_of_it(folder: Path) -> None:
    for language, pdf, word in pairs(folder):
        title, annex = everything.TITLE[language], everything.SAYING[language][5]
        said = [
            title,
            annex,
            *everything.SAYING[language][:5],
            "A. Vorsitz",
            "B. Beisitz",
            "letterbook.example/plan",
        ]
        said += [re.split(r"\{", everything.SENTENCE[language])[0], "Weg", "10115 Berlin"]
        for text in said:
            if language != "ar":  # PDFium gives Arabic as it is drawn
                assert bare(text) in in_pdf(pdf), (language, text)
            assert bare(text) in in_word(word), (language, text)


def test_the_amount_the_date_and_the_salutation_are_the_addressees_own(folder: Path) -> None:
    [(_, pdf, word), *_] = pairs(folder)
    for text in ("1.201,00 €", "5. April 2027", "Sehr geehrte Frau Prüf1,"):
        assert bare(text) in in_pdf(pdf)
        assert bare(text) in in_word(word)


def test_word_opens_them(folder: Path) -> None:
    for _, _, word in pairs(folder):
        document = docx.Document(str(word))
        assert len(document.inline_shapes) == 1
        assert len(document.tables) >= 1


def test_verapdf_refuses_none(folder: Path) -> None:
    files = sorted(folder.rglob("*.pdf"))
    assert len(files) == len(everything.LANGUAGES) + 1
    assert conformance.refusals(verapdf_jar(), files) == []


def test_the_open_xml_sdk_refuses_none(folder: Path, validator: Path) -> None:
    files = sorted(folder.rglob("*.docx"))
    assert none_refused(validator, files) == len(everything.LANGUAGES) + 1
