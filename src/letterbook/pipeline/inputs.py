"""Reads and checks the files behind a mailing; every problem of every file in one pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from letterbook.composing.inputs import Inputs
from letterbook.errors import UsageError
from letterbook.language.locales import base_language
from letterbook.model import (
    Defaults,
    Group,
    LetterText,
    MailingDefinition,
    Office,
    Order,
    Recipient,
    Statement,
    Template,
)
from letterbook.pipeline import addressees, input_checks, mailing_checks
from letterbook.pipeline.enclosing import further_statements
from letterbook.pipeline.office_fonts import with_own_fonts
from letterbook.pipeline.salutation_rules import (
    left_out_titles,
    unused_forms,
    unused_rules,
    wrong_salutations,
)
from letterbook.pipeline.typed_names import typed_names, unfilled_texts, unprinted_lines
from letterbook.pipeline.typed_references import typed_references
from letterbook.problems import Place, Problem, has_errors
from letterbook.remedies import Remedy
from letterbook.sentences import printable, say
from letterbook.sources.file_names import leads_outside, outside
from letterbook.sources.joined_recipients import joined, with_couples
from letterbook.sources.languages import in_a_language, own_hyphenation, read_languages
from letterbook.sources.mailing import MAILINGS, list_mailings, read_mailing
from letterbook.sources.office import read_office
from letterbook.sources.recipient_list import read_list
from letterbook.sources.statement import read_statements
from letterbook.sources.tables.encodings import known_encoding
from letterbook.sources.text_checks import is_language_tag, nearest, not_named_by_language
from letterbook.steps import begin_step
from letterbook.templates import in_own_words, read_template, read_words, template_names
from letterbook.verification import personal

RECIPIENTS_FILE = "recipients.yaml"
MAX_LETTERS = 200_000
"""More letters than this in one mailing is taken for a wrong list. Half as many were made in one run."""


def read_inputs(workspace: Path, order: Order) -> tuple[Inputs | None, list[Problem]]:
    """The files behind a mailing as values; None where so much is missing that nothing can be composed.

    A file that cannot be read does not hide the mistakes of the others. Raises UsageError for an encoding that nobody knows.
    """
    office, mailing, problems = _office_and_mailing(workspace, order)
    if mailing is None:
        return None, problems
    statements, found = _statements(workspace, mailing, office)
    problems += found
    label = _list_file(office, mailing)
    groups, chosen, found = _groups(workspace, label, office, mailing, statements)
    problems += found
    templates, own_words, found = _templates(workspace, office, mailing, groups, chosen)
    problems += found
    problems += input_checks.statement_placeholders(workspace, statements)
    problems += unfilled_texts(templates)
    problems += _unknown_languages(workspace, office, statements, templates, _addressed(chosen), problems)
    if mailing.date:  # the statement's own date was compared when it was read
        problems += input_checks.issued_before_occasion(statements, mailing.date)
    if office is None or not statements or not groups:
        return None, problems
    issued = mailing.date or next(iter(statements.values())).date
    listed = tuple(recipient for group in groups for recipient in group.recipients)
    statements = _with_enclosures(statements, mailing)
    further, found = further_statements(workspace, statements, office.folders)
    problems += found
    begin_step(label, letters=len(listed))
    named = label, mailing.file, mailing.signatories
    inputs = Inputs(office, statements, tuple(chosen), templates, issued, listed, *named, further)
    return inputs, [*problems, *_problems_between(workspace, mailing, own_words, inputs)]


def _problems_between(
    workspace: Path, mailing: MailingDefinition, own_words: Mapping[str, LetterText], inputs: Inputs
) -> Iterator[Problem]:
    """What one file says and another one contradicts, or does not need."""
    yield from mailing_checks.unsaid(mailing, own_words, inputs)
    yield from mailing_checks.in_both_forms(own_words, inputs)
    yield from input_checks.unknown_signatories(inputs)
    yield from input_checks.kinds_of_addressees(inputs)
    yield from wrong_salutations(inputs.office)
    yield from unused_forms(inputs)
    yield from unused_rules(inputs)
    yield from left_out_titles(inputs)
    if not mailing.series:
        yield from input_checks.unknown_series(inputs.office)
    yield from input_checks.unprintable_references(workspace, inputs.office)
    yield from input_checks.missing_texts(workspace, inputs)
    yield from input_checks.address_in_fallback(workspace, inputs)
    yield from typed_names(inputs, map(personal, inputs.listed))
    yield from typed_references(inputs)
    yield from unprinted_lines(inputs)


def _office_and_mailing(
    workspace: Path, order: Order
) -> tuple[Office | None, MailingDefinition | None, list[Problem]]:
    """The mailing as it is ordered, and the office as the mailing has it."""
    office, problems = read_office(workspace)
    office, found = with_own_fonts(office)
    problems += found
    mailing, found = read_mailing(workspace, order.mailing, office.folders if office else ())
    problems += found
    if mailing is None:
        return office, None, problems
    encoding = known_encoding(order.encoding) if order.encoding else None
    mailing = mailing.as_ordered(replace(order, encoding=encoding))
    if office is not None:
        problems += mailing_checks.contradictions(mailing, office)
        office = mailing.in_office(office)
    return office, mailing, problems


def _statements(
    workspace: Path, mailing: MailingDefinition, office: Office | None
) -> tuple[dict[str, Statement], list[Problem]]:
    """The mailing's statement by language; where there is none of this id, the mailing is to be mended."""
    folders = office.folders if office else ()
    statements, found = read_statements(workspace, mailing.statement, folders, list_mailings(workspace)[0])
    if mailing.enclosures is not None:  # what is enclosed and empty is told where the enclosures are read
        found = [problem for problem in found if problem.code != "empty-body"]
    if mailing.file is not None:
        found = [
            replace(problem, place=mailing.place("statement"))
            if problem.code == "no-statement" and not statements
            else problem
            for problem in found
        ]
    return statements, found


