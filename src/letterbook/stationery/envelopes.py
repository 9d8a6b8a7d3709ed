"""Envelopes without a window: their sizes, where sender and address stand, and how a printer takes them in.

Where the address stands follows what the posts agree on. It is parallel to the long edge, 40 mm from the top, at least 15 mm
from the other edges, and begins at most 140 mm from the right edge (bpost, Masspost guide, section 1; Austrian and German
post: sender above 40 mm, stamp 74 mm wide on the right, 15 mm at the foot for the post's bar code). An American reader sees
what is between 5/8 and 2 3/4 inches from the foot, 1/2 inch from the sides (USPS, DMM 202, 2.1). No line of it is longer than
100 mm (Deutsche Post, on what its machines read).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from letterbook.envelope_windows import Area, Paper
from letterbook.model.post import Edge, Feed

STAMP_WIDTH, HEAD_HEIGHT, FREE_EDGE, FARTHEST, LONGEST_LINE = 74.0, 40.0, 15.0, 140.0, 100.0
"""mm: what the stamp takes on the right, the zone of sender and stamp, the free edges, how far from the right edge an address
may begin, and its longest line."""
_OCR_HIGH, _OCR_LOW = 69.85, 15.875
_BLOCK_HEIGHT = 35.0
"""Of an address: eight lines at 12.3 pt."""
_SENDER_EDGE = 10.0


@dataclass(frozen=True)
class Envelope:
    """An envelope as its address is read: the long edge across. Measures are mm from its top-left corner.

    `grams` is what it weighs in paper of 80 to 120 g/m², as it is sold.
    """

    name: str
    width: float
    height: float
    grams: float
    source: str

    @property
    def sender(self) -> Area:
        """Where the sender stands: left of the stamp, above the address."""
        return Area(
            _SENDER_EDGE,
            _SENDER_EDGE,
            self.width - STAMP_WIDTH - 2 * _SENDER_EDGE,
            HEAD_HEIGHT - _SENDER_EDGE - 2,
        )

    @property
    def address(self) -> Area:
        """Where address and note on delivery stand: in the right half, from the middle down."""
        right = self.width - FREE_EDGE
        left = min(max(self.width / 2, self.width - FARTHEST), right - 85)
        top = max(self.height / 2, HEAD_HEIGHT, self.height - _OCR_HIGH if self.is_american else 0)
        bottom = self.height - (_OCR_LOW if self.is_american else FREE_EDGE)
        return Area(left, top, min(right - left, LONGEST_LINE), min(bottom - top, _BLOCK_HEIGHT))

    @property
    def is_american(self) -> bool:
        return self.name in _AMERICAN


_AMERICAN = ("US #10", "Monarch")

ENVELOPES: Mapping[str, Envelope] = MappingProxyType(
    {
        envelope.name: envelope
        for envelope in (
            # ISO 269 and DIN 678-1 have these sizes; typovia.at, "DIN lang", as in envelope_windows.
            Envelope("C6", 162, 114, 3.5, "ISO 269: 114 x 162 mm"),
            Envelope("DL", 220, 110, 4.5, "ISO 269: 110 x 220 mm"),
            Envelope("C6/5", 229, 114, 5, "DIN 678-1: 114 x 229 mm"),
            Envelope("C5", 229, 162, 7, "ISO 269: 162 x 229 mm"),
            Envelope("C4", 324, 229, 17, "ISO 269: 229 x 324 mm"),
            Envelope("B4", 353, 250, 23, "ISO 269: 250 x 353 mm"),
            # 4 1/8 x 9 1/2 and 3 7/8 x 7 1/2 inches: the trade's sizes (USPS, Business Mail 101, names both).
            Envelope("US #10", 241.3, 104.775, 6.5, "4 1/8 x 9 1/2 inches"),
            Envelope("Monarch", 190.5, 98.425, 4.5, "3 7/8 x 7 1/2 inches"),
        )
    }
)  # fmt: skip
"""By the name that an office gives."""


_TURNS: Mapping[Edge, int] = MappingProxyType({"top": 0, "left": 90, "bottom": 180, "right": 270})


@dataclass(frozen=True)
class FedPage:
    """A page as the printer takes it in: its size, and where the envelope lies on it. `turn` is in degrees clockwise; `left` and
    `top` are of the envelope as it lies, `width` and `height` too.
    """

    page_width: float
    page_height: float
    left: float
    top: float
    width: float
    height: float
    turn: int

    @property
    def corner(self) -> tuple[float, float]:
        """Where on the page the envelope's own top-left corner is, as its address is read."""
        return self.left + (self.width if self.turn in (90, 180) else 0), self.top + (
            self.height if self.turn in (180, 270) else 0
        )

    def placed(self, area: Area) -> Area:
        """Where this area of the envelope, as its address is read, is on the page."""
        match self.turn:
            case 0:
                x, y, wide, high = area.left, area.top, area.width, area.height
            case 90:
                x, y, wide, high = self.width - area.bottom, area.left, area.height, area.width
            case 180:
                x, y, wide, high = self.width - area.right, self.height - area.bottom, area.width, area.height
            case _:
                x, y, wide, high = area.top, self.height - area.right, area.height, area.width
        return Area(self.left + x, self.top + y, wide, high)


def fed(envelope: Envelope, feed: Feed, sheet: Paper) -> FedPage:
    """The page on which this envelope is printed: the edge that goes in first is its top. The `sheet` is what the printer takes
    an envelope for that does not lie alone. Raises ValueError for an envelope that such a sheet is too small for.
    """
    turn = _TURNS[feed.first]
    sizes = (envelope.width, envelope.height)
    width, height = sizes if turn % 180 == 0 else sizes[::-1]
    if feed.lying == "alone":
        return FedPage(width, height, 0, 0, width, height, turn)
    if width > sheet.width or height > sheet.height:
        raise ValueError(envelope.name)
    left = {"left": 0.0, "centre": (sheet.width - width) / 2, "right": sheet.width - width}[feed.lying]
    return FedPage(sheet.width, sheet.height, left, 0, width, height, turn)
