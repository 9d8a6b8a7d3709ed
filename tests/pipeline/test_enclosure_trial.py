"""What is wrong with an enclosure is told once, at its source, before a number is taken."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from conftest import Run, edit

import letterbook

STATEMENT = "statements/january-20/en.md"
LONG = "abcdefghij" * 16


def add(workspace: Path, text: str, file: str = STATEMENT) -> int:
    """Puts the text at the end of a file; its line."""
    path = workspace / file
    before = path.read_text("utf-8").rstrip("\n") + "\n\n"
    path.write_text(f"{before}{text}\n", encoding="utf-8")
    return before.count("\n") + 1


TABLES = [
    f"| Where | What |\n|---|---|\n| https://example.org/{LONG} | All |",
    f"| {LONG} | What |\n|---|---|\n| a | b |",
    f"|a|b|\n|-|-|\n|1|{LONG}|\n|2|{LONG}|",
    f"|a|b|\n|-|-|\n|1|**{LONG}**|",
    "|" + "|".join(f"Column{n:02}Words" for n in range(14)) + "|\n|" + "-|" * 14 + "\n|" + "1|" * 14,
]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_too_wide_is_told_once_with_its_line(workspace: Path, table: str) -> None:
    add(workspace, f"A paragraph with {LONG} in it.")
    line = add(workspace, table)
    [problem] = letterbook.open_office(workspace).check("january-20")
    assert (problem.code, str(problem.place)) == ("page-not-right", f"{STATEMENT}:{line}")
    assert problem.what.startswith("The table is wider than the page")


def test_a_table_too_wide_in_a_letter_is_told_with_its_line(workspace: Path) -> None:
    line = add(workspace, TABLES[0], "templates/letter/en.md")
    problems = letterbook.open_office(workspace).check("january-20")
    assert {(problem.code, str(problem.place)) for problem in problems} == {
        ("page-not-right", f"templates/letter/en.md:{line}")
    }


def test_no_number_is_taken(run: Run, workspace: Path) -> None:
    add(workspace, TABLES[0])
    assert run("issue", "january-20").code == 3
    assert not list(workspace.glob("register*"))
    assert run("preview", "january-20", "--to", "unesco").code == 0


@pytest.mark.parametrize(
    "text",
    [f"Text {LONG}.", f"## Head {LONG}", f"- item {LONG}", f"> {LONG}", f"[it](https://example.org/{LONG})"],
)
def test_a_long_word_elsewhere_is_parted(workspace: Path, text: str) -> None:
    add(workspace, text)
    assert letterbook.open_office(workspace).check("january-20") == []


def test_what_a_template_hides_is_told_at_its_stylesheet(workspace: Path) -> None:
    add(workspace, "3. three\n4. four")
    with (workspace / "templates/letter/letter.css").open("a") as css:
        css.write(".enclosure li { list-style-type: none !important }")
    problems = letterbook.open_office(workspace).check("january-20")
    assert [str(problem.place) for problem in problems] == ["templates/letter/letter.css"] * 2
    assert ["“3. three”" in problems[0].what, "“4. four”" in problems[1].what] == [True, True]


def test_a_draft_is_marked_on_each_page(run: Run, workspace: Path) -> None:
    assert run("preview", "january-20", "--to", "unesco").code == 0
    with pypdfium2.PdfDocument(workspace / "out/drafts/january-20-unesco.pdf") as draft:
        assert ["DRAFT" in page.get_textpage().get_text_range() for page in draft] == [True] * len(draft)
        assert len(draft) > 1


def test_a_letter_that_goes_alone_knows_the_pages_of_its_enclosure(run: Run, workspace: Path) -> None:
    for _ in range(60):
        add(workspace, "A paragraph of the statement that takes some room. " * 4)
    edit(
        workspace / "templates/letter/en.md",
        "My office remains",
        "It has {{ enclosure.pages }} pages. My office remains",
    )
    assert run("preview", "january-20", "--to", "unesco", "--cover-only").code == 0
    with pypdfium2.PdfDocument(workspace / "out/drafts/january-20-unesco.pdf") as draft:
        said = " ".join(page.get_textpage().get_text_range() for page in draft)
    assert any(f"It has {count} pages." in said for count in range(3, 20)), said


def deep(levels: int, mark: str, words: str) -> str:
    """A line of words at each depth of lists or quotations."""
    if mark == ">":
        return "\n".join(f"{'> ' * depth}{words} {depth}\n{'> ' * depth}" for depth in range(1, levels + 1))
    return "\n".join(f"{' ' * len(mark) * depth}{mark}{words} {depth}" for depth in range(levels))


@pytest.mark.parametrize(
    "text",
    [
        deep(6, "- ", "words") + f"\n\n            | a | b |\n            |-|-|\n            | 1 | {'1234567890' * 16} |",
        deep(3, "> ", "words") + "\n\n|" + "|".join(f"Col{n:02}" for n in range(24)) + "|\n|" + "-|" * 24,
        deep(13, ">", "some words that want room"),
        deep(16, ">", "words"),
    ],
)  # fmt: skip
def test_what_runs_into_the_margin_is_told_with_its_line(workspace: Path, text: str) -> None:
    first = add(workspace, text)
    problems = letterbook.open_office(workspace).check("january-20")
    assert {problem.code for problem in problems if problem.is_error} == {"page-not-right"}
    lines = [problem.place.line for problem in problems]
    assert all(line is not None and line >= first for line in lines)


@pytest.mark.parametrize(
    "text",
    [
        "1990. Founded\n1991. Opened",
        "32766. Last\n32767. of all",
        deep(9, "- ", "words"),
        deep(8, "1. ", "words"),
        "- a\n\n  | A | B |\n  |---|---|\n  | one | two |\n\n- b",
        "- | A | B |\n  |---|---|\n  | one | two |",
        "> | A | B |\n> |---|---|\n> | one | two |",
        deep(5, ">", "words"),
    ],
)
def test_what_has_room_is_no_mistake(workspace: Path, text: str) -> None:
    add(workspace, text)
    assert letterbook.open_office(workspace).check("january-20") == []
