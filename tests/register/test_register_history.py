"""What became of a letter: the steps of a paper register, on both databases."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from books import Address, behind, record_made
from old_book import ROWS, old_register

from letterbook.model import Address as PostalAddress
from letterbook.model import Recipient, Series
from letterbook.register import (
    Entry,
    EventKind,
    LetterHistory,
    MadeFile,
    Register,
    RegisterError,
    RegisterForeignError,
    RegisterNewerError,
    RegisterUnusableError,
    Request,
    Step,
    StepRefusedError,
    open_register,
    snapshot,
)
from letterbook.register.errors import PUT_BACK
from letterbook.register.schema import MIGRATIONS

pytest_plugins = ["register_fixtures"]

AT = datetime(2021, 1, 25, 8, 30, tzinfo=UTC)
ISSUED = date(2021, 1, 19)
SERIES = Series("s", "{number}/{year}")
GONE = Step("dispatched", date(2021, 1, 20), "registered post", "RR 123 456 789 AZ")
STEPS: dict[EventKind, Step] = {
    "void": Step("void", note="struck from the list"),
    "dispatched": GONE,
    "returned": Step("returned", date(2021, 1, 22), note="moved"),
    "answered": Step("answered", date(2021, 1, 23), note="with thanks"),
    "reprinted": Step("reprinted", note="pages 1-3"),
    "signed": Step("signed", note="SHA-256 ab"),
}


def asked(*ids: str, subject: str = "A statement") -> list[Request]:
    return [Request(name, f"The {name}", "CH", SERIES, subject) for name in ids]


def pdf(digit: str, pages: int = 3) -> MadeFile:
    return MadeFile("pdf", "1-a.pdf", digit * 64, pages)


def issue(register: Register, *ids: str) -> list[Entry]:
    given = register.reserve("m", ISSUED, asked(*ids), "clerk", AT)
    record_made(register, "m", {name: [pdf("1")] for name in ids}, "clerk", AT)
    return list(given.values())


def at_state(register: Register, state: EventKind) -> str:
    """The reference of a letter in this state."""
    register.reserve("m", ISSUED, asked("a"), "clerk", AT)
    if state not in ("reserved", "void"):
        record_made(register, "m", {"a": [pdf("1")]}, "clerk", AT)
    ways: dict[EventKind, list[EventKind]] = {
        "void": ["void"],
        "dispatched": ["dispatched"],
        "returned": ["dispatched", "returned"],
        "answered": ["dispatched", "answered"],
    }
    for kind in ways.get(state, []):
        register.record_events(["1/2021"], STEPS[kind], "clerk", AT)
    if state == "superseded":
        register.reserve("m", ISSUED, asked("a"), "clerk", AT, ["1/2021"])["a"]
    record = register.record("1/2021")
    assert record is not None
    assert record.entry.state == state
    return "1/2021"


ALLOWED: dict[EventKind, set[EventKind]] = {
    "reserved": {"void"},
    "made": {"void", "dispatched", "reprinted", "signed"},
    "void": set(),
    "superseded": set(),
    "dispatched": {"returned", "answered", "reprinted", "signed"},
    "returned": {"dispatched", "reprinted", "signed"},
    "answered": {"answered", "reprinted", "signed"},
}


@pytest.mark.parametrize("state", ALLOWED)
def test_what_may_follow_what(new_book: Any, state: EventKind) -> None:
    for kind, said in STEPS.items():
        step = said if said.date is None else replace(said, date=date(2021, 1, 24))
        with Register.open(new_book()) as register:
            reference = at_state(register, state)
            before = register.record(reference)
            if kind in ALLOWED[state]:
                [entry] = register.record_events([reference], step, "clerk", AT)
                assert entry.state == (state if kind in ("reprinted", "signed") else kind)
            else:
                with pytest.raises(StepRefusedError, match=f"{reference} cannot be .*: it (has|was|is|came)"):
                    register.record_events([reference], step, "clerk", AT)
                assert register.record(reference) == before
            assert register.check().findings == ()


def test_a_history_is_kept_word_for_word(address: Address) -> None:
    with Register.open(address) as register:
        issue(register, "a")
        register.record_events(["1/2021"], GONE, "Second Clerk", AT + timedelta(hours=1))
        register.record_events(["1/2021"], STEPS["returned"], "clerk", AT + timedelta(hours=2))
        record = register.record("1/2021")
    assert record is not None
    assert [(event.kind, event.clerk) for event in record.events] == [
        *(("reserved", "clerk"), ("made", "clerk"), ("dispatched", "Second Clerk"), ("returned", "clerk"))
    ]
    gone = record.latest("dispatched")
    assert gone is not None
    assert (gone.date, gone.way, gone.tracking, gone.at) == (
        *(date(2021, 1, 20), "registered post", "RR 123 456 789 AZ", "2021-01-25T09:30:00+00:00"),
    )
    assert record.events[1].files == (pdf("1"),)
    assert record.latest("returned", "void") == record.events[3]
    assert record.latest("void") is None


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (Step("void"), "without a reason"),
        (Step("void", note="  "), "without a reason"),
        (Step("dispatched", None, "post"), "without a date"),
        (Step("dispatched", date(2021, 1, 20)), "without the way that it went"),
        (Step("dispatched", date(2021, 1, 26), "post"), "on 2021-01-26: that day is still to come"),
    ],
)
def test_a_step_says_what_it_lacks(address: Address, step: Step, why: str) -> None:
    with Register.open(address) as register:
        issue(register, "a")
        with pytest.raises(StepRefusedError, match=why) as refusal:
            register.record_events(["1/2021"], step, "clerk", AT)
    assert refusal.value.exit_code == 2


def test_nothing_comes_back_before_it_went(address: Address) -> None:
    with Register.open(address) as register:
        issue(register, "a")
        register.record_events(["1/2021"], GONE, "clerk", AT)
        early = Step("answered", date(2021, 1, 19))
        with pytest.raises(StepRefusedError, match="on 2021-01-19: it was dispatched on 2021-01-20"):
            register.record_events(["1/2021"], early, "clerk", AT)


@pytest.mark.parametrize(
    ("dated", "day", "why"),
    [
        (ISSUED, date(2020, 1, 20), "it is dated 2021-01-19 and got its number on 2021-01-25"),
        (ISSUED, date.min, "it is dated 2021-01-19 and got its number on 2021-01-25"),
        (ISSUED, date(2021, 1, 18), "it is dated 2021-01-19 and got its number on 2021-01-25"),
        (date(2021, 2, 26), date(2021, 1, 24), "it is dated 2021-02-26 and got its number on 2021-01-25"),
        (ISSUED, ISSUED, None),
        (date(2021, 2, 26), date(2021, 1, 25), None),
        (date(2021, 2, 26), date(2021, 1, 27), None),
    ],
)
def test_nothing_is_posted_before_it_is_dated_or_made(
    address: Address, dated: date, day: date, why: str | None
) -> None:
    """An older mailing may be entered, and the letters for an anniversary may go before their day."""
    step = Step("dispatched", day, "post")
    with Register.open(address) as register:
        register.reserve("m", dated, asked("a"), "clerk", AT)
        record_made(register, "m", {"a": [pdf("1")]}, "clerk", AT)
        if why is None:
            assert register.record_events(["1/2021"], step, "clerk", AT + timedelta(days=2))
        else:
            with pytest.raises(StepRefusedError, match=f"cannot be dispatched on {day}: {why}"):
                register.record_events(["1/2021"], step, "clerk", AT + timedelta(days=2))


def test_a_letter_is_not_posted_anew_before_it_came_back(address: Address) -> None:
    later = AT + timedelta(days=30)
    with Register.open(address) as register:
        issue(register, "a", "b")
        register.record_events(["1/2021", "2/2021"], GONE, "clerk", later)
        register.record_events(["1/2021"], Step("returned", date(2021, 2, 5), note="moved"), "clerk", later)
        register.record_events(["2/2021"], Step("returned", note="moved"), "clerk", later)
        with pytest.raises(StepRefusedError, match="on 2021-02-01: it was returned on 2021-02-05"):
            register.record_events(["1/2021"], replace(GONE, date=date(2021, 2, 1)), "clerk", later)
        with pytest.raises(StepRefusedError, match="on 2021-01-19: it was dispatched on 2021-01-20"):
            register.record_events(["2/2021"], replace(GONE, date=date(2021, 1, 19)), "clerk", later)
        register.record_events(["1/2021"], replace(GONE, date=date(2021, 2, 5)), "clerk", later)


def test_the_day_of_the_number_is_the_clerks_day(address: Address) -> None:
    """In the evening in New York it is already tomorrow in Greenwich."""
    evening = datetime(2021, 1, 24, 20, 30, tzinfo=timezone(timedelta(hours=-5)))
    with Register.open(address) as register:
        register.reserve("m", date(2021, 2, 26), asked("a"), "clerk", evening)
        record_made(register, "m", {"a": [pdf("1")]}, "clerk", evening)
        step = Step("dispatched", date(2021, 1, 24), "post")
        assert register.record_events(["1/2021"], step, "clerk", evening)


def test_today_is_the_clerks_day(address: Address) -> None:
    """At half past one in the morning in Baku it is still yesterday in Greenwich."""
    night = datetime(2021, 1, 20, 1, 30, tzinfo=timezone(timedelta(hours=4)))
    with Register.open(address) as register:
        register.reserve("m", ISSUED, asked("a"), "clerk", night)
        record_made(register, "m", {"a": [pdf("1")]}, "clerk", night)
        [entry] = register.record_events(["1/2021"], GONE, "clerk", night)
        assert entry.state == "dispatched"


def test_many_letters_go_together_or_none_does(address: Address) -> None:
    with Register.open(address) as register:
        issue(register, "a", "b", "c", "d")
        register.record_events(["2/2021"], STEPS["void"], "clerk", AT)
        register.record_events(["3/2021"], GONE, "clerk", AT)
        with pytest.raises(StepRefusedError) as refusal:
            register.record_events(["1/2021", "2/2021", "3/2021"], GONE, "clerk", AT)
        assert "2/2021 cannot be dispatched: it is void (struck from the list)." in str(refusal.value)
        assert "3/2021 cannot be dispatched: it was dispatched on 2021-01-20." in str(refusal.value)
        with pytest.raises(StepRefusedError, match="no letter 8/2021, 9/2021"):
            register.record_events(["1/2021", "8/2021", "9/2021"], GONE, "clerk", AT)
        assert [entry.state for entry in register.entries()] == ["made", "void", "dispatched", "made"]
        assert len(register.record_events(["1/2021", "4/2021", "4/2021"], GONE, "clerk", AT)) == 2


def test_a_void_letter_stays_and_its_number_is_not_given_again(address: Address) -> None:
    with Register.open(address) as register:
        issue(register, "a", "b")
        register.record_events(["2/2021"], STEPS["void"], "clerk", AT)
        given = register.reserve("m", ISSUED, asked("a", "b"), "clerk", AT)
        assert [entry.reference for entry in given.values()] == ["1/2021", "3/2021"]
        assert [entry.state for entry in register.entries("m")] == ["made", "void", "reserved"]
        assert [entry.generation for entry in register.entries("m")] == [1, 1, 2]
        register.record_events(["3/2021"], STEPS["void"], "clerk", AT)
        with pytest.raises(RegisterError, match="“b” has no number"):
            record_made(register, "m", {"b": [pdf("2")]}, "clerk", AT)
        assert register.check().findings == ()


# --- One letter in the place of another ----------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["the people's day", '"day"', "no 5", "THE “DAY”"])
def test_a_text_is_found_as_a_keyboard_types_it(address: Address, typed: str) -> None:
    subject = "The people’s day, the “day” of No\u00a05"
    with Register.open(address) as register:
        register.reserve("m", ISSUED, [*asked("a", subject=subject), *asked("b", subject="Other")], "c", AT)
        assert [record.entry.recipient_id for record in register.records(find=typed)] == ["a"]
        assert [record.entry.recipient_id for record in register.page(typed, 1, 9).letters] == ["a"]


def test_a_mailing_is_about_what_most_of_its_letters_are_about(address: Address) -> None:
    with Register.open(address) as register:
        for mailing, subjects in {"m": ["A note", "The text", "The text"], "n": ["Second", "First"]}.items():
            requests = [
                request
                for place, subject in enumerate(subjects)
                for request in asked(f"r{place}", subject=subject)
            ]
            register.reserve(mailing, ISSUED, requests, "clerk", AT)
        assert {found.mailing: found.subject for found in register.mailings()} == {
            "m": "The text",
            "n": "Second",
        }


def test_a_superseded_letter_is_marked_and_its_successor_numbered_at_once(address: Address) -> None:
    with Register.open(address) as register:
        issue(register, "a", "b")
        register.record_events(["1/2021"], GONE, "clerk", AT)
        new = register.reserve(
            "m", date(2021, 1, 25), asked("a", subject="Corrected"), "clerk", AT, ["1/2021"]
        )["a"]
        assert (new.reference, new.generation, new.mailing, new.date) == ("3/2021", 2, "m", date(2021, 1, 25))
        assert register.entry("3/2021") == new
        old = register.record("1/2021")
        successor = register.record("3/2021")
        assert old is not None
        assert successor is not None
        assert (old.entry.state, old.events[-1].other) == ("superseded", "3/2021")
        assert successor.events[0].other == "1/2021"
        record_made(register, "m", {"a": [pdf("2")]}, "clerk", AT)
        assert [entry.state for entry in register.entries()] == ["superseded", "made", "made"]
        assert list(register.peek("m", ISSUED, asked("a", "b")).values()) == [
            *(register.entry("3/2021"), register.entry("2/2021"))
        ]
        assert register.reserve("m", ISSUED, asked("a"), "clerk", AT, ["1/2021"])["a"] == register.entry(
            "3/2021"
        )
        again = register.reserve("m", ISSUED, asked("a"), "clerk", AT, ["3/2021"])["a"]
        assert (again.reference, again.generation) == ("4/2021", 3)
        assert register.check().findings == ()


def test_a_mailing_may_supersede_some_of_its_letters_and_be_given_again(address: Address) -> None:
    with Register.open(address) as register:
        issue(register, "a", "b", "c")
        old = ["1/2021", "3/2021"]
        wanted = ("m", ISSUED, asked("a", "b", "c", "d"))
        seen = register.peek(*wanted, supersede=old)
        for _ in range(2):
            given = register.reserve(*wanted, "clerk", AT, supersede=old)
            assert {name: entry.reference for name, entry in given.items()} == {
                "a": "4/2021",
                "b": "2/2021",
                "c": "5/2021",
                "d": "6/2021",
            }
            assert given.keys() == seen.keys()
        assert seen["a"] == register.entry("4/2021")
        assert [entry.state for entry in register.entries()] == [
            *("superseded", "made", "superseded", "reserved", "reserved", "reserved")
        ]
        assert register.check().findings == ()


def test_a_letter_that_has_gone_is_not_made_anew_in_silence(address: Address) -> None:
    with Register.open(address) as register:
        issue(register, "a", "b")
        register.record_events(["1/2021"], GONE, "clerk", AT)
        record_made(
            register, "m", {"a": [pdf("1")], "b": [pdf("2")]}, "clerk", AT
        )  # the same file says nothing
        with pytest.raises(StepRefusedError, match="1/2021 cannot be made again: it was dispatched"):
            record_made(register, "m", {"a": [pdf("3")], "b": [pdf("4")]}, "clerk", AT)
        assert [entry.files for entry in register.entries()] == [(pdf("1"),), (pdf("2"),)]


# --- What is kept of a letter --------------------------------------------------------------------------------------


def test_recipient_and_hashes_are_kept(address: Address) -> None:
    recipient = Recipient(
        *("a", "g", "UNESCO", None, "The Director-General", None, None, None, None, None),
        address=PostalAddress("FR", street="7 place de Fontenoy", postcode="01067"),
        language="fr",
        template="letter",
        formats=("pdf",),
        signatory=None,
        window="din-b",
        cc=("Délégation permanente",),
    )
    kept = snapshot(recipient)
    assert '"postcode":"01067"' in kept
    assert '"cc":["Délégation permanente"]' in kept
    assert "places" not in kept
    wanted = Request("a", "UNESCO", "FR", SERIES, "A statement", kept, "5" * 64, "6" * 64)
    with Register.open(address) as register:
        given = register.reserve("m", ISSUED, [wanted], "clerk", AT)["a"]
        assert register.entry("1/2021") == given
        assert (given.snapshot, given.statement_sha256, given.template_sha256) == (kept, "5" * 64, "6" * 64)
        for text in ("fontenoy", "DÉLÉGATION"):
            assert [entry.reference for entry in register.entries(find=text)] == ["1/2021"]
        for no_text in ("street", "null", "true", "_", "%", '"', "{"):
            assert register.entries(find=no_text) == [], no_text


def test_what_a_clerk_looks_for_is_in_the_history_too(address: Address) -> None:
    with Register.open(address) as register:
        issue(register, "a", "b", "c")
        register.record_events(["1/2021"], GONE, "clerk", AT)
        register.record_events(["2/2021"], STEPS["void"], "clerk", AT)
        assert [entry.reference for entry in register.entries(find="456 789 az")] == ["1/2021"]
        assert [entry.reference for entry in register.entries(find="struck")] == ["2/2021"]
        assert [entry.reference for entry in register.entries(find="registered post")] == ["1/2021"]
        assert register.entries("other", "a") == register.entries(find="Gəncə") == []


@pytest.mark.parametrize(
    ("files", "sheets"),
    [
        ((), None),
        ((MadeFile("docx", "1.docx", "d" * 64),), None),
        ((pdf("1", 1),), 1),
        ((pdf("1", 4), MadeFile("docx", "1.docx", "d" * 64)), 2),
        ((MadeFile("pdf", "1.pdf", "1" * 64, 4, 4),), 4),
    ],
)
def test_sheets_are_as_recorded_or_both_sides_of_the_pages(
    address: Address, files: tuple[MadeFile, ...], sheets: int | None
) -> None:
    with Register.open(address) as register:
        register.reserve("m", ISSUED, asked("a"), "clerk", AT)
        record_made(register, "m", {"a": files}, "clerk", AT)
        entry = register.entry("1/2021")
    assert entry is not None
    assert set(entry.files) == set(files)
    assert entry.sheets == sheets


def test_letters_stand_by_number_and_names_by_code_point(address: Address) -> None:
    """The order of the server's own language would put "a" before "B"."""
    with Register.open(address) as register:
        for name in ("b", "a", "B"):
            wanted = [Request("r", "R", "CH", Series(name, name + "{number}"), "S")]
            register.reserve(name, ISSUED, wanted, "clerk", AT)
        assert [entry.series for entry in register.entries()] == ["B", "a", "b"]


