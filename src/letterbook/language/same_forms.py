"""Forms of address that are the same words written otherwise: Herrn for Herr, M. for Monsieur, “Mr & Mrs” for “Mr and Mrs”."""

from __future__ import annotations

import re
from functools import cache

_SAME = {
    word: meant
    for meant, words in {
        "herr": "herrn hr hrn",
        "frau": "fr",
        "fam": "familie famille",
        "m": "monsieur",
        "mme": "madame",
        "mlle": "mademoiselle",
        "mr": "mister",
        "heer": "dhr",
        "mevrouw": "mevr mw",
        "sr": "señor senhor",
        "sra": "señora senhora",
        "srta": "señorita",
        "sig": "signor signore",
        "sig.ra": "signora",
        "г-н": "господин",
        "г-жа": "госпожа",
    }.items()
    for word in words.split()
}
"""Abbreviations of a form, and its other cases. One word for two languages is as good: compared are forms of one letter."""
_BETWEEN = re.compile(
    r"\s*[&+]\s*|\s+(?:and|e|et|en|i|in|og|och|oraz|u\.?|und|un|ve|və|y|și|si|и|і|та|й|و)\s+"
)
"""What stands between the forms of two people."""
_TWO_NAMES = re.compile(
    r"(?<!\bvon)\s+(?:&|\+|and|et|oraz|u\.|und|ve|və|și|и|і|та)\s+(?!zu\b)(?=[^\W\d_])", re.IGNORECASE
)
"""Between two names. A Spanish or Portuguese surname may hold “y” or “e”, a German one “von und zu”."""


@cache
def form_parts(form: str) -> tuple[str, ...]:
    """The forms of all people that this one addresses, each in its plainest words, in an order of ours: “Frau u. Herrn” and
    “Herr und Frau” are the same.
    """
    text = " ".join(form.split()).casefold()
    return tuple(sorted(filter(None, (_plain(part) for part in _BETWEEN.split(text)))))


def is_of_two(form: str) -> bool:
    """Whether it addresses more than one person by words for each: “Mr and Mrs”."""
    return len(form_parts(form)) > 1


_OF_SEVERAL = frozenset(
    (
        "fam",
        "eheleute",
        "ehepaar",
        "family",
        "familia",
        "famiglia",
        "família",
        "państwo",
        "sz. państwo",
        "rodzina",
    )
)
"""Forms of address of a couple or a family, in one word."""


def is_of_several(form: str) -> bool:
    """Whether it addresses more than one person: “Mr and Mrs”, “Familie”, “Państwo”."""
    return is_of_two(form) or not _OF_SEVERAL.isdisjoint(form_parts(form))


_TO_A_BODY = frozenset((
    "firma", "fa", "firma/verein", "an", "an das", "an die", "an den", "verein", "behörde", "company", "messrs", "organisation", "société",
    "sté", "ets", "empresa", "spett", "spett.le", "spettabile", "firmy", "фирма", "компания", "организация", "şirket", "firması", "şirkət",
))  # fmt: skip
"""What lists write before the name of a body, in the column in which people have Mr and Ms."""


def is_said_to_a_body(form: str) -> bool:
    """Whether this is no form of address of a person: “Firma”, “An das”."""
    return " ".join(form.split()).casefold().rstrip(".") in _TO_A_BODY


def names_two(name: str) -> bool:
    """Whether two people stand in a name: “Eva und Max Beispiel”."""
    return _TWO_NAMES.search(f" {name} ") is not None


def _plain(part: str) -> str:
    words = [word.rstrip(".") for word in part.split() if word not in ("de", "the")]
    return " ".join(_SAME.get(word, word) for word in words)
