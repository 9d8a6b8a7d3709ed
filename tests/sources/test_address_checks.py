"""What a post office would ask about an address; and British postcodes in their form."""

from __future__ import annotations

from pathlib import Path

import make_postcodes
import pytest
from one_row import read_row

from letterbook.language.postcodes import FILE, has_form, in_its_form, is_untold, missing_parts
from letterbook.model import Address


def found(tmp_path: Path, **cells: str) -> list[tuple[str, str, int | None]]:
    """(code, text, column) of each notice about one row; none is a mistake."""
    address, problems = read_row(tmp_path, **cells)
    assert address is not None
    assert not [problem for problem in problems if problem.is_error]
    return [(problem.code, problem.text, problem.place.column) for problem in problems]


def test_the_data_are_what_their_tool_makes() -> None:
    assert FILE.read_text(encoding="utf-8") == make_postcodes.postcodes(), "run tools/make_postcodes.py"


@pytest.mark.parametrize(
    ("postcode", "country"),
    [
        ("1011", "DE"),
        ("1O115", "DE"),
        ("SW1A 1A", "GB"),
        ("00001", "PL"),
        ("12345", "CH"),
        ("ABCDE", "US"),
        ("AZ100", "AZ"),
    ],
)
def test_a_postcode_that_is_none_is_told_at_its_cell(tmp_path: Path, postcode: str, country: str) -> None:
    cells = {"street": "1 Street", "city": "City", "postcode": postcode, "country": country, "region": "R"}
    assert found(tmp_path, **cells) == [("odd-postcode", postcode, 5)]


@pytest.mark.parametrize(
    "written",
    ["DE 10115", "DE D-10115", "AZ AZ1000", "AZ AZ 1000", "AZ 1000", "LU L-1009", "LV LV-1010", "CH 1201", "JP 〒100-8798", "JP 100-8798",
     "US 95014-1234", "US 10017", "NL 1234AB", "NL 1234 ab", "CA K1A 0A2", "IE D02 HE97", "BR 12345-678", "LI FL-9490",
     "PT 1000-001", "GB SW1A 1AA", "GB sw1a1aa", "AE anything", "FR 75352", "JP １００-８７９８"],
)  # fmt: skip
def test_postcodes_as_offices_write_them(written: str) -> None:
    country, _, postcode = written.partition(" ")
    assert has_form(postcode, country)


@pytest.mark.parametrize(
    ("written", "missing"),
    [
        ("US Cambridge, MA", ()),
        ("US Washington D.C.", ()),
        ("US Chicago IL", ()),
        ("IT Bressanone (BZ)", ()),
        ("US Boston, Massachusetts", ()),
        ("AU Sydney NSW", ()),
        ("CA Toronto, ON", ()),
        ("US Kansas City", ("region",)),
        ("US Fargo in", ("region",)),
        ("US Boston,", ("region",)),
    ],
)
def test_a_region_at_the_end_of_the_town_is_told(written: str, missing: tuple[str, ...]) -> None:
    country, _, city = written.partition(" ")
    assert missing_parts(country, {"street": "S", "city": city, "postcode": "1"}) == missing


def test_parts_that_the_post_asks_for(tmp_path: Path) -> None:
    where = {"street": "1 Street", "city": "Berlin", "country": "DE"}
    [(code, text, _)] = found(tmp_path, **where)
    assert (code, text) == ("missing-part", "postcode")
    assert found(tmp_path, **where, postcode="10115") == []
    assert missing_parts("US", {"street": "S", "city": "Austin", "postcode": "73301"}) == ("region",)
    assert missing_parts("RU", {"street": "S", "city": "Москва", "postcode": "101000"}) == ()
    assert missing_parts("AE", {"street": "S", "city": "Dubai", "region": "Dubai"}) == ()
    assert found(tmp_path, city="Berlin", country="DE") == []
    nowhere = {"street": "1 High Street", "postcode": "AZ1000", "country": "AZ"}
    assert [code for code, *_ in found(tmp_path, **nowhere)] == ["missing-part"]
    assert found(tmp_path, **nowhere, city="Bakı") == found(tmp_path, **nowhere, region="Naxçıvan") == []
    assert found(tmp_path, street="1 High Street, AZ1000 Baku", country="AZ") == []
    assert found(tmp_path, street="1 Raffles Place", postcode="048616", country="SG") == []
    assert found(tmp_path, lines="Straße 1;Berlin", country="DE") == []