# --- The tables ----------------------------------------------------------------------------------------------------


def database_error() -> tuple[type[Exception], ...]:
    try:
        import psycopg
    except ImportError:
        return (sqlite3.IntegrityError,)
    return (sqlite3.IntegrityError, psycopg.IntegrityError)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE letters SET number = 7",
        "DELETE FROM letters",
        "UPDATE events SET clerk = 'nobody'",
        "DELETE FROM events",
        "UPDATE files SET sha256 = ''",
        "DELETE FROM files",
        "UPDATE journal SET sha256 = ''",
        "DELETE FROM journal",
    ],
)
def test_rows_are_never_changed_not_even_behind_the_programs_back(address: Address, statement: str) -> None:
    with Register.open(address) as register:
        issue(register, "a")
    with pytest.raises(database_error(), match=r"The register only grows: rows of .* are never changed"):
        behind(address, statement)


def test_an_older_register_is_brought_up_to_date_when_it_is_opened(address: Address) -> None:
    old_register(address)
    with Register.open(address):
        pass
    columns = {
        "letters": "reference, series, year, number, mailing, recipient_id, recipient_name, country, subject, issued",
        "events": "id, reference, kind, at, clerk",
        "files": "event, format, name, sha256, pages",
    }
    for table, names in columns.items():
        assert behind(address, f"SELECT {names} FROM {table} ORDER BY 1") == ROWS[table]
    with Register.open(address) as register:
        checked = register.check()
        assert (checked.letters, checked.lines, checked.findings) == (2, 6, ())
        assert [entry.state for entry in register.entries()] == ["made", "reserved"]
        first, *others = asked("a", "b", "c")
        same = [replace(first, recipient_name="Bakı Məclisi", country="AZ"), *others]
        given = register.reserve("m", ISSUED, same, "clerk", AT)
        assert [entry.reference for entry in given.values()] == ["1/2021", "2/2021", "3/2021"]
        assert register.reserve("m", ISSUED, asked("a"), "clerk", AT, ["1/2021"])["a"].reference == "4/2021"
        assert register.check().findings == ()


