"""How a person is named in an address: behind the list's form of address where the language's custom prints one."""

from __future__ import annotations

import re
from collections.abc import Mapping

from letterbook.language.locales import base_language
from letterbook.language.same_forms import form_parts

_AS_WRITTEN: Mapping[str, str] = {
    "de": "Frau|Familie|Eheleute",
    "en": "Mr|Mrs|Ms|Miss|Mx|Dr",
    "es": "Sr|Sra|Srta|Señor|Señora|Señorita|D|Dª|D.ª|Don|Doña",
    "fr": "M.|Mme|Mlle|Monsieur|Madame|Mademoiselle|Maître|Me",
    "it": "Sig|Sig.ra|Sig.na|Signor|Signora|Signorina|Dott|Dott.ssa",
    "nl": "Mevrouw|Mevr|Mw|Familie",
    "pl": "Pan|Pani|Państwo",
    "pt": "Sr|Sra|Senhor|Senhora|Dr|Dra|D",
}
"""Forms that stand before the name in an address, at the line's beginning; the point of an abbreviation is the list's own. DIN
5008:2020 wants one in German, the Universal Postal Union's S42 has a place for it ("form of address"); nothing is printed that a
language does not have here.
"""
_OTHERWISE: Mapping[str, Mapping[str, str]] = {
    "de": {"herr": "Herrn", "herrn": "Herrn", "hr": "Herrn", "fr": "Frau", "fam": "Familie"},
    "nl": {"heer": "De heer", "de heer": "De heer", "dhr": "De heer"},
}
"""Forms that an address says otherwise, in the case that it asks for."""
_TITLES: Mapping[str, str] = {
    "de": r"(?:(?:ao|apl|ass|assoc|em|hon|jun|o|priv|univ)\.?[ -]?)*"
    r"(?:(?:d?dr|mag|prof|doktor|magist(?:er|ra)|notar|professor|rechtsanw[aä]lt|privatdozent)(?:in)?|di|doz|ing|pd|ra|rain"
    r"|dipl|diplom\w*|general\w*|\w*(?:botschafter|direktor|kanzler|konsul|meister|minister|präsident|rätin|rat|sekretär)(?:in)?)",
    "nl": "dr|drs|em|ing|ir|mr|prof|professor",
    "pl": "adw|ambasador|doktor|dr|dyrektor|gen|hab|inż|kpt|lek|mgr|minister|mjr|płk|ppłk|prezes|prezydent|prof|profesor|rektor",
}
"""Degrees and offices that stand behind the form, in the languages that say both: Frau Dr. Eva Beispiel. Beside any other, such
as that of an Excellency, and in other languages the form is not printed.
"""


def named_person(form: str | None, honorific: str | None, person: str | None, language: str) -> str:
    """The line with the person's name, "Frau Dr. Eva Beispiel"; "" where there is no name and no honorific."""
    printed, title = _parted(form, language) if form and person else ("", "")
    name = person or ""
    if title and [_key(word) for word in name.split()][: len(title.split())] == _key(title).split():
        title = ""
    titles = [each for each in (title, honorific) if each]
    if (
        not printed
        or _begins_with(name, form or "", language)
        or not all(says_title(each, language) for each in titles)
    ):
        return " ".join(filter(None, (honorific, person)))
    return " ".join((printed, *_each_once(titles), name))


def says_title(honorific: str, language: str) -> bool:
    """Whether this is a degree or an office, Dr. or Botschafterin, that the language says behind the form of address."""
    base, forms = base_language(language), _forms(language)
    is_title = re.match(rf"(?:{_TITLES.get(base, '$^')})\b", honorific, re.IGNORECASE) is not None
    return is_title and not any(_key(word) in forms for word in honorific.split())


def says_form(honorific: str, language: str) -> bool:
    """Whether this is a form of address of the language and nothing else, or those of several people: Mrs, Mr & Mrs."""
    forms = {part for form in _forms(language) for part in form_parts(form)}
    parts = form_parts(honorific)
    return bool(parts) and all(part in forms for part in parts)


def _parted(form: str, language: str) -> tuple[str, str]:
    """The form as an address has it, and the title that the list says with it ("Frau Dr."); nothing for one that it does not have."""
    words = form.split()
    for count in range(len(words), 0, -1):
        printed, title = _printed(" ".join(words[:count]), language), " ".join(words[count:])
        if printed and (not title or says_title(title, language)):
            return printed, title
    return "", ""


def _printed(form: str, language: str) -> str:
    printed = _forms(language).get(_key(form), "")
    has_point = form.endswith(".") and _key(printed) == _key(form)
    return f"{printed.rstrip('.')}." if has_point else printed


def _forms(language: str) -> Mapping[str, str]:
    base = base_language(language)
    return {_key(word): word for word in _AS_WRITTEN.get(base, "").split("|") if word} | {
        **_OTHERWISE.get(base, {})
    }


def _each_once(titles: list[str]) -> list[str]:
    """The title of the form and that of the honorific: one where it says the other too, else Prof. before Dr."""
    for one, other in (titles, titles[::-1]) if len(titles) > 1 else ():
        if {_key(word) for word in other.split()} <= {_key(word) for word in one.split()}:
            return [one]
    return sorted(titles, key=lambda title: not _key(title).startswith("prof"))


def _begins_with(person: str, form: str, language: str) -> bool:
    """Whether the list has a form before the name too. A single letter may be an initial, unless it is the list's own form."""
    words, forms = person.split(), _forms(language)
    starts = {_key(" ".join(words[:count])) for count in (1, 2)}
    return _key(form) in starts or any(key in forms and len(key) > 1 for key in starts)


def _key(word: str) -> str:
    return " ".join(word.split()).casefold().rstrip(".")
