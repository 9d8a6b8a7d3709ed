"""Less its own values, each letter says the same as the others of its kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest
from alike_letters import verify_alike
from conftest import edit, make_workspace

from letterbook.archive.expectation import Expectation, ExpectedLetter
from letterbook.errors import InputError
from letterbook.model import Format, Order
from letterbook.usecases.issue import Run, issue
from letterbook.verification import VerificationError
from letterbook.verification.difference import Remainder, _is_explained, remainder

BODY = "I have the honour to send you the Statement, and remain at the disposal of your office."


def letter(number: int, name: str, salutation: str, kind: Format = "pdf", pages: int = 1) -> Expectation:
    lines = (
        ("address", (name, f"{number} Mill Lane", "1010 Vienna")),
        ("reference", (f"1-{number:04d}/2021",)),
        ("date", ("19 January 2021",)),
        ("salutation", (salutation,)),
        ("body", (BODY,)),
        ("closing", ("Yours faithfully,",)),
        ("place_and_date", ("Baku, 19 January 2021",)),
        ("reference_line", (f"Our reference: 1-{number:04d}/2021",)),
        ("labels", ("en", "Date")),
    )
    said = ExpectedLetter(f"r{number}", name, "en", "letter", "din-b", lines, "Page {page} of {pages}", ())
    return Expectation(said, kind, f"letters/{number}.{kind}", "", pages, pages, ("address", "salutation"))


ARCHER = letter(1, "Ann Archer", "Dear Ms Archer,")
QUILL = letter(2, "John Quill", "Dear Mr Quill,")
COUNCIL = letter(3, "Council of Europe", "Excellency,")


def page(expected: Expectation, *, body: str = BODY, more: str = "", salutation: str = "") -> str:
    said = expected.letter
    return "\n".join(
        [
            "Office of Examples, accredited to the Council of Europe",
            *said.address,
            said.line("reference_line") or "",
            "Baku, 19 Janu\u2010\nary 2021",
            salutation or said.line("salutation") or "",
            body,
            more,
            "Yours faithfully,",
            "Page 1 of 1",
        ]
    )


def found(*letters: tuple[Expectation, Sequence[str]]) -> list[str]:
    expectations = [expected for expected, _ in letters]
    rests = {expected.file: remainder(pages, expected) for expected, pages in letters}
    assert None not in rests.values()
    return [f"{finding.recipient_id}: {finding.what}" for finding in verify_alike(expectations, rests)]


def test_letters_that_differ_in_their_own_values_only() -> None:
    assert found((ARCHER, [page(ARCHER)]), (QUILL, [page(QUILL)])) == []


def test_a_body_in_other_lines() -> None:
    wrapped = BODY.replace(" ", "\n").replace("disposal", "dis\u2010\nposal")
    assert found((ARCHER, [page(ARCHER)]), (QUILL, [page(QUILL, body=wrapped)])) == []


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_an_addressee_whom_the_letterhead_names(order: tuple[int, int]) -> None:
    letters = [(COUNCIL, [page(COUNCIL)]), (QUILL, [page(QUILL)])]
    assert found(*(letters[index] for index in order)) == []


@pytest.mark.parametrize("short", ["X", "Of", "EX"])
def test_a_name_so_short_that_it_is_in_other_words(short: str) -> None:
    """The letter to X is not to be told that an x of “Examples” is missing from it."""
    few = letter(4, short, "Dear reader,")
    others = [(each, [page(each)]) for each in (ARCHER, QUILL)]
    assert found((few, [page(few)]), *others) == []
    assert found(*others, (few, [page(few)])) == []
    assert len(found(*others, (few, [page(few, more="Dear Ms Archer,")]))) == 1


NAMED_OFTEN = (
    "Council of Europe, Council of Europe; Europe. The Council of Europe and its Council, Council of Europe"
)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_addressees_whom_the_letterhead_names_often(order: tuple[int, ...]) -> None:
    """The name of one may be in another's, and be taken out of it."""
    names = ("Europe", "Council", "Of")
    all_of_them = [COUNCIL, *(letter(5 + number, name, "Dear reader,") for number, name in enumerate(names))]
    letters = [(each, [page(each, more=NAMED_OFTEN)]) for each in (all_of_them[index] for index in order)]
    assert found(*letters, (QUILL, [page(QUILL, more=NAMED_OFTEN)])) == []


STRANGE = {
    "the salutation of another": "Dear Ms Archer,",
    "a surname": "Archer",
    "initials": "A. A.",
    "a street": "17 Garden Street",
    "an e-mail address": "ann@archer.example",
    "dots between": "A.n.n. A.r.c.h.e.r",
    "another script": "Апп Агсhег",
    "a second reference": "1-0007/2021",
    "a second date": "20 January 2021",
    "somebody of an earlier mailing": "Ms Lindqvist",
    "words that name nobody": "with kind regards",
    "letters one by one": "A\nr\nc\nh\ne\nr",
}


