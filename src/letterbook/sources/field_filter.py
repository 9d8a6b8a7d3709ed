"""What a mailing asks of the office's own fields, as it is written under `only`: a value, some of them, or bounds."""

from __future__ import annotations

from typing import get_args

from letterbook.model import Bound, FieldFilter
from letterbook.problems import Place, Problem
from letterbook.sources.text_checks import unknown_key
from letterbook.sources.yaml.located import LocatedList, LocatedMap, LocatedText, Node

_BOUNDS: tuple[Bound, ...] = get_args(Bound)
_SHAPES = "Write “member: yes”, “region: [North, South]” or “amount: {from: 100, to: 500}”."


def read_field_filters(node: Node | None) -> tuple[tuple[FieldFilter, ...], list[Problem]]:
    """What is asked of each field, as it was written: nobody knows yet of what type the field is.

    Codes: unknown-key, wrong-value.
    """
    if node is None:
        return (), []
    if not isinstance(node, LocatedMap):
        return (), [_wrong(node.place, "Names of fields are expected here.")]
    filters: list[FieldFilter] = []
    problems: list[Problem] = []
    for name, wanted in node.values.items():
        field, found = _filter(name, node.keys.get(name, node.place), wanted)
        filters.append(field)
        problems += found
    empty = [place for name, place in node.keys.items() if name not in node.values]
    return tuple(filters), [*problems, *(_wrong(place, "Nothing is asked of this field.") for place in empty)]


def _filter(name: str, place: Place, wanted: Node) -> tuple[FieldFilter, list[Problem]]:
    if isinstance(wanted, LocatedMap):
        return _within(name, place, wanted)
    items = wanted.items if isinstance(wanted, LocatedList) else (wanted,)
    texts = [item for item in items if isinstance(item, LocatedText)]
    problems = [
        _wrong(item.place, "One value is expected here.")
        for item in items
        if not isinstance(item, LocatedText)
    ]
    if not items:
        problems = [_wrong(wanted.place, "Nothing is asked of this field.")]
    return FieldFilter(name, place, tuple((item.text.strip(), item.place) for item in texts)), problems


def _within(name: str, place: Place, wanted: LocatedMap) -> tuple[FieldFilter, list[Problem]]:
    bounds: list[tuple[Bound, str, Place]] = []
    problems: list[Problem] = []
    for key, key_place in wanted.keys.items():
        node = wanted.values.get(key)
        if key not in _BOUNDS:
            problems.append(unknown_key(key, key_place, _BOUNDS))
        elif not isinstance(node, LocatedText):
            problems.append(_wrong(node.place if node else key_place, "One value is expected here."))
        else:
            bounds.append((key, node.text.strip(), node.place))
    if not wanted.keys:
        problems.append(_wrong(wanted.place, "Nothing is asked of this field."))
    return FieldFilter(name, place, bounds=tuple(bounds)), problems


def _wrong(place: Place, what: str) -> Problem:
    return Problem("wrong-value", place, what, _SHAPES)
