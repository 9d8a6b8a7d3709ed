"""What python-calamine does not tell of an XLSX or ODS sheet: what is hidden or merged, its errors, its size.

The XML is read as a stream, without entities and without the network, before calamine lays the sheet out in
memory: one cell in the last row and one in the last column are enough to ask for 17 thousand million.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import IO
from zipfile import ZipFile

from lxml import etree

from letterbook.sources.tables.grid import Fault
from letterbook.sources.tables.number_forms import form_of, is_plain

_Element = etree._Element  # noqa: SLF001 - lxml has no other name for what it reads
_Events = Iterator[tuple[str, _Element]]
CellRange = tuple[int, int, int, int]
"""Top, left, bottom and right of merged cells: rows and columns from 0, the last ones included."""


@dataclass
class SheetStructure:
    """One sheet without its values. Rows and columns count from 0.

    `height` and `width` reach the last cell with a value; `faults` are the cells that hold no value where a
    person sees or expects one. `forms` are the forms of numbers that do not read as their digits (XLSX, XLS), `shown` the
    texts that numbers are shown as (ODS), `struck` the columns of a row in which text is struck through, `notes` what is written to a cell (XLSX, ODS).
    """

    height: int = 0
    width: int = 0
    hidden_rows: list[range] = field(default_factory=list)
    hidden_columns: list[range] = field(default_factory=list)
    merged: list[CellRange] = field(default_factory=list)
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)
    forms: dict[tuple[int, int], str] = field(default_factory=dict)
    shown: dict[tuple[int, int], str] = field(default_factory=dict)
    struck: dict[int, list[int]] = field(default_factory=dict)
    notes: dict[tuple[int, int], str] = field(default_factory=dict)

    def hold(self, row: int, column: int) -> None:
        """Note that there is a value in this row and column, and in none beyond them so far."""
        self.height = max(self.height, row + 1)
        self.width = max(self.width, column + 1)

    def strike(self, row: int, column: int) -> None:
        """Note that text is struck through in this cell."""
        self.struck.setdefault(row, []).append(column)


def add_run(runs: list[range], first: int, count: int = 1) -> None:
    """Append rows or columns to runs in rising order, joining what is next to each other."""
    if runs and runs[-1].stop == first:
        runs[-1] = range(runs[-1].start, first + count)
    else:
        runs.append(range(first, first + count))


def _elements(stream: IO[bytes], tags: tuple[str, ...], events: tuple[str, ...] = ("end",)) -> _Events:
    found: _Events = etree.iterparse(
        stream, events=events, tag=tags, resolve_entities=False, no_network=True, load_dtd=False
    )
    return found


def _forget(element: _Element) -> None:
    """Free what was read: the element's content and all that stands before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and parent[0] is not element:
        del parent[0]


# --- XLSX ---------------------------------------------------------------------------------------------------

_REFERENCE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_REFERENCE = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def xlsx_layouts(archive: ZipFile, sheets: Iterable[str]) -> dict[str, SheetStructure]:
    """The layouts of these sheets of an XLSX. Raises KeyError, ValueError, lxml's errors if damaged."""
    parts = xlsx_parts(archive)
    looks = _xlsx_looks(archive)
    layouts = {}
    for sheet in sheets:
        with archive.open(parts[sheet]) as stream:
            layouts[sheet] = _xlsx_layout(stream, looks)
        layouts[sheet].notes.update(_xlsx_notes(archive, parts[sheet]))
    return layouts


def _xlsx_notes(archive: ZipFile, sheet: str) -> Iterator[tuple[tuple[int, int], str]]:
    """What is written to the cells of a sheet; of a conversation its first words, as older programs show it."""
    folder, _, name = sheet.rpartition("/")
    links = f"{folder}/_rels/{name}.rels"
    if links not in archive.namelist():
        return
    with archive.open(links) as stream:
        found = [link for _, link in _elements(stream, ("{*}Relationship",))]
        targets = [
            link.get("Target", "")
            for link in found
            if link.get("Type", "").endswith("/relationships/comments")
        ]
    for target in targets:
        part = target[1:] if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
        with archive.open(part) as stream:
            for _, note in _elements(stream, ("{*}comment",)):
                top, left, *_ = xlsx_area(note.get("ref", ""))
                yield (top, left), "".join(text.text or "" for text in note.iter("{*}t")).strip()


@dataclass(frozen=True)
class _XlsxLooks:
    """By a style's number (`s` of a cell): the form of numbers in which they do not read as their digits, and which styles strike their
    text through; and the numbers of the shared texts of which a part is struck through.
    """

    forms: Mapping[str, str] = field(default_factory=dict)
    struck: frozenset[str] = frozenset()
    struck_texts: frozenset[str] = frozenset()


