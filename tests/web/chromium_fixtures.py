"""Debian's Chromium, and axe-core as npm has it. The test modules name this one as a plugin."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from external_tools import missing, needs
from playwright.sync_api import Browser, sync_playwright


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    program = needs("chromium", "chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def axe() -> str:
    """axe-core as npm has it."""
    folder = Path(os.environ.get("LETTERBOOK_AXE", ROOT / "tools/axe"))
    program = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not program.exists():
        missing("axe", "axe-core is not installed (npm install --prefix tools/axe)")
    return program.read_text("utf-8")
