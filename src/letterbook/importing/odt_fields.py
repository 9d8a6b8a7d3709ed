"""The fields of an ODT file that a mail merge fills, as Word writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from letterbook.importing.field_results import QUOTE, Written
from letterbook.importing.odt_names import FIELD, NUMBER, STYLE, TEXT

_LETTERS = {
    "day": "d",
    "month": "M",
    "year": "yyyy",
    "day-of-week": "dddd",
    "hours": "H",
    "minutes": "mm",
    "number": "0",
    "quarter": "h",
    "week-of-year": "h",
    "era": "h",
    "seconds": "s",
}
_STYLES = {
    NUMBER + "date-style": "@",
    NUMBER + "time-style": "@",
    NUMBER + "number-style": "#",
    NUMBER + "currency-style": "#",
}
_SAME = {"database-row-number": "MERGESEQ", "database-next": "NEXT", "database-row-select": "NEXTIF"}
_CONDITION = re.compile(
    r'(?:\w+:)?\s*\[?([^\]"=<>!]+?)\]?\s*(==|!=|<=|>=|<|>|\b(?:N?EQ|L|G|LEQ|GEQ)\b)\s*("[^"]*"|-?\d+(?:\.\d+)?)\s*'
)
_MOST_SIGNS = 500
"""Of a condition that is looked at."""
_OPERATORS = {
    "==": "=",
    "EQ": "=",
    "!=": "<>",
    "NEQ": "<>",
    "L": "<",
    "G": ">",
    "LEQ": "<=",
    "GEQ": ">=",
}


def pictures_in(roots: Iterable[Any]) -> Mapping[str, str]:
    """How Word writes each style of dates and numbers of the file, by its name."""
    return {
        style.get(STYLE + "name") or "": f'\\{_STYLES[style.tag]} "{_picture(style)}"'
        for root in roots
        for style in root.iter(*_STYLES)
    }


def _picture(style: Any) -> str:
    written = []
    for part in style:
        name = part.tag.removeprefix(NUMBER) if isinstance(part.tag, str) else ""
        written.append((part.text or "") if name == "currency-symbol" else _LETTERS.get(name, ""))
    return " ".join(written).replace('"', "")


def instruction_of(node: Any, pictures: Mapping[str, str], written: Written) -> str:
    """How Word would write the field; nothing for one that has no part in a mail merge. `written` gives what stands in the place of
    a column that it asks for.
    """
    if node.tag.startswith(FIELD):
        codes = (
            each.get(FIELD + "value") for each in node if (each.get(FIELD + "name") or "").endswith(".code")
        )
        return next(codes, None) or ""
    picture = pictures.get(node.get(STYLE + "data-style-name") or "", "")
    match node.tag.removeprefix(TEXT):
        case "database-display":
            return f'MERGEFIELD "{node.get(TEXT + "column-name") or ""}" {picture}'
        case "date" | "creation-date" | "modification-date" | "print-date" | "time" as kind if not _is_fixed(
            node
        ):
            is_other_day = (
                node.get(TEXT + "date-adjust") is not None or node.get(TEXT + "time-adjust") is not None
            )
            return f"{'TIME' if kind == 'time' else 'DATE'} {picture}" + (' \\@ "d"' if is_other_day else "")
        case "conditional-text":
            yes, no = (
                (node.get(f"{TEXT}string-value-if-{each}") or "").replace('"', QUOTE)
                for each in ("true", "false")
            )
            asked = condition_of(node.get(TEXT + "condition") or "", written) or "[condition …] ="
            return f'IF {asked} "{yes}" "{no}"'
        case kind if kind in _SAME:
            return _SAME[kind]
        case "table-formula" | "expression" | "variable-get":
            return "= [formula …]"  # of what, nobody but its program knows
    return ""


def condition_of(text: str, written: Written) -> str | None:
    """What LibreOffice asks of a column, `Liste.Tabelle1.Anrede EQ "Herr"`, as Word writes it; None where it asks for something else."""
    found = _CONDITION.fullmatch(text) if len(text) < _MOST_SIGNS else None
    _, is_column, name = found[1].rpartition(".") if found else ("", "", "")
    if found is None or not is_column:
        return None
    asked = written(f'MERGEFIELD "{name.strip()}"') or ""
    return f"{asked} {_OPERATORS.get(found[2], found[2])} {found[3]}"


def _is_fixed(node: Any) -> bool:
    """Whether it says the day that somebody has put in."""
    return str(node.get(TEXT + "fixed")) == "true"


def is_unknown_of_word(node: Any) -> bool:
    """Whether it begins a field of Word's that LibreOffice has kept as it was."""
    tag, kind = str(node.tag), str(node.get(FIELD + "type"))
    return tag == FIELD + "fieldmark-start" and kind.endswith(".UNHANDLED")
