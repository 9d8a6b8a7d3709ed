"""The office's own fields on their way into letters: words, conditions, pages, Word letterheads, and what is read back."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from conftest import at, edit
from own_fields import COVERS, DECLARED, PDF, PEOPLE, entry, letterhead, office, told

import letterbook
from letterbook.archive.expectation import own_on_page
from letterbook.archive.verification_record import read_record
from letterbook.model import Order
from letterbook.model.progress import UNWATCHED
from letterbook.pipeline.neutral_letters import FIELD, neutral
from letterbook.pipeline.prepare import prepare, prepare_mailing
from letterbook.pipeline.trial_choice import worth_trying
from letterbook.usecases.issue import Run, issue
from letterbook.usecases.plan import plan
from letterbook.verification import recipient_marks

NB = "\u00a0"
PAGE = (
    "<p>File: {{ recipient.fields.file }}</p><p>Seats: {{ recipient.fields.seats }}</p>"
    '{% if recipient.fields.seats > 6 %}<p class="large">Large hall</p>{% endif %}'
    "{% if recipient.fields.member %}<p>Member</p>{% else %}<p>Guest</p>{% endif %}"
)
WORDS = (
    'You owe {{ recipient.fields.amount }} ({{ recipient.fields.seats | money("USD") }} a seat) until '
    "{{ recipient.fields.due | date }}, {{ recipient.fields.begins | time }}. "
    "{% if recipient.fields.amount > 1000 %}You may pay in two parts.{% endif %}"
)


def issued(workspace: Path, order: Order = PDF) -> Path:
    issue(workspace, order, Run(workspace / "out", "clerk", datetime(2021, 1, 19, tzinfo=UTC)))
    return workspace / "out" / "january-20-2021-01-19"


# --- Words, pages and letterheads ----------------------------------------------------------------------------------


def test_words_write_a_field_as_the_letter_s_language_does(tmp_path: Path) -> None:
    mailing = prepare_mailing(office(tmp_path, WORDS), PDF, UNWATCHED)
    said = [draft.letter.body[-1].children[0].text for draft in mailing.drafts]  # type: ignore[union-attr]
    assert said[0] == (
        f"You owe €1,234.56 (US$5.00 a seat) until 1{NB}March 2021, 14:30. You may pay in two{NB}parts."
    )
    assert said[2] == f"You owe €77.00 (US$5.00 a seat) until 1{NB}April 2021,{NB}14:30."


def test_kind_country_group_and_language_are_asked_for(tmp_path: Path) -> None:
    words = (
        '{% if recipient.country == "AT" and recipient.group == "all" and recipient.language == "en" %}'
        "{% if recipient.kind %}{{ recipient.kind }}{% else %}No kind{% endif %}.{% endif %}"
    )
    workspace = office(tmp_path, words)
    edit(workspace / "recipients.yaml", "      - id: beta\n", "      - id: beta\n        kind: mission\n")
    drafts = prepare_mailing(workspace, PDF, UNWATCHED).drafts
    said = [draft.letter.body[-1].children[0].text for draft in drafts]  # type: ignore[union-attr]
    assert said == [f"No{NB}kind.", "mission.", f"No{NB}kind.", f"No{NB}kind."]


@pytest.mark.slow
def test_page_and_letterhead_print_fields_and_choose_by_them(tmp_path: Path) -> None:
    workspace = office(tmp_path, WORDS, PAGE)
    letterhead(
        workspace,
        "File {{ recipient.fields.file }}, seats: {{ recipient.fields.seats }}",
        "{% if recipient.fields.member %}Member{% else %}Guest{% endif %}",
        "{% if recipient.fields.seats > 100 %}Never{% endif %}",
        '{{ recipient.fields.amount | money("USD") }}',
    )
    folder = issued(workspace, COVERS)
    record = {expected.file: expected for expected in read_record(folder).expectations}
    assert record["letters/0001-alpha.pdf"].own_texts == ("AZ 2021/118", "5")
    assert record["letters/0001-alpha.docx"].own_texts == ("AZ 2021/118", "5", "US$1,234.56")
    choices = [record[f"letters/{name}.pdf"].choices for name in ("0001-alpha", "0002-beta", "0004-delta")]
    assert choices == ["01", "10", "11"]
    document = docx.Document(io.BytesIO((folder / "letters" / "0002-beta.docx").read_bytes()))
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "File AZ 2021/119, seats: 16\nGuest\nUS$1,234.56" in said
    assert letterbook.open_office(workspace).mailing("january-20-2021-01-19").verify() == []


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_values_in_other_languages_are_found_on_the_page(tmp_path: Path, language: str) -> None:
    page = PAGE + '<p>{{ recipient.fields.amount | money("USD") }}, {{ recipient.fields.due }}</p>'
    assert told(office(tmp_path, WORDS, page, language=language)) == []


def test_a_page_from_right_to_left_chooses_by_codes_too(tmp_path: Path) -> None:
    page = '{% if recipient.group == "all" and recipient.country == "AT" %}<p>Inland</p>{% endif %}'
    mailing = prepare_mailing(office(tmp_path, WORDS, page, language="ar"), PDF, UNWATCHED)
    template, letter = mailing.inputs.templates["letter"], mailing.drafts[0].letter
    assert own_on_page(letter, "pdf", template).choices == "1"


# --- Mistakes ------------------------------------------------------------------------------------------------------

MISUSED = {
    "not declared": ("{{ recipient.fields.amuont }}", "unknown-field", "Did you mean “amount”?"),
    "asked for and not declared": ("{% if recipient.fields.x %}a{% endif %}", "unknown-field", "Declare it"),
    "another form": ('{{ recipient.fields.due | money("EUR") }}', "wrong-form", "It has the forms: date."),
    "no currency": ("{{ recipient.fields.seats | money }}", "wrong-form", "number, money"),
    "an unknown currency": (
        '{{ recipient.fields.seats | money("EURO") }}',
        "wrong-form",
        "number, money",
    ),
    "no field": ("{{ date | date }}", "wrong-form", "Take the form out"),
    "yes or no, printed": ("{{ recipient.fields.member }}", "wrong-form", "{% if recipient.fields.member %}"),
}


@pytest.mark.parametrize("kind", MISUSED)
def test_a_field_that_is_misused_is_told_at_its_line(tmp_path: Path, kind: str) -> None:
    source, code, hint = MISUSED[kind]
    workspace = office(tmp_path, f"Here.\n\n{source}", f"<p>{source}</p>")
    letterhead(workspace, source)
    problems = [problem for problem in told(workspace, COVERS) if problem.code == code]
    line = int(at(workspace, "templates/letter/en.md", source).split(":")[1])
    places = [(problem.place.file.rsplit("/")[-1], problem.place.line) for problem in problems]
    assert ("en.md", line) in places
    assert [file for file, _ in places] == ["en.md", "letter.docx", "letter.html"]
    assert next(problem.place.part for problem in problems if problem.place.part) is not None
    assert all(hint in problem.hint for problem in problems)


def test_the_words_of_a_mailing_are_looked_through(tmp_path: Path) -> None:
    workspace = office(tmp_path)
    (workspace / "mailings").mkdir()
    (workspace / "mailings" / "reminder.yaml").write_text(
        "statement: january-20\nsubject: 'You owe {{ recipient.fields.amuont }}'\n", "utf-8"
    )
    found = {
        (problem.code, problem.place.file) for problem in told(workspace, Order("reminder", formats=("pdf",)))
    }
    assert found == {("unknown-field", "mailings/reminder.yaml")}


def test_a_value_that_is_not_there_is_missed_at_its_recipient(tmp_path: Path) -> None:
    people = {"alpha": PEOPLE["alpha"], "beta": ""}
    asking = ("{{ recipient.fields.amount }}", "{% if recipient.fields.amount > 5 %}Much{% endif %}")
    for count, source in enumerate(asking):
        [problem] = told(office(tmp_path / str(count), source, people=people))
        assert problem.code == "missing-value"
        assert problem.what.startswith("beta: the words ask for recipient.fields.amount, which is not there")
    assert told(office(tmp_path / "b", "{{ recipient.fields.amount or 'nothing' }}", people=people)) == []


@pytest.mark.parametrize("is_page", [True, False])
def test_a_comparison_that_makes_no_sense(tmp_path: Path, is_page: bool) -> None:
    source = "{% if recipient.fields.file > 5 %}More{% endif %}"
    workspace = office(tmp_path, "" if is_page else source, source if is_page else "")
    [problem] = told(workspace)
    file = "letter.html" if is_page else "en.md"
    line = int(at(workspace, f"templates/letter/{file}", source).split(":")[1])
    assert (problem.code, problem.place.file, problem.place.line) == (
        "wrong-comparison",
        f"templates/letter/{file}",
        line,
    )
    assert problem.what == "The field “file” is of the type text and has no more or less."


def test_two_fields_that_are_not_alike_are_not_compared(tmp_path: Path) -> None:
    source = "{% if recipient.fields.due > recipient.fields.seats %}More{% endif %}"
    codes = {(problem.code, problem.place.file) for problem in told(office(tmp_path, "", source))}
    assert codes == {("refused-placeholder", "templates/letter/letter.html")}


# --- Proof ---------------------------------------------------------------------------------------------------------


def test_a_value_of_another_addressee_is_found(tmp_path: Path) -> None:
    workspace = office(tmp_path, "{{ recipient.fields.file }}", "<p>Our file AZ 2021/119</p>")
    codes = {problem.code for problem in told(workspace)}
    assert codes == {"name-in-template"}


def test_what_one_alone_has_is_a_mark_and_what_several_have_is_none(tmp_path: Path) -> None:
    drafts = prepare_mailing(office(tmp_path, WORDS, PAGE), PDF, UNWATCHED).drafts
    texts = {text for _, text in recipient_marks(draft.letter for draft in drafts).texts}
    assert {"AZ 2021/118", "AZ 2021/121", "€2,500,000.50"} <= texts
    assert not {"€1,234.56", "5", f"1{NB}March 2021", "€77.00"} & texts


def test_an_amount_of_another_in_a_letter_is_somebody_else(tmp_path: Path) -> None:
    page = "{% if recipient.fields.seats > 10 %}<p>€2,500,000.50</p>{% endif %}"
    workspace = office(tmp_path, WORDS, page)
    drafts = prepare_mailing(workspace, PDF, UNWATCHED).drafts
    marks = recipient_marks(draft.letter for draft in drafts)
    found = list(marks.found_in("Beta owes €2,500,000.50 now", "beta", lambda: ""))
    assert found == [("delta", "€2,500,000.50")]
    assert told(workspace) == []  # the page's own words


def test_equal_and_short_values_are_no_false_alarm(tmp_path: Path) -> None:
    page = (
        "<p>{{ recipient.fields.seats }} of 16 seats, 5 rooms</p><p>{{ recipient.fields.amount }}</p>"
        "<p>{{ recipient.fields.due }}</p>"
    )
    workspace = office(tmp_path, WORDS, page)
    issued(workspace)
    assert letterbook.open_office(workspace).mailing("january-20-2021-01-19").verify() == []


def test_a_page_that_leaves_a_value_out_is_found(tmp_path: Path) -> None:
    workspace = office(tmp_path, "", '<p class="gone">{{ recipient.fields.file }}</p>')
    with (workspace / "templates/letter/letter.css").open("a") as css:
        css.write(".gone { display: none }")
    what = [problem.what for problem in told(workspace)]
    assert (
        "The letter to alpha: The value of a field “AZ 2021/118” is not in the letter, or not whole." in what
    )


def test_a_value_in_a_tag_of_the_page_is_not_looked_for(tmp_path: Path) -> None:
    page = '<p class="s{{ recipient.fields.seats }} {% if recipient.fields.member %}m{% endif %}">Text</p>'
    workspace = office(tmp_path, "", page)
    assert told(workspace) == []
    [first, *_] = prepare_mailing(workspace, PDF, UNWATCHED).drafts
    template = prepare_mailing(workspace, PDF, UNWATCHED).inputs.templates["letter"]
    assert own_on_page(first.letter, "pdf", template).texts == ()


def test_a_changed_field_makes_its_letter_new_and_no_other(tmp_path: Path) -> None:
    workspace = office(tmp_path, "", PAGE)
    issued(workspace)
    edit(workspace / "recipients.yaml", 'file: "AZ 2021/119"', 'file: "AZ 2021/999"')
    edit(workspace / "recipients.yaml", 'amount: "77"', 'amount: "78"')  # of which no letter says anything
    letters = plan(workspace, PDF, workspace / "out").letters
    assert [letter.state for letter in letters] == ["same", "changed", "same", "same"]
    assert set(letters[1].diff) == {"-AZ 2021/119", "+AZ 2021/999"}
    assert letters[1].recipient.fields[3].value == "AZ 2021/999"


def test_a_changed_field_within_a_sentence_is_told_once(tmp_path: Path) -> None:
    workspace = office(tmp_path, "Your file {{ recipient.fields.file }} is open.\n", "")
    issued(workspace)
    edit(workspace / "recipients.yaml", 'file: "AZ 2021/119"', 'file: "AZ 2021/999"')
    letters = plan(workspace, PDF, workspace / "out").letters
    told = [line.replace("\N{NO-BREAK SPACE}", " ") for line in letters[1].diff]
    assert told == ["-Your file AZ 2021/119 is open.", "+Your file AZ 2021/999 is open."]


def test_each_choice_and_the_widest_value_are_tried(tmp_path: Path) -> None:
    people = {f"r{number}": 'file: "A 1", seats: "1"' for number in range(1, 9)}
    people |= {"r5": 'file: "A 1", seats: "1", member: "yes"', "r7": f'file: "{"W" * 40}", seats: "1"'}
    workspace = office(tmp_path, "", PAGE, people=people)
    prepared, _ = prepare(workspace, PDF, UNWATCHED)
    assert prepared is not None
    assert [draft.recipient_id for draft in prepared.for_trial(()).drafts] == ["r1", "r5", "r7"]
    assert [draft.recipient_id for draft in worth_trying(prepared.drafts)] == ["r1", "r7"]


def test_a_letter_alone_of_its_choice_is_compared_with_one_to_nobody(tmp_path: Path) -> None:
    workspace = office(tmp_path, WORDS, PAGE, people={"alpha": PEOPLE["alpha"]})
    issued(workspace)
    page = PAGE.replace(
        "<p>Member</p>", '<p>{% if recipient.name == "Alpha Institute" %}Secret{% endif %}</p>'
    )
    other = office(tmp_path / "other", WORDS, page, people={"alpha": PEOPLE["alpha"]})
    assert [problem.code for problem in told(other)] == ["page-not-right"]
    assert "“Secret" in told(other)[0].what or "secret" in told(other)[0].what


def test_a_letter_to_nobody_says_nothing_of_the_addressee_and_chooses_alike(tmp_path: Path) -> None:
    mailing = prepare_mailing(office(tmp_path, "", PAGE), PDF, UNWATCHED)
    letter, template = mailing.drafts[0].letter, mailing.inputs.templates["letter"]
    own, nobody = (own_on_page(each, "pdf", template) for each in (letter, neutral(letter)))
    assert (own.texts, nobody.texts) == (("AZ 2021/118", "5"), (FIELD, FIELD))
    assert own.choices == nobody.choices == "01"


def test_fields_that_nothing_says_leave_no_trace(tmp_path: Path) -> None:
    workspace = office(tmp_path, "", PAGE)
    record = (issued(workspace) / "verification.json").read_text("utf-8")
    assert "AZ 2021/118" in record
    assert "1,234.56" not in record


def test_who_gets_no_letter_is_a_stranger_with_its_fields(tmp_path: Path) -> None:
    workspace = office(tmp_path, "{{ recipient.fields.file }}", people={"alpha": PEOPLE["alpha"]})
    with (workspace / "recipients.yaml").open("a", encoding="utf-8") as file:
        file.write(entry("omega", 'file: "Ann Archer"') + "        active: false\n")
    marks = recipient_marks([], prepare_mailing(workspace, PDF, UNWATCHED).strangers)
    said = "It is of Ann Archer alone"
    assert list(marks.found_in(said, "alpha", lambda: "")) == [("omega", "Ann Archer")]
    assert list(marks.found_in(said, "alpha", lambda: "", lambda: " the Ann Archer hall ")) == []


def test_nothing_is_declared_and_nothing_changes(workspace: Path) -> None:
    assert DECLARED not in (workspace / "letterbook.yaml").read_text("utf-8")
    mailing = prepare_mailing(workspace, PDF, UNWATCHED)
    assert all(draft.letter.fields == () for draft in mailing.drafts)


def test_a_letterhead_that_has_words_for_one_alone_is_told_by_check(tmp_path: Path) -> None:
    workspace = office(tmp_path, people={"alpha": PEOPLE["alpha"]})
    letterhead(workspace, '{% if recipient.name == "Alpha Institute" %}You know why.{% endif %}')
    [problem] = told(workspace, Order("january-20", formats=("docx",), cover_only=True))
    assert (problem.code, problem.place.file) == ("page-not-right", "templates/letter/letter.docx")
    assert "youknowwhy" in problem.what
