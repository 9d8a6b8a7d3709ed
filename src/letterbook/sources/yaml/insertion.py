"""Puts one key into a file that people write, and leaves every other byte of it as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from letterbook.sources.yaml.located import LocatedList, LocatedMap, LocatedText, Node, read_map


def with_key(text: str, key: str, lines: Sequence[str]) -> str | None:
    """The text of a YAML file in which these lines, the first of them `key:`, stand for the key: in its place where it is
    there already, else at the end. None where that would change anything else, as it may in a file in braces.
    """
    before, _ = read_map(text.replace("\r\n", "\n"), "")
    if before is None:
        return None
    end_of_line = "\r\n" if "\r\n" in text else "\n"
    written = [line + end_of_line for line in lines]
    rows = rows_in(text)
    if key in before.keys:
        first, last = rows_of_key(before, key, rows)
        rows[first:last] = written
    else:
        if rows and not rows[-1].endswith("\n"):
            rows[-1] += end_of_line
        rows += ([end_of_line] if rows and rows[-1].strip() else []) + written
    changed = "".join(rows)
    after, problems = read_map(changed.replace("\r\n", "\n"), "")
    wanted, _ = read_map("\n".join(lines), "")
    if after is None or wanted is None or any(problem.is_error for problem in problems):
        return None
    others = {name: plain(node) for name, node in before.values.items() if name != key}
    return changed if plain(after) == {**others, key: plain(wanted.values[key])} else None


def without_key(text: str, key: str) -> str | None:
    """The text of a YAML file without a key at the top and its lines; None where that would change anything else."""
    before, _ = read_map(text.replace("\r\n", "\n"), "")
    if before is None or key not in before.keys:
        return text if before is not None or not text.strip() else None
    rows = rows_in(text)
    first, last = rows_of_key(before, key, rows)
    del rows[first:last]
    changed = "".join(rows)
    after, _ = read_map(changed.replace("\r\n", "\n"), "")
    others = {name: plain(node) for name, node in before.values.items() if name != key}
    left = plain(after) if after is not None else {}
    return changed if left == others and (after is not None or not changed.strip()) else None


def lines_of(text: str, key: str, root: LocatedMap) -> list[str]:
    """The lines that stand for a key at the top, without their ends; `root` is what the text holds."""
    rows = rows_in(text)
    first, last = rows_of_key(root, key, rows)
    return [row.rstrip("\r\n") for row in rows[first:last]]


def rows_in(text: str) -> list[str]:
    """The lines of a text, each with its end."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def rows_of_key(root: LocatedMap, key: str, rows: Sequence[str]) -> tuple[int, int]:
    """The first line of a key at the top and the one after its last; comments before the next key belong to that one."""
    first = (root.keys[key].line or 1) - 1
    later = [line - 1 for place in root.keys.values() if (line := place.line or 0) - 1 > first]
    last = min(later, default=len(rows))
    while last > first + 1 and (not rows[last - 1].strip() or rows[last - 1].startswith("#")):
        last -= 1
    return first, last


def plain(node: Node) -> object:
    """The tree as plain values."""
    if isinstance(node, LocatedText):
        return node.text
    if isinstance(node, LocatedList):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, value in node.values.items()}
