"""Tables: those of the language tests, tab-separated with comments before the line of names; and lists in every format."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import openpyxl
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

Cell = str | int | date | None


def table(name: str) -> list[dict[str, str]]:
    """The rows by the names of their columns; at least one."""
    lines = (Path(__file__).parent / "language" / name).read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader([line for line in lines if not line.startswith("#")], delimiter="\t"))
    assert rows
    return rows


def save_table(path: Path, rows: Sequence[Sequence[Cell]]) -> Path:
    """The rows as a file of the kind that its name says: CSV with semicolons, TSV, XLSX or ODS. Its path."""
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    elif path.suffix == ".ods":
        _save_ods(path, rows)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter="\t" if path.suffix == ".tsv" else ";").writerows(rows)
    return path


def _save_ods(path: Path, rows: Sequence[Sequence[Cell]]) -> None:
    document, sheet = OpenDocumentSpreadsheet(), Table(name="List")
    for row in rows:
        line = TableRow()
        for value in row:
            is_number, is_text = isinstance(value, int), isinstance(value, str)
            kind = (
                {"valuetype": "float", "value": value}
                if is_number
                else {"valuetype": "string"}
                if is_text
                else {}
            )
            cell = TableCell(**kind)
            if value is not None:
                cell.addElement(P(text=str(value)))
            line.addElement(cell)
        sheet.addElement(line)
    document.spreadsheet.addElement(sheet)
    document.save(str(path))
