"""Proposes what the columns of a list mean, and how letterbook.yaml would say so."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from letterbook.model import ListLayout
from letterbook.model.columns import SAMPLES, Basis, ColumnMap, ListColumn, Together
from letterbook.problems import Place, Problem
from letterbook.sources.countries import country_code
from letterbook.sources.field_values import PREFIX
from letterbook.sources.recipient_tables import read_grids
from letterbook.sources.table_columns import is_for_the_office
from letterbook.sources.tables.grid import Grid, GridRow, UnreadableTableError, is_blank, text_of
from letterbook.sources.tables.headings import (
    IGNORED,
    KEY_OF_COLUMN,
    HeadingReader,
    field_of_heading,
    folded,
    heading_row,
    near_heading,
    number_beside_street,
    with_parts_of_name,
)
from letterbook.sources.tables.totals import is_total
from letterbook.sources.text_checks import shortened

_LOOKED_AT = 200
"""So many rows are looked at to tell what a column holds."""
_NAME_OF_KEY = {key: column for column, key in KEY_OF_COLUMN.items()}


def propose_columns(path: Path, label: str, layout: ListLayout) -> tuple[ColumnMap | None, list[Problem]]:
    """What each column under the headings of a table is read as, or would be; None where it cannot be read.

    A heading that is not known is proposed for a field where it is a typing error away from it, has one known heading
    among its words, or stands over countries. `label` is the file as the office would name it. Codes: those of `read_table`.
    """
    try:
        grids, problems = read_grids(path, label, layout)
    except UnreadableTableError as refused:
        return None, [refused.problem]
    if not any(grid.rows for grid in grids):
        return None, problems
    columns = tuple(columns_of_grids(grids, layout))
    # Whether the second of two people gets the letter, and who has died, is for a person to say: it is told until then.
    told = [
        each
        for each in columns
        if each.field or each.basis == "written" or not is_for_the_office(each.heading)
    ]
    return ColumnMap(label, columns, tuple(_lines(label, told, layout))), problems


def chosen_lines(
    grids: Sequence[Grid], layout: ListLayout, fields: Sequence[str | None], together: Together | None
) -> list[str] | None:
    """The `list` of letterbook.yaml by which each column under the headings of the table is read as this field, None for one
    that is left out; as many fields as `columns_of_grids` gives columns. None where one heading would have to mean two things.
    """
    layout = replace(layout, together=together)
    columns = columns_of_grids(grids, layout)
    chosen = [
        column if column.field == field else replace(column, field=field, basis="written")
        for column, field in zip(columns, fields, strict=True)
    ]
    wanted = _fields_by_place(chosen)
    said = _said_of(chosen, layout)
    if _fields_by_place(columns_of_grids(grids, said)) != wanted:
        # “Name” means another thing beside a given name: then each heading is said.
        chosen = [replace(column, basis="written") for column in chosen]
        said = _said_of(chosen, layout)
        if len(grids) > 1 and _fields_by_place(columns_of_grids(grids, said)) != wanted:
            return None
    if len(grids) == 1 and heading_row(grids[0].rows, said) != (begin := heading_row(grids[0].rows, layout)):
        layout = replace(layout, headings=grids[0].rows[begin][0])
    return [*_lines(grids[0].origin.file, chosen, layout)]


def _fields_by_place(columns: Sequence[ListColumn]) -> dict[Place, str | None]:
    """What each heading is read as, by its place."""
    return {place: column.field for column in columns for place in column.places}


def _said_of(columns: Sequence[ListColumn], layout: ListLayout) -> ListLayout:
    """The layout of a list of which letterbook.yaml says this."""
    said = {heading: KEY_OF_COLUMN.get(field, field) for heading, field in _own(columns).items()}
    return replace(layout, columns=said, ignored=tuple(_left_out(columns)))


def columns_of_grids(grids: Sequence[Grid], layout: ListLayout) -> list[ListColumn]:
    """The columns of all sheets: those that have one heading and mean the same are one."""
    columns: dict[tuple[str, str | None, int], ListColumn] = {}
    for grid in grids:
        seen: Counter[tuple[str, str | None]] = Counter()
        for _, column in columns_of_grid(grid, layout) if grid.rows else ():
            name = (folded(column.heading), column.field)
            key = (*name, seen[name])
            seen[name] += 1
            columns[key] = _with_samples_of(columns[key], column) if key in columns else column
    return [*columns.values()]


def _with_samples_of(one: ListColumn, other: ListColumn) -> ListColumn:
    samples = tuple(dict.fromkeys((*one.samples, *other.samples)))[:SAMPLES]
    return replace(one, samples=samples, places=(*one.places, *other.places))


def columns_of_grid(grid: Grid, layout: ListLayout) -> list[tuple[int, ListColumn]]:
    """Each column that has a heading, from 0, and what it is read as or would be."""
    begin = heading_row(grid.rows, layout)
    number, headings = grid.rows[begin]
    reader = HeadingReader(layout)
    rows = [row for row in islice(grid.rows[begin + 1 :], _LOOKED_AT) if not is_total(row[1])]
    headed = [at for at, cell in enumerate(headings) if not is_blank(cell)]
    texts = ["" if is_blank(cell) else text_of(cell) for cell in headings]
    numbers = number_beside_street(texts, reader)
    found = [
        _house_number(texts[at], grid.origin.cell(number, at), rows, at)
        if at == numbers
        else _read_as(text_of(headings[at]), layout, reader, grid.origin.cell(number, at), rows, at)
        for at in headed
    ]
    taken = {column.field for column in found if column.basis in ("known", "written")}
    columns = _with_parts_of_name(list(_without_doubles(found, taken)))
    return list(zip(headed, columns, strict=True))


def _with_parts_of_name(columns: list[ListColumn]) -> list[ListColumn]:
    """The columns as the list's reader takes them together."""
    read_as = with_parts_of_name({column.field: at for at, column in enumerate(columns) if column.field})
    field_at = {at: field for field, at in read_as.items()}
    return [replace(column, field=field_at.get(at)) for at, column in enumerate(columns)]


