"""The page for programs is true: its code runs, in order, and gives what the page says."""

from __future__ import annotations

import doctest
import inspect
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from conftest import ROOT, environment

import letterbook

PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
_FENCED = re.compile(r"^```(\w*) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def follow(page: str, folder: Path) -> int:
    """Does what the page shows, block by block, and says how many lines of code there were.

    A block that has a name is saved under it and run as a program; the next block of text is what that printed. Other
    blocks are sessions at Python's prompt and share their names; three dots stand for any rest.
    """
    names: dict[str, object] = {}
    said, lines = "", 0
    for language, file, body in _FENCED.findall(page):
        match language:
            case "python" if file:
                (folder / file).write_text(body, encoding="utf-8")
                said = run(folder, file)
                lines += len(body.splitlines())
            case "python":
                lines += session(body, names)
            case "text":
                assert said == body
            case _:
                raise AssertionError(f"who runs a block of {language or 'no language'}?")
    return lines


def run(folder: Path, file: str) -> str:
    command = [sys.executable, file]
    done = subprocess.run(
        command, cwd=folder, env=environment(), capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def session(body: str, names: dict[str, object]) -> int:
    """Compares each output with what the page shows; the lines of code."""
    test = doctest.DocTestParser().get_doctest(body, names, "docs/api.md", None, 0)
    code = [line for line in body.splitlines() if line.startswith((">>> ", "... "))]
    assert len(code) == sum(len(example.source.splitlines()) for example in test.examples) > 0
    said: list[str] = []
    runner = doctest.DocTestRunner(verbose=False, optionflags=doctest.ELLIPSIS)
    runner.run(test, out=said.append, clear_globs=False)
    assert not said, "".join(said)
    names |= test.globs
    return len(code)


@pytest.mark.slow
def test_the_page_is_true(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert follow(PAGE, tmp_path) > 80
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "page",
    [
        "```python\n>>> 1 + 1\n3\n```\n",
        "```python\n>>> x = 1\n```\n\n```python\n>>> x\n2\n```\n",
        "```python\n>>> import letterbook\n>>> letterbook.open_office('nowhere')\n```\n",
        "```python\nassert 1 == 1\n```\n",
        "```python a.py\nassert 1 == 2\n```\n",
        "```python a.py\nprint(1)\n```\n\n```text\n2\n```\n",
        "```sh\nletterbook check\n```\n",
    ],
)
def test_a_page_that_is_not_true_fails(page: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        follow(page, tmp_path)


def test_a_page_that_is_true_passes(tmp_path: Path) -> None:
    page = "```python a.py\nprint(1)\n```\n\n```text\n1\n```\n\n```python\n>>> 1 + 1\n2\n```\n"
    assert follow(page, tmp_path) == 2


def named() -> set[str]:
    """Every word of the page that stands in code."""
    blocks = " ".join(body for _, _, body in _FENCED.findall(PAGE))
    spans = " ".join(re.findall(r"`([^`\n]+)`", _FENCED.sub("", PAGE)))
    return set(re.findall(r"\w+", f"{blocks} {spans}"))


def test_everything_that_a_program_can_do_is_on_the_page() -> None:
    doors = (letterbook.Office, letterbook.Mailing, letterbook.Register)
    can = {name for door in doors for name, _ in inspect.getmembers(door) if name[0] != "_"}
    assert {"issue", "verify", "find"} <= can
    assert can <= named()
    listed = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    assert set(letterbook.__all__) - set(re.findall(r"^\| `(\w+Error)` \|", listed, re.MULTILINE)) <= named()


def test_the_fields_of_an_order_are_on_the_page() -> None:
    rows = re.findall(
        r"^\| `(\w+)` \| .+ \| .+ \|$", PAGE.partition("| field of an order |")[2], re.MULTILINE
    )
    names = [field.name for field in fields(letterbook.Order)]
    assert rows[: len(names)] == names
