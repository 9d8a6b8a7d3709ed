from __future__ import annotations

import pickle
import string

import pytest

from letterbook.language.labels import labels, languages, plural

FIELDS = {
    "enclosure": {"title", "pages"},
    "copy_to": {"names"},
    "attention": {"name"},
    "page": {"page", "pages"},
    "addressed_to": {"groups"},
}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def keys(language: str) -> set[str]:
    return {key.split(".")[0] for key in labels(language)}


def test_english_and_azerbaijani_are_there() -> None:
    assert languages() >= {"en", "az"}


@pytest.mark.parametrize("language", sorted(languages()))
def test_each_language_has_every_word_with_every_field(language: str) -> None:
    assert keys(language) == keys("en") == {"language", "our_reference", "date", "draft", *FIELDS}
    for key, text in labels(language).items():
        assert text.strip() == text != ""
        assert fields(text) == FIELDS.get(key.split(".")[0], set()), key


@pytest.mark.parametrize(
    ("language", "count", "line"),
    [
        ("en", 1, "Enclosure: T (1 page)"),
        ("en", 3, "Enclosure: T (3 pages)"),
        ("en-US", 1, "Enclosure: T (1 page)"),
        ("az", 1, "Əlavə: T (1 səhifə)"),
        ("az", 3, "Əlavə: T (3 səhifə)"),
    ],
)
def test_the_count_of_pages_agrees_with_its_noun(language: str, count: int, line: str) -> None:
    text = plural(labels(language), "enclosure", count)
    assert text.format(title="T", pages=count) == line


def test_labels_travel_to_another_process_and_are_a_copy() -> None:
    words = labels("az")
    assert pickle.loads(pickle.dumps(words)) == words
    assert labels("az") is not words


@pytest.mark.parametrize("language", ["tlh", "../en", ""])
def test_a_language_without_words_is_refused(language: str) -> None:
    with pytest.raises(LookupError):
        labels(language)
