"""Paragraphs broken as a whole: no way to break them is better, none of their lines is stretched or pressed too far."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, pairwise
from typing import Any

import pyphen
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letterbook.language.hyphenation import MOST_KEPT, register_hyphenation
from letterbook.render.engine import font_configuration, weasyprint

weasyprint()  # with our own fonts, before anything else loads them

from weasyprint.formatting_structure import boxes  # noqa: E402
from weasyprint.text.line_break import Layout, line_size  # noqa: E402

from letterbook.model import Paragraph, Text  # noqa: E402
from letterbook.render.pdf import paragraph_words  # noqa: E402
from letterbook.render.pdf.block_html import html  # noqa: E402
from letterbook.render.pdf.justification import own_justification  # noqa: E402
from letterbook.render.pdf.line_breaks import (  # noqa: E402
    HYPHEN,
    LADDER,
    LEAST_SPACE,
    MOST_HYPHENS,
    MOST_SPACE,
    START,
    Break,
    Justified,
    best,
)
from letterbook.render.pdf.page_ends import parted_by_pages  # noqa: E402
from letterbook.render.pdf.paragraph_words import hanging_of, width_of  # noqa: E402
from letterbook.render.pdf.paragraphs import whole_at_page_ends, whole_paragraphs  # noqa: E402

TEXT = {
    "en": "The law of nations has grown out of the customs of those who had to live beside each other, and of the treaties by "
    "which they made these customs certain; whoever reads the oldest of them finds much that is asked for in the newest. "
    "Nobody who signs such a paper can know how long it will hold, and yet everybody signs as if it would hold for ever, "
    "since a promise that names its own end in the first sentence is hardly one at all.",
    "de": "Das Völkerrecht ist aus den Gewohnheiten derer entstanden, die nebeneinander leben mussten, und aus den "
    "Verträgen, mit denen sie diesen Gewohnheiten Gewissheit gaben; wer die ältesten liest, findet darin vieles, was in den "
    "neuesten verlangt wird. Niemand, der ein solches Schriftstück unterzeichnet, weiß, wie lange es gelten wird.",
    "ru": "Международное право выросло из обычаев тех, кому приходилось жить рядом друг с другом, и из договоров, которыми "
    "они придавали этим обычаям определённость; кто читает древнейшие из них, находит многое из того, чего требуют новейшие.",
    "ar": "نشأ القانون الدولي من أعراف الذين كان عليهم أن يعيشوا جنبا إلى جنب ومن المعاهدات التي جعلوا بها هذه الأعراف ثابتة، "
    "ومن يقرأ أقدمها يجد كثيرا مما يطلب في أحدثها، ولا يعرف من يوقع مثل هذه الورقة كم من الزمن ستبقى سارية المفعول.",
}
STYLE = (
    "@page {{ size: 200mm 120mm; margin: 10mm }} p {{ margin: 0; width: {width}mm; font: 11pt/14pt 'Letterbook Serif'; "
    "text-align: {align}; hyphens: {hyphens}; hyphenate-limit-chars: 6 2 3; hyphenate-limit-zone: 0; "
    "hyphenate-character: '\\2010'; {more} }} .whole {{ hyphens: none }}"
)


def laid_out(
    inner: str,
    language: str = "en",
    width: float = 130,
    align: str = "justify",
    hyphens: str = "auto",
    more: str = "",
) -> list[Any]:
    """The line boxes of the paragraphs, each with its text in `said`."""
    style = STYLE.format(width=width, align=align, hyphens=hyphens, more=more)
    direction = "rtl" if language == "ar" else "ltr"
    with own_justification(), whole_paragraphs():
        document = page(f"<html lang={language} dir={direction}><style>{style}</style><body>{inner}")()
    return lines_of(document)


def page(html: str) -> Callable[[], Any]:
    """What lays this page out, as often as it is asked."""
    register_hyphenation()
    source = weasyprint().HTML(string=html)
    return lambda: source.render(font_config=font_configuration())


def lines_of(document: Any) -> list[Any]:
    lines = [
        line
        for page in document.pages
        for line in page._page_box.descendants()
        if isinstance(line, boxes.LineBox)
    ]
    for line in lines:
        line.said = "".join(text.text for text in texts(line))
    return lines


def texts(box: Any) -> Iterator[Any]:
    return (each for each in box.descendants() if isinstance(each, boxes.TextBox))


def letter_spacing(line: Any) -> list[float]:
    """What is added between the letters of each text, in em."""
    return [getattr(text, "letterbook_letter_spacing", 0.0) / text.style["font_size"] for text in texts(line)]


def edge(line: Any) -> float:
    """Where the last letter of a line ends, in px from its beginning; of one that hangs, the part that does not."""
    *_, last = texts(line)
    hanging = hanging_of(last.text.rstrip(), last.style) if last.justification_spacing else 0.0
    return float(line.width - letter_spacing(line)[-1] * line.style["font_size"] - hanging)


def spaces(line: Any) -> list[float]:
    """What each text's spaces are, in parts of their natural width, with what is added before and behind them."""
    return [
        1
        + (text.justification_spacing + 2 * getattr(text, "letterbook_letter_spacing", 0.0))
        / width_of(" ", text.style)
        for text in texts(line)
        if " " in text.text or "\u00a0" in text.text
    ]


