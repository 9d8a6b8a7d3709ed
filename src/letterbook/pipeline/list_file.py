"""Which file a list lies in, and what the office says of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from letterbook.errors import InputError
from letterbook.model import ANY_LAYOUT, ListLayout, Office
from letterbook.pipeline.inputs import RECIPIENTS_FILE
from letterbook.problems import Place
from letterbook.sentences import printable
from letterbook.sources.file_names import leads_outside, outside, unprintable_name
from letterbook.sources.office import read_office
from letterbook.sources.tables.encodings import known_encoding


@dataclass(frozen=True)
class ListFile:
    """A list's file, its name as the user knows it, and what letterbook.yaml says of it; `office` is None where that has
    mistakes.
    """

    path: Path
    label: str
    layout: ListLayout
    office: Office | None


def list_at(workspace: Path, file: str | None, encoding: str | None = None) -> ListFile:
    """Where a list lies; the office's own where no file is named.

    Raises InputError for a file outside the workspace and its folders, UsageError for an unknown encoding.
    """
    office, _ = read_office(workspace)
    layout = office.list_layout if office else ANY_LAYOUT
    if file is None:
        file = layout.file or RECIPIENTS_FILE
    elif layout.file not in (None, file):  # what is said there is said of another list
        layout = ANY_LAYOUT
    if encoding is not None:
        layout = replace(layout, encoding=known_encoding(encoding))
    if problem := unprintable_name(file):
        raise InputError([problem])
    if leads_outside(workspace, workspace / file, office.folders if office else ()):
        raise InputError([outside(printable(file), Place(printable(file)))])
    return ListFile(workspace / file, file, layout, office)
