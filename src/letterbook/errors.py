"""What ends a run, as exceptions. The class says with which exit code; the door puts the sentence together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from letterbook.problems import Problem
from letterbook.remedies import Remedy


class LetterbookError(Exception):
    """Base of all: our own fault unless a subclass says otherwise.

    `what` says what happened, in sentences; `remedies` are what the program itself can do about it, with the `values`
    that they need, such as a recipient's id. The door names them in its own terms.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str = "", *remedies: Remedy, values: Mapping[str, str] | None = None) -> None:
        super().__init__(what, *remedies)
        self.what, self.remedies, self.values = what, remedies, dict(values or {})

    def __str__(self) -> str:
        return self.what


class UsageError(LetterbookError):
    """What is asked for names something that is not there: a statement, a recipient, a folder."""

    exit_code = 2


@dataclass
class InputError(LetterbookError):
    """The input has mistakes; nothing was numbered and nothing written."""

    problems: list[Problem] = field(default_factory=list)
    exit_code: ClassVar[int] = 3

    def __post_init__(self) -> None:
        super().__init__("\n".join(map(str, self.problems)))
