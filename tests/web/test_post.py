"""What goes to the post with a mailing is made on the page, and taken away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from browsers import FORM, client_of, ended
from conftest import make_workspace
from starlette.testclient import TestClient

from letterbook import Order, open_office

pytestmark = pytest.mark.slow

POST = "/issued/january-20-2021-01-19/post"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_workspace(tmp_path_factory.mktemp("post") / "office")
    order = Order("january-20", formats=("pdf",))
    open_office(folder).issue(order, clerk="A. Clerk", at=datetime(2021, 1, 19, tzinfo=UTC))
    return folder


@pytest.fixture
def client(workspace: Path) -> Iterator[TestClient]:
    with client_of(workspace) as browser:
        yield browser


def test_envelopes_labels_and_lists_are_made_and_taken_away(client: TestClient) -> None:
    assert f'href="{POST}"' in client.get(POST.removesuffix("/post")).text
    shown = client.get(POST).text
    assert "C6/5 (the office’s own)" in shown
    assert "L7160 (the office’s own)" in shown
    wanted = {"envelopes": "DL", "labels": "L7163", "first": "3", "lists": "yes"}
    job = ended(client, client.post(f"{POST}/make", data=wanted, headers=FORM))
    assert "envelopes-DL.pdf" in job
    assert job.count(f'href="{POST}/') == 6
    page = client.get(f"{POST}/envelopes-DL.pdf")
    assert (page.headers["content-type"], page.content[:5]) == ("application/pdf", b"%PDF-")
    table = client.get(f"{POST}/dispatch-post.xlsx")
    assert table.headers["content-disposition"] == 'attachment; filename="dispatch-post.xlsx"'
    assert "labels-L7163.pdf" in client.get(POST).text


def test_only_what_was_made_is_given_out(client: TestClient) -> None:
    assert client.get(f"{POST}/nothing.pdf").status_code == 404
    assert client.get(f"{POST}/..%2f..%2fletterbook.yaml").status_code == 404
    assert client.post(f"{POST}/make", data={"first": "1e9"}, headers=FORM).status_code == 400


def test_what_cannot_be_made_is_said(client: TestClient) -> None:
    job = ended(client, client.post(f"{POST}/make", data={"labels": "L7160", "first": "30"}, headers=FORM))
    assert "there is no label 30" in job
