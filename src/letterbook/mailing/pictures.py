"""Pictures of letters for `check --pictures`: the first page, with the place of the address in red."""

from __future__ import annotations

from pathlib import Path

from letterbook.composing.compose import Composer
from letterbook.errors import Problem
from letterbook.mailing.inputs import prepare
from letterbook.mailing.order import Order
from letterbook.mailing.publishing import make_folder
from letterbook.mailing.rendering import TRIAL, differences
from letterbook.sources.statement import list_statements


def take_pictures(workspace: Path, order: Order | None, folder: Path) -> tuple[list[Path], list[Problem]]:
    """Lays out every letter that is made as PDF, of one mailing or of all where `order` is None, and pictures it.

    A letter whose address is refused is pictured too, as it would be. Gives the pictures, `folder`/statement/id.png,
    and what is not right on the pages. Raises CannotWrite.
    """
    made: list[Path] = []
    problems: list[Problem] = []
    for one in [order] if order else map(Order, list_statements(workspace)):
        pictures, found = _of(workspace, one, folder / one.statement)
        made += pictures
        problems += found
    return made, problems


def _of(workspace: Path, order: Order, folder: Path) -> tuple[list[Path], list[Problem]]:
    from letterbook.render.pdf import PageRefused, try_page
    from letterbook.render.raster import picture_of_address

    prepared = prepare(workspace, order)
    if prepared.inputs is None or not prepared.enclosures:
        return [], []
    composer = Composer(prepared.inputs, prepared.enclosures, cover_only=order.cover_only, refused_too=True)
    made: list[Path] = []
    problems: list[Problem] = []
    for recipient in prepared.recipients:
        letter, amiss = composer.letter(recipient, TRIAL) if "pdf" in recipient.formats else (None, [])
        if letter is None:
            continue
        template = prepared.inputs.templates[letter.template]
        try:
            page = try_page(template, letter)
        except PageRefused:  # `check` says it, once for the template
            continue
        make_folder(folder)
        made.append(folder / f"{recipient.id}.png")
        made[-1].write_bytes(picture_of_address(page, letter.window))
        problems += [] if amiss else differences(template, letter, page)
    return made, problems
