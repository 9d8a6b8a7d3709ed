"""The frozen values that the rooms hand to each other. Lengths are millimetres unless a name says otherwise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from letterbook.errors import Place

Format = Literal["pdf", "docx"]
FORMATS: tuple[Format, ...] = ("pdf", "docx")


# --- Words of a text: what Markdown becomes, and what both renderers set -------------------------------------------


@dataclass(frozen=True)
class Text:
    """Characters as they are to be read; never markup."""

    text: str


@dataclass(frozen=True)
class Emphasis:
    children: tuple[Inline, ...]


@dataclass(frozen=True)
class Strong:
    children: tuple[Inline, ...]


@dataclass(frozen=True)
class Link:
    target: str
    children: tuple[Inline, ...]


@dataclass(frozen=True)
class LineBreak:
    pass


Inline = Text | Emphasis | Strong | Link | LineBreak


@dataclass(frozen=True)
class Paragraph:
    children: tuple[Inline, ...]


@dataclass(frozen=True)
class Heading:
    level: int  # 1 is the highest inside the text
    children: tuple[Inline, ...]


@dataclass(frozen=True)
class ListBlock:
    """A list; `start` is the first number of a numbered one, None for bullets."""

    items: tuple[tuple[Block, ...], ...]
    start: int | None = None


@dataclass(frozen=True)
class Quote:
    children: tuple[Block, ...]


@dataclass(frozen=True)
class Table:
    """Rows of cells; the first row is the header."""

    rows: tuple[tuple[tuple[Inline, ...], ...], ...]


Block = Paragraph | Heading | ListBlock | Quote | Table


# --- The office ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Localised:
    """A text of the office: one string for all languages (key ""), or a string per language."""

    texts: Mapping[str, str]

    def to(self, language: str, fallback: str = "en") -> str | None:
        """The text in this language, else the one for all languages, else in the fallback, else None."""
        for key in (language, "", fallback):
            if key in self.texts:
                return self.texts[key]
        return None


@dataclass(frozen=True)
class Picture:
    """A picture's bytes, read and checked; `name` is its path in the workspace, `kind` its media type."""

    name: str
    kind: Literal["image/svg+xml", "image/png", "image/jpeg"]
    data: bytes = field(repr=False)
    width_px: float
    height_px: float


@dataclass(frozen=True)
class Signatory:
    """Who signs. `signature` is None where 25 mm are left for a pen, else the picture of the signature."""

    id: str
    name: Localised | None
    title: Localised | None
    signature: Picture | None = None


@dataclass(frozen=True)
class Series:
    """A number series: a format string over `number` and `year`, and when it begins again at 1."""

    id: str
    pattern: str
    reset: Literal["yearly", "never"] = "yearly"


@dataclass(frozen=True)
class Kind:
    """A kind of addressee: whether notes verbales are sent to it, and how a letter addresses it where no list says."""

    receives_notes: bool = False
    salutation: Localised = field(default_factory=lambda: Localised({}))
    closing: Localised = field(default_factory=lambda: Localised({}))


@dataclass(frozen=True)
class Defaults:
    """What holds for a recipient where neither it nor its group says otherwise."""

    page: str = "A4"
    window: str = "din-b"
    universal: bool = False
    template: str = "letter"
    formats: tuple[Format, ...] = ("pdf",)
    language: str = "en"
    fallback: str | None = None
    series: str = "outgoing"
    signatory: str = ""


@dataclass(frozen=True)
class Office:
    """Who writes: `letterbook.yaml`. `place` is its city, by the name that each language has for it."""

    name: Localised
    address: tuple[Localised, ...]
    country: str
    contact: tuple[Localised, ...]
    return_line: Localised | None
    emblem: Picture | None
    signatories: Mapping[str, Signatory]
    series: Mapping[str, Series]
    defaults: Defaults
    place: Localised | None = None
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    register: str = "register.sqlite"


# --- The statement -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Statement:
    """One language's file of a statement. `title` and `source` may hold Jinja; `source` is Markdown.

    `first_line` is the line of the file on which `source` begins, for the places of problems.
    """

    id: str
    language: str
    title: str
    date: dt.date
    place: str
    source: str
    file: str
    first_line: int
    occasion: dt.date | None = None
    signatory: str | None = None
    groups: tuple[str, ...] | None = None
    addressed_to: bool = False
    places: Mapping[str, Place] = field(default_factory=dict)


