"""Each figure on a page on which it is known."""

from __future__ import annotations

import pytest
from pages_of_known_figures import figures, paragraph, parts

STRETCHED = "nnnn nnnn nnnn"  # 6.5 em of 7, and so two spaces of half an em each
FULL = "nnnnnnnnnnnnnn"  # 7 em, without a space
LONG = "nnnnnnnnnn"


def test_a_line_is_read_with_its_spaces() -> None:
    [part] = parts(paragraph(STRETCHED, LONG))
    [block] = part.pages[0].blocks
    assert (part.language, part.is_enclosure, block.tag) == ("en", False, "P")
    assert [line.text for line in block.lines] == [STRETCHED, LONG]
    assert block.lines[0].spaces == pytest.approx((2, 2), abs=0.02)
    assert block.lines[0].right - block.lines[0].left == pytest.approx(70, abs=0.1)


def test_spaces_are_measured_where_lines_are_full() -> None:
    found = figures(paragraph(STRETCHED, "nnnnnn nnnnnn", FULL, "nnnn nnnn")).summary()
    assert (found["full lines"], found["paragraphs"], found["ragged paragraphs"]) == (2, 1, 0)
    assert found["worst stretch"] == pytest.approx(4, abs=0.05)
    assert found["mean stretch"] == pytest.approx(3, abs=0.05)
    assert found["worst press"] == pytest.approx(2, abs=0.02)


def test_pressed_spaces_are_seen() -> None:
    pressed = "width: 6.3em; word-spacing: -0.1em"
    found = figures(paragraph(STRETCHED, STRETCHED, LONG, kind="", style=pressed)).summary()
    assert found["worst press"] == pytest.approx(0.6, abs=0.02)


def test_a_ragged_paragraph_is_counted_and_not_measured() -> None:
    found = figures(
        paragraph(STRETCHED, "nnnnn nnnnn", LONG, kind="") + paragraph(*[STRETCHED] * 5)
    ).summary()
    assert (found["paragraphs"], found["ragged paragraphs"], found["full lines"]) == (2, 1, 4)


def test_a_quotation_has_an_edge_of_its_own() -> None:
    narrow = paragraph("nnnn nnnn", "nnnn nnnn", LONG, style="width: 5em")
    found = figures(paragraph(*[STRETCHED] * 5) + narrow).summary()
    assert (found["ragged paragraphs"], found["full lines"]) == (0, 6)
    assert found["worst stretch"] == pytest.approx(4, abs=0.05)


def test_characters_of_the_lines_that_are_not_last() -> None:
    found = figures(paragraph(STRETCHED, STRETCHED, "nnnnnnn nnnnn", "nnnnnnnn") + "<h2>nn nn</h2>").summary()
    assert found["characters a line"] == pytest.approx(13.7, abs=0.05)
    assert found["characters a line, highest tenth"] == 14


def test_hyphens_ladders_and_names() -> None:
    parted = "nnnn nnnn nnn&shy;nnnnnnnnn nnn&shy;nnnnnnnnn Nnn&shy;nnnnnnnnn nnnn"
    found = figures(paragraph(parted))
    assert found.summary()["hyphens"] == 3
    assert found.summary()["longest ladder"] == 3
    assert found.parted_names == ["Nnn‐nnnnnnnnn"]


def test_an_own_hyphen_is_none_of_ours() -> None:
    found = figures(paragraph(*[STRETCHED] * 3, "nnnnnn Nnnnnn-nnnnnnnnn"))
    assert (found.summary()["hyphens"], found.parted_names) == (0, [])
    assert found.overshoot_mm < 0.05


@pytest.mark.parametrize(
    ("word", "language", "names"),
    [
        ("Aser&shy;baidschans", "de", ["Aser‐baidschans"]),
        ("Einver&shy;nehmen", "de", []),
        ("Einver&shy;nehmen", "en", ["Einver‐nehmen"]),
        ("d’Azer&shy;baïdjan", "fr", ["d’Azer‐baïdjan"]),
    ],
)
def test_what_a_name_is(word: str, language: str, names: list[str]) -> None:
    found = figures(paragraph(f"nnn nnnn {word}", style="width: 8em"), language=language)
    assert found.summary()["hyphens"] == 1
    assert found.parted_names == names


