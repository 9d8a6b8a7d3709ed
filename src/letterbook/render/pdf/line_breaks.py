"""Where to break a paragraph, all of its lines at once: the choice of D. E. Knuth and M. F. Plass, "Breaking Paragraphs into
Lines", Software: Practice and Experience 11 (1981). Numbers in, numbers out; widths are in px, as everywhere in a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise
from typing import ClassVar

LEAST_SPACE, MOST_SPACE = 0.8, 1.5
"""What a space of a justified line may be, in parts of its natural width."""
LETTER_SPACING = 0.02, 0.04
"""By what part of their width the words of a justified line may be wider or narrower, where its spaces alone do not fill it: their letters
stand further apart or closer by one or two hundredths of an em. The second is tried where the first does not do.
"""
MOST_HYPHENS = 2
"""Lines in a row that may end with a hyphen."""
SLACK = 0.02
"""px by which a measured line may differ from what Pango makes of it as a whole."""
SHORTEST_END_EM = 3
"""What a last line has to have at least, in em: less looks like a line that was forgotten."""

HYPHEN, LADDER, SHORT_END, SPACED = 0.6, 2.0, 20.0, 3.0
"""What a hyphen costs, one below another, a last line that is too short, and letters at their limit; a line with spaces at theirs
costs 1."""


def in_spaces(missing: float, spaces: int, space: float) -> float:
    """How much of what a line lacks (px; less than nothing where it is too long) its spaces take, `space` wide each."""
    return max(min(missing, spaces * space * (MOST_SPACE - 1)), spaces * space * (LEAST_SPACE - 1))


@dataclass(frozen=True, slots=True)
class Break:
    """Where a line may end.

    `width` (px) is that of all words before it, with the spaces between them, and `spaces` their number; what follows begins
    at `next_width`, `next_spaces`. `hyphen` is the width of one where there is one. `letters` counts the bytes without spaces
    before it: so a place is known again in WeasyPrint's own counting. Of a justified line `hanging` px of its last sign stand beyond the edge.
    """

    width: float
    spaces: int
    next_width: float
    next_spaces: int
    letters: int
    hyphen: float = 0.0
    is_forced: bool = False
    hanging: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is planned: its natural width (px), where it ends, and whether a hyphen of ours stands there."""

    width: float
    letters: int
    is_last: bool
    is_parted: bool


START = Break(0.0, 0, 0.0, 0, 0)


@dataclass(frozen=True)
class Justified:
    """What a line costs whose spaces are made to fit: 1 at their limits; None where it cannot be.

    `spacing` is the part of their width by which words may change too; it costs up to SPACED more. With `hangs` a last sign may hang.
    """

    width: float
    indent: float
    space: float
    end: float
    spacing: float = 0.0
    hangs: bool = False

    def is_over(self, natural: float, spaces: int, is_first: bool) -> bool:
        """Whether no longer line can be either."""
        pressed = spaces * self.space * (1 - LEAST_SPACE) + self._given_by_words(natural, spaces)
        return natural - self._room(is_first) > pressed

    def cost(self, natural: float, spaces: int, is_first: bool, is_last: bool) -> float | None:
        missing = self._room(is_first) - natural
        if is_last and missing >= 0:
            return SHORT_END if natural < self.end or not spaces else 0.0
        if not spaces:
            return 0.0 if abs(missing) < SLACK else None
        by_spaces = in_spaces(missing, spaces, self.space)
        beyond = abs(missing - by_spaces)
        if not beyond:
            limit = MOST_SPACE - 1 if missing > 0 else 1 - LEAST_SPACE
            return (abs(missing) / spaces / self.space / limit) ** 3
        given = self._given_by_words(natural, spaces)
        return 1 + SPACED * (beyond / given) ** 2 if beyond <= given else None

    def _given_by_words(self, natural: float, spaces: int) -> float:
        """The most that the words of a line of this width can give or take, in px."""
        return self.spacing * (natural - spaces * self.space)

    def _room(self, is_first: bool) -> float:
        return self.width - self.indent if is_first else self.width


@dataclass(frozen=True)
class Ragged:
    """What a line costs that is left as long as it is: the square of what it lacks, in tenths of the width."""

    width: float
    indent: float
    end: float
    hangs: ClassVar[bool] = False

    def is_over(self, natural: float, _spaces: int, is_first: bool) -> bool:
        return natural > self._room(is_first) + SLACK

    def cost(self, natural: float, spaces: int, is_first: bool, is_last: bool) -> float | None:
        missing = self._room(is_first) - natural
        if missing < -SLACK:  # a hyphen that does not fit any more
            return None
        if is_last:
            return SHORT_END if natural < self.end or not spaces else 0.0
        return (10 * missing / self.width) ** 2

    def _room(self, is_first: bool) -> float:
        return self.width - self.indent if is_first else self.width


_State = tuple[int, int]
"""A break, and how many lines in a row end with a hyphen there; -1 is the paragraph's beginning."""


def best(breaks: Sequence[Break], rule: Justified | Ragged) -> Sequence[Line] | None:
    """The lines that cost least together; None where some line cannot be."""
    costs: dict[_State, float] = {(-1, 0): 0.0}
    before: dict[_State, _State] = {}
    waiting = [(-1, 0)]
    while waiting:
        state = heappop(waiting)  # each state is left when all that lead to it are done: they stand before it
        for reached, cost in _next_states(breaks, state, rule):
            total = costs[state] + cost
            if reached not in costs:
                heappush(waiting, reached)
            if total < costs.get(reached, float("inf")):
                costs[reached], before[reached] = total, state
    ends = [state for state in costs if state[0] == len(breaks) - 1]
    if not ends:
        return None
    state = min(ends, key=costs.__getitem__)
    path: list[Break] = []
    while state[0] >= 0:
        path.append(breaks[state[0]])
        state = before[state]
    return [
        Line(end.width - start.next_width + end.hyphen, end.letters, end.is_forced, bool(end.hyphen))
        for start, end in pairwise([START, *reversed(path)])
    ]


def _next_states(
    breaks: Sequence[Break], state: _State, rule: Justified | Ragged
) -> Iterator[tuple[_State, float]]:
    """Where a line from here may end, and what it costs."""
    at, hyphens = state
    start, is_first = (breaks[at], False) if at >= 0 else (START, True)
    for index in range(at + 1, len(breaks)):
        end = breaks[index]
        spaces = end.spaces - start.next_spaces
        natural = end.width - start.next_width
        if rule.hangs and not end.is_forced:
            natural -= end.hanging
        if rule.is_over(natural, spaces, is_first):
            return
        running = hyphens + 1 if end.hyphen else 0
        cost = rule.cost(natural + end.hyphen, spaces, is_first, end.is_forced)
        if cost is not None and running <= MOST_HYPHENS:
            yield (index, running), cost + HYPHEN * bool(end.hyphen) + LADDER * (running > 1)
