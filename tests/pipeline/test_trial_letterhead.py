"""A Word letterhead is tried before a number is taken: what the verification would find in its letters is told by check."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
from docx.shared import Mm

import letterbook
from letterbook.model import Format
from letterbook.usecases.new_office import NEW_OFFICE

LINES = (
    *("{{ address }}", "{{ reference_line }}", "{{ place_and_date }}", "{{ subject }}", "{{ salutation }}"),
    *("{{ body }}", "{{ closing }}"),
)


def save(workspace: Path, *lines: str, sheets: Sequence[tuple[float, float]] = ((210, 297),)) -> None:
    """A letterhead with these lines, and a section on each of these sheets, in mm."""
    document = docx.Document()
    for index, (width, height) in enumerate(sheets):
        section = document.add_section() if index else document.sections[0]
        section.page_width, section.page_height = Mm(width), Mm(height)
        section.left_margin = section.right_margin = Mm(25)
        for line in () if index else lines:
            document.add_paragraph(line)
    document.save(str(workspace / "templates" / "letter" / "letter.docx"))


def told(workspace: Path) -> list[tuple[str, str, str]]:
    problems = letterbook.open_office(workspace).check("january-20")
    return [(problem.code, problem.place.file, problem.hint) for problem in problems if problem.is_error]


def test_a_letterhead_with_all_its_lines_is_in_order(workspace: Path) -> None:
    save(workspace, *LINES)
    assert told(workspace) == []


@pytest.mark.parametrize(("formats", "codes"), [(("docx",), []), (("pdf",), ["page-not-right"])])
def test_a_page_is_tried_where_letters_are_made_as_pdf(
    workspace: Path, formats: tuple[Format, ...], codes: list[str]
) -> None:
    page = workspace / "templates/letter/letter.html"
    hidden = page.read_text("utf-8").replace(
        "{{ place_and_date }}", "{% if false %}{{ place_and_date }}{% endif %}"
    )
    page.write_text(hidden, "utf-8")
    problems = letterbook.open_office(workspace).check(letterbook.Order("january-20", formats=formats))
    assert [problem.code for problem in problems if problem.is_error] == codes


@pytest.mark.parametrize(
    ("without", "hint"),
    [("{{ reference_line }}", "{{ reference_line }}"), ("{{ place_and_date }}", "{{ date }}")],
)
def test_a_letterhead_without_reference_or_date_is_told(workspace: Path, without: str, hint: str) -> None:
    save(workspace, *(line for line in LINES if line != without))
    [(code, file, do)] = told(workspace)
    assert (code, file) == ("page-not-right", "templates/letter/letter.docx")
    assert hint in do


def test_a_reference_under_a_condition_that_never_holds_is_told(workspace: Path) -> None:
    save(workspace, "{% if false %}{{ reference_line }}{% endif %}", *LINES[2:], LINES[0])
    assert [code for code, *_ in told(workspace)] == ["page-not-right"]


@pytest.mark.parametrize(
    "sheets", [((215.9, 279.4),), ((297, 210),), ((210, 297), (297, 210)), ((215.9, 355.6),), ((148, 210),)]
)
def test_the_other_paper_is_told(workspace: Path, sheets: tuple[tuple[float, float], ...]) -> None:
    save(workspace, *LINES, sheets=sheets)
    [(code, file, do)] = told(workspace)
    assert (code, file) == ("letterhead-paper", "templates/letter/letter.docx")
    assert "Layout" in do


@pytest.mark.parametrize("sheet", [(210, 297), (209.97, 297.04), (210.2, 296.7)])
def test_the_letters_own_paper_is_no_mistake(workspace: Path, sheet: tuple[float, float]) -> None:
    save(workspace, *LINES, sheets=[sheet])
    assert told(workspace) == []


@pytest.mark.parametrize("name", ["letter.docm", "letter.dotx", "letter.doc", "Letter.docx", "letter.odt"])
def test_a_letterhead_of_another_kind_is_named(workspace: Path, name: str) -> None:
    folder = workspace / "templates" / "letter"
    (folder / "letter.docx").rename(folder / name)
    [(code, file, do)] = told(workspace)
    assert (code, file) == ("no-letterhead", "templates/letter/letter.docx")
    assert name in do
    assert "Save As" in do


# --- where the address stands --------------------------------------------------------------------------------------


def windows_told(workspace: Path) -> list[str]:
    problems = letterbook.open_office(workspace).check("january-20")
    return [
        f"{problem.place.file}: {problem.what}" for problem in problems if problem.code == "letterhead-window"
    ]


def use_window(workspace: Path, window: str) -> None:
    office = workspace / "letterbook.yaml"
    text = office.read_text("utf-8")
    office.write_text(text.replace("window: din-b", f"window: {window}"), "utf-8")
    assert f"window: {window}" in office.read_text("utf-8")


def test_an_address_frame_that_another_window_shows_is_told_with_its_place(workspace: Path) -> None:
    assert windows_told(workspace) == []
    use_window(workspace, "din-a")
    [said] = windows_told(workspace)
    assert said.startswith(
        "templates/letter/letter.docx: The Word letterhead has its address at 25–105, 63–90 mm;"
    )
    assert said.endswith("the window “din-a” asks for 25–105, 45–72 mm.")


def test_a_frame_moved_into_the_window_is_in_order(workspace: Path) -> None:
    use_window(workspace, "din-a")
    shutil.copyfile(NEW_OFFICE / "letter" / "din-a.docx", workspace / "templates" / "letter" / "letter.docx")
    assert windows_told(workspace) == []


def test_an_address_without_a_frame_cannot_be_measured(workspace: Path) -> None:
    save(workspace, *LINES)
    assert windows_told(workspace) == []
    use_window(workspace, "nf-right")
    [said] = windows_told(workspace)
    assert "decides itself" in said


def test_what_the_engine_leaves_out_of_a_style_sheet_is_a_notice(workspace: Path) -> None:
    sheet = workspace / "templates/letter/letter.css"
    first = sheet.read_text("utf-8").count("\n") + 1
    with sheet.open("a") as file:
        file.write(
            "p { colour: red; margin: 5;\n  -ms-grid: x; cursor: pointer; color: #123 }\n}} h6 { color: red }\n"
        )
    problems = letterbook.open_office(workspace).check("january-20")
    assert [(problem.code, problem.level, problem.text, problem.place.line) for problem in problems] == [
        ("style-left-out", "warning", "colour: red", first),
        ("style-left-out", "warning", "margin: 5", first),
        ("style-left-out", "warning", "}} h6", first + 2),
    ]
