"""A small workspace and the real command line over it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from letterbook.cli import main
from letterbook.fonts import SANS, SERIF, SERIF_BOLD, width_mm
from letterbook.model.order import Order
from letterbook.model.progress import UNWATCHED
from letterbook.pipeline.prepare import prepare_mailing
from letterbook.pipeline.rendering import load

ROOT = Path(__file__).resolve().parents[1]
OFFICE = Path(__file__).with_name("office")
"""The tests' own office: what the letters say and how they look is known here, whatever the example becomes."""
EXAMPLE = ROOT
"""The example that `letterbook init` copies, for the tests that are about it."""
PARTS = ("letterbook.yaml", "office", "statements", "templates")

RECIPIENTS = """\
groups:
  - id: united-nations
    name: {en: "the United Nations", az: "Birləşmiş Millətlər Təşkilatı"}
    recipients:
      - id: un-secretary-general
        post: "The Secretary-General"
        organisation: "United Nations"
        salutation: "Excellency,"
        in_text: "the United Nations"
        address: {street: "405 East 42nd Street", city: "New York", region: "NY", postcode: "10017", country: US}
        cc: ["Permanent Mission to the United Nations"]
      - id: unesco
        post: "The Director-General"
        organisation: "UNESCO"
        salutation: "Dear Director-General,"
        in_text: "UNESCO"
        address: {street: "7 place de Fontenoy", city: "Paris 07 SP", postcode: "75352", country: FR}
  - id: embassies
    name: {en: "the embassies", az: "səfirliklər"}
    language: az
    template: note-verbale
    recipients:
      - id: embassy-in-berlin
        organisation: "Azərbaycan Respublikasının Almaniya Federativ Respublikasındakı Səfirliyi"
        in_text: "Azərbaycan Respublikasının Almaniya Federativ Respublikasındakı Səfirliyinə"
        address: {street: "Hubertusallee 43", city: "Berlin", postcode: "14193", country: DE}
"""


@dataclass(frozen=True)
class Result:
    """What a command left behind: its exit code and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Result]


def make_workspace(
    folder: Path, recipients: str = RECIPIENTS, *, whole: bool = False, source: Path = OFFICE
) -> Path:
    """The tests' office with a short list; of the statement its first section, unless the `whole`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in PARTS:
        copy: Callable[[Path, Path], object] = (
            shutil.copytree if (source / name).is_dir() else shutil.copyfile
        )
        copy(source / name, folder / name)
    (folder / "recipients.yaml").write_text(recipients, encoding="utf-8")
    for file in () if whole else folder.glob("statements/*/*.md"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text[: text.index("\n## ") + 1], encoding="utf-8")
    return folder


def pytest_sessionstart(session: pytest.Session) -> None:
    """Loads once what every command loads, and lays out the tests' office: the processes that are forked for commands have its pages,
    fonts and words from here, and not each for itself. Commands in processes of their own begin with nothing.
    """
    if session.config.getvalue("numprocesses") and not hasattr(session.config, "workerinput"):
        return  # it hands the tests out, and runs none
    load()
    import_module("letterbook.render.docx.letter_renderer")
    for module in ("check", "issue", "plan", "preview", "verify", "bookkeeping"):
        import_module(f"letterbook.usecases.{module}")
    import_module("letterbook.pipeline.issue_anew")
    for face in (SERIF, SERIF_BOLD, SANS):
        width_mm("no font has this: \uffff", 10, face)
    with TemporaryDirectory() as folder:
        prepared = prepare_mailing(make_workspace(Path(folder)), Order("january-20"), UNWATCHED)
        assert not [*prepared.trial_problems()]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-golden", action="store_true", help="draw the golden pictures anew")


@pytest.fixture(scope="session")
def write_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--write-golden"))


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    return make_workspace(tmp_path / "office")


@pytest.fixture
def run(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Run]:
    """`run("issue", "january-20")`: the command in this process, given in the workspace."""
    monkeypatch.chdir(workspace)
    before = signal.getsignal(signal.SIGTERM)

    def command(*arguments: str | Path) -> Result:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Result(ended.value.code, said.out, said.err)

    yield command
    signal.signal(signal.SIGTERM, before)


def environment(**more: str) -> Mapping[str, str]:
    """This process's environment, with the program's sources in reach."""
    return {**os.environ, "PYTHONPATH": str(ROOT / "src"), **more}


def run_outside(
    folder: Path, *arguments: str | Path, timeout: float = 60, variables: Mapping[str, str] | None = None
) -> Result:
    """The command in a process of its own, given in `folder`; subprocess.TimeoutExpired after `timeout` seconds."""
    command = [sys.executable, "-m", "letterbook", *map(str, arguments)]
    done = subprocess.run(
        command,
        cwd=folder,
        env=environment(**(variables or {})),
        capture_output=True,
        timeout=timeout,
        check=False,
        text=True,
    )
    return Result(done.returncode, done.stdout, done.stderr)


def peak_memory() -> int:
    """Bytes that this process held at its fullest since it was started. `ru_maxrss` tells its parent's too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * 1024


def snapshot(folder: Path) -> dict[str, str]:
    """Every file and folder below this one, of which there is at least one: a file with its SHA-256."""
    found = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        if path.is_file()
        else ""
        for path in sorted(folder.rglob("*"))
    }
    assert found, f"there is nothing in {folder}"
    return found


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below this folder, of which there is at least one, by its path there."""
    found = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    assert found, f"there is nothing in {folder}"
    return found


def edit(path: Path, old: str, new: str) -> None:
    """Puts `new` in the place of `old`, which stands in the file exactly once."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands in {path.name} {text.count(old)} times"
    path.write_text(text.replace(old, new), encoding="utf-8")


def at(workspace: Path, name: str, marker: str) -> str:
    """`name:line:column` of the first `marker` in that file of the workspace, as a problem's place says it."""
    before, found, _ = (workspace / name).read_text(encoding="utf-8").partition(marker)
    assert found, f"{marker!r} does not stand in {name}"
    return f"{name}:{before.count(chr(10)) + 1}:{len(before) - (before.rfind(chr(10)) + 1) + 1}"
