"""Printed sheets, damaged as offices damage them, and read again: how many are known, and whether one is taken for another.

    python tools/scan_torture.py JOB 10000         a print job's folder (made with codes), and how many damaged sheets
    python tools/scan_torture.py JOB 10000 7       with another beginning of chance than the usual one
    python tools/scan_torture.py JOB 10000 7 OUT   and the sheets that were not known into this folder

Each sheet is turned (one in eight by any angle), grey, noisy, blurred, and has a staple hole; some have a fold, a stain, a stroke of a pen
or a finger's print on the code itself. They go through PDF files of twenty pages, as a scanner writes them. The exit code is 1 where one sheet is
taken for another, or more than one in a thousand is not known.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

from letterbook.archive.print_job import read_job
from letterbook.printing.scans import scanned_pages

DPI, IN_ONE_FILE, MOST_UNREAD, USUAL_SEED = 200, 20, 0.001, 20260119
DOTS = DPI / 25.4


def sheets(job: Path) -> list[Any]:
    """The pages of the piles' first file, as perfect scans; those with a code."""
    path = next(job / file.path for file in read_job(job).of_kind("piles"))
    with pypdfium2.PdfDocument(path) as document:
        return [
            document[number].render(scale=DPI / 72, grayscale=True).to_pil().convert("L")
            for number in range(2, min(len(document), 62), 2)
        ]


def noise() -> Any:
    """More noise than the largest sheet needs, so that each has a place of its own in it: to make it anew takes longer than the rest."""
    return Image.effect_noise((5000, 5000), 60)


def damaged(picture: Any, speckled: Any, rng: random.Random) -> Any:
    """The sheet after an office has had it; `speckled` is noise."""
    copy = picture.copy()
    draw = ImageDraw.Draw(copy)
    width, height = copy.size
    for _ in range(rng.randint(1, 2)):  # staple holes at the upper left
        x, y = (rng.uniform(6, 16) * DOTS for _ in range(2))
        draw.ellipse((x, y, x + 9, y + 9), fill=rng.randint(0, 90))
    code = (7 * DOTS, height - 18.5 * DOTS)
    kind = rng.random()
    if kind < 0.04:  # a thin stroke of a pen through the code
        draw.line(
            (code[0] - 10, code[1] + rng.uniform(0, 80), code[0] + 90, code[1] + rng.uniform(0, 80)),
            fill=80,
            width=2,
        )
    elif kind < 0.08:  # a stain on it
        x, y = code[0] + rng.uniform(20, 60), code[1] + rng.uniform(20, 60)
        draw.ellipse((x, y, x + 12, y + 12), fill=rng.randint(60, 200))
    elif kind < 0.12:  # a fold
        y = height * rng.uniform(0.2, 0.95)
        draw.line((0, y, width, y + 4), fill=190, width=3)
    angle = rng.uniform(0, 360) if rng.random() < 1 / 8 else rng.gauss(0, 1.5)
    copy = copy.rotate(
        angle, expand=True, fillcolor=rng.randint(225, 255), resample=Image.Resampling.BILINEAR
    )
    copy = copy.filter(ImageFilter.GaussianBlur(rng.uniform(0.2, 0.9)))
    darker, lighter = rng.randint(0, 70), rng.randint(215, 255)
    copy = copy.point([darker + grey * (lighter - darker) // 255 for grey in range(256)])
    left, top = (rng.randint(0, most - side) for most, side in zip(speckled.size, copy.size, strict=True))
    own = speckled.crop((left, top, left + copy.width, top + copy.height))
    return Image.blend(copy, own, rng.uniform(0.02, 0.22))


def main(job: Path, count: int, seed: int, kept: Path | None) -> int:
    """Reads so many damaged sheets, and tells what came of them."""
    perfect, speckled = sheets(job), noise()
    truth = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "scan.pdf")
        perfect[0].save(path, save_all=True, append_images=perfect[1:], resolution=DPI)
        truth = [seen.scan.code for seen in scanned_pages(path, {"": 297.0})]
        known = [at for at, code in enumerate(truth) if code is not None]
        wrong = unread = done = 0
        spent = 0.0
        rng = random.Random(seed)  # noqa: S311
        while done < count:
            chosen = [rng.choice(known) for _ in range(min(IN_ONE_FILE, count - done))]
            pictures = [damaged(perfect[at], speckled, rng) for at in chosen]
            pictures[0].save(path, save_all=True, append_images=pictures[1:], resolution=DPI)
            begun = time.process_time()
            read = [seen.scan.code for seen in scanned_pages(path, {"": 297.0})]
            spent += time.process_time() - begun
            for number, (at, code) in enumerate(zip(chosen, read, strict=True), start=done + 1):
                unread += code is None
                wrong += code not in (None, truth[at])
                if kept and code != truth[at]:
                    pictures[number - done - 1].save(kept / f"{number}.png")
            done += len(chosen)
    print(
        f"{done} sheets: {wrong} taken for another, {unread} not known ({unread / done:.2%}), {done / spent:.1f} a second"
    )
    return int(bool(wrong) or unread > done * MOST_UNREAD)


if __name__ == "__main__":
    job, count, *further = sys.argv[1:]
    seed, kept = int(further[0]) if further else USUAL_SEED, Path(further[1]) if further[1:] else None
    sys.exit(main(Path(job), int(count), seed, kept))