def test_the_upgrade_of_a_register_is_chained(address: Address) -> None:
    old_register(address)
    with Register.open(address) as register:
        register.check()
    behind(address, "UPDATE letters SET recipient_name = 'Other' WHERE reference = '1/2021'", guarded=False)
    with Register.open(address) as register:
        [finding] = register.check().findings
    assert (finding.rule, finding.table, finding.row) == ("chain", "letters", "1/2021")
    assert finding.what == "The row was changed: recipient_name was “Bakı Məclisi” and is now “Other”."


def test_a_register_newer_than_the_program_is_refused(address: Address) -> None:
    with Register.open(address) as register:
        issue(register, "a")
    newer = len(MIGRATIONS) + 1
    by_file = f"PRAGMA user_version = {newer}"
    behind(address, by_file if isinstance(address, Path) else f"INSERT INTO register_schema VALUES ({newer})")
    with pytest.raises(
        RegisterNewerError, match=r"written by a newer letterbook .* Install the newer version"
    ):
        Register.open(address)


def test_tables_of_another_program_are_left_alone(address: Address) -> None:
    behind(address, "CREATE TABLE letters (name TEXT)")
    with pytest.raises(RegisterUnusableError, match="If it is the database of another program"):
        Register.open(address)


def renumbered(address: Address, version: int) -> str:
    """SQL that gives the schema another number."""
    by_file = isinstance(address, Path)
    return (
        f"PRAGMA user_version = {version}" if by_file else f"UPDATE register_schema SET version = {version}"
    )


