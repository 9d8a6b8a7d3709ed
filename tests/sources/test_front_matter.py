"""Front matter and body."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from letterbook.sources.yaml.front_matter import split


def test_front_matter_body_and_its_first_line() -> None:
    front, body, first_line, problems = split("---\ntitle: x\n\nplace: y\n---\n\nText\n---\nmore\n", "en.md")
    assert problems == []
    assert front is not None
    assert front.text("place") == "y"
    assert str(front.keys["place"]) == "en.md:4:1"
    assert (body, first_line) == ("\nText\n---\nmore\n", 6)


def test_empty_front_matter_and_spaces_after_the_hyphens() -> None:
    front, body, first_line, problems = split("--- \n---  \nText", "en.md")
    assert front is not None
    assert (front.keys, body, first_line, problems) == ({}, "Text", 3, [])


def test_missing() -> None:
    front, body, first_line, problems = split("# Title\n\nText\n", "en.md")
    assert (front, body, first_line) == (None, "# Title\n\nText\n", 1)
    assert [(p.code, str(p.place), p.text) for p in problems] == [("no-front-matter", "en.md:1:1", "# Title")]
    assert problems[0].hint


def test_unclosed() -> None:
    front, body, _, problems = split("---\ntitle: x\n\nText\n", "en.md")
    assert (front, body) == (None, "")
    assert [(p.code, str(p.place)) for p in problems] == [("unclosed-front-matter", "en.md:1:1")]
    assert problems[0].hint


def test_broken_yaml_has_its_line_in_the_file_and_the_body_is_kept() -> None:
    front, body, first_line, problems = split("---\ntitle: x\nplace: [y\n---\nText\n", "en.md")
    assert (front, body, first_line) == (None, "Text\n", 5)
    assert [(p.code, str(p.place)) for p in problems] == [("broken-yaml", "en.md:3:8")]


@given(st.text())
def test_nothing_of_the_body_is_lost(body: str) -> None:
    _, found, first_line, problems = split(f"---\ntitle: x\n---\n{body}", "en.md")
    assert (found, first_line, problems) == (body, 4, [])
