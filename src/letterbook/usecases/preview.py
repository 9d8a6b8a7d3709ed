"""Shows one letter as it will be, marked DRAFT and without a number; the register is not asked."""

from __future__ import annotations

from pathlib import Path

from letterbook.errors import LetterbookError, UsageError
from letterbook.model import Chunk, Failed, Format, Order
from letterbook.model.progress import UNWATCHED, Monitor
from letterbook.pipeline.prepare import prepare_mailing
from letterbook.pipeline.rendering import render
from letterbook.sentences import say
from letterbook.storage.access import file_access
from letterbook.storage.output_folder import make_folder


def preview(workspace: Path, order: Order, kind: Format, folder: Path, monitor: Monitor = UNWATCHED) -> Path:
    """Makes the draft of the one recipient that `order.to` names, in `folder`, and says where it is.

    Raises InputError, or UsageError where `order.to` is not one recipient.
    """
    prepared = prepare_mailing(workspace, order, monitor)
    if len(prepared.recipients) != 1:
        named = order.to[0] if order.to else "the mailing"
        raise UsageError(
            say(
                "A preview shows one letter; {named} names {count}.",
                named=named,
                count=len(prepared.recipients),
            )
        )
    [draft] = prepared.tried().without_errors().drafts
    template, letter = prepared.inputs.templates[draft.letter.template], draft.letter
    enclosure = None if order.cover_only else prepared.enclosures[draft.enclosure_language]
    pdf = prepared.layouts.pdfs.get((letter.template, draft.enclosure_language)) if kind == "pdf" else None
    name = f"{order.statement}-{letter.recipient_id}.{kind}"
    with file_access(prepared.inputs.office.access):
        make_folder(folder)
        [outcome] = render(Chunk(template, (letter,), enclosure, kind, str(folder), (name,), pdf))
    if isinstance(outcome, Failed):
        raise LetterbookError(outcome.cause)
    return folder / name
