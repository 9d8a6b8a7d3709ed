"""A mailing's own record: `ledger.csv`, a row a recipient, and `manifest.json`, every input and output by its hash."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from importlib.metadata import version
from pathlib import Path

from letterbook.proof.sums import manifest_bytes, sha256
from letterbook.register import harmless

LIBRARIES = (
    "weasyprint",
    "pydyf",
    "pikepdf",
    "python-docx",
    "lxml",
    "jinja2",
    "markdown-it-py",
    "babel",
    "pyphen",
    "fonttools",
)
"""Whose versions can change a letter's bytes."""


@dataclass(frozen=True)
class LedgerRow:
    """One recipient of the mailing. Pages are of the PDF, from 1; a field that does not apply is None or empty."""

    number: int
    reference: str
    id: str
    name: str
    country: str
    language: str
    template: str
    copies: int
    delivery: str | None
    pages: int | None
    sheets: int | None
    bundle_first_page: int | None
    bundle_last_page: int | None
    pdf: str | None
    pdf_sha256: str | None
    docx: str | None
    docx_sha256: str | None
    state: str


def write_ledger(path: Path, rows: Iterable[LedgerRow]) -> None:
    """Writes the rows as CSV for a spreadsheet: UTF-8 with its mark, cells that look like formulas made harmless."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        names = [field.name for field in fields(LedgerRow)]
        writer.writerow(names)
        for row in rows:
            values = (getattr(row, name) for name in names)
            writer.writerow(["" if value is None else harmless(str(value)) for value in values])


def write_manifest(
    path: Path, mailing: str, inputs: Mapping[str, str], folder: Path, *, cover_only: bool
) -> None:
    """Writes what the mailing was made of and what it consists of: SHA-256 by name, and the versions of the makers.

    `inputs` is hash by name; `cover_only` says that the letters lack their enclosure; the outputs are all files of `folder`, but for the manifest itself.
    """
    outputs = {
        file.relative_to(folder).as_posix(): sha256(file)
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file != path
    }
    makers = {name: version(name) for name in ("letterbook", *LIBRARIES)}
    content = {
        "mailing": mailing,
        "cover_only": cover_only,
        "inputs": dict(sorted(inputs.items())),
        "outputs": outputs,
        "versions": makers,
    }
    path.write_bytes(manifest_bytes(content))
