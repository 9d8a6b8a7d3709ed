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

_LITERAL = r'(?:"[^"{}]*"|\\[^{}]|[ -])*'
_PADDED = re.compile(rf"({_LITERAL})(0+)(%?)({_LITERAL})")
_GROUPED = re.compile(rf"(?:{_LITERAL}0+)+")
_PIECE = re.compile(r'"([^"]*)"|\\(.)|(.)')
_LANGUAGE = re.compile(r"\[\$-[0-9A-Fa-f]+\]")
"""Before a form, of which country it is."""


def form_of(number_format: int, own: dict[int, str]) -> str:
    """The code of a workbook's number format; `own` are those that the workbook itself defines."""
    return own.get(number_format) or _BUILT_IN.get(number_format, "?")


def is_plain(form: str) -> bool:
    """Whether a whole number in this form reads as its digits."""
    return form.casefold() in _PLAIN


def shown_as(value: float, form: str) -> str | None:
    """What a cell of this form shows for the number, where that is simple to tell."""
    form = _LANGUAGE.sub("", form, count=1)
    if padded := _PADDED.fullmatch(form):
        before, zeros, percent, after = padded.groups()
        number = round(value * 100 if percent else value)
        return f"{_literal(before)}{number:0{len(zeros)}d}{percent}{_literal(after)}"
    if _GROUPED.fullmatch(form) and value >= 0 and float(value).is_integer():
        return _grouped(int(value), form)
    if "?/" in form:
        whole, rest = divmod(
            Fraction(value).limit_denominator(9 if "?/?" in form and "??" not in form else 99), 1
        )
        return " ".join(filter(None, [str(whole) if whole else "", str(rest) if rest else ""])) or "0"
    return None


def _grouped(number: int, form: str) -> str:
    """The digits in groups, as postcodes are: “000 00”. More digits than noughts stand before the first of them."""
    pieces = [(plain == "0", quoted or escaped or plain) for quoted, escaped, plain in _PIECE.findall(form)]
    count = sum(is_digit for is_digit, _ in pieces)
    digits = f"{number:0{count}d}"
    waiting = iter([digits[: len(digits) - count + 1], *digits[len(digits) - count + 1 :]])
    return "".join(next(waiting) if is_digit else text for is_digit, text in pieces)


def _literal(text: str) -> str:
    return re.sub(r'["\\]', "", text)
