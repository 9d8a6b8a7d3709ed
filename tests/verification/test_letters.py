"""Letters of every kind that are as they should be: nothing is found in them."""

from __future__ import annotations

import pickle
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import EXAMPLE, make_workspace
from issued_mailing import RECIPIENTS, Mailing, issue_verified
from pypdfium2 import PdfDocument

from letterbook.archive.expectation import expect, expected_enclosures
from letterbook.envelope_windows import WINDOWS
from letterbook.model import (
    Emphasis,
    Enclosure,
    Format,
    Heading,
    LineBreak,
    ListBlock,
    Paragraph,
    Quote,
    Rendered,
    Strong,
    Table,
    Text,
)
from letterbook.render import docx
from letterbook.render.pdf import letter_renderer as pdf
from letterbook.usecases.verify import findings_in, verify
from letterbook.verification import (
    Finding,
    VerificationError,
    letter_findings,
    recipient_marks,
    verify_chunk,
)


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Mailing:
    workspace = make_workspace(tmp_path_factory.mktemp("verified") / "office", RECIPIENTS, whole=True)
    return issue_verified(workspace, workspace / "out")


def findings_of(mailing: Mailing, folder: Path, kind: Format, **words: Any) -> list[Finding]:
    """What is found in a letter with other words, compared with these very words."""
    chunk = next(
        chunk for chunk in mailing.chunks if chunk.format == kind and chunk.template.name == "letter"
    )
    letter = replace(chunk.letters[0], **words)
    chunk_of_one = replace(chunk, letters=(letter,), names=("letter",), folder=str(folder))
    made = next(iter((pdf if kind == "pdf" else docx).render(chunk_of_one)))
    assert isinstance(made, Rendered), made
    expected = expect(letter, expected_enclosures(chunk.enclosures), made, chunk.template)
    marks = recipient_marks(other.letter for other in mailing.record.expectations)
    return letter_findings((folder / "letter").read_bytes(), expected, marks)


WORD = "Grundstücksverkehrsgenehmigungszuständigkeit-Übertragungsverordnung-"
LONG = Paragraph((Text(f"{'The office of the first affair, ' * 12}{WORD * 9} efficient."),))
BODIES = {
    "hyphens at line ends": (LONG,),
    "over two pages": (LONG,) * 6,
    "over three pages": (LONG,) * 14,
    "a paragraph of two pages": (Paragraph((Text("The office finds the fifth affair final. " * 150),)),),
    "all blocks": (
        Heading(1, (Text("A heading"),)),
        Paragraph(
            (Text("Some "), Emphasis((Text("slanted"),)), Text(" and "), Strong((Text("bold"),)), Text("."))
        ),
        ListBlock(((Paragraph((Text("one"),)),), (Paragraph((Text("two"),)),)), start=1),
        Quote((Paragraph((Text("A line"), LineBreak(), Text("and another"))),)),
        Table(((((Text("a"),)), ((Text("b"),))), (((Text("c d"),)), ((Text("e"),))))),
    ),
    "signs": (
        Paragraph(
            (Text("½ ﬁ № 5 … “x” ‘y’ – — 20\u00a0% co\u00adoperate 1 000,50 € @ # & < > ə Ə ı İ ş ğ"),)
        ),
    ),
}


@pytest.mark.parametrize("kind", ["pdf", "docx"])
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_body_of_any_kind(issued: Mailing, tmp_path: Path, kind: Format, body: Any) -> None:
    assert findings_of(issued, tmp_path, kind, body=body) == []


ADDRESSES = {
    "six lines with accents": ("ÂÊÎ İĞŞ", "ÄÖÜ Ågren", "gjpqy Çelebi", "ĂŞŢ 5", "12345 Ýý", "ÎLE MAURICE"),
    "one line": ("UNESCO",),
    "two alike": ("Paris", "75007", "Paris"),
    "hyphens and signs": ("Am Bahnhof-", "Straße 5 / 3. OG", "01067 Dresden"),
    "hebrew": ("רחוב הרצל 12", "9103401 ירושלים", "ISRAEL"),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["pdf", "docx"])
@pytest.mark.parametrize("window", sorted(WINDOWS))
@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
def test_an_address_of_any_kind(
    issued: Mailing, tmp_path: Path, kind: Format, window: str, address: tuple[str, ...]
) -> None:
    words = {"address": address, "window": window, "delivery": "By hand", "address_size_pt": 8.5}
    assert findings_of(issued, tmp_path, kind, **words) == []


def test_letter_paper(issued: Mailing, tmp_path: Path) -> None:
    """Cover and enclosure are on the same sheets."""
    chunk = next(
        chunk for chunk in issued.chunks if chunk.format == "pdf" and chunk.template.name == "letter"
    )
    [statement] = chunk.enclosures
    assert isinstance(statement, Enclosure)
    enclosure = pdf.render_enclosure(chunk.template, replace(statement, page="Letter"), "2021-01-19")
    letter = replace(chunk.letters[0], window="us-10", address_size_pt=8.5)
    chunk_of_one = replace(
        chunk, letters=(letter,), names=("a",), folder=str(tmp_path), enclosure_pdfs=(enclosure,)
    )
    assert isinstance(next(iter(pdf.render(chunk_of_one))), Rendered)
    with closing(PdfDocument(tmp_path / "a")) as document:
        sizes = [document.get_page_size(index) for index in range(len(document))]
    assert len(sizes) > 1
    assert all(size == pytest.approx((612, 792), abs=0.1) for size in sizes)


