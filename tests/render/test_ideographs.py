"""Chinese and Japanese beside Latin letters and figures, and in lines further apart; Arabic in larger type."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import docx
import pypdfium2
import pytest
from conftest import OFFICE
from docx_samples import chunk, letter, para
from lxml import etree

from letterbook.model import Letter, Rendered
from letterbook.render.docx import render
from letterbook.render.pdf.ideographs import part_scripts
from letterbook.render.pdf.letter_renderer import try_page
from letterbook.templates import read_template

CHINESE = "声明于1990年1月20日发表，并请各方审议。" * 4


def page_of(made: Letter) -> pypdfium2.PdfPage:
    template, _ = read_template(OFFICE, "letter")
    assert template is not None
    return pypdfium2.PdfDocument(try_page(template, made))[0]


def parted(language: str, body: str) -> str:
    root = etree.fromstring(f'<html lang="{language}"><body>{body}</body></html>')
    part_scripts(root)
    return "".join(etree.tostring(node, encoding="unicode") for node in root.iterfind("body/*"))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>在1990年</p>", '<p>在<span class="after-ideograph before-ideograph">1990</span>年</p>'),
        ("<p>UN决议</p>", '<p><span class="before-ideograph">UN</span>决议</p>'),
        ("<p>（A/RES/46/242号）</p>", '<p>（A/RES/46/<span class="before-ideograph">242</span>号）</p>'),
        ("<p>A <em>b</em>年</p>", "<p>A <em>b</em>年</p>"),
        ("<p>一<b>二</b>三5</p>", '<p>一<b>二</b>三<span class="after-ideograph">5</span></p>'),
    ],
)
def test_what_touches_an_ideograph_is_set_apart(body: str, expected: str) -> None:
    assert parted("zh", body) == expected
    assert parted("en", body) == body


def test_a_quarter_of_an_em_stands_between_and_no_space_in_the_text() -> None:
    page = page_of(letter(language="zh", body=(para(CHINESE),)))
    text = page.get_textpage()
    whole = text.get_text_range()
    ideograph, figure = whole.index("于"), whole.index("1990")
    (_, _, end, _), (begin, _, _, _) = (text.get_charbox(at, loose=True) for at in (ideograph, figure))
    assert begin - end == pytest.approx(3, abs=0.6)


def baselines(page: pypdfium2.PdfPage, sign: str) -> list[float]:
    text = page.get_textpage()
    whole = text.get_text_range()
    found = {round(text.get_charbox(at, loose=True)[1], 1) for at, each in enumerate(whole) if each == sign}
    return sorted(found, reverse=True)


def test_chinese_lines_are_as_far_apart_as_each_other() -> None:
    tops = baselines(page_of(letter(language="zh", body=(para(CHINESE * 3),))), "年")
    assert {round(upper - lower, 1) for upper, lower in pairwise(tops)} == {20.5}


def test_word_has_the_same_measures(tmp_path: object) -> None:
    made = [
        letter(7, language="zh", body=(para(CHINESE),)),
        letter(8, language="ar", body=(para("بيان"),)),
    ]
    styles = {}
    for each in made:
        (outcome,) = render(chunk(tmp_path, [each]))  # type: ignore[arg-type]
        assert isinstance(outcome, Rendered)
        styles[each.language] = docx.Document(outcome.path).styles
    body = styles["zh"]["Letter Body"]
    assert body.paragraph_format.line_spacing.pt == 20.5
    assert styles["zh"]["Letter Closing"].paragraph_format.first_line_indent.pt == 24
    assert not body.element.xpath("w:pPr/w:autoSpaceDE")
    arabic = styles["ar"]["Normal"].element.rPr
    assert [node.get(node.nsmap["w"].join(("{", "}val"))) for node in arabic.xpath("w:sz | w:szCs")] == [
        "24",
        "27",
    ]
    assert styles["ar"]["Letter Body"].paragraph_format.line_spacing.pt == 18
    assert styles["ar"]["Letter Address"].paragraph_format.line_spacing.pt == 12.3


def test_an_address_stands_where_it_does_in_any_language() -> None:
    first = {language: _line_of_address(language) for language in ("en", "zh", "ar")}
    assert first["zh"] == first["ar"] == first["en"]


def test_lines_of_an_address_are_as_far_apart_in_any_script() -> None:
    lines = ("Wien W", "وزارة العدل W", "司法部 W", "Wien W", "法務省 W", "Wien W")
    made = replace(letter(language="ar", body=(para("x"),)), address=lines)
    places = sorted({round(place, 2) for place in baselines(page_of(made), "W")}, reverse=True)
    assert [above - below for above, below in pairwise(places)] == pytest.approx([12.3] * 5, abs=0.02)


def _line_of_address(language: str) -> float:
    made = replace(letter(language=language, body=(para("x"),)), address=("Qq", "Wien"))
    return baselines(page_of(made), "W")[0]
