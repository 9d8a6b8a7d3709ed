"""Names of languages as a pile's separator has them."""

import pytest

from letterbook.language.language_names import language_name


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
