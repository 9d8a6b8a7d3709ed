"""What the program says of mistakes is told in the clerk's language, or in English and marked so."""

from __future__ import annotations

import re

import make_messages
import pytest

from letterbook.importing.losses import Loss
from letterbook.sentences import in_a_row, say
from letterbook.web.messages import FOLDER, messages, translated
from letterbook.web.rendering import told
from letterbook.web.words import languages

LANGUAGES = sorted(file.stem for file in FOLDER.glob("*.yaml"))
SAID = make_messages.said()


def fields(text: str) -> list[str]:
    return sorted(set(re.findall(r"(?<!{){(\w+)", text)))


def test_the_languages_are_those_of_the_page() -> None:
    assert set(LANGUAGES) == languages().keys() - {"en"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sentence_is_one_that_the_program_says_and_has_its_values(language: str) -> None:
    known = messages(language)
    assert known.keys() - SAID == set(), "python tools/make_messages.py takes them out"
    assert {text: own for text, own in known.items() if not own.strip()} == {}
    for text, own in known.items():
        if "{" in text:
            assert fields(own) == fields(text), own


@pytest.mark.parametrize("language", LANGUAGES)
def test_hardly_a_sentence_is_missing(language: str) -> None:
    lacking = SAID - messages(language).keys()
    assert len(lacking) < len(SAID) / 10, f"python tools/make_messages.py {language} prints them"


def test_values_sentences_in_a_row_and_words_are_told() -> None:
    what = say("There is no group “{name}”.", name="zoo")
    assert translated(what, "de") == "Es gibt keine Gruppe „zoo“."
    twice = in_a_row(what, "", "Name each group once.", what)
    assert str(twice) == "There is no group “zoo”. Name each group once. There is no group “zoo”."
    assert (
        translated(twice, "de")
        == "Es gibt keine Gruppe „zoo“. Nennen Sie jede Gruppe nur einmal. Es gibt keine Gruppe „zoo“."
    )
    part = say(
        "This address has no {key}; the post of {name} ({country}) asks for it.",
        key="street",
        name="X",
        country="Y",
    )
    assert "Straße" in str(translated(part, "de"))
    assert translated("Nobody ever said this.", "de") is None
    assert translated(in_a_row(what, "Nobody ever said this."), "de") is None
    assert translated(what, "en") == what


def test_what_a_file_has_that_a_statement_cannot_keep_is_called_in_every_language() -> None:
    called = {loss.value[0] for loss in Loss}
    assert [language for language in LANGUAGES if called - messages(language).keys()] == []
    what = say("The file has {called}: left out.", called=Loss.MARGINS.value[0])
    assert "Kopf- oder Fußzeile" in str(translated(what, "de"))


def test_what_is_not_known_is_shown_in_english_and_marked() -> None:
    german = languages()["de"]
    assert told("Nobody <b>said</b> this.", german) == (
        '<span lang="en" dir="ltr">Nobody &lt;b&gt;said&lt;/b&gt; this.</span>'
    )
    assert told(say("There is no group “{name}”.", name="<i>"), german) == "Es gibt keine Gruppe „&lt;i&gt;“."
