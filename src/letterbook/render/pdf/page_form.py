"""What the letters of one kind share once a page was laid out: its operators, with holes where the slots were set."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any

import weasyprint.draw as engine
from pydyf import Object

from letterbook.render.pdf.font_learning import in_one_font, learn
from letterbook.render.pdf.packed_fonts import pack_fonts
from letterbook.render.pdf.slot_lines import BrokenLine, Drawn, Pen, Slot, slots_of
from letterbook.render.pdf.slots import PageSource
from letterbook.render.pdf.tagging import tidy_tags

_MOST_DRAWN = 150


class _Begin(bytes):
    """The operator that begins a slot's text on a page: `BT`."""

    slot: int


class _End(bytes):
    """The operator that ends a text of a slot: `ET`."""

    slot: int


Broken = Mapping[int, "Sequence[BrokenLine] | None"]
"""The lines of each slot that has other texts than those of a form."""


@dataclass(frozen=True)
class SetPages:
    """What the pages of a letter draw, and the slots whose lines are wider or narrower than in the form, with whether they are cut: by
    their places where these are known (`Slot.place`), else by their numbers.
    """

    contents: tuple[bytes, ...]
    moved: frozenset[tuple[Hashable, bool]]


@dataclass(frozen=True)
class PageForm:
    """The pages of a letter, and how to set them for another one.

    `pages` are the operators of each, a number in the place of each slot; `slots` those that may be set anew, `source` the page that
    the form was taken of, and `own` what draws its texts.
    """

    source: PageSource
    pages: tuple[tuple[bytes | int, ...], ...]
    slots: dict[int, Slot]
    own: dict[int, Drawn]
    pen: Pen
    drawn: dict[tuple[int, tuple[str, ...]], Drawn | None] = field(default_factory=dict)
    """Slots with other texts, as they were drawn before."""
    breaks_itself: frozenset[int] = frozenset()
    """Slots that are wider or narrower than in the first form of the kind, as what is in them or beside them is."""

    def beside(self, first: PageForm) -> PageForm | None:
        """The same as a further form of its kind; None where a slot is broken otherwise that is as wide whatever stands in it."""
        there = self.slots.keys() & first.slots.keys()
        others = {number for number in there if self.slots[number].measure != first.slots[number].measure}
        if any(self.slots[number].place or first.slots[number].place for number in others):
            return None
        return replace(self, breaks_itself=frozenset(others))

    def broken(self, source: PageSource) -> Broken:
        """The lines of the slots in which another page of the same frame says something else."""
        there = enumerate(zip(source.printed, self.source.printed, strict=True))
        changed = {number: texts for number, (texts, own) in there if texts != own and self._is_set(number)}
        slots = self.slots
        return {
            number: slots[number].broken(texts) if number in slots else None
            for number, texts in changed.items()
        }

    def fit(self, source: PageSource, broken: Broken) -> object:
        """What pages of one frame have in common that are set into the same form: the rows of signs of their fonts, how many lines
        each slot takes, and the words of those that are not set anew.
        """
        lines = {**{number: slot.lines for number, slot in self.slots.items()}, **broken}
        there = enumerate(source.printed)
        takes = (len(lines.get(number) or ()) or texts for number, texts in there if self._is_set(number))
        return source.rows, *takes

    def _is_set(self, number: int) -> bool:
        """Whether the page draws a slot: the running words stand on following pages alone."""
        return number < len(self.source.texts) or len(self.pages) > 1

    def set(self, source: PageSource, broken: Broken) -> SetPages | None:
        """The pages of a letter that fits; None where it has to be laid out."""
        texts = zip(source.printed, self.source.printed, strict=True)
        changed = [
            number for number, (other, own) in enumerate(texts) if other != own and self._is_set(number)
        ]
        first = {number: lines for number, lines in broken.items() if number not in self.breaks_itself}
        lines = {number: first.get(number) or self._own_lines(source, number) for number in changed}
        # What the first form of the kind could set may be no slot of this one: where its words are cut, say.
        if any(
            number not in self.slots or not found or len(found) != len(self.slots[number].lines)
            for number, found in lines.items()
        ):
            return None
        drawn = dict(self.own)
        for number, found in lines.items():
            anew = self._drawn(number, source.printed[number], found or ())
            # A line in other fonts may stand higher or lower, and so would all that follows.
            if anew is None or anew.faces != self.own[number].faces:
                return None
            drawn[number] = anew
        return SetPages(
            tuple(
                b"\n".join(drawn[part].operators if isinstance(part, int) else part for part in page)
                for page in self.pages
            ),
            frozenset(
                (self.slots[number].place or number, inf in drawn[number].widths)
                for number in changed
                if drawn[number].widths != self.own[number].widths
            ),
        )

    def _drawn(self, number: int, texts: tuple[str, ...], lines: Sequence[BrokenLine]) -> Drawn | None:
        if (number, texts) not in self.drawn:
            if len(self.drawn) >= _MOST_DRAWN:
                self.drawn.clear()
            self.drawn[number, texts] = self.pen.drawn(self.slots[number], lines)
        return self.drawn[number, texts]

    def _own_lines(self, source: PageSource, number: int) -> Sequence[BrokenLine] | None:
        """The lines of a slot as this form breaks them: of one that says what the first form of the kind does, say."""
        slot = self.slots.get(number)
        return slot.broken(source.printed[number]) if slot else None


Proved = dict[Hashable, Drawn]
"""Slots that were set anew as they had been laid out, by all that decides over how they are set, their words, and what drew them."""
_MOST_PROVED = 2000


