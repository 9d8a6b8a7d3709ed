"""Reads and checks everything that a mailing needs; every problem of every file in one pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from letterbook.composing.checks import glyph_problems, place_of_character
from letterbook.composing.compose import Composer, Inputs, compose_enclosure
from letterbook.composing.placeholders import PAGE_CONTEXT, page_names
from letterbook.composing.words import CONTEXT
from letterbook.errors import Place, Problem, WrongCommand
from letterbook.language.labels import languages
from letterbook.language.locales import base_language
from letterbook.mailing.order import Order
from letterbook.model import Enclosure, Format, Group, Office, Recipient, Statement, Template
from letterbook.sources.checks import nearest
from letterbook.sources.lists import read_list
from letterbook.sources.office import read_office
from letterbook.sources.pictures import read_picture
from letterbook.sources.statement import read_statements
from letterbook.templates import check_placeholders, read_template

MAX_LETTERS = 20_000
"""More letters than this in one mailing is taken for a wrong list."""

BEFORE_COMPOSING = frozenset({"wrong-date", "no-signatory", "no-fixed-words"})
"""Mistakes that would make one of their own of every letter; the letters are tried when these are mended."""

PICTURES = (".svg", ".png", ".jpg", ".jpeg")


@dataclass(frozen=True)
class Prepared:
    """A mailing that was read: its inputs, the enclosures by language, the recipients to write to, and what is wrong."""

    inputs: Inputs | None
    enclosures: dict[str, Enclosure]
    recipients: tuple[Recipient, ...]
    problems: list[Problem]

    @property
    def stopped(self) -> bool:
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
        problems += found
        problems += glyph_problems(
            enclosures[language], _file_of(statement), f"The statement in “{language}”"
        )
    if _can_compose(inputs, recipients):
        problems += _try_letters(inputs, enclosures, recipients)
    return Prepared(inputs, enclosures, recipients, problems)


def _file_of(statement: Statement) -> Callable[[str], Place]:
    """Where a character stands in the statement's file, as far as it can be told."""

    def place(character: str) -> Place:
        before, found, _ = statement.source.partition(character)
        if not found:
            return statement.places.get("title", Place(statement.file))
        column = len(before) - (before.rfind("\n") + 1) + 1
        return Place(statement.file, statement.first_line + before.count("\n"), column)

    return place


def _can_compose(inputs: Inputs, recipients: Sequence[Recipient]) -> bool:
    """Whether every template and signatory that a letter needs is there; if not, that problem is enough."""
    templates = {recipient.template for recipient in recipients}
    signing = {recipient.signatory for recipient in recipients if recipient.signatory}
    signing |= {statement.signatory for statement in inputs.statements.values() if statement.signatory}
    return templates <= inputs.templates.keys() and signing <= inputs.office.signatories.keys()


def _try_letters(
    inputs: Inputs, enclosures: dict[str, Enclosure], recipients: Iterable[Recipient]
) -> Iterator[Problem]:
    composer = Composer(inputs, enclosures)
    for recipient in recipients:
        letter, problems = composer.letter(recipient, None)
        yield from problems
        if letter is not None:
            yield from glyph_problems(letter, partial(place_of_character, recipient), recipient.id)


def read(workspace: Path, order: Order) -> tuple[Inputs | None, list[Problem]]:
    """The files behind a mailing as values; None where so much is missing that nothing can be composed."""
    office, problems = read_office(workspace)
    statements, found = read_statements(workspace, order.statement)
    problems += found
    if office is None:
        return None, problems
    label = order.recipients or "recipients.yaml"
    groups, found = read_list(workspace / label, label, office.defaults)
    problems += found
    if not statements or not groups:
        return None, problems
    chosen, found = _groups_of(groups, statements)
    problems += found
    chosen = [_with_formats(group, order.formats) for group in chosen] if order.formats else chosen
    templates, found = _templates(workspace, chosen)
    problems += [*found, *_signatories(office, statements, chosen), *_series(office), *_languages(statements)]
    issued = order.issued or next(iter(statements.values())).date
    if order.issued:  # the statement's own date was compared when it was read
        problems += _issued_before_occasion(statements, issued)
    return Inputs(office, statements, tuple(chosen), templates, issued), problems


def _with_formats(group: Group, formats: tuple[Format, ...]) -> Group:
    return replace(
        group, recipients=tuple(replace(recipient, formats=formats) for recipient in group.recipients)
    )


def _groups_of(groups: list[Group], statements: dict[str, Statement]) -> tuple[list[Group], list[Problem]]:
    """The groups that the statement names, in its order; all of them where it names none."""
    statement = next(iter(statements.values()))
    if statement.groups is None:
        return groups, []
    by_id = {group.id: group for group in groups}
    place = statement.places.get("groups", Place(statement.file))
    problems = []
    for name in statement.groups:
        if name not in by_id:
            near = nearest(name, by_id)
            hint = (f"Did you mean “{near}”? " if near else "") + "Name a group of the list of recipients."
            problems.append(Problem("unknown-group", place, f"There is no group “{name}”.", hint, name))
    return [by_id[name] for name in statement.groups if name in by_id], problems


