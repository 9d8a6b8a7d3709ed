"""Cells of an XLSX or a CSV changed in place: every other cell, format, formula and line stays byte for byte or as it was."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from copy import copy
from zipfile import ZipFile

from lxml import etree

from letterbook.model import ListLayout
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.tables.container import open_archive
from letterbook.sources.tables.csv_table import delimiter_of, records
from letterbook.sources.tables.encodings import decoded, encoded_as
from letterbook.sources.tables.grid import Origin, column_letters
from letterbook.sources.tables.sheet_structure import column_number, xlsx_area, xlsx_parts
from letterbook.sources.text_checks import shortened

_Element = etree._Element  # noqa: SLF001 - lxml has no other name for what it reads
CellTexts = Mapping[tuple[int, int], str]
"""The new text of each cell: its row as it is numbered in the file, from 1, and its column, from 0."""


class NotEditableError(Exception):
    """The cell or the file cannot be changed without touching something else; the problem says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def not_editable(place: Place, what: str, hint: str, text: str = "") -> NotEditableError:
    return NotEditableError(Problem("not-editable", place, what, hint, text))


# --- XLSX ------------------------------------------------------------------------------------------------------------


def with_xlsx_cells(data: bytes, origin: Origin, cells: CellTexts) -> bytes:
    """The workbook with these texts in the sheet of `origin`; of its other parts none is written anew.

    Raises NotEditableError for a cell with a formula or among merged ones, and for a signed workbook; UnreadableTableError.
    """
    with open_archive(data, origin.file) as archive:
        if any(name.startswith("_xmlsignatures/") for name in archive.namelist()):
            what = "The workbook is signed, and a change would break its signature."
            raise not_editable(origin.whole, what, "Change it in Excel, and sign it anew.")
        part = xlsx_parts(archive)[origin.sheet or ""]
        root = etree.fromstring(archive.read(part), _PARSER)
        merged = [xlsx_area(area.get("ref", "")) for area in root.iterfind(".//{*}mergeCell")]
        for (row, column), text in sorted(cells.items()):
            place = origin.cell(row, column)
            if any(
                top < row <= bottom + 1 and left <= column <= right for top, left, bottom, right in merged
            ):
                raise not_editable(place, "The cell is one of several that are merged.", _IN_EXCEL)
            _write_text(_cell(root, row, column), text, place)
        return _with_part(
            archive, part, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        )


_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
_IN_EXCEL = "Change it in Excel, and load the list anew."


def _with_part(archive: ZipFile, part: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as changed:
        for entry in archive.infolist():
            written = content if entry.filename == part else archive.read(entry)
            changed.writestr(copy(entry), written, entry.compress_type)
    return out.getvalue()


def _cell(root: _Element, row: int, column: int) -> _Element:
    """The element of a cell, made in its place where the sheet has none."""
    data = root.find("{*}sheetData")
    assert data is not None, "a sheet that was read has rows"
    line = _numbered(data, "row", row, lambda element: int(element.get("r", "0")))
    cell = _numbered(
        line, "c", column + 1, lambda element: column_number(re.sub("[0-9]", "", element.get("r", ""))) + 1
    )
    cell.set("r", f"{column_letters(column)}{row}")
    return cell


def _numbered(parent: _Element, tag: str, wanted: int, stated: Callable[[_Element], int]) -> _Element:
    """The child with this number, counted where it does not say its own; a new one in its place where there is none."""
    number, at = 0, len(parent)
    for index, child in enumerate(parent):
        if not isinstance(child.tag, str):  # a comment
            continue
        number = stated(child) if child.get("r") else number + 1
        if number == wanted:
            return child
        if number > wanted:
            at = index
            break
    name = f"{{{etree.QName(parent).namespace}}}{tag}"
    made = etree.Element(name, {"r": str(wanted)} if tag == "row" else {})
    parent.insert(at, made)
    return made


def _write_text(cell: _Element, text: str, place: Place) -> None:
    """The text in the place of the cell's value; its format stays."""
    if cell.find("{*}f") is not None:
        raise not_editable(place, "The cell has a formula.", _IN_EXCEL)
    for child in [child for child in cell if etree.QName(child).localname in ("v", "is")]:
        cell.remove(child)
    for attribute in ("t", "vm", "cm"):
        cell.attrib.pop(attribute, "")
    if not text:
        return
    namespace = etree.QName(cell).namespace
    cell.set("t", "inlineStr")
    inline = etree.SubElement(cell, f"{{{namespace}}}is")
    written = etree.SubElement(inline, f"{{{namespace}}}t")
    written.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    try:
        written.text = text
    except ValueError as error:
        what = say("There is an invisible control character in “{text}”.", text=shortened(text))
        raise not_editable(place, what, "Type it anew.") from error


# --- CSV -------------------------------------------------------------------------------------------------------------


def with_csv_cells(data: bytes, origin: Origin, layout: ListLayout, cells: CellTexts) -> bytes:
    """The CSV with these texts; a record without any of them stays byte for byte.

    Raises NotEditableError where the file's encoding has not all of the signs; UnreadableTableError.
    """
    text = decoded(data, origin.file, layout.encoding)
    delimiter = delimiter_of(text, layout)
    lines = io.StringIO(text, newline="").readlines()
    starts = [line for line, _ in records(text, delimiter)]
    ends = dict(zip(starts, [*(line - 1 for line in starts[1:]), len(lines)], strict=True))
    read = dict(records(text, delimiter))
    for row in {row for row, _ in cells}:
        fields = read[row]
        for column in (column for at, column in cells if at == row):
            fields.extend([""] * (column + 1 - len(fields)))
            fields[column] = cells[row, column]
        raw = "".join(lines[row - 1 : ends[row]])
        lines[row - 1 : ends[row]] = [_record(raw, fields, delimiter), *[""] * (ends[row] - row)]
    return _encoded("".join(lines), data, origin, layout)


def _record(raw: str, fields: list[str], delimiter: str) -> str:
    """The fields as a record, in quotation marks throughout where the old one was."""
    content = raw.rstrip("\r\n")
    quoted = re.fullmatch(rf'"(?:[^"]|"")*"(?:{re.escape(delimiter)}"(?:[^"]|"")*")*', content) is not None
    out = io.StringIO()
    writer = csv.writer(
        out, delimiter=delimiter, lineterminator="", quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    )
    writer.writerow(fields)
    return out.getvalue() + raw[len(content) :]


def _encoded(text: str, data: bytes, origin: Origin, layout: ListLayout) -> bytes:
    try:
        return encoded_as(text, data, layout.encoding)
    except UnicodeEncodeError as error:
        what = say(
            "The encoding of the list, {encoding}, has no “{sign}”.",
            encoding=layout.encoding or "UTF-8",
            sign=text[error.start : error.start + 1],
        )
        raise not_editable(origin.whole, what, "Save the list as “CSV UTF-8” first.") from error
