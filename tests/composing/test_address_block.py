"""Addresses are broken and sized to fit the window, or refused with the reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letterbook.composing.address_block import SIZES_PT, AddressBlock, DoesNotFit, fit_address
from letterbook.envelope_windows import WINDOWS, Area, Window
from letterbook.fonts import width_mm
from letterbook.stationery.address_room import AddressRoom

DIN_B = WINDOWS["din-b"]


def test_what_fits_is_left_as_it_was_written() -> None:
    lines = ("The Secretary-General", "United Nations", "405 East 42nd Street", "New York, NY 10017")
    assert fit_address(lines, DIN_B, width_mm) == AddressBlock(lines, 11.0)


def test_a_long_name_is_parted_after_a_comma_before_anything_is_made_smaller() -> None:
    name = "United Nations Educational, Scientific and Cultural Organization"
    block = fit_address((name, "7 place de Fontenoy"), DIN_B, width_mm)
    assert block == AddressBlock(
        ("United Nations Educational,", "Scientific and Cultural Organization", "7 place de Fontenoy"), 11.0
    )


def test_seven_lines_take_no_more_height_than_six() -> None:
    lines = tuple(f"Line {number}" for number in range(7))
    assert fit_address(lines, DIN_B, width_mm) == AddressBlock(lines, 9.0)
    assert DIN_B.pitch_pt(7) * 7 <= DIN_B.pitch_pt(6) * 6


@pytest.mark.parametrize(("height", "size"), [(40, 11.0), (27, 10.0)])
def test_a_seventh_line_is_no_reason_for_smaller_type_where_there_is_room(height: float, size: float) -> None:
    """The long line goes into one of 10 pt, which is worth it only where seven lines would stand closer."""
    lines = ("National Academy of Sciences, Branch Office", *(f"Line {number}" for number in range(5)))
    room = AddressRoom(Area(0, 0, 66, height))
    found = fit_address(lines, room, width_mm)
    assert isinstance(found, AddressBlock)
    assert found.size_pt == size


def test_eight_lines_are_too_many() -> None:
    found = fit_address(tuple(f"Line {number}" for number in range(8)), DIN_B, width_mm)
    assert isinstance(found, DoesNotFit)
    assert (found.too_wide, len(found.lines)) == (None, 8)


def test_a_word_wider_than_the_window_is_named() -> None:
    word = "W" * 60
    found = fit_address(("Someone", word), DIN_B, width_mm)
    assert isinstance(found, DoesNotFit)
    assert found.too_wide == word
    assert found.width > DIN_B.address.width


@given(st.lists(st.text(st.sampled_from("abc ,ğŞW"), min_size=1, max_size=120), min_size=1, max_size=8))
def test_nothing_is_lost_and_what_fits_really_fits(lines: list[str]) -> None:
    found = fit_address(lines, DIN_B, width_mm)
    if isinstance(found, AddressBlock):
        assert "".join("".join(found.lines).split()) == "".join("".join(lines).split())
        assert found.size_pt in SIZES_PT
        assert len(found.lines) <= DIN_B.lines
        assert all(width_mm(line, found.size_pt) <= DIN_B.address.width for line in found.lines)


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        (
            "Edificio Bluesky, 6th Floor, Avenida del Libertador 1068, Recoleta, Buenos Aires",
            ("Edificio Bluesky, 6th Floor,", "Avenida del Libertador 1068,", "Recoleta, Buenos Aires"),
        ),
        (
            "The Directorate for Human Rights, Democracy and the Rule of Law of the Council",
            ("The Directorate for Human Rights,", "Democracy and the Rule", "of Law of the Council"),
        ),
        (
            "Commission for the Protection of Equality and the Rights of Citizens",
            ("Commission for the Protection", "of Equality and the Rights of Citizens"),
        ),
        (
            "Ministry of Foreign Affairs, Westminster, London SW1P 4QP",
            ("Ministry of Foreign Affairs,", "Westminster, London SW1P 4QP"),
        ),
        (
            "Boulevard of the Heroes of the Independence Day 1234567",
            ("Boulevard of the Heroes", "of the Independence Day 1234567"),
        ),
        (
            "Délégation permanente de la République française auprès de l’OTAN",
            ("Délégation permanente", "de la République française", "auprès de l’OTAN"),
        ),
        (
            "Постоянное представительство Республики при Организации по безопасности",
            ("Постоянное представительство", "Республики при Организации", "по безопасности"),
        ),
        (
            "سفارة جمهورية أذربيجان لدى مملكة النرويج في أوسلو",
            ("سفارة جمهورية أذربيجان", "لدى مملكة النرويج في أوسلو"),
        ),
        (
            "MINISTRY OF FOREIGN AFFAIRS OF THE ARGENTINE REPUBLIC",
            ("MINISTRY OF FOREIGN AFFAIRS", "OF THE ARGENTINE REPUBLIC"),
        ),
        (
            "Consulate General of the Republic near St. Petersburg",
            ("Consulate General of the Republic", "near St. Petersburg"),
        ),
    ],
)
def test_a_line_is_parted_where_a_reader_expects_it(line: str, parts: tuple[str, ...]) -> None:
    assert fit_address((line,), DIN_B, width_mm) == AddressBlock(parts, 11.0)


def test_a_line_is_wider_than_envelopes_show_for_sure_only_where_it_must() -> None:
    narrow = fit_address(("Permanent Mission of the Argentine Republic",), DIN_B, width_mm)
    assert narrow == AddressBlock(("Permanent Mission", "of the Argentine Republic"), 11.0)
    lines = ("Permanent Mission of the Argentine Republic", *"ABCDE")
    smaller = fit_address(lines, DIN_B, width_mm)
    assert isinstance(smaller, AddressBlock)
    assert smaller == AddressBlock(lines, 9.5)
    assert width_mm(lines[0], 9.5) <= 63.5 < width_mm(lines[0], 10.0)
    longer = ("Permanent Mission of the Argentine Republic to Rome", *"ABCDE")
    assert fit_address(longer, DIN_B, width_mm) == AddressBlock(longer, 9.0)
    assert width_mm(longer[0], 8.5) > 63.5
    assert width_mm(longer[0], 9.0) <= 72.5 < width_mm(longer[0], 9.5)


def test_a_break_after_a_small_word_is_the_last_resort() -> None:
    word = "Landwirtschaftsministerium" * 2
    block = fit_address((f"{word} of {word}", *"ABC"), DIN_B, width_mm)
    assert isinstance(block, AddressBlock)
    assert block.lines[:2] == (word, f"of {word}")
    tied = fit_address((f"{word} 12345678901234567 1234567", *"ABC"), DIN_B, width_mm)
    assert isinstance(tied, AddressBlock)
    assert tied.lines[1] == "12345678901234567 1234567"


def test_six_lines_are_set_closer_where_the_area_is_low() -> None:
    lines = tuple(f"Line {number}" for number in range(6))
    window = WINDOWS["din-b-universal"]
    assert fit_address(lines, window, width_mm) == AddressBlock(lines, 9.5)
    assert window.pitch_pt(6) * 6 / 72 * 25.4 <= 22.5 < window.pitch_pt(6) * 6.1 / 72 * 25.4


@pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS)
def test_six_lines_stand_in_every_window(window: Window) -> None:
    lines = tuple(f"Line {number}" for number in range(6))
    block = fit_address(lines, window, width_mm)
    assert isinstance(block, AddressBlock)
    assert block.lines == lines
    more = tuple(f"Line {number}" for number in range(window.lines + 1))
    assert isinstance(fit_address(more[:-1], window, width_mm), AddressBlock)
    assert isinstance(fit_address(more, window, width_mm), DoesNotFit)


def test_which_windows_have_room_for_seven_lines() -> None:
    low = [window.name for window in WINDOWS.values() if window.lines == 6]
    assert low == ["sn-left", "us-10", "din-b-universal", "uk-dl-universal", "none-universal"]
    assert {window.lines for window in WINDOWS.values()} == {6, 7}


def test_a_text_of_any_length_is_refused_soon() -> None:
    """By counting: each part of a line is measured once, and no more parts than the window has lines."""
    measured = 0

    def counting(text: str, size: float) -> float:
        nonlocal measured
        measured += 1
        return width_mm(text, size)

    found = fit_address(("Delta House", "a word " * 5000), DIN_B, counting)
    assert isinstance(found, DoesNotFit)
    assert found.too_wide is None
    assert measured < 20_000
