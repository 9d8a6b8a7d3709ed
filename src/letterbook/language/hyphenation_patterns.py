"""Dictionaries of where words part, as pyphen reads them, in a tenth of the time: each pattern is read when a word first asks for it.

A dictionary has ten thousand patterns or a hundred thousand, of which the words of a letter meet some hundreds.
"""

from __future__ import annotations

import re
from typing import Any

_FIGURE, _TELLING = re.compile(r"\d"), re.compile(r"[^\D0]")  # a figure, and one that says something
_CODED = re.compile(r"\^{2}([0-9a-f]{2})")


def read_dictionary(file: Any) -> Any:
    """The dictionary (pyphen.HyphDict) of a file in the form of hunspell and TeX: a path, or what has its methods."""
    import pyphen

    with file.open("rb") as opened:
        encoding = opened.readline().decode().strip()
    encoding = "cp1251" if encoding.lower() == "microsoft-cp1251" else encoding
    dictionary = pyphen.HyphDict.__new__(pyphen.HyphDict)
    dictionary.patterns = _Patterns(file.read_text(encoding).split("\n")[1:], pyphen.ignored)
    dictionary.cache = {}
    dictionary.maxlen = max(map(len, dictionary.patterns))
    return dictionary


class _Patterns(dict[str, Any]):
    """Patterns by their letters: as they stand in the file, and once they were asked for as pyphen has them: (offset, values)."""

    def __init__(self, lines: list[str], ignored: tuple[str, ...]) -> None:
        super().__init__()
        for line in lines:
            pattern = line.strip()
            if not pattern or pattern.startswith(ignored):
                continue
            if "^^" in pattern:
                pattern = _CODED.sub(lambda found: chr(int(found[1], 16)), pattern)
            told = pattern.split("/", 1)[0] if "/" in pattern and "=" in pattern else pattern
            if _TELLING.search(told):
                self[_FIGURE.sub("", told)] = pattern

    def get(self, letters: str, otherwise: Any = None) -> Any:
        found = super().get(letters, otherwise)
        if isinstance(found, str):
            found = self[letters] = _read(found)
        return found


def _read(pattern: str) -> tuple[int, tuple[int, ...]]:
    """Where the values of a pattern begin, and these without zeros at either end."""
    import pyphen

    number: Any = int
    if "/" in pattern and "=" in pattern:
        pattern, alternative = pattern.split("/", 1)
        number = pyphen.AlternativeParser(pattern, alternative)
    values = [number(figure or "0") for figure, _ in pyphen.parse(pattern)]
    start, end = 0, len(values)
    while not values[start]:
        start += 1
    while not values[end - 1]:
        end -= 1
    return start, tuple(values[start:end])
