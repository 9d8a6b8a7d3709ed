"""`issue ID`, `check ID` and `preview ID` need nothing but the mailing's file; what an option says goes before it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from conftest import Run, edit
from pypdf import PdfReader

import letterbook
from letterbook.model import Order
from letterbook.model.progress import UNWATCHED
from letterbook.pipeline.prepare import PreparedMailing, prepare
from letterbook.problems import Problem, has_errors

FILE = "mailings/briefing.yaml"
BRIEFING = "statement: january-20\ndate: 2027-01-18\n"


def write(workspace: Path, text: str, name: str = "briefing") -> None:
    (workspace / "mailings").mkdir(exist_ok=True)
    (workspace / "mailings" / f"{name}.yaml").write_text(text, encoding="utf-8")


def prepared(workspace: Path, text: str, order: Order | None = None) -> PreparedMailing:
    write(workspace, BRIEFING + text)
    mailing, problems = prepare(workspace, order or Order("briefing"), UNWATCHED)
    assert mailing is not None
    assert not has_errors(problems), problems
    return mailing


def wrong(workspace: Path, text: str) -> list[tuple[str, str, int | None]]:
    """(code, file, line) of the mistakes of a mailing that says this too; its first line is the third."""
    write(workspace, BRIEFING + text)
    found: list[Problem] = letterbook.open_office(workspace).check("briefing")
    return [(p.code, p.place.file, p.place.line) for p in found if p.is_error]


@pytest.mark.slow
def test_a_mailing_by_its_name_alone(workspace: Path, run: Run) -> None:
    write(workspace, BRIEFING + 'only: {groups: united-nations}\nformats: pdf\nsubject: "A briefing"\n')
    assert run("check", "briefing").code == 0
    assert run("preview", "briefing", "--to", "unesco").out.strip() == "out/drafts/briefing-unesco.pdf"
    done = run("issue", "briefing", "--json")
    assert done.code == 0
    assert (done.json["mailing"], Path(done.json["folder"]).name) == ("briefing-2027-01-18",) * 2
    assert [letter["id"] for letter in done.json["letters"]] == ["un-secretary-general", "unesco"]
    folder = workspace / "out" / "briefing-2027-01-18"
    assert not list(folder.glob("letters/*.docx"))
    [letter] = folder.glob("letters/*unesco.pdf")
    assert "A briefing" in PdfReader(letter).pages[0].extract_text()
    assert FILE in (folder / "manifest.json").read_text()
    assert run("verify", "briefing-2027-01-18").code == 0
    assert "unesco" in run("register", "list", "briefing-2027-01-18", "--json").out


def test_what_a_mailing_says_and_what_an_option_says_instead(workspace: Path) -> None:
    assert prepared(workspace, "formats: docx\n").drafts[0].letter.formats == ("docx",)
    order = Order("briefing", date=date(2027, 1, 19), formats=("pdf",))
    mailing = prepared(workspace, "formats: docx\n", order)
    assert (mailing.drafts[0].letter.formats, mailing.name) == (("pdf",), "briefing-2027-01-19")


def test_whom_it_goes_to(workspace: Path) -> None:
    def ids(text: str) -> list[str]:
        return [draft.recipient_id for draft in prepared(workspace, text).drafts]

    assert ids("only: {groups: [embassies, united-nations]}\n") == [
        "embassy-in-berlin",
        "un-secretary-general",
        "unesco",
    ]
    assert ids("only: {countries: [France, DE]}\n") == ["unesco", "embassy-in-berlin"]
    assert ids("only: {countries: [DE]}\n") == ["embassy-in-berlin"]


def test_groups_without_a_letter_are_not_named_in_the_statement(workspace: Path) -> None:
    mailing = prepared(workspace, "only: {countries: [DE]}\n")
    assert [group.id for group in mailing.inputs.groups] == ["embassies"]
    assert len(mailing.inputs.listed) == 3


def test_its_template_goes_before_those_of_the_list(workspace: Path) -> None:
    mailing = prepared(workspace, "template: note-verbale\n")
    assert {draft.letter.template for draft in mailing.drafts} == {"note-verbale"}


def test_its_list(workspace: Path) -> None:
    (workspace / "guests.csv").write_text(
        "Bezeichnung,city,country,group,group name,salutation,in text\nUNESCO,Paris,FR,un,UN,Dear all,UNESCO\n",
        encoding="utf-8",
    )
    text = "list:\n  file: guests.csv\n  columns: {Bezeichnung: organisation}\n"
    mailing = prepared(workspace, text)
    assert [recipient.organisation for recipient in mailing.recipients] == ["UNESCO"]
    assert "guests.csv" in mailing.input_hashes


def test_words_of_its_own(workspace: Path) -> None:
    own = workspace / "mailings" / "briefing" / "en.md"
    own.parent.mkdir(parents=True)
    own.write_text("---\nsubject: Come\n---\n\nPlease come on {{ date }}.\n", encoding="utf-8")
    mailing = prepared(workspace, "")
    unesco = next(draft.letter for draft in mailing.drafts if draft.recipient_id == "unesco")
    note = next(draft.letter for draft in mailing.drafts if draft.recipient_id == "embassy-in-berlin")
    assert (unesco.subject, unesco.closing is not None) == ("Come", True)
    assert "Please come on 18" in repr(unesco.body)
    assert note.subject != "Come"
    assert "mailings/briefing/en.md" in mailing.input_hashes
    own.write_text("---\n---\nPlease come to {{ nowhere }}.\n", encoding="utf-8")
    assert ("unknown-placeholder", "mailings/briefing/en.md", 3) in wrong(workspace, "")
    own.rename(own.with_name("English.md"))
    assert ("wrong-language", "mailings/briefing/English.md", None) in wrong(workspace, "")


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("only: {groups: [embasies]}\n", ("unknown-group", FILE, 3)),
        ("only: {countries: [NO]}\n", ("nobody-chosen", FILE, 3)),
        ("template: letr\n", ("no-template", FILE, 3)),
        ("series: missing\n", ("no-series", FILE, 3)),
        ("formats: pdf\nprint: {window: us-10}\n", ("other-paper", FILE, 4)),
        ('subject: "About {{ nothing }}"\n', ("unknown-placeholder", FILE, 3)),
        ('subject: {en: "In English only"}\n', ("no-text-in-language", FILE, 3)),
        ("list: nowhere.csv\n", ("missing-file", "nowhere.csv", None)),
    ],
)
def test_a_mistake_is_told_at_its_line(workspace: Path, text: str, mistake: tuple[str, str, int]) -> None:
    assert wrong(workspace, text) == [mistake]


def test_an_unknown_statement(workspace: Path) -> None:
    write(workspace, "statement: january-21\n")
    [problem] = letterbook.open_office(workspace).check("briefing")
    assert (problem.code, str(problem.place)) == ("no-statement", f"{FILE}:1:12")
    assert "january-20" in problem.hint
    [problem] = letterbook.open_office(workspace).check("brifing")
    assert (problem.code, "briefing" in problem.hint) == ("no-statement", True)


def test_all_are_checked(workspace: Path, run: Run) -> None:
    """A statement that a mailing sends is no mailing by itself; one that none sends is."""
    (workspace / "recipients.yaml").rename(workspace / "guests.yaml")
    write(workspace, BRIEFING + "list: guests.yaml\n")
    assert run("check").code == 0
    write(workspace, "template: missing\nlist: guests.yaml\nstatement: january-20\n", "another")
    (workspace / "mailings" / "third.yml").touch()
    said = run("check", "--json").json["problems"]
    assert [(p["code"], p["place"]["file"]) for p in said] == [
        ("no-template", "mailings/another.yaml"),
        ("wrong-id", "mailings/third.yml"),
    ]


def test_a_mailing_of_the_statements_own_name_counts(workspace: Path) -> None:
    write(workspace, "date: 2028-01-19\n", "january-20")
    mailing, _ = prepare(workspace, Order("january-20"), UNWATCHED)
    assert mailing is not None
    assert mailing.name == "january-20-2028-01-19"


def test_a_mailing_in_a_program(workspace: Path) -> None:
    write(workspace, BRIEFING + "formats: pdf\n")
    office = letterbook.open_office(workspace)
    plan = office.plan("briefing")
    assert len(plan.letters) == 3
    assert datetime(2027, 1, 18, tzinfo=UTC).date() == prepared(workspace, "").inputs.issued


def test_words_of_a_mailing_that_are_a_text_alone(workspace: Path) -> None:
    write(workspace, BRIEFING + "only: {groups: united-nations}\n")
    words = workspace / "mailings/briefing/en.md"
    words.parent.mkdir()
    words.write_text("We send you the text.\n", "utf-8")
    [problem] = letterbook.open_office(workspace).check("briefing")
    assert (problem.code, problem.place.file) == ("no-front-matter", "mailings/briefing/en.md")
    assert "(subject: …)" in problem.hint
    assert problem.hint.endswith(
        "Nothing has to stand between the two lines: a key that is not there is taken from the template."
    )
    words.write_text("---\n---\nWe send you the text.\n", "utf-8")
    assert letterbook.open_office(workspace).check("briefing") == []


def test_words_that_stand_in_letters_and_in_notes_alike_are_told_of(workspace: Path) -> None:
    edit(workspace / "recipients.yaml", "      - id: unesco\n", "      - id: unesco\n        language: az\n")
    (workspace / "mailings" / "briefing").mkdir(parents=True)
    words = workspace / "mailings" / "briefing" / "az.md"
    words.write_text('---\nsubject: "Dəvət"\n---\nSizi dəvət edirəm.\n', "utf-8")
    both = [problem for problem in prepared(workspace, "").problems if problem.code == "words-in-both-forms"]
    assert [problem.place.file for problem in both] == ["mailings/briefing/az.md"]
    assert "letters (1) and in notes verbales (1)" in both[0].what
    notes = prepared(workspace, "only: {groups: embassies}\n").problems
    assert "words-in-both-forms" not in {problem.code for problem in notes}
