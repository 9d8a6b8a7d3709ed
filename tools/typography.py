"""Measures how the program's pages are set: `make typography`, or `python tools/typography.py [OPTIONS]`.

It makes the example's letters, and both templates in every language, reads the finished PDFs with PDFium, and prints a
table. docs/typography.md says what each figure is. `--check` ends with 1 where a figure is beyond its limit.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from typesetting import report
from typesetting.addresses import address_page, listed, placed
from typesetting.envelopes import ENVELOPES, address_lines, cut_by_envelope
from typesetting.figures import Figures, column_of
from typesetting.page_text import Line, Part, read_parts
from typesetting.sample import ROOT, Made, make_pages

from letterbook.envelope_windows import WINDOWS

Measured = dict[str, dict[str, Any]]
EXAMPLE_WINDOW = "din-b"


def measure_pages(files: Iterable[tuple[Path, str]]) -> dict[str, Figures]:
    """(file of a letter, its template) → the figures of each template, and of the enclosures, by language.

    The same enclosure goes with many letters and is measured once.
    """
    parts: dict[str, list[Part]] = defaultdict(list)
    for file, template in files:
        for part in read_parts(file):
            kind = "enclosure" if part.is_enclosure else template
            if kind != "enclosure" or part not in parts[kind]:
                parts[kind].append(part)
    found: dict[str, Figures] = defaultdict(Figures)
    for kind, each in parts.items():
        column = column_of(each)
        for part in each:
            found[f"{kind} {part.language}"].add(part, column)
    return dict(found)


def measure_envelopes(made: Iterable[Made]) -> Measured:
    """What is cut of the addresses of the example's letters, in each envelope that their window is for."""
    letters = [each.file for each in made if each.is_example and each.template == "letter"]
    lines = [address_lines(read_parts(file)[0], EXAMPLE_WINDOW) for file in letters]
    return _by_row({EXAMPLE_WINDOW: lines})


def measure_addresses(lists: Sequence[Path]) -> Measured:
    """What is cut of the addresses of these lists, in each window and the envelopes that it is for."""
    rows = listed(lists)
    addresses: dict[str, list[list[Line]]] = defaultdict(list)
    refused = Counter[str]()
    for window in WINDOWS:
        if not any(window in envelope.presets for envelope in ENVELOPES):
            continue
        for _, letter, _ in placed(rows, window, ROOT):
            if letter is None:
                refused[window] += 1
            else:
                (part,) = read_parts(address_page(letter, ROOT))
                addresses[window].append(address_lines(part, window))
    return {
        row: {"of": len(rows), "refused": refused[row.split(" in ")[0]], **values}
        for row, values in _by_row(addresses).items()
    }


def _by_row(addresses: Mapping[str, Iterable[Sequence[Line]]]) -> Measured:
    return {
        f"{preset} in {name}": dict(cut.summary())
        for (preset, name), cut in cut_by_envelope(addresses).items()
    }


def _pages(made: Sequence[Made]) -> tuple[Measured, Measured, list[str]]:
    """The figures of the pages, the words at which they were found, and what is wrong from page to page."""
    figures = dict(sorted(measure_pages((each.file, each.template) for each in made).items(), key=_in_order))
    places: dict[str, set[str]] = defaultdict(set)
    for row, each in figures.items():
        places[row.split()[-1]] |= {
            side for side in each.examples().get(report.PLACES, "").split("; ") if side
        }
    summaries = {row: each.summary() for row, each in figures.items()}
    examples = {row: dict(each.examples()) for row, each in figures.items()}
    return summaries, examples, report.places_differ({row: sorted(found) for row, found in places.items()})


def _in_order(row: tuple[str, Figures]) -> tuple[int, str]:
    kind, language = row[0].split()
    return ("letter", "note-verbale", "enclosure").index(kind), language


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table; the exit code is 1 where `--check` finds a figure beyond its limit."""
    parser = argparse.ArgumentParser(
        description="How the program's pages are set, measured on the finished files."
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures into this file as well")
    parser.add_argument("--before", type=Path, metavar="FILE", help="figures to print beside: before → after")
    parser.add_argument("--check", action="store_true", help="exit code 1 where a figure is beyond its limit")
    parser.add_argument("--words", action="store_true", help="print the words at which a figure was found")
    parser.add_argument("--addresses", type=Path, nargs="+", default=[], metavar="FILE",
                        help="lists of missions (CSV: sending_state, receiving_state, address_raw) to set in all windows")  # fmt: skip
    parser.add_argument(
        "files", type=Path, nargs="*", metavar="PDF", help="letters to measure instead of the program's own"
    )
    asked = parser.parse_args(arguments)
    measured: dict[str, Measured] = {}
    with tempfile.TemporaryDirectory() as folder:
        made = [Made(file, "letter", is_example=False) for file in asked.files] or make_pages(Path(folder))
        try:
            measured[report.PAGES], words, differing = _pages(made)
        except ValueError as error:
            raise SystemExit(str(error)) from error
        if not asked.files:
            measured[report.ENVELOPES] = measure_envelopes(made)
    if asked.addresses:
        measured[report.ADDRESSES] = measure_addresses(asked.addresses)
    before = json.loads(asked.before.read_text(encoding="utf-8")) if asked.before else None
    print(report.table(measured, before))
    for row, figures in words.items() if asked.words else ():
        print(*(f"{row}, {figure}: {found}" for figure, found in figures.items()), sep="\n")
    if asked.json:
        asked.json.write_text(report.as_json(measured), encoding="utf-8")
    faults = [*report.faults(measured), *differing] if asked.check else []
    print(*faults, sep="\n", end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
