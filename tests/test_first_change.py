"""The first change that CONTRIBUTING.md works through can be made as it stands there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, environment


def shown(mark: str) -> str:
    """The block of the page that has this mark."""
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    blocks: list[str] = re.findall(r"^```\w*\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    [block] = [body for body in blocks if mark in body]
    return block


def copy_of_the_project(folder: Path) -> Path:
    for name in ("src", "pyproject.toml", "tests/conftest.py", "tests/office", "docs/templates.md"):
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, target)
    (folder / "tests" / "composing").mkdir()
    (folder / "tests" / "register").mkdir()
    return folder


def run_test(project: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-k", "date_in_figures"]
    variables = environment(PYTHONPATH=str(project / "src"))
    return subprocess.run(command, cwd=project, env=variables, capture_output=True, text=True, check=False)


def insert_after(path: Path, line: str, new: str, behind: str = "") -> None:
    """Puts the line after the first that begins so, of those behind a certain place."""
    text = path.read_text(encoding="utf-8")
    start = text.index("\n", text.index(line, text.index(behind))) + 1
    path.write_text(text[:start] + new + text[start:], encoding="utf-8")


@pytest.mark.slow
def test_the_first_change_is_made_as_it_stands_there(tmp_path: Path) -> None:
    project = copy_of_the_project(tmp_path / "project")
    test = project / "tests" / "composing" / "test_letter_fields.py"
    test.write_text(shown("def test_the_date_in_figures"), encoding="utf-8")
    before = run_test(project)
    assert before.returncode == 1
    assert "unknown-placeholder" in before.stdout
    fields = project / "src" / "letterbook" / "composing" / "letter_fields.py"
    insert_after(fields, '    LetterField("date"', shown('LetterField("iso_date"'))
    after = run_test(project)
    assert after.returncode == 0, after.stdout + after.stderr


def test_the_row_of_the_first_change_has_its_place(tmp_path: Path) -> None:
    page = tmp_path / "templates.md"
    shutil.copyfile(ROOT / "docs" / "templates.md", page)
    insert_after(page, "| `date` |", shown("| `iso_date` |"), behind="| name on the page |")
    table = page.read_text(encoding="utf-8").partition("| name on the page |")[2].partition("\n\n")[0]
    assert re.search(r"^\| `date` .*\n\| `iso_date` .*\n\| `place` ", table, re.MULTILINE)
