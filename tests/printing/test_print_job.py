"""A mailing printed in piles: every sheet of every letter once, and whatever is done to a file is found."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from conftest import Run
from print_jobs import AT, issued, printed

from letterbook.archive.layout import PDF_BUNDLE
from letterbook.archive.print_job import COVER_SHEET, JOB, PrintJob, read_job
from letterbook.archive.sheet_code import SheetCode, parse_code
from letterbook.archive.verification_record import read_record
from letterbook.errors import UsageError
from letterbook.executors import Guard
from letterbook.language.copy_marks import all_copy_marks
from letterbook.language.countries import country_name
from letterbook.language.known import program_languages
from letterbook.language.language_names import language_name
from letterbook.language.locales import base_language
from letterbook.language.posting_words import all_posting_words
from letterbook.language.print_words import all_print_words
from letterbook.language.register_words import all_register_words
from letterbook.model.post import PostOrder
from letterbook.model.print_order import PrintOrder
from letterbook.model.progress import UNWATCHED
from letterbook.printing.code_corner import covered_corners
from letterbook.printing.edge_marks import refuse_covered_edge
from letterbook.printing.letter_spans import letter_spans
from letterbook.printing.piles import Pile, piles_of
from letterbook.printing.posted_letters import posted_mailing
from letterbook.sources.office import office_of
from letterbook.usecases.print_job import jobs_of, letters_of_codes, print_mailing
from letterbook.verification import VerificationError
from letterbook.verification.print_job import verify_print_job
from letterbook.verification.shown_words import shown_words


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The office and its mailing."""
    return issued(tmp_path_factory.mktemp("print"))