def _list_file(office: Office | None, mailing: MailingDefinition) -> str:
    return (office.list_layout if office else mailing.list_layout).file or RECIPIENTS_FILE


def _with_enclosures(statements: dict[str, Statement], mailing: MailingDefinition) -> dict[str, Statement]:
    """The statements with what the mailing encloses, where it says so."""
    if mailing.enclosures is None:
        return statements
    return {
        language: replace(statement, enclosures=mailing.enclosures)
        for language, statement in statements.items()
    }


def _groups(
    workspace: Path,
    label: str,
    office: Office | None,
    mailing: MailingDefinition,
    statements: Mapping[str, Statement],
) -> tuple[list[Group], list[Group], list[Problem]]:
    """All groups of the list, and those that the letters go to, with the form that the mailing gives them."""
    # Which file the list is, an office may say in its own file, and that cannot be read.
    is_known = office is not None or mailing.list_layout.file is not None or (workspace / label).exists()
    groups, problems = _list(workspace, label, office) if is_known else ([], [])
    if not groups:
        return [], [], problems
    named, found = addressees.groups_of(groups, mailing, statements)
    chosen, without = addressees.chosen_of(named, mailing, office)
    # Who has a mistake in the list is not there yet, and may be the one that is asked for.
    is_whole = not has_errors(problems)
    told = [problem for problem in (*found, *without) if is_whole or problem.code != "nobody-chosen"]
    return groups, [mailing_checks.with_form(group, mailing) for group in chosen], problems + told


def _addressed(groups: Sequence[Group]) -> list[Recipient]:
    return [recipient for group in groups for recipient in group.recipients if recipient.active]


def _templates(
    workspace: Path,
    office: Office | None,
    mailing: MailingDefinition,
    groups: Sequence[Group],
    chosen: Sequence[Group],
) -> tuple[dict[str, Template], dict[str, LetterText], list[Problem]]:
    """The templates of the letters, in the words of the mailing where it has words of its own, and these by language."""
    templates, found = input_checks.templates_of(workspace, _addressed(chosen), chosen, office)
    if office is not None and (hyphenation := own_hyphenation(office.languages)):
        templates = {name: replace(read, hyphenation=hyphenation) for name, read in templates.items()}
    found += [] if groups else _all_templates(workspace, office)
    # Which fonts an office lists is not known before the mistakes in its own file are mended.
    problems = [problem for problem in found if office is not None or problem.code != "unlisted-font"]
    own_words, found = _own_words(workspace, mailing)
    problems += [*found, *input_checks.check_own_words(workspace, mailing, own_words, office)]
    templates = {
        name: in_own_words(read, own_words, mailing.subject, mailing.place("subject"))
        for name, read in templates.items()
    }
    return templates, own_words, problems


