"""By what a picture is known again in a finished file: its dots, and what is seen of it from afar."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from io import BytesIO

from PIL import Image

from letterbook.sources.documents import raster_pictures

_SIDE = 24
_SMOOTHING, _UNLIKE = 10, 70
"""So much grey (of 255) two pictures of one thing differ in the mean, and so much in a field, by how edges are drawn."""


@lru_cache(maxsize=64)
def dots_print(data: bytes) -> str:
    """The same for two pictures of the same dots; what is transparent is no part of it. Of another file than PNG its own."""
    if raster_pictures.format_of(data) != "PNG":
        return hashlib.sha256(data).hexdigest()
    with Image.open(BytesIO(data)) as image:
        whole = image.convert("RGB") if image.mode in ("1", "P") else image
        plain = whole.convert(whole.mode[:-1]) if whole.mode in ("RGBA", "LA") else whole
        return dots_print_of(plain.size, plain.tobytes())


def dots_print_of(size: tuple[int, int], dots: bytes) -> str:
    """That of a picture of this width and height, of which the dots are known."""
    return hashlib.sha256(b"%d %d " % size + dots).hexdigest()


@lru_cache(maxsize=64)
def look(data: bytes) -> str:
    """What is seen of a picture on white paper, from afar; nothing of what is no picture of dots."""
    if raster_pictures.format_of(data) is None:
        return ""
    with Image.open(BytesIO(data)) as image:
        seen = image.convert("RGBA")
        return look_of(Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen))


def look_of(image: Image.Image, box: tuple[float, float, float, float] | None = None) -> str:
    """That of an open picture, or of a part of it: left, top, right and bottom in dots."""
    small = image.convert("L").resize((_SIDE, _SIDE), Image.Resampling.BOX, box=box)
    return small.tobytes().hex()


def look_alike(mine: str, theirs: str) -> bool:
    """Whether two looks are those of one picture."""
    if len(mine) != len(theirs):
        return False
    differences = [
        abs(here - there) for here, there in zip(bytes.fromhex(mine), bytes.fromhex(theirs), strict=True)
    ]
    return sum(differences) <= _SMOOTHING * len(differences) and max(differences, default=0) <= _UNLIKE
