"""Which numbers a mailing has or would get, asked before any is taken."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from pathlib import Path

from letterbook.archive.layout import MANIFEST
from letterbook.archive.manifest import manifest_of, register_line
from letterbook.errors import LetterbookError
from letterbook.pipeline.prepare import PreparedMailing
from letterbook.register import Entry, Register
from letterbook.remedies import Remedy
from letterbook.sentences import say

DISPATCHED = ("dispatched", "returned", "answered")
"""What became of letters that have left the house."""


class RegisterLostError(LetterbookError):
    """The register does not know a mailing that was published; its numbers would be given a second time."""

    exit_code = 3


@dataclass(frozen=True)
class Numbers:
    """The numbers of a mailing by recipient id; of the letters whose place new ones take the reference, and whose they are."""

    entries: Mapping[str, Entry]
    superseded: Mapping[str, str]

    def reserve(
        self, prepared: PreparedMailing, register: Register, clerk: str, at: datetime, note: str | None = None
    ) -> Numbers:
        """Takes them. They may be others now, where another mailing was given numbers meanwhile."""
        entries = register.reserve(
            *(prepared.name, prepared.inputs.issued, prepared.requests, clerk, at),
            supersede=self.superseded,
            note=note,
        )
        return Numbers(entries, self.superseded)

    def are_those_of(self, other: Numbers) -> bool:
        """Whether every letter has the same number in both."""
        ours, theirs = _given(self.entries), _given(other.entries)
        return all(one == another for one, another in zip_longest(ours, theirs))


def _given(entries: Mapping[str, Entry]) -> Iterator[tuple[int, str]]:
    return ((entry.number, entry.reference) for entry in entries.values())


def expected_numbers(prepared: PreparedMailing, register: Register, out: Path, shown: str = "") -> Numbers:
    """What the letters would get; nothing is taken. Raises RegisterLostError, or a RegisterError."""
    refuse_lost_register(register, out, shown)
    return next_numbers(prepared, register)


def next_numbers(prepared: PreparedMailing, register: Register) -> Numbers:
    """The same from a register that is known to have all of its mailings. Raises a RegisterError."""
    superseded = _to_supersede(prepared, register)
    entries = register.peek(prepared.name, prepared.inputs.issued, prepared.requests, supersede=superseded)
    return Numbers(entries, superseded)


def _to_supersede(prepared: PreparedMailing, register: Register) -> dict[str, str]:
    """The letters that have left the house and shall get a new number: whose they are by their references."""
    if not prepared.order.supersede:
        return {}
    asked = {request.recipient_id for request in prepared.requests}
    return {
        entry.reference: entry.recipient_id
        for entry in register.entries(prepared.name)
        if entry.recipient_id in asked and entry.state in DISPATCHED
    }


def refuse_lost_register(register: Register, out: Path, shown: str = "") -> None:
    """Raises RegisterLostError where the register does not know a mailing in `out`, or all of its letters: it is an old copy,
    or new. `shown` is the store in which the mailings are that have their records in `out`.
    """
    folders = sorted(manifest.parent for manifest in out.glob(f"[!.]*/{MANIFEST}"))
    said = [(manifest.get("mailing"), register_line(manifest)) for manifest in map(manifest_of, folders)]
    names = (name for name, _ in said if name)
    unknown = next((name for name in names if not register.knows(str(name))), None)
    if unknown:
        raise RegisterLostError(
            say(
                "The register does not know the mailing {unknown}, which is in {out}: its numbers would be "
                "given a second time. If the register was lost, put back its last backup. If the mailing is "
                "of another register, move its folder away.",
                unknown=unknown,
                out=shown or out,
            ),
            Remedy.OTHER_OUTPUT,
        )
    register.refuse_older(*(line for _, line in said if line))
