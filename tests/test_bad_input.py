"""Every row of what bad input gets: a located problem that says what to do, exit code 3, and an unchanged disk.

The rows are those of docs/errors.md. Each test gives real commands over real files; `refused` looks at all three.
"""

from __future__ import annotations

import io
import random
import resource
import shutil
import signal
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import docx
import docx.document
import pypdf
import pytest
from conftest import RECIPIENTS, Result, Run, at, edit, make_workspace, run_outside, snapshot
from docx.text.paragraph import Paragraph

from letterbook.executors import guard
from letterbook.pipeline import inputs, prepare
from letterbook.problems import Place

STATEMENT = "january-20"
ENGLISH = f"statements/{STATEMENT}/en.md"
LETTERHEAD = "templates/letter/letter.docx"
LANGUAGES = ("en", "az")

Problem = dict[str, object]


def find(result: Result, code: str, place: str) -> Problem:
    """The one problem of `check --json` with this code at this place."""
    problems = result.json["problems"]
    shown = [(problem["code"], str(Place(**problem["place"]))) for problem in problems]
    found = [problem for problem, key in zip(problems, shown, strict=True) if key == (code, place)]
    assert len(found) == 1, shown
    problem: Problem = found[0]
    return problem


def refused(
    run: Run,
    workspace: Path,
    code: str,
    place: str,
    *,
    text: str | None = None,
    hint: str = "",
    says: str = "",
    options: tuple[str, ...] = (),
) -> None:
    """The mistake is found by `check` and stops `issue`, which says it to people and leaves the disk as it was."""
    before = snapshot(workspace)
    as_json = run("check", STATEMENT, "--json", *options)
    assert as_json.code == 3
    problem = find(as_json, code, place)
    assert problem["level"] == "error"
    assert problem["hint"]
    assert hint in str(problem["hint"])
    assert says in str(problem["what"])
    assert text is None or problem["text"] == text
    issued = run("issue", STATEMENT, "--jobs", "1", *options)
    assert issued.code == 3
    assert f"{place}: mistake: {problem['what']}" in issued.err
    assert str(problem["hint"]) in issued.err
    assert snapshot(workspace) == before


def issued(run: Run, workspace: Path, *options: str) -> Path:
    """The folder of the mailing, which is issued without a mistake."""
    result = run("issue", STATEMENT, "--jobs", "1", "--json", *options)
    assert result.code == 0, result.err
    return Path(result.json["folder"])


def pdf_text(folder: Path, recipient: str, pages: int | None = None) -> str:
    """The text of a letter's PDF, every run of white space as one space."""
    [file] = (folder / "letters").glob(f"*-{recipient}.pdf")
    found = pypdf.PdfReader(file).pages[:pages]
    return " ".join(" ".join(page.extract_text() for page in found).split())


def docx_text(folder: Path, recipient: str) -> str:
    """The text of a letter's DOCX: its paragraphs and those of its tables, headers and frames."""
    [file] = (folder / "letters").glob(f"*-{recipient}.docx")
    document = docx.Document(str(file))
    parts = [document.element.body, *(section.first_page_header._element for section in document.sections)]
    texts = ["".join(node.itertext()) for part in parts for node in part.iter("{*}p")]
    return " ".join(" ".join(texts).split())


def replace_in_recipients(workspace: Path, old: str, new: str) -> None:
    edit(workspace / "recipients.yaml", old, new)


# --- YAML that cannot be read --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "marker"),
    [
        (
            "recipients.yaml",
            '{street: "7 place de Fontenoy"',
            '[street: "7 place de Fontenoy"',
            '[street: "7',
        ),
        ("recipients.yaml", 'organisation: "UNESCO"', 'organisation: "UNESCO', 'salutation: "Dear D'),
        ("letterbook.yaml", "country: AZ ", "country: AZ: BY ", ": BY"),
        (ENGLISH, "place: Baku", "place: @Baku", "@Baku"),
        ("templates/letter/en.md", "signature_space: 25", "\tsignature_space: 25", "\tsignature_space"),
    ],
)
def test_broken_yaml(run: Run, workspace: Path, file: str, old: str, new: str, marker: str) -> None:
    edit(workspace / file, old, new)
    before = snapshot(workspace)
    result = run("check", STATEMENT, "--json")
    assert result.code == 3
    [problem] = [problem for problem in result.json["problems"] if problem["code"] == "broken-yaml"]
    assert problem["place"]["file"] == file
    assert problem["hint"]
    assert problem["text"]
    refused(run, workspace, "broken-yaml", str(Place(**problem["place"])))
    assert snapshot(workspace) == before
    assert str(Place(**problem["place"])).startswith(at(workspace, file, marker).rsplit(":", 1)[0] + ":")


# --- Keys ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "suggestion"),
    [
        (
            "recipients.yaml",
            'organisation: "UNESCO"',
            'organization: "UNESCO"',
            "organization",
            "organisation",
        ),
        ("recipients.yaml", 'street: "7 place', 'strete: "7 place', "strete", "street"),
        (
            "recipients.yaml",
            "    template: note-verbale",
            "    tempalte: note-verbale",
            "tempalte",
            "template",
        ),
        ("letterbook.yaml", "  return_line:", "  return-line:", "return-line", "return_line"),
        ("letterbook.yaml", "  fallback: en", "  falback: en", "falback", "fallback"),
        (ENGLISH, "addressed_to: true", "adressed_to: true", "adressed_to", "addressed_to"),
        ("templates/letter/en.md", "closing:", "closeing:", "closeing", "closing"),
    ],
)
def test_an_unknown_key(
    run: Run, workspace: Path, file: str, old: str, new: str, key: str, suggestion: str
) -> None:
    edit(workspace / file, old, new)
    refused(run, workspace, "unknown-key", at(workspace, file, key + ":"), text=key, hint=suggestion)


@pytest.mark.parametrize(
    ("file", "line", "key"),
    [
        ("recipients.yaml", '        post: "The Director-General"\n', "post"),
        ("recipients.yaml", "    template: note-verbale\n", "template"),
        (
            "letterbook.yaml",
            "  fallback: en                         # used where a text is missing in the recipient's language\n",
            "fallback",
        ),
        (ENGLISH, "place: Baku\n", "place"),
        ("templates/letter/en.md", "signature_space: 25\n", "signature_space"),
    ],
)
def test_a_key_given_twice(run: Run, workspace: Path, file: str, line: str, key: str) -> None:
    edit(workspace / file, line, line + line)
    row = (workspace / file).read_text(encoding="utf-8").split(line)[0].count("\n") + 2
    column = len(line) - len(line.lstrip()) + 1
    refused(
        run,
        workspace,
        "duplicate-key",
        f"{file}:{row}:{column}",
        text=key,
        hint="one of the two",
        says=f"line {row - 1}",
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "marker", "key"),
    [
        ("recipients.yaml", "  - id: embassies\n    name:", "  - name:", 'name: {en: "the embassies"', "id"),
        ("letterbook.yaml", "  country: AZ ", "  # country ", "name:\n", "country"),
        (ENGLISH, "date: 2021-01-19\n", "", "title:", "date"),
        (ENGLISH, "place: Baku\n", "", "title:", "place"),
        ("templates/letter/en.md", "subject:", "# subject:", "# subject:", "subject"),
    ],
)  # fmt: skip
def test_a_missing_field(
    run: Run, workspace: Path, file: str, old: str, new: str, marker: str, key: str
) -> None:
    edit(workspace / file, old, new)
    refused(
        run,
        workspace,
        "missing-field",
        at(workspace, file, marker),
        says=key if file.startswith("temp") else "",
        hint=key,
    )


