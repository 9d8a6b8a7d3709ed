"""The command that says what the columns of a list mean."""

from __future__ import annotations

from dataclasses import asdict

import click

from letterbook.api import Office
from letterbook.cli.common import shortest_path
from letterbook.cli.screen import print_json, say_line, table
from letterbook.errors import UsageError

_BASES = {
    "like": "like it",
    "content": "by its cells",
    "written": "letterbook.yaml",
    "known": "",
    "left-out": "",
}
"""Why a column is read as it is, where the heading alone does not say it."""


@click.command()
@click.argument("file")
@click.option("--encoding", help="Of a CSV that is not UTF-8, such as windows-1252.")
@click.option(
    "--sheets",
    multiple=True,
    help="A sheet of the workbook that is read, given again for each further one; `all` for every one with headings of a list.",
)
@click.option(
    "--write",
    is_flag=True,
    help="Write it into letterbook.yaml, under list, and name FILE there; nothing else changes.",
)
@click.option(
    "--replace",
    is_flag=True,
    help="With --write: in the place of the columns that letterbook.yaml has for a list now.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_obj
def columns(
    office: Office,
    file: str,
    encoding: str | None,
    sheets: tuple[str, ...],
    write: bool,
    replace: bool,
    as_json: bool,
) -> None:
    """Say what each column of the list FILE means, or is proposed to mean, and which would be left out."""
    if replace and not write:
        raise UsageError("--replace is for --write.")
    found = office.columns(file, encoding, sheets)
    written = office.write_columns(found, replace=replace) if write else None
    if as_json:
        print_json(asdict(found))
        return
    rows = [
        (found.where(column), column.heading, column.field or "left out", _BASES[column.basis], column.sample)
        for column in found.columns
    ]
    table(["column", "heading", "field", "why", "first text"], rows)
    left_out = [
        f"{found.where(column)} “{column.heading}”" for column in found.columns if column.field is None
    ]
    if left_out:
        say_line(
            f"No letter will say what stands under {', '.join(left_out)}. Where it belongs to a name or an address, "
            "write it under columns with its field, and not under ignore; where letters shall say it, declare it under fields."
        )
    for problem in found.problems:
        say_line(f"{problem.what} {problem.hint}")
    if written:
        say_line(f"{shortest_path(written)} says so now; the rest of it is as it was.")
        return
    say_line("In letterbook.yaml this would be (--write puts it there):")
    for line in found.lines:
        say_line(line)
