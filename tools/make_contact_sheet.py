"""Draws docs/pictures/letters-1.png and letters-2.png: a letter in each language of the program, its PDF beside its Word file; and
pages.png: a note verbale and an Arabic letter, large enough to be read.

Run it from the repository's top level (`make pictures` does). Word files are drawn by LibreOffice.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "pictures"
DPI, READ_DPI, GAP, DESK, EDGE = 45, 80, 14, "#c9ccd1", "#8b9097"
ACROSS, SHEETS = 3, 2
Pair = tuple[Image.Image, Image.Image]


def letters(folder: Path) -> list[tuple[Path, Path]]:
    """The files of a letter in each language, as PDF and as the PDF that LibreOffice makes of its Word file."""
    sys.path[:0] = [str(ROOT / "tests")]
    from every_language import LANGUAGES, letters_office
    from golden_mailing import word_as_pdf

    from letterbook.model.order import Order
    from letterbook.usecases.issue import Run, issue

    office = letters_office(folder / "office", *LANGUAGES)
    run = Run(office / "out", "pictures", datetime(2021, 1, 19, tzinfo=UTC))
    made = issue(office, Order("january-20", cover_only=True), run).folder / "letters"
    drawn = word_as_pdf(sorted(made.glob("*.docx")), folder / "word")
    return [(file, drawn / file.name) for file in sorted(made.glob("*.pdf"))]


def pages(folder: Path) -> Pair:
    """A note verbale and an Arabic letter, as PDF, of the mailing that the golden pictures show."""
    from golden_mailing import issue

    made = issue(folder) / "letters"
    note, letter = (next(made.glob(f"*-{name}.pdf")) for name in ("fr-note-verbale", "ar-letter"))
    return first_page(note, READ_DPI), first_page(letter, READ_DPI)


def first_page(file: Path, dpi: int = DPI) -> Image.Image:
    document = pypdfium2.PdfDocument(file)
    page: Image.Image = document[0].render(scale=dpi / 72).to_pil()
    return page.convert("L").convert("RGB")


def sheet(pairs: Sequence[Pair]) -> Image.Image:
    """The pairs in rows of three, the two pages of each close to each other."""
    page = pairs[0][0]
    width, height = 2 * page.width + 2 * GAP + GAP // 3, page.height + GAP
    rows = -(-len(pairs) // ACROSS)
    desk = Image.new("RGB", (min(len(pairs), ACROSS) * width + GAP, rows * height + GAP), DESK)
    draw = ImageDraw.Draw(desk)
    for number, pair in enumerate(pairs):
        left, top = GAP + number % ACROSS * width, GAP + number // ACROSS * height
        for side, picture in enumerate(pair):
            at = left + side * (page.width + GAP // 3), top
            draw.rectangle((at[0] - 1, at[1] - 1, at[0] + page.width, at[1] + page.height), fill=EDGE)
            desk.paste(picture, at)
    return desk


def save(picture: Image.Image, name: str) -> None:
    picture.quantize(24, dither=Image.Dither.NONE).save(TARGET / name, optimize=True)
    print(f"Made {(TARGET / name).relative_to(ROOT)}")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        pairs = [(first_page(pdf), first_page(word)) for pdf, word in letters(Path(name))]
        save(sheet([pages(Path(name) / "read")]), "pages.png")
    share = -(-len(pairs) // SHEETS)
    for number in range(SHEETS):
        save(sheet(pairs[number * share : (number + 1) * share]), f"letters-{number + 1}.png")


if __name__ == "__main__":
    main()
