"""Every enclosure as a PDF of its own, laid out once for all letters, and its page count, before letters are composed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from letterbook.composing.compose import Inputs
from letterbook.model import Enclosure, Template
from letterbook.model.progress import Monitor, Phase
from letterbook.pdf import page_count
from letterbook.pipeline.wide_words import without_room
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.steps import begin_step

if TYPE_CHECKING:
    from letterbook.render.pdf.letter_renderer import PageRefusedError

LayoutKey = tuple[str, str]
"""(template, language): letters, or enclosures, that are set alike."""


@dataclass(frozen=True)
class EnclosureLayouts:
    """Each enclosure as PDF, and how many pages it has."""

    pdfs: Mapping[LayoutKey, bytes] = field(default_factory=dict)
    pages: Mapping[LayoutKey, int] = field(default_factory=dict)


KnownEnclosure = Callable[[LayoutKey], bytes | None]
"""The PDF of an enclosure that was laid out before and would be the same again."""


def lay_out_enclosures(
    inputs: Inputs,
    enclosures: Mapping[str, Enclosure],
    kinds: Iterable[LayoutKey],
    known: KnownEnclosure,
    monitor: Monitor,
    *,
    is_draft: bool = False,
) -> tuple[EnclosureLayouts, list[Problem]]:
    """Every enclosure in the pages of each template that it goes with; a page that cannot be laid out is a problem."""
    from letterbook.render.pdf.letter_renderer import PageRefusedError, render_enclosure
    from letterbook.render.pdf.margins import NoRoomError

    pdfs: dict[LayoutKey, bytes] = {}
    problems: list[Problem] = []
    wanted = list(dict.fromkeys(kinds))
    for done, (name, language) in enumerate(wanted):
        monitor.at(Phase.LAYING_OUT, done, len(wanted))
        template = inputs.templates[name]
        begin_step(
            inputs.statements[language].file, part=say("set with {folder}/letter.css", folder=template.folder)
        )
        try:
            lay_out = partial(render_enclosure, template, enclosures[language], inputs.issued.isoformat())
            try:
                pdfs[name, language] = known((name, language)) or lay_out(is_draft=is_draft, is_tried=True)
            except NoRoomError as wide:  # its pages are counted all the same, and a draft can be looked at
                problems += without_room(inputs.statements[language], wide.found)
                pdfs[name, language] = lay_out(is_draft=is_draft)
        except PageRefusedError as refused:
            problems.append(refused_page(template, refused))
    monitor.at(Phase.LAYING_OUT, len(wanted), len(wanted))
    return EnclosureLayouts(pdfs, {kind: page_count(pdf) for kind, pdf in pdfs.items()}), problems


def refused_page(template: Template, refused: PageRefusedError) -> Problem:
    """Why a page of the template cannot be, as a problem."""
    return Problem(refused.code, Place(f"{template.folder}/{refused.file}"), refused.why, refused.hint)
