"""Where a laid-out page sets the texts of its slots, and the operators that draw them anew for another letter.

A slot's lines are taken from the boxes of the layout, once; then words are broken, shaped and drawn by the same functions
that set the whole page (`paragraphs`, WeasyPrint's `draw_first_line`), so that what comes out is the same to the byte.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from math import inf
from typing import Any

from weasyprint.formatting_structure.boxes import BlockBox, InlineBox, LineBox, PageBox, TextBox

from letterbook.fonts import KEPT_TOGETHER, NO_BREAK_HYPHEN
from letterbook.render.pdf.marked_content import Piece
from letterbook.render.pdf.paragraphs import MOST_SLACK, planned_lines
from letterbook.render.pdf.shaped_text import Layouts, ShapedText, loose_stream
from letterbook.render.pdf.slots import SLOT, PageSource
from letterbook.render.pdf.structure_elements import Mark

_NEAR_PX = 0.1
_CLEAR_PX = 12.0
"""So far a line stays from the words beside it in a box that is as wide as its words."""
_MOST_KNOWN = 150
_SIDES = {
    "start": "left",
    "left": "left",
    "justify": "left",
    "end": "right",
    "right": "right",
    "center": "center",
}


Around = tuple[tuple[object, ...], ...]
"""The boxes around a line from the page on, by what decides how they are laid out."""


@dataclass(frozen=True)
class SlotLine:
    """A line of a slot: the boxes of its words, the block that holds it, and its page (from 0). `room` (px) is how wide it may
    become; one that `is_cut` ends there with “…”. `around` are the boxes around it (see `_around`).
    """

    boxes: tuple[Any, ...]
    block: Any
    page: int
    room: float
    is_cut: bool = False
    around: Around | None = None

    @property
    def letters(self) -> int:
        """How many signs it has that are no spaces."""
        return sum(len(_letters(box.text)) for box in self.boxes)

    @property
    def left(self) -> float:
        return float(self.boxes[0].position_x)

    @property
    def right(self) -> float:
        last = self.boxes[-1]
        return float(last.position_x + last.width)

    @property
    def baseline(self) -> float:
        box = self.boxes[0]
        return float(box.position_y + box.baseline)


Words = tuple[int, str]
"""Words of a line, and the number of the text that they are of."""


@dataclass(frozen=True)
class BrokenLine:
    """A line as it is to be set, and how wide it may be (px) so that the page would be broken there, too."""

    words: Sequence[Words]
    most: float


@dataclass
class Slot:
    """A slot of a laid-out page: its lines, and for each of its texts a box whose style it has."""

    lines: list[SlotLine]
    boxes: Mapping[int, Any]
    known: dict[tuple[str, ...], list[BrokenLine] | None] = field(default_factory=dict)
    """Texts that were broken before."""
    again: tuple[Any, ...] = ()
    """The boxes of the same words on other pages, which are drawn as here or this is no slot."""

    @property
    def all_boxes(self) -> Iterator[Any]:
        """Every box of its words, wherever it stands."""
        yield from (box for line in self.lines for box in line.boxes)
        yield from self.again

    @cached_property
    def measure(self) -> tuple[object, ...]:
        """What decides how its texts are broken; how many lines there are is no part of it."""
        line = self.lines[0]
        block = line.block.style
        room = round(line.room, 3), round(line.block.width, 3) if line.room == line.block.width else 0
        return (
            line.block.element_tag,
            *room,
            block["text_align_all"],
            block["white_space"],
            line.is_cut,
            *sorted(self.boxes),
        )

    @cached_property
    def place(self) -> Hashable | None:
        """The same for slots, of whatever letter of a template, that stand in boxes of the same kinds whose width is certain before their
        words are known; None for one that may make its box wider or narrower.
        """
        around = {line.around for line in self.lines}
        return None if len(around) > 1 or None in around else (*around, self.measure)

    def broken(self, texts: tuple[str, ...]) -> list[BrokenLine] | None:
        """The lines of other texts; None where we cannot say how they are broken."""
        if texts not in self.known:
            if len(self.known) >= _MOST_KNOWN:
                self.known.clear()
            self.known[texts] = self._broken(texts)
        return self.known[texts]

    def _broken(self, texts: tuple[str, ...]) -> list[BrokenLine] | None:
        said = [(number, text) for number, text in enumerate(texts) if text]
        room, block = self.lines[0].room, self.lines[0].block
        if self.lines[0].is_cut:
            return [BrokenLine(_without_ends(said), inf)] if len(said) == len(self.boxes) == 1 else None
        if not said or any(number not in self.boxes for number, _ in said):
            return None
        plan = None
        # A block that is as wide as its words grows with them, and breaks nowhere.
        if block.style["white_space"] == "normal" and room == block.width:
            plan = planned_lines(LineBox(block.element_tag, block.style, None, self._as_boxes(said)), block)
        if plan is None:
            return [BrokenLine(_without_ends(said), room - _NEAR_PX)]
        if len(plan) > 1 and block.style["text_align_all"] == "justify":
            return None
        lines = _parted(said, [line.letters for line in plan])
        most = [block.width if line.is_last else line.width + MOST_SLACK for line in plan]
        return [BrokenLine(words, width) for words, width in zip(lines, most, strict=True)]

    def _as_boxes(self, said: Sequence[Words]) -> list[Any]:
        """The texts as boxes, which whoever breaks a paragraph reads."""
        found = []
        for number, text in said:
            box = copy(self.boxes[number])
            box.text = text
            found.append(box)
        return found


def _parted(said: Sequence[Words], places: Sequence[int]) -> list[list[Words]]:
    """The texts in lines that end behind so many bytes that are no spaces."""
    lines: list[list[Words]] = [[]]
    ends, behind = iter(places), 0
    end = next(ends)
    for number, text in said:
        begin = 0
        for at, sign in enumerate(text):
            if sign == " ":
                continue
            if behind == end:
                lines[-1].append((number, text[begin:at]))
                lines.append([])
                begin, end = at, next(ends)
            behind += len(sign.encode())
        lines[-1].append((number, text[begin:]))
    return [_without_ends(line) for line in lines]


def _without_ends(line: Sequence[Words]) -> list[Words]:
    """The line without spaces at its ends."""
    words = [(number, text) for number, text in line if text]
    while words and not words[-1][1].strip(" "):
        words.pop()
    number, text = words[-1]
    words[-1] = number, text.rstrip(" ")
    number, text = words[0]
    words[0] = number, text.lstrip(" ")
    return words


# --- The slots of a laid-out document -----------------------------------------------------------------------------------


def slots_of(document: Any, source: PageSource) -> dict[int, Slot]:
    """The slots of a laid-out page by their number, those alone of which we know how they are set. The one of the running
    words has the number after the last.
    """
    blocks: dict[int, list[SlotLine]] = {}
    unknown: set[int] = set()
    for number, page in enumerate(document.pages):
        found = [*_line_boxes(page._page_box, None, ())]  # noqa: SLF001
        for line, block, around in found:
            index = _number(line, source)
            if index is None:
                continue
            boxes = _boxes(line)
            if boxes is None:
                unknown.add(index)
            else:
                is_cut = line.text_overflow == "ellipsis"
                room = (
                    block.width if is_cut else _room(line, block, [other for other, *_ in found], page.width)
                )
                blocks.setdefault(index, []).append(
                    SlotLine(tuple(boxes), block, number, room, is_cut, around)
                )
    running = len(source.texts)
    slots: dict[int, Slot] = {}
    for index, lines in blocks.items():
        if index not in unknown:
            # Running words stand once on each page that follows.
            slots |= _slots_of_block(index, lines[:1] if index == running else lines, source)
    if running in slots:
        slots[running].again = tuple(box for line in blocks[running][1:] for box in line.boxes)
    return slots


def _slots_of_block(index: int, lines: Sequence[SlotLine], source: PageSource) -> dict[int, Slot]:
    """The slots of a block from its first on, each with its lines; none where the lines say something else."""
    texts = source.printed
    slots: dict[int, Slot] = {}
    rest = list(lines)
    while rest and index < len(texts):
        wanted = sum(len(_letters(text)) for text in texts[index])
        own = []
        while rest and wanted > 0:
            own.append(rest.pop(0))
            wanted -= own[-1].letters
        slot = _slot(texts[index], own) if own and not wanted else None
        if own and slot is None:
            return {}
        if slot:
            slots[index] = slot
        index += 1
    return {} if rest else slots


def _line_boxes(box: Any, block: Any, around: Around | None) -> Iterator[tuple[Any, Any, Around | None]]:
    """The lines of a page, each with the block that holds it, and the boxes around it."""
    box = getattr(box, "_box", box)
    if isinstance(box, LineBox):
        yield box, block, around
        for child in box.children:
            if not isinstance(child, TextBox | InlineBox):
                yield from _line_boxes(child, box, None)
        return
    around = _around(box, around)
    for child in getattr(box, "children", ()):
        yield from _line_boxes(child, box, around)


def _around(box: Any, before: Around | None) -> Around | None:
    """What stands around what a box holds; None where the width of one of these boxes may follow from what is in it: of all but
    blocks in normal flow, and those that are told their width or both sides (CSS 2.1, 10.3).
    """
    if before is None or type(box) not in (PageBox, BlockBox):
        return None
    style = box.style
    position, is_told = (
        style["position"],
        style["width"] != "auto" or "auto" not in (style["left"], style["right"]),
    )
    if style["float"] != "none" or (position not in ("static", "relative") and not is_told):
        return None
    kind = box.element_tag, position, *style["display"], style["width"] == "auto", style["direction"]
    return (*before, kind)


def _number(line: Any, source: PageSource) -> int | None:
    """The slot that a line is of; None where it is of none."""
    element = line.element
    if element is not None:
        number = element.get(SLOT)
        return None if number is None else int(number)
    said = [box for box in line.children if isinstance(box, TextBox)]
    is_running = source.running and [box.text for box in said] == [_printed(source.running)]
    return len(source.texts) if is_running else None


def _boxes(line: Any) -> list[Any] | None:
    """The boxes of words of a line; None where it holds something else, or something that is drawn with them."""
    found: list[Any] = []

    def read(box: Any) -> bool:
        for child in box.children:
            if isinstance(child, TextBox):
                if not _is_plain(child.style):
                    return False
                found.append(child)
            elif not (
                isinstance(child, InlineBox) and child.is_in_normal_flow() and _is_bare(child) and read(child)
            ):
                return False
        return True

    heights = {round(box.position_y + box.baseline, 3) for box in found} if read(line) else {0, 1}
    return found if len(heights) == 1 else None


def _is_plain(style: Any) -> bool:
    """Whether words of this style are drawn as letters alone, and as they are written."""
    return bool(
        style["text_decoration_line"] == "none"
        and style["text_transform"] == "none"
        and style["visibility"] == "visible"
        and style["direction"] == "ltr"
        and style["white_space"] in ("normal", "nowrap")
    )


def _is_bare(box: Any) -> bool:
    """Whether an inline box takes no room of its own and draws nothing."""
    sides = (
        "margin_left",
        "margin_right",
        "padding_left",
        "padding_right",
        "border_left_width",
        "border_right_width",
    )
    return not any(getattr(box.style[side], "value", box.style[side]) for side in sides)


def _room(line: Any, block: Any, lines: Sequence[Any], sheet: float) -> float:
    """How wide a line may become (px): as its block, or up to the next words where this is just as wide as its own."""
    width = float(block.width)
    if abs(width - line.width) > _NEAR_PX:
        return width
    top, bottom = line.position_y, line.position_y + line.height
    beside = [
        other.position_x
        for other in lines
        if other.position_x > line.position_x
        and other.position_y < bottom
        and other.position_y + other.height > top
    ]
    return float(min(beside, default=sheet) - line.position_x - _CLEAR_PX)


def _slot(texts: tuple[str, ...], lines: Sequence[SlotLine]) -> Slot | None:
    """The slot with each piece of its lines known by the text that it is of; None where they say something else."""
    wanted = [(number, _letters(text)) for number, text in enumerate(texts) if _letters(text)]
    known: dict[int, Any] = {}
    number, rest = 0, ""
    for box in (box for line in lines for box in line.boxes):
        if not rest and wanted:
            number, rest = wanted.pop(0)
        said = _letters(box.text)
        if not said or not rest.startswith(said):
            return None
        rest = rest[len(said) :]
        known.setdefault(number, box)
    return None if rest or wanted else Slot(list(lines), known)


def _printed(text: str) -> str:
    return text.replace(NO_BREAK_HYPHEN, KEPT_TOGETHER)


def _letters(text: str) -> str:
    return _printed(text).replace(" ", "")


# --- Setting it anew ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Drawn:
    """What draws a slot: its operators, how wide each line is (px; inf, if it is cut), and the fonts that it is set in, by their
    names.
    """

    operators: bytes
    widths: tuple[float, ...]
    faces: frozenset[bytes]


class Pen:
    """Draws lines with a document's fonts, and says where it would need another glyph than they have."""

    def __init__(self, fonts: dict[Any, Any]) -> None:
        self._fonts = fonts
        self._layouts = Layouts()
        self._names = {font.hash: font.to_unicode for font in fonts.values()}
        self._glyphs = {key: frozenset(font.to_unicode) for key, font in fonts.items()}
        self._missing = {key: dict(font.missing) for key, font in fonts.items()}

    def drawn(self, slot: Slot, lines: Sequence[BrokenLine]) -> Drawn | None:
        """What draws the slot with these lines; None where they do not fit, or ask for what the fonts lack."""
        pieces, widths = [], []
        for line, set_before in zip(lines, slot.lines, strict=True):
            words = [self._shaped(text, slot.boxes[number], set_before) for number, text in line.words]
            width = sum(shaped.width for shaped in words)
            if width > line.most or (set_before.is_cut and abs(width - set_before.room) < _NEAR_PX):
                return None
            if set_before.is_cut and width > set_before.room:
                width = inf
            pieces.append(Piece(Mark(set_before.page, 0), [], self._line(words, width, set_before)))
            widths.append(round(width, 2))
        if self._has_learned():
            return None
        for piece, following in pairwise(pieces):
            piece.goes_on_in(following, self._names)
        operators = [operator for piece in pieces for operator in piece.own]
        faces = frozenset(operator.split()[0] for operator in operators if operator.endswith(b" Tf"))
        return Drawn(b"\n".join(operators), tuple(widths), faces)

    def _shaped(self, text: str, box: Any, line: SlotLine) -> ShapedText:
        cut_at = box.pango_layout.max_width if line.is_cut else None
        return self._layouts.shaped(_printed(text), box.style, cut_at)

    def _line(self, words: Sequence[ShapedText], width: float, place: SlotLine) -> list[bytes]:
        x = place.block.content_box_x() if width == inf else self._begin(width, place)
        stream = loose_stream(self._fonts)
        for shaped in words:
            stream.stream.append(b"BT")
            shaped.draw(stream, x, place.baseline)
            stream.end_text()
            x += shaped.width
        return [bytes(operator) for operator in stream.stream]

    @staticmethod
    def _begin(width: float, place: SlotLine) -> float:
        """Where a line begins (px) that is as wide as its words."""
        side = _SIDES[place.block.style["text_align_all"]]
        if side == "left":
            return place.left
        # A line that is cut stands where its block begins, and says nothing of where others end.
        right = place.block.content_box_x() + place.block.width if place.is_cut else place.right
        left = place.block.content_box_x() if place.is_cut else place.left
        return right - width if side == "right" else (left + right - width) / 2

    def _has_learned(self) -> bool:
        """Whether the fonts were asked for another glyph, or another font; it is forgotten again."""
        others = self._fonts.keys() - self._glyphs.keys()
        for key in others:
            del self._fonts[key]
        learned = bool(others)
        for key, glyphs in self._glyphs.items():
            font = self._fonts[key]
            if len(font.to_unicode) > len(glyphs):
                learned = True
                for glyph in font.to_unicode.keys() - glyphs:
                    del font.to_unicode[glyph]
                    font.widths.pop(glyph, None)
                font.missing = dict(self._missing[key])
        return learned