@pytest.mark.parametrize("size", [11.0, 8.5])
def test_a_line_as_wide_as_the_window(issued: Mailing, tmp_path: Path, size: float) -> None:
    from letterbook.fonts import width_mm

    line = "W"
    while width_mm(line + "W", size) <= 80:
        line += "W"
    assert findings_of(issued, tmp_path, "pdf", address=(line, "Paris"), address_size_pt=size) == []


def test_a_letter_without_its_enclosure(issued: Mailing, tmp_path: Path) -> None:
    chunk = next(chunk for chunk in issued.chunks if chunk.format == "pdf")
    chunk_of_one = replace(
        chunk,
        letters=chunk.letters[:1],
        names=("x",),
        folder=str(tmp_path),
        enclosures=(),
        enclosure_pdfs=(),
    )
    made = next(iter(pdf.render(chunk_of_one)))
    assert isinstance(made, Rendered)
    expected = expect(chunk.letters[0], (), made, chunk.template)
    assert letter_findings(tmp_path / "x", expected, recipient_marks(chunk.letters)) == []
    missing = letter_findings(tmp_path / "y", expected, recipient_marks(chunk.letters))
    assert [finding.code for finding in missing] == ["missing-file"]


def test_a_worker_verifies_its_own_chunk(issued: Mailing, tmp_path: Path) -> None:
    """Chunk, marks and what comes back travel between processes; what is found there is what is found here."""
    assert {chunk.format for chunk in issued.chunks} == {"pdf", "docx"}
    for chunk in issued.chunks:
        moved = replace(chunk, folder=str(tmp_path))
        outcomes = list((pdf if chunk.format == "pdf" else docx).render(moved))
        marks = recipient_marks(chunk.letters)
        verified = verify_chunk(*pickle.loads(pickle.dumps((moved, outcomes, marks))))
        assert [(each.expected.recipient_id, each.verified.findings) for each in verified] == [
            (letter.recipient_id, ()) for letter in chunk.letters
        ]
        assert pickle.loads(pickle.dumps(verified)) == verified
        assert {each.expected for each in verified} <= set(issued.record.expectations)


def test_findings_are_said_in_one_message() -> None:
    findings = [Finding("unesco", "letters/0003-unesco.pdf", 2, "cut-off", "“Paris” is cut off.")]
    error = VerificationError(findings * 2)
    assert list(map(str, error.findings)) == ["letters/0003-unesco.pdf, page 2 (unesco): “Paris” is cut off."]


@pytest.mark.slow
def test_nothing_is_found_in_the_example(tmp_path: Path) -> None:
    recipients = (EXAMPLE / "recipients.yaml").read_text("utf-8")
    workspace = make_workspace(tmp_path / "office", recipients, whole=True, source=EXAMPLE)
    mailing = issue_verified(workspace, tmp_path / "out")
    assert len(mailing.record.expectations) == 94
    verification = verify(workspace, mailing.folder)
    assert verification.is_registered
    assert verification.findings == []


@pytest.mark.slow
def test_nothing_is_found_in_200_letters(tmp_path: Path) -> None:
    groups = [_group(number) for number in range(200)]
    mailing = issue_verified(
        make_workspace(tmp_path / "office", "groups:\n" + "".join(groups), whole=True),
        tmp_path / "out",
        ("pdf",),
    )
    assert len(mailing.record.expectations) == 200
    assert findings_in(mailing.folder) == []


def _group(number: int) -> str:
    """A group of one; neighbours share a building, a street or a part of their names."""
    language, salutation = ("az", "Hörmətli həmkarlar,") if number % 3 == 0 else ("en", "Dear colleagues,")
    house, town = number // 2 % 40 + 1, ("Paris", "Bern", "Baku", "New York")[number % 4]
    country = ("FR", "CH", "AZ", "US")[number % 4]
    return (
        f'  - id: group-{number}\n    name: "the institutions of the region {number}"\n    recipients:\n'
        f'      - {{id: r-{number}, organisation: "Institute {number} for Human Rights", language: {language},\n'
        f'         honorific: "Mr", person: "John {"ABCDEFG"[number % 7]}. Quill", salutation: "{salutation}", in_text: "Institute {number}",\n'
        f'         address: {{street: "{house} United Nations Street", city: "{town}", postcode: "{10000 + number // 10}", country: {country}}}}}\n'
    )


def test_the_day_behind_a_name_in_a_header_makes_no_other_name(tmp_path: Path) -> None:
    """“Office ⇥ 19 January 2021” in a header is not the addressee “Office 19”."""
    recipients = "groups:\n" + _group(0)
    row = (
        "  - id: two-{0}\n    name: {{en: two, az: iki}}\n    recipients:\n"
        '      - {{id: office-of-{0}, organisation: "Office{1}", salutation: "Dear colleagues,", in_text: it,\n'
        '         address: {{street: "Road {0}", city: "Geneva", postcode: "1200", country: CH}}}}\n'
    )
    recipients += row.format(1, "") + row.format(2, " 19")
    mailing = issue_verified(
        make_workspace(tmp_path / "office", recipients, whole=True), tmp_path / "out", ("docx",)
    )
    assert len(mailing.record.expectations) == 3
