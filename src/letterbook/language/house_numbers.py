"""Where a house number stands beside its street: Universal Postal Union, postal addressing systems of its members (S42).

A list that has the number in a column of its own leaves that to us. Only what is common in a country is told; a street
whose column has the number already is left as it was written.
"""

from __future__ import annotations

import re

_NUMBER_FIRST = frozenset(
    """
    AU BB BD BF BJ BM BS BW CA CD CG CI CM DZ EG FJ FR GA GB GF GG GH GI GM GN GP GY HK IE IM IN JE JM JO KE KH KW KY LK LR
    LS LU MA MC MG ML MM MQ MT MU MW MY NA NC NE NG NZ PF PG PH PK PM RE RW SC SG SL SN SZ TD TG TH TN TT TZ UG US VN ZA ZM ZW
    """.split()  # noqa: SIM905  # as the page of countries has them
)
_BEHIND_A_COMMA = frozenset(
    "AM AO AZ BR BY CV ES GE GW KG KZ MD MZ PT RU ST TJ TL TM UA UZ".split()  # noqa: SIM905
)
_IN_A_FORM_OF_ITS_OWN = {"RO": "{street} nr. {number}", "TR": "{street} No: {number}"}


_FLAT_BEHIND_A_STROKE = frozenset(("AT", "PL", "TR", "AZ"))
_NUMBER = re.compile(r"\d+ ?[A-Za-z]?(?:/\d+ ?[A-Za-z]?)*")
_CYRILLIC = re.compile("[\u0400-\u04ff]")


def with_flat(street: str, staircase: str, flat: str, country: str) -> str:
    """Street and number with staircase and flat as a letter to this country has them: “Am Ring 1/2/14” in Austria."""
    inside = [each for each in (staircase, flat) if each]
    if country in _FLAT_BEHIND_A_STROKE and street[-1:].isalnum() and all(map(_NUMBER.fullmatch, inside)):
        return "/".join((street, *inside))
    if country == "DE" and all(map(_NUMBER.fullmatch, inside)):
        return f"{street} // {' '.join(inside)}"  # DIN 5008
    if _CYRILLIC.search(street):
        inside = [f"кв. {each}" if each == flat and _NUMBER.fullmatch(each) else each for each in inside]
    return ", ".join((street, *inside))


def with_house_number(street: str, number: str, country: str) -> str:
    """Street and number as a letter to this country (ISO 3166-1 alpha-2) has them; the number is not said twice."""
    words = street.replace(",", " ").split()
    if words and number in (words[0], words[-1]):
        return street
    if country in _NUMBER_FIRST:
        return f"{number} {street}"
    if country in _BEHIND_A_COMMA:
        return f"{street}, {number}"
    has_words = not number[:1].isdigit()
    form = "{street} {number}" if has_words else _IN_A_FORM_OF_ITS_OWN.get(country, "{street} {number}")
    return form.format(street=street, number=number)