def _own_words(workspace: Path, mailing: MailingDefinition) -> tuple[dict[str, LetterText], list[Problem]]:
    """The words in `mailings/<id>/`, by language, and files that are named by none."""
    folder, label = workspace / MAILINGS / mailing.id, f"{MAILINGS}/{mailing.id}"
    if not folder.is_dir():
        return {}, []
    words, problems = read_words(folder, label, of_mailing=True)
    return words, problems + [
        not_named_by_language(text.file) for text in words.values() if not is_language_tag(text.language)
    ]


def _unknown_languages(
    workspace: Path,
    office: Office | None,
    statements: Mapping[str, Statement],
    templates: Mapping[str, Template],
    addressed: Sequence[Recipient],
    problems: Sequence[Problem],
) -> list[Problem]:
    """Languages that are written in and not known; one whose own file has a mistake has been told of."""
    languages = office.languages if office else read_languages(workspace)[0]
    fallback = office.defaults.fallback if office else None
    files = input_checks.unknown_languages(statements, templates, addressed, languages, fallback)
    told = {
        base_language(PurePath(problem.place.file).stem) for problem in problems if in_a_language(problem)
    }
    untold = {tag: file for tag, file in files.items() if base_language(tag) not in told}
    return list(input_checks.no_fixed_words(untold, languages))


def _list(workspace: Path, label: str, office: Office | None) -> tuple[list[Group], list[Problem]]:
    if leads_outside(workspace, workspace / label, office.folders if office else ()):
        shown = printable(label)
        return [], [outside(shown, Place(shown))]
    if office is None:
        return read_list(workspace / label, label, Defaults())
    groups, problems = read_list(workspace / label, label, office.defaults, office.list_layout)
    fallback, together = office.defaults.fallback, office.list_layout.together
    groups = with_couples(groups, office.languages, fallback)
    if together is None:
        return groups, problems
    groups, found = joined(groups, together, office.languages, fallback)
    return groups, problems + found


def _all_templates(workspace: Path, office: Office | None) -> list[Problem]:
    """What is wrong in any template: where no list says which are used."""
    problems: list[Problem] = []
    for name in template_names(workspace):
        template, found = read_template(workspace, name)
        problems += found
        if template is not None:
            template = input_checks.with_fonts(template, office)
            problems += input_checks.check_template(workspace, template, office)
    return problems


def too_many(count: int, list_file: str) -> Problem:
    """The problem of a list that is longer than any mailing."""
    what = say(
        "The list has {count:,} addressees; one mailing takes at most {max_letters:,}.",
        count=count,
        max_letters=MAX_LETTERS,
    )
    hint = "Check that this is the right list, or split it."
    return Problem("too-many-recipients", Place(list_file), what, hint, remedy=Remedy.NAME_GROUPS)


def select(inputs: Inputs, to: Sequence[str]) -> tuple[Recipient, ...]:
    """The recipients named by id or by group, in protocol order; all where nobody is named.

    Raises UsageError for a name that is neither.
    """
    recipients = inputs.recipients
    if not to:
        return recipients
    known = {recipient.id for recipient in recipients} | {recipient.group for recipient in recipients}
    for name in to:
        if name not in known:
            near = nearest(name, known) or _called(name, recipients)
            raise UsageError(
                say("No recipient or group of this mailing has the id {name}.", name=name)
                + (
                    say(" Did you mean {near}?", near=near)
                    if near
                    else say(" An id here is for example {id}.", id=recipients[0].id)
                    if recipients
                    else ""
                )
            )
    return tuple(recipient for recipient in recipients if recipient.id in to or recipient.group in to)


def _called(name: str, recipients: Sequence[Recipient]) -> str:
    """The ids of a few recipients in whose ids or names this is a part."""
    said = name.casefold()
    texts = ((each.id, f"{each.id} {each.person or ''} {each.organisation or ''}") for each in recipients)
    return ", ".join([each for each, text in texts if said in text.casefold()][:_FEW])


_FEW = 5