@pytest.mark.parametrize("language", TEXT)
@pytest.mark.parametrize("width", [95.0, 111.0, 130.0, 147.5])
def test_a_full_line_fills_its_measure_with_spaces_within_the_limits(language: str, width: float) -> None:
    *full, last = laid_out(f"<p>{TEXT[language]}</p>", language, width)
    assert len(full) > 1
    is_ragged = all(space == 1 for line in full for space in spaces(line))
    for line in full:
        assert edge(line) <= width * 96 / 25.4 + 0.1
        assert is_ragged or edge(line) == pytest.approx(width * 96 / 25.4, abs=0.1)
        assert all(LEAST_SPACE - 0.01 <= space <= MOST_SPACE + 0.01 for space in spaces(line))
        assert all(abs(space) <= (0 if language == "ar" else MOST_EM) for space in letter_spacing(line))
    spaced = any(abs(space) > ROUNDED_EM for line in full for space in letter_spacing(line))
    assert spaced == ((language, width) in SPACED)
    assert " " in last.said or "\u00a0" in last.said
    assert is_ragged == ((language, width) in RAGGED)
    hyphens = "".join("-" if line.said.endswith("\u2010") else " " for line in full)
    assert "-" * (MOST_HYPHENS + 1) not in hyphens
    whole = " ".join(line.said for line in [*full, last]).replace("\u2010 ", "")
    assert whole == TEXT[language]


RAGGED = {("ar", 111.0)}
"""What is too short, or has words too long, to be justified within the limits."""
SPACED = {("de", 95.0), ("de", 111.0), ("ru", 95.0), ("ru", 111.0), ("ru", 130.0)}
"""What is justified because its letters help."""
MOST_EM, ROUNDED_EM = 0.02, 0.001
"""What may be between letters, in em, and what makes up for positions that are rounded."""


@pytest.mark.parametrize(("more", "hangs"), [("", 0.5), ("direction: rtl", 0.0)])
def test_half_of_a_small_sign_stands_beyond_the_edge(more: str, hangs: float) -> None:
    words = "nnn nnn nnn nnn nnn nnn,"
    [natural] = laid_out(f"<p>{words}</p>")
    width = natural.width * 25.4 / 96 + 0.3
    *full, last = laid_out(f"<p>{' '.join([words] * 4)}</p>", width=width, more=more)
    assert [line.said.strip() for line in full] == [words] * 3
    comma = width_of(",", last.style)
    assert comma > 2
    for line in full:
        assert line.width == pytest.approx(width * 96 / 25.4 + hangs * comma, abs=0.1)


