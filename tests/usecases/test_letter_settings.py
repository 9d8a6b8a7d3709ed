"""What is set of a mailing's letters is changed in the office's own files, or refused with what a check would say."""

from __future__ import annotations

import difflib
import io
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from conftest import edit, make_workspace, snapshot

import letterbook
from letterbook import InputError, UsageError
from letterbook.api.letter_settings import SettingsOfLetters
from letterbook.model.letter_settings import LetterForm, SentEnclosure

FINISHED = Path(__file__).parents[1] / "pdf" / "finished"
ANNEX = (FINISHED / "typst.pdf").read_bytes()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_workspace(tmp_path / "office")


@pytest.fixture
def letters(folder: Path) -> SettingsOfLetters:
    return letterbook.open_office(folder).letter_settings("january-20")


def mailing_file(folder: Path) -> Path:
    return folder / "mailings" / "january-20.yaml"


def differences(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]


def test_what_is_set(letters: SettingsOfLetters) -> None:
    found = letters.read()
    assert (found.file, found.version, found.form) == ("mailings/january-20.yaml", "", LetterForm())
    assert found.templates == ("letter", "note-verbale")
    assert [enclosure.statement for enclosure in found.enclosures] == ["january-20"]
    assert (found.enclosures_in, found.may_change_enclosures) == ("", True)
    assert (found.language, found.fallback) == ("en", "en")
    assert {"az", "en", "fr"} <= set(found.languages)
    assert [signatory.id for signatory in found.signatories] == ["commissioner", "commissioner-specimen"]
    assert found.words[2].file == "templates/letter/en.md"
    assert "I have the honour" in found.words[2].text


def test_the_form_is_what_the_letters_have(folder: Path, letters: SettingsOfLetters) -> None:
    form = LetterForm("letter", ("docx",), ("commissioner-specimen", "commissioner"))
    letters.change_form("", form)
    assert letters.read().form == form
    assert mailing_file(folder).read_text("utf-8") == (
        "template: letter\nformats: [docx]\nsignatories: [commissioner-specimen, commissioner]\n"
    )
    recipient = letters.office.addressees("january-20")[0]
    assert (recipient.template, recipient.formats) == ("letter", ("docx",))
    letters.change_form(letters.read().version, LetterForm())
    assert letters.read().form == LetterForm()
    assert mailing_file(folder).read_text("utf-8") == ""
    assert letters.office.check("january-20") == []


def test_all_else_in_the_file_stays(folder: Path, letters: SettingsOfLetters) -> None:
    mailing_file(folder).parent.mkdir()
    text = "# ours\r\ntemplate: letter # usual\r\nformats: [pdf,docx]\r\n# end\r\n"
    mailing_file(folder).write_bytes(("\ufeff" + text).encode())
    letters.change_form(letters.read().version, LetterForm("note-verbale", ("pdf", "docx")))
    assert mailing_file(folder).read_bytes().decode() == "\ufeff" + text.replace("letter #", "note-verbale #")


@pytest.mark.parametrize(
    ("form", "says"),
    [
        (LetterForm(signatories=("nobody",)), "There is no signatory “nobody”."),
        (LetterForm(signatories=("commissioner", "commissioner")), "is named twice"),
        (LetterForm(signatories=("commissioner", "commissioner-specimen", "x")), "signed by one or by two"),
        (LetterForm(formats=("odt",)), "odt"),  # type: ignore[arg-type]
    ],
)
def test_what_a_check_would_refuse_is_not_written(
    folder: Path, letters: SettingsOfLetters, form: LetterForm, says: str
) -> None:
    before = snapshot(folder)
    with pytest.raises(InputError, match=says) as refused:
        letters.change_form("", form)
    assert refused.value.problems[0].place.file == "mailings/january-20.yaml"
    assert refused.value.problems[0].place.line
    assert snapshot(folder) == before


def test_a_template_that_is_not_there(folder: Path, letters: SettingsOfLetters) -> None:
    with pytest.raises(UsageError, match="There is no template “../x”"):
        letters.change_form("", LetterForm("../x"))
    assert not mailing_file(folder).parent.exists()


def test_mistakes_that_were_there_before_are_no_hindrance(folder: Path, letters: SettingsOfLetters) -> None:
    edit(folder / "recipients.yaml", "country: FR", "country: FX")
    edit(folder / "letterbook.yaml", '"www.ombudsman.az"', '"[Website …]"')
    letters.change_form("", LetterForm("letter"))
    assert letters.read().form.template == "letter"


def test_a_file_that_was_changed_meanwhile_is_left_alone(folder: Path, letters: SettingsOfLetters) -> None:
    found = letters.read()
    letters.change_form("", LetterForm("letter"))
    edit(folder / "letterbook.yaml", "page: A4", "page: A4  # ours")
    edit(folder / "templates/letter/en.md", "I have the honour", "We are glad")
    before = snapshot(folder)
    changes: list[Callable[[], None]] = [
        lambda: letters.change_form("", LetterForm("note-verbale")),
        lambda: letters.add_enclosure("", SentEnclosure({"": "Annex"}, {"": ("annex.pdf", ANNEX)})),
        lambda: letters.remove_enclosure("", 0),
        lambda: letters.change_languages(found.office_version, "az"),
        lambda: letters.change_signatories(found.office_version, {("commissioner", "name", "en"): "A."}),
        lambda: letters.change_words(
            "templates/letter/en.md", found.words[2].version, found.words[2].text + "x"
        ),
    ]
    for change in changes:
        with pytest.raises(UsageError, match="was changed meanwhile"):
            change()
    assert {
        path: content for path, content in snapshot(folder).items() if not path.endswith("enclosures")
    } == before


