"""Sheets of labels are as their makers and other programs have them, and lie in the middle of their paper."""

from __future__ import annotations

import pytest

from letterbook.stationery.label_sheets import LABEL_SHEETS, LabelSheet, sheet_size

LIBREOFFICE = {
    "L7160": "6604;3810;6350;3810;720;1515;3;7",
    "L7161": "6604;4660;6350;4660;721;882;3;6",
    "L7163": "10164;3810;9910;3810;467;1515;2;7",
    "L7165": "10164;6770;9910;6770;467;1304;2;4",
    "3474": "7000;3710;7000;3710;0;0;3;8",
    "3475": "7000;3600;7000;3600;0;443;3;8",
    "5160": "6985;2540;6668;2540;478;1270;3;10",
    "5161": "10636;2540;10160;2540;396;1270;2;10",
    "5163": "10636;5080;10160;5080;396;1270;2;5",
}
"""Of share/labels/labels.xml in LibreOffice 7.4: pitch across and down, width, height, left, top, columns, rows; 0.01 mm."""


def corners(
    pitch: tuple[float, float], left: float, top: float, columns: int, rows: int
) -> list[tuple[float, float]]:
    return [(left + c * pitch[0], top + r * pitch[1]) for r in range(rows) for c in range(columns)]


@pytest.mark.parametrize("name", LABEL_SHEETS)
def test_every_label_lies_where_another_program_has_it(name: str) -> None:
    across, down, width, height, left, top, *counts = (
        int(part) / 100 for part in LIBREOFFICE[name].split(";")
    )
    columns, rows = (round(count * 100) for count in counts)
    theirs = corners((across, down), left, top, columns, rows)
    ours = [(label.left, label.top) for label in LABEL_SHEETS[name].labels()]
    assert len(ours) == len(theirs) == LABEL_SHEETS[name].count
    off = max(
        abs(a - b) for mine, other in zip(ours, theirs, strict=True) for a, b in zip(mine, other, strict=True)
    )
    assert off <= 0.5
    assert (LABEL_SHEETS[name].width, LABEL_SHEETS[name].height) == pytest.approx((width, height), abs=0.15)


@pytest.mark.parametrize("sheet", LABEL_SHEETS.values(), ids=LABEL_SHEETS)
def test_the_labels_lie_in_the_middle_and_never_on_each_other(sheet: LabelSheet) -> None:
    width, height = sheet_size(sheet)
    last = sheet.label(sheet.count - 1)
    assert sheet.left == pytest.approx(width - last.right, abs=0.5)
    assert sheet.top == pytest.approx(height - last.bottom, abs=0.5)
    assert sheet.pitch[0] >= sheet.width - 1e-9
    assert sheet.pitch[1] >= sheet.height - 1e-9
    assert sheet.room(0).width > 50
