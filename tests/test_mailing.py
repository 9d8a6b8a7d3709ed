"""A whole mailing, from the command to the paper: what is printed, read back and measured."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pypdf
import pypdfium2 as pdfium
import pytest
from conftest import EXAMPLE, OFFICE, PARTS, RECIPIENTS, Run, edit, make_workspace, run_outside
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdfium2 import raw

STATEMENT = "january-20"
MAILING = f"{STATEMENT}-2021-01-19"
MM = 72 / 25.4


def issue(run: Run, workspace: Path, *options: str | Path) -> Path:
    """The folder of the mailing."""
    result = run("-w", workspace, "issue", STATEMENT, "--jobs", "1", "--json", *options)
    assert result.code == 0, result.err
    return Path(result.json["folder"])


def ledger(folder: Path) -> list[dict[str, str]]:
    """The rows of a mailing's ledger; at least one."""
    with (folder / "ledger.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows
    return rows


def files(folder: Path) -> dict[str, str]:
    """Every file of a mailing, which has at least one, and its SHA-256."""
    found = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    assert found
    return found


# --- The same input gives the same bytes ---------------------------------------------------------------------------


@pytest.mark.slow
def test_two_runs_in_different_folders_give_the_same_bytes(run: Run, tmp_path: Path) -> None:
    first = issue(run, make_workspace(tmp_path / "one"))
    other = make_workspace(tmp_path / "a longer path" / "two")
    result = run_outside(
        other,
        "issue",
        STATEMENT,
        "--jobs",
        "2",
        "--json",
        variables={"TZ": "Asia/Tokyo", "LANG": "C", "PYTHONHASHSEED": "7"},
    )
    assert result.code == 0, result.err
    second = Path(result.json["folder"])
    assert files(first) == files(second)
    assert set(files(first)) >= {
        "bundle.pdf",
        "bundle.docx",
        "ledger.csv",
        "manifest.json",
        "letters/0001-un-secretary-general.docx",
    }


def test_issuing_again_gives_the_same_numbers_and_bytes(run: Run, workspace: Path) -> None:
    before = files(issue(run, workspace))
    assert files(issue(run, workspace)) == before


def test_the_manifest_says_what_was_made_of_what(run: Run, workspace: Path) -> None:
    folder = issue(run, workspace, "--format", "pdf", "--cover-only")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    made = files(folder)
    del made["manifest.json"]
    assert manifest["outputs"] == made
    sources = {
        name: hashlib.sha256((workspace / name).read_bytes()).hexdigest()
        for name in manifest["inputs"]
        if "/" in name or name.endswith("yaml")
    }
    assert manifest["inputs"].items() >= sources.items()
    assert set(sources) >= {
        "letterbook.yaml",
        "recipients.yaml",
        f"statements/{STATEMENT}/en.md",
        "templates/letter/letter.css",
    }
    assert set(manifest["versions"]) >= {"letterbook", "weasyprint", "python-docx"}
    assert str(workspace) not in json.dumps(manifest)


def test_the_ledger_has_the_hash_of_every_letter(run: Run, workspace: Path) -> None:
    folder = issue(run, workspace, "--cover-only")
    made = files(folder)
    for row in ledger(folder):
        assert made[row["pdf"]] == row["pdf_sha256"]
        assert made[row["docx"]] == row["docx_sha256"]
    named = {row[kind] for row in ledger(folder) for kind in ("pdf", "docx")}
    assert named == {name for name in made if name.startswith("letters/")}


def test_a_second_mailing_goes_on_with_the_numbers(run: Run, workspace: Path) -> None:
    shutil.copytree(workspace / "statements" / STATEMENT, workspace / "statements" / "march-31")
    issue(run, workspace, "--format", "pdf", "--cover-only")
    second = run("issue", "march-31", "--jobs", "1", "--json", "--format", "pdf", "--cover-only").json
    assert [letter["reference"] for letter in second["letters"]] == [
        "1-0004/2021",
        "1-0005/2021",
        "1-0006/2021",
    ]
    again = ledger(issue(run, workspace, "--format", "pdf", "--cover-only"))
    assert [row["reference"] for row in again] == ["1-0001/2021", "1-0002/2021", "1-0003/2021"]


def test_another_year_begins_again_at_one_and_counts_on(run: Run, workspace: Path) -> None:
    issue(run, workspace, "--format", "pdf", "--cover-only")
    folder = issue(run, workspace, "--format", "pdf", "--date", "2027-01-19")
    assert folder.name == f"{STATEMENT}-2027-01-19"
    assert [row["reference"] for row in ledger(folder)] == ["1-0001/2027", "1-0002/2027", "1-0003/2027"]
    english = text_of(folder / ledger(folder)[0]["pdf"])
    assert "37th anniversary" in english
    assert "31st" not in english
    assert "19 January 2027" in english
    assert "37-ci ildönümü" in text_of(folder / ledger(folder)[2]["pdf"])


# --- The words -----------------------------------------------------------------------------------------------------


def text_of(pdf: Path, first: int = 0, last: int | None = None) -> str:
    """The text of the pages, white space as single spaces, words that were parted at a line's end made whole."""
    pages = [page.extract_text() for page in pypdf.PdfReader(pdf).pages[first:last]]
    text = re.sub("\u2010\\s*\n\\s*", "", "\n".join(pages))
    return " ".join(text.split())


def test_the_addressed_to_paragraph_names_exactly_the_groups(run: Run, workspace: Path) -> None:
    folder = issue(run, workspace, "--format", "pdf")
    english, azerbaijani = (
        text_of(folder / ledger(folder)[0]["pdf"]),
        text_of(folder / ledger(folder)[2]["pdf"]),
    )
    [paragraph] = re.findall(r"This statement is addressed to [^.]*\.", english)
    assert paragraph == "This statement is addressed to the United Nations and the embassies."
    assert "Birləşmiş Millətlər Təşkilatı" in azerbaijani
    assert "səfirliklər" in azerbaijani


def test_a_statement_for_one_group_goes_to_that_group_and_says_so(run: Run, workspace: Path) -> None:
    for language in ("en", "az"):
        edit(
            workspace / f"statements/{STATEMENT}/{language}.md",
            "addressed_to: true",
            "addressed_to: true\ngroups: [embassies]",
        )
    folder = issue(run, workspace, "--format", "pdf")
    assert [row["id"] for row in ledger(folder)] == ["embassy-in-berlin"]
    assert "Birləşmiş Millətlər" not in text_of(folder / ledger(folder)[0]["pdf"])


def test_the_words_of_the_enclosure_line_count_its_pages(mailing: Path) -> None:
    folder, row = mailing, ledger(mailing)[0]
    cover = text_of(folder / row["pdf"], 0, 1)
    pages = int(row["pages"])
    covers = [
        index for index in range(pages) if "Excellency," in text_of(folder / row["pdf"], index, index + 1)
    ]
    assert covers == [0]
    enclosed = pages - 1
    assert re.search(rf"\b{enclosed} pages", cover), cover
    assert "Page 1" not in cover  # it has no other
    assert f"Page 1 of {enclosed}" in text_of(folder / row["pdf"], 1, 2)
    assert f"Page {enclosed} of {enclosed}" in text_of(folder / row["pdf"], pages - 1, pages)


# --- The bundle ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def mailing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small mailing, made once for all that only look at it."""
    workspace = make_workspace(tmp_path_factory.mktemp("mailing") / "office", whole=True)
    result = run_outside(workspace, "issue", STATEMENT, "--jobs", "1")
    assert result.code == 0, result.err
    return workspace / "out" / MAILING


def ranges(folder: Path) -> list[tuple[dict[str, str], range]]:
    """Each row of the ledger, and its pages in the bundle from 0."""
    return [
        (row, range(int(row["bundle_first_page"]) - 1, int(row["bundle_last_page"])))
        for row in ledger(folder)
    ]


def test_every_letter_of_the_bundle_begins_on_a_front_side(mailing: Path) -> None:
    bundle = pypdf.PdfReader(mailing / "bundle.pdf")
    taken: list[int] = []
    for row, pages in ranges(mailing):
        assert pages.start % 2 == 0
        assert row["reference"] in bundle.pages[pages.start].extract_text()
        assert int(row["sheets"]) == (len(pages) + 1) // 2
        taken += pages
    assert taken == sorted(set(taken)), "no page belongs to two letters"
    left = [page for index, page in enumerate(bundle.pages) if index not in taken]
    assert all(page.extract_text() == "" for page in left), "what is between the letters is blank"


def test_the_bundle_has_a_bookmark_for_each_letter(mailing: Path) -> None:
    bundle = pypdf.PdfReader(mailing / "bundle.pdf")
    marks: list[tuple[str, int | None]] = [
        (str(mark["/Title"]), bundle.get_destination_page_number(mark))
        for mark in bundle.outline
        if not isinstance(mark, list)
    ]
    expected = [(f"{row['reference']} · {row['name']}", pages.start) for row, pages in ranges(mailing)]
    assert marks == expected


def test_a_bundle_is_called_as_its_letters_are(mailing: Path) -> None:
    pdf = pypdf.PdfReader(mailing / "bundle.pdf").metadata
    word = docx.Document(str(mailing / "bundle.docx")).core_properties
    first = pypdf.PdfReader(mailing / ranges(mailing)[0][0]["pdf"]).metadata
    assert pdf is not None
    assert first is not None
    subject, _, _ = str(first.title).partition(" · ")
    assert pdf.title == word.title == f"{subject} · {mailing.name}"
    assert "anniversary" in subject


def test_the_pages_of_the_bundle_are_those_of_the_letters(mailing: Path) -> None:
    bundle = pypdf.PdfReader(mailing / "bundle.pdf")
    for row, pages in ranges(mailing):
        here = [text for text in (bundle.pages[index].extract_text() for index in pages) if text]
        assert here == [page.extract_text() for page in pypdf.PdfReader(mailing / row["pdf"]).pages]


def test_the_pages_of_the_bundle_look_like_those_of_the_letters(mailing: Path) -> None:
    bundle = pdfium.PdfDocument(mailing / "bundle.pdf")
    row, pages = ranges(mailing)[2]
    drawn = [bundle[index].render(scale=0.5).to_pil().tobytes() for index in pages]
    alone = [page.render(scale=0.5).to_pil().tobytes() for page in pdfium.PdfDocument(mailing / row["pdf"])]
    assert [image for image in drawn if set(image) != {255}] == alone


def test_the_bundle_holds_each_font_once(mailing: Path) -> None:
    with pikepdf.open(mailing / "bundle.pdf") as bundle:
        programs = [
            program
            for program in bundle.objects
            if isinstance(program, pikepdf.Stream) and "/Length1" in program.stream_dict
        ]
        fonts = {
            str(font.BaseFont).split("+")[-1]
            for font in bundle.objects
            if isinstance(font, pikepdf.Dictionary)
            and font.get("/Type") == "/Font"
            and "/DescendantFonts" in font
        }
    assert 0 < len(programs) == len(fonts) <= 6


def test_every_font_of_every_letter_is_embedded(mailing: Path) -> None:
    paths = list(mailing.rglob("*.pdf"))
    assert len(paths) == len(ledger(mailing)) + 1
    for path in paths:
        with pikepdf.open(path) as pdf:
            descriptors = [
                descriptor
                for descriptor in pdf.objects
                if isinstance(descriptor, pikepdf.Dictionary) and descriptor.get("/Type") == "/FontDescriptor"
            ]
            assert descriptors
            assert all("/FontFile2" in descriptor for descriptor in descriptors), path


def test_the_bundle_of_word_files_holds_every_letter(mailing: Path) -> None:
    bundle = docx.Document(str(mailing / "bundle.docx"))
    text = "".join(bundle.element.body.itertext())
    for row in ledger(mailing):
        assert row["reference"] in text
        words = "".join(docx.Document(str(mailing / row["docx"])).element.body.itertext())
        assert "".join(words.split()) in "".join(text.split())
    starts = [section._sectPr.xpath("./w:pgNumType/@w:start") for section in bundle.sections]
    assert starts.count(["1"]) >= len(ledger(mailing))


# --- The page, measured --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Box:
    """A character or a rule on the sheet, in mm from its top-left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    line: float = 0.0  # where its line of text ends below, whatever the character's own shape


def characters(page: Any) -> list[Box]:
    text, height = page.get_textpage(), page.get_height()
    found = []
    for index in range(text.count_chars()):
        character = text.get_text_range(index, 1)
        left, bottom, right, top = text.get_charbox(index)
        if character.strip():
            _, below, _, _ = text.get_charbox(index, loose=True)
            place = (
                left / MM,
                (height - top) / MM,
                right / MM,
                (height - bottom) / MM,
                (height - below) / MM,
            )
            found.append(Box(character, *place))
    return found


def rules(page: Any) -> list[Box]:
    """The straight lines and filled bars that the page draws."""
    height = page.get_height()
    found = []
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=4):
        left, bottom, right, top = thing.get_bounds()
        found.append(Box("", left / MM, (height - top) / MM, right / MM, (height - bottom) / MM))
    return found


def lines(boxes: Iterable[Box]) -> list[tuple[str, Box]]:
    """The lines of the page from top to bottom: their words without spaces, and what they cover; no draft mark."""
    rows: list[list[Box]] = []
    boxes = [box for box in boxes if box.bottom - box.top < 8]
    for box in sorted(boxes, key=lambda box: (box.line, box.left)):
        near = rows[-1] if rows and box.line - rows[-1][0].line < 0.5 else None
        if near is None:
            rows.append([box])
        else:
            near.append(box)
    rows.sort(key=lambda row: min(box.top for box in row))
    return [_line(row) for row in rows]


def _line(row: list[Box]) -> tuple[str, Box]:
    row = sorted(row, key=lambda box: box.left)
    words = "".join(box.text for box in row)
    return words, Box(
        words, row[0].left, min(b.top for b in row), max(b.right for b in row), max(b.bottom for b in row)
    )


def page_of(mailing: Path, recipient: str, index: int = 0) -> Any:
    row = next(row for row in ledger(mailing) if row["id"] == recipient)
    return pdfium.PdfDocument(mailing / row["pdf"])[index]


@pytest.mark.parametrize("recipient", ["un-secretary-general", "unesco"])
def test_the_address_stands_in_the_window_of_din_5008_form_b(mailing: Path, recipient: str) -> None:
    """Field 85 x 45 mm at (20, 45), text 5 mm further in, address lines from 62.7 mm (DIN 5008 form B)."""
    page = page_of(mailing, recipient)
    assert page.get_size() == pytest.approx((210 * MM, 297 * MM), abs=0.5)
    inside = [box for box in characters(page) if 45 <= box.top <= 90 and box.left < 105]
    shown = lines(inside)
    zone = [(words, box) for words, box in shown if box.top >= 62.7 - 0.5]
    assert len(zone) in range(3, 7)
    assert all(box.left >= 20 and box.right <= 105 and box.top >= 45 and box.bottom <= 90 for box in inside)
    assert all(box.left == pytest.approx(25, abs=0.5) for _, box in zone)
    first = zone[0][1]
    assert 62.7 <= first.top <= 62.7 + 2.5
    returning = [box for _, box in shown if box.top < 62.7 - 0.5]
    assert len(returning) == 1
    assert returning[0].bottom <= 62.7
    assert returning[0].left == pytest.approx(25, abs=0.5)


def test_a_note_verbale_has_its_number_above_and_its_addressee_at_the_lower_left(mailing: Path) -> None:
    """No window shows it, so there are no marks for folding either."""
    page = page_of(mailing, "embassy-in-berlin")
    said = lines(characters(page))
    assert [box for box in rules(page) if box.right < 20] == []
    number = next(box for text, box in said if text.startswith("№"))
    assert number.left == pytest.approx(25, abs=0.5)
    assert number.top == pytest.approx(60, abs=3)
    addressee = [box for text, box in said if box.top > 240 and not text.startswith("Səhifə")]
    assert [text for text, box in said if box in addressee][1:] == [
        "Hubertusallee43",
        "14193Berlin",
        "GERMANY",
    ]
    assert all(box.left == pytest.approx(25, abs=0.5) and box.bottom < 277 for box in addressee)


def test_the_marks_for_folding_and_punching(mailing: Path) -> None:
    """At 105, 148.5 and 210 mm from the top (DIN 5008 form B), at the left edge of the first page only."""
    marks = sorted(
        (box for box in rules(page_of(mailing, "unesco")) if box.right < 20), key=lambda box: box.top
    )
    middles = [(box.top + box.bottom) / 2 for box in marks]
    assert middles == pytest.approx([105, 148.5, 210], abs=0.5)
    assert all(0 < box.left <= 10 for box in marks)
    assert (
        marks[1].right - marks[1].left
        > marks[0].right - marks[0].left
        == pytest.approx(marks[2].right - marks[2].left)
    )
    enclosure = [box for box in rules(page_of(mailing, "unesco", 1)) if box.right < 20]
    assert enclosure == []


def test_a_pen_has_25_mm_between_closing_and_name(mailing: Path) -> None:
    shown = lines(characters(page_of(mailing, "unesco")))
    closing = next(box for words, box in shown if words == "Yourssincerely,")
    name = next(
        box
        for words, box in shown
        if words.startswith("TheCommissionerforHumanRights") and box.top > closing.top
    )
    assert name.top - closing.bottom >= 25
    between = [words for words, box in shown if closing.bottom < box.top < name.top - 0.1]
    assert between == []


def test_the_text_keeps_its_margins_on_every_page(mailing: Path) -> None:
    for row in ledger(mailing):
        for page in pdfium.PdfDocument(mailing / row["pdf"]):
            boxes = characters(page)
            assert len(boxes) > 100, row["id"]
            for box in boxes:
                assert box.left >= 20, row["id"]
                assert box.right <= 190 + 0.5, row["id"]
                assert box.bottom <= 297 - 8, row["id"]


def test_a_following_page_says_recipient_date_and_page(run: Run, workspace: Path) -> None:
    lengthen(workspace, 24)
    folder = issue(run, workspace, "--format", "pdf", "--cover-only", "--to", "unesco")
    [words, *_, foot] = [words for words, _ in lines(characters(page_of(folder, "unesco", 1)))]
    assert foot == "Page2of2"
    assert words == "TheDirector-General,UNESCO19January2021"


# --- The signature block stays with the body -----------------------------------------------------------------------

WORDS = "The office of the Commissioner remains ready to supply any further information that may be of use in this matter. "


def lengthen(workspace: Path, sentences: int, paragraphs: int = 1) -> None:
    """Gives the letter a body of so many sentences."""
    path = workspace / "templates/letter/en.md"
    front = path.read_text(encoding="utf-8").split("---")[1]
    body = "\n\n".join([WORDS * max(1, sentences // paragraphs)] * paragraphs)
    path.write_text(f"---{front}---\n{body}\n", encoding="utf-8")


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sentences=st.integers(6, 60), paragraphs=st.integers(1, 5))
def test_the_signature_is_never_parted_from_the_last_two_lines_of_the_body(
    run: Run, workspace: Path, sentences: int, paragraphs: int
) -> None:
    lengthen(workspace, sentences, paragraphs)
    made = run("preview", STATEMENT, "--to", "unesco", "--cover-only").out.strip()
    pages = list(pdfium.PdfDocument(made))
    with_closing = [page for page in pages if "Yours sincerely," in page.get_textpage().get_text_range()]
    assert len(with_closing) == 1
    shown = lines(box for box in characters(with_closing[0]) if box.left > 20)
    closing = next(index for index, (words, _) in enumerate(shown) if words.endswith("Yourssincerely,"))
    body = "".join(WORDS.split()) * sentences
    before = [words for words, _ in shown[:closing] if words.rstrip("\u2010") in body]
    assert len(before) >= 2
    after = "".join(words for words, _ in shown[closing:])
    assert "TheCommissionerforHumanRights(Ombudsman)" in after
    assert "Page1of" not in "".join(words for words, _ in shown) or len(pages) == 1


@pytest.mark.slow
def test_every_length_of_body_around_the_end_of_the_page(run: Run, workspace: Path) -> None:
    """Line by line past the point where the signature block no longer fits on the first page."""
    moved = set()
    for sentences in range(9, 22, 2):
        lengthen(workspace, sentences)
        made = run("preview", STATEMENT, "--to", "unesco", "--cover-only").out.strip()
        reader = pypdf.PdfReader(made)
        moved.add(len(reader.pages))
        last = reader.pages[-1].extract_text()
        assert "Yours sincerely," in last
        assert (
            len(
                [
                    line
                    for line in last.split("Yours sincerely,")[0].splitlines()
                    if len(line) > 60 or "matter." in line
                ]
            )
            >= 2
        )
    assert moved == {1, 2}, "the lengths that were tried go over the end of the page"


# --- PDF and DOCX say the same -------------------------------------------------------------------------------------


def words_of_pdf(path: Path) -> str:
    """All words of a letter's PDF without white space and without what only pages have."""
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    return squeezed(re.sub("\u2010\\s*\n", "", text))


def squeezed(text: str) -> str:
    return re.sub(r"\s|\u00ad|\u2010", "", unicodedata.normalize("NFC", text))


def paragraphs_of_docx(path: Path) -> list[str]:
    """The paragraphs of a letter's DOCX in order, and those of the letterhead in its first page's header."""
    document = docx.Document(str(path))
    parts = [document.element.body, *(section.first_page_header._element for section in document.sections)]
    texts = [
        "".join(node.text or "" for node in paragraph.iter("{*}t"))
        for part in parts
        for paragraph in part.iter("{*}p")
    ]
    return [text for text in map(squeezed, texts) if text]


OFFICES = (
    "CommissionerforHumanRights(Ombudsman)oftheRepublicofAzerbaijan",
    "AzərbaycanRespublikasınınİnsanHüquqlarıüzrəMüvəkkili(Ombudsman)",
)
"""The running head of an enclosure's following pages, and the name in the letterhead."""


def assert_same_words(folder: Path, row: dict[str, str]) -> None:
    """Every paragraph of the DOCX stands in the PDF, and what is left of the PDF is page furniture."""
    left = without_offices(words_of_pdf(folder / row["pdf"]))
    for paragraph in sorted(
        map(without_offices, paragraphs_of_docx(folder / row["docx"])), key=len, reverse=True
    ):
        assert paragraph in left, (row["id"], paragraph)
        left = left.replace(paragraph, "", 1)
    assert re.sub(r"Page\dof\d|Səhifə\d/\d|•|\d+\.", "", left) == "", row["id"]


def without_offices(text: str) -> str:
    """Without the running head of an enclosure's following pages, which also stands within other texts."""
    for office in OFFICES:
        text = text.replace(office, "")
    return text


def test_pdf_and_docx_of_the_small_mailing_say_the_same(mailing: Path) -> None:
    for row in ledger(mailing):
        assert_same_words(mailing, row)


@pytest.mark.slow
def test_pdf_and_docx_of_every_letter_of_a_long_list_say_the_same(tmp_path: Path) -> None:
    workspace = make_workspace(
        tmp_path / "office", (OFFICE / "recipients.yaml").read_text(encoding="utf-8"), whole=True
    )
    result = run_outside(workspace, "issue", STATEMENT, "--jobs", "2", "--json", timeout=240)
    assert result.code == 0, result.err
    folder = Path(result.json["folder"])
    rows = ledger(folder)
    assert len(rows) >= 30
    assert {row["template"] for row in rows} == {"letter", "note-verbale"}
    assert {row["language"] for row in rows} == {"en", "az"}
    for row in rows:
        assert_same_words(folder, row)


def test_the_example_at_the_top_of_the_repository_is_a_workspace(run: Run) -> None:
    assert all((EXAMPLE / name).exists() for name in PARTS)
    assert RECIPIENTS.count("- id:") == 5
    assert run("-w", EXAMPLE, "issue", STATEMENT, "--dry-run").code == 0
