"""A whole salutation in the column of forms of address: “Sehr geehrte Damen und Herren,” under “Anrede”, where others write “Frau”."""

from __future__ import annotations

from dataclasses import replace

from letterbook.language.spelling import folded
from letterbook.sources.likely_doubles import TITLES
from letterbook.sources.raw_recipient import RawRecipient, place_of
from letterbook.sources.salutation_checks import is_nameless, opens_a_letter

_FORM, _SALUTATION = "form_of_address", "salutation"
_ENDS = (",", "!", "،", "，")


def with_salutation(member: RawRecipient) -> RawRecipient:
    """The row with such a text as its salutation, if it has no other."""
    text = member.values.get(_FORM, "").strip()
    if _SALUTATION in member.values or not _is_whole(text):
        return member
    values = {key: value for key, value in member.values.items() if key != _FORM} | {_SALUTATION: text}
    places = {**member.places, _SALUTATION: place_of(member, _FORM)}
    return replace(member, values=values, places=places)


def _is_whole(text: str) -> bool:
    """Whether nothing is missing in it: “Sehr geehrter Herr” and “Gentile Dott.” are to be followed by a name, “Madame, Monsieur” is not."""
    said = text.rstrip(" ,!،，")
    *others, last = said.split() or [""]
    is_title = last.endswith(".") or (folded(last) in TITLES and "," not in said)
    if not others or is_nameless(said) or is_title:
        return False
    return text.endswith(_ENDS) or opens_a_letter(said)
