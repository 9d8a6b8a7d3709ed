"""A file whose name is no text ends in a sentence, wherever it lies."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import Run

import letterbook
from letterbook.sentences import printable
from letterbook.sources.file_names import is_printable

STATEMENT = "january-20"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"\xff\xfe.txt", "\\xff\\xfe.txt"),
        (b"caf\xe9.md", "caf\\xe9.md"),
        (b"\xd0.png", "\\xd0.png"),
        (b"a\x1b]0;x.png", "a\\x1b]0;x.png"),
        (b"two\nlines.md", "two\\x0alines.md"),
    ],
)
@pytest.mark.parametrize("folder", ["templates/letter", f"statements/{STATEMENT}"])
def test_a_name_that_is_no_text(folder: str, name: bytes, shown: str, workspace: Path, run: Run) -> None:
    if not shown.endswith(".md") and folder.startswith("statements"):
        name, shown = name + b".md", f"{shown}.md"
    (workspace / os.fsdecode(folder.encode() + b"/" + name)).write_bytes(b"x")
    [problem] = letterbook.open_office(workspace).check(STATEMENT)
    assert (problem.code, problem.place.file) == ("wrong-file-name", f"{folder}/{shown}")
    issued = run("issue", STATEMENT)
    assert issued.code == 3
    assert f"{folder}/{shown}: mistake: The name of this file" in issued.err


def test_a_list_with_such_a_name(workspace: Path) -> None:
    named = os.fsdecode(b"l\xefst.csv")
    (workspace / named).write_text("id\nx\n")
    problems = letterbook.open_office(workspace).check(letterbook.Order(STATEMENT, recipients=named))
    assert [problem.code for problem in problems if problem.is_error] == ["wrong-file-name"]


@pytest.mark.parametrize(
    "arguments",
    [["check", b"st\xff"], ["check", STATEMENT, "--recipients", b"x\xff.csv"], ["verify", b"out/\xff"]],
)
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_a_command_that_names_such_a_file(
    arguments: list[bytes | str], more: list[str], workspace: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "letterbook", *arguments, *more],
        cwd=workspace,
        capture_output=True,
        check=False,
    )
    assert done.returncode in (2, 3)
    assert b"Traceback" not in done.stderr


def test_a_terminal_without_the_signs_of_a_sentence(workspace: Path) -> None:
    """The sentence “Did you mean …” on a terminal in Latin-1."""
    surroundings = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    command = [sys.executable, "-m", "letterbook", "check", "januar"]
    done = subprocess.run(command, cwd=workspace, env=surroundings, capture_output=True, check=False)
    assert done.returncode == 3
    assert b"no statement \\u201cjanuar\\u201d" in done.stderr


def test_names_in_every_script_are_names() -> None:
    for name in ("müşəqqət.md", "приказ.csv", "名簿.xlsx", "قائمة.csv", "a b.png"):
        assert is_printable(name)
        assert printable(name) == name
