"""The help: every page and every code, with links that lead somewhere."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from letterbook import help_topics
from letterbook.web.manual import as_html

pytest_plugins = ["page_fixtures"]


@pytest.mark.parametrize("topic", help_topics())
def test_the_links_of_a_page_lead_somewhere(client: TestClient, topic: str) -> None:
    text = client.get(f"/help/{topic}").text
    article = text[text.index("<article") : text.index("</article>")]
    links = re.findall(r'href="([^"]+)"', article)
    for link in links:
        if link.startswith("http"):
            continue
        name, _, section = link.partition("#")
        target = client.get(name).text if name else text
        assert "This could not be done" not in target or name.endswith(
            ("README", "CONTRIBUTING", "CHANGELOG")
        ), link
        if section and "This could not be done" not in target:
            assert f'id="{section}"' in target, link


def test_a_code_has_its_page(client: TestClient) -> None:
    text = client.get("/help/unknown-country").text
    assert "<h1" in text and "unknown-country" in text
    assert client.get("/help/no-such-code").status_code == 404
    assert client.get("/help/..%2f..%2fpyproject").status_code == 404


def test_the_help_is_searched(client: TestClient) -> None:
    text = client.get("/help", params={"q": "envelope window"}).text
    assert "/help/windows#" in text
    assert "Nothing was found." in client.get("/help", params={"q": "<script>xyzzy"}).text


def test_a_page_brings_no_html_along() -> None:
    html = as_html(
        "# <script>alert(1)</script>\n\n<b>x</b> [y](javascript:alert(1)) ![z](http://attacker.example/a.png)"
    )
    assert "<script" not in html and "<b>" not in html and "<img" not in html
    assert 'href="javascript' not in html
