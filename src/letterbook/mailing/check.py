"""Looks through a whole workspace, or one statement, and says what is wrong; makes nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from letterbook.errors import Place, Problem, WrongCommand, in_reading_order
from letterbook.mailing.inputs import prepare
from letterbook.mailing.order import Order
from letterbook.mailing.rendering import trial_problems
from letterbook.sources.statement import list_statements


def check(workspace: Path, order: Order | None) -> list[Problem]:
    """All problems of one mailing, or of every statement of the workspace where `order` is None; mistakes first."""
    if order is not None:
        return in_reading_order(_of(workspace, order))
    statements = list_statements(workspace)
    if not (workspace / "letterbook.yaml").exists():
        raise WrongCommand(
            f"{workspace} is no office: there is no letterbook.yaml. Change into your office's folder, or make one "
            "with `letterbook init DIR`."
        )
    if not statements:
        hint = "Put one into statements/<name>/en.md; `letterbook init` makes an example."
        return [Problem("no-statement", Place("statements"), "There is no statement.", hint)]
    found = [problem for name in statements for problem in _of(workspace, Order(name))]
    return in_reading_order(found)


def _of(workspace: Path, order: Order) -> list[Problem]:
    prepared = prepare(workspace, replace(order, to=()))
    if prepared.inputs is None or prepared.stopped:
        return prepared.problems
    _, problems = trial_problems(prepared.inputs, prepared.enclosures, prepared.recipients, order.cover_only)
    return prepared.problems + problems
