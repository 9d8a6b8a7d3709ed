"""A mailing that may be issued: everything read, every enclosure laid out, every letter composed once, without a number."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from letterbook.archive.expectation import own_on_page
from letterbook.composing.compose import Composer
from letterbook.composing.inputs import Inputs, choose, enclosure_kinds
from letterbook.composing.missing_glyphs import one_a_script
from letterbook.errors import InputError, UsageError
from letterbook.language.spelling import typed
from letterbook.model import (
    Draft,
    Enclosure,
    LetterheadText,
    Many,
    Order,
    Part,
    Recipient,
    Series,
    SignatureBlock,
)
from letterbook.model.progress import Monitor, Phase
from letterbook.pipeline import input_checks
from letterbook.pipeline.build import Builder, Job
from letterbook.pipeline.build_cache import BuildCache
from letterbook.pipeline.enclosing import enclosed_parts, goes_along, written_enclosure
from letterbook.pipeline.enclosure_layout import EnclosureLayouts, LayoutKey, lay_out_enclosures
from letterbook.pipeline.enclosure_trial import enclosure_problems
from letterbook.pipeline.field_checks import letterhead_fields, missing_names, wrong_conditions
from letterbook.pipeline.inputs import MAX_LETTERS, read_inputs, select, too_many
from letterbook.pipeline.records import hash_of_template, input_hashes
from letterbook.pipeline.trial_choice import worth_trying
from letterbook.pipeline.trial_layout import trial_layout
from letterbook.problems import Problem, has_errors
from letterbook.register import Entry, Request, snapshot
from letterbook.sentences import say
from letterbook.sources.languages import in_a_language
from letterbook.steps import begin_step
from letterbook.verification import Personal, personal

_KEPT = ("", "id")
"""Of what stands where in the list: what is told of when an addressee's number is another's."""
MAX_NAMED = 80
"""Characters of recipients' ids that a folder's name may hold."""

BEFORE_ENCLOSURES = frozenset({"wrong-date", "no-fixed-words"})
"""Mistakes that leave an enclosure without a word that it needs."""
BEFORE_COMPOSING = frozenset({"no-signatory", "unknown-signatory", "no-series", "no-template"})
"""Mistakes that would make one of their own of every letter; the letters are composed when these are mended."""


@dataclass(frozen=True)
class PreparedMailing:
    """What was asked for, ready to be numbered. `drafts` are in protocol order; a recipient who cannot be written to has
    none. `problems` are all that were found on the way; `enclosures` are the statements by language, `enclosed` what goes
    with letters in each; `earlier` are addressees of letters in the register.
    """

    workspace: Path
    order: Order
    inputs: Inputs
    recipients: Sequence[Recipient]
    enclosures: Mapping[str, Enclosure]
    layouts: EnclosureLayouts
    drafts: Sequence[Draft]
    problems: tuple[Problem, ...]
    enclosed: Mapping[str, tuple[Part, ...]]
    earlier: tuple[Recipient, ...] = ()

    @property
    def name(self) -> str:
        """What the register knows the mailing by: the statement and its issue date."""
        return _mailing_name(self.order, self.inputs)

    @property
    def folder(self) -> str:
        """What the mailing's folder is called."""
        return _folder_name(self.order, self.inputs)

    @cached_property
    def input_hashes(self) -> Mapping[str, str]:
        """SHA-256 of every file that the mailing is made of, by its path."""
        return input_hashes(self.workspace, self.inputs)

    @cached_property
    def requests(self) -> Sequence[Request]:
        """What the register is asked for, in protocol order."""
        return Many(_requests(self), kept=[Series])

    @cached_property
    def builder(self) -> Builder:
        """What makes the mailing's files."""
        enclosed = {} if self.order.cover_only else self.enclosed
        return Builder(self.inputs, enclosed, self.layouts, self.strangers)

    @cached_property
    def strangers(self) -> tuple[Personal, ...]:
        """Who gets no letter of this mailing: the others of the list, and the addressees of earlier letters."""
        asked = {draft.recipient_id for draft in self.drafts}
        others = (personal(recipient) for recipient in self.inputs.listed if recipient.id not in asked)
        return (*others, *(personal(recipient, is_earlier=True) for recipient in self.earlier))

    def jobs(self, entries: Mapping[str, Entry]) -> Sequence[Job]:
        """Every file that there has to be, with these numbers by recipient id."""
        return self.builder.jobs(self.drafts, lambda draft: _numbered(entries[draft.recipient_id]))

    def tried(self, made: Collection[str] = ()) -> PreparedMailing:
        """The same with what a trial layout has found; nothing is tried where there are errors already.

        `made` are the addressees whose letters need no trial, as they were made before and would be the same.
        """
        return self.with_problems(self.for_trial(made).trial_problems())

    def trial_problems(self) -> Iterator[Problem]:
        """What a trial layout of all its letters finds; nothing where there are errors already."""
        if not has_errors(self.problems):
            yield from enclosure_problems(self.inputs, self.enclosed, self.layouts)
            yield from trial_layout(self.inputs, self.enclosed, self.drafts, self.strangers)

    def for_trial(self, made: Collection[str]) -> PreparedMailing:
        """As much of the mailing as a trial needs, small enough to be sent to another process."""
        small = self.small()
        return replace(
            small,
            inputs=replace(small.inputs, listed=tuple(small.inputs.listed)),
            recipients=(),
            drafts=worth_trying(self.drafts, made, self._choices),
        )

    def small(self) -> PreparedMailing:
        """The same without the groups, and of the list with those alone who get no letter; the addressees wait packed."""
        asked = {draft.recipient_id for draft in self.drafts}
        others = Many(recipient for recipient in self.inputs.listed if recipient.id not in asked)
        inputs = replace(self.inputs, groups=(), listed=others)
        recipients = Many(
            replace(
                recipient, places={key: recipient.places[key] for key in _KEPT if key in recipient.places}
            )
            for recipient in self.recipients
        )
        return self._keeping(replace(self, inputs=inputs, recipients=recipients))

    def _choices(self, draft: Draft) -> str:
        """Which of their words the pages of the letter choose by its addressee."""
        if has_errors(self.problems):  # then nothing is tried
            return ""
        template = self.inputs.templates[draft.letter.template]
        return " ".join(own_on_page(draft.letter, kind, template).choices for kind in draft.letter.formats)

    def with_problems(self, found: Iterable[Problem]) -> PreparedMailing:
        """The same with what was found elsewhere."""
        return self._keeping(replace(self, problems=(*self.problems, *found)))

    def with_earlier(self, earlier: tuple[Recipient, ...]) -> PreparedMailing:
        """The same with addressees of letters in the register."""
        return self._keeping(replace(self, earlier=earlier))

    def _keeping(self, other: PreparedMailing) -> PreparedMailing:
        """Another of the same recipients and inputs, with what was worked out of these before."""
        known = {name: value for name, value in vars(self).items() if name in ("input_hashes", "requests")}
        vars(other).update(known)
        return other

    def without_errors(self) -> PreparedMailing:
        """The same. Raises InputError where something stands against it."""
        if has_errors(self.problems):
            raise InputError(list(self.problems))
        return self


