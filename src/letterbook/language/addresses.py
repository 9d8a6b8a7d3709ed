"""The lines of a postal address, in the order that the country of destination uses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from letterbook.language.countries import country_line, country_name
from letterbook.model import Address

DEFAULT_ORDER = "{postcode} {city}\n{region}"

COUNTRIES_BY_ORDER: Mapping[str, str] = {
    "{city}\n{region}\n{postcode}": "EG FK GB GG GI IE IM IR JE KE LK RU UA ZA",
    "{city}, {region} {postcode}": "IQ JP TW US",
    "{city} {region} {postcode}": "AU CA PR",
    "{city} {postcode}\n{region}": "BD BH BT CN HK IN JO KH KR LB MV NG NP NZ PK SA SG",
    "{city}, {postcode}\n{region}": "LV",
    "{city}\n{region} {postcode}": "ID TH VN",
    "{city} - {region}\n{postcode}": "BR",
    "{postcode} {city}, {region}": "MX",
    "{postcode} {city} {region}": "IT SM",
    "{postcode} {city}/{region}": "TR",
}
"""Where postcode and region stand, by country, as the postal administrations ask (Universal Postal Union, addressing
sheets). Every other country has `DEFAULT_ORDER`: most of Europe, and AZ1000 Bakı. \n begins a new line; a sign between
two parts is left out with the part that is missing."""

ORDERS: Mapping[str, str] = MappingProxyType(
    {country: order for order, countries in COUNTRIES_BY_ORDER.items() for country in countries.split()}
)

PART = re.compile(r"([^{]*)\{(\w+)\}")


def address_lines(address: Address, sender_country: str, postal_language: str) -> tuple[str, ...]:
    """The lines below the addressee's name: as the office wrote them, or the parts in order; the country last.

    The country line is missing at home, and stands once where the office's own last line names the country already.
    Raises KeyError for a code that is no country.
    """
    lines = address.lines or (*_street_lines(address), *_place_lines(address))
    country = country_line(address.country, sender_country, postal_language)
    if country is None:
        return lines
    if lines and _names_country(lines[-1], address.country, postal_language):
        lines = lines[:-1]
    return (*lines, country)


def _street_lines(address: Address) -> tuple[str, ...]:
    return tuple(line.strip() for line in (address.street or "").splitlines() if line.strip())


def _place_lines(address: Address) -> tuple[str, ...]:
    parts = {"city": address.city, "postcode": address.postcode}
    parts["region"] = address.region if address.region != address.city else None
    order = ORDERS.get(address.country, DEFAULT_ORDER)
    return tuple(filter(None, (_place_line(line, parts) for line in order.split("\n"))))


def _place_line(order: str, parts: Mapping[str, str | None]) -> str:
    line = ""
    for between, name in PART.findall(order):
        part = (parts[name] or "").strip()
        if part:
            line += (between if line else "") + part
    return line


def _names_country(line: str, country: str, language: str) -> bool:
    names = {country_name(country, named_in).casefold() for named_in in (language, "en")}
    return line.strip().casefold() in names or line.strip() == country_line(country, "", language)
