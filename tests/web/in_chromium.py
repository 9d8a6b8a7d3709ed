"""A window of a real browser with the page in it: what the browser complains of, the barriers that axe-core finds, and what stands over the edge."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, Page, expect

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""What is asked of a page: WCAG 2.2 AA, and what is good practice beyond."""
PATIENCE = 300_000
"""Milliseconds for which is waited on a busy machine."""


def opened(browser: Browser, address: str, locale: str = "en-GB", **options: Any) -> Page:
    """A window of a clerk of this language that has opened the address; what the browser complains of fails the test."""
    page = browser.new_context(locale=locale, **options).new_page()
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    page.on(
        "console", lambda message: complaints(page).append(message.text) if message.type == "error" else None
    )
    page.on("pageerror", lambda error: complaints(page).append(str(error)))
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("lang", locale.partition("-")[0])
    return page


_COMPLAINTS: dict[int, list[str]] = {}


def complaints(page: Page) -> list[str]:
    """What the browser has complained of: a script that failed, a style that the policy forbids."""
    return _COMPLAINTS.setdefault(id(page), [])


def barriers(page: Page, axe: str) -> dict[str, list[str]]:
    """What axe-core finds on the page as it is: the rule, and the first elements that break it."""
    page.wait_for_load_state()
    page.evaluate(axe)
    result = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    assert result["passes"], page.url
    return {
        violation["id"]: [node["html"][:120] for node in violation["nodes"]][:3]
        for violation in result["violations"]
    }


def beyond_the_edge(page: Page) -> int:
    """How many dots the page is wider than its window."""
    page.wait_for_load_state()  # on a busy machine the style sheet may come after the words
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return max(0, int(page.evaluate(wider)))
