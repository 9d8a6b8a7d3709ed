"""What python-calamine does not tell of an XLS sheet: what is hidden, its errors, whether it is encrypted.

An XLS is a compound file ([MS-CFB]); its stream "Workbook" holds records ([MS-XLS]), and few of them matter.
calamine sets memory aside for every count that a file states, and follows circles; so what it will read is
looked through here first, and a file that states more than it can hold is refused.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping

from letterbook.sources.tables.container import encrypted
from letterbook.sources.tables.grid import Fault
from letterbook.sources.tables.number_forms import form_of, is_plain
from letterbook.sources.tables.sheet_structure import SheetStructure, add_run

# --- [MS-CFB]: the streams of a compound file ---------------------------------------------------------------

_LAST_SECTOR = 0xFFFFFFFA  # what is greater is a mark, not a sector
_HEADER_SECTORS = 109


_COUNTS = (0x28, 0x2C, 0x40, 0x48)  # in the header: sectors of the directory and of the three tables


class _CompoundFile:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._size = 1 << _number(data, 0x1E, 2)
        self._small_size = 1 << _number(data, 0x20, 2)
        self._cutoff = _number(data, 0x38, 4)
        for at in _COUNTS:
            _check_count(_number(data, at, 4), len(data) // self._size)
        self._next = _numbers(b"".join(map(self._sector, self._table_sectors())))
        self._small_next = _numbers(self._chain(_number(data, 0x3C, 4)))
        directory = self._chain(_number(data, 0x30, 4))
        self._entries = [directory[start : start + 128] for start in range(0, len(directory), 128)]
        self._small_data = self._content(self._entries[0])

    def stream(self, *names: str) -> bytes:
        """The content of the first stream with one of these names. Raises ValueError if there is none."""
        for entry in self._entries:
            name = entry[: max(0, _number(entry, 64, 2) - 2)].decode("utf-16-le")
            if name in names:
                is_small = _number(entry, 120, 4) < self._cutoff
                return self._small_content(entry) if is_small else self._content(entry)
        raise ValueError(names)

    def _content(self, entry: bytes) -> bytes:
        start, length = _number(entry, 116, 4), _number(entry, 120, 4)
        _check_count(length, len(self._data))
        return self._chain(start)[:length]

    def _small_content(self, entry: bytes) -> bytes:
        size, length = self._small_size, _number(entry, 120, 4)
        sectors = _linked(_number(entry, 116, 4), self._small_next)
        return b"".join(self._small_data[index * size : (index + 1) * size] for index in sectors)[:length]

    def _table_sectors(self) -> list[int]:
        """The sectors that hold the table of sectors: 109 named in the header, the rest in a chain."""
        sectors = list(_numbers(self._data[0x4C : 0x4C + 4 * _HEADER_SECTORS]))
        more = _number(self._data, 0x44, 4)
        while more < _LAST_SECTOR:
            *named, more = _numbers(self._sector(more))
            sectors += named
            _check_count(len(sectors), len(self._data) // self._size + _HEADER_SECTORS + len(named))
        return [sector for sector in sectors if sector < _LAST_SECTOR]

    def _sector(self, index: int) -> bytes:
        start = (index + 1) * self._size
        if start >= len(self._data):
            raise ValueError(index)
        return self._data[start : start + self._size]

    def _chain(self, start: int) -> bytes:
        return b"".join(map(self._sector, _linked(start, self._next)))


def _check_count(stated: int, most: int) -> None:
    if stated > most:
        raise ValueError(stated)


def _linked(start: int, following: tuple[int, ...]) -> Iterator[int]:
    """The sectors of one stream in order. Raises ValueError where they run in a circle."""
    for _ in range(len(following) + 1):
        if start >= _LAST_SECTOR:
            return
        yield start
        start = following[start]
    raise ValueError(start)


def _number(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "little")


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


# --- [MS-XLS]: the records of a workbook --------------------------------------------------------------------

_EOF, _FILEPASS, _BOUNDSHEET, _ROW, _COLINFO = 0x0A, 0x2F, 0x85, 0x208, 0x7D
_FORMAT, _XF, _RK, _NUMBER = 0x41E, 0xE0, 0x27E, 0x203
_FONT, _STRIKES, _NO_FONT = 0x31, 0x08, 4
_FORMULA, _BOOLERR, _MULRK, _SST, _DIMENSIONS = 0x06, 0x205, 0xBD, 0xFC, 0x200
_MOST_ROWS, _MOST_COLUMNS = 65_536, 256
_CELLS = frozenset({_FORMULA, _BOOLERR, 0xFD, 0x204, 0x203, 0x27E, 0xD6})
_NUMBERS = frozenset({_FORMULA, _RK, _NUMBER, _MULRK})
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!"}


def xls_layouts(data: bytes, label: str) -> dict[str, SheetStructure]:
    """The layouts of all sheets, without merged cells, which calamine knows.

    Raises UnreadableTableError for an encrypted workbook, ValueError, IndexError or struct.error for a damaged one.
    """
    workbook = _CompoundFile(data).stream("Workbook", "Book")
    forms, struck = _styles(workbook)
    layouts = {}
    for kind, body in _records(workbook, 0):
        if kind == _FILEPASS:
            raise encrypted(label)
        if kind == _SST:
            _check_count(_number(body, 4, 4), len(workbook))
        if kind == _BOUNDSHEET:
            layouts[_sheet_name(body)] = _layout(workbook, _number(body, 0, 4), forms, struck)
    return layouts


def _records(workbook: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records from here to the first end of a part, where calamine stops, too."""
    while at + 4 <= len(workbook):
        kind, length = _number(workbook, at, 2), _number(workbook, at + 2, 2)
        if kind == _EOF:
            return
        yield kind, workbook[at + 4 : at + 4 + length]
        at += 4 + length


