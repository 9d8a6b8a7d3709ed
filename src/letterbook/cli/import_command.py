"""`letterbook import`: a statement of a Word, ODT or plain-text file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from letterbook.api import Office
from letterbook.cli.common import shortest_path
from letterbook.cli.dates import Day
from letterbook.cli.screen import counted, print_json, problem_as_json, say_line, say_problems
from letterbook.model import FrontMatter


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--statement", required=True, metavar="ID", help="The statement that it becomes, new or known.")
@click.option(
    "--language", required=True, help="The language that it is written in, by name or tag: German, de."
)
@click.option("--title", help="Its title, where the file has none or another.")
@click.option("--date", "issued", type=Day(), help="The statement's date, as 2027-01-19 or 19.1.2027.")
@click.option("--place", help="Where it is dated from.")
@click.option("--encoding", help="Of a plain text that is not in Unicode, as windows-1251.")
@click.option("--replace", is_flag=True, help="Write a file anew that is there already.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_obj
def import_statement(
    office: Office,
    file: Path,
    statement: str,
    language: str,
    title: str | None,
    issued: date | None,
    place: str | None,
    encoding: str | None,
    replace: bool,
    as_json: bool,
) -> None:
    """Make statements/ID/TAG.md of FILE, a Word (.docx), ODT or plain-text file, to be looked at and edited."""
    known = FrontMatter(title, issued, place)
    made = office.import_statement(file, statement, language, known, encoding=encoding, replace=replace)
    if as_json:
        problems = [problem_as_json(problem) for problem in made.problems]
        print_json({"files": [str(path) for path in made.files], "problems": problems})
        return
    say_problems(made.problems)
    first, *pictures = made.files
    beside = f", with {counted(len(pictures), 'picture')} beside it" if pictures else ""
    say_line(
        f"Wrote {shortest_path(first)}{beside}. Read it through, fill in what stands in brackets, then `letterbook check`."
    )
