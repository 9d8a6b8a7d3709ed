"""What the register has against a mailing, found before a number is taken: an id that stands for another addressee now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from letterbook.language.spelling import folded
from letterbook.model import Recipient
from letterbook.pipeline.expected_numbers import (
    DISPATCHED,
    Numbers,
    RegisterLostError,
    next_numbers,
    refuse_lost_register,
)
from letterbook.pipeline.prepare import PreparedMailing
from letterbook.pipeline.typed_names import typed_names
from letterbook.problems import Place, Problem, has_errors
from letterbook.register import Entry, Register, RegisterError, Request, open_register
from letterbook.sentences import few, say
from letterbook.sources.office import OFFICE_FILE
from letterbook.verification import personal

Changed = tuple[Entry, Request]
"""A letter in the register, and the request for the addressee who has its id now."""


_ANOTHER_LIST = "If this is another list, give its addressees ids of their own, or another date. "
_RENAMED = (
    _ANOTHER_LIST
    + "If it is the same addressee under a new name, make {reference} void in the register; the next run "
    "gives a new number."
)
_RENAMED_AND_GONE = (
    _ANOTHER_LIST
    + "If it is the same addressee under a new name, {reference} has left the house: it can be superseded by "
    "a letter with a new number."
)


class NumberingChecks:
    """What `issue` would meet in the register and in the folder of mailings, of which each is read once for all mailings
    that are looked at.
    """

    def __init__(self, out: Path) -> None:
        self._out = out
        self._earlier: tuple[Recipient, ...] | None = None
        self._is_register_whole = False

    def problems(self, prepared: PreparedMailing) -> tuple[PreparedMailing, list[Problem]]:
        """All that `issue` would meet there, and the mailing with the addressees of earlier letters; no number is taken."""
        try:
            with open_register(prepared.workspace, prepared.inputs.office.register) as register:
                if self._earlier is None:
                    self._earlier = _earlier_addressees(register)
                known = _with_earlier(prepared, self._earlier)
                found = _addressee_problems(known, register)
                if not has_errors(found):
                    if not self._is_register_whole:
                        refuse_lost_register(register, self._out)
                        self._is_register_whole = True
                    next_numbers(known, register)
        except (RegisterError, RegisterLostError) as error:
            remedy = next(iter(error.remedies), None)
            place = Place(OFFICE_FILE, part="register")
            what = say("Nothing could be numbered: {why} No number was taken.", why=error.what)
            return prepared, [Problem("register-unusable", place, what, remedy=remedy)]
        return known, found


def compared(prepared: PreparedMailing, register: Register) -> PreparedMailing:
    """The mailing with the addressees of earlier letters, and with all that the register has against it."""
    known = _with_earlier(prepared, _earlier_addressees(register))
    return known.with_problems(_addressee_problems(known, register))


def _earlier_addressees(register: Register) -> tuple[Recipient, ...]:
    return tuple(register.addressees(_MOST_EARLIER))


_MOST_EARLIER = 20_000
"""Addressees of earlier letters that are looked for in this mailing, the latest: each is read and held."""


def _with_earlier(prepared: PreparedMailing, earlier: tuple[Recipient, ...]) -> PreparedMailing:
    """The same with the addressees of earlier letters, and with what templates say of them."""
    known = prepared.with_earlier(earlier)
    return known.with_problems(_typed(known))


def _typed(prepared: PreparedMailing) -> Iterator[Problem]:
    """What templates say of addressees of earlier letters, where it was not told already of somebody on the list."""
    told = {problem.place for problem in prepared.problems if problem.code == "name-in-template"}
    people = (personal(recipient, is_earlier=True) for recipient in prepared.earlier)
    return (problem for problem in typed_names(prepared.inputs, people) if problem.place not in told)


def _addressee_problems(prepared: PreparedMailing, register: Register) -> list[Problem]:
    """Ids whose letter of this mailing was numbered for somebody else, and a notice of those of earlier mailings."""
    others = register.other_addressees(prepared.name, prepared.requests)
    now = [(entry, request) for entry, request in others if entry.mailing == prepared.name]
    earlier = [(entry, request) for entry, request in others if entry.mailing != prepared.name]
    # Who supersedes a letter asks for a new number; where it gets none, the reservation refuses.
    return [
        *_taken(prepared, [] if prepared.order.supersede else now),
        *_of_earlier_mailings(prepared, earlier),
        *_under_another_id(prepared, register),
    ]


def _taken(prepared: PreparedMailing, others: Sequence[Changed]) -> Iterator[Problem]:
    if not others:
        return
    entry, request = others[0]
    what = say(
        "The id “{id}” has the number {reference} in this mailing, as {before}; here it stands for {now}. A number "
        "belongs to one addressee{of_many}.",
        id=request.recipient_id,
        reference=entry.reference,
        before=_named(entry),
        now=_named(request),
        of_many=_of_many(others),
    )
    hint = say(_RENAMED_AND_GONE if entry.state in DISPATCHED else _RENAMED, reference=entry.reference)
    yield Problem("other-addressee", _place(prepared, request), what, hint, request.recipient_id)


def _of_earlier_mailings(prepared: PreparedMailing, others: Sequence[Changed]) -> Iterator[Problem]:
    if not others:
        return
    entry, request = others[0]
    what = say(
        "The id “{id}” stood for {before} in the mailing {mailing}; here it stands for {now}{of_many}.",
        id=request.recipient_id,
        before=_named(entry),
        mailing=entry.mailing,
        now=_named(request),
        of_many=_of_many(others),
    )
    hint = "If the list was put in another order, give everybody the id from before: the register is searched by it."
    place = _place(prepared, request)
    yield Problem("id-of-another", place, what, hint, request.recipient_id, "warning")


def _under_another_id(prepared: PreparedMailing, register: Register) -> Iterator[Problem]:
    """A notice of ids that are new to the mailing, where one that the list has no more stands there for the same name: an id
    that was made of name and town is another one when the town is corrected.
    """
    known = register.recipient_ids(prepared.name)
    if not known:
        return
    asked = {request.recipient_id for request in prepared.requests}
    # Of a mailing that waits to be made the list holds those alone who get no letter.
    gone = known.difference(asked, (recipient.id for recipient in prepared.inputs.listed))
    if not gone or asked <= known:
        return
    current = register.current(prepared.name)
    before = {folded(current[name].recipient_name): current[name] for name in sorted(gone) if name in current}
    others = [
        (entry, request)
        for request in prepared.requests
        if request.recipient_id not in known and (entry := before.get(folded(request.recipient_name)))
    ]
    if not others:
        return
    entry, request = others[0]
    what = say(
        "“{id}” is new in this mailing; {reference} went to the same name as “{before}”, which is not in the list any more{of_many}.",
        id=request.recipient_id,
        reference=entry.reference,
        before=entry.recipient_id,
        of_many=_of_many(others),
    )
    hint = say(
        "If it is the same addressee, give it the id “{before}” in the list, and it keeps its number. If it is another, all is well.",
        before=entry.recipient_id,
    )
    yield Problem("new-id", _place(prepared, request), what, hint, request.recipient_id, "warning")


def not_superseded(prepared: PreparedMailing, numbers: Numbers) -> list[Problem]:
    """A notice of those among the addressees of an order to supersede whose letter is not down as posted: it keeps its number."""
    if not prepared.order.supersede:
        return []
    gone = set(numbers.superseded.values())
    others = [request for request in prepared.requests if request.recipient_id not in gone]
    if not others:
        return []
    what = say(
        "Nothing was superseded for {names}: the register has no letter to them that counts in this mailing and was posted. A "
        "number that they had stays.",
        names=few([request.recipient_name for request in others]),
    )
    hint = "If it was posted, write that into the register first, and give the order again."
    first = others[0]
    return [Problem("not-superseded", _place(prepared, first), what, hint, first.recipient_id, "warning")]


def _named(letter: Entry | Request) -> str:
    return f"{letter.recipient_name} ({letter.country})"


def _of_many(others: Sequence[Changed]) -> str:
    return say(" (the first of {count} such ids)", count=len(others)) if len(others) > 1 else ""


def _place(prepared: PreparedMailing, request: Request) -> Place:
    """Where the recipient stands in the list."""
    recipient = next(known for known in prepared.recipients if known.id == request.recipient_id)
    whole = Place(prepared.inputs.list_file)
    return recipient.places.get("id") or recipient.places.get("") or whole
