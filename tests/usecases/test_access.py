"""Names and addresses are for who runs the program alone, or for whom the office says."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest
from conftest import Run, edit

ISSUE = ("issue", "january-20", "--to", "unesco", "--cover-only")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def written(workspace: Path) -> list[Path]:
    made = [workspace / name for name in ("register.sqlite", "register.sqlite.last", "copy.sqlite", "r.csv")]
    return [*made, *(workspace / "out").rglob("*")]


def work(run: Run) -> None:
    for command in (
        (*ISSUE, "--jobs", "2"),
        ("preview", "january-20", "--to", "unesco"),
        ("reprint", "january-20-2021-01-19-to-unesco", "1"),
        ("register", "backup", "copy.sqlite"),
        ("register", "export", "--out", "r.csv"),
    ):
        assert run(*command).code == 0


@pytest.mark.parametrize(
    ("access", "file", "folder"),
    [(None, 0o600, 0o700), ("private", 0o600, 0o700), ("group", 0o660, 0o770), ("system", 0o644, 0o755)],
)
def test_who_may_read_what_is_written(
    run: Run, workspace: Path, access: str | None, file: int, folder: int
) -> None:
    before = os.umask(0o022)
    try:
        if access:
            edit(workspace / "letterbook.yaml", "office:\n", f"access: {access}\noffice:\n")
        work(run)
        for path in written(workspace):
            assert oct(rights(path)) == oct(folder if path.is_dir() else file), path
        assert os.umask(0o022) == 0o022, "the program changes the process's own rule no longer than it works"
    finally:
        os.umask(before)
