"""Every enclosure read back as it was laid out: what is wrong is told once, at its source, before a number is taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from letterbook.archive.expectation import expected_enclosure
from letterbook.composing.compose import Inputs
from letterbook.model import Enclosure, LetterText, Statement, Template
from letterbook.pipeline.enclosure_layout import EnclosureLayouts
from letterbook.problems import Place, Problem
from letterbook.remedies import Remedy
from letterbook.sentences import say, values_of
from letterbook.verification import enclosure_findings

TOO_WIDE = frozenset({"outside-page", "cut-off"})
"""What becomes of words for which a page has no room; everything else is the template's doing."""
_FEWEST = 8  # letters by which a line of a file is known


def enclosure_problems(
    inputs: Inputs, enclosures: Mapping[str, Enclosure], layouts: EnclosureLayouts
) -> list[Problem]:
    """What the verification would find in the enclosures, each mistake once, whatever the letters that they go with."""
    found: dict[tuple[Place, str], Problem] = {}
    for (name, language), pdf in sorted(layouts.pdfs.items()):
        template, statement = inputs.templates[name], inputs.statements[language]
        findings = enclosure_findings(pdf, expected_enclosure(enclosures[language]))
        for code, what in sorted(
            findings, key=lambda finding: -len(str(values_of(finding[1]).get("text", "")))
        ):
            problem = too_wide(statement, what) if code in TOO_WIDE else _hidden(template, what)
            found.setdefault((problem.place, "" if code in TOO_WIDE else what), problem)
    return list(found.values())


def too_wide(source: Statement | LetterText, what: str) -> Problem:
    """The problem of words that reach out of the page, at the line of the text that has them."""
    line = _Lines(source.source.split("\n")).with_words(str(values_of(what).get("text", "")))
    number = None if line is None else source.first_line + line.number
    if line and line.is_of_table:
        said = say("The table is wider than the page: {what}", what=what)
        hint = "Part the long word with spaces, or give the table fewer columns."
        return Problem("page-not-right", Place(source.file, number), said, hint, remedy=Remedy.PREVIEW)
    hint = "Shorten the text, or part the long word with spaces."
    return Problem("page-not-right", Place(source.file, number), what, hint, remedy=Remedy.PREVIEW)


def _hidden(template: Template, what: str) -> Problem:
    said = say("The enclosure is not whole: {what}", what=what)
    hint = "The template's letter.css hides it, or changes it; correct that."
    return Problem(
        "page-not-right", Place(f"{template.folder}/letter.css"), said, hint, remedy=Remedy.PREVIEW
    )


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
