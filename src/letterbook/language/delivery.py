"""How a letter goes to its addressee: the ways that have a meaning, and the note that each prints above the address."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from letterbook.language.locales import base_language
from letterbook.language.spelling import caseless
from letterbook.model.language import Language, Languages

POST = "post"
WAYS = (POST, "registered", "bag", "e-mail", "state-system", "none")
"""What `delivery` may say of a way; any other text is a note, and a way of the office's own."""
_FILE = Path(__file__).with_name("delivery.yaml")


def way_of(delivery: str | None, languages: Languages) -> str:
    """The way that a list means: one of WAYS, also by the note of one in any language of the program or the office, with
    or without more after a colon; else the text itself.
    """
    if not delivery:
        return POST
    note = caseless(delivery.partition(":")[0])
    return _ways().get(note) or _own_ways(languages).get(note, delivery)


def note_of(delivery: str | None, language: Language) -> str | None:
    """What is printed above the address: the text itself, or of a way its note in this language; None for no note.

    Raises LookupError for a way that prints a note, and has none in this language.
    """
    way = caseless(delivery or "")
    if way not in WAYS:
        return delivery
    notes = notes_by_way().get(way)
    if notes is None:
        return None
    note = (
        language.delivery_notes.get(way) or notes.get(language.tag) or notes.get(base_language(language.tag))
    )
    if note is None:
        raise LookupError(language.tag)
    return note


@cache
def notes_by_way() -> Mapping[str, Mapping[str, str]]:
    """The notes by language, of each way that prints one."""
    read: Mapping[str, Mapping[str, str]] = yaml.safe_load(_FILE.read_text("utf-8"))
    return read


def _own_ways(languages: Languages) -> Mapping[str, str]:
    own = (language.delivery_notes for language in languages.by_tag.values())
    return {caseless(note): way for notes in own for way, note in notes.items()}


@cache
def _ways() -> Mapping[str, str]:
    notes = {caseless(note): way for way, notes in notes_by_way().items() for note in notes.values()}
    return notes | {way: way for way in WAYS}
