"""The numbers of lists as Word and LibreOffice show them: 3, c, III."""

from __future__ import annotations

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
MOST = 32_767
"""What Word counts to."""


def roman(number: int) -> str:
    """In small letters."""
    found = ""
    for value, letters in _ROMAN:
        found += letters * (number // value)
        number %= value
    return found


def letters(number: int) -> str:
    """From a to z, and after it aa, bb, cc (ECMA-376-1, 17.18.59; ODF 1.3, 19.500 without letter-sync)."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""


def counted(number: int, form: str) -> str | None:
    """The number in a form: 1, 01, a, A, i, I; None for any other form. A number beyond bounds is written in figures."""
    if not 0 <= number <= MOST:
        return str(number)
    match form:
        case "1":
            return str(number)
        case "01":
            return f"{number:02d}"
        case "a":
            return letters(number)
        case "A":
            return letters(number).upper()
        case "i":
            return roman(number)
        case "I":
            return roman(number).upper()
    return None
