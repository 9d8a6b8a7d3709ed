"""Whatever a file holds that came from elsewhere, the terminal shows it and obeys none of it."""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path

import pytest
from conftest import ROOT, Run, edit

from letterbook.cli import screen
from letterbook.problems import Place, Problem

HOSTILE = {
    "\x1b[2K\rThe mailing is whole": "\\x1b[2K\\x0dThe mailing is whole",
    "a\nThe mailing is whole and unaltered.": "a\\x0aThe mailing is whole and unaltered.",
    "\x1b]0;title\x07": "\\x1b]0;title\\x07",
    "\x9b31m": "\\x9b31m",
    "\x1b[8mhidden\x1b[0m": "\\x1b[8mhidden\\x1b[0m",
    "a\bb\x7f": "a\\x08b\\x7f",
    "gpj.\u202efdp": "gpj.\\u202efdp",
    "\u2066a\u2069": "\\u2066a\\u2069",
    "a\u2028b": "a\\u2028b",
    "a\tb": "a\\x09b",
    "\udcff": "\\xff",
    "Ünal\u200eİ": "Ünal\u200eİ",
}


@pytest.mark.parametrize(("text", "shown"), HOSTILE.items(), ids=map(ascii, HOSTILE))
def test_a_line_is_a_line(capsys: pytest.CaptureFixture[str], text: str, shown: str) -> None:
    screen.say_line("a/", text, ": ", screen.styled(text, bold=True))
    screen.table(("Name",), [[text]])
    screen.say_problems([Problem("a", Place(text, part=text), text, text)])
    out, err = capsys.readouterr()
    assert out == f"a/{shown}: {shown}\nName\n{shown}\n"
    assert err.splitlines()[:2] == [f"{shown}, {shown}: mistake: {shown}", f"    {shown}"]


@pytest.mark.parametrize("text", HOSTILE, ids=map(ascii, HOSTILE))
def test_json_says_the_same_and_no_more(capsys: pytest.CaptureFixture[str], text: str) -> None:
    screen.print_json({text: [text]})
    out = capsys.readouterr().out
    assert json.loads(out) == {text: [text]}
    assert out.replace("\n", "").isprintable() or "\u200e" in out


def test_a_terminal_keeps_its_colours(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the styles that the program sets itself nothing is lost, and nothing that a text brings along is taken for one."""
    monkeypatch.setattr("click._compat.isatty", lambda _: True)
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda *_: False)
    screen.say_line(screen.styled("\x1b[8m", bold=True))
    assert capsys.readouterr().out == "\x1b[1m\\x1b[8m\x1b[0m\n"


def test_an_export_is_its_bytes_and_on_a_terminal_its_lines(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    content = b"id,name\r\n1,\x1b[2K\r\n"
    screen.say_content(content)
    sys.stdout.flush()
    assert capfdbinary.readouterr().out == content
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    screen.say_content(content)
    sys.stdout.flush()
    assert capfdbinary.readouterr().out == b"id,name\n1,\\x1b[2K\n"


def test_a_table_on_a_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    screen.table(("Name",), [["\x1b[2Kwhole"]])
    out = capsys.readouterr().out
    assert "\\x1b[2Kwhole" in out
    assert "\x1b[2K" not in out


def test_nothing_is_printed_by_another_way() -> None:
    """`click.echo` and `print` stand in `screen` alone, beside the interrupt while the program is being loaded."""
    folder = ROOT / "src" / "letterbook"
    modules = [path for path in folder.rglob("*.py") if path != folder / "cli" / "screen.py"]
    calls = [
        f"{path.name}: {ast.unparse(node)}"
        for path in modules
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func)
        in {"print", "click.echo", "click.secho", "sys.stdout.write", "sys.stderr.write"}
    ]
    assert calls == ["__main__.py: sys.stderr.write(INTERRUPTED)"]


def test_what_a_list_and_a_command_line_bring_along(run: Run, workspace: Path) -> None:
    edit(workspace / "recipients.yaml", "id: unesco", 'id: "\\e[2Kwhole\\n"')
    said = run("check", "january-20")
    assert said.code == 3
    assert "\\x1b[2Kwhole" in said.err
    for arguments in (("verify", "\x1b[2Kwhole"), ("\x1b[2Kwhole",), ("check", "\x1b[2Kwhole")):
        said = run(*arguments)
        assert said.code != 0
        assert "\\x1b[2Kwhole" in said.err
        assert "\x1b" not in said.err + said.out


def test_what_to_do_about_several_is_said_once_below_the_last(capsys: pytest.CaptureFixture[str]) -> None:
    def problem(column: int, hint: str) -> Problem:
        return Problem(
            "unknown-column",
            Place("list.csv", line=1, column=column),
            f"Column {column}.",
            hint,
            level="warning",
        )

    screen.say_problems([problem(1, "Name it."), problem(2, "Name it."), problem(3, "Leave it.")])
    assert capsys.readouterr().err.splitlines() == [
        "list.csv:1:1: notice: Column 1.",
        "list.csv:1:2: notice: Column 2.",
        "    Name it.",
        "list.csv:1:3: notice: Column 3.",
        "    Leave it.",
    ]


def test_where_nothing_is_wrong_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    screen.say_problems([])
    assert capsys.readouterr() == ("", "")
