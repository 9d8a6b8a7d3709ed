"""Figures → the table that is printed, before and after, and what of them breaks a limit."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeGuard

Values = Mapping[str, Any]
Report = Mapping[str, Mapping[str, Values]]
"""{section: {row: {figure: value}}}, as it stands in a JSON file."""

PAGES, ENVELOPES, ADDRESSES = "pages", "envelopes", "addresses"
PLACES = "places of page numbers"

MOST_SPACE, LEAST_SPACE = 1.5, 0.8
"""What a space of a full line may be, in parts of its natural width. The most is that of Computer Modern at its full stretch, 3.33 pt
plus 1.67 pt (Knuth, The TeXbook, ch. 12); the least a fifth of an em for a quarter (Bringhurst, The Elements of Typographic
Style, 2.1.1)."""
MEASURED_TO = 0.01
"""A PDF says widths to the thousandth of an em, which is so much of a space."""
MOST_HYPHENS_RUNNING = 2
"""Lines that end with a hyphen, one below the other. Bringhurst, 2.4.3, lets three pass."""
MOST_OVERSHOOT_MM = 0.1
"""Less than a hairline of 0.4 pt is thick."""
MOST_BELOW_TOP_MM = 0.5
"""What the baselines of two sizes of type may differ by where both stand on the top line."""
MOST_CHARACTERS = {"letter": 80, "note-verbale": 80, "enclosure": 75}
"""A line, on the mean. Bringhurst, 2.1.2: 45 to 75 in a single column; a letter, which is read once, may have 80."""
LEAST_CHARACTERS = 65
"""A line of an enclosure in English, on the mean: a statement of pages is no narrow column. Other languages have longer words."""
_COUNTED_OTHERWISE = ("ar", "fa", "he", "ja", "zh")
"""Bringhurst counts Latin letters."""
MUST_SHOW_ALL = ("DL", "C6/C5")
"""The envelopes with the window of DIN 680 for a sheet that is folded twice: what an office of the presets din-a and din-b uses."""

NONE_ALLOWED = (
    "hyphenated names",
    "hyphens across pages",
    "widows",
    "orphans",
    "last lines of a short word",
    "pages without a number",
    "single pages with a number",
)
"""Bringhurst, 2.4.4 (names), 2.4.10 (hyphens where the text is interrupted), 2.4.8 (widows) and 2.4.2 (stubs of a last line); page
numbers from two pages on are this program's own rule."""

_HEADS = {
    PAGES: {
        "characters a line": "characters",
        "characters a line, lowest tenth": "10 %",
        "characters a line, highest tenth": "90 %",
        "full lines": "full",
        "mean stretch": "mean",
        "worst stretch": "worst",
        "worst press": "press",
        "ragged paragraphs": "ragged",
        "hyphens": "hyphens",
        "longest ladder": "ladder",
        "hyphenated names": "names",
        "hyphens across pages": "across",
        "widows": "widows",
        "orphans": "orphans",
        "last lines of a short word": "short",
        "overshoot, mm": "over",
        "top line, mm": "top",
        "lowest beginning below it, mm": "low",
        "places of page numbers": "places",
        "pages without a number": "without",
        "single pages with a number": "alone",
    }
}
"""The columns of the table of pages, which has no room for whole names."""


def table(report: Report, before: Report | None = None) -> str:
    """The sections as text, a row a line; with figures from before, a cell that has changed says both."""
    return "\n\n".join(
        _section(name, rows, (before or {}).get(name, {}), compares=before is not None)
        for name, rows in report.items()
    )


def as_json(report: Report) -> str:
    """The figures as a JSON file with a line a row, so that a change of one is seen as such."""
    sections = []
    for name, rows in report.items():
        lines = (f"  {json.dumps(row)}: {json.dumps(values)}" for row, values in rows.items())
        sections.append(f' "{name}": {{\n' + ",\n".join(lines) + "\n }")
    return "{\n" + ",\n".join(sections) + "\n}\n"


def _section(name: str, rows: Mapping[str, Values], before: Mapping[str, Values], *, compares: bool) -> str:
    heads = _HEADS.get(name) or {figure: figure for row in rows.values() for figure in row}
    lines = [[name, *heads.values()]]
    for label, values in rows.items():
        then = before.get(label) if compares else values
        cells = [_cell(values.get(figure), then.get(figure) if then else None) for figure in heads]
        lines.append([label, *cells])
    lines += [[f"{label} (before)", *["gone"] * len(heads)] for label in before if label not in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join(
        "  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]).rstrip()
        for line in lines
    )


def _cell(now: object, then: object) -> str:
    return _text(now) if now == then else f"{_text(then)} → {_text(now)}"


def _text(value: object) -> str:
    return "–" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


# --- Limits ----------------------------------------------------------------------------------------------------------


def faults(report: Report) -> list[str]:
    """A line for each figure beyond its limit; none where all is well."""
    found = [
        f"{row}: {fault}" for row, values in report.get(PAGES, {}).items() for fault in _of_page(row, values)
    ]
    for row, values in report.get(ENVELOPES, {}).items():
        if row.split(" in ")[-1] in MUST_SHOW_ALL:
            cut = sum(value for figure, value in values.items() if "cut " in figure)
            found += [f"{row}: something of an address is cut"] if cut else []
    return found


def _of_page(row: str, values: Values) -> Iterator[str]:
    kind, language = row.split()
    limits = {
        "worst stretch": MOST_SPACE + MEASURED_TO,
        "longest ladder": MOST_HYPHENS_RUNNING,
        "overshoot, mm": MOST_OVERSHOOT_MM,
        "lowest beginning below it, mm": MOST_BELOW_TOP_MM,
        "places of page numbers": 1,
    } | dict.fromkeys(NONE_ALLOWED, 0)
    if language.split("-")[0] not in _COUNTED_OTHERWISE:
        limits["characters a line"] = MOST_CHARACTERS[kind]
    for figure, most in limits.items():
        if _is_number(found := values.get(figure)) and found > most:
            yield f"{figure} {found:g}, at most {most:g}"
    if _is_number(found := values.get("worst press")) and found < LEAST_SPACE - MEASURED_TO:
        yield f"worst press {found:g}, at least {LEAST_SPACE:g}"
    measure = values.get("characters a line")
    if row == "enclosure en" and _is_number(measure) and measure < LEAST_CHARACTERS:
        yield f"characters a line {measure:g}, at least {LEAST_CHARACTERS}"


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float)


def places_differ(places: Mapping[str, Sequence[str]]) -> list[str]:
    """A line for each language whose letters, notes and enclosures have their page numbers in more than one place."""
    return [
        f"{language}: page numbers in {len(found)} places"
        for language, found in places.items()
        if len(found) > 1
    ]
