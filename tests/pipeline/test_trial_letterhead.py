"""A Word letterhead is tried before a number is taken: what the verification would find in its letters is told by check."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

import letterbook

LINES = ("{{ address }}", "{{ reference_line }}", "{{ place_and_date }}", "{{ subject }}", "{{ body }}")


def save(workspace: Path, *lines: str) -> None:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(str(workspace / "templates" / "letter" / "letter.docx"))


def told(workspace: Path) -> list[tuple[str, str, str]]:
    problems = letterbook.open_office(workspace).check("january-20")
    return [(problem.code, problem.place.file, problem.hint) for problem in problems if problem.is_error]


def test_a_letterhead_with_all_its_lines_is_in_order(workspace: Path) -> None:
    save(workspace, *LINES)
    assert told(workspace) == []


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
