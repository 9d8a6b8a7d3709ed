"""PDF/A-2a and PDF/UA-1, judged by veraPDF; and what veraPDF does not look at, read by Poppler, pypdf and PDFium."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import conformance
import pikepdf
import pypdf
import pypdfium2
import pytest
from conftest import OFFICE
from external_tools import elements, read_aloud, verapdf_jar
from issued_mailing import Mailing, issue_verified

from letterbook.archive.ledger import read_ledger
from letterbook.model import Enclosure, Letter
from letterbook.model.order import Order
from letterbook.model.text import paragraph_texts
from letterbook.pdf import extract
from letterbook.render.pdf.register_pages import Book, Line, print_register
from letterbook.usecases.preview import preview
from letterbook.verification.text_matching import squeezed

pytestmark = pytest.mark.slow


def one_of_each(folder: Path) -> Path:
    """The tests' office with a recipient for each template and language. `make conformance` judges the example."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(conformance, "ROOT", OFFICE)
        return conformance.example(folder, conformance.each_template_and_language())


@pytest.fixture(scope="module")
def mailing(tmp_path_factory: pytest.TempPathFactory) -> Mailing:
    """A letter of each template in each language that has words, and their bundle."""
    workspace = one_of_each(tmp_path_factory.mktemp("conformance") / "office")
    return issue_verified(workspace, workspace / "out", ("pdf",))


@dataclass(frozen=True)
class RenderResult:
    """A letter as it was composed, and its file."""

    letter: Letter
    title: str
    enclosed: Sequence[str]
    language: str
    file: Path


def made(mailing: Mailing) -> Iterator[RenderResult]:
    """Each letter of the mailing; one for every template and language."""
    words = sorted((OFFICE / "templates").glob("*/*.md"))
    assert sum(len(chunk.letters) for chunk in mailing.chunks) == len(words) > 1
    for chunk in mailing.chunks:
        for letter in chunk.letters:
            [enclosure] = chunk.enclosures
            assert isinstance(enclosure, Enclosure)
            enclosed = tuple(paragraph_texts(enclosure.body))
            file = mailing.file(letter.recipient_id)
            yield RenderResult(letter, enclosure.title, enclosed, enclosure.language, file)


@cache
def heard_of(letter: Path) -> Sequence[tuple[str, str]]:
    """What is read aloud of a letter of the mailing, which four tests listen to."""
    return read_aloud(letter)


# --- The judge -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def jar() -> Path:
    return verapdf_jar()


def test_letters_bundle_and_reprint_are_pdf_a_and_pdf_ua(mailing: Mailing, jar: Path, tmp_path: Path) -> None:
    rows = read_ledger(mailing.folder)[1:]
    ranges = [(row.number("bundle_first_page") or 0, row.number("bundle_last_page") or 0) for row in rows]
    extract(mailing.folder / "bundle.pdf", ranges, tmp_path / "reprint.pdf")
    files = [*sorted(mailing.folder.rglob("*.pdf")), tmp_path / "reprint.pdf"]
    assert len(files) == len(mailing.recipients) + 2 > 4
    assert conformance.refusals(jar, files) == []


def test_a_draft_and_the_printed_register_are_pdf_a_and_pdf_ua(jar: Path, tmp_path: Path) -> None:
    workspace = one_of_each(tmp_path / "office")
    draft, _ = preview(workspace, Order("january-20", to=("letter-en",)), "pdf", tmp_path / "drafts")
    assert "DRAFT" in pypdf.PdfReader(draft).pages[0].extract_text()
    assert "DRAFT" not in " ".join(words for _, words in read_aloud(draft))
    lines = tuple(
        Line(f"1-{n:04d}/2021", "2021-01-19", "To", "DE", "About", "2", "post", "") for n in range(40)
    )
    register = print_register(
        [Book("Office", "outgoing", 2021, lines)], datetime(2021, 1, 20, tzinfo=UTC), "hash"
    )
    (tmp_path / "register.pdf").write_bytes(register)
    assert conformance.refusals(jar, [draft, tmp_path / "register.pdf"]) == []


def without_a_tag(pdf: pikepdf.Pdf) -> None:
    contents = pdf.pages[0].Contents
    untagged, found = re.subn(
        rb"/P\s<</MCID 0>>\sBDC(.*?)EMC", rb"\1", contents.read_bytes(), count=1, flags=re.DOTALL
    )
    assert found
    contents.write(untagged)


def without_a_font(pdf: pikepdf.Pdf) -> None:
    font = next(iter(dict(pdf.pages[0].Resources.Font.items()).values()))
    del font.DescendantFonts[0].FontDescriptor.FontFile2


def with_a_missing_glyph(pdf: pikepdf.Pdf) -> None:
    contents = pdf.pages[0].Contents
    contents.write(contents.read_bytes().replace(b"TJ", b"TJ <0000> Tj", 1))


