"""What an envelope's window shows of an address in the worst case: the sheet slides, and everything is as far off as may be.

An envelope is larger than the folded sheet by some millimetres, and the sheet may lie anywhere in it. What the window shows
wherever it lies is the part of the sheet that is seen for sure. Millimetres from the top-left corner of the sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from letterbook.envelope_windows import PAPERS, WINDOWS, Area
from typesetting.page_text import Line, Part

_MM = 72 / 25.4
_HAIR = 0.05
"""mm that nobody sees."""
FOLD_OFF = 1.0
"""By how much a fold may be off, in mm: what careful hands and folding machines keep."""


@dataclass(frozen=True)
class Envelope:
    """An envelope with a window, in mm: its own size, the window's distance from the left and from the foot, and its size.

    `folded` is how high the sheet is in it, None where the presets' marks say where it is folded: then the panel with the
    address lies at the foot of a packet that is `packet` high.
    """

    name: str
    width: float
    height: float
    left: float
    foot: float
    window_width: float
    window_height: float
    sheet_width: float
    packet: float
    folded: float | None
    presets: tuple[str, ...]
    off: float
    """By how much the envelope may be off in each direction."""
    window_off: float
    """By how much the window may be off, in place or size."""
    source: str

    def seen(self, preset: str) -> Area:
        """What is seen for sure of a sheet made for this preset."""
        foot = self.folded or WINDOWS[preset].fold_marks[0]
        slide = self.width + self.off - self.sheet_width
        left = self.left + self.window_off
        right = self.left + self.window_width - self.window_off - slide
        high = foot - (0 if foot == PAPERS["A4"].height else FOLD_OFF)
        top = foot - self.packet + self.height + self.off - self.foot - self.window_height + self.window_off
        bottom = high - self.foot - self.window_off
        return Area(left, top, right - left, bottom - top)


_DIN_680 = "DIN 680:2008-02, 4.1: ± 1.5 mm outside, ± 1 mm for size and place of the window"
_FOLDED_TWICE = ("din-b", "din-b-universal", "din-a")

ENVELOPES = (
    Envelope("DL", 220, 110, 20, 15, 90, 45, 210, 105, None, _FOLDED_TWICE, 1.5, 1, _DIN_680),
    Envelope("C6/C5", 229, 114, 20, 15, 90, 45, 210, 105, None, _FOLDED_TWICE, 1.5, 1, _DIN_680),
    Envelope(
        "C5", 229, 162, 20, 60, 90, 45, 210, 148.5, 148.5, ("din-b", "din-b-universal"), 1.5, 1,
        f"{_DIN_680}; the window as the trade sells it: 60 mm from the foot (modulor.de, Versandtaschen)",
    ),
    Envelope(
        "C4", 229, 324, 20, 212, 90, 55, 210, 297, 297, ("din-b", "din-b-universal"), 1.5, 1,
        f"{_DIN_680}; the window as the trade sells it: 55 x 90 mm, 212 mm from the foot (modulor.de, Versandtaschen)",
    ),
    Envelope(
        "UK DL", 220, 110, 20, 18, 90, 35, 210, 105, None, ("uk-dl", "uk-dl-universal"), 1.5, 1,
        "the trade’s window, no norm; tolerances as in DIN 680",
    ),
    *(
        Envelope(
            f"{name} right, {foot}", width, height, width - 110, foot, 90, 45, 210, 105, None, ("cis-right",), 1.5, 1,
            "the trade’s window on the right, no norm; tolerances as in DIN 680",
        )
        for name, width, height in (("E65", 220, 110), ("C65", 229, 114))
        for foot in (15, 20)
    ),
    Envelope(
        "US #10", 241.3, 104.8, 22.2, 12.7, 114.3, 28.6, 215.9, 95.25, None, ("us-10",), 1.5, 1,
        "4 1/8 x 9 1/2 inch; window 1 1/8 x 4 1/2, 7/8 from the left, 1/2 from the foot; tolerances as in DIN 680",
    ),
)  # fmt: skip


@dataclass
class Cut:
    """Of how many addresses something is cut: of a line at the right or the left, of the last line below, of the first above."""

    addresses: int = 0
    right: int = 0
    left: int = 0
    below: int = 0
    above: int = 0
    cut_lines: int = 0

    def add(self, lines: Sequence[Line], seen: Area) -> None:
        """Looks at an address through the window."""
        self.addresses += 1
        too_far = [line for line in lines if line.right / _MM > seen.right + _HAIR]
        self.right += bool(too_far)
        self.left += any(line.left / _MM < seen.left - _HAIR for line in lines)
        below = [line for line in lines if line.bottom / _MM > seen.bottom + _HAIR]
        self.below += bool(below)
        self.above += any(line.top / _MM < seen.top - _HAIR for line in lines)
        self.cut_lines += len({line.baseline for line in (*too_far, *below)})

    def summary(self) -> dict[str, int]:
        """The figures by their names in the table."""
        return {
            "addresses": self.addresses,
            "cut at the right": self.right,
            "last line cut below": self.below,
            "cut at the left": self.left,
            "cut above": self.above,
            "lines cut": self.cut_lines,
        }


def address_lines(part: Part, preset: str) -> list[Line]:
    """The lines of the address on the first page, below return line and note on delivery."""
    room = WINDOWS[preset].address
    return [
        line
        for block in part.pages[0].blocks
        for line in block.lines
        if room.top < line.baseline / _MM < room.bottom + 1 and room.left - 1 < line.left / _MM < room.right
    ]


def cut_by_envelope(addresses: Mapping[str, Iterable[Sequence[Line]]]) -> dict[tuple[str, str], Cut]:
    """{preset: addresses as they were set for it} → what is cut in each envelope that the preset is for."""
    found: dict[tuple[str, str], Cut] = {}
    for preset, each in addresses.items():
        kept = list(each)
        for envelope in ENVELOPES:
            if preset in envelope.presets:
                cut = found.setdefault((preset, envelope.name), Cut())
                for lines in kept:
                    cut.add(lines, envelope.seen(preset))
    return found
