"""The words of a paragraph of a Word file; every element inside it is taken, told, or known to be nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from docx.oxml.ns import qn

from letterbook.importing.blocks import (
    Break,
    Imported,
    Item,
    NoteMark,
    Piece,
    Pieces,
    Words,
    in_one_paragraph,
    joined,
    text_of,
)
from letterbook.importing.field_results import Written, as_it_is
from letterbook.importing.losses import Loss, Losses
from letterbook.importing.pictures import Pictures
from letterbook.importing.word_drawings import Drawn, drawn
from letterbook.importing.word_fields import CHARACTER, INSTRUCTION, Fields
from letterbook.importing.word_looks import WordLooks
from letterbook.importing.word_package import WordFile
from letterbook.render.docx import xml
from letterbook.render.docx.letterhead_contents import OBJECTS, is_font_of_symbols, symbol
from letterbook.render.docx.xml import Node
from letterbook.sources.documents.unset_markup import is_address

SDT, SDT_PR, SDT_CONTENT = (qn(f"w:{tag}") for tag in ("sdt", "sdtPr", "sdtContent"))
ALTERNATES, CHOICE = (f"{{{xml.NAMESPACES['mc']}}}{tag}" for tag in ("AlternateContent", "Choice"))
THROUGH = frozenset(
    qn(f"w:{tag}")
    for tag in ("smartTag", "customXml", "ins", "moveTo", "dir", "bdo", "sdtContent", "rubyBase")
)
_OFF = ("0", "false", "off")
_IN_INSTRUCTION = {
    **dict.fromkeys((qn("w:br"), qn("w:cr")), "\n"),
    **dict.fromkeys((qn("w:tab"), qn("w:ptab")), " "),
    qn("w:noBreakHyphen"): "\u2011",
    qn("w:softHyphen"): "\u00ad",
}
"""What words of an instruction, such as those that a condition chooses, have beside text."""
_ID = qn("w:id")
_NOTES = {qn("w:footnoteReference"): "footnotes", qn("w:endnoteReference"): "endnotes"}
_RUBY, _BDO, _DIR = (qn(f"w:{tag}") for tag in ("ruby", "bdo", "dir"))
_FORMULAS = (qn("m:oMath"), qn("m:oMathPara"))
_LOST_KINDS = {
    **dict.fromkeys((qn("w:altChunk"), qn("w:subDoc")), Loss.INSERTED_FILE),
    **dict.fromkeys(_FORMULAS, Loss.FORMULAS),
}
_NOTHING = frozenset(
    {
        *(
            qn(f"w:{tag}")
            for tag in ("pPr", "rPr", "proofErr", "bookmarkStart", "bookmarkEnd", "permStart", "permEnd")
        ),
        *(
            qn(f"w:{tag}")
            for tag in ("commentRangeStart", "commentRangeEnd", "lastRenderedPageBreak", "sdtPr")
        ),
        *(qn(f"w:{tag}") for tag in ("sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "tblPrEx", "footnoteRef")),
        *(qn(f"w:{tag}") for tag in ("annotationRef", "separator", "continuationSeparator", "smartTagPr")),
        *(
            qn(f"w:{tag}")
            for tag in ("del", "moveFrom", "delText", "delInstrText", "rt", "rubyPr", "fldData")
        ),
        *(qn(f"w:{tag}") for tag in ("sdtEndPr", "endnoteRef", "customXmlPr")),
        *(qn(f"w:{tag}RangeStart") for tag in ("moveFrom", "moveTo")),
        *(qn(f"w:{tag}RangeEnd") for tag in ("moveFrom", "moveTo")),
    }
)


@dataclass(frozen=True)
class Spot:
    """Where the walk is: the paragraph as it is called, the part of the file, and what holds for all of its runs."""

    where: str = ""
    part: str = ""
    is_heading: bool = False
    is_styled: bool = False
    link: str | None = None
    in_link: bool = False


def words(node: Node) -> str:
    """All characters in an element, also those that are no text of Word's."""
    return "".join(each.text or "" for each in node.iter(xml.T, qn("w:delText"), qn("m:t"), qn("a:t")))


