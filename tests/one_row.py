"""A list of one row, and what is read of its address."""

from __future__ import annotations

import csv
from pathlib import Path

from letterbook.model import Address, Defaults
from letterbook.problems import Problem
from letterbook.sources.recipient_list import read_list


def read_row(tmp_path: Path, home: str = "AZ", **cells: str) -> tuple[Address | None, list[Problem]]:
    """The address of one row, and what is wrong with it."""
    path = tmp_path / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerows([["id", "post", *cells], ["a", "Post", *cells.values()]])
    groups, problems = read_list(path, path.name, Defaults(country=home))
    found = [recipient.address for group in groups for recipient in group.recipients]
    return (found[0] if found else None), problems
