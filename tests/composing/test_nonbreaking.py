"""Lines do not break inside a date, and no paragraph ends in a lonely short word."""

import pytest
from tongues import tongue

from letterbook.composing.nonbreaking import tie_blocks
from letterbook.language.typography import tied, tied_end
from letterbook.sources.documents.markdown import parse, plain


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "the night of 19 to 20 January 1990", "the night of 19 to 20~January 1990"),
        ("en", "120 january flowers", "120 january flowers"),
        ("az", "1990-cı ilin 20 Yanvar faciəsi", "1990-cı ilin 20~Yanvar faciəsi"),
        ("az", "20 yanvarın gecəsi", "20~yanvarın gecəsi"),
        ("ru", "19 января 2021 г.", "19~января 2021~г."),
        ("fr", "le 1er août et le 20 janvier", "le 1er~août et le 20~janvier"),
        ("es", "la noche del 19 al 20 de enero de 1990", "la noche del 19 al 20~de~enero de 1990"),
        ("es", "120 de enero", "120 de enero"),
        ("ar", "مأساة 20 كانون الثاني/يناير", "مأساة 20~كانون~الثاني/يناير"),
        ("fa", "فاجعه 20 ژانویه 1990", "فاجعه 20~ژانویه 1990"),
        ("ar", "مأساة 20 يناير", "مأساة 20~يناير"),
        ("zh", "1990年1月20日", "1990年1月20日"),
    ],
)
def test_a_day_keeps_its_month(language: str, text: str, expected: str) -> None:
    assert tied(text, tongue(language)) == expected.replace("~", "\u00a0")


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("fr", "Objet : la Déclaration", "Objet~: la Déclaration"),
        ("fr", "Objet: la Déclaration", "Objet~: la Déclaration"),
        ("fr", "Pourquoi ? Parce que !", "Pourquoi^? Parce que^!"),
        ("fr", "les faits; le droit", "les faits^; le droit"),
        ("fr", "«Janvier noir» et « Janvier noir »", "«~Janvier noir~» et «~Janvier noir~»"),
        ("fr", "«~Janvier noir~»^; à 10:30, www.a.az?b", "«~Janvier noir~»^; à 10:30, www.a.az?b"),
        ("ru", "Баку — столица", "Баку~— столица"),
        ("ru", "в городе и у моря, по закону", "в~городе и~у~моря, по закону"),
        ("ru", "письмо № 5 от 1990 года, 1990 год", "письмо №~5 от 1990~года, 1990~год"),
        ("ru", "в 5 городах", "в~5 городах"),
        ("en", "Why ? Because: no", "Why ? Because: no"),
    ],
)
def test_signs_have_the_spaces_of_their_language(language: str, text: str, expected: str) -> None:
    def spaced(said: str) -> str:
        return said.replace("~", "\u00a0").replace("^", "\u202f")

    assert tied(spaced(text), tongue(language)) == spaced(expected)
    assert tied(spaced(expected), tongue(language)) == spaced(expected)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "It’s “the ‘Black’ January”, *“so”*"),
        ("az", "It’s “the ‘Black’ January”, *“so”*"),
        ("fr", "It’s «~the “Black” January~», *«~so~»*"),
        ("ru", "It’s «the „Black“ January», *«so»*"),
        ("es", "It’s «the “Black” January», *«so»*"),
        ("ar", "It’s «the “Black” January», *«so»*"),
        ("zh", "It’s “the ‘Black’ January”, *“so”*"),
    ],
)
def test_straight_quotation_marks_become_those_of_the_language(language: str, expected: str) -> None:
    typed = """It's "the 'Black' January", *"so"*"""
    blocks, _ = parse(typed, "x.md", marks=tongue(language).quotation_marks)
    assert plain(blocks) == expected.replace("~", "\u00a0").replace("*", "")


def test_a_name_keeps_its_marks_as_the_office_wrote_them() -> None:
    blocks, _ = parse(r"The fund \"Aid\" and the “rest”", "x.md", marks=tongue("fr").quotation_marks)
    assert plain(blocks) == 'The fund "Aid" and the “rest”'


def test_a_short_last_word_keeps_the_word_before_it() -> None:
    assert tied_end("for that purpose.") == "for that\u00a0purpose."
    assert tied_end("and their independence.") == "and their independence."


def test_blocks_of_every_kind_are_tied_and_keep_their_words() -> None:
    source = "On 20 January.\n\n- on 20 January\n\n> *20 January* again\n\n|a|b|\n|-|-|\n|20 January|c|\n\n## 20 January"
    blocks, problems = parse(source, "en.md")
    tied_blocks = tie_blocks(blocks, tongue("en"))
    assert not problems
    assert plain(tied_blocks).replace("\u00a0", " ") == plain(blocks)
    assert plain(tied_blocks).count("20\u00a0January") == 5