@dataclass
class WordWords:
    """Reads paragraphs of one file in their order. `items_of` gives the paragraphs of a note, `written` what stands in the place of a
    field.
    """

    file: WordFile
    losses: Losses
    imported: Imported
    is_rtl: bool
    items_of: Callable[[Node, Spot], list[Item]]
    written: Written = as_it_is

    def __post_init__(self) -> None:
        self.fields = Fields(self.losses, self.written)
        self._pictures = Pictures(self.imported, self.losses)
        self.looks = WordLooks(self.file.cascade)
        self.hidden, self._unseen = self.file.unseen()
        self._containers: Mapping[str, Callable[[Node, Spot], Iterator[Piece]]] = {
            xml.R: self._run,
            qn("w:hyperlink"): self._hyperlink,
            qn("w:fldSimple"): self._simple_field,
            SDT: self._control,
            _RUBY: self._ruby,
            _BDO: self._turned,
            _DIR: self._turned,
            ALTERNATES: self._choice,
            qn("w:drawing"): self._drawing,
            qn("w:pict"): self._drawing,
            **dict.fromkeys(THROUGH - {_BDO, _DIR}, self._through),
        }
        self._contents: Mapping[str, Callable[[Node, Node, Spot], Iterator[Piece]]] = {
            xml.T: self._text,
            qn("w:noBreakHyphen"): self._no_break_hyphen,
            qn("w:softHyphen"): self._soft_hyphen,
            qn("w:tab"): self._tab,
            qn("w:ptab"): self._tab,
            qn("w:br"): self._break,
            qn("w:cr"): self._break,
            qn("w:sym"): self._symbol,
            **dict.fromkeys(_NOTES, self._note),
            qn("w:commentReference"): self._comment,
            qn("w:pgNum"): self._own_field,
            **{
                qn(f"w:{unit}{size}"): self._own_field
                for unit in ("day", "month", "year")
                for size in ("Short", "Long")
            },
        }

    def pieces(self, nodes: Iterable[Node], spot: Spot) -> Pieces:
        """What stands in these elements of a paragraph."""
        return joined(piece for node in nodes for piece in self._piece(node, spot))

    def _piece(self, node: Node, spot: Spot) -> Iterator[Piece]:
        if not isinstance(node.tag, str) or node.tag in _NOTHING:
            return
        read = self._containers.get(node.tag)
        if read is not None:
            yield from read(node, spot)
            return
        kind = _LOST_KINDS.get(node.tag, Loss.OBJECTS if node.tag in _OBJECT_TAGS else Loss.UNKNOWN)
        said = words(node)
        if kind is not Loss.UNKNOWN or said.strip():
            self.losses.note(kind, spot.where, said)

    def _through(self, node: Node, spot: Spot) -> Iterator[Piece]:
        for child in node:
            yield from self._piece(child, spot)

    def _choice(self, node: Node, spot: Spot) -> Iterator[Piece]:
        for choice in node.findall(CHOICE)[:1]:
            yield from self._through(choice, spot)

    def _ruby(self, node: Node, spot: Spot) -> Iterator[Piece]:
        self.losses.note(Loss.RAISED, spot.where, words(node))
        yield from self._through(node, spot)

    def _turned(self, node: Node, spot: Spot) -> Iterator[Piece]:
        if (node.get(xml.VAL) == "rtl") != self.is_rtl:
            self.losses.note(Loss.OTHER_DIRECTION, spot.where, words(node))
        yield from self._through(node, spot)

    def _control(self, node: Node, spot: Spot) -> Iterator[Piece]:
        for content in self.controlled(node, spot):
            yield from self._through(content, spot)

    def controlled(self, node: Node, spot: Spot) -> list[Node]:
        """The contents of a control, unless nobody has filled it in."""
        properties = node.find(SDT_PR)
        contents: list[Node] = node.findall(SDT_CONTENT)
        said = "".join(map(words, contents))
        prompt = gallery = None
        if properties is not None:
            prompt = properties.find(qn("w:showingPlcHdr"))
            gallery = properties.find(f"{qn('w:docPartObj')}/{qn('w:docPartGallery')}")
        if gallery is not None and "Contents" in (gallery.get(xml.VAL) or ""):
            self.losses.note(Loss.CONTENTS, spot.where, said)
            return []
        if prompt is not None and prompt.get(xml.VAL) not in _OFF:
            self.losses.note(Loss.PROMPTS, spot.where, said)
            return []
        self.losses.note(Loss.CONTROLS, spot.where, said)
        return contents

    def _hyperlink(self, node: Node, spot: Spot) -> Iterator[Piece]:
        yield from self._linked(node, self.file.address(spot.part, node), spot)

    def _linked(self, node: Node, target: str | None, spot: Spot) -> Iterator[Piece]:
        is_known = target is not None and is_address(target)
        if target and not is_known:
            self.losses.note(Loss.BROKEN_LINKS, spot.where, target)
        yield from self._through(node, replace(spot, link=target if is_known else spot.link, in_link=True))

    def _simple_field(self, node: Node, spot: Spot) -> Iterator[Piece]:
        self.fields.begin_simple(node)
        yield from self._through(node, spot)
        written = self.fields.end_simple(spot.where)
        if written:
            run = node.find(xml.R)
            yield from [Words(written)] if run is None else self._lines_of(written, run, spot)

    # --- runs ------------------------------------------------------------------------------------------------------

    def _run(self, run: Node, spot: Spot) -> Iterator[Piece]:
        if run in self.hidden or run in self._unseen:
            # The signs of a field in it count all the same.
            for child in run.iter(CHARACTER, INSTRUCTION):
                self.fields.pass_border(child, spot.where)
            if self.fields.is_words and (said := words(run)):
                self.losses.note(Loss.HIDDEN if run in self.hidden else Loss.UNSEEN, spot.where, said)
            return
        pieces = [piece for child in run for piece in self._in_run(child, run, spot)]
        if text_of(pieces).strip():
            self._tell_looks(run, spot)
        yield from pieces

    def _in_run(self, node: Node, run: Node, spot: Spot) -> Iterator[Piece]:
        if node.tag in (CHARACTER, INSTRUCTION):
            written = self.fields.pass_border(node, spot.where)
            if written:
                yield from self._lines_of(written, run, spot)
        elif node.tag == ALTERNATES:
            for child in (child for choice in node.findall(CHOICE)[:1] for child in choice):
                yield from self._in_run(child, run, spot)
        elif self.fields.is_words:
            read = self._contents.get(node.tag)
            yield from read(node, run, spot) if read is not None else self._piece(node, spot)
        else:
            self.fields.add((node.text or "") if node.tag == xml.T else _IN_INSTRUCTION.get(node.tag, ""))

    def _lines_of(self, written: str, run: Node, spot: Spot) -> Iterator[Piece]:
        """What is written in the place of a field that may reach over several lines."""
        for count, line in enumerate(written.split("\n")):
            if count:
                yield Break()
            yield self._words_of(line, run, spot)

    def _tell_looks(self, run: Node, spot: Spot) -> None:
        said = words(run)
        is_plain = not (spot.is_heading or spot.in_link or self.fields.in_link)
        for loss in self.looks.lost(run, is_plain=is_plain):
            self.losses.note(loss, spot.where, said)
        if self.is_rtl and self.looks.height(run):
            self.losses.note(Loss.RAISED, spot.where, said)
        mark = run.find(f"{xml.RPR}/{qn('w:rtl')}")
        if mark is not None and mark.get(xml.VAL) not in _OFF and not self.is_rtl:
            self.losses.note(Loss.OTHER_DIRECTION, spot.where, said)

    def _words_of(self, text: str, run: Node, spot: Spot) -> Words:
        return Words(
            text,
            self.looks.is_set(run, "b", with_paragraph=not spot.is_styled),
            self.looks.is_set(run, "i", with_paragraph=not spot.is_styled),
            spot.link or self.fields.link,
            self.looks.is_struck(run),
            "" if self.is_rtl else self.looks.height(run),
        )

    def _text(self, node: Node, run: Node, spot: Spot) -> Iterator[Piece]:
        fonts = run.find(f"{xml.RPR}/{qn('w:rFonts')}")
        text = node.text or ""
        if fonts is not None and text.strip() and is_font_of_symbols(fonts.get(qn("w:ascii")) or ""):
            self.losses.note(Loss.SYMBOLS, spot.where, text)
        else:
            yield self._words_of(text, run, spot)

    def _no_break_hyphen(self, _node: Node, run: Node, spot: Spot) -> Iterator[Piece]:
        yield self._words_of("\u2011", run, spot)

    def _soft_hyphen(self, _node: Node, run: Node, spot: Spot) -> Iterator[Piece]:
        yield self._words_of("\u00ad", run, spot)

    def _tab(self, _node: Node, run: Node, spot: Spot) -> Iterator[Piece]:
        self.losses.note(Loss.TABS, spot.where)
        yield self._words_of(" ", run, spot)

    def _break(self, node: Node, _run: Node, _spot: Spot) -> Iterator[Piece]:
        """A new line; a new page or column begins wherever it has to in a letter."""
        if node.get(xml.TYPE) in (None, "textWrapping"):
            yield Break()

    def _symbol(self, node: Node, run: Node, spot: Spot) -> Iterator[Piece]:
        """A sign of a font, which is taken where it means the same in every font."""
        sign = symbol(node)
        is_of_font = is_font_of_symbols(node.get(qn("w:font")) or "")
        if sign and not is_of_font and not (node.get(qn("w:char")) or "").upper().startswith("F0"):
            yield self._words_of(sign, run, spot)
        else:
            self.losses.note(Loss.SYMBOLS, spot.where, sign)

    def _comment(self, node: Node, _run: Node, spot: Spot) -> Iterator[Piece]:
        self.losses.note(Loss.COMMENTS, spot.where, self.file.comment(node.get(_ID) or ""))
        yield from ()

    def _own_field(self, _node: Node, _run: Node, spot: Spot) -> Iterator[Piece]:
        self.losses.note(Loss.FIELDS, spot.where)
        yield from ()

    # --- notes and pictures ----------------------------------------------------------------------------------------

    def _note(self, node: Node, _run: Node, spot: Spot) -> Iterator[Piece]:
        """The mark of a note; one that is called twice becomes two, as a statement calls each once."""
        kind = _NOTES[node.tag]
        note = self.file.note(kind, node.get(_ID) or "")
        if note is None:
            return
        self.imported.notes.append(())
        number = len(self.imported.notes)
        pieces = self.imported.notes[number - 1] = self._note_words(note, kind, spot)
        if spot.is_heading:
            self.losses.note(Loss.HEADING_NOTES, spot.where, text_of(pieces))
        if node.get(qn("w:customMarkFollows")) not in (None, *_OFF):
            self.losses.note(Loss.NOTES, spot.where)
        yield NoteMark(number)

    def _note_words(self, note: Node, kind: str, spot: Spot) -> Pieces:
        open_fields, self.fields.open = self.fields.open, []
        items = self.items_of(note, Spot(spot.where, self.file.notes_part(kind)))
        self.fields.open = open_fields
        pieces, is_whole = in_one_paragraph(items)
        if not is_whole:
            self.losses.note(Loss.NOTES, spot.where, text_of(pieces))
        return pieces

    def _drawing(self, node: Node, spot: Spot) -> Iterator[Piece]:
        if any(each in self.hidden for each in node.iter()):
            self.losses.note(Loss.HIDDEN, spot.where, words(node))
            return
        for found in drawn(node):
            if isinstance(found, Drawn):
                yield from self._picture(found, spot)
            else:
                loss, said = found
                self.losses.note(loss, spot.where, said)

    def _picture(self, found: Drawn, spot: Spot) -> Iterator[Piece]:
        name = self.file.picture_name(spot.part, found.relationship)
        data = None if name is None else self.file.package.parts.get(name)
        key = name or f"{spot.part} {found.relationship}"
        yield from self._pictures.mark(key, data, spot.where, found.alt, is_altered=found.is_altered)


_OBJECT_TAGS = frozenset(map(qn, OBJECTS))
