"""A key of a file that people write is changed, and nothing else in it."""

from __future__ import annotations

import pytest

from letterbook.sources.yaml.key_changes import Plain, with_item, with_value, without_item

WRITTEN = """# A mailing of ours.
statement: one      # which
template: letter   # usual

formats: [pdf, docx]  # both
# Who signs:
signatories:
  - head
  # the second
  - deputy
date: 2027-01-19
"""


@pytest.mark.parametrize(
    ("key", "value", "old", "new"),
    [
        ("template", "note-verbale", "template: letter   # usual", "template: note-verbale   # usual"),
        ("template", "Büro: #1", "template: letter   # usual", 'template: "Büro: #1"   # usual'),
        ("template", None, "template: letter   # usual\n\n", ""),
        ("formats", ["pdf"], "[pdf, docx]  # both", "[pdf]  # both"),
        ("formats", None, "formats: [pdf, docx]  # both\n", ""),
        (
            "signatories",
            ["deputy"],
            "signatories:\n  - head\n  # the second\n  - deputy\n",
            "signatories: [deputy]\n",
        ),
        ("series", "post", "date: 2027-01-19\n", "date: 2027-01-19\nseries: post\n"),
        ("nothing", None, "", ""),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_key_is_changed_and_nothing_else(
    key: str, value: Plain | None, old: str, new: str, end: str
) -> None:
    text = WRITTEN.replace("\n", end)
    changed = with_value(text, key, value)
    wanted = WRITTEN.replace(old, new, 1) if old else WRITTEN
    if key == "template" and value is None:
        wanted = WRITTEN.replace("template: letter   # usual\n", "")
    assert changed == wanted.replace("\n", end)


def test_a_file_begins_with_its_first_key() -> None:
    assert with_value("", "template", "letter") == "template: letter\n"
    assert with_value("# a note\n", "template", "letter") == "# a note\ntemplate: letter\n"


@pytest.mark.parametrize("text", ["{template: letter, formats: pdf}", "template: [\n", "- a\n", "a: &x 1\n"])
def test_a_file_that_cannot_be_changed_is_left_alone(text: str) -> None:
    assert with_value(text, "series", "post") is None


LISTED = """enclosures:
  # first of all
  - statement: one
  - file: office/a.pdf   # the map
    title: "A"
  # the last
  - title: B
    announce: only

date: 2027-01-19
"""


def test_an_item_comes_to_the_end_of_a_list() -> None:
    item: dict[str, Plain] = {"file": {"en": "x.pdf", "de": "y.pdf"}, "title": 'Say "no": now'}
    changed = with_item(LISTED, "enclosures", item)
    added = '  - file: {en: "x.pdf", de: "y.pdf"}\n    title: "Say \\"no\\": now"\n'
    assert changed == LISTED.replace("announce: only\n", "announce: only\n" + added)


@pytest.mark.parametrize("empty", ["", "enclosures: []\n", "enclosures: none\n", "enclosures:\n"])
def test_a_list_is_begun(empty: str) -> None:
    assert with_item("date: 2027-01-19\n" + empty, "enclosures", {"statement": "one"}) == (
        "date: 2027-01-19\nenclosures:\n  - statement: one\n"
    )


@pytest.mark.parametrize(
    ("number", "gone"),
    [
        (0, "  # first of all\n  - statement: one\n"),
        (1, '  - file: office/a.pdf   # the map\n    title: "A"\n'),
        (2, "  # the last\n  - title: B\n    announce: only\n"),
    ],
)
def test_an_item_is_taken_out_with_its_lines(number: int, gone: str) -> None:
    changed = without_item(LISTED, "enclosures", number)
    assert changed is not None
    kept = [
        line
        for line in gone.splitlines()
        if "#" in line and " # " not in line[4:] and not line.strip().startswith("- ")
    ]
    left = LISTED.replace(gone, "".join(f"{line}\n" for line in kept))
    assert changed == left


def test_the_last_item_leaves_an_empty_list() -> None:
    assert without_item("enclosures:\n  - statement: one\n", "enclosures", 0) == "enclosures: []\n"
    assert without_item("enclosures: [{statement: one}, {statement: two}] # so\n", "enclosures", 0) == (
        "enclosures:\n  - statement: two\n"
    )