@pytest.fixture(scope="module")
def job(made: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two piles with codes, each letter with its enclosure."""
    folder = tmp_path_factory.mktemp("jobs") / "job"
    printed(*made, folder, PrintOrder(parts=("way", "language"), with_codes=True))
    return folder


def codes(pdf: Path) -> list[SheetCode | None]:
    """The code of each page that has one, as a scanner would see it."""
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            picture = page.render(scale=200 / 72, grayscale=True).to_pil()
            read = zxingcpp.read_barcodes(
                picture, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
            )
            found += [parse_code(each.text) for each in read]
    return found


def test_letters_are_parted_by_way_and_language(job: Path) -> None:
    files = read_job(job).files
    assert [file.path for file in files] == [
        "piles/01-post-az.pdf",
        "piles/02-post-en.pdf",
        "piles/03-registered-en.pdf",
    ]
    assert [[part.number for part in file.parts] for file in files] == [[3], [1], [2]]
    assert [file.sheets for file in files] == [3, 3, 3]  # the separator, the letter, its enclosure
    assert files[2].title == "Registered · English"


def test_every_sheet_bears_its_code(job: Path) -> None:
    [separator, *sheets] = codes(job / "piles/03-registered-en.pdf")
    assert separator is None  # a pile's code is no sheet's
    assert [(sheet.number, sheet.sheet, sheet.sheets) for sheet in sheets if sheet] == [(2, 1, 2), (2, 2, 2)]


def test_sums_are_those_of_ledger_and_bundle(made: tuple[Path, Path], job: Path) -> None:
    with pikepdf.open(made[1] / PDF_BUNDLE) as bundle:
        sheets = (len(bundle.pages) + 1) // 2
    assert sum(file.letter_sheets for file in read_job(job).files) == sheets


def test_papers_name_the_letters_as_they_name_themselves(job: Path) -> None:
    """The separators and the cover sheet say the references; a clerk finds no 0002 on a letter."""
    assert "1-0002/2021" in first_page(job / "piles/03-registered-en.pdf")
    cover = first_page(job / COVER_SHEET)
    assert [cover.count(f"1-000{number}/2021") for number in (1, 2, 3)] == [1, 1, 1]


def first_page(pdf: Path) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return str(document[0].get_textpage().get_text_bounded())


def test_a_gap_between_letters_is_no_range(made: tuple[Path, Path]) -> None:
    posted = posted_mailing(made[1], office_of(made[0]).languages)

    def said(*numbers: int, pattern: str = "1-{0:04d}/2021", language: str = "en") -> str:
        letters = [
            replace(posted.letters[0], number=each, reference=pattern.format(each)) for each in numbers
        ]
        return letter_spans(letters, 3, language)

    assert said(12, 1, 11, 2, 1) == "1-0001/2021\u00a0– 1-0002/2021\n1-0011/2021\u00a0– 1-0012/2021"
    assert said(5, pattern="{0}/26") == "5/26"
    assert said(9, 10, 12, pattern="{0}") == "9\u00a0– 10\n12"
    assert said(1, 3, 5, 7) == "1-0001/2021\n1-0003/2021\n…\n1-0007/2021"
    first, second = (f"\u200e1-000{number}/2021\u200e" for number in (1, 2))
    assert said(1, 2, language="ar") == f"{first}\u00a0\u200f–\u200f {second}"


Change = Callable[[pikepdf.Pdf], None]


def without_page(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[2]


def with_page_twice(pdf: pikepdf.Pdf) -> None:
    pdf.pages.insert(3, pdf.pages[2])


def with_pages_swapped(pdf: pikepdf.Pdf) -> None:
    first, second = pdf.pages[2], pdf.pages[4]
    pdf.pages[2], pdf.pages[4] = second, first


def with_other_words(pdf: pikepdf.Pdf) -> None:
    pdf.pages[2].Contents[1] = pikepdf.Stream(pdf, b"")


def without_codes(pdf: pikepdf.Pdf) -> None:
    pdf.pages[2].Contents = pdf.pages[2].Contents[1]


def with_something_on_a_blank_back(pdf: pikepdf.Pdf) -> None:
    pdf.pages[3].Contents = pikepdf.Stream(pdf, b"0 0 100 100 re f")


def with_a_page_behind(pdf: pikepdf.Pdf) -> None:
    pdf.pages.append(pdf.pages[2])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (without_page, "other-page"),
        (without_page, "wrong-page-count"),
        (with_page_twice, "wrong-page-count"),
        (with_pages_swapped, "other-page"),
        (with_pages_swapped, "wrong-code"),
        (with_other_words, "other-page"),
        (without_codes, "wrong-code"),
        (with_something_on_a_blank_back, "not-blank"),
        (with_a_page_behind, "extra-page"),
    ],
)
def test_a_page_that_is_not_as_it_should_be_is_found(
    made: tuple[Path, Path], job: Path, tmp_path: Path, change: Change, code: str
) -> None:
    spoiled = tmp_path / "job"
    shutil.copytree(job, spoiled)
    with pikepdf.open(spoiled / "piles/02-post-en.pdf", allow_overwriting_input=True) as pdf:
        change(pdf)
        pdf.save(spoiled / "piles/02-post-en.pdf")
    assert code in {finding.code for finding in verify_print_job(spoiled, made[1], read_record(made[1]))}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('"number": 1,', '"number": 2,', "somebody-else"),
        ('"sheets": 3', '"sheets": 4', "wrong-sum"),
        ('"first_page": 3', '"first_page": 4', "back-side"),
        ('"is_duplex": true', '"is_duplex": false', "wrong-page-count"),
        ('"manifest": "', '"manifest": "0', "altered-file"),
        ('"version": 1', '"version": 9', "broken-file"),
    ],
)
def test_a_record_that_is_wrong_is_found(
    made: tuple[Path, Path], job: Path, tmp_path: Path, old: str, new: str, code: str
) -> None:
    spoiled = tmp_path / "job"
    shutil.copytree(job, spoiled)
    text = (spoiled / JOB).read_text("utf-8")
    assert old in text
    (spoiled / JOB).write_text(text.replace(old, new), "utf-8")
    assert code in {finding.code for finding in verify_print_job(spoiled, made[1], read_record(made[1]))}


def test_a_letter_that_lies_in_no_pile_or_in_two_is_found(
    made: tuple[Path, Path], job: Path, tmp_path: Path
) -> None:
    import json

    spoiled = tmp_path / "job"
    shutil.copytree(job, spoiled)
    content = json.loads((job / JOB).read_text("utf-8"))
    for files, code in (
        (content["files"][:2], "not-in-bundle"),
        ([*content["files"], content["files"][1]], "twice-in-bundle"),
    ):
        (spoiled / JOB).write_text(json.dumps({**content, "files": files}), "utf-8")
        found = {finding.code for finding in verify_print_job(spoiled, made[1], read_record(made[1]))}
        assert {code, "wrong-sum"} <= found


def test_a_cover_sheet_that_does_not_add_up_is_found(
    made: tuple[Path, Path], job: Path, tmp_path: Path
) -> None:
    spoiled = tmp_path / "job"
    shutil.copytree(job, spoiled)
    shutil.copyfile(job / "piles/01-post-az.pdf", spoiled / COVER_SHEET)
    assert {"wrong-sum"} == {each.code for each in verify_print_job(spoiled, made[1], read_record(made[1]))}


def test_nothing_is_published_of_a_job_that_is_wrong(
    made: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def twice(*arguments: Any) -> tuple[Pile, ...]:
        found = piles_of(*arguments)
        return (*found, found[0])

    monkeypatch.setattr("letterbook.printing.job_writer.piles_of", twice)
    with pytest.raises(VerificationError):
        printed(*made, tmp_path / "job", PrintOrder())


def test_one_side_volumes_and_copies(made: tuple[Path, Path], tmp_path: Path) -> None:
    order = PrintOrder(
        is_duplex=False, most_sheets=2, order=("zone", "sheets"), copies=("cc", "further", "file")
    )
    files = {file.path: file for file in printed(*made, tmp_path / "job", order).files}
    assert [files[f"piles/01-volume-{number}.pdf"].pages for number in (1, 2, 3)] == [3, 3, 3]
    copies = {path: file for path, file in files.items() if file.kind == "copies"}
    assert [part.copy_for for part in copies["copies/cc.pdf"].parts] == [
        "Copy for Permanent Mission to the United Nations"
    ]
    assert [part.number for part in copies["copies/further.pdf"].parts] == [2]
    assert len(copies) == 5  # those for the file take three
    with pypdfium2.PdfDocument(tmp_path / "job" / "copies/cc.pdf") as document:
        assert "Copy for Permanent Mission" in document[1].get_textpage().get_text_bounded()
    assert codes(tmp_path / "job" / "copies/cc.pdf") == []


def test_the_office_says_which_countries_are_its_region(made: tuple[Path, Path], tmp_path: Path) -> None:
    office = tmp_path / "office"
    shutil.copytree(made[0], office)
    with (office / "letterbook.yaml").open("a", encoding="utf-8") as settings:
        settings.write("\npost:\n  region: [France]\n")
    job = printed(office, office / "out" / made[1].name, tmp_path / "job", PrintOrder(parts=("zone",)))
    assert [(file.path, [part.number for part in file.parts]) for file in job.files] == [
        ("piles/01-region.pdf", [2]),
        ("piles/02-world.pdf", [1, 3]),
    ]


def test_enclosures_may_lie_apart(made: tuple[Path, Path], tmp_path: Path) -> None:
    order = PrintOrder(enclosures_apart=True, with_codes=True, in_one_file=True)
    files = {file.path: file for file in printed(*made, tmp_path / "job", order).files}
    assert [(part.number, part.part) for part in files["piles/01.pdf"].parts] == [(1, 0), (2, 0), (3, 0)]
    apart = files["enclosures/enclosures.pdf"]
    assert sorted((part.number, part.part) for part in apart.parts) == [(1, 1), (2, 1), (3, 1)]
    assert len(apart.separators) == 2  # one a language
    assert [code.sheets for code in codes(tmp_path / "job" / "piles/01.pdf") if code] == [1, 1, 1]
    assert files["all-piles.pdf"].sheets == files["piles/01.pdf"].sheets


WITH_POST = PrintOrder(parts=("language",), post=PostOrder(envelopes="DL", labels="L7160", lists=True))


@pytest.fixture(scope="module")
def with_post(made: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A job with envelopes, labels and lists in its folder."""
    folder = tmp_path_factory.mktemp("with-post") / "job"
    printed(*made, folder, WITH_POST)
    return folder


def test_envelopes_and_labels_lie_with_the_piles_in_their_order(with_post: Path) -> None:
    job = read_job(with_post)
    assert [(paper.path, paper.kind, paper.numbers, paper.sheets) for paper in job.papers[:2]] == [
        ("post/envelopes-DL.pdf", "envelopes", (3, 1, 2), 3),
        ("post/labels-L7160.pdf", "labels", (3, 1, 2), 1),
    ]
    cover = shown_words(with_post / COVER_SHEET)
    at = cover.index("post/envelopes-DL.pdf")
    assert cover[at : at + 4] == ["post/envelopes-DL.pdf", "3", "0", "3"]
    signing = shown_words(with_post / "post/to-be-signed.pdf")
    assert ("01-az:", "3") in pairwise(signing)
    assert ("02-en:", "7") in pairwise(
        signing
    )  # behind the separator, its back, and the first letter with its enclosure


def without_last_page(folder: Path) -> None:
    with pikepdf.open(folder / "post/envelopes-DL.pdf", allow_overwriting_input=True) as pdf:
        del pdf.pages[-1]
        pdf.save(folder / "post/envelopes-DL.pdf")


def with_envelopes_swapped(folder: Path) -> None:
    with pikepdf.open(folder / "post/envelopes-DL.pdf", allow_overwriting_input=True) as pdf:
        pdf.pages.reverse()
        pdf.save(folder / "post/envelopes-DL.pdf")


def with_a_letter_twice(folder: Path) -> None:
    text = (folder / JOB).read_text("utf-8")
    whole = '"numbers": [\n    3,\n    1,\n    2\n   ]'
    assert whole in text
    (folder / JOB).write_text(text.replace(whole, whole.replace("2", "1"), 1), "utf-8")


def without_labels(folder: Path) -> None:
    (folder / "post/labels-L7160.pdf").unlink()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (without_last_page, "wrong-page-count"),
        (with_envelopes_swapped, "other-page"),
        (with_a_letter_twice, "wrong-sum"),
        (without_labels, "missing-file"),
    ],
)
def test_an_envelope_that_is_missing_or_another_is_found(
    made: tuple[Path, Path], with_post: Path, tmp_path: Path, change: Callable[[Path], None], code: str
) -> None:
    record = read_record(made[1])
    assert verify_print_job(with_post, made[1], record) == []
    spoiled = tmp_path / "job"
    shutil.copytree(with_post, spoiled)
    change(spoiled)
    assert code in {finding.code for finding in verify_print_job(spoiled, made[1], record)}


