"""What the office page costs in a large office: the processor's time of an answer, and the server's memory.

    python benchmarks/office_page.py                    10,000 addressees, 500 of them with a mistake, and 10,000 letters
    python benchmarks/office_page.py --addressees 2000
    python benchmarks/office_page.py --check            exit code 1 where an answer takes longer than the target

The page is asked as a browser asks it; its time is that of the server and of the process that reads the office's files. Needs
/proc, so Linux.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import openpyxl
from workspace import make_workspace

TARGET_MS = 300
ANSWERS = 5
"""How often each page is asked; the mean is told."""
AT = datetime(2021, 1, 19, 9, tzinfo=UTC)
HEADINGS = (
    "id",
    "organisation",
    "post",
    "street",
    "postcode",
    "city",
    "country",
    "language",
    "template",
    "salutation",
)


def make_office(folder: Path, addressees: int, mistakes: int, letters: int) -> None:
    """An office whose list is a workbook: so many addressees, every so-manyth in a country that there is not."""
    make_workspace(folder, 5)
    (folder / "recipients.yaml").unlink()
    with (folder / "letterbook.yaml").open("a", encoding="utf-8") as file:
        file.write("list:\n  file: recipients.xlsx\n")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("List")
    sheet.append(HEADINGS)
    for number in range(addressees):
        is_wrong = number * mistakes // addressees != (number + 1) * mistakes // addressees
        sheet.append(_addressee(number, "Nowhere Land" if is_wrong else "DE"))
    book.save(folder / "recipients.xlsx")
    _fill_register(folder, letters)


def _addressee(number: int, country: str) -> tuple[str, ...]:
    name, town = f"Bureau {number} of Örtliche Angelegenheiten", f"Stadt {number % 300}"
    street, postcode = f"Hauptstraße {number}", f"{10_000 + number % 80_000}"
    return (
        f"bureau-{number}",
        name,
        "The Head",
        street,
        postcode,
        town,
        country,
        "en",
        "letter",
        "Dear Sir or Madam,",
    )


def _fill_register(folder: Path, letters: int) -> None:
    """A register of so many letters in five mailings, made and dispatched."""
    from letterbook.model import Address, Recipient, Series
    from letterbook.register import MadeFile, Request, Step, open_register, snapshot

    someone = Recipient(
        *("a", "all", "A", None, None, None, None, "Dear Sir or Madam,", None, None),
        address=Address("DE"), language="en", template="letter", formats=("pdf",), signatory=None, window="din-b",
    )  # fmt: skip
    series = Series("outgoing", "1-{number:05d}/{year}", "yearly")
    with open_register(folder, "register.sqlite") as register:
        for part in range(5):
            mailing, requests = f"statement-{part}", []
            for number in range(part * letters // 5, (part + 1) * letters // 5):
                key, name, post, street, postcode, city, country, *_ = _addressee(number, "DE")
                whom = replace(someone, id=key, organisation=name, post=post, address=Address(
                    country, street=street, postcode=postcode, city=city
                ))  # fmt: skip
                requests.append(
                    Request(key, name, country, series, f"Statement {part}", snapshot(whom), "ab" * 32)
                )
            entries = register.reserve(mailing, date(2021, 1, 19), requests, "A. Clerk", AT)
            made = {key: [MadeFile("pdf", f"letters/{key}.pdf", "cd" * 32, 4, 2)] for key in entries}
            with register.recording_made(mailing, made, "A. Clerk", AT):
                pass
            references = [entry.reference for entry in entries.values()]
            tracking = {reference: f"RR {hash(reference) % 10**9:09d} DE" for reference in references}
            register.record_events(
                references, Step("dispatched", date(2021, 1, 19), "registered"), "A. Clerk", AT, tracking
            )


@contextmanager
def started(folder: Path) -> Iterator[tuple[int, str]]:
    """The page of the office in a process of its own: its process id, and the address that lets a browser in."""
    command = [sys.executable, "-u", "-m", "letterbook", "office", str(folder), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"http://\S+", process.stdout.readline())
            assert found is not None
            yield process.pid, found[0]
        finally:
            process.terminate()


def processes(pid: int) -> list[int]:
    """A process, and all that it and its own have started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    threads = [path for path in Path(f"/proc/{pid}/task").iterdir() if path.name != str(pid)]
    for thread in threads:
        children += (thread / "children").read_text().split()
    return [pid, *(each for child in children for each in processes(int(child)))]


def spent_ms(pid: int) -> float:
    """The processor's time of a process and of all below it."""
    ticks = 0
    for each in processes(pid):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(") ")[2].split()
        ticks += sum(map(int, fields[11:15]))  # its own and that of children that have ended, user and system
    return 1000 * ticks / os.sysconf("SC_CLK_TCK")


def memory_mb(pid: int) -> float:
    """What the process holds in memory now."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1000


def answer_ms(pid: int, browser: OpenerDirector, address: str) -> tuple[float, float]:
    """What the first answer takes, and each of those after it."""
    taken = []
    for _ in range(ANSWERS + 1):
        begun = spent_ms(pid)
        with browser.open(address) as answer:
            answer.read()
        taken.append(spent_ms(pid) - begun)
    return taken[0], sum(taken[1:]) / ANSWERS


def main() -> int:
    """Prints a row a page; 1 where one takes longer than it may."""
    parser = ArgumentParser()
    parser.add_argument("--addressees", type=int, default=10_000)
    parser.add_argument("--mistakes", type=int, default=500)
    parser.add_argument("--letters", type=int, default=10_000)
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()
    pages = {
        "home": "/",
        "list, first page": "/addressees",
        "list, in the middle": f"/addressees?page={asked.addressees // 100}",
        "list, only mistakes": "/addressees?only=mistakes",
        "register, first page": "/register",
        "register, in the middle": f"/register?page={asked.letters // 200}",
        "register, a name": "/register?q=bureau+4321",
        "register, in every letter": "/register?q=hauptstrasse",
        "register, a tracking number": "/register?q=RR+1",
        "register, nothing": "/register?q=nobody+of+this+name",
    }
    slowest = 0.0
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held) / "office"
        make_office(folder, asked.addressees, asked.mistakes, asked.letters)
        with started(folder) as (pid, entrance):
            browser = build_opener(HTTPCookieProcessor(CookieJar()))
            browser.open(entrance).close()
            print(
                f"{asked.addressees:,} addressees, {asked.mistakes:,} with a mistake; {asked.letters:,} letters"
            )
            print(f"{'page':30}{'first, ms':>12}{'then, ms':>12}{'server, MB':>12}")
            for name, address in pages.items():
                first, then = answer_ms(pid, browser, entrance.partition("/enter")[0] + address)
                slowest = max(slowest, then)
                print(f"{name:30}{first:12.0f}{then:12.0f}{memory_mb(pid):12.0f}")
            print(f"all its processes: {sum(map(memory_mb, processes(pid))):.0f} MB")
    print(f"slowest answer after the first: {slowest:.0f} ms (target {TARGET_MS})")
    return int(asked.check and slowest > TARGET_MS)


if __name__ == "__main__":
    sys.exit(main())
