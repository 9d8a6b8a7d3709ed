"""Envelopes have the sizes of their norms, and sender and address where the posts want them."""

from __future__ import annotations

import pytest

from letterbook.envelope_windows import PAPERS, Area
from letterbook.model.post import Feed
from letterbook.stationery.envelopes import ENVELOPES, STAMP_WIDTH, Envelope, fed

SIZES = {
    "C6": (162, 114),
    "DL": (220, 110),
    "C6/5": (229, 114),
    "C5": (229, 162),
    "C4": (324, 229),
    "B4": (353, 250),
    "US #10": (9.5 * 25.4, 4.125 * 25.4),
    "Monarch": (7.5 * 25.4, 3.875 * 25.4),
}


def test_the_sizes_are_those_of_the_norms() -> None:
    assert list(ENVELOPES) == list(SIZES)
    for name, size in SIZES.items():
        assert (ENVELOPES[name].width, ENVELOPES[name].height) == pytest.approx(size)


@pytest.mark.parametrize("envelope", ENVELOPES.values(), ids=ENVELOPES)
def test_sender_and_address_keep_clear_of_stamp_and_bar_code(envelope: Envelope) -> None:
    sender, address = envelope.sender, envelope.address
    assert sender.right < envelope.width - STAMP_WIDTH
    assert sender.bottom < 40 <= address.top
    assert address.left > 15
    assert address.right <= envelope.width - 15
    assert address.bottom <= envelope.height - 15
    assert envelope.width - address.left <= 140, "the machines of the post begin to look there"
    assert 85 <= address.width <= 100
    assert address.height >= 33, "eight lines"


@pytest.mark.parametrize("name", ["US #10", "Monarch"])
def test_the_american_reader_sees_the_whole_address(name: str) -> None:
    envelope = ENVELOPES[name]
    from_foot = envelope.height - envelope.address.top, envelope.height - envelope.address.bottom
    assert 2.75 * 25.4 >= from_foot[0] > from_foot[1] >= 0.625 * 25.4 - 1e-9


@pytest.mark.parametrize(
    ("feed", "corner", "address"),
    [
        (Feed("top"), (0, 0), Area(110, 55, 95, 35)),
        (Feed("left"), (110, 0), Area(20, 110, 35, 95)),
        (Feed("bottom"), (220, 110), Area(15, 20, 95, 35)),
        (Feed("right"), (0, 220), Area(55, 15, 35, 95)),
        (Feed("right", "centre"), (50, 220), Area(105, 15, 35, 95)),
        (Feed("left", "right"), (210, 0), Area(120, 110, 35, 95)),
        (Feed("left", "left"), (110, 0), Area(20, 110, 35, 95)),
    ],
)
def test_the_edge_that_goes_in_first_is_the_top_of_the_page(
    feed: Feed, corner: tuple[float, float], address: Area
) -> None:
    page = fed(ENVELOPES["DL"], feed, PAPERS["A4"])
    assert page.corner == corner
    assert page.placed(ENVELOPES["DL"].address) == address
    is_alone = feed.lying == "alone"
    assert (page.page_width, page.page_height) == (
        ((220, 110) if feed.first in ("top", "bottom") else (110, 220)) if is_alone else (210, 297)
    )


def test_an_envelope_wider_than_its_sheet_is_refused() -> None:
    with pytest.raises(ValueError, match="DL"):
        fed(ENVELOPES["DL"], Feed("top", "left"), PAPERS["A4"])