def test_a_hyphen_that_ends_a_page() -> None:
    first = [paragraph("nnnn")] * 7
    found = figures("".join(first) + paragraph("nnnn nnnn nnn&shy;nnnnnnnnn", style="margin-top: 0"))
    assert found.hyphens_across_pages == ["nnnn nnnn nnn‐"]
    assert (len(found.orphans), len(found.widows)) == (1, 1)


def test_widows_and_orphans_and_whole_paragraphs() -> None:
    above = paragraph("nnnn") * 6
    widow = figures(above + paragraph(STRETCHED, STRETCHED, "nnnnnnnnnnn"))
    assert (len(widow.orphans), len(widow.widows)) == (0, 1)
    orphan = figures(above + paragraph("nnnn") + paragraph(STRETCHED, STRETCHED, "nnnnnnnnnnn"))
    assert (len(orphan.orphans), len(orphan.widows)) == (1, 0)
    neither = figures(above + paragraph("nnnn") * 2 + paragraph(STRETCHED, "nnnnnnnnnnn"))
    assert (len(neither.orphans), len(neither.widows)) == (0, 0)


def test_a_last_line_of_one_short_word() -> None:
    found = figures(
        paragraph(STRETCHED, "nnnnn") + paragraph(STRETCHED, LONG) + paragraph(STRETCHED, "nnnnn", "nn")
    )
    assert found.short_ends == ["nnnnn"]


def test_a_line_beyond_the_edge() -> None:
    wide = paragraph("nnnnnn nnnnnn", LONG, style="width: 72pt")
    found = figures(paragraph(*[STRETCHED] * 5) + wide)
    assert found.overshoot_mm == pytest.approx(2 / 72 * 25.4, abs=0.04)


def test_lines_from_right_to_left_end_at_the_left() -> None:
    found = figures(paragraph(STRETCHED, STRETCHED, LONG), language="ar", direction="rtl").summary()
    assert (found["full lines"], found["ragged paragraphs"]) == (2, 0)
    assert found["worst stretch"] == pytest.approx(2, abs=0.02)


def test_chinese_is_measured_between_its_characters() -> None:
    style = "width: 6em; letter-spacing: 0.2em"
    song = "p { font-family: 'Letterbook Song' }"
    found = figures(
        paragraph("声明回顾了事件经过声明回顾了事件经过", kind="", style=style), song, language="zh"
    ).summary()
    assert found["worst stretch"] == pytest.approx(1.2, abs=0.02)


def test_a_heading_below_the_top_line() -> None:
    page = '<div style="break-before: page">'
    low = f'{page}<h2 style="margin-top: 3mm">nn</h2>'
    found = figures(paragraph("nnnn") + page + paragraph("nnnn") + "</div>" + low).summary()
    assert found["lowest beginning below it, mm"] == pytest.approx(3, abs=0.05)
    assert found["top line, mm"] == pytest.approx(10 + 10.7 / 72 * 25.4, abs=0.3)


NUMBERS = '@page { @bottom-right { content: "page " counter(page) " of " counter(pages) } }'


def test_where_page_numbers_stand() -> None:
    two = paragraph("nnnn") + '<div style="break-before: page">' + paragraph("nnnn")
    found = figures(two, NUMBERS)
    assert len(found.number_places) == 1
    assert found.examples()["places of page numbers"].startswith("10.0 mm from the right")
    moved = figures(two, NUMBERS + "@page :first { @bottom-right { padding-right: 5mm } }")
    assert len(moved.number_places) == 2
    assert figures(two).unnumbered == 2
    assert figures(paragraph("nnnn"), NUMBERS).numbered_alone == 1
    assert figures(paragraph("nnnn")).numbered_alone == 0
