"""docs/register.md is so: its commands run, its tables are those of the program."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from books import record_made
from pages import DOCS, read, table
from shell import Shell

from letterbook.model import Series
from letterbook.register import MadeFile, Register, Request
from letterbook.register.event_rules import FOLLOWS

PAGE = DOCS / "register.md"
MAILING = "january-20-2021-01-19"
AT = datetime(2021, 1, 19, 8, 30, tzinfo=UTC)


@pytest.fixture
def clerk(
    workspace: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Shell]:
    """A clerk at an office whose register has six letters, all made."""
    names = "abcdef"
    series = Series("outgoing", "1-{number:04d}/{year}")
    with Register.open(workspace / "register.sqlite") as register:
        wanted = [Request(name, f"The {name}", "CH", series, "A statement") for name in names]
        register.reserve(MAILING, date(2021, 1, 19), wanted, "clerk", AT)
        made = {name: [MadeFile("pdf", f"{name}.pdf", "1" * 64, 3)] for name in names}
        record_made(register, MAILING, made, "clerk", AT)
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.chdir(workspace)
    yield Shell(monkeypatch, capsys)
    signal.signal(signal.SIGTERM, before)


def test_the_commands_of_the_page(clerk: Shell, workspace: Path) -> None:
    clerk.follow(PAGE)
    assert clerk.commands >= 15
    with Register.open(workspace / "register-copy.sqlite") as register:
        states = [entry.state for entry in register.entries()]
    assert states == ["returned", "answered", "dispatched", "dispatched", "void", "dispatched"]
    assert (workspace / "register.pdf").read_bytes().startswith(b"%PDF")


def test_the_events_of_the_page() -> None:
    rows = {kind: may for kind, _, may in table("register.md", "event")}
    assert set(rows) == set(FOLLOWS)
    for kind, before in FOLLOWS.items():
        named = set(filter(None, before))
        match rows[kind]:
            case "nothing":
                assert before == {None}
            case "any but void and superseded":
                assert named == set(FOLLOWS) - {"void", "superseded", "reprinted", "signed"}
            case listed:
                assert named == set(listed.split(", "))


def test_the_contents_name_every_section() -> None:
    page = read(PAGE)
    sections = re.findall(r"^## (.+)$", page, re.MULTILINE)
    assert len(sections) > 3
    assert re.findall(r"^- \[(.+)\]\(#", page, re.MULTILINE) == sections
