"""A verification record read line by line: as a whole, that of a hundred thousand letters takes more memory than a reader may have.

The program writes each letter and each file into a line of its own. What stands otherwise is left to whoever reads it as a whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from letterbook.archive.opening import MOST_RECORD_BYTES, open_inside

_FIRST, _BETWEEN, _LAST = b"{\n", b",\n", b"}\n"
_OPEN = {b": {": b"}", b": [": b"]"}
"""How a part ends whose first line ends so."""


@dataclass(frozen=True)
class RecordLines:
    """Where the parts of a record stand: `values` are those of one line, `places` those that have many, by their names."""

    path: Path
    values: Mapping[str, Any]
    places: Mapping[str, int]

    def __contains__(self, name: str) -> bool:
        return name in self.values or name in self.places

    def named(self, name: str) -> Iterator[tuple[str, Any]]:
        """The named values of a part, one after another. Raises ValueError for what is not written so, and OSError."""
        if name in self.values:
            yield from dict(self.values[name]).items()
            return
        for line, is_last in self._lines(name):
            [(key, value)] = json.loads(b"{%s%s" % (line, b"" if is_last else b"}")).items()
            yield key, value

    def listed(self, name: str) -> Iterator[Any]:
        """The values of a list, one after another. Raises as `named`."""
        if name in self.values:
            yield from list(self.values[name])
            return
        for line, is_last in self._lines(name):
            [value] = json.loads(b"[%s%s" % (line, b"" if is_last else b"]"))
            yield value

    def _lines(self, name: str) -> Iterator[tuple[bytes, bool]]:
        """Each line without the comma behind it, and whether the part ends with it."""
        with open_inside(self.path.parent, self.path.name, MOST_RECORD_BYTES) as file:
            file.seek(self.places[name])
            line = file.readline()
            while line.startswith(b" "):
                behind = file.readline()
                is_last = not behind.startswith(b" ")
                if not is_last and not line.endswith(_BETWEEN):
                    raise ValueError(line)
                yield line.strip().removesuffix(b","), is_last
                line = behind


def record_lines(path: Path) -> RecordLines | None:
    """The record's parts; None where it is not written as the program writes it. Raises OSError."""
    values, places = dict[str, Any](), dict[str, int]()
    with open_inside(path.parent, path.name, MOST_RECORD_BYTES) as file:
        place, line = len(_FIRST), file.readline()
        if line != _FIRST:
            return None
        before = line
        for line in file:
            place += len(line)
            if line == _LAST:
                is_whole = not before.endswith(_BETWEEN) and not file.read(1)
                return RecordLines(path, values, places) if is_whole else None
            if not (line.startswith(b" ") and places):
                is_parted = before.endswith(_BETWEEN) or before == _FIRST
                if not is_parted or not _take(line, place, values, places):
                    return None
            before = line
    return None


def _take(line: bytes, behind: int, values: dict[str, Any], places: dict[str, int]) -> bool:
    """Notes the part that begins with this line, behind which the next one stands; whether it is one."""
    text = line.rstrip(b"\n").removesuffix(b",")
    try:
        if text[-3:] in _OPEN:
            [(name, _)] = json.loads(b"{%s%s}" % (text, _OPEN[text[-3:]])).items()
            places[name] = behind
        else:
            [(name, value)] = json.loads(b"{%s}" % text).items()
            values[name] = value
    except ValueError:
        return False
    return name not in values or name not in places
