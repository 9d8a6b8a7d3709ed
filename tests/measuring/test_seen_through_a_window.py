"""What is seen through an envelope's window, reckoned by hand."""

from __future__ import annotations

import pytest
from pages_of_known_figures import parts
from typesetting.envelopes import ENVELOPES, Cut, address_lines, cut_by_envelope

from letterbook.envelope_windows import Area

BY_NAME = {envelope.name: envelope for envelope in ENVELOPES}


@pytest.mark.parametrize(
    ("envelope", "right", "bottom"),
    # A C6/C5 may be 230.5 wide, and its window end at 109: a sheet of 210 slides by 20.5, which leaves 88.5 of it in view.
    # Folded at 104 instead of 105, with a window 16 from the foot, 88 of its height are in view.
    [("DL", 97.5, 88), ("C6/C5", 88.5, 88), ("C5", 88.5, 86.5), ("C4", 88.5, 84)],
)
def test_what_is_seen_in_the_worst_case(envelope: str, right: float, bottom: float) -> None:
    seen = BY_NAME[envelope].seen("din-b")
    assert (seen.left, seen.right, seen.bottom) == pytest.approx((21, right, bottom))


def test_form_a_lies_higher_on_the_sheet_by_as_much_as_it_is_folded() -> None:
    b, a = BY_NAME["DL"].seen("din-b"), BY_NAME["DL"].seen("din-a")
    assert (b.top - a.top, b.bottom - a.bottom) == pytest.approx((18, 18))


def test_lines_that_are_cut_are_counted() -> None:
    body = "".join(f'<p style="width: auto">{line}</p>' for line in ("nnnnnnnnnn", "nnnn", "nnnn"))
    [part] = parts(body, "@page { size: A4; margin: 65mm 10mm 10mm 25mm }")
    lines = address_lines(part, "din-b")
    assert len(lines) == 3
    cut = Cut()
    cut.add(lines, Area(21, 50, 100, 50))
    assert cut.summary() == {
        "addresses": 1, "cut at the right": 0, "last line cut below": 0, "cut at the left": 0, "cut above": 0,
        "lines cut": 0,
    }  # fmt: skip
    cut.add(lines, Area(21, 50, 14, 28))
    assert (cut.right, cut.below, cut.cut_lines) == (1, 1, 2)
    cut.add(lines, Area(30, 67.5, 100, 50))
    assert (cut.left, cut.above) == (1, 1)
    found = cut_by_envelope({"din-b": [lines]})
    assert {name: each.addresses for (_, name), each in found.items()} == {
        "DL": 1,
        "C6/C5": 1,
        "C5": 1,
        "C4": 1,
    }
