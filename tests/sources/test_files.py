"""A text file, and what may stand in its place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from letterbook.model import Limits
from letterbook.problems import Problem
from letterbook.sources.files import read_bytes, read_text
from letterbook.steps import Step, watch_steps


def only_problem(path: Path, limit: int = 1000) -> Problem:
    text, problems = read_text(path, "list.yaml", limit)
    assert text is None
    assert len(problems) == 1
    assert problems[0].hint
    assert problems[0].place.file == "list.yaml"
    return problems[0]


@pytest.mark.parametrize("data", [b"a\nb\n", b"\xef\xbb\xbfa\nb\n", b"a\r\nb\r\n", b"a\rb\r"])
def test_line_ends_and_byte_order_mark_do_not_matter(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "f").write_bytes(data)
    assert read_text(tmp_path / "f", "f", 100) == ("a\nb\n", [])


def test_missing(tmp_path: Path) -> None:
    assert only_problem(tmp_path / "f").code == "missing-file"


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    assert only_problem(tmp_path).code == "unreadable-file"


def test_a_pipe_in_its_place_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "f")
    assert only_problem(tmp_path / "f").code == "unreadable-file"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("a")
    (tmp_path / "f").chmod(0)
    assert only_problem(tmp_path / "f").code == "unreadable-file"


def test_a_name_that_no_file_system_takes(tmp_path: Path) -> None:
    assert only_problem(tmp_path / ("f" * 5000)).code in ("unreadable-file", "missing-file")


def test_size_limit_is_exact(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"a" * 1001)
    assert only_problem(tmp_path / "f", 1000).code == "huge-file"
    assert read_text(tmp_path / "f", "f", 1001) == ("a" * 1001, [])


@pytest.mark.parametrize(
    ("data", "line", "column", "text"),
    [
        ("ab\r\nü: x".encode("latin-1"), 2, 1, "FC"),
        ("é\nGruß".encode() + b"\xe4", 2, 5, "E4"),
        ("name: x".encode("utf-16"), 1, 1, ""),
        (b"\xfe\xff" + "name: x".encode("utf-16-be"), 1, 1, ""),
        (b"a\nbc\0d", 2, 3, ""),
    ],
)
def test_wrong_encoding(tmp_path: Path, data: bytes, line: int, column: int, text: str) -> None:
    (tmp_path / "f").write_bytes(data)
    problem = only_problem(tmp_path / "f")
    assert (problem.code, problem.place.line, problem.place.column) == ("wrong-encoding", line, column)
    assert problem.text == text
    assert "UTF-8" in problem.hint


def test_a_large_file_gets_more_time(tmp_path: Path) -> None:
    (tmp_path / "large").write_text("a" * 1_000_000, encoding="utf-8")
    steps: list[Step] = []
    watch_steps(steps.append)
    try:
        read_bytes(tmp_path / "large", "large", 2_000_000)
        read_bytes(tmp_path / "large", "large", 10_000)
    finally:
        watch_steps(lambda _step: None)
    limits = Limits()
    assert [limits.seconds(step) - limits.file_seconds for step in steps] == [0, 2, 0]
