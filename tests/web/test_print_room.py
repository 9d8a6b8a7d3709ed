"""The print room on the page: piles are printed and taken away, and scans of the signed sheets are read, by a clerk in a real browser."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import print_jobs
import pypdf
import pytest
from browsers import FORM, ended
from in_chromium import barriers, beyond_the_edge, complaints, opened
from playwright.sync_api import Browser, Page, expect
from running_page import started
from scanned_stack import rendered, signed, stacked, worn
from starlette.testclient import TestClient

from letterbook.printing.posted_letters import posted_mailing
from letterbook.printing.scans import signature_places
from letterbook.sources.office import office_of
from letterbook.web.jobs import Job

pytestmark = pytest.mark.slow
pytest_plugins = ["chromium_fixtures", "page_fixtures"]

LISTED = print_jobs.LISTED
"""To whom the office of these tests has issued."""
NAME = "january-20-2021-01-19"
PRINT, SIGNED = f"/issued/{NAME}/print", f"/issued/{NAME}/signed"
BUSY = "for something else just now"


def scans(issued_office: Path, folder: Path) -> Path:
    """The first letter signed and upside down, the second one without a signature, and nothing of the third."""
    mailing = issued_office / "out" / NAME
    pile = issued_office / "out/print" / NAME / "piles/02-en.pdf"
    [place] = signature_places(
        mailing, posted_mailing(mailing, office_of(issued_office).languages).printed[0]
    )
    sheets = [
        worn(signed(rendered(pile, 3), place), 181, seed=1),
        worn(rendered(pile, 7), 1, seed=2),
    ]
    return stacked(sheets, folder / "scan.pdf")


def taken(page: Page, name: str) -> pypdf.PdfReader:
    """The PDF that a link of this name leads to."""
    link = page.get_by_role("link", name=name, exact=True)
    answer = page.request.get(page.url.partition("/jobs")[0] + str(link.get_attribute("href")))
    assert answer.headers["content-type"] == "application/pdf"
    return pypdf.PdfReader(io.BytesIO(answer.body()))


def test_from_a_mailing_to_piles_labels_and_signed_letters(
    chromium: Browser, axe: str, issued_office: Path, tmp_path: Path
) -> None:
    with started(issued_office) as (_, address):
        page = opened(chromium, address)
        seen: dict[str, Any] = {}

        def look(name: str) -> None:
            seen[name] = barriers(page, axe)

        page.goto(address.partition("/enter")[0] + f"/issued/{NAME}")
        page.get_by_role("link", name="Print in piles").click()
        look("print")
        page.get_by_label("language", exact=True).check()
        expect(page.get_by_label("A code on each sheet")).to_be_checked()
        page.get_by_label("Marks for a machine that folds and fills").check()
        page.get_by_label("for the file", exact=True).check()
        page.get_by_role("button", name="Make the piles").press("Enter")
        expect(page.get_by_text("Every page was read back")).to_be_visible()
        look("printed")
        pile = taken(page, "piles/02-en.pdf")
        assert (
            len(pile.pages) == 9
        )  # the separator with its back, and two letters with an enclosure of a page each
        assert "UNESCO" in pile.pages[6].extract_text()
        drawn = pile.pages[2].get_contents()
        assert drawn is not None
        assert b" 22.677 1.417 re" in drawn.get_data()  # a bar of 8 by 0.5 mm
        assert "Copy for the file" in taken(page, "copies/file.pdf").pages[2].extract_text()
        assert "piles/02-en.pdf" in taken(page, "cover-sheet.pdf").pages[0].extract_text().replace("\n", "")

        page.get_by_role("link", name="Envelopes, labels, lists").click()
        page.get_by_label("Labels", exact=True).select_option("L7160")
        page.get_by_role("button", name="Make them").click()
        assert "UNESCO" in taken(page, "labels-L7160.pdf").pages[0].extract_text()

        page.goto(address.partition("/enter")[0] + SIGNED)
        expect(page.get_by_text("Nothing has come back yet.")).to_be_visible()
        look("signed")
        page.get_by_label("Scans (PDF)").set_input_files(scans(issued_office, tmp_path))
        page.get_by_role("button", name="Read the scans").click()
        expect(page.get_by_text("Not everything is here yet.")).to_be_visible()
        look("read")
        sums = [text.split() for text in page.locator(".sums > div").all_inner_texts()]
        assert [(" ".join(words), count) for *words, count in sums] == [
            ("Pages read", "2"),
            ("Signed and filed", "1"),
            ("New in the register", "1"),
            ("Missing", "1"),
            ("To look at", "2"),
        ]
        said = page.locator(".problems > li").all_inner_texts()
        assert ["scan.pdf · page 1 · 1-0001/2021" in said[0], "It lay upside down" in said[0]] == [True, True]
        assert ["page 2 · 1-0002/2021" in said[1], "in the place of a signature" in said[1]] == [True, True]
        copy = taken(page, "1-0001/2021")
        assert "United Nations" in copy.pages[0].extract_text()
        page.goto(address.partition("/enter")[0] + SIGNED)
        expect(page.get_by_text("1 copies of 3 letters")).to_be_visible()
        page.set_viewport_size({"width": 360, "height": 740})
        for path in (PRINT, SIGNED):
            page.goto(address.partition("/enter")[0] + path)
            assert beyond_the_edge(page) == 0, path
        assert seen == {name: {} for name in ("print", "printed", "signed", "read")}
        assert complaints(page) == []
    assert not [path for path in (issued_office / "out/.office-page").rglob("*.pdf") if path.is_file()]


def test_only_what_was_printed_is_given_out(issued_page: TestClient) -> None:
    job = ended(
        issued_page,
        issued_page.post(
            f"{PRINT}/make",
            data={"by": ["way", "zone"], "sides": "one", "envelopes": "DL", "lists": "yes"},
            headers=FORM,
        ),
    )
    assert "Print on one side" in job
    assert "piles/01-post-world.pdf" in job
    assert issued_page.get(f"{PRINT}/{NAME}/piles/01-post-world.pdf").content[:5] == b"%PDF-"
    assert "post/envelopes-DL.pdf" in job
    table = issued_page.get(f"{PRINT}/{NAME}/post/dispatch-post.xlsx")
    assert table.headers["content-disposition"] == f'attachment; filename="{NAME}-dispatch-post.xlsx"'
    for path in (
        f"{NAME}/job.json",
        f"{NAME}/piles/09.pdf",
        f"{NAME}/..%2f..%2fletterbook.yaml",
        "other/cover-sheet.pdf",
    ):
        assert issued_page.get(f"{PRINT}/{path}").status_code == 404
    assert issued_page.get(f"{SIGNED}/signed.json").status_code == 404


@pytest.mark.parametrize(
    "asked", [{"by": "weather"}, {"order": "weather"}, {"copies": "all"}, {"most": "1e9"}, {"most": "9" * 7}]
)
def test_what_the_form_does_not_offer_is_refused(issued_page: TestClient, asked: dict[str, str]) -> None:
    assert issued_page.post(f"{PRINT}/make", data=asked, headers=FORM).status_code == 400


def test_what_cannot_be_printed_is_said(issued_page: TestClient) -> None:
    job = ended(issued_page, issued_page.post(f"{PRINT}/make", data={"numbers": "77"}, headers=FORM))
    assert "77" in job
    job = ended(issued_page, issued_page.post(f"{PRINT}/again", data={"codes": "K7Q2M"}, headers=FORM))
    assert "is no code of a sheet" in job
    assert issued_page.post(f"{PRINT}/again", data={"codes": " , "}, headers=FORM).status_code == 400


def test_scans_that_are_none_are_told_and_nothing_of_them_is_kept(
    issued_page: TestClient, issued_office: Path
) -> None:
    hostile = ("scans", ("<b>x</b>/../a.pdf", b"no PDF", "application/pdf"))
    job = ended(issued_page, issued_page.post(f"{SIGNED}/take", files=[hostile, hostile], headers=FORM))
    assert "is no PDF that can be read" in job
    assert "<b>x" not in job
    assert issued_page.post(f"{SIGNED}/take", data={"scans": "x"}, headers=FORM).status_code == 400
    assert issued_page.post(f"{SIGNED}/take", files=[hostile]).status_code == 403
    heavy = {**FORM, "content-length": "500000001", "content-type": "multipart/form-data; boundary=x"}
    assert issued_page.post(f"{SIGNED}/take", content=b"x", headers=heavy).status_code == 413
    assert not list((issued_office / "out/.office-page").rglob("*.pdf"))


def test_who_asks_for_something_else_meanwhile_is_told_to_wait(
    issued_page: TestClient, issued_office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def running(_self: object, kind: Any, about: str, *_: object, clerk: str, **_asked: str) -> Job:
        return Job("0", kind, about, {"asked": "something else"}, clerk)

    monkeypatch.setattr("letterbook.web.jobs.Jobs.start", running)
    for path, form in (
        (f"{PRINT}/make", {"data": {"by": "way"}}),
        (f"{SIGNED}/take", {"files": {"scans": ("a.pdf", b"%PDF-", "application/pdf")}}),
    ):
        answer = issued_page.post(path, headers=FORM, **form)
        assert (answer.status_code, BUSY in answer.text) == (409, True)
    assert not list((issued_office / "out/.office-page").rglob("*.pdf"))
