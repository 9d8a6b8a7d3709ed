"""The page of a job: how far it has come, a button to stop it, and in the end what came of it."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from letterbook.remedies import Remedy
from letterbook.web.changing import Change, clerk_of
from letterbook.web.jobs import Job, News
from letterbook.web.letters import of_each_kind
from letterbook.web.rendering import desk_of, page, words_of
from letterbook.web.words import Words

if TYPE_CHECKING:
    from letterbook.usecases.plan import Plan

_LOOK_S = 0.25
"""Between two looks at a job for its news."""
_SIGN_OF_LIFE = 60
"""So many looks without news, and the browser is told that we are still there."""


async def show(request: Request) -> Response:
    """How far the job is; where it has ended, what came of it."""
    job = _job_of(request)
    if job.is_running:
        last = job.news[-1] if job.news else None
        said = told(last, words_of(request)) if last else None
        return page(request, "job-running.html", job=job, said=said, last=last)
    if job.state != "done":
        return _ended_badly(request, job)
    if job.kind == "plan":
        return _plan(request, job)
    return page(request, f"job-{job.kind}.html", job=job, result=job.result)


def _plan(request: Request, job: Job) -> Response:
    plan: Plan = job.result
    states = Counter(letter.state for letter in plan.letters)
    names = {letter.recipient.id: letter.recipient.name for letter in plan.letters}
    changed = [names.get(each, each) for each in plan.release.changed] if plan.release else []
    kinds = of_each_kind([letter.recipient for letter in plan.letters]) if plan.release else []
    return page(
        request,
        "job-plan.html",
        job=job,
        plan=plan,
        states=states,
        release=plan.release,
        since=changed,
        kinds=kinds,
    )


def _ended_badly(request: Request, job: Job) -> Response:
    error = job.error
    problems = list(getattr(error, "problems", ()))
    can_replace = error is not None and Remedy.REPLACE_OUTPUT in error.remedies
    findings = list(getattr(error, "findings", ()))
    return page(
        request,
        "job-failed.html",
        job=job,
        error=error,
        problems=problems,
        findings=findings,
        can_replace=can_replace,
    )


async def stop(request: Request) -> Response:
    """Asks the job to end, and shows it; only who began it may do so."""
    job = _job_of(request)
    if job.clerk != clerk_of(request).name:
        return page(request, "error.html", 403, key="desks.not-yours", what="", problems=(), remedies=())
    job.stop()
    return RedirectResponse(f"/jobs/{job.id}", 303)


async def events(request: Request) -> Response:
    """The job's news as server-sent events, each with its id, from the one after the last that the browser has seen."""
    job = _job_of(request)
    seen = request.headers.get("last-event-id", "")
    first = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else 0
    return StreamingResponse(_events(job, first, words_of(request)), media_type="text/event-stream")


async def _events(job: Job, first: int, words: Words) -> AsyncIterator[str]:
    looks = 0
    while True:
        is_over, news = not job.is_running, job.news[first:]
        if news:  # those between are old already
            first, looks = news[-1].id, 0
            yield f"id: {first}\nevent: progress\ndata: {json.dumps(told(news[-1], words))}\n\n"
        if is_over:
            yield f"id: {first}\nevent: end\ndata: {{}}\n\n"
            return
        looks += 1
        if looks % _SIGN_OF_LIFE == 0:
            yield ": still there\n\n"
        await asyncio.sleep(_LOOK_S)


def told(news: News, words: Words) -> dict[str, object]:
    """News as the page shows them."""
    phase = words.texts[f"phase.{news.phase.name.lower().replace('_', '-')}"]
    left = ""
    if news.left_s is not None and news.done < news.total:
        minutes, seconds = divmod(round(news.left_s), 60)
        key = "job.left-minutes" if minutes else "job.left-seconds"
        left = words.text(key, minutes=minutes, seconds=seconds)
    return {"phase": phase, "done": news.done, "total": news.total, "left": left}


def _job_of(request: Request) -> Job:
    job = desk_of(request).jobs.get(request.path_params["job"])
    if job is None:
        raise HTTPException(404)
    return job


routes = [
    Route("/jobs/{job}", show),
    Route("/jobs/{job}/events", events),
    Change("/jobs/{job}/stop", stop, role="look"),
]
