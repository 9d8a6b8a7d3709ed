"""Looks through a whole workspace, or one statement, and says what is wrong; makes nothing but pictures to look at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from letterbook.errors import UsageError
from letterbook.model import Order
from letterbook.model.progress import UNWATCHED, Monitor
from letterbook.pipeline.address_pictures import take_pictures
from letterbook.pipeline.numbering_checks import numbering_problems
from letterbook.pipeline.prepare import prepare
from letterbook.problems import Place, Problem, in_reading_order
from letterbook.remedies import Remedy
from letterbook.sentences import say
from letterbook.sources.office import OFFICE_FILE
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
    """All problems of one mailing, or of every statement of the workspace where `order` is None; `out` is the folder in
    which mailings are published.

    With a folder for `pictures` the first page of every letter that is made as PDF is pictured too, as
    `pictures`/statement/id.png, the place of its address in red; also that of a letter whose address does not fit.
    Raises UsageError, UnwritableOutputError, CancelledError.
    """
    orders = [replace(order, to=())] if order else [Order(name) for name in list_statements(workspace)]
    if order is None and not (workspace / OFFICE_FILE).exists():
        raise UsageError(
            say(
                "{workspace} is no office: there is no {office_file}.",
                workspace=workspace,
                office_file=OFFICE_FILE,
            ),
            Remedy.INIT,
        )
    if not orders:
        hint = "Put one into statements/<name>/en.md."
        what = "There is no statement."
        return CheckResult(
            [Problem("no-statement", Place("statements"), what, hint, remedy=Remedy.INIT_EXAMPLE)], []
        )
    problems: list[Problem] = []
    taken: list[Path] = []
    for each in orders:
        prepared, found = prepare(workspace, each, monitor)
        if prepared is not None:
            known, of_register = numbering_problems(prepared, out)
            found = [*known.tried().problems, *of_register]
        if prepared is not None and pictures is not None:
            with file_access(prepared.inputs.office.access):
                made, seen = take_pictures(prepared, pictures / each.statement, monitor)
            taken += made
            found += seen
        problems += found
    return CheckResult(in_reading_order(problems), taken)
