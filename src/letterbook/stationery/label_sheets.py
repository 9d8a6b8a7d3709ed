"""Sheets of labels: how many, how large, and where each lies.

Sizes and counts are the maker's (Avery; Avery Zweckform), as they stand on the boxes. Margins and pitches were compared with
LibreOffice's catalogue of labels (share/labels/labels.xml, MPL 2.0): all are within 0.5 mm of it, and of a sheet that is cut
in the middle of its paper. A sheet may be cut 1 to 2 mm off, and printers draw it in as far off: hence the test page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from letterbook.envelope_windows import PAPERS, Area

_INCH = 25.4
_CLEAR, _CLEAR_US = (3.0, 3.0), (3.175, 2.0)
"""Between an address and the edges of its label at its sides, and above and below: Deutsche Post wants 3 mm; the USPS wants an
eighth and a twenty-fifth of an inch, and labels of an inch have no room for more."""


@dataclass(frozen=True)
class LabelSheet:
    """A sheet of labels on this paper. Lengths are mm; `pitch` is from one label to the next, across and down."""

    name: str
    paper: str
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    pitch: tuple[float, float]
    source: str
    clear: tuple[float, float] = _CLEAR

    @property
    def count(self) -> int:
        return self.columns * self.rows

    def label(self, number: int) -> Area:
        """The label with this number, from 0, line by line from the top left."""
        row, column = divmod(number % self.count, self.columns)
        across, down = self.pitch
        return Area(self.left + column * across, self.top + row * down, self.width, self.height)

    def labels(self) -> Iterator[Area]:
        """All of them, in the order of their numbers."""
        return map(self.label, range(self.count))

    def room(self, number: int) -> Area:
        """Where an address may stand on this label."""
        label, (aside, above) = self.label(number), self.clear
        return Area(label.left + aside, label.top + above, label.width - 2 * aside, label.height - 2 * above)


def _inches(
    name: str, columns: int, rows: int, size: tuple[float, float], left: float, across: float
) -> LabelSheet:
    """A sheet of Letter paper whose labels meet above each other and begin half an inch down."""
    width, height = size[0] * _INCH, size[1] * _INCH
    pitch = (across * _INCH, height)
    source = f"Avery {name}: {rows * columns} labels, {size[0]} x {size[1]} inches"
    return LabelSheet(
        name, "Letter", columns, rows, width, height, left * _INCH, 0.5 * _INCH, pitch, source, _CLEAR_US
    )


LABEL_SHEETS: Mapping[str, LabelSheet] = MappingProxyType(
    {
        sheet.name: sheet
        for sheet in (
            LabelSheet("L7160", "A4", 3, 7, 63.5, 38.1, 7.21, 15.15, (66.04, 38.1), "Avery L7160: 21 labels, 63.5 x 38.1 mm"),
            LabelSheet("L7161", "A4", 3, 6, 63.5, 46.6, 7.21, 8.8, (66.04, 46.6), "Avery L7161: 18 labels, 63.5 x 46.6 mm"),
            LabelSheet("L7163", "A4", 2, 7, 99.1, 38.1, 4.65, 15.15, (101.6, 38.1), "Avery L7163: 14 labels, 99.1 x 38.1 mm"),
            LabelSheet("L7165", "A4", 2, 4, 99.1, 67.7, 4.65, 13.1, (101.6, 67.7), "Avery L7165: 8 labels, 99.1 x 67.7 mm"),
            # Without margins at the sides; LibreOffice has 37.1 mm, the eighth part of the sheet.
            LabelSheet("3474", "A4", 3, 8, 70, 37, 0, 0.5, (70, 37), "Avery Zweckform 3474: 24 labels, 70 x 37 mm"),
            LabelSheet("3475", "A4", 3, 8, 70, 36, 0, 4.5, (70, 36), "Avery Zweckform 3475: 24 labels, 70 x 36 mm"),
            _inches("5160", 3, 10, (2.625, 1), 0.1875, 2.75),
            _inches("5161", 2, 10, (4, 1), 0.15625, 4.1875),
            _inches("5163", 2, 5, (4, 2), 0.15625, 4.1875),
        )
    }
)  # fmt: skip
"""By the number on the box."""


def sheet_size(sheet: LabelSheet) -> tuple[float, float]:
    """Width and height of the sheet's paper, in mm."""
    paper = PAPERS[sheet.paper]
    return paper.width, paper.height
