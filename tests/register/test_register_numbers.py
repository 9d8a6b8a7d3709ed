"""Numbers: gap-free, given once, the same for the same mailing."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest
from books import Address, behind, record_made
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from letterbook.model import Series
from letterbook.register import Entry, MadeFile, ReferenceTakenError, Register, RegisterError, Request
from letterbook.register.journal import JournalRow, JournalWriter

pytest_plugins = ["register_fixtures"]

OUTGOING = Series("outgoing", "1-{number:04d}/{year}")
NOTES = Series("notes", "N-{number}/{year}")
NEVER = Series("never", "L{number}", reset="never")
AT = datetime(2021, 1, 19, 8, 30, tzinfo=UTC)


def asked(*ids: str, series: Series = OUTGOING) -> list[Request]:
    return [Request(name, f"The {name}", "CH", series, "A statement") for name in ids]


def reserve(
    address: Address, mailing: str, *ids: str, issued: date = date(2021, 1, 19), series: Series = OUTGOING
) -> list[str]:
    with Register.open(address) as register:
        given = register.reserve(mailing, issued, asked(*ids, series=series), "clerk", AT)
    return [entry.reference for entry in given.values()]


def test_a_mailing_gets_its_numbers_in_the_order_of_its_list(address: Address) -> None:
    assert reserve(address, "m1", "b", "a", "c") == ["1-0001/2021", "1-0002/2021", "1-0003/2021"]
    assert reserve(address, "m2", "a") == ["1-0004/2021"]


def test_the_same_mailing_again_gets_the_same_numbers(address: Address) -> None:
    first = reserve(address, "m", "a", "b")
    reserve(address, "another", "x")
    assert reserve(address, "m", "a", "b") == first
    assert reserve(address, "m", "new", "b") == ["1-0004/2021", "1-0002/2021"]
    assert reserve(address, "m", "a", "a") == ["1-0001/2021"]


def test_a_yearly_series_begins_again_with_the_year_of_the_issue_date(address: Address) -> None:
    assert reserve(address, "m21", "a", "b") == ["1-0001/2021", "1-0002/2021"]
    assert reserve(address, "m22", "a", issued=date(2022, 1, 19)) == ["1-0001/2022"]
    assert reserve(address, "late", "a", issued=date(2021, 12, 31)) == ["1-0003/2021"]


def test_a_series_that_never_resets_goes_on(address: Address) -> None:
    assert reserve(address, "m21", "a", "b", series=NEVER) == ["L1", "L2"]
    assert reserve(address, "m22", "a", issued=date(2022, 1, 19), series=NEVER) == ["L3"]


def test_series_count_apart_within_one_mailing(address: Address) -> None:
    requests = [*asked("a"), *asked("b", series=NOTES), *asked("c")]
    with Register.open(address) as register:
        given = register.reserve("m", date(2021, 1, 19), requests, "clerk", AT)
    assert [entry.reference for entry in given.values()] == ["1-0001/2021", "N-1/2021", "1-0002/2021"]


@pytest.mark.parametrize(
    ("series", "other"),
    [
        (Series("a", "X-{number}"), Series("b", "X-{number}")),
        (Series("a", "X-{number}"), Series("a", "X-{number}")),
    ],
    ids=["two series with one pattern", "a yearly pattern without its year"],
)
def test_one_reference_never_stands_for_two_letters(address: Address, series: Series, other: Series) -> None:
    reserve(address, "m21", "a", series=series)
    with Register.open(address) as register:
        issue = ("m22", date(2022, 1, 19), asked("a", series=other))
        with pytest.raises(ReferenceTakenError, match=r"X-1 .*pattern in letterbook\.yaml"):
            register.peek(*issue)
        with pytest.raises(ReferenceTakenError):
            register.reserve(*issue, "clerk", AT)
        assert [entry.mailing for entry in register.entries()] == ["m21"]


def test_two_series_may_not_meet_within_one_mailing(address: Address) -> None:
    series, other = Series("a", "X-{number}/{year}"), Series("b", "X-{number}/{year}")
    with Register.open(address) as register:
        requests = [*asked("a", series=series), *asked("b", series=other)]
        with pytest.raises(ReferenceTakenError) as refusal:
            register.reserve("m", date(2021, 1, 19), requests, "clerk", AT)
        assert refusal.value.exit_code == 3
        assert register.entries() == []


def test_a_dry_run_shows_what_an_issue_takes_and_makes_no_file(address: Address) -> None:
    with Register.open(address) as register:
        seen = register.peek("m", date(2021, 1, 19), asked("a", "b"))
        assert register.entries() == []
        assert register.entry("1-0001/2021") is None
        assert not (isinstance(address, Path) and address.exists())
        assert register.reserve("m", date(2021, 1, 19), asked("a", "b"), "clerk", AT) == seen
        register.peek("m", date(2021, 1, 19), asked("a", "c"))
        assert [entry.recipient_id for entry in register.entries()] == ["a", "b"]


def test_what_is_read_back_is_what_was_given(address: Address) -> None:
    with Register.open(address) as register:
        given = register.reserve("m", date(2021, 1, 19), asked("a", "b"), "clerk", AT)
        assert register.entries("m") == list(given.values()) == register.entries()
        assert register.entry("1-0002/2021") == given["b"]
        assert given["b"] == Entry(
            *("outgoing", 2, 2021, "1-0002/2021", "m", "b", "The b", "CH", "A statement", date(2021, 1, 19)),
            reset="yearly",
        )
        assert pickle.loads(pickle.dumps(given)) == given


mailings = st.lists(
    st.tuples(
        st.sampled_from(["m1", "m2", "m3"]),
        st.sampled_from([2020, 2021]),
        st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from([OUTGOING, NOTES, NEVER])), max_size=5),
    ),
    max_size=8,
)


@given(mailings)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_gap_and_no_double_whatever_is_issued(
    new_book: Callable[[], Address], runs: list[tuple[str, int, list[tuple[str, Series]]]]
) -> None:
    with Register.open(new_book()) as register:
        for mailing, year, wanted in runs:
            requests = [request for name, series in wanted for request in asked(name, series=series)]
            issue = (f"{mailing}-{year}", date(year, 1, 19), requests)
            seen = register.peek(*issue)
            assert register.reserve(*issue, "clerk", AT) == seen
            assert register.reserve(*issue, "clerk", AT) == seen
        entries = register.entries()
        letters = {(f"{mailing}-{year}", name) for mailing, year, wanted in runs for name, _ in wanted}
        assert {(entry.mailing, entry.recipient_id) for entry in entries} == letters
        assert_whole(entries)


def assert_whole(entries: Sequence[Entry]) -> None:
    """No reference twice, and in each series (of a year, where it resets) the numbers 1 to n."""
    assert len({entry.reference for entry in entries}) == len(entries)
    counted: dict[tuple[str, int], list[int]] = {}
    for entry in entries:
        year = 0 if entry.series == NEVER.id else entry.year
        counted.setdefault((entry.series, year), []).append(entry.number)
    for numbers in counted.values():
        assert sorted(numbers) == list(range(1, len(numbers) + 1))


# --- Several at once, and failures ---------------------------------------------------------------------------------


def _desk(address: Address, desk: int, start: Barrier) -> None:
    start.wait()
    for mailing in range(10):
        reserve(address, f"m{desk}-{mailing}", *(f"r{number}" for number in range(20 + mailing)))


@pytest.mark.slow
def test_four_desks_at_once_leave_no_gap_and_no_double(address: Address) -> None:
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(5)
    desks = [context.Process(target=_desk, args=(address, desk, start)) for desk in range(4)]
    for process in desks:
        process.start()
    start.wait()
    with Register.open(address) as register:
        while any(process.is_alive() for process in desks):
            assert_whole(register.entries())
        entries = register.entries()
    assert [process.exitcode for process in desks] == [0] * 4
    assert len(entries) == 4 * sum(20 + mailing for mailing in range(10))
    assert_whole(entries)
    for mailing in {entry.mailing for entry in entries}:
        numbers = sorted(entry.number for entry in entries if entry.mailing == mailing)
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers))), (
            "a mailing's numbers stand together"
        )


@pytest.mark.parametrize("after", range(6))
def test_a_reservation_that_fails_gives_its_numbers_back(address: Address, after: int) -> None:
    reserve(address, "m1", "a")
    with Register.open(address) as register:
        wanted = asked("a", "b", "c", "d", "e", "f")
        wanted[after] = replace(wanted[after], subject="half of a character: \ud800")
        with pytest.raises(UnicodeEncodeError):
            register.reserve("m2", date(2021, 1, 19), wanted, "clerk", AT)
        assert [entry.mailing for entry in register.entries()] == ["m1"]
    assert reserve(address, "m3", "a") == ["1-0002/2021"]


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _killed_between(address: Address, seals: int) -> None:
    """Dies after the rows of a table were written, and before the journal has them."""
    seal, seen = JournalWriter.seal, [0]

    def count(pen: JournalWriter, table: str, rows: Sequence[JournalRow]) -> None:
        seen[0] += 1
        if seen[0] == seals:
            _die()
        seal(pen, table, rows)

    JournalWriter.seal = count  # type: ignore[method-assign,assignment]
    with Register.open(address) as register:
        register.reserve("killed", date(2021, 1, 19), asked(*(f"r{n}" for n in range(50))), "clerk", AT)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize("seals", [1, 2])
def test_a_killed_reservation_gives_its_numbers_back(address: Address, seals: int) -> None:
    reserve(address, "before", "a")
    assert _died(_killed_between, address, seals)
    with Register.open(address) as register:
        assert [entry.mailing for entry in register.entries()] == ["before"]
        assert reserve(address, "after", "a") == ["1-0002/2021"]
        assert register.check().findings == ()


def _died(target: Callable[[Any, int], None], address: Address, when: int) -> bool:
    process = multiprocessing.get_context("spawn").Process(target=target, args=(address, when))
    process.start()
    process.join()
    return process.exitcode == -signal.SIGKILL


def _killed_in_the_file(path: Path, inserts: int) -> None:
    register = Register.open(path)
    seen = [0]

    def count(statement: str) -> None:
        seen[0] += statement.startswith(("INSERT", "COMMIT"))
        if seen[0] > inserts:
            _die()

    with register._database.writing() as connection:
        assert isinstance(connection, sqlite3.Connection)
        connection.set_trace_callback(count)
        connection.execute("PRAGMA cache_size = 1")  # so that pages reach the file before the commit
    register.reserve("killed", date(2021, 1, 19), asked(*(f"r{n}" for n in range(50))), "clerk", AT)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize("inserts", [1, 20, 50, 120, 200, 201])
def test_a_file_that_was_half_written_is_mended(tmp_path: Path, inserts: int) -> None:
    path = tmp_path / "register.sqlite"
    reserve(path, "before", "a")
    assert _died(_killed_in_the_file, path, inserts)
    assert path.with_name("register.sqlite-journal").exists() or inserts == 1
    with Register.open(path) as register:
        assert [entry.mailing for entry in register.entries()] == ["before"]
        assert reserve(path, "after", "a") == ["1-0002/2021"]
        assert register.check().findings == ()


# --- Letters made --------------------------------------------------------------------------------------------------


def pdf(digit: str) -> MadeFile:
    return MadeFile("pdf", "0001-a.pdf", digit * 64, 3)


def events(address: Address) -> list[tuple[str, ...]]:
    return behind(address, "SELECT reference, kind, at, clerk FROM events ORDER BY id")


def test_a_made_letter_names_its_files_once(address: Address) -> None:
    with Register.open(address) as register:
        register.reserve("m", date(2021, 1, 19), asked("a", "b"), "clerk", AT)
        for _ in range(2):
            record_made(register, "m", {"a": [pdf("1")]}, "second clerk", AT)
        states = [(entry.state, entry.files) for entry in register.entries("m")]
    assert states == [("made", (pdf("1"),)), ("reserved", ())]
    assert events(address) == [
        ("1-0001/2021", "reserved", "2021-01-19T08:30:00+00:00", "clerk"),
        ("1-0002/2021", "reserved", "2021-01-19T08:30:00+00:00", "clerk"),
        ("1-0001/2021", "made", "2021-01-19T08:30:00+00:00", "second clerk"),
    ]


def test_the_latest_file_of_each_format_counts(address: Address) -> None:
    docx = MadeFile("docx", "0001-a.docx", "d" * 64)
    with Register.open(address) as register:
        register.reserve("m", date(2021, 1, 19), asked("a"), "clerk", AT)
        record_made(register, "m", {"a": [pdf("1"), docx]}, "clerk", AT)
        record_made(register, "m", {"a": [pdf("2"), docx]}, "clerk", AT)
        assert set(register.entries("m")[0].files) == {pdf("2"), docx}
        kept = register.reserve("m", date(2021, 1, 19), asked("a"), "clerk", AT)["a"]
        assert kept == register.entry("1-0001/2021")
        assert kept.state == "made"


def test_made_is_recorded_for_the_whole_mailing_or_not_at_all(address: Address) -> None:
    with Register.open(address) as register:
        register.reserve("m", date(2021, 1, 19), asked("a"), "clerk", AT)
        with pytest.raises(RegisterError, match="“stranger” has no number"):
            record_made(register, "m", {"a": [pdf("1")], "stranger": [pdf("2")]}, "clerk", AT)
        assert register.entries()[0].state == "reserved"


def test_the_time_of_an_event_needs_its_zone(address: Address) -> None:
    with Register.open(address) as register:
        with pytest.raises(ValueError, match="time zone"):
            register.reserve("m", date(2021, 1, 19), asked("a"), "clerk", AT.replace(tzinfo=None))
        assert register.entries() == []


def test_10_000_letters_are_numbered_in_seconds(address: Address) -> None:
    with Register.open(address) as register:
        requests = asked(*(f"r{number}" for number in range(10_000)))
        given = register.reserve("m", date(2021, 1, 19), requests, "clerk", AT)
    assert given["r9999"].number == 10_000
