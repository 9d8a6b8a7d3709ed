"""Lines do not break inside a date, and no paragraph ends in a lonely short word."""

import pytest

from letterbook.composing.ties import tie_blocks
from letterbook.language.typography import tied, tied_end
from letterbook.sources.markdown import parse, plain


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "the night of 19 to 20 January 1990", "the night of 19 to 20~January 1990"),
        ("en", "120 january flowers", "120 january flowers"),
        ("az", "1990-cı ilin 20 Yanvar faciəsi", "1990-cı ilin 20~Yanvar faciəsi"),
        ("az", "20 yanvarın gecəsi", "20~yanvarın gecəsi"),
        ("ru", "19 января 2021 г.", "19~января 2021 г."),
    ],
)
def test_a_day_keeps_its_month(language: str, text: str, expected: str) -> None:
    assert tied(text, language) == expected.replace("~", "\u00a0")


def test_a_short_last_word_keeps_the_word_before_it() -> None:
    assert tied_end("for that purpose.") == "for that\u00a0purpose."
    assert tied_end("and their independence.") == "and their independence."


def test_blocks_of_every_kind_are_tied_and_keep_their_words() -> None:
    source = "On 20 January.\n\n- on 20 January\n\n> *20 January* again\n\n|a|b|\n|-|-|\n|20 January|c|\n\n## 20 January"
    blocks, problems = parse(source, "en.md")
    tied_blocks = tie_blocks(blocks, "en")
    assert not problems
    assert plain(tied_blocks).replace("\u00a0", " ") == plain(blocks)
    assert plain(tied_blocks).count("20\u00a0January") == 5
