"""The fixed words of a page ("Our reference", "Page 1 of 2"), as the language's file has them."""

from __future__ import annotations

from collections.abc import Mapping

from letterbook.language.locales import locale
from letterbook.model.language import Language

FIELDS: Mapping[str, frozenset[str]] = {
    "our_reference": frozenset(),
    "reference": frozenset({"reference"}),
    "date": frozenset(),
    "place_and_date": frozenset({"place", "date"}),
    "enclosure": frozenset({"title", "pages"}),
    "copy_to": frozenset({"names"}),
    "attention": frozenset({"name"}),
    "page": frozenset({"page", "pages"}),
    "draft": frozenset(),
    "addressed_to": frozenset({"groups"}),
}
"""Every fixed word, with what stands in it in braces."""
PLURAL_WORDS = frozenset({"enclosure"})
"""Those with a form for each kind of count: `enclosure.one`, `enclosure.other`."""


def labels(language: Language) -> Mapping[str, str]:
    """The fixed words by key; a plain copy, so that it may travel to another process.

    Braces in a text stand for what `str.format` puts there. The key "language" says whose words they are.
    """
    return {"language": language.tag, **language.words}


def plural(labels: Mapping[str, str], key: str, count: int) -> str:
    """The form of a text that the count asks for, by CLDR's plural rule: `key.one`, else `key.other`.

    A language whose noun does not change after a numeral has `key.other` only.
    """
    form = locale(labels["language"]).plural_form(count)
    return labels.get(f"{key}.{form}", labels[f"{key}.other"])
