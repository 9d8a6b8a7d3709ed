"""A mailing that would come out as it is stands: nothing is read, made or verified again; and whatever has changed is seen."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest
from conftest import contents, edit, environment, make_workspace
from filelock import FileLock

from letterbook.model.order import Order
from letterbook.model.progress import UNWATCHED, Monitor, Phase
from letterbook.pipeline import issue_anew, program, unchanged
from letterbook.register import Register, Step
from letterbook.usecases import issue

ORDER = Order("january-20", formats=("docx",))
AT = datetime(2021, 1, 19, 9, 30, tzinfo=UTC)


def carry_out(workspace: Path, monitor: Monitor = UNWATCHED) -> issue.IssueResult:
    return issue.issue(workspace, ORDER, issue.Run(workspace / "out", "clerk", AT), monitor)


def stands(workspace: Path, order: Order = ORDER) -> bool:
    based_on = unchanged.grounds(workspace, order, workspace / "out", False, None)
    return unchanged.unchanged(workspace, order, workspace / "out", based_on, UNWATCHED) is not None


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = make_workspace(tmp_path_factory.mktemp("unchanged") / "office")
    carry_out(workspace)
    return workspace


@pytest.fixture
def office(issued: Path, tmp_path: Path) -> Path:
    """A copy of the office in which the mailing was issued."""
    shutil.copytree(issued, tmp_path / "office")
    return tmp_path / "office"


def test_what_stands_as_it_would_be_issued_is_not_looked_at_again(office: Path) -> None:
    before, register = contents(office / "out"), (office / "register.sqlite").read_bytes()
    with patch.object(issue_anew, "issue_anew", side_effect=AssertionError("all of it is gone through")):
        again = carry_out(office)
    assert (again.mailing, again.taken_over, again.failed) == ("january-20-2021-01-19", 3, ())
    assert again.folder == office / "out" / "january-20-2021-01-19"
    assert contents(office / "out") == before
    assert (office / "register.sqlite").read_bytes() == register


def test_nothing_that_makes_letters_is_loaded_to_see_that_it_stands() -> None:
    program = (
        "import sys, letterbook.usecases.issue\n"
        "print(sorted({'docx', 'jinja2', 'markdown_it', 'pikepdf', 'pypdfium2', 'pypdf', 'weasyprint'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, env=environment(), capture_output=True, text=True
    )
    assert done.stdout.strip() == "[]"


MAILING = "out/january-20-2021-01-19"


def _dispatch(office: Path) -> None:
    with Register.open(office / "register.sqlite") as register:
        register.record_events(["1-0001/2021"], Step("dispatched", AT.date(), "by hand"), "somebody", AT)


def _letter(office: Path) -> Path:
    return next((office / MAILING / "letters").iterdir())


def _add(name: str) -> Callable[[Path], object]:
    def add(office: Path) -> None:
        (office / name).parent.mkdir(exist_ok=True)
        (office / name).write_text("x", "utf-8")

    return add


CHANGES: dict[str, Callable[[Path], object]] = {
    "an addressee": lambda office: edit(office / "recipients.yaml", "7 place", "9 place"),
    "a language of the statement": _add("statements/january-20/fr.md"),
    "a file of the template": _add("templates/letter/more.css"),
    "a language of the office": _add("languages/fr.yaml"),
    "a mailing's own file": _add("mailings/january-20.yaml"),
    "a file that is gone": lambda office: (office / "statements" / "january-20" / "az.md").unlink(),
    "what became of a letter": _dispatch,
    "no register": lambda office: (office / "register.sqlite").unlink(),
    "a letter": lambda office: _letter(office).write_bytes(b"x"),
    "no letter": lambda office: _letter(office).unlink(),
    "the bundle": lambda office: (office / MAILING / "bundle.docx").write_bytes(b"x"),
    "the ledger": lambda office: (office / MAILING / "ledger.csv").write_bytes(b"x"),
    "the manifest": lambda office: edit(office / MAILING / "manifest.json", '"version"', ' "version"'),
    "a letter of another mailing": _add(f"{MAILING}/letters/9999-nobody.docx"),
    "somebody's notes": _add(f"{MAILING}/notes.txt"),
    "what was made before": _add("out/.january-20-2021-01-19/made.jsonl"),
    "what a killed run has left": _add("out/.january-20-2021-01-19/making-0/x"),
    "a damaged receipt": _add("out/.january-20-2021-01-19/issued.json"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_has_changed_is_gone_through(office: Path, change: Callable[[Path], object]) -> None:
    assert stands(office)
    change(office)
    assert not stands(office)


def test_another_order_and_another_program_are_gone_through(office: Path) -> None:
    assert not stands(office, Order("january-20"))
    assert not stands(office, Order("january-20", formats=("docx",), cover_only=True))
    with patch.object(unchanged, "program", return_value="another"):
        assert not stands(office)
    assert program.program() and stands(office)


def test_what_desktops_leave_and_what_is_made_of_the_files_change_nothing(office: Path) -> None:
    for name in ("statements/.DS_Store", f"{MAILING}/Thumbs.db", "register.sqlite-wal"):
        _add(name)(office)
    shutil.copytree(office / MAILING, office / "sent")
    assert stands(office)


def test_a_folder_that_lies_elsewhere_is_gone_through(office: Path, tmp_path: Path) -> None:
    shutil.move(office / "statements", tmp_path / "statements")
    (office / "statements").symlink_to(tmp_path / "statements")
    assert unchanged.grounds(office, ORDER, office / "out") is None
    assert unchanged.grounds(office, Order("january-20", recipients="../list.csv"), office / "out") is None


def test_a_run_at_the_mailing_is_not_waited_for(office: Path) -> None:
    with FileLock(office / "out" / ".january-20-2021-01-19" / "lock"):
        assert not stands(office)
    assert stands(office)


def test_what_changes_while_a_mailing_is_made_is_seen_afterwards(tmp_path: Path) -> None:
    office = make_workspace(tmp_path / "office")

    def change(_phase: Phase, _done: int, _total: int) -> None:
        edit(office / "recipients.yaml", "7 place", "9 place")

    carry_out(office, Monitor(_once(change)))
    assert not stands(office)
    carry_out(office)
    assert stands(office)


def _once(change: Callable[[Phase, int, int], None]) -> Callable[[Phase, int, int], None]:
    told: list[Phase] = []

    def hear(phase: Phase, done: int, total: int) -> None:
        if phase == Phase.MAKING and done and not told:
            told.append(phase)
            change(phase, done, total)

    return hear


def test_what_others_write_into_the_register_meanwhile_is_seen_afterwards(tmp_path: Path) -> None:
    office = make_workspace(tmp_path / "office")

    def write(_phase: Phase, _done: int, _total: int) -> None:
        _dispatch(office)

    carry_out(office)
    edit(office / "recipients.yaml", "7 place", "9 place")
    carry_out(office, Monitor(_once(write)))
    assert not stands(office)


def test_files_that_nobody_looks_at_leave_no_receipt(office: Path) -> None:
    seen = ["recipients.yaml", "templates/letter/letter.css"]
    assert unchanged.are_seen(office, office / "out", seen)
    assert not unchanged.are_seen(office, office / "out", [*seen, ".list/recipients.yaml"])
    _add("templates/letter/manifest.json")(office)
    assert not unchanged.are_seen(office, office / "out", seen)


def test_an_office_with_folders_beside_it_is_gone_through(office: Path, tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    with (office / "letterbook.yaml").open("a", encoding="utf-8") as file:
        file.write("\nfolders:\n  - ../shared\n")
    carry_out(office)
    assert not stands(office)
