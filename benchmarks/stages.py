"""Where the processor's time of a mailing goes, by stages: `python benchmarks/stages.py [COUNT [docx]]`, one process and its guarded one.

Each second is counted for the innermost stage that is under way; what belongs to none is the rest. The program's modules should have
been compiled before, as those of an installed one are: run it twice, without PYTHONDONTWRITEBYTECODE.
"""

from __future__ import annotations

import builtins
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any

from workspace import ROOT, STATEMENT, make_workspace

sys.path.insert(0, str(ROOT / "src"))

REST = "rest"
STAGES = {
    "reading and composing": ("pipeline.prepare:read_inputs", "pipeline.prepare:_drafts"),
    "enclosures and trial": ("pipeline.prepare:_lay_out", "pipeline.issue_anew:_trial"),
    "letters laid out": ("render.pdf.letter_forms:LetterForms._laid_out",),
    "set into forms, written": ("pipeline.rendering:render",),
    "read back": ("pipeline.rendering:verify_chunk",),
    "bundle": ("pipeline.write_up:write_bundles",),
    "bundle and sums read back": ("pipeline.write_up:verify_mailing",),
    "records, register, disk": (
        "pipeline.write_up:write_ledger",
        "pipeline.write_up:write_record",
        "pipeline.write_up:write_manifest",
        "pipeline.build:BuildCache.add",
        "pipeline.issue_anew:publish_mailing",
    ),
}

spent: defaultdict[str, float] = defaultdict(float)
under_way = [REST]
since = [time.process_time()]


def switch() -> None:
    """Counts what was spent up to now for the stage that is under way."""
    now = time.process_time()
    spent[under_way[-1]] += now - since[0]
    since[0] = now


def timed(stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(work)
    def with_clock(*arguments: Any, **named: Any) -> Any:
        switch()
        under_way.append(stage)
        try:
            return work(*arguments, **named)
        finally:
            switch()
            under_way.pop()

    return with_clock


def patch(stage: str, name: str) -> None:
    module, _, path = name.partition(":")
    owner: Any = import_module(f"letterbook.{module}")
    *classes, last = path.split(".")
    for each in classes:
        owner = getattr(owner, each)
    is_static = isinstance(vars(owner).get(last), staticmethod)
    work = timed(stage, getattr(owner, last))
    setattr(owner, last, staticmethod(work) if is_static else work)


def main(count: int, kind: Any) -> None:
    builtins.__import__ = timed("loading the program", builtins.__import__)
    from letterbook.executors import collect_garbage_less, guard
    from letterbook.model.order import Order
    from letterbook.usecases import issue

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_workspace(folder / "office", count)
        for stage, names in STAGES.items():
            for each in names:
                patch(stage, each)
        work_on, told = guard._work_on, folder / "guarded.json"  # noqa: SLF001

        def told_apart(work: Any, arguments: Any, tell: Callable[[str, object], None]) -> None:
            """What the guarded process spends on one piece of work; noted before the result is told, upon which it may be ended."""

            def tell_noted(kind: str, content: object) -> None:
                if kind == "result":
                    switch()
                    with told.open("a") as file:
                        file.write(json.dumps(spent) + "\n")
                tell(kind, content)

            spent.clear()
            since[0] = time.process_time()
            work_on(work, arguments, tell_noted)

        guard._work_on = told_apart  # type: ignore[assignment]  # noqa: SLF001
        collect_garbage_less()
        run = issue.Run(folder / "out", "benchmark", datetime(2021, 1, 19, tzinfo=UTC))
        spent.clear()
        since[0] = 0.0  # all that was spent since the process began
        done = issue.issue(folder / "office", Order(STATEMENT, formats=(kind,)), run)
        switch()
        assert not done.failed
        for line in told.read_text().splitlines():
            for stage, seconds in json.loads(line).items():
                spent[stage] += seconds
    for stage in ("loading the program", *STAGES, REST):
        print(f"{stage:28} {spent[stage]:7.2f} s {spent[stage] / count * 1000:7.2f} ms a letter")
    total = sum(spent.values())
    print(f"{'in all':28} {total:7.2f} s {total / count * 1000:7.2f} ms a letter")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, sys.argv[2] if len(sys.argv) > 2 else "pdf")
