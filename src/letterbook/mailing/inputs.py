"""Reads and checks everything that a mailing needs; every problem of every file in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from letterbook.composing.compose import Inputs, compose_enclosure
from letterbook.errors import Place, Problem, WrongCommand
from letterbook.mailing import checks
from letterbook.mailing.order import Order
from letterbook.mailing.whereabouts import with_columns
from letterbook.model import Defaults, Enclosure, Format, Group, Recipient
from letterbook.sources.checks import nearest
from letterbook.sources.lists import read_list
from letterbook.sources.office import read_office
from letterbook.sources.statement import read_statements
from letterbook.templates import read_template, template_names

MAX_LETTERS = 20_000
"""More letters than this in one mailing is taken for a wrong list."""

BEFORE_COMPOSING = frozenset(
    {"wrong-date", "no-signatory", "unknown-signatory", "no-fixed-words", "no-template"}
)
"""Mistakes that would make one of their own of every letter; the letters are tried when these are mended."""


@dataclass(frozen=True)
class Prepared:
    """A mailing that was read: its inputs, the enclosures by language, the recipients to write to, and what is wrong."""

    inputs: Inputs | None
    enclosures: dict[str, Enclosure]
    recipients: tuple[Recipient, ...]
    problems: list[Problem]

    @property
    def stopped(self) -> bool:
        """Whether nothing may be issued."""
        return self.inputs is None or any(problem.stops for problem in self.problems)


def prepare(workspace: Path, order: Order) -> Prepared:
    """Reads the workspace for one mailing and tries every letter's words, without a number and without laying out.

    Raises WrongCommand where `order.to` names nobody.
    """
    inputs, problems = read(workspace, order)
    if inputs is None:
        return Prepared(None, {}, (), problems)
    recipients = select(inputs, order.to)
    if len(recipients) > MAX_LETTERS:
        return Prepared(None, {}, (), [*problems, _too_many(len(recipients), order)])
    enclosures: dict[str, Enclosure] = {}
    if any(problem.code in BEFORE_COMPOSING for problem in problems):
        return Prepared(inputs, enclosures, recipients, problems)
    for language, statement in inputs.statements.items():
        enclosures[language], found = compose_enclosure(inputs, statement)
        problems += with_columns(workspace, found)
        problems += checks.characters_of(workspace, statement, enclosures[language])
    problems += checks.try_letters(workspace, inputs, enclosures, recipients)
    return Prepared(inputs, enclosures, recipients, problems)


def read(workspace: Path, order: Order) -> tuple[Inputs | None, list[Problem]]:
    """The files behind a mailing as values; None where so much is missing that nothing can be composed.

    A file that cannot be read does not hide the mistakes of the others.
    """
    office, problems = read_office(workspace)
    statements, found = read_statements(workspace, order.statement)
    problems += found
    label = order.recipients or "recipients.yaml"
    groups, found = read_list(workspace / label, label, office.defaults if office else Defaults())
    problems += found
    chosen, found = checks.groups_of(groups, statements) if groups else ([], [])
    problems += found
    chosen = [_with_formats(group, order.formats) for group in chosen]
    addressed = [one for group in chosen for one in group.recipients if one.active]
    templates, found = checks.templates_of(workspace, addressed, chosen)
    problems += found + ([] if groups else _all_templates(workspace))
    problems += checks.statement_placeholders(workspace, statements)
    problems += checks.unknown_languages(statements)
    if order.issued:  # the statement's own date was compared when it was read
        problems += checks.issued_before_occasion(statements, order.issued)
    if office is None or not statements or not groups:
        return None, problems
    issued = order.issued or next(iter(statements.values())).date
    inputs = Inputs(office, statements, tuple(chosen), templates, issued)
    return inputs, [
        *problems,
        *checks.unknown_signatories(inputs),
        *checks.kinds_of_addressees(inputs),
        *checks.unknown_series(office),
        *checks.missing_texts(inputs),
    ]


def _with_formats(group: Group, formats: tuple[Format, ...]) -> Group:
    if not formats:
        return group
    return replace(group, recipients=tuple(replace(one, formats=formats) for one in group.recipients))


def _all_templates(workspace: Path) -> list[Problem]:
    """What is wrong in any template: where no list says which are used."""
    problems: list[Problem] = []
    for name in template_names(workspace):
        template, found = read_template(workspace, name)
        problems += found
        problems += checks.check_template(workspace, template) if template else []
    return problems


def _too_many(count: int, order: Order) -> Problem:
    what = f"The list has {count:,} addressees; one mailing takes at most {MAX_LETTERS:,}."
    hint = "Check that this is the right list, choose groups with --to, or split it."
    return Problem("too-many-recipients", Place(order.recipients or "recipients.yaml"), what, hint)


def select(inputs: Inputs, to: Sequence[str]) -> tuple[Recipient, ...]:
    """The recipients named by id or by group, in protocol order; all where nobody is named.

    Raises WrongCommand for a name that is neither.
    """
    recipients = inputs.recipients
    if not to:
        return recipients
    known = {recipient.id for recipient in recipients} | {recipient.group for recipient in recipients}
    for name in to:
        if name not in known:
            near = nearest(name, known)
            raise WrongCommand(
                f"--to {name}: no recipient or group of this mailing has that id."
                + (f" Did you mean {near}?" if near else "")
            )
    return tuple(one for one in recipients if one.id in to or one.group in to)
