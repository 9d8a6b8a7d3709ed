"""What a list's columns may mean, as it is proposed to an office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from letterbook.problems import Place

Basis = Literal["known", "written", "like", "content", "left-out"]
"""Why a column is read or not: its heading is known; letterbook.yaml says so; the heading is like a known one; its cells
are all of one kind; nobody knows it."""


@dataclass(frozen=True)
class ListColumn:
    """A column of a list: where its heading stands ("D4", or the number of the column), and the field that it is read as,
    None for one that is left out. `sample` is the first text below the heading.
    """

    where: str
    heading: str
    field: str | None
    sample: str
    basis: Basis


@dataclass(frozen=True)
class ColumnMap:
    """The columns of a list, and what letterbook.yaml would have to say for them to be read so: `lines`, of which there are
    none where it need not say anything.
    """

    file: str
    columns: tuple[ListColumn, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True)
class ListTable:
    """A list of addressees as a table: its columns, and a row an addressee with a text a column, "" where there is none.

    `places` says where each row stands. `version` is the SHA-256 of the file that was read; `is_editable` whether its kind
    of file can be changed in place.
    """

    file: str
    version: str
    columns: tuple[ListColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    places: tuple[Place, ...]
    is_editable: bool
