"""A list of addressees looked at as a table, and changed in the office's own file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from letterbook.archive.layout import sha256
from letterbook.errors import InputError, UsageError
from letterbook.model.columns import ListTable
from letterbook.model.progress import UNWATCHED, Monitor
from letterbook.pipeline.list_file import ListFile, list_at
from letterbook.sentences import printable, say
from letterbook.sources.languages import language_files
from letterbook.sources.list_table import OpenList, open_list
from letterbook.sources.office import OFFICE_FILE
from letterbook.sources.recipient_list import read_list
from letterbook.sources.tables.cell_changes import NotEditableError
from letterbook.storage.file import put_file


def table_of(workspace: Path, file: str | None, _monitor: Monitor = UNWATCHED) -> ListTable:
    """The list as a table, with what is wrong in it; the office's own list where no file is named.

    Raises InputError where it cannot be read.
    """
    where, found = _opened(workspace, file)
    if where.office is None:
        return found.table
    _, problems = read_list(where.path, where.label, where.office.defaults, where.layout)
    return replace(found.table, problems=tuple(problems))


def fingerprint_of(workspace: Path, file: str | None) -> str:
    """What the table depends on: the check sums of the list's file, of letterbook.yaml and of the office's own languages.

    Raises InputError, OSError.
    """
    languages = [path for path in language_files(workspace) if path.is_file()]
    sums = map(sha256, (list_at(workspace, file).path, workspace / OFFICE_FILE, *languages))
    return " ".join([*sums, *(path.name for path in languages)])


def change_cells(
    workspace: Path,
    file: str | None,
    version: str,
    changes: Mapping[tuple[int, int], str],
    _monitor: Monitor = UNWATCHED,
) -> ListTable:
    """Writes the texts into the cells of the list, by row and column of the table that has this version; the table after it.

    Raises UsageError where the file is another by now, or there is no such cell; InputError (code: not-editable) where a cell
    cannot be changed without changing anything else. The file is then as it was.
    """
    where, found = _opened(workspace, file)
    table = found.table
    if table.version != version:
        raise UsageError(
            say("{file} was changed meanwhile. Look at it anew; nothing was written.", file=table.file)
        )
    for row, column in changes:
        if not (0 <= row < len(table.rows) and 0 <= column < len(table.columns)):
            raise UsageError(
                say(
                    "{file} has no cell in row {row}, column {column}.",
                    file=table.file,
                    row=row,
                    column=column,
                )
            )
    try:
        changed = found.changed(changes)
    except NotEditableError as refused:
        raise InputError([refused.problem]) from refused
    _replace(where.path, changed)
    return table_of(workspace, file)


def _opened(workspace: Path, file: str | None) -> tuple[ListFile, OpenList]:
    where = list_at(workspace, file)
    found, problems = open_list(where.path, where.label, where.layout)
    if found is None:
        raise InputError(problems)
    return where, found


def _replace(path: Path, content: bytes) -> None:
    try:
        put_file(path, content)
    except OSError as error:
        reason = printable(error.strerror or "")
        raise UsageError(say("{file} cannot be written: {reason}.", file=path.name, reason=reason)) from error
