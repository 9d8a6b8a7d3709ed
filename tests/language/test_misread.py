"""Letters that were lost on the way of a text, and codes that a letter would print."""

from __future__ import annotations

import pytest

from letterbook.language.misread import lost_letter, misread, program_code

MEANT = """Müller|Hauptstraße|L’Oréal|Gérard|Yılmaz|Özgür|Œuvre|São|Михаил|MÜLLER|Łódź|Žižek|Şehir|İstanbul|Əliyev|Bakə|Ångström|caffè|
محمد|中国|Παπαδόπουλος|გიორგი|„Haus“|Malmö–Lund|100€""".replace("\n", "").split("|")


@pytest.mark.parametrize("codec", ["cp1252", "cp1250", "cp1251", "mac_roman", "cp850"])
def test_utf_8_that_was_read_as_something_else_is_told_with_what_it_was(codec: str) -> None:
    told = 0
    for word in MEANT:
        try:
            garbled = word.encode().decode(codec)
        except UnicodeDecodeError:  # a byte that the code page does not have: such a word shows a gap
            continue
        found = misread(f"Ada {garbled}")
        if found:
            assert found == (garbled, word)
            told += 1
    assert told >= len(MEANT) // 2


@pytest.mark.parametrize(
    "text",
    ["CAFÉ™", "“CAFÉ”", "L’École d’État", "RÓŻYCKI", "PÓŁNOC", "GĂŞTEŞTI", "Đặng Thị Ngân", "C/ Mayor, nº 5", "1ª", "№ 5", "Nº 5", "ŞÜKRÜ", "ŽIŽEK",
     "SZŐLŐ ÚT", "ĽUDOVÍT ŠTÚR", "KŘÍŽ", "CORAÇÃO”", "PERÚ–ECUADOR", "„ÖBB“", "Семён Рёрих", "Гјорѓи", "Ђорђе", "Їжак", "Σοφία", "محمد علي", "東京都",
     "გიორგი", "Հայաստան", "משה", "Ó’Súilleabháin", "A–Ö", "d’Été", "“Él”", "Rue de l’Évêché", "Â", "Ã", "Ä", "São Paulo"],
)  # fmt: skip
def test_a_text_that_is_right_is_left_alone(text: str) -> None:
    assert misread(text) is None
    assert program_code(text) is None
    assert lost_letter(text) == ""


@pytest.mark.parametrize(
    ("text", "code", "meant"),
    [("M&uuml;ller", "&uuml;", "ü"), ("A &amp; B", "&amp;", "&"), ("M&#252;ller", "&#252;", "ü"), ("Street 1<br>Yard", "<br>", ""), ("<b>Body</b>", "<b>", ""),
     ("M\\u00fcller", "\\u00fc", "ü"), ("M%C3%BCller", "%C3%BC", "ü"), ("Street 1\\nYard", "\\n", ""), ("=?utf-8?Q?M=C3=BC?=", "=?utf-8?Q?M=C3=BC?=", "")],
)  # fmt: skip
def test_codes_of_web_pages_and_programs(text: str, code: str, meant: str) -> None:
    assert program_code(text) == (code, meant)


@pytest.mark.parametrize(
    "text", ["Smith &Co;", "R&D", "Weber & Lang", "100 % Wool", "x < y", "<Name>", "a_b"]
)
def test_what_only_looks_like_a_code(text: str) -> None:
    assert program_code(text) is None


def test_a_letter_that_was_lost() -> None:
    assert lost_letter("Ada M\ufffdller") == "M\ufffdller"
    assert lost_letter("Ada M?ller") == "M?ller"
    assert lost_letter("Where? Here?") == ""