def test_a_mailing_that_was_altered_is_not_printed(made: tuple[Path, Path], tmp_path: Path) -> None:
    office, mailing = made
    spoiled = tmp_path / mailing.name
    shutil.copytree(mailing, spoiled)
    letter = next((spoiled / "letters").glob("*.pdf"))
    letter.write_bytes(letter.read_bytes() + b" ")
    with pytest.raises(UsageError, match="is not as it was published"):
        printed(office, spoiled, tmp_path / "job", PrintOrder())


def test_a_job_takes_the_place_of_an_earlier_one(made: tuple[Path, Path], tmp_path: Path) -> None:
    office, mailing = made
    with Guard() as guard:
        for order in (PrintOrder(parts=("language",)), PrintOrder()):
            done = print_mailing(office, mailing, order, tmp_path / "print", AT, guard, UNWATCHED)
    assert done.folder == tmp_path / "print" / mailing.name
    assert [path.name for path in (done.folder / "piles").iterdir()] == ["01.pdf"]
    assert [path.name for path in (tmp_path / "print").iterdir()] == [mailing.name]


def test_a_job_of_some_letters_lies_beside_that_of_all(made: tuple[Path, Path], tmp_path: Path) -> None:
    office, mailing = made
    out = tmp_path / "print"
    with Guard() as guard:
        for numbers in (None, "1-0002/2021, 3"):
            done = print_mailing(office, mailing, PrintOrder(numbers=numbers), out, AT, guard, UNWATCHED)
    assert done.folder == out / f"{mailing.name}-letters-2,3"
    assert [len(each.job.numbers) for each in jobs_of(mailing, out)] == [3, 2]
    with Guard() as guard, pytest.raises(UsageError, match="no letter 9"):
        print_mailing(office, mailing, PrintOrder(numbers="9"), out, AT, guard, UNWATCHED)


