"""Words for which a page has no room, told at the line of the text that has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from letterbook.model import LetterText, Statement
from letterbook.problems import Place, Problem
from letterbook.remedies import Remedy
from letterbook.render.pdf.margins import SHORTEN
from letterbook.sentences import say, values_of

TOO_WIDE = frozenset({"outside-page", "cut-off"})
"""What becomes of words for which a page has no room; everything else is the template's doing."""
_FEWEST = 8  # letters by which a line of a file is known


def without_room(source: Statement | LetterText, found: Iterable[tuple[str, str]]) -> list[Problem]:
    """A problem for each line of the text whose words have no room, with the first sentence about it."""
    problems: dict[Place, Problem] = {}
    for what, hint in sorted(found, key=lambda each: -len(str(values_of(each[0]).get("text", "")))):
        problem = too_wide(source, what, hint)
        problems.setdefault(problem.place, problem)
    return list(problems.values())


def too_wide(source: Statement | LetterText, what: str, hint: str = SHORTEN) -> Problem:
    """The problem of words that reach out of the page, at the line of the text that has them."""
    line = _Lines(source.source.split("\n")).with_words(str(values_of(what).get("text", "")))
    number = None if line is None else source.first_line + line.number
    if line and line.is_of_table:
        said = say("The table is wider than the page: {what}", what=what)
        hint = "Part the long word with spaces, or give the table fewer columns."
        return Problem("page-not-right", Place(source.file, number), said, hint, remedy=Remedy.PREVIEW)
    return Problem("page-not-right", Place(source.file, number), what, hint, remedy=Remedy.PREVIEW)


@dataclass(frozen=True)
class _Line:
    number: int  # from 0; of a table's, that of its first row
    is_of_table: bool


@dataclass(frozen=True)
class _Lines:
    """The lines of a text as they were written."""

    lines: list[str]

    def with_words(self, words: str) -> _Line | None:
        """The line that has these words, or the longest of them; None where none has."""
        for wanted in self._pieces(words):
            having = [number for number, line in enumerate(self.lines) if wanted in "".join(line.split())]
            # Elsewhere a long word is parted: where a row of a table has it too, it is the row.
            for number in sorted(having, key=lambda number: "|" not in self.lines[number]):
                return _Line(self._top(number), "|" in self.lines[number])
        return None

    @staticmethod
    def _pieces(words: str) -> Iterator[str]:
        cut = words.rstrip("…")
        yield "".join(cut.split())
        yield from sorted((word for word in cut.split() if len(word) >= _FEWEST), key=len, reverse=True)

    def _top(self, number: int) -> int:
        while "|" in self.lines[number] and number and "|" in self.lines[number - 1]:
            number -= 1
        return number
