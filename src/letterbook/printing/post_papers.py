"""All that goes with the letters of a mailing to the post, as files by name: envelopes, labels, and lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from letterbook.envelope_windows import PAPERS
from letterbook.errors import UsageError
from letterbook.language.posting_words import list_language, posting_words
from letterbook.model import Office
from letterbook.model.post import Offset, PostOrder
from letterbook.printing.addressing import Addressed, Unfit
from letterbook.printing.dispatch_list import (
    by_way,
    dispatch_csv,
    dispatch_page,
    dispatch_xlsx,
    signing_pages,
)
from letterbook.printing.post_files import PostFile, envelopes_file, labels_file
from letterbook.printing.posted_letters import PostedLetter, PostedMailing
from letterbook.printing.registered_labels import registered_labels
from letterbook.printing.weights import Weighed, over_limit, weighed
from letterbook.render.pdf.list_pages import print_lists
from letterbook.render.pdf.post_pages import Printed
from letterbook.sentences import say
from letterbook.stationery.envelopes import ENVELOPES
from letterbook.stationery.label_sheets import LABEL_SHEETS
from letterbook.steps import begin_step

WITHOUT_PAPER = ("e-mail", "state-system", "none")
"""Ways of a letter that goes in no envelope."""
REGISTERED = "registered"
_USUAL_LABELS = {"A4": "L7160", "Letter": "5160"}


@dataclass(frozen=True)
class PostPapers:
    """The files by name; those that bear addresses, of which there may be no page; the letters whose address does not fit, each with why;
    those too heavy for the post's classes; and how many envelopes, labels and sheets of labels there are.
    """

    files: Mapping[str, bytes]
    addressed: Mapping[str, PostFile]
    unfit: tuple[Unfit, ...]
    too_heavy: tuple[Weighed, ...]
    envelopes: int = 0
    labels: int = 0
    label_sheets: int = 0


def post_papers(
    mailing: PostedMailing,
    letters: Sequence[PostedLetter],
    order: PostOrder,
    offset: Offset,
    office: Office,
    at: datetime,
    *,
    pages: Mapping[str, int | str] | None = None,
    tracking: Mapping[str, str] | None = None,
) -> PostPapers:
    """What is wanted for these letters, in their order; `offset` is that of the printer.

    `pages` say where each letter is signed in what is printed, by reference; on which page of bundle.pdf if they are left out.
    `tracking` are numbers that letters have already. Raises UsageError for an envelope or a label that there is not.
    """
    begin_step(mailing.name, letters=len(letters))
    posted = [letter for letter in letters if letter.way not in WITHOUT_PAPER]
    home = mailing.country or office.country
    weights = [weighed(letter, office.post, home, is_duplex=order.is_duplex) for letter in posted]
    envelopes = _envelopes(mailing, posted, order, office, at) if order.envelopes is not None else None
    labels = _labels(mailing, posted, order, offset, office, at) if order.labels is not None else None
    files = {name: made.pdf for name, made in filter(None, (envelopes, labels)) if made.pages}
    if order.registered and (numbers := _registered(posted, tracking or {})):
        files |= _registered_file(mailing, numbers, order, offset, office, at)
    if order.lists:
        signed_on: Mapping[str, int | str] = _signed_on(letters) if pages is None else pages
        files |= dict(_lists(mailing, weights, letters, signed_on, tracking or {}, office, at))
    unfit = [one for _, made in filter(None, (envelopes, labels)) for one in made.unfit]
    return PostPapers(
        files,
        dict(filter(None, (envelopes, labels))),
        tuple(unfit),
        tuple(over_limit(weights)),
        envelopes=envelopes[1].pages if envelopes else 0,
        labels=len(labels[1].references) if labels else 0,
        label_sheets=labels[1].pages if labels else 0,
    )


def _envelopes(
    mailing: PostedMailing, letters: Sequence[PostedLetter], order: PostOrder, office: Office, at: datetime
) -> tuple[str, PostFile]:
    name = _known(
        "There is no envelope {name}. Known are {known}.", order.envelopes or office.post.envelope, ENVELOPES
    )
    paper, feed = PAPERS[office.defaults.page], office.post.feed
    printed = _printed("envelopes", name, mailing, office, at)
    try:
        made = envelopes_file(
            map(_addressed, letters), ENVELOPES[name], feed, paper, printed, office.own_fonts
        )
    except ValueError as error:
        template = (
            "An envelope {name} does not lie on a sheet {paper} with its edge “{edge}” first. In letterbook.yaml, post: feed, "
            "write another edge, or lying: alone."
        )
        raise UsageError(say(template, name=name, paper=paper.name, edge=feed.first)) from error
    return f"envelopes-{_in_a_file(name)}.pdf", made


def _labels(
    mailing: PostedMailing,
    letters: Sequence[PostedLetter],
    order: PostOrder,
    offset: Offset,
    office: Office,
    at: datetime,
) -> tuple[str, PostFile]:
    name = _known(
        "There is no sheet of labels {name}. Known are {known}.",
        order.labels or usual_labels(office),
        LABEL_SHEETS,
    )
    printed = _printed("labels", name, mailing, office, at)
    _refuse_label(name, order.first_label)
    made = labels_file(
        list(map(_addressed, letters)),
        LABEL_SHEETS[name],
        order.first_label,
        offset,
        printed,
        office.own_fonts,
    )
    return f"labels-{_in_a_file(name)}.pdf", made


def registered(letters: Sequence[PostedLetter]) -> list[str]:
    """The references of the letters that go as registered mail."""
    return [letter.reference for letter in letters if letter.way == REGISTERED]


def _registered(letters: Sequence[PostedLetter], tracking: Mapping[str, str]) -> dict[str, str]:
    return {reference: tracking[reference] for reference in registered(letters) if reference in tracking}


def _registered_file(
    mailing: PostedMailing,
    numbers: Mapping[str, str],
    order: PostOrder,
    offset: Offset,
    office: Office,
    at: datetime,
) -> dict[str, bytes]:
    """Their labels; those of a sheet that holds addresses too begin on a sheet of their own."""
    name = order.labels or usual_labels(office)
    printed = _printed("registered_labels", name, mailing, office, at)
    first = order.first_label if order.labels is None else 1
    _refuse_label(name, first)
    made, _ = registered_labels(numbers, LABEL_SHEETS[name], first, offset, printed)
    return {f"registered-{_in_a_file(name)}.pdf": made}


def _refuse_label(name: str, number: int) -> None:
    """Raises UsageError for a label that no sheet of this name has."""
    count = LABEL_SHEETS[name].count
    if not 1 <= number <= count:
        template = "A sheet {name} has the labels 1 to {count}; there is no label {number} to begin with."
        raise UsageError(say(template, name=name, count=count, number=number))


def usual_labels(office: Office) -> str:
    """The office's sheet of labels: the one that it names, else the usual one of its paper."""
    return office.post.labels or _USUAL_LABELS[office.defaults.page]