def test_a_paragraph_that_cannot_be_justified_is_ragged_and_even() -> None:
    words = " ".join(["Unzertrennlichkeiten"] * 9)
    *full, _ = laid_out(f"<p>{words}</p>", "en", 85, hyphens="none")
    assert {round(space, 3) for line in full for space in spaces(line)} == {1.0}
    assert len({line.said for line in full}) == 1


def test_a_page_goes_on_as_the_paragraph_was_planned() -> None:
    long = " ".join([TEXT["en"]] * 6)
    lines = laid_out(f"<p>{long}</p>")
    assert any(after.position_y < line.position_y for line, after in pairwise(lines)), "else it is one page"
    assert " ".join(line.said for line in lines).replace("\u2010 ", "") == long
    assert all(space <= MOST_SPACE + 0.01 for line in lines[:-1] for space in spaces(line))


def test_no_page_ends_within_a_word() -> None:
    text = " ".join([TEXT["de"]] * 6)
    style = STYLE.format(width=100, align="justify", hyphens="auto", more="")
    parted = 0
    for lower in range(0, 20, 3):
        lay_out = page(
            f"<html lang=de><style>{style}</style><body><p style='margin-top: {lower * 14}pt'>{text}</p>"
        )
        with own_justification(), whole_paragraphs():
            parted += len([*parted_by_pages(lay_out())])
            document = whole_at_page_ends(lay_out)
        assert [*parted_by_pages(document)] == []
        lines = lines_of(document)
        assert " ".join(line.said for line in lines).replace("\u2010 ", "") == text
        assert any(line.said.endswith("\u2010") for line in lines), "elsewhere words are parted as before"
    assert parted, "else nothing was shown"


def test_no_hyphen_of_ours_comes_into_an_address() -> None:
    """A reader would type it; other words keep theirs."""
    addresses = ("www.responsibility.example/environmental", "environmental@responsibility.example")
    text = f"Whoever wishes, environmentally responsible, asks ({addresses[0]}), {addresses[1]} or an organisation beside."
    parted = 0
    for width in range(40, 130, 3):
        said = "".join(line.said for line in laid_out(str(html([Paragraph((Text(text),))])), "en", width))
        parted += said.count("\u2010")
        assert all(address in said.replace(" ", "") for address in addresses), said
    assert parted, "else nothing was shown"


def test_a_line_that_ends_before_stressed_words_is_set_as_it_was_planned() -> None:
    """WeasyPrint asks for room for the space before them too, and took the line to be too long."""
    stressed = "edir. Həlak olmuş Azərbaycan vətəndaşlarına Prezidentin Fərmanı ilə <em>20\u00a0Yanvar şəhidi</em> fəxri adı"
    more = "font-size: 11.5pt; overflow-wrap: break-word"
    first, *_ = laid_out(f"<p>{stressed} verilmişdir.</p>", "az", 122, more=more)
    assert first.said.strip().endswith("ilə")
    assert max(spaces(first)) <= MOST_SPACE + 0.01


def test_an_indent_and_words_in_another_face_are_measured() -> None:
    half = len(TEXT["en"]) // 2
    at = TEXT["en"].index(" ", half)
    inner = f"<p>{TEXT['en'][:at]} <em>Rome Statute of the Court</em>, <b>{TEXT['en'][at + 1 :]}</b></p>"
    first, *others = laid_out(inner, more="text-indent: 5mm")
    assert edge(first) == pytest.approx(130 * 96 / 25.4, abs=0.1)
    assert all(edge(line) == pytest.approx(130 * 96 / 25.4, abs=0.1) for line in others[:-1])
    assert all(
        LEAST_SPACE - 0.01 <= space <= MOST_SPACE + 0.01
        for line in [first, *others]
        for space in spaces(line)
    )


def test_a_line_ends_at_the_edge_though_its_letters_are_drawn_nearer_to_their_spaces() -> None:
    """As they are drawn: “ A”, “ T” and “ V” lose their kerning as soon as the space between is widened."""
    *full, _ = laid_out(f"<p>{'An Authority To Vote And To Vouch At Venice ' * 6}</p>", width=121.0)
    for line in full:
        drawn = 0.0
        for text in texts(line):
            layout = Layout(text.style, text.justification_spacing)
            layout.set_text(text.text, justify=True)
            drawn += line_size(layout.get_first_line()[0], text.style)[0]
        assert drawn == pytest.approx(121.0 * 96 / 25.4, abs=0.1)


