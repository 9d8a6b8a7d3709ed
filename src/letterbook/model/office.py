"""Who writes, what it writes, and on which paper: the office, its statements and its templates. Lengths are mm."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from letterbook.model.fields import FieldRule
from letterbook.model.fonts import FontFile, OwnFont
from letterbook.model.language import Hyphenation, Languages
from letterbook.model.post import PostSettings
from letterbook.problems import Place

Format = Literal["pdf", "docx"]
TableFormat = Literal["csv", "xlsx", "pdf"]
"""Of the register, written down for others."""
FORMATS: tuple[Format, ...] = ("pdf", "docx")
Access = Literal["private", "group", "system"]
"""Who may read what is written: its owner, the owner's group too, or whom the system lets."""
ACCESS: tuple[Access, ...] = ("private", "group", "system")


@dataclass(frozen=True)
class Localised:
    """A text of the office: one string for all languages (key ""), or a string per language."""

    texts: Mapping[str, str]

    def to(self, language: str, fallback: str | None = None) -> str | None:
        """The text in this language, else the one for all languages, else in the fallback if there is one, else None."""
        for key in (language, "", fallback):
            if key is not None and key in self.texts:
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
    """Who signs. `signature` is None where 25 mm are left for a pen, else the picture of the signature; `proxy` is what stands
    before the name of one who signs for somebody else: “p.p.”, “i. V.”.
    """

    id: str
    name: Localised | None
    title: Localised | None
    signature: Picture | None = None
    proxy: Localised | None = None


@dataclass(frozen=True)
class Series:
    """A number series: a format string over `number` and `year`, and when it begins again at 1."""

    id: str
    pattern: str
    reset: Literal["yearly", "never"] = "yearly"


@dataclass(frozen=True)
class AddresseeKind:
    """A kind of addressee: whether notes verbales are sent to it, and how a letter addresses it where no list says."""

    receives_notes: bool = False
    salutation: Localised = field(default_factory=lambda: Localised({}))
    closing: Localised = field(default_factory=lambda: Localised({}))


@dataclass(frozen=True)
class Defaults:
    """What holds for a recipient where neither it nor its group says otherwise; `country` is the office's own."""

    page: str = "A4"
    window: str = "din-b"
    universal: bool = False
    template: str = "letter"
    formats: tuple[Format, ...] = ("pdf",)
    language: str = "en"
    fallback: str | None = None
    series: str = "outgoing"
    signatory: str = ""
    country: str = ""


@dataclass(frozen=True)
class ListWords:
    """What the office's own languages add to the words of a list: the fields of a recipient that headings stand for,
    words for yes and no without capitals, what the headings of a carrier's list of tracking numbers stand for, the
    months' names as `language.typed_dates` writes them, and the codes of countries by folded name.
    """

    headings: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, bool] = field(default_factory=dict)
    tracking: Mapping[str, str] = field(default_factory=dict)
    months: Mapping[str, int] = field(default_factory=dict)
    countries: Mapping[str, str] = field(default_factory=dict)


NO_WORDS = ListWords()


@dataclass(frozen=True)
class ListLayout:
    """What the office says of its list: the file, its sheet or the several that are read one behind the other, the row of its
    headings from 1, the keys of a recipient that headings stand for, and the headings of columns that are left out. `encoding`
    is that of a CSV which is not UTF-8.
    `together` says who shares a letter: a household or an office. `places` says where the file and each heading of `columns`
    and `ignored` was written. `fields` are the office's own fields, which a column may hold, and `words` those of its languages.
    """

    file: str | None = None
    sheet: str | None = None
    headings: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    encoding: str | None = None
    fields: Mapping[str, FieldRule] = field(default_factory=dict)
    together: Literal["household", "office"] | None = None
    words: ListWords = NO_WORDS
    sheets: tuple[str, ...] | Literal["all"] = ()

    def with_changes(self, other: ListLayout) -> ListLayout:
        """The same with what the other says in its place; another file has sheet, first row and encoding of its own."""
        of_file = ANY_LAYOUT if other.file and other.file != self.file else self
        of_sheets = other if other.sheet or other.sheets else of_file
        return ListLayout(
            other.file or self.file,
            of_sheets.sheet,
            other.headings or of_file.headings,
            {**self.columns, **other.columns},
            (*self.ignored, *other.ignored),
            {**self.places, **other.places},
            other.encoding or of_file.encoding,
            self.fields,
            other.together or self.together,
            self.words,
            of_sheets.sheets,
        )


