"""Two series that can give one reference."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letterbook.sources.office import read_office
from letterbook.sources.series_patterns import can_meet, stand_together

MEET = [
    ("1-{number}", "1-{number:04d}"),
    ("{number}/{year}", "{number:03d}/{year}"),
    ("1{number}", "{number}"),
    ("{year}-{number}", "2021-{number}"),
    ("{number}{year}", "{year}{number}"),
    ("X-{number}-1", "X-1-{number}"),
    ("{number}", "{year}{number}"),
    ("A", "A"),
]
APART = [
    ("1-{number}/{year}", "2-{number}/{year}"),
    ("N-{number}", "N-{number}/{year}"),
    ("A{number}", "B{number}"),
    ("{number}/A", "{number}/B"),
    ("1{number}", "2{number}"),
    ("1-{number}/{year}", "1-{number}"),
    ("{year}-{number}", "202-{number}"),
    ("{number}a", "{number}ä"),
]


@pytest.mark.parametrize("pair", MEET, ids=map(str, MEET))
def test_series_that_can_meet(pair: tuple[str, str]) -> None:
    assert can_meet(*pair)
    assert can_meet(*reversed(pair))


@pytest.mark.parametrize("pair", APART, ids=map(str, APART))
def test_series_that_cannot(pair: tuple[str, str]) -> None:
    assert not can_meet(*pair)
    assert not can_meet(*reversed(pair))


parts = st.sampled_from(["1", "-", "A", "{number}", "{number:03d}", "{year}", "2021"])
patterns = st.lists(parts, min_size=1, max_size=4).map("".join)
VALUES = list(product((1, 2, 11, 21, 121, 2021), (2021, 1121)))


@given(patterns, patterns)
@settings(max_examples=500, deadline=None)
def test_what_is_seen_to_meet_can_meet(first: str, second: str) -> None:
    given_first = {first.format(number=number, year=year) for number, year in VALUES}
    given_second = {second.format(number=number, year=year) for number, year in VALUES}
    assert can_meet(first, second) or not given_first & given_second


def test_a_number_and_a_year_without_a_sign_between() -> None:
    assert stand_together("{year}{number:04d}")
    assert stand_together("N-{number}{year}")
    assert not stand_together("{year}-{number}")


def test_it_is_found_in_the_file(tmp_path: Path) -> None:
    (tmp_path / "letterbook.yaml").write_text(
        "office: {name: O, address: [A], country: AZ}\n"
        "defaults: {series: a}\n"
        "series:\n"
        '  a: {pattern: "1-{number}/{year}"}\n'
        '  b: {pattern: "1-{number:04d}/{year}"}\n'
        '  c: {pattern: "{year}{number}"}\n'
    )
    _, problems = read_office(tmp_path)
    assert [(problem.code, problem.place.line) for problem in problems] == [
        ("wrong-pattern", 6),
        ("wrong-pattern", 5),
    ]
    assert "“a” and “b”" in problems[1].what
