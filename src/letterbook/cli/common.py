"""What all commands share: who the clerk is, and how a result is printed as JSON."""

from __future__ import annotations

import getpass
import json

import click


def clerk() -> str:
    """Who runs the program, for the register."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a machine that does not know its own user
        return "unknown"


def as_json(value: object) -> str:
    """The value as JSON that a person can read; dates as texts."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)


def print_json(value: object) -> None:
    """Prints the value as JSON."""
    click.echo(as_json(value))
