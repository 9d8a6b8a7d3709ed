"""`letterbook register …`, as a clerk gives it."""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest
from books import Address, behind, record_made

from letterbook.model import Series
from letterbook.register import MadeFile, Register, Request

pytest_plugins = ["register_fixtures"]

AT = datetime(2021, 1, 19, 8, 30, tzinfo=UTC)
OUTGOING, NOTES = Series("outgoing", "1-{number:04d}/{year}"), Series("notes", "N-{number}/{year}")
Run = Callable[..., Any]


@pytest.fixture
def book(new_book: Callable[[], Address], workspace: Path) -> Address:
    """The workspace's register: four letters of 2021, all made but the last, and a note of 2022."""
    address = new_book()
    settings = workspace / "letterbook.yaml"
    settings.write_text(f"register: '{address}'\n{settings.read_text('utf-8')}", encoding="utf-8")
    with Register.open(address) as register:
        for mailing, series, names in (("m21", OUTGOING, "abcd"), ("m22", NOTES, "a")):
            wanted = [Request(name, f"The {name}", "CH", series, "A statement") for name in names]
            register.reserve(mailing, date(2000 + int(mailing[1:]), 1, 19), wanted, "clerk", AT)
        made = {name: [MadeFile("pdf", f"{name}.pdf", "1" * 64, 3)] for name in "abc"}
        record_made(register, "m21", made, "clerk", AT)
    return address


def states(address: Address) -> list[str]:
    with Register.open(address) as register:
        return [entry.state for entry in register.entries() if entry.series == "outgoing"]


def test_a_letter_goes_its_way(run: Run, book: Address) -> None:
    gone = run(
        "register", "dispatch", "1-0001/2021", "--date", "2021-01-20", "--way", "post", "--tracking", "RR1"
    )
    assert (gone.code, gone.out) == (0, "1-0001/2021, The a: dispatched.\n")
    assert run("register", "return", "1-0001/2021", "--reason", "moved").code == 0
    again = run("register", "dispatch", "1-0001/2021", "--date", "2021-01-25", "--way", "by hand", "--json")
    assert [(letter["reference"], letter["state"]) for letter in again.json["letters"]] == [
        ("1-0001/2021", "dispatched")
    ]
    assert run("register", "answer", "1-0001/2021", "--date", "2021-02-01", "--note", "thanks").code == 0
    shown = run("register", "show", "1-0001/2021").out.splitlines()
    assert [line[17:].rpartition(" (")[0] for line in shown[-6:]] == [
        *("reserved", "made", "dispatched on 2021-01-20: post, tracking RR1", "returned: moved"),
        *("dispatched on 2021-01-25: by hand", "answered on 2021-02-01: thanks"),
    ]
    assert "state            answered" in shown
    history = run("register", "show", "1-0001/2021", "--json").json["events"]
    assert [event["tracking"] for event in history] == [None, None, "RR1", None, None, None]
    assert run("register", "check").code == 0


def test_several_letters_go_at_once(run: Run, book: Address) -> None:
    way = ("--date", "2021-01-20", "--way", "post")
    assert (
        run("register", "dispatch", "1-0001/2021..1-0003/2021", "1-0002/2021", *way).out.count("dispatched")
        == 3
    )
    assert states(book) == ["dispatched"] * 3 + ["reserved"]