def _xlsx_looks(archive: ZipFile) -> _XlsxLooks:
    texts = _struck_texts(archive)
    if _STYLES not in archive.namelist():
        return _XlsxLooks(struck_texts=texts)
    own: dict[int, str] = {}
    forms: dict[str, str] = {}
    struck: set[str] = set()
    fonts: set[str] = set()
    with archive.open(_STYLES) as stream:
        for _, element in _elements(stream, ("{*}numFmt", "{*}fonts", "{*}cellXfs")):
            if element.tag.endswith("}numFmt"):
                own[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
            elif element.tag.endswith("}fonts"):
                fonts = {str(number) for number, font in enumerate(element) if _strikes(font)}
            else:
                for style, one in enumerate(element):
                    form = form_of(int(one.get("numFmtId", "0")), own)
                    if not is_plain(form):
                        forms[str(style)] = form
                    if one.get("fontId") in fonts:
                        struck.add(str(style))
    return _XlsxLooks(forms, frozenset(struck), texts)


def _struck_texts(archive: ZipFile) -> frozenset[str]:
    if _TEXTS not in archive.namelist() or b"strike" not in archive.read(_TEXTS):
        return frozenset()
    found: set[str] = set()
    with archive.open(_TEXTS) as stream:
        for number, (_, text) in enumerate(_elements(stream, ("{*}si",))):
            if any(_strikes(looks) for looks in text.iterfind("{*}r/{*}rPr")):
                found.add(str(number))
            _forget(text)
    return frozenset(found)


def _strikes(font: _Element) -> bool:
    strike = font.find("{*}strike")
    return strike is not None and strike.get("val", "1") in ("1", "true")


_STYLES, _TEXTS = "xl/styles.xml", "xl/sharedStrings.xml"


def xlsx_parts(archive: ZipFile) -> dict[str, str]:
    """The path inside the archive of each sheet, by the sheet's name."""
    with archive.open("xl/_rels/workbook.xml.rels") as stream:
        targets = {
            element.get("Id", ""): element.get("Target", "")
            for _, element in _elements(stream, ("{*}Relationship",))
        }
    parts = {}
    with archive.open("xl/workbook.xml") as stream:
        for _, sheet in _elements(stream, ("{*}sheet",)):
            target = targets[sheet.get(_REFERENCE) or sheet.get(_STRICT_REFERENCE) or ""]
            parts[sheet.get("name", "")] = target[1:] if target.startswith("/") else f"xl/{target}"
    return parts


def _xlsx_layout(stream: IO[bytes], looks: _XlsxLooks) -> SheetStructure:
    layout = SheetStructure()
    columns: dict[str, int] = {}
    next_row = 0
    for _, element in _elements(stream, ("{*}row", "{*}col", "{*}mergeCell")):
        tag = element.tag.rpartition("}")[2]
        is_hidden = element.get("hidden") in ("1", "true")
        if tag == "row":
            row = int(element.get("r", next_row + 1)) - 1
            next_row = row + 1
            if is_hidden:
                add_run(layout.hidden_rows, row)
            _xlsx_cells(element, row, layout, columns, looks)
            _forget(element)
        elif tag == "mergeCell":
            layout.merged.append(xlsx_area(element.get("ref", "")))
        elif is_hidden:
            first, last = int(element.get("min", "")), int(element.get("max", ""))
            add_run(layout.hidden_columns, first - 1, last - first + 1)
    return layout


def _xlsx_cells(
    row_element: _Element,
    row: int,
    layout: SheetStructure,
    columns: dict[str, int],
    looks: _XlsxLooks,
) -> None:
    """`columns` remembers the numbers of the letters met so far."""
    column = -1
    for cell in row_element:
        reference = cell.get("r")
        if reference is None:
            column += 1
        else:
            letters = reference.rstrip("0123456789")
            if letters not in columns:
                columns[letters] = column_number(letters)
            column = columns[letters]
        parts = len(cell)
        if not parts:
            continue
        layout.hold(row, column)
        kind = cell.get("t")
        if cell.get("s") in looks.struck or (kind in _PLAIN_KINDS and _is_struck_in_part(cell, looks)):
            layout.strike(row, column)
        if looks.forms and kind in _NUMBERS and (form := looks.forms.get(cell.get("s", ""))) is not None:
            layout.forms[row, column] = form
        if kind not in _PLAIN_KINDS or parts > 1:
            fault = _xlsx_fault(cell, kind)
            if fault is not None:
                layout.faults[row, column] = fault


def _is_struck_in_part(cell: _Element, looks: _XlsxLooks) -> bool:
    if cell.get("t") == "s":
        return bool(looks.struck_texts) and cell.findtext("{*}v") in looks.struck_texts
    return any(_strikes(run) for run in cell.iterfind("{*}is/{*}r/{*}rPr"))


_PLAIN_KINDS = ("s", "inlineStr")
_NUMBERS = (None, "n")


def _xlsx_fault(cell: _Element, kind: str | None) -> Fault | None:
    value = cell.findtext("{*}v")
    if kind == "e":
        return Fault(value or "#N/A")
    if value or kind == "str":
        return None
    formula = cell.find("{*}f")
    return None if formula is None else Fault(f"={formula.text or ''}")


def column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise ValueError(letters)
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def xlsx_area(reference: str) -> CellRange:
    first, _, last = reference.partition(":")
    top, left = _xlsx_cell(first)
    bottom, right = _xlsx_cell(last or first)
    return top, left, bottom, right


def _xlsx_cell(reference: str) -> tuple[int, int]:
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :]) - 1, column_number(letters)


