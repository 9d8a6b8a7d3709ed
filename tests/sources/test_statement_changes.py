"""A statement's file with what was typed in a form: the fields change, and nothing else does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from letterbook.errors import InputError, UsageError
from letterbook.model.statement_text import StatementText
from letterbook.sources.statement_changes import keys_of_sibling, text_in_form, text_of_form
from letterbook.sources.yaml.insertion import without_key

TEXT = """---
# about this text
title: >
  A title
  in two lines
date: 20 January 2026   # as we write it
place: Baku
occasion: 1990-01-20
groups: [a, b]
---
Body.

---
"""


def test_what_was_not_changed_stays_to_the_byte() -> None:
    assert text_of_form(text_in_form(TEXT, "en.md", "v"), TEXT, "en.md") == TEXT


def test_each_field_changes_alone() -> None:
    typed = replace(
        text_in_form(TEXT, "en.md", "v"), place='The "old" town: # 1', date="2026-01-20", occasion=""
    )
    changed = text_of_form(typed, TEXT, "en.md")
    assert changed == TEXT.replace("place: Baku", 'place: "The \\"old\\" town: # 1"').replace(
        "date: 20 January 2026   # as we write it", "date: 2026-01-20"
    ).replace("occasion: 1990-01-20\n", "")
    assert replace(text_in_form(changed, "en.md", "v"), kept=()) == replace(typed, kept=())


def test_a_new_file_has_its_keys_in_order() -> None:
    typed = StatementText("T", "2027-01-01", "P", "", "Text")
    assert text_of_form(typed, "", "en.md") == '---\ntitle: "T"\ndate: 2027-01-01\nplace: "P"\n---\nText\n'


def test_a_new_language_has_what_is_the_same_in_all() -> None:
    keys = keys_of_sibling(TEXT)
    assert "groups: [a, b]" in keys and "occasion: 1990-01-20" in keys
    assert "title" not in keys and "place" not in keys and "Body" not in keys


@pytest.mark.parametrize(
    "front", ["{title: T, date: 2027-01-01, place: P}\n", "title: &a T\nplace: P\ndate: *a\n"]
)
def test_keys_in_another_form_are_left(front: str) -> None:
    with pytest.raises((UsageError, InputError)):
        typed = text_in_form(f"---\n{front}---\nBody\n", "en.md", "v")
        text_of_form(replace(typed, place="Q"), f"---\n{front}---\nBody\n", "en.md")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a: 1\nb: 2\n", "a: 1\n"),
        ("b:\n  - 1\n  - 2\n# about a\na: 1\n", "# about a\na: 1\n"),
        ("a: 1\n", "a: 1\n"),
        ("b: 2\n", ""),
        ("{a: 1, b: 2}\n", None),
    ],
)
def test_a_key_goes_with_its_lines_or_the_file_is_left(text: str, left: str | None) -> None:
    assert without_key(text, "b") == left