@pytest.mark.parametrize(
    ("edit", "damage"),
    [
        (0, "If this was the register, it is damaged|is damaged: its schema has the number 0"),
        (1, "is damaged: its schema has the number 1, but its tables are newer"),
        (-5, "is damaged: its schema has the number -5"),
        ("ALTER TABLE letters DROP COLUMN snapshot", "the column snapshot of the table letters is missing"),
        ("DROP TABLE files", "is damaged: the column event of the table files is missing"),
        ("DROP TABLE journal", "is damaged: the column content of the table journal is missing"),
    ],
)
def test_a_damaged_register_is_not_called_anothers(address: Address, edit: int | str, damage: str) -> None:
    """Whoever named another file would begin with the first number again."""
    with Register.open(address) as register:
        issue(register, "a")
    if isinstance(edit, int) and isinstance(address, str):
        behind(address, "DELETE FROM register_schema WHERE version > 1")
    behind(address, renumbered(address, edit) if isinstance(edit, int) else edit)
    with pytest.raises(RegisterUnusableError, match=damage) as refusal:
        Register.open(address)
    assert PUT_BACK in str(refusal.value)


# --- Copies and addresses ------------------------------------------------------------------------------------------


def test_a_copy_is_a_register_with_the_same_letters(address: Address, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite"
    with Register.open(address) as register:
        issue(register, "a", "b")
        register.record_events(["1/2021"], GONE, "clerk", AT)
        register.reserve("m", ISSUED, asked("a"), "clerk", AT, ["1/2021"])["a"]
        register.backup(copy)
        records, checked = register.records(), register.check()
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ".sqlite"] == []
    with Register.open(copy) as register:
        assert register.records() == records
        assert register.check() == checked
        assert register.reserve("n", ISSUED, asked("a"), "clerk", AT)["a"].number == 4


