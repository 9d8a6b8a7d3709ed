"""How a letter goes to its addressee: the ways that have a meaning, and the note that each prints above the address."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from letterbook.language.locales import base_language

POST = "post"
WAYS = (POST, "registered", "bag", "e-mail", "state-system", "none")
"""What `delivery` may say of a way; any other text is a note, and a way of the office's own."""
_FILE = Path(__file__).with_name("delivery.yaml")


def way_of(delivery: str | None) -> str:
    """The way that a list means: one of WAYS, also by the note of one in any language, with or without
    more after a colon; else the text itself.
    """
    if not delivery:
        return POST
    return _ways().get(_folded(delivery.partition(":")[0]), delivery)


def note_of(delivery: str | None, language: str) -> str | None:
    """What is printed above the address: the text itself, or of a way its note in this language; None for no note.

    Raises LookupError for a way that prints a note, and has none in this language.
    """
    way = _folded(delivery or "")
    if way not in WAYS:
        return delivery
    notes = notes_by_way().get(way)
    if notes is None:
        return None
    note = notes.get(language) or notes.get(base_language(language))
    if note is None:
        raise LookupError(language)
    return note


@cache
def notes_by_way() -> Mapping[str, Mapping[str, str]]:
    """The notes by language, of each way that prints one."""
    read: Mapping[str, Mapping[str, str]] = yaml.safe_load(_FILE.read_text("utf-8"))
    return read


@cache
def _ways() -> Mapping[str, str]:
    notes = {_folded(note): way for way, notes in notes_by_way().items() for note in notes.values()}
    return notes | {way: way for way in WAYS}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text.strip()).casefold())