@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE)
@pytest.mark.parametrize("others", [(ARCHER,), (ARCHER, COUNCIL)], ids=["two letters", "three letters"])
def test_what_only_one_letter_says(strange: str, others: Sequence[Expectation]) -> None:
    letters = [(other, [page(other)]) for other in others]
    assert len(found(*letters, (QUILL, [page(QUILL, more=strange)]))) == 1


def test_what_one_letter_lacks() -> None:
    letters = [(each, [page(each)]) for each in (ARCHER, COUNCIL)]
    [what] = found(*letters, (QUILL, [page(QUILL).replace("Office of Examples", "")]))
    assert what.startswith("r2: “officeofexamples” stands in the other letters")


def test_a_body_over_two_pages_and_a_name_that_is_cut() -> None:
    pair = []
    for number, name, end in ((1, "Ann Archer", 20), (2, "John Quill of the Institute of Examples", 31)):
        expected = letter(number, name, "Dear reader,", pages=2)
        head = name if number == 1 else f"{name[:14]}…"
        first = page(expected, body=BODY[:end]).replace("Yours faithfully,\nPage 1 of 1", "Page 1 of 2")
        pair.append(
            (expected, [first, f"{head}\n19 January 2021 Page 2 of 2\n{BODY[end:]}\nYours faithfully,"])
        )
    assert found(*pair) == []


RECIPIENTS = """\
groups:
  - id: all
    name: "all"
    recipients:
      - id: unesco
        post: "The Director-General"
        organisation: "UNESCO"
        salutation: "Dear Director-General,"
        address: {street: "7 place de Fontenoy", city: "Paris", postcode: "75352", country: FR}
      - id: quill
        person: "John Quill"
        salutation: "Dear Mr Quill,"
        address: {street: "17 Garden Street", city: "Vienna", postcode: "1010", country: AT}
      - id: council
        organisation: "Council of Europe"
        salutation: "Excellency,"
        address: {street: "Avenue de l'Europe", city: "Strasbourg", postcode: "67000", country: FR}
"""

TEMPLATE_MISUSES = [
    ('{% if reference and reference[5] == "2" %}<p>With kind regards</p>{% endif %}', ""),
    ("<p>{{ recipient.name | first }}</p>", ""),
    ("", '\nbody[data-recipient*="ESCO"] .closing::after { content: " and best wishes" }\n'),
]


@pytest.mark.slow
@pytest.mark.parametrize(("html", "css"), TEMPLATE_MISUSES)
def test_a_template_that_chooses_by_letter(tmp_path: Path, html: str, css: str) -> None:
    workspace = make_workspace(tmp_path / "office", RECIPIENTS)
    folder = workspace / "templates" / "letter"
    edit(folder / "letter.html", "{{ signature }}", html + "{{ signature }}")
    with (folder / "letter.css").open("a") as file:
        file.write(css)
    run = Run(workspace / "out", "clerk", datetime(2021, 1, 19, tzinfo=UTC))
    with pytest.raises((VerificationError, InputError)) as raised:
        issue(workspace, Order("january-20", formats=("pdf",)), run)
    told = raised.value
    if isinstance(told, VerificationError):
        assert {finding.code for finding in told.findings} == {"other-words"}
    else:  # seen in a trial, before a number is taken
        assert isinstance(told, InputError)
        assert {problem.code for problem in told.problems if problem.is_error} == {"page-not-right"}


def test_what_was_taken_out_as_a_value_is_not_missing_whatever_else_was_taken_out() -> None:
    """A line of the address is a part of the office's name, and its signs hold those of a shorter value."""
    name = "commissionerforhumanrights"
    own = Remainder("(ombudsman)" * 6, ("officeoftheunitednationshigh", name, "thehighcommissioner"))
    usual = Remainder(f"{name}(ombudsman)" * 6, ("unitednations",))
    assert _is_explained(own, usual)
    assert not _is_explained(replace(own, repeated=own.repeated[:1]), usual)


def test_a_short_line_of_an_address_is_taken_out_of_the_address_alone() -> None:
    """“M.” ends “them.”, and stands in “I’m”."""
    said = f"{BODY} I’m glad to send them."
    archer = _with_line(ARCHER, "M.")
    [own, other] = [remainder([page(each, body=said)], each) for each in (archer, QUILL)]
    assert own is not None
    assert own == other
    assert remainder([page(archer, body=said, more="M.")], archer) != own
    assert remainder([page(archer, body=said).replace("M.\n", "", 1)], archer) != own


def _with_line(expected: Expectation, line: str) -> Expectation:
    (name, address), *others = expected.letter.lines
    lines = ((name, (address[0], line, *address[1:])), *others)
    return replace(expected, letter=replace(expected.letter, lines=lines))
