"""Registers in both databases: a test that asks for `address` runs on each.

The test modules name this one as a plugin; a second conftest.py would take the first one's place in `import conftest`.
"""

from __future__ import annotations

import importlib.util
import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from books import Address
from postgres_server import Server, programs, running


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "torture: the long form; runs where LETTERBOOK_TORTURE is set")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not os.environ.get("LETTERBOOK_TORTURE"):
        for item in items:
            if item.get_closest_marker("torture"):
                item.add_marker(pytest.mark.skip(reason="the long form runs where LETTERBOOK_TORTURE is set"))


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL for this run; required where LETTERBOOK_REQUIRE names it."""
    where = programs()
    lacking = "PostgreSQL's programs (Debian: apt-get install postgresql)" if where is None else None
    if importlib.util.find_spec("psycopg") is None:
        lacking = "psycopg (pip install letterbook[postgres])"
    if where is None or lacking:
        if "postgres" in os.environ.get("LETTERBOOK_REQUIRE", "").split(","):
            pytest.fail(f"{lacking} must be here, and is not")
        pytest.skip(f"{lacking} is not here")
    with running(where) as started:
        yield started


_numbers = itertools.count(1)


@pytest.fixture(params=["sqlite", "postgres"])
def new_book(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Address]:
    """The address of a register that is not there yet, as often as it is called."""
    if request.param == "sqlite":
        return lambda: tmp_path / f"register{next(_numbers)}.sqlite"
    server: Server = request.getfixturevalue("server")

    def schema() -> str:
        import psycopg

        name = f"book{next(_numbers)}"
        with psycopg.connect(server.address(), autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}".encode())
        return server.address(name)

    return schema


@pytest.fixture
def address(new_book: Callable[[], Address]) -> Address:
    """A register that is not there yet, in SQLite and in PostgreSQL."""
    return new_book()
