"""The bars at the right edge of a printed sheet by which a machine that folds and fills knows which sheets make a letter (optical mark
recognition): what they say, and where they stand.

They are places in a row, the first nearest to the sheet's head; each has a bar or none. The pitch of a sixth of an inch is what such
machines read; the rest is the office's to enter in its machine. On the right no form has fold marks, and no hole is punched; every
window ends above the first bar.
"""

from __future__ import annotations

LENGTH_MM, THICKNESS_MM = 8.0, 0.5
EDGE_MM = 6.0
"""From the sheet's right edge to the bars. Printers leave 4.2 mm white."""
FIRST_MM, PITCH_MM = 112.0, 25.4 / 6
"""From the sheet's upper edge to the middle of the first bar, and from one to the next. Sheets are folded at 105 mm, and at 148.5."""
BESIDE_MM, BEYOND_MM = 2.0, 5.0
"""What stays white beside the bars, and before the first and behind the last one."""
PLACES = 8
COUNTED = 8
"""Sheets are counted from 0 up to this, and from 0 again."""

Marks = tuple[bool, ...]
"""For each place whether a bar stands there: gate, begin of a letter, end of a letter, the sheet's count in three (4, 2, 1), parity,
safety.
"""


def marks_of_sheet(count: int, *, is_first: bool, is_last: bool) -> Marks:
    """The bars of the sheet that is the first, or the last, of its letter, and behind so many others of its file."""
    told = (is_first, is_last, *(bool(count % COUNTED & bit) for bit in (4, 2, 1)))
    return (True, *told, sum(told) % 2 == 1, True)


def middle_mm(place: int) -> float:
    """From the sheet's upper edge to the middle of this place, from 0."""
    return FIRST_MM + place * PITCH_MM
