"""A run that issues a mailing: what it is given beside the order, and what comes of it."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from letterbook.executors import serial
from letterbook.model import Failed, Limits
from letterbook.problems import Problem
from letterbook.storage.store import Store


@dataclass(frozen=True)
class Run:
    """How and where an order is carried out. `clerk` and `at` go into the register; `out` is the folder for mailings;
    `replace` lets the new folder take the place of one that holds letters which the order would not make. `limits` are
    for the process that reads and sets what came from outside. `seen` is the code of what was handed over, as the clerk saw it.
    `is_direct` lays out every letter by itself, instead of setting those of a kind into the form of one: the same files, slowly.
    With a `store` the mailing is published there, and `out` has what is needed to make it.
    """

    out: Path
    clerk: str
    at: datetime
    executor: Executor = field(default_factory=serial)
    replace: bool = False
    limits: Limits | None = None
    seen: str | None = None
    is_direct: bool = False
    store: Store | None = None

    def address_of(self, mailing: str = "") -> str:
        """That of a mailing's folder in the store, or of the store; empty where there is none."""
        if self.store is None:
            return ""
        return (self.store.below(mailing) if mailing else self.store).address


@dataclass(frozen=True)
class IssueResult:
    """What came of it. `folder` holds the mailing, or only its records where `address` says in which store it is; `failed` are the
    letters that could not be made; `taken_over` counts the files that were made and verified before and are the same.
    """

    mailing: str
    folder: Path
    failed: tuple[Failed, ...]
    warnings: tuple[Problem, ...]
    taken_over: int
    address: str | None = None
