"""The list of recipients, whatever kind of file it is."""

from __future__ import annotations

from pathlib import Path

from letterbook.errors import Problem
from letterbook.model import Defaults, Group
from letterbook.sources.recipients import build_list, read_recipients
from letterbook.sources.tables import read_table

YAML_SUFFIXES = (".yaml", ".yml")


def read_list(path: Path, label: str, defaults: Defaults) -> tuple[list[Group], list[Problem]]:
    """The groups of a YAML file or of a table (CSV, XLSX, XLS, ODS), told apart by the file's ending."""
    if path.suffix.lower() in YAML_SUFFIXES:
        return read_recipients(path, label, defaults)
    rows, problems = read_table(path, label)
    groups, found = build_list(rows, label, defaults)
    return groups, problems + found