@pytest.mark.parametrize(
    "inner", ["<p>One<br>two and three</p>", "<p></p>", "<p>Word</p>", "<p>a\u00adb c</p>"]
)
def test_what_we_do_not_plan_is_set_all_the_same(inner: str) -> None:
    assert laid_out(inner) or inner == "<p></p>"


def test_outside_of_our_pages_weasyprint_is_as_it_was() -> None:
    from weasyprint.layout import block, inline

    before = block.iter_line_boxes, inline.text_align
    with whole_paragraphs():
        assert block.iter_line_boxes is not before[0]
    assert (block.iter_line_boxes, inline.text_align) == before


# --- The search -------------------------------------------------------------------------------------------------------


def cost(breaks: Sequence[Break], chosen: Sequence[int], rule: Justified) -> float | None:
    """What these breaks cost together, worked out in the plainest way."""
    total, start, running = 0.0, START, 0
    for number, index in enumerate(chosen):
        end = breaks[index]
        running = running + 1 if end.hyphen else 0
        one = rule.cost(
            end.width - start.next_width + end.hyphen,
            end.spaces - start.next_spaces,
            number == 0,
            end.is_forced,
        )
        if one is None or running > MOST_HYPHENS:
            return None
        total += one + (HYPHEN if end.hyphen else 0) + (LADDER if running > 1 else 0)
        start = end
    return total


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(2, 30), st.booleans()), min_size=4, max_size=11), st.integers(40, 90))
def test_no_other_choice_of_breaks_costs_less(words: list[tuple[int, bool]], width: int) -> None:
    breaks: list[Break] = []
    at = 0.0
    for number, (length, is_parted) in enumerate(words):
        at += length
        if is_parted:
            breaks.append(Break(at, number, at, number, len(breaks) + 1, hyphen=2.0))
            at += length
        breaks.append(
            Break(at, number, at + 4, number + 1, len(breaks) + 1, is_forced=number == len(words) - 1)
        )
        at += 4
    rule = Justified(float(width), 6.0, 4.0, 10.0)
    found = best(breaks, rule)
    inner = range(len(breaks) - 1)
    all_costs = [
        cost(breaks, [*chosen, len(breaks) - 1], rule)
        for size in range(len(breaks))
        for chosen in combinations(inner, size)
    ]
    possible = [each for each in all_costs if each is not None]
    if found is None:
        assert possible == []
    else:
        letters = {each.letters: index for index, each in enumerate(breaks)}
        assert cost(breaks, [letters[line.letters] for line in found], rule) == pytest.approx(min(possible))


def test_a_text_without_spaces_is_looked_through_once() -> None:
    """For each of its signs to its end took 8 seconds for 20,000 of them."""
    begun = time.process_time()
    html((Paragraph((Text("字" * 20_000),)),))
    assert time.process_time() - begun < 2


class Dictionaries:
    """What a layout keeps from one paragraph for the next."""

    def __init__(self) -> None:
        self.dictionaries: dict[str, dict[object, object]] = {}


def test_words_that_one_letter_alone_has_do_not_pile_up() -> None:
    """Each of 100,000 letters has a name of its own: what is kept of words has an end."""
    register_hyphenation()
    context = Dictionaries()
    looks = {"lang": "en", "hyphens": "auto", "hyphenate_limit_chars": (5, 2, 2)}
    for number in range(MOST_KEPT + 2000):
        word = "association" + "".join("abcdefghij"[int(digit)] for digit in str(number))
        assert paragraph_words._parts(context, word, looks)
    kept = [len(words) for words in context.dictionaries.values()]
    kept += [len(rules._patterns.cache) for rules in pyphen.hdcache.values() if rules._patterns]
    assert 0 < max(kept) <= MOST_KEPT
