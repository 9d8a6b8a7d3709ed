from __future__ import annotations

import pickle
import string

import pytest
from tongues import tongue

from letterbook.language.known import program_languages
from letterbook.language.labels import FIELDS, labels, plural


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def keys(language: str) -> set[str]:
    return {key.split(".")[0] for key in labels(tongue(language))}


def test_the_languages_that_are_there() -> None:
    first = {"en", "az", "fr", "ru", "es", "ar", "zh"}
    later = {"de", "tr", "uk", "pt", "pt-BR", "it", "pl", "nl", "ro", "en-US", "el", "kk", "fa", "he"}
    assert set(program_languages()) == first | later | {"ja", "ka", "hy"}


@pytest.mark.parametrize("language", list(program_languages()))
def test_each_language_has_every_word_with_every_field(language: str) -> None:
    assert keys(language) == keys("en") == {"language", *FIELDS}
    for key, text in labels(tongue(language)).items():
        assert text.strip() == text != ""
        assert fields(text) == FIELDS.get(key.split(".")[0], frozenset()), key


@pytest.mark.parametrize(
    ("language", "count", "line"),
    [
        ("en", 1, "Enclosure: T (1 page)"),
        ("en", 3, "Enclosure: T (3 pages)"),
        ("en-US", 1, "Enclosure: T (1 page)"),
        ("az", 1, "Əlavə: T (1 səhifə)"),
        ("az", 3, "Əlavə: T (3 səhifə)"),
        ("fr", 1, "Pièce jointe\u00a0: T (1\u00a0page)"),
        ("fr", 2, "Pièce jointe\u00a0: T (2\u00a0pages)"),
        ("ru", 1, "Приложение: T (1\u00a0страница)"),
        ("ru", 3, "Приложение: T (3\u00a0страницы)"),
        ("ru", 5, "Приложение: T (5\u00a0страниц)"),
        ("ru", 11, "Приложение: T (11\u00a0страниц)"),
        ("ru", 21, "Приложение: T (21\u00a0страница)"),
        ("es", 1, "Anexo: T (1\u00a0página)"),
        ("es", 3, "Anexo: T (3\u00a0páginas)"),
        ("ar", 2, "المرفق: T (عدد الصفحات: 2)"),
        ("zh", 3, "附件：T（共3页）"),
    ],
)
def test_the_count_of_pages_agrees_with_its_noun(language: str, count: int, line: str) -> None:
    text = plural(labels(tongue(language)), "enclosure", count)
    assert text.format(title="T", pages=count) == line


def test_labels_travel_to_another_process_and_are_a_copy() -> None:
    words = labels(tongue("az"))
    assert pickle.loads(pickle.dumps(words)) == words
    assert labels(tongue("az")) is not words


@pytest.mark.parametrize("language", ["tlh", "../en", ""])
def test_a_language_without_words_is_refused(language: str) -> None:
    with pytest.raises(LookupError):
        tongue(language)