@pytest.mark.parametrize(
    ("reference", "why"),
    [
        ("1-0002/2021..1-0001/2021", "is no range"),
        ("1-0001/2021..N-1/2022", "is no range"),
        ("1-0001/2021..1-0009/2021", "has no letter 1-0009/2021"),
        ("x..1-0001/2021", "has no letter x."),
        ("..", ".. is no range: it lacks its beginning. Write both"),
        ("..1-0001/2021", "it lacks its beginning"),
        ("1-0001/2021..", "1-0001/2021.. is no range: it lacks its end. Write both"),
    ],
)
def test_a_range_that_is_none(run: Run, book: Address, reference: str, why: str) -> None:
    refused = run("register", "dispatch", reference, "--date", "2021-01-20", "--way", "post")
    assert refused.code == 2
    assert why in refused.err


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (
            ("dispatch", "1-0004/2021", "--date", "2021-01-20", "--way", "post"),
            "it has a number but was never made",
        ),
        (("dispatch", "1-0001/2021", "--date", "2121-01-20", "--way", "post"), "that day is still to come"),
        (("dispatch", "1-0009/2021", "--date", "2021-01-20", "--way", "post"), "has no letter 1-0009/2021"),
        (("dispatch", "1-0001/2021", "--date", "2021-01-20"), "--way"),
        (("dispatch", "1-0001/2021", "--date", "20. Januar", "--way", "post"), "“20. Januar” is no day"),
        (("dispatch", "--date", "2021-01-20", "--way", "post"), "REFERENCE"),
        (("return", "1-0001/2021", "--reason", "moved"), "it has not been dispatched"),
        (("answer", "1-0001/2021", "--date", "2021-01-20"), "it has not been dispatched"),
        (("void", "1-0001/2021"), "--reason"),
        (("void", "1-0001/2021", "--reason", "a\ab"), "control character (U+0007) in “reason”. Delete it"),
        (("return", "1-0001/2021", "--reason", "a\nb"), "There is a line break in “reason”"),
        (("answer", "1-0001/2021", "--date", "2021-01-20", "--note", "\u202e"), "(U+202E) in “note”"),
        (("dispatch", "1-0001/2021", "--date", "2021-01-20", "--way", "\x1b[0m"), "(U+001B) in “way”"),
        (
            ("dispatch", "1-0001/2021", "--date", "2021-01-20", "--way", "post", "--tracking", "\0"),
            "(U+0000) in “tracking”",
        ),
        (("void", "1-0001/2021", "--reason", " "), "without a reason"),
        (("show", "1-0009/2021"), "has no letter 1-0009/2021"),
        (("list", "m99"), "knows no mailing m99"),
        (("export", "--format", "pdf", "--year", "1999", "--out", "r.pdf"), "no letters to export"),
        (("export", "--out", "nowhere/r.csv"), "cannot be written"),
        (("backup", "nowhere/copy.sqlite"), "is not there. Make it first"),
        (("backup", "letterbook.yaml"), "is there already"),
    ],
)
def test_what_cannot_be_is_refused_in_plain_words(
    run: Run, book: Address, command: tuple[str, ...], why: str
) -> None:
    before = states(book)
    refused = run("register", *command)
    assert refused.code == 2
    assert why in refused.err
    assert "Traceback" not in refused.err
    assert states(book) == before


def test_a_void_letter_stays_in_the_book(run: Run, book: Address) -> None:
    assert run("register", "void", "1-0004/2021", "--reason", "struck from the list").code == 0
    assert states(book)[3] == "void"
    twice = run("register", "void", "1-0004/2021", "--reason", "again")
    assert (twice.code, "it is void (struck from the list)" in twice.err) == (2, True)
    refused = run(
        "register", "dispatch", "1-0003/2021", "1-0004/2021", "--date", "2021-01-20", "--way", "post"
    )
    assert refused.code == 2
    assert states(book)[2] == "made"
    alone = run("register", "dispatch", "1-0004/2021..1-0004/2021", "--date", "2021-01-20", "--way", "post")
    assert (alone.code, states(book)[2]) == (2, "made")
    gone = run("register", "dispatch", "1-0003/2021..1-0004/2021", "--date", "2021-01-20", "--way", "post")
    assert (gone.code, states(book)[2:]) == (0, ["dispatched", "void"])
    assert gone.err == "Passed over, since they are void: 1-0004/2021.\n"


def test_letters_are_found_by_any_text(run: Run, book: Address) -> None:
    run("register", "void", "1-0004/2021", "--reason", "Köhnə ünvan")
    assert [letter["reference"] for letter in run("register", "find", "köhnə", "--json").json["letters"]] == [
        "1-0004/2021"
    ]
    assert "1-0002/2021" in run("register", "find", "the B").out
    assert run("register", "find", "nobody", "--json").json == {"letters": []}