@pytest.mark.parametrize(
    ("written", "set_as"),
    [("sw1a1aa", "SW1A 1AA"), ("SW1A  1AA", "SW1A 1AA"), ("ec1y 8sy", "EC1Y 8SY"), ("m25bq", "M2 5BQ"), ("nonsense", "nonsense"),
     ("BFPO 61", "BFPO 61"), ("GIR 0AA", "GIR 0AA"), ("dn169aa", "DN16 9AA")],
)  # fmt: skip
def test_a_british_postcode_is_set_in_its_form(written: str, set_as: str) -> None:
    assert in_its_form(written, "GB") == set_as
    assert in_its_form("je11aa", "JE") == "JE1 1AA"
    assert in_its_form("1011ab", "NL") == "1011ab"


def test_the_address_bears_the_british_form(tmp_path: Path) -> None:
    address, problems = read_row(
        tmp_path, street="10 Downing Street", city="London", postcode="sw1a2aa", country="England"
    )
    assert (address, problems) == (Address("GB", (), "10 Downing Street", "London", None, "SW1A 2AA"), [])


@pytest.mark.parametrize(
    "text",
    [
        "?",
        "??",
        "-",
        "--",
        "–",
        "n/a",
        "N/A",
        "n.a.",
        "unknown",
        "k.A.",
        "k. A.",
        "UNBEKANNT",
        "неизвестно",
        "不明",
    ],
)
def test_a_part_that_says_nothing(tmp_path: Path, text: str) -> None:
    assert is_untold(text)
    cells = {"street": "1 Street", "city": "Berlin", "postcode": text, "country": "DE"}
    assert found(tmp_path, **cells) == [("untold-part", text, 5)]
    assert found(tmp_path, lines=f"1 Street;{text}", country="DE") == [("untold-part", text, 3)]


@pytest.mark.parametrize("text", ["...", "[Postcode]", "<postcode>"])
def test_a_part_that_is_yet_to_be_written_is_a_mistake(tmp_path: Path, text: str) -> None:
    address, problems = read_row(tmp_path, street="1 Street", city="Berlin", postcode=text, country="DE")
    assert address is None
    assert [problem.code for problem in problems if problem.is_error] == ["not-filled-in"]


@pytest.mark.parametrize("text", ["1", "A", "NA", "Å", "Y", "O", "No. 5", "-5", "Unknown Road 1", "S/N"])
def test_a_part_that_says_something(text: str) -> None:
    assert not is_untold(text)


@pytest.mark.parametrize(
    "cells",
    [
        {"street": "1 Straße", "city": "10115 Berlin"},
        {"street": "1 Straße\n10115 Berlin"},
        {"street": "1 Straße, 10115 Berlin"},
    ],
)
def test_a_part_that_stands_in_another_is_not_missed(tmp_path: Path, cells: dict[str, str]) -> None:
    assert found(tmp_path, **cells, country="DE") == []


@pytest.mark.parametrize(
    ("cells", "missing"),
    [({"street": "1 Straße", "city": "Berlin 33"}, ["postcode"]), ({"street": "1 Straße\nBerlin"}, ["city", "postcode"]), ({"street": "Straße 10115"}, ["city", "postcode"])],
)  # fmt: skip
def test_what_only_looks_like_one_is(tmp_path: Path, cells: dict[str, str], missing: list[str]) -> None:
    assert sorted(text for _, text, _ in found(tmp_path, **cells, country="DE")) == missing
