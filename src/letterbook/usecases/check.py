"""Looks through a whole workspace, or one statement, and says what is wrong; makes nothing but pictures to look at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from letterbook.model import Order
from letterbook.model.progress import UNWATCHED, Monitor
from letterbook.pipeline.address_pictures import take_pictures
from letterbook.pipeline.numbering_checks import NumberingChecks
from letterbook.pipeline.prepare import prepare
from letterbook.pipeline.weight_checks import too_heavy
from letterbook.problems import Place, Problem, in_reading_order
from letterbook.remedies import Remedy
from letterbook.sources.mailing import list_mailings, read_mailing
from letterbook.sources.office import refuse_no_office
from letterbook.sources.statement import list_statements
from letterbook.storage.access import file_access


@dataclass(frozen=True)
class CheckResult:
    """All that is wrong, errors first, and the pictures that were taken."""

    problems: list[Problem]
    pictures: list[Path]


def check(
    workspace: Path,
    order: Order | None,
    out: Path,
    pictures: Path | None = None,
    monitor: Monitor = UNWATCHED,
) -> CheckResult:
    """All problems of one mailing, or of every mailing of the workspace where `order` is None: those that have a file, and
    each statement that none of them sends. `out` is the folder in which mailings are published.

    With a folder for `pictures` the first page of every letter that is made as PDF is pictured too, as
    `pictures`/mailing/id.png, the place of its address in red; also that of a letter whose address does not fit.
    Raises UsageError, UnwritableOutputError, CancelledError.
    """
    if order is None:
        refuse_no_office(workspace)
    orders, problems = ([replace(order, to=())], []) if order else _all_mailings(workspace)
    if not orders and not problems:
        hint = "Put one into statements/<name>/en.md."
        what = "There is no statement."
        return CheckResult(
            [Problem("no-statement", Place("statements"), what, hint, remedy=Remedy.INIT_EXAMPLE)], []
        )
    taken: list[Path] = []
    numbering = NumberingChecks(out)
    for each in orders:
        prepared, found = prepare(workspace, each, monitor)
        if prepared is not None:
            known, of_register = numbering.problems(prepared)
            found = [*known.tried().problems, *of_register, *too_heavy(prepared)]
        if prepared is not None and pictures is not None:
            with file_access(prepared.inputs.office.access):
                made, seen = take_pictures(prepared, pictures / each.mailing, monitor)
            taken += made
            found += seen
        problems += found
    return CheckResult(in_reading_order(problems), taken)


def _all_mailings(workspace: Path) -> tuple[list[Order], list[Problem]]:
    """An order for each mailing, and what is wrong with the names of their files."""
    mailings, problems = list_mailings(workspace)
    read = (read_mailing(workspace, name)[0] for name in mailings)
    sent = {mailing.statement for mailing in read if mailing is not None}
    alone = [name for name in list_statements(workspace) if name not in sent]
    return [Order(name) for name in (*mailings, *alone)], problems
