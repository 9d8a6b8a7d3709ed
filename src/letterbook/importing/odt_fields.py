"""The fields of an ODT file that a mail merge fills, as Word writes them."""

from __future__ import annotations

from typing import Any

from letterbook.importing.odt_names import TEXT


def instruction_of(node: Any) -> str:
    """How Word would write the field; nothing for one that has no part in a mail merge."""
    match node.tag.removeprefix(TEXT):
        case "database-display":
            return f'MERGEFIELD "{node.get(TEXT + "column-name") or ""}"'
        case "date" | "creation-date" | "modification-date" | "print-date":
            return "DATE"
        case "conditional-text":
            asked = node.get(TEXT + "condition") or ""
            yes, no = (node.get(f"{TEXT}string-value-if-{each}") or "" for each in ("true", "false"))
            return f'IF {{{{ {asked} }}}} "{yes}" "{no}"'
    return ""
