"""What goes to the post with a mailing is made on the page, and taken away."""

from __future__ import annotations

import pytest
from browsers import FORM, ended
from starlette.testclient import TestClient

pytestmark = pytest.mark.slow
pytest_plugins = ["page_fixtures"]

POST = "/issued/january-20-2021-01-19/post"


def test_envelopes_labels_and_lists_are_made_and_taken_away(issued_page: TestClient) -> None:
    assert f'href="{POST}"' in issued_page.get(POST.removesuffix("/post")).text
    shown = issued_page.get(POST).text
    assert "C6/5 (the office’s own)" in shown
    assert "L7160 (the office’s own)" in shown
    wanted = {"envelopes": "DL", "labels": "L7163", "first": "3", "lists": "yes"}
    job = ended(issued_page, issued_page.post(f"{POST}/make", data=wanted, headers=FORM))
    assert "envelopes-DL.pdf" in job
    assert job.count(f'href="{POST}/') == 6
    page = issued_page.get(f"{POST}/envelopes-DL.pdf")
    assert (page.headers["content-type"], page.content[:5]) == ("application/pdf", b"%PDF-")
    table = issued_page.get(f"{POST}/dispatch-post.xlsx")
    assert table.headers["content-disposition"] == 'attachment; filename="dispatch-post.xlsx"'
    assert "labels-L7163.pdf" in issued_page.get(POST).text


def test_only_what_was_made_is_given_out(issued_page: TestClient) -> None:
    assert issued_page.get(f"{POST}/nothing.pdf").status_code == 404
    assert issued_page.get(f"{POST}/..%2f..%2fletterbook.yaml").status_code == 404
    assert issued_page.post(f"{POST}/make", data={"first": "1e9"}, headers=FORM).status_code == 400


def test_what_cannot_be_made_is_said(issued_page: TestClient) -> None:
    job = ended(
        issued_page, issued_page.post(f"{POST}/make", data={"labels": "L7160", "first": "30"}, headers=FORM)
    )
    assert "there is no label 30" in job
