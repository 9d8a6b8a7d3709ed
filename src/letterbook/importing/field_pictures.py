"""The pictures by which fields of Word write dates and numbers → what the office says of such a column."""

from __future__ import annotations

import re
from collections.abc import Mapping

from letterbook.language.figures import is_currency

_LITERAL = re.compile(r"'[^']*'")
_DAY = re.compile(
    r"\W*(?:[dtjg]{1,2}\W+M{1,4}\W+[yjar]{2,4}|M{1,4}\W+d{1,2}\W+y{2,4}|y{2,4}\W+M{1,4}\W+d{1,2})\W*",
    re.IGNORECASE,
)
"""Day, month and year, with the letters of Word in German (TT.MM.JJJJ), French (jj/MM/aaaa), Italian (gg) or Polish (rrrr) too."""
_TIME = re.compile(r"[^dDMyY]*[hH][^dDMyY]*")
_NUMBER = re.compile(r"(?![^0#]*00)[#0.,;'\s()+-]*")
"""Nothing beside the number, and no zeros before it, as in 00042."""
_FIXED = re.compile(r"[.,]0+\W*$")
"""So many decimals and no others, as in 45,00, which letters have for amounts of a currency alone."""
_CODE = re.compile(r"[A-Z]{3}")
_SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "$": "USD",
    "zł": "PLN",
    "₼": "AZN",
    "₴": "UAH",
    "₺": "TRY",
    "₽": "RUB",
    "TL": "TRY",
    "грн": "UAH",
    "руб": "RUB",
    "Kč": "CZK",
    "Ft": "HUF",
    "lei": "RON",
    "Fr.": "CHF",
    "₸": "KZT",
    "₾": "GEL",
    "֏": "AMD",
}


def is_day(picture: str | None) -> bool:
    """Whether a date is written with day, month and year and nothing else, as without a picture (None)."""
    return picture is None or _DAY.fullmatch(_LITERAL.sub(" ", picture)) is not None


def declaration(pictures: Mapping[str, str]) -> str | None:
    """What letterbook.yaml says of a column that is written so; nothing of a text, None where a letter cannot write it so."""
    if (picture := pictures.get("@")) is not None:
        bare = _LITERAL.sub("", picture)
        return "type: date" if is_day(picture) else "type: time" if _TIME.fullmatch(bare) else None
    picture = pictures.get("#")
    if picture is None:
        return ""
    sign = next((sign for sign in (*_SIGNS, *_CODE.findall(picture)) if sign in picture), "")
    currency = _SIGNS.get(sign, sign)
    if _NUMBER.fullmatch(picture.replace(sign, "")) is None or (sign and not is_currency(currency)):
        return None
    if not sign and _FIXED.search(picture):
        return None
    return f"type: money, currency: {currency}" if currency else "type: number"
