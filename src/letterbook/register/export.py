"""The register as a table that an office opens in a spreadsheet: CSV and XLSX."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import BinaryIO
from xml.sax.saxutils import escape

from letterbook.register.entries import LetterHistory
from letterbook.sources.tables.formulas import harmless

HEADINGS = (
    *("reference", "series", "year", "number", "date", "mailing", "recipient_id", "recipient", "country"),
    *("subject", "state", "files", "pages", "sha256", "sheets", "dispatched", "way", "tracking", "returned"),
    *("answered", "remark"),
)

Cell = str | int


def export_csv(records: Iterable[LetterHistory], stream: BinaryIO) -> None:
    """Writes CSV after RFC 4180 in UTF-8, with the byte order mark without which Excel misreads ə."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(HEADINGS)
    rows.writerows([harmless(str(cell)) for cell in _cells(record)] for record in records)
    text.flush()
    text.detach()


def export_xlsx(records: Iterable[LetterHistory], stream: BinaryIO) -> None:
    """Writes a workbook of one sheet (ECMA-376), the same bytes each time.

    A text is a cell of type and format "text", which no spreadsheet takes for a formula and whose plus sign stays;
    year, number and sheets are numbers.
    """
    rows = [HEADINGS, *map(_cells, records)]
    lines = "".join(_row(number, cells) for number, cells in enumerate(rows, 1))
    sheet = _SHEET.format(last=f"{_column(len(HEADINGS))}{len(rows)}", rows=lines)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**_PARTS, "xl/worksheets/sheet1.xml": sheet}.items():
            # A fixed time and system, so that the same register gives the same bytes on every machine.
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.compress_type, member.create_system = zipfile.ZIP_DEFLATED, 0
            archive.writestr(member, (_DECLARATION + content).encode())


def _cells(record: LetterHistory) -> tuple[Cell, ...]:
    entry, files = record.entry, record.entry.files
    gone, back = record.latest("dispatched"), record.latest("returned")
    answer, end = record.latest("answered"), record.latest("void", "superseded")
    return (
        *(entry.reference, entry.series, entry.year, entry.number, entry.date.isoformat()),
        *(entry.mailing, entry.recipient_id, entry.recipient_name, entry.country, entry.subject, entry.state),
        "; ".join(file.name for file in files),
        "; ".join(str(file.pages) for file in files if file.pages is not None),
        "; ".join(file.sha256 for file in files),
        "" if entry.sheets is None else entry.sheets,
        *((str(gone.date), gone.way or "", gone.tracking or "") if gone else ("", "", "")),
        str(back.date or back.note) if back else "",
        str(answer.date) if answer else "",
        remark(record) if end or back or answer else "",
    )


def remark(record: LetterHistory) -> str:
    """What a reader of the book has to know of the letter beside its dispatch, in a few words."""
    event = record.latest("void", "superseded", "returned", "answered")
    if event is None:
        return ""
    match event.kind:
        case "void":
            return f"void: {event.note}"
        case "superseded":
            return f"superseded by {event.other}"
        case "returned":
            return f"returned: {event.note}"
        case _:
            return f"answered: {event.note}" if event.note else "answered"


# --- A workbook, part by part --------------------------------------------------------------------------------------

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _row(number: int, cells: Sequence[Cell]) -> str:
    style = 2 if number == 1 else 1
    written = [
        _cell(f"{_column(position)}{number}", cell, style)
        for position, cell in enumerate(cells, 1)
        if cell != ""
    ]
    return f'<row r="{number}">{"".join(written)}</row>'


def _cell(name: str, cell: Cell, style: int) -> str:
    if isinstance(cell, int):
        return f'<c r="{name}"><v>{cell}</v></c>'
    text = escape(_NO_XML.sub("\ufffd", cell), {"\r": "&#13;"})
    return f'<c r="{name}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _column(number: int) -> str:
    """A to Z; the table has no more columns."""
    return chr(ord("A") + number - 1)


_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_KIND}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="Register" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    # Format 49 is "text"; the mark of a quoted cell keeps it one when a clerk edits it.
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}">'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"/>'
        '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" quotePrefix="1" applyNumberFormat="1"'
        ' applyFont="1"/></cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ),
}
_SHEET = (
    f'<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    '<cols><col min="1" max="7" width="16" customWidth="1"/><col min="8" max="8" width="44" customWidth="1"/>'
    '<col min="9" max="9" width="9" customWidth="1"/><col min="10" max="10" width="44" customWidth="1"/>'
    '<col min="11" max="21" width="16" customWidth="1"/></cols>'
    '<sheetData>{rows}</sheetData><autoFilter ref="A1:{last}"/></worksheet>'
)