def _numbered(entry: Entry) -> tuple[int, str]:
    return entry.number, entry.reference


CacheOf = Callable[[str], BuildCache]
"""The build cache of the mailing whose folder has this name."""


def prepare(
    workspace: Path, order: Order, monitor: Monitor, cache_of: CacheOf | None = None
) -> tuple[PreparedMailing | None, list[Problem]]:
    """The mailing, and all that is wrong with it; None where so much is missing that nothing can be composed.

    Without `cache_of` every enclosure is laid out anew. Raises UsageError where `order.to` names nobody
    and no mistake may be the reason.
    """
    prepared, problems = _prepare(workspace, order, monitor, cache_of)
    problems = one_a_script(problems)
    return prepared and replace(prepared, problems=tuple(problems)), problems


def _prepare(
    workspace: Path, order: Order, monitor: Monitor, cache_of: CacheOf | None
) -> tuple[PreparedMailing | None, list[Problem]]:
    monitor.at(Phase.READING, 0, 1)
    inputs, problems = read_inputs(workspace, order)
    monitor.at(Phase.READING, 1, 1)
    if inputs is None:
        return None, problems
    try:
        recipients = select(inputs, order.to)
    except UsageError:
        if has_errors(problems):  # a recipient with a mistake is no recipient yet
            return None, problems
        raise
    if len(recipients) > MAX_LETTERS:
        return None, [*problems, too_many(len(recipients), inputs.list_file)]
    codes = {problem.code for problem in problems}
    if codes & BEFORE_ENCLOSURES or any(map(in_a_language, problems)):
        return None, problems
    enclosures, found = _enclosures(workspace, inputs)
    problems += found
    enclosed, found = enclosed_parts(workspace, inputs, enclosures)
    problems += found
    if codes & BEFORE_COMPOSING:
        return None, problems
    layouts = EnclosureLayouts()
    if (not order.cover_only or _names_pages(inputs)) and not has_errors(problems):
        cache = cache_of(_folder_name(order, inputs)) if cache_of else None
        layouts, found = _lay_out(inputs, enclosed, recipients, cache, monitor)
        problems += found
    letterheads = {name: letterhead_fields(template) for name, template in inputs.templates.items()}
    composer = Composer(inputs, enclosures, layouts.pages, order.cover_only, letterheads, enclosed)
    drafts, found = _drafts(workspace, composer, recipients, monitor)
    problems += _not_yet_said(found, problems)
    layouts = EnclosureLayouts() if order.cover_only else layouts
    return PreparedMailing(
        workspace, order, inputs, recipients, enclosures, layouts, drafts, tuple(problems), enclosed
    ), problems


def _not_yet_said(found: Iterable[Problem], problems: Iterable[Problem]) -> list[Problem]:
    """What composing has found, but for comparisons of which their file has told with the line."""
    told = {problem.place.file for problem in problems if problem.code == "wrong-comparison"}
    return [each for each in found if each.code != "refused-placeholder" or each.place.file not in told]


