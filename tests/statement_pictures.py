"""A statement with pictures, for the tests of what becomes of them."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image, ImageDraw

STATEMENTS = "statements/january-20"
TEXT = """
![Bars that rise from left to right](pictures/chart.png "Figure 1. The \\"growth\\" of six years")

A paragraph between the pictures.

![A circle with a line across](pictures/plan.svg)

- An item

  ![The same bars as a photograph](pictures/photo.jpg "In an item")

> Quoted words.
>
> ![Bars that are half seen](pictures/alpha.png)

The last paragraph.
"""
ALTS = (
    "Bars that rise from left to right",
    "A circle with a line across",
    "The same bars as a photograph",
    "Bars that are half seen",
)
PLAN = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><rect width="300" height="200" fill="#eef"/>'
    '<circle cx="150" cy="100" r="80" fill="none" stroke="#a00" stroke-width="{}"/>'
    '<path d="M20 180 L280 20" stroke="#060" stroke-width="4"/></svg>'
)


def bars(count: int = 6, size: tuple[int, int] = (1200, 700)) -> Image.Image:
    """So many bars that rise from left to right."""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    wide, high = size[0] // (2 * count + 1), size[1] // (count + 1)
    for bar in range(count):
        left = wide * (2 * bar + 1)
        draw.rectangle((left, size[1] - high * (bar + 1), left + wide, size[1]), fill=(30 * bar, 80, 160))
    return image


def saved(image: Image.Image, kind: str = "PNG") -> bytes:
    """The picture as a file."""
    file = io.BytesIO()
    image.save(file, kind)
    return file.getvalue()


def half_seen(image: Image.Image) -> Image.Image:
    """The picture, through which the paper shines."""
    image = image.convert("RGBA")
    image.putalpha(128)
    return image


def put_pictures(workspace: Path, text: str = TEXT) -> None:
    """Puts the text behind the statement in each of its languages, and the pictures beside it."""
    folder = workspace / STATEMENTS / "pictures"
    folder.mkdir(exist_ok=True)
    (folder / "chart.png").write_bytes(saved(bars()))
    (folder / "photo.jpg").write_bytes(saved(bars(), "JPEG"))
    (folder / "alpha.png").write_bytes(saved(half_seen(bars())))
    (folder / "plan.svg").write_text(PLAN.format(6), encoding="utf-8")
    for file in folder.parent.glob("*.md"):
        with file.open("a", encoding="utf-8") as opened:
            opened.write(text)
