"""Which column of a table holds which field of a recipient, and what is wrong with its headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

from letterbook.language.gone import says_gone
from letterbook.model import ListLayout
from letterbook.problems import Place, Problem
from letterbook.remedies import Remedy
from letterbook.sentences import in_a_row, say
from letterbook.sources.tables.grid import CellValue, GridRow, Origin, is_blank, text_of
from letterbook.sources.tables.headings import (
    IGNORED,
    USUAL_COLUMNS,
    HeadingReader,
    folded,
    looks_known,
    near_heading,
    number_beside_street,
    with_parts_of_name,
)
from letterbook.sources.text_checks import shortened, unseen

UNKNOWN = "unknown-column"
"""The code of a heading that is not known."""


def columns_of(
    origin: Origin, row: int, headings: Sequence[CellValue], rows: Sequence[GridRow], layout: ListLayout
) -> tuple[dict[str, int], list[Problem]]:
    """The column of each key, from 0; of two columns with one key the first counts. `row` is the number of the headings, `rows`
    are those below. Codes: unknown-column, duplicate-column where the second column says something else.
    """
    columns: dict[str, int] = {}
    problems = []
    reader = HeadingReader(layout)
    texts = ["" if is_blank(cell) else _ONE_LINE.sub(" ", text_of(cell)) for cell in headings]
    numbers = number_beside_street(texts, reader)
    for column, heading in enumerate(texts):
        if not heading:
            continue
        place = origin.cell(row, column)
        key = "address.house_number" if column == numbers else reader.field(heading)
        if key == IGNORED:
            continue
        if key is None:
            problems.append(_unknown_column(place, heading))
        elif key not in columns:
            columns[key] = column
        elif (other := _first_that_differs(rows, columns[key], column)) is not None:
            first = origin.cell(row, columns[key])
            is_same = folded(heading) == folded(texts[columns[key]])
            problems.append(
                _duplicate_column(place, heading, first, origin.cell(other, column), is_same=is_same)
            )
    return with_parts_of_name(columns), problems


_ONE_LINE = re.compile(r"\s*[\r\n]+\s*")


def _first_that_differs(rows: Sequence[GridRow], first: int, second: int) -> int | None:
    """The number of the first row in which the second column has what the first has not."""
    for number, cells in rows:
        said = "" if second >= len(cells) or is_blank(cells[second]) else text_of(cells[second]).strip()
        if said and said != text_of(cells[first]).strip():
            return number
    return None


def is_for_the_office(heading: str) -> bool:
    """Whether a column that is not read seems to change who gets a letter."""
    return any(is_meant(heading) for is_meant, *_ in _FOR_THE_OFFICE)


def _unknown_column(place: Place, heading: str) -> Problem:
    """A mistake where a field of ours was mistyped; else the column is left out with a notice."""
    what = say("The heading “{heading}” is not known.", heading=shortened(heading))
    near, odd = near_heading(heading), unseen(heading) if looks_known(heading) else ""
    if near or odd:
        meant = say("Did you mean “{near}”?", near=near) if near else ""
        return Problem("unknown-column", place, what, in_a_row(odd, meant), heading)
    for is_meant, template, remedy in _FOR_THE_OFFICE:
        if is_meant(heading):
            what = say(template, heading=shortened(heading))
            return Problem("unknown-column", place, what, remedy, heading, "warning")
    what = say("The heading “{heading}” is not known; its column is not read.", heading=shortened(heading))
    hint = say(
        "In letterbook.yaml, under list, write it under columns with its field ({fields}), or under ignore; where letters "
        "say it, declare a field of your own under fields.",
        fields=USUAL_COLUMNS,
    )
    return Problem("unknown-column", place, what, hint, heading, "warning", Remedy.COLUMNS)


_A_SECOND_PERSON = re.compile(
    r"\b(?:(?:ehe|lebens)?partner(?:in)?|ehe(?:gatte|gattin|frau|mann)|gatt(?:e|in)|spouse|husband|wife|conjointe?|époux|épouse|cónyuge|conyuge|espos[ao]"
    r"|coniuge|marito|moglie|cônjuge|(?:współ)?małżon(?:ek|ka)|mąż|żona|echtgeno(?:ot|te)|soț|soție|eşi?|həyat yoldaşı|σύζυγος|супруга?|муж|жена|дружина)\b"
    r"|^(?:vorname|nachname|prénom|nom|nombre|apellidos?|imię|nazwisko|first name|last name|given name|surname)[ _]?2\b",
    re.IGNORECASE,
)
"""What a list writes over the second name of a couple: whether both get the letter, only the office knows."""


_FOR_THE_OFFICE = (
    (
        _A_SECOND_PERSON.search,
        "The column “{heading}” seems to name a second person; it is not read, and each letter goes to the first alone.",
        (
            "Where both get the letter, write it in letterbook.yaml, under list, under columns as together_with, with whole names in its "
            "cells. Otherwise write it under ignore."
        ),
    ),
    (
        says_gone,
        "The column “{heading}” seems to say who gets no letter any more; it is not read, and each of them gets one.",
        (
            "Write “no” for them into a column “active”; or declare this column under fields in letterbook.yaml, and say under only in the "
            "mailing who gets a letter."
        ),
    ),
)
"""Columns that seem to change who gets a letter: their headings, what is told of them, and what to do."""


def _duplicate_column(place: Place, heading: str, first: Place, differs: Place, *, is_same: bool) -> Problem:
    where = first.cell or f"column {first.column}"
    what = say(
        "The heading “{heading}” names the same field as {where}, and {differs} has something else.",
        heading=shortened(heading),
        where=where,
        differs=differs,
    )
    if is_same:
        hint = "Give one of the two columns another heading, or delete it."
        return Problem("duplicate-column", place, what, hint, heading)
    hint = (
        "In letterbook.yaml, under list, write the one that letters shall not say under ignore; or write it under columns with the "
        "field that it is."
    )
    return Problem("duplicate-column", place, what, hint, heading, remedy=Remedy.COLUMNS)
