"""The options that say which mailing is meant, the same for every command."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from letterbook.cli.dates import Day
from letterbook.model import FORMATS


def in_order(name: str) -> Callable[[Any], Any]:
    """The option of this name, as a decorator."""
    options = {
        "date": click.option(
            "--date",
            "issued",
            type=Day(),
            help="Issue date, as 2027-01-19 or 19.1.2027; else the mailing's own.",
        ),
        "to": click.option(
            "--to", multiple=True, metavar="ID|GROUP", help="Only this recipient or group; may be repeated."
        ),
        "format": click.option(
            "--format",
            "formats",
            type=click.Choice(FORMATS),
            multiple=True,
            help="Instead of the recipients' own.",
        ),
        "recipients": click.option(
            "--recipients", metavar="FILE", help="Another list: YAML, CSV, XLSX, ODS or XLS."
        ),
        "encoding": click.option(
            "--encoding", metavar="NAME", help="What the list is saved in, if it is an old CSV: windows-1252."
        ),
        "cover-only": click.option("--cover-only", is_flag=True, help="Leave the enclosure out."),
        "json": click.option("--json", "as_json", is_flag=True, help="Print the result as JSON."),
    }
    return options[name]
