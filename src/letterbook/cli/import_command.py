"""`letterbook import`: a statement, or the words of letters, of a Word, ODT or plain-text file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from letterbook.api import Office
from letterbook.cli.common import shortest_path
from letterbook.cli.dates import Day
from letterbook.cli.screen import counted, print_json, problem_as_json, say_line, say_problems
from letterbook.model import FrontMatter
from letterbook.problems import Problem


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--statement", metavar="ID", help="The statement that it becomes, new or known.")
@click.option("--template", metavar="NAME", help="The template whose letters it words, such as letter.")
@click.option(
    "--mailing",
    metavar="ID",
    help="The mailing whose letters it words, and no others; a new one goes without a statement.",
)
@click.option(
    "--language", required=True, help="The language that it is written in, by name or tag: German, de."
)
@click.option("--title", help="Title of a statement or a new mailing, where the file has none or another.")
@click.option("--date", "issued", type=Day(), help="Its date, as 2027-01-19 or 19.1.2027.")
@click.option("--place", help="Where it is dated from.")
@click.option("--encoding", help="Of a plain text that is not in Unicode, as windows-1251.")
@click.option("--replace", is_flag=True, help="Write a file anew that is there already.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_obj
def import_document(
    office: Office,
    file: Path,
    statement: str | None,
    template: str | None,
    mailing: str | None,
    language: str,
    title: str | None,
    issued: date | None,
    place: str | None,
    encoding: str | None,
    replace: bool,
    as_json: bool,
) -> None:
    """Make Markdown of FILE, a Word (.docx), ODT or plain-text file, to be looked at and edited: a statement, or with --template or
    --mailing the words of letters, from a letter of yours or from the main document of a mail merge.
    """
    if sum(home is not None for home in (statement, template, mailing)) != 1:
        raise click.UsageError("Say what it becomes: --statement ID, --template NAME or --mailing ID.")
    known = FrontMatter(title, issued, place)
    if statement is not None:
        read = office.import_statement(file, statement, language, known, encoding=encoding, replace=replace)
        _say(read.files, read.problems, as_json=as_json)
        return
    if template and known != FrontMatter():
        raise click.UsageError("--title, --date and --place are for a statement or a new mailing.")
    words = office.import_letter(
        file,
        language,
        template=template or "",
        mailing=mailing or "",
        known=known,
        encoding=encoding,
        replace=replace,
    )
    _say(words.files, words.problems, as_json=as_json)


def _say(files: list[Path], problems: list[Problem], *, as_json: bool) -> None:
    if as_json:
        print_json(
            {"files": [str(path) for path in files], "problems": [problem_as_json(each) for each in problems]}
        )
        return
    say_problems(problems)
    first, *others = files
    pictures = [path for path in others if path.parent == first.parent]
    beside = f", with {counted(len(pictures), 'picture')} beside it" if pictures else ""
    beside += "".join(
        f", and {shortest_path(path)} for the new mailing" for path in others if path not in pictures
    )
    say_line(
        f"Wrote {shortest_path(first)}{beside}. Read it through, fill in what stands in brackets, then `letterbook check`."
    )
