"""Values of a YAML file changed in place: comments, order and every other sign stay as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import yaml

from letterbook.problems import Place
from letterbook.sources.yaml.located import LocatedList, LocatedText, Node, read_map

KeyPath = tuple[str, ...]
"""A key, and the keys below it: ("address", "city")."""
_Values = dict[str, "str | _Values"]
"""What a mapping shall say: a text for a key, or more keys below it."""
_Wanted = dict[tuple[int | None, int | None], list[tuple[KeyPath, str]]]
"""The values that are wanted, by the line and column of their mapping."""


def with_values(text: str, changes: Mapping[tuple[Place, KeyPath], str]) -> str | None:
    """The text in which the mapping that begins at each place says these values, as texts; a key that is missing comes in.

    None where that would change anything else: where a value is a list, or the file is in a form that cannot be added to.
    """
    edits = _edits_of(_Lines(text), changes)
    if edits is None:
        return None
    changed = text
    for edit in sorted(edits, reverse=True):  # from the end on, so that no edit moves the place of the next
        changed = changed[: edit.start] + edit.words + changed[edit.end :]
    before, _ = read_map(text.replace("\r\n", "\n"), "")
    after, problems = read_map(changed.replace("\r\n", "\n"), "")
    if before is None or after is None or any(problem.is_error for problem in problems):
        return None
    wanted: _Wanted = {}
    for (place, path), value in changes.items():
        wanted.setdefault((place.line, place.column), []).append((path, value))
    return changed if _plain(after, {}) == _plain(before, wanted) else None


_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # what libyaml takes for the end of a line


class _Edit(NamedTuple):
    """Words in the place of a piece of the text."""

    start: int
    end: int
    words: str


class _Lines:
    """A text, and where each of its lines begins: libyaml's own index of a mark counts otherwise."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(found.end() for found in _LINE_END.finditer(text))]

    def at(self, mark: yaml.Mark) -> int:
        """Where a mark stands in the text."""
        return self._starts[mark.line] + mark.column


def _edits_of(lines: _Lines, changes: Mapping[tuple[Place, KeyPath], str]) -> list[_Edit] | None:
    """What has to be written where, for all changes; None where one of them cannot be made."""
    wanted: dict[tuple[int, int], _Values] = {}
    for (place, path), value in sorted(changes.items(), key=lambda change: change[0][1]):
        values = wanted.setdefault(((place.line or 1) - 1, (place.column or 1) - 1), {})
        *parents, key = path
        for parent in parents:
            inner = values.setdefault(parent, {})
            if isinstance(inner, str):
                return None
            values = inner
        values[key] = value
    mappings = _mappings(yaml.compose(lines.text, Loader=yaml.CSafeLoader))
    found = [_edits(lines, mappings[place], values) for place, values in wanted.items() if place in mappings]
    if len(found) < len(wanted) or None in found:
        return None
    return [edit for edits in found if edits for edit in edits]


def _edits(lines: _Lines, mapping: yaml.MappingNode, wanted: _Values) -> list[_Edit] | None:
    """What makes the mapping say this; None where it has a list or the like there."""
    edits, missing = [], []
    for key, value in wanted.items():
        found = _value(mapping, key)
        if found is None:
            missing.append(f"{key}: {_written(value)}")
        elif isinstance(value, dict):
            inner = _edits(lines, found, value) if isinstance(found, yaml.MappingNode) else None
            if inner is None:
                return None
            edits += inner
        elif isinstance(found, yaml.ScalarNode):
            edits.append(_replacement(lines, found, value))
        else:
            return None
    return [*edits, _insertion(lines, mapping, missing)] if missing else edits


def _replacement(lines: _Lines, found: yaml.ScalarNode, value: str) -> _Edit:
    start, end = lines.at(found.start_mark), lines.at(found.end_mark)
    gap = " " if start == end and lines.text[start - 1 : start] == ":" else ""  # a key without a value
    behind = "\n" if found.style in ("|", ">") else ""
    return _Edit(start, end, gap + _written(value) + behind)


def _insertion(lines: _Lines, mapping: yaml.MappingNode, entries: Sequence[str]) -> _Edit:
    """Further entries in the mapping: in braces as the first, else below the first where that is one line."""
    start = lines.at(mapping.start_mark)
    if mapping.flow_style:
        return _Edit(start + 1, start + 1, ", ".join(entries) + (", " if mapping.value else ""))
    first_key, first_value = mapping.value[0]
    indent = " " * mapping.start_mark.column
    is_one_line = (
        isinstance(first_value, yaml.ScalarNode) and first_value.end_mark.line == first_key.start_mark.line
    )
    if not is_one_line:
        return _Edit(start, start, "".join(f"{entry}\n{indent}" for entry in entries))
    end = lines.text.find("\n", lines.at(first_value.end_mark))
    end = len(lines.text) if end < 0 else end
    return _Edit(end, end, "".join(f"\n{indent}{entry}" for entry in entries))


def _mappings(root: yaml.Node | None) -> dict[tuple[int, int], yaml.MappingNode]:
    """Every mapping by the line and the column at which it begins, both counted from 0."""
    found: dict[tuple[int, int], yaml.MappingNode] = {}
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, yaml.MappingNode):
            found.setdefault((node.start_mark.line, node.start_mark.column), node)
            stack += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            stack += node.value
    return found


def _value(mapping: yaml.MappingNode, key: str) -> yaml.Node | None:
    return next((value for name, value in mapping.value if name.value == key), None)


def _written(value: str | _Values) -> str:
    """A text in quotes, a mapping in braces."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return f"{{{', '.join(f'{key}: {_written(inner)}' for key, inner in value.items())}}}"


def _plain(node: Node, changes: _Wanted) -> object:
    """The tree as plain values, with the changes of the mappings that begin at their places; empty texts are absent."""
    if isinstance(node, LocatedText):
        return node.text
    if isinstance(node, LocatedList):
        return [_plain(item, changes) for item in node.items]
    values = {key: _plain(value, changes) for key, value in node.values.items()}
    for path, value in changes.get((node.place.line, node.place.column), ()):
        _put(values, path, value)
    return {key: value for key, value in values.items() if value not in ("", {})}


def _put(values: dict[str, object], path: KeyPath, value: str) -> None:
    *parents, key = path
    for parent in parents:
        inner = values.setdefault(parent, {})
        assert isinstance(inner, dict), "a mapping, or the text was not changed"
        values = inner
    values[key] = value