def _templates(workspace: Path, groups: Sequence[Group]) -> tuple[dict[str, Template], list[Problem]]:
    templates: dict[str, Template] = {}
    problems: list[Problem] = []
    users: dict[str, Recipient] = {}
    wants_docx: dict[str, Recipient] = {}
    for recipient in (recipient for group in groups for recipient in group.recipients if recipient.active):
        users.setdefault(recipient.template, recipient)
        if "docx" in recipient.formats:
            wants_docx.setdefault(recipient.template, recipient)
    for name, first in users.items():
        template, found = read_template(workspace, name)
        problems += _at_user(found, first) if template is None else found
        if template is not None:
            templates[name] = template
            problems += _check_template(workspace, template, name in wants_docx)
    return templates, problems


def _at_user(problems: list[Problem], recipient: Recipient) -> list[Problem]:
    """A template that is not there is a mistake of the one who asked for it."""
    place = recipient.places.get("template") or recipient.places.get("")
    return [replace(problem, place=place) if place else problem for problem in problems]


def _check_template(workspace: Path, template: Template, wants_docx: bool) -> Iterator[Problem]:
    for words in template.words.values():
        for key, source in words.front.items():
            yield from check_placeholders(source, CONTEXT, words.file, words.lines[key])
        yield from check_placeholders(words.source, CONTEXT, words.file, words.first_line)
    yield from check_placeholders(
        template.html, {**PAGE_CONTEXT, "address_field": frozenset[str]()}, f"{template.folder}/letter.html"
    )
    for name in template.assets:
        if name.lower().endswith(PICTURES):
            path = f"{template.folder}/{name}"
            yield from read_picture(workspace, path, Place(path))[1]
    if template.docx is not None:
        from letterbook.render.docx import check_letterhead

        yield from check_letterhead(template, page_names())
    elif wants_docx:
        place = Place(f"{template.folder}/letter.docx")
        hint = "Save a Word letterhead under this name, or take docx out of the formats."
        yield Problem("no-letterhead", place, f"The template “{template.name}” has no Word letterhead.", hint)


def _signatories(
    office: Office, statements: dict[str, Statement], groups: Sequence[Group]
) -> Iterator[Problem]:
    named = [(statement.signatory, statement.places, statement.file) for statement in statements.values()]
    named += [(one.signatory, one.places, "recipients") for group in groups for one in group.recipients]
    if not office.defaults.signatory and not any(statement.signatory for statement in statements.values()):
        for one in (one for group in groups for one in group.recipients if one.active and not one.signatory):
            what, hint = (
                f"Nobody signs the letter to {one.id}.",
                "Name who signs in letterbook.yaml as defaults: signatory.",
            )
            yield Problem("no-signatory", one.places.get("", Place("recipients")), what, hint)
    for signatory, places, file in named:
        if signatory and signatory not in office.signatories:
            near = nearest(signatory, office.signatories)
            hint = (f"Did you mean “{near}”? " if near else "") + "letterbook.yaml lists who signs."
            place = places.get("signatory") or places.get("") or Place(file)
            yield Problem(
                "unknown-signatory", place, f"There is no signatory “{signatory}”.", hint, signatory
            )


def _series(office: Office) -> Iterator[Problem]:
    name = office.defaults.series
    if name not in office.series:
        near = nearest(name, office.series)
        hint = (f"Did you mean “{near}”? " if near else "") + "Name one of the series as defaults: series."
        yield Problem(
            "no-series", Place("letterbook.yaml"), f"There is no number series “{name}”.", hint, name
        )


def _languages(statements: dict[str, Statement]) -> Iterator[Problem]:
    """A page needs fixed words (“Page 1 of 2”) in the language of its text."""
    for language, statement in statements.items():
        if base_language(language) not in languages():
            known = ", ".join(sorted(languages()))
            what = f"letterbook has no fixed words in “{language}”."
            hint = f"It has them in {known}. Move the file away, or add the language as CONTRIBUTING.md says."
            yield Problem("no-fixed-words", Place(statement.file), what, hint, language)


def _issued_before_occasion(statements: dict[str, Statement], issued: date) -> Iterator[Problem]:
    for statement in statements.values():
        if statement.occasion and issued < statement.occasion:
            place = statement.places.get("occasion", Place(statement.file))
            what = f"The issue date {issued} lies before the occasion {statement.occasion}."
            yield Problem(
                "wrong-date", place, what, "Correct the occasion, or the date.", str(statement.occasion)
            )


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