def test_a_recipient_without_address(run: Run, workspace: Path) -> None:
    line = '        address: {street: "7 place de Fontenoy", city: "Paris 07 SP", postcode: "75352", country: FR}\n'
    replace_in_recipients(workspace, line, "")
    refused(run, workspace, "missing-field", at(workspace, "recipients.yaml", "id: unesco"), text="address")


# --- Values --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"), [("XX", "ISO 3166"), ("Frence", "FR"), ("X", "ISO 3166"), ("Ruritania", "ISO 3166")]
)
def test_a_country_code_that_does_not_exist(run: Run, workspace: Path, written: str, meant: str) -> None:
    replace_in_recipients(workspace, "country: FR", f"country: {written}")
    place = at(workspace, "recipients.yaml", f"{written}}}")
    refused(run, workspace, "unknown-country", place, text=written, hint=meant)


def test_values_that_yaml_would_change_stay_as_written(run: Run, workspace: Path) -> None:
    replace_in_recipients(
        workspace,
        '{street: "7 place de Fontenoy", city: "Paris 07 SP", postcode: "75352", country: FR}',
        "{street: 1e3, city: 2021-01-19, postcode: 01067, country: NO}",
    )
    replace_in_recipients(workspace, 'organisation: "UNESCO"', "organisation: 0x1F")
    replace_in_recipients(workspace, 'post: "The Director-General"', "post: yes")
    text = pdf_text(issued(run, workspace, "--format", "pdf", "--cover-only"), "unesco", 1)
    assert "yes 0x1F 1e3 01067 2021-01-19 NORWAY" in text


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("recipients.yaml", "id: unesco", "id: un-secretary-general"),
        ("recipients.yaml", "id: embassies", "id: united-nations"),
        ("letterbook.yaml", "id: commissioner-specimen", "id: commissioner"),
    ],
)
def test_an_id_given_twice(run: Run, workspace: Path, file: str, old: str, new: str) -> None:
    edit(workspace / file, old, new + " ")
    place = at(workspace, file, new[4:] + " ")
    first = at(workspace, file, new[4:])
    refused(run, workspace, "duplicate-id", place, text=new[4:], says=first, hint="id")


def test_two_recipients_with_one_address_and_name(run: Run, workspace: Path) -> None:
    second = """\
      - id: unesco-again
        post: "The  director-General"
        organisation: "Unesco"
        salutation: "Dear Director-General,"
        address: {street: "7 Place de Fontenoy", city: "Paris 07 SP", postcode: "75352", country: FR}
"""
    replace_in_recipients(workspace, "  - id: embassies\n", second + "  - id: embassies\n")
    place = at(workspace, "recipients.yaml", "id: unesco-again")
    refused(
        run,
        workspace,
        "double-recipient",
        place,
        says="same name and address as “unesco”",
        hint="active: false",
    )


def own_language(workspace: Path) -> str:
    """Moves `language: az` from the group to its one recipient; its place."""
    replace_in_recipients(workspace, "    language: az\n", "")
    replace_in_recipients(
        workspace, "      - id: embassy-in-berlin\n", "      - id: embassy-in-berlin\n        language: az\n"
    )
    return at(workspace, "recipients.yaml", "az\n")


def test_a_language_of_the_group_is_located_at_the_group(run: Run, workspace: Path) -> None:
    edit(workspace / "letterbook.yaml", "  fallback: en ", "  # fallback: en ")
    (workspace / "templates/note-verbale/az.md").unlink()
    refused(run, workspace, "no-words-in-language", at(workspace, "recipients.yaml", "az\n"), text="az")


def test_a_language_without_words(run: Run, workspace: Path) -> None:
    edit(workspace / "letterbook.yaml", "  fallback: en ", "  # fallback: en ")
    (workspace / "templates/note-verbale/az.md").unlink()
    place = own_language(workspace)
    refused(
        run,
        workspace,
        "no-words-in-language",
        place,
        text="az",
        hint="templates/note-verbale/az.md",
        says="embassy-in-berlin",
    )


def test_a_language_without_enclosure(run: Run, workspace: Path) -> None:
    edit(workspace / "letterbook.yaml", "  fallback: en ", "  # fallback: en ")
    (workspace / f"statements/{STATEMENT}/az.md").unlink()
    place = own_language(workspace)
    refused(run, workspace, "no-enclosure-in-language", place, text="az", says="embassy-in-berlin")


def test_a_language_that_the_program_has_no_labels_for_is_not_blamed_on_the_words(
    run: Run, workspace: Path
) -> None:
    """With words and statement in French at hand, nobody is told to write them."""
    edit(workspace / "letterbook.yaml", "  fallback: en ", "  # fallback: en ")
    shutil.copyfile(workspace / "templates/letter/en.md", workspace / "templates/letter/fr.md")
    shutil.copyfile(workspace / ENGLISH, workspace / f"statements/{STATEMENT}/fr.md")
    replace_in_recipients(
        workspace, '        organisation: "UNESCO"', '        language: fr\n        organisation: "UNESCO"'
    )
    result = run("check", STATEMENT, "--json")
    assert "no-words-in-language" not in {problem["code"] for problem in result.json["problems"]}


# --- Placeholders --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "name", "suggestion"),
    [
        (
            "templates/letter/en.md",
            "{{ recipient.salutation }}",
            "{{ recipient.salutaton }}",
            "recipient.salutaton",
            "recipient.salutation",
        ),
        (
            "templates/letter/en.md",
            "occasion of the {{ anniversary }}",
            "occasion of the {{ aniversary }}",
            "aniversary",
            "anniversary",
        ),
        ("templates/letter/letter.html", "{{ salutation }}", "{{ salutatio }}", "salutatio", "salutation"),
        (
            "templates/letter/letter.html",
            "{{ office.name }}",
            "{{ office.nam }}",
            "office.nam",
            "office.name",
        ),
        (ENGLISH, "on the {{ anniversary }}", "on the {{ aniversary }}", "aniversary", "anniversary"),
        (ENGLISH, "Its {{ anniversary }}", "Its {{ aniversary }}", "aniversary", "anniversary"),
        (ENGLISH, "Its {{ anniversary }}", "Its {{ statement.titel }}", "statement.titel", "statement.title"),
    ],
)
def test_an_unknown_placeholder(
    run: Run, workspace: Path, file: str, old: str, new: str, name: str, suggestion: str
) -> None:
    edit(workspace / file, old, new)
    refused(run, workspace, "unknown-placeholder", at(workspace, file, name), text=name, hint=suggestion)


def test_an_unknown_placeholder_in_the_words_of_a_language_that_nobody_gets(
    run: Run, workspace: Path
) -> None:
    edit(workspace / "templates/letter/az.md", "ilə əlaqədar verdiyim", "{{ nobody }}")
    place = at(workspace, "templates/letter/az.md", "nobody")
    refused(run, workspace, "unknown-placeholder", place, text="nobody")


@pytest.mark.parametrize(
    ("file", "written"),
    [
        ("templates/letter/en.md", "{{ subject"),
        ("templates/letter/en.md", "{% if subject %}"),
        ("templates/letter/en.md", "{{ subject | nofilter }}"),
        ("templates/letter/letter.html", "{{ subject"),
        ("templates/letter/letter.html", "{{ }}"),
        ("templates/letter/letter.html", "{{ subject | nofilter }}"),
        (ENGLISH, "{% if subject %}"),
        (ENGLISH, "{{ a b }}"),
        (ENGLISH, "{{ place | nofilter }}"),
    ],
)
def test_a_placeholder_that_cannot_be_read(run: Run, workspace: Path, file: str, written: str) -> None:
    path = workspace / file
    path.write_text(path.read_text(encoding="utf-8") + f"\n{written}\n", encoding="utf-8")
    before = snapshot(workspace)
    result = run("check", STATEMENT, "--json")
    assert result.code == 3
    problems = [problem for problem in result.json["problems"] if problem["place"]["file"] == file]
    line = path.read_text(encoding="utf-8").count("\n")
    assert [problem["code"] for problem in problems] == ["broken-placeholder"]
    assert problems[0]["place"].get("line") in (line, line + 1)
    assert problems[0]["hint"]
    assert run("issue", STATEMENT, "--jobs", "1").code == 3
    assert snapshot(workspace) == before


