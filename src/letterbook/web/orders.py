"""Which mailing a request is about: looked up in what the office has, never joined to a path."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request

from letterbook.api import Mailing
from letterbook.model import Order
from letterbook.web.rendering import desk_of

if TYPE_CHECKING:
    from letterbook.usecases.overview import MailingSummary, Overview


def today() -> date:
    """The clerk's own day."""
    return date.today()  # noqa: DTZ011


async def mailing_of(request: Request) -> MailingSummary:
    """The mailing that the address names. Raises HTTPException where the office has none of this id."""
    return mailing_in(await seen_of(request), request)


async def seen_of(request: Request) -> Overview:
    """What there is in the office."""
    desk = desk_of(request)
    return await desk.ask(desk.office.overview, today())


def mailing_in(seen: Overview, request: Request) -> MailingSummary:
    """The mailing that the address names. Raises HTTPException where the office has none of this id."""
    named = request.path_params["mailing"]
    found = next((mailing for mailing in seen.mailings if mailing.id == named), None)
    if found is None:
        raise HTTPException(404)
    return found


async def published_of(request: Request) -> Mailing:
    """The published mailing that the address names. Raises HTTPException where none of this name lies in `out`."""
    desk = desk_of(request)
    named = request.path_params["folder"]
    found = next(
        (mailing for mailing in await desk.ask(desk.office.published) if mailing.name == named), None
    )
    if found is None:
        raise HTTPException(404)
    return found


def order_of(mailing: MailingSummary, given: Mapping[str, object]) -> Order:
    """The order of a form or an address: for all or for one addressee, on the mailing's own date or that which was written; with
    `supersede` a letter that has left the house gets a new one in its place.
    """
    to = text_in(given, "to")
    return Order(
        mailing.id, day_in(given, "date"), (to,) if to else (), supersede=bool(given.get("supersede"))
    )


def day_in(given: Mapping[str, object], name: str) -> date | None:
    """The day of a date field; None where it is empty. Raises HTTPException for what is no day."""
    written = str(given.get(name) or "").strip()
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise HTTPException(400) from error


def text_in(given: Mapping[str, object], name: str) -> str | None:
    """What a text field holds, on one line; None where it is empty."""
    return " ".join(str(given.get(name) or "").split()) or None
