"""Verifying a mailing of this office, or one that somebody sent as a ZIP."""

from __future__ import annotations

import secrets
import shutil
from pathlib import Path

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from letterbook.web import tasks
from letterbook.web.changing import Change, clerk_of
from letterbook.web.rendering import desk_of, page
from letterbook.web.running import FOLDER
from letterbook.web.uploads import UPLOADS

MOST_BYTES = 500_000_000


async def show(request: Request) -> Response:
    """Which mailing shall be verified?"""
    desk = desk_of(request)
    return page(request, "verify.html", mailings=await desk.ask(desk.office.published))


async def verify_sent(request: Request) -> Response:
    """Begins to verify the ZIP that was sent along."""
    desk = desk_of(request)
    async with request.form(max_files=1, max_fields=4) as form:
        sent = form.get("file")
        if not isinstance(sent, UploadFile) or not sent.filename:
            raise HTTPException(400)
        folder = desk.office.out / FOLDER / UPLOADS / secrets.token_hex(8)
        await desk.ask(_keep, sent, folder)
        job = desk.jobs.start(
            "verify",
            sent.filename,
            tasks.verify_sent,
            desk.office.folder,
            desk.office.limits,
            folder,
            clerk=clerk_of(request).name,
        )
    return RedirectResponse(f"/jobs/{job.id}", 303)


def _keep(sent: UploadFile, folder: Path) -> None:
    """Puts what was sent where the job finds it, under a name of ours."""
    folder.mkdir(mode=0o700, parents=True)
    with (folder / tasks.SENT).open("xb") as file:
        shutil.copyfileobj(sent.file, file)


routes = [
    Route("/verify", show),
    Change(
        "/verify/sent",
        verify_sent,
        role="look",
        middleware=[Middleware(RequestBodyLimitMiddleware, max_body_size=MOST_BYTES)],
    ),
]
