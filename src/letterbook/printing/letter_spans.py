"""Which letters lie in a pile, as their references say it: those that follow each other as the first and the last of them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from letterbook.language.bidi import isolated
from letterbook.language.locales import direction
from letterbook.printing.posted_letters import PostedLetter

_FIGURES = re.compile(r"(\d+)")
_LEFT_OUT = "…"


def letter_spans(letters: Collection[PostedLetter], most: int, language: str) -> str:
    """A line for each run of letters whose numbers follow each other, the lowest first: “1-0001/2021 – 1-0004/2021”.

    Of more than `most` runs the first ones and the last stand there, with a sign between them. `language` is that of the paper.
    """
    in_order = sorted({letter.number: letter.reference for letter in letters}.items())
    runs: list[list[tuple[int, str]]] = [in_order[:1]]
    for before, after in pairwise(in_order):
        if _follows(before, after):
            runs[-1].append(after)
        else:
            runs.append([after])
    said = [_said([reference for _, reference in run], language) for run in runs]
    return "\n".join(said if len(said) <= most else [*said[: most - 1], _LEFT_OUT, said[-1]])


def _said(references: Sequence[str], language: str) -> str:
    first, last = (isolated(reference, language) for reference in (references[0], references[-1]))
    dash = (
        "\u200f–\u200f" if direction(language) == "rtl" else "–"
    )  # the first one stands where the line begins
    return first if len(references) == 1 else f"{first}\u00a0{dash} {last}"


def _follows(before: tuple[int, str], after: tuple[int, str]) -> bool:
    """Whether one reference is the next after the other, and differs from it in the number alone."""
    if after[0] != before[0] + 1:
        return False
    pairs = zip(_FIGURES.split(before[1]), _FIGURES.split(after[1]), strict=False)
    return len([old for old, new in pairs if old != new]) == 1
