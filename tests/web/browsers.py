"""The office page without its server: requests go straight to it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from httpx2 import Response
from starlette.testclient import TestClient

from letterbook import open_office
from letterbook.web.app import make_app
from letterbook.web.desk import Desk
from letterbook.web.safety import Door

DOOR = Door("127.0.0.1:8123", "start-token", "session-secret")
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
    folder: Path, *, stop: Callable[[], None] = lambda: None, entered: bool = True
) -> Iterator[TestClient]:
    """A browser that was let in to the page of the office in this folder."""
    with open_office(folder).kept() as office:
        desk = Desk(office, "A. Clerk")
        with TestClient(make_app(desk, DOOR, stop), base_url=DOOR.origin, follow_redirects=False) as client:
            if entered:
                client.cookies.set(DOOR.cookie, DOOR.session)
            yield client
        desk.close()
