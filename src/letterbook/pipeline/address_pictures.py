"""Pictures of letters, to be looked at before a number is taken: the first page, with the place of the address in red."""

from __future__ import annotations

from pathlib import Path

from letterbook.model.progress import Monitor, Phase
from letterbook.pipeline.prepare import PreparedMailing
from letterbook.pipeline.trial_layout import TRIAL_NUMBER, TRIAL_REFERENCE, differences
from letterbook.problems import Problem
from letterbook.steps import begin_step
from letterbook.storage.output_folder import make_folder

_ADDRESS_CODES = ("address-too-wide", "address-too-long")


def take_pictures(
    prepared: PreparedMailing, folder: Path, monitor: Monitor
) -> tuple[list[Path], list[Problem]]:
    """The pictures of all letters that are made as PDF, `folder`/id.png, and what is not right on their pages.

    A letter whose address is refused is pictured too, as it would be. Raises UnwritableOutputError.
    """
    from letterbook.render.pdf.letter_renderer import PageRefusedError, try_page
    from letterbook.render.pdf.margins import NoRoomError
    from letterbook.render.raster import picture_of_address

    pictures: list[Path] = []
    problems: list[Problem] = []
    refused = _refused(prepared)
    drafts = [draft for draft in prepared.drafts if "pdf" in draft.letter.formats]
    for done, draft in enumerate(drafts, start=1):
        letter = draft.numbered(TRIAL_NUMBER, TRIAL_REFERENCE)
        template = prepared.inputs.templates[draft.kind[0]]
        begin_step(f"{template.folder}/letter.html", is_letter=True)
        try:
            page = try_page(template, letter)
        except (PageRefusedError, NoRoomError):  # the trial layout says it, once for the template
            continue
        make_folder(folder)
        pictures.append(folder / f"{draft.recipient_id}.png")
        pictures[-1].write_bytes(picture_of_address(page, letter.window))
        problems += [] if draft.recipient_id in refused else differences(template, letter, page)
        monitor.at(Phase.MAKING, done, len(drafts))
    return pictures, problems


def _refused(prepared: PreparedMailing) -> set[str]:
    """Whose address does not fit its window: that is said already."""
    places = {problem.place for problem in prepared.problems if problem.code in _ADDRESS_CODES}
    return {
        recipient.id
        for recipient in prepared.recipients
        if {recipient.places.get("address"), recipient.places.get("")} & places
    }
