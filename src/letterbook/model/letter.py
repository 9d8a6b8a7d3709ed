"""The letter, composed: the same words for every format. Lengths are mm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from letterbook.model.fields import OwnField
from letterbook.model.office import Format, Picture
from letterbook.model.text import Block


@dataclass(frozen=True)
class SignatureBlock:
    """What stands under the closing. `space_mm` is left for a pen (25) or for stamp and initials; 0 with a picture."""

    name: str | None
    title: str | None
    picture: Picture | None
    space_mm: float


@dataclass(frozen=True)
class LetterheadText:
    """The office as its own paper says it, in the letter's language."""

    name: str
    address: tuple[str, ...]
    contact: tuple[str, ...]
    return_line: str | None
    emblem: Picture | None


@dataclass(frozen=True)
class Enclosure:
    """The statement as it travels with letters of one language: set as a publication, counted by itself.

    `date` is written out in the language; `addressed_to` is the paragraph written from the groups, or None.
    """

    statement: str
    language: str
    title: str
    place_and_date: str
    body: tuple[Block, ...]
    signature_name: str | None
    signature_title: str | None
    addressed_to: str | None
    labels: Mapping[str, str]
    office: str
    page: str = "A4"


@dataclass(frozen=True)
class FinishedFile:
    """A finished PDF that goes along as it is. `file` is its path; `pdf` are its pages as a letter takes them in.

    `prints` are the digests by which its pages are known in a letter again, one a page; `page_label` is “Page {page} of
    {pages}” in its language.
    """

    title: str
    language: str
    file: str
    prints: tuple[str, ...]
    page_label: str
    pdf: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class PrintedElsewhere:
    """An enclosure that the letter names and that lies beside it; `pages` None where nobody has said how many."""

    title: str
    pages: int | None = None


Part = Enclosure | FinishedFile | PrintedElsewhere
"""What a letter may announce as enclosed."""


def in_the_file(parts: Iterable[Part]) -> tuple[Enclosure | FinishedFile, ...]:
    """The enclosures that stand in a letter's own PDF."""
    return tuple(part for part in parts if not isinstance(part, PrintedElsewhere))


@dataclass(frozen=True)
class Letter:
    """One addressee's cover letter: every word final, nothing yet laid out.

    `reference` is None on a draft. `labels` are the fixed words of the page ("Our reference") in the letter's language.
    `public_names` are what anybody may name of the addressee: the body, the post and the town, and not the person.
    `fields` are the own fields that the template uses, `telling_fields` the texts of those that may give the addressee away.
    `kind` and `asked_language` are the list's, for the conditions of a page.
    `given` and `surname` are the addressee's, where the list has them apart.
    `way` is how the letter goes, as the list says it, and `delivery` the note on it that is printed. `postcode` is the
    address's, where the list has it apart, and `copies_to` are those whom the copy line names.
    """

    recipient_id: str
    recipient_name: str
    group: str
    template: str
    language: str
    formats: tuple[Format, ...]
    reference: str | None
    number: int | None
    issued: dt.date
    date: str
    place: str
    place_and_date: str
    window: str
    address: tuple[str, ...]
    address_size_pt: float
    head: LetterheadText
    subject: str
    salutation: str | None
    body: tuple[Block, ...]
    closing: str | None
    signature: SignatureBlock
    enclosure_line: str | None
    copy_line: str | None
    labels: Mapping[str, str]
    delivery: str | None = None
    copies: int = 1
    country: str = ""
    public_names: tuple[str, ...] = ()
    second_signature: SignatureBlock | None = None
    fields: tuple[OwnField, ...] = ()
    telling_fields: tuple[str, ...] = ()
    kind: str | None = None
    asked_language: str = ""
    way: str | None = None
    given: str | None = None
    surname: str | None = None
    postcode: str | None = None
    copies_to: tuple[str, ...] = ()

    @property
    def signatures(self) -> tuple[SignatureBlock, ...]:
        """Who signs: one, or two side by side."""
        return (self.signature, self.second_signature) if self.second_signature else (self.signature,)

    @property
    def is_draft(self) -> bool:
        return self.reference is None

    @property
    def reference_line(self) -> str | None:
        """“Our reference: 1-0001/2021”, as the letter's language writes it; None on a draft."""
        return self.labels["reference"].format(reference=self.reference) if self.reference else None

    @property
    def number_line(self) -> str | None:
        """“No. 1-0001/2021”, as a note verbale bears it; None on a draft."""
        words = self.labels.get("number", self.labels["reference"])
        return words.format(reference=self.reference) if self.reference else None


@dataclass(frozen=True)
class Draft:
    """A letter with every word final but its number; what it will be is settled when it is composed."""

    letter: Letter
    enclosure_language: str

    @property
    def recipient_id(self) -> str:
        return self.letter.recipient_id

    @property
    def kind(self) -> tuple[str, str]:
        """(template, language): drafts of one kind are set alike."""
        return self.letter.template, self.letter.language

    def numbered(self, number: int, reference: str) -> Letter:
        """The letter with what the register gave it."""
        return replace(self.letter, number=number, reference=reference)
