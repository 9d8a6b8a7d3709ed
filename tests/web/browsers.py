"""The office page without its server: requests go straight to it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from books import record_made
from httpx2 import Response
from starlette.testclient import TestClient

from letterbook import open_office
from letterbook.model import Series
from letterbook.register import MadeFile, Request, Step, open_register
from letterbook.web.app import make_app
from letterbook.web.desk import Desk
from letterbook.web.safety import Door

DOOR = Door("127.0.0.1:8123", "start-token", "session-secret", "A. Clerk")
FORM = {"sec-fetch-site": "same-origin", "origin": DOOR.origin}
"""What a browser says of a form of ours."""


def ended(client: TestClient, answer: Response) -> str:
    """The page of the job that this answer leads to, when it has ended."""
    assert answer.status_code == 303, answer.text
    address = answer.headers["location"]
    until = time.monotonic() + 120
    while time.monotonic() < until:
        text = client.get(address).text
        if "data-events" not in text:
            return text
        time.sleep(0.2)
    raise AssertionError(f"{address} does not end")


@contextmanager
def client_of(
    folder: Path,
    *,
    stop: Callable[[], None] = lambda: None,
    entered: bool = True,
    clerk: str = DOOR.clerk,
) -> Iterator[TestClient]:
    """A browser that was let in to the page of the office in this folder, at which this clerk sits."""
    with open_office(folder).kept() as office:
        desk = Desk(office)
        door = replace(DOOR, clerk=clerk)
        with TestClient(make_app(desk, door, stop), base_url=DOOR.origin, follow_redirects=False) as client:
            if entered:
                client.cookies.set(DOOR.cookie, DOOR.session)
            yield client
        desk.close()


_AT = datetime(2021, 1, 19, tzinfo=UTC)
_SERIES = Series("outgoing", "1-{number:04d}/{year}", "yearly")


def number(workspace: Path, mailing: str, day: date, subject: str, count: int = 2) -> list[str]:
    """Letters of this mailing in the register, made, the first of them given up; their references."""
    requests = [Request(f"r{number}", f"R {number}", "DE", _SERIES, subject) for number in range(count)]
    with open_register(workspace, "register.sqlite") as register:
        entries = register.reserve(mailing, day, requests, "A. Clerk", _AT)
        files = {
            f"r{number}": [MadeFile("pdf", f"letters/{number}.pdf", "ab" * 32, 1)] for number in range(count)
        }
        record_made(register, mailing, files, "A. Clerk", _AT)
        references = [entry.reference for entry in entries.values()]
        register.record_events(references[:1], Step("void", note="a slip"), "A. Clerk", _AT)
    return references
