"""What a finished file should say: made from the letter before anybody looks at the file. Pure, frozen, picklable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from letterbook.archive.layout import letter_path
from letterbook.archive.posting import Posting, posting_of
from letterbook.composing.letter_fields import ADDRESSEE, LETTER_FIELDS, NAMES_APART, optional_fields
from letterbook.composing.placeholders import placeholders
from letterbook.model import (
    Enclosure,
    FinishedFile,
    Format,
    Letter,
    Part,
    Picture,
    Rendered,
    Template,
    in_the_file,
)
from letterbook.model.text import (
    figures,
    first_sentence,
    last_sentence,
    links,
    paragraph_texts,
    raised_signs,
    without_number,
)
from letterbook.render.raster import svg_to_png
from letterbook.sources.documents.picture_prints import dots_print, look
from letterbook.templates import (
    NOTHING_OWN,
    OwnOutputs,
    missing_in,
    own_outputs,
    prints,
    prints_address,
    words_of_letterhead,
    words_of_page,
)

Lines = tuple[tuple[str, tuple[str, ...]], ...]
"""The texts of each field that a letter has, by the field's name, in reading order."""


ExpectedPicture = tuple[str, str, str]
"""A picture of a text: what is read aloud for it, the print of its dots ("" for a drawing), and how it looks."""


@dataclass(frozen=True)
class ExpectedEnclosure:
    """A statement, or a finished PDF, as it has to travel with a letter. `texts` are a statement's paragraphs in order,
    title first; of a finished PDF its title alone, and `prints` are the digests of its pages, of a statement none.

    `pictures` are those of a statement, `links` the addresses to which its words lead, `raised`
    its raised and lowered signs.
    `furniture` are the words at the edges of its pages; `page_label` is “Page {page} of {pages}” in its language.
    """

    language: str
    first_sentence: str
    last_sentence: str
    texts: tuple[str, ...]
    furniture: tuple[str, ...]
    page_label: str
    prints: tuple[str, ...] = ()
    pictures: tuple[ExpectedPicture, ...] = ()
    links: tuple[str, ...] = ()
    raised: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExpectedLetter:
    """The words of one letter, whatever the format. `lines` are its fields, as `composing.letter_fields` lists them;
    `public_names` what a letterhead may say of its addressee, `telling_fields` what only one may have (see `Letter`).
    `posting` is None in a mailing that was published before version 3.
    """

    recipient_id: str
    name: str
    language: str
    template: str
    window: str
    lines: Lines
    page_label: str
    enclosures: tuple[ExpectedEnclosure, ...]
    public_names: tuple[str, ...] = ()
    telling_fields: tuple[str, ...] = ()
    posting: Posting | None = None

    def texts(self, field: str) -> tuple[str, ...]:
        """What the letter says in this field; nothing where it has none."""
        return next((texts for name, texts in self.lines if name == field), ())

    def line(self, field: str) -> str | None:
        """The one text of this field; None where it has none."""
        return next(iter(self.texts(field)), None)

    @property
    def reference(self) -> str:
        return self.line("reference") or ""

    @property
    def address(self) -> tuple[str, ...]:
        return self.texts("address")

    @property
    def body(self) -> tuple[str, ...]:
        return self.texts("body")

    def all_lines(self) -> Iterator[str]:
        """Every text of the letter, from its address to the last paragraph of its last enclosure."""
        for _, texts in self.lines:
            yield from texts
        for enclosure in self.enclosures:
            yield from enclosure.texts

    def cover_texts(self) -> Iterator[str]:
        """Every text that may stand on the cover letter, page numbers aside."""
        yield self.name
        yield " ".join(self.address)
        for _, texts in self.lines:
            yield from texts


@dataclass(frozen=True, slots=True)
class Expectation:
    """One file of one letter. `file` is its path in the mailing's folder; pages are None in a Word file, which holds
    no finished PDF. `enclosure_pages` counts each of several enclosures.

    `printed` names the fields that the template's page asks for: a note verbale prints no address and no subject.
    `page_words` are the words that the template's page has of its own, a text an element. `own_texts` are what it prints of
    the addressee's own fields, each as often as it does, `choices` the branches that its conditions take.
    """

    letter: ExpectedLetter
    format: Format
    file: str
    sha256: str
    pages: int | None
    cover_pages: int | None
    printed: tuple[str, ...]
    page_words: tuple[str, ...] = ()
    own_texts: tuple[str, ...] = ()
    choices: str = ""
    enclosure_pages: tuple[int, ...] = ()

    @property
    def recipient_id(self) -> str:
        return self.letter.recipient_id

    @property
    def enclosures(self) -> tuple[ExpectedEnclosure, ...]:
        """Those that stand in this file."""
        every = self.letter.enclosures
        return every if self.format == "pdf" else tuple(each for each in every if not each.prints)


