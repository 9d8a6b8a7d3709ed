"""The first day of an office at the page: from an empty folder to letters that are printed, dispatched and found again."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import openpyxl
import pypdf
from clerk_at_work import Clerk
from playwright.sync_api import expect

LIST = "Verteiler 2026.xlsx"
STATEMENT = "Erklärung.docx"
SUBJECT = "Zum Tag der Büchereien"
HEADINGS = ("Anrede", "Titel", "Name", "Empfangsstelle", "Straße", "PLZ", "Ort", "Land", "Bemerkung")
MISTAKES = {"Land": ("Deutschlnd", "Deutschland"), "PLZ": ("1234", "12345"), "Ort": ("[Ort …]", "Musterdorf")}
"""Of three addressees: the column, what stands there, and what is meant."""
_TOWNS = (("01067", "Dresden", "Germany"), (48143, "Münster", "Deutschland"), ("80331", "München", None), (10117, "Berlin", "D"))  # fmt: skip


def write_list(file: Path) -> int:
    """Eight addressees as offices keep them: a title, headings over headings, post codes that are numbers, a row that is empty, a sum, and a sheet of old addresses. The count of addressees."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Verteiler der Stadtbücherei – Stand 11/2026"])
    sheet.append([])
    sheet.append(["Adressat", None, None, None, "Anschrift", None, None, None, "intern"])
    sheet.append(HEADINGS)
    rows = [_row(number) for number in range(8)]
    for at, (column, (wrong, _)) in enumerate(MISTAKES.items()):
        rows[2 + 2 * at][HEADINGS.index(column)] = wrong
    for number, row in enumerate(rows):
        sheet.append(row)
        if number == 4:
            sheet.append([])
    sheet.append(["Summe:", None, len(rows)])
    book.create_sheet("alt").append(["alte Adressen"])
    book.save(file)
    return len(rows)


def _row(number: int) -> list[str | int | None]:
    postcode, town, country = _TOWNS[number % 4]
    street = f"Hauptstraße {number + 1}" + ("\nHinterhaus" if number % 5 == 0 else "")
    remark = "Tel. prüfen" if number % 7 == 0 else None
    title = None if number % 3 else "Dr."
    return ["Herr" if number % 2 else "Frau", title, f"Person {number} Müller-Beispiel", f"Bücherei {number}", street, postcode, town, country, remark]  # fmt: skip


def write_statement(file: Path) -> None:
    """A page of Word."""
    document = docx.Document()
    document.add_heading(SUBJECT, 0)
    document.add_paragraph("Heute feiern die Büchereien ihren Tag, und mit ihnen alle, die lesen.")
    document.add_heading("Was wir wünschen", 1)
    document.add_paragraph("Offene Türen und lange Öffnungszeiten.")
    document.save(str(file))


def first_day(clerk: Clerk, folder: Path) -> None:
    """The whole job; `folder` holds the clerk's own files."""
    count = write_list(folder / LIST)
    write_statement(folder / STATEMENT)
    with clerk.step("office"):
        make_the_office(clerk)
    with clerk.step("list"):
        send_the_list(clerk, folder / LIST)
    with clerk.step("mistakes"):
        mend_the_mistakes(clerk, count)
    with clerk.step("statement"):
        send_the_statement(clerk, folder / STATEMENT)
    with clerk.step("look"):
        look_at_letters(clerk, 5)
    with clerk.step("issue"):
        issue_the_letters(clerk, count)
    with clerk.step("print"):
        print_the_bundle(clerk, count)
    with clerk.step("dispatch"):
        dispatch_the_letters(clerk, count)
    with clerk.step("find"):
        find_a_letter(clerk)
    with clerk.step("reprint"):
        print_it_again(clerk)


def make_the_office(clerk: Clerk) -> None:
    clerk.heading("start.title")
    clerk.shows("start")
    clerk.writes("start.name", "Stadtbücherei Beispielstadt")
    clerk.writes("start.address", "Am Markt 1\n12345 Beispielstadt")
    clerk.writes("start.country", "Deutschland")
    clerk.writes("start.signatory", "A. Muster")
    clerk.writes("start.signatory-title", "Leitung")
    clerk.presses("start.make")
    clerk.heading("home.title")
    clerk.shows("home")


