"""What the columns of a list mean: proposes it, and writes it into letterbook.yaml when asked."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from letterbook.errors import InputError, UsageError
from letterbook.model.columns import ColumnMap
from letterbook.model.progress import UNWATCHED, Monitor
from letterbook.pipeline.list_file import list_at
from letterbook.problems import has_errors
from letterbook.remedies import Remedy
from letterbook.sentences import say
from letterbook.sources.column_map import propose_columns
from letterbook.sources.list_layout import ALL_SHEETS
from letterbook.sources.office import OFFICE_FILE
from letterbook.sources.yaml.insertion import lines_of, with_key
from letterbook.sources.yaml.located import LocatedMap, read_map
from letterbook.storage.file import put_file


def columns_of(
    workspace: Path,
    file: str,
    encoding: str | None,
    sheets: Sequence[str] = (),
    _monitor: Monitor = UNWATCHED,
) -> ColumnMap:
    """What the list's columns are read as, or would be. `encoding` is that of a CSV which is not UTF-8, and `sheets` those of a
    workbook, ("all",) for every one, where letterbook.yaml does not name them. Raises InputError where the list cannot be read,
    UsageError for an unknown encoding.
    """
    where = list_at(workspace, file, encoding)
    layout = where.layout
    if sheets:
        is_all = [sheet.casefold() for sheet in sheets] == [ALL_SHEETS]
        layout = replace(layout, sheet=None, sheets=ALL_SHEETS if is_all else tuple(sheets))
    found, problems = propose_columns(where.path, where.label, layout)
    if found is None or has_errors(problems):
        raise InputError([problem for problem in problems if problem.is_error or found is None])
    unread = tuple(problem for problem in problems if problem.code == "unread-sheet")
    return replace(found, problems=unread)


def write_columns(workspace: Path, found: ColumnMap, *, replace_map: bool = False) -> Path:
    """Writes what the list's columns are into letterbook.yaml, where nothing else changes; the file's path.

    Raises UsageError where it has a map already, unless `replace_map`, and where it cannot be written.
    """
    path = (workspace / OFFICE_FILE).resolve()
    try:
        text = path.read_bytes().decode("utf-8")
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        text = text.removeprefix(mark)
        root, _ = read_map(text.replace("\r\n", "\n"), OFFICE_FILE)
        now = root.values.get("list") if root is not None else None
        has_map = isinstance(now, LocatedMap) and not now.keys.keys().isdisjoint(("columns", "ignore"))
        if has_map and not replace_map:
            what = say(
                "{office_file} has a map of columns already; nothing was changed.", office_file=OFFICE_FILE
            )
            raise UsageError(what, Remedy.REPLACE_MAP)
        lines: Sequence[str] = found.lines
        if isinstance(now, LocatedMap) and root is not None and not has_map:
            lines = _added(lines_of(text, "list", root), now, root.keys["list"].line or 1, found.lines)
        changed = with_key(text, "list", lines)
        if changed is None:
            what = say(
                "{office_file} has mistakes, or is written in a form that cannot be added to; nothing was changed.",
                office_file=OFFICE_FILE,
            )
            raise UsageError(what + " Copy the lines into it yourself.")
        put_file(path, (mark + changed).encode("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        what = say("{office_file} cannot be written: {reason}.", office_file=OFFICE_FILE, reason=reason)
        raise UsageError(what) from error
    return path


def _added(rows: list[str], now: LocatedMap, first: int, lines: Sequence[str]) -> list[str]:
    """The lines of `list` with what a map says besides: those that are there stay, the file's alone may be another."""
    indent = " " * ((next(iter(now.keys.values())).column or 3) - 1)
    for line in lines[1:]:
        key = line.strip().partition(":")[0] if re.match("  [a-z]", line) else None
        if key == "sheets" and "sheet" in now.keys:
            rows[(now.keys["sheet"].line or first) - first] = indent + line[2:]
        elif key is None or key not in now.keys:
            rows.append(indent + line[2:])
        elif key == "file" and _quoted_text(line) != now.text("file"):
            rows[(now.keys["file"].line or first) - first] = indent + line[2:]
    return rows


def _quoted_text(line: str) -> object:
    return json.loads(line.partition(":")[2])
