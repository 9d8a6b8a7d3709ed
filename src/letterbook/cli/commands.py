"""The commands, each a thin skin over one use case; errors become sentences and exit codes here and nowhere else."""

from __future__ import annotations

import io
import signal
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn

import click

from letterbook import __version__
from letterbook.api import (
    Issued,
    Office,
    cluster,
    collect_garbage_less,
    copy_example,
    make_office,
    open_office,
    processes,
)
from letterbook.cli.columns import columns
from letterbook.cli.common import clerk, limits, shortest_path
from letterbook.cli.import_command import import_document
from letterbook.cli.machine import doctor, help_
from letterbook.cli.order_options import in_order
from letterbook.cli.post_command import calibrate, post
from letterbook.cli.prepare_command import prepare
from letterbook.cli.print_command import print_, signed
from letterbook.cli.refusals import mailings_there, refused, wrong_command
from letterbook.cli.register import register
from letterbook.cli.remedies import sentences
from letterbook.cli.screen import (
    counted,
    nobody_reads,
    print_json,
    problem_as_json,
    progress_bars,
    say_content,
    say_failed,
    say_line,
    say_problems,
    styled,
    table,
)
from letterbook.errors import InputError, LetterbookError, UsageError
from letterbook.model import FORMATS, Format
from letterbook.model.order import Order
from letterbook.problems import Problem, has_errors, in_reading_order
from letterbook.sentences import few, say

if TYPE_CHECKING:
    from letterbook.archive.ledger import LedgerRow
    from letterbook.usecases.plan import Plan

DONE, OUR_FAULT, WRONG_COMMAND, MISTAKES, SOME_FAILED, INTERRUPTED = 0, 1, 2, 3, 4, 130

REGISTERED = "The mailing is whole and unaltered, and its letters are those of the register."
COMPARED_WITH_ITSELF = (
    "The mailing is whole and agrees with itself. The register of the office was not at hand, or does not know it: whether "
    "these are the letters that were issued, nobody can tell from the folder alone; one that was forged as a whole agrees "
    "with itself too."
)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs one command and ends the process with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(
            stream, io.TextIOWrapper
        ):  # a name of a file, or a mark, that this terminal cannot show
            stream.reconfigure(errors="backslashreplace")
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # from here on an interrupt is caught below
        signal.signal(signal.SIGTERM, _as_interrupt)
        collect_garbage_less()
        code = cli.main(arguments, prog_name="letterbook", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else DONE)
    except click.ClickException as error:
        for line in wrong_command(error):
            say_line(line, err=True)
        sys.exit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        say_line(
            "Interrupted. Nothing half-made was published; give the same command again to go on.", err=True
        )
        sys.exit(INTERRUPTED)
    except InputError as mistakes:
        say_problems(in_reading_order(mistakes.problems))
        sys.exit(mistakes.exit_code)
    except LetterbookError as error:
        remedies = sentences(error.remedies, error.values)
        said = " ".join(filter(None, [f"letterbook: {error}", remedies]))
        for line in (said, *getattr(error, "findings", ())):
            say_line(line, err=True)
        sys.exit(error.exit_code)
    except (OSError, MemoryError) as refusal:  # such as a full disk where temporary files lie
        say_line(f"letterbook: {refused(refusal)}", err=True)
        sys.exit(MISTAKES)


