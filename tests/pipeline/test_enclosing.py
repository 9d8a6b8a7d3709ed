"""Letters with no enclosure, one or several: announced, in the letter, in the bundle, on front sides, and read back."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from conftest import edit, make_workspace
from issued_mailing import Mailing, copy_of, issue_verified

import letterbook
from letterbook.archive.ledger import read_ledger
from letterbook.archive.manifest import BrokenRecordError
from letterbook.archive.verification_record import read_record
from letterbook.model import Chunk, Rendered
from letterbook.pdf.finished_file import as_pages
from letterbook.problems import Problem
from letterbook.register import open_register
from letterbook.render.pdf import letter_renderer
from letterbook.verification import Finding, letter_findings, recipient_marks

FINISHED = Path(__file__).parents[1] / "pdf" / "finished"
RECIPIENTS = """\
groups:
  - id: united-nations
    name: {en: "the United Nations", az: "Birləşmiş Millətlər Təşkilatı"}
    recipients:
      - id: unesco
        post: "The Director-General"
        organisation: "UNESCO"
        salutation: "Dear Director-General,"
        in_text: "UNESCO"
        address: {street: "7 place de Fontenoy", city: "Paris 07 SP", postcode: "75352", country: FR}
      - id: unicef
        post: "The Executive Director"
        organisation: "Children’s Fund"
        salutation: "Dear Executive Director,"
        in_text: "the Children’s Fund"
        address: {lines: ["3 United Nations Plaza", "New York, NY 10017"], country: US}
