"""Makes docs/pictures/page-*.png anew: the office page on the first day of an office, as tests/web/first_day.py tells it.

Run it by `make pictures`. It needs Debian's Chromium.
"""

from __future__ import annotations

import io
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from letterbook.web.words import languages

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "web")]

from clerk_at_work import Clerk, Pointing  # noqa: E402
from first_day import first_day  # noqa: E402
from in_chromium import opened  # noqa: E402
from running_page import started  # noqa: E402

PICTURES = ("columns", "mistakes", "mailing", "letter-1", "plan", "issued", "register")
"""The moments of the day that docs/office-page.md shows."""
WINDOW, SHOWN = {"width": 1200, "height": 780}, (900, 585)
COLOURS = 64


def keep(page: Page, name: str) -> None:
    """The window as it is, made small, where it is one of those that are shown."""
    if name in PICTURES:
        seen = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        small = seen.resize(SHOWN, Image.Resampling.LANCZOS)
        few = small.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.save(ROOT / "docs" / "pictures" / f"page-{name}.png", optimize=True)


def main() -> None:
    """Goes through the day once."""
    program = shutil.which("chromium")
    if program is None:
        sys.exit("chromium is not installed.")
    with (
        TemporaryDirectory() as folder,
        started(Path(folder) / "office") as (_, address),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = opened(browser, address, "en-GB", viewport=WINDOW)
        first_day(Clerk(page, languages()["en"], Pointing(), keep), Path(folder))
        browser.close()


if __name__ == "__main__":
    main()
