"""Letters that will be too heavy for the post, told before any of them is made."""

from __future__ import annotations

from collections.abc import Iterator

from letterbook.model import Draft
from letterbook.pipeline.prepare import PreparedMailing
from letterbook.printing.posted_letters import sheets_of
from letterbook.printing.weights import is_over_limit, letter_grams
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.office import OFFICE_FILE


def too_heavy(prepared: PreparedMailing) -> Iterator[Problem]:
    """A notice where letters are too heavy for every class of the post that goes where they go. A letter itself counts as one
    sheet: it is not laid out yet.
    """
    office = prepared.inputs.office
    if not office.post.classes:
        return
    grams = {draft.recipient_id: _least_grams(prepared, draft) for draft in prepared.drafts}
    heavy = [
        draft
        for draft in prepared.drafts
        if is_over_limit(grams[draft.recipient_id], draft.letter.country, office.country, office.post)
    ]
    if heavy:
        first = heavy[0].recipient_id
        template = (
            "{count} letters are too heavy for every class of the post that goes where they go, such as that to {first}: it weighs "
            "{grams:.0f} g at least."
        )
        what = say(template, count=len(heavy), first=first, grams=grams[first])
        hint = "Add a heavier class under post: classes, or let less go along."
        yield Problem("too-heavy", Place(OFFICE_FILE), what, hint, level="warning")


def _least_grams(prepared: PreparedMailing, draft: Draft) -> float:
    pages = prepared.layouts.pages.get((draft.letter.template, draft.enclosure_language), ())
    enclosed = () if prepared.order.cover_only else pages
    sheets = 1 + sum(sheets_of(count, is_duplex=True) for count in enclosed)
    return letter_grams(sheets, draft.letter.window, prepared.inputs.office.post)