def _names_pages(inputs: Inputs) -> bool:
    """Whether a letter says how many pages its enclosure has, which it does also where it goes alone."""
    words = (text for template in inputs.templates.values() for text in template.words.values())
    return any("enclosure" in source for text in words for source in (text.source, *text.front.values()))


def prepare_mailing(
    workspace: Path, order: Order, monitor: Monitor, cache_of: CacheOf | None = None
) -> PreparedMailing:
    """As `prepare`. Raises InputError where something stands against the mailing, or UsageError."""
    prepared, problems = prepare(workspace, order, monitor, cache_of)
    if prepared is None:
        raise InputError(problems)
    return prepared.without_errors()


def _enclosures(workspace: Path, inputs: Inputs) -> tuple[dict[str, Enclosure], list[Problem]]:
    enclosures: dict[str, Enclosure] = {}
    problems: list[Problem] = []
    for language, statement in inputs.statements.items():
        enclosures[language], found = written_enclosure(workspace, inputs, statement)
        # One that stays behind may say nothing.
        problems += [each for each in found if goes_along(statement) or each.code != "empty-body"]
    return enclosures, problems


def _lay_out(
    inputs: Inputs,
    enclosed: Mapping[str, tuple[Part, ...]],
    recipients: Sequence[Recipient],
    cache: BuildCache | None,
    monitor: Monitor,
) -> tuple[EnclosureLayouts, list[Problem]]:
    """The enclosures that these recipients get; one that an earlier run has laid out is taken over."""
    fingerprints = Builder(inputs, enclosed, EnclosureLayouts()).enclosure_fingerprints()

    def known(kind: LayoutKey, place: int) -> bytes | None:
        return cache.enclosure(fingerprints[kind][place]) if cache else None

    return lay_out_enclosures(inputs, enclosed, enclosure_kinds(inputs, recipients), known, monitor)


def _drafts(
    workspace: Path, composer: Composer, recipients: Sequence[Recipient], monitor: Monitor
) -> tuple[Sequence[Draft], list[Problem]]:
    drafts: Many[Draft] = Many(kept=[LetterheadText, SignatureBlock])
    problems: list[Problem] = []
    told: set[tuple[str, str]] = set()
    for done, recipient in enumerate(recipients, start=1):
        begin_step(
            f"templates/{recipient.template}", part=say("the letter to {id}", id=recipient.id), is_letter=True
        )
        draft, found = composer.draft(recipient)
        problems += found
        if draft is not None:
            drafts.append(draft)
            if (recipient.template, recipient.language) not in told:
                told.add((recipient.template, recipient.language))
                problems += input_checks.language_fallbacks(composer.inputs, recipient, draft)
            template = composer.inputs.templates[recipient.template]
            problems += wrong_conditions(draft.letter, template)
            problems += missing_names(draft.letter, template, recipient)
            problems += input_checks.unprintable(workspace, composer.inputs, recipient, draft.letter)
        monitor.at(Phase.COMPOSING, done, len(recipients))
    begin_step(composer.inputs.list_file, letters=len(recipients))  # all that is done with them as a whole
    return drafts, problems


def _mailing_name(order: Order, inputs: Inputs) -> str:
    """What the register knows the mailing by: the statement and its issue date."""
    return f"{order.mailing}-{inputs.issued.isoformat()}"


def _folder_name(order: Order, inputs: Inputs) -> str:
    """The mailing's folder; a part of a mailing never takes the place of the whole, so it says what it is."""
    name = _mailing_name(order, inputs)
    chosen = "+".join(order.to)
    if len(chosen) > MAX_NAMED:
        digest = hashlib.sha256(chosen.encode()).hexdigest()[:8]
        chosen = f"{order.to[0]}-and-{len(order.to) - 1}-more-{digest}"
    return f"{name}-to-{chosen}" if chosen else name


def _requests(prepared: PreparedMailing) -> Iterator[Request]:
    inputs, hashes = prepared.inputs, prepared.input_hashes
    office = inputs.office
    series = office.series[office.defaults.series]
    templates = {name: hash_of_template(name, hashes) for name in inputs.templates}
    for recipient, subject in _with_subjects(prepared):
        chosen = choose(inputs.statements, recipient.language, office.defaults.fallback)
        statement = hashes.get(chosen[1].file) if chosen else None
        yield Request(
            recipient.id,
            recipient.name,
            recipient.address.country,
            series,
            subject,
            snapshot(recipient),
            statement,
            templates[recipient.template],
            office=office.registered_as,
        )


def _with_subjects(prepared: PreparedMailing) -> Iterator[tuple[Recipient, str]]:
    """Each addressee with the subject of the letter, as who looks for it types it; a letter that could not be composed counts as
    one about the statement.
    """
    enclosures, language = prepared.enclosures, prepared.inputs.office.defaults.language
    title = typed(enclosures[language if language in enclosures else min(enclosures)].title)
    drafts = iter(prepared.drafts)
    draft = next(drafts, None)
    for recipient in prepared.recipients:
        subject = ""
        if draft is not None and draft.recipient_id == recipient.id:
            subject, draft = typed(draft.letter.subject), next(drafts, None)
        yield recipient, subject or title
