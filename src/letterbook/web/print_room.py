"""An issued mailing on paper: piles are asked for, printed and taken away, and the signed sheets come back as scans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from letterbook.api import Mailing
from letterbook.model.post import PostOrder
from letterbook.model.print_order import CopyKind, Criterion, PrintOrder
from letterbook.web import tasks
from letterbook.web.changing import Change, clerk_of
from letterbook.web.issued import attached, pieces
from letterbook.web.jobs import Kind
from letterbook.web.orders import published_of, text_in
from letterbook.web.post import KINDS
from letterbook.web.rendering import desk_of, page
from letterbook.web.uploads import drop_all, keep_all

if TYPE_CHECKING:
    from letterbook.usecases.print_job import PrintedJob

MOST_BYTES = 500_000_000
MOST_SCANS = 50
"""Files at once."""
COVER_SHEET = "cover-sheet.pdf"
PARTS: Mapping[Criterion, str] = {
    "way": "print.way",
    "zone": "print.zone",
    "country": "print.country",
    "group": "print.group",
    "language": "print.language",
    "sheets": "print.by-sheets",
    "envelope": "print.envelope",
}
ORDERS: Mapping[Criterion, str] = {**PARTS, "postcode": "print.postcode"}
COPIES: Mapping[CopyKind, str] = {
    "further": "print.further",
    "file": "print.for-file",
    "registry": "print.for-registry",
    "cc": "print.for-named",
}
_MOST_DIGITS, _MOST_TEXT, _ELSEWHERE = 6, 2000, 303


async def show(request: Request) -> Response:
    """What can be printed, and what was."""
    mailing, desk = await published_of(request), desk_of(request)
    jobs = await desk.ask(mailing.print_room.jobs)
    choices = await desk.ask(desk.office.post_choices)
    return page(
        request,
        "print.html",
        mailing=mailing,
        jobs=jobs,
        parts=PARTS,
        orders=ORDERS,
        copies=COPIES,
        choices=choices,
    )


async def make(request: Request) -> Response:
    """Begins to print what is asked for."""
    mailing, form = await published_of(request), await request.form()
    order = _order(form)
    return await _begun(request, mailing, "print", repr(order), tasks.print_piles, order)


async def make_again(request: Request) -> Response:
    """Begins to print the letters of which these are codes once more; the register notes it."""
    mailing, form = await published_of(request), await request.form()
    codes = tuple(str(form.get("codes") or "")[:_MOST_TEXT].replace(",", " ").replace(";", " ").split())
    if not codes:
        raise HTTPException(400)
    order = PrintOrder(with_codes=True, is_duplex=form.get("sides") != "one")
    return await _begun(
        request,
        mailing,
        "print-again",
        repr((codes, order)),
        tasks.print_again,
        codes,
        order,
        clerk_of(request).name,
    )


def _order(form: FormData) -> PrintOrder:
    """What the form asks for. Raises HTTPException for what it does not offer."""
    most, within = text_in(form, "most"), text_in(form, "order")
    if most is not None and not (most.isascii() and most.isdecimal() and len(most) <= _MOST_DIGITS):
        raise HTTPException(400)
    return PrintOrder(
        parts=tuple(_chosen(form.getlist("by"), PARTS)),
        order=tuple(_chosen([within] if within else [], ORDERS)),
        most_sheets=int(most) if most else None,
        is_duplex=form.get("sides") != "one",
        with_codes="codes" in form,
        with_marks="marks" in form,
        enclosures_apart="apart" in form,
        in_one_file="one-file" in form,
        copies=tuple(_chosen(form.getlist("copies"), COPIES)),
        numbers=text_in(form, "numbers"),
        post=_post_order(form),
    )


def _post_order(form: FormData) -> PostOrder | None:
    envelopes, labels, printer = (text_in(form, name) for name in ("envelopes", "labels", "printer"))
    if envelopes is None and labels is None and "lists" not in form:
        return None
    return PostOrder(envelopes, labels, printer=printer, lists="lists" in form)


def _chosen(asked: Sequence[object], known: Mapping[Any, str]) -> list[Any]:
    if any(word not in known for word in asked):
        raise HTTPException(400)
    return [word for word in known if word in asked]


async def _begun(
    request: Request, mailing: Mailing, kind: Kind, asked: str, work: Any, *given: object
) -> Response:
    """Begins the work, or leads to the same that runs already. Whatever else is at it meanwhile, who asks is told to wait."""
    desk, clerk = desk_of(request), clerk_of(request).name
    office = desk.office
    job = desk.jobs.start(
        kind,
        mailing.name,
        work,
        office.folder,
        office.limits,
        mailing.name,
        *given,
        clerk=clerk,
        folder=mailing.name,
        asked=asked,
    )
    if job.asked.get("asked") != asked:
        return _busy(request)
    return RedirectResponse(f"/jobs/{job.id}", _ELSEWHERE)


def _busy(request: Request) -> Response:
    return page(request, "error.html", 409, key="print.busy", what="", problems=(), remedies=())


async def file(request: Request) -> Response:
    """A PDF of a job, to be printed."""
    mailing, desk = await published_of(request), desk_of(request)
    job = next(
        (
            job
            for job in await desk.ask(mailing.print_room.jobs)
            if job.folder.name == request.path_params["job"]
        ),
        None,
    )
    name = request.path_params["name"]
    if job is None or name not in _names(job):
        raise HTTPException(404)
    try:
        opened = mailing.print_room.open_printed(job, name)
    except OSError as error:
        raise HTTPException(404) from error
    ending = name.rpartition(".")[2]
    headers = attached(f"{job.folder.name}-{name.rpartition('/')[2]}", is_shown=ending == "pdf")
    return StreamingResponse(pieces(opened), media_type=KINDS[ending], headers=headers)


def _names(job: PrintedJob) -> set[str]:
    return {COVER_SHEET, *(file.path for file in job.job.files), *(paper.path for paper in job.job.papers)}


# --- Signed sheets -------------------------------------------------------------------------------------------------


async def show_signed(request: Request) -> Response:
    """Where to send scans, and the copies that were filed."""
    mailing, desk = await published_of(request), desk_of(request)
    room = mailing.print_room
    filed = await desk.ask(lambda: room.signed_copies)
    letters = await desk.ask(lambda: mailing.letters)
    return page(request, "signed.html", mailing=mailing, filed=filed, letters=len(letters))


async def take_signed(request: Request) -> Response:
    """Begins to read the scans that were sent."""
    mailing = await published_of(request)
    async with request.form(max_files=MOST_SCANS, max_fields=2) as form:
        folder, names = await keep_all(request, form.getlist("scans"))
    answer = await _begun(
        request, mailing, "signed", str(folder), tasks.take_signed, folder, names, clerk_of(request).name
    )
    if answer.status_code != _ELSEWHERE:
        await desk_of(request).ask(drop_all, folder)
    return answer


async def signed_file(request: Request) -> Response:
    """A signed copy."""
    mailing, desk, name = await published_of(request), desk_of(request), request.path_params["name"]
    room = mailing.print_room
    if name not in {copy.file for copy in await desk.ask(lambda: room.signed_copies)}:
        raise HTTPException(404)
    try:
        opened = room.open_signed(name)
    except OSError as error:
        raise HTTPException(404) from error
    return StreamingResponse(
        pieces(opened), media_type="application/pdf", headers=attached(name, is_shown=True)
    )


routes = [
    Route("/issued/{folder}/print", show),
    Route("/issued/{folder}/print/{job}/{name:path}", file),
    Change("/issued/{folder}/print/make", make, role="prepare"),
    Change("/issued/{folder}/print/again", make_again, role="issue"),
    Route("/issued/{folder}/signed", show_signed),
    Route("/issued/{folder}/signed/{name}", signed_file),
    Change(
        "/issued/{folder}/signed/take",
        take_signed,
        role="issue",
        middleware=[Middleware(RequestBodyLimitMiddleware, max_body_size=MOST_BYTES)],
    ),
]
