"""A table as an XLSX workbook of one sheet, the same bytes for the same rows; the one user of XlsxWriter.

Nothing here knows of letters: headings, widths and rows come from the caller.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, BinaryIO

from letterbook.sentences import say

Cell = str | int | float

MOST_ROWS = 1_048_575
"""How many rows a sheet has under its headings (ECMA-376)."""

_MOST_CHARACTERS = 32_767
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first time that a zip can hold
# Format 49 is "text"; the mark of a quoted cell keeps it one when a clerk edits it.
_TEXT = {"num_format": 49, "quote_prefix": True}
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_workbook(
    stream: BinaryIO, title: str, columns: Mapping[str, int], rows: Sequence[Sequence[Cell]]
) -> None:
    """Writes a sheet with this title: the headings, which stay in sight and filter, and the rows under them.

    `columns` is width by heading, in digits of the sheet's font. A text is a cell of type and format "text", which no
    spreadsheet takes for a formula and whose plus sign stays. What XML cannot hold becomes U+FFFD, and what is beyond
    the 32,767 characters that a cell of Excel has is cut. Raises ValueError for more than `MOST_ROWS` rows.
    """
    if len(rows) > MOST_ROWS:
        raise ValueError(
            say(
                "A sheet has {most_rows} rows under its headings, not {count}.",
                most_rows=MOST_ROWS,
                count=len(rows),
            )
        )
    from xlsxwriter import Workbook

    packed = io.BytesIO()
    with Workbook(packed, _OPTIONS) as book:
        book.set_properties({"created": datetime(*_EPOCH, tzinfo=UTC)})
        sheet = book.add_worksheet(title)
        _write_row(sheet, 0, tuple(columns), book.add_format({**_TEXT, "bold": True}))
        text = book.add_format(_TEXT)
        for number, row in enumerate(rows, 1):
            _write_row(sheet, number, row, text)
        for number, width in enumerate(columns.values()):
            sheet.set_column(number, number, width)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    _copy_parts(packed, stream)


_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _write_row(sheet: Any, number: int, cells: Iterable[Cell], text: Any) -> None:
    for column, cell in enumerate(cells):
        if isinstance(cell, int | float):
            sheet.write_number(number, column, cell)
        elif cell:
            _write_text(sheet, number, column, _NO_XML.sub("\ufffd", cell[:_MOST_CHARACTERS]), text)


def _write_text(sheet: Any, row: int, column: int, content: str, text: Any) -> None:
    if content.startswith("<r>") and content.endswith("</r>"):
        # XlsxWriter takes this for a text with formats, ready as XML, and would write it as it stands.
        sheet.write_rich_string(row, column, content[:1], content[1:2], content[2:], text)
    else:
        sheet.write_string(row, column, content, text)


def _copy_parts(packed: BinaryIO, stream: BinaryIO) -> None:
    """The parts once more, under a fixed system: zipfile notes on which one it ran."""
    with zipfile.ZipFile(packed) as parts, zipfile.ZipFile(stream, "w") as archive:
        for name in parts.namelist():
            member = zipfile.ZipInfo(name, _EPOCH)
            member.compress_type, member.create_system = zipfile.ZIP_DEFLATED, 0
            archive.writestr(member, parts.read(name))