def in_letterhead(workspace: Path, change: Callable[[docx.document.Document], None]) -> None:
    document = docx.Document(str(workspace / LETTERHEAD))
    change(document)
    document.save(str(workspace / LETTERHEAD))


def subject_paragraph(document: docx.document.Document) -> Paragraph:
    return next(paragraph for paragraph in document.paragraphs if "{{ subject }}" in paragraph.text)


def test_an_unknown_placeholder_in_the_word_letterhead(run: Run, workspace: Path) -> None:
    def misspell(document: docx.document.Document) -> None:
        subject_paragraph(document).text = "{{ subjekt }}"

    in_letterhead(workspace, misspell)
    paragraphs = docx.Document(str(workspace / LETTERHEAD)).paragraphs
    number = next(index for index, paragraph in enumerate(paragraphs, 1) if paragraph.text == "{{ subjekt }}")
    problem = letterhead_problem(run, workspace, "unknown-placeholder")
    assert problem["text"] == "subjekt"
    assert "subject" in str(problem["hint"])
    assert f"paragraph {number} of the text" in str(problem["place"])


def letterhead_problem(run: Run, workspace: Path, code: str, *options: str) -> Problem:
    """The one problem of the letterhead, refused everywhere; the disk stays as it was."""
    result = run("check", STATEMENT, "--json", *options)
    assert result.code == 3
    [problem] = [problem for problem in result.json["problems"] if problem["place"]["file"] == LETTERHEAD]
    assert problem["code"] == code
    refused(run, workspace, code, str(Place(**problem["place"])), options=options)
    return problem  # type: ignore[no-any-return]


def test_a_placeholder_that_word_has_split_over_runs_works(run: Run, workspace: Path) -> None:
    def split(document: docx.document.Document) -> None:
        paragraph = subject_paragraph(document)
        style = paragraph.runs[0].style
        paragraph.text = ""
        for part in ("{", "{ su", "bje", "ct }", "}"):
            paragraph.add_run(part, style).bold = part != "bje"

    in_letterhead(workspace, split)
    folder = issued(run, workspace, "--format", "docx", "--cover-only", "--to", "unesco")
    text = docx_text(folder, "unesco")
    assert "Statement on the 31st anniversary of the tragedy of 20 January" in text
    assert "{" not in text


# --- Characters and lengths ----------------------------------------------------------------------------------------

VALUES = {
    "organisation": 'organisation: "UNESCO"',
    "post": 'post: "The Director-General"',
    "salutation": 'salutation: "Dear Director-General,"',
    "in_text": 'in_text: "UNESCO"',
    "street": 'street: "7 place de Fontenoy"',
    "city": 'city: "Paris 07 SP"',
    "postcode": 'postcode: "75352"',
}
"""Values of the recipient `unesco`, and how its list says them."""

ADDED = ("person", "honorific", "attention", "closing", "delivery")
"""Keys that `unesco` lacks."""

OFFICE_VALUES = {
    "name": 'en: "Commissioner for Human Rights (Ombudsman) of the Republic of Azerbaijan"',
    "address": 'en: "80 Uzeyir Hajibeyli Street"',
    "contact": '- "www.ombudsman.az"',
    "return_line": 'en: "Ombudsman · 80 Uzeyir Hajibeyli St · AZ1000 Baku · Azerbaijan"',
}


def put(workspace: Path, key: str, value: str) -> str:
    """Gives `unesco` this value under the key; the place of the value."""
    quoted = "'" + value.replace("'", "''") + "'"
    if key == "cc":
        replace_in_recipients(
            workspace, "      - id: unesco\n", f"      - id: unesco\n        cc: [{quoted}]\n"
        )
        return at(workspace, "recipients.yaml", f"[{quoted}")
    if key in ADDED:
        replace_in_recipients(
            workspace, "      - id: unesco\n", f"      - id: unesco\n        {key}: {quoted}\n"
        )
    else:
        replace_in_recipients(workspace, VALUES[key], f"{key}: {quoted}")
    return at(workspace, "recipients.yaml", quoted)


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_markup_in_any_value_is_text(run: Run, workspace: Path, kind: str) -> None:
    """`&`, `<`, `"`, `*`, `_` and the beginning of a placeholder in every value come out as they were written."""
    values = {key: f'{index} <x> & "{{{{ x" *_' for index, key in enumerate([*VALUES, *ADDED, "cc"], 10)}
    for key, value in values.items():
        put(workspace, key, value)
    replace_in_recipients(
        workspace, "country: FR", "country: AZ"
    )  # no line for the country: six lines in all
    edit(workspace / "letterbook.yaml", OFFICE_VALUES["contact"], "- '40 <x> & \"{{ x\" *_'")
    edit(workspace / "letterbook.yaml", OFFICE_VALUES["address"], "en: '41 <x> & \"{{ x\" *_'")
    edit(workspace / "letterbook.yaml", OFFICE_VALUES["name"], "en: '42 <x> & \"{{ x\" *_'")
    edit(workspace / ENGLISH, "place: Baku", "place: '43 <x> & \"{{ x\" *_'")
    folder = issued(run, workspace, "--format", kind, "--to", "unesco")
    text = pdf_text(folder, "unesco") if kind == "pdf" else docx_text(folder, "unesco")
    for value in [*values.values(), *(f'{number} <x> & "{{{{ x" *_' for number in range(40, 44))]:
        assert value in text


def test_a_recipient_named_like_a_remark_of_templates_keeps_that_name(run: Run, workspace: Path) -> None:
    put(workspace, "organisation", "{# office.name #}")
    put(workspace, "in_text", "{% for x in 'ab' {{ recipient.id")
    text = pdf_text(issued(run, workspace, "--format", "pdf", "--to", "unesco", "--cover-only"), "unesco")
    assert "The Director-General {# office.name #}" in text
    assert "the part that {% for x in 'ab' {{ recipient.id plays" in text


@pytest.mark.parametrize("value", ["{{ office.name }}", "{% for x in 'ab' %}x{% endfor %}"])
def test_a_recipient_named_like_a_placeholder_is_yet_to_be_named(
    run: Run, workspace: Path, value: str
) -> None:
    place = put(workspace, "organisation", value)
    refused(run, workspace, "not-filled-in", place)


@pytest.mark.slow
def test_an_emoji_in_any_value_of_a_recipient_is_named_where_it_stands(run: Run, workspace: Path) -> None:
    keys = [*VALUES, *ADDED, "cc"]
    for key in keys:
        put(workspace, key, f"Peace {key} 🕊")
    starts = [f"['Peace {key}" if key == "cc" else f"'Peace {key}" for key in keys]
    places = {at(workspace, "recipients.yaml", start) for start in starts}
    problems = run("check", STATEMENT, "--json").json["problems"]
    found = [problem for problem in problems if problem["code"] == "missing-glyph"]
    assert {str(Place(**problem["place"])) for problem in found} == places
    says = "unesco: the font has no sign for “🕊” (U+1F54A, dove of peace)"
    assert {(problem["text"], problem["what"].removesuffix(".")) for problem in found} == {("🕊", says)}
    assert len(found) == len(places) == len(keys)
    refused(run, workspace, "missing-glyph", min(places), text="🕊", says=says)


def test_an_emoji_in_a_value_that_is_not_drawn_is_no_matter(run: Run, workspace: Path) -> None:
    """Region is not part of a French address as it is printed."""
    replace_in_recipients(workspace, 'postcode: "75352"', 'postcode: "75352", region: "🕊"')
    result = run("check", STATEMENT, "--json")
    problems = result.json["problems"]
    assert result.code == (3 if problems else 0)
    assert {problem["code"] for problem in problems} <= {"missing-glyph"}


