"""Forms of address by kind of addressee: what the languages' files have, and what an office changes in it.

A list of recipients says of what kind an addressee is. Nothing here is taken from a name: neither rank nor gender.
Where a language has no form that leaves the gender open, the masculine stands for both (Arabic صاحب السعادة); for one
person, the list has that person's `salutation`. An office changes the words under `kinds` in letterbook.yaml.

Sources. "Excellency" for heads of State and Government, ministers and ambassadors, "Accept, Excellency, the assurances of
my highest consideration" at the end, and notes verbales to missions, ministers and ministries, not to secretariats and
never to associations: United Nations Correspondence Manual, ST/DCS/4/Rev.1 (2000), paragraphs 104 to 106, 116 and 117;
UNHCR, Handbook for Emergencies (1999), chapter 9; docs/protocol.md has all sources. The other languages: the forms that
the same correspondence has in them; the Arabic ranks فخامة, معالي and سعادة are those of protocol in the Arab States.
"""

from __future__ import annotations

from collections.abc import Mapping

from letterbook.model import AddresseeKind, Localised
from letterbook.model.language import Languages

RECEIVES_NOTES: Mapping[str, bool] = {
    "head-of-state": False,
    "minister": True,
    "ambassador": True,
    "mission": True,  # an embassy, a permanent mission, a delegation, a consulate
    "ministry": True,
    "organisation": False,  # the secretariat of an international organisation
    "institution": False,  # an ombudsman, a national human rights institution, a court, a university
    "association": False,  # a union of such bodies, a non-governmental organisation, a diaspora organisation
}
"""Every kind that the program knows, and whether notes verbales are sent to it."""


def kinds(languages: Languages) -> Mapping[str, AddresseeKind]:
    """The kinds that the program knows, by name; each with its words in every language that has any."""
    forms = {
        name: {
            tag: language.forms[name] for tag, language in languages.by_tag.items() if name in language.forms
        }
        for name in RECEIVES_NOTES
    }
    return {
        name: AddresseeKind(
            receives_notes,
            salutation=Localised({tag: form.salutation for tag, form in forms[name].items()}),
            closing=Localised({tag: form.closing for tag, form in forms[name].items()}),
        )
        for name, receives_notes in RECEIVES_NOTES.items()
    }


def changed(
    kind: AddresseeKind | None,
    receives_notes: bool | None,
    salutation: Localised | None,
    closing: Localised | None,
) -> AddresseeKind:
    """The kind with an office's own words in the languages in which it has any; a new one where there is none."""
    kind = kind or AddresseeKind()
    return AddresseeKind(
        kind.receives_notes if receives_notes is None else receives_notes,
        _over(kind.salutation, salutation),
        _over(kind.closing, closing),
    )


def _over(known: Localised, own: Localised | None) -> Localised:
    if own is None or "" in own.texts:  # one text for all languages leaves none of ours
        return own or known
    return Localised({**known.texts, **own.texts})
