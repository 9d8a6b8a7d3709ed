"""A file becomes the office's list: looked at with its columns, then put into the office, and letterbook.yaml says so."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from letterbook.archive.layout import sha256
from letterbook.errors import InputError, UsageError
from letterbook.model import ANY_LAYOUT, ListLayout, Office
from letterbook.model.columns import ListChoice, ListColumn, ListReading, NewList
from letterbook.model.progress import UNWATCHED, Monitor
from letterbook.pipeline.inputs import RECIPIENTS_FILE
from letterbook.pipeline.list_file import list_at
from letterbook.problems import has_errors
from letterbook.sentences import in_a_row, printable, say
from letterbook.sources.column_map import chosen_lines, columns_of_grids
from letterbook.sources.field_values import PREFIX
from letterbook.sources.file_names import is_printable, leads_outside
from letterbook.sources.office import OFFICE_FILE, refuse_no_office
from letterbook.sources.recipient_list import YAML_SUFFIXES
from letterbook.sources.recipient_tables import read_grids
from letterbook.sources.recipients_yaml import read_raw
from letterbook.sources.tables.container import TABLES, ending_by_content
from letterbook.sources.tables.encodings import ENCODINGS, known_encoding
from letterbook.sources.tables.grid import Grid, UnreadableTableError
from letterbook.sources.tables.headings import COLUMNS
from letterbook.sources.tables.sheets import sheets_of
from letterbook.sources.yaml.insertion import with_key
from letterbook.storage.access import file_access
from letterbook.storage.file import put_file

LIST_ENCODINGS = ENCODINGS
_LONGEST_NAME = 80
_NO_LIST = "letterbook"
"""The name of a file that is no list, whatever its ending."""


@dataclass(frozen=True)
class _Read:
    """A list that was read: its name in the office, its rows where it is a table, and what holds of it."""

    file: str
    grids: list[Grid]
    layout: ListLayout
    office: Office | None
    office_list: str

    @property
    def columns(self) -> tuple[ListColumn, ...]:
        return tuple(columns_of_grids(self.grids, self.layout))

    @property
    def fields(self) -> tuple[str, ...]:
        """What a column may hold."""
        return (*COLUMNS, *(f"{PREFIX}{name}" for name in self.layout.fields))


def lists_in(workspace: Path) -> list[str]:
    """The files of the office that may be its list: tables, and the list in YAML; in alphabetical order. Raises UsageError."""
    refuse_no_office(workspace)
    files = [path for path in workspace.iterdir() if path.is_file() and path.name[0] not in ".~"]
    yaml = {RECIPIENTS_FILE, list_at(workspace, None).label}
    return sorted(
        path.name
        for path in files
        if is_printable(path.name)
        and (path.suffix.lower() in TABLES or path.name in yaml)
        and not leads_outside(workspace, path, ())
    )


def new_list(
    workspace: Path, file: Path, sent_as: str | None, reading: ListReading, _monitor: Monitor = UNWATCHED
) -> NewList:
    """What the columns of the list mean, or would. `file` is one of the office's, or was sent under a name and lies elsewhere.

    Raises InputError where it cannot be read, UsageError for an unknown encoding.
    """
    read = _read(workspace, file, sent_as, reading)
    layout = read.layout
    return NewList(
        read.file,
        sent_as is not None and (workspace / read.file).exists(),
        read.columns,
        read.fields,
        ListReading(layout.encoding, layout.sheet, layout.headings, layout.sheets),
        layout.together,
        read.office_list,
        read.office.country if read.office else "",
        _version(workspace, file),
        tuple(sheets_of(file, read.file) if read.grids else ()),
        tuple(grid.origin.sheet for grid in read.grids if grid.origin.sheet),
    )


def take_list(
    workspace: Path,
    file: Path,
    sent_as: str | None,
    reading: ListReading,
    choice: ListChoice,
    _monitor: Monitor = UNWATCHED,
) -> Path:
    """Makes the file the office's list, with the fields that were chosen for its columns; where it lies now.

    A file that was sent is copied into the office; where one of its name is there, only if the choice says so. Raises
    UsageError, and InputError where it cannot be read; then everything is as it was.
    """
    read = _read(workspace, file, sent_as, reading)
    if choice.version != _version(workspace, file):
        raise UsageError(
            say(
                "{file} or {office_file} was changed meanwhile. Look at the list anew; nothing was written.",
                file=read.file,
                office_file=OFFICE_FILE,
            )
        )
    _refuse_fields(read, choice.fields)
    target = workspace / read.file
    if sent_as is not None and target.exists() and not choice.replace:
        raise UsageError(
            in_a_row(
                say("{file} is there already; nothing was changed.", file=read.file),
                "Say that it may be written over, or give your file another name.",
            )
        )
    office_file, text = _said_by_office(workspace, read, choice)
    with file_access(read.office.access if read.office else "private"):
        _write(target, file.read_bytes() if sent_as is not None else None, office_file, text)
    return target


# --- What was sent ---------------------------------------------------------------------------------------------------


def _read(workspace: Path, file: Path, sent_as: str | None, reading: ListReading) -> _Read:
    refuse_no_office(workspace)
    own = list_at(workspace, None)
    name = file.name if sent_as is None else safe_name(sent_as, ending_by_content(file, sent_as))
    layout = own.layout if own.label == name else _of_every_list(own.layout)
    encoding = known_encoding(reading.encoding) if reading.encoding else layout.encoding
    layout = replace(
        layout,
        encoding=encoding,
        sheet=reading.sheet or (None if reading.sheets else layout.sheet),
        sheets=() if reading.sheet else reading.sheets or layout.sheets,
        headings=reading.headings or layout.headings,
    )
    return _Read(name, _rows(file, name, layout), layout, own.office, own.label)


def _of_every_list(layout: ListLayout) -> ListLayout:
    """What an office says of its lists, whichever it is."""
    return replace(ANY_LAYOUT, fields=layout.fields, words=layout.words, together=layout.together)


def _rows(file: Path, name: str, layout: ListLayout) -> list[Grid]:
    """The rows of a table, of each of its sheets; nothing for a list in YAML, of which it is enough that it can be read."""
    if PurePath(name).suffix in YAML_SUFFIXES:
        raw, problems = read_raw(file, name, layout)
        if raw is None:
            raise InputError(problems)
        return []
    try:
        grids, problems = read_grids(file, name, layout)
    except UnreadableTableError as refused:
        raise InputError([refused.problem]) from refused
    filled = [grid for grid in grids if grid.rows]
    if not filled or has_errors(problems):
        raise InputError([problem for problem in problems if problem.is_error or not filled])
    return filled


def safe_name(sent_as: str, ending: str) -> str:
    """A name of a file in the office that resembles the one that was sent: letters of any script, digits, hyphens."""
    stem = PurePath(unicodedata.normalize("NFC", sent_as).replace("\\", "/")).stem
    signs = (sign if unicodedata.category(sign)[0] in "LMN" else "_" if sign == "_" else " " for sign in stem)
    safe = re.sub(" *_[ _]*", "_", " ".join("".join(signs).split())).replace(" ", "-")
    safe = safe.strip("-_")[:_LONGEST_NAME].strip("-_")
    is_free = safe and safe.casefold() != _NO_LIST and not _DEVICE.fullmatch(safe)
    return f"{safe if is_free else f'list-{safe}'.rstrip('-')}{ending}"


_DEVICE = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9¹²³]", re.IGNORECASE)


def _version(workspace: Path, file: Path) -> str:
    return " ".join(map(sha256, (file, workspace / OFFICE_FILE)))


# --- What was chosen -------------------------------------------------------------------------------------------------


def _refuse_fields(read: _Read, fields: Sequence[str | None]) -> None:
    """Raises UsageError unless each column has a field of its own, or none."""
    columns = read.columns
    if len(fields) != len(columns):
        raise UsageError(
            say(
                "{file} has {columns} columns, and {fields} are spoken of.",
                file=read.file,
                columns=len(columns),
                fields=len(fields),
            )
        )
    holders: dict[tuple[str, str], ListColumn] = {}
    for column, field in zip(columns, fields, strict=True):
        if field is None:
            continue
        if field not in read.fields:
            raise UsageError(say("“{field}” is no field of an addressee.", field=printable(field)))
        for sheet in column.sheets:
            first = holders.setdefault((sheet, field), column)
            if first is not column:
                raise UsageError(
                    say(
                        "Two columns, {first} and {second}, cannot be the same ({field}). Choose another for one of them, or "
                        "leave it out; nothing was written.",
                        first=_named(first),
                        second=_named(column),
                        field=field,
                    )
                )


def _named(column: ListColumn) -> str:
    return say("{where} “{heading}”", where=column.where, heading=printable(column.heading))


def _said_by_office(workspace: Path, read: _Read, choice: ListChoice) -> tuple[Path, bytes]:
    """letterbook.yaml with the list that was chosen. Raises UsageError where it cannot be added to."""
    path = (workspace / OFFICE_FILE).resolve()
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise _unwritable(OFFICE_FILE, reason) from error
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    changed = with_key(text.removeprefix(mark), "list", [*_lines(read, choice)])
    if changed is None:
        what = say(
            "{office_file} has mistakes, or is written in a form that cannot be added to; nothing was changed.",
            office_file=OFFICE_FILE,
        )
        raise UsageError(what)
    return path, (mark + changed).encode("utf-8")


def _lines(read: _Read, choice: ListChoice) -> Iterator[str]:
    if read.grids:
        lines = chosen_lines(read.grids, read.layout, choice.fields, choice.together)
        if lines is None:
            raise UsageError(
                "A heading that stands in several sheets would have to mean two things. Give it another name in one of the sheets, "
                "or choose the same for both; nothing was written."
            )
        yield from lines
        return
    yield "list:"
    yield f"  file: {read.file}"
    if choice.together:
        yield f"  together: {choice.together}"


def _write(target: Path, content: bytes | None, office_file: Path, text: bytes) -> None:
    """The list first, so that letterbook.yaml never names one that is not there; both are written, or none."""
    before = target.read_bytes() if content is not None and target.exists() else None
    try:
        if content is not None:
            put_file(target, content)
    except OSError as error:
        raise _unwritable(target.name, error.strerror) from error
    try:
        put_file(office_file, text)
    except OSError as error:
        if before is not None:
            put_file(target, before)
        elif content is not None:
            target.unlink()
        raise _unwritable(OFFICE_FILE, error.strerror) from error


def _unwritable(file: str, reason: str | None) -> UsageError:
    return UsageError(say("{file} cannot be written: {reason}.", file=file, reason=printable(reason or "")))
