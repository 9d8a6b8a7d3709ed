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
from letterbook.web.orders import published_of
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
        request, "issued.html", mailing=mailing, letters=letters, shown=shown, bundles=bundles, sheets=sheets
    )


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
    how = "inline" if ending == ".pdf" else "attachment"
    headers = {"content-disposition": f'{how}; filename="{_ascii(name.rpartition("/")[2])}"'}
    return StreamingResponse(_pieces(opened), media_type=_KINDS[ending], headers=headers)


def _names(mailing: Mailing) -> set[str]:
    files = {name for letter in mailing.letters for name in (letter.pdf, letter.docx) if name}
    return files | {path.name for path in mailing.bundles} | {LEDGER}


def _pieces(opened: BufferedReader) -> Iterator[bytes]:
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
    Route("/issued/{folder}/files/{name:path}", file),
    Route("/issued/{folder}/all.zip", packed),
    Change("/issued/{folder}/verify", verify, role="look"),
]
