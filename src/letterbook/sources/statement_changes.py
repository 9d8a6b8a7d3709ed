"""A statement's file taken apart for a form, and put together again with what was typed; all else in it stays."""

from __future__ import annotations

import json
import re

from letterbook.errors import InputError, UsageError
from letterbook.model.statement_text import FORM_KEYS, StatementText
from letterbook.sentences import say
from letterbook.sources.enclosures import ENCLOSURES, NONE, read_enclosures
from letterbook.sources.yaml.front_matter import split
from letterbook.sources.yaml.insertion import with_key, without_key
from letterbook.sources.yaml.located import LocatedMap, LocatedText

_FENCE = "---\n"
_PLAIN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def text_in_form(text: str, label: str, version: str) -> StatementText:
    """What the file's text says in each field. Raises InputError where its keys cannot be read."""
    front, body, _, problems = split(text, label)
    if front is None:
        raise InputError(problems)
    said = {key: _plain(front, key) for key in FORM_KEYS}
    kept = tuple(key for key in front.keys if key not in FORM_KEYS)
    return StatementText(**said, body=body, version=version, kept=kept)


def text_of_form(typed: StatementText, before: str, label: str) -> str:
    """The text of the file that says what was typed; `before` is what its keys were, "" for none. Raises UsageError."""
    front = _front(before)
    known, *_ = split(f"{_FENCE}{front}{_FENCE}", label)
    for key in FORM_KEYS:
        front = _with_value(front, key, " ".join(getattr(typed, key).split()), label)
    wanted = {key for key in FORM_KEYS if getattr(typed, key).strip()} | (
        set(known.keys) if known else set()
    ) - {*FORM_KEYS}
    changed, *_ = split(f"{_FENCE}{front}{_FENCE}", label)
    if (set(changed.keys) if changed else set()) != wanted:
        raise _unchangeable(label)
    body = typed.body.replace("\r\n", "\n").replace("\r", "\n")
    return f"{_FENCE}{front}{_FENCE}{body}" + ("" if body.endswith("\n") or not body else "\n")


def _with_value(front: str, key: str, value: str, label: str) -> str:
    """The keys with one that says this value; without it where there is none, which is told by the key's name."""
    known, *_ = split(f"{_FENCE}{front}{_FENCE}", label)
    is_there = known is not None and key in known.keys
    if known is not None and is_there and _plain(known, key) == value:
        return front
    line = f"{key}: {_written(value)}"
    if value and not is_there:
        return f"{line}\n{front}" if key == "title" else f"{front}{line}\n"
    changed = with_key(front, key, [line]) if value else without_key(front, key)
    if changed is None:
        raise _unchangeable(label)
    return changed


def _unchangeable(label: str) -> UsageError:
    return UsageError(
        say("The keys of {file} are written in a form that cannot be changed here.", file=label)
    )


LETTER_ALONE = f"{_FENCE}{ENCLOSURES}: {NONE}\n{_FENCE}"
"""The beginning of the file of a mailing whose letters go alone."""


def keys_of_sibling(text: str) -> str:
    """The beginning of a file in another language: the keys that are the same in all languages, without title and place; of what is
    enclosed only that it is nothing.
    """
    front = _front(text)
    known, *_ = split(f"{_FENCE}{front}{_FENCE}", "")
    goes_alone = known is not None and read_enclosures(known.values.get(ENCLOSURES)) == ((), [])
    for key in ("title", "place", *(() if goes_alone else (ENCLOSURES,))):
        front = without_key(front, key) or ""
    return f"{_FENCE}{front}{_FENCE}"


def _front(text: str) -> str:
    """The lines of the keys."""
    lines = text.split("\n")
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), 0)
    return "".join(f"{line}\n" for line in lines[1:end])


def _plain(front: LocatedMap, key: str) -> str:
    """What a key says, on one line."""
    node = front.values.get(key)
    return " ".join(node.text.split()) if isinstance(node, LocatedText) else ""


def _written(value: str) -> str:
    return value if _PLAIN_DAY.fullmatch(value) else json.dumps(value, ensure_ascii=False)