@pytest.mark.parametrize("key", OFFICE_VALUES)
def test_an_emoji_of_the_office_is_found(run: Run, workspace: Path, key: str) -> None:
    old = OFFICE_VALUES[key]
    edit(workspace / "letterbook.yaml", old, old[:-1] + '🕊"')
    result = run("check", STATEMENT, "--json")
    assert result.code == 3
    assert {(problem["code"], problem["text"]) for problem in result.json["problems"]} == {
        ("missing-glyph", "🕊")
    }
    assert "letterbook.yaml" in {problem["place"]["file"] for problem in result.json["problems"]}


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (ENGLISH, "moved into Baku", "moved into 🕊 Baku"),
        (ENGLISH, 'anniversary of the tragedy of 20 January"', 'anniversary 🕊"'),
        (ENGLISH, "place: Baku", "place: Baku 🕊"),
    ],
)
def test_an_emoji_in_the_statement(run: Run, workspace: Path, file: str, old: str, new: str) -> None:
    edit(workspace / file, old, new)
    result = run("check", STATEMENT, "--json")
    assert result.code == 3
    problems = [problem for problem in result.json["problems"] if problem["place"]["file"] == file]
    assert [(problem["code"], problem["text"]) for problem in problems] == [("missing-glyph", "🕊")]
    line = at(workspace, file, "🕊").split(":")[1]
    assert problems[0]["place"]["line"] == int(line)


def test_an_emoji_on_several_lines_is_named_on_each(run: Run, workspace: Path) -> None:
    lines = (workspace / ENGLISH).read_text("utf-8").rstrip().split("\n")
    more = ["", "Peace 🕊 and 🕊.", "", "More 🕊."]
    (workspace / ENGLISH).write_text("\n".join([*lines, *more, ""]), "utf-8")
    problems = run("check", STATEMENT, "--json").json["problems"]
    found = [(problem["code"], problem["place"]["line"]) for problem in problems]
    assert found == [("missing-glyph", len(lines) + 2), ("missing-glyph", len(lines) + 4)]


def test_a_glyph_that_the_font_lacks_in_the_words_of_a_template(run: Run, workspace: Path) -> None:
    edit(workspace / "templates/letter/en.md", "I have the honour", "I have the 한 honour")
    result = run("check", STATEMENT, "--json")
    assert result.code == 3
    assert {(problem["code"], problem["text"]) for problem in result.json["problems"]} == {
        ("missing-glyph", "한")
    }
    assert {problem["place"]["file"] for problem in result.json["problems"]} == {"templates/letter/en.md"}


def test_a_glyph_that_the_font_lacks_in_a_page_template(run: Run, workspace: Path) -> None:
    edit(workspace / "templates/letter/letter.html", '<div class="text">', '<p>한</p><div class="text">')
    result = run("check", STATEMENT, "--json")
    assert result.code == 3
    [problem] = result.json["problems"]
    assert (problem["code"], problem["text"], problem["place"]["file"]) == (
        "missing-glyph",
        "한",
        "templates/letter/letter.html",
    )


@pytest.mark.slow
@pytest.mark.parametrize("text", ["לשכת הנציב", "مكتب أمين المظالم", "ABC לשכת 12 הנציב DEF"])
def test_right_to_left_text_in_a_letter_from_left_to_right_is_drawn(
    run: Run, workspace: Path, text: str
) -> None:
    keys = ("organisation", "salutation", "in_text", "cc")
    for key in keys:
        put(workspace, key, text)
    folder = issued(run, workspace, "--to", "unesco", "--cover-only")
    assert docx_text(folder, "unesco").count(text) >= len(keys)
    drawn = pdf_text(folder, "unesco")  # in the order of the sheet, so that words may read backwards
    assert all(drawn.count(word) + drawn.count(word[::-1]) >= len(keys) for word in text.split())


def test_a_character_that_turns_the_direction_of_the_text_is_refused(run: Run, workspace: Path) -> None:
    replace_in_recipients(workspace, 'organisation: "UNESCO"', 'organisation: "UN\u202eOCSE"')
    place = at(workspace, "recipients.yaml", '"UN\u202e')
    refused(run, workspace, "control-character", place, says="U+202E")


LONG_WORDS = ("Institution for the Protection of Rights and the " * 7)[:300].strip()
LONG_WORD = "Rechtsschutzversicherungsgesellschaften" * 8


@pytest.mark.slow
@pytest.mark.parametrize(
    "key", ["organisation", "post", "person", "honorific", "attention", "street", "city"]
)
def test_a_name_of_300_characters_that_stands_in_the_address(run: Run, workspace: Path, key: str) -> None:
    put(workspace, key, LONG_WORDS)
    place = at(
        workspace,
        "recipients.yaml",
        '{street: "7 place'
        if key not in ("street", "city")
        else f"{{street: {'' if key == 'street' else chr(34)}",
    )
    if key == "street":
        place = at(workspace, "recipients.yaml", "{street: 'Inst")
    if key == "city":
        place = at(workspace, "recipients.yaml", '{street: "7 place')
    refused(run, workspace, "address-too-long", place, says="unesco: the address takes", hint="Shorten")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("salutation", LONG_WORDS),
        ("in_text", LONG_WORDS),
        ("cc", LONG_WORDS),
        ("in_text", LONG_WORD[:300]),
        ("closing", LONG_WORD[:300]),
        ("cc", LONG_WORD[:300]),
    ],
)
def test_a_text_of_300_characters_that_stands_in_the_letter(
    run: Run, workspace: Path, key: str, value: str
) -> None:
    """Words are broken into lines; one word that is wider than the page is drawn whole, or refused."""
    place = put(workspace, key, value)
    result = run("check", STATEMENT, "--json")
    if result.code == 3:
        [problem] = result.json["problems"]
        assert str(Place(**problem["place"])) == place
        assert problem["hint"]
        return
    folder = issued(run, workspace, "--to", "unesco", "--cover-only")
    assert value in docx_text(folder, "unesco")
    drawn = pdf_text(folder, "unesco").replace("\u2010 ", "").replace("\u2010", "")
    assert value.replace(" ", "") in drawn.replace(" ", "")
    assert is_inside_the_page(folder, "unesco")


def is_inside_the_page(folder: Path, recipient: str) -> bool:
    """Whether every character of the letter stands on its sheet, 5 mm from the edge at least."""
    import pypdfium2 as pdfium

    [file] = (folder / "letters").glob(f"*-{recipient}.pdf")
    margin = 5 / 25.4 * 72
    for page in pdfium.PdfDocument(file):
        text = page.get_textpage()
        width, height = page.get_size()
        for index in range(text.count_chars()):
            left, bottom, right, top = text.get_charbox(index)
            if right > left and not (
                margin <= left and right <= width - margin and margin <= bottom and top <= height - margin
            ):
                return False
    return True


@pytest.mark.parametrize(
    ("key", "value"), [("delivery", LONG_WORDS), ("delivery", LONG_WORD[:300])], ids=["words", "word"]
)
def test_a_delivery_line_of_300_characters_is_drawn_inside_its_field_or_refused(
    run: Run, workspace: Path, key: str, value: str
) -> None:
    place = put(workspace, key, value)
    result = run("check", STATEMENT, "--json")
    assert result.code == 3, "300 characters have no room between return line and address"
    [problem] = result.json["problems"]
    assert str(Place(**problem["place"])) == place