def test_codes_name_letters_of_this_mailing_alone(made: tuple[Path, Path], job: Path) -> None:
    office, mailing = made
    [_, first, _] = codes(job / "piles/02-post-en.pdf")
    assert first
    assert letters_of_codes(mailing, office, [str(first).lower()]) == "1"
    for wrong, why in (
        ("K7Q2M", "is no code"),
        (str(SheetCode("ABCDE", 1, 1, 2, first.edition)), "another mailing"),
        (str(SheetCode(first.mailing, 9, 1, 2, first.edition)), "another mailing"),
        (str(SheetCode(first.mailing, 1, 1, 2, "00")), "an earlier state"),
    ):
        with pytest.raises(UsageError, match=why):
            letters_of_codes(mailing, office, [wrong])


def test_words_are_there_in_every_language() -> None:
    languages = {base_language(tag) for tag in program_languages()}
    assert languages <= all_copy_marks().keys()
    for words in (all_print_words(), all_posting_words(), all_register_words()):
        assert languages <= words.keys()
        for said in words.values():
            assert [(key, sorted(marks(text))) for key, text in said.items()] == [
                (key, sorted(marks(text))) for key, text in words["en"].items()
            ]


def marks(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


def test_no_paper_speaks_two_languages(made: tuple[Path, Path], tmp_path: Path) -> None:
    """Each title, heading and way in the office's language, or all of it in English where there are no words."""
    office = tmp_path / "office"
    shutil.copytree(made[0], office)
    settings = (office / "letterbook.yaml").read_text("utf-8")
    papers = {}
    for language, said in (
        ("it", ("Raccomandata · Francia", "Pila 3 di 3 · Stampare fronte-retro", "Lettere", "Fogli")),
        ("sv", ("Registered · France", "Pile 3 of 3 · Print on both sides", "Letters", "Sheets")),
    ):
        changed = settings.replace("  language: en\n", f"  language: {language}\n")
        assert changed != settings
        (office / "letterbook.yaml").write_text(changed, "utf-8")
        order = PrintOrder(
            ("way", "country", "zone", "envelope", "language"),
            enclosures_apart=True,
            copies=("further",),
            post=PostOrder(envelopes="", lists=True),
        )
        job = printed(office, office / "out" / made[1].name, tmp_path / language, order)
        [registered] = [file for file in job.files if "registered" in file.path and file.kind == "piles"]
        shown = first_page(tmp_path / language / registered.path)
        assert [word for word in said if word not in shown] == []
        papers[language] = papers_of(tmp_path / language, job)
    assert {"cover-sheet", "to-be-signed", "dispatch-registered", registered.path} <= papers["it"].keys()
    english = english_words("it")
    assert len([word for word in english if word.search(" ".join(papers["sv"].values()))]) > 30
    assert {
        (paper, word.pattern) for paper, text in papers["it"].items() for word in english if word.search(text)
    } == set()


def papers_of(folder: Path, job: PrintJob) -> dict[str, str]:
    """What the job's own papers say: its cover sheet, the lists for the post, and the separators of each of its files."""
    lists = [
        folder / paper.path for paper in job.papers if paper.kind == "lists" and paper.path.endswith(".pdf")
    ]
    said = {path.stem: " ".join(shown_words(path)) for path in (folder / COVER_SHEET, *lists)}
    for file in job.files:
        with pypdfium2.PdfDocument(folder / file.path) as document:
            pages = [document[each.page - 1].get_textpage().get_text_bounded() for each in file.separators]
        said[file.path] = " ".join(" ".join(pages).split())
    return said


def english_words(language: str) -> list[re.Pattern[str]]:
    """What these papers say in English, and say otherwise in this language."""
    said = [
        (words["en"][key], text)
        for words in (all_print_words(), all_posting_words())
        for key, text in words[language].items()
    ]
    said += [(country_name(code, "en"), country_name(code, language)) for code in ("FR", "DE", "US")]
    said += [(language_name(tag, "en"), language_name(tag, language)) for tag in ("en", "az")]
    english = dict.fromkeys(there for there, here in said if there != here)
    patterns = (r"\S+".join(map(re.escape, re.split(r"{\w+}", words))) for words in english)
    return [re.compile(rf"(?<!\w){pattern}(?!\w)") for pattern in patterns]


def test_the_office_has_ways_and_fonts_of_its_own(made: tuple[Path, Path]) -> None:
    office, mailing = made
    assert [letter.way for letter in posted_mailing(mailing, office_of(office).languages).letters] == [
        "post",
        "registered",
        "post",
    ]


def test_the_command_prints_and_prints_again(run: Run, workspace: Path) -> None:
    assert run("issue", "january-20").code == 0
    done = run("print", "january-20-2021-01-19", "--by", "way,zone", "--codes", "--copies", "file")
    assert done.code == 0, done.err
    assert "3 letters" in done.out
    assert "01-post-world.pdf: Post · World, 3 letters, 6 sheets, 1 separator sheet" in done.out
    assert "copies/file.pdf: Copies for the file, 3 copies, 6 sheets, 1 separator sheet" in done.out
    folder = workspace / "out/print/january-20-2021-01-19"
    code = next(filter(None, codes(folder / "piles/01-post-world.pdf")))
    again = run("print", "january-20-2021-01-19", "--reprint", str(code), "--codes", "--json")
    assert (again.json["numbers"], again.json["covered"]) == ([code.number], [])
    assert Path(again.json["folder"]).name == f"january-20-2021-01-19-reprint-{code.number}"
    assert "reprinted" in run("register", "show", f"1-{code.number:04d}/2021").out
    assert (
        run("register", "dispatch", "1-0001/2021..1-0003/2021", "--date", "2021-01-20", "--way", "post").code
        == 0
    )
    older = str(SheetCode(code.mailing, code.number, 1, code.sheets, "00"))
    assert "an earlier state" in run("register", "return", older, "--reason", "moved").err
    strange = str(SheetCode("ABCDE", code.number, 1, code.sheets, code.edition))
    assert "no letter with a sheet ABCDE-" in run("register", "return", strange, "--reason", "moved").err
    other = "1-0002/2021" if code.number != 2 else "1-0003/2021"
    assert run("register", "return", str(code).lower(), other, "--reason", "moved").code == 0
    for reference in (f"1-{code.number:04d}/2021", other):
        assert "returned" in run("register", "show", reference).out
    addressed = run("print", "january-20-2021-01-19", "--envelopes", "--labels", "L7163", "--lists", "--json")
    assert [paper["path"] for paper in addressed.json["papers"]][:2] == [
        "post/envelopes-C6-5.pdf",
        "post/labels-L7163.pdf",
    ]
    refused = run("print", "january-20-2021-01-19", "--by", "weather")
    assert (refused.code, "not parted or ordered by “weather”" in refused.err) == (2, True)


def test_a_page_that_draws_where_its_code_is_is_named(made: tuple[Path, Path], tmp_path: Path) -> None:
    posted = posted_mailing(made[1], office_of(made[0]).languages)
    assert list(covered_corners(posted, posted.printed, alone=False)) == []
    spoiled = tmp_path / "mailing"
    shutil.copytree(made[1], spoiled)
    first = posted.printed[0]
    with pikepdf.open(spoiled / str(first.pdf), allow_overwriting_input=True) as pdf:
        pdf.pages[first.cover_pages].contents_add(b"q 0 g 30 30 20 2 re f Q", prepend=True)
        pdf.save(spoiled / str(first.pdf))
    other = replace(posted, folder=spoiled)
    [corner] = covered_corners(other, posted.printed, alone=False)
    assert (corner.title, corner.page) == (first.enclosures[0].title, 1)
    assert list(covered_corners(other, posted.printed, alone=True)) == []


# --- Marks for a machine that folds and fills --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def marked(made: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("jobs") / "marked"
    order = PrintOrder(parts=("language",), with_codes=True, with_marks=True, in_one_file=True)
    printed(*made, folder, order)
    return folder


def bars(pdf: Path) -> list[str]:
    """For each page that has bars, which of the eight places have one: measured on the page as it is printed, in dots of a
    fiftieth of a millimetre, by the figures of the handbook.
    """
    found = []
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            strip = (page.get_width() - 20 / 25.4 * 72, 0, 0, 0)
            picture = page.render(scale=50 * 25.4 / 72, grayscale=True, crop=strip).to_pil().convert("L")
            column = picture.crop((picture.width - 500, 0, picture.width - 499, picture.height)).tobytes()
            dark = {y for y, grey in enumerate(column) if grey < 128}
            runs = [y for y in dark if y - 1 not in dark]
            places = {round((y + 12.5 - 5600) / (25.4 / 6 * 50)): y for y in runs}
            for place, y in places.items():
                assert abs(y + 12.5 - 5600 - place * 25.4 / 6 * 50) <= 2
                assert sum(y <= each < y + 50 for each in dark) in (25, 26)  # half a millimetre
                row = picture.crop((picture.width - 1000, y + 12, picture.width, y + 13)).tobytes()
                assert abs(row.index(0) - 300) <= 1
                assert abs(1000 - row.rindex(0) - 300) <= 1
            found += ["".join("01"[place in places] for place in range(8))] if places else []
    return found


FOUR_SHEETS = ["11000011", "10100101", "11001001", "10101111"]


def test_a_machine_finds_the_bars_where_the_handbook_says(marked: Path) -> None:
    assert bars(marked / "piles/01-az.pdf") == FOUR_SHEETS[:2]
    assert bars(marked / "piles/02-en.pdf") == FOUR_SHEETS
    assert bars(marked / "all-piles.pdf") == [*FOUR_SHEETS, "11010001", "10110111"]
    assert sum(code is not None for code in codes(marked / "piles/02-en.pdf")) == 4


@pytest.mark.parametrize(
    "change", [(b" 1.417 re", b" 2.417 re"), (b" 22.677 ", b" 12.677 "), (b"\nf\nQ", b"\nn\nQ")]
)
def test_bars_that_are_not_as_they_should_be_are_found(
    made: tuple[Path, Path], marked: Path, tmp_path: Path, change: tuple[bytes, bytes]
) -> None:
    spoiled = tmp_path / "job"
    shutil.copytree(marked, spoiled)
    assert verify_print_job(spoiled, made[1], read_record(made[1])) == []
    with pikepdf.open(spoiled / "piles/02-en.pdf", allow_overwriting_input=True) as pdf:
        over = pdf.pages[2].Contents[-1]
        old, new = change
        assert old in over.read_bytes()
        before, behind = over.read_bytes().rsplit(old, 1)
        over.write(before + new + behind)
        pdf.save(spoiled / "piles/02-en.pdf")
    [finding] = verify_print_job(spoiled, made[1], read_record(made[1]))
    assert (finding.code, finding.page) == ("wrong-code", 3)


def test_pages_that_leave_the_bars_no_place_are_refused(made: tuple[Path, Path], tmp_path: Path) -> None:
    posted = posted_mailing(made[1], office_of(made[0]).languages)
    first = posted.printed[0]
    for page, alone in ((first.cover_pages, True), (0, False)):
        spoiled = tmp_path / str(page)
        shutil.copytree(made[1], spoiled)
        with pikepdf.open(spoiled / str(first.pdf), allow_overwriting_input=True) as pdf:
            pdf.pages[page].contents_add(b"q 0 g 570 500 8 2 re f Q", prepend=True)
            pdf.save(spoiled / str(first.pdf))
        other = replace(posted, folder=spoiled)
        with pytest.raises(UsageError, match="has something where the marks are printed"):
            refuse_covered_edge(other, posted.printed, alone=False, is_duplex=True)
        if alone:
            refuse_covered_edge(other, posted.printed, alone=True, is_duplex=True)