@pytest.mark.parametrize(
    ("spoil", "clause"),
    [(without_a_tag, "7.1-3"), (without_a_font, "6.2.11.4.1-1"), (with_a_missing_glyph, "6.2.11.8-1")],
)
def test_the_judge_refuses(mailing: Mailing, jar: Path, tmp_path: Path, spoil: Any, clause: str) -> None:
    with pikepdf.open(mailing.file(mailing.recipients[0])) as pdf:
        spoil(pdf)
        pdf.save(tmp_path / "spoiled.pdf")
    refused = conformance.refusals(jar, [tmp_path / "spoiled.pdf"])
    assert clause in " ".join(refused)


def test_no_file_is_no_success(tmp_path: Path, jar: Path) -> None:
    assert len(conformance.refusals(jar, [tmp_path / "nothing.pdf"])) == 2


# --- What the judge does not see -------------------------------------------------------------------------------------


def expected_order(result: RenderResult) -> list[str]:
    """The letter as a person reads it aloud: who writes, to whom, what about, the words, who signs, what is enclosed."""
    letter, head, signed = result.letter, result.letter.head, result.letter.signature
    page = [head.name]
    if letter.template == "letter":
        page += [*head.address, *head.contact, head.return_line or "", letter.delivery or "", *letter.address]
    page += [letter.reference or ""]
    words = [*paragraph_texts(letter.body)]
    if letter.template == "letter":
        page += [letter.place_and_date, letter.subject, letter.salutation or "", *words]
        page += [letter.closing or "", signed.name or "", signed.title or ""]
    else:
        page += [*words, letter.place_and_date]
    return [*page, letter.enclosure_line or "", letter.copy_line or "", result.title, *result.enclosed]


def test_each_letter_is_read_in_the_order_of_a_person(mailing: Mailing) -> None:
    languages = set()
    for result in made(mailing):
        heard = squeezed("".join(words for _, words in heard_of(result.file))).replace("\u2010", "")
        for text in filter(None, expected_order(result)):
            piece = squeezed(text).replace("\u2010", "")
            _, found, heard = heard.partition(piece)
            assert found, f"{result.file.name}: “{text}” is not read in its turn"
        languages.add(result.letter.language)
    assert languages == {path.stem for path in (OFFICE / "templates").glob("*/*.md")}


def test_each_letter_has_one_title_and_its_pictures_have_words(mailing: Mailing) -> None:
    for result in made(mailing):
        tags = [tags.rpartition("/")[2] for tags, _ in heard_of(result.file)]
        assert tags.count("H1") == 1
        levels = [int(tag[1]) for tag in tags if tag[0] == "H" and tag[1:].isdigit()]
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert tags.count("Figure") == 1 + (result.letter.signature.picture is not None)
        for element in elements(pypdf.PdfReader(result.file)):
            assert element["/S"] != "/Figure" or element["/Alt"]


def test_running_headers_and_page_numbers_are_not_read(mailing: Mailing) -> None:
    numbered = 0
    for result in made(mailing):
        label = result.letter.labels["page"]
        number = re.compile(re.sub(r"\\{pages?\\}", r"\\d+", re.escape(label)))
        assert not [words for _, words in heard_of(result.file) if number.match(words)]
        # A part with one page only bears no number.
        expected = mailing.expected(result.letter.recipient_id)
        cover, pages = expected.cover_pages or 0, expected.pages or 0
        is_numbered = max(cover, pages - cover) > 1
        labels = [label, *(enclosure.page_label for enclosure in expected.enclosures)]
        before = [each.partition("{page}")[0].strip() for each in labels]
        said = (page.extract_text() for page in pypdf.PdfReader(result.file).pages)
        assert not is_numbered or any(words in text for text in said for words in before)
        numbered += is_numbered
    assert numbered


def test_file_and_enclosure_say_their_languages(mailing: Mailing) -> None:
    for result in made(mailing):
        root: Any = pypdf.PdfReader(result.file).trailer["/Root"]
        document = root["/StructTreeRoot"]["/K"]
        assert root["/Lang"] == document["/Lang"] == result.letter.language
        [part] = [kid.get_object() for kid in document["/K"] if kid.get_object()["/S"] == "/Part"]
        assert part["/Lang"] == result.language


