"""Addresses whose letters bear two marks, or marks on what is drawn as one sign: read as they stand, line by line."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2
import pytest
from script_samples import ARABIC, template

from letterbook.envelope_windows import WINDOWS
from letterbook.render.pdf.letter_renderer import try_page
from letterbook.verification.page_layout import Field, read_sheet
from letterbook.verification.text_matching import is_same

TALL = ("zä́bc é̂̃", "Ọ̀yọ́ n̈̄a", "Lietuva ū̃̀", "Tiếng Việt")
VOCALISED = ("الْأَمَانَة لَاَ", "لَآ إِلَٰهَ", "السَّلَامُ", "وِزَارَةُ الْخَارِجِيَّةِ لِلْإِعْلَامِ")


def window(lines: tuple[str, ...], css: str = "") -> Field:
    """What stands in the window of a letter with this address."""
    looks = template()
    page = try_page(replace(looks, css=looks.css + css), ARABIC.letter(address=lines))
    document = pypdfium2.PdfDocument(page)
    field = read_sheet(document, 0, WINDOWS["din-b"]).field
    assert field is not None
    return field


@pytest.mark.parametrize("lines", [TALL, VOCALISED])
def test_each_mark_is_read_with_its_letter(lines: tuple[str, ...]) -> None:
    seen = window(lines)
    assert (seen.jutting, seen.overlapping) == ((), ())
    assert len(seen.address) == len(lines)
    assert all(map(is_same, lines, seen.address)), seen.address


def test_a_mark_on_another_letter_is_another_line() -> None:
    [said] = window(("zäb́c ū̃̀",)).address
    assert is_same("zäb́c ū̃̀", said)
    assert not is_same("zä́bc ū̃̀", said)


@pytest.mark.parametrize("lines", [TALL, VOCALISED])
def test_lines_over_each_other_are_found_among_marks_too(lines: tuple[str, ...]) -> None:
    seen = window(lines, ".address { line-height: 6pt !important }")
    assert seen.overlapping


def test_a_line_that_reaches_out_is_found_among_marks_too() -> None:
    seen = window(("zä́bc é̂̃ " + "n" * 40, "Wien"), ".address { white-space: nowrap }")
    assert seen.jutting


def test_letters_over_letters_of_their_own_line_are_found() -> None:
    css = ".address::after { content: 'Street'; display: block; margin-top: -9pt; line-height: 9pt }"
    assert window(("zä́bc Strasse",), css).overlapping
