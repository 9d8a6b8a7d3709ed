"""What a Word file may not hold, how it is named, and what comes of its pictures and its title."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from imported_words import imported, text_of
from PIL import Image
from word_xml import item, p, picture, r, row, table, text_box, word_file

from letterbook.importing.counting import counted
from letterbook.importing.losses import FEW, Loss, Losses
from letterbook.importing.style_names import heading_level, is_quote


def png(width: int = 8) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (width, 4), "navy").save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (p("a", f'<w:ins w:author="Ada">{r("b")}</w:ins>'), "changes that nobody has accepted"),
        (
            p("a", '<w:moveFrom w:author="Ada"><w:r><w:t>b</w:t></w:r></w:moveFrom>'),
            "changes that nobody has accepted",
        ),
        (p(r("a", '<w:rPrChange w:author="Ada"><w:rPr/></w:rPrChange>')), "changes that nobody has accepted"),
        (p("a") + '<w:altChunk r:id="x"/>', "another document inside it"),
        (p("a", text_box("neu", "alt")), "two versions that say different things"),
        (table(row("a", f"<w:tc>{table(row('b', 'c'))}{p('')}</w:tc>")), "a table inside a table"),
    ],
)
def test_what_stops_an_import(body: str, said: str, tmp_path: Path) -> None:
    made = imported(tmp_path, "a.docx", word_file(body))
    assert made.files == {}
    [problem] = [problem for problem in made.problems if problem.is_error]
    assert (problem.code, said in problem.what, bool(problem.hint)) == ("cannot-import", True, True)


NOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>'
NOTE_WORDS = f'<w:footnote w:id="2">{p("Siehe.")}</w:footnote>'


@pytest.mark.parametrize(
    "body",
    [
        p("T", NOTE, style="Titel"),
        p("a") + p("T", NOTE, style="berschrift1"),
        table(row(p("a", NOTE)), row("b")),
    ],
)
def test_a_heading_calls_no_note(body: str, tmp_path: Path) -> None:
    made = imported(tmp_path, "a.docx", word_file(body + p("Satz."), footnotes=NOTE_WORDS))
    assert made.files == {}
    [problem] = [problem for problem in made.problems if problem.is_error]
    assert "footnotes in a title, in a heading" in problem.what


def test_a_note_that_is_called_twice_becomes_two(tmp_path: Path) -> None:
    made = imported(tmp_path, "a.docx", word_file(p("a", NOTE, " b", NOTE), footnotes=NOTE_WORDS), title="T")
    assert text_of(made) == "a[^1] b[^2]\n\n[^1]: Siehe.\n\n[^2]: Siehe."


def test_places_are_paragraphs_with_their_words(tmp_path: Path) -> None:
    body = p("Eins.") + "".join(p(r(f"Wort {count}", '<w:u w:val="single"/>')) for count in range(FEW + 2))
    [problem] = imported(tmp_path, "a.docx", word_file(body), title="T").problems
    assert str(problem.place).startswith("a.docx, paragraph 2 (“Wort 0”), paragraph 3 (“Wort 1”)")
    assert str(problem.place).endswith(" and 2 more")


def test_a_picture_stands_beside_the_statement(tmp_path: Path) -> None:
    body = (
        p("a", picture("one", "Ein Haus"), "b")
        + p(picture("one"))
        + p(picture("two", "Garten", '<a:srcRect l="9"/>'))
    )
    made = imported(tmp_path, "a.docx", word_file(body, pictures={"one": png(), "two": png(9)}), title="T")
    assert text_of(made) == (
        "ab\n\n![Ein Haus](de-1.png)\n\n![[What the picture shows …]](de-1.png)\n\n![Garten](de-2.png)"
    )
    assert [*made.files] == ["de.md", "de-1.png", "de-2.png"]
    assert [problem.what.partition(",")[0] for problem in made.problems] == [
        "The file has pictures that are cropped or turned",
        "The file has pictures without a description",
    ]


def test_a_picture_that_cannot_be_printed_is_told(tmp_path: Path) -> None:
    body = p("a", picture("one", "x")) + p(picture("none", "y"))
    made = imported(tmp_path, "a.docx", word_file(body, pictures={"one": b"\x01\x00\x00\x00"}), title="T")
    assert [*made.files] == ["de.md"]
    [problem] = made.problems
    assert "pictures that cannot be printed" in problem.what
    assert "one.png is an EMF drawing of Windows" in str(problem.place)


@pytest.mark.parametrize(
    ("body", "title", "rest"),
    [
        (p("T", style="Titel") + p("a"), "T", "a"),
        (p("T", style="berschrift1") + p("U", style="berschrift2") + p("a"), "T", "## U\n\na"),
        (p("Nr. 5") + p("T", style="Titel") + p("a"), "T", "Nr. 5\n\na"),
        (p("a") + p("T", style="berschrift1"), None, "a\n\n## T"),
        (p("a"), None, "a"),
        (p("T", style="Titel") + p("U", style="Titel") + p("a"), "T", "## U\n\na"),
    ],
)
def test_the_title(body: str, title: str | None, rest: str, tmp_path: Path) -> None:
    made = imported(tmp_path, "a.docx", word_file(body))
    assert text_of(made) == rest
    assert made.files["de.md"].decode().startswith(f'---\ntitle: "{title or "[Titel des Textes …]"}"\n')
    assert [problem.code for problem in made.problems] == ([] if title else ["no-title"])


def test_another_title_is_asked_for(tmp_path: Path) -> None:
    made = imported(tmp_path, "a.docx", word_file(p("T", style="Titel") + p("a")), title='So "x"')
    assert made.files["de.md"].decode().startswith('---\ntitle: "So \\"x\\""\n')
    assert text_of(made) == "## T\n\na"
    same = imported(tmp_path, "a.docx", word_file(p("T", style="Titel") + p("a")), title="T")
    assert text_of(same) == "a"


@pytest.mark.parametrize(
    ("name", "level"),
    [("heading 1", 1), ("Überschrift 2", 2), ("Titre 1", 1), ("Заголовок 3", 3), ("Título 1", 1), ("Titel", 0), ("标题 1", 1),
     ("Başlık 4", 4), ("Nagłówek 1", 1), ("Title", 0), ("Normal", None), ("Heading", None), ("heading 10", None)],
)  # fmt: skip
def test_names_of_headings(name: str, level: int | None) -> None:
    assert heading_level(name) == level


def test_names_of_quotations() -> None:
    assert all(map(is_quote, ("Quote", "Zitat", "Citation", "Цитата")))
    assert not is_quote("Normal")


@pytest.mark.parametrize(
    ("number", "form", "shown"),
    [
        (3, "1", "3"),
        (3, "01", "03"),
        (1, "a", "a"),
        (28, "a", "bb"),
        (4, "i", "iv"),
        (1994, "I", "MCMXCIV"),
        (3, "x", None),
    ],
)
def test_numbers_are_shown_as_word_shows_them(number: int, form: str, shown: str | None) -> None:
    assert counted(number, form) == shown


def test_every_kind_of_loss_can_be_told() -> None:
    losses = Losses("a.docx")
    for loss in Loss:
        losses.note(loss, "paragraph 1", "a")
    problems = [*losses.problems()]
    assert len(problems) == len(Loss)
    assert all(problem.hint and problem.what.endswith(".") for problem in problems)


def test_a_long_file_is_read_in_its_time(tmp_path: Path) -> None:
    body = "".join(
        p(f"Satz {count} mit „Zeichen“ und ", r("fett", "<w:b/>")) + item("Punkt", 2) for count in range(1500)
    )
    made = imported(tmp_path, "a.docx", word_file(body), title="T")
    assert text_of(made).count("Satz") == 1500
