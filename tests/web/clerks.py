"""A page for several desks without its server: clerks with their roles, each in a browser of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from httpx2 import Response
from starlette.testclient import TestClient
from starlette.types import ASGIApp

from letterbook import open_office
from letterbook.accounts.accounts import FILE
from letterbook.accounts.passwords import hashed
from letterbook.web.app import make_app
from letterbook.web.clerks_door import ClerksDoor
from letterbook.web.desk import Desk
from letterbook.web.proxied import Proxied

ORIGIN = "https://letters.example.gov"
SENT = {"sec-fetch-site": "same-origin", "origin": ORIGIN}
"""What a browser says of a form of the page."""
PASSWORD = "correct horse battery"
ADA, BOB, LOOKER = "Ada Example", "Bob Example", "Lou Example"
CLERKS = {ADA: ["prepare", "issue"], BOB: ["prepare", "issue"], LOOKER: ["look"]}


@cache
def _kept() -> str:
    return hashed(PASSWORD)


@dataclass
class Page:
    """The page of the office in this folder; `told` is what whoever looks after the server has read."""

    folder: Path
    door: ClerksDoor
    app: ASGIApp
    prefix: str
    told: list[str]

    def browser(self, address: str = "192.0.2.1") -> TestClient:
        """A browser at this address in which nobody has logged in."""
        base = f"{ORIGIN}{self.prefix}"
        return TestClient(self.app, base_url=base, follow_redirects=False, client=(address, 50000))

    def of(self, name: str) -> TestClient:
        """A browser in which this clerk has logged in."""
        browser = self.browser()
        assert log_in(browser, name).status_code == 303
        return browser


def log_in(browser: TestClient, name: str, password: str = PASSWORD, **more: str) -> Response:
    return browser.post("/log-in", data={"name": name, "password": password, **more}, headers=SENT)


@contextmanager
def several(folder: Path, prefix: str = "", proxies: Sequence[str] = ()) -> Iterator[Page]:
    """The page, for the clerks of CLERKS."""
    clerks = [{"name": name, "roles": roles, "password": _kept()} for name, roles in CLERKS.items()]
    (folder / FILE).write_text(json.dumps({"clerks": clerks}), "utf-8")
    told: list[str] = []
    with open_office(folder).kept() as office:
        door = ClerksDoor(ORIGIN, prefix, office.accounts, told.append)
        desk = Desk(office)
        app = make_app(desk, door, lambda: None)
        yield Page(folder, door, Proxied(app, prefix, proxies) if proxies else app, prefix, told)
        desk.close()
        door.close()
