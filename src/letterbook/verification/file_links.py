"""Where the links of a finished file lead, compared with those of its letter and its enclosures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from letterbook.sentences import say
from letterbook.sources.text_checks import shortened


def wrong_links(expected: Iterable[str], found: Iterable[str]) -> Iterator[str]:
    """What is wrong with the links of a letter or an enclosure, as sentences. A link that goes on in the next line counts
    once.
    """
    wanted, there = list(dict.fromkeys(expected)), list(dict.fromkeys(found))
    for target in wanted:
        if target not in there:
            yield say("The link to “{target}” is missing.", target=shortened(target))
    for target in there:
        if target not in wanted:
            yield say(
                "A link leads to “{target}”, and the words have none that does.", target=shortened(target)
            )


def links_on(page: Any) -> tuple[str, ...]:
    """Where the annotations of a page of an open pypdf reader lead; of one that is no link to an address, its kind."""
    annotations: Collection[Any] = page.get("/Annots", ())
    return tuple(_target(annotation.get_object()) for annotation in annotations)


def _target(annotation: Any) -> str:
    action = annotation.get("/A")
    if annotation.get("/Subtype") == "/Link" and action and action.get_object().get("/S") == "/URI":
        return str(action.get_object().get("/URI"))
    return str(annotation.get("/Subtype"))