def expect(
    letter: Letter, enclosures: Iterable[ExpectedEnclosure], made: Rendered, template: Template
) -> Expectation:
    """What the file that was made of this letter has to say. There are no `enclosures` where the cover goes alone."""
    expected = expected_letter(letter, enclosures)
    file, page = letter_path(Path(made.path).name), printed(template, made.format)
    words, own = page_words(template, made.format), own_on_page(letter, made.format, template)
    measured = (made.sha256, made.pages, made.cover_pages)
    said, enclosed = (page, words, own.texts), tuple(made.enclosure_pages)
    return Expectation(expected, made.format, file, *measured, *said, own.choices, enclosed)


def own_on_page(letter: Letter, kind: Format, template: Template) -> OwnOutputs:
    """What the template's page says of the addressee's own fields, and chooses by them. Raises TypeError for a comparison
    that makes no sense.
    """
    page = _page(template, kind)
    if "recipient" not in page:
        return NOTHING_OWN
    return own_outputs(page, {"address_field": "", **placeholders(letter)})


def missing_on_page(letter: Letter, kind: Format, template: Template) -> list[str]:
    """Which of the addressee's names the template's page prints and the letter does not have, as a template calls them."""
    page = _page(template, kind)
    asked = {name for name in NAMES_APART if name in page}
    if not asked:
        return []
    values = {"address_field": "", **placeholders(letter)}
    return [name for name in missing_in(page, values) if name in asked]


def _page(template: Template, kind: Format) -> str:
    if kind == "pdf":
        return template.html
    from letterbook.render.docx.letterhead_text import letterhead_text  # reading a record needs no Word

    return letterhead_text(template.docx or b"")


def printed(template: Template, kind: Format) -> tuple[str, ...]:
    """Which of the fields that a page may leave out the template's page asks for. The others stand on every letter."""
    page = _page(template, kind)
    asked = (field.name for field in optional_fields() if prints(page, field.name))
    address = ["address"] if prints_address(page) else []
    return (*address, *([ADDRESSEE] if prints(page, ADDRESSEE) else []), *asked)


def page_words(template: Template, kind: Format) -> tuple[str, ...]:
    """The words that the template's page has of its own, which are the same on every letter."""
    if kind == "pdf":
        return words_of_page(template.html, template.css)
    from letterbook.render.docx.letterhead_text import letterhead_words

    return words_of_letterhead(letterhead_words(template.docx or b""))


def expected_enclosures(parts: Iterable[Part]) -> tuple[ExpectedEnclosure, ...]:
    """What those that stand in a letter's file have to say; work it out once for all letters of their language."""
    return tuple(map(expected_enclosure, in_the_file(parts)))


def expected_enclosure(enclosure: Enclosure | FinishedFile) -> ExpectedEnclosure:
    """The words of an enclosure, or the pages of a finished file."""
    if isinstance(enclosure, FinishedFile):
        language, label = enclosure.language, enclosure.page_label
        return ExpectedEnclosure(language, "", "", (enclosure.title,), (), label, enclosure.prints)
    body = tuple(paragraph_texts(enclosure.body))
    ending = (enclosure.signature_name, enclosure.signature_title, enclosure.addressed_to)
    return ExpectedEnclosure(
        language=enclosure.language,
        first_sentence=first_sentence(without_number(body[0])) if body else "",
        last_sentence=last_sentence(without_number(body[-1])) if body else "",
        texts=(enclosure.title, enclosure.place_and_date, *body, *filter(None, ending)),
        furniture=(enclosure.office,),
        page_label=_page_label(enclosure.labels),
        links=tuple(dict.fromkeys(links(enclosure.body))),
        raised=tuple(raised_signs(enclosure.body)),
        pictures=tuple(_picture(figure.picture, figure.alt) for figure in figures(enclosure.body)),
    )


@lru_cache(maxsize=64)
def _picture(picture: Picture, alt: str) -> ExpectedPicture:
    if picture.kind != "image/svg+xml":
        return alt, dots_print(picture.data), look(picture.data)
    size = _DRAWN_MM, _DRAWN_MM * picture.height_px / picture.width_px
    return alt, "", look(svg_to_png(picture.data, size, _DOTS_AN_INCH))


_DRAWN_MM, _DOTS_AN_INCH = 100, 150


def expected_letter(letter: Letter, enclosures: Iterable[ExpectedEnclosure]) -> ExpectedLetter:
    """The words of a letter."""
    lines = ((field.name, field.texts(letter)) for field in LETTER_FIELDS)
    return ExpectedLetter(
        recipient_id=letter.recipient_id,
        name=letter.recipient_name,
        language=letter.language,
        template=letter.template,
        window=letter.window,
        lines=tuple((name, texts) for name, texts in lines if texts),
        page_label=_page_label(letter.labels),
        enclosures=tuple(enclosures),
        public_names=letter.public_names,
        telling_fields=letter.telling_fields,
        posting=posting_of(letter),
    )


def _page_label(labels: Mapping[str, str]) -> str:
    return labels.get("page", "{page} / {pages}")


@lru_cache(maxsize=64)
def page_labels(pattern: str, pages: int | None) -> tuple[str, ...]:
    """The page numbers that may be printed: of so many pages, or of up to nine where only Word knows."""
    totals = range(1, 10) if pages is None else [pages]
    return tuple(pattern.format(page=page, pages=total) for total in totals for page in range(1, total + 1))
