"""What the readers of CSV, XLSX, ODS and XLS have in common: a grid of cells with their places."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from letterbook.problems import Place, Problem

MOST_BYTES = 64 * 2**20
MOST_ROWS = 250_000
MOST_COLUMNS = 400
MOST_EMPTY_COLUMNS = 16_384
"""So wide is a sheet of Excel; columns without anything visible cost nothing but their reading."""
MOST_CELLS = 10_000_000
MOST_CHARACTERS = 10_000

_ERROR = re.compile(
    r"#(?:N/A|N/D!?|N/B|NV|YOK|Н/Д|HIÁNYZIK|GETTING_DATA|[¡¿]?(?:NULL|VALUE|REF|NAME|NUM|DIV/0|SPILL|CALC|BLOCKED|CONNECT|FIELD"
    r"|UNKNOWN|BUSY|WERT|BEZUG|ZAHL|ÜBERLAUF|VALEUR|NOM|NOMBRE|NUL|PROPAGATION|VALOR|NULO|VALORE|RIF|NOME|NULLO|NÚM|WAARDE|VERW|NAAM"
    r"|GETAL|DEEL/0|LEEG|ARG|ADR|NAZWA|LICZBA|DZIEL/0|ZERO|ЗНАЧ|ССЫЛКА|ИМЯ|ЧИСЛО|ДЕЛ/0|ПУСТО|ПЕРЕНОС|DEĞER|BAŞV|AD|SAYI|SAYI/0|BOŞ"
    r")[!?]|#{3,})|(?:Err|Fehler|Erreur|Errore|Ошибка|Błąd|Hata|Fout):5[0-4][0-9]"
)
"""What Excel and LibreOffice show instead of a value in a dozen languages, and write as text into a CSV; also ####, which a
narrow column shows.
"""


def shows_error(text: str) -> bool:
    """Whether a spreadsheet shows this where there is no value: "#REF!", "#BEZUG!", "Err:502"."""
    return _ERROR.fullmatch(text.strip()) is not None


class Fault(str):
    """What stands in a cell without a value: an error ("#N/A"), or a formula ("=A1") never worked out."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Disguised:
    """A number or a date that the sheet shows as something else; `shown` is None where that cannot be told."""

    value: Value
    shown: str | None = None


Value = bool | int | float | date | datetime | time | timedelta
CellValue = str | Disguised | bool | int | float | date | datetime | time | timedelta
GridRow = tuple[int, Sequence[CellValue]]
"""A row's number (in a CSV: its record's first line), from 1, and its cells from the first column on."""


class UnreadableTableError(Exception):
    """Nothing of this file can be read; the problem says why, and whoever reads a list gives it in the place of this."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class Origin:
    """The file, and in a workbook the sheet, that a grid comes from. Rows count from 1, columns from 0."""

    file: str
    sheet: str | None = None

    @property
    def whole(self) -> Place:
        return Place(self.file, sheet=self.sheet)

    def row(self, row: int) -> Place:
        if self.sheet is None:
            return Place(self.file, line=row)
        return Place(self.file, sheet=self.sheet, cell=f"row {row}")

    def cell(self, row: int, column: int) -> Place:
        if self.sheet is None:
            return Place(self.file, line=row, column=column + 1)
        return Place(self.file, sheet=self.sheet, cell=f"{column_letters(column)}{row}")


@dataclass(frozen=True)
class Grid:
    """The rows that are to be read, none of them blank: the first holds the headings. `notes` are what somebody has written to a
    cell, by row (from 1) and column (from 0).
    """

    origin: Origin
    rows: Sequence[GridRow]
    notes: Mapping[tuple[int, int], str] = field(default_factory=dict)


def column_letters(column: int) -> str:
    """The letters of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def is_blank(value: CellValue) -> bool:
    return isinstance(value, str) and (not value or value.isspace())


def text_of(value: CellValue) -> str:
    """The cell as text: dates as ISO 8601, yes and no as true and false, whole numbers without a point."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Disguised):
        return text_of(value.value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
