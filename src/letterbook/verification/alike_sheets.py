"""A page that draws the same as one that PDFium has read, but for the words of some lines: these alone are read anew.

What such a page draws is parted into a frame and its lines. Where a page with the same frame was read by PDFium, in a file that is
alike but for its own part (`alike_files`), the words of a line that differs are decoded by the file's own fonts and measured by
the boxes of their glyphs. This reading acquits a page, or says nothing: whatever it does not know for certain, a line that comes near
an edge, other words or a line longer than any that PDFium has seen there, is left to PDFium. It is trusted on a line only where it
has read there, on the page that PDFium read, what PDFium did.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, NamedTuple

from letterbook.envelope_windows import Window
from letterbook.language.bidi import drawn_out_of_order
from letterbook.verification.boxes import Box
from letterbook.verification.glyph_boxes import ReadFont, ShownText
from letterbook.verification.page_layout import MM, Field, PageLayout, TextPlace, address_parts, places_on
from letterbook.verification.tagged_text import TaggedPage

_BEGIN = b"BT\n"
_LINE = re.compile(
    rb"1 0 0 -1 (-?[0-9.]+) (-?[0-9.]+) Tm\n(/[A-Za-z0-9]+) ([0-9.]+) Tf\n"
    rb"(\[(?:<[0-9a-f]*>|-?[0-9]+(?:\.[0-9]+)?(?=[<\]]))*\] TJ)\nET\n"
)
_SHOWN = re.compile(rb" T[Jj]\n")
_NEAR_MM = 0.35
_TAIL_MM = 0.2
"""So far the tail of a J may reach out of the address at the left; PDFium's reading allows half as much again (TOLERANCE_MM)."""
_LONGER_MM = 20.0
"""A line that is longer by more than this than those that PDFium has seen there is read by PDFium."""
_MOST_KNOWN = 400


@dataclass(frozen=True)
class DrawnPage:
    """What a page of a file draws, as bytes. `key` is the same for the same page of files that are alike; `fonts` are those of the
    page by their names.
    """

    key: tuple[str, int]
    content: bytes
    fonts: Mapping[bytes, ReadFont | None] = field(repr=False)


class _Line(NamedTuple):
    """A line of a page: where it begins (in units of the page), its font and size, what shows its words, and its place among
    the texts of the page.
    """

    x: float
    font: bytes
    size: float
    operand: bytes
    text: int


def _parted(content: bytes) -> tuple[bytes, list[_Line]]:
    """The digest of a page without its lines' words and where they begin, and these."""
    before, *pieces = content.split(_BEGIN)
    frame, lines, text = [b"%d %s" % (len(before), before)], list[_Line](), len(_SHOWN.findall(before))
    for piece in pieces:
        around, line, shows = _piece(piece)
        frame.append(around)
        if line is not None:
            lines.append(_Line(*line, text))
        text += shows
    return hashlib.sha256(b"".join(frame)).digest(), lines


@lru_cache(maxsize=4000)  # most lines are the same in many letters
def _piece(piece: bytes) -> tuple[bytes, tuple[float, bytes, float, bytes] | None, int]:
    """Of what follows the beginning of a text: all but a line's words and where it begins, as bytes that tell how many they are; the
    line, if it is one; and how many texts are shown.
    """
    found = _LINE.match(piece)
    if found is None:
        return b"%d %s" % (len(piece), piece), None, len(_SHOWN.findall(piece))
    behind = piece[found.end() :]
    around = b"BT %s %s %s %d %s" % (found[2], found[3], found[4], len(behind), behind)
    line = float(found[1]), found[3], float(found[4]), found[5]
    return around, line, 1 + len(_SHOWN.findall(behind))


@dataclass
class _Known:
    """A page that PDFium has read, and what its reading says of each text. `widest` are the widths (mm) that PDFium has seen, by
    line; a line without one is read by PDFium. `ends` is what PDFium adds to the words of a line: a space, if others stand beside it.
    """

    layout: PageLayout
    tagged: TaggedPage
    places: Sequence[TextPlace]
    drawings: Sequence[tuple[int, Box, bool]]
    paper: Box
    lines: Sequence[_Line]
    widest: dict[int, float]
    ends: Mapping[int, str]

    def read(self, lines: Sequence[_Line], page: DrawnPage, window: Window | None) -> PageLayout | None:
        """The page with other lines; None where it is to be read by PDFium."""
        said = [text.said for text in self.tagged.drawn]
        boxes = [place.box for place in self.places]
        for number, (line, before) in enumerate(zip(lines, self.lines, strict=True)):
            if (line.x, line.operand) == (before.x, before.operand):
                continue
            found = self._moved(number, line, page)
            if found is None:
                return None
            said[line.text], boxes[line.text] = found
        seen = self.layout.field
        if window is not None:
            seen = _field(window, boxes, said)
            if seen is None:
                return None
        there = zip(self.tagged.drawn, said, strict=True)
        drawn = tuple(text if text.said == new else text.saying(new) for text, new in there)
        tagged = TaggedPage(drawn, self.tagged.elements)
        texts, raised = tagged.texts(), tagged.raised()
        return replace(self.layout, text="\n".join(said), field=seen, texts=texts, raised=raised)

    def _moved(self, number: int, line: _Line, page: DrawnPage) -> tuple[str, Box] | None:
        """What a line says, and where; None where it is not surely read and whole."""
        shown, place = _shown(line, page), self.places[line.text]
        if number not in self.widest or shown is None or drawn_out_of_order(shown.said):
            return None
        box = _box_of(line, self.lines[number], place, shown)
        is_long = box.right - box.left > self.widest[number] + _LONGER_MM
        if is_long or not self.paper.holds(box, -_NEAR_MM):
            return None
        if not all(frame.holds(box, 0) for frame in place.frames):
            return None
        if any(
            order > place.order and is_opaque and area.touches(box)
            for order, area, is_opaque in self.drawings
        ):
            return None
        return shown.said + self.ends[number], box