def test_the_register_is_exported_for_every_use(run: Run, book: Address, workspace: Path) -> None:
    assert run("register", "export", "--out", "r.xlsx").code == 0
    sheet = openpyxl.load_workbook(workspace / "r.xlsx").active
    assert [row[0] for row in sheet.iter_rows(values_only=True)] == [
        *("reference", "N-1/2022", "1-0001/2021", "1-0002/2021", "1-0003/2021", "1-0004/2021")
    ]
    assert run("register", "export", "--out", "r.pdf", "--year", "2021").code == 0
    [page] = pypdf.PdfReader(workspace / "r.pdf").pages
    text = page.extract_text()
    assert "series “outgoing” · 2021" in text
    assert "not made" in text
    assert "Letters: 4 · numbers 1-0001/2021 to 1-0004/2021" in text
    with Register.open(book) as register:
        assert register.check().last_hash in text
    assert run("register", "export", "--out", "odd.name", "--format", "csv", "--series", "notes").code == 0
    assert (workspace / "odd.name").read_text("utf-8-sig").splitlines()[1].startswith("N-1/2022,")
    by_json = run("register", "export", "--series", "notes", "--json").json["letters"]
    assert [letter["reference"] for letter in by_json] == ["N-1/2022"]
    assert len(run("register", "export").out.splitlines()) == 6


def test_an_export_destroys_nothing(run: Run, book: Address, workspace: Path) -> None:
    before = (workspace / "recipients.yaml").read_bytes()
    refused = run("register", "export", "--out", "recipients.yaml")
    assert (refused.code, "is there already. Name a file that is not there yet" in refused.err) == (2, True)
    assert (workspace / "recipients.yaml").read_bytes() == before
    assert run("register", "export", "--out", "r.csv").code == 0
    assert run("register", "export", "--out", "r.csv", "--json").code == 2
    assert run("register", "export", "--out", "r.csv", "--json", "--replace").code == 0
    assert (workspace / "r.csv").read_text("utf-8").startswith("{")
    run("register", "backup", "copy.sqlite")
    refused = run("register", "export", "--out", "copy.sqlite", "--replace")
    assert (refused.code, "is not replaced" in refused.err) == (2, True)


@pytest.mark.parametrize(
    "name",
    [
        "letterbook.yaml",
        "recipients.yaml",
        "statements/january-20/en.md",
        "templates/letter/letter.docx",
        "office/emblem.svg",
        "list.csv",
        "list.xlsx",
        "notes.txt",
        "out/january-20-2021-01-19/bundle.pdf",
    ],
)
def test_an_export_replaces_no_file_of_the_office(
    run: Run, book: Address, workspace: Path, name: str
) -> None:
    file = workspace / name
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(workspace / "templates/letter/letter.docx", file)
    before = file.read_bytes()
    refused = run("register", "export", "--out", name, "--replace", "--format", "csv")
    assert (refused.code, "no earlier export" in refused.err) == (2, True)
    assert file.read_bytes() == before


@pytest.mark.parametrize("name", ["r.csv", "r.xlsx", "r.pdf"])
def test_an_export_replaces_an_earlier_one(run: Run, book: Address, workspace: Path, name: str) -> None:
    assert run("register", "export", "--out", name).code == 0
    assert run("register", "export", "--out", name, "--replace").code == 0
    assert run("register", "export", "--out", name, "--replace", "--format", "csv").code == 0


def test_an_export_is_never_written_over_the_register(run: Run, workspace: Path) -> None:
    book = workspace / "register.sqlite"
    (workspace / "link.csv").symlink_to(book)
    (workspace / "sub").mkdir()
    names = ("register.sqlite", "sub/../register.sqlite", str(book), "link.csv", "register.sqlite-journal")
    for _ in range(2):  # before the register is there, and after
        for name in names:
            refused = run("register", "export", "--out", name, "--replace")
            assert (refused.code, "is the register itself" in refused.err) == (2, True), name
        with Register.open(book) as register:
            register.reserve("m", date(2021, 1, 19), [Request("a", "A", "CH", OUTGOING, "S")], "clerk", AT)
        refused = run("register", "backup", "register.sqlite-journal")
        assert (refused.code, "is the register itself" in refused.err) == (2, True)
    with Register.open(book) as register:
        assert register.check().letters == 1