def send_the_list(clerk: Clerk, file: Path) -> None:
    clerk.follows("sections.addressees")
    clerk.follows("lists.title")
    clerk.shows("new-list")
    clerk.sends("lists.file", file)
    clerk.presses("lists.look")
    clerk.chooses(clerk.page.get_by_label("Empfangsstelle"), "field.organisation")
    clerk.shows("columns")
    clerk.presses("lists.take")


def mend_the_mistakes(clerk: Clerk, count: int) -> None:
    clerk.heading("addressees.title")
    clerk.sees("addressees.count", count=count)
    clerk.follows("addressees.only")
    clerk.shows("mistakes")
    wrong = clerk.page.locator("textarea[aria-invalid]")
    for left in range(len(MISTAKES), 0, -1):
        expect(wrong).to_have_count(left)
        cell = wrong.first
        heading = cell.get_attribute("aria-label") or ""
        clerk.writes_in(cell, MISTAKES[heading][1])
        clerk.press(wrong.first.locator("xpath=ancestor::tr").get_by_role("button"))
    clerk.sees("addressees.none-wrong")
    clerk.shows("mended")


def send_the_statement(clerk: Clerk, file: Path) -> None:
    clerk.follows("sections.mailings")
    clerk.follows("text.new-mailing")
    clerk.shows("new-mailing")
    clerk.sends("text.file", file)
    clerk.presses("text.make")
    clerk.heading("text.taken")
    clerk.shows("text-taken")
    clerk.follows("text.read-through")
    clerk.shows("text")
    clerk.writes("text.date", "2026-11-24")
    clerk.writes("text.place", "Beispielstadt")
    clerk.presses("text.save")
    clerk.sees("text.saved")
    clerk.follows("text.texts")
    clerk.shows("texts")
    clerk.follows_text(SUBJECT)


def look_at_letters(clerk: Clerk, count: int) -> None:
    clerk.shows("mailing")
    clerk.follows("mailing.look-now")
    clerk.shows("letters")
    clerk.follows_text("Person 0")
    for number in range(1, count + 1):
        expect(clerk.page.locator(".sheets img").first).to_be_visible()
        expect(clerk.page.locator(".problems")).to_be_hidden()  # notices do not stand before the letter
        clerk.shows(f"letter-{number}")
        if number < count:
            clerk.follows("letter.after")
    clerk.follows("letters.title")
    clerk.follows("job.back")


def issue_the_letters(clerk: Clerk, count: int) -> None:
    clerk.presses("mailing.plan-now")
    clerk.heading("plan.title")
    clerk.shows("plan")
    clerk.presses("plan.issue")
    clerk.heading("issued.done")
    clerk.shows("done")
    clerk.follows("issued.open")


def print_the_bundle(clerk: Clerk, count: int) -> None:
    clerk.shows("issued")
    bundle = clerk.prints(lambda: clerk.follows("issued.print"))
    assert len(pypdf.PdfReader(io.BytesIO(bundle)).pages) >= count


def dispatch_the_letters(clerk: Clerk, count: int) -> None:
    clerk.presses("dispatch.show")
    clerk.shows("dispatch")
    clerk.presses("dispatch.now")
    expect(clerk.page.get_by_text(f"{clerk.words.text('register.recorded')} {count}")).to_be_visible()
    clerk.shows("register")


def find_a_letter(clerk: Clerk) -> None:
    clerk.writes("register.search", "Person 7")
    clerk.presses("letters.search-now")
    expect(clerk.page.locator("td .state")).to_have_text(clerk.words.text("state.dispatched"))
    clerk.shows("found")


def print_it_again(clerk: Clerk) -> None:
    clerk.press(clerk.page.locator("td.fixed a"))
    clerk.shows("history")
    again = clerk.prints(lambda: clerk.presses("register.reprint"))
    assert "Person 7" in pypdf.PdfReader(io.BytesIO(again)).pages[0].extract_text()