def _as_interrupt(_number: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


class _Commands(click.Group):
    def invoke(self, context: click.Context) -> object:
        """As click, which makes an error of a reader who has seen enough (`letterbook register list | head`)."""
        try:
            result = super().invoke(context)
            sys.stdout.flush()
        except BrokenPipeError:
            nobody_reads(sys.stdout)
            return DONE
        return result


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
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
    context.obj = open_office(workspace, limits())


cli.add_command(register)
cli.add_command(columns)
cli.add_command(import_document)
cli.add_command(prepare)
cli.add_command(post)
cli.add_command(calibrate)
cli.add_command(print_)
cli.add_command(signed)
cli.add_command(doctor)
cli.add_command(help_)


# --- Before a mailing ----------------------------------------------------------------------------------------------


@cli.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--language", help="Language of the letters, by name or tag: German, de.")
@click.option("--country", help="Country of the office, by name or code: Germany, DE.")
@click.option("--paper", type=click.Choice(["A4", "Letter"]), help="The sheet; else the country's.")
@click.option(
    "--example", is_flag=True, help="Copy the example instead: an office with a statement and a list."
)
def init(
    directory: Path,
    language: str | None,
    country: str | None,
    paper: Literal["A4", "Letter"] | None,
    example: bool,
) -> None:
    """Make an office in DIRECTORY, in one language, to be filled in; further languages come with `add-language`."""
    if example and (language or country or paper):
        raise UsageError("The example has its languages, country and paper: --example stands alone.")
    if example:
        made = copy_example(directory)
    else:
        language = language or _asked("--language", "Language of the letters (German, de)")
        country = country or _asked("--country", "Country of the office (Germany, DE)")
        made = make_office(directory, language=language, country=country, paper=paper)
    say_line(
        f"Made {len(made)} files in {directory}. Next: change into that folder and run `letterbook check`."
    )


def _asked(option: str, question: str) -> str:
    """What a person at a terminal answers; without one nobody is asked. Raises UsageError."""
    if not sys.stdin.isatty():
        raise UsageError(
            say("Say it with {option}, or copy the example with --example.", option=f"{option} ({question})")
        )
    return str(click.prompt(question))


@cli.command()
@click.argument("language")
@click.pass_obj
def add_language(office: Office, language: str) -> None:
    """Begin to write in LANGUAGE too (French, fr): words for the templates, to be made your own."""
    for path in office.add_language(language):
        say_line(f"Made {shortest_path(path)}.")
    say_line("Next: read these words, and write your statement in this language.")


@cli.command()
@click.argument("mailing", required=False)
@in_order("date")
@in_order("recipients")
@in_order("encoding")
@click.option(
    "--pictures", is_flag=True, help="Also picture each letter's first page, the address's place in red."
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for pictures; by default out/pictures.")
@in_order("json")
@click.pass_obj
def check(
    office: Office,
    mailing: str | None,
    issued: date | None,
    recipients: str | None,
    encoding: str | None,
    pictures: bool,
    out: Path | None,
    as_json: bool,
) -> int:
    """Find every mistake of MAILING, or of all mailings; nothing is made and no number is taken.

    MAILING is the name of a file in the folder mailings, or of a statement.
    """
    if mailing is None and (issued or recipients or encoding):
        what = "--date, --recipients and --encoding are for one mailing: name it before them, as in `letterbook check MAILING`."
        raise UsageError(" ".join(filter(None, [what, mailings_there(office)])))
    if out and not pictures:
        raise UsageError("--out is for --pictures.")
    order = Order(mailing, issued, recipients=recipients, encoding=encoding) if mailing else None
    folder = out or office.out / "pictures"
    result = office.examine(order, pictures=folder if pictures else None)
    problems, taken = result.problems, result.pictures
    if as_json:
        shown = {"pictures": [str(path) for path in taken]} if pictures else {}
        print_json({"problems": _as_json(problems), **shown})
    else:
        say_problems(problems)
        if pictures:
            say_line(
                f"Pictures of {len(taken)} letters, the place of the address in red: {shortest_path(folder)}"
            )
        if not problems:
            say_line("Everything is in order.")
    return MISTAKES if has_errors(problems) else DONE


@cli.command()
@click.argument("mailing")
@click.option("--to", required=True, metavar="ID", help="The recipient whose letter is shown.")
@click.option("--format", "kind", type=click.Choice(FORMATS), default="pdf", show_default=True)
@in_order("date")
@in_order("recipients")
@in_order("encoding")
@in_order("cover-only")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the draft; by default out/drafts.")
@click.pass_obj
def preview(
    office: Office,
    mailing: str,
    to: str,
    kind: Format,
    issued: date | None,
    recipients: str | None,
    encoding: str | None,
    cover_only: bool,
    out: Path | None,
) -> None:
    """Make one letter of MAILING as a draft: marked DRAFT, without a number."""
    order = Order(mailing, issued, (to,), recipients=recipients, cover_only=cover_only, encoding=encoding)
    wrong: list[Problem] = []
    say_line(shortest_path(office.preview(order, kind=kind, out=out, told=wrong.extend)))
    say_problems(in_reading_order(wrong), "It is marked DRAFT and no number was taken.")


# --- The mailing ---------------------------------------------------------------------------------------------------


@cli.command()
@click.argument("mailing")
@in_order("date")
@in_order("to")
@in_order("format")
@in_order("recipients")
@in_order("encoding")
@in_order("cover-only")
@click.option(
    "--jobs", type=click.IntRange(1, 64), help="Processes at once; by default one for each processor."
)
@click.option("--executor", help="Make the letters on a cluster: dask://tls://HOST:PORT.")
@click.option(
    "--certificates",
    type=click.Path(path_type=Path),
    help="Folder with ca.pem, client.pem and client-key.pem for the cluster.",
)
@click.option(
    "--engine",
    type=click.Choice(["forms", "direct"]),
    default="forms",
    help="Set letters of a kind into the form of one, or lay out each; the files are the same.",
)
@click.option("--out", help="Folder for mailings, or a store such as s3://BUCKET/PREFIX; by default out.")
@click.option("--supersede", is_flag=True, help="Give a dispatched letter a new number; with --to.")
@click.option("--replace", is_flag=True, help="Let the new folder take the place of one that holds more.")
@click.option(
    "--dry-run", is_flag=True, help="Say which letters are new, changed (and how) or the same; make nothing."
)
@in_order("json")
@click.pass_obj
def issue(
    office: Office,
    mailing: str,
    issued: date | None,
    to: tuple[str, ...],
    formats: tuple[Format, ...],
    recipients: str | None,
    encoding: str | None,
    cover_only: bool,
    jobs: int | None,
    executor: str | None,
    certificates: Path | None,
    engine: str,
    out: str | None,
    supersede: bool,
    replace: bool,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Number and make every letter of MAILING, with bundle, ledger and manifest, in out/MAILING-DATE."""
    if supersede and not to:
        raise UsageError("--supersede gives new numbers; say with --to which letters are meant.")
    order = Order(mailing, issued, to, formats, recipients, cover_only, supersede, encoding)
    if dry_run:
        return _say_plan(office.plan(order, out=out, replace=replace), as_json)
    workers = cluster(executor, certificates, limits()) if executor else processes(jobs, limits())
    with progress_bars(quiet=as_json) as on_progress, workers:
        issued_mailing = office.issue(
            order,
            clerk=clerk(),
            at=datetime.now(UTC),
            out=out,
            replace=replace,
            executor=workers,
            is_direct=engine == "direct",
            on_progress=on_progress,
        )
    if as_json:
        print_json(_issued_as_json(issued_mailing))
    else:
        say_problems(in_reading_order(issued_mailing.warnings))
        _say_issued(issued_mailing, [row for row in issued_mailing.letters if row.state == "made"])
        say_failed(issued_mailing.failed)
    return SOME_FAILED if issued_mailing.failed else DONE


@cli.command()
@click.argument("folder")
@in_order("json")
@click.pass_obj
def verify(office: Office, folder: str, as_json: bool) -> int:
    """Verify a finished mailing: FOLDER, its name in out/, or its address in a store. Names each file that is missing, extra or
    altered.
    """
    in_store = "://" in folder
    verification = office.verify_in_store(folder) if in_store else office.mailing(folder).verification()
    findings = verification.findings
    if as_json:
        found = [asdict(finding) for finding in findings]
        print_json({"findings": found, "is_registered": verification.is_registered})
    else:
        for finding in findings:
            say_line(finding)
        whole = REGISTERED if verification.is_registered else COMPARED_WITH_ITSELF
        say_line(f"{counted(len(findings), 'difference')}." if findings else whole)
    return MISTAKES if findings else DONE


@cli.command()
@click.argument("mailing", type=click.Path(path_type=Path))
@click.argument("numbers")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the file; by default out/reprints.")
@click.pass_obj
def reprint(office: Office, mailing: Path, numbers: str, out: Path | None) -> None:
    """Print letters of MAILING again: NUMBERS as 17,42-45. The identical pages in one file; the register notes it."""
    at = datetime.now().astimezone()
    say_line(shortest_path(office.mailing(mailing).reprint(numbers, clerk=clerk(), at=at, out=out)))


def _say_plan(plan: Plan, as_json: bool) -> int:
    rows = [
        {"reference": letter.entry.reference, "id": letter.recipient.id, "name": letter.recipient.name,
         "language": letter.recipient.language, "template": letter.recipient.template,
         "formats": list(letter.recipient.formats), "numbered": letter.is_numbered, "state": letter.state,
         "diff": list(letter.diff)}
        for letter in plan.letters
    ]  # fmt: skip
    if as_json:
        print_json({"letters": rows, "problems": _as_json(plan.warnings)})
        return DONE
    say_problems(in_reading_order(plan.warnings))
    names = ("reference", "state", "id", "name", "language", "template")
    cells = [[row[name] for name in names] for row in rows]
    table(("Reference", "State", "Recipient", "Name", "Language", "Template"), cells)
    for diff, letters in plan.changes.items():
        _say_changes([f"{letter.entry.reference} to {letter.recipient.id}" for letter in letters], diff)
    states = Counter(letter.state for letter in plan.letters)
    sums = ", ".join(f"{states[state]} {state}" for state in ("new", "changed", "same") if states[state])
    say_line(f"{counted(len(rows), 'letter')}: {sums}. Nothing was made, and no number was taken.")
    return DONE


def _issued_as_json(mailing: Issued) -> dict[str, object]:
    failed = [
        {"id": letter.recipient_id, "format": letter.format, "cause": letter.cause}
        for letter in mailing.failed
    ]
    letters, place = [asdict(row) for row in mailing.letters], mailing.address or str(mailing.folder)
    return {
        "mailing": mailing.known_as,
        "folder": place,
        "letters": letters,
        "failed": failed,
        "problems": _as_json(mailing.warnings),
    }


def _as_json(problems: Iterable[Problem]) -> list[dict[str, object]]:
    return [problem_as_json(problem) for problem in in_reading_order(problems)]


def _say_changes(letters: Sequence[str], diff: Sequence[str]) -> None:
    say_line()
    say_line(f"{few(letters)}:")
    for line in diff:
        say_line(styled(f"  {line}", fg="red" if line.startswith("-") else "green"))
    if not diff:
        say_line("  The same words; the page or the file changes.")


def _say_issued(mailing: Issued, rows: Sequence[LedgerRow]) -> None:
    shown = mailing.address or shortest_path(mailing.folder)
    if len(rows) == 1:
        say_line(f"The letter {rows[0].reference} is in {shown}.")
    elif rows:
        say_line(f"{len(rows)} letters, {_numbers(rows)}, are in {shown}.")
    _say_ways(rows)
    for bundle in mailing.bundles:
        what = "To print all of them" if bundle.suffix == ".pdf" else "The same as one Word file"
        say_line(f"{what}: {shortest_path(bundle)}")


def _say_ways(rows: Sequence[LedgerRow]) -> None:
    """How many letters go which way, with the numbers of the fewer ones, where not all of them go alike."""
    by_way: dict[str, list[LedgerRow]] = {}
    for row in rows:
        by_way.setdefault(row.delivery or "post", []).append(row)
    if len(by_way) == 1:
        return
    for way, alike in sorted(by_way.items(), key=lambda item: -len(item[1])):
        named = ", ".join(row.reference for row in alike[:_NAMED]) + (", …" if len(alike) > _NAMED else "")
        say_line(f"{way}: {counted(len(alike), 'letter')} ({named})")


_NAMED = 10
"""Letters of one way that are named."""


def _numbers(rows: Sequence[LedgerRow]) -> str:
    """From which number to which; a mailing may have gaps, where letters were given up or replaced."""
    first, *_, last = sorted(rows, key=lambda row: row.number)
    if last.number - first.number == len(rows) - 1:
        return f"{first.reference} to {last.reference}"
    return f"with numbers between {first.reference} and {last.reference}"


# --- The machine ---------------------------------------------------------------------------------------------------


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
    say_line(f"# letterbook completion {shell} >> {where}")
    say_content(kind(cli, {}, "letterbook", "_LETTERBOOK_COMPLETE").source().encode())
