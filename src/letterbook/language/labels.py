"""The fixed words of a page ("Our reference", "Page 1 of 2"), as the language's file has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from letterbook.language.locales import locale
from letterbook.model.language import Language

FIELDS: Mapping[str, frozenset[str]] = {
    "our_reference": frozenset(),
    "reference": frozenset({"reference"}),
    "number": frozenset({"reference"}),
    "date": frozenset(),
    "place_and_date": frozenset({"place", "date"}),
    "enclosure": frozenset({"title", "pages"}),
    "enclosures": frozenset({"list"}),
    "copy_to": frozenset({"names"}),
    "attention": frozenset({"name"}),
    "page": frozenset({"page", "pages"}),
    "draft": frozenset(),
    "addressed_to": frozenset({"groups"}),
}
"""Every fixed word, with what stands in it in braces."""
PLURAL_WORDS = frozenset({"enclosure"})
"""Those with a form for each kind of count: `enclosure.one`, `enclosure.other`."""
OPTIONAL_WORDS = frozenset({"enclosures", "number"})
"""Those that another word stands in for: a language without a heading for several has that of one, and one without the
number of a note verbale has the line of a letter's reference.
"""


def labels(language: Language) -> Mapping[str, str]:
    """The fixed words by key; a plain copy, so that it may travel to another process.

    Braces in a text stand for what `str.format` puts there. The key "language" says whose words they are.
    """
    return {"language": language.tag, **language.words}


def enclosure_line(
    labels: Mapping[str, str], enclosed: Sequence[tuple[str, int | None]], semicolon: str
) -> str | None:
    """What a letter says of its enclosures, each a title and its pages, None where these are not known.

    One stands as its fixed word has it; several stand in a list, each as it would by itself without its heading.
    """
    if not enclosed:
        return None
    forms = [plural(labels, "enclosure", 2 if pages is None else pages) for _, pages in enclosed]
    parted = [_parted(form, each) for form, each in zip(forms, enclosed, strict=True)]
    headings, items = [heading for heading, _ in parted], [item for _, item in parted]
    if len(items) == 1:
        return headings[0] + items[0]
    several = labels.get("enclosures", headings[0].replace("{", "{{").replace("}", "}}") + "{list}")
    return several.format(list=semicolon.join(items))


def _parted(form: str, enclosed: tuple[str, int | None]) -> tuple[str, str]:
    """The heading, “Enclosure: ”, and what follows it; without a count where the pages are not known."""
    title, pages = enclosed
    heading, _, rest = form.partition("{title}")
    return heading.format(pages="" if pages is None else pages), title + (
        rest.format(pages=pages) if pages is not None else ""
    )


def plural(labels: Mapping[str, str], key: str, count: int) -> str:
    """The form of a text that the count asks for, by CLDR's plural rule: `key.one`, else `key.other`.

    A language whose noun does not change after a numeral has `key.other` only.
    """
    form = locale(labels["language"]).plural_form(count)
    return labels.get(f"{key}.{form}", labels[f"{key}.other"])