ANY_LAYOUT = ListLayout()
"""A list of which the office says nothing."""


@dataclass(frozen=True)
class SalutationRule:
    """How the office opens a letter to those of one form of address: words with placeholders, and where they stand."""

    form: str
    source: str
    place: Place


@dataclass(frozen=True)
class Office:
    """Who writes: `letterbook.yaml`. `country` is that of its address, and `state` the one that it serves, which for an embassy
    is another; `place` is its city, by the name that each language has for it; `folders`
    are those beside its own in which a statement, a list or a picture may lie; `registered_as` is the name by which
    the register knows the office; `languages` are those that it can write in; `fonts` are the check sums (SHA-256) of
    the font files that its templates may bring, `font_files` these files as they were read, and `own_fonts` those of them
    that draw a script which the program's fonts lack; `fields` are its own fields by name, `salutations` its rules by
    language and form of address; `needs_release` says that a second person releases what one has prepared; `post` is how it
    posts its letters.
    """

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
    kinds: Mapping[str, AddresseeKind] = field(default_factory=dict)
    languages: Languages = field(default_factory=lambda: Languages({}))
    register: str = "register.sqlite"
    access: Access = "private"
    folders: tuple[str, ...] = ()
    fonts: frozenset[str] = frozenset()
    font_files: tuple[FontFile, ...] = ()
    own_fonts: tuple[OwnFont, ...] = ()
    registered_as: str | None = None
    list_layout: ListLayout = ANY_LAYOUT
    fields: Mapping[str, FieldRule] = field(default_factory=dict)
    salutations: Mapping[str, Mapping[str, SalutationRule]] = field(default_factory=dict)
    needs_release: bool = False
    post: PostSettings = field(default_factory=PostSettings)
    state: str = ""

    @property
    def own_name(self) -> str:
        """The name on the office's own papers, the register's pages and the bundles: in its default language, else in its
        fallback, else the first that it has written.
        """
        found = self.name.to(self.defaults.language, self.defaults.fallback)
        return found or next(iter(self.name.texts.values()), "")


@dataclass(frozen=True)
class EnclosureSource:
    """What shall go with letters, as it is written: a statement by its id, or a finished PDF by its path with a title; or,
    with a title alone, what is printed elsewhere, of so many pages where they are given.
    """

    place: Place
    statement: str | None = None
    file: Localised | None = None
    title: Localised | None = None
    pages: int | None = None


@dataclass(frozen=True)
class Statement:
    """One language's file of a statement. `title` and `source` may hold Jinja; `source` is Markdown.

    `first_line` is the line of the file on which `source` begins, for the places of problems. `enclosures` are what goes
    with letters about it in this language; None where that is the statement itself. `pictures` are those that `source`
    names, by the path that is written there; None stands for one with a mistake.
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
    enclosures: tuple[EnclosureSource, ...] | None = None
    pictures: tuple[tuple[str, Picture | None], ...] = ()


@dataclass(frozen=True)
class LetterText:
    """A cover letter's words in one language: `<lang>.md`.

    `front` holds the one-line texts (subject, salutation, closing, ...) as Jinja, `source` the body as Markdown with
    Jinja, `first_line` the line of the file on which the body begins, `places` where each key of `front` was written.
    """

    language: str
    file: str
    front: Mapping[str, str]
    source: str
    first_line: int
    places: Mapping[str, Place] = field(default_factory=dict)


@dataclass(frozen=True)
class Template:
    """A folder `templates/<name>/`, read. `folder` is its path as the user knows it; `assets` are its other files.

    `hyphenation`, by tag, is what the office's own languages say of it: whoever sets the pages has it with them; so has
    it the check sums (SHA-256) of the font files that the office lists, `fonts`, and its `own_fonts`.
    """

    name: str
    folder: str
    words: Mapping[str, LetterText]
    html: str
    css: str
    docx: bytes | None = field(repr=False, default=None)
    assets: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    hyphenation: Mapping[str, Hyphenation] = field(default_factory=dict, repr=False)
    fonts: frozenset[str] = frozenset()
    own_fonts: tuple[OwnFont, ...] = ()

    @property
    def is_note(self) -> bool:
        """Whether it is a note verbale, as its words say of themselves."""
        return any(words.front.get("form") == "note-verbale" for words in self.words.values())
