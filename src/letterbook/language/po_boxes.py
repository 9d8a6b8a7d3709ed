"""What stands before the number of a P.O. box, and where a box may stand beside a street.

The words are those of the post of the destination, in the language that the row is in where a country has several:
Universal Postal Union, postal addressing systems of its members. Elsewhere “PO Box” is understood by every post.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from letterbook.language.locales import base_language

_WORDS: Mapping[str, str] = {
    "Postfach": "AT CH DE LI",
    "BP": "BE BF BI BJ CD CF CG CI CM DJ DZ FR GA GF GN GP GQ HT KM LU MA MC MG ML MQ MR NC NE PF PM RE RW SN TD TG TN WF YT",
    "Postbus": "AW CW NL SR SX",
    "Apartado": "AO BO CO CR CU CV DO EC ES GT HN MX MZ NI PA PE PT SV VE",
    "Casilla": "AR CL PY UY",
    "Caixa Postal": "BR",
    "Casella Postale": "IT SM VA",
    "Skrytka pocztowa": "PL",
    "Box": "SE",
    "Postboks": "DK FO GL NO SJ",
    "PL": "FI",
    "Pósthólf": "IS",
    "Pf.": "HU",
    "C.P.": "RO",
    "P. O. Box": "CZ SK",
    "PK": "TR",
}
_BY_COUNTRY = {country: word for word, countries in _WORDS.items() for country in countries.split()}
_BY_LANGUAGE: Mapping[str, Mapping[str, str]] = {
    "BE": {"nl": "Postbus", "de": "Postfach"},
    "CA": {"fr": "CP"},
    "CH": {"fr": "Case postale", "it": "Casella postale"},
    "FI": {"sv": "PB"},
    "LU": {"de": "Postfach"},
}
_OF_SCRIPT: tuple[tuple[re.Pattern[str], Mapping[str, str], str], ...] = (
    (
        re.compile("[\u0400-\u04ff]"),
        {"UA": "а/с {}", "BG": "п.к. {}", "RS": "п. ф. {}", "MK": "п. ф. {}"},
        "а/я {}",
    ),
    (re.compile("[\u0600-\u06ff]"), {"IR": "صندوق پستی {}"}, "ص.ب. {}"),
    (re.compile("[\u0370-\u03ff]"), {}, "Τ.Θ. {}"),
    (re.compile("[\u0590-\u05ff]"), {}, "ת״ד {}"),
    (re.compile("[\u3040-\u9fff]"), {"JP": "私書箱{}号", "TW": "{}號信箱", "HK": "{}號信箱"}, "{}信箱"),
)
"""What the town is written in, and the form of a box in that script."""
_BESIDE_A_STREET = frozenset("CH LI FR MC GF GP MQ RE YT PM BL MF NC PF WF".split())  # noqa: SIM905


def po_box(number: str, country: str, language: str, town: str) -> str:
    """The box with this number as a line of an address to this country (ISO 3166-1 alpha-2), behind the word of its post; the word
    alone for one without a number. `town` tells the script of the address.
    """
    form = next(
        (_in_script(forms, usual, country) for script, forms, usual in _OF_SCRIPT if script.search(town)), ""
    )
    by_language = _BY_LANGUAGE.get(country, {})
    word = by_language.get(base_language(language)) or _BY_COUNTRY.get(country, "PO Box")
    return (form or f"{word} {{}}").format(number).strip()


def _in_script(forms: Mapping[str, str], usual: str, country: str) -> str:
    return forms.get(country, usual)


def is_number(said: str) -> bool:
    """Whether it is the number of a box alone."""
    return any(map(str.isdigit, said)) and not any(map(str.isalpha, said))


def may_stand_beside_a_street(country: str) -> bool:
    """Whether an address to this country may have both, under one postcode; elsewhere a box has a postcode of its own."""
    return country in _BESIDE_A_STREET
