"""Letters with marks above and below them, as they stand in an address: each mark with its letter, in its letter's line.

PDFium goes by where signs stand. Of two accents on a letter, or a vowel sign of Arabic on another mark, it makes lines of their own,
puts them behind other letters, and takes them for a line that stands over another.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from letterbook.verification.boxes import HAIR_MM, Box

_BELOW = frozenset({*range(10, 19), 20, 22, 29, 32, 202, 218, 220, 222, 233, 240})
_ABOVE = frozenset({19, 21, *range(23, 29), 30, 31, 33, 34, 35, 36, 214, 216, 228, 230, 232, 234})
"""Where marks of these combining classes stand (UAX 44, 5.7.4); 21 is in its letter. Those of other scripts are parts of syllables."""
_ALEFS = frozenset("\u0622\u0623\u0625\u0627\u0671")
"""What is drawn over a lam before it, as one sign with it."""
_SAME_LINE_MM = 0.3
_FARTHEST_MM = 8.0
"""So far from its letter's baseline the highest of several marks may stand."""


def has_marks(text: str) -> bool:
    """Whether the text has marks on letters, and none but such as stand above, in or below one."""
    marks = [sign for sign in text if unicodedata.category(sign) == "Mn"] if not text.isascii() else []
    return bool(marks) and all(unicodedata.combining(sign) in _BELOW | _ABOVE for sign in marks)


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of a page, where it is drawn, and its baseline, in mm from the top."""

    text: str
    box: Box
    baseline: float

    @property
    def is_mark(self) -> bool:
        return unicodedata.combining(self.text) > 0

    def may_bear(self, mark: Sign) -> bool:
        """Whether this is a letter on the next line below a mark that stands above one, or the other way round."""
        middle = (mark.box.top + mark.box.bottom) / 2
        is_below = unicodedata.combining(mark.text) in _BELOW
        distance = middle - self.baseline + _SAME_LINE_MM if is_below else self.baseline - middle
        is_over = self.box.left < mark.box.right and mark.box.left < self.box.right
        return is_over and 0 < distance < _FARTHEST_MM


@dataclass(frozen=True)
class MarkedLetters:
    """The signs of a page, in PDFium's order."""

    signs: Sequence[Sign] = field(repr=False)

    @cached_property
    def _letters(self) -> list[int]:
        return [at for at, sign in enumerate(self.signs) if not sign.is_mark]

    @cached_property
    def _letter_of(self) -> dict[int, int]:
        """The letter that each sign belongs to: itself, or that which bears the mark, which is the one before it if that can be; a mark
        without one stands by itself.
        """
        signs, last = self.signs, -1
        found: dict[int, int] = {}
        for at, sign in enumerate(signs):
            if not sign.is_mark:
                found[at] = last = at
            elif last >= 0 and signs[last].may_bear(sign):
                found[at] = last
            else:
                bearing = (letter for letter in self._letters if signs[letter].may_bear(sign))
                found[at] = min(bearing, key=lambda letter: _distance(signs[letter], sign), default=at)
        return found

    def lines(self, area: Box) -> Iterator[str]:
        """The lines whose letters stand in the area, from the top, each mark behind its letter."""
        marks: dict[int, list[int]] = {}
        for at, letter in self._letter_of.items():
            if at != letter:
                marks.setdefault(letter, []).append(at)
        rows: list[tuple[float, list[str]]] = []
        letters = [at for at, letter in self._letter_of.items() if at == letter and self._is_in(at, area)]
        for at in sorted(letters, key=lambda at: self.signs[at].baseline):
            baseline = self.signs[at].baseline
            if not rows or baseline - rows[-1][0] > _SAME_LINE_MM:
                rows.append((baseline, []))
        for at in sorted(letters):
            row = min(rows, key=lambda row: abs(row[0] - self.signs[at].baseline))
            own = sorted(marks.get(at, ()), key=lambda mark: _distance(self.signs[at], self.signs[mark]))
            row[1].append("".join(self.signs[each].text for each in (at, *own)))
        said = ("".join(words).strip() for _, words in rows)
        yield from filter(None, said)

    def _is_in(self, at: int, area: Box) -> bool:
        box = self.signs[at].box
        x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        return area.left <= x <= area.right and area.top <= y <= area.bottom

    def stand_in(self, box: Box, areas: Sequence[Box], whole: Box) -> bool:
        """Whether all letters of a box stand in one of the areas, and their marks in the whole, as the box does."""
        inside = self._inside(box)
        letters = [at for at in inside if self._letter_of[at] == at]
        are_in = any(all(area.holds(self.signs[at].box) for at in letters) for area in areas)
        return bool(inside) and are_in and whole.holds(box)

    def overlap(self, upper: Box, lower: Box) -> bool:
        """Whether a letter of the one box reaches over one of the other: of another line, or of the same that is not the next, for
        the letters of one word touch, and its marks stand over them.
        """
        pairs = (
            (here, there) for here in self._inside(upper) for there in self._inside(lower) if here != there
        )
        return any(
            self.signs[here].box.overlaps(self.signs[there].box) and not self._are_of_a_word(here, there)
            for here, there in pairs
        )

    def _inside(self, box: Box) -> list[int]:
        return [at for at, sign in enumerate(self.signs) if box.holds(sign.box, HAIR_MM)]

    def _are_of_a_word(self, here: int, there: int) -> bool:
        one, other = self._letter_of[here], self._letter_of[there]
        is_one_line = abs(self.signs[one].baseline - self.signs[other].baseline) <= _SAME_LINE_MM
        if (here, there) != (one, other):
            return is_one_line
        said = {self.signs[one].text, self.signs[other].text}
        if "\u0644" in said and said & _ALEFS:
            return is_one_line
        place = self._letters.index
        return is_one_line and abs(place(one) - place(other)) <= 1


def _distance(letter: Sign, mark: Sign) -> tuple[float, float]:
    """How far a mark stands from a letter's baseline; in the same line, how far from its middle."""
    up = abs(letter.baseline - (mark.box.top + mark.box.bottom) / 2)
    aside = abs(letter.box.left + letter.box.right - mark.box.left - mark.box.right)
    return round(up, 1), aside
