"""Word ends a line behind each hyphen: numbers and addresses of the letterhead have no-break ones, and read as those of the PDF."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
from conftest import Run, edit

from letterbook.render.docx.contact_lines import kept_whole


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("Tel. +49 30 18-681-0", "Tel. +49 30 18\u2011681\u20110"),
        ("E-mail: help-desk@my-office.az", "E-mail: help\u2011desk@my\u2011office.az"),
        ("Baden-Baden", "Baden-Baden"),
        (
            "the-office-of-the-commissioner@my-office.example",
            "the-office-of-the-commissioner@my-office.example",
        ),
    ],
)
def test_what_has_room_in_its_column_is_kept_whole(line: str, kept: str) -> None:
    assert kept_whole(line) == kept


def test_the_word_file_says_the_same_words(run: Run, workspace: Path) -> None:
    edit(workspace / "letterbook.yaml", '    - "www.ombudsman.az"', '    - "Tel. 012 498-23-65"')
    done = run("issue", "january-20", "--to", "unesco", "--cover-only", "--format", "docx")
    assert done.code == 0, done.err
    [letter] = (workspace / "out").glob("january*/letters/*.docx")
    with ZipFile(letter) as file:
        heads = [file.read(name).decode() for name in file.namelist() if "header" in name]
    assert sum(head.count("498</w:t><w:noBreakHyphen/>") for head in heads) == 1
