"""`register check`: what was done behind the program's back is found and named, on both databases."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from books import Address, behind, record_made
from postgres_server import Server

from letterbook.model import Series
from letterbook.register import AuditFinding, MadeFile, Register, RegisterUnusableError, Request, Step
from letterbook.register.journal import FIRST, chained, line
from letterbook.remedies import Remedy

pytest_plugins = ["register_fixtures"]

AT = datetime(2021, 1, 25, 8, 30, tzinfo=UTC)
ISSUED = date(2021, 1, 19)
SERIES = Series("s", "{number}/{year}")
NEVER = Series("n", "N{number}", reset="never")


EVENT = f"""
INSERT INTO events (id, reference, kind, at, clerk) VALUES ({{}}, '{{}}', '{{}}', '{AT.isoformat()}', 'x')
"""


NO_LINE = "The journal has no line for the row: another program added it, or took its line away."
DELETED = (
    "The row was deleted. It said: at “2021-01-25T08:30:00+00:00”, clerk “clerk”, day “2021-01-20”, id “11”, kind"
    " “dispatched”, reference “2/2021”, way “post”."
)


def asked(*ids: str, series: Series = SERIES) -> list[Request]:
    return [Request(name, f"The {name}", "CH", series, "A statement") for name in ids]


@pytest.fixture
def book(address: Address) -> Address:
    """Letters 1 to 5 of 2021, made, the second dispatched; one of 2022; two that never begin again."""
    with Register.open(address) as register:
        register.reserve("m", ISSUED, asked("a", "b", "c", "d", "e"), "clerk", AT)
        made = {name: [MadeFile("pdf", f"{name}.pdf", "1" * 64, 3)] for name in "abcde"}
        record_made(register, "m", made, "clerk", AT)
        register.record_events(["2/2021"], Step("dispatched", date(2021, 1, 20), "post"), "clerk", AT)
        register.reserve("m22", date(2022, 1, 19), asked("a"), "clerk", AT)
        register.reserve("n21", ISSUED, asked("a", series=NEVER), "clerk", AT)
        register.reserve("n22", date(2022, 1, 19), asked("a", series=NEVER), "clerk", AT)
    return address


def findings(book: Address, noted: str | None = None) -> list[AuditFinding]:
    with Register.open(book) as register:
        return list(register.check(noted).findings)


def said(book: Address) -> list[tuple[str, str, str]]:
    return [(finding.rule, f"{finding.table} {finding.row}", finding.what) for finding in findings(book)]


def test_a_whole_register(book: Address) -> None:
    with Register.open(book) as register:
        checked = register.check()
    assert checked.findings == ()
    assert (checked.letters, checked.lines) == (8, 8 + 8 + 5 + 5 + 1)
    assert behind(book, "SELECT sha256 FROM journal ORDER BY position DESC LIMIT 1") == [(checked.last_hash,)]


def test_an_empty_register(address: Address) -> None:
    with Register.open(address) as register:
        checked = register.check()
    assert (checked.letters, checked.lines, checked.last_hash, checked.findings) == (0, 0, FIRST, ())


@pytest.mark.parametrize(
    ("statement", "row", "what"),
    [
        (
            "UPDATE letters SET subject = 'Another' WHERE reference = '3/2021'",
            "letters 3/2021",
            "The row was changed: subject was “A statement” and is now “Another”.",
        ),
        (
            "UPDATE letters SET snapshot = '{}' WHERE reference = '3/2021'",
            "letters 3/2021",
            "The row was changed: snapshot was “” and is now “{}”.",
        ),
        (
            "UPDATE events SET day = '2021-01-21' WHERE kind = 'dispatched'",
            "events 11 of 2/2021",
            "The row was changed: day was “2021-01-20” and is now “2021-01-21”.",
        ),
        (
            f"UPDATE files SET sha256 = '{'2' * 64}' WHERE event = 8",
            "files 8 pdf of 3/2021",
            f"The row was changed: sha256 was “{'1' * 64}” and is now “{'2' * 64}”.",
        ),
        (
            "DELETE FROM events WHERE id = 11",
            "events 11 of 2/2021",
            DELETED,
        ),
        (
            EVENT.format(99, "1/2021", "void"),
            "events 99 of 1/2021",
            NO_LINE,
        ),
    ],
)
def test_an_edit_with_another_program_is_found_and_named(
    book: Address, statement: str, row: str, what: str
) -> None:
    behind(book, statement, guarded=False)
    assert said(book) == [("chain", row, what)]


def test_the_first_broken_row_comes_first(book: Address) -> None:
    behind(
        book,
        "UPDATE letters SET country = 'XX' WHERE reference IN ('4/2021', '2/2021')",
        "UPDATE events SET clerk = 'nobody' WHERE id = 1",
        guarded=False,
    )
    assert [row for _, row, _ in said(book)] == ["letters 2/2021", "letters 4/2021", "events 1 of 1/2021"]


def rewritten(book: Address, reference: str, subject: str) -> tuple[int, str, str]:
    """A letter's line in the journal with another subject: its position, the new line, the hash that fits it."""
    lines = behind(book, "SELECT position, content, sha256 FROM journal ORDER BY position")
    before = FIRST
    for position, content, sha256 in lines:
        table, row = json.loads(content)
        if table == "letters" and row["reference"] == reference:
            changed = line(table, {**row, "subject": subject})
            return position, changed, chained(before, changed)
        before = sha256
    raise AssertionError(reference)


