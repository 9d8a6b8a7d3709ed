"""A mailing that was issued: what to print, what to carry away, and each letter."""

from __future__ import annotations

from collections.abc import Iterator
from io import BufferedReader

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from letterbook.api import Mailing
from letterbook.web import tasks
from letterbook.web.changing import Change, clerk_of
from letterbook.web.orders import day_in, published_of, seen_of, text_in, today
from letterbook.web.rendering import desk_of, page
from letterbook.web.tables import paged

_AT_ONCE = 1 << 18
LEDGER = "ledger.csv"
_KINDS = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".csv": "text/csv; charset=utf-8",
}


async def show(request: Request) -> Response:
    """What there is of the mailing."""
    mailing, desk = await published_of(request), desk_of(request)
    letters = await desk.ask(lambda: mailing.letters)
    shown = paged(letters, request)
    bundles = await desk.ask(lambda: [path.name for path in mailing.bundles])
    sheets = sum((letter.sheets or 0) * letter.copies for letter in letters)
    return page(
        request,
        "issued.html",
        mailing=mailing,
        letters=letters,
        shown=shown,
        bundles=bundles,
        sheets=sheets,
        known_as=await _known_as(request, mailing),
        today=today(),
    )


async def _known_as(request: Request, mailing: Mailing) -> str | None:
    """What the register calls the mailing; None where it does not know it."""
    seen = await seen_of(request)
    known = (each for each in seen.published if mailing.name in each.folders and each.states)
    return next((each.name for each in known), None)


async def ready(request: Request) -> Response:
    """Which letters of the mailing would be written down as dispatched on this day and this way; nothing is written yet."""
    mailing, desk, asked = await published_of(request), desk_of(request), request.query_params
    known_as, way, day = await _known_as(request, mailing), text_in(asked, "way"), day_in(asked, "day")
    if known_as is None or way is None or day is None:
        raise HTTPException(400)
    numbers = ",".join(str(letter.number) for letter in await desk.ask(lambda: mailing.letters))
    going = await desk.ask(desk.office.register.to_dispatch, known_as, way=way, numbers=numbers)
    return page(request, "dispatch.html", mailing=mailing, going=going, way=way, when=day)


async def file(request: Request) -> Response:
    """One of its files: a letter or a bundle as the ledger names it, or the ledger; the PDF in the browser, others to keep."""
    mailing, desk, name = await published_of(request), desk_of(request), request.path_params["name"]
    known = await desk.ask(_names, mailing)
    ending = f".{name.rpartition('.')[2]}"
    if name not in known or ending not in _KINDS:
        raise HTTPException(404)
    try:
        opened = mailing.open(name)
    except OSError as error:
        raise HTTPException(404) from error
    headers = attached(name.rpartition("/")[2], is_shown=ending == ".pdf")
    return StreamingResponse(pieces(opened), media_type=_KINDS[ending], headers=headers)


def attached(name: str, *, is_shown: bool) -> dict[str, str]:
    """The header that gives a file its name, and says whether the browser shows it or keeps it."""
    return {"content-disposition": f'{"inline" if is_shown else "attachment"}; filename="{_ascii(name)}"'}


def _names(mailing: Mailing) -> set[str]:
    files = {name for letter in mailing.letters for name in (letter.pdf, letter.docx) if name}
    return files | {path.name for path in mailing.bundles} | {LEDGER}


def pieces(opened: BufferedReader) -> Iterator[bytes]:
    """The file, piece by piece, closed at its end."""
    with opened:
        while piece := opened.read(_AT_ONCE):
            yield piece


def _ascii(name: str) -> str:
    """A file's name as a header may hold it."""
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-._+") else "_" for sign in name)


async def packed(request: Request) -> Response:
    """All its files as one ZIP."""
    mailing = await published_of(request)
    headers = {"content-disposition": f'attachment; filename="{_ascii(mailing.name)}.zip"'}
    return StreamingResponse(mailing.as_zip(), media_type="application/zip", headers=headers)


async def verify(request: Request) -> Response:
    """Begins to verify the mailing."""
    mailing, desk = await published_of(request), desk_of(request)
    office = desk.office
    clerk = clerk_of(request).name
    job = desk.jobs.start(
        "verify",
        mailing.name,
        tasks.verify,
        office.folder,
        office.limits,
        mailing.name,
        clerk=clerk,
        folder=mailing.name,
    )
    return RedirectResponse(f"/jobs/{job.id}", 303)


routes = [
    Route("/issued/{folder}", show),
    Route("/issued/{folder}/dispatch", ready),
    Route("/issued/{folder}/files/{name:path}", file),
    Route("/issued/{folder}/all.zip", packed),
    Change("/issued/{folder}/verify", verify, role="look"),
]
