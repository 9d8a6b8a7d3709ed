"""How a spreadsheet shows a number: the form that a cell gives it, told without setting it as Excel would."""

from __future__ import annotations

import re
from fractions import Fraction

_PLAIN = frozenset({"", "general", "standard", "0", "@"})
_BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
"""ECMA-376 part 1, 18.8.30; what is missing is a date, a time or a currency and looks as the machine's land has it."""

_PADDED = re.compile(r'((?:"[^"{}]*"|\\[^{}]|[ -])*)(0+)(%?)((?:"[^"{}]*"|\\[^{}]|[ -])*)')


def form_of(number_format: int, own: dict[int, str]) -> str:
    """The code of a workbook's number format; `own` are those that the workbook itself defines."""
    return own.get(number_format) or _BUILT_IN.get(number_format, "?")


def is_plain(form: str) -> bool:
    """Whether a whole number in this form reads as its digits."""
    return form.casefold() in _PLAIN


def shown_as(value: float, form: str) -> str | None:
    """What a cell of this form shows for the number, where that is simple to tell."""
    if padded := _PADDED.fullmatch(form):
        before, zeros, percent, after = padded.groups()
        number = round(value * 100 if percent else value)
        return f"{_literal(before)}{number:0{len(zeros)}d}{percent}{_literal(after)}"
    if "?/" in form:
        whole, rest = divmod(
            Fraction(value).limit_denominator(9 if "?/?" in form and "??" not in form else 99), 1
        )
        return " ".join(filter(None, [str(whole) if whole else "", str(rest) if rest else ""])) or "0"
    return None


def _literal(text: str) -> str:
    return re.sub(r'["\\]', "", text)