def _lists(
    mailing: PostedMailing,
    weights: Sequence[Weighed],
    letters: Sequence[PostedLetter],
    pages: Mapping[str, int | str],
    tracking: Mapping[str, str],
    office: Office,
    at: datetime,
) -> Iterator[tuple[str, bytes]]:
    language, paper, own = list_language(office.defaults.language), office.defaults.page, office.own_fonts
    taken: set[str] = set()
    for dispatch in by_way(weights, tracking):
        name = _unused(f"dispatch-{_in_a_file(dispatch.way)}", taken)
        page = dispatch_page(dispatch, mailing.name, office.own_name, language)
        yield f"{name}.pdf", print_lists([page], paper, at, own)
        yield f"{name}.xlsx", dispatch_xlsx(dispatch, language)
        yield f"{name}.csv", dispatch_csv(dispatch, language)
    signing = signing_pages(letters, pages, mailing.name, office.own_name, language)
    if signing:
        yield "to-be-signed.pdf", print_lists(signing, paper, at, own)


def _signed_on(letters: Sequence[PostedLetter]) -> Mapping[str, int | str]:
    """The last page of each cover in bundle.pdf."""
    return {
        letter.reference: letter.first_page + letter.cover_pages - 1
        for letter in letters
        if letter.first_page is not None
    }


def _addressed(letter: PostedLetter) -> Addressed:
    return Addressed(letter.reference, letter.address, letter.delivery_note, letter.sender, letter.language)


def _printed(kind: str, name: str, mailing: PostedMailing, office: Office, at: datetime) -> Printed:
    language = list_language(office.defaults.language)
    title = f"{posting_words(language)[kind]} {name} · {mailing.name}"
    return Printed(title, office.own_name, language, at)


def _known(template: str, name: str, known: Mapping[str, object]) -> str:
    if name not in known:
        raise UsageError(say(template, name=name, known=", ".join(known)))
    return name


def _in_a_file(name: str) -> str:
    """The name as a file's may have it."""
    return re.sub("[^0-9A-Za-z]+", "-", name).strip("-") or "way"


def _unused(name: str, taken: set[str]) -> str:
    """The name, or with a number behind it where another list has it."""
    found = next(each for each in (name, *(f"{name}-{n}" for n in range(2, 1000))) if each not in taken)
    taken.add(found)
    return found
