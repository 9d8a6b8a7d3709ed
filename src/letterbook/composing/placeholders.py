"""The names that a page template (letter.html, letter.docx) may use, with their values for one letter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from letterbook.composing.isolation import isolate
from letterbook.composing.letter_fields import LETTER_FIELDS, ON_THE_PAGE_ONLY, FieldValue
from letterbook.language.locales import direction
from letterbook.model import Letter
from letterbook.templates import prints, template_values

BLOCKS = frozenset({"address", "body", "emblem", "signature"})
"""Names whose value is no line of text; each stands alone in its paragraph of the Word letterhead."""

OWN_FIELDS = "recipient.fields"
"""What the office's own fields stand behind, in the words and on the page."""

LABELS = frozenset({"our_reference", "date", "draft", "page"})
"""The fixed words that a page may ask for."""

_CODES = ("recipient.kind", "recipient.country", "recipient.group", "recipient.language")

_VALUES: Mapping[str, Callable[[Letter], FieldValue]] = {
    **{field.name: field.value for field in LETTER_FIELDS if field.is_placeholder},
    **ON_THE_PAGE_ONLY,
}


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
        for name in _CODES:  # conditions compare them
            _put(values, name, _VALUES[name](letter))
    return MappingProxyType(values)


def signatory_lines(letter: Letter, page: str) -> list[tuple[str | None, str | None]]:
    """Name and title of each who signs, as far as the page of the template prints them."""

    def printed(name: str, text: str | None) -> str | None:
        if text is None or not prints(page, f"signatory.{name}"):
            return None
        return str(isolate(text, letter.language)) if direction(letter.language) == "rtl" else text

    return [(printed("name", block.name), printed("title", block.title)) for block in letter.signatures]


def _values(letter: Letter) -> dict[str, object]:
    values: dict[str, object] = {
        "labels": dict(letter.labels),
        "body": letter.body,
        "emblem": letter.head.emblem,
        "signature": letter.signature,
    }
    is_marked = direction(letter.language) == "rtl"
    _put(values, OWN_FIELDS, template_values(letter.fields, letter.language, marked=is_marked))
    for name, value in _VALUES.items():
        text = value(letter)
        _put(values, name, list(text) if isinstance(text, tuple) else text)
    if letter.second_signature:  # their names stand side by side, under the signatures
        values["signatory"] = {"name": None, "title": None}
    return values


def _put(values: dict[str, object], name: str, value: object) -> None:
    """Sets the value under its name, a part of a name before a dot being a mapping of its own."""
    owner, _, own = name.rpartition(".")
    if owner:
        group = values.setdefault(owner, {})
        assert isinstance(group, dict)
        group[own] = value
    else:
        values[name] = value


def _context() -> Mapping[str, frozenset[str]]:
    names = [*_VALUES, *BLOCKS, OWN_FIELDS, *(f"labels.{label}" for label in LABELS)]
    owners = {owner for owner, _, own in (name.partition(".") for name in names) if own}
    parts = {
        owner: frozenset(name.partition(".")[2] for name in names if name.startswith(f"{owner}."))
        for owner in owners
    }
    return {name.partition(".")[0]: parts.get(name.partition(".")[0], frozenset()) for name in names}


PAGE_CONTEXT: Mapping[str, frozenset[str]] = MappingProxyType(dict(_context()))
"""Each name that a page template may use, and the names behind its dot."""


def page_names() -> frozenset[str]:
    """The same in one list, as they are written: `subject`, `office.name`."""
    parts = {f"{name}.{child}" for name, children in PAGE_CONTEXT.items() for child in children}
    return frozenset(parts | {name for name, children in PAGE_CONTEXT.items() if not children})
