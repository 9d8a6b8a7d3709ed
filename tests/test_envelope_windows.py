"""The windows show what they say, wherever the sheet slides in its envelope."""

from __future__ import annotations

from dataclasses import replace

import pytest

from letterbook.envelope_windows import PAPERS, PRESETS, UNIVERSAL, WINDOWS, Area, Window, confined

DIN_680 = (20, 15, 90, 45)
"""A window: from the left, from the foot, width, height, in mm."""
BRITISH = (20, 18, 90, 35)

ENVELOPES = {
    "DL, DIN 680": (220, 110, DIN_680, 105),
    "C6/C5, DIN 680": (229, 114, DIN_680, 105),
    "DL, British": (220, 110, BRITISH, 105),
}
"""Width, height, window, and the height of the folded sheet."""


def always_shown(width: float, height: float, window: tuple[float, ...], folded: float) -> Area:
    """What the window shows of an A4 sheet wherever it slides: the window less the room that the sheet has."""
    left, foot, wide, high = window
    return Area(left, height - foot - high, wide - (width - 210), high - (height - folded))


@pytest.mark.parametrize("envelope", ENVELOPES)
def test_what_is_universal_is_always_shown(envelope: str) -> None:
    shown = always_shown(*ENVELOPES[envelope])
    assert shown.common(UNIVERSAL) == UNIVERSAL


def test_the_universal_area_could_not_be_wider() -> None:
    """C6/C5 ends at 91 mm."""
    assert always_shown(*ENVELOPES["C6/C5, DIN 680"]).right == UNIVERSAL.right == 91


def test_the_british_window_always_shows_its_address() -> None:
    address = WINDOWS["uk-dl"].address
    assert always_shown(*ENVELOPES["DL, British"]).common(address) == address


@pytest.mark.parametrize(("width", "height"), [(220, 110), (229, 114)], ids=["E65", "C65"])
@pytest.mark.parametrize("foot", [15, 20])
def test_a_window_on_the_right_always_shows_its_address(width: float, height: float, foot: float) -> None:
    """So much of it as addresses take that can be seen for sure."""
    window = WINDOWS["cis-right"]
    sure = replace(window.address, width=window.sure_widths[0])
    assert always_shown(width, height, (width - 110, foot, 90, 45), 105).common(sure) == sure


@pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS)
def test_a_window_is_drawn_sensibly(window: Window) -> None:
    paper = PAPERS[window.paper]
    assert 0 < window.field.left < window.field.right < paper.width
    assert window.field.bottom < window.reference_line < paper.height / 2
    assert window.field.top < window.address.top < window.address.bottom <= window.field.bottom + 0.01
    assert window.field.left < window.address.left < window.address.right <= window.field.right
    assert window.returning.height > 8.8, "return line and note on delivery need 8.8 mm"
    assert all(0 < mark < paper.height for mark in window.fold_marks)
    assert window.pitch_pt(6) >= 8.5 * 1.11, "six lines in the smallest type"


def test_where_din_5008_has_its_address() -> None:
    """Form B: 62.7 to 90 mm; form A: 44.7 to 72 mm."""
    for name, top in (("din-b", 62.7), ("din-a", 44.7)):
        address = WINDOWS[name].address
        assert (address.left, address.right) == (25, 105)
        assert address.top == pytest.approx(top)
        assert address.bottom == pytest.approx(top + 27.3)


def test_which_presets_can_be_universal() -> None:
    assert [name for name in PRESETS if confined(name) != name] == ["din-b", "uk-dl", "none"]
    assert all(WINDOWS[confined(name)].address == UNIVERSAL for name in ("din-b", "uk-dl", "none"))
    assert WINDOWS[confined("us-10")] is PRESETS["us-10"]
