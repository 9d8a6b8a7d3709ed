"""Whatever stands in a file that comes from outside, a run ends with values or with sentences, and soon.

Random mutations of the list (YAML, CSV, XLSX), the statement, the Word letterhead and the office's file. A few of each by
default; LETTERBOOK_MUTATIONS=2000 gives so many of each kind, and -s prints what came of them.
"""

from __future__ import annotations

import copy
import io
import multiprocessing
import os
import random
import shutil
import signal
import sys
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter
from conftest import make_workspace, peak_memory
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

import letterbook
from letterbook.errors import LetterbookError
from letterbook.model import Order

COUNT = int(os.environ.get("LETTERBOOK_MUTATIONS", "6"))
MOST_SECONDS = 60
MOST_BYTES = 2 * 2**30
ISSUED = 25
"""Of the mutations that `check` is content with, each so-many-eth is issued."""

STATEMENT = "january-20"
RECIPIENT = """\
groups:
  - id: united-nations
    name: "the United Nations"
    recipients:
      - id: unesco
        post: "The Director-General"
        organisation: "UNESCO"
        salutation: "Dear Director-General,"
        in_text: "UNESCO"
        formats: [pdf]
        address: {street: "7 place de Fontenoy", city: "Paris 07 SP", postcode: "75352", country: FR}
"""
HEADINGS = [
    "id", "group", "group name", "post", "organisation", "salutation", "in_text", "street", "city", "postcode", "country",
]  # fmt: skip
ROW = [
    "unesco", "un", "the United Nations", "The Director-General", "UNESCO", "Dear Director-General,", "UNESCO", "7 place de Fontenoy",
    "Paris 07 SP", "75352", "FR",
]  # fmt: skip
SECOND_ROW = [
    "who",
    "un",
    "the United Nations",
    "",
    "WHO",
    "Dear Madam,",
    "WHO",
    "20 Avenue Appia",
    "Geneva",
    "1211",
    "CH",
]

TOKENS = (
    *"\n\t\0\r ,;:#&*!|>%@`'\"\\[]{}()<>=+-~^_$/.\ufeff\u00a0\u200b\u202e\u2028\u0301\u00ad\ud7ff\uffff\U0001f600",
    "\r\n", "---\n", "...\n", "{{", "}}", "{{ subject }}", "{{ recipient.x }}", "{{ 1/0 }}", "{{ ''|join(1,2,3) }}",
    "{% if %}", "{% for a in b %}", "{% endif %}", "{% autoescape %}", "{# ", "<<: *a\n", "&a ", "*a", "!!python/name:x ",
    "!!binary ", "? ", "- ", "  ", ": ", "null", "~", "NO", "yes", "0o17", "0x1f", "1e999", ".inf", ".nan",
    "2001-02-30", "99999999999999999999", "-1", "{number}", "{year:999}", "{number:04d}", "{}", "%s", "%n", "\\x",
    "# ", "* ", "1. ", "9999999999. ", "> ", "| a | b |\n|---|:-:|\n| c |\n", "```\n", "[a](b)", "![a](b)", "[a]: b\n",
    "<script>", "<!--", "<![CDATA[", "&#0;", "&#xD800;", "&#x110000;", "&nbsp;", "http://[::1", "file:///etc/passwd",
    "postgresql://[::1/x", "_x000D_", "sep=", "'=1", "=1+1", "#N/A", "../", "/dev/zero", "con", "\u0130", "\u00df",
)  # fmt: skip
VALUES = (
    "",
    "0",
    "-1",
    "999999999999",
    "1e9",
    "x",
    "true",
    "A1",
    "ZZZZ9999999",
    "A1:XFD1048576",
    "rId1",
    "\u0663",
    "../x",
)


# --- How a file is mutated -------------------------------------------------------------------------------------------


