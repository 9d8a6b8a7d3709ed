"""The letters of a mailing before it is issued, each as it would be: its pages as pictures, the PDF, the Word file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from letterbook.model import Format, Order, Recipient
from letterbook.problems import Problem
from letterbook.web.orders import mailing_of, order_of
from letterbook.web.rendering import desk_of, page
from letterbook.web.running import FOLDER
from letterbook.web.tables import paged

PICTURES = "pictures"
"""Inside of the page's private folder."""
_PICTURE = re.compile(r"[0-9a-f]{64}-[0-9]{3}\.png")


async def show_all(request: Request) -> Response:
    """To whom letters go."""
    mailing, desk = await mailing_of(request), desk_of(request)
    order = order_of(mailing, request.query_params)
    recipients = await desk.ask(desk.office.addressees, order)
    text = request.query_params.get("q", "").strip().casefold()
    found = [each for each in recipients if text in f"{each.id} {each.name}".casefold()]
    kinds = of_each_kind(recipients)
    return page(
        request,
        "letters.html",
        mailing=mailing,
        date=order.date,
        shown=paged(found, request),
        kinds=kinds,
        q=request.query_params.get("q", ""),
        query=_query(order),
    )


def of_each_kind(recipients: Sequence[Recipient]) -> list[tuple[str, Recipient]]:
    """Letters worth a look: the first of each template and language, and the longest address."""
    firsts = {f"{each.template} · {each.language}": each for each in reversed(recipients)}
    kinds = sorted(firsts.items())
    if recipients:
        kinds.append(("", max(recipients, key=lambda each: sum(map(len, _address(each))))))
    return kinds


def _address(recipient: Recipient) -> list[str]:
    address = recipient.address
    parts = (recipient.name, address.street, address.city, address.region, address.postcode)
    return [*address.lines, *filter(None, parts)]


async def show(request: Request) -> Response:
    """One letter, between the one before it and the one after."""
    mailing, desk = await mailing_of(request), desk_of(request)
    order = order_of(mailing, request.query_params)
    recipients = await desk.ask(desk.office.addressees, order)
    recipient, before, after = _among(recipients, request.path_params["recipient"])
    wrong: list[Problem] = []
    pictures: list[Path] = []
    if "pdf" in recipient.formats:
        pdf = await desk.ask(desk.office.preview, order, recipient.id, told=wrong.extend)
        pictures = await desk.ask(desk.office.picture_pages, pdf, desk.office.out / FOLDER / PICTURES)
    return page(
        request,
        "letter.html",
        mailing=mailing,
        recipient=recipient,
        before=before,
        after=after,
        place=recipients.index(recipient) + 1,
        total=len(recipients),
        pictures=[picture.name for picture in pictures],
        problems=wrong,
        query=_query(order),
    )


def _among(recipients: tuple[Recipient, ...], wanted: str) -> tuple[Recipient, str | None, str | None]:
    """The recipient with this id, and the ids of its neighbours. Raises HTTPException where there is none."""
    ids = [recipient.id for recipient in recipients]
    if wanted not in ids:
        raise HTTPException(404)
    at = ids.index(wanted)
    return recipients[at], ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None


async def draft(request: Request) -> Response:
    """The letter as a file: a PDF for a tab of its own, a Word file to keep."""
    mailing, desk = await mailing_of(request), desk_of(request)
    order = order_of(mailing, request.query_params)
    recipient, _, _ = _among(await desk.ask(desk.office.addressees, order), request.path_params["recipient"])
    kind: Format = "pdf" if request.path_params["kind"] == "pdf" else "docx"
    path = await desk.ask(desk.office.preview, order, recipient.id, kind=kind)
    how = "inline" if kind == "pdf" else "attachment"
    return FileResponse(path, filename=path.name, content_disposition_type=how)


async def picture(request: Request) -> Response:
    """A page that was pictured, by the check sum of its PDF and its number."""
    name, desk = request.path_params["picture"], desk_of(request)
    path = desk.office.out / FOLDER / PICTURES / name
    if not _PICTURE.fullmatch(name) or not path.is_file():
        raise HTTPException(404)
    return FileResponse(path, media_type="image/png")


def _query(order: Order) -> str:
    """What an address needs so that it means the same date."""
    return f"?{urlencode({'date': order.date.isoformat()})}" if order.date else ""


routes = [
    Route("/mailings/{mailing}/letters", show_all),
    Route("/mailings/{mailing}/letters/{recipient}", show),
    Route("/mailings/{mailing}/letters/{recipient}/draft.{kind}", draft),
    Route("/pictures/{picture}", picture),
]
