"""A whole mailing leaves the house with one command: all of it, a group, some numbers, or a carrier's list."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
import openpyxl
import pytest
import yaml
from books import record_made
from tables import save_table

from letterbook.cli.dates import Day
from letterbook.language.known import program_languages
from letterbook.model import Series
from letterbook.register import MadeFile, Register, Request, Step, StepRefusedError
from letterbook.sources.tables.headings import FILE, TRACKING_KEYS
from letterbook.sources.tracking_list import read_tracking

HEADINGS = yaml.safe_load(FILE.read_text("utf-8"))
OUTGOING = Series("outgoing", "1-{number:04d}/{year}")
AT = datetime(2021, 1, 19, 8, 30, tzinfo=UTC)
SENT = ("--date", "20.1.2021", "--way", "post")
COURIER = ("--date", "20.1.2021", "--way", "courier")
WAYS = {"b": "registered", "e": "Einschreiben"}
Run = Callable[..., Any]


@pytest.fixture
def book(workspace: Path) -> Path:
    """Six letters of a mailing: a and b of one group, c to f of another; all made but f, and d is void."""
    path = workspace / "register.sqlite"
    with Register.open(path) as register:
        wanted = [
            Request(
                name,
                f"The {name}",
                "CH",
                OUTGOING,
                "S",
                json.dumps({"group": "un" if name in "ab" else "eu", "delivery": WAYS.get(name)}),
            )
            for name in "abcdef"
        ]
        register.reserve("m21", date(2021, 1, 19), wanted, "clerk", AT)
        made = {name: [MadeFile("pdf", f"{name}.pdf", "1" * 64, 3)] for name in "abcde"}
        record_made(register, "m21", made, "clerk", AT)
        register.record_events(["1-0004/2021"], Step("void", note="struck"), "clerk", AT)
    return path


def gone(book: Path) -> dict[str, str | None]:
    """The letters that have left the house, with their tracking numbers."""
    with Register.open(book) as register:
        return {
            record.entry.recipient_id: record.events[-1].tracking
            for record in register.records()
            if record.entry.state == "dispatched"
        }


def test_all_of_a_mailing(run: Run, book: Path) -> None:
    done = run("register", "dispatch", "m21", *COURIER)
    assert (done.code, list(gone(book))) == (0, ["a", "b", "c", "e"])
    assert done.err.splitlines() == [
        "Passed over, since they are void: 1-0004/2021.",
        "Passed over, since they have numbers but were never made: 1-0006/2021.",
    ]
    again = run("register", "dispatch", "m21", *COURIER)
    assert again.code == 2
    assert (
        "Passed over, since they were dispatched before: 1-0001/2021..1-0003/2021, 1-0005/2021." in again.err
    )
    assert again.err.endswith("Nothing was written down.\n")


@pytest.mark.parametrize(
    ("chosen", "letters"),
    [
        (("--group", "un"), "ab"),
        (("--group", "un", "--group", "eu"), "abce"),
        (("--numbers", "2-4"), "bc"),
        (("--group", "eu", "--numbers", "3,5"), "ce"),
    ],
)
def test_a_part_of_a_mailing(run: Run, book: Path, chosen: tuple[str, ...], letters: str) -> None:
    assert run("register", "dispatch", "m21", *chosen, *COURIER).code == 0
    assert "".join(gone(book)) == letters


def test_the_letters_of_a_way(run: Run, book: Path) -> None:
    """A note in a language is known for its way; who says nothing goes by post."""
    posted = run("register", "dispatch", "m21", *SENT)
    assert (posted.code, list(gone(book))) == (0, ["a", "c"])
    assert "Passed over, since their way is registered: 1-0002/2021, 1-0005/2021." in posted.err
    assert run("register", "dispatch", "m21", "--date", "20.1.2021", "--way", "registered").code == 0
    assert list(gone(book)) == ["a", "b", "c", "e"]


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (("m21", "--group", "nu"), "No letter of this mailing went to a group nu."),
        (("m21", "--numbers", "99"), "The mailing has no letter 99"),
        (("m22", "--group", "un"), "knows no mailing m22"),
        (("m21", "m22", "--group", "un"), "are for one mailing"),
    ],
)
def test_no_such_part(run: Run, book: Path, command: tuple[str, ...], why: str) -> None:
    refused = run("register", "dispatch", *command, *SENT)
    assert (refused.code, why in refused.err, gone(book)) == (2, True, {})


def test_one_sentence_for_a_kind_of_refusal(run: Run, book: Path) -> None:
    several = [f"1-000{number}/2021" for number in (1, 2, 3, 5)]
    assert run("register", "dispatch", *several, *SENT).code == 0
    refused = run("register", "dispatch", *several, "1-0004/2021", "1-0006/2021", *SENT)
    assert refused.err == (
        "letterbook: 1-0001/2021..1-0003/2021, 1-0005/2021 cannot be dispatched: they were dispatched before. "
        "1-0004/2021 cannot be dispatched: it is void (struck). "
        "1-0006/2021 cannot be dispatched: it has a number but was never made. Nothing was written down.\n"
    )
    with Register.open(book) as register, pytest.raises(StepRefusedError) as early:
        register.record_events(several, Step("returned", date(2021, 1, 2), note="moved"), "clerk", AT)
    assert str(early.value).count("cannot be") == 1


CSV = "Carrier;Reference;Tracking number\nx;1-0001/2021;RR1\nx;1-0003/2021;RR3\n"


def test_a_carriers_list(run: Run, book: Path, workspace: Path) -> None:
    (workspace / "carrier.csv").write_text(CSV, encoding="utf-8")
    done = run("register", "dispatch", "m21", "--tracking-list", "carrier.csv", *COURIER)
    assert (done.code, gone(book)) == (0, {"a": "RR1", "c": "RR3"})


def test_a_carriers_workbook_by_id(run: Run, book: Path, workspace: Path) -> None:
    workbook = openpyxl.Workbook()
    for row in (("id", "tracking"), ("b", "RR2"), ("d", "RR4")):
        workbook.active.append(row)
    workbook.save(workspace / "carrier.xlsx")
    done = run("register", "dispatch", "m21", "--tracking-list", "carrier.xlsx", *COURIER)
    assert (done.code, gone(book)) == (0, {"b": "RR2"})
    assert "Passed over, since they are void: 1-0004/2021." in done.err


@pytest.mark.parametrize("language", sorted(HEADINGS["tracking.number"]))
def test_headings_in_every_language(tmp_path: Path, language: str) -> None:
    for reference in HEADINGS["tracking.reference"][language]:
        for number in HEADINGS["tracking.number"][language]:
            text = f"Zeit;{number.upper()};{reference.capitalize()}\n8:30;RR1;1-0001/2021\n"
            assert _read(tmp_path, text) == ([("reference", "1-0001/2021", "RR1")], [])
    for identifier in HEADINGS["tracking.id"][language]:
        assert _read(tmp_path, f"{identifier},tracking\na,RR1\n") == ([("id", "a", "RR1")], [])


def test_each_language_of_the_program_has_its_headings() -> None:
    shipped = {tag.partition("-")[0] for tag in program_languages().by_tag}
    for key in TRACKING_KEYS:
        assert shipped <= set(HEADINGS[key])


def _read(folder: Path, text: str) -> tuple[list[tuple[str, str, str]], list[str]]:
    path = folder / "carrier.csv"
    path.write_text(text, encoding="utf-8")
    rows, problems = read_tracking(path, "carrier.csv")
    return [(row.by, row.letter, row.tracking) for row in rows], list(map(str, problems))


def test_headings_without_accents_and_those_of_an_own_language(run: Run, book: Path, workspace: Path) -> None:
    assert _read(workspace, "NUMERO DE SUIVI\tREFERENCE\nRR1\t1-0001/2021\n")[0]
    (workspace / "languages").mkdir()
    (workspace / "languages" / "en.yaml").write_text(
        "headings:\n  tracking.reference: Namba ya barua\n  tracking.number: [Namba ya kufuatilia]\n", "utf-8"
    )
    (workspace / "carrier.csv").write_text("Namba ya barua;Namba ya kufuatilia\n1-0001/2021;RR1\n", "utf-8")
    done = run("register", "dispatch", "m21", "--tracking-list", "carrier.csv", *COURIER)
    assert (done.code, gone(book)) == (0, {"a": "RR1"}), done.err


TITLED: list[list[str | int | None]] = [
    ["Einlieferungsliste vom 20.01.2021", None, None],
    [None, None, None],
    ["Empfänger", "Unser Zeichen", "Sendungsnummer"],
    ["The a", "1-0001/2021", 340434161094015],
    ["The c", "1-0003/2021", "RR 123 456 789 DE"],
    ["Summe", None, 2],
]


@pytest.mark.parametrize("kind", ["csv", "tsv", "xlsx", "ods"])
def test_a_list_is_read_as_lists_of_addressees_are(run: Run, book: Path, workspace: Path, kind: str) -> None:
    path = save_table(workspace / f"carrier.{kind}", TITLED)
    done = run("register", "dispatch", "m21", "--tracking-list", path.name, *COURIER)
    assert (done.code, gone(book)) == (0, {"a": "340434161094015", "c": "RR 123 456 789 DE"}), done.err
    assert "looks like a total" in done.err


def test_a_number_whose_last_digits_are_lost(tmp_path: Path) -> None:
    path = save_table(
        tmp_path / "carrier.xlsx", [["id", "tracking"], ["a", 34043416109401590], ["b", date(2021, 3, 1)]]
    )
    rows, problems = read_tracking(path, "carrier.xlsx")
    assert rows == []
    assert [(problem.code, problem.place.cell) for problem in problems] == [
        ("typed-cell", "B2"),
        ("typed-cell", "B3"),
    ]


def test_an_old_code_page(run: Run, book: Path, workspace: Path) -> None:
    (workspace / "carrier.csv").write_bytes(
        "Empfänger;Unser Zeichen;Sendungsnummer\nÄ;1-0001/2021;RR1\n".encode("cp1252")
    )
    command = ("register", "dispatch", "m21", "--tracking-list", "carrier.csv", *COURIER)
    assert "--encoding windows-1251" in run(*command).err
    assert run(*command, "--encoding", "windows-1252").code == 0
    assert gone(book) == {"a": "RR1"}


def test_one_sentence_for_a_kind_with_all_its_rows(run: Run, book: Path, workspace: Path) -> None:
    rows = "".join(f"1-00{number}/2021;RR{number}\n" for number in range(50, 60))
    (workspace / "carrier.csv").write_text(f"reference;tracking\n{rows}1-0001/2021;\n", encoding="utf-8")
    refused = run("register", "dispatch", "m21", "--tracking-list", "carrier.csv", *COURIER)
    assert (refused.code, gone(book)) == (3, {})
    assert refused.err.count("No letter that is meant here") == 1
    assert "The same 9 times more: lines 3–11." in refused.err
    assert "carrier.csv:12:2: mistake: The letter 1-0001/2021 has no tracking number here." in refused.err


@pytest.mark.parametrize(
    ("text", "what", "place"),
    [
        ("reference,tracking\n1-0009/2021,RR1\n", "is “1-0009/2021”", "carrier.csv:2:1"),
        ("id,tracking\nx,RR1\n", "is “x”", "carrier.csv:2:1"),
        ("id,tracking\na,\n", "has no tracking number", "carrier.csv:2:2"),
        ("id,tracking\n,RR1\n", "and no letter", "carrier.csv:2:1"),
        ("id,tracking\na,RR1\na,RR2\n", "is there twice", "carrier.csv:3:1"),
        ("id,tracking\na,RR1\nb,RR1\n", "is given to b and", "carrier.csv:3:1"),
        ("id;tracking\na;1,23457E+12\n", "The cell holds no text but a number", "carrier.csv:2:2"),
        ("id,price\na,3\n", "needs a column", "carrier.csv:1"),
    ],
)
def test_a_mistake_in_the_list_is_told_at_its_cell(
    run: Run, book: Path, workspace: Path, text: str, what: str, place: str
) -> None:
    (workspace / "carrier.csv").write_text(text, encoding="utf-8")
    refused = run("register", "dispatch", "m21", "--tracking-list", "carrier.csv", *COURIER)
    assert (refused.code, gone(book)) == (3, {})
    assert f"{place}: mistake: " in refused.err
    assert what in refused.err


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-11-30", (2026, 11, 30)),
        ("30.11.2026", (2026, 11, 30)),
        ("3.4.2026", (2026, 4, 3)),
        ("03.04.2026.", (2026, 4, 3)),
        ("30/11/2026", (2026, 11, 30)),
        ("11/30/2026", (2026, 11, 30)),
        ("5/5/2026", (2026, 5, 5)),
        ("2026/11/30", (2026, 11, 30)),
    ],
)
def test_a_day_as_people_write_it(written: str, day: tuple[int, int, int]) -> None:
    assert Day().convert(written, None, None) == date(*day)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("3/4/2026", "2026-04-03 or 2026-03-04"),
        ("31.11.2026", "The calendar has no day 31.11.2026"),
        ("30.11.26", "is no day"),
        ("13/13/2026", "The calendar has no day"),
        ("30.11-2026", "is no day"),
    ],
)
def test_a_day_that_cannot_be_told(written: str, why: str) -> None:
    with pytest.raises(click.BadParameter, match=why):
        Day().convert(written, None, None)
