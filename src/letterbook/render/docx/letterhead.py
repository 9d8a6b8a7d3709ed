"""A Word letterhead, read once for a chunk: its parts, its placeholders compiled, the enclosure set."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from xml.sax.saxutils import escape

from docx.enum.section import WD_HEADER_FOOTER
from docx.oxml.section import CT_SectPr
from docx.shared import Mm

from letterbook.composing.isolation import isolate_enclosure
from letterbook.model import Enclosure, OwnFont, Template
from letterbook.render.docx import drawings as pictures
from letterbook.render.docx import embedding, footnotes, package, scripts, sections, xml
from letterbook.render.docx.embedding import SANS, SERIF, SETTINGS, Embedded, unlisted_fonts
from letterbook.render.docx.exact_rows import has_exact_rows
from letterbook.render.docx.footnotes import Footnotes
from letterbook.render.docx.letter_forms import LetterForms
from letterbook.render.docx.letterhead_pictures import normal_pictures
from letterbook.render.docx.numbering import Numbering
from letterbook.render.docx.package import MAIN, Package, Relationship, UnreadableDocxError
from letterbook.render.docx.placeholders import (
    Line,
    Lines,
    Spot,
    has_placeholder,
    letterhead_environment,
    spots,
)
from letterbook.render.docx.styles import Stylesheet
from letterbook.render.docx.traces import without_traces
from letterbook.render.docx.xml import Node
from letterbook.sentences import say
from letterbook.templates import plain_environment

STYLES, NUMBERING = "word/styles.xml", "word/numbering.xml"
_BLANK = "word/letterbook-blank.xml"
_ENCLOSURE_PARTS = {
    "header": "word/letterbook-enclosure{which}-header.xml",
    "blank": "word/letterbook-enclosure{which}-first-header.xml",
    "footer": "word/letterbook-enclosure{which}-footer.xml",
}
# Stands in the body's bytes where the enclosures go; a comment cannot come out of a letter's text.
ENCLOSURE_MARK = b"<!--enclosure-->"


@dataclass
class PartForm:
    """A part with placeholders: its tree, its text lines compiled, its block placeholders by paragraph."""

    root: Node
    lines: tuple[Line, ...]
    blocks: tuple[Spot, ...]
    source: str
    """All its placeholders, as text."""

    @classmethod
    def read(cls, data: bytes) -> PartForm:
        root = xml.read(data)
        environment = letterhead_environment(plain_environment())
        found = spots(root)
        lines = tuple(
            Line(
                spot.index,
                spot.marked,
                environment.from_string(spot.marked),
                len(spot.pieces),
                has_placeholder(spot.source),
            )
            for spot in found
            if not spot.block
        )
        source = "\n".join(spot.source for spot in found)
        return cls(root, lines, tuple(spot for spot in found if spot.block), source)

    @property
    def is_static(self) -> bool:
        return not self.lines and not self.blocks


class UnusableLetterheadError(UnreadableDocxError):
    """A Word file that is sound, and no letterhead for this office; `sentence` says so by itself."""

    def __init__(self, code: str, sentence: str, hint: str) -> None:
        super().__init__(code, sentence, hint)
        self.sentence = sentence

    @property
    def what(self) -> str:
        return self.sentence


def open_letterhead(template: Template) -> Package:
    """The parts of the template's letterhead; Unreadable where there is none that may be used."""
    if template.docx is None:
        raise UnusableLetterheadError(
            "letterhead-missing",
            say("The template “{template_name}” has no Word letterhead.", template_name=template.name),
            say("Put a Word file named letter.docx into {folder}.", folder=template.folder),
        )
    opened = package.unpack(template.docx)
    if package.refused(opened):
        raise UnusableLetterheadError(
            "letterhead-refused",
            "The Word letterhead holds macros, embedded objects or links to other files.",
            "Take them out in Word; the check says which they are.",
        )
    kept = embedding.without_ours(package.strip(opened))
    if unlisted := unlisted_fonts(kept, template.fonts):
        what = say(
            "The Word letterhead brings fonts that the office does not list: {names}.",
            names=", ".join(unlisted),
        )
        raise UnusableLetterheadError("unlisted-font", what, "Save it in Word without embedded fonts.")
    made, refused_pictures = normal_pictures(kept)
    for picture in refused_pictures:
        what = say("A picture in the Word letterhead {what}", what=picture.refused.what)
        raise UnusableLetterheadError("letterhead-picture", what, picture.refused.hint)
    return without_traces(made)


