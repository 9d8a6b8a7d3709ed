"""How a mailing grows with its letters: `python benchmarks/growth.py [--jobs N] [--verify] COUNT…`, a `letterbook issue` for each count.

Time is the processor's of all processes; memory is what all of them have together, each page that several have counted once
(`Pss` of /proc, so on Linux alone), looked at twice a second. A count of 100,000 takes some twenty minutes and 10 GB of disk.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from workspace import ROOT, STATEMENT, make_workspace

EVERY = 0.5
"""Seconds between two looks at the memory."""
_PSS = re.compile(r"^Pss: +(\d+) kB", re.MULTILINE)


def main() -> None:
    """Prints a line for each count, and the share of memory and time beside the first."""
    parser = ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("counts", nargs="*", type=int, default=[1000, 10_000])
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--format", default="pdf")
    parser.add_argument("--verify", action="store_true", help="verify each mailing as well")
    asked = parser.parse_args()
    first: Mapping[str, float] | None = None
    for count in asked.counts:
        with tempfile.TemporaryDirectory() as folder:
            figures = measured(Path(folder) / "workspace", count, asked.jobs, asked.format)
            if asked.verify:
                figures |= verified(Path(folder) / "workspace")
        first = first or figures
        figures["memory_beside_first"] = figures["memory_mb"] / first["memory_mb"]
        figures["ms_beside_first"] = figures["ms_a_letter"] / first["ms_a_letter"]
        print(json.dumps({name: round(figure, 3) for name, figure in figures.items()}), flush=True)


def measured(workspace: Path, count: int, jobs: int, kind: str) -> dict[str, float]:
    """Issues so many letters."""
    make_workspace(workspace, count)
    spent, clock, peak = watched(["issue", STATEMENT, "--jobs", str(jobs), "--format", kind], workspace)
    (mailing,) = (workspace / "out").glob("[!.]*/")
    register = sum(path.stat().st_size for path in workspace.glob("register.sqlite*"))
    sizes = {
        f"{path.name}_bytes_a_letter": path.stat().st_size / count
        for path in sorted(mailing.iterdir())
        if path.is_file()
    }
    return {
        "letters": count,
        "made": len([*(mailing / "letters").iterdir()]),
        "processor_s": spent,
        "ms_a_letter": 1000 * spent / count,
        "clock_s": clock,
        "memory_mb": sum(peak),
        **{f"process_{place}_mb": memory for place, memory in enumerate(sorted(peak, reverse=True))},
        **sizes,
        "register_bytes_a_letter": register / count,
    }


def verified(workspace: Path) -> dict[str, float]:
    """Reads all of the mailing again."""
    (mailing,) = (workspace / "out").glob("[!.]*/")
    spent, clock, peak = watched(["verify", str(mailing)], workspace)
    return {"verify_s": spent, "verify_clock_s": clock, "verify_memory_mb": sum(peak)}


def watched(command: Sequence[str], workspace: Path) -> tuple[float, float, list[float]]:
    """Processor and clock seconds, and what each process had, in MB, when all together had most."""
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    surroundings = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    run = subprocess.Popen(
        [sys.executable, "-m", "letterbook", *command],
        cwd=workspace,
        env=surroundings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    most: list[float] = []
    while run.poll() is None:
        time.sleep(EVERY)
        there = [memory for process in family(run.pid) if (memory := memory_of(process))]
        most = max(most, there, key=sum)
    if run.returncode:
        raise SystemExit(f"letterbook {command[0]} ended with {run.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent, time.perf_counter() - begun, most


def family(process: int) -> Iterator[int]:
    """The process and all that it has begun."""
    yield process
    with suppress(OSError):
        for tasks in Path(f"/proc/{process}/task").glob("*/children"):
            for child in tasks.read_text().split():
                yield from family(int(child))


def memory_of(process: int) -> float | None:
    """Its share of memory in MB; None where it is gone."""
    with suppress(OSError):
        if found := _PSS.search(Path(f"/proc/{process}/smaps_rollup").read_text()):
            return int(found.group(1)) / 1024
    return None


if __name__ == "__main__":
    main()
