"""An ODT file → what a statement keeps of it; our own walk, as every element has to be taken, told or known to be nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from letterbook.importing.blocks import (
    BOX_OF_BULLET,
    Break,
    Grid,
    Imported,
    Label,
    Line,
    NoteMark,
    Piece,
    Words,
    in_one_paragraph,
    joined,
    text_of,
    trimmed,
)
from letterbook.importing.field_results import Written, as_it_is
from letterbook.importing.losses import Loss, Losses, paragraph
from letterbook.importing.odt_fields import instruction_of, is_unknown_of_word, pictures_in
from letterbook.importing.odt_looks import (
    SVG_TITLES,
    OdtLooks,
    in_scripts,
    is_bullet,
    shown_number,
    start_of,
    whole,
)
from letterbook.importing.odt_names import (
    CHANGES,
    CONTENTS,
    DRAW,
    FO,
    FORM,
    LOEXT,
    NOTHING,
    OFFICE,
    ROWS,
    STYLE,
    TABLE,
    TEXT,
    THROUGH,
    XLINK,
)
from letterbook.importing.odt_package import OdtFile
from letterbook.importing.pictures import Pictures
from letterbook.importing.tables import grid
from letterbook.language.legibility import SMALLEST_PT
from letterbook.sources.documents.unset_markup import is_address

Node = Any

_STYLE_NAME, _BULLET = TEXT + "style-name", TEXT + "bullet-char"
_SPACE = re.compile(r"[ \t\r\n]+")


def read_odt(data: bytes, losses: Losses, *, is_rtl: bool, written: Written = as_it_is) -> Imported:
    """What a statement keeps of an ODT file. Raises `render.docx.package.UnreadableDocxError`.

    `is_rtl` is whether the text's language runs from right to left; `written` gives what stands in the place of a field, by the
    instruction that Word has for it.
    """
    file = OdtFile.of(data)
    reader = _Reader(file.parts, OdtLooks.of(file.content, file.styles), losses, is_rtl, written)
    reader.read(file.content, file.styles)
    return reader.imported


@dataclass(frozen=True)
class _Spot:
    """Where the walk is, and the looks that hold there: which kinds of script are bold and italic."""

    where: str = ""
    is_styled: bool = False
    is_heading: bool = False
    link: str | None = None
    bold: frozenset[str] = frozenset()
    italic: frozenset[str] = frozenset()
    is_struck: bool = False
    height: str = ""


@dataclass
class _Reader:
    parts: Mapping[str, bytes]
    looks: OdtLooks
    losses: Losses
    is_rtl: bool
    written: Written = as_it_is
    imported: Imported = field(default_factory=Imported)

    def __post_init__(self) -> None:
        self._number = 0
        self._pictured: Mapping[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._outline: dict[int, int] = {}
        self._pictures = Pictures(self.imported, self.losses)
        self._contents: Mapping[str, Callable[[Node, _Spot], Iterator[Piece]]] = {
            TEXT + "span": self._span,
            TEXT + "s": self._space,
            TEXT + "tab": self._tab,
            TEXT + "line-break": self._break,
            TEXT + "a": self._link,
            TEXT + "note": self._note,
            OFFICE + "annotation": self._comment,
            **dict.fromkeys((DRAW + "frame", DRAW + "g", DRAW + "a"), self._frame),
            **dict.fromkeys(THROUGH, self._inside),
            **dict.fromkeys((TEXT + "hidden-text", TEXT + "hidden-paragraph"), self._hidden),
            TEXT + "placeholder": self._prompt,
            LOEXT + "content-control": self._control,
        }

    def read(self, content: Node, styles: Node | None) -> None:
        """Walks through the whole file."""
        for node in content.iter(*CHANGES):
            if node.tag != TEXT + "tracked-changes" or len(node):
                self.losses.note(Loss.CHANGES, "", _words(node))
        self._pictured = pictures_in(root for root in (styles, content) if root is not None)
        body = content.find(f"{OFFICE}body/{OFFICE}text")
        self.imported.items.extend(self._items(body if body is not None else (), _Spot()))
        if styles is not None:
            self._margins(styles)
        for root in (content, styles):
            for node in root.iter(STYLE + "columns") if root is not None else ():
                if whole(node.get(FO + "column-count"), 1) > 1:
                    self.losses.note(Loss.COLUMNS, "")

    def _margins(self, styles: Node) -> None:
        for name in ("header", "footer"):
            for node in styles.iter(STYLE + name, f"{STYLE}{name}-left", f"{STYLE}{name}-first"):
                if re.search(r"[^\W\d_]", _words(node)):
                    self.losses.note(Loss.MARGINS, f"the {name}", _words(node))

    # --- paragraphs, lists, tables ---------------------------------------------------------------------------------

    def _items(self, nodes: Iterable[Node], spot: _Spot) -> Iterator[Line | Grid]:
        for node in nodes:
            if node.tag in (TEXT + "p", TEXT + "h"):
                yield from self._paragraph(node, spot, None)
            elif node.tag == TEXT + "list":
                yield from self._list(node, spot, None, 1)
            elif node.tag == TABLE + "table":
                yield from self._table(node, spot)
            elif node.tag in CONTENTS:
                self.losses.note(Loss.CONTENTS, "", _words(node))
            elif node.tag in THROUGH:
                if node.get(TEXT + "display") in ("none", "condition"):
                    self.losses.note(Loss.HIDDEN, "", _words(node))
                else:
                    yield from self._items(node, spot)
            elif node.tag == OFFICE + "forms":
                if len(node):
                    self.losses.note(
                        Loss.OBJECTS, "", next((each.get(FORM + "name") or "" for each in node.iter()), "")
                    )
            else:
                pieces = trimmed(joined(self._piece(node, spot)))
                yield from [Line(pieces)] if pieces else []

    def _paragraph(self, node: Node, spot: _Spot, label: Label | None) -> Iterator[Line]:
        self._number += 1
        style = node.get(_STYLE_NAME)
        level = self._level(node, style)
        is_quoted = self.looks.is_quoted(style)
        is_caption = level is None and self.looks.is_caption(style)
        is_styled = level is not None or is_quoted or is_caption
        here = replace(spot, where=paragraph(self._number), is_styled=is_styled, is_heading=level is not None)
        if not is_styled:
            here = self._with_looks(here, "paragraph", style)
        if self.looks.said("paragraph", style, TEXT + "display") == "none":
            self.losses.note(Loss.HIDDEN, here.where, _words(node))
            return
        pieces = joined(self._inside(node, here))
        self._tell_looks("paragraph", style, _words(node), here)
        if level:
            number = self._outline_number(node, level)
            pieces = joined(((Words(f"{number} "),) if number and trimmed(pieces) else ()) + pieces)
        if trimmed(pieces):
            item = None if level is not None else label
            pieces = joined((*(item.words if item else ()), *trimmed(pieces)))
            yield Line(pieces, level, item, is_quoted, here.where, is_caption)

    def _level(self, node: Node, style: str | None) -> int | None:
        if self.looks.is_title(style):
            return 0
        if node.tag == TEXT + "h":
            return whole(node.get(TEXT + "outline-level"), 1) or 1
        return self.looks.level_by_name(style)

    def _outline_number(self, node: Node, level: int) -> str:
        levels = self.looks.outline
        if node.tag != TEXT + "h" or level not in levels or node.get(TEXT + "is-list-header") == "true":
            return ""
        self._outline[level] = self._outline.get(level, start_of(levels[level]) - 1) + 1
        for deeper in [each for each in self._outline if each > level]:
            del self._outline[deeper]
        return shown_number(levels, level, self._outline)

    def _list(self, node: Node, spot: _Spot, style: str | None, depth: int) -> Iterator[Line | Grid]:
        style = node.get(_STYLE_NAME) or style
        key = style or ""
        counts = self._counts.setdefault(key, {})
        goes_on = (
            node.get(TEXT + "continue-numbering") == "true" or node.get(TEXT + "continue-list") is not None
        )
        if depth == 1 and not goes_on:
            counts.clear()
        if depth > 1:
            for deeper in [each for each in counts if each >= depth]:
                del counts[deeper]
        for item in node:
            is_header = item.tag == TEXT + "list-header"
            first = True
            for child in item:
                if child.tag == TEXT + "list":
                    yield from self._list(child, spot, style, depth + 1)
                elif child.tag in (TEXT + "p", TEXT + "h"):
                    label = self._label(item, child, style, depth) if first and not is_header else None
                    first = False
                    yield from self._in_item(child, spot, label, depth)
                elif child.tag != TEXT + "number":
                    yield from self._items([child], spot)

    def _in_item(self, child: Node, spot: _Spot, label: Label | None, depth: int) -> Iterator[Line]:
        """A paragraph of an item; one that has no number of its own goes on below the item before it."""
        yield from self._paragraph(
            child, spot, label if label is not None and label.number != "" else Label(depth, "")
        )

    def _label(self, item: Node, child: Node, style: str | None, depth: int) -> Label | None:
        levels = self.looks.lists.get(style or self.looks.list_of(child.get(_STYLE_NAME)) or "", {})
        level = levels.get(depth)
        if level is None or is_bullet(level):
            return Label(
                depth - 1, box="" if level is None else BOX_OF_BULLET.get(level.get(_BULLET) or "", "")
            )
        counts = self._counts[style or ""]
        start = item.get(TEXT + "start-value")
        counts[depth] = whole(start) if start else counts.get(depth, start_of(level) - 1) + 1
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        return Label(depth - 1, shown_number(levels, depth, counts))

    def _table(self, node: Node, spot: _Spot) -> Iterator[Line | Grid]:
        rows = [*_rows(node)]
        cells, aligned = [], []
        for row, _ in rows:
            if row.get(TABLE + "visibility") in ("collapse", "filter"):
                self.losses.note(Loss.HIDDEN, "", _words(row))
                continue
            found = [each for each in row if each.tag in (TABLE + "table-cell", TABLE + "covered-table-cell")]
            for _ in range(
                min(whole(row.get(TABLE + "number-rows-repeated"), 1), 100 if _words(row).strip() else 1)
            ):
                cells.append([made for cell in found for made in self._cell(cell, spot)])
                aligned.append([self._aligned(cell) for cell in found for _ in range(_repeated(cell))])
        is_headed = bool(rows) and rows[0][1]
        yield from grid(cells, self.losses, is_headed=is_headed, aligned=aligned)

    def _cell(self, cell: Node, spot: _Spot) -> Iterator[tuple[list[Line], int, bool]]:
        if cell.tag == TABLE + "covered-table-cell":
            # The columns that a cell spans are counted with it; here they stand for themselves.
            yield from [([], 1, True)] * _repeated(cell)
            return
        for _ in range(_repeated(cell)):
            lines = []
            for item in self._items(cell, spot):
                if isinstance(item, Grid):
                    self.losses.note(
                        Loss.NESTED_TABLE, "", " ".join(text_of(each) for row in item.rows for each in row)
                    )
                else:
                    lines.append(item)
            yield lines, 1, False

    def _aligned(self, cell: Node) -> str:
        texts = (each for each in cell.iter(TEXT + "p", TEXT + "h") if _words(each).strip())
        return next((self.looks.alignment(each.get(_STYLE_NAME)) for each in texts), "")

    # --- inside a paragraph ----------------------------------------------------------------------------------------

    def _inside(self, node: Node, spot: _Spot) -> Iterator[Piece]:
        yield from self._text(node.text, spot)
        for child in node:
            yield from self._piece(child, spot)
            yield from self._text(child.tail, spot)

    def _text(self, text: str | None, spot: _Spot) -> Iterator[Piece]:
        for kind, words in in_scripts(_SPACE.sub(" ", text or "")):
            yield Words(words, kind in spot.bold, kind in spot.italic, spot.link, spot.is_struck, spot.height)

    def _piece(self, node: Node, spot: _Spot) -> Iterator[Piece]:
        tag = node.tag
        if not isinstance(tag, str) or tag in NOTHING or tag in CHANGES:
            return
        read = self._contents.get(tag)
        if read is not None:
            yield from read(node, spot)
        elif tag.startswith(DRAW):
            self.losses.note(
                Loss.TEXT_BOXES if _words(node).strip() else Loss.DRAWN, spot.where, _words(node)
            )
        elif tag.startswith(TEXT) or is_unknown_of_word(node):
            instruction = instruction_of(node, self._pictured, self.written)
            written = self.written(instruction) if instruction else None
            if written is not None:
                yield from self._text(written, spot)
                return
            self.losses.note(Loss.FIELDS, spot.where, _words(node))
            yield from self._inside(node, spot)
        elif _words(node).strip():
            self.losses.note(Loss.UNKNOWN, spot.where, _words(node))

    def _space(self, _node: Node, spot: _Spot) -> Iterator[Piece]:
        yield from self._text(" ", spot)

    def _tab(self, _node: Node, spot: _Spot) -> Iterator[Piece]:
        self.losses.note(Loss.TABS, spot.where)
        yield from self._text(" ", spot)

    def _break(self, _node: Node, _spot: _Spot) -> Iterator[Piece]:
        yield Break()

    def _comment(self, node: Node, spot: _Spot) -> Iterator[Piece]:
        said = " ".join(_words(each) for each in node.iter(TEXT + "p"))
        self.losses.note(Loss.COMMENTS, spot.where, said)
        yield from ()

    def _hidden(self, node: Node, spot: _Spot) -> Iterator[Piece]:
        self.losses.note(Loss.HIDDEN, spot.where, node.get(TEXT + "string-value") or _words(node))
        yield from ()

    def _prompt(self, node: Node, spot: _Spot) -> Iterator[Piece]:
        self.losses.note(Loss.PROMPTS, spot.where, _words(node))
        yield from ()

    def _control(self, node: Node, spot: _Spot) -> Iterator[Piece]:
        if node.get(LOEXT + "showing-place-holder") == "true":
            self.losses.note(Loss.PROMPTS, spot.where, _words(node))
            return
        self.losses.note(Loss.CONTROLS, spot.where, _words(node))
        yield from self._inside(node, spot)

    def _span(self, node: Node, spot: _Spot) -> Iterator[Piece]:
        style, words = node.get(_STYLE_NAME), _words(node)
        if self.looks.said("text", style, TEXT + "display") == "none":
            self.losses.note(Loss.HIDDEN, spot.where, words)
            return
        if words.strip() and self._is_unseen(style):
            self.losses.note(Loss.UNSEEN, spot.where, words)
            return
        around = next(node.iterancestors(TEXT + "p", TEXT + "h")).get(_STYLE_NAME)
        self._tell_looks("text", style, words, spot, around)
        yield from self._inside(node, self._with_looks(spot, "text", style, around))

    def _is_unseen(self, style: str | None) -> bool:
        size = self.looks.said("text", style, FO + "font-size") or ""
        is_small = (
            size.endswith("pt")
            and size[:-2].replace(".", "", 1).isdecimal()
            and float(size[:-2]) < SMALLEST_PT
        )
        is_white = (self.looks.said("text", style, FO + "color") or "").lower() == "#ffffff"
        ground = self.looks.said("text", style, FO + "background-color")
        return is_small or (is_white and ground in (None, "transparent", "#ffffff"))

    def _with_looks(self, spot: _Spot, family: str, style: str | None, around: str | None = None) -> _Spot:
        struck = self.looks.said(family, style, STYLE + "text-line-through-style")
        height = None if self.is_rtl else self.looks.height(family, style, around)
        return replace(
            spot,
            is_struck=spot.is_struck if struck is None else struck != "none",
            height=spot.height if height is None else height,
            bold=self.looks.with_said(spot.bold, family, style, "font-weight"),
            italic=self.looks.with_said(spot.italic, family, style, "font-style"),
        )

    def _tell_looks(
        self, family: str, style: str | None, words: str, spot: _Spot, around: str | None = None
    ) -> None:
        if not words.strip():
            return
        is_plain = not spot.is_heading and spot.link is None
        for loss in self.looks.lost(family, style, around, is_plain=is_plain):
            self.losses.note(loss, spot.where, words)
        if self.is_rtl and self.looks.height(family, style):
            self.losses.note(Loss.RAISED, spot.where, words)

    def _link(self, node: Node, spot: _Spot) -> Iterator[Piece]:
        target = node.get(XLINK + "href") or ""
        if target and not target.startswith("#") and not is_address(target):
            self.losses.note(Loss.BROKEN_LINKS, spot.where, target)
        yield from self._inside(node, replace(spot, link=target if is_address(target) else spot.link))

    def _note(self, node: Node, spot: _Spot) -> Iterator[Piece]:
        body, citation = node.find(TEXT + "note-body"), node.find(TEXT + "note-citation")
        self.imported.notes.append(())
        number, before = len(self.imported.notes), self._number
        pieces, is_whole = in_one_paragraph(self._items(() if body is None else body, _Spot(spot.where)))
        self._number = before
        if not is_whole or (citation is not None and citation.get(TEXT + "label") is not None):
            self.losses.note(Loss.NOTES, spot.where, text_of(pieces))
        if spot.is_heading:
            self.losses.note(Loss.HEADING_NOTES, spot.where, text_of(pieces))
        self.imported.notes[number - 1] = pieces
        yield NoteMark(number)

    def _frame(self, node: Node, spot: _Spot) -> Iterator[Piece]:
        for box in node.iter(DRAW + "text-box"):
            self.losses.note(Loss.TEXT_BOXES, spot.where, _words(box))
        if (
            next(node.iter(DRAW + "object", DRAW + "object-ole", DRAW + "plugin", DRAW + "applet"), None)
            is not None
        ):
            self.losses.note(Loss.OBJECTS, spot.where, node.get(DRAW + "name") or "")
            return
        for image in node.iter(DRAW + "image"):
            frame = image.getparent()
            if image is next(frame.iter(DRAW + "image"), None):
                yield from self._picture(image, frame, spot)

    def _picture(self, image: Node, frame: Node, spot: _Spot) -> Iterator[Piece]:
        name = (image.get(XLINK + "href") or "").removeprefix("./")
        described = ("".join(each.itertext()) for tag in SVG_TITLES for each in frame.iterfind(tag))
        alt = " ".join(next((text for text in described if text.strip()), "").split())
        looks = self.looks.styles.get(("graphic", frame.get(DRAW + "style-name") or ""))
        clip = "" if looks is None else next((each.get(FO + "clip") or "" for each in looks), "")
        is_altered = bool(re.search(r"[1-9]", clip)) or frame.get(DRAW + "transform") is not None
        yield from self._pictures.mark(name, self.parts.get(name), spot.where, alt, is_altered=is_altered)


def _rows(table: Node) -> Iterator[tuple[Node, bool]]:
    """The rows, and whether each is one of headings."""
    for child in table:
        if child.tag == TABLE + "table-row":
            yield child, table.tag == TABLE + "table-header-rows"
        elif child.tag in ROWS:
            yield from _rows(child)


def _repeated(cell: Node) -> int:
    return min(whole(cell.get(TABLE + "number-columns-repeated"), 1), 1000)


def _words(node: Node) -> str:
    return "".join(node.itertext())
