"""Shows one letter as it will be, marked DRAFT and without a number; the register is not asked."""

from __future__ import annotations

from pathlib import Path

from letterbook.errors import InputError, LetterbookError, UsageError
from letterbook.model import Chunk, Failed, Format, Order, in_the_file
from letterbook.model.progress import UNWATCHED, Monitor
from letterbook.pipeline.enclosure_layout import lay_out_enclosures
from letterbook.pipeline.prepare import PreparedMailing, prepare
from letterbook.pipeline.rendering import render
from letterbook.problems import Problem
from letterbook.sentences import say
from letterbook.storage.access import file_access
from letterbook.storage.output_folder import make_folder

TO_BE_SEEN = frozenset(
    {"address-too-long", "address-too-wide", "line-too-wide", "missing-glyph", "page-not-right"}
)
"""Mistakes of a page that can be laid out all the same: whoever is told of one looks at it on a draft."""


def preview(
    workspace: Path, order: Order, kind: Format, folder: Path, monitor: Monitor = UNWATCHED
) -> tuple[Path, list[Problem]]:
    """Makes the draft of the one recipient that `order.to` names, in `folder`; says where it is and what is wrong on it.

    Raises InputError for mistakes that leave nothing to be looked at, or UsageError where `order.to` is not one recipient.
    """
    prepared, problems = prepare(workspace, order, monitor)
    if prepared is None:
        raise InputError(problems)
    if len(prepared.recipients) != 1:
        named = order.to[0] if order.to else "the mailing"
        raise UsageError(
            say(
                "A preview shows one letter; {named} names {count}.",
                named=named,
                count=len(prepared.recipients),
            )
        )
    problems = list(prepared.tried().problems)
    if any(problem.is_error and problem.code not in TO_BE_SEEN for problem in problems):
        raise InputError(problems)
    [draft] = prepared.drafts
    template, letter = prepared.inputs.templates[draft.letter.template], draft.letter
    enclosures = () if order.cover_only else in_the_file(prepared.enclosed[draft.enclosure_language])
    pdfs = _enclosure_pdfs(prepared, monitor) if enclosures and kind == "pdf" else ()
    name = f"{order.mailing}-{letter.recipient_id}.{kind}"
    with file_access(prepared.inputs.office.access):
        make_folder(folder)
        [outcome] = render(Chunk(template, (letter,), enclosures, kind, str(folder), (name,), pdfs))
    if isinstance(outcome, Failed):
        raise LetterbookError(outcome.cause)
    return folder / name, problems


def _enclosure_pdfs(prepared: PreparedMailing, monitor: Monitor) -> tuple[bytes, ...]:
    """The enclosures of the one letter, marked as a draft like the letter where they are set here."""
    [draft] = prepared.drafts
    kind = draft.letter.template, draft.enclosure_language
    layouts, refused = lay_out_enclosures(
        prepared.inputs, prepared.enclosed, [kind], lambda *_: None, monitor, is_draft=True
    )
    if any(problem.code not in TO_BE_SEEN for problem in refused):
        raise InputError(refused)
    return layouts.pdfs.get(kind, ())
