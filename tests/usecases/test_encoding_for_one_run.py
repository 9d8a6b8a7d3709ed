"""`--encoding`: a list in an old code page, read for one run without a word in the office's files."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Run

import letterbook
from letterbook.errors import UsageError
from letterbook.model import Order
from letterbook.model.progress import UNWATCHED
from letterbook.pipeline.prepare import prepare

LIST = "id;Name;Ort;Land;group;group name;salutation;in text\nmueller;Müller;Köln;DE;all;all;Dear all,;you\n"
NAMES = ("windows-1252", "Windows 1252", "cp1252")


@pytest.fixture(params=["on the command line", "in the office's file", "in the mailing"])
def where(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def old(workspace: Path) -> Path:
    (workspace / "old.csv").write_bytes(LIST.encode("cp1252"))
    return workspace


@pytest.mark.parametrize("name", NAMES)
def test_it_holds_wherever_the_list_is_named(old: Path, where: str, name: str) -> None:
    order = Order("january-20", encoding=name)
    if where == "on the command line":
        order = Order("january-20", encoding=name, recipients="old.csv")
    elif where == "in the mailing":
        (old / "mailings").mkdir()
        (old / "mailings" / "reminder.yaml").write_text("statement: january-20\nlist: old.csv\n", "utf-8")
        order = Order("reminder", encoding=name)
    else:
        with (old / "letterbook.yaml").open("a", encoding="utf-8") as file:
            file.write("list: {file: old.csv, encoding: windows-1251}\n")
    mailing, problems = prepare(old, order, UNWATCHED)
    assert [problem for problem in problems if problem.place.file == "old.csv"] == []
    assert mailing is not None
    assert [recipient.person for recipient in mailing.recipients] == ["Müller"]
    assert mailing.order.encoding == name


def test_without_it_the_sentence_names_the_encodings_and_the_option(old: Path, run: Run) -> None:
    done = run("check", "january-20", "--recipients", "old.csv")
    assert done.code == 3
    assert "windows-1252, windows-1254: “Müller”" in done.err or "“Müller”" in done.err
    assert "--encoding windows-1251" in done.err
    assert run("check", "january-20", "--recipients", "old.csv", "--encoding", "windows-1252").code == 0
    assert run("columns", "old.csv", "--encoding", "windows-1252").code == 0


@pytest.mark.slow
def test_preview_issue_and_a_dry_run_take_it(old: Path, run: Run) -> None:
    said = ("--recipients", "old.csv", "--encoding", "windows-1252")
    assert run("preview", "january-20", "--to", "mueller", *said).code == 0
    assert "mueller" in run("issue", "january-20", *said, "--dry-run").out
    assert run("issue", "january-20", *said).code == 0


def test_one_that_nobody_knows_and_one_without_a_mailing(old: Path, run: Run) -> None:
    done = run("check", "january-20", "--encoding", "windows-1262")
    assert done.code == 2
    assert "“windows-1262” is no encoding that is known here." in done.err
    assert "Possible: " in done.err
    assert run("check", "--encoding", "windows-1252").code == 2
    with pytest.raises(UsageError):
        letterbook.open_office(old).check(Order("january-20", encoding="latin"))


def test_a_list_that_is_utf_8_after_all(workspace: Path) -> None:
    (workspace / "new.csv").write_text(LIST, encoding="utf-8")
    order = Order("january-20", recipients="new.csv", encoding="windows-1252")
    [problem] = [each for each in prepare(workspace, order, UNWATCHED)[1] if each.place.file == "new.csv"]
    assert problem.what == "new.csv is said to be windows-1252 text, but it is UTF-8."