@pytest.mark.parametrize(
    "key",
    [
        "return_line",
        "address",
        "contact",
        "name",
    ],
)
def test_an_office_text_of_300_characters_is_refused_or_stands_on_the_page(
    run: Run, workspace: Path, key: str
) -> None:
    old = OFFICE_VALUES[key]
    opening = old[: old.index('"') + 1]
    edit(workspace / "letterbook.yaml", old, f'{opening}{LONG_WORDS}"')
    result = run("check", STATEMENT, "--json")
    if result.code == 3:
        # A text that the template has no room for is told at the template, with the text.
        known = {"letterbook.yaml", "templates/letter/letter.html", "templates/note-verbale/letter.html"}
        problems = result.json["problems"]
        assert problems
        assert {problem["place"]["file"] for problem in problems} <= known
        assert all(problem["hint"] for problem in problems)
        return
    assert key != "return_line", "a return line has one line of 80 mm"
    folder = issued(run, workspace, "--to", "unesco", "--cover-only", "--format", "pdf")
    assert is_inside_the_page(folder, "unesco")
    assert LONG_WORDS.replace(" ", "") in pdf_text(folder, "unesco").replace(" ", "").replace("\u2010", "")


def test_a_signatory_and_a_title_of_300_characters(run: Run, workspace: Path) -> None:
    office = workspace / "letterbook.yaml"
    text = office.read_text(encoding="utf-8")
    start, end = text.index("    name:\n"), text.index("    signature: space")
    long = f'    name: "{LONG_WORDS}"\n    title: "T {LONG_WORDS}"\n'
    office.write_text(text[:start] + long + text[end:], encoding="utf-8")
    edit(workspace / ENGLISH, "place: Baku", f'place: "{LONG_WORDS}"')
    folder = issued(run, workspace, "--to", "unesco")
    for text in (pdf_text(folder, "unesco"), docx_text(folder, "unesco")):
        assert text.replace(" ", "").count(LONG_WORDS.replace(" ", "")) >= 3
    assert is_inside_the_page(folder, "unesco")


# --- The address and its window ------------------------------------------------------------------------------------


def test_an_address_with_more_lines_than_its_window(run: Run, workspace: Path) -> None:
    lines = ", ".join(f'"Line {number}"' for number in range(1, 7))
    replace_in_recipients(
        workspace, '{street: "7 place de Fontenoy", city: "Paris 07 SP", postcode: "75352", country: FR}',
        f"{{lines: [{lines}], country: FR}}",
    )  # fmt: skip
    place = at(workspace, "recipients.yaml", "{lines:")
    refused(
        run, workspace, "address-too-long", place, says="the address takes 9 lines", text=None, hint="window"
    )


def test_an_address_line_wider_than_its_window(run: Run, workspace: Path) -> None:
    word = LONG_WORD[:80]
    put(workspace, "organisation", word)
    place = at(workspace, "recipients.yaml", '{street: "7 place')
    refused(run, workspace, "address-too-wide", place, says="80 mm", text=word)


# --- Pictures ------------------------------------------------------------------------------------------------------


def png(width: int, height: int) -> bytes:
    """A white PNG of this size; few bytes, many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"\0" * ((width + 7) // 8 + 1) * height)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">{}</svg>'
BAD_PICTURES = {
    "missing": (None, "missing-picture"),
    "empty": (b"", "broken-picture"),
    "text": (b"this is no picture", "broken-picture"),
    "cut short": (png(400, 400)[:60], "broken-picture"),
    "pixels": (png(30_000, 30_000), "huge-picture"),
    "bytes": (png(1, 1) + b"\0" * 5_100_000, "huge-picture"),
    "broken SVG": (SVG.format("<g>").encode(), "broken-picture"),
    "script": (SVG.format("<script>1</script>").encode(), "unsafe-picture"),
    "entities": (b'<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + SVG.format("&a;").encode(), "unsafe-picture"),
    "file": (SVG.format('<image xlink:href="file:///etc/passwd" width="9" height="9"/>').encode(), "unsafe-picture"),
    "network": (SVG.format('<image href="http://127.0.0.1:9/x.png" width="9" height="9"/>').encode(), "unsafe-picture"),
    "style": (SVG.format("<style>@import 'http://127.0.0.1:9/x.css';</style>").encode(), "unsafe-picture"),
    "fill": (SVG.format('<rect width="9" height="9" fill="url(http://127.0.0.1:9/x.svg#a)"/>').encode(), "unsafe-picture"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("kind", BAD_PICTURES)
@pytest.mark.parametrize(
    ("old", "path"),
    [
        ("emblem: office/emblem.svg", "office/bad.png"),
        ("signature: office/signature-specimen.svg", "office/bad.png"),
    ],
    ids=["emblem", "signature"],
)
def test_a_bad_picture_of_the_office(run: Run, workspace: Path, kind: str, old: str, path: str) -> None:
    data, code = BAD_PICTURES[kind]
    edit(workspace / "letterbook.yaml", old, f"{old.split(maxsplit=1)[0]} {path}")
    if data is not None:
        (workspace / path).write_bytes(data)
    refused(run, workspace, code, at(workspace, "letterbook.yaml", path), text=path)


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "../../secret.png",
        "office/../../secret.png",
        "file:///etc/passwd",
        "http://127.0.0.1:9/x.png",
        "C:\\x.png",
    ],
)
def test_a_picture_outside_the_workspace(run: Run, workspace: Path, path: str) -> None:
    (workspace.parent / "secret.png").write_bytes(png(9, 9))
    edit(workspace / "letterbook.yaml", "emblem: office/emblem.svg", f"emblem: '{path}'")
    code = "missing-picture" if "://" in path else "outside-workspace"
    refused(run, workspace, code, at(workspace, "letterbook.yaml", f"'{path}'"), text=path)


def test_a_picture_behind_a_link_out_of_the_workspace(run: Run, workspace: Path) -> None:
    (workspace.parent / "secret.png").write_bytes(png(9, 9))
    (workspace / "office/link.png").symlink_to(workspace.parent / "secret.png")
    edit(workspace / "letterbook.yaml", "emblem: office/emblem.svg", "emblem: office/link.png")
    refused(run, workspace, "outside-workspace", at(workspace, "letterbook.yaml", "office/link.png"))


@pytest.mark.slow
@pytest.mark.parametrize("kind", [kind for kind in BAD_PICTURES if kind != "missing"])
def test_a_bad_picture_of_a_template(run: Run, workspace: Path, kind: str) -> None:
    data, code = BAD_PICTURES[kind]
    assert data is not None
    name = "seal.svg" if data.startswith(b"<") else "seal.png"
    (workspace / "templates/letter" / name).write_bytes(data)
    edit(
        workspace / "templates/letter/letter.html",
        "{{ signature }}",
        f'{{{{ signature }}}}<img src="{name}">',
    )
    refused(run, workspace, code, f"templates/letter/{name}")


def test_a_picture_of_a_template_is_drawn(run: Run, workspace: Path) -> None:
    (workspace / "templates/letter/seal.png").write_bytes(png(16, 16))
    edit(workspace / "templates/letter/letter.html", "{{ signature }}", '{{ signature }}<img src="seal.png">')
    folder = issued(run, workspace, "--format", "pdf", "--to", "unesco", "--cover-only")
    [file] = (folder / "letters").iterdir()
    assert [image.image.size for image in pypdf.PdfReader(file).pages[0].images if image.image] == [(16, 16)]


OUTSIDE = (
    "seal.png", "http://127.0.0.1:9/x.png", "//127.0.0.1:9/x.png", "file:///etc/passwd", "../../../secret.png",
    "/etc/passwd", "../note-verbale/letter.css", "ftp://127.0.0.1/x",
)  # fmt: skip
ASKED = (
    ("letter.html", '<img src="{}">'),
    ("letter.html", '<p style="background: url({})">x</p>'),
    ("letter.html", '<link rel="stylesheet" href="{}">'),
    ("letter.html", '<object data="{}"></object>'),
    (
        "letter.html", '<svg width="9" height="9"><image href="{}" width="9" height="9"/></svg>'),
    pytest.param("letter.css", ".text {{ background: url({}) }}"),
    pytest.param("letter.css", "@import url({});"),
    pytest.param("letter.css", "@font-face {{ font-family: X; src: url({}) }}"),
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("address", OUTSIDE)
def test_a_page_that_asks_for_what_is_not_in_its_template(run: Run, workspace: Path, address: str) -> None:
    assert_not_loaded(run, workspace, "letter.html", f'<img src="{address}">', address)


@pytest.mark.slow
@pytest.mark.parametrize(("file", "written"), ASKED)
def test_every_way_to_ask_for_what_is_not_in_the_template(
    run: Run, workspace: Path, file: str, written: str
) -> None:
    assert_not_loaded(run, workspace, file, written.format("../../../secret.png"), "../../../secret.png")


def assert_not_loaded(run: Run, workspace: Path, file: str, addition: str, address: str) -> None:
    (workspace.parent / "secret.png").write_bytes(png(9, 9))
    path = workspace / "templates/letter" / file
    text = path.read_text(encoding="utf-8")
    path.write_text(
        addition + text if file.endswith("css") else text.replace("{{ signature }}", addition),
        encoding="utf-8",
    )
    before = snapshot(workspace)
    result = run("check", STATEMENT, "--json")
    assert result.code == 3
    codes = ("refused-file", "not-for-letters")  # or in a form that letters do not have, whatever it asks for
    problems = [problem for problem in result.json["problems"] if problem["code"] in codes]
    assert problems, result.json
    assert problems[0]["place"]["file"] == f"templates/letter/{file}"
    assert problems[0]["hint"]
    if problems[0]["code"] == "refused-file":
        assert address.lstrip("./").split("/")[-1] in problems[0]["what"]
    assert run("issue", STATEMENT, "--jobs", "1").code == 3
    assert snapshot(workspace) == before


# --- The Word letterhead -------------------------------------------------------------------------------------------


def letterhead_with(data: bytes, **parts: bytes) -> bytes:
    """The letterhead with these parts changed or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            if name not in parts:
                target.writestr(name, source.read(name))
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

