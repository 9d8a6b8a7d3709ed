"""All processes of a run are killed at once, wherever they are: the next run finds the names and addresses that lie about,
and removes them.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import environment, run_outside

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no groups of processes"),
]

STATEMENT, MAILING = "january-20", "january-20-2021-01-19"
COMMANDS = {
    "check": ("check", STATEMENT),
    "preview": ("preview", STATEMENT, "--to", "unesco"),
    "issue": ("issue", STATEMENT, "--jobs", "2"),
    "verify": ("verify", MAILING),
}
KILLS = 40 if os.environ.get("LETTERBOOK_TORTURE") else 2


def killed(workspace: Path, command: tuple[str, ...], temporary: Path, moment: float) -> None:
    """Gives the command, and kills its whole group a moment after its folder for temporary files is there."""
    begun = subprocess.Popen(
        [sys.executable, "-m", "letterbook", *command],
        cwd=workspace,
        env=environment(TMPDIR=str(temporary)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while begun.poll() is None and not folders(temporary):
        time.sleep(0.01)
    time.sleep(moment)
    if begun.poll() is None:
        os.killpg(begun.pid, signal.SIGKILL)
    begun.wait()


def folders(temporary: Path) -> list[Path]:
    """The program's own. Python finds out whether it may write there by a file of four bytes, which stays where it is killed then."""
    found = list(temporary.iterdir())
    for path in found:
        with suppress(FileNotFoundError):
            assert path.is_dir() or path.stat().st_size <= len(b"blat")
    return [path for path in found if path.is_dir()]


def lying_about(folder: Path) -> Iterator[str]:
    """Whatever is there, and is neither a finished mailing nor the cache beside it."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder).parts
        is_made = inside[0] == MAILING and not path.name.startswith(".")
        is_cache = inside[0] == f".{MAILING}" and (
            len(inside) == 1 or inside[1] in ("made.jsonl", "enclosures", "lock", "issued.json")
        )
        is_draft = path in (folder / "drafts", folder / "drafts" / f"{STATEMENT}-unesco.pdf")
        if not (is_made or is_cache or is_draft):
            yield "/".join(inside)


@pytest.mark.parametrize("name", COMMANDS)
def test_nothing_with_a_name_is_left_after_the_next_run(workspace: Path, tmp_path: Path, name: str) -> None:
    temporary, command = tmp_path / "temporary", COMMANDS[name]
    temporary.mkdir()
    if name == "verify":
        assert run_outside(workspace, *COMMANDS["issue"]).code == 0
    moments = random.Random(name)
    left = 0
    for tried in range(10 * KILLS):
        if tried >= KILLS and left:
            break
        killed(workspace, command, temporary, moments.uniform(0, 0.1 if name == "verify" else 1.5))
        left += len(folders(temporary))
        done = run_outside(workspace, *command, variables={"TMPDIR": str(temporary)})
        assert done.code == 0, done.err
        assert folders(temporary) == []
        assert list(lying_about(workspace / "out")) == []
    assert left, "no kill came while something lay there"
