"""Both templates that come with the program, composed in each of the program's languages."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from conftest import EXAMPLE, edit, make_workspace
from every_language import EMBASSY, LANGUAGES, recipients
from tables import table

from letterbook.composing.compose import Composer, compose_enclosure
from letterbook.composing.text_filling import CONTEXT
from letterbook.language.forms import kinds
from letterbook.language.known import program_languages
from letterbook.model import Letter
from letterbook.model.order import Order
from letterbook.pipeline.inputs import read_inputs
from letterbook.sources.documents.markdown import plain
from letterbook.templates import check_placeholders, prints_address, read_template

HONOUR = {
    "en": r"ha(?:ve|s) the honour",
    "az": "şərəfinə nail",
    "fr": r"l?’honneur",
    "ru": "честь",
    "es": "el honor",
    "ar": "تشرف",
    "zh": "谨随",
    "de": "beehr[et]",
    "tr": "onur duyar",
    "uk": "честь",
    "pt": "a honra",
    "pt-BR": "a honra",
    "it": "l’onore",
    "pl": "zaszczyt",
    "nl": "de eer",
    "ro": "onoarea",
    "en-US": r"ha(?:ve|s) the honor",
    "el": "την τιμή",
    "kk": "мәртебе",
    "fa": "افتخار",
    "he": "מתכבד",
    "ja": "光栄を有",
    "ka": "პატივი მ?აქვს",
    "hy": "[Պպ]ատիվ ուն",
}
FIRST_PERSON = {
    "en": r"\b(?:I|my|me|we|our)\b",
    "az": r"\b(?:mən|mənim|verdiyim|\w+(?:ıram|irəm|uram|ürəm))\b",
    "fr": r"\b(?:[Jj]’|je|mon|ma|mes|nous|notre)\b",
    "ru": r"\b(?:я|мой|моем|мною|мы|наш\w*)\b",
    "es": r"\b(?:yo|mi|mis|tengo|nuestr\w+)\b",
    "ar": r"\b(?:أتشرف|مكتبي|أرجو|مني)\b",
    "zh": "本人|我",
    "de": r"\b(?:ich|mein|meine|meinem)\b",
    "tr": r"\b(?:ederim|yaptığım|duyarım)\b",
    "uk": r"\b(?:мною|маю|прошу|нашої)\b",
    "pt": r"\b(?:tenho|emiti|meus)\b",
    "pt-BR": r"\b(?:tenho|emiti|meu)\b",
    "it": r"\b(?:ho|mio|sarei)\b",
    "pl": r"\b(?:mam|mój|byłbym|naszej)\b",
    "nl": r"\b(?:ik|mijn)\b",
    "ro": r"\b(?:am|mea)\b",
    "en-US": r"\b(?:I|my|me|we|our)\b",
    "el": r"\b(?:έχω|μου|μας|εξέδωσα)\b",
    "kk": r"\b(?:санаймын|сұраймын)\b",
    "fa": "اینجانب|دارم",
    "he": "הריני|משרדי|אודה",
    "ja": "私",
    "ka": r"\b(?:მაქვს|ჩემი|გთხოვთ)\b",
    "hy": r"\b(?:ունեմ|իմ|եմ)\b",
}
DAY, THIRTY_FIRST = (
    {
        key: value
        for name in (f"{table_name}.tsv", f"more-{table_name}.tsv")
        for row in table(name)
        if (row.get("date") or row.get("number")) in ("2021-01-19", "31")
        for key, value in row.items()
    }
    for table_name in ("dates", "ordinals")
)
THIRTY_FIRST["en-US"] = THIRTY_FIRST["en"]
BAKU = {"en": "Baku", "az": "Bakı", "fr": "Bakou", "ru": "Баку", "es": "Bakú", "ar": "باكو", "zh": "巴库"}


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Letter]:
    """The letter and the note of each language by the example's templates, by the recipient's id."""
    workspace = make_workspace(tmp_path_factory.mktemp("seven") / "office", recipients(*LANGUAGES))
    shutil.rmtree(workspace / "templates")
    shutil.copytree(EXAMPLE / "templates", workspace / "templates")
    return composed(workspace)


def composed(workspace: Path) -> dict[str, Letter]:
    inputs, problems = read_inputs(workspace, Order("january-20"))
    assert inputs is not None
    # The same bodies are on the list in each language, and the office writes its address in its own alone.
    expected = ("missing-glyph", "likely-double", "address-in-fallback")
    assert [problem for problem in problems if problem.code not in expected] == []
    enclosures = {
        name: compose_enclosure(inputs, statement)[0] for name, statement in inputs.statements.items()
    }
    composer = Composer(inputs, enclosures)
    found = {recipient.id: composer.draft(recipient) for recipient in inputs.recipients}
    assert [problem for _, problems in found.values() for problem in problems] == []
    letters = [draft.numbered(7, "1-0007/2021") for draft, _ in found.values() if draft]
    return {f"{letter.language}-{letter.recipient_id.rpartition('-')[2]}": letter for letter in letters}


def read_aloud(letter: Letter) -> str:
    """The text, a paragraph a line, its no-break spaces as spaces."""
    return re.sub("[\u00a0\u202f]", " ", plain(letter.body))


@pytest.mark.parametrize("name", ["letter", "note-verbale"])
def test_each_template_has_words_in_every_language(name: str) -> None:
    template, problems = read_template(EXAMPLE, name)
    assert template is not None
    assert problems == []
    assert set(template.words) == set(LANGUAGES)
    for words in template.words.values():
        for source in (words.source, *words.front.values()):
            assert check_placeholders(source, CONTEXT, words.file) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["letter", "note"])
def test_every_word_is_there(letters: dict[str, Letter], language: str, form: str) -> None:
    letter = letters[f"{language}-{form}"]
    assert letter.language == language
    text = read_aloud(letter)
    assert THIRTY_FIRST[language] in text
    assert THIRTY_FIRST[language] in letter.subject
    assert EMBASSY[language] in text
    assert not re.search(r"[{}]|None|  |^ | $", "\n".join([text, letter.subject, letter.closing or ""]))
    assert len(text.splitlines()) == 4


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["letter", "note"])
def test_the_honour_is_in_the_first_paragraph_only(
    letters: dict[str, Letter], language: str, form: str
) -> None:
    first, *others = read_aloud(letters[f"{language}-{form}"]).splitlines()
    assert len(re.findall(HONOUR[language], first)) == 1
    assert not re.search(HONOUR[language], "\n".join(others))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_opens_and_closes_as_its_kind_asks(letters: dict[str, Letter], language: str) -> None:
    letter, ambassador = letters[f"{language}-letter"], kinds(program_languages())["ambassador"]
    assert letter.salutation == ambassador.salutation.texts[language]
    assert (letter.closing or "").replace("\u00a0", " ") == ambassador.closing.texts[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_note_speaks_in_the_third_person_to_a_full_title(letters: dict[str, Letter], language: str) -> None:
    note = letters[f"{language}-note"]
    first, *_, last = read_aloud(note).splitlines()
    assert EMBASSY[language] in first
    assert EMBASSY[language] in last
    mine = re.compile(FIRST_PERSON[language], re.IGNORECASE)
    assert not mine.search(read_aloud(note))
    assert mine.search(read_aloud(letters[f"{language}-letter"]))
    assert (note.salutation, note.closing, note.window) == (None, None, "none")


def test_only_a_note_bears_no_address() -> None:
    templates = {name: read_template(EXAMPLE, name)[0] for name in ("letter", "note-verbale")}
    asks = {
        name: template is not None and prints_address(template.html) for name, template in templates.items()
    }
    assert asks == {"letter": True, "note-verbale": False}


@pytest.mark.parametrize("language", LANGUAGES)
def test_place_and_date_are_written_as_in_the_language(letters: dict[str, Letter], language: str) -> None:
    written = letters[f"{language}-letter"].place_and_date
    assert BAKU.get(language, "Baku") in written
    assert DAY[language] in written


@pytest.mark.parametrize(
    ("language", "reference", "copies"),
    [
        ("en", "Our reference: 1-0007/2021", "Copy to: Ministry of Foreign Affairs; Permanent Mission"),
        ("fr", "Notre référence\u00a0: 1-0007/2021", "Copie à\u00a0: Ministry of Foreign Affairs; Permanent Mission"),
        ("ru", "Исх.\u00a0№\u00a01-0007/2021", "Копия: Ministry of Foreign Affairs; Permanent Mission"),
        ("ar", "المرجع: 1-0007/2021", "نسخة إلى: Ministry of Foreign Affairs؛ Permanent Mission"),
        ("zh", "编号：1-0007/2021", "抄送：Ministry of Foreign Affairs；Permanent Mission"),
    ],
)  # fmt: skip
def test_the_fixed_lines(letters: dict[str, Letter], language: str, reference: str, copies: str) -> None:
    assert letters[f"{language}-letter"].reference_line == reference
    assert letters[f"{language}-letter"].copy_line == copies


def test_a_statement_issued_elsewhere_keeps_its_place(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "office", recipients("fr"))
    edit(workspace / "statements/january-20/en.md", "place: Baku", "place: Ganja")
    assert composed(workspace)["fr-letter"].place_and_date == "Ganja, le 19 janvier 2021"


def test_what_a_letter_says_of_a_statement_in_another_language_is_in_the_letters_own(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "office", recipients("fr"))
    (workspace / "templates/letter/fr.md").write_text(
        "---\nsubject: 'Votre lettre'\n---\n{{ place }}, {{ date }}, {{ statement.occasion }}, "
        "{{ anniversary_as_subject }}, {{ anniversary_number }}, {{ office.name }}\n"
    )
    said = read_aloud(composed(workspace)["fr-letter"])
    assert said.startswith("Bakou, 19 janvier 2021, 20 janvier 1990, 31e, 31, Commissaire aux droits")
