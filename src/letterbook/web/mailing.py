"""One mailing, before it is issued: its date, its mistakes, what would happen, and the order to do it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from letterbook.web import tasks
from letterbook.web.changing import Change, clerk_of
from letterbook.web.jobs import Kind
from letterbook.web.orders import mailing_in, mailing_of, order_of, seen_of, text_in
from letterbook.web.rendering import desk_of, page


async def show(request: Request) -> Response:
    """The mailing, and what can be done with it."""
    seen = await seen_of(request)
    mailing = mailing_in(seen, request)
    order = order_of(mailing, request.query_params)
    return page(request, "mailing.html", mailing=mailing, date=order.date, needs_release=seen.needs_release)


def _starts(kind: Kind, work: Callable[..., object]) -> Callable[[Request], Any]:
    """A handler that begins this work with the order of its form, and leads to the page of the job."""

    async def start(request: Request) -> Response:
        mailing, form, desk = await mailing_of(request), await request.form(), desk_of(request)
        clerk = clerk_of(request).name
        order = order_of(mailing, form)
        more: tuple[object, ...] = ()
        if kind in ("plan", "issue"):
            more = (bool(form.get("replace")),)
        if kind == "issue":
            more = (*more, clerk, text_in(form, "seen"))
        if kind == "hand-over":
            more = (clerk,)
        asked = {
            "mailing": mailing.id,
            "date": order.date.isoformat() if order.date else "",
            "to": ",".join(order.to),
            "supersede": "yes" if order.supersede else "",
        }
        job = desk.jobs.start(
            kind, mailing.id, work, desk.office.folder, desk.office.limits, order, *more, clerk=clerk, **asked
        )
        if kind == "issue" and job.clerk != clerk:
            key = "desks.issuing-already"
            return page(request, "error.html", 409, key=key, what="", problems=(), remedies=())
        return RedirectResponse(f"/jobs/{job.id}", 303)

    return start


routes = [
    Route("/mailings/{mailing}", show),
    Change("/mailings/{mailing}/check", _starts("check", tasks.check), role="look"),
    Change("/mailings/{mailing}/plan", _starts("plan", tasks.plan), role="look"),
    Change("/mailings/{mailing}/hand-over", _starts("hand-over", tasks.hand_over), role="prepare"),
    Change("/mailings/{mailing}/issue", _starts("issue", tasks.issue), role="issue"),
]
