"""Numbers: gap-free, given once, the same for the same mailing."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sqlite3
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from letterbook.model import Series
from letterbook.register import Entry, MadeFile, ReferenceTaken, Register, RegisterError, Request

OUTGOING = Series("outgoing", "1-{number:04d}/{year}")
NOTES = Series("notes", "N-{number}/{year}")
NEVER = Series("never", "L{number}", reset="never")
AT = datetime(2021, 1, 19, 8, 30, tzinfo=UTC)


def asked(*ids: str, series: Series = OUTGOING) -> list[Request]:
    return [Request(name, f"The {name}", "CH", series, "A statement") for name in ids]


def reserve(
    path: Path, mailing: str, *ids: str, issued: date = date(2021, 1, 19), series: Series = OUTGOING
) -> list[str]:
    with Register.open(path) as register:
        given = register.reserve(mailing, issued, asked(*ids, series=series), "clerk", AT)
    return [entry.reference for entry in given.values()]


def test_a_mailing_gets_its_numbers_in_the_order_of_its_list(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    assert reserve(path, "m1", "b", "a", "c") == ["1-0001/2021", "1-0002/2021", "1-0003/2021"]
    assert reserve(path, "m2", "a") == ["1-0004/2021"]


def test_the_same_mailing_again_gets_the_same_numbers(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    first = reserve(path, "m", "a", "b")
    reserve(path, "another", "x")
    assert reserve(path, "m", "a", "b") == first
    assert reserve(path, "m", "new", "b") == ["1-0004/2021", "1-0002/2021"]
    assert reserve(path, "m", "a", "a") == ["1-0001/2021"]


def test_a_yearly_series_begins_again_with_the_year_of_the_issue_date(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    assert reserve(path, "m21", "a", "b") == ["1-0001/2021", "1-0002/2021"]
    assert reserve(path, "m22", "a", issued=date(2022, 1, 19)) == ["1-0001/2022"]
    assert reserve(path, "late", "a", issued=date(2021, 12, 31)) == ["1-0003/2021"]


def test_a_series_that_never_resets_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    assert reserve(path, "m21", "a", "b", series=NEVER) == ["L1", "L2"]
    assert reserve(path, "m22", "a", issued=date(2022, 1, 19), series=NEVER) == ["L3"]


def test_series_count_apart_within_one_mailing(tmp_path: Path) -> None:
    requests = [*asked("a"), *asked("b", series=NOTES), *asked("c")]
    with Register.open(tmp_path / "register.sqlite") as register:
        given = register.reserve("m", date(2021, 1, 19), requests, "clerk", AT)
    assert [entry.reference for entry in given.values()] == ["1-0001/2021", "N-1/2021", "1-0002/2021"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Series("a", "X-{number}"), Series("b", "X-{number}")),
        (Series("a", "X-{number}"), Series("a", "X-{number}")),
    ],
    ids=["two series with one pattern", "a yearly pattern without its year"],
)
def test_one_reference_never_stands_for_two_letters(tmp_path: Path, one: Series, other: Series) -> None:
    path = tmp_path / "register.sqlite"
    reserve(path, "m21", "a", series=one)
    with Register.open(path) as register:
        issue = ("m22", date(2022, 1, 19), asked("a", series=other))
        with pytest.raises(ReferenceTaken, match=r"X-1 .*pattern in letterbook\.yaml"):
            register.peek(*issue)
        with pytest.raises(ReferenceTaken):
            register.reserve(*issue, "clerk", AT)
        assert [entry.mailing for entry in register.entries()] == ["m21"]


def test_two_series_may_not_meet_within_one_mailing(tmp_path: Path) -> None:
    one, other = Series("a", "X-{number}/{year}"), Series("b", "X-{number}/{year}")
    path = tmp_path / "register.sqlite"
    with Register.open(path) as register:
        with pytest.raises(ReferenceTaken) as refusal:
            requests = [*asked("a", series=one), *asked("b", series=other)]
            register.reserve("m", date(2021, 1, 19), requests, "clerk", AT)
        assert refusal.value.exit_code == 3
        assert register.entries() == []


def test_a_dry_run_shows_what_an_issue_takes_and_makes_no_file(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    with Register.open(path) as register:
        seen = register.peek("m", date(2021, 1, 19), asked("a", "b"))
        assert register.entries() == [] and register.entry("1-0001/2021") is None
        assert list(tmp_path.iterdir()) == []
        assert register.reserve("m", date(2021, 1, 19), asked("a", "b"), "clerk", AT) == seen
        before = path.read_bytes()
        register.peek("m", date(2021, 1, 19), asked("a", "c"))
        assert path.read_bytes() == before


def test_what_is_read_back_is_what_was_given(tmp_path: Path) -> None:
    with Register.open(tmp_path / "register.sqlite") as register:
        given = register.reserve("m", date(2021, 1, 19), asked("a", "b"), "clerk", AT)
        assert register.entries("m") == list(given.values()) == register.entries()
        assert register.entry("1-0002/2021") == given["b"]
        assert given["b"] == Entry(
            *("outgoing", 2, 2021, "1-0002/2021", "m", "b", "The b", "CH", "A statement", date(2021, 1, 19))
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
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_gap_and_no_double_whatever_is_issued(
    tmp_path_factory: pytest.TempPathFactory, runs: list[tuple[str, int, list[tuple[str, Series]]]]
) -> None:
    path = tmp_path_factory.mktemp("book") / "register.sqlite"
    with Register.open(path) as register:
        for mailing, year, wanted in runs:
            requests = [request for name, series in wanted for request in asked(name, series=series)]
            issue = (f"{mailing}-{year}", date(year, 1, 19), requests)
            seen = register.peek(*issue)
            assert register.reserve(*issue, "clerk", AT) == seen
            assert register.reserve(*issue, "clerk", AT) == seen
        assert_whole(register.entries())


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


def _desk(path: Path, desk: int, start: Barrier) -> None:
    start.wait()
    for mailing in range(10):
        reserve(path, f"m{desk}-{mailing}", *(f"r{number}" for number in range(20 + mailing)))


def test_four_desks_at_once_leave_no_gap_and_no_double(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    context = multiprocessing.get_context("spawn")
    start = context.Barrier(5)
    desks = [context.Process(target=_desk, args=(path, desk, start)) for desk in range(4)]
    for process in desks:
        process.start()
    start.wait()
    with Register.open(path) as register:
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


class Stop(Exception):
    pass


class Failing(tzinfo):
    """A time zone that breaks off while the events are being written."""

    def __init__(self, after: int) -> None:
        self.left = after

    def utcoffset(self, moment: datetime | None) -> timedelta:
        self.left -= 1
        if self.left == 0:
            raise Stop
        return timedelta(0)

    def dst(self, moment: datetime | None) -> None:
        return None

    def tzname(self, moment: datetime | None) -> None:
        return None


@pytest.mark.parametrize("after", range(1, 7))
def test_a_reservation_that_fails_gives_its_numbers_back(tmp_path: Path, after: int) -> None:
    path = tmp_path / "register.sqlite"
    reserve(path, "m1", "a")
    with Register.open(path) as register:
        with pytest.raises(Stop):
            wanted = asked("a", "b", "c", "d", "e", "f")
            register.reserve("m2", date(2021, 1, 19), wanted, "clerk", AT.replace(tzinfo=Failing(after)))
        assert [entry.mailing for entry in register.entries()] == ["m1"]
    assert reserve(path, "m3", "a") == ["1-0002/2021"]


def _killed(path: Path, inserts: int) -> None:
    register = Register.open(path)
    seen = [0]

    def count(statement: str) -> None:
        seen[0] += statement.startswith(("INSERT", "COMMIT"))
        if seen[0] > inserts:
            os.kill(os.getpid(), signal.SIGKILL)

    with register._database.writing() as connection:
        connection.set_trace_callback(count)
        connection.execute("PRAGMA cache_size = 1")  # so that pages reach the file before the commit
    register.reserve("killed", date(2021, 1, 19), asked(*(f"r{n}" for n in range(50))), "clerk", AT)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize("inserts", [1, 20, 50, 100, 101])
def test_a_killed_reservation_gives_its_numbers_back(tmp_path: Path, inserts: int) -> None:
    path = tmp_path / "register.sqlite"
    reserve(path, "before", "a")
    process = multiprocessing.get_context("spawn").Process(target=_killed, args=(path, inserts))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert path.with_name("register.sqlite-journal").exists() or inserts == 1
    with Register.open(path) as register:
        assert [entry.mailing for entry in register.entries()] == ["before"]
    assert reserve(path, "after", "a") == ["1-0002/2021"]


# --- Letters made --------------------------------------------------------------------------------------------------


def pdf(digit: str) -> MadeFile:
    return MadeFile("pdf", "0001-a.pdf", digit * 64, 3)


def events(path: Path) -> list[tuple[str, str, str, str]]:
    connection = sqlite3.connect(path)
    found = connection.execute("SELECT reference, kind, at, clerk FROM events ORDER BY id").fetchall()
    connection.close()
    return found


def test_a_made_letter_names_its_files_once(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    with Register.open(path) as register:
        register.reserve("m", date(2021, 1, 19), asked("a", "b"), "clerk", AT)
        for _ in range(2):
            register.record_made("m", {"a": [pdf("1")]}, "second clerk", AT)
        states = [(entry.state, entry.files) for entry in register.entries("m")]
    assert states == [("made", (pdf("1"),)), ("reserved", ())]
    assert events(path) == [
        ("1-0001/2021", "reserved", "2021-01-19T08:30:00+00:00", "clerk"),
        ("1-0002/2021", "reserved", "2021-01-19T08:30:00+00:00", "clerk"),
        ("1-0001/2021", "made", "2021-01-19T08:30:00+00:00", "second clerk"),
    ]


def test_the_latest_file_of_each_format_counts(tmp_path: Path) -> None:
    docx = MadeFile("docx", "0001-a.docx", "d" * 64)
    with Register.open(tmp_path / "register.sqlite") as register:
        register.reserve("m", date(2021, 1, 19), asked("a"), "clerk", AT)
        register.record_made("m", {"a": [pdf("1"), docx]}, "clerk", AT)
        register.record_made("m", {"a": [pdf("2"), docx]}, "clerk", AT)
        assert set(register.entries("m")[0].files) == {pdf("2"), docx}
        kept = register.reserve("m", date(2021, 1, 19), asked("a"), "clerk", AT)["a"]
        assert kept == register.entry("1-0001/2021") and kept.state == "made"


def test_made_is_recorded_for_the_whole_mailing_or_not_at_all(tmp_path: Path) -> None:
    with Register.open(tmp_path / "register.sqlite") as register:
        register.reserve("m", date(2021, 1, 19), asked("a"), "clerk", AT)
        with pytest.raises(RegisterError, match='"stranger" has no number'):
            register.record_made("m", {"a": [pdf("1")], "stranger": [pdf("2")]}, "clerk", AT)
        assert register.entries()[0].state == "reserved"


def test_the_time_of_an_event_needs_its_zone(tmp_path: Path) -> None:
    with Register.open(tmp_path / "register.sqlite") as register:
        with pytest.raises(ValueError, match="time zone"):
            register.reserve("m", date(2021, 1, 19), asked("a"), "clerk", AT.replace(tzinfo=None))
        assert register.entries() == []


def test_100_000_letters_are_numbered_in_seconds(tmp_path: Path) -> None:
    with Register.open(tmp_path / "register.sqlite") as register:
        requests = asked(*(f"r{number}" for number in range(100_000)))
        given = register.reserve("m", date(2021, 1, 19), requests, "clerk", AT)
    assert given["r99999"].number == 100_000
