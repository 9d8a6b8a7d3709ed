"""Lines broken for the whole paragraph at once, where WeasyPrint fills each line as it comes to it.

Where no way to break a paragraph keeps its spaces between LEAST_SPACE and MOST_SPACE of their natural width, its letters help by up
to LETTER_SPACING; where that does not do, it is ragged.

While a page of ours is laid out, this stands in the place of WeasyPrint's function for paragraphs of words alone; what holds a
picture, or is broken otherwise than we thought, is WeasyPrint's own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from weasyprint.layout import block, inline
from weasyprint.layout.percent import resolve_one_percentage, resolve_percentages

from letterbook.render.pdf.justification import may_space_letters
from letterbook.render.pdf.line_breaks import (
    LETTER_SPACING,
    SHORTEST_END_EM,
    SLACK,
    Justified,
    Line,
    Ragged,
    best,
)
from letterbook.render.pdf.page_ends import Parted, mark_parted, parted_by_pages
from letterbook.render.pdf.paragraph_words import breaks_of, letters_before, texts, width_of

_SET = frozenset(("p", "li", "blockquote", "footnote"))
"""The elements of running text."""

MOST_SLACK = 1.0
"""px by which a whole line may be wider than its words by themselves."""

_greedy_lines = block.iter_line_boxes
_align = inline.text_align


@dataclass
class _Measure:
    """The width to which the line that is being set is justified, in px; None lets WeasyPrint do as it does."""

    width: float | None = None
    broken_at: float = 0.0
    is_ragged: bool = False
    never: frozenset[Parted] = frozenset()
    """Where no word is parted."""


_MEASURE = _Measure()


@contextmanager
def whole_paragraphs() -> Iterator[None]:
    """While a page is laid out, paragraphs are broken as told above; afterwards WeasyPrint is as it was."""
    before = block.iter_line_boxes, inline.text_align
    block.iter_line_boxes, inline.text_align = _lines, _aligned
    try:
        yield
    finally:
        block.iter_line_boxes, inline.text_align = before


MOST_LAYOUTS = 8
"""So often a document is laid out anew for the ends of its pages, since each time others may end within a word."""


def whole_at_page_ends(lay_out: Callable[[], Any]) -> Any:
    """The document that `lay_out` makes, again and again until no page of it ends within a word."""
    document, never = lay_out(), set[Parted]()
    for _ in range(MOST_LAYOUTS):
        parted = {*parted_by_pages(document)} - never
        if not parted:
            break
        never |= parted
        with never_parted(never):
            document = lay_out()
    return document


@contextmanager
def never_parted(places: Collection[Parted]) -> Iterator[None]:
    """While a page is laid out, no word is parted at these places."""
    before = _MEASURE.never
    _MEASURE.never = frozenset(places)
    try:
        yield
    finally:
        _MEASURE.never = before


def _aligned(context: Any, line: Any, available_width: float, last: bool) -> float:
    """How far the line is moved from its start (px); a full line is justified to the measure, narrower or wider."""
    if _MEASURE.width is None:
        moved: float = _align(context, line, available_width, last)
        return moved
    if not _MEASURE.is_ragged and (not last or line.width > _MEASURE.width):
        inline.justify_line(context, line, _MEASURE.width - line.width)
    # In a line from right to left the cursor stands at the right edge of what the line was broken at.
    is_rtl = line.style["direction"] == "rtl"
    return _MEASURE.broken_at - _MEASURE.width if is_rtl else 0


def _lines(
    context: Any, box: Any, position_y: float, bottom_space: float, skip_stack: Any, containing_block: Any,
    absolute_boxes: Any, fixed_boxes: Any, first_letter_style: Any, first_line_style: Any,
) -> Iterator[tuple[Any, Any]]:  # fmt: skip
    """The lines of a paragraph with the places where each goes on, as `weasyprint.layout.inline.iter_line_boxes`."""
    rest = (context, box, position_y, bottom_space, skip_stack, containing_block, absolute_boxes, fixed_boxes,
            first_letter_style, first_line_style)  # fmt: skip
    resolve_percentages(box, containing_block)
    if skip_stack is None:
        resolve_one_percentage(box, "text_indent", containing_block.width)
    indent = 0 if skip_stack else getattr(box.text_indent, "value", box.text_indent)
    plan = None
    if not (context.excluded_shapes or first_letter_style or first_line_style):
        plan = _plan(context, box, containing_block, skip_stack, indent)
    if plan is None:
        yield from _greedy_lines(*rest)
        return
    lines, is_ragged = plan
    before = letters_before(box, skip_stack)
    box.text_indent = indent
    for planned in lines:
        found = _set_line(context, box, containing_block, (position_y, bottom_space, skip_stack), planned, before, is_ragged,
                          absolute_boxes, fixed_boxes)  # fmt: skip
        if found is None:
            yield from _greedy_lines(
                context, box, position_y, bottom_space, skip_stack, containing_block, absolute_boxes,
                fixed_boxes, None, None,
            )  # fmt: skip
            return
        line, skip_stack = found
        position_y = line.position_y + line.height
        box.text_indent = 0
        if planned.is_parted:
            mark_parted(line, (containing_block.element, before + planned.letters))
        yield line, skip_stack


def _set_line(
    context: Any, box: Any, containing_block: Any, where: tuple[float, float, Any], planned: Line, before: int,
    is_ragged: bool, absolute_boxes: list[Any], fixed_boxes: list[Any],
) -> tuple[Any, Any] | None:  # fmt: skip
    """The planned line; None where WeasyPrint breaks it elsewhere."""
    position_y, bottom_space, skip_stack = where
    full, indent = containing_block.width, box.text_indent
    # Where a line ends before words in another look, WeasyPrint asks for room for the space as well.
    for slack in (SLACK, 0.3, -0.1, MOST_SLACK, width_of(" ", box.style) + SLACK):
        containing_block.width = width = (
            full if planned.is_last and planned.width + indent <= full else planned.width + slack + indent
        )
        _MEASURE.width, _MEASURE.broken_at, _MEASURE.is_ragged = full, width, is_ragged
        absolutes: list[Any] = []
        fixed: list[Any] = []
        try:
            line, resume_at = inline.get_next_linebox(
                context,
                box,
                position_y,
                bottom_space,
                skip_stack,
                containing_block,
                absolutes,
                fixed,
                None,
                None,
            )
        finally:
            containing_block.width, _MEASURE.width = full, None
        if line is None:
            return None
        reached = None if resume_at is None else letters_before(box, resume_at)
        if (planned.is_last and reached is None) or reached == before + planned.letters:
            absolute_boxes += absolutes
            fixed_boxes += fixed
            return line, resume_at
    return None


# --- The plan ---------------------------------------------------------------------------------------------------------


def _plan(
    context: Any, box: Any, containing_block: Any, skip_stack: Any, indent: float
) -> tuple[Sequence[Line], bool] | None:
    """The lines of a paragraph from a place on, and whether they are ragged; None for what we do not set."""
    style = box.style
    if (
        style["text_align_all"] not in ("justify", "start")
        or str(style["lang"] or "").startswith(("zh", "ja"))
        or containing_block.element_tag not in _SET
    ):
        return None
    width = containing_block.width
    plans = vars(box).setdefault("letterbook_plans", {})
    key = (repr(skip_stack), width, indent)
    if key not in plans:
        plans[key] = _planned(context, box, skip_stack, width, indent, containing_block.element)
    plan: tuple[Sequence[Line], bool] | None = plans[key]
    return plan


def planned_lines(paragraph: Any, block: Any) -> Sequence[Line] | None:
    """The lines of a paragraph of texts alone (a line box) in a block of the layout; None where WeasyPrint breaks it as it comes
    to the end of each line. Those of a justified one may have other words than these when it is set.
    """
    plan = _plan(_MEASURING, paragraph, block, None, getattr(block.style["text_indent"], "value", 0))
    return None if plan is None else plan[0]


_MEASURING = SimpleNamespace(dictionaries={})
"""What stands for the context of a layout, where no page is laid out."""


def _planned(
    context: Any, box: Any, skip_stack: Any, width: float, indent: float, element: Any
) -> tuple[Sequence[Line], bool] | None:
    found = list(texts(box))
    words = [text for text in found if text is not None]
    if len(words) < len(found):
        return None
    before = letters_before(box, skip_stack)
    breaks = breaks_of(context, words, before)
    if breaks is None or len(breaks) < 2:
        return None
    if _MEASURE.never:
        breaks = [
            each
            for each in breaks
            if not each.hyphen or (element, before + each.letters) not in _MEASURE.never
        ]
    space = width_of(" ", box.style)
    end = SHORTEST_END_EM * box.style["font_size"]
    if box.style["text_align_all"] == "justify":
        is_spaced = may_space_letters(box)
        for spacing in (0.0, *LETTER_SPACING) if is_spaced else (0.0,):
            lines = best(breaks, Justified(width, indent, space, end, spacing, hangs=is_spaced))
            if lines is not None:
                return lines, False
    ragged = best(breaks, Ragged(width, indent, end))
    return None if ragged is None else (ragged, True)
