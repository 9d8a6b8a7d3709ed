"""One letter at a time into the letterhead: placeholders filled, sections closed, the file written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import cast

from docx.oxml.ns import qn
from docx.shared import Emu, Pt, Twips

from letterbook.composing.placeholders import placeholders, signatory_lines
from letterbook.envelope_windows import USUAL_LINES, WINDOWS
from letterbook.model import Block, Letter, ListBlock, Quote, Rendered, SignatureBlock
from letterbook.render.docx import drawings as pictures
from letterbook.render.docx import footnotes, package, page_numbers, properties, scripts, sections, xml
from letterbook.render.docx.blocks import Setting, paragraphs
from letterbook.render.docx.contact_lines import kept_whole
from letterbook.render.docx.embedding import FONT_TABLE
from letterbook.render.docx.exact_rows import fit_exact_rows
from letterbook.render.docx.letter_forms import NEVER_PLAIN, Blanks, Made, Words
from letterbook.render.docx.letterhead import ENCLOSURE_MARK, NUMBERING, STYLES, Letterhead, PartForm
from letterbook.render.docx.numbering import Numbering
from letterbook.render.docx.package import MAIN, Relationship
from letterbook.render.docx.placeholders import Fields, numbered
from letterbook.render.docx.signatures import GAP_MM, named, side_by_side
from letterbook.render.docx.xml import Node
from letterbook.render.docx.zip_file import stretch, zip_pieces
from letterbook.sources.documents.file_sums import sum_of_written
from letterbook.templates import with_absent

_EMBLEM_MM = (18, 18)  # the room for the emblem, width and height, as the templates give it on the PDF's page
_SIGNATURE_MM = (50, 25)
_MOST_EDGES = 100  # headers and footers that are kept for the letters to come


def make(letterhead: Letterhead, letter: Letter, path: Path, *, is_direct: bool = False) -> Rendered:
    """Writes the letter to `path`; where it `is_direct`, by itself and not into the form of its kind. Raises jinja2.TemplateError,
    ValueError or OSError.
    """
    read = _Reading(letterhead, letter)
    made = Made([stretch(read.parts(read.words))], is_laid_out=True) if is_direct else read.set()
    pieces = zip_pieces(made.stretches)
    with path.open("wb") as file:
        file.writelines(pieces)
    return Rendered(
        letter.recipient_id,
        "docx",
        str(path),
        sum_of_written(str(path), pieces),
        None,
        None,
        is_laid_out=made.is_laid_out,
    )


class _Reading:
    """A letter's words, as its letterhead says them."""

    def __init__(self, letterhead: Letterhead, letter: Letter) -> None:
        self._letterhead, self._letter = letterhead, letter
        said = dict(placeholders(letter))
        office = cast("Mapping[str, object]", said["office"])
        contact = [kept_whole(line) for line in cast("Sequence[str]", office["contact"])]
        values = with_absent({**said, "office": {**office, "contact": contact}})
        values["labels"] = {**letter.labels, "page": numbered(letter.labels.get("page", "{page} / {pages}"))}
        title = f"{letter.subject} · {letter.reference}" if letter.reference else letter.subject
        self.words = Words(
            letterhead.lines.said(values),
            letter.address,
            cast("tuple[Block, ...]", values["body"]),
            title,
            letter.reference or "",
        )
        self._pages = page_numbers.likely_pages(letter.body, page_numbers.LETTER_LINES)

    def parts(self, words: Words) -> list[tuple[str, bytes]]:
        """The parts of the file that says these words."""
        return list(_Filling(self._letterhead, self._letter, words, self._pages).parts())

    def set(self) -> Made:
        """The letter in the form of its kind; one whose words may change more than themselves, by itself."""
        head, letter = self._letterhead, self._letter
        if letter.is_draft or not scripts.stands_as_written(letter.language):
            return Made([stretch(self.parts(self.words))], is_laid_out=True)
        blanks = Blanks(NEVER_PLAIN | scripts.signs_with_fonts(letter.language, head.styles.own_fonts))
        blank = blanks.of(self.words, head.measured)
        beside = (
            *(letter.language, letter.window, letter.address_size_pt, letter.issued, letter.head),
            *(letter.signature, letter.second_signature, self._pages),
        )
        return head.letter_forms.letter(self.words, blank, blanks.taken, beside, self.parts)


