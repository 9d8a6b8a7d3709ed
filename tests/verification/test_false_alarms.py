"""What an ordinary letter may say and how a page may set it: none of it is taken for a mistake."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import edit

import letterbook
from letterbook.errors import InputError
from letterbook.verification import VerificationError

RECIPIENTS = """\
groups:
  - id: all
    name: "all"
    salutation: "Dear Sir or Madam,"
    recipients:
      - {id: council, organisation: "Human Rights Council",
         address: {street: "3 Third Street", city: "Geneva", postcode: "1201", country: CH}}
      - {id: ann, organisation: "Alpha‑Institute", person: "Ann Archer",
         address: {street: "11 Alpha Road", city: "Vienna", postcode: "1010", country: AT}}
      - {id: quill, organisation: "Gamma House (بيت غاما) [בית 12]", person: "John Quill",
         address: {street: "22 Beta Lane, «دار ١٢»", city: "Große Straße", postcode: "80331", country: DE}}
      - {id: print, organisation: "X", person: "U Nu",
         address: {street: "Print", city: "Linz", postcode: "4020", country: AT}}
"""

STATEMENT = """\
---
title: "On the law (قانون)"
date: 2021-01-19
place: "Baku"
---
This is the first sentence. They met Ann.

## Human Rights

Council resolutions, form 2/2021 and form 12/2021; a ﬁrst ﬂow of the office.

| First name | Surname | Postcode | Town |
|---|---|---|---|
| John | Quill | 1010 | Vienna |
| Ann | Archer | 1201 | Geneva |

- Alpha‑
- Institute
- (كتاب جديد) and “(ספר חדש)”, [كتاب 12, 2021/3], {كتاب!}; «كتاب؟»

HYPHENS

In force since 1990. The last words, 2) and 3. of them, are “(ספר חדש)”, (كتاب).
"""
WORDS = """\
---
subject: "On the no‑break law (قانون)"
salutation: "{{ recipient.salutation or 'Dear Sir or Madam,' }}"
closing: "Yours faithfully,"
---
The undersigned met Ann.

## Human Rights

Council resolutions (كتاب) of the signatory of the office, in the English text.
"""
HYPHENS = (
    "Secretary‑General Vice‐Chair inter‐institutional co\u00adoperation well‐being 5\u00a0% of\u2009it 10⁴ "
    * 12
)


@pytest.fixture
def office(workspace: Path) -> letterbook.Office:
    (workspace / "recipients.yaml").write_text(RECIPIENTS)
    for statement in (workspace / "statements/january-20").iterdir():
        statement.unlink()
    (workspace / "statements/january-20/en.md").write_text(STATEMENT.replace("HYPHENS", HYPHENS))
    (workspace / "templates/letter/en.md").write_text(WORDS)
    edit(workspace / "letterbook.yaml", "1-{number:04d}/{year}", "{number}/{year}")
    return letterbook.open_office(workspace)


def issue(office: letterbook.Office) -> letterbook.Issued:
    return office.issue("january-20", clerk="Registry", at=datetime(2021, 1, 19, tzinfo=UTC))


def page(office: letterbook.Office) -> Path:
    return office.folder / "templates/letter/letter.html"


def style(office: letterbook.Office, css: str) -> None:
    with (office.folder / "templates/letter/letter.css").open("a") as file:
        file.write(css)


def test_names_that_arise_where_two_texts_meet_and_words_from_right_to_left(
    office: letterbook.Office,
) -> None:
    assert issue(office).verify() == []


@pytest.mark.parametrize(
    "css",
    [
        ".subject, .address, .salutation, .text, .end, .reference-line { text-transform: uppercase }",
        ".subject, .closing, .signatory-name { text-transform: lowercase; font-variant: small-caps }",
        ".reference-line, .address, .subject { letter-spacing: 1.5pt }",
        ".text p::first-letter { font-size: 30pt; float: left; line-height: 1 }",
        ".letter .text p, .enclosure .text p:first-child { font-variant-caps: all-small-caps }",
        ".letter .text p::first-line { font-variant: small-caps; letter-spacing: .1em; font-weight: bold }",
    ],
)
def test_how_a_page_may_set_its_words(office: letterbook.Office, css: str) -> None:
    style(office, css)
    assert [problem.what for problem in office.check("january-20")] == []
    issue(office)


@pytest.mark.parametrize(
    "line",
    [
        "<footer>Accredited to the Human <b>Rights</b> Council, 1010 Vienna (Form 2/2021)</footer>",
        '<p style="text-transform: uppercase; letter-spacing: 2pt">Partner of the Human Rights Council</p>',
        "<style>.end::after { content: 'With the Human Rights Council · Form 3/2021' }</style>",
    ],
)
def test_a_body_and_the_number_of_a_form_in_the_letterhead(office: letterbook.Office, line: str) -> None:
    if line.startswith("<style>"):
        style(office, line.removeprefix("<style>").removesuffix("</style>"))
    else:
        page(office).write_text(page(office).read_text() + line)
    issued = issue(office)
    assert issued.verify() == []


@pytest.mark.parametrize(
    "line",
    [
        "<p>Dear John Quill,</p>",
        "<p>JOHN QUILL</p>",
        "<p>22 Beta Lane, «دار ١٢»</p>",
        "<table><tr><td>John</td><td>Quill</td></tr></table>",
        "<div>Ann</div><div>Archer</div>",
        "<p>2/2021</p>",
        "<p>Our reference: 2/2021</p>",
    ],
)
def test_a_person_a_street_and_a_reference_in_the_letterhead_are_somebody_elses(
    office: letterbook.Office, line: str
) -> None:
    page(office).write_text(page(office).read_text() + line)
    with pytest.raises((InputError, VerificationError)) as raised:
        issue(office)
    if isinstance(raised.value, VerificationError):
        assert {finding.code for finding in raised.value.findings} == {"somebody-else"}


@pytest.mark.parametrize("short", ["A", "Ex"])
def test_a_name_that_is_in_any_text(office: letterbook.Office, short: str) -> None:
    """“A” is in “Examples”, and in the particulars of a PDF: it conforms to level A."""
    edit(office.folder / "recipients.yaml", 'organisation: "X"', f'organisation: "{short}"')
    assert issue(office).verify() == []


def test_a_line_of_the_page_in_the_margin_of_each_sheet(office: letterbook.Office) -> None:
    style(office, ".run { position: running(foot) } @page letter { @bottom-left { content: element(foot) } }")
    page(office).write_text(
        '<p class="run">Body of public law, {{ reference }}</p>' + page(office).read_text()
    )
    assert issue(office).verify() == []


def test_a_text_in_other_letters_has_to_stand_by_itself(office: letterbook.Office) -> None:
    """“the head of the office” in a sentence is not the signature of The Head of the Office."""
    edit(page(office), "{{ closing }}", "<span>of {{ closing|lower }} it</span>")
    with pytest.raises(InputError, match="The closing"):
        issue(office)


def test_a_tail_beside_a_hamza_is_no_line_over_another(office: letterbook.Office) -> None:
    """Arabic letters reach far up and down; what counts is whether one stands over another."""
    edit(
        office.folder / "recipients.yaml",
        'organisation: "Alpha‑Institute", person: "Ann Archer"',
        'organisation: "دار أوروبا", person: "علي النجار"',
    )
    style(office, ".address { letter-spacing: .6pt }")
    issue(office)
