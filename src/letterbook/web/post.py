"""What goes to the post with an issued mailing: envelopes, labels and lists are asked for, made, and taken away."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from letterbook.model.post import PostOrder
from letterbook.web import tasks
from letterbook.web.changing import Change, clerk_of
from letterbook.web.issued import attached, pieces
from letterbook.web.orders import published_of, text_in
from letterbook.web.rendering import desk_of, page

KINDS = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
_MOST_DIGITS = 3


async def show(request: Request) -> Response:
    """What can be made, and what was."""
    mailing, desk = await published_of(request), desk_of(request)
    choices = await desk.ask(desk.office.post_choices)
    return page(request, "post.html", mailing=mailing, choices=choices, files=mailing.post_papers)


async def make(request: Request) -> Response:
    """Begins to make what is asked for."""
    mailing, desk, form = await published_of(request), desk_of(request), await request.form()
    first = text_in(form, "first") or "1"
    if not (first.isascii() and first.isdecimal() and len(first) <= _MOST_DIGITS):
        raise HTTPException(400)
    order = PostOrder(
        envelopes=text_in(form, "envelopes"),
        labels=text_in(form, "labels"),
        first_label=int(first),
        printer=text_in(form, "printer"),
        lists="lists" in form,
        registered="registered" in form,
        is_duplex="simplex" not in form,
    )
    office = desk.office
    job = desk.jobs.start(
        "post",
        mailing.name,
        tasks.post,
        office.folder,
        office.limits,
        mailing.name,
        order,
        clerk=clerk_of(request).name,
        folder=mailing.name,
    )
    return RedirectResponse(f"/jobs/{job.id}", 303)


async def file(request: Request) -> Response:
    """One of the files that were made: a PDF in the browser, a table to keep."""
    mailing, name = await published_of(request), request.path_params["name"]
    if name not in mailing.post_papers:
        raise HTTPException(404)
    try:
        opened = mailing.open_post_paper(name)
    except OSError as error:
        raise HTTPException(404) from error
    ending = name.rpartition(".")[2]
    headers = attached(name, is_shown=ending == "pdf")
    return StreamingResponse(pieces(opened), media_type=KINDS[ending], headers=headers)


routes = [
    Route("/issued/{folder}/post", show),
    Route("/issued/{folder}/post/{name}", file),
    Change("/issued/{folder}/post/make", make, role="prepare"),
]
