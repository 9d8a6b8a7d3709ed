"""Quotation marks and apostrophes of a line are those of a paragraph: subject, salutation, closing, title."""

from __future__ import annotations

from pathlib import Path

from conftest import edit

from letterbook.model import Order
from letterbook.model.progress import UNWATCHED
from letterbook.pipeline.prepare import prepare
from letterbook.sources.documents.quotation_marks import with_quotation_marks


def test_a_line_has_the_marks_of_its_language(workspace: Path) -> None:
    words = workspace / "templates/letter/en.md"
    front, body = words.read_text("utf-8").split("\n---\n", 1)
    lines = [
        line for line in front.split("\n") if not line.startswith(("subject:", "closing:", "salutation:"))
    ]
    said = {
        "subject": 'The office\'s "day"',
        "salutation": "Dear Ms O'Brien,",
        "closing": "'Yours' sincerely,",
    }
    head = [*lines, *(f"{key}: '{text.replace(chr(39), chr(39) * 2)}'" for key, text in said.items())]
    words.write_text("\n".join(head) + '\n---\nThe office\'s "day".\n\n' + body, "utf-8")
    edit(workspace / "statements/january-20/en.md", 'title: "', "title: \"The people's ")
    prepared, _ = prepare(workspace, Order("january-20", formats=("pdf",)), UNWATCHED)
    assert prepared
    letter = next(draft.letter for draft in prepared.drafts if draft.letter.language == "en")
    assert letter.subject == "The office’s “day”"
    assert "“day”." in repr(letter.body[0])
    assert (letter.salutation, letter.closing) == ("Dear Ms O’Brien,", "‘Yours’ sincerely,")
    assert "people’s" in (letter.enclosure_line or "")


def test_what_a_list_says_keeps_its_marks_but_for_apostrophes(workspace: Path) -> None:
    edit(
        workspace / "recipients.yaml",
        "- id: unesco",
        "- id: unesco\n        closing: 'L''ordre \"du jour\",'",
    )
    prepared, _ = prepare(workspace, Order("january-20", formats=("pdf",)), UNWATCHED)
    assert prepared
    [closing] = [each.letter.closing for each in prepared.drafts if each.letter.recipient_id == "unesco"]
    assert closing == 'L’ordre "du jour",'


def test_inches_placeholders_and_languages_without_marks_stay() -> None:
    marks = ("“", "”", "‘", "’")
    assert with_quotation_marks('a 5" pipe, *so*', marks) == 'a 5" pipe, *so*'
    asked = """"{{ statement.title or 'it' }}" {% if x == "y" %}l'été{% endif %}"""
    assert with_quotation_marks(asked, marks) == asked.replace('"{{', "“{{").replace('}}"', "}}”").replace(
        "l'", "l’"
    )
    assert with_quotation_marks("l'été", ()) == "l'été"


def test_feet_and_minutes_stay_and_pairs_and_suffixes_do_not() -> None:
    marks = ("“", "”", "‘", "’")
    for said in ("Height 5' 10\"", "Height 5'10\"", "at 13° 24' N"):
        assert with_quotation_marks(said, marks) == said
    assert with_quotation_marks("The 'day of 1918', 5\" wide", marks) == 'The ‘day of 1918’, 5" wide'
    assert with_quotation_marks('1918\'de "28"', marks) == "1918’de “28”"