def edit_row_and_line(book: Address, subject: str) -> None:
    """The row's subject becomes this one, and in its line of the journal “Another”."""
    _, changed, _ = rewritten(book, "3/2021", "Another")
    behind(
        book,
        f"UPDATE letters SET subject = '{subject}' WHERE reference = '3/2021'",
        f"UPDATE journal SET content = '{changed}' WHERE position = 3",
        guarded=False,
    )


def test_an_edit_of_row_and_journal_is_found(book: Address) -> None:
    edit_row_and_line(book, "Another")
    assert said(book) == [
        (
            *("chain", "letters 3/2021"),
            "Line 3 of the journal was changed after it was written, or the one before it.",
        )
    ]


def test_an_edit_of_row_and_journal_and_its_hash_breaks_the_next_line(book: Address) -> None:
    position, changed, sha256 = rewritten(book, "3/2021", "Another")
    behind(
        book,
        "UPDATE letters SET subject = 'Another' WHERE reference = '3/2021'",
        f"UPDATE journal SET content = '{changed}', sha256 = '{sha256}' WHERE position = {position}",
        guarded=False,
    )
    assert [(rule, row) for rule, row, _ in said(book)] == [("chain", "letters 4/2021")]


def rewrite_everything(book: Address) -> None:
    """What only a forger does: another subject, and the whole chain anew."""
    statements = ["UPDATE letters SET subject = 'Another' WHERE reference = '3/2021'"]
    before = FIRST
    for position, content, _ in behind(
        book, "SELECT position, content, sha256 FROM journal ORDER BY position"
    ):
        table, row = json.loads(content)
        if row.get("reference") == "3/2021" and table == "letters":
            row["subject"] = "Another"
        new = line(table, row)
        before = chained(before, new)
        statements.append(
            f"UPDATE journal SET content = '{new}', sha256 = '{before}' WHERE position = {position}"
        )
    behind(book, *statements, guarded=False)


def test_a_whole_chain_made_anew_is_found_by_a_hash_on_paper(book: Address) -> None:
    with Register.open(book) as register:
        noted = register.check().last_hash
        register.reserve("later", ISSUED, asked("x"), "clerk", AT)
    assert findings(book, noted) == findings(book, noted.upper()) == findings(book, FIRST) == []
    rewrite_everything(book)
    assert findings(book) == []
    [finding] = findings(book, noted)
    assert finding.rule == "chain"
    assert finding.what.startswith("The hash that was noted is not in the journal")