# --- The addressees ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Address:
    """A postal address: either lines as the office wrote them, or parts. `country` is ISO 3166-1 alpha-2."""

    country: str
    lines: tuple[str, ...] = ()
    street: str | None = None
    city: str | None = None
    region: str | None = None
    postcode: str | None = None


@dataclass(frozen=True)
class Recipient:
    """One addressee, with its group's and the office's defaults already filled in.

    `in_text` is how a sentence names the addressee ("the Embassy of Georgia"), in the letter's language and in the
    case that the words ask for. `places` says where each key was written ("" is the recipient itself).
    """

    id: str
    group: str
    organisation: str | None
    person: str | None
    post: str | None
    honorific: str | None
    salutation: str | None
    closing: str | None
    attention: str | None
    in_text: str | None
    address: Address
    language: str
    template: str
    formats: tuple[Format, ...]
    signatory: str | None
    window: str
    copies: int = 1
    cc: tuple[str, ...] = ()
    delivery: str | None = None
    active: bool = True
    kind: str | None = None
    places: Mapping[str, Place] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the office calls this addressee in lists: person or post, and body."""
        return ", ".join(filter(None, [self.person or self.post, self.organisation])) or self.id


@dataclass(frozen=True)
class Group:
    """Addressees that the statement names together; `name` stands in the addressed-to paragraph."""

    id: str
    name: Localised
    recipients: tuple[Recipient, ...]
    places: Mapping[str, Place] = field(default_factory=dict)


# --- A template folder ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Words:
    """A cover letter's words in one language: `<lang>.md`.

    `front` holds the one-line texts (subject, salutation, closing, ...) as Jinja, `source` the body as Markdown with
    Jinja, `first_line` the line of the file on which the body begins, `lines` the line of each key of `front`.
    """

    language: str
    file: str
    front: Mapping[str, str]
    source: str
    first_line: int
    lines: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Template:
    """A folder `templates/<name>/`, read. `folder` is its path as the user knows it; `assets` are its other files."""

    name: str
    folder: str
    words: Mapping[str, Words]
    html: str
    css: str
    docx: bytes | None = field(repr=False, default=None)
    assets: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def is_note(self) -> bool:
        """Whether it is a note verbale, as its words say of themselves."""
        return any(words.front.get("form") == "note-verbale" for words in self.words.values())


# --- The letter, composed: the same words for every format ---------------------------------------------------------


@dataclass(frozen=True)
class SignatureBlock:
    """What stands under the closing. `space_mm` is left for a pen (25) or for stamp and initials; 0 with a picture."""

    name: str | None
    title: str | None
    picture: Picture | None
    space_mm: float


@dataclass(frozen=True)
class Letterhead:
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
class Letter:
    """One addressee's cover letter: every word final, nothing yet laid out.

    `reference` is None on a draft. `parts` holds the one-line texts that the template's words name beside the known
    ones. `labels` are the fixed words of the page ("Our reference") in the letter's language.
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
    head: Letterhead
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
    parts: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_draft(self) -> bool:
        return self.reference is None

    @property
    def reference_line(self) -> str | None:
        """“Our reference: 1-0001/2021”, as the letter's language writes it; None on a draft."""
        return self.labels["reference"].format(reference=self.reference) if self.reference else None


# --- Rendering -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chunk:
    """Letters that share a template and an enclosure, to be made in one go by one worker.

    `enclosure` is None with `--cover-only`; `enclosure_pdf` is the same, laid out, where the format is PDF. `folder`
    is where the worker puts the files (an absolute path).
    """

    template: Template
    letters: tuple[Letter, ...]
    enclosure: Enclosure | None
    format: Format
    folder: str
    names: tuple[str, ...]  # the file name of each letter
    enclosure_pdf: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Rendered:
    """A letter that became a file. `pages` counts the whole file, `cover_pages` the letter without its enclosure."""

    recipient_id: str
    format: Format
    path: str
    sha256: str
    pages: int | None
    cover_pages: int | None


@dataclass(frozen=True)
class Failed:
    """A letter that did not, and why, in a sentence."""

    recipient_id: str
    format: Format
    cause: str


Outcome = Rendered | Failed
