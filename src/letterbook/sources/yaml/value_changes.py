"""Values of a YAML file changed in place: comments, order and every other sign stay as they are."""

from __future__ import annotations

import json
from collections.abc import Mapping

import yaml

from letterbook.problems import Place
from letterbook.sources.yaml.located import LocatedList, LocatedText, Node, read_map

KeyPath = tuple[str, ...]
"""A key, and the keys below it: ("address", "city")."""


def with_values(text: str, changes: Mapping[tuple[Place, KeyPath], str]) -> str | None:
    """The text in which the mapping that begins at each place says these values, as texts; a key that is missing comes in.

    None where that would change anything else: where a value is a list, or the file is in a form that cannot be added to.
    """
    changed = text
    # From the end on, so that no change moves the place of the next.
    for (place, path), value in sorted(changes.items(), key=lambda change: _order(*change[0]), reverse=True):
        edited = _with_value(changed, place, path, value)
        if edited is None:
            return None
        changed = edited
    before, _ = read_map(text.replace("\r\n", "\n"), "")
    after, problems = read_map(changed.replace("\r\n", "\n"), "")
    if before is None or after is None or any(problem.is_error for problem in problems):
        return None
    wanted = {(place.line, place.column, path): value for (place, path), value in changes.items()}
    return changed if _plain(after, {}) == _plain(before, wanted) else None


def _order(place: Place, path: KeyPath) -> tuple[int, int, KeyPath]:
    return place.line or 0, place.column or 0, path


def _with_value(text: str, place: Place, path: KeyPath, value: str) -> str | None:
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    mapping = _mapping_at(root, (place.line or 1) - 1, (place.column or 1) - 1)
    if mapping is None:
        return None
    *parents, key = path
    for depth, parent in enumerate(parents):
        inner = _value(mapping, parent)
        if inner is None:
            entry = _entry(path[depth + 1 :], value)
            return _inserted(text, mapping, f"{parent}: {entry}")
        if not isinstance(inner, yaml.MappingNode):
            return None
        mapping = inner
    found = _value(mapping, key)
    if found is None:
        return _inserted(text, mapping, f"{key}: {_quoted(value)}")
    if not isinstance(found, yaml.ScalarNode):
        return None
    start, end = _at(text, found.start_mark), _at(text, found.end_mark)
    gap = " " if start == end and text[start - 1 : start] == ":" else ""  # a key without a value
    behind = "\n" if found.style in ("|", ">") else ""
    return text[:start] + gap + _quoted(value) + behind + text[end:]


def _entry(path: KeyPath, value: str) -> str:
    """The value below the keys of the path, in braces."""
    written = _quoted(value)
    for key in reversed(path):
        written = f"{{{key}: {written}}}"
    return written


def _inserted(text: str, mapping: yaml.MappingNode, entry: str) -> str:
    """The text with one entry more in the mapping: in braces as the first, else below the first where that is one line."""
    start = _at(text, mapping.start_mark)
    if mapping.flow_style:
        return f"{text[: start + 1]}{entry}{', ' if mapping.value else ''}{text[start + 1 :]}"
    first_key, first_value = mapping.value[0]
    indent = " " * mapping.start_mark.column
    is_one_line = (
        isinstance(first_value, yaml.ScalarNode) and first_value.end_mark.line == first_key.start_mark.line
    )
    if not is_one_line:
        return f"{text[:start]}{entry}\n{indent}{text[start:]}"
    end = text.find("\n", _at(text, first_value.end_mark))
    end = len(text) if end < 0 else end
    return f"{text[:end]}\n{indent}{entry}{text[end:]}"


def _mapping_at(root: yaml.Node | None, line: int, column: int) -> yaml.MappingNode | None:
    """The mapping that begins at this place, both counted from 0."""
    stack = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, yaml.MappingNode):
            if (node.start_mark.line, node.start_mark.column) == (line, column):
                return node
            stack += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            stack += node.value
    return None


def _value(mapping: yaml.MappingNode, key: str) -> yaml.Node | None:
    return next((value for name, value in mapping.value if name.value == key), None)


def _at(text: str, mark: yaml.Mark) -> int:
    """Where a mark stands in the text; libyaml's own index counts otherwise."""
    start = 0
    for _ in range(mark.line):
        start = text.index("\n", start) + 1
    return start + mark.column


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _plain(node: Node, changes: Mapping[tuple[int | None, int | None, KeyPath], str]) -> object:
    """The tree as plain values, with the changes of the mappings that begin at their places; empty texts are absent."""
    if isinstance(node, LocatedText):
        return node.text
    if isinstance(node, LocatedList):
        return [_plain(item, changes) for item in node.items]
    values = {key: _plain(value, changes) for key, value in node.values.items()}
    for (line, column, path), value in changes.items():
        if (node.place.line, node.place.column) == (line, column):
            _put(values, path, value)
    return {key: value for key, value in values.items() if value not in ("", {})}


def _put(values: dict[str, object], path: KeyPath, value: str) -> None:
    *parents, key = path
    for parent in parents:
        inner = values.setdefault(parent, {})
        assert isinstance(inner, dict), "a mapping, or the text was not changed"
        values = inner
    values[key] = value
