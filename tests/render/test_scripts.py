"""Letters in Arabic and Chinese, read back from the finished page by PDFium."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from script_samples import ARABIC, CHINESE, SCRIPTS, Script, template

from letterbook.render.pdf.block_html import html
from letterbook.render.pdf.letter_renderer import render_enclosure, try_page

MM = 72 / 25.4
LEFT, RIGHT = 25, 185  # of the letter, in mm
TEXT = 141
"""How wide the running text of a letter is, in mm."""
NOT_AT_THE_START = "，。、；：？！）》〉”’」』】…·"
NOT_AT_THE_END = "（《〈“‘「『【"


def pages(data: bytes) -> list[Any]:
    return list(pypdfium2.PdfDocument(data))


def seen(page: Any) -> list[tuple[str, list[float]]]:
    """Each line as it is seen, from left to right, and where each of its characters begins, in mm."""
    text = page.get_textpage()
    found: dict[float, list[tuple[float, str]]] = {}
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(text.count_chars()):
        sign = text.get_text_range(index, 1)
        if sign.strip():
            pdfium.FPDFText_GetCharOrigin(text.raw, index, x, y)
            baseline = next((known for known in found if abs(known - y.value) < 1), y.value)
            found.setdefault(baseline, []).append((x.value / MM, sign))
    rows = [sorted(row) for _, row in sorted(found.items(), reverse=True)]
    return [("".join(sign for _, sign in row), [left for left, _ in row]) for row in rows]


def of(page: Any, words: str) -> tuple[float, float]:
    """Where the first and the last character of these words (without spaces) begin, in mm from the left."""
    for line, places in seen(page):
        if words in line:
            at = line.index(words)
            return places[at], places[at + len(words) - 1]
    raise AssertionError(f"{words} is not seen on the page: {[line for line, _ in seen(page)]}")


@pytest.fixture(scope="module")
def arabic() -> list[Any]:
    return pages(try_page(template(), ARABIC.letter(body=ARABIC.body(9))))


@pytest.fixture(scope="module")
def chinese() -> list[Any]:
    return pages(try_page(template(), CHINESE.letter(body=CHINESE.body(9))))


def test_the_arabic_letter_is_mirrored_and_its_address_is_not(arabic: list[Any]) -> None:
    first = arabic[0]
    assert (
        of(first, "office@example.org")[1] < 100
    )  # the office's lines are at the left, its emblem at the right
    assert of(first, "1-0007/2021")[0] > 140  # the reference at the right, the date at the left
    assert of(first, "405East42ndStreet")[0] == pytest.approx(25, abs=0.7)  # the window stays where it is


def test_references_and_addresses_are_read_from_left_to_right(arabic: list[Any]) -> None:
    lines = "\n".join(line for page in arabic for line, _ in seen(page))
    assert lines.count("1-0007/2021") == 2 + 9 * 1  # the reference's own line, and the sentence of the text
    assert "+994120000000" in lines
    assert "0007/2021-1" not in lines


def test_a_letter_with_marks_says_the_same_in_every_word() -> None:
    """Of several glyphs that are one sign WeasyPrint lets the last say all and the others nothing, wherever they stand."""
    lines = ("سؤُ", "مؤسسة شؤون", "سِمّ", "سمير", "שָׁם", "שם", "Замо́к", "Око́")
    [page] = pages(try_page(template(), ARABIC.letter(address=lines, body=ARABIC.body(1))))
    read = unicodedata.normalize("NFKC", page.get_textpage().get_text_range()).split("\r\n")
    words = ["".join(filter(str.isalpha, line)) for line in read]
    assert {"سؤ", "مؤسسةشؤون", "سمير", "Замок", "Око"} <= set(words)
    assert words.count("שם") == 2


def test_the_letter_goes_on_under_a_mirrored_head(arabic: list[Any]) -> None:
    assert of(arabic[1], "TheSecretary-General,UnitedNations")[1] == pytest.approx(RIGHT, abs=2)


def test_foreign_words_stay_together() -> None:
    enclosure = pages(render_enclosure(template(), ARABIC.enclosure(), "2021-01-19"))
    lines = [line for page in enclosure for line, _ in seen(page)]
    assert sum("UNESCO,A/RES/46/242" in line for line in lines) >= 4
    assert not any("242,UNESCO" in line or "UNESCO,242" in line for line in lines)


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_lines_fill_the_column(script: Script) -> None:
    """Each line of a paragraph but its last has ink from side to side; half a Chinese comma is blank (2.1 mm). The Arabic
    words of this paragraph cannot be spaced within the limits: it is ragged at its left, by less than a long word. Arabic lines
    between which a bracket and a high letter meet are seen as one.
    """
    page = pages(try_page(template(), script.letter(body=script.body(9)[:1])))[0]
    ends = list(ink(page, 133, 200))
    rag = 17 if script is ARABIC else 1
    begin, end = (RIGHT - TEXT, RIGHT) if script is ARABIC else (LEFT, LEFT + TEXT)
    full = [(left, right) for left, right in ends if left < begin + rag and right > end - 2.6]
    assert len(full) >= len(ends) - 2  # the first line in Chinese is indented
    assert len(full) > 6


def ink(page: Any, top: float, bottom: float) -> Iterator[tuple[float, float]]:
    """Where each line of print begins and ends, in mm, in this part of the sheet."""
    picture = page.render(scale=4).to_pil().convert("L").point(lambda grey: 255 if grey < 128 else 0)
    scale = 4 * MM
    rows = [
        picture.crop((int(15 * scale), y, int(195 * scale), y + 1)).getbbox()
        for y in range(int(top * scale), int(bottom * scale))
    ]
    line: list[tuple[int, int]] = []
    for row in [*rows, None]:
        if row:
            line.append((row[0], row[2]))
        elif len(line) > 2.2 * scale:  # not a mark above or below its letters
            yield 15 + min(left for left, _ in line) / scale, 15 + max(right for _, right in line) / scale
        if not row:
            line = []


def test_no_chinese_line_begins_or_ends_with_a_forbidden_sign(chinese: list[Any]) -> None:
    lines = [line for page in chinese for line, _ in seen(page)]
    assert len(lines) > 30
    assert [line for line in lines if line[0] in NOT_AT_THE_START or line[-1] in NOT_AT_THE_END] == []


def test_gaps_between_chinese_characters_of_a_line_are_equal_and_small(chinese: list[Any]) -> None:
    """Type of 12 pt, 4.23 mm a character."""
    wide = 0
    for line, places in seen(chinese[0]):
        found = [places[at.start() + 1] - places[at.start()] for at in re.finditer("(?=[一-龥]{2})", line)]
        if len(line) > 28 and len(found) > 18:
            assert max(found) - min(found) < 0.05, (line, found)
            assert 4.2 < max(found) < 4.23 * 1.35
            wide += max(found) > 4.25
    assert wide > 3


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_the_first_row_of_a_table_is_its_head(script: Script) -> None:
    table = script.enclosure().body[6]
    assert "<th>UNESCO</th>" in html([table])