def test_a_workspace_names_its_register_by_file_or_address(address: Address, tmp_path: Path) -> None:
    named = address.name if isinstance(address, Path) else address
    with open_register(tmp_path, named) as register:
        issue(register, "a")
    with Register.open(address) as register:
        assert len(register.entries()) == 1


def test_a_record_without_events_has_no_latest() -> None:
    entry = Entry("s", 1, 2021, "1/2021", "m", "a", "A", "CH", "S", ISSUED)
    assert LetterHistory(entry, ()).latest("made") is None


def test_a_clock_that_was_set_back_is_told(address: Address) -> None:
    with Register.open(address) as register:
        register.reserve("m", ISSUED, asked("a"), "clerk", AT)
        record_made(register, "m", {"a": [pdf("1")]}, "clerk", AT)
        step = Step("dispatched", ISSUED, way="post")
        with pytest.raises(
            StepRefusedError, match="clock says 2020-01-25 .* its last entry is of 2021-01-25"
        ):
            register.record_events(["1/2021"], step, "clerk", AT.replace(year=2020))
        [gone] = register.record_events(["1/2021"], step, "clerk", AT - timedelta(minutes=5))
        assert gone.state == "dispatched"


# --- Two offices ---------------------------------------------------------------------------------------------------


def of_office(name: str | None, *ids: str) -> list[Request]:
    return [replace(request, office=name) for request in asked(*ids)]


