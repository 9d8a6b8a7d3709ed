"""The words that a page has of its own."""

from __future__ import annotations

import pytest

from letterbook.templates import words_of_page


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<p>a<b>b</b>c<br>d</p>", ("abc", "d")),
        ("<title>x</title><style>q {}</style>e &amp; f <!-- g --> h", ("e & f h",)),
        ("<p>{{ x }}a{% if b %}c{% endif %}<span>d</span></p>tail", ("a", "cd", "tail")),
        ("<p>x<p>y<table><tr><td>1<td>2</table>", ("x", "y", "1", "2")),
    ],
)
def test_texts_stand_in_their_own_elements(page: str, words: tuple[str, ...]) -> None:
    assert words_of_page(page, "") == words


def test_a_page_of_tags_that_never_end_is_read_soon() -> None:
    assert words_of_page("word" + "<a " * 300_000, "") == ("word",)
