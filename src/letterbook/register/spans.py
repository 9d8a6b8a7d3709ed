"""Several letters in few words: `1-0001/2021..1-0004/2021, 1-0007/2021`, as commands take them too."""

from __future__ import annotations

from collections.abc import Iterable

from letterbook.register.entries import Entry


def spans(entries: Iterable[Entry]) -> str:
    """The references in the order of the book; three and more in a row as the first and the last of them."""
    return ", ".join(ranges(entries))


def ranges(entries: Iterable[Entry]) -> list[str]:
    """The same one by one."""
    rows: list[list[Entry]] = []
    for entry in sorted(entries, key=lambda entry: (entry.series, entry.year, entry.number, entry.reference)):
        if rows and _follows(rows[-1][-1], entry):
            rows[-1].append(entry)
        else:
            rows.append([entry])
    return [part for row in rows for part in _said(row)]


def _follows(before: Entry, entry: Entry) -> bool:
    return (before.series, before.year, before.number + 1) == (entry.series, entry.year, entry.number)


def _said(row: list[Entry]) -> list[str]:
    if len(row) < 3:  # two are shorter by themselves
        return [entry.reference for entry in row]
    return [f"{row[0].reference}..{row[-1].reference}"]
