"""Every letter of every language of the program is drawn in each of its faces, as are all that CLDR writes in it."""

from __future__ import annotations

import pytest
from babel import Locale
from tables import table

from letterbook.fonts import font_files, missing_glyphs
from letterbook.language.known import program_languages
from letterbook.language.locales import locale

ALPHABETS = {row["language"]: row["letters"] for row in table("alphabets.tsv")}
FACES = [name for name in font_files() if name.startswith(("LetterbookSerif", "LetterbookSans"))]


def capitals(letters: str) -> str:
    """Georgian capitals stand on no envelope; the others may stand anywhere."""
    return "".join(letter.upper() for letter in letters if not "ა" <= letter <= "ჿ")


def written(language: Locale) -> str:
    """The names of countries, months, days and currencies as CLDR writes them."""
    names = [*language.territories.values(), *language.currencies.values()]
    for each in (language.months, language.days):
        names += [name for width in each["format"].values() for name in width.values()]
    return "".join(map(str, names))


def test_no_language_is_left_out() -> None:
    assert set(ALPHABETS) == set(program_languages())
    assert len(FACES) == 6


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("language", list(program_languages()))
def test_every_letter_is_drawn(language: str, face: str) -> None:
    letters = ALPHABETS[language]
    assert len(letters) > 20
    assert missing_glyphs(letters + capitals(letters), face) == []
    assert missing_glyphs("".join(program_languages().of(language).words.values()), face) == []


@pytest.mark.parametrize("language", list(program_languages()))
def test_what_cldr_writes_is_drawn(language: str) -> None:
    said = written(locale(language))
    assert len(said) > 1000
    assert missing_glyphs(said) == []


def test_all_of_jis_x_0208_is_drawn_in_the_forms_of_japan() -> None:
    pairs = (bytes((row, cell)) for row in range(0xB0, 0xF5) for cell in range(0xA1, 0xFF))
    kanji = "".join(pair.decode("euc_jp", "ignore") for pair in pairs)
    assert len(kanji) == 6355
    from letterbook.fonts.opened import character_map, opened

    for weight in ("Regular", "Bold"):
        known = character_map(opened(f"LetterbookMincho-{weight}.ttf"))
        assert [sign for sign in kanji if ord(sign) not in known] == []
