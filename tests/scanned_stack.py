"""Scans of printed sheets, made as a scanner makes them: greys, a turn, noise, a staple hole, a stroke of a pen."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pypdfium2
import segno
from PIL import Image, ImageDraw, ImageFilter

from letterbook.printing.code_drawing import BOTTOM_MM, LEFT_MM, MODULE_MM, MODULES
from letterbook.printing.scans import SignaturePlace

DPI = 200
DOTS = DPI / 25.4


def rendered(pdf: Path, page: int) -> Any:
    """The page (from 1) as a perfect scan."""
    with pypdfium2.PdfDocument(pdf) as document:
        return document[page - 1].render(scale=DPI / 72, grayscale=True).to_pil().convert("L")


def signed(picture: Any, place: SignaturePlace) -> Any:
    """The same with a stroke of a pen in the place."""
    left, top = place.area.left + 5, place.area.top + 3
    points = [(0, 8), (12, 1), (20, 12), (38, 4)]
    copy = picture.copy()
    ImageDraw.Draw(copy).line([((left + x) * DOTS, (top + y) * DOTS) for x, y in points], fill=70, width=3)
    return copy


def with_code(picture: Any, text: str) -> Any:
    """The same with another code in the place of its own; none for an empty text."""
    copy, side = picture.copy(), MODULE_MM * MODULES * DOTS
    left, top = LEFT_MM * DOTS, copy.height - BOTTOM_MM * DOTS - side
    draw = ImageDraw.Draw(copy)
    draw.rectangle((left - 8, top - 8, left + side + 8, top + side + 8), fill=255)
    if text:
        module = MODULE_MM * DOTS
        for y, row in enumerate(segno.make_qr(text, version=2, error="m").matrix):
            for x, is_dark in enumerate(row):
                if is_dark:
                    at = left + x * module, top + y * module
                    draw.rectangle((*at, at[0] + module - 1, at[1] + module - 1), fill=0)
    return copy


def worn(picture: Any, turn: float, seed: int) -> Any:
    """The same as it comes out of a scanner: turned by so many degrees, grey, with noise and a staple hole."""
    rng = random.Random(seed)
    copy = picture.copy()
    hole = rng.uniform(8, 14) * DOTS
    ImageDraw.Draw(copy).ellipse((hole, hole, hole + 9, hole + 9), fill=30)
    turned = copy.rotate(turn, expand=True, fillcolor=250, resample=Image.Resampling.BILINEAR)
    noise = Image.effect_noise(turned.size, 50)
    return Image.blend(turned, noise, 0.15).filter(ImageFilter.GaussianBlur(0.5))


def stacked(pictures: Sequence[Any], target: Path) -> Path:
    """All of them in one PDF, as a scanner with a feeder writes it."""
    first, *others = pictures
    first.save(target, save_all=True, append_images=others, resolution=DPI)
    return target
