"""The names that a page template (letter.html, letter.docx) may use, with their values for one letter."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from letterbook.composing.isolation import isolate
from letterbook.language.locales import direction
from letterbook.model import Letter

BLOCKS = frozenset({"address", "body", "emblem", "signature"})
"""Names whose value is no line of text; each stands alone in its paragraph of the Word letterhead."""


def placeholders(letter: Letter) -> Mapping[str, object]:
    """What `{{ ... }}` may name in a page template; the list in docs/templates.md is checked against this.

    In a letter that runs from right to left, foreign words carry the marks of `language.bidi`.
    """
    values = _values(letter)
    if direction(letter.language) == "rtl":
        whole = [letter.reference] if letter.reference else []
        unmarked = {"address", "language", "labels"}
        values |= {
            name: isolate(value, letter.language, whole)
            for name, value in values.items()
            if name not in unmarked
        }
    return MappingProxyType(values)


def _values(letter: Letter) -> dict[str, object]:
    head = letter.head
    return {
        "office": {
            "name": head.name,
            "address": list(head.address),
            "contact": list(head.contact),
            "return_line": head.return_line,
        },
        "recipient": {"name": letter.recipient_name, "delivery": letter.delivery},
        "reference": letter.reference or "",
        "reference_line": letter.reference_line,
        "date": letter.date,
        "place": letter.place,
        "place_and_date": letter.place_and_date,
        "subject": letter.subject,
        "salutation": letter.salutation,
        "closing": letter.closing,
        "signatory": {"name": letter.signature.name, "title": letter.signature.title},
        "enclosure_line": letter.enclosure_line,
        "copy_line": letter.copy_line,
        "labels": dict(letter.labels),
        "language": letter.language,
        # blocks
        "address": list(letter.address),
        "body": letter.body,
        "emblem": head.emblem,
        "signature": letter.signature,
    }


PAGE_CONTEXT: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "office": frozenset({"name", "address", "contact", "return_line"}),
        "recipient": frozenset({"name", "delivery"}),
        "signatory": frozenset({"name", "title"}),
        "labels": frozenset({"our_reference", "date", "draft", "page"}),
        **{
            name: frozenset()
            for name in (
                "reference", "reference_line", "date", "place", "place_and_date", "subject", "salutation", "closing",
                "enclosure_line", "copy_line", "language", *BLOCKS,
            )
        },
    }
)  # fmt: skip
"""Each name that a page template may use, and the names behind its dot."""


def page_names() -> frozenset[str]:
    """The same in one list, as they are written: `subject`, `office.name`."""
    parts = {f"{name}.{child}" for name, children in PAGE_CONTEXT.items() for child in children}
    return frozenset(parts | {name for name, children in PAGE_CONTEXT.items() if not children})
