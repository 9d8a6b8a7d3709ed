"""References and dates that are typed into a page, where a letter has its own: left over from an earlier letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from string import Formatter

from letterbook.composing.inputs import Inputs
from letterbook.language.dates import long_date
from letterbook.model.language import Languages
from letterbook.pipeline.typed_names import typed_texts
from letterbook.problems import Problem
from letterbook.sentences import say
from letterbook.sources.text_checks import shortened
from letterbook.templates import VALUE

_IN_FIGURES = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{1,4}")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_LONGEST_DATE = 80
"""Characters that a line may have that is a place and a date and no more."""


def typed_references(inputs: Inputs) -> Iterator[Problem]:
    """A mistake for each text of a page that is a reference as the office gives them, or nothing but a date.

    The words may name an earlier letter and any day; a page prints what this letter has.
    """
    days = _Days(inputs.office.languages)
    references = [_reference(series.pattern) for series in inputs.office.series.values()]
    pages = (
        (place, text)
        for template in inputs.templates.values()
        for place, texts, is_page in typed_texts(template)
        for text in (texts if is_page else ())
    )
    for place, text in pages:
        where, shown = replace(place, line=text.line or None), shortened(text.text.replace(VALUE, "…"))
        if any(reference and reference.search(text.text) for reference in references):
            what = say("The reference “{text}” is typed here, and would stand in every letter.", text=shown)
            hint = "Write {{ reference }} instead: each letter has a number of its own."
            yield Problem("reference-in-template", where, what, hint, shown)
        elif days.is_date(text.text):
            what = say("The date “{text}” is typed here, and would stand in every letter.", text=shown)
            hint = "Write {{ date }} or {{ place_and_date }} instead: it is written in the language of each letter."
            yield Problem("date-in-template", where, what, hint, shown)


def _reference(pattern: str) -> re.Pattern[str] | None:
    """What references of this pattern look like; None where it has no sign of its own beside its figures.

    Behind a word it is the number of a form or of an earlier letter: “Form 2/2021”, “see our letter 1-0002/2022”.
    """
    shape, own = "", ""
    for written, name, *_ in Formatter().parse(pattern):
        own += written.strip()
        shape += re.escape(written) + {"year": r"\d{4}", "number": r"\d+"}.get(name or "", "")
    if not own or "{year" not in pattern:
        return None
    return re.compile(rf"(?<!\w)(?<![^\W\d_] )(?<![^\W\d_][.°] ){shape}(?!\w)")


class _Days:
    """The days of years as the languages of an office write them."""

    def __init__(self, languages: Languages) -> None:
        self._languages = languages
        self._of_year: dict[int, frozenset[str]] = {}

    def is_date(self, text: str) -> bool:
        """Whether the text is a day and no more than a place or a label before it, in figures or as a language writes it."""
        line = " ".join(text.split()).rstrip(".")
        if len(line) > _LONGEST_DATE:
            return False
        ends = [line, *(line[sign.end() :].strip() for sign in re.finditer(r"[:,،，、]", line))]
        if any(_IN_FIGURES.fullmatch(end) and _YEAR.search(end) for end in ends):
            return True
        return any(end.casefold() in self._written(int(year)) for year in _YEAR.findall(line) for end in ends)

    def _written(self, year: int) -> frozenset[str]:
        if year not in self._of_year:
            first = date(year, 1, 1)
            days = [first + timedelta(number) for number in range((date(year + 1, 1, 1) - first).days)]
            written = (long_date(day, self._languages.of(tag)) for tag in self._languages for day in days)
            self._of_year[year] = frozenset(" ".join(day.split()).rstrip(".").casefold() for day in written)
        return self._of_year[year]