def _default_section() -> CT_SectPr:
    """A4, with the margins that a letter has; for a letterhead that says nothing of its pages."""
    section: CT_SectPr = xml.element("sectPr")
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.right_margin = Mm(32), Mm(20)
    section.bottom_margin, section.left_margin = Mm(25), Mm(25)
    section.header, section.footer, section.gutter = Mm(12.5), Mm(12.5), Mm(0)
    return section


_MEASURES = (
    *("page_width", "page_height", "top_margin", "right_margin", "bottom_margin", "left_margin"),
    *("header", "footer", "gutter"),
)


def _fill_measures(section: CT_SectPr) -> None:
    """Sets what the section leaves open of its sheet and margins."""
    default = _default_section()
    for name in _MEASURES:
        if getattr(section, name) is None:
            setattr(section, name, getattr(default, name))


def _families(fonts: Sequence[OwnFont]) -> Mapping[str, str]:
    """The family by each sign that the office's own fonts draw."""
    return {chr(code): font.family for font in fonts for code in font.widths}


class Letterhead:
    """What all letters of a chunk share."""

    def __init__(self, template: Template, enclosures: Sequence[Enclosure]) -> None:
        self.package = open_letterhead(template)
        self.main = PartForm.read(self.package.parts[MAIN])
        self.body = self.main.root.body
        self.section = self._section()
        self.headers = self._forms("header")
        edges = self.headers | self._forms("footer")
        self.drawing_number = 1 + self._number_drawings(edges)
        self.forms = {part: form for part, form in edges.items() if not form.is_static}
        # They are all in one language.
        self._enclosed = next((enclosure.language for enclosure in enclosures), None)
        self._styles: dict[str, bytes] = {}
        self._fonts: dict[tuple[str, ...], Embedded] = {}
        self._own_fonts = template.own_fonts
        self.styles = Stylesheet(self.package.parts.get(STYLES), _families(template.own_fonts))
        self.numbering = Numbering(self.package.parts.get(NUMBERING))
        self.media = pictures.MediaStore()
        every = (self.main, *self.forms.values())
        self.lines = Lines([form.lines for form in every], letterhead_environment(plain_environment()))
        """Those of the main part and of each of `forms`."""
        self.letter_forms = LetterForms()
        self.measured = (
            False,
            *(part in self.headers and has_exact_rows(form.root) for part, form in self.forms.items()),
        )
        """Of the main part and each of `forms`, whether how wide its words are changes their looks."""
        self.edges: dict[Hashable, tuple[bytes, pictures.DrawnOf]] = {}
        self._drawn = pictures.Drawn(self.media, self.drawing_number, "rFigure")
        self._notes = Footnotes(self.package.parts.get(footnotes.PART))
        # A letterhead has none of its own: they are among the traces that are left behind.
        self.bookmark_number = 1
        self.enclosure_headers: tuple[str, ...] = ()
        self._add_part(STYLES, "styles", package.STYLES_TYPE, b"")
        self.enclosures = b"".join(
            self._set_enclosure(enclosure, number, is_last=number == len(enclosures))
            for number, enclosure in enumerate(enclosures, start=1)
        )
        self._add_drawn()
        self._add_part(NUMBERING, "numbering", package.NUMBERING_TYPE, self.numbering.xml())

    def _section(self) -> CT_SectPr:
        """The letter's last section, taken out of the body; the letter's pages count from 1 and have headers of their own."""
        last: CT_SectPr | None = self.body.sectPr
        if last is None:
            last = _default_section()
        else:
            self.body.remove(last)
        every = [*self.body.iter(xml.SECT_PR), last]
        for section in every:
            _fill_measures(section)
        self._add_headers(every)
        sections.restart(every[0])
        for section in every[1:]:
            sections.go_on(section)
        return last

    def _add_headers(self, every: Sequence[CT_SectPr]) -> None:
        """Gives the first section the headers that it lacks; what a later one lacks, it has from the one before."""
        kinds = [WD_HEADER_FOOTER.PRIMARY]
        if any(section.titlePg_val for section in every):
            kinds.append(WD_HEADER_FOOTER.FIRST_PAGE)
        if b"evenAndOddHeaders" in self.package.parts.get(SETTINGS, b""):
            kinds.append(WD_HEADER_FOOTER.EVEN_PAGE)
        for kind in [kind for kind in kinds if every[0].get_headerReference(kind) is None]:
            relationship = self._add_part(
                _BLANK, "header", package.HEADER_TYPE, xml.write(xml.fragment("<w:hdr><w:p/></w:hdr>"))
            )
            every[0].add_headerReference(kind, relationship)

    def _forms(self, kind: str) -> dict[str, PartForm]:
        related = self.package.related(MAIN, kind)
        return {to.target: PartForm.read(self.package.parts[to.target]) for to in related}

    def _number_drawings(self, edges: Mapping[str, PartForm]) -> int:
        """Gives drawings numbers of their own where two have the same; the highest."""
        changed = pictures.number_apart([self.main.root, *(form.root for form in edges.values())])
        for part, form in edges.items() if changed else ():
            self.package.parts[part] = xml.write(form.root)
        return pictures.highest_number([self.main.root, *(form.root for form in edges.values())])

    def _add_part(self, part: str, kind: str, media_type: str, data: bytes) -> str:
        """Adds or replaces a part of the document; its relationship's identifier."""
        relationships = self.package.relationships.setdefault(MAIN, [])
        self.package.parts[part], self.package.types[part] = data, media_type
        known = next((to.id for to in relationships if to.target == part), None)
        if known is None:
            known = f"rLetterbook{len(relationships) + 1}"
            relationships.append(Relationship(known, kind, part))
        return known

    def _set_enclosure(self, enclosure: Enclosure, number: int, *, is_last: bool) -> bytes:
        """The paragraphs and section of the enclosure with this number, as they stand in every letter's body."""
        which = "" if number == 1 else f"-{number}"
        sheet, before = self.section.get_or_add_pgSz(), len(self._notes.notes)
        made = sections.EnclosureSection(
            *(isolate_enclosure(enclosure), sheet, self.styles, self.numbering, self._notes),
            self._drawn,
            which,
        )
        parts = {kind: name.format(which=which) for kind, name in _ENCLOSURE_PARTS.items()}
        contents = {"header": made.header(), "blank": made.blank(), "footer": made.footer()}
        ids = {}
        for place, data in contents.items():
            kind = "footer" if place == "footer" else "header"
            media_type = package.FOOTER_TYPE if place == "footer" else package.HEADER_TYPE
            ids[place] = self._add_part(parts[place], kind, media_type, data)
        self.enclosure_headers += (parts["header"], parts["blank"])
        # They are written inside this document's body, whose root declares the namespaces.
        root = deepcopy(self.main.root)
        root.body.clear()
        root.body.extend(made.nodes(self.bookmark_number + number))
        section = made.properties(ids)
        if is_last:
            root.body.append(section)
        else:
            sections.end_section(list(root.body), section)
        notes = self._notes.notes[before:]
        scripts.dress([*root.body, *notes], enclosure.language, self.styles.own_fonts)
        if notes:
            self._add_notes()
        return xml.inner_bytes(root)

    def _add_drawn(self) -> None:
        """The pictures and links of the enclosures."""
        for part, data in self._drawn.media.items():
            self.package.parts[part], self.package.types[part] = data, f"image/{part.rpartition('.')[2]}"
        for owner, added in self._drawn.relationships.items():
            self.package.relationships.setdefault(owner, []).extend(added)
        self.drawing_number = self._drawn.number

    def _add_notes(self) -> None:
        self._add_part(footnotes.PART, footnotes.KIND, footnotes.TYPE, self._notes.xml())
        if SETTINGS in self.package.parts:
            settings = footnotes.name_rules(self.package.parts[SETTINGS], self._notes.root)
            self.package.parts[SETTINGS] = settings

    def styles_for(self, language: str) -> bytes:
        """The styles with the languages of letter and enclosures."""
        if language not in self._styles:
            self._styles[language] = self.styles.spoken(language, self._enclosed)
        return self._styles[language]

    def fonts_for(self, language: str, words: str) -> Embedded:
        """The fonts that go along with a letter in this language and its enclosures; `words` is what stands in its parts."""
        asked = [*scripts.own_families(language), *scripts.own_families(self._enclosed or language)]
        faces = [face for family in dict.fromkeys(asked) for face in embedding.whole(family)]
        named = self.styles_for(language).decode() + words
        for family, styles in ((SERIF, self._faces(words)), (SANS, ("Regular",))):
            if f'"{family}"' in named:
                faces += [embedding.for_word(family, style) for style in styles]
        faces += [
            face
            for font in self._own_fonts
            if f'"{escape(font.family)}"' in words and (face := embedding.of_the_office(font))
        ]
        key = tuple(face.part for face in faces)
        if key not in self._fonts:
            self._fonts[key] = embedding.embed(self.package.parts, faces)
        return self._fonts[key]

    def _faces(self, words: str) -> tuple[str, ...]:
        """The faces of the serif that these words are set in."""
        if "<w:i/>" in words:
            return "Regular", "Bold", "Italic", "BoldItalic"
        slanted = f'"{self.styles.id("heading 4")}"' in words or bool(
            self._enclosed and scripts.has_italics(self._enclosed)
        )
        return ("Regular", "Bold", "Italic") if slanted else ("Regular", "Bold")
