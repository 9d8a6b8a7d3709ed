"""The page of an office that a module's tests only look at; the office's process is kept for all of them.

The test modules name this one as a plugin, as those of the register do with theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browsers import client_of
from conftest import make_workspace
from starlette.testclient import TestClient


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