def test_the_file_says_what_it_is(mailing: Mailing) -> None:
    for result in made(mailing):
        reader = pypdf.PdfReader(result.file)
        said, xmp = reader.metadata, reader.xmp_metadata
        assert said and xmp and result.letter.reference
        assert result.letter.reference in str(said.subject)
        assert said.author == result.letter.head.name == (xmp.dc_creator or [])[0]
        assert said.title == (xmp.dc_title or {})["x-default"]
        assert said.subject == (xmp.dc_description or {})["x-default"]
        assert xmp.dc_language == [result.letter.language]
        for date in (said.creation_date, said.modification_date, xmp.xmp_create_date):
            assert date and date.date() == result.letter.issued
        root: Any = reader.trailer["/Root"]
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def owners(reader: pypdf.PdfReader) -> dict[int, list[Any]]:
    root: Any = reader.trailer["/Root"]
    tree = root["/StructTreeRoot"]["/ParentTree"]
    found: dict[int, list[Any]] = {}
    for leaf in [kid.get_object() for kid in tree["/Kids"]] if "/Kids" in tree else [tree]:
        nums = leaf["/Nums"]
        assert leaf is tree or leaf["/Limits"] == [nums[0], nums[-2]]
        found |= zip(nums[::2], (each.get_object() for each in nums[1::2]), strict=True)
    return found


def test_pages_and_marks_lead_to_their_elements_and_back(mailing: Mailing) -> None:
    """A merge that leaves all pages with the same StructParents passes veraPDF, and is wrong."""
    files = sorted(mailing.folder.rglob("*.pdf"))
    assert len(files) == len(mailing.recipients) + 1 > 2
    for file in files:
        reader = pypdf.PdfReader(file)
        numbers = {page.indirect_reference.idnum: page for page in reader.pages if page.indirect_reference}
        keys: list[Any] = [page["/StructParents"] for page in reader.pages if "/StructParents" in page]
        parents = owners(reader)
        assert keys
        assert sorted(parents) == sorted(keys) == sorted(set(keys))
        said = {
            (page["/StructParents"], mark): owner.idnum
            for page in reader.pages
            for mark, owner in enumerate(parents.get(page.get("/StructParents", -1), []))
        }
        held = {}
        for element in elements(reader):
            for kid in element["/K"]:
                mark: Any = kid.get_object()
                page = element.raw_get("/Pg") if "/Pg" in element else None
                if isinstance(mark, pypdf.generic.DictionaryObject):
                    if "/MCID" not in mark:
                        assert mark["/P"] == element
                        continue
                    page, mark = mark.raw_get("/Pg"), mark["/MCID"]
                assert page is not None
                held[numbers[page.idnum]["/StructParents"], mark] = element.indirect_reference.idnum
        assert held == said


def test_the_bundle_is_read_as_its_letters_are(mailing: Mailing) -> None:
    bundle = read_aloud(mailing.folder / "bundle.pdf")
    single = [said for file in sorted(mailing.folder.glob("letters/*.pdf")) for said in heard_of(file)]
    assert sum(bool(words) for _, words in single) > len(mailing.recipients)
    assert [words for tags, words in bundle if words] == [words for tags, words in single if words]
    assert [tags.split("/")[2:] for tags, _ in bundle[1:]] == [tags.split("/")[1:] for tags, _ in single]


def test_each_letter_of_the_bundle_has_its_language_part_and_labels(mailing: Mailing) -> None:
    reader = pypdf.PdfReader(mailing.folder / "bundle.pdf")
    root: Any = reader.trailer["/Root"]
    document = root["/StructTreeRoot"]["/K"].get_object()
    letters = sorted(made(mailing), key=lambda result: result.letter.number or 0)
    assert [kid.get_object()["/Lang"] for kid in document["/K"]] == [
        result.letter.language for result in letters
    ]
    parts = [part.get_object() for part in root["/DPartRoot"]["/DPartRootNode"]["/DParts"][0]]
    assert [part["/DPM"]["/Reference"] for part in parts] == [result.letter.reference for result in letters]
    at = 0
    for result, part in zip(letters, parts, strict=True):
        pages = mailing.expected(result.letter.recipient_id).pages or 0
        labels = [label for label in reader.page_labels if label.startswith(f"{result.letter.number:04d} ")]
        assert [label for label in labels if "blank" not in label] == [
            f"{result.letter.number:04d} · {number} of {pages}" for number in range(1, pages + 1)
        ]
        assert part.raw_get("/Start") == reader.pages[at].indirect_reference
        mine = [page for page in reader.pages if page.raw_get("/DPart") == part.indirect_reference]
        assert mine == list(reader.pages[at : at + len(mine)])
        assert part.raw_get("/End") == mine[-1].indirect_reference
        at += len(mine)
    assert at == len(reader.pages)


def test_the_bundle_shows_what_the_letters_show(mailing: Mailing) -> None:
    bundle = pypdfium2.PdfDocument(mailing.folder / "bundle.pdf")
    printed = [page for page in bundle if page.get_textpage().count_chars()]
    single = [
        page for file in sorted(mailing.folder.glob("letters/*.pdf")) for page in pypdfium2.PdfDocument(file)
    ]
    assert len(printed) == len(single)
    for here, there in zip(printed, single, strict=True):
        assert here.get_textpage().get_text_range() == there.get_textpage().get_text_range()
        assert here.render(scale=0.5).to_pil().tobytes() == there.render(scale=0.5).to_pil().tobytes()
