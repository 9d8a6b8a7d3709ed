"""The commands of the pages run, and say what the pages say they do."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT
from pages import DOCS, PAGES, read
from PIL import Image
from shell import Shell

from letterbook.__main__ import program


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Shell]:
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.chdir(tmp_path)
    yield Shell(monkeypatch, capsys)
    signal.signal(signal.SIGTERM, before)


@pytest.mark.slow
def test_the_tour_of_the_readme(shell: Shell) -> None:
    shell.follow(ROOT / "README.md")
    assert shell.commands >= 10
    assert len(list(Path("out/january-20-2021-01-19/letters").iterdir())) == 94
    assert Path("out/january-20-2027-01-19/ledger.csv").is_file()


@pytest.mark.slow
def test_the_commands_of_the_office_page(shell: Shell) -> None:
    shell.give(["letterbook", "init", "office", "--example"], 0)
    shell.give(["cd", "office"], 0)
    shell.follow(DOCS / "office.md")
    assert shell.commands >= 12
    assert Path("out/january-20-2021-01-19-to-unesco/bundle.pdf").is_file()
    assert Path("register.csv").is_file()


def test_every_command_of_the_pages_is_one_of_the_program() -> None:
    named = {word for page in PAGES for word in re.findall(r"`letterbook ([\w-]+)", read(page))}
    assert named >= {"init", "check"}
    assert named <= set(program().commands)


def test_a_difference_between_page_and_program_is_found(shell: Shell) -> None:
    shell.give(["letterbook", "init", "office", "--example"], 0)
    with pytest.raises(AssertionError):
        shell.give(["letterbook", "-w", "office", "preview", "january-20", "--to", "nobody"], 0)
    with pytest.raises(AssertionError):
        shell.compare(["Everything is in disorder."])


def test_the_pictures_of_the_office_page_are_small_enough() -> None:
    shown = re.findall(r"\((pictures/page-[\w-]+\.png)\)", (DOCS / "office-page.md").read_text("utf-8"))
    assert len(shown) > 5
    assert {f"pictures/{path.name}" for path in (DOCS / "pictures").glob("page-*.png")} == set(shown)
    assert all((DOCS / name).stat().st_size < 80_000 for name in shown)


def test_the_picture_of_the_readme_is_small_enough() -> None:
    path = DOCS / "pictures" / "letter.png"
    assert path.stat().st_size < 300_000
    with Image.open(path) as picture:
        assert picture.width > picture.height > 800
