"""A statement's text that was typed and is in no file yet: what is wrong with it, at its field, and how it would be printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from letterbook.composing.compose import compose_enclosure
from letterbook.composing.inputs import Inputs
from letterbook.composing.missing_glyphs import missing_glyph, unknown_characters
from letterbook.errors import InputError
from letterbook.model import Enclosure, Group, MailingDefinition, Order, Statement, Template
from letterbook.model.progress import Monitor
from letterbook.model.statement_text import FORM_KEYS, TextProblem
from letterbook.pipeline.enclosure_layout import lay_out_enclosures
from letterbook.pipeline.input_checks import no_fixed_words, statement_placeholders, with_fonts
from letterbook.pipeline.inputs import read_inputs
from letterbook.pipeline.office_fonts import with_own_fonts
from letterbook.problems import Place, Problem, has_errors
from letterbook.sources.mailing import read_mailing
from letterbook.sources.office import office_of
from letterbook.sources.statement import statement_of
from letterbook.sources.yaml.front_matter import split
from letterbook.templates import read_template


@dataclass(frozen=True)
class TypedStatement:
    """A text as far as it could be composed, with its problems; an enclosure of it can be laid out."""

    inputs: Inputs
    statement: Statement | None
    enclosure: Enclosure | None
    problems: tuple[Problem, ...]


def composed(
    workspace: Path, mailing_id: str, named: tuple[str, str], text: str, issued: date | None
) -> TypedStatement:
    """The text of the statement and language that are `named`, composed as the mailing has it; `issued` is its date.

    Raises InputError where letterbook.yaml cannot be used.
    """
    office, _ = with_own_fonts(office_of(workspace))
    assert office is not None
    mailing, _ = read_mailing(workspace, mailing_id, office.folders)
    office = mailing.in_office(office) if mailing else office
    statement, problems = statement_of(workspace, *named, text, office.folders)
    day = issued or (mailing and mailing.date) or (statement.date if statement else date(2000, 1, 1))
    signs = mailing.signatories if mailing else ()
    given = {statement.language: statement} if statement else {}
    groups = _groups(workspace, mailing_id) if statement and statement.addressed_to else ()
    inputs = Inputs(office, given, groups, {}, day, signatories=signs)
    if statement is None:
        return TypedStatement(inputs, None, None, tuple(_told_here(problems, mailing)))
    unknown = [*no_fixed_words({statement.language: statement.file}, office.languages)]
    if statement.language not in office.languages and unknown:
        told = _told_here([*problems, *unknown], mailing, statement)
        return TypedStatement(inputs, statement, None, tuple(told))
    problems += statement_placeholders(workspace, given)
    enclosure, found = compose_enclosure(inputs, statement)
    signs_missing = (
        missing_glyph(sign, _place_of(sign, statement))
        for sign in unknown_characters(enclosure, office.own_fonts)
    )
    told = _told_here([*problems, *found, *signs_missing], mailing, statement)
    return TypedStatement(inputs, statement, enclosure, tuple(dict.fromkeys(told)))


def _told_here(
    problems: Iterable[Problem], *saying: MailingDefinition | Statement | None
) -> Iterator[Problem]:
    """Where one of these says what goes with letters, the text may stay behind; if it does not, `check` tells that it has no words."""
    says = any(each is not None and each.enclosures is not None for each in saying)
    return (problem for problem in problems if not (says and problem.code == "empty-body"))


def laid_out(
    workspace: Path, mailing_id: str, typed: TypedStatement, monitor: Monitor
) -> tuple[bytes | None, list[Problem]]:
    """The pages of the text as a draft, in the mailing's template; None where they cannot be, or there is no text."""
    if typed.enclosure is None or not any(each.source.strip() for each in typed.inputs.statements.values()):
        return None, []
    mailing, _ = read_mailing(workspace, mailing_id, typed.inputs.office.folders)
    name = (mailing and mailing.template) or typed.inputs.office.defaults.template
    template, problems = read_template(workspace, name)
    if template is None:
        raise InputError(problems)
    inputs = _with_template(typed.inputs, with_fonts(template, typed.inputs.office), name)
    kind = name, typed.enclosure.language
    layouts, found = lay_out_enclosures(
        inputs,
        {typed.enclosure.language: (typed.enclosure,)},
        [kind],
        lambda *_: None,
        monitor,
        is_draft=True,
    )
    return next(iter(layouts.pdfs.get(kind, ())), None), found


def at_fields(problems: Iterable[Problem], text: str, label: str) -> Iterator[TextProblem]:
    """Each problem at the field of the form where it is mended."""
    front, _, first_line, _ = split(text, label)
    lines = {place.line: key for key, place in front.keys.items()} if front else {}
    for problem in problems:
        line = problem.place.line if problem.place.file == label else None
        if problem.code == "missing-field" and problem.text in FORM_KEYS:
            yield TextProblem(problem.text, None, problem)
        elif line is None or (line < first_line and line not in lines):
            yield TextProblem("", None, problem)
        elif line < first_line:
            yield TextProblem(lines[line], None, problem)
        else:
            yield TextProblem("body", line - first_line + 1, problem)


def _with_template(inputs: Inputs, template: Template, name: str) -> Inputs:
    templates: Mapping[str, Template] = {name: template}
    return Inputs(
        inputs.office,
        inputs.statements,
        inputs.groups,
        templates,
        inputs.issued,
        signatories=inputs.signatories,
    )


def _groups(workspace: Path, mailing_id: str) -> tuple[Group, ...]:
    """Those that the sentence on the addressees names."""
    inputs, _ = read_inputs(workspace, Order(mailing_id))
    return inputs.groups if inputs else ()


def _place_of(sign: str, statement: Statement) -> Place:
    """Where a character stands in the text."""
    for number, line in enumerate(statement.source.split("\n")):
        if sign in line:
            return Place(statement.file, statement.first_line + number)
    return (
        statement.places.get("title", Place(statement.file))
        if sign in statement.title
        else Place(statement.file)
    )


def is_wrong(problems: Iterable[TextProblem]) -> bool:
    """Whether one of them is a mistake."""
    return has_errors([each.problem for each in problems])