class Recorder:
    """Takes down how WeasyPrint draws a laid-out document, and makes a form of it. `proved` are slots of the same template that were set
    anew before: the same words in the same place need not be set again to know that they come out the same.
    """

    def __init__(self, document: Any, source: PageSource, proved: Proved) -> None:
        self._document, self._source, self._proved = document, source, proved
        self._slots = slots_of(document, source)
        self._owners = {id(box): number for number, slot in self._slots.items() for box in slot.all_boxes}
        self._streams: list[list[Any]] = []
        self._is_begun = False

    @contextmanager
    def recording(self) -> Iterator[None]:
        """While the document is drawn, what draws a slot is marked."""
        before = engine.draw_text
        engine.draw_text = self._draw
        try:
            yield
        finally:
            engine.draw_text = before

    def _draw(self, stream: Any, box: Any, offset_x: float, overflow: str, ellipsis: Any) -> None:
        if not self._is_begun:
            self._is_begun = True
            self._learn()
        begin = len(stream.stream)
        _draw_text(stream, box, offset_x, overflow, ellipsis)
        number = self._owners.get(id(box))
        if number is None:
            return
        operators = stream.stream
        at = next((at for at in range(begin, len(operators)) if operators[at] == b"BT"), None)
        if at is None or operators[-1] != b"ET":
            self._slots.pop(number, None)
            return
        operators[at], operators[-1] = _Begin(b"BT"), _End(b"ET")
        operators[at].slot = operators[-1].slot = number

    def _learn(self) -> None:
        """Gives the fonts of the slots all signs that go together with theirs (see `alphabet`)."""
        faces = {_face(box.style): box.style for slot in self._slots.values() for box in slot.boxes.values()}
        *rows, beside = self._source.rows
        for face, style in faces.items():
            for row in rows:
                learn(self._document.fonts, style, in_one_font(face, style, row))
            learn(self._document.fonts, style, beside)

    def finish(self, document: Any, pdf: Any) -> None:
        """Tidies the tags and keeps what draws each page: a `finisher`."""
        tidy_tags(document, pdf)
        pack_fonts(pdf)
        contents = [pdf.objects[int(page["Contents"].split()[0])] for page in _pages(pdf)]
        self._streams = [content.stream for content in contents]

    def form(self) -> PageForm:
        """The form of the pages, in which each slot is known to be set as it was."""
        pen = Pen(self._document.fonts)
        known: dict[int, Drawn] = {}
        for number, operators in self._drawn().items():
            if drawn := self._set_anew(pen, number, operators):
                known[number] = drawn
        slots = {number: slot for number, slot in self._slots.items() if number in known}
        pages = tuple(tuple(_parts(stream, slots)) for stream in self._streams)
        return PageForm(self._source, pages, slots, known, pen)

    def _set_anew(self, pen: Pen, number: int, operators: bytes) -> Drawn | None:
        """The slot set by us, if it comes out as it was laid out."""
        slot, texts = self._slots[number], self._source.printed[number]
        lines_of = tuple((line.page, line.room, line.block.style["lang"]) for line in slot.lines)
        key = slot.measure, lines_of, texts, operators
        if key in self._proved:
            return self._proved[key]
        lines = slot.broken(texts)
        drawn = pen.drawn(slot, lines) if lines and len(lines) == len(slot.lines) else None
        if drawn is None or drawn.operators != operators:
            return None
        if len(self._proved) >= _MOST_PROVED:
            self._proved.clear()
        self._proved[key] = drawn
        return drawn

    def _drawn(self) -> dict[int, bytes]:
        """What draws each slot; without those of which something else is drawn between their lines, or that go on on
        another page. Running words are drawn alike on each.
        """
        found: dict[int, bytes] = {}
        for stream in self._streams:
            for number, begin, end in _regions(stream):
                drawn = _joined(stream[begin : end + 1])
                if found.setdefault(number, drawn) != drawn:
                    self._slots.pop(number, None)
        return {number: drawn for number, drawn in found.items() if number in self._slots}


_draw_text = engine.draw_text


def _face(style: Any) -> tuple[Any, ...]:
    return style["font_family"], style["font_style"], style["font_weight"], style["lang"]


def _pages(pdf: Any) -> list[Any]:
    return [pdf.objects[int(reference.split()[0])] for reference in pdf.page_references]


def _regions(stream: Sequence[Any]) -> Iterator[tuple[int, int, int]]:
    """(slot, first operator, last operator) of what draws slots: texts of one slot that follow each other."""
    open_slot, begin, end = -1, 0, 0
    for at, operator in enumerate(stream):
        if isinstance(operator, _Begin):
            if operator.slot != open_slot or at != end + 1:
                if open_slot >= 0:
                    yield open_slot, begin, end
                open_slot, begin = operator.slot, at
        elif isinstance(operator, _End):
            end = at
    if open_slot >= 0:
        yield open_slot, begin, end


def _parts(stream: Sequence[Any], slots: dict[int, Slot]) -> Iterator[bytes | int]:
    """The page's operators, and the number of each slot in its place."""
    at = 0
    for number, begin, end in _regions(stream):
        if number in slots:
            if begin > at:
                yield _joined(stream[at:begin])
            yield number
            at = end + 1
    if at < len(stream):
        yield _joined(stream[at:])


def _joined(operators: Sequence[Any]) -> bytes:
    return b"\n".join(map(_as_bytes, operators))


def _as_bytes(operator: Any) -> bytes:
    if isinstance(operator, bytes):
        return bytes(operator)
    return bytes(operator.data) if isinstance(operator, Object) else str(operator).encode("ascii")