BAD_LETTERHEADS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "no DOCX": (lambda _: b"Dear Sir or Madam", "letterhead-no-docx"),
    "empty": (lambda _: b"", "letterhead-no-docx"),
    "another ZIP": (lambda _: zipped({"a.txt": b"x"}), "letterhead-no-docx"),
    "cut short": (lambda data: data[: len(data) // 2], "letterhead-no-docx"),
    "encrypted": (
        lambda _: OLE + b"\0" * 4000 + "EncryptedPackage".encode("utf-16-le"),
        "letterhead-encrypted",
    ),
    "zip bomb": (
        lambda data: letterhead_with(data, **{"word/media/x.xml": b"\0" * 300_000_000}),
        "letterhead-too-large",
    ),
    "many files": (
        lambda data: letterhead_with(data, **{f"word/{n}.xml": b"" for n in range(20_000)}),
        "letterhead-too-large",
    ),
    "broken inside": (
        lambda data: letterhead_with(data, **{"word/document.xml": b"<w:document"}),
        "letterhead-broken",
    ),
    "entities": (
        lambda data: letterhead_with(
            data, **{"word/document.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}
        ),
        "letterhead-broken",
    ),
}


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        for name, data in parts.items():
            target.writestr(name, data)
    return out.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize("kind", BAD_LETTERHEADS)
def test_a_bad_word_letterhead(run: Run, workspace: Path, kind: str) -> None:
    make, code = BAD_LETTERHEADS[kind]
    path = workspace / LETTERHEAD
    path.write_bytes(make(path.read_bytes()))
    letterhead_problem(run, workspace, code)


def test_no_word_letterhead_where_word_files_are_wanted(run: Run, workspace: Path) -> None:
    (workspace / LETTERHEAD).unlink()
    refused(run, workspace, "no-letterhead", LETTERHEAD, hint="letterhead")


# --- Lists ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "groups:\n", "groups: []\n", "# nobody yet\n"])
def test_an_empty_list(run: Run, workspace: Path, text: str) -> None:
    (workspace / "recipients.yaml").write_text(text, encoding="utf-8")
    refused(run, workspace, "no-recipients", "recipients.yaml:1:1", hint="Add")


def test_an_empty_table(run: Run, workspace: Path) -> None:
    (workspace / "list.csv").write_text("id,organisation,street,city,country\n", encoding="utf-8")
    refused(run, workspace, "no-recipients", "list.csv:1", options=("--recipients", "list.csv"))


def test_a_list_without_active_recipients(run: Run, workspace: Path) -> None:
    text = RECIPIENTS.replace("        address:", "        active: false\n        address:")
    (workspace / "recipients.yaml").write_text(text, encoding="utf-8")
    refused(run, workspace, "no-recipients", "recipients.yaml:1:1")


def test_a_group_without_recipients(run: Run, workspace: Path) -> None:
    replace_in_recipients(workspace, "  - id: embassies", "  - {id: nobody, name: nobody}\n  - id: embassies")
    refused(run, workspace, "empty-group", at(workspace, "recipients.yaml", "{id: nobody"), text="nobody")


def large_table(rows: int) -> str:
    head = "id,group,group_name,organisation,salutation,street,city,postcode,country\n"
    body = (
        f'body-{n},group-{n % 1000},Group {n % 1000},Body {n},"Dear Sir,",{n} Long Street,Baku,AZ{n % 9999:04d},AZ\n'
        for n in range(rows)
    )
    return head + "".join(body)


def test_a_list_may_be_too_long_for_one_mailing(
    run: Run, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "is_alone", lambda: True)  # so that it is copied with what is set here
    monkeypatch.setattr(inputs, "MAX_LETTERS", 2)
    monkeypatch.setattr(prepare, "MAX_LETTERS", 2)
    refused(run, workspace, "too-many-recipients", "recipients.yaml")
    assert "The list has 3 addressees; one mailing takes at most 2." in run("check", STATEMENT).err


@pytest.mark.slow
def test_one_group_of_a_list_of_100_000_rows(workspace: Path) -> None:
    (workspace / "list.csv").write_text(large_table(100_000), encoding="utf-8")
    result = run_outside(
        workspace, "issue", STATEMENT, "--recipients", "list.csv", "--to", "group-7", "--dry-run", timeout=90
    )
    assert result.code == 0, result.err
    assert "100 letters: 100 new." in result.out


# --- Files ---------------------------------------------------------------------------------------------------------

NOT_UTF8 = {"latin-1": "1:", "utf-16": "1:1", "zeros": ""}


@pytest.mark.slow
@pytest.mark.parametrize(
    "file",
    [
        "recipients.yaml",
        "letterbook.yaml",
        ENGLISH,
        "templates/letter/az.md",
        "templates/letter/letter.html",
        "templates/letter/letter.css",
    ],
)
@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "zeros"])
def test_a_file_in_the_wrong_encoding(run: Run, workspace: Path, file: str, encoding: str) -> None:
    path = workspace / file
    text = path.read_text(encoding="utf-8").encode("latin-1", "ignore").decode("latin-1")
    first, _, rest = text.partition("\n")
    text = f"{first}\n{rest[:40]}é{rest[40:]}"
    line = 2 + rest[:40].count("\n")
    column = len(text.split("é")[0].rpartition("\n")[2]) + 1
    if encoding == "zeros":
        path.write_bytes(text.replace("é", "\0").encode())
    else:
        path.write_bytes(text.encode(encoding))
    place = f"{file}:1:1" if encoding == "utf-16" else f"{file}:{line}:{column}"
    refused(run, workspace, "wrong-encoding", place, hint="UTF-8")