@pytest.mark.parametrize(
    "where", ["position = 4", "position BETWEEN 4 AND 6"], ids=["one line", "three lines"]
)
def test_missing_lines_are_found(book: Address, where: str) -> None:
    behind(book, f"DELETE FROM journal WHERE {where}", guarded=False)
    found = said(book)
    assert ("chain", "journal 4", "Lines are missing from the journal here.") in found
    assert ("chain", "letters 4/2021", NO_LINE) in found


def test_a_line_that_is_added_for_a_changed_row_is_found(book: Address) -> None:
    """The journal would agree with itself, and with the row."""
    with Register.open(book) as register:
        checked = register.check()
    _, changed, _ = rewritten(book, "3/2021", "Another")
    behind(
        book,
        "UPDATE letters SET subject = 'Another' WHERE reference = '3/2021'",
        f"INSERT INTO journal VALUES ({checked.lines + 1}, '{changed}', '{chained(checked.last_hash, changed)}')",
        guarded=False,
    )
    assert ("chain", "letters 3/2021", "The journal has the row twice.") in said(book)


NO_VALUES = [
    ("letters", "issued = 'gestern' WHERE reference = '3/2021'", "3/2021: issued is “gestern”"),
    ("letters", "snapshot = '{' WHERE reference = '3/2021'", "3/2021: snapshot is “{”"),
    ("letters", "snapshot = '[]' WHERE reference = '3/2021'", "3/2021: snapshot is “[]”"),
    ("events", "day = 'gestern' WHERE id = 11", "11 of 2/2021: day is “gestern”"),
    ("events", "at = '2021-01-25' WHERE id = 11", "11 of 2/2021: at is “2021-01-25”"),
    ("events", "kind = 'sold' WHERE id = 11", "11 of 2/2021: kind is “sold”"),
]
ONLY_IN_SQLITE = [
    ("letters", "number = 'drei' WHERE reference = '3/2021'", "3/2021: number is “drei”"),
    ("letters", "country = x'ff' WHERE reference = '3/2021'", "3/2021: country is “b'\\xff'”"),
    ("letters", "country = CAST(x'ff41' AS TEXT) WHERE reference = '3/2021'", "3/2021: country is “\ufffdA”"),
    ("letters", "mailing = 'm', generation = 'x' WHERE reference = '3/2021'", "3/2021: generation is “x”"),
    ("files", "pages = 'vier' WHERE event = 8", "8 pdf of 3/2021: pages is “vier”"),
]


@pytest.mark.parametrize(("table", "edit", "what"), [*NO_VALUES, *ONLY_IN_SQLITE])
def test_what_letterbook_never_writes_is_named_and_stops_every_command(
    book: Address, table: str, edit: str, what: str
) -> None:
    if not isinstance(book, Path) and (table, edit, what) in ONLY_IN_SQLITE:
        pytest.skip("PostgreSQL keeps the types of its columns")
    behind(book, f"UPDATE {table} SET {edit}", guarded=False)
    found = findings(book)
    assert [finding.rule for finding in found] == ["chain", "value"]
    assert str(found[1]) == f"{table} {what}, which letterbook never writes."
    sentence = re.escape(f"{table} {what}. Another program has changed it.")
    with Register.open(book) as register:
        for ask in (
            register.records,
            lambda: register.entries(find="x"),
            lambda: register.reserve("m", ISSUED, asked("z"), "clerk", AT),
            lambda: register.record_events(["2/2021", "3/2021"], Step("reprinted"), "clerk", AT),
        ):
            with pytest.raises(RegisterUnusableError, match=sentence) as refusal:
                ask()
            assert refusal.value.remedies == (Remedy.CHECK_REGISTER,)


def test_no_number_is_given_after_one_that_is_none(tmp_path: Path) -> None:
    """In a mailing of its own, whose letters are all as they should be."""
    path = tmp_path / "register.sqlite"
    with Register.open(path) as register:
        register.reserve("m", ISSUED, asked("a"), "clerk", AT)
        behind(path, "UPDATE letters SET number = 'drei'", guarded=False)
        with pytest.raises(RegisterUnusableError, match="letters 1/2021: number is “drei”"):
            register.reserve("other", ISSUED, asked("a"), "clerk", AT)


