"""Proves a register whole: no gap, no double, every letter's hash known, the chain of rows unbroken."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from letterbook.register import reading
from letterbook.register.dialects import Connection, dialect_of
from letterbook.register.entries import Entry, LetterHistory
from letterbook.register.errors import RegisterUnusableError
from letterbook.register.event_rules import out_of_order
from letterbook.register.journal import COLUMNS, FIRST, Mark, holds, last_hash, name_of
from letterbook.register.journal_check import journal_breaks
from letterbook.register.schema import guards, own_objects
from letterbook.register.values import oddity, shown
from letterbook.sentences import say


@dataclass(frozen=True)
class AuditFinding:
    """One thing that is not as it should be. `table` and `row` name the place, `what` says it in a sentence."""

    rule: Literal["gap", "double", "hash", "order", "chain", "guard", "value"]
    table: str
    row: str
    what: str

    def __str__(self) -> str:
        return f"{' '.join(filter(None, (self.table, self.row)))}: {self.what}"


@dataclass(frozen=True)
class Checked:
    """What a check looked at and found. `lines` counts the journal's lines, `last_hash` is the hash of the last."""

    letters: int
    lines: int
    last_hash: str
    findings: tuple[AuditFinding, ...]


def audit(connection: Connection, noted: str | None = None, marks: Sequence[Mark] = ()) -> Checked:
    """Looks at every row. The first finding of rule "chain" is the first broken row.

    `noted` is the last hash of an earlier check, `marks` the lines that were noted when the register was last written: a
    finding says so where the journal does not hold them.
    """
    records, odd = _readable(connection)
    lines, last = last_hash(connection)
    findings = (
        *(
            AuditFinding("chain", journal_break.table, journal_break.row, journal_break.what)
            for journal_break in journal_breaks(connection)
        ),
        *(_forgotten(connection, noted) if noted is not None else ()),
        *_cut_off(connection, marks),
        *_guards(connection),
        *_strangers(connection),
        *odd,
        *_gaps([record.entry for record in records]),
        *_doubles([record.entry for record in records]),
        *_orders(records),
        *_hashes(records),
    )
    (letters,) = connection.execute("SELECT COUNT(*) FROM letters").fetchone()
    return Checked(letters, lines, last, findings)


def _readable(connection: Connection) -> tuple[list[LetterHistory], list[AuditFinding]]:
    """All letters; or none, and why they cannot be read: a row that is unclear leaves open what goes before and after it."""
    try:
        return reading.everything(connection), []
    except RegisterUnusableError:
        return [], list(_odd_values(connection))


def _odd_values(connection: Connection) -> Iterator[AuditFinding]:
    letters: dict[str, str] = {}
    for table in COLUMNS:
        for row in reading.rows(connection, table):
            if table == "events":
                letters[str(row["id"])] = str(row["reference"])
            if what := oddity(row):
                what = say("{what}, which letterbook never writes.", what=what)
                yield AuditFinding("value", table, name_of(table, row, letters), what)


def _forgotten(connection: Connection, noted: str) -> Iterator[AuditFinding]:
    if noted.lower() == FIRST:
        return
    found = connection.execute("SELECT 1 FROM journal WHERE sha256 = ?", (noted.lower(),)).fetchone()
    if found is None:
        what = "The hash that was noted is not in the journal: what was written before it is not what is there now."
        yield AuditFinding("chain", "journal", noted, what)


def _cut_off(connection: Connection, marks: Iterable[Mark]) -> Iterator[AuditFinding]:
    what = "This line was noted when it was written, and is not there: the register is an old copy, or was cut off."
    for mark in marks:
        if not holds(connection, mark):
            yield AuditFinding("chain", "journal", str(mark.line), what)


def _guards(connection: Connection) -> Iterator[AuditFinding]:
    dialect = dialect_of(connection)
    there = dialect.definitions(connection)
    names = set(map(_kind_and_name, there))
    for kind, name in sorted(map(_kind_and_name, guards(dialect) - there)):
        wrong = "not as letterbook makes it" if (kind, name) in names else "missing"
        table = {"FUNCTION": "register", "INDEX": "letters"}.get(kind, name.partition("_")[0])
        what = "a number could be given twice" if kind == "INDEX" else "rows could be changed"
        yield AuditFinding("guard", table, "", f"The {kind.lower()} {name} is {wrong}; {what}.")


