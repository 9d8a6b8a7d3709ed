"""Envelope windows: where on the sheet an address must stand. Millimetres from the top-left corner of the sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

PITCH_PT = 12.3
"""From one address line to the next where there is room: the sixth stands 25.2 mm below the top, so that DL and C6/C5 show it in
form B wherever the sheet slides."""
_LEAST_PITCH_PT = 9.45
"""That of the smallest type that sorting machines read with certainty, 8.5 pt."""
USUAL_LINES, _MOST_LINES = 6, 7
"""Of an address: DIN 5008 has room for six; seven stand there in smaller type."""

_USUAL_MM = USUAL_LINES * PITCH_PT / 72 * 25.4


def pitch_within(height: float, lines: int) -> float:
    """From one line to the next, in pt, where so many stand in this height in mm: PITCH_PT, or less where they must."""
    return min(PITCH_PT, int(height / 25.4 * 72 / max(lines, 1) * 20) / 20)


Certainty = Literal["norm", "tools", "usage"]
"""How sure a preset's measures are: `norm`, two independent readings of the norm agree; `tools`, as one widely used
program has them; `usage`, the sources disagree or are no norm, and one envelope should be tried first."""


@dataclass(frozen=True)
class Area:
    """A rectangle on the sheet, in mm."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    def common(self, other: Area) -> Area:
        """What the two have in common."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        return Area(left, top, min(self.right, other.right) - left, min(self.bottom, other.bottom) - top)


@dataclass(frozen=True)
class Paper:
    """A size of sheet, in mm."""

    name: str
    width: float
    height: float


PAPERS: Mapping[str, Paper] = MappingProxyType(
    {paper.name: paper for paper in (Paper("A4", 210, 297), Paper("Letter", 215.9, 279.4))}
)


@dataclass(frozen=True)
class Window:
    """Where the window of an envelope shows the sheet, and the marks at the sheet's left edge.

    `field` is what the window may show: nothing but the return line, the note on delivery and the address stands
    there. `address` is where the address stands; return line and note end above it.
    `sure_widths` are how much of its width the envelopes show wherever the sheet slides, the narrowest first.
    `reference_line` is where the text of the letter begins. `source` names the rule.
    """

    name: str
    paper: str
    field: Area
    address: Area
    fold_marks: tuple[float, ...]
    punch_mark: float | None
    reference_line: float
    source: str
    certainty: Certainty
    sure_widths: tuple[float, ...] = ()

    @property
    def lines(self) -> int:
        """So many lines an address may have: what has room in the smallest type."""
        return min(_MOST_LINES, int(self.address.height / 25.4 * 72 / _LEAST_PITCH_PT))

    @property
    def returning(self) -> Area:
        """Where return line and note on delivery stand: between the field's upper border and the address."""
        return Area(self.address.left, self.field.top, self.address.width, self.address.top - self.field.top)

    def pitch_pt(self, lines: int) -> float:
        """From one address line to the next, in pt, where there are so many: PITCH_PT, or less where they must.

        Seven take no more height than six, so that they are seen where six are.
        """
        height = self.address.height
        return pitch_within(min(height, _USUAL_MM) if lines > USUAL_LINES else height, lines)


IN_C6C5, IN_DL = 63.5, 72.5
"""What is seen of lines that begin 25 mm from the left, in an envelope with the window of DIN 680 that is as far off as it may
be (DIN 680:2008-02, 4.1): of C6/C5 to 88.5 mm, of DL to 97.5 mm."""


def _din(name: str, top: float, folds: tuple[float, ...], reference_line: float, source: str) -> Window:
    """A form of DIN 5008: field 85 x 45 mm, its first 17.7 mm for return line and notes, text 5 mm further in."""
    field, address = Area(20, top, 85, 45), Area(25, top + 17.7, 80, 27.3)
    return Window(name, "A4", field, address, folds, 148.5, reference_line, source, "norm", (IN_C6C5, IN_DL))


