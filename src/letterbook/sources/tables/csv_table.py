"""CSV: its encoding, its delimiter, and its records with the lines on which they begin."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice

from letterbook.model import ANY_LAYOUT, ListLayout
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.tables.encodings import decoded
from letterbook.sources.tables.grid import (
    MOST_COLUMNS,
    MOST_ROWS,
    Grid,
    GridRow,
    Origin,
    UnreadableTableError,
    is_blank,
    text_of,
)
from letterbook.sources.tables.headings import LOOKED_THROUGH, count_known, heading_row

_DELIMITERS = ",;\t|"
_AS_TEXT = re.compile(r'="([^"]*)"(?!.)', re.DOTALL)
"""How programs write a text for Excel that is to keep its zeros: ="01067"."""
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def read_csv(data: bytes, label: str, layout: ListLayout = ANY_LAYOUT) -> tuple[Grid, list[Problem]]:
    """The records of a CSV, in UTF-8 or the encoding that the office names.

    The delimiter is the one of `, ; tab |` that makes most known headings of the first records.
    Raises UnreadableTableError.
    """
    text = decoded(data, label, layout.encoding)
    origin = Origin(label)
    rows: list[GridRow] = []
    problems: list[Problem] = []
    each = records(text, delimiter_of(text, layout))
    while True:
        try:
            line, cells = next(each)
        except StopIteration:
            break
        except _MalformedCsvError as broken:
            problems.append(_broken_record(origin, broken.line, text))
            break
        if all(map(is_blank, cells)):
            continue
        while len(cells) > MOST_COLUMNS and is_blank(cells[-1]):  # commas at the end of a line are no columns
            cells.pop()
        if len(rows) < LOOKED_THROUGH and len(cells) > MOST_COLUMNS:
            raise UnreadableTableError(
                _too_much("too-many-columns", origin.row(line), f"{MOST_COLUMNS} columns")
            )
        if len(rows) > MOST_ROWS:
            raise UnreadableTableError(_too_much("too-many-rows", origin.row(line), f"{MOST_ROWS:,} rows"))
        rows.append((line, [_AS_TEXT.sub(r"\1", cell) if cell[:2] == '="' else cell for cell in cells]))
    begin = heading_row(rows, layout)
    rows[begin + 1 :] = _without_excess(rows[begin:], origin, problems)
    return Grid(origin, rows), problems


def _without_excess(rows: Sequence[GridRow], origin: Origin, problems: list[Problem]) -> list[GridRow]:
    """The rows below the first, which holds the headings; one with more fields than these is a problem instead."""
    width, within = len(rows[0][1]) if rows else 0, []
    for line, cells in rows[1:]:
        excess = next((index for index in range(width, len(cells)) if not is_blank(cells[index])), None)
        if excess is None:
            within.append((line, cells))
        else:
            problems.append(_too_many_fields(origin.cell(line, excess), width, text_of(cells[excess])))
    return within


class _MalformedCsvError(Exception):
    """The csv module cannot make sense of the record that begins on this line."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def records(text: str, delimiter: str, *, strict: bool = True) -> Iterator[tuple[int, list[str]]]:
    """Each record's first line, from 1, and its fields. Raises _MalformedCsvError."""
    lines = io.StringIO(text, newline="")
    skipped = 0
    if _SEPARATOR_LINE.match(text):  # Excel's own hint, no record
        lines.readline()
        skipped = 1
    reader = csv.reader(lines, delimiter=delimiter, strict=strict)
    while True:
        line = skipped + reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _MalformedCsvError(line) from error


def delimiter_of(text: str, layout: ListLayout) -> str:
    """The sign between two fields: the one that makes most known headings."""
    if stated := _SEPARATOR_LINE.match(text):
        return stated[1]
    return max(_DELIMITERS, key=lambda delimiter: _fitness(text, delimiter, layout))


def _fitness(text: str, delimiter: str, layout: ListLayout) -> tuple[int, int]:
    """How many known headings and how many fields the records have among which the headings are."""
    known = width = 0
    try:
        for _, cells in islice(records(text, delimiter, strict=False), LOOKED_THROUGH):
            width = max(width, len(cells))
            known = max(known, count_known(cells[:MOST_COLUMNS], layout))
    except _MalformedCsvError:
        pass
    return known, width


def _too_many_fields(place: Place, width: int, text: str) -> Problem:
    return Problem(
        "too-many-fields",
        place,
        say("This record has more fields than the {width} headings.", width=width),
        "Put a value that contains the delimiter between quotation marks.",
        text=text,
    )


def _broken_record(origin: Origin, line: int, text: str) -> Problem:
    return Problem(
        "broken-record",
        origin.row(line),
        "A quotation mark of the record that begins here is missing or stands inside a value.",
        'Close every quotation mark; write one that belongs to the text twice (""), and part the fields with commas, '
        "semicolons or tabs. Nothing below was read.",
        text=io.StringIO(text, newline=None).readlines()[line - 1].rstrip("\n")[:200],
    )


def _too_much(code: str, place: Place, most: str) -> Problem:
    return Problem(
        code, place, say("The list has more than {most}.", most=most), "Split the list into several."
    )