def test_a_check_says_what_it_saw(run: Run, book: Address) -> None:
    whole = run("register", "check")
    assert whole.code == 0
    assert whole.out.startswith("5 letters, 16 lines in the journal. The last hash: ")
    assert whole.out.endswith("The register is whole.\n")
    noted = whole.out.splitlines()[0].rpartition(" ")[2]
    assert run("register", "check", "--noted", noted).code == 0
    assert run("register", "check", "--noted", f" {noted.upper()} ").code == 0
    assert run("register", "check", "--noted", "1" * 64).code == 3
    for no_hash in ("", " ", "0123", "hello", "g" * 64, "1" * 65):
        refused = run("register", "check", "--noted", no_hash)
        assert (refused.code, f"“{no_hash.strip()}” is no hash" in refused.err) == (2, True)
    behind(book, "UPDATE letters SET country = 'XX' WHERE reference = '1-0002/2021'", guarded=False)
    broken = run("register", "check")
    assert broken.code == 3
    assert broken.err == "letters 1-0002/2021: The row was changed: country was “CH” and is now “XX”.\n"
    assert "The register is not whole: 1 finding." in broken.out
    [finding] = run("register", "check", "--json").json["findings"]
    assert (finding["rule"], finding["table"], finding["row"]) == ("chain", "letters", "1-0002/2021")


def test_a_copy_that_can_be_put_back(run: Run, book: Address, workspace: Path) -> None:
    assert run("register", "backup", "copy.sqlite").out == "Copied the register to copy.sqlite.\n"
    assert run("register", "backup", "copy2.sqlite", "--json").json == {"file": "copy2.sqlite"}
    with Register.open(workspace / "copy.sqlite") as register:
        assert register.check().findings == ()
        assert len(register.entries()) == 5
    twice = run("register", "backup", "copy.sqlite")
    assert twice.code == 2
    assert "is there already" in twice.err


def test_no_register_yet(run: Run) -> None:
    assert run("register", "list").code == 0
    assert run("register", "check").code == 0
    assert run("register", "export").out.startswith("\ufeffreference,")
    nothing = run("register", "backup", "copy.sqlite")
    assert nothing.code == 3
    assert "nothing to copy" in nothing.err
    assert run("register", "export", "--format", "pdf").code == 2


@pytest.mark.parametrize(
    "command",
    ["list", "find", "show", "dispatch", "return", "answer", "void", "export", "check", "backup"],
)
def test_every_command_explains_itself(run: Run, command: str) -> None:
    explained = run("register", command, "--help")
    assert explained.code == 0
    assert "--json" in explained.out


def test_what_the_sqlite3_shell_does_is_found(run: Run, workspace: Path) -> None:
    """The file as `register:` names it by default, edited with the triggers taken off and put back."""
    with Register.open(workspace / "register.sqlite") as register:
        register.reserve("m", date(2021, 1, 19), [Request("a", "A", "CH", OUTGOING, "S")], "clerk", AT)
    shell = sqlite3.connect(workspace / "register.sqlite")
    [(trigger,)] = shell.execute("SELECT sql FROM sqlite_master WHERE name = 'letters_are_never_changed'")
    shell.executescript(
        f"DROP TRIGGER letters_are_never_changed; UPDATE letters SET issued = '2021-01-18'; {trigger};"
    )
    shell.close()
    found = run("register", "check")
    assert found.code == 3
    assert (
        "letters 1-0001/2021: The row was changed: issued was “2021-01-19” and is now “2021-01-18”."
        in found.err
    )


def test_a_terminal_is_not_given_a_workbook(run: Run, book: Address, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    refused = run("register", "export", "--format", "xlsx")
    assert refused.code == 2
    assert "A terminal cannot show XLSX" in refused.err


def test_a_whole_export_goes_down_a_pipe(book: Address, workspace: Path) -> None:
    import subprocess
    import sys

    done = subprocess.run(
        [sys.executable, "-m", "letterbook", "register", "export", "--format", "xlsx"],
        cwd=workspace,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2] / "src")},
        capture_output=True,
        check=True,
    )
    assert openpyxl.load_workbook(io.BytesIO(done.stdout)).active["A2"].value == "N-1/2022"
