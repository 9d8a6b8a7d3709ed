"""Prints letters of a published mailing again: the identical pages in one file, and a line in the register for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from letterbook.archive.layout import PDF_BUNDLE
from letterbook.archive.ledger import LedgerLine, ledger_of
from letterbook.archive.opening import open_inside
from letterbook.errors import UsageError
from letterbook.executors import Guard
from letterbook.model.progress import Monitor
from letterbook.pdf import extract
from letterbook.pipeline.number_ranges import in_figures, letter_numbers
from letterbook.register import Step, open_register
from letterbook.sentences import say
from letterbook.sources.office import office_of
from letterbook.steps import begin_step
from letterbook.storage.access import file_access
from letterbook.storage.output_folder import make_folder


def reprint(
    workspace: Path, mailing: Path, numbers: str, out: Path, clerk: str, at: datetime, guard: Guard
) -> Path:
    """Puts the letters with these numbers ("17,42-45"), or references, into one PDF in `out`, as the bundle has them, and says where.

    The bundle is read in the guarded process: its folder may be anybody's. Raises UsageError, UnwritableOutputError,
    DamagedBundleError, InputError where the bundle is too much, or a RegisterError; then nothing is written anywhere.
    """
    rows = _rows(mailing)
    known = {number: row.text("reference") for number, row in rows.items()}
    numbers = in_figures(numbers, known).replace(" ", "")
    chosen = [rows[number] for number in letter_numbers(numbers, known)]
    ranges = [_pages(row) for row in chosen]
    office = office_of(workspace)
    target = out / f"{mailing.name}-{numbers}.pdf"
    part = target.with_suffix(".part")
    references = [row.text("reference") for row in chosen]
    with file_access(office.access):
        make_folder(out)
        try:
            guard.run(_extract, mailing, ranges, part)
            with open_register(workspace, office.register) as register:
                register.record_events(references, Step("reprinted", note=numbers), clerk, at)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    return target


def _extract(mailing: Path, ranges: Sequence[tuple[int, int]], part: Path, _monitor: Monitor) -> None:
    begin_step(PDF_BUNDLE, letters=len(ranges))
    extract(mailing / PDF_BUNDLE, ranges, part)


def _rows(mailing: Path) -> dict[int, LedgerLine]:
    rows = ledger_of(mailing)
    try:
        open_inside(mailing, PDF_BUNDLE).close()
    except OSError as refusal:
        raise UsageError(
            say("{mailing} has no {pdf_bundle} to print from.", mailing=mailing, pdf_bundle=PDF_BUNDLE)
        ) from refusal
    return {number: row for row in rows if (number := row.number("number")) is not None}


def _pages(row: LedgerLine) -> tuple[int, int]:
    first, last = row.number("bundle_first_page"), row.number("bundle_last_page")
    if first is None or last is None:
        raise UsageError(
            say(
                "The letter {reference} is not in {pdf_bundle}; it was made as a Word file only.",
                reference=row.text("reference"),
                pdf_bundle=PDF_BUNDLE,
            )
        )
    return first, last
