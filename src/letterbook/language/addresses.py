"""The lines of a postal address, in the order that the country of destination uses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from letterbook.language.countries import country_line, country_name
from letterbook.model import Address

DEFAULT_ORDER = "{street}\n{postcode} {city}\n{region}"

COUNTRIES_BY_ORDER: Mapping[str, str] = {
    "{street}\n{city} {postcode}\n{region}": (
        "AE AG AO AQ AW BF BH BI BJ BM BN BO BQ BT BV BW BZ CD CF CG CK CM CW DJ DM ER FJ GA GD GH GM GQ GU "
        "GY HK IL IN JM JO KH KM LB LC LS LY ML MO MR MS MT MV MW NG NP NR NU NZ PA PE PR PS QA RW SA SB SC "
        "SG SL SR SS ST SX SY TD TF TG TK TL TO TT TV UG VC VU WS YE ZW"
    ),
    "{street}\n{city}\n{region}\n{postcode}": (
        "AF AI EG FK GB GG GI GS IE IM IO JE KE KR KZ LK NA PN RU SD SH SZ TC UA VG ZA"
    ),
    "{street}\n{city} {region} {postcode}": "AS AU CA CC CX FM HM MH MP NF PW UM VI",
    "{street}\n{postcode} {city} {region}": "EE ES IT LT MZ PF UY",
    "{street}\n{postcode}\n{city}\n{region}": "AL AM EC MU OM",
    "{street}\n{city}\n{region} {postcode}": "ID KY MN TH VN",
    "{street}\n{city}, {region} {postcode}": "BB SO TW US",
    "{street}\n{city} {postcode}, {region}": "BS KN VE",
    "{street}\n{city}, {region}\n{postcode}": "HN IQ JP",
    "{street}\n{city}\n{region}, {postcode}": "CN KP",
    "{street}\n{city} - {postcode}\n{region}": "BD",
    "{street}\n{city}-{region}\n{postcode}": "BR",
    "{street}\n{postcode}, {city}\n{region}": "BY",
    "{street} {city} {postcode}\n{region}": "CI",
    "{street}\n{city}, {region}, {postcode}": "CO",
    "{street}\n{region}, {city}\n{postcode}": "CR",
    "{street}\n{city} {region}\n{postcode}": "CU",
    "{postcode} {street} {city}\n{region}": "GN",
    "{street}\n{postcode}- {city}\n{region}": "GT",
    "{city}\n{region}\n{street}\n{postcode}": "HU",
    "{region}\n{city}\n{street}\n{postcode}": "IR",
    "{street}\n{region}\n{city} {postcode}": "KI",
    "{street}\n{region}\n{city}, {postcode}": "LV",
    "{street}\n{city}, {postcode}\n{region}": "MM",
    "{street}\n{postcode} {city}, {region}": "MX",
    "{street}\n{postcode}\n{city}, {region}": "NI",
    "{street}\n{city} {postcode} {region}": "PG",
    "{street}\n{city}\n{postcode} {region}": "PH",
    "{street}\n{city}-{postcode}\n{region}": "PK",
    "{street}\n{postcode} {region} {city}": "RO",
    "{street}\n{postcode}-{city}\n{region}": "SV",
    "{street}\n{postcode} {city}/{region}": "TR",
}
"""Where the parts stand, by country: as in the address data of Chrome and Android (libaddressinput), in Latin letters
where a country has two orders. Every other country has `DEFAULT_ORDER`: most of Europe, and AZ1000 Bakı. A part that a
country's post does not ask for has a place too, since an office that writes it means it. \n begins a new line; a sign
between two parts is left out with the part that is missing. A test compares the table with the data."""

ORDERS: Mapping[str, str] = MappingProxyType(
    {country: order for order, countries in COUNTRIES_BY_ORDER.items() for country in countries.split()}
)

_PART = re.compile(r"([^{]*)\{(\w+)\}")


def address_lines(address: Address, sender_country: str, postal_language: str) -> tuple[str, ...]:
    """The lines below the addressee's name: as the office wrote them, or the parts in order; the country last.

    The country line is missing at home, and stands once where the office's own last line names the country already.
    Raises KeyError for a code that is no country.
    """
    lines = address.lines or _lines_of_parts(address)
    country = country_line(address.country, sender_country, postal_language)
    if country is None:
        return lines
    if lines and _names_country(lines[-1], address.country, postal_language):
        lines = lines[:-1]
    return (*lines, country)


def _lines_of_parts(address: Address) -> tuple[str, ...]:
    parts = {"street": address.street, "city": address.city, "postcode": address.postcode}
    parts["region"] = address.region if address.region != address.city else None
    order = ORDERS.get(address.country, DEFAULT_ORDER)
    filled = "\n".join(_filled(line, parts) for line in order.split("\n"))
    return tuple(line.strip() for line in filled.splitlines() if line.strip())


def _filled(order: str, parts: Mapping[str, str | None]) -> str:
    line = ""
    for between, name in _PART.findall(order):
        part = (parts[name] or "").strip()
        if part:
            line += (between if line else "") + part
    return line


def _names_country(line: str, country: str, language: str) -> bool:
    names = {country_name(country, named_in).casefold() for named_in in (language, "en")}
    return line.strip().casefold() in names or line.strip() == country_line(country, "", language)
