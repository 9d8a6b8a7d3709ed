"""Numbers of letters as a clerk names them: "17,42-45"."""

from __future__ import annotations

import re
from collections.abc import Container

from letterbook.archive.layout import LEDGER
from letterbook.errors import UsageError
from letterbook.sentences import say

_PART = re.compile(r"(\d+)(?:-(\d+))?")


def letter_numbers(asked: str, known: Container[int]) -> list[int]:
    """The numbers, each once, the lowest first. Raises UsageError for what is none, or none of the `known`."""
    found: set[int] = set()
    for part in asked.split(","):
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