STRANGERS = {
    "table": "CREATE TABLE notes (text TEXT)",
    "view": "CREATE VIEW pretty AS SELECT * FROM letters",
}


@pytest.mark.parametrize("kind", STRANGERS)
def test_what_another_hand_has_put_into_the_database(book: Address, kind: str) -> None:
    behind(book, STRANGERS[kind])
    [finding] = findings(book)
    assert (finding.rule, finding.table) == ("guard", kind)
    assert "none of the register's" in finding.what


def test_a_trigger_that_changes_what_is_written(tmp_path: Path) -> None:
    path = tmp_path / "register.sqlite"
    with Register.open(path) as register:
        register.reserve("m", ISSUED, asked("a"), "clerk", AT)
    behind(path, "CREATE TRIGGER quiet AFTER INSERT ON letters BEGIN SELECT 1; END")
    [finding] = findings(path)
    assert (
        str(finding)
        == "trigger quiet: The trigger quiet is none of the register's; letterbook never makes it."
    )


def test_findings_can_be_printed(book: Address) -> None:
    edits = ["UPDATE letters SET subject = 'A\u001b[31m\u0007' || 'B'", "UPDATE letters SET country = 'B'"]
    behind(book, *edits, guarded=False)
    found = findings(book)
    assert found
    assert all(str(finding).isprintable() for finding in found)


DEEP = "[" * 100_000


@pytest.mark.parametrize(
    "content",
    [
        "no JSON",
        "[]",
        '["photos", {}]',
        '["letters", 5]',
        "5",
        "[[1], {}]",
        '["letters", {"reference": []}]',
        DEEP,
    ],
    ids=range(8),
)
def test_a_line_that_is_none_is_found(book: Address, content: str) -> None:
    behind(book, f"UPDATE journal SET content = '{content}' WHERE position = 3", guarded=False)
    what = "Line 3 of the journal was changed after it was written. The row is as it was written."
    assert said(book) == [("chain", "letters 3/2021", what)]


def test_an_edit_of_the_journal_alone_does_not_blame_the_row(book: Address) -> None:
    _, changed, _ = rewritten(book, "3/2021", "Another")
    behind(book, f"UPDATE journal SET content = '{changed}' WHERE position = 3", guarded=False)
    what = "Line 3 of the journal was changed after it was written: subject was “A statement” and is now “Another”."
    assert said(book) == [("chain", "letters 3/2021", f"{what} The row is as it was written.")]


def test_a_file_that_was_deleted_names_its_letter(book: Address) -> None:
    behind(book, "DELETE FROM files WHERE event = 6", guarded=False)
    what = "The row was deleted. It said: event “6”, format “pdf”, name “a.pdf”, pages “3”,"
    assert said(book)[0] == ("chain", "files 6 pdf of 1/2021", f"{what} sha256 “{'1' * 64}”.")


def test_a_line_that_names_another_row_does_not_blame_either(book: Address) -> None:
    edit = "UPDATE journal SET content = replace(content, '\"3/2021\"', '\"4/2021\"') WHERE position = 3"
    behind(book, edit, guarded=False)
    what = "Line 3 of the journal was changed after it was written. The row is as it was written."
    assert said(book) == [("chain", "letters 3/2021", what)]


def test_row_and_journal_that_were_both_edited_are_told_apart(book: Address) -> None:
    edit_row_and_line(book, "A third")
    assert said(book) == [
        (
            *("chain", "letters 3/2021"),
            "The row is not as line 3 of the journal: subject is “A third” here and “Another” there.",
        ),
        (
            *("chain", "letters 3/2021"),
            "Line 3 of the journal was changed after it was written, or the one before it.",
        ),
    ]


def test_a_journal_of_broken_lines_is_looked_through_in_a_moment(address: Address) -> None:
    with Register.open(address) as register:
        register.reserve("m", ISSUED, asked(*(f"r{number}" for number in range(1000))), "clerk", AT)
    behind(address, "UPDATE journal SET content = 'x'", guarded=False)
    began = time.perf_counter()
    assert len(findings(address)) > 2000
    assert time.perf_counter() - began < 10