def of_text(data: bytes, dice: random.Random) -> bytes:
    """A text with some of its spans taken away, doubled, moved, or with a token of YAML, Markdown or Jinja put in."""
    for _ in range(dice.choice((1, 1, 1, 2, 3, 5))):
        begin = dice.randrange(len(data) + 1)
        end = min(len(data), begin + dice.choice((1, 1, 2, 5, 20, 100)))
        token = dice.choice(TOKENS).encode("utf-8", "surrogatepass")
        data = dice.choice(
            (
                data[:begin] + data[end:],
                data[:begin] + token + data[begin:],
                data[:begin] + token + data[end:],
                data[:end] + data[begin:end] * dice.choice((1, 2, 40)) + data[end:],
                data[:begin] + token * dice.choice((2, 30, 3000)) + data[begin:],
                data[:begin] + bytes([dice.randrange(256)]) + data[begin + 1 :],
                data[:begin],
                _with_lines_moved(data, dice),
            )
        )
    return dice.choice(
        (data,) * 30 + (data.decode("utf-8", "replace").encode("utf-16"), b"\xef\xbb\xbf" + data)
    )


def _with_lines_moved(data: bytes, dice: random.Random) -> bytes:
    lines = data.split(b"\n")
    line = lines.pop(dice.randrange(len(lines)))
    lines.insert(dice.randrange(len(lines) + 1), dice.choice((line, b"  " + line, line.strip())))
    return b"\n".join(lines)


def of_package(data: bytes, dice: random.Random) -> bytes:
    """A package (XLSX, DOCX) with one of its parts mutated as XML or as text, or with its own bytes changed."""
    if not dice.randrange(12):
        return of_text(data, dice)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = dice.choice(sorted(parts))
    match dice.randrange(16):
        case 0:
            del parts[name]
        case 1:
            parts[name] = parts[dice.choice(sorted(parts))]
        case 2 | 3 | 4:
            parts[name] = of_text(parts[name], dice)
        case _:
            parts[name] = _of_xml(parts[name], dice)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, content)
    return written.getvalue()


def _of_xml(data: bytes, dice: random.Random) -> bytes:
    """An XML part with some of its elements taken away, doubled, moved, renamed, or with other values."""
    try:
        root = etree.fromstring(data)
    except etree.XMLSyntaxError:
        return of_text(data, dice)
    for _ in range(dice.choice((1, 1, 2, 4))):
        elements = [element for element in root.iter() if isinstance(element.tag, str)]
        _mutate(dice.choice(elements), dice.choice(elements), root, dice)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _mutate(
    element: etree._Element, other: etree._Element, root: etree._Element, dice: random.Random
) -> None:
    parent = element.getparent()
    text = "".join(sign for sign in dice.choice((*VALUES, *TOKENS)) if sign.isprintable())
    match dice.randrange(8):
        case 0 if parent is not None:
            parent.remove(element)
        case 1 if parent is not None:
            parent.append(copy.deepcopy(element))
        case 2 if (
            other is not root
            and not any(above is other for above in element.iterancestors())
            and element is not other
        ):
            element.append(other)
        case 3:
            element.text = text
        case 4 if element.attrib:
            del element.attrib[dice.choice(sorted(element.attrib))]
        case 5:
            element.tag = other.tag
        case _ if element.attrib:
            element.attrib[dice.choice(sorted(element.attrib))] = text
        case _:
            element.tail = text


# --- What is mutated -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Kind:
    """A file of the office, how it is mutated, and the order that reads it."""

    file: str
    mutated: Callable[[bytes, random.Random], bytes]
    order: Order = field(default_factory=lambda: Order(STATEMENT))


KINDS = {
    "YAML": Kind("recipients.yaml", of_text),
    "CSV": Kind("list.csv", of_text, Order(STATEMENT, recipients="list.csv", formats=("pdf",))),
    "XLSX": Kind("list.xlsx", of_package, Order(STATEMENT, recipients="list.xlsx", formats=("pdf",))),
    "Markdown": Kind(f"statements/{STATEMENT}/en.md", of_text),
    "letterhead": Kind("templates/letter/letter.docx", of_package, Order(STATEMENT, formats=("docx",))),
    "office": Kind("letterbook.yaml", of_text),
}