def _sheet_name(body: bytes) -> str:
    length, is_wide = body[6], body[7] & 1
    return body[8 : 8 + 2 * length].decode("utf-16-le") if is_wide else body[8 : 8 + length].decode("latin-1")


def _styles(workbook: bytes) -> tuple[Mapping[int, str], frozenset[int]]:
    """The form of numbers of each style (XF) in which they do not read as their digits; and which strike text through."""
    own: dict[int, str] = {}
    fonts: list[bool] = []
    styles: list[int] = []
    struck: set[int] = set()
    for kind, body in _records(workbook, 0):
        if kind == _FORMAT and len(body) > 5:
            length, is_wide = _number(body, 2, 2), body[4] & 1
            text = body[5 : 5 + length * (1 + is_wide)]
            own[_number(body, 0, 2)] = text.decode("utf-16-le" if is_wide else "latin-1", "replace")
        elif kind == _FONT:
            if len(fonts) == _NO_FONT:  # no font has this number
                fonts.append(False)
            fonts.append(bool(_number(body, 2, 2) & _STRIKES))
        elif kind == _XF:
            font = _number(body, 0, 2)
            if font < len(fonts) and fonts[font]:
                struck.add(len(styles))
            styles.append(_number(body, 2, 2))
    forms = {style: form_of(number_format, own) for style, number_format in enumerate(styles)}
    return {style: form for style, form in forms.items() if not is_plain(form)}, frozenset(struck)


def _note_styles(
    kind: int, body: bytes, layout: SheetStructure, forms: Mapping[int, str], struck: frozenset[int]
) -> None:
    row, column = _number(body, 0, 2), _number(body, 2, 2)
    starts = range(4, len(body) - 2, 6) if kind == _MULRK else (4,)
    for right, start in enumerate(starts):
        style = _number(body, start, 2)
        if kind in _NUMBERS and (form := forms.get(style)) is not None:
            layout.forms[row, column + right] = form
        if style in struck:
            layout.strike(row, column + right)


def _layout(workbook: bytes, at: int, forms: Mapping[int, str], struck: frozenset[int]) -> SheetStructure:
    layout = SheetStructure()
    for kind, body in _records(workbook, at):
        if kind in _CELLS or kind == _MULRK:
            row, column = _number(body, 0, 2), _number(body, 2, 2)
            layout.hold(row, column + (len(body) // 6 - 2 if kind == _MULRK else 0))
            if struck or (forms and kind in _NUMBERS):
                _note_styles(kind, body, layout, forms, struck)
            if (error := _error(kind, body)) is not None:
                layout.faults[row, column] = Fault(_ERRORS.get(error, "#N/A"))
        elif kind == _DIMENSIONS:
            _check_dimensions(body)
        elif kind == _ROW and body[12] & 0x20:
            add_run(layout.hidden_rows, _number(body, 0, 2))
        elif kind == _COLINFO and body[8] & 1:
            first, last = _number(body, 0, 2), _number(body, 2, 2)
            add_run(layout.hidden_columns, first, last - first + 1)
    return layout


def _check_dimensions(body: bytes) -> None:
    size = 4 if len(body) >= 14 else 2  # BIFF8 or older
    for at, width, most in ((0, size, _MOST_ROWS), (2 * size, 2, _MOST_COLUMNS)):
        first, end = _number(body, at, width), _number(body, at + width, width)
        _check_count(end, most)
        _check_count(first, max(0, end - 1))


def _error(kind: int, body: bytes) -> int | None:
    """The code of the error that a cell shows, if it shows one."""
    if kind == _BOOLERR and body[7]:
        return body[6]
    if kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
        return body[8]
    return None