def test_a_table_in_the_wrong_encoding(run: Run, workspace: Path) -> None:
    text = "id,organisation,salutation,street,city,country\nenoc,Réseau,Madame,1 rue X,Paris,FR\n"
    (workspace / "list.csv").write_bytes(text.encode("latin-1"))
    refused(
        run,
        workspace,
        "wrong-encoding",
        "list.csv:2",
        text="E9",
        hint="UTF-8",
        options=("--recipients", "list.csv"),
    )


@pytest.mark.parametrize(
    "file",
    ["recipients.yaml", "letterbook.yaml", "templates/letter/letter.html", "templates/letter/letter.css"],
)
def test_a_file_that_is_missing(run: Run, workspace: Path, file: str) -> None:
    (workspace / file).unlink()
    refused(run, workspace, "missing-file", file)


def test_a_list_that_is_not_known_yet_is_not_missed(run: Run, workspace: Path) -> None:
    (workspace / "recipients.yaml").unlink()
    edit(workspace / "letterbook.yaml", "country: AZ ", "country: AZ: BY ")
    told = run("check", STATEMENT, "--json").json["problems"]
    assert [problem["place"]["file"] for problem in told] == ["letterbook.yaml"]


@pytest.mark.parametrize("file", ["recipients.yaml", "letterbook.yaml", "templates/letter/letter.html"])
def test_a_folder_in_the_place_of_a_file(run: Run, workspace: Path, file: str) -> None:
    (workspace / file).unlink()
    (workspace / file).mkdir()
    refused(run, workspace, "unreadable-file", file)


def test_an_unknown_template_is_named_where_it_was_asked_for(run: Run, workspace: Path) -> None:
    replace_in_recipients(workspace, "template: note-verbale", "template: note-verbal")
    place = at(workspace, "recipients.yaml", "note-verbal")
    refused(run, workspace, "no-template", place, text="note-verbal", hint="note-verbale")


@pytest.mark.slow
@pytest.mark.parametrize("where", ["out", "taken/below", "/proc/letters", "/dev/null"])
def test_an_output_folder_that_cannot_be_written(run: Run, workspace: Path, where: str) -> None:
    """A file stands in its place or above it, or the system gives no room there; this holds for root, too."""
    (workspace / "out").write_text("a file")
    (workspace / "taken").write_text("a file")
    before = snapshot(workspace)
    for options in (("--out", where), ("--out", where, "--json")):
        result = run("issue", STATEMENT, "--jobs", "1", "--format", "pdf", *options)
        assert result.code == 3
        assert where in result.err
        assert "--out" in result.err
        assert "Traceback" not in result.err
        assert snapshot(workspace) == before


def test_a_preview_folder_that_cannot_be_written(run: Run, workspace: Path) -> None:
    (workspace / "taken").write_text("a file")
    before = snapshot(workspace)
    result = run("preview", STATEMENT, "--to", "unesco", "--out", "taken/below")
    assert result.code == 3
    assert "taken/below" in result.err
    assert snapshot(workspace) == before


def test_a_file_in_the_place_of_the_mailing(run: Run, workspace: Path) -> None:
    (workspace / "out").mkdir()
    (workspace / "out" / f"{STATEMENT}-2021-01-19").write_text("a file of the clerk's")
    before = snapshot(workspace)
    result = run("issue", STATEMENT, "--jobs", "1", "--format", "pdf")
    assert result.code == 3
    assert snapshot(workspace) == before


def test_all_problems_of_all_files_come_in_one_run(run: Run, workspace: Path) -> None:
    replace_in_recipients(workspace, "country: FR", "country: XX")
    replace_in_recipients(workspace, 'post: "The Director-General"', 'pots: "The Director-General"')
    edit(workspace / "letterbook.yaml", "office/emblem.svg", "office/emblme.svg")
    edit(workspace / ENGLISH, "Its {{ anniversary }}", "Its {{ aniversary }}")
    edit(workspace / "templates/letter/en.md", "{{ recipient.salutation }}", "{{ recipient.salutaton }}")
    edit(workspace / "templates/letter/letter.html", "{{ office.name }}", "{{ office.nam }}")
    (workspace / "templates/note-verbale/letter.docx").write_bytes(b"no docx")
    result = run("check", STATEMENT, "--json")
    found = {(problem["place"]["file"], problem["code"]) for problem in result.json["problems"]}
    assert found == {
        ("recipients.yaml", "unknown-country"),
        ("recipients.yaml", "unknown-key"),
        ("letterbook.yaml", "missing-picture"),
        (ENGLISH, "unknown-placeholder"),
        ("templates/letter/en.md", "unknown-placeholder"),
        ("templates/letter/letter.html", "unknown-placeholder"),
        ("templates/note-verbale/letter.docx", "letterhead-no-docx"),
    }
    refused(run, workspace, "unknown-country", at(workspace, "recipients.yaml", "XX"))


def test_an_office_file_with_a_mistake_does_not_hide_those_of_the_others(run: Run, workspace: Path) -> None:
    edit(workspace / "letterbook.yaml", "  country: AZ ", "  country: XX ")
    replace_in_recipients(workspace, "country: FR", "country: XX")
    edit(workspace / ENGLISH, "Its {{ anniversary }}", "Its {{ aniversary }}")
    edit(workspace / "templates/letter/letter.html", "{{ office.name }}", "{{ office.nam }}")
    files = {problem["place"]["file"] for problem in run("check", STATEMENT, "--json").json["problems"]}
    assert files == {"letterbook.yaml", "recipients.yaml", ENGLISH, "templates/letter/letter.html"}


def test_a_list_that_cannot_be_read_does_not_hide_the_mistakes_of_the_templates(
    run: Run, workspace: Path
) -> None:
    replace_in_recipients(workspace, '{street: "7 place', '[street: "7 place')
    edit(workspace / "templates/letter/letter.html", "{{ office.name }}", "{{ office.nam }}")
    files = {problem["place"]["file"] for problem in run("check", STATEMENT, "--json").json["problems"]}
    assert files == {"recipients.yaml", "templates/letter/letter.html"}


# --- Templates come from outside -----------------------------------------------------------------------------------

ATTACKS = {
    "class": "{{ ''.__class__.__mro__ }}",
    "subclasses": "{{ ''['__class__']['__base__']['__subclasses__']() }}",
    "attr": "{{ ''|attr('__class__') }}",
    "format": "{{ '{0.__class__}'.format(1) }}",
    "builtins": "{{ office.name.__init__.__globals__ }}",
    "self": "{{ self.__init__.__globals__ }}",
    "cycler": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "lipsum": "{{ lipsum.__globals__ }}",
    "include": "{% include '/etc/passwd' %}",
    "import": "{% import '/etc/passwd' as x %}",
    "from": "{% from '/etc/passwd' import x %}",
    "extends": "{% extends '/etc/passwd' %}",
    "memory": "{{ 'a' * 10**9 }}",
    "memory of names": "{% set x = 'a' %}{% set n = 10**9 %}{{ x * n }}",
    "padding": "{{ '%1000000000d' % 1 }}",
    "format padding": "{{ '{:>1000000000}'.format(1) }}",
    "method padding": "{{ 'a'.ljust(10**9) }}",
    "filter padding": "{{ 'a'|center(10**9) }}",
    "indent": "{{ 'a'|indent(10**9, true) }}",
    "long loop": "{% for i in range(10**9) %}{% endfor %}",
    "nested loops": "{% for a in 'x' * 1000 %}" * 5 + "{% endfor %}" * 5,
    "string loops": "{% set s = 'xxxxxxxxxx' %}" + "{% for a in s %}" * 12 + "{% endfor %}" * 12,
    "endless macro": "{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}",
    "deep brackets": "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "deep blocks": "{% if 1 %}" * 3000 + "{% endif %}" * 3000,
    "memory of a list": "{{ ('ab' * 10**8)|list|length }}",
}
"""What a template from outside may try: to get at Python, at files, at all of the memory or at all of the time."""