# --- ODS ----------------------------------------------------------------------------------------------------

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_UNSEEN = ("collapse", "filter")
_ODS_NUMBERS = frozenset({"float", "percentage", "currency"})
_MOST_ALIKE = 1000
"""Cells that one element may stand for and that are still looked at one by one."""


def ods_layouts(archive: ZipFile) -> Mapping[str, SheetStructure]:
    """The layouts of all sheets of an ODS. Raises KeyError, ValueError, lxml's errors if damaged."""
    layouts: dict[str, SheetStructure] = {}
    depth = 0  # a table inside a cell is no sheet
    layout, row, column = SheetStructure(), 0, 0
    struck: set[str] = set()
    with archive.open("content.xml") as stream:
        tags = (f"{_TABLE}table", f"{_TABLE}table-row", f"{_TABLE}table-column", f"{_STYLE}style")
        for event, element in _elements(stream, tags, ("start", "end")):
            if element.tag == f"{_STYLE}style":
                if event == "end" and _ods_strikes(element):
                    struck.add(element.get(f"{_STYLE}name", ""))
            elif element.tag == f"{_TABLE}table":
                depth += 1 if event == "start" else -1
                if event == "start" and depth == 1:
                    layout, row, column = SheetStructure(), 0, 0
                    layouts[element.get(f"{_TABLE}name", "")] = layout
            elif event == "end" and depth == 1:
                is_hidden = element.get(f"{_TABLE}visibility") in _UNSEEN
                if element.tag == f"{_TABLE}table-column":
                    column = _ods_run(element, "columns", column, layout.hidden_columns, is_hidden)
                else:
                    after = _ods_run(element, "rows", row, layout.hidden_rows, is_hidden)
                    _ods_cells(element, row, after - row, layout, struck)
                    row = after
                    _forget(element)
    return layouts


def _ods_run(element: _Element, what: str, first: int, runs: list[range], is_hidden: bool) -> int:
    """The number of the next row or column after an element that may stand for several."""
    count = _ods_number(element, f"number-{what}-repeated")
    if is_hidden:
        add_run(runs, first, count)
    return first + count


def _ods_number(element: _Element, name: str) -> int:
    return max(1, int(element.get(f"{_TABLE}{name}", "1")))


def _ods_strikes(style: _Element) -> bool:
    looks = style.find(f"{_STYLE}text-properties")
    return looks is not None and any(
        looks.get(f"{_STYLE}text-line-through-{way}", "none") != "none" for way in ("style", "type")
    )


def _ods_cells(
    row_element: _Element, row: int, rows: int, layout: SheetStructure, struck: Collection[str]
) -> None:
    column = 0
    for cell in row_element:
        if not str(cell.tag).startswith(_TABLE):
            continue
        columns = _ods_number(cell, "number-columns-repeated")
        if cell.get(f"{_OFFICE}value-type") is not None or cell.find(f"{_TEXT}p") is not None:
            layout.hold(row + rows - 1, column + columns - 1)
            if cell.get(f"{_TABLE}style-name") in struck and rows <= _MOST_ALIKE:
                for down, right in product(range(rows), range(min(columns, _MOST_ALIKE))):
                    layout.strike(row + down, column + right)
        right = column + _ods_number(cell, "number-columns-spanned") - 1
        bottom = row + _ods_number(cell, "number-rows-spanned") - 1
        if (bottom, right) != (row, column):
            layout.merged.append((row, column, bottom, right))
        if cell.get(f"{_CALC}value-type") == "error":
            layout.faults[row, column] = Fault("".join(map(str, cell.itertext())).strip() or "#N/A")
        if cell.get(f"{_OFFICE}value-type") in _ODS_NUMBERS and rows * columns <= _MOST_ALIKE:
            shown = "\n".join("".join(map(str, text.itertext())) for text in cell.iterfind(f"{_TEXT}p"))
            layout.shown.update(
                ((row + down, column + right), shown) for down in range(rows) for right in range(columns)
            )
        if (note := cell.find(f"{_OFFICE}annotation")) is not None:
            layout.notes[row, column] = "\n".join(
                "".join(map(str, text.itertext())) for text in note.iterfind(f"{_TEXT}p")
            )
        column += columns
