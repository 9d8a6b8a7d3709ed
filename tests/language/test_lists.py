from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tongues import tongue

from letterbook.language.lists import enumeration

AGENCY = "the Educational, Scientific and Cultural Organization"


@pytest.mark.parametrize(
    ("items", "language", "sentence"),
    [
        ([], "en", ""),
        (["A"], "en", "A"),
        (["A", "B"], "en", "A and B"),
        (["A", "B", "C"], "en", "A, B and C"),
        (["A", "B", "C"], "en-US", "A, B, and C"),
        (["A", "B", "C"], "az", "A, B və C"),
        (["A", "B", "C"], "fr", "A, B et C"),
        (["A", "B", "C"], "zh", "A、B和C"),
        (["A", AGENCY, "C"], "en", f"A; {AGENCY}; and C"),
        ([AGENCY, "C"], "en", f"{AGENCY}; and C"),
        (["A, B", "C", "D"], "az", "A, B; C; və D"),
        (["A、B", "C", "D"], "zh", "A、B；C；和D"),
        (["A، B", "C", "D"], "ar", "A، B؛ C؛ وD"),
        (["X and Y", "Z", "W"], "en", "X and Y, Z, and W"),
        (["X and Y", "Z"], "en", "X and Y and Z"),
    ],
)
def test_things_are_named_as_the_language_does(items: list[str], language: str, sentence: str) -> None:
    assert enumeration(items, tongue(language)) == sentence


@given(
    st.lists(st.text("abc ,{}", min_size=1), min_size=1, max_size=6),
    st.sampled_from(["en", "az", "fr", "ru", "es", "ar", "zh"]),
)
def test_every_item_stands_in_the_sentence_in_order(items: list[str], language: str) -> None:
    sentence = enumeration(items, tongue(language))
    position = 0
    for item in items:
        position = sentence.index(item, position) + len(item)
