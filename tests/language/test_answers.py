"""Yes and no in every language of the program; no word is both."""

from __future__ import annotations

import pytest

from letterbook.language.answers import answers_by_language, yes_or_no
from letterbook.language.known import program_languages
from letterbook.language.locales import base_language

WORDS = [
    (word, said == "yes")
    for answers in answers_by_language().values()
    for said, words in answers.items()
    for word in words
]


def test_every_language_has_both() -> None:
    answers = answers_by_language()
    assert {base_language(tag) for tag in program_languages()} <= set(answers)
    assert all(each["yes"] and each["no"] for each in answers.values())


@pytest.mark.parametrize(("word", "truth"), WORDS)
def test_a_word_is_understood_and_never_the_other(word: str, truth: bool) -> None:
    assert yes_or_no(word) is truth
    assert yes_or_no(f" {word} ") is truth


@pytest.mark.parametrize(
    ("written", "truth"),
    [
        ("JA", True),
        ("Nein", False),
        ("HAYIR", False),
        ("Sì", True),
        ("NÃO", False),
        ("Так", True),
        ("maybe", None),
        ("", None),
    ],
)
def test_capitals_do_not_matter(written: str, truth: bool | None) -> None:
    assert yes_or_no(written) is truth
