"""From an empty folder to a printed bundle, and on to the register, in a real browser: at a desk, on a narrow screen in Arabic without scripts, and by keyboard alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from clerk_at_work import Clerk, Cost, Pointing, Typing
from conftest import ROOT
from first_day import first_day
from in_chromium import barriers, beyond_the_edge, complaints, opened
from playwright.sync_api import Browser, Page
from running_page import started

from letterbook.web.words import languages

pytestmark = pytest.mark.slow
pytest_plugins = ["chromium_fixtures"]


def test_at_a_desk_and_no_page_has_a_barrier(chromium: Browser, axe: str, tmp_path: Path) -> None:
    found: dict[tuple[str, str], dict[str, list[str]]] = {}

    def judge(page: Page, name: str) -> None:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found[name, scheme] = barriers(page, axe)

    with started(tmp_path / "office") as (_, address):
        page = opened(chromium, address, "de")
        clerk = Clerk(page, languages()["de"], Pointing(), judge)
        first_day(clerk, tmp_path)
        assert len(found) > 40
        assert {where: rules for where, rules in found.items() if rules} == {}
        assert complaints(page) == []
    assert [(cost.clicks, cost.fields) for cost in clerk.costs.values()] == costs_in_docs()
    print(table(clerk.costs))  # noqa: T201  # with -s: for docs/office-page.md


def test_in_arabic_on_a_narrow_screen_without_scripts(chromium: Browser, tmp_path: Path) -> None:
    wide: dict[str, int] = {}

    def measure(page: Page, name: str) -> None:
        wide[name] = beyond_the_edge(page)

    narrow = {"width": 360, "height": 740}
    with started(tmp_path / "office") as (_, address):
        page = opened(chromium, address, "ar", viewport=narrow, java_script_enabled=False)
        first_day(Clerk(page, languages()["ar"], Pointing(), measure), tmp_path)
        assert len(wide) > 20
        assert {name: dots for name, dots in wide.items() if dots} == {}


@pytest.mark.torture
def test_by_keyboard_alone(chromium: Browser, tmp_path: Path) -> None:
    with started(tmp_path / "office") as (_, address):
        page = opened(chromium, address, "de")
        first_day(Clerk(page, languages()["de"], Typing()), tmp_path)
        assert complaints(page) == []


def table(costs: dict[str, Cost]) -> str:
    """What each step costs, a line each."""
    total = Cost(
        sum(cost.clicks for cost in costs.values()),
        sum(cost.fields for cost in costs.values()),
        sum(cost.seconds for cost in costs.values()),
    )
    rows = [f"{name:10} {cost.clicks:3} clicks {cost.fields:3} fields {cost.seconds:6.1f} s" for name, cost in (*costs.items(), ("all", total))]  # fmt: skip
    return "\n".join(["", *rows])


def costs_in_docs() -> list[tuple[int, int]]:
    """Clicks and fields of each step, as docs/office-page.md has them."""
    text = (ROOT / "docs" / "office-page.md").read_text("utf-8")
    return [(int(clicks), int(fields)) for clicks, fields in re.findall(r"\| (\d+) \| (\d+) \|", text)]