# --- Enclosures ------------------------------------------------------------------------------------------------------


def test_enclosures_come_and_go(folder: Path, letters: SettingsOfLetters) -> None:
    letters.add_enclosure("", SentEnclosure({"": "Annex"}, {"": ("../C:\\Übersicht A.PDF", ANNEX)}))
    other = (FINISHED / "chromium.pdf").read_bytes()
    sent = SentEnclosure({"": "Table", "az": "Cədvəl"}, {"": ("a.pdf", ANNEX), "az": ("a.pdf", other)})
    letters.add_enclosure(letters.read().version, sent)
    letters.add_enclosure(letters.read().version, SentEnclosure({"": "Map"}, {}))
    assert mailing_file(folder).read_text("utf-8") == (
        "enclosures:\n"
        "  - statement: january-20\n"
        '  - file: "enclosures/ubersicht-a.pdf"\n    title: "Annex"\n'
        '  - file: {az: "enclosures/a-2.pdf", en: "enclosures/a.pdf"}\n    title: {az: "Cədvəl", en: "Table"}\n'
        '  - title: "Map"\n    announce: only\n'
    )
    assert (folder / "enclosures" / "a-2.pdf").read_bytes() == other
    assert [problem for problem in letters.office.check("january-20") if problem.is_error] == []
    letters.remove_enclosure(letters.read().version, 2)
    assert [list(enclosure.titles.values()) for enclosure in letters.read().enclosures] == [
        [],
        ["Annex"],
        ["Map"],
    ]
    for _ in range(3):
        letters.remove_enclosure(letters.read().version, 0)
    assert mailing_file(folder).read_text("utf-8") == "enclosures: []\n"
    with pytest.raises(UsageError, match="There is no such enclosure"):
        letters.remove_enclosure(letters.read().version, 0)


def test_one_file_that_is_sent_again_is_kept_once(folder: Path, letters: SettingsOfLetters) -> None:
    for title in ("Annex", "The same"):
        letters.add_enclosure(letters.read().version, SentEnclosure({"": title}, {"": ("a.pdf", ANNEX)}))
    assert [path.name for path in (folder / "enclosures").iterdir()] == ["a.pdf"]


def encrypted() -> bytes:
    content = io.BytesIO()
    with pikepdf.Pdf.open(io.BytesIO(ANNEX)) as file:
        file.save(content, encryption=pikepdf.Encryption(owner="o", user="u"))
    return content.getvalue()


def bomb() -> bytes:
    """A page of 3 GB, packed twice into a few kilobytes."""
    packer = zlib.compressobj(9)
    zeros = b" " * 50_000_000
    once = b"".join([*(packer.compress(zeros) for _ in range(60)), packer.flush()])
    content = io.BytesIO()
    with pikepdf.Pdf.open(io.BytesIO(ANNEX)) as file:
        stream = pikepdf.Stream(file, zlib.compress(once, 9))
        stream.Filter = pikepdf.Array([pikepdf.Name.FlateDecode] * 2)
        file.pages[0].obj.Contents = stream
        file.save(content, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return content.getvalue()


def word_file() -> bytes:
    return (Path(__file__).parents[1] / "office" / "templates" / "letter" / "letter.docx").read_bytes()


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda: b"", "enclosure-damaged"),
        (lambda: ANNEX[:400], "enclosure-damaged"),
        (lambda: b"MZ" + bytes(100), "enclosure-damaged"),
        (word_file, "enclosure-damaged"),
        (encrypted, "enclosure-locked"),
        (lambda: ANNEX + bytes(30_000_000), "enclosure-too-large"),
        pytest.param(bomb, None, marks=pytest.mark.slow),
    ],
)
def test_what_cannot_go_along_is_told_and_not_kept(
    folder: Path, letters: SettingsOfLetters, made: Callable[[], bytes], code: str | None
) -> None:
    before = snapshot(folder)
    content = made()
    with pytest.raises(InputError) as refused:
        letters.add_enclosure("", SentEnclosure({"": "Annex"}, {"": ("annex.pdf", content)}))
    assert refused.value.problems[0].place.file == "annex.pdf"
    assert code is None or refused.value.problems[0].code == code
    assert snapshot(folder) == before


def test_an_enclosure_without_a_title_is_told_and_not_kept(folder: Path, letters: SettingsOfLetters) -> None:
    before = snapshot(folder)
    with pytest.raises(UsageError, match="needs a title"):
        letters.add_enclosure("", SentEnclosure({"": ""}, {"": ("annex.pdf", ANNEX)}))
    assert snapshot(folder) == before


