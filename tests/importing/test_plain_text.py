"""A plain text: its paragraphs, its lists where they are clear, and its encoding, of which nothing is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest
from imported_words import codes, imported, text_of

from letterbook.remedies import Remedy


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("Eins\nzwei.\n\nDrei.", "Eins zwei.\n\nDrei."),
        ("Eins\r\nzwei.\r\n\r\n\r\nDrei.\r\n", "Eins zwei.\n\nDrei."),
        ("Satz:\n\n- a\n- b\n\nEnde.", "Satz:\n\n- a\n- b\n\nEnde."),
        ("Satz:\n\n- a\n  b\n- c", "Satz:\n\n- a b\n- c"),
        ("Satz.\n\n3. a\n4. b", "Satz.\n\n3. a\n4. b"),
        ("Satz.\n\n1) a\n\n2) b\n\nEnde.", "Satz.\n\n1) a\n2) b\n\nEnde."),
        ("Satz.\n\n1. a\n3. b", "Satz.\n\n1\\. a 3. b"),
        ("Am\n\n3. Mai war es.\n\nEnde.", "Am\n\n3\\. Mai war es.\n\nEnde."),
        ("Satz.\n\n- nur einer\n\nEnde.", "Satz.\n\n\\- nur einer\n\nEnde."),
        ("Satz.\n\n- a\n* b", "Satz.\n\n\\- a \\* b"),
        ("# kein Titel\n\n*nicht kursiv*", "\\# kein Titel\n\n\\*nicht kursiv\\*"),
        ("Satz.\n\n•\ta\no\tb\n\uf0a7   c\n•\td", "Satz.\n\n- a\n\n  - b\n\n    - c\n\n- d"),
        ("Satz.\n\n▪ a\n• b\n▪ c", "Satz.\n\n- a\n- b\n- c"),
        ("Satz.\n\n§   5 Abs. 2 gilt.\n§\t6 auch.", "Satz.\n\n§ 5 Abs. 2 gilt. § 6 auch."),
        ("Satz.\n\n§\t5 gilt.\n\n§\t6 auch.", "Satz.\n\n§ 5 gilt.\n\n§ 6 auch."),
        ("Satz.\n\no   menino vem\n  hoje.\n\nEnde.", "Satz.\n\no menino vem hoje.\n\nEnde."),
        ("Satz.\n\no   menino vem.\n\nEnde.", "Satz.\n\no menino vem.\n\nEnde."),
        ("Satz.\n\no\ta\no\tb", "Satz.\n\n- a\n- b"),
        ("Seite eins.\fSeite zwei.", "Seite eins.\n\nSeite zwei."),
    ],
)
def test_paragraphs_and_lists(text: str, markdown: str, tmp_path: Path) -> None:
    made = imported(tmp_path, "a.txt", text.encode())
    assert text_of(made) == markdown
    assert [code for code, _ in codes(made)] == ["no-title"]


def test_without_empty_lines_a_line_is_a_paragraph(tmp_path: Path) -> None:
    made = imported(tmp_path, "a.txt", b"Eins.\nZwei.\n", title="T")
    assert text_of(made) == "Eins.\n\nZwei."
    [(code, what)] = codes(made)
    assert (code, "no empty line" in what) == ("not-kept", True)


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ("Größe ə".encode(), None),
        ("Größe ə".encode("utf-8-sig"), None),
        ("Größe ə".encode("utf-16"), None),
        (b"\xfe\xff" + "Größe ə".encode("utf-16-be"), None),
        ("Größe ə".encode("utf-16-le"), "UTF-16LE"),
    ],
)
def test_unicode(data: bytes, named: str | None, tmp_path: Path) -> None:
    assert text_of(imported(tmp_path, "a.txt", data, encoding=named)) == "Größe ə"


@pytest.mark.parametrize(
    ("named", "text"), [("windows-1251", "Привет"), ("cp1252", "Größe"), ("Windows 1254", "ığdır")]
)
def test_a_code_page_is_named_or_asked_for(named: str, text: str, tmp_path: Path) -> None:
    data = text.encode(named.lower().replace("windows ", "cp"))
    assert text_of(imported(tmp_path, "a.txt", data, encoding=named)) == text
    refused = imported(tmp_path, "a.txt", data)
    assert refused.files == {}
    [problem] = refused.problems
    assert (problem.code, problem.remedy) == ("wrong-encoding", Remedy.NAME_ENCODING)
    assert text in problem.hint


@pytest.mark.parametrize(("data", "named"), [(b"a", "latin-99"), (b"a\0b", None), (b"\x81", "windows-1252")])
def test_what_is_no_text_is_refused(data: bytes, named: str | None, tmp_path: Path) -> None:
    made = imported(tmp_path, "a.txt", data, encoding=named)
    assert (made.files, [code for code, _ in codes(made)]) == ({}, ["wrong-encoding"])


def test_control_signs_are_taken_out_and_told(tmp_path: Path) -> None:
    made = imported(tmp_path, "a.txt", b"a\x07b", title="T")
    assert text_of(made) == "ab"
    assert "control characters" in codes(made)[0][1]
