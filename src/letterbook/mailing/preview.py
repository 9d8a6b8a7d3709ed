"""Shows one letter as it will be, marked DRAFT and without a number; the register is not asked."""

from __future__ import annotations

from pathlib import Path

from letterbook.composing.compose import Composer
from letterbook.errors import InputMistakes, LetterbookError, WrongCommand
from letterbook.mailing.inputs import prepare
from letterbook.mailing.order import Order
from letterbook.mailing.publishing import make_folder
from letterbook.mailing.rendering import make, trial_problems
from letterbook.model import Chunk, Failed, Format


def preview(workspace: Path, order: Order, kind: Format, folder: Path) -> Path:
    """Makes the draft of the one recipient that `order.to` names, in `folder`, and says where it is.

    Raises InputMistakes, or WrongCommand where `order.to` is not one recipient.
    """
    prepared = prepare(workspace, order)
    if prepared.inputs is None or prepared.stopped:
        raise InputMistakes(prepared.problems)
    if len(prepared.recipients) != 1:
        raise WrongCommand(f"A preview shows one letter; {order.to[0]} names {len(prepared.recipients)}.")
    laid_out, problems = trial_problems(
        prepared.inputs, prepared.enclosures, prepared.recipients, order.cover_only
    )
    if problems:
        raise InputMistakes(problems)
    composer = Composer(prepared.inputs, prepared.enclosures, laid_out.pages, order.cover_only)
    letter, problems = composer.letter(prepared.recipients[0], None)
    if letter is None:
        raise InputMistakes(problems)
    language = composer.enclosure_language(letter)
    enclosure = None if order.cover_only else prepared.enclosures[language]
    pdf = laid_out.pdfs.get((letter.template, language)) if kind == "pdf" else None
    make_folder(folder)
    name = f"{order.statement}-{letter.recipient_id}.{kind}"
    template = prepared.inputs.templates[letter.template]
    [outcome] = make(Chunk(template, (letter,), enclosure, kind, str(folder), (name,), pdf))
    if isinstance(outcome, Failed):
        raise LetterbookError(outcome.cause)
    return folder / name