def _strangers(connection: Connection) -> Iterator[AuditFinding]:
    """What another hand has put into the database: a trigger can change what is written, a view what is read."""
    dialect = dialect_of(connection)
    for kind, name in sorted(dialect.objects(connection) - own_objects(dialect)):
        what = say(
            "The {kind} {name} is none of the register's; letterbook never makes it.",
            kind=kind,
            name=shown(name),
        )
        yield AuditFinding("guard", kind, shown(name), what)


def _kind_and_name(sql: str) -> tuple[str, str]:
    """What an SQL statement creates."""
    found = re.search(r"\b(TRIGGER|INDEX|FUNCTION) (\w+)", sql)
    return (found[1], found[2]) if found else ("", "")


def _gaps(entries: Sequence[Entry]) -> Iterator[AuditFinding]:
    """Every number but 1 needs the one before it: in its year, or in its series where that never begins again."""
    of_year: dict[tuple[str, int], set[int]] = defaultdict(set)
    of_series: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        of_year[entry.series, entry.year].add(entry.number)
        of_series[entry.series].add(entry.number)
    for entry in entries:
        within = [of_year[entry.series, entry.year]] if entry.reset != "never" else []
        within += (
            [of_series[entry.series]] if entry.reset != "yearly" else []
        )  # an old register does not say which
        if entry.number > 1 and not any(entry.number - 1 in numbers for numbers in within):
            yield _gap(entry, within[0])


def _gap(entry: Entry, numbers: set[int]) -> AuditFinding:
    first = max((number for number in numbers if number < entry.number), default=0) + 1
    last = entry.number - 1
    missing = f"Number {first} is" if first == last else f"Numbers {first} to {last} are"
    year = "" if entry.reset == "never" else f" of {entry.year}"
    what = say(
        "{missing} missing in the series {series}{year}.", missing=missing, series=entry.series, year=year
    )
    return AuditFinding("gap", "letters", entry.reference, what)


def _doubles(entries: Sequence[Entry]) -> Iterator[AuditFinding]:
    numbers = Counter((entry.series, entry.year, entry.number) for entry in entries)
    current = Counter((entry.mailing, entry.recipient_id) for entry in entries if entry.is_current)
    references = Counter(entry.reference for entry in entries)
    for entry in entries:
        if numbers[entry.series, entry.year, entry.number] > 1 or references[entry.reference] > 1:
            yield AuditFinding("double", "letters", entry.reference, "The number was given twice.")
        if entry.is_current and current[entry.mailing, entry.recipient_id] > 1:
            what = say(
                "{recipient_id} has more than one letter in {mailing} that is not superseded.",
                recipient_id=entry.recipient_id,
                mailing=entry.mailing,
            )
            yield AuditFinding("double", "letters", entry.reference, what)


def _orders(records: Iterable[LetterHistory]) -> Iterator[AuditFinding]:
    for record in records:
        reference = record.entry.reference
        if not record.events:
            yield AuditFinding(
                "order", "letters", reference, "The letter has no event, not even its reservation."
            )
        for event in out_of_order(record.events):
            what = say("“{kind}” cannot follow what was before it.", kind=event.kind)
            yield AuditFinding("order", "events", f"of {reference}", what)


_SHA256 = re.compile(r"[0-9a-f]{64}")


def _hashes(records: Iterable[LetterHistory]) -> Iterator[AuditFinding]:
    """A letter that was made has a file, and each file a hash."""
    for record in records:
        for event in record.events:
            known = [bool(_SHA256.fullmatch(file.sha256)) for file in event.files]
            if event.kind == "made" and not (known and all(known)):
                what = "The letter was made, but the hash of its file is not known."
                yield AuditFinding("hash", "files", f"of {record.entry.reference}", what)
