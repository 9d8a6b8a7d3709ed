"""What the print room costs beside issuing: piles with codes, envelopes, labels, each in a process of its own.

    python benchmarks/print_room.py                     500 and 2,500 letters
    python benchmarks/print_room.py --letters 200
    python benchmarks/print_room.py --check             exit code 1 where the print job takes more than its share

The processor's time of each process from its start to its end, in parts of that of issuing the same letters, and its peak memory.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

SHARE = 1 / 4
"""Target: the print job in parts of issuing, for the largest mailing."""
AT = datetime(2021, 1, 19, tzinfo=UTC)


def issue(workspace: Path) -> None:
    """Issues the mailing in this process."""
    from workspace import STATEMENT

    from letterbook.executors import serial
    from letterbook.model.order import Order
    from letterbook.usecases import issue

    with serial() as executor:
        run = issue.Run(workspace / "out", "benchmark", AT, executor)
        assert not issue.issue(workspace, Order(STATEMENT, formats=("pdf",)), run).failed


def piles(workspace: Path) -> None:
    """Prints it in piles with codes, each page read back."""
    from letterbook.model.print_order import PrintOrder
    from letterbook.usecases.print_job import _make

    folder = workspace / "job"
    folder.mkdir()
    _make(workspace, _mailing(workspace), PrintOrder(parts=("way", "zone"), with_codes=True), folder, AT)


def envelopes(workspace: Path) -> None:
    """An envelope for each letter."""
    _post(workspace, envelopes="C6/5")


def labels(workspace: Path) -> None:
    """A label for each letter."""
    _post(workspace, labels="L7160")


def _post(workspace: Path, *, envelopes: str | None = None, labels: str | None = None) -> None:
    from letterbook.model.post import Offset, PostOrder
    from letterbook.printing.post_papers import post_papers
    from letterbook.printing.posted_letters import posted_mailing
    from letterbook.sources.office import office_of

    office = office_of(workspace)
    mailing = posted_mailing(_mailing(workspace), office.languages)
    order = PostOrder(envelopes=envelopes, labels=labels)
    papers = post_papers(mailing, mailing.letters, order, Offset(), office, AT)
    for name, content in papers.files.items():
        (workspace / name).write_bytes(content)


def _mailing(workspace: Path) -> Path:
    return next(path.parent for path in (workspace / "out").glob("*/manifest.json"))


WORKS: Mapping[str, Callable[[Path], None]] = {
    work.__name__: work for work in (issue, piles, envelopes, labels)
}


def measured(work: str, workspace: Path) -> tuple[float, float]:
    """Processor seconds and peak megabytes of a process that does this."""
    command = [sys.executable, __file__, "--work", work, str(workspace)]
    before = os.times()
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    after = os.times()
    seconds = sum(after[2:4]) - sum(before[2:4])
    return seconds, int(done.stdout.split()[-1]) / 1024


def main() -> int:
    """Prints a table; 1 where the target is missed."""
    parser = ArgumentParser()
    parser.add_argument("--letters", type=int, action="append")
    parser.add_argument("--check", action="store_true")
    parser.add_argument(
        "--work", nargs=2, help="one work over a workspace, for the processes that are measured"
    )
    asked = parser.parse_args()
    if asked.work:
        from letterbook.executors import collect_garbage_less

        collect_garbage_less()
        WORKS[asked.work[0]](Path(asked.work[1]))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
        return 0
    from workspace import make_workspace

    share = 1.0
    for count in asked.letters or (500, 2500):
        with tempfile.TemporaryDirectory() as folder:
            workspace = Path(folder) / "office"
            make_workspace(workspace, count)
            found = {work: measured(work, workspace) for work in WORKS}
        issuing = found["issue"][0]
        for work, (seconds, megabytes) in found.items():
            print(
                f"{count} letters, {work}: {seconds:.1f} s, {seconds / issuing:.3f} of issuing, {megabytes:.0f} MB",
                flush=True,
            )
        share = found["piles"][0] / issuing
    return int(asked.check and share > SHARE)


if __name__ == "__main__":
    sys.exit(main())
