"""Paragraphs and lines → the figures of a kind of page: its letters in one language, or its enclosures.

A line is full where it reaches the edge of its column, the last one of a paragraph too. A paragraph is ragged where another
line than its last stops short of that edge. Measures are in pt unless their name says mm.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby, pairwise
from statistics import fmean, median, quantiles

from babel import Locale

from typesetting.page_text import HYPHEN, Block, Line, Page, Part

MM = 72 / 25.4
REACHES_MM = 1.0
"""A line that ends so near to the edge of its column, or beyond it, was set to reach it."""
SHORT_END_EM = 3.0
"""A last line of one word that is narrower looks like a line that was forgotten: less than three ems, as a paragraph's indent and
a bit of the white after it."""
_RUNNING = ("P", "LBody", "Note")
_NOUNS_IN_CAPITALS = ("de", "lb")
_FROM_THE_RIGHT = ("ar", "fa", "he")
_PLACE_MM = 0.5
"""Page numbers that stand nearer than this to each other stand in one place."""


@dataclass
class Figures:
    """What was measured on pages of one kind and language."""

    files: int = 0
    characters: list[int] = field(default_factory=list)
    stretches: list[float] = field(default_factory=list)
    widest: tuple[float, str] = (0.0, "")
    narrowest: tuple[float, str] = (9.0, "")
    paragraphs: int = 0
    ragged: int = 0
    hyphens: int = 0
    ladder: int = 0
    parted_names: list[str] = field(default_factory=list)
    hyphens_across_pages: list[str] = field(default_factory=list)
    widows: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    short_ends: list[str] = field(default_factory=list)
    overshoot_mm: float = 0.0
    tops_mm: list[float] = field(default_factory=list)
    number_places: set[tuple[str, float, float]] = field(default_factory=set)
    unnumbered: int = 0
    numbered_alone: int = 0

    def add(self, part: Part, column: float) -> None:
        """Measures these pages too, whose lines end at `column` (`column_of`)."""
        part = _from_the_left(part)
        self.files += 1
        size = _size_of_text(part)
        texts = [[block for block in page.blocks if _is_running(block, size)] for page in part.pages]
        for blocks in texts:
            for block in blocks:
                self._add_block(block, _edge_of(block, column), part.language, size)
        for before, after in pairwise(texts):
            self._add_page_break(_last(before, column), _first(after), part.language)
        self.tops_mm += [round(min(_baselines(page)) / MM, 2) for page in part.pages[1:] if page.blocks]
        self._add_page_numbers(part)

    def _add_block(self, block: Block, edge: float, language: str, size: float) -> None:
        lines = block.lines
        if len(lines) == 1:
            return  # nothing was broken
        full = [line for line in lines if _reaches(line, edge)]
        before_last = lines if block.goes_on else lines[:-1]
        for line in full:
            self._add_full_line(line)
            self.overshoot_mm = max(self.overshoot_mm, (line.right - line.hanging - edge) / MM)
        self.paragraphs += 1
        self.ragged += any(line not in full for line in before_last)
        if block.tag == "P" and block.size == size:
            self.characters += [len(line.text) for line in before_last]
        self.hyphens += sum(line.is_parted for line in lines)
        runs = (len(list(run)) for is_parted, run in groupby(lines, lambda line: line.is_parted) if is_parted)
        self.ladder = max(self.ladder, *runs, 0)
        for upper, lower in pairwise(lines):
            self._add_parted_word(upper, lower, language)
        if not block.goes_on and _is_short(lines[-1]):
            self.short_ends.append(lines[-1].text)

    def _add_full_line(self, line: Line) -> None:
        if not line.spaces:
            return
        # A pair of letters that is drawn together narrows single spaces, so the middle one says whether a line was pressed.
        self.stretches.append(fmean(line.spaces))
        self.widest = max(self.widest, (round(max(line.spaces), 3), line.text))
        self.narrowest = min(self.narrowest, (round(median(line.spaces), 3), line.text))

    def _add_parted_word(self, upper: Line, lower: Line, language: str) -> None:
        if upper.is_parted:
            begin, end = upper.text.removesuffix(HYPHEN).split()[-1], lower.text.split()[0]
            if _is_name(begin + end, language):
                self.parted_names.append(f"{begin}{HYPHEN}{end}")

    def _add_page_break(self, last: Block | None, first: Block | None, language: str) -> None:
        if last is None or first is None or not (last.goes_on or first.from_before):
            return
        end, begin = last.lines[-1], first.lines[0]
        if end.is_parted:
            self.hyphens_across_pages.append(end.text)
            self._add_parted_word(end, begin, language)
        if len(last.lines) == 1:
            self.orphans.append(end.text)
        if len(first.lines) == 1:
            self.widows.append(begin.text)

    def _add_page_numbers(self, part: Part) -> None:
        for number, page in enumerate(part.pages, start=1):
            place = _place_of_number(page, number, len(part.pages))
            if len(part.pages) == 1:
                self.numbered_alone += place is not None
            elif place is None:
                self.unnumbered += 1
            elif all(_apart(place, other) for other in self.number_places):
                self.number_places.add(place)

    def summary(self) -> dict[str, object]:
        """The figures as they are kept and compared: names in the order of the table."""
        lines = self.characters
        low, high = _tenths(lines)
        return {
            "files": self.files,
            "characters a line": round(fmean(lines), 1) if lines else None,
            "characters a line, lowest tenth": low,
            "characters a line, highest tenth": high,
            "full lines": len(self.stretches),
            "mean stretch": round(fmean(self.stretches), 3) if self.stretches else None,
            "worst stretch": self.widest[0] if self.stretches else None,
            "worst press": self.narrowest[0] if self.stretches else None,
            "paragraphs": self.paragraphs,
            "ragged paragraphs": self.ragged,
            "hyphens": self.hyphens,
            "longest ladder": self.ladder,
            "hyphenated names": len(self.parted_names),
            "hyphens across pages": len(self.hyphens_across_pages),
            "widows": len(self.widows),
            "orphans": len(self.orphans),
            "last lines of a short word": len(self.short_ends),
            "overshoot, mm": round(self.overshoot_mm, 2),
            "top line, mm": min(self.tops_mm, default=None),
            "lowest beginning below it, mm": round(max(self.tops_mm) - min(self.tops_mm), 2) if self.tops_mm else None,
            "places of page numbers": len(self.number_places),
            "pages without a number": self.unnumbered,
            "single pages with a number": self.numbered_alone,
        }  # fmt: skip

    def examples(self) -> dict[str, str]:
        """The words at which a figure was found, for whoever looks for them on the page."""
        found = {
            "worst stretch": self.widest[1],
            "worst press": self.narrowest[1],
            "hyphenated names": "; ".join(self.parted_names),
            "hyphens across pages": "; ".join(self.hyphens_across_pages),
            "widows": "; ".join(self.widows),
            "orphans": "; ".join(self.orphans),
            "last lines of a short word": "; ".join(self.short_ends),
            "places of page numbers": "; ".join(
                f"{across} mm from the {side}, {down} mm from the top"
                for side, across, down in sorted(self.number_places)
            ),
        }
        return {name: words for name, words in found.items() if words}


def _tenths(values: Sequence[int]) -> tuple[float | None, float | None]:
    if len(values) < 2:
        return (values[0], values[0]) if values else (None, None)
    cuts = quantiles(values, n=10, method="inclusive")
    return round(cuts[0], 1), round(cuts[-1], 1)


# --- The column ------------------------------------------------------------------------------------------------------


def _size_of_text(part: Part) -> float:
    """The size in which most of its paragraphs are set."""
    sizes = Counter[float]()
    for page in part.pages:
        for block in page.blocks:
            if block.tag == "P":
                sizes[block.size] += sum(len(line.text) for line in block.lines)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _is_running(block: Block, size: float) -> bool:
    return block.tag == "Note" or (block.tag in _RUNNING and block.size == size)


_COMMON = 0.2
"""So many of the lines of a justified page end at its edge, at least."""


def column_of(parts: Iterable[Part]) -> float:
    """Where the column of such pages ends, to the tenth of a point: where most lines do that are not the last of their
    paragraph, in all languages, seen from the left; of ragged pages, where no end is common, the farthest. 0 where there
    are none.
    """
    ends = Counter[float]()
    for part in map(_from_the_left, parts):
        size = _size_of_text(part)
        blocks = (block for page in part.pages for block in page.blocks if _is_running(block, size))
        ends.update(round(line.right, 1) for block in blocks for line in block.lines[:-1])
    if not ends:
        return 0.0
    edge, lines = ends.most_common(1)[0]
    return edge if lines >= _COMMON * ends.total() else max(ends)


def _from_the_left(part: Part) -> Part:
    """Pages that run from right to left as in a mirror, so that all lines end at the right."""
    if part.language.split("-", maxsplit=1)[0] not in _FROM_THE_RIGHT:
        return part
    return replace(part, pages=tuple(_mirrored(page) for page in part.pages))


def _mirrored(page: Page) -> Page:
    def mirror(lines: Iterable[Line]) -> tuple[Line, ...]:
        return tuple(
            replace(line, left=page.width - line.right, right=page.width - line.left) for line in lines
        )

    blocks = tuple(replace(block, lines=mirror(block.lines)) for block in page.blocks)
    return replace(page, blocks=blocks, loose=mirror(page.loose))


def _reaches(line: Line, edge: float) -> bool:
    return line.right >= edge - REACHES_MM * MM


def _edge_of(block: Block, column: float) -> float:
    """The edge of the column, or that of a quotation that ends before it: where all of its lines but the last do."""
    before_last = block.lines[:-1]
    if len(before_last) < 2 or any(_reaches(line, column) for line in before_last):
        return column
    own = max(line.right for line in before_last)
    return own if all(_reaches(line, own) for line in before_last) else column


def _is_short(line: Line) -> bool:
    is_one_word = len(line.text.split()) == 1
    has_spaces = not re.search("[\u3040-\u30ff\u3400-\u9fff]", line.text)
    return is_one_word and has_spaces and line.right - line.left < SHORT_END_EM * line.size


# --- From page to page -----------------------------------------------------------------------------------------------


def _last(blocks: Sequence[Block], column: float) -> Block | None:
    """The last paragraph above the footnotes. It goes on where its tag says so, or where its last line is full and ends no
    sentence.
    """
    found = [block for block in blocks if block.tag != "Note"]
    if not found:
        return None
    last = max(found, key=lambda block: block.lines[-1].baseline)
    end = last.lines[-1]
    is_cut = _reaches(end, column) and not _ends_sentence(end.text)
    return replace(last, goes_on=last.goes_on or is_cut or end.is_parted)


def _first(blocks: Sequence[Block]) -> Block | None:
    found = [block for block in blocks if block.tag != "Note"]
    return min(found, key=lambda block: block.lines[0].baseline) if found else None


def _ends_sentence(text: str) -> bool:
    return text.rstrip("”’»)\"'").endswith((".", ":", "!", "?", ";", "。", "：", "؟", "։"))


def _baselines(page: Page) -> Iterator[float]:
    return (block.lines[0].baseline for block in page.blocks)


def _place_of_number(page: Page, number: int, pages: int) -> tuple[str, float, float] | None:
    """Where a line that no tag holds has the number of the page and of all pages: (side, mm from it, mm from the top)."""
    for line in page.loose:
        numbers = {int(each) for each in re.findall(r"\d+", line.text)}
        if {number, pages} <= numbers:
            left, right, middle = (
                line.left,
                page.width - line.right,
                (line.left + line.right - page.width) / 2,
            )
            side, across = min(
                (("left", left), ("right", right), ("middle", abs(middle))), key=lambda each: each[1]
            )
            return side, round(across / MM, 1), round(line.baseline / MM, 1)
    return None


def _apart(place: tuple[str, float, float], other: tuple[str, float, float]) -> bool:
    near = abs(place[1] - other[1]) <= _PLACE_MM and abs(place[2] - other[2]) <= _PLACE_MM
    return place[0] != other[0] or not near


# --- Names -----------------------------------------------------------------------------------------------------------


def _is_name(word: str, language: str) -> bool:
    """Whether a word has a capital letter; where every noun has one, whether it stands in the name of a country."""
    if language.split("-", maxsplit=1)[0] in _NOUNS_IN_CAPITALS:
        letters = "".join(sign for sign in word if unicodedata.category(sign)[0] == "L")
        return letters.removesuffix("s") in _words_of_countries(language.split("-", maxsplit=1)[0])
    return any(map(str.isupper, word))


@cache
def _words_of_countries(language: str) -> frozenset[str]:
    names = Locale(language).territories.values()
    return frozenset(
        word.removesuffix("s") for name in names for word in re.findall(r"\w+", name) if word[0].isupper()
    )
