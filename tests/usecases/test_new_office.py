"""A new office: neutral, in one language, refused until it is filled in, and right as soon as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import docx
import openpyxl
import pypdf
import pytest
from conftest import EXAMPLE, Run, edit, snapshot
from markdown_it import MarkdownIt

import letterbook
from letterbook.usecases.new_office import NEW_OFFICE

LANGUAGES = sorted(file.stem for file in (NEW_OFFICE / "letter").glob("*.md"))
FILLED = re.compile(r"\[[^\[\]]* …\]")


def fill_in(office: Path, language: str) -> None:
    """What a clerk writes: five lines of the office, a list, a statement."""
    file = office / "letterbook.yaml"
    file.write_text(FILLED.sub("Library 7", file.read_text("utf-8")), "utf-8")
    workbook = openpyxl.load_workbook(office / "recipients.xlsx")
    sheet = workbook.active
    assert sheet is not None
    sheet.delete_rows(2)
    sheet.append(["City Library", None, "1 Book Street", "10115", "Berlin", "DE"])
    sheet.append(["National Library", None, "2 Book Street", "1010", "Wien", "AT"])
    workbook.save(office / "recipients.xlsx")
    file = office / "statements" / "first-statement" / f"{language}.md"
    text = re.sub('date: ".*"', "date: 2027-01-19", file.read_text("utf-8"))
    file.write_text(FILLED.sub("Library 8", text), "utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_right_when_it_is_filled_in(tmp_path: Path, language: str) -> None:
    letterbook.make_office(tmp_path / "new", language=language, country="DE")
    office = letterbook.open_office(tmp_path / "new")
    assert {problem.code for problem in office.check() if problem.is_error} == {"not-filled-in"}
    fill_in(office.folder, language)
    assert office.check() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_headings_of_the_list_are_in_its_language(tmp_path: Path, language: str) -> None:
    letterbook.make_office(tmp_path / "new", language=language, country="DE")
    sheet = openpyxl.load_workbook(tmp_path / "new" / "recipients.xlsx").active
    assert sheet is not None
    headings = [str(cell.value) for cell in sheet[1]]
    assert not any("\u1c90" <= sign <= "\u1cbf" for sign in "".join(headings)), (
        "capitals of Georgian, for whole words only"
    )
    if not language.startswith("en"):
        assert "Salutation" not in headings


def test_there_are_words_in_every_language_of_the_program() -> None:
    data = {file.stem for file in (NEW_OFFICE.parent / "language" / "data").glob("*.yaml")}
    assert data == set(LANGUAGES)
    for name in ("note-verbale", "statement"):
        assert {file.stem for file in (NEW_OFFICE / name).glob("*.md")} == data


def sentences_of_the_example() -> Iterator[str]:
    """Each line of its office, and each sentence of its words and statements, that says something by itself."""
    for line in (EXAMPLE / "letterbook.yaml").read_text("utf-8").splitlines():
        yield from re.findall(r'"([^"]{16,})"', line)
    for folder in ("templates", "statements"):
        for file in (EXAMPLE / folder).glob("*/*.md"):
            text = MarkdownIt().render(file.read_text("utf-8").split("---\n", 2)[2])
            for sentence in re.split(r"(?<=[.!?。])\s*|\{\{.*?\}\}|<[^>]*>", text):
                if len(bare(sentence)) > 24 or (len(bare(sentence)) > 8 and not sentence.isascii()):
                    yield sentence


def bare(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def said_in(path: Path) -> str:
    if path.suffix == ".pdf":
        return "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    document = docx.Document(str(path))
    section = document.sections[0]
    parts = [document.element.body, section.header._element, section.footer._element]
    return "".join(node.text or "" for part in parts for node in part.iter() if node.tag.endswith("}t"))


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "de", "tr", "uk", "ar", "zh", "fr"])
def test_nothing_of_the_example_is_in_a_file_that_it_issues(tmp_path: Path, language: str) -> None:
    letterbook.make_office(tmp_path / "new", language=language, country="DE")
    fill_in(tmp_path / "new", language)
    office = letterbook.open_office(tmp_path / "new")
    mailing = office.issue("first-statement", clerk="Clerk", at=datetime(2027, 1, 19, tzinfo=UTC))
    files = [path for path in mailing.folder.rglob("*") if path.suffix in (".pdf", ".docx")]
    assert len(files) == 6
    foreign = {bare(sentence) for sentence in sentences_of_the_example()}
    assert len(foreign) > 400
    for path in files:
        said = bare(said_in(path))
        assert "library7" in said
        assert [sentence for sentence in foreign if sentence in said] == []


def test_a_sentence_of_the_example_would_be_found() -> None:
    foreign = {bare(sentence) for sentence in sentences_of_the_example()}
    for language in ("de", "ar", "zh"):
        words = (EXAMPLE / "templates" / "letter" / f"{language}.md").read_text("utf-8")
        assert any(sentence in bare(words) for sentence in foreign)


def test_a_language_that_the_office_did_not_write_is_a_mistake(tmp_path: Path) -> None:
    letterbook.make_office(tmp_path / "new", language="en", country="KE")
    fill_in(tmp_path / "new", "en")
    office = letterbook.open_office(tmp_path / "new")
    workbook = openpyxl.load_workbook(office.folder / "recipients.xlsx")
    sheet = workbook.active
    assert sheet is not None
    sheet["H1"], sheet["H2"] = "Language", "fr"
    workbook.save(office.folder / "recipients.xlsx")
    assert {problem.code for problem in office.check() if problem.is_error} >= {"no-words-in-language"}
    assert [path.name for path in office.add_language("français")] == ["fr.md", "fr.md"]
    assert any("statement" in str(problem) for problem in office.check() if problem.is_error)


# --- What it is asked ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "country", "in_file"),
    [
        ("German", "Germany", ["language: de ", "country: DE ", "page: A4 ", "window: din-b "]),
        ("français", "France", ["language: fr ", "window: nf-right "]),
        ("en-US", "USA", ["language: en-US ", "page: Letter ", "window: us-10 "]),
        ("English", "Vereinigtes Königreich", ["language: en ", "country: GB ", "window: uk-dl "]),
        ("português (Brasil)", "Brasil", ["language: pt-BR ", "country: BR ", "page: A4 "]),
        ("Türkçe", "Türkiye", ["language: tr ", "country: TR "]),
        ("polacco", "Italia", ["language: pl ", "country: IT "]),
    ],
)
def test_languages_and_countries_by_their_names(
    tmp_path: Path, language: str, country: str, in_file: list[str]
) -> None:
    letterbook.make_office(tmp_path / "new", language=language, country=country)
    text = (tmp_path / "new" / "letterbook.yaml").read_text("utf-8")
    assert all(part in text for part in in_file)


def test_a_paper_that_is_not_the_countrys(tmp_path: Path) -> None:
    letterbook.make_office(tmp_path / "new", language="en", country="DE", paper="Letter")
    text = (tmp_path / "new" / "letterbook.yaml").read_text("utf-8")
    assert "page: Letter" in text
    assert "window: us-10" in text


@pytest.mark.parametrize("country", ["DE", "CH", "FR", "GB", "US"])
def test_the_word_letterhead_is_made_for_the_countrys_paper_and_window(tmp_path: Path, country: str) -> None:
    letterbook.make_office(tmp_path / "new", language="en", country=country)
    fill_in(tmp_path / "new", "en")
    problems = letterbook.open_office(tmp_path / "new").check()
    assert [str(problem) for problem in problems if "letterhead" in problem.code] == []


def test_what_it_does_not_know(run: Run, tmp_path: Path) -> None:
    for options, said in (
        (("--language", "Klingon", "--country", "DE"), "Klingon"),
        (("--language", "Pollish", "--country", "DE"), "Did you mean “Polish”?"),
        (("--language", "de", "--country", "Atlantis"), "Atlantis"),
        (("--country", "DE"), "--language"),
        (("--language", "de"), "--country"),
        (("--language", "de", "--example"), "--example"),
    ):
        result = run("init", tmp_path / "new", *options)
        assert result.code == 2
        assert said in result.err
        assert not (tmp_path / "new").exists()


def test_a_further_language_overwrites_nothing(run: Run, tmp_path: Path) -> None:
    assert run("init", tmp_path / "new", "--language", "de", "--country", "AT").code == 0
    before = snapshot(tmp_path / "new")
    assert run("-w", tmp_path / "new", "add-language", "Ukrainian").code == 0
    after = snapshot(tmp_path / "new")
    assert set(after) - set(before) == {"templates/letter/uk.md", "templates/note-verbale/uk.md"}
    assert before.items() <= after.items()
    again = run("-w", tmp_path / "new", "add-language", "uk")
    assert again.code == 2
    assert "already" in again.err
    assert run("-w", tmp_path / "new", "add-language", "Klingon").code == 2


def test_a_tag_with_a_region_begins_an_office_in_its_language(run: Run, tmp_path: Path) -> None:
    assert run("init", tmp_path / "new", "--language", "en-GB", "--country", "GB").code == 0
    assert "language: en " in (tmp_path / "new/letterbook.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("language", "country", "tag"),
    [
        ("Português", "Brasil", "pt-BR"), ("Portuguese", "Portugal", "pt"), ("pt", "BR", "pt"), ("English", "USA", "en-US"),
        ("English", "Kenya", "en"),
    ],
)  # fmt: skip
def test_a_language_by_its_name_is_that_of_the_country(
    run: Run, tmp_path: Path, language: str, country: str, tag: str
) -> None:
    assert run("init", tmp_path / "new", "--language", language, "--country", country).code == 0
    assert f"language: {tag} " in (tmp_path / "new/letterbook.yaml").read_text("utf-8")


# --- What is yet to be written ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("letterbook.yaml", '"www.ombudsman.az"', '"[Web address …]"'),
        ("letterbook.yaml", '"www.ombudsman.az"', '"[Web address]"'),
        ("recipients.yaml", 'organisation: "UNESCO"', 'organisation: "[Body …]"'),
        ("recipients.yaml", 'organisation: "UNESCO"', 'organisation: "[Body]"'),
        ("statements/january-20/en.md", "place:", 'place: "[Place …]" #'),
        ("statements/january-20/en.md", "\n---\n", "\n---\n[Write the text here …]\n\n"),
        ("templates/letter/en.md", "I have the honour", "[The Office …] has the honour"),
        ("templates/letter/letter.html", '<h1 class="subject">', '<p>[Slogan …]</p><h1 class="subject">'),
    ],
)
def test_it_is_found_wherever_it_stands(workspace: Path, file: str, old: str, new: str) -> None:
    path = workspace / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    line = new[: new.index("[")].count("\n") + text[: text.index(old)].count("\n") + 1
    problems = letterbook.open_office(workspace).check()
    assert [(problem.code, problem.place.file, problem.place.line) for problem in problems] == [
        ("not-filled-in", file, line)
    ]


@pytest.mark.parametrize(
    ("file", "old"),
    [
        ("letterbook.yaml", '"www.ombudsman.az'),
        ("templates/letter/en.md", "I have the honour"),
        ("templates/letter/en.md", 'subject: "'),
        ("templates/letter/letter.html", '<h1 class="subject">'),
        ("templates/letter/letter.docx", "{{ body }}"),
    ],
)
def test_what_other_programs_fill_in_is_a_notice_wherever_it_stands(
    workspace: Path, file: str, old: str
) -> None:
    path = workspace / file
    if path.suffix == ".docx":
        field = "<w:p><w:r><w:t>«File_No» {name}</w:t></w:r></w:p>"
        add_paragraph(path, field)
    else:
        edit(path, old, f"{old}«File_No» {{name}} ")
    problems = [
        problem for problem in letterbook.open_office(workspace).check() if problem.code == "not-filled-in"
    ]
    assert [(problem.text, problem.place.file, problem.level) for problem in problems] == [
        ("«File_No»", file, "warning"),
        ("{name}", file, "warning"),
    ]


def add_paragraph(letterhead: Path, paragraph: str) -> None:
    """Puts this before the text of the letterhead."""
    with ZipFile(letterhead) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(
        b"<w:body>", f"<w:body>{paragraph}".encode()
    )
    with ZipFile(letterhead, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def test_in_a_mailing_of_its_own(workspace: Path) -> None:
    (workspace / "mailings").mkdir()
    (workspace / "mailings" / "spring.yaml").write_text(
        'statement: january-20\nsubject: "[Subject]"\n', "utf-8"
    )
    [problem] = letterbook.open_office(workspace).check("spring")
    assert (problem.code, problem.place.line) == ("not-filled-in", 2)
    edit(workspace / "mailings" / "spring.yaml", "[Subject]", "On %place%")
    [problem] = letterbook.open_office(workspace).check("spring")
    assert (problem.text, problem.level) == ("%place%", "warning")


@pytest.mark.parametrize("text", ["[…]", "[sic]", "[Unofficial translation]", "and so on … [1]", "[a] … [b]"])
def test_brackets_that_say_something(workspace: Path, text: str) -> None:
    edit(workspace / "templates" / "letter" / "en.md", "I have the honour", f"{text} I have the honour")
    assert letterbook.open_office(workspace).check() == []
