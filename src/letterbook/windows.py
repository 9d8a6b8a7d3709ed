"""Envelope windows: where on the sheet an address must stand. Millimetres from the top-left corner of the sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Window:
    """An address field with its return line, and the marks at the sheet's left edge.

    The field is `width` x `height` at (`left`, `top`). Its first `return_zone` belong to the return line, the rest to
    at most `lines` lines of address; text keeps `inset` from the field's left edge. `source` names the rule.
    """

    name: str
    left: float
    top: float
    width: float
    height: float
    return_zone: float
    inset: float
    lines: int
    fold_marks: tuple[float, ...]
    punch_mark: float | None
    reference_line: float
    source: str

    @property
    def text_width(self) -> float:
        """What a line of the address may measure, in mm."""
        return self.width - self.inset

    @property
    def address_top(self) -> float:
        """Where the zone of the address lines begins, in mm from the top of the sheet."""
        return self.top + self.return_zone


WINDOWS: Mapping[str, Window] = MappingProxyType(
    {
        window.name: window
        for window in (
            Window(
                "din-b", 20, 45, 85, 45, 17.7, 5, 6, (105, 210), 148.5, 98.5,
                "DIN 5008, form B; KOMA-Script DIN5008B.lco",
            ),
            Window(
                "din-a", 20, 27, 85, 45, 17.7, 5, 6, (87, 192), 148.5, 80.5,
                "DIN 5008, form A; KOMA-Script DIN5008A.lco",
            ),
            Window(
                "none", 20, 45, 85, 45, 17.7, 5, 6, (), None, 98.5,
                "no window: the address stands where form B has it, without marks",
            ),
        )
    }
)  # fmt: skip
