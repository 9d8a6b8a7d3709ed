"""What a second run costs when few of its letters have changed, or none, and what verifying costs beside the rendering.

    python benchmarks/again.py                          800 letters as PDF, 3 of them changed
    python benchmarks/again.py --changed 0              none of them changed
    python benchmarks/again.py --letters 200 --format pdf --format docx
    python benchmarks/again.py --jobs 2 --format pdf --format docx
    python benchmarks/again.py --check                  exit code 1 where a target is missed

Each run is a process of its own, or several with `--jobs`; the processor's time, that of all of them, and the wall clock's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

SECOND_RUN, UNCHANGED, VERIFYING = 1 / 10, 1 / 20, 1 / 3
"""Targets: the second run in parts of the first, where some letters have changed and where none has; verifying in parts of the rendering."""

Figures = dict[str, float]


def run(workspace: Path, formats: Sequence[str], jobs: int) -> Figures:
    """Issues the mailing; `made` are the files that were not taken over. With one job the two halves of the making
    are timed, which are done in this process then.
    """
    from workspace import STATEMENT

    from letterbook.archive.ledger import read_ledger
    from letterbook.executors import collect_garbage_less, processes, serial
    from letterbook.model.order import Order
    from letterbook.pipeline import rendering
    from letterbook.usecases import issue
    from letterbook.verification import verify_chunk

    spent = {"rendering_s": 0.0, "verifying_s": 0.0}

    def timed(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def with_clock(*arguments: object) -> list[Any]:
            begun = time.process_time()
            done = list(work(*arguments))
            spent[name] += time.process_time() - begun
            return done

        return with_clock

    collect_garbage_less()
    with ExitStack() as patches:
        if jobs == 1:  # a patched function could not be sent elsewhere
            patches.enter_context(patch.object(rendering, "render", timed("rendering_s", rendering.render)))
            patches.enter_context(patch.object(rendering, "verify_chunk", timed("verifying_s", verify_chunk)))
        order = Order(STATEMENT, formats=tuple(formats))  # type: ignore[arg-type]
        at = datetime(2021, 1, 19, tzinfo=UTC)
        executor = patches.enter_context(processes(jobs) if jobs > 1 else serial())
        issued = issue.issue(workspace, order, issue.Run(workspace / "out", "benchmark", at, executor))
    assert not issued.failed, issued.failed[0]
    made = len(read_ledger(issued.folder)) * len(formats) - issued.taken_over
    return {**spent, "made": made}


def measured(workspace: Path, formats: Sequence[str], jobs: int) -> Figures:
    """The same in a process of its own, with the time from its start to its end: `wall_s`, and `cpu_s` of all."""
    command = [sys.executable, __file__, "--run", str(workspace), f"--jobs={jobs}"]
    asked = [*command, *(f"--format={kind}" for kind in formats)]
    begun, spent = time.perf_counter(), _spent_by_others()
    done = subprocess.run(asked, stdout=subprocess.PIPE, check=True, text=True, env=compiled())
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return {**figures, "wall_s": time.perf_counter() - begun, "cpu_s": _spent_by_others() - spent}


def _spent_by_others() -> float:
    times = os.times()
    return times.children_user + times.children_system


def compiled() -> dict[str, str]:
    """The environment in which modules are compiled once, as those of an installed program are."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def load() -> None:
    """Compiles the program's modules."""
    command = [
        sys.executable,
        "-c",
        "import letterbook.usecases.issue, letterbook.render.pdf.letter_renderer",
    ]
    subprocess.run(command, check=True, env=compiled())


def change(workspace: Path, count: int) -> None:
    """Gives so many recipients, from all over the list, another organisation."""
    path = workspace / "recipients.yaml"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    places = [number for number, line in enumerate(lines) if line.lstrip().startswith("organisation:")]
    for chosen in range(count):
        place = places[(2 * chosen + 1) * len(places) // (2 * count)]
        lines[place] = lines[place].rstrip("\n") + " East Wing\n"
    path.write_text("".join(lines), "utf-8")


def main() -> int:
    """Prints the two ratios; 1 where one was to be reached and is not."""
    parser = ArgumentParser()
    parser.add_argument("--letters", type=int, default=800)
    parser.add_argument("--changed", type=int, default=3)
    parser.add_argument("--format", action="append", choices=("pdf", "docx"))
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--check", action="store_true")
    parser.add_argument(
        "--run", type=Path, help="one run over this workspace, for the processes that are measured"
    )
    asked = parser.parse_args()
    formats = asked.format or ["pdf"]
    if asked.run:
        print(json.dumps(run(asked.run, formats, asked.jobs)))
        return 0
    from workspace import make_workspace

    load()
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "office"
        make_workspace(workspace, asked.letters)
        first = measured(workspace, formats, asked.jobs)
        change(workspace, asked.changed)
        second = measured(workspace, formats, asked.jobs)
    target = SECOND_RUN if asked.changed else UNCHANGED
    again = {clock: second[clock] / first[clock] for clock in ("cpu_s", "wall_s")}
    verifying = first["verifying_s"] / first["rendering_s"] if asked.jobs == 1 else None
    print(
        f"{asked.letters} letters as {' and '.join(formats)}: {first['cpu_s']:.1f} s, wall {first['wall_s']:.1f} s"
    )
    print(
        f"{asked.changed} changed, {second['made']:.0f} files made: {second['cpu_s']:.1f} s, wall {second['wall_s']:.1f} s"
    )
    print(
        f"the second run in parts of the first: {again['cpu_s']:.3f}, wall {again['wall_s']:.3f} (target {target:.2f})"
    )
    if verifying is not None:
        print(f"verifying in parts of the rendering: {verifying:.2f} (target {VERIFYING:.2f})")
    missed = max(again.values()) > target or (verifying is not None and verifying > VERIFYING)
    return int(asked.check and missed)


if __name__ == "__main__":
    sys.exit(main())
