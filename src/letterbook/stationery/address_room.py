"""A place where an address may stand, on an envelope or a label: how wide, how high, and how many lines of it."""

from __future__ import annotations

from dataclasses import dataclass

from letterbook.envelope_windows import Area, pitch_within

MOST_LINES = 8
"""Of an address where no window limits it: a reader of the post takes the block for an address up to here."""


@dataclass(frozen=True)
class AddressRoom:
    """Where an address stands, on a page of which it is measured in mm from the top-left corner."""

    address: Area
    lines: int = MOST_LINES
    sure_widths: tuple[float, ...] = ()

    def pitch_pt(self, lines: int) -> float:
        """From one line to the next, in pt, where there are so many."""
        return pitch_within(self.address.height, lines)
