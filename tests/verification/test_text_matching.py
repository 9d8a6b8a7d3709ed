"""Texts made comparable, and the search for anybody else's."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from letterbook.archive.expectation import ExpectedLetter
from letterbook.model.text import first_sentence, last_sentence, without_number
from letterbook.verification import text_matching
from letterbook.verification.recipient_leaks import RecipientMarks, recipient_marks
from letterbook.verification.text_matching import (
    BETWEEN,
    folded,
    is_same,
    phrase,
    phrases,
    squeezed,
    stands_on,
    tokens,
)


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ("an assess‐\r\nment", "an assessment"),
        ("20\u00a0January", "20 January"),
        ("co\u00adoperate", "cooperate"),
        ("oﬃce", "office"),
        ("Asia\ufffePacific", "Asia-Pacific"),
        ("Asia-\r\nPacific", "Asia-Pacific"),
        ("one\r\ntwo", "one two"),
        ("e\u0301", "é"),
    ],
)
def test_what_a_reader_makes_of_a_text_is_the_text(found: str, meant: str) -> None:
    assert squeezed(found) == squeezed(meant)
    assert tokens(found) == tokens(meant)


_SIGNS = st.text("aIİıßς‐\u00ad\u0002 \n\u0301\u0307\u3099ﬁ가ㄱᆨ…\u200b", max_size=6)


@given(st.lists(_SIGNS, max_size=4))
@example(["a\u2010\n", "b"])
def test_texts_with_a_border_between_them_are_read_one_by_one_to_the_same_effect(texts: list[str]) -> None:
    whole = BETWEEN.join(texts)
    assert text_matching._plain(whole) == text_matching._read_plain(whole)
    assert folded(whole) == text_matching._in_small(text_matching.closed(whole))


def test_a_phrase_is_found_in_whole_words_only() -> None:
    assert phrase("1-0001/2021") in phrase("Our reference: 1-0001/2021, Baku")
    assert phrase("1-0001/2021") not in phrase("11-0001/2021")
    assert phrase("1/2021") not in phrase("11/2021")
    assert phrase("two three") not in phrases(["one two", "three four"])


@given(st.text("ab Page1", min_size=1, max_size=60), st.integers(0, 60), st.text("ab Page1", max_size=9))
def test_a_text_over_two_pages_is_found_wherever_it_is_parted(text: str, cut: int, furniture: str) -> None:
    before, after = squeezed(text[:cut]), squeezed(text[cut:])
    assert stands_on(["xx" + before + furniture.replace(" ", ""), "yy" + after + "zz"], before + after)


def test_a_text_that_lacks_a_word_is_not_found() -> None:
    pages = [squeezed("The first page ends. Page 1"), squeezed("here and goes on.")]
    assert stands_on(pages, "The first page ends here and goes on.")
    assert not stands_on(pages, "The first page never ends here and goes on.")
    assert not stands_on([], "The first page")


def test_hebrew_is_compared_by_its_characters() -> None:
    assert is_same("רחוב הרצל 12", "12 לצרה בוחר")
    assert not is_same("רחוב הרצל 12", "רחוב הרצל 13")
    assert not is_same("abc", "cba")


def test_first_and_last_sentence() -> None:
    assert first_sentence("One day. Another day? Yes!") == "One day."
    assert last_sentence("One day. Another day? Yes!") == "Yes!"
    assert first_sentence("No end") == last_sentence("No end") == "No end"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1. 2) one 3. two", "one 3. two"),
        ("☐ yes ☐ no", "yes ☐ no"),
        ("Founded in 1990. Open.", "Founded in 1990. Open."),
        ("3. ", "3. "),
    ],
)
def test_only_the_number_of_an_item_is_left_out(text: str, words: str) -> None:
    assert without_number(text) == words


MARKS = RecipientMarks(
    "digest", (("a", "UN Women"), ("b", "UN Women House"), ("c", "7 rue"), ("d", "7 rue"), ("e", "UN"))
)


def found(text: str, own: str = "x", allowed: str = "") -> list[tuple[str, str]]:
    return list(MARKS.found_in(text, own, lambda: phrases([allowed])))


def test_others_are_found_in_whole_words() -> None:
    assert found("To UN\r\nWomen, here") == [("e", "UN"), ("a", "UN Women")]
    assert found("To UN Women House") == [("e", "UN"), ("a", "UN Women"), ("b", "UN Women House")]
    assert found("UNWomen, 17 rue, 7 ruelle") == []


def test_what_is_ones_own_or_said_by_right_is_nobody_elses() -> None:
    assert found("7 rue", own="c") == found("7 rue", own="d") == []
    assert found("7 rue") == [("c", "7 rue")]
    assert found("7 rue", allowed="at 7 rue, Paris") == []
    assert found("7 rue", allowed="at 17 rue, Paris") == [("c", "7 rue")]


def test_chinese_is_compared_sign_by_sign() -> None:
    """It has no blanks, and a line may end anywhere."""
    names = RecipientMarks("chinese", (("a", "伟 张"),))
    assert (
        list(names.found_in("春天，伟 张\n谈到了和平", "x", lambda: phrases(["春天，伟 张谈到了和平"]))) == []
    )
    assert list(names.found_in("春天，伟张谈到了和平", "x", lambda: "")) == [("a", "伟 张")]


NAMES = RecipientMarks(
    "names",
    (
        ("a", "The President"),
        ("b", "Beta Foundation"),
        ("c", "İzmir Ofisi"),
        ("d", "Women"),
        ("e", "12/2021"),
    ),
)


def named(text: str, allowed: str = "", own: str = "x") -> list[str]:
    return [text for _, text in NAMES.found_in(text, own, lambda: phrases([allowed]))]


@pytest.mark.parametrize(
    "text",
    ["BETA FOUNDATION", "To Beta FOUNDATION,", "B e t a F o u n d a t i o n", "B E TA F O U N D A T I O N"],
)
def test_others_are_found_in_capitals_and_spaced_out(text: str) -> None:
    assert named(text) == ["Beta Foundation"]
    assert named(text, own="b") == []
    assert named(text, allowed="the Beta Foundation of 1900") == []


def test_capitals_are_those_of_any_language() -> None:
    assert named("İZMİR OFİSİ") == named("IZMIR OFISI") == ["İzmir Ofisi"]


def test_small_letters_and_single_words_are_nobodys_name() -> None:
    assert named("the president of a beta foundation, in WOMEN HOUSE") == []
    assert named("t h e p r e s i d e n t") == []
    assert named("a Women ¶ F ¶ O ¶ U") == ["Women"]


def test_numbers_spaced_out_may_run_into_each_other() -> None:
    assert named("1 9 / 1 / 2 0 2 1 2 / 2 0 2 1", allowed="2/2021") == []


def test_what_stands_in_capitals_by_right_allows_no_small_letters() -> None:
    assert named("The President", allowed="the president") == ["The President"]
    assert named("THE PRESIDENT", allowed="the president") == []


@pytest.mark.parametrize(
    ("name", "lines", "also"),
    [
        ("John Quill, Beta Foundation", ("Mr John Quill", "Beta Foundation"), ["John Quill"]),
        ("John Quill, OBE, Beta", ("H.E. Mr John Quill, OBE", "Beta"), ["John Quill, OBE"]),
        ("جون كويل, بيتا", ("السيد \u200eجون كويل\u200e", "بيتا"), ["جون كويل"]),
        ("Quill, Beta Foundation", ("Mr Quill", "Beta Foundation"), []),
        ("John Quill", ("John Quill", "Beta Foundation"), []),
    ],
)
def test_a_person_is_known_without_the_honorific(name: str, lines: tuple[str, ...], also: list[str]) -> None:
    said = (("address", (*lines, "1010 Vienna")), ("reference", ("1/2021",)))
    letter = ExpectedLetter("beta", name, "en", "letter", "din-b", said, "", ())
    assert [text for _, text in recipient_marks([letter]).texts] == [
        "1/2021",
        name,
        *also,
        *lines,
        "1010 Vienna",
    ]


def test_marks_travel() -> None:
    assert pickle.loads(pickle.dumps(MARKS)).texts == MARKS.texts


@given(st.lists(st.text("ab 1-/", max_size=8), max_size=6), st.text("ab 1-/", max_size=40))
def test_the_search_finds_what_a_plain_search_finds(marks: list[str], text: str) -> None:
    known = RecipientMarks(repr(marks), tuple((f"r{index}", mark) for index, mark in enumerate(marks)))
    plainly = {tokens(mark) for mark in marks if tokens(mark) and phrase(mark) in phrase(text)}
    assert {tokens(mark) for _, mark in known.found_in(text, "x", lambda: "")} == plainly
