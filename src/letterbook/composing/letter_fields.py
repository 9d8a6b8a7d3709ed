"""The fields of a letter, in the order in which they are read: one table for all that goes through them.

From it come the placeholders of a page template, what a finished file has to say, and what a dry run compares. A new
line of a letter is one more entry here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from letterbook.model import Letter
from letterbook.model.text import links, paragraph_texts, raised_signs

FieldValue = str | tuple[str, ...] | None


@dataclass(frozen=True)
class LetterField:
    """One field. `name` is its placeholder on a page; `value` its text in a letter, several for several lines.

    `finding` is the code of what is found where a finished page lacks it, `label` what the sentence then calls it; None
    where it is not looked for by itself. `is_required` says that every page has it; others stand where the template
    asks for them. `is_placeholder` is False for what no page asks for by this name.
    """

    name: str
    value: Callable[[Letter], FieldValue]
    finding: str | None = None
    label: str = ""
    is_required: bool = False
    is_placeholder: bool = True

    def texts(self, letter: Letter) -> tuple[str, ...]:
        """What the letter says here, without what is empty."""
        value = self.value(letter)
        return tuple(filter(None, (value,) if isinstance(value, str) else value or ()))


def _lines(texts: Iterable[str | None]) -> FieldValue:
    """The one text, or what there is of two."""
    found = tuple(texts)
    return found[0] if len(found) == 1 else tuple(filter(None, found))


LETTER_FIELDS = (
    LetterField("recipient.delivery", lambda letter: letter.delivery),
    LetterField("address", lambda letter: letter.address),
    LetterField("reference", lambda letter: letter.reference or ""),
    LetterField("date", lambda letter: letter.date, "wrong-date", "The date", is_required=True),
    LetterField("subject", lambda letter: letter.subject, "wrong-subject", "The subject"),
    LetterField("salutation", lambda letter: letter.salutation, "wrong-salutation", "The salutation"),
    LetterField(
        "body",
        lambda letter: tuple(paragraph_texts(letter.body)),
        "missing-words",
        "The paragraph",
        is_required=True,
        is_placeholder=False,
    ),
    LetterField("links", lambda letter: tuple(links(letter.body)), is_placeholder=False),
    LetterField("raised", lambda letter: tuple(raised_signs(letter.body)), is_placeholder=False),
    LetterField("closing", lambda letter: letter.closing, "wrong-closing", "The closing"),
    LetterField(
        "signatory.name",
        lambda letter: _lines(block.name for block in letter.signatures),
        "wrong-signatory",
        "The signatory’s name",
    ),
    LetterField(
        "signatory.title",
        lambda letter: _lines(block.title for block in letter.signatures),
        "wrong-signatory",
        "The signatory’s title",
    ),
    LetterField(
        "enclosure_line", lambda letter: letter.enclosure_line, "wrong-enclosure-line", "The enclosure line"
    ),
    LetterField("copy_line", lambda letter: letter.copy_line, "wrong-copy-line", "The copy line"),
    LetterField("office.return_line", lambda letter: letter.head.return_line),
    LetterField("office.name", lambda letter: letter.head.name),
    LetterField("office.address", lambda letter: letter.head.address),
    LetterField("office.contact", lambda letter: letter.head.contact),
    LetterField("place_and_date", lambda letter: letter.place_and_date),
    LetterField("reference_line", lambda letter: letter.reference_line),
    LetterField("number_line", lambda letter: letter.number_line),
    LetterField(
        "recipient.fields",
        lambda letter: tuple(field.text for field in letter.fields),
        is_placeholder=False,
    ),
    LetterField("labels", lambda letter: tuple(sorted(letter.labels.values())), is_placeholder=False),
)

ADDRESSEE = "addressee"
"""The lines of the address where no window shows them, as at the foot of a note verbale."""

ON_THE_PAGE_ONLY: Mapping[str, Callable[[Letter], FieldValue]] = {
    ADDRESSEE: lambda letter: letter.address,
    "recipient.name": lambda letter: letter.recipient_name,
    "recipient.given": lambda letter: letter.given,
    "recipient.surname": lambda letter: letter.surname,
    "recipient.kind": lambda letter: letter.kind,
    "recipient.country": lambda letter: letter.country,
    "recipient.group": lambda letter: letter.group,
    "recipient.language": lambda letter: letter.asked_language,
    "place": lambda letter: letter.place,
    "language": lambda letter: letter.language,
}
"""Placeholders of a page that are no line of the letter."""


NAMES_APART = ("recipient.given", "recipient.surname")
"""Names that a page prints and that an addressee may not have: without them it has a hole."""


def optional_fields() -> Iterator[LetterField]:
    """Those that a page may print or leave out, and that are looked for where it prints them."""
    return (field for field in LETTER_FIELDS if field.finding and not field.is_required)
