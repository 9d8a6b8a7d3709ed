"""Cells that a spreadsheet would run as formulas: an apostrophe before them keeps them texts (OWASP, CSV injection)."""

from __future__ import annotations

_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n")
_GUARDED = tuple(f"'{sign}" for sign in _BEGINNINGS)


def harmless(cell: str) -> str:
    """The text, with an apostrophe before what a spreadsheet would run as a formula.

    Nothing is taken away: "+994 12 …" stays a telephone number, behind an apostrophe.
    """
    return f"'{cell}" if cell.startswith(_BEGINNINGS) else cell


def without_guard(cell: str) -> str:
    """The text again, without the apostrophe that `harmless` put before it."""
    return cell[1:] if cell.startswith(_GUARDED) else cell
