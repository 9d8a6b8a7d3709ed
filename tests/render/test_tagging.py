"""What a screen reader is given of a page: read by Poppler, which did not write it."""

from __future__ import annotations

from pathlib import Path

import pytest
from external_tools import read_aloud
from pypdf import PdfReader
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from letterbook.fonts import font_files
from letterbook.pdf import append
from letterbook.render.pdf.tagging import tidy_tags
from letterbook.render.url_fetcher import FONTS, NoFetching

STYLE = f"""
@font-face {{ font-family: S; src: url({FONTS}LetterbookSerif-Regular.ttf) }}
html {{ font: 12pt/15pt S; hyphenate-character: "\\2010" }}
@page {{ size: 100mm 60mm; margin: 10mm; @top-left {{ content: "running header"; font: 8pt S }} }}
img {{ image-rendering: crisp-edges }}
"""
DOT = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def tagged(body: str, style: str = "") -> bytes:
    fetcher = NoFetching({FONTS + name: data for name, data in font_files().items()})
    fonts = FontConfiguration()
    css = CSS(string=STYLE + style, font_config=fonts, url_fetcher=fetcher)
    page = HTML(string=f'<html lang="en"><title>T</title><body>{body}', url_fetcher=fetcher)
    written: bytes = page.render(stylesheets=[css], font_config=fonts).write_pdf(
        pdf_variant="pdf/a-2a", finisher=tidy_tags
    )
    return written


def said(tmp_path: Path, body: str, style: str = "") -> list[tuple[str, str]]:
    (tmp_path / "page.pdf").write_bytes(append(tagged(body, style)))
    return [(tags.removeprefix("Document/"), words) for tags, words in read_aloud(tmp_path / "page.pdf")[1:]]


WORDS = "One after the other the words of a long sentence fill line after line of this small page "
CASES = {
    "lines are one text, with a space at each end of a line": (
        f"<p>{WORDS * 2}and end.</p>",
        [("P", f"{WORDS * 2}and end.")],
    ),
    "a word in italics is a part of its text": (
        "<p>Read <em>this</em>, and <strong>that</strong>.</p>",
        [("P", "Read this, and that.")],
    ),
    "boxes mean nothing; text in a box is a paragraph": (
        "<div><div>First</div><div><span>Second</span></div></div>",
        [("P", "First"), ("P", "Second")],
    ),
    "a line break parts the lines of a box": (
        "<address>First<br>Second</address>",
        [("P", "First"), ("P", "Second")],
    ),
    "a list is a list": (
        "<ol><li>First</li><li><p>Second</p></li></ol>",
        [
            ("L", ""),
            ("L/LI", ""),
            ("L/LI/Lbl", "1. "),
            ("L/LI/LBody", "First"),
            ("L/LI", ""),
            ("L/LI/Lbl", "2. "),
            ("L/LI/LBody", "Second"),
        ],
    ),
    "a picture without words for it is decoration": (
        f'<img src="{DOT}" alt="The emblem" width=20><img src="{DOT}" alt="" width=20><p>Text</p>',
        [("Figure", ""), ("P", "Text")],
    ),
    "a link is its words": ('<p>See <a href="https://example.org/">here</a>.</p>', [("P", "See here.")]),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_read(case: str, tmp_path: Path) -> None:
    body, expected = CASES[case]
    assert said(tmp_path, body) == expected


def test_a_paragraph_that_goes_on_over_the_page_is_one(tmp_path: Path) -> None:
    assert said(tmp_path, f"<div><p>Before</p><p>{WORDS * 7}and end.</p><p>After</p></div>") == [
        ("P", "Before"),
        ("P", f"{WORDS * 7}and end."),
        ("P", "After"),
    ]


def test_two_paragraphs_that_meet_at_the_end_of_a_page_stay_two(tmp_path: Path) -> None:
    parted = '<p style="break-before: page">'
    assert said(tmp_path, f"<div><p>First</p>{parted}Second</p></div>") == [("P", "First"), ("P", "Second")]


def test_a_list_that_goes_on_over_the_page_is_one(tmp_path: Path) -> None:
    items = "".join(f"<li><p>{WORDS * 2}</p></li>" for _ in range(4))
    tags = [tags for tags, _ in said(tmp_path, f"<ul>{items}</ul>")]
    assert [tag for tag in tags if tag in ("L", "L/LI")] == ["L", *["L/LI"] * 4]
    assert tags.count("L/LI/LBody") == 4


def test_the_head_of_a_table_is_read_once(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>{number}</td><td>cell</td></tr>" for number in range(20))
    head = "<thead><tr><th>Number</th><th>What</th></tr></thead>"
    heard = said(tmp_path, f"<table>{head}<tbody>{rows}</tbody></table>")
    assert len(PdfReader(tmp_path / "page.pdf").pages) > 1
    assert [words for tags, words in heard if tags.endswith("/TH")] == ["Number", "What"]
    assert [words for tags, words in heard if tags.endswith("/TD")][::2] == [str(n) for n in range(20)]
    assert [tags for tags, _ in heard].count("Table") == 1


def test_what_is_read_is_what_is_seen(tmp_path: Path) -> None:
    """Headers of pages are seen and not read; the spaces at the ends of lines are read and not seen."""
    heard = said(tmp_path, f"<h1>A title</h1><p>{WORDS * 9}</p>")
    pages = PdfReader(tmp_path / "page.pdf").pages
    seen = "".join("".join(page.extract_text().split()) for page in pages)
    assert seen.count("runningheader") == len(pages) > 1
    assert "running" not in str(heard)
    assert seen.replace("runningheader", "") == "".join("".join(words.split()) for _, words in heard)


def test_a_link_is_no_place_to_click_on(tmp_path: Path) -> None:
    said(tmp_path, '<p>See <a href="https://example.org/">here</a>.</p>')
    assert "/Annots" not in PdfReader(tmp_path / "page.pdf").pages[0]
