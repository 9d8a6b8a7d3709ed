"""What a person can read on paper: the smallest type, and how far ink has to stand out from what it is printed on."""

from __future__ import annotations

from typing import TypeAlias

Colour: TypeAlias = tuple[float, float, float]
"""Red, green and blue, each from 0 to 1."""

SMALLEST_PT = 6
LEAST_CONTRAST = 1.5
"""Of ink to ground, as WCAG 2.2 reckons it: #d3d3d3 on white has 1.5. A watermark is no text."""
WHITE: Colour = (1, 1, 1)


def contrast(ink: Colour, ground: Colour = WHITE) -> float:
    """Of two colours, from 1 to 21 (WCAG 2.2, contrast ratio)."""
    darker, lighter = sorted((_luminance(ink), _luminance(ground)))
    return (lighter + 0.05) / (darker + 0.05)


def covered(ink: Colour, cover: float, ground: Colour = WHITE) -> Colour:
    """The colour that is seen where ink covers so much of the ground, 0 to 1."""
    red, green, blue = (below + cover * (above - below) for above, below in zip(ink, ground, strict=True))
    return red, green, blue


def _luminance(colour: Colour) -> float:
    shares = zip((0.2126, 0.7152, 0.0722), map(_linear, colour), strict=True)
    return sum(share * part for share, part in shares)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
