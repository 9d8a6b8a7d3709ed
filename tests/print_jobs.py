"""A small mailing, and jobs printed of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from conftest import RECIPIENTS, make_workspace

from letterbook.archive.print_job import PrintJob
from letterbook.model.order import Order
from letterbook.model.print_order import PrintOrder
from letterbook.usecases.issue import Run, issue
from letterbook.usecases.print_job import _make

AT = datetime(2021, 1, 19, 9, tzinfo=UTC)
LISTED = RECIPIENTS.replace(
    'organisation: "UNESCO"', 'organisation: "UNESCO"\n        delivery: registered'
).replace("id: unesco\n", "id: unesco\n        copies: 2\n")


def issued(folder: Path) -> tuple[Path, Path]:
    """An office and its mailing of three letters."""
    office = make_workspace(folder / "office", LISTED)
    order = Order("january-20", formats=("pdf",))
    return office, issue(office, order, Run(office / "out", "clerk", AT)).folder


def printed(office: Path, mailing: Path, folder: Path, order: PrintOrder) -> PrintJob:
    """The job, in this process."""
    folder.mkdir(parents=True)
    return _make(office, mailing, order, folder, AT)