def _shown(line: _Line, page: DrawnPage) -> ShownText | None:
    font = page.fonts.get(line.font)
    return font.shown(line.operand) if font is not None else None


def _box_of(line: _Line, before: _Line, place: TextPlace, shown: ShownText) -> Box:
    """Where the line stands (mm), by the place that PDFium gives for the one that stands there in the page that it read."""
    left, bottom, right, top = (edge * line.size * place.scale / MM for edge in shown.edges)
    x = place.x + (line.x - before.x) * place.scale / MM
    return Box(x + left, place.y - top, x + right, place.y - bottom)


# --- The address window ---------------------------------------------------------------------------------------------------


def _field(window: Window, boxes: Sequence[Box], texts: Sequence[str]) -> Field | None:
    """The window, if each text in it stands wholly in one of its parts and clear of the others; else None."""
    upper, lower, whole = address_parts(window)
    zone = replace(lower, left=lower.left - _TAIL_MM)
    above, address = [], []
    for box, text in zip(boxes, texts, strict=True):
        if not text.strip() or not (whole.touches(box) or lower.touches(box)):
            continue
        if zone.holds(box, 0):
            address.append((box, text))
        elif upper.holds(box, 0):
            above.append((box, text))
        else:
            return None
    parts = [*_rows(above)], [*_rows(address)]
    hulls = [hull for part in parts for hull, _ in part]
    if any(one.overlaps(other) for at, one in enumerate(hulls) for other in hulls[at + 1 :]):
        return None
    said = [tuple(text for _, text in part) for part in parts]
    return Field(said[0], said[1], jutting=())


def _rows(texts: Iterable[tuple[Box, str]]) -> Iterator[tuple[Box, str]]:
    """The texts line under line, those beside each other joined."""
    rows: list[tuple[Box, str]] = []
    for box, text in sorted(texts, key=lambda found: (found[0].bottom, found[0].left)):
        if rows and box.middle.touches(rows[-1][0].middle):
            return  # beside each other: nothing is said of it
        rows.append((box, text.strip()))
    yield from rows


# --- Pages that were read -------------------------------------------------------------------------------------------------

_Key = tuple[tuple[str, int], bytes, str]
_KNOWN: dict[_Key, _Known] = {}


def alike_sheet(page: DrawnPage, window: Window | None) -> PageLayout | None:
    """The page, if it differs from one that PDFium has read only in words of which it is certain what they say and that they stand
    where they may; else None.
    """
    frame, lines = _parted(page.content)
    key = page.key, frame, window.name if window else ""
    known = _KNOWN.pop(key, None)
    if known is None:
        return None
    _KNOWN[key] = known  # the last used goes last
    return known.read(lines, page, window)


def _is_confirmed(key: _Key, mine: PageLayout | None, layout: PageLayout) -> bool:
    """Whether our own reading of a page, if there is one, is that of PDFium; what is known is forgotten where it is not."""
    if mine is None:
        return False
    if replace(mine, text=layout.text) == layout:
        return True
    del _KNOWN[key]
    return False


def learn_sheet(
    page: DrawnPage, opened: Any, text: Any, layout: PageLayout, tagged: TaggedPage, window: Window | None
) -> None:
    """Takes down a page that PDFium has just read, an open pypdfium2 page with its text page and tags that hold all that it draws; none
    in which it found anything. A page that would have been read alike here is known already; one that would have been read otherwise
    shows that what is known is wrong.
    """
    if layout.outside or layout.cut_off or layout.faint or layout.covered or layout.pictures:
        return
    frame, lines = _parted(page.content)
    key = page.key, frame, window.name if window else ""
    if _is_confirmed(key, _KNOWN[key].read(lines, page, window) if key in _KNOWN else None, layout):
        return
    places, drawings, paper = places_on(opened, text)
    shows = len(_SHOWN.findall(page.content))
    if not len(tagged.drawn) == len(places) == shows:
        return
    widest, ends = {}, {}
    for number, line in enumerate(lines):
        shown, place, said = _shown(line, page), places[line.text], tagged.drawn[line.text].said
        if shown is None or not place.is_plain or said not in (shown.said, f"{shown.said} "):
            continue
        ends[number] = said.removeprefix(shown.said)
        box = _box_of(line, line, place, shown)
        if place.box.holds(box, _NEAR_MM) and box.holds(place.box, _NEAR_MM):
            widest[number] = box.right - box.left
    known = _Known(layout, tagged, places, drawings, paper, lines, widest, ends)
    if known.read(lines, page, window) != replace(layout, text="\n".join(text.said for text in tagged.drawn)):
        return
    before = _KNOWN.pop(key, None)
    if before is not None:
        known.widest = {
            number: max(width, before.widest.get(number, 0.0)) for number, width in widest.items()
        }
    _KNOWN[key] = known
    if len(_KNOWN) > _MOST_KNOWN:
        del _KNOWN[next(iter(_KNOWN))]
