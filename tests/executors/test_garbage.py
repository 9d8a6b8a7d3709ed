"""What a process has loaded is left out of the search for garbage where the process is the program's own, and nowhere else."""

from __future__ import annotations

import subprocess
import sys

from conftest import environment


def frozen(before: str) -> int:
    """How many objects are left out once the maker of letters is loaded, in a process that does this `before`."""
    program = (
        f"import gc, letterbook\n{before}\nfrom letterbook.pipeline.rendering import load\n"
        "load()\nprint(gc.get_freeze_count())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, env=environment(), capture_output=True, text=True
    )
    return int(done.stdout)


def test_libraries_are_left_out() -> None:
    assert frozen("letterbook.collect_garbage_less()") > 10_000


def test_another_program_is_left_as_it_is() -> None:
    assert frozen("pass") == 0
