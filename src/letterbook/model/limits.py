"""How much a process may take that reads or sets what came from outside."""

from __future__ import annotations

from dataclasses import dataclass

from letterbook.steps import Step

_LETTERS_A_SECOND = 50
"""A bundle's are read a thousand a second; this is for a slow machine."""


@dataclass(frozen=True)
class Limits:
    """`memory_mb` is what one process may ask for; the seconds are processor time, for reading or setting one file and
    for one letter.
    """

    memory_mb: int = 2048
    file_seconds: int = 30
    letter_seconds: int = 10

    def seconds(self, step: Step) -> int:
        """The processor time that this step may take."""
        more = step.letters // _LETTERS_A_SECOND
        return self.letter_seconds if step.is_letter else self.file_seconds + more
