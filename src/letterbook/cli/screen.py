"""What a person sees: problems, tables, and a bar on a terminal or plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click

from letterbook.errors import Problem
from letterbook.model import Failed

SHOWN = 50
"""More problems than this are counted and not listed; `--json` has all of them."""


def say_problems(problems: Sequence[Problem]) -> None:
    """Prints the problems to standard error, each with its place, what it is and what to do."""
    for problem in problems[:SHOWN]:
        mark = click.style("mistake", fg="red") if problem.stops else click.style("notice", fg="yellow")
        click.echo(f"{click.style(str(problem.place), bold=True)}: {mark}: {problem.what}", err=True)
        if problem.hint:
            click.echo(f"    {problem.hint}", err=True)
    if len(problems) > SHOWN:
        click.echo(
            f"… and {len(problems) - SHOWN:,} more; `letterbook check --json` lists all of them.", err=True
        )
    mistakes = sum(problem.stops for problem in problems)
    if mistakes:
        noun = "mistake" if mistakes == 1 else "mistakes"
        click.echo(f"{mistakes:,} {noun}. Nothing was made and no number was taken.", err=True)


def say_failed(failed: Sequence[Failed]) -> None:
    """Prints which letters could not be made and why, and how to go on."""
    for one in failed:
        click.echo(f"{one.recipient_id} ({one.format}): {one.cause}", err=True)
    if failed:
        click.echo(
            f"{len(failed)} files are missing; the rest is there. Give the same command again when the cause is mended.",
            err=True,
        )


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Prints rows under headings: boxed to the terminal's width, tab-separated where no terminal reads them."""
    if not sys.stdout.isatty():
        for row in [headings, *rows]:
            click.echo("\t".join(map(str, row)))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    boxed = Table(*headings, header_style="bold")
    for row in rows:
        boxed.add_row(*(Text(str(cell)) for cell in row))  # Text: a name with [brackets] is no markup
    Console().print(boxed)


@contextmanager
def bar(what: str, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A function that is told (done, total): a bar with the time left on a terminal, a line a tenth elsewhere."""
    if quiet:
        yield lambda _done, _total: None
    elif not sys.stderr.isatty():
        yield _plain_progress(what)
    else:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(stderr=True)) as progress:
            task = progress.add_task(what, total=None)
            yield lambda done, total: progress.update(task, completed=done, total=total)


def _plain_progress(what: str) -> Callable[[int, int], None]:
    def report(done: int, total: int) -> None:
        if done == total or done * 10 // total > (done - 1) * 10 // total:
            click.echo(f"{what}: {done} of {total}", err=True)

    return report
