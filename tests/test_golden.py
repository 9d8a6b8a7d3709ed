"""The pages of both templates in seven languages, compared with pictures that somebody has looked at.

`make golden` draws the pictures anew. Look at each before you commit it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pypdfium2
import pytest
from conftest import ROOT
from golden_mailing import LATER, TEMPLATES, TONGUES, issue, issue_later, word_as_pdf
from PIL import Image, ImageChops, ImageDraw, ImageFilter

GOLDEN = Path(__file__).with_name("golden")
DIFFERENCES = ROOT / "golden-differences"
DPI = 72
GREYS = 16
HAIR = 90
"""Of 255 steps of grey, after both pictures were blurred: a line that has moved by a quarter of a pixel stays below."""
MOST_DOTS = 12
"""So many dots of a page may differ by more than a hair."""

LIBREOFFICE = "LibreOffice 7.4"  # of Debian 12; others break lines in their own way
NAMES = [f"{language}-{template}" for language in TONGUES for template in TEMPLATES]
LATER_NAMES = [f"{language.lower()}-letter" for language in LATER]


@cache
def version_of_libreoffice() -> str:
    if shutil.which("soffice") is None:
        return ""
    return subprocess.run(["soffice", "--version"], capture_output=True, text=True, check=False).stdout


def need_libreoffice() -> None:
    if LIBREOFFICE in version_of_libreoffice():
        return
    if "libreoffice" in os.environ.get("LETTERBOOK_REQUIRE", "").split(","):
        pytest.fail(f"{LIBREOFFICE} is required, and this is {version_of_libreoffice() or 'none'}")
    pytest.skip(f"the pictures of the Word files were made with {LIBREOFFICE}")


@pytest.fixture(scope="session")
def mailing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return issue(tmp_path_factory.mktemp("golden"))


@pytest.fixture(scope="session")
def from_word(mailing: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    need_libreoffice()
    return word_as_pdf(
        sorted(mailing.glob("letters/*.docx")), tmp_path_factory.mktemp("word") / "libreoffice"
    )


@pytest.fixture(scope="session")
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return issue_later(tmp_path_factory.mktemp("later"))


@pytest.fixture(scope="session")
def later_from_word(later: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    need_libreoffice()
    return word_as_pdf(
        sorted(later.glob("letters/*.docx")), tmp_path_factory.mktemp("later-word") / "libreoffice"
    )


def pages(file: Path) -> Iterator[Image.Image]:
    """Each page in shades of grey."""
    for page in pypdfium2.PdfDocument(file):
        yield page.render(scale=DPI / 72).to_pil().convert("L").quantize(GREYS, dither=Image.Dither.NONE)


def file_of(folder: Path, name: str) -> Path:
    (file,) = folder.glob(f"*-{name}.pdf")
    return file


def compare(picture: Image.Image, name: str, *, write: bool) -> str | None:
    """What is wrong, or None. A picture of the difference: what was there before is red, what is new is blue."""
    golden = GOLDEN / f"{name}.png"
    if write:
        GOLDEN.mkdir(exist_ok=True)
        picture.save(golden, optimize=True)
        return None
    if not golden.exists():
        return f"{golden.name} is missing: make golden"
    before, now = Image.open(golden).convert("L"), picture.convert("L")
    if before.size == now.size and dots(before, now) <= MOST_DOTS:
        return None
    DIFFERENCES.mkdir(exist_ok=True)
    shown = DIFFERENCES / golden.name
    now = now if now.size == before.size else now.resize(before.size)
    both = ImageChops.darker(before, now)
    Image.merge("RGB", (now, both, before)).resize((before.width * 2, before.height * 2)).save(shown)
    return f"{golden.name} differs in {dots(before, now)} dots: see {shown}"


def dots(before: Image.Image, now: Image.Image) -> int:
    """How many dots differ by more than a hair."""
    soft = ImageFilter.GaussianBlur(0.8)
    difference = ImageChops.difference(before.filter(soft), now.filter(soft))
    return sum(difference.histogram()[HAIR:])


def check(file: Path, name: str, *, write: bool) -> None:
    wrong = [
        compare(page, f"{name}-{number}", write=write) for number, page in enumerate(pages(file), start=1)
    ]
    assert wrong, f"{file.name} has no page"
    assert not any(wrong), "\n".join(filter(None, wrong))
    assert len(wrong) == len(list(GOLDEN.glob(f"{name}-?.png")))


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_pdf_looks_as_it_did(name: str, mailing: Path, write_golden: bool) -> None:
    check(file_of(mailing / "letters", name), f"{name}-pdf", write=write_golden)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_word_file_looks_as_it_did(name: str, from_word: Path, write_golden: bool) -> None:
    check(file_of(from_word, name), f"{name}-word", write=write_golden)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_the_word_file_has_as_many_pages_as_the_pdf(name: str, mailing: Path, from_word: Path) -> None:
    count = [len(pypdfium2.PdfDocument(file_of(folder, name))) for folder in (mailing / "letters", from_word)]
    assert count[0] == count[1]


@pytest.mark.slow
@pytest.mark.parametrize("name", LATER_NAMES)
def test_the_letter_in_a_later_language_looks_as_it_did(
    name: str, later: Path, later_from_word: Path, write_golden: bool
) -> None:
    check(file_of(later / "letters", name), f"{name}-pdf", write=write_golden)
    check(file_of(later_from_word, name), f"{name}-word", write=write_golden)


def test_there_is_a_picture_for_every_page_and_no_other() -> None:
    """Cover and enclosure of each letter and note, in both formats; of the later languages the letter's cover."""
    wanted = {f"{name}-{kind}-{page}.png" for name in NAMES for kind in ("pdf", "word") for page in (1, 2)}
    wanted |= {f"{name}-{kind}-1.png" for name in LATER_NAMES for kind in ("pdf", "word")}
    assert {path.name for path in GOLDEN.glob("*.png")} == wanted


def test_more_than_a_hair_is_seen() -> None:
    name = "en-letter-pdf-1"
    page = Image.open(GOLDEN / f"{name}.png").convert("L")
    assert dots(page, page) == 0
    width, height = page.size
    moved = ImageChops.offset(page, 0, 1)
    assert dots(page, moved) > MOST_DOTS
    gone = page.copy()
    ImageDraw.Draw(gone).rectangle((0, height // 2, width, height // 2 + 14), fill=255)
    assert dots(page, gone) > MOST_DOTS
    quarter = page.transform(
        page.size, Image.Transform.AFFINE, (1, 0, 0.25, 0, 1, 0), Image.Resampling.BICUBIC
    )
    assert dots(page, quarter) <= MOST_DOTS


def test_the_difference_is_written_as_a_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(compare.__globals__, "DIFFERENCES", tmp_path)
    name = "en-letter-pdf-1"
    moved = ImageChops.offset(Image.open(GOLDEN / f"{name}.png").convert("L"), 0, 2)
    said = compare(moved, name, write=False)
    assert said is not None
    assert str(tmp_path / f"{name}.png") in said
    assert Image.open(tmp_path / f"{name}.png").mode == "RGB"
