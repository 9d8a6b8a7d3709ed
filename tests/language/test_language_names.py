"""Names of languages as a pile's separator has them."""

from collections import Counter

import pytest

from letterbook.language import language_names
from letterbook.language.known import program_languages
from letterbook.language.language_names import language_like, language_meant, language_name
from letterbook.language.spelling import folded


@pytest.mark.parametrize(
    ("tag", "language", "name"),
    [
        ("az", "en", "Azerbaijani"),
        ("en", "az", "İngilis"),
        ("en", "tr", "İngilizce"),
        ("pt-BR", "de", "Portugiesisch (Brasilien)"),
        ("ar", "ru", "Арабский"),
        ("ka", "ka", "ქართული"),
        ("pt-BR", "pt-BR", "Português (Brasil)"),
        ("qq", "en", "qq"),
    ],
)
def test_a_language_is_called_as_its_readers_call_it(tag: str, language: str, name: str) -> None:
    assert language_name(tag, language) == name


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("polacco", "pl"),
        ("POLNISCH", "pl"),
        ("italien", "it"),
        ("русский", "ru"),
        ("中文", "zh"),
        ("de_DE", "de"),
    ],
)
def test_a_language_is_known_by_its_name_in_any_language(text: str, tag: str) -> None:
    assert language_meant(text, "en") == tag


def test_no_name_is_that_of_two_languages() -> None:
    languages = tuple(program_languages())
    names = Counter(
        folded(name)
        for tag in languages
        for name in {folded(language_name(tag, told_in)) for told_in in languages}
    )
    assert len(names) > 400
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize(
    ("text", "like"),
    [
        ("Pollish", ("pl", "Polish")),
        ("Deutch", ("de", "Deutsch")),
        ("Klingon", None),
        ("Latin", None),
        ("g" * 90, None),
    ],
)
def test_a_name_that_is_like_what_was_typed(text: str, like: tuple[str, str] | None) -> None:
    assert language_meant(text, "en") is None
    assert language_like(text) == like


def test_what_was_typed_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list may have the same unknown language in each of a hundred thousand rows, and a search takes a millisecond."""
    searched: list[str] = []

    def search(text: str, *_: object, **__: object) -> list[str]:
        searched.append(text)
        return []

    monkeypatch.setattr(language_names, "get_close_matches", search)
    assert [language_like("Klingonn") for _ in range(3)] == [None, None, None]
    assert searched == ["klingonn"]