class _Filling:
    """The parts of one letter."""

    def __init__(self, letterhead: Letterhead, letter: Letter, words: Words, pages: int) -> None:
        self._letterhead, self._letter, self._words_said = letterhead, letter, words
        self._lines = dict(zip((MAIN, *letterhead.forms), words.lines, strict=True))
        self._pictures = pictures.Drawn(letterhead.media, letterhead.drawing_number)
        self._numbering: Numbering | None = None
        self._pages = pages
        self._fields: Fields = sections.fields(sections.LETTER_END, self._pages)

    def parts(self) -> Iterator[tuple[str, bytes]]:
        """All parts of the file in their order."""
        head = self._letterhead
        language = self._letter.language
        changed = {MAIN: self._document(), STYLES: head.styles_for(language)}
        for part, form in head.forms.items():
            changed[part] = self._edge(part, form)
        if self._letter.is_draft:
            changed |= self._watermarked([part for part in head.headers if part not in changed])
            changed |= self._watermarked(head.enclosure_headers)
        if self._numbering:
            changed[NUMBERING] = self._numbering.xml()
        fonts = head.fonts_for(language, self._words(changed))
        parts = {**head.package.parts, **changed, **fonts.parts, **self._pictures.media}
        types = {**head.package.types, **fonts.types, properties.PART: properties.TYPE}
        yield package.CONTENT_TYPES, _content_types(tuple(types.items()))
        yield package.relationships_part(""), _relationships("", _PACKAGE)
        yield properties.PART, self._core()
        yield MAIN, parts.pop(MAIN)
        yield from self._relationships(fonts.relationships)
        yield from sorted(parts.items())

    def _edge(self, part: str, form: PartForm) -> bytes:
        """A header or footer: the same in all letters in which its placeholders say and show the same."""
        if any(spot.block != "emblem" for spot in form.blocks):
            return self._set_edge(part, form)
        letter, drawn = self._letter, self._pictures
        said = self._lines[part]
        shown = (letter.head.emblem, letter.head.name, drawn.number) if form.blocks else None
        draft = (letter.is_draft, letter.labels.get("draft"))
        key, edges = (part, said, shown, letter.language, self._pages, draft), self._letterhead.edges
        if key not in edges:
            if len(edges) >= _MOST_EDGES:
                edges.clear()
            edges[key] = self._set_edge(part, form), drawn.of(part)
        elif form.blocks:
            drawn.take(part, edges[key][1])
        return edges[key][0]

    def _set_edge(self, part: str, form: PartForm) -> bytes:
        filled = self._filled(part, form)
        scripts.dress([filled], self._letter.language, self._letterhead.styles.own_fonts)
        page_numbers.leave_out_of_one(filled, sections.LETTER_END, self._pages)
        return xml.write(self._draft(filled, part))

    def _words(self, changed: Mapping[str, bytes]) -> str:
        """What stands in the letter, its headers and its footnotes, as written."""
        head = self._letterhead
        held = {**head.package.parts, **changed}
        shown = (MAIN, *head.headers, *head.forms, *head.enclosure_headers, footnotes.PART)
        return "".join(held[part].decode(errors="ignore") for part in dict.fromkeys(shown) if part in held)

    def _relationships(self, fonts: Sequence[Relationship]) -> Iterator[tuple[str, bytes]]:
        known, added = self._letterhead.package.relationships, dict(self._pictures.relationships)
        if fonts:
            added[FONT_TABLE] = list(fonts)
        for owner in sorted(known.keys() | added.keys()):
            together = (*known.get(owner, ()), *added.get(owner, ()))
            yield package.relationships_part(owner), _relationships(owner, together)

    def _core(self) -> bytes:
        letter, words = self._letter, self._words_said
        return properties.core_properties(
            title=words.title,
            subject=words.subject,
            author=letter.head.name,
            language=letter.language,
            issued=letter.issued,
        )

    def _document(self) -> bytes:
        head = self._letterhead
        root = self._filled(MAIN, head.main)
        body = root.body
        section = deepcopy(head.section)
        last = _last_paragraph(body)
        xml.get_or_put(last.get_or_add_pPr(), "keepNext").val = False
        sections.bookmark(last, sections.LETTER_END, head.bookmark_number)
        if head.enclosures:
            sections.end_section(list(body), section)
        else:
            body.append(section)
        scripts.dress([root], self._letter.language, head.styles.own_fonts)
        page_numbers.leave_out_of_one(root, sections.LETTER_END, self._pages)
        if not head.enclosures:
            return xml.write(root)
        body.append(xml.comment("enclosure"))
        return xml.write(root).replace(ENCLOSURE_MARK, head.enclosures)

    def _filled(self, part: str, form: PartForm) -> Node:
        """A copy of the part's tree with this letter's words."""
        root = deepcopy(form.root)
        every = list(root.iter(xml.P))
        for line, said in zip(form.lines, self._lines[part], strict=True):
            line.fill(every[line.index], said, self._fields)
            if said.is_left_out:
                _leave_out(every[line.index])
        for spot in form.blocks:
            self._fill_block(part, str(spot.block), every[spot.index])
        if part in self._letterhead.headers:
            fit_exact_rows(root, self._letterhead.styles.cascade)
        return root

    def _fill_block(self, part: str, block: str, paragraph: Node) -> None:
        for run in list(xml.own(paragraph, xml.R)):
            run.getparent().remove(run)
        match block:
            case "body":
                nodes = self._body(paragraph)
            case "address":
                nodes = self._address(paragraph)
            case "emblem":
                nodes = self._emblem(part, paragraph)
            case _:
                nodes = self._signatures(part, paragraph)
        for node in nodes:
            paragraph.addprevious(node)
        _leave_out(paragraph)

    def _body(self, paragraph: Node) -> list[Node]:
        head = self._letterhead
        words = self._words_said.body
        if self._numbering is None and _has_lists(words):
            self._numbering = head.numbering.copy()
        looks = _looks(paragraph)
        width = _column(head.section) - head.styles.free_at_the_end("Letter Body")
        numbering, link = self._numbering or head.numbering, self._pictures.link
        setting = Setting("Letter", looks, head.styles, numbering, width, link=link)
        nodes = paragraphs(words, setting)
        if nodes and nodes[-1].tag == xml.P and paragraph.getnext() is not None:
            # Closing and signature never stand on a page without the last lines of the text.
            xml.get_or_put(nodes[-1].get_or_add_pPr(), "keepNext").val = True
        return nodes

    def _address(self, paragraph: Node) -> list[Node]:
        half_points = str(round(self._letter.address_size_pt * 2))
        nodes = []
        for line in self._words_said.address:
            text = xml.element("t")
            text.text = line
            sizes = (xml.element("sz", val=half_points), xml.element("szCs", val=half_points))
            node = xml.element("p", (_looks(paragraph), xml.element("r", (xml.element("rPr", sizes), text))))
            if len(self._letter.address) > USUAL_LINES:
                self._set_close(node)
            nodes.append(node)
        return nodes

    def _set_close(self, line: Node) -> None:
        """More lines than a letterhead has room for stand as close as in the PDF."""
        spacing = xml.get_or_put(line.get_or_add_pPr(), "spacing")
        spacing.line = Pt(WINDOWS[self._letter.window].pitch_pt(len(self._letter.address)))
        spacing.set(qn("w:lineRule"), "exact")

    def _emblem(self, part: str, paragraph: Node) -> list[Node]:
        head = self._letter.head
        if head.emblem is None:
            _close_up(paragraph)
            return []
        size = pictures.fit(head.emblem, *pictures.room(paragraph, _EMBLEM_MM))
        drawn = self._pictures.draw(part, head.emblem, size, head.name)
        return [xml.element("p", (_looks(paragraph), drawn))]

    def _signatures(self, part: str, paragraph: Node) -> list[Node]:
        """One signature; or two side by side, and below each whose it is, where the letterhead says so."""
        if not self._letter.second_signature:
            return self._signature(
                part, paragraph, self._letter.signature, pictures.room(paragraph, _SIGNATURE_MM)
            )
        styles, lines = self._letterhead.styles, signatory_lines(self._letter, self._letterhead.main.source)
        width = pictures.room(paragraph, (Twips(_column(self._letterhead.section)).mm, 0))[0]
        room = min(_SIGNATURE_MM[0], width / 2 - GAP_MM), _SIGNATURE_MM[1]
        signed = [self._signature(part, paragraph, block, room) for block in self._letter.signatures]
        return [side_by_side(signed, [named(pair, styles) for pair in lines], width)]

    def _signature(
        self, part: str, paragraph: Node, block: SignatureBlock, room_mm: tuple[float, float]
    ) -> list[Node]:
        looks = _looks(paragraph)
        if block.picture:
            line = xml.element("spacing", before=sections.twips(1), after="0", line="240", lineRule="auto")
            xml.put(looks, line)
            run = self._pictures.draw(
                part,
                block.picture,
                pictures.fit(block.picture, *room_mm),
                block.name or self._letter.head.name,
            )
            return [xml.element("p", (looks, run))]
        if not block.space_mm:
            return []
        height = sections.twips(block.space_mm)
        xml.put(looks, xml.element("spacing", before="0", after="0", line=height, lineRule="exact"))
        return [xml.element("p", (looks,))]

    def _draft(self, root: Node, part: str) -> Node:
        if self._letter.is_draft and part in self._letterhead.headers:
            _mark(root, self._letter.labels.get("draft", "DRAFT"))
        return root

    def _watermarked(self, parts: list[str] | tuple[str, ...]) -> dict[str, bytes]:
        word = self._letter.labels.get("draft", "DRAFT")
        marked = {}
        for part in parts:
            root = xml.read(self._letterhead.package.parts[part])
            _mark(root, word)
            marked[part] = xml.write(root)
        return marked