def test_of_a_snapshot_the_fields_are_named_that_were_changed(address: Address) -> None:
    kept = '{"address":{"city":"Geneva","lines":[]},"name":"A"}'
    with Register.open(address) as register:
        register.reserve("m", ISSUED, [replace(asked("a")[0], snapshot=kept)], "clerk", AT)
    behind(address, "UPDATE letters SET snapshot = replace(snapshot, 'Geneva', 'Bern')", guarded=False)
    what = "The row was changed: snapshot.address.city was “Geneva” and is now “Bern”."
    assert said(address) == [("chain", "letters 1/2021", what)]
    behind(address, 'UPDATE letters SET snapshot = \'{"name" : "A"}\'', guarded=False)
    assert said(address)[0][2] == (
        "The row was changed: snapshot.address.city was “Geneva” and is now “”, snapshot.address.lines was “[]” and"
        " is now “”."
    )


LETTER = """
INSERT INTO letters (reference, series, year, number, mailing, recipient_id, recipient_name, country, subject, issued,
    generation, reset)
VALUES ('{0}', '{1}', {2}, {3}, 'x', '{0}', 'X', 'CH', 'S', '{2}-01-19', 1, {4})
"""


def rules(book: Address) -> list[tuple[str, str]]:
    return [(finding.row, finding.what) for finding in findings(book) if finding.rule in ("gap", "double")]


@pytest.mark.parametrize(
    ("letter", "what"),
    [
        (("9/2021", "s", 2021, 9, "'yearly'"), "Numbers 6 to 8 are missing in the series s of 2021."),
        (("3/2022", "s", 2022, 3, "'yearly'"), "Number 2 is missing in the series s of 2022."),
        (("2/2023", "s", 2023, 2, "'yearly'"), "Number 1 is missing in the series s of 2023."),
        (("N4", "n", 2023, 4, "'never'"), "Number 3 is missing in the series n."),
        (("9/2021", "s", 2021, 9, "NULL"), "Numbers 6 to 8 are missing in the series s of 2021."),
    ],
)
def test_a_gap_is_found_in_its_series_and_year(
    book: Address, letter: tuple[str, str, int, int, str], what: str
) -> None:
    behind(book, LETTER.format(*letter))
    assert rules(book) == [(letter[0], what)]


def test_a_series_that_never_begins_again_has_no_gap(book: Address) -> None:
    behind(book, LETTER.format("N3", "n", 2023, 3, "'never'"), LETTER.format("N4", "n", 2024, 4, "NULL"))
    assert rules(book) == []


def test_a_number_that_was_given_twice_is_found(book: Address) -> None:
    behind(
        book, "DROP INDEX letter_number", LETTER.format("5b/2021", "s", 2021, 5, "'yearly'"), guarded=False
    )
    assert rules(book) == [
        ("5/2021", "The number was given twice."),
        ("5b/2021", "The number was given twice."),
    ]


def test_two_letters_to_one_recipient_are_found(book: Address) -> None:
    copied = "series, year, 6, mailing, recipient_id, recipient_name, country, subject, issued, 2"
    columns = copied.replace("6", "number").replace(" 2", " generation")
    behind(
        book,
        f"INSERT INTO letters (reference, {columns}) SELECT '6/2021', {copied} FROM letters"
        " WHERE reference = '5/2021'",
    )
    what = "e has more than one letter in m that is not superseded."
    assert rules(book) == [("5/2021", what), ("6/2021", what)]


def test_events_in_an_order_that_cannot_be_are_found(book: Address) -> None:
    behind(book, EVENT.format(90, "1/2021", "answered"), EVENT.format(91, "3/2021", "returned"))
    found = [(finding.row, finding.what) for finding in findings(book) if finding.rule == "order"]
    assert found == [
        ("of 1/2021", "“answered” cannot follow what was before it."),
        ("of 3/2021", "“returned” cannot follow what was before it."),
    ]


