"""The page of an office that a module's tests only look at, or of one that has issued; the office's process is kept for all of them.

The test modules name this one as a plugin, as those of the register do with theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from browsers import client_of
from conftest import make_workspace
from starlette.testclient import TestClient

from letterbook import Order, open_office


@pytest.fixture(scope="module")
def office_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that a module's tests only look at."""
    return make_workspace(tmp_path_factory.mktemp("page") / "office")


@pytest.fixture(scope="module")
def client(office_folder: Path) -> Iterator[TestClient]:
    with client_of(office_folder) as browser:
        yield browser


@pytest.fixture
def stranger(office_folder: Path) -> Iterator[TestClient]:
    """A browser that was not let in."""
    with client_of(office_folder, entered=False) as browser:
        yield browser


@pytest.fixture(scope="module")
def issued_office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that has issued its mailing, to the list that the module calls LISTED if it has one."""
    listed = getattr(request.module, "LISTED", None)
    folder = make_workspace(tmp_path_factory.mktemp("issued") / "office", *filter(None, [listed]))
    order = Order("january-20", formats=("pdf",))
    open_office(folder).issue(order, clerk="A. Clerk", at=datetime(2021, 1, 19, tzinfo=UTC))
    return folder


@pytest.fixture
def issued_page(issued_office: Path) -> Iterator[TestClient]:
    """A browser at its page."""
    with client_of(issued_office) as browser:
        yield browser