def attacked(run: Run, workspace: Path, file: str, attack: str) -> Result:
    """`check` over a template with the attack in this file; the disk stays as it was."""
    path = workspace / file
    if file.endswith(".docx"):
        in_letterhead(workspace, lambda document: setattr(subject_paragraph(document), "text", attack))
    else:
        path.write_text(path.read_text(encoding="utf-8") + f"\n{attack}\n", encoding="utf-8")
    before = snapshot(workspace)
    with little_memory_and_time():
        result = run("check", STATEMENT, "--json")
    assert snapshot(workspace) == before
    return result


class Hangs(BaseException):
    """The time is up; no `except Exception` of the program takes it."""


@contextmanager
def little_memory_and_time(megabytes: int = 600, seconds: int = 4) -> Iterator[None]:
    """In here so much memory more than now can be had; Hangs is raised after the time."""

    def end(*_: object) -> None:
        raise Hangs

    now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    limits = resource.getrlimit(resource.RLIMIT_AS)
    handler = signal.signal(signal.SIGALRM, end)
    resource.setrlimit(resource.RLIMIT_AS, (now + megabytes * 1_000_000, limits[1]))
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, handler)
        resource.setrlimit(resource.RLIMIT_AS, limits)


FEW = ("class", "include", "memory of names", "long loop", "nested loops", "deep brackets")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "attack"),
    [("templates/letter/en.md", attack) for attack in ATTACKS]
    + [(file, attack) for file in ("templates/letter/letter.html", LETTERHEAD, ENGLISH) for attack in FEW],
)
def test_a_template_cannot_reach_out_or_never_end(run: Run, workspace: Path, file: str, attack: str) -> None:
    result = attacked(run, workspace, file, ATTACKS[attack])
    assert result.code == 3, (result.out, result.err)
    problems = result.json["problems"]
    assert any(problem["place"]["file"] == file for problem in problems), problems
    assert all(problem["hint"] for problem in problems)
    assert "root:" not in result.out


def test_a_template_cannot_reckon_for_ever(workspace: Path) -> None:
    path = workspace / "templates/letter/en.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n{{ 9 ** (9 ** 9) }}\n", encoding="utf-8")
    assert run_outside(workspace, "check", STATEMENT, timeout=6).code == 3


# --- An id is never a path -----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "../../x",
        "a/b",
        "a\\b",
        "CON",
        "nul.txt",
        ".",
        "..",
        "a b",
        "ə",
        "x" * 200,
        "-x",
        "~x",
        "$HOME",
        "%2e%2e",
        "x\tx",
    ],
)
@pytest.mark.parametrize(
    ("file", "old"), [("recipients.yaml", "id: unesco"), ("recipients.yaml", "id: embassies")]
)
def test_an_id_that_could_be_a_path_or_no_file_name(
    run: Run, workspace: Path, file: str, old: str, name: str
) -> None:
    edit(workspace / file, old, f"id: '{name}'")
    refused(run, workspace, "wrong-id", at(workspace, file, f"'{name}'"), text=name, hint="Use")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["../../x", "/etc", "a/b", "..", ""])
@pytest.mark.parametrize("key", ["template", "language"])
def test_a_template_or_language_that_could_be_a_path(run: Run, workspace: Path, key: str, name: str) -> None:
    replace_in_recipients(
        workspace,
        '        organisation: "UNESCO"',
        f"        {key}: '{name}'\n        organisation: \"UNESCO\"",
    )
    if not name:
        assert run("check", STATEMENT).code == 0  # an empty value is no value
        return
    code = "wrong-id" if key == "template" else "wrong-language"
    refused(run, workspace, code, at(workspace, "recipients.yaml", f"'{name}'"), text=name)


@pytest.mark.parametrize("name", ["../january-20", "/etc", "a/b", "..", "january-2O"])
def test_a_statement_that_could_be_a_path(run: Run, workspace: Path, name: str) -> None:
    before = snapshot(workspace)
    for command in (("check", name), ("issue", name, "--jobs", "1"), ("preview", name, "--to", "unesco")):
        result = run(*command)
        assert result.code in (2, 3)
        assert name in result.err
    assert snapshot(workspace) == before


def test_another_file_in_the_place_of_the_register(run: Run, workspace: Path) -> None:
    edit(workspace / "letterbook.yaml", "register: register.sqlite", "register: recipients.yaml")
    before = snapshot(workspace)
    result = run("issue", STATEMENT, "--jobs", "1", "--format", "pdf", "--cover-only")
    assert result.code == 3
    assert "recipients.yaml cannot be read as a register" in result.err
    assert snapshot(workspace) == before


# --- Whatever it is, there is an answer ----------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    "file",
    [
        "recipients.yaml",
        "letterbook.yaml",
        ENGLISH,
        "templates/letter/en.md",
        "templates/letter/letter.css",
        LETTERHEAD,
    ],
)
def test_noise_in_any_file_never_ends_in_a_traceback(run: Run, workspace: Path, file: str) -> None:
    """Bytes changed at random places of a file: done, or mistakes; nothing else."""
    path = workspace / file
    data = path.read_bytes()
    chance = random.Random(file)
    for _ in range(12):
        broken = bytearray(data)
        for _ in range(8):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        path.write_bytes(bytes(broken))
        assert run("check", STATEMENT).code in (0, 3)


def test_another_workspace_is_not_touched(tmp_path: Path, run: Run, workspace: Path) -> None:
    other = make_workspace(tmp_path / "other")
    before = snapshot(workspace), snapshot(other)
    (other / "recipients.yaml").write_text("groups: [", encoding="utf-8")
    assert run("-w", other, "issue", STATEMENT).code == 3
    assert snapshot(workspace) == before[0]


# --- Texts that would be missing without a word --------------------------------------------------------------------


def test_an_office_text_without_the_letters_language(run: Run, workspace: Path) -> None:
    old = OFFICE_VALUES["name"]
    text = (workspace / "letterbook.yaml").read_text("utf-8")
    assert old in text
    (workspace / "letterbook.yaml").write_text(text.replace(f"    {old}", '    fr: "Défenseur"', 1), "utf-8")
    result = run("check", STATEMENT, "--json")
    if "en: " not in old:
        pytest.skip("the example's name is not written by language")
    assert "no-text-in-language" in {problem["code"] for problem in result.json["problems"]}
    assert result.code == 3


def test_a_group_without_a_name_that_the_statement_needs(run: Run, workspace: Path) -> None:
    (workspace / "list.csv").write_text(
        "id,group,organisation,salutation,street,city,country\na,some-bodies,Body,Dear Sir,Street 1,Paris,FR\n",
        "utf-8",
    )
    result = run("check", STATEMENT, "--recipients", "list.csv", "--json")
    [problem, *_] = [problem for problem in result.json["problems"] if problem["code"] == "no-group-name"]
    assert problem["text"] == "some-bodies"
    assert result.code == 3


def test_a_language_that_falls_back_is_told(run: Run, workspace: Path) -> None:
    replace_in_recipients(workspace, "language: az", "language: fr")
    result = run("check", STATEMENT, "--json")
    assert "language-fallback" in {
        problem["code"] for problem in result.json["problems"] if problem["level"] == "warning"
    }


def test_words_that_break_on_the_enclosures_true_page_count_are_found_before_a_number(
    run: Run, workspace: Path
) -> None:
    edit(
        workspace / "templates/letter/en.md",
        "I have the honour",
        "{% if enclosure.pages > 0 %}{{ recipient.person }}{% endif %} I have the honour",
    )
    before = snapshot(workspace)
    assert run("issue", STATEMENT, "--jobs", "1").code == 3
    assert snapshot(workspace) == before
