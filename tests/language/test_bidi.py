from __future__ import annotations

import re
from unittest.mock import patch

import pytest

from letterbook.language import bidi
from letterbook.language.bidi import before_figures, isolated


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("المرجع: 1-0007/2021", "المرجع: <1-0007/2021>"),
        ("قرار A/RES/46/242.", "قرار <A/RES/46/242>."),
        ("(UNESCO, Paris)", "(<UNESCO, Paris>)"),
        ("هاتف +994 12 000 00 00", "هاتف <+994 12 000 00 00>"),
        ("office@example.org", "<office@example.org>"),
        ("40 Rəşid Behbudov küçəsi", "<40 Rəşid Behbudov küçəsi>"),
        ("Министерство", "<Министерство>"),
        ("19 كانون الثاني/يناير 2021", "19 كانون الثاني/يناير 2021"),
        ("1988-1994", "1988-1994"),
    ],
)
def test_foreign_words_in_arabic_keep_their_order(text: str, shown: str) -> None:
    assert isolated(text, "ar") == mark(shown)


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        ("Baku, 19 בינואר 2021", "he", "<Baku>|, 19 בינואר 2021"),
        ("Baku, 19 ژانویهٔ 2021", "fa", "<Baku>|, 19 ژانویهٔ 2021"),
        ("Baku، 19 ژانویهٔ 2021", "fa", "<Baku>|، 19 ژانویهٔ 2021"),
        ("Rasul Rza Street, 9", "he", "<Rasul Rza Street, 9>"),
        ("Baku 19 בינואר", "he", "<Baku 19> בינואר"),
    ],
)
def test_a_day_goes_with_its_month_and_not_with_the_foreign_place(
    text: str, language: str, shown: str
) -> None:
    assert isolated(text, language) == mark(shown)


def mark(shown: str) -> str:
    """`<` and `>` stand for the marks around foreign words, `|` for the one before a figure of what follows."""
    return shown.replace("<", "\u200e").replace(">", "\u200e").replace("|", "\u200f")


def test_a_reference_of_any_form_is_kept_whole() -> None:
    assert isolated("المرجع: 7-2021", "ar", ["7-2021"]) == mark("المرجع: <7-2021>")


def test_a_day_stands_behind_a_place_in_another_script() -> None:
    assert before_figures("تهران", "en") == "تهران\u200e"
    assert before_figures("تهران", "fa") == "تهران"
    assert before_figures("Baku", "en") == "Baku"
    assert before_figures("", "en") == ""


@pytest.mark.parametrize("language", ["en", "az", "ru", "zh"])
def test_other_languages_get_their_text_back(language: str) -> None:
    assert isolated("Ref. 1-0007/2021, UNESCO", language) == "Ref. 1-0007/2021, UNESCO"


def test_signs_that_are_drawn_as_they_are_written_are_known_at_once() -> None:
    every = [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000]
    moved = [sign for sign in every if bidi.drawn_out_of_order(sign)]
    with patch.object(bidi, "_IN_ORDER", re.compile("(?!)")):  # each is looked at
        assert moved == [sign for sign in every if bidi.drawn_out_of_order(sign)]
    assert all(map(bidi.drawn_out_of_order, ("א", "ب", "กิ", "बि")))
    assert not bidi.drawn_out_of_order("“Ağ” е́ ə – Ж")