def _mark(header: Node, word: str) -> None:
    """Sets the word behind the pages of a header, in its first paragraph."""
    home = next(header.iter(xml.P), None)
    if home is None:
        home = xml.sub(header, "p")
    home.append(sections.watermark(word))


_PACKAGE = (
    Relationship("rId1", "officeDocument", MAIN),
    Relationship("rId2", "core-properties", properties.PART),
)


# Letters of one template mostly consist of the same parts.
_content_types = lru_cache(maxsize=16)(package.content_types_xml)


@lru_cache(maxsize=64)
def _relationships(owner: str, relationships: tuple[Relationship, ...]) -> bytes:
    return package.relationships_xml(owner, relationships)


def _has_lists(blocks: Sequence[Block]) -> bool:
    return any(
        isinstance(block, ListBlock) or (isinstance(block, Quote) and _has_lists(block.children))
        for block in blocks
    )


def _looks(paragraph: Node) -> Node:
    """A copy of the paragraph's properties, without the end of a section."""
    looks: Node = xml.element("pPr") if paragraph.pPr is None else deepcopy(paragraph.pPr)
    looks.remove_all("w:sectPr")
    return looks


def _column(section: Node) -> int:
    """The width of the text, in twentieths of a point."""
    return int(Emu(section.page_width - section.left_margin - section.right_margin).twips)


