"""The page in a real browser, Debian's Chromium: the whole job with and without JavaScript, on a narrow screen, by keyboard, and
without barriers in light and dark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from browsers import number
from conftest import make_workspace
from in_chromium import barriers, beyond_the_edge, complaints, opened
from playwright.sync_api import Browser, expect
from running_page import started
from test_start import SVG

pytestmark = pytest.mark.slow
pytest_plugins = ["chromium_fixtures"]

PAGES = (
    "/", "/mailings/january-20", "/mailings/january-20/letter", "/mailings/january-20/letters", "/mailings/january-20/letters/unesco",
    "/addressees", "/addressees/new", "/addressees/columns?list=recipients.yaml", "/new-mailing",
    "/mailings/january-20/statement", "/mailings/january-20/statement/en", "/register", "/register/check", "/verify", "/help", "/help?q=envelope", "/help/unknown-country",
    "/help/office-page", "/nothing", "/issued/january-20-2026-01-19", "/issued/january-20-2026-01-19/print", "/issued/january-20-2026-01-19/signed",
    "/register/letter?reference=1-0001/2026",
)  # fmt: skip
"""One address of each kind."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    workspace = make_workspace(tmp_path_factory.mktemp("browser") / "office")
    number(workspace, "january-20-2026-01-19", date(2026, 1, 19), "About the 36th anniversary")
    folder = workspace / "out" / "january-20-2026-01-19"
    folder.mkdir(parents=True)
    row = "1,1-0001/2026,unesco,UNESCO,FR,en,4,letters/0001-unesco.pdf\n"
    (folder / "ledger.csv").write_text(f"number,reference,id,name,country,language,pages,pdf\n{row}", "utf-8")
    with started(workspace) as (_, found):
        yield found


def test_the_token_is_gone_from_the_address(chromium: Browser, address: str) -> None:
    page = opened(chromium, address)
    assert page.url == address.partition("enter")[0]
    assert page.evaluate("document.cookie") == ""
    assert complaints(page) == []


def test_from_a_check_to_a_dispatched_letter(chromium: Browser, tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "office")
    with started(workspace) as (_, address):
        page = opened(chromium, address)
        page.set_default_timeout(120_000)
        page.get_by_role("link", name="Statement of the Commissioner").first.click()
        page.get_by_role("button", name="Check now").click()
        expect(page.get_by_text("Everything is in order.")).to_be_visible(timeout=120_000)
        page.get_by_role("link", name="Back").click()
        page.get_by_role("link", name="Look at letters").click()
        page.get_by_role("link", name="UNESCO").first.click()
        expect(page.get_by_alt_text("Page 1 of", exact=False)).to_be_visible()
        page.get_by_role("link", name="The next one").click()
        page.goto(address.partition("enter")[0] + "mailings/january-20")
        page.get_by_role("button", name="Show what would happen").click()
        page.get_by_role("button", name="Issue these letters").click(timeout=120_000)
        expect(page.get_by_role("heading", name="Issuing")).to_be_visible()
        progress = page.url
        page.goto(address.partition("enter")[0])  # the clerk looks elsewhere, and comes back
        page.goto(progress)
        page.get_by_role("link", name="Print and dispatch").click(timeout=120_000)
        expect(page.get_by_role("link", name="Open the bundle to print")).to_be_visible()
        page.get_by_role("link", name="Register", exact=True).click()
        page.get_by_label("Search the register").fill("UNESCO")
        page.get_by_role("button", name="Search").click()
        page.get_by_label("Tick letter 1-0002/2021").check()
        page.get_by_label("Way", exact=True).fill("post")
        page.get_by_role("button", name="Write down").click()
        expect(page.get_by_text("Written down. Letters: 1")).to_be_visible()
        expect(page.locator("td .state")).to_have_text("dispatched")
        assert complaints(page) == []
        page.get_by_role("button", name="Close the office page").click()
        expect(page.get_by_role("heading", name="The office page is closed.")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "de", "ar"])
def test_no_page_is_wider_than_a_narrow_screen(chromium: Browser, address: str, language: str) -> None:
    page = opened(chromium, address, language, viewport={"width": 360, "height": 740})
    page.goto(address)
    for path in PAGES:
        page.goto(address.partition("/enter")[0] + path)
        assert beyond_the_edge(page) == 0, path


def test_a_page_is_reached_by_keyboard(chromium: Browser, address: str) -> None:
    page = opened(chromium, address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href')") == "/mailings/january-20":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/mailings/january-20")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_first_start(chromium: Browser, tmp_path: Path, axe: str, scripts: bool) -> None:
    with started(tmp_path / "new") as (_, address):
        page = opened(chromium, address, java_script_enabled=scripts, viewport={"width": 360, "height": 740})
        page.get_by_label("Name of the office").fill("City Library")
        page.get_by_label("Address").fill("1 Book Street\nNairobi 00100")
        page.get_by_label("Country").fill("Atlantis")
        page.get_by_label("Who signs the letters").fill("A. Librarian")
        page.get_by_label("Language of the letters").select_option("Deutsch")
        page.get_by_role("button", name="Make this office").click()
        expect(page.get_by_label("Country")).to_have_accessible_description(
            re.compile("no country “Atlantis”")
        )
        expect(page.get_by_label("Name of the office")).to_have_value("City Library")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        if scripts:
            assert barriers(page, axe) == {}
        page.get_by_label("Country").fill("Kenia")
        page.get_by_label("Emblem").set_input_files({"name": "e.svg", "mimeType": "", "buffer": SVG})
        page.get_by_role("button", name="Make this office").click()
        expect(page.get_by_role("heading", name="Mailings")).to_be_visible()
        expect(page.get_by_text("City Library")).to_be_visible()
        assert [text for text in complaints(page) if "409" not in text] == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_page_has_a_barrier(chromium: Browser, address: str, axe: str, language: str) -> None:
    page = opened(chromium, address, language)
    found = {}
    for path in PAGES:
        page.goto(address.partition("/enter")[0] + path)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found[path, scheme] = barriers(page, axe)
    assert found == {(path, scheme): {} for path in PAGES for scheme in ("light", "dark")}


def test_a_text_is_seen_while_it_is_written(chromium: Browser, tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "office")
    with started(workspace) as (_, address):
        page = opened(chromium, address)
        page.goto(address.partition("/enter")[0] + "/mailings/january-20/statement/en")
        picture = page.locator("#preview img").first
        before = picture.get_attribute("src")
        page.get_by_label("Text of the statement").fill("Ladies and gentlemen,\n\nthank you.")
        expect(picture).not_to_have_attribute("src", str(before), timeout=30_000)
        page.get_by_label("Date").fill("2021-13-45")
        expect(page.locator("#said-date")).to_contain_text("2021-13-45", timeout=30_000)
        assert page.get_by_label("Text of the statement").input_value().endswith("thank you.")
        assert "thank you" not in (workspace / "statements" / "january-20" / "en.md").read_text("utf-8")
        assert complaints(page) == []