PRESETS: Mapping[str, Window] = MappingProxyType(
    {
        window.name: window
        for window in (
            _din("din-b", 45, (105, 210), 98.5, "DIN 5008, form B; KOMA-Script DIN5008B.lco"),
            _din("din-a", 27, (87, 192), 80.5, "DIN 5008, form A; KOMA-Script DIN5008A.lco, DINmtext.lco"),
            Window(
                "sn-left", "A4", Area(20, 35.5, 100, 45), Area(25, 60, 82.5, 20.5), (105, 210), None, 89,
                "SN 010130, window left: the field of KOMA-Script SNleft.lco; the address only where Swiss Post’s"
                " print service shows it too, x 22–107.5, y 60–85.5", "usage",
            ),
            Window(
                "sn-right", "A4", Area(112, 45, 90, 45), Area(117, 62.7, 85, 27.3), (105, 210), None, 98.5,
                "SN 010130, window right: KOMA-Script SN.lco; the field is divided as in DIN 5008", "tools",
            ),
            Window(
                "nf-right", "A4", Area(100, 35, 100, 53), Area(110, 55, 85, 25), (99, 198), None, 99,
                "NF Z 11-001: KOMA-Script NF.lco has y 35–80 and the French post’s print services y 55–88; the"
                " address only where both agree, x 110–195, y 55–80", "usage",
            ),
            Window(
                "us-10", "Letter", Area(17.5, 50.8, 114.3, 33.3), Area(25, 60.8, 86, 20.2), (95.25, 187.3), None,
                87.3,
                "US envelope #10: KOMA-Script UScommercial9.lco, 1/8 inch clear on all sides as the USPS asks, and"
                " what stays in view while the sheet slides", "usage", (83.5,),
            ),
            Window(
                "uk-dl", "A4", Area(10, 48, 100, 44), Area(25, 60, 75, 26.5), (105, 210), None, 98.5,
                "the trade’s window for DL, 35 x 90 mm, 20 mm from the left, 18 mm from the foot; no norm", "usage", (IN_DL,),
            ),
            Window(
                "cis-right", "A4", Area(100, 40, 108, 58), Area(120.5, 56.6, 79.5, 26.4), (105, 210), None, 98.5,
                "the trade’s window on the right of E65 and C65 (GOST R 51506-99 has their sizes, not their windows): 45 x 90 mm,"
                " 20 mm from the right, 15 or 20 mm from the foot; no norm", "usage", (67,),
            ),
            replace(
                _din("none", 45, (), 98.5, "no window: the address stands where form B has it, without marks"),
                punch_mark=None,
            ),
        )
    }
)  # fmt: skip
"""What an office may choose, by name."""

UNIVERSAL = Area(25, 63, 66, 22.5)
"""What stays in view in DL and in C6/C5 envelopes with a window of DIN 680 (90 x 45 mm, 20 mm from the left, 15 mm from
the foot) and in the British DL, wherever the sheet slides when it is folded at 105 mm."""


def _universal(presets: Iterable[Window]) -> dict[str, Window]:
    """The presets whose address area holds the whole UNIVERSAL, confined to it."""
    return {
        window.name: replace(
            window,
            name=f"{window.name}-universal",
            address=UNIVERSAL,
            sure_widths=(IN_C6C5,),
            source=f"{window.source}; what all common windows show",
        )
        for window in presets
        if window.address.common(UNIVERSAL) == UNIVERSAL
    }


_BY_PRESET = MappingProxyType(_universal(PRESETS.values()))

WINDOWS: Mapping[str, Window] = MappingProxyType(
    {**PRESETS, **{window.name: window for window in _BY_PRESET.values()}}
)
"""The presets, and those that `universal: true` makes of some of them."""


def confined(preset: str) -> str:
    """The name in WINDOWS of this preset with its address where all common windows show it; itself where none can."""
    return _BY_PRESET[preset].name if preset in _BY_PRESET else preset
