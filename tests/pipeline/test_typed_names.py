"""What a template says by itself gives no addressee away."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from conftest import edit, make_workspace

import letterbook

RECIPIENTS = """\
groups:
  - id: all
    name: "all"
    recipients:
      - id: alpha
        organisation: "Alpha Institute"
        person: "Ann Archer"
        salutation: "Dear Ms Archer,"
        address: {street: "17 Garden Street", city: "Vienna", postcode: "1010", country: AT}
      - id: beta
        organisation: "Beta Foundation"
        honorific: "Mr"
        person: "John Quill"
        salutation: "Dear Mr Quill,"
        delivery: "By e-mail: john.quill@beta.example"
        address: {street: "2 Mill Lane", city: "Vienna", postcode: "1010", country: AT}
      - id: gamma
        organisation: "Gamma Press"
        person: "Paul Lindqvist"
        salutation: "Dear Mr Lindqvist,"
        active: false
        address: {street: "9 Harbour Road", city: "Vienna", postcode: "1010", country: AT}
      - id: delta
        organisation: "Council of Europe"
        salutation: "Excellency,"
        address: {street: "Avenue de l'Europe", city: "Strasbourg", postcode: "67000", country: FR}
"""

LETTER = '{% if salutation %}<p class="salutation">{{ salutation }}</p>{% endif %}'


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return make_workspace(tmp_path / "office", RECIPIENTS)


def codes(workspace: Path) -> list[str]:
    return [
        problem.code for problem in letterbook.open_office(workspace).check("january-20") if problem.is_error
    ]


def test_a_template_that_names_nobody_is_right(workspace: Path) -> None:
    assert codes(workspace) == []


def page(workspace: Path) -> Path:
    return workspace / "templates" / "letter" / "letter.html"


def test_a_salutation_typed_in_the_place_of_the_letters_own(workspace: Path) -> None:
    edit(page(workspace), "{{ salutation }}", "Dear Ms Archer,")
    problems = letterbook.open_office(workspace).check("january-20")
    assert {problem.code for problem in problems if problem.is_error} == {
        "name-in-template",
        "no-line-on-page",
    }
    named = next(problem for problem in problems if problem.code == "name-in-template")
    assert (named.place.file, named.place.line) == ("templates/letter/letter.html", 9)
    assert "“Dear Ms Archer,”" in named.what
    assert "alpha" in named.what


TYPED = {
    "the salutation": "Dear Ms Archer,",
    "the salutation of another": "Dear Mr Quill,",
    "of somebody who is not active": "Dear Mr Lindqvist,",
    "a salutation without a name": "Excellency,",
    "the name": "It is for Ann Archer alone.",
    "the name in capitals": "ANN ARCHER",
    "the name turned round": "Archer, Ann",
    "a title and the surname": "Attention: Mrs. Archer",
    "the initial": "A. Archer",
    "the surname alone": "Archer",
    "a street": "17, Garden Street",
    "a street of another": "See 2 Mill Lane",
    "an e-mail address": "john.quill@beta.example",
    "two scripts": "Аnn Аrсhеr",
    "dots between": "A.n.n. A.r.c.h.e.r",
    "underscores between": "A_n_n_A_r_c_h_e_r",
    "without a blank": "AnnArcher",
    "an unseen sign": "An\u200bn Arch\u00ader",
    "a direction that is turned": "<bdo dir=rtl>Ann</bdo> Archer",
    "in pieces": "Dear Ms <b>Ar</b><i>cher</i>",
    "letters one by one": "".join(f"<div>{letter}</div>" for letter in "AnnArcher"),
    "entities": "&#65;nn &#x41;rcher",
    "an alternative text": '<img src="data:," alt="Ann Archer">',
    "a title": '<span title="Ann Archer">x</span>',
    "an address behind a link": '<a href="mailto:john.quill@beta.example">write</a>',
    "a drawing": "<svg><text>Ann Archer</text></svg>",
    "letters of a drawing": "<svg><text>A<tspan>nn</tspan> Archer</text></svg>",
    "within a placeholder": "{{ 'Ann Archer' }}",
    "joined in a placeholder": "{{ 'Ann Ar' ~ 'cher' }}",
    "a condition": '{% if recipient.name == "Ann Archer" %}!{% endif %}',
    "in a branch that is never taken": "{% if not body %}Ann Archer{% endif %}",
}


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED)
def test_what_a_page_may_not_say(workspace: Path, typed: str) -> None:
    edit(page(workspace), LETTER, f"{LETTER}\n<p>{typed}</p>")
    assert "name-in-template" in codes(workspace)


@pytest.mark.parametrize(
    "typed",
    [
        "accredited to the Council of Europe",
        "Archery in Garden City, 17 streets away",
        "Dear reader, Excellency and all others",
        "Ann of Vienna",
        "17 Garden",
        "Mill Lane",
        "Vienna 1010",
        "Tel. 2 17 9",
        "Quillon House",
        "Beta and Gamma",
        "Excellency, accept the assurances of my highest consideration.",
    ],
)
def test_what_a_page_may_say(workspace: Path, typed: str) -> None:
    edit(page(workspace), LETTER, f"{LETTER}\n<p>{typed}</p>")
    assert codes(workspace) == []


def test_what_the_office_says_of_itself(workspace: Path) -> None:
    office = workspace / "letterbook.yaml"
    office.write_text(
        office.read_text("utf-8").replace("contact:", 'contact: ["17 Garden Street"]\n  x-contact:', 1),
        "utf-8",
    )
    edit(page(workspace), LETTER, f"{LETTER}\n<p>17 Garden Street</p>")
    assert "name-in-template" not in codes(workspace)


@pytest.mark.parametrize(
    "css",
    [
        '.salutation::after { content: "Ann Archer" }',
        '.salutation::after { content: "Ann" " " "Archer" }',
        r'.salutation::after { content: "\41nn Archer" }',
        "@page letter { @bottom-left { content: 'Dear Mr Quill,' } }",
        'body[data-recipient^="Ann Archer"] p { color: red }',
    ],
)
def test_what_a_style_sheet_may_not_say(workspace: Path, css: str) -> None:
    with (workspace / "templates" / "letter" / "letter.css").open("a") as file:
        file.write(f"\n{css}\n")
    assert "name-in-template" in codes(workspace)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"{{ recipient.salutation }}"', '"Dear Ms Archer,"'),
        ("I have the honour", "Dear Mr Quill, I have the honour"),
        ("I have the honour", "I have the\nhonour of\n**John** Quill"),
        ("I have the honour", "{% if recipient.person == 'John Quill' %}You{% endif %}"),
    ],
)
def test_what_words_may_not_say(workspace: Path, before: str, after: str) -> None:
    edit(workspace / "templates" / "letter" / "en.md", before, after)
    assert codes(workspace) == ["name-in-template"]


def test_a_salutation_for_everybody_is_right(workspace: Path) -> None:
    edit(workspace / "templates" / "letter" / "en.md", '"{{ recipient.salutation }}"', '"Excellency,"')
    assert codes(workspace) == []


def test_a_drawing_of_the_template(workspace: Path) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>Ann Archer</text></svg>'
    (workspace / "templates" / "letter" / "seal.svg").write_text(drawing)
    assert codes(workspace) == ["name-in-template"]


def test_a_word_letterhead(workspace: Path) -> None:
    path = workspace / "templates" / "letter" / "letter.docx"
    parts = {}
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    document = parts["word/document.xml"].decode()
    assert "{{ salutation }}" in document
    parts["word/document.xml"] = document.replace("{{ salutation }}", "Dear Ms Archer,").encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    problems = letterbook.open_office(workspace).check("january-20")
    assert {problem.code for problem in problems} >= {"name-in-template"}