def test_another_office_gets_no_number_from_this_register(address: Address) -> None:
    with Register.open(address) as register:
        register.reserve("m", ISSUED, of_office(None, "a"), "clerk", AT)
        register.reserve("m", ISSUED, of_office("The Ombudsman", "b"), "clerk", AT)
        for mailing in ("m", "other"):
            with pytest.raises(RegisterForeignError, match="“The Ombudsman”.*that of “The Ministry”"):
                register.reserve(mailing, ISSUED, of_office("The Ministry", "c"), "clerk", AT)
            with pytest.raises(RegisterForeignError):
                register.peek(mailing, ISSUED, of_office("The Ministry", "c"))
        given = register.reserve("other", ISSUED, of_office("The Ombudsman", "c"), "clerk", AT)
        assert [(entry.reference, entry.office) for entry in given.values()] == [("3/2021", "The Ombudsman")]
        assert register.check().findings == ()


def test_a_register_of_the_schema_before_is_brought_up_to_date(address: Address) -> None:
    with Register.open(address) as register:
        issue(register, "a", "b")
        before = register.check()
    behind(address, "ALTER TABLE letters DROP COLUMN office")
    is_file = isinstance(address, Path)
    behind(address, renumbered(address, 2) if is_file else "DELETE FROM register_schema WHERE version > 2")
    with Register.open(address) as register:
        assert register.check() == before
        assert [entry.office for entry in register.entries()] == [None, None]
        register.reserve("m", ISSUED, of_office("The Ombudsman", "a", "b", "c"), "clerk", AT)
        assert register.check().findings == ()
