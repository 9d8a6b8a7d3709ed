"""Two who sign a mailing stand side by side in every letter, as PDF and in Word, and both are looked for."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import docx
import pypdfium2
import pytest
from conftest import edit

import letterbook

FIRST, SECOND = (
    "The Commissioner for Human Rights (Ombudsman)",
    "Ms Example of the Outer and the Inner Islands",
)
JOINT = "statement: january-20\nsignatories: [commissioner, secretary]\n"
SECRETARY = """\
  - id: secretary
    name: "{name}"
    title: "Secretary"
    proxy: {{en: "p.p.", az: "v. ə."}}
    signature: {signature}
"""


def write(workspace: Path, name: str = SECOND, signature: str = "space", text: str = JOINT) -> None:
    (workspace / "mailings").mkdir(exist_ok=True)
    (workspace / "mailings" / "joint.yaml").write_text(text, encoding="utf-8")
    secretary = SECRETARY.format(name=name, signature=signature)
    edit(
        workspace / "letterbook.yaml", "  # Printed with a picture", secretary + "  # Printed with a picture"
    )


def wrong(workspace: Path) -> list[tuple[str, str, int | None]]:
    problems = letterbook.open_office(workspace).check("joint")
    return [(p.code, p.place.file, p.place.line) for p in problems if p.is_error]


def corner(pdf: Path, text: str) -> tuple[float, float]:
    """Where the first page has this text: left and top, in pt."""
    page = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    found = page.search(text).get_next()
    assert found is not None, text
    left, _, _, top = page.get_charbox(found[0])
    return left, top


@pytest.mark.slow
def test_both_stand_side_by_side(workspace: Path) -> None:
    """Each in its half, the names in one line, one for somebody else; in the note verbale, which names nobody, the signatures alone."""
    write(workspace, signature="office/signature-specimen.svg")
    assert wrong(workspace) == []
    mailing = letterbook.open_office(workspace).issue(
        "joint", clerk="A", at=datetime(2021, 1, 19, tzinfo=UTC)
    )
    assert not mailing.verify()
    [pdf] = mailing.folder.glob("letters/*-unesco.pdf")
    (first_left, first_top), (left, top), (title_left, _) = (
        corner(pdf, text) for text in ("The Commissioner for", "p.p. Ms Example", "Secretary")
    )
    assert abs(first_top - top) < 3  # a small letter against a capital
    assert abs(left - title_left) < 2
    assert left - first_left > 200
    [word] = mailing.folder.glob("letters/*-unesco.docx")
    [table] = docx.Document(io.BytesIO(word.read_bytes())).tables[:1]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["", ""],
        [f"{FIRST}\nRepublic of Azerbaijan", f"p.p. {SECOND}\nSecretary"],
    ]
    [note] = mailing.folder.glob("letters/*-berlin.docx")
    assert [len(table.rows) for table in docx.Document(io.BytesIO(note.read_bytes())).tables[:1]] == [1]


@pytest.mark.slow
@pytest.mark.parametrize("file", ["letter.html", "letter.docx"])
def test_a_page_without_room_for_the_second_is_told(workspace: Path, file: str) -> None:
    """Who prints names and no signatures would lose both names."""
    write(workspace)
    path = workspace / "templates" / "letter" / file
    if file == "letter.html":
        edit(path, "  {{ signature }}\n", "")
    else:
        document = docx.Document(str(path))
        for paragraph in document.paragraphs:
            if "{{ signature }}" in paragraph.text:
                paragraph.text = ""
        document.save(str(path))
    found = {(code, place) for code, place, _ in wrong(workspace)}
    assert found == {("page-not-right", f"templates/letter/{file}")}


def test_a_name_that_is_too_wide_is_told(workspace: Path) -> None:
    write(workspace, "W" * 30)
    assert {code for code, *_ in wrong(workspace)} == {"page-not-right"}
    [told] = {p.what for p in letterbook.open_office(workspace).check("joint") if "W" * 30 in p.what}
    assert "beside the other signature" in told
    edit(workspace / "mailings" / "joint.yaml", "[commissioner, secretary]", "secretary")
    assert wrong(workspace) == []


@pytest.mark.parametrize(
    ("names", "mistake"),
    [
        ("[commissioner, secretary, commissioner-specimen]", "wrong-value"),
        ("[secretary, secretary]", "duplicate-id"),
        ("secretary secretary", "duplicate-id"),
        ("[secretary, nobody]", "unknown-signatory"),
    ],
)
def test_who_cannot_sign_together(workspace: Path, names: str, mistake: str) -> None:
    write(workspace, text=f"statement: january-20\nsignatories: {names}\n")
    assert wrong(workspace) == [(mistake, "mailings/joint.yaml", 2)]


def test_a_group_that_is_named_twice(workspace: Path) -> None:
    write(workspace, text="statement: january-20\nonly: {groups: embassies embassies}\n")
    assert wrong(workspace) == [("duplicate-group", "mailings/joint.yaml", 2)]