def test_a_letter_without_history_is_found(book: Address) -> None:
    behind(book, LETTER.format("6/2021", "s", 2021, 6, "'yearly'"))
    assert ("order", "letters 6/2021", "The letter has no event, not even its reservation.") in said(book)


@pytest.mark.parametrize(
    "statement", ["DELETE FROM files WHERE event = 8", "UPDATE files SET sha256 = 'none' WHERE event = 8"]
)
def test_a_made_letter_without_a_hash_is_found(book: Address, statement: str) -> None:
    behind(book, statement, guarded=False)
    what = "The letter was made, but the hash of its file is not known."
    assert ("hash", "files of 3/2021", what) in said(book)


def test_a_missing_trigger_is_found(book: Address) -> None:
    on_table = "" if isinstance(book, Path) else " ON events"
    behind(book, f"DROP TRIGGER events_are_never_changed{on_table}")
    assert said(book) == [
        ("guard", "events ", "The trigger events_are_never_changed is missing; rows could be changed.")
    ]


EMPTY_IN_SQLITE = "CREATE TRIGGER letters_are_never_changed BEFORE UPDATE ON letters BEGIN SELECT 1; END"
EMPTY_IN_POSTGRES = """
CREATE TRIGGER letters_are_never_changed BEFORE UPDATE ON letters FOR EACH ROW WHEN (false)
    EXECUTE FUNCTION register_only_grows()
"""


def test_an_empty_trigger_of_the_same_name_is_found(book: Address) -> None:
    on_table = "" if isinstance(book, Path) else " ON letters"
    empty = EMPTY_IN_SQLITE if isinstance(book, Path) else EMPTY_IN_POSTGRES
    behind(book, f"DROP TRIGGER letters_are_never_changed{on_table}", empty)
    what = "The trigger letters_are_never_changed is not as letterbook makes it; rows could be changed."
    assert said(book) == [("guard", "letters ", what)]


def test_a_function_that_refuses_nothing_is_found(server: Server) -> None:
    """All triggers of PostgreSQL call one function."""
    behind(server.address(), "CREATE SCHEMA hollow")
    address = server.address("hollow")
    with Register.open(address) as register:
        register.reserve("m", ISSUED, asked("a"), "clerk", AT)
        assert register.check().findings == ()
    behind(
        address,
        "CREATE OR REPLACE FUNCTION register_only_grows() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN RETURN NEW; END'",
    )
    what = "The function register_only_grows is not as letterbook makes it; rows could be changed."
    assert said(address) == [("guard", "register ", what)]


@pytest.mark.parametrize("index", ["letter_number", "letter_of_mailing"])
def test_a_missing_index_is_found(book: Address, index: str) -> None:
    behind(book, f"DROP INDEX {index}")
    what = f"The index {index} is missing; a number could be given twice."
    assert said(book) == [("guard", "letters ", what)]


def test_a_finding_reads_as_a_sentence() -> None:
    assert str(AuditFinding("guard", "events", "", "It is so.")) == "events: It is so."
    assert (
        str(AuditFinding("gap", "letters", "3/2021", "It is “so : so”."))
        == "letters 3/2021: It is “so : so”."
    )


def test_the_chain_is_what_the_page_says() -> None:
    """docs/register.md gives the formula, so that another program can check a register too."""
    content = line("events", {"kind": "void", "id": 3, "note": "köhnə", "way": None})
    assert content == '["events",{"id":3,"kind":"void","note":"köhnə"}]'
    assert chained(FIRST, content) == hashlib.sha256(f"{'0' * 64}\n{content}".encode()).hexdigest()


def test_both_databases_write_the_same_journal(new_book: Callable[[], Address], tmp_path: Path) -> None:
    hashes = set()
    for address in (new_book(), tmp_path / "beside.sqlite"):
        with Register.open(address) as register:
            register.reserve("m", ISSUED, asked("a", "b"), "clerk", AT)
            record_made(register, "m", {"a": [MadeFile("pdf", "a.pdf", "1" * 64, 3)]}, "clerk", AT)
            hashes.add(register.check().last_hash)
    assert len(hashes) == 1
