"""Every enclosure as a PDF of its own, made once for all letters, and its page count, before letters are composed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from letterbook.composing.inputs import Inputs
from letterbook.model import Enclosure, FinishedFile, Part, Template, in_the_file
from letterbook.model.progress import Monitor, Phase
from letterbook.pdf import page_count
from letterbook.pipeline.wide_words import without_room
from letterbook.problems import Place, Problem
from letterbook.remedies import Remedy
from letterbook.sentences import say
from letterbook.steps import begin_step

if TYPE_CHECKING:
    from letterbook.render.pdf.letter_renderer import PageRefusedError

LayoutKey = tuple[str, str]
"""(template, language): letters, or enclosures, that are set alike."""


@dataclass(frozen=True)
class EnclosureLayouts:
    """The enclosures of each kind of letter as PDF, and how many pages each has, in their order."""

    pdfs: Mapping[LayoutKey, tuple[bytes, ...]] = field(default_factory=dict)
    pages: Mapping[LayoutKey, tuple[int, ...]] = field(default_factory=dict)


KnownEnclosure = Callable[[LayoutKey, int], bytes | None]
"""The PDF of an enclosure, by its place (from 0), that was laid out before and would be the same again."""


def lay_out_enclosures(
    inputs: Inputs,
    enclosed: Mapping[str, tuple[Part, ...]],
    kinds: Iterable[LayoutKey],
    known: KnownEnclosure,
    monitor: Monitor,
    *,
    is_draft: bool = False,
) -> tuple[EnclosureLayouts, list[Problem]]:
    """Every enclosure in the pages of each template that it goes with; a page that cannot be laid out is a problem."""
    pdfs: dict[LayoutKey, tuple[bytes, ...]] = {}
    problems: list[Problem] = []
    wanted = list(dict.fromkeys(kinds))
    for done, (name, language) in enumerate(wanted):
        monitor.at(Phase.LAYING_OUT, done, len(wanted))
        made: list[bytes | None] = []
        for place, part in enumerate(in_the_file(enclosed[language])):
            if isinstance(part, FinishedFile):
                made.append(part.pdf)
                continue
            before = known((name, language), place)
            pdf, found = _laid_out(inputs, inputs.templates[name], part, before, is_draft=is_draft)
            made.append(pdf)
            problems += found
        if None not in made:
            pdfs[name, language] = tuple(filter(None, made))
    monitor.at(Phase.LAYING_OUT, len(wanted), len(wanted))
    pages = {kind: tuple(map(page_count, parts)) for kind, parts in pdfs.items()}
    return EnclosureLayouts(pdfs, pages), problems


def _laid_out(
    inputs: Inputs, template: Template, enclosure: Enclosure, before: bytes | None, *, is_draft: bool
) -> tuple[bytes | None, list[Problem]]:
    """A statement in the template's pages; None where it cannot be laid out."""
    from letterbook.render.pdf.letter_renderer import PageRefusedError, render_enclosure
    from letterbook.render.pdf.margins import NoRoomError

    statement = inputs.statement_of(enclosure)
    begin_step(statement.file, part=say("set with {folder}/letter.css", folder=template.folder))
    lay_out = partial(render_enclosure, template, enclosure, inputs.issued.isoformat())
    try:
        try:
            return before or lay_out(is_draft=is_draft, is_tried=True), []
        except NoRoomError as wide:  # its pages are counted all the same, and a draft can be looked at
            return lay_out(is_draft=is_draft), without_room(statement, wide.found)
    except PageRefusedError as refused:
        return None, [refused_page(template, refused)]


def refused_page(template: Template, refused: PageRefusedError) -> Problem:
    """Why a page of the template cannot be, as a problem."""
    place = Place(f"{template.folder}/{refused.file}")
    return Problem(refused.code, place, refused.why, refused.hint, remedy=Remedy.HELP_TEMPLATES)