def _read_as(
    heading: str,
    layout: ListLayout,
    reader: HeadingReader,
    place: Place,
    rows: Sequence[GridRow],
    column: int,
) -> ListColumn:
    cells = [
        text_of(row[column]).strip() for _, row in rows if column < len(row) and not is_blank(row[column])
    ]
    key = reader.field(heading)
    is_written = key == IGNORED or folded(heading) in map(folded, layout.columns)
    basis: Basis = "written" if is_written else "known"
    field = key if key and key.startswith(PREFIX) else _NAME_OF_KEY.get(key or "")
    if key is None:
        field, basis = _meant(heading, cells)
    if field is None and key != IGNORED:
        basis = "left-out"
    samples = dict.fromkeys(shortened(cell, 40) for cell in cells if cell)
    where = place.cell or str(column + 1)
    return ListColumn(where, heading, field, tuple(islice(samples, SAMPLES)), basis, (place,))


def _house_number(heading: str, place: Place, rows: Sequence[GridRow], column: int) -> ListColumn:
    """The column that is called a number and stands beside the street."""
    cells = (text_of(row[column]) for _, row in rows if column < len(row) and not is_blank(row[column]))
    samples = tuple(islice(dict.fromkeys(shortened(cell.strip(), 40) for cell in cells), SAMPLES))
    return ListColumn(place.cell or str(column + 1), heading, "house_number", samples, "known", (place,))


def _meant(heading: str, cells: Sequence[str]) -> tuple[str | None, Basis]:
    if near := near_heading(heading):
        return near, "like"
    words = [] if _NOT_BY_POST.search(heading) else re.findall(r"[^\W\d_]+", heading)
    told = [word for word in words if len(words) > 1 and len(word) >= _WORD]
    keys = {key for word in told if (key := field_of_heading(word, ListLayout()))}
    if len(keys) == 1:
        return _NAME_OF_KEY[keys.pop()], "like"
    if len(cells) > 1 and all(len(cell) > 1 and country_code(cell) for cell in cells):
        return "country", "content"
    return None, "left-out"


_NOT_BY_POST = re.compile(
    r"e-?(?:mail|post(?:a|i|an)?\b)|\bmail\b|courriel|correo e|[eé]lectr|elettron|eletr[ôo]n|elektron|ηλεκτρον|[еэ]л(?:ектр|\. ?(?:пошт|почт|адр))|البريد ال"
    r"|\b(?:tele?(?:f|ph)|tel\b|phone|fax|faks|mobil|handy|celular|тел|моб|факс|τηλ|κιν|هاتف)|\bweb|internet|\b(?:pec|iban|bic)\b",
    re.IGNORECASE,
)
"""A heading over what no letter needs, though one of its words may be a field: “E-Mail-Adresse”, “Telefon Firma”."""
_WORD = 3
"""Letters below which one word among several names no field: the Ukrainian “Ел. пошта” is no Kazakh “ел”, a country."""


def _without_doubles(found: Iterable[ListColumn], taken: set[str | None]) -> Iterator[ListColumn]:
    """A field belongs to one column: to one whose heading names it rather than to one that is like it, else to the first."""
    used: set[str | None] = set()
    for column in found:
        is_sure = column.basis in ("known", "written")
        if column.field is not None and (column.field in used or (column.field in taken and not is_sure)):
            yield replace(column, field=None, basis="left-out")
        else:
            used.add(column.field)
            yield column


def _lines(label: str, columns: Sequence[ListColumn], layout: ListLayout) -> Iterator[str]:
    """The `list` of letterbook.yaml: what it says now of this file, and what it would have to say besides."""
    yield "list:"
    yield f"  file: {_quoted(label)}"
    said = {
        "encoding": layout.encoding,
        "sheet": layout.sheet,
        "headings": layout.headings,
        "together": layout.together,
    }
    for key, value in said.items():
        if value is not None:
            yield f"  {key}: {value if isinstance(value, int) else _quoted(value)}"
    if layout.sheets:
        yield (
            "  sheets: all"
            if layout.sheets == "all"
            else f"  sheets: [{', '.join(map(_quoted, layout.sheets))}]"
        )
    if own := _own(columns):
        yield "  columns:"
    for heading, field in own.items():
        yield f"    {_quoted(heading)}: {field}"
    if left_out := _left_out(columns):
        yield "  ignore:"
    for heading in left_out:
        yield f"    - {_quoted(heading)}"


def _own(columns: Sequence[ListColumn]) -> dict[str, str]:
    """The headings whose fields have to be said."""
    return {column.heading: column.field for column in columns if column.field and column.basis != "known"}


def _left_out(columns: Sequence[ListColumn]) -> list[str]:
    """The headings of the columns that are left out; what is said of a heading holds for each column that has it."""
    read = {folded(column.heading) for column in columns if column.field}
    return [
        column.heading for column in columns if column.field is None and folded(column.heading) not in read
    ]


def _quoted(text: str) -> str:
    """The text as YAML has it in double quotation marks, on one line."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)
