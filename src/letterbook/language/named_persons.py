"""How a person is named in an address: behind the list's form of address where the language's custom prints one."""

from __future__ import annotations

import re
from collections.abc import Mapping

from letterbook.language.locales import base_language

_AS_WRITTEN: Mapping[str, str] = {
    "de": "Frau|Familie|Eheleute",
    "en": "Mr|Mrs|Ms|Miss|Mx|Dr",
    "es": "Sr|Sra|Srta|Señor|Señora|Señorita|D|Dª|D.ª|Don|Doña",
    "fr": "M|Mme|Mlle|Monsieur|Madame|Mademoiselle|Maître|Me",
    "it": "Sig|Sig.ra|Sig.na|Signor|Signora|Signorina|Dott|Dott.ssa",
    "nl": "mevrouw|mevr|mw|familie",
    "pl": "Pan|Pani|Państwo",
    "pt": "Sr|Sra|Senhor|Senhora|Dr|Dra|D",
}
"""Forms that stand before the name in an address as they stand in a list. DIN 5008:2020 wants one in German, the
Universal Postal Union's S42 has a place for it ("form of address"); nothing is printed that a language does not have here.
"""
_OTHERWISE: Mapping[str, Mapping[str, str]] = {
    "de": {"herr": "Herrn", "herrn": "Herrn", "hr": "Herrn", "fr": "Frau"},
    "nl": {"heer": "de heer", "de heer": "de heer", "dhr": "de heer"},
}
"""Forms that an address says otherwise, in the case that it asks for."""
_SEVERAL = frozenset(
    {"family", "famille", "familia", "famiglia", "família", "rodzina", "mr and mrs", "herr und frau"}
)
_WITH_TITLES = frozenset({"de", "nl", "pl"})
"""Languages that say both, Frau Dr. Eva Beispiel; elsewhere a title stands in the place of the form."""
_DEGREE = re.compile(
    r"(?:(?:apl|ao|o|em|univ|hon)\.?[ -]?)*(?:dr|prof|dipl|mag|ing|ir|drs|hab|inż|mgr|dott|doktor|professor|profesor|ra|rain|mr)\b",
    re.IGNORECASE,
)
"""A title that stands behind the form; any other, such as that of an Excellency, stands before it."""


def named_person(form: str | None, honorific: str | None, person: str | None, language: str) -> str:
    """The line with the person's name, "Frau Dr. Eva Beispiel"; "" where there is no name and no honorific."""
    printed = _printed(form, language) if form and person else ""
    if printed and _stands_already(printed, form or "", honorific, person or ""):
        printed = ""
    if printed and honorific:
        if base_language(language) not in _WITH_TITLES:
            printed = ""
        elif not says_title(honorific, language):
            honorific, printed = f"{honorific} {printed}", ""
    return " ".join(filter(None, (printed, honorific, person)))


def says_title(honorific: str, language: str) -> bool:
    """Whether this is a degree or an office that the language says behind the form of address: Dr., Prof."""
    return base_language(language) in _WITH_TITLES and _DEGREE.match(honorific) is not None


def is_usual_form(form: str, language: str) -> bool:
    """Whether an address in this language has it before a name (Frau, Mr, Madame), or several people share it."""
    return bool(_printed(form, language)) or _key(form) in _SEVERAL


def _printed(form: str, language: str) -> str:
    """The form as an address has it in this language; "" for one that it does not have."""
    base, key = base_language(language), _key(form)
    if key in _OTHERWISE.get(base, {}):
        return _OTHERWISE[base][key]
    known = {_key(word) for word in _AS_WRITTEN.get(base, "").split("|")} - {""}
    return form.strip() if key in known else ""


def _stands_already(printed: str, form: str, honorific: str | None, person: str) -> bool:
    """Whether the list has the form a second time: in the honorific, or before the name."""
    forms = {_key(word) for text in (printed, form) for word in text.split()}
    words = [*(honorific or "").split(), *person.split()[:1]]
    return any(_key(word) in forms for word in words)


def _key(word: str) -> str:
    return " ".join(word.split()).casefold().rstrip(".")
