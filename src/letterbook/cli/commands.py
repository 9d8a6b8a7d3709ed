"""The commands, each a thin skin over one use case; errors become sentences and exit codes here and nowhere else."""

from __future__ import annotations

import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from letterbook import __version__
from letterbook.cli.common import clerk, print_json
from letterbook.cli.register import register
from letterbook.cli.screen import bar, say_failed, say_problems, table
from letterbook.errors import InputMistakes, LetterbookError, Place, Problem, WrongCommand, in_reading_order
from letterbook.execution import look_for_garbage_less
from letterbook.mailing.order import Order
from letterbook.model import FORMATS, Format

if TYPE_CHECKING:
    from letterbook.printing.ledger import LedgerRow

DONE, OUR_FAULT, WRONG_COMMAND, MISTAKES, SOME_FAILED, INTERRUPTED = 0, 1, 2, 3, 4, 130

_DATE = click.DateTime(["%Y-%m-%d"])


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs one command and ends the process with its exit code."""
    signal.signal(signal.SIGTERM, _as_interrupt)
    look_for_garbage_less()
    try:
        code = cli.main(arguments, prog_name="letterbook", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else DONE)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        click.echo(
            "Interrupted. Nothing half-made was published; give the same command again to go on.", err=True
        )
        sys.exit(INTERRUPTED)
    except InputMistakes as mistakes:
        say_problems(in_reading_order(mistakes.problems))
        sys.exit(mistakes.exit_code)
    except BrokenPipeError:
        # Who read our output has gone; Python would complain again while it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)
    except LetterbookError as error:
        click.echo(f"letterbook: {error}", err=True)
        sys.exit(error.exit_code)
    except OSError as refusal:  # such as a full disk where temporary files lie
        what = ": ".join(
            filter(None, [refusal.filename and str(refusal.filename), refusal.strerror or str(refusal)])
        )
        hint = "Nothing half-made was published; mend this, and give the same command again."
        click.echo(f"letterbook: This machine refused to read or write ({what}). {hint}", err=True)
        sys.exit(MISTAKES)


def _as_interrupt(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="letterbook")
@click.option(
    "-w",
    "--workspace",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=".",
    help="The folder with letterbook.yaml; by default the one you are in.",
)
@click.pass_context
def cli(context: click.Context, workspace: Path) -> None:
    """Official mailings: one statement, one list of addressees, a finished and numbered letter for each.

    Begin with `letterbook init DIR`, then `check`, `preview` and, when all is right, `issue`.
    """
    context.obj = workspace.resolve()


cli.add_command(register)


def _in_order(name: str) -> Callable[[Any], Any]:
    """The options that say which mailing is meant."""
    options = {
        "date": click.option(
            "--date", "issued", type=_DATE, help="Issue date, as 2027-01-19; else the statement's own."
        ),
        "to": click.option(
            "--to", multiple=True, metavar="ID|GROUP", help="Only this recipient or group; may be repeated."
        ),
        "recipients": click.option(
            "--recipients", metavar="FILE", help="Another list: YAML, CSV, XLSX, ODS or XLS."
        ),
        "cover-only": click.option("--cover-only", is_flag=True, help="Leave the enclosure out."),
        "json": click.option("--json", "as_json", is_flag=True, help="Print the result as JSON."),
    }
    return options[name]


def _day(issued: datetime | None) -> date | None:
    return issued.date() if issued else None


# --- Before a mailing ----------------------------------------------------------------------------------------------


@cli.command()
@click.argument("directory", type=click.Path(path_type=Path))
def init(directory: Path) -> None:
    """Make a workspace in DIRECTORY: an example office, statement, list and templates to change into your own."""
    from letterbook.mailing.workspace import make_workspace

    made = make_workspace(directory)
    click.echo(
        f"Made {len(made)} files in {directory}. Next: change into that folder and run `letterbook check`."
    )


@cli.command()
@click.argument("statement", required=False)
@_in_order("date")
@_in_order("recipients")
@click.option(
    "--pictures", is_flag=True, help="Also picture each letter's first page, the address's place in red."
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for pictures; by default out/pictures.")
@_in_order("json")
@click.pass_obj
def check(
    workspace: Path,
    statement: str | None,
    issued: datetime | None,
    recipients: str | None,
    pictures: bool,
    out: Path | None,
    as_json: bool,
) -> int:
    """Find every mistake of STATEMENT, or of all statements; nothing is made and no number is taken."""
    from letterbook.mailing.check import check as find_problems

    if statement is None and (issued or recipients):
        raise WrongCommand("--date and --recipients need the name of a statement.")
    if out and not pictures:
        raise WrongCommand("--out is for --pictures.")
    order = Order(statement, _day(issued), recipients=recipients) if statement else None
    problems = find_problems(workspace, order)
    made: list[Path] = []
    if pictures:
        from letterbook.mailing.pictures import take_pictures

        folder = out or workspace / "out" / "pictures"
        made, found = take_pictures(workspace, order, folder)
        problems = in_reading_order([*problems, *found])
    if as_json:
        shown = {"pictures": [str(path) for path in made]} if pictures else {}
        print_json({"problems": [_as_json(problem) for problem in problems], **shown})
    else:
        say_problems(problems)
        if pictures:
            click.echo(
                f"Pictures of {len(made)} letters, the place of the address in red: {_shortest(folder)}"
            )
        if not problems:
            click.echo("Everything is in order.")
    return MISTAKES if any(problem.stops for problem in problems) else DONE


@cli.command()
@click.argument("statement")
@click.option("--to", required=True, metavar="ID", help="The recipient whose letter is shown.")
@click.option("--format", "kind", type=click.Choice(FORMATS), default="pdf", show_default=True)
@_in_order("date")
@_in_order("recipients")
@_in_order("cover-only")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the draft; by default out/drafts.")
@click.pass_obj
def preview(
    workspace: Path,
    statement: str,
    to: str,
    kind: Format,
    issued: datetime | None,
    recipients: str | None,
    cover_only: bool,
    out: Path | None,
) -> None:
    """Make one letter of STATEMENT as a draft: marked DRAFT, without a number."""
    from letterbook.mailing.preview import preview as make_preview

    order = Order(statement, _day(issued), (to,), recipients=recipients, cover_only=cover_only)
    click.echo(_shortest(make_preview(workspace, order, kind, out or workspace / "out" / "drafts")))


# --- The mailing ---------------------------------------------------------------------------------------------------


@cli.command()
@click.argument("statement")
@_in_order("date")
@_in_order("to")
@click.option(
    "--format", "formats", type=click.Choice(FORMATS), multiple=True, help="Instead of the recipients' own."
)
@_in_order("recipients")
@_in_order("cover-only")
@click.option(
    "--jobs", type=click.IntRange(1, 64), help="Processes at once; by default one for each processor."
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for mailings; by default out.")
@click.option("--supersede", is_flag=True, help="Give a dispatched letter a new number; with --to.")
@click.option("--replace", is_flag=True, help="Let the new folder take the place of one that holds more.")
@click.option(
    "--dry-run", is_flag=True, help="Say which letters are new, changed (and how) or the same; make nothing."
)
@_in_order("json")
@click.pass_obj
def issue(
    workspace: Path,
    statement: str,
    issued: datetime | None,
    to: tuple[str, ...],
    formats: tuple[Format, ...],
    recipients: str | None,
    cover_only: bool,
    jobs: int | None,
    out: Path | None,
    supersede: bool,
    replace: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Number and make every letter of STATEMENT, with bundle, ledger and manifest, in out/STATEMENT-DATE."""
    if supersede and not to:
        raise WrongCommand("--supersede gives new numbers; say with --to which letters are meant.")
    order = Order(statement, _day(issued), to, formats, recipients, cover_only, supersede)
    if dry_run:
        return _plan(workspace, order, out or workspace / "out", as_json)
    from letterbook.mailing.issue import Run
    from letterbook.mailing.issue import issue as issue_mailing

    run = Run(out or workspace / "out", clerk(), datetime.now(UTC), jobs or os.cpu_count() or 1, replace)
    with bar("Letters", quiet=as_json) as progress:
        result = issue_mailing(workspace, order, run, progress)
    if as_json:
        failed = [{"id": one.recipient_id, "format": one.format, "cause": one.cause} for one in result.failed]
        letters = [asdict(row) for row in result.rows]
        print_json(
            {"mailing": result.mailing, "folder": str(result.folder), "letters": letters, "failed": failed}
        )
    else:
        say_problems(in_reading_order(result.notices))
        _say_issued(result.folder, [row for row in result.rows if row.state == "made"])
        say_failed(result.failed)
    return SOME_FAILED if result.failed else DONE


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path))
@_in_order("json")
@click.pass_obj
def verify(workspace: Path, folder: Path, as_json: bool) -> int:
    """Prove a finished mailing again: FOLDER, or its name in out/. Names each file that is missing, extra or altered."""
    from letterbook.mailing.registry import registered_files
    from letterbook.mailing.verify import mailing_of
    from letterbook.mailing.verify import verify as prove_again

    place = _mailing_folder(workspace, folder)
    mailing = mailing_of(place)
    registered = registered_files(workspace, mailing) if mailing else None
    findings = prove_again(place, registered)
    if as_json:
        print_json({"findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            click.echo(finding)
        whole = "The mailing is whole and unaltered"
        beside = ", and its letters are those of the register." if registered else "."
        click.echo(f"{_counted(len(findings), 'difference')}." if findings else whole + beside)
    return MISTAKES if findings else DONE


@cli.command()
@click.argument("mailing", type=click.Path(path_type=Path))
@click.argument("numbers")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the file; by default out/reprints.")
@click.pass_obj
def reprint(workspace: Path, mailing: Path, numbers: str, out: Path | None) -> None:
    """Print letters of MAILING again: NUMBERS as 17,42-45. The identical pages in one file; the register notes it."""
    from letterbook.mailing.reprint import reprint as print_again

    folder, target = _mailing_folder(workspace, mailing), out or workspace / "out" / "reprints"
    click.echo(
        _shortest(print_again(workspace, folder, numbers, target, clerk(), datetime.now().astimezone()))
    )


def _mailing_folder(workspace: Path, named: Path) -> Path:
    """A finished mailing, by its folder or by its name in out/."""
    return named if named.is_dir() else workspace / "out" / named


def _plan(workspace: Path, order: Order, out: Path, as_json: bool) -> int:
    from letterbook.mailing.plan import plan

    planned = plan(workspace, order, out)
    rows = [
        {"reference": one.entry.reference, "id": one.recipient.id, "name": one.recipient.name,
         "language": one.recipient.language, "template": one.recipient.template,
         "formats": list(one.recipient.formats), "numbered": one.is_numbered, "state": one.state,
         "diff": list(one.diff)}
        for one in planned.letters
    ]  # fmt: skip
    if as_json:
        print_json({"letters": rows})
        return DONE
    say_problems(in_reading_order(planned.notices))
    names = ("reference", "state", "id", "name", "language", "template")
    cells = [[row[name] for name in names] for row in rows]
    table(("Reference", "State", "Recipient", "Name", "Language", "Template"), cells)
    for one in planned.letters:
        if one.state == "changed":
            _say_changes(one.entry.reference, one.recipient.id, one.diff)
    counted = Counter(one.state for one in planned.letters)
    sums = ", ".join(f"{counted[state]} {state}" for state in ("new", "changed", "same") if counted[state])
    click.echo(f"{_counted(len(rows), 'letter')}: {sums}. Nothing was made, and no number was taken.")
    return DONE


def _say_changes(reference: str, recipient_id: str, diff: Sequence[str]) -> None:
    click.echo(f"\n{reference} to {recipient_id}:")
    for line in diff:
        click.secho(f"  {line}", fg="red" if line.startswith("-") else "green")
    if not diff:
        click.echo("  The same words; the page or the file changes.")


def _say_issued(folder: Path, rows: Sequence[LedgerRow]) -> None:
    shown = _shortest(folder)
    if len(rows) == 1:
        click.echo(f"The letter {rows[0].reference} is in {shown}.")
    elif rows:
        click.echo(f"{len(rows)} letters, {_numbers(rows)}, are in {shown}.")
    for name, what in (("bundle.pdf", "To print all of them"), ("bundle.docx", "The same as one Word file")):
        if (folder / name).exists():
            click.echo(f"{what}: {shown / name}")


def _numbers(rows: Sequence[LedgerRow]) -> str:
    """From which number to which; a mailing may have gaps, where letters were given up or replaced."""
    first, *_, last = sorted(rows, key=lambda row: row.number)
    if last.number - first.number == len(rows) - 1:
        return f"{first.reference} to {last.reference}"
    return f"with numbers between {first.reference} and {last.reference}"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _shortest(path: Path) -> Path:
    """The path from here, where it lies below; else in full."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


# --- The machine ---------------------------------------------------------------------------------------------------


@cli.command()
@click.pass_obj
def doctor(workspace: Path) -> int:
    """Say what this machine lacks, in plain words, and how to get it."""
    from letterbook.cli.doctor import examine

    findings = examine(workspace)
    for finding in findings:
        click.echo(f"{'ok  ' if finding.ok else 'MISSING'}  {finding.what}")
        if not finding.ok:
            click.echo(f"         {finding.remedy}")
    return DONE if all(finding.ok for finding in findings) else OUR_FAULT


@cli.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what makes SHELL complete letterbook's commands; its first line says where to put it."""
    from click.shell_completion import get_completion_class

    where = {"bash": "~/.bashrc", "zsh": "~/.zshrc", "fish": "~/.config/fish/completions/letterbook.fish"}[
        shell
    ]
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(f"# letterbook completion {shell} >> {where}")
    click.echo(kind(cli, {}, "letterbook", "_LETTERBOOK_COMPLETE").source())


def _as_json(problem: Problem) -> dict[str, object]:
    place: Place = problem.place
    return {
        **asdict(problem),
        "place": {key: value for key, value in asdict(place).items() if value is not None},
    }