def small_office(folder: Path) -> Path:
    """An office with one language, a list of every kind and little to lay out."""
    office = make_workspace(folder, RECIPIENT)
    for file in [*office.glob("statements/*/*.md"), *office.glob("templates/*/*.md")]:
        if file.name != "en.md":
            file.unlink()
    shutil.rmtree(office / "templates/note-verbale")
    rows = [HEADINGS, ROW, SECOND_ROW]
    lines = [",".join(f'"{cell}"' for cell in row) for row in rows]
    (office / "list.csv").write_text("\n".join(lines), encoding="utf-8")
    with xlsxwriter.Workbook(office / "list.xlsx") as book:
        sheet = book.add_worksheet("List")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return office


# --- What comes of it ------------------------------------------------------------------------------------------------


@dataclass
class Tally:
    """What became of the mutations of one kind."""

    outcomes: Counter[str] = field(default_factory=Counter)
    tracebacks: dict[str, str] = field(default_factory=dict)
    slowest: float = 0.0
    most_memory: int = 0
    """Bytes that the process held at its fullest."""

    def __str__(self) -> str:
        counted = ", ".join(f"{count} {outcome}" for outcome, count in sorted(self.outcomes.items()))
        return f"{counted}; slowest {self.slowest:.1f} s, memory {self.most_memory / 2**20:.0f} MB"


@pytest.mark.slow
@pytest.mark.parametrize("name", KINDS)
def test_no_mutation_ends_in_a_traceback(name: str, tmp_path: Path) -> None:
    # In a process of its own: the memory of the tests that ran before in this one is none of theirs.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as fresh:
        tally = fresh.submit(_mutate_all, name, tmp_path / "office").result()
    sys.stderr.write(f"\n{name}: {tally}\n")
    assert not tally.tracebacks, "\n\n".join(f"{key}\n{shown}" for key, shown in tally.tracebacks.items())
    assert sum(tally.outcomes.values()) >= COUNT
    assert tally.slowest < MOST_SECONDS
    assert tally.most_memory < MOST_BYTES


def _mutate_all(name: str, folder: Path) -> Tally:
    kind, office, tally = KINDS[name], small_office(folder), Tally()
    file = office / kind.file
    sound = file.read_bytes()
    assert letterbook.open_office(office).check(kind.order) == [], (
        "else every mutation stops at the same mistake"
    )

    @settings(
        max_examples=COUNT, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.integers(0, 2**64))
    def mutate(seed: int) -> None:
        file.write_bytes(kind.mutated(sound, random.Random(seed)))
        try:
            with _at_most(MOST_SECONDS):
                _run(office, kind.order, tally)
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is counted and shown
            tally.outcomes["tracebacks"] += 1
            where = traceback.extract_tb(fault.__traceback__)[-1]
            key = f"{type(fault).__name__} at {where.filename}:{where.lineno}"
            tally.tracebacks.setdefault(
                key, f"seed {seed}: {''.join(traceback.format_exception(fault)[-12:])}"
            )

    mutate()
    tally.most_memory = peak_memory()
    return tally


class EndlessError(Exception):
    """A run that takes longer than any may; where it was is in its traceback."""


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise EndlessError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _run(office: Path, order: Order, tally: Tally) -> None:
    began = time.monotonic()
    outcome = _outcome(office, order, tally.outcomes["found in order"])
    tally.slowest = max(tally.slowest, time.monotonic() - began)
    tally.outcomes[outcome] += 1


def _outcome(office: Path, order: Order, content: int) -> str:
    try:
        problems = letterbook.open_office(office).check(order)
    except LetterbookError as told:
        str(told).encode()
        return "refused"
    for problem in problems:
        str(problem).encode()
    if any(problem.is_error for problem in problems):
        return "refused"
    if content % ISSUED == 0:
        _issue(office, order)
    return "found in order"


def _issue(office: Path, order: Order) -> None:
    """What `check` is content with is issued: told by `check`, or made."""
    with _fresh_copy(office) as copy:
        done = letterbook.open_office(copy).issue(order, clerk="A clerk", at=datetime(2026, 1, 2, tzinfo=UTC))
        assert done.letters
        assert not done.failed


@contextmanager
def _fresh_copy(office: Path) -> Iterator[Path]:
    copy = office.with_name("issued")
    shutil.copytree(office, copy, ignore=shutil.ignore_patterns("out", "register*"))
    try:
        yield copy
    finally:
        shutil.rmtree(copy)
