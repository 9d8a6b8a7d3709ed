"""`letterbook post` and `letterbook calibrate`: what goes with a mailing to the post, and how a printer is set right for it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from letterbook.api import Office
from letterbook.cli.common import shortest_path
from letterbook.cli.order_options import in_order
from letterbook.cli.screen import counted, print_json, say_line
from letterbook.errors import UsageError
from letterbook.model.post import Offset, PostOrder

if TYPE_CHECKING:
    from letterbook.usecases.post_papers import PostJob

DONE, SOME_LEFT_OUT = 0, 4


@click.command()
@click.argument("mailing", type=click.Path(path_type=Path))
@click.option(
    "--envelopes",
    is_flag=False,
    flag_value="",
    metavar="[NAME]",
    help="Envelopes, C6/5 for example; without a name the office's own.",
)
@click.option(
    "--labels",
    is_flag=False,
    flag_value="",
    metavar="[NAME]",
    help="Labels on sheets, L7160 for example; without a name the office's own.",
)
@click.option(
    "--first-label",
    type=int,
    default=1,
    show_default=True,
    help="The label of the first sheet to begin with.",
)
@click.option(
    "--printer", metavar="NAME", help="Move labels as this printer needs it (`letterbook calibrate`)."
)
@click.option(
    "--lists", is_flag=True, help="Dispatch lists for each way, as PDF, XLSX and CSV, and who signs what."
)
@click.option(
    "--registered", is_flag=True, help="A number of the post's for each registered letter, and its label."
)
@click.option("--numbers", help="Only these letters, as 17,42-45.")
@click.option(
    "--simplex", is_flag=True, help="The letters are printed on one side: more sheets, and heavier."
)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for them; by default out/post.")
@in_order("json")
@click.pass_obj
def post(
    office: Office,
    mailing: Path,
    envelopes: str | None,
    labels: str | None,
    first_label: int,
    printer: str | None,
    lists: bool,
    registered: bool,
    numbers: str | None,
    simplex: bool,
    out: Path | None,
    as_json: bool,
) -> int:
    """Make envelopes, labels and lists for the post of MAILING, in out/post/MAILING. Nothing is numbered or written down."""
    order = PostOrder(envelopes, labels, first_label, printer, lists, registered, numbers, not simplex)
    job = office.mailing(mailing).make_post(order, at=datetime.now().astimezone(), out=out)
    if as_json:
        print_json({**asdict(job), "folder": str(job.folder)})
    else:
        _say(job)
    return SOME_LEFT_OUT if job.unfit else DONE


def _say(job: PostJob) -> None:
    for letter in job.unfit:
        say_line(f"{letter.reference} is left out: {letter.why}", err=True)
    for letter in job.too_heavy:
        say_line(f"{letter.reference} is too heavy for every class of the post: {letter.why}", err=True)
    if job.envelopes:
        say_line(f"{counted(job.envelopes, 'envelope')}.")
    if job.labels:
        say_line(f"{counted(job.labels, 'label')} on {counted(job.label_sheets, 'sheet')}.")
    for name in job.files:
        say_line(shortest_path(job.folder) / name)


@click.command()
@click.argument("printer")
@click.option("--labels", metavar="NAME", help="The sheet of labels; by default the office's own.")
@click.option(
    "--right", type=float, help="By how many mm it prints too far to the right; negative: to the left."
)
@click.option("--down", type=float, help="By how many mm it prints too far down; negative: too high.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the page; by default out/post.")
@click.pass_obj
def calibrate(
    office: Office,
    printer: str,
    labels: str | None,
    right: float | None,
    down: float | None,
    out: Path | None,
) -> None:
    """Make a trial page that shows how PRINTER prints, or keep by how much it is off.

    Print the page on plain paper in its real size, hold it over a sheet of labels against the light, and read on the first
    label how far the edges are from each other.
    """
    if (right is None) != (down is None):
        raise UsageError("Give both, --right and --down; 0 is a distance too.")
    offset = None if right is None or down is None else Offset(right, down)
    path = office.calibrate(printer, at=datetime.now().astimezone(), offset=offset, labels=labels, out=out)
    say_line(shortest_path(path))
    if offset is None:
        say_line(f"Then say `letterbook calibrate {printer} --right MM --down MM`.")
    else:
        say_line(f"Kept in printers.yaml for {printer}. The page is moved by it already: print it to see.")