def test_a_file_is_taken_out_again_where_the_mailing_would_have_a_mistake(
    folder: Path, letters: SettingsOfLetters
) -> None:
    sent = SentEnclosure({"": "[Title …]"}, {"": ("annex.pdf", ANNEX)})
    with pytest.raises(InputError, match="is yet to be written"):
        letters.add_enclosure("", sent)
    assert not mailing_file(folder).exists()
    assert list((folder / "enclosures").iterdir()) == []


def test_what_a_statement_says_of_its_own_is_changed_there(folder: Path, letters: SettingsOfLetters) -> None:
    for file in (folder / "statements" / "january-20").glob("*.md"):
        edit(file, "date:", "enclosures: none\ndate:")
    found = letters.read()
    assert (found.enclosures, found.may_change_enclosures) == ((), False)
    assert found.enclosures_in == "statements/january-20/az.md"
    with pytest.raises(UsageError, match="says itself what goes with it"):
        letters.add_enclosure("", SentEnclosure({"": "Map"}, {}))


def test_a_folder_that_leads_out_of_the_office_is_refused(
    folder: Path, letters: SettingsOfLetters, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    (folder / "enclosures").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="leads out of the office"):
        letters.add_enclosure("", SentEnclosure({"": "Annex"}, {"": ("annex.pdf", ANNEX)}))
    assert list((tmp_path / "elsewhere").iterdir()) == []


# --- The office, and the words ---------------------------------------------------------------------------------------


def test_names_titles_and_languages_are_changed_in_place(folder: Path, letters: SettingsOfLetters) -> None:
    before = (folder / "letterbook.yaml").read_text("utf-8")
    letters.change_languages(letters.read().office_version, "az", "en")
    texts = {("commissioner", "name", "en"): 'A. "B": #1', ("commissioner-specimen", "title", "az"): "C."}
    letters.change_signatories(letters.read().office_version, texts)
    changed = differences(before, (folder / "letterbook.yaml").read_text("utf-8"))
    assert [line for line in changed if line[0] == "+"] == [
        '+      en: "A. \\"B\\": #1"',
        '+    title: {en: "Republic of Azerbaijan", az: "C."}',
        '+  language: "az"',
    ]
    assert len(changed) == 6
    assert letters.read().signatories[0].name["en"] == 'A. "B": #1'
    assert letters.read().language == "az"


def test_an_office_without_a_fallback_needs_all_texts(folder: Path, letters: SettingsOfLetters) -> None:
    before = snapshot(folder)
    with pytest.raises(InputError, match="nor in a fallback language") as refused:
        letters.change_languages(letters.read().office_version, "fr", "")
    assert str(refused.value.problems[0].place).startswith("letterbook.yaml:")
    assert snapshot(folder) == before


@pytest.mark.parametrize(
    ("key", "says"),
    [(("nobody", "name", "en"), "There is no signatory"), (("commissioner", "id", ""), "There is no")],
)
def test_only_names_and_titles_of_signatories(
    letters: SettingsOfLetters, key: tuple[str, str, str], says: str
) -> None:
    with pytest.raises(UsageError, match=says):
        letters.change_signatories(letters.read().office_version, {key: "x"})


def test_words_are_changed_whole(folder: Path, letters: SettingsOfLetters) -> None:
    words = letters.read().words[2]
    letters.change_words(
        words.file,
        words.version,
        words.text.replace("I have the honour", "We are glad").replace("\n", "\r\n"),
    )
    changed = differences(words.text, (folder / words.file).read_text("utf-8"))
    assert len(changed) == 2
    assert "We are glad" in changed[1]
    assert b"\r" not in (folder / words.file).read_bytes()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("subject:", "subjct:", "templates/letter/en.md:2:1: The key “subjct” is not known here"),
        ("---\n", "", "templates/letter/en.md:1:1: The file does not begin with ---"),
        ("I have", "{{ nothing }} I have", "The placeholder “nothing” is not known"),
        ("I have", "{% if %} I have", "templates/letter/en.md:"),
        ("I have", "<b>I</b> have", "templates/letter/en.md:"),
    ],
)
def test_words_that_a_check_would_refuse_are_not_written(
    folder: Path, letters: SettingsOfLetters, old: str, new: str, says: str
) -> None:
    words, before = letters.read().words[2], snapshot(folder)
    with pytest.raises(InputError, match=says):
        letters.change_words(words.file, words.version, words.text.replace(old, new, 1))
    assert snapshot(folder) == before


def test_only_files_of_words_are_written(folder: Path, letters: SettingsOfLetters) -> None:
    before = snapshot(folder)
    for file in (
        "letterbook.yaml",
        "templates/letter/../letter/en.md",
        "../x.md",
        "templates/letter/letter.html",
    ):
        with pytest.raises(UsageError, match="There is no file of words"):
            letters.change_words(file, "", "x")
    assert snapshot(folder) == before


def test_a_mailing_that_is_not_there(folder: Path) -> None:
    for name in ("nothing", "../x", ""):
        with pytest.raises(UsageError, match="There is no mailing"):
            letterbook.open_office(folder).letter_settings(name).read()
