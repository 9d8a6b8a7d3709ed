"""Addresses are broken and sized to fit the window, or refused with the reason."""

from hypothesis import given
from hypothesis import strategies as st

from letterbook.composing.address_block import SIZES_PT, AddressBlock, DoesNotFit, fit
from letterbook.fonts import width_mm
from letterbook.windows import WINDOWS

DIN_B = WINDOWS["din-b"]


def test_what_fits_is_left_as_it_was_written() -> None:
    lines = ("The Secretary-General", "United Nations", "405 East 42nd Street", "New York, NY 10017")
    assert fit(lines, DIN_B, width_mm) == AddressBlock(lines, 11.0)


def test_a_long_name_is_parted_after_a_comma_before_anything_is_made_smaller() -> None:
    name = "United Nations Educational, Scientific and Cultural Organization"
    block = fit((name, "7 place de Fontenoy"), DIN_B, width_mm)
    assert block == AddressBlock(
        ("United Nations Educational,", "Scientific and Cultural Organization", "7 place de Fontenoy"), 11.0
    )


def test_seven_lines_are_set_smaller_only_if_that_saves_a_line() -> None:
    found = fit(tuple(f"Line {number}" for number in range(7)), DIN_B, width_mm)
    assert isinstance(found, DoesNotFit)
    assert (found.too_wide, len(found.lines)) == (None, 7)


def test_a_word_wider_than_the_window_is_named() -> None:
    word = "W" * 60
    found = fit(("Someone", word), DIN_B, width_mm)
    assert isinstance(found, DoesNotFit)
    assert found.too_wide == word
    assert found.width > DIN_B.text_width


@given(st.lists(st.text(st.sampled_from("abc ,ğŞW"), min_size=1, max_size=120), min_size=1, max_size=8))
def test_nothing_is_lost_and_what_fits_really_fits(lines: list[str]) -> None:
    found = fit(lines, DIN_B, width_mm)
    assert "".join("".join(found.lines).split()) == "".join("".join(lines).split())
    if isinstance(found, AddressBlock):
        assert found.size_pt in SIZES_PT
        assert len(found.lines) <= DIN_B.lines
        assert all(width_mm(line, found.size_pt) <= DIN_B.text_width for line in found.lines)
