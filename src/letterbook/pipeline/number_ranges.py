"""Numbers of letters as a clerk names them: "17,42-45", or as they stand on the letters: "1-0017/2026"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from letterbook.archive.layout import LEDGER
from letterbook.errors import UsageError
from letterbook.sentences import say

_PART = re.compile(r"(\d+)(?:-(\d+))?")


def letter_numbers(asked: str, known: Mapping[int, str]) -> list[int]:
    """The numbers, each once, the lowest first. Raises UsageError for what is none, or none of the `known`, which have their
    references.
    """
    found: set[int] = set()
    for part in in_figures(asked, known).split(","):
        match = _PART.fullmatch(part.strip())
        if match is None:
            raise UsageError(say("“{part}” is no number of a letter. Write them as 17,42-45.", part=part))
        first, last = int(match[1]), int(match[2] or match[1])
        if first > last:
            raise UsageError(
                say(
                    "“{part}” runs backwards; write the lower number first: {last}-{first}.",
                    part=part.strip(),
                    last=last,
                    first=first,
                )
            )
        missing = next((number for number in range(first, last + 1) if number not in known), None)
        if missing is not None:
            raise UsageError(
                say(
                    "The mailing has no letter {missing}; its {ledger} lists all.",
                    missing=missing,
                    ledger=LEDGER,
                )
            )
        found |= set(range(first, last + 1))
    return sorted(found)


def in_figures(asked: str, known: Mapping[int, str]) -> str:
    """The same with a letter's number in the place of its reference: "5" for "5/2026". What is a range of known letters stays one."""
    numbers = {reference: number for number, reference in known.items()}
    parts = [asked] if asked.strip() in numbers else asked.split(",")
    return ",".join(
        part if _is_range(part, known) else str(numbers.get(part.strip(), part)) for part in parts
    )


def _is_range(part: str, known: Mapping[int, str]) -> bool:
    match = _PART.fullmatch(part.strip())
    return match is not None and int(match[1]) in known and int(match[2] or match[1]) in known
