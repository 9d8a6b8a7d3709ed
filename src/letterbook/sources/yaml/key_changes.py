"""Keys at the top of a file that people write, changed or taken out; comments, order and every other sign stay as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

import yaml

from letterbook.sources.yaml.insertion import plain, rows_in, rows_of_key, with_key, without_key
from letterbook.sources.yaml.located import LocatedList, LocatedMap, read_map

Plain = str | Sequence["Plain"] | Mapping[str, "Plain"]
"""What a key may hold: a text, a list, keys with values."""

_BARE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def with_value(text: str, key: str, value: Plain | None) -> str | None:
    """The text in which the key holds the value; without the key where that is None. A new key comes to the end.

    None where that would change anything else, as it may in a file in braces.
    """
    root = _root(text)
    if root is None:
        return None
    if value is None:
        changed: str | None = without_key(text, key) if key in root.keys else text
    else:
        changed = _in_its_line(text, key, value) or _in_its_lines(text, key, value, root)
    return _whole(changed, {**_values(root), **({key: value} if value is not None else {})}, key, value)


def with_item(text: str, key: str, item: Mapping[str, Plain]) -> str | None:
    """The text with one item more at the end of the key's list, which is begun where there is none. None as above."""
    root = _root(text)
    if root is None:
        return None
    items = _items(root, key)
    whole = [*items, item]
    if not items or not _is_block(text, root, key):
        return with_value(text, key, whole)
    rows = rows_in(text)
    _, last = rows_of_key(root, key, rows)
    node = root.values[key]
    assert isinstance(node, LocatedList)
    indent = " " * _dash(rows, node.items[-1].place.line or 1)
    end = "\r\n" if "\r\n" in text else "\n"
    if not rows[last - 1].endswith("\n"):
        rows[last - 1] += end
    rows[last:last] = [f"{indent}{line}{end}" for line in _item_lines(item)]
    return _whole("".join(rows), {**_values(root), key: whole}, key, whole)


def without_item(text: str, key: str, number: int) -> str | None:
    """The text without the item of this number, from 0, of the key's list, which may be left empty. None as above."""
    root = _root(text)
    if root is None:
        return None
    rest = _items(root, key)
    del rest[number]
    node = root.values[key]
    if not rest or not isinstance(node, LocatedList) or not _is_block(text, root, key):
        return with_value(text, key, rest)
    rows = rows_in(text)
    _, last = rows_of_key(root, key, rows)
    first = (node.items[number].place.line or 1) - 1
    following = node.items[number + 1 : number + 2]
    end = (following[0].place.line or 1) - 1 if following else last
    while following and end > first + 1 and rows[end - 1].lstrip().startswith("#"):
        end -= 1  # a note above the next item is of that one
    del rows[first:end]
    return _whole("".join(rows), {**_values(root), key: rest}, key, rest)


def _root(text: str) -> LocatedMap | None:
    root, problems = read_map(text.replace("\r\n", "\n"), "")
    return None if root is None or any(problem.is_error for problem in problems) else root


def _values(root: LocatedMap) -> dict[str, object]:
    return {name: plain(node) for name, node in root.values.items()}


def _whole(changed: str | None, wanted: dict[str, object], key: str, value: Plain | None) -> str | None:
    """The changed text where it holds what is wanted, and nothing else has changed."""
    after = _root(changed) if changed is not None else None
    if after is None:
        return None
    wanted = {name: held for name, held in wanted.items() if name != key}
    found = _values(after)
    held = found.pop(key, None)
    is_right = held is None if value is None else held == value
    return changed if is_right and found == wanted else None


def _items(root: LocatedMap, key: str) -> list[Plain]:
    node = root.values.get(key)
    return [plain(item) for item in node.items] if isinstance(node, LocatedList) else []  # type: ignore[misc]


def _is_block(text: str, root: LocatedMap, key: str) -> bool:
    """Whether the key's list has a line with a hyphen for each item."""
    node = _node(text, key)
    return key in root.keys and isinstance(node, yaml.SequenceNode) and not node.flow_style


def _dash(rows: Sequence[str], line: int) -> int:
    """In which column, from 0, the hyphen of an item stands that begins on this line."""
    return len(rows[line - 1]) - len(rows[line - 1].lstrip(" "))


def _node(text: str, key: str) -> yaml.Node | None:
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    entries = root.value if isinstance(root, yaml.MappingNode) else []
    return next((value for name, value in entries if name.value == key), None)


def _in_its_line(text: str, key: str, value: Plain) -> str | None:
    """The text with the value in place of one that stands on the key's own line; what follows it there stays."""
    node = _node(text, key)
    if not isinstance(node, (yaml.ScalarNode, yaml.CollectionNode)) or _has_keys(value):
        return None
    start, end = node.start_mark, node.end_mark
    is_inline = isinstance(node, yaml.ScalarNode) or node.flow_style
    if not is_inline or start.line != end.line or (start.line, start.column) == (end.line, end.column):
        return None
    rows = rows_in(text)
    row = rows[start.line]
    rows[start.line] = row[: start.column] + _flow(value) + row[end.column :]
    return "".join(rows)


def _in_its_lines(text: str, key: str, value: Plain, root: LocatedMap) -> str | None:
    """The text with lines of the key's own: in the place of those that it has, or at the end."""
    if key in root.keys:
        return with_key(text, key, _lines(key, value))
    end = "\r\n" if "\r\n" in text else "\n"
    between = end if text and not text.endswith("\n") else ""
    return text + between + "".join(f"{line}{end}" for line in _lines(key, value))


def _has_keys(value: Plain) -> bool:
    return isinstance(value, Mapping) or (
        not isinstance(value, str) and any(isinstance(item, Mapping) for item in value)
    )


def _lines(key: str, value: Plain) -> list[str]:
    if _has_keys(value) and not isinstance(value, (str, Mapping)):
        items = [item for item in value if isinstance(item, Mapping)]
        return [f"{key}:", *(f"  {line}" for item in items for line in _item_lines(item))]
    return [f"{key}: {_flow(value)}"]


def _item_lines(item: Mapping[str, Plain]) -> list[str]:
    return [
        f"{'  ' if number else '- '}{key}: {_flow(value)}" for number, (key, value) in enumerate(item.items())
    ]


def _flow(value: Plain) -> str:
    if isinstance(value, str):
        return value if _BARE.fullmatch(value) else json.dumps(value, ensure_ascii=False)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(held)}" for key, held in value.items()) + "}"
    return "[" + ", ".join(map(_flow, value)) + "]"