def _leave_out(paragraph: Node) -> None:
    """Takes the paragraph away, or only its words where the schema or a drawing needs it."""
    parent = paragraph.getparent()
    holds_more = next(paragraph.iter(xml.SECT_PR, *_DRAWN), None) is not None
    others = [child for child in parent if child is not paragraph and child.tag in (xml.P, xml.TBL)]
    # A table cell has to end with a paragraph (ECMA-376-1, 17.4.65), a header to hold one.
    needed = parent.tag != xml.BODY and (not others or others[-1].tag == xml.TBL)
    if not holds_more and not needed:
        parent.remove(paragraph)
        return
    for run in [node.getparent() for node in xml.own(paragraph, xml.T)]:
        run.getparent().remove(run)


def _close_up(paragraph: Node) -> None:
    """Gives the room of a cell that holds nothing but this paragraph to the cell after it, where the table has one row:
    beside an emblem that is not there the office's name begins at the margin.
    """
    cell = paragraph.getparent()
    row, after = cell.getparent(), cell.getnext()
    if cell.tag != xml.TC or after is None or after.tag != xml.TC or row.getparent().tag != xml.TBL:
        return
    holds_more = len(cell.inner_content_elements) > 1 or next(cell.iter(*_DRAWN), None) is not None
    if holds_more or len(row.getparent().tr_lst) > 1:
        return
    after.grid_span += cell.grid_span
    if cell.width and after.width:
        after.width += cell.width
    row.remove(cell)


_DRAWN = tuple(qn(tag) for tag in ("w:drawing", "w:pict", "w:object"))


def _last_paragraph(body: Node) -> Node:
    last = body[-1] if len(body) else None
    if last is None or last.tag != xml.P:
        last = xml.element("p")
        body.append(last)
    return last
