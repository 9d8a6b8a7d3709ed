"""Weights, classes, and the lists that go with the post: sums equal the letters', and no cell is a formula."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest
from python_calamine import CalamineWorkbook

from letterbook.language.posting_words import all_posting_words
from letterbook.language.register_words import all_register_words
from letterbook.model.post import PostageClass, PostSettings
from letterbook.printing.dispatch_list import (
    DispatchList,
    by_way,
    dispatch_csv,
    dispatch_page,
    dispatch_xlsx,
    signing_pages,
)
from letterbook.printing.posted_letters import PostedLetter
from letterbook.printing.weights import letter_grams, over_limit, weighed
from letterbook.render.pdf import list_pages
from letterbook.render.pdf.list_pages import print_lists
from letterbook.sources.tracking_list import read_tracking
from letterbook.steps import Step, watch_steps

AT = datetime(2021, 1, 19, tzinfo=UTC)
CLASSES = (
    PostageClass("Heavy", 50, ("home",)),
    PostageClass("Light", 20, ("home",)),
    PostageClass("Abroad", 20, ("abroad",), ("C6/5",)),
)
POST = PostSettings(classes=CLASSES)


def letter(number: int = 1, pages: int = 2, country: str = "DE", **changes: object) -> PostedLetter:
    made = PostedLetter(
        number=number, reference=f"1-{number:04d}/2021", recipient_id=f"id-{number}", addressee="=cmd()|'A1'",
        address=("Someone", "GERMANY"), delivery_note=None, return_line=None, sender=("Office",), language="en",
        direction="ltr", country=country, postcode="", way="post", group="g", template="letter", window="din-b",
        signatories=("Head",), pen_space_mm=(25.0,), copies=1, copies_to=(), pdf="letters/x.pdf", sha256="",
        first_page=1, last_page=pages, cover_pages=pages, enclosures=(), beside=None,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_sheet_of_a4_weighs_five_grams() -> None:
    assert letter_grams(1, "din-b", PostSettings(envelope_grams=5)) == pytest.approx(10.0, abs=0.05)
    assert letter_grams(4, "us-10", PostSettings(envelope_grams=1, paper_grams=90)) == pytest.approx(
        22.7, abs=0.05
    )


def test_the_lightest_class_that_goes_there_takes_a_letter() -> None:
    def name(pages: int, country: str) -> tuple[str | None, bool]:
        found = weighed(letter(pages=pages, country=country), POST, "DE", is_duplex=True)
        return found.postage.name if found.postage else None, found.is_over

    assert name(2, "DE") == ("Light", False)
    assert name(8, "DE") == ("Heavy", False)
    assert name(20, "DE") == (None, True)
    assert name(2, "FR") == ("Abroad", False)
    assert name(8, "FR") == (None, True)


def test_without_classes_nothing_is_too_heavy() -> None:
    assert over_limit([weighed(letter(pages=400), PostSettings(), "DE", is_duplex=True)]) == []


def test_a_class_for_another_envelope_takes_nothing() -> None:
    found = weighed(letter(country="FR"), replace(POST, envelope="C4"), "DE", is_duplex=True)
    assert (found.postage, found.is_over) == (None, False)


def dispatch(count: int = 3) -> DispatchList:
    letters = [weighed(letter(n, pages=2 * n), POST, "DE", is_duplex=True) for n in range(1, count + 1)]
    [found] = by_way(letters, {"1-0002/2021": "RR123456785DE"})
    return found


def test_the_sums_are_those_of_the_letters_in_every_form() -> None:
    found = dispatch()
    assert found.sheets == 6
    assert found.grams == pytest.approx(sum(each.grams for each in found.letters))
    *_, total = csv.reader(io.StringIO(dispatch_csv(found, "en").decode("utf-8-sig")))
    assert total[:5] == ["Total", "3", "", "6", str(found.grams)]
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(dispatch_xlsx(found, "en")))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert rows[-1][:5] == ["Total", 3.0, "", 6.0, found.grams]
    text = (
        pypdf.PdfReader(io.BytesIO(print_lists([dispatch_page(found, "m", "o", "de")], "A4", AT)))
        .pages[0]
        .extract_text()
    )
    assert "Einlieferungsliste: Post" in text
    assert "3 6 45" in text
    assert "Stempel der Post" in text


def test_a_long_list_has_volumes_and_gets_time_by_its_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_pages, "ROWS_OF_A_VOLUME", 30)
    steps: list[Step] = []
    watch_steps(steps.append)
    try:
        printed = print_lists([dispatch_page(dispatch(70), "m", "o", "de")], "A4", AT)
    finally:
        watch_steps(lambda _step: None)
    assert [step.letters for step in steps if step.letters] == [96, 96, 88]
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed)).pages]
    assert [text.count("Einlieferungsliste: Post · Band") for text in pages] == [1, 0, 1, 0, 1, 0]
    assert [re.findall(r"Seite \d von \d", text) for text in pages] == 3 * [
        ["Seite 1 von 2"],
        ["Seite 2 von 2"],
    ]
    numbers = re.findall(r"^1-(\d{4})/2021", "\n".join(pages), re.MULTILINE)
    assert numbers == [f"{number:04d}" for number in range(1, 71)]
    assert [("Summe 70" in text, "Stempel" in text) for text in pages] == [(False, False)] * 5 + [
        (True, True)
    ]


def test_no_cell_is_a_formula() -> None:
    rows = list(csv.reader(io.StringIO(dispatch_csv(dispatch(), "en").decode("utf-8-sig"))))
    assert rows[1][1] == "'=cmd()|'A1'"
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(dispatch_xlsx(dispatch(), "en"))).get_sheet_by_index(0)
    assert sheet.to_python()[1][1] == "=cmd()|'A1'", "a text, as the workbook of the register has it"


@pytest.mark.parametrize("language", all_posting_words())
def test_a_list_that_was_filled_in_is_read_back(language: str, tmp_path: Path) -> None:
    found = replace(dispatch(), tracking={f"1-{n:04d}/2021": f"RR{n}" for n in (1, 2, 3)})
    for name, data in (
        ("list.csv", dispatch_csv(found, language)),
        ("list.xlsx", dispatch_xlsx(found, language)),
    ):
        (tmp_path / name).write_bytes(data)
        rows, problems = read_tracking(tmp_path / name, name)
        assert [(row.by, row.letter, row.tracking) for row in rows] == [
            ("reference", f"1-{n:04d}/2021", f"RR{n}") for n in (1, 2, 3)
        ]
        assert [problem.code for problem in problems] == ["totals-row"]


def test_every_language_of_the_page_has_all_words() -> None:
    words = all_posting_words()
    assert words.keys() == all_register_words().keys()
    assert len({frozenset(each) for each in words.values()}) == 1


def test_the_list_of_the_bag_has_room_for_its_seal() -> None:
    [bag] = by_way([weighed(letter(way="bag"), POST, "DE", is_duplex=True)], {})
    page = dispatch_page(bag, "m", "o", "en")
    assert (page.title, page.boxes[0]) == (
        "List for the diplomatic bag",
        "Sealed: number of the seal, signature",
    )


def test_whoever_signs_sees_what_and_on_which_page() -> None:
    both = letter(2, signatories=("Head", "Deputy"), pen_space_mm=(25.0, 0.0))
    third = letter(3, signatories=("Deputy",), pen_space_mm=(25.0,))
    printed = letter(4, pen_space_mm=(0.0,))
    pages = signing_pages(
        [letter(1), both, third, printed], {"1-0001/2021": 2, "1-0002/2021": 4}, "m", "o", "en"
    )
    assert [(page.title, [row[0] for row in page.rows], page.total[1]) for page in pages] == [
        ("To be signed: Head", ["1-0001/2021", "1-0002/2021"], "2"),
        ("To be signed: Deputy", ["1-0003/2021"], "1"),
    ]
    assert [row[3] for row in pages[0].rows] == ["2", "4"]
    data = print_lists(pages, "A4", AT)
    assert len(pypdf.PdfReader(io.BytesIO(data)).pages) == 2
