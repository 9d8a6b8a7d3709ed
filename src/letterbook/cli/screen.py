"""What a person sees: lines, problems, tables, JSON, and a bar on a terminal or plain lines elsewhere.

All that the command line prints goes through `say_line`, `say_content` and `print_json`: a name in a list or a folder that
came from elsewhere may hold what a terminal obeys.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any, TextIO

import click

from letterbook.cli.remedies import sentences
from letterbook.model import Failed
from letterbook.model.progress import Phase, Progress
from letterbook.problems import Problem, by_kind, row_of
from letterbook.sentences import UNSAFE, printable

if TYPE_CHECKING:
    from rich.progress import TaskID

SHOWN = 50
"""More kinds of problem than this are counted and not listed; `--json` has all of them."""
MOST_RUNS = 12
"""Of rows that are named after the first of their kind."""


class _Styled(str):
    """Harmless text in the colours of a terminal."""

    __slots__ = ()


def styled(text: object, **style: Any) -> str:
    """A part of a line in a colour, or bold (`click.style`)."""
    return _Styled(click.style(printable(str(text)), **style))


def say_line(*parts: object, err: bool = False) -> None:
    """Prints one line, whatever the parts hold: line breaks, orders to a terminal and signs that turn the direction of the
    text are shown by their numbers.
    """
    said = (part if isinstance(part, _Styled) else printable(str(part)) for part in parts)
    click.echo("".join(said), err=err)


def say_content(content: bytes) -> None:
    """Prints a text file: its lines where a terminal shows them, its very bytes elsewhere."""
    if not sys.stdout.isatty():
        click.echo(content, nl=False)
        return
    for line in content.decode("utf-8", "replace").removesuffix("\n").split("\n"):
        say_line(line.removesuffix("\r"))


def as_json(value: object) -> str:
    """The value as JSON that a person can read; dates as texts, and what is not to be printed by its number."""
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    return UNSAFE.sub(lambda found: found[0] if found[0] == "\n" else f"\\u{ord(found[0]):04x}", text)


def print_json(value: object) -> None:
    """Prints the value as JSON."""
    click.echo(as_json(value))


def say_problems(
    problems: Sequence[Problem], outcome: str = "Nothing was made and no number was taken."
) -> None:
    """Prints the problems to standard error, each with its place, what it is and what to do, and what came of the run."""
    groups = by_kind(problems)
    for (problem, *others), following in pairwise([*groups[:SHOWN], []]):
        mark = styled("mistake", fg="red") if problem.is_error else styled("notice", fg="yellow")
        say_line(styled(problem.place, bold=True), ": ", mark, f": {problem.what}", err=True)
        to_do = _to_do(problem)
        # What is to be done about several of them stands once, below the last.
        is_told_below = following and not others and _to_do(following[0]) == to_do
        if to_do and not is_told_below:
            say_line(f"    {to_do}", err=True)
        if others:
            say_line(f"    The same {len(others):,} times more: {_rows(others)}.", err=True)
    if len(groups) > SHOWN:
        say_line(
            f"… and {sum(map(len, groups[SHOWN:])):,} more; `letterbook check --json` lists all of them.",
            err=True,
        )
    mistakes = sum(problem.is_error for problem in problems)
    if mistakes:
        noun = "mistake" if mistakes == 1 else "mistakes"
        say_line(f"{mistakes:,} {noun}. {outcome}", err=True)


def _to_do(problem: Problem) -> str:
    """What the clerk can do about it."""
    return " ".join(filter(None, [problem.hint, sentences(filter(None, [problem.remedy]), {})]))


def _rows(problems: Sequence[Problem]) -> str:
    """Where they are, in few words: “rows 6–12, 17, 20 …”."""
    rows = sorted({row_of(problem.place) or 0 for problem in problems})
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    named = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs[:MOST_RUNS]]
    noun = "row" if problems[0].place.cell else "line"
    return f"{noun}{'s' if len(rows) > 1 else ''} {', '.join(named)}{' …' if len(runs) > MOST_RUNS else ''}"


def say_failed(failed: Sequence[Failed]) -> None:
    """Prints which letters could not be made and why, and how to go on."""
    for failure in failed:
        say_line(f"{failure.recipient_id} ({failure.format}): {failure.cause}", err=True)
    if failed:
        say_line(
            f"{len(failed)} files are missing; the rest is there. Give the same command again when the cause is mended.",
            err=True,
        )


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Prints rows under headings: boxed to the terminal's width, tab-separated where no terminal reads them."""
    if not sys.stdout.isatty():
        for row in [headings, *rows]:
            click.echo("\t".join(printable(str(cell)) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    boxed = Table(*headings, header_style="bold")
    for row in rows:
        boxed.add_row(
            *(Text(printable(str(cell))) for cell in row)
        )  # Text: a name with [brackets] is no markup
    Console().print(boxed)


_PHASES = {
    Phase.READING: "Reading",
    Phase.LAYING_OUT: "Laying out",
    Phase.COMPOSING: "Composing",
    Phase.MAKING: "Letters",
    Phase.BUNDLING: "Bundle",
    Phase.VERIFYING: "Verifying",
    Phase.PUBLISHING: "Publishing",
}
"""What a clerk calls what a run is busy with."""


@contextmanager
def progress_bars(quiet: bool = False) -> Iterator[Progress]:
    """A function that is told how far a run has come: a bar a phase on a terminal, plain lines elsewhere."""
    if quiet:
        yield lambda _phase, _done, _total: None
    elif not sys.stderr.isatty():
        yield _plain_progress
    else:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bars

        columns = (
            TextColumn("{task.description:10}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        )  # fmt: skip
        with Bars(*columns, console=Console(stderr=True)) as bars:
            tasks: dict[Phase, TaskID] = {}

            def show(phase: Phase, done: int, total: int) -> None:
                if phase not in tasks:
                    tasks[phase] = bars.add_task(_PHASES[phase], total=total)
                bars.update(tasks[phase], completed=done, total=total)

            yield show


def _plain_progress(phase: Phase, done: int, total: int) -> None:
    """A line a tenth of the letters; of what takes less time only its end."""
    is_tenth = phase == Phase.MAKING and done * 10 // total > (done - 1) * 10 // total
    if done and (done == total or is_tenth):
        try:
            say_line(f"{_PHASES[phase]}: {done} of {total}", err=True)
        except BrokenPipeError:
            nobody_reads(sys.stderr)


def nobody_reads(stream: TextIO) -> None:
    """Goes on without the one who read this stream and has gone; Python would complain again while it closes it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def problem_as_json(problem: Problem) -> dict[str, object]:
    """A problem as `--json` has it: without what its place does not say."""
    place = {key: value for key, value in asdict(problem.place).items() if value is not None}
    return {**asdict(problem), "place": place}


def counted(count: int, what: str, many: str | None = None) -> str:
    """“1 letter”, “2 letters”; “2 copies”, where `many` is another word."""
    return f"{count} {what if count == 1 else many or what + 's'}"
