"""A row that adds up the rows above it, as spreadsheets have one at their foot, and is no addressee."""

from __future__ import annotations

import re
from collections.abc import Sequence

from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.tables.grid import CellValue, is_blank, text_of
from letterbook.sources.tables.headings import folded
from letterbook.sources.text_checks import shortened

_WORDS = (
    "total, totals, sum, grand total, subtotal, count, Summe, Gesamt, Gesamtsumme, Zwischensumme, insgesamt, Anzahl, somme, "
    "total général, sous-total, suma, total general, soma, total geral, totale, somma, subtotale, totaal, som, aantal, razem, "
    "ogółem, łącznie, sumă, σύνολο, άθροισμα, γενικό σύνολο, toplam, genel toplam, cəmi, yekun, итого, всего, сумма, усього, "
    "всього, разом, сума, підсумок, барлығы, жиыны, ჯამი, სულ, ընդամենը, գումար, סה״כ, סהכ, סך הכל, סך הכול, المجموع, "
    "الإجمالي, جمع, مجموع, جمع کل, 合计, 总计, 共计, 小计, 总数, 合計, 計, 総計, 小計, 総数, 總計"
)
"""What stands beside a total in the shipped languages."""
_FOLDED = frozenset(folded(word) for word in _WORDS.split(","))
_LETTER = re.compile(r"[^\W\d_]")
_DIGITS = re.compile(r"\d+")


def is_total(cells: Sequence[CellValue]) -> bool:
    """Whether a row has such a word, or one before a colon (“Number of members: 60”), and beside it nothing but numbers: an
    addressee has letters in its address.
    """
    words = [
        cell for cell in cells if isinstance(cell, str) and not cell.startswith("=") and _LETTER.search(cell)
    ]
    return bool(words) and all(folded(_DIGITS.sub("", word)) in _FOLDED or _is_label(word) for word in words)


def _is_label(text: str) -> bool:
    """Whether a text says what is counted, and after a colon at most how much."""
    label, colon, amount = text.partition(":")
    return (
        bool(colon) and not _LETTER.search(amount) and any(folded(word) in _FOLDED for word in label.split())
    )


def total_not_read(place: Place, cells: Sequence[CellValue]) -> Problem:
    """The notice of a row that is taken for a total."""
    text = shortened(" ".join(text_of(cell) for cell in cells if not is_blank(cell)))
    what = say("This row looks like a total and is not read: “{text}”.", text=text)
    hint = "If it is an addressee, write the address into it."
    return Problem("totals-row", place, what, hint, text, "warning")
