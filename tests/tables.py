"""The tables of the language tests: tab-separated, with comments before the line of names."""

from __future__ import annotations

import csv
from pathlib import Path


def table(name: str) -> list[dict[str, str]]:
    """The rows by the names of their columns; at least one."""
    lines = (Path(__file__).parent / "language" / name).read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader([line for line in lines if not line.startswith("#")], delimiter="\t"))
    assert rows
    return rows