"""
SEVERAL = """
  - statement: january-20
  - file: office/annex.pdf
    title: Report on the visit
  - file: office/table.pdf
    title: {en: Table of cases, az: İşlərin cədvəli}
  - title: Map of the town
    announce: only
    pages: 2"""


def office(folder: Path, enclosures: str | None, pages: int = 3) -> Path:
    """An office whose English letters have these enclosures; its annex has so many pages."""
    workspace = make_workspace(folder, RECIPIENTS)
    shutil.copy(FINISHED / "chromium.pdf", workspace / "office" / "table.pdf")
    with pikepdf.Pdf.open(FINISHED / "typst.pdf") as annex:
        for number in range(2, pages + 1):
            annex.pages.append(annex.pages[0])
            below = pikepdf.Stream(annex, f"1 0 0 1 0 -{number * 30} cm".encode())
            page = annex.pages[number - 1].obj
            page.Contents = pikepdf.Array([below, page.Contents])
        annex.save(workspace / "office" / "annex.pdf", deterministic_id=True)
    if enclosures is not None:
        edit(workspace / "statements" / "january-20" / "en.md", "title:", f"enclosures: {enclosures}\ntitle:")
    return workspace


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Mailing:
    workspace = office(tmp_path_factory.mktemp("several") / "office", SEVERAL)
    return issue_verified(workspace, workspace / "out")


def words(file: Path) -> list[str]:
    """The text of each page."""
    with closing(pypdfium2.PdfDocument(file)) as document:
        return [page.get_textpage().get_text_range() for page in document]


def test_several_are_announced_in_their_order(several: Mailing) -> None:
    line = several.expected("unesco").letter.line("enclosure_line") or ""
    assert line.startswith("Enclosures: Statement of the")
    assert line.endswith(
        "(1 page); Report on the visit (3 pages); Table of cases (1 page); Map of the town (2 pages)"
    )
    for kind in ("pdf", "docx"):
        assert several.expected("unesco", kind).letter.line("enclosure_line") == line


def test_several_stand_in_the_letter_as_they_are(several: Mailing) -> None:
    expected = several.expected("unesco")
    assert expected.enclosure_pages == (1, 3, 1)
    assert expected.pages == (expected.cover_pages or 0) + 5
    said = words(several.file("unesco"))[expected.cover_pages :]
    assert [("Figures of the year" in page) for page in said] == [False, True, True, True, True]
    with closing(pypdfium2.PdfDocument(several.file("unesco"))) as letter:
        for number, (name, index) in enumerate((("annex", 0), ("annex", 1), ("annex", 2), ("table", 0))):
            with closing(
                pypdfium2.PdfDocument(several.folder.parents[1] / "office" / f"{name}.pdf")
            ) as alone:
                own, there = alone[index], letter[(expected.cover_pages or 0) + 1 + number]
                pictures = [page.render(scale=1, grayscale=True).to_pil().tobytes() for page in (own, there)]
            assert pictures[0] == pictures[1]


def test_each_begins_on_a_front_side_and_the_sheets_are_counted(several: Mailing) -> None:
    """Cover, statement and table take a sheet each, the annex of three pages two."""
    said = words(several.folder / "bundle.pdf")
    assert [bool(page.strip()) for page in said[:9]] == [
        True,
        False,
        True,
        False,
        True,
        True,
        True,
        False,
        True,
    ]
    first, second = read_ledger(several.folder)
    assert [first.number(name) for name in ("pages", "sheets", "bundle_first_page", "bundle_last_page")] == [
        6,
        5,
        1,
        9,
    ]
    assert second.number("bundle_first_page") == 11
    workspace = several.folder.parents[1]
    with open_register(workspace, "register.sqlite") as register:
        assert {entry.sheets for entry in register.entries() if hasattr(entry, "sheets")} <= {5}


def test_a_letter_printed_again_keeps_its_sheets(several: Mailing, tmp_path: Path) -> None:
    from letterbook.pdf import extract

    second = read_ledger(several.folder)[1]
    first, last = second.number("bundle_first_page") or 0, second.number("bundle_last_page") or 0
    extract(several.folder / "bundle.pdf", [(first, last), (1, 9)], tmp_path / "again.pdf")
    assert words(tmp_path / "again.pdf") == [
        *words(several.folder / "bundle.pdf")[10:19],
        "",
        *words(several.folder / "bundle.pdf")[:9],
    ]


def test_the_word_letter_holds_the_statement_alone(several: Mailing) -> None:
    assert [enclosure.texts[0] for enclosure in several.expected("unesco", "docx").enclosures] == [
        several.expected("unesco").enclosures[0].texts[0]
    ]


def metadata(file: Path) -> bytes:
    with pikepdf.Pdf.open(file) as opened:
        return opened.Root.Metadata.read_bytes()


def test_the_file_claims_only_what_is_so(several: Mailing, tmp_path: Path) -> None:
    for file in (several.file("unesco"), several.folder / "bundle.pdf"):
        assert b"pdfaid:part" not in metadata(file)
        assert b"pdfuaid:part" not in metadata(file)
    workspace = office(tmp_path / "office", None)
    plain = issue_verified(workspace, workspace / "out", ("pdf",))
    for file in (plain.file("unesco"), plain.folder / "bundle.pdf"):
        assert b"<pdfaid:part>2" in metadata(file)


def test_none(tmp_path: Path) -> None:
    workspace = office(tmp_path / "office", "[]")
    for template in (workspace / "templates" / "letter").glob(
        "*.md"
    ):  # words that count the pages of the statement
        text = template.read_text(encoding="utf-8")
        assert "enclosure" not in text
    mailing = issue_verified(workspace, workspace / "out")
    for kind in ("pdf", "docx"):
        expected = mailing.expected("unesco", kind)
        assert expected.letter.line("enclosure_line") is None
        assert expected.enclosures == ()
    assert mailing.expected("unesco").pages == mailing.expected("unesco").cover_pages
    assert json.loads((mailing.folder / "manifest.json").read_bytes())["cover_only"] is True
    assert letterbook.open_office(workspace).mailing(mailing.folder).verify() == []


def test_two_statements(tmp_path: Path) -> None:
    """Each with pages, page numbers and a section of its own."""
    workspace = office(tmp_path / "office", "\n  - statement: january-20\n  - statement: appeal")
    shutil.copytree(workspace / "statements" / "january-20", workspace / "statements" / "appeal")
    appeal = workspace / "statements" / "appeal" / "en.md"
    text = appeal.read_text(encoding="utf-8")
    front, _, _ = text.partition("\n---\n")
    lines = [line for line in front.splitlines() if "statement:" not in line and "enclosures:" not in line]
    front = "\n".join("title: An appeal to all" if line.startswith("title:") else line for line in lines)
    appeal.write_text(f"{front}\n---\nThese are other words of ours.\n", encoding="utf-8")
    mailing = issue_verified(workspace, workspace / "out")
    assert (mailing.expected("unesco").letter.line("enclosure_line") or "").endswith(
        "(1 page); An appeal to all (1 page)"
    )
    said = words(mailing.file("unesco"))
    assert "These are other words of" in said[-1]
    assert "Page 1" not in said[-1]
    word = mailing.expected("unesco", "docx")
    assert [enclosure.texts[0] for enclosure in word.enclosures][1] == "An appeal to all"


def test_the_ledger_names_what_lies_beside(several: Mailing) -> None:
    [first, _] = read_ledger(several.folder)
    assert first.text("print_beside") == "Report on the visit (Word); Table of cases (Word); Map of the town"


def test_a_record_from_when_there_was_one_enclosure(tmp_path: Path) -> None:
    """A mailing that was published before is read as it was."""
    workspace = office(tmp_path / "office", None)
    mailing = issue_verified(workspace, workspace / "out", ("pdf",))
    path = mailing.folder / "verification.json"
    content = json.loads(path.read_bytes())
    for letter in content["letters"].values():
        [letter["enclosure"]] = letter.pop("enclosures")
    for enclosure in content["enclosures"].values():
        del enclosure["prints"]
    for file in content["files"]:
        del file["enclosure_pages"]
    path.write_text(json.dumps(content), encoding="utf-8")
    assert [*read_record(mailing.folder).expectations] == [*mailing.record.expectations]
    for wrong in ([0], [1, 1], [-3]):
        content["files"][0]["enclosure_pages"] = wrong
        path.write_text(json.dumps(content), encoding="utf-8")
        with pytest.raises(BrokenRecordError):
            read_record(mailing.folder)


def test_a_mailing_says_it_for_all_its_languages(tmp_path: Path) -> None:
    """Its list goes before that of the statement, and each language has its own file and title."""
    workspace = office(tmp_path / "office", "[]")
    list_of_two = RECIPIENTS.replace("id: unicef", "id: unicef\n        language: az")
    list_of_two = list_of_two.replace("Dear Executive Director", "Hörmətli İcraçı direktor")
    (workspace / "recipients.yaml").write_text(list_of_two, encoding="utf-8")
    mailing = workspace / "mailings" / "report.yaml"
    mailing.parent.mkdir()
    mailing.write_text(
        "statement: january-20\nformats: pdf\nenclosures:\n"
        "  - file: {en: office/annex.pdf, az: office/table.pdf}\n    title: {en: Report, az: Hesabat}\n",
        encoding="utf-8",
    )
    opened = letterbook.open_office(workspace)
    assert opened.check("report") == []
    opened.issue("report", clerk="Registry", at=datetime(2021, 1, 19, tzinfo=UTC))
    [made] = (workspace / "out").glob("report-*")
    lines = {
        each.recipient_id: (each.letter.line("enclosure_line"), len(each.enclosures[0].prints))
        for each in read_record(made).expectations
    }
    assert lines == {"unesco": ("Enclosure: Report (3 pages)", 3), "unicef": ("Əlavə: Hesabat (1 səhifə)", 1)}
    edit(mailing, "office/annex.pdf", "office/anex.pdf")
    [problem] = opened.check("report")
    assert (problem.code, problem.place.file, problem.place.line) == (
        "missing-enclosure",
        "mailings/report.yaml",
        4,
    )


# --- What is wrong is told before a number is taken ----------------------------------------------------------------


def problems(
    folder: Path, enclosures: str, change: Callable[[Path], object] = lambda _: None
) -> list[Problem]:
    workspace = office(folder / "office", enclosures)
    change(workspace)
    return letterbook.open_office(workspace).check("january-20")


ANNEX = "\n  - file: office/annex.pdf\n    title: Report"


@pytest.mark.parametrize(
    ("enclosures", "code"),
    [
        ("\n  - file: office/anex.pdf\n    title: Report", "missing-enclosure"),
        ("\n  - file: ../../annex.pdf\n    title: Report", "outside-workspace"),
        ("\n  - file: office/annex.pdf", "missing-field"),
        ("\n  - statement: january-21", "no-statement"),
        ("\n  - file: {az: office/annex.pdf}\n    title: Report", "no-enclosure-in-language"),
        ("\n  - title: Report", "wrong-enclosure-entry"),
        ("\n  - january-20", "wrong-enclosure-entry"),
        ("everything", "wrong-enclosure-entry"),
        ("\n  - statement: january-20\n    pages: 3", "wrong-enclosure-entry"),
        ("\n  - title: Report\n    announce: later", "wrong-value"),
        ("\n  - file: office/annex.pdf\n    titel: Report\n    title: Report", "unknown-key"),
    ],
)
def test_wrong_entries(tmp_path: Path, enclosures: str, code: str) -> None:
    found = [problem for problem in problems(tmp_path, enclosures) if problem.is_error]
    assert [problem.code for problem in found] == [code]
    assert found[0].place.file == "statements/january-20/en.md"
    assert found[0].place.line


def test_a_file_that_cannot_go_along(tmp_path: Path) -> None:
    def lock(workspace: Path) -> None:
        with pikepdf.Pdf.open(FINISHED / "typst.pdf") as opened:
            opened.save(
                workspace / "office" / "annex.pdf", encryption=pikepdf.Encryption(owner="o", user="u")
            )

    [problem] = [problem for problem in problems(tmp_path, ANNEX, lock) if problem.is_error]
    assert (problem.code, problem.place.file) == ("enclosure-locked", "office/annex.pdf")


def test_a_file_whose_objects_turn_in_a_circle(tmp_path: Path) -> None:
    def turn(workspace: Path) -> None:
        with pikepdf.Pdf.open(FINISHED / "typst.pdf") as opened:
            held = opened.make_indirect(pikepdf.Dictionary())
            held.Again = pikepdf.Dictionary(Self=held)
            opened.pages[0].obj.Resources.Properties = pikepdf.Dictionary(MC0=held)
            opened.save(workspace / "office" / "annex.pdf")

    [problem] = [problem for problem in problems(tmp_path, ANNEX, turn) if problem.is_error]
    assert (problem.code, problem.place.file) == ("enclosure-damaged", "office/annex.pdf")


def test_what_word_cannot_hold_is_said(tmp_path: Path) -> None:
    [notice] = problems(tmp_path, ANNEX)
    assert (notice.code, notice.level) == ("enclosure-beside-word", "warning")
    assert "Report" in notice.what


# --- Sabotage ------------------------------------------------------------------------------------------------------


def spoiled(
    several: Mailing, folder: Path, change: Callable[[tuple[bytes, ...]], tuple[bytes, ...]]
) -> list[Finding]:
    """What is found in a letter whose enclosures were changed before it was put together."""
    chunk: Chunk = next(chunk for chunk in several.chunks if chunk.format == "pdf")
    letter = chunk.letters[0]
    wrong = replace(
        chunk,
        letters=(letter,),
        names=("spoiled",),
        folder=str(folder),
        enclosure_pdfs=change(chunk.enclosure_pdfs),
    )
    made = next(iter(letter_renderer.render(wrong)))
    assert isinstance(made, Rendered), made
    expected = replace(several.expected(letter.recipient_id), sha256=made.sha256)
    marks = recipient_marks(each.letter for each in several.record.expectations)
    return letter_findings(folder / "spoiled", expected, marks)


def less(pdf: bytes, page: int) -> bytes:
    with pikepdf.Pdf.open(io.BytesIO(pdf)) as opened:
        del opened.pages[page]
        out = io.BytesIO()
        opened.save(out)
    return out.getvalue()


def turned_round(pdf: bytes) -> bytes:
    with pikepdf.Pdf.open(io.BytesIO(pdf)) as opened:
        first, second = opened.pages[0], opened.pages[1]
        first.obj.Resources, second.obj.Resources = second.obj.Resources, first.obj.Resources
        out = io.BytesIO()
        opened.save(out)
    return out.getvalue()


def foreign() -> bytes:
    return as_pages((FINISHED / "libreoffice.pdf").read_bytes(), "en", ["Table of cases. Page 1 of 1"])


SPOILED: dict[str, tuple[Callable[[tuple[bytes, ...]], tuple[bytes, ...]], str]] = {
    "two files swapped": (
        lambda pdfs: (pdfs[0], pdfs[2], pdfs[1]),
        "This is not page 1 of the enclosure “Report on the visit”.",
    ),
    "two pages swapped": (
        lambda pdfs: (pdfs[0], turned_round(pdfs[1]), pdfs[2]),
        "This is not page 2 of the enclosure “Report on the visit”.",
    ),
    "a page missing": (
        lambda pdfs: (pdfs[0], less(pdfs[1], 2), pdfs[2]),
        "This is not page 3 of the enclosure “Report on the visit”.",
    ),
    "a file missing": (
        lambda pdfs: pdfs[:2],
        "Page 1 of the enclosure “Table of cases” is missing.",
    ),
    "a foreign file": (
        lambda pdfs: (*pdfs[:2], foreign()),
        "This is not page 1 of the enclosure “Table of cases”.",
    ),
    "a page too many": (
        lambda pdfs: (*pdfs, foreign()),
        "This page is not of the enclosure “Table of cases”.",
    ),
}


@pytest.mark.parametrize("name", SPOILED)
def test_sabotage_is_found(several: Mailing, tmp_path: Path, name: str) -> None:
    change, what = SPOILED[name]
    found = spoiled(several, tmp_path, change)
    assert ("wrong-enclosure", what) in [(finding.code, finding.what) for finding in found]


def test_what_is_not_spoiled_is_sound(several: Mailing, tmp_path: Path) -> None:
    assert spoiled(several, tmp_path, lambda pdfs: pdfs) == []


def test_a_foreign_page_in_the_bundle(several: Mailing, tmp_path: Path) -> None:
    copy = copy_of(several, tmp_path)
    with pikepdf.Pdf.open(several.folder / "bundle.pdf") as opened:
        opened.pages[5].obj.Resources = opened.pages[8].obj.Resources
        opened.save(copy.folder / "bundle.pdf")
    found = letterbook.open_office(several.folder.parents[1]).mailing(copy.folder).verify()
    assert ("other-page", 6) in [(finding.code, finding.page) for finding in found]


def test_a_file_that_changes_is_another_letter(several: Mailing, tmp_path: Path) -> None:
    """What was made before is not taken over where the enclosure is another file now."""
    workspace = tmp_path / "office"
    shutil.copytree(several.folder.parents[1], workspace)
    shutil.copy(FINISHED / "libreoffice.pdf", workspace / "office" / "table.pdf")
    again = issue_verified(workspace, workspace / "out")
    before = several.expected("unesco").enclosures[2].prints
    assert again.expected("unesco").enclosures[2].prints != before
