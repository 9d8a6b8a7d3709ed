"""Asks the workspace's register."""

from __future__ import annotations

from pathlib import Path

from letterbook.errors import InputMistakes, WrongCommand
from letterbook.register import Entry, Register
from letterbook.sources.office import read_office


def entries(workspace: Path, mailing: str | None) -> list[Entry]:
    """All letters of the register, or those of one mailing. Raises InputMistakes, WrongCommand, a RegisterError."""
    with _open(workspace) as register:
        found = register.entries(mailing)
    if mailing and not found:
        raise WrongCommand(f"The register knows no mailing {mailing}; `letterbook register list` shows all.")
    return found


def entry(workspace: Path, reference: str) -> Entry:
    """The letter with this reference. Raises InputMistakes, WrongCommand, a RegisterError."""
    with _open(workspace) as register:
        found = register.entry(reference)
    if found is None:
        raise WrongCommand(f"The register has no letter {reference}; `letterbook register list` shows all.")
    return found


def _open(workspace: Path) -> Register:
    office, problems = read_office(workspace)
    if office is None:
        raise InputMistakes(problems)
    return Register.open(workspace / office.register)
