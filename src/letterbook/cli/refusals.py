"""What is said where a command cannot begin, or where the machine refuses it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime

import click

from letterbook.api import Office
from letterbook.errors import LetterbookError

_OF_MAILINGS = ("issue", "preview", "prepare")
"""Commands about a mailing that is to come; for the others it is one that was issued."""
_NAMED = 10
"""Mailings that a sentence names."""


def wrong_command(error: click.ClickException) -> Iterator[str]:
    """The lines about a command that is not as it has to be: what is missing in it, and what that is."""
    if isinstance(error, click.MissingParameter) and error.ctx and error.param:
        yield _missing(error.ctx, error.param)
        yield f"`{error.ctx.command_path} --help` says all that can stand there."
        return
    shown = io.StringIO()
    error.show(shown)
    yield from shown.getvalue().splitlines()


def _missing(context: click.Context, parameter: click.Parameter) -> str:
    """One sentence of what is missing, and what it is."""
    if isinstance(parameter, click.Option):
        return f"{context.command_path}: {parameter.opts[0]} is missing. {parameter.help or ''}".rstrip()
    named = mailings_there(context.obj) if context.info_name in _OF_MAILINGS else ""
    return f"{context.command_path}: {parameter.make_metavar(context)} is missing. {named}".rstrip()


def mailings_there(office: object) -> str:
    """A sentence that names the mailings of the office; empty where there are none, or it cannot be read."""
    if not isinstance(office, Office) or not office.is_there:
        return ""
    try:
        names = [mailing.id for mailing in office.overview(datetime.now().astimezone().date()).mailings]
    except (LetterbookError, OSError):
        return ""
    more = ", …" if len(names) > _NAMED else ""
    return f"There are: {', '.join(names[:_NAMED])}{more}." if names else ""


def refused(refusal: OSError | MemoryError) -> str:
    """What to do where the machine has no room for the work."""
    if isinstance(refusal, MemoryError):
        hint = "close other programs, or add --jobs 1 to issue, and give the same command again."
        return f"This machine has no memory left for that. Nothing half-made was published; {hint}"
    what = ": ".join(
        filter(None, [refusal.filename and str(refusal.filename), refusal.strerror or str(refusal)])
    )
    hint = "Nothing half-made was published; mend this, and give the same command again."
    return f"This machine refused to read or write ({what}). {hint}"
