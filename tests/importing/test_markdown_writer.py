"""What is written as Markdown, the program's reader gives back sign by sign, with bold and italic."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from letterbook.importing.blocks import Break, Grid, Imported, Item, Label, Line, Pieces, Words
from letterbook.importing.heights import settled
from letterbook.importing.inline import line_markdown
from letterbook.importing.losses import Losses
from letterbook.importing.markdown_writer import body
from letterbook.model import (
    Alignment,
    Emphasis,
    Inline,
    LineBreak,
    ListBlock,
    Lowered,
    Paragraph,
    Raised,
    Strong,
    Struck,
    Table,
    Text,
)
from letterbook.sources.documents.markdown import parse, plain

SIGNS = "ab1 .,:;!?*_`~^=+-#<>&[](){}|\\\"'/“”„–…\u00a0\u202f§%ä中אش"
LOOKS = st.tuples(st.booleans(), st.booleans(), st.none(), st.booleans(), st.sampled_from(["", "", "^", "~"]))
PIECES = st.lists(
    st.builds(lambda text, looks: Words(text, *looks), st.text(SIGNS, min_size=1, max_size=8), LOOKS),
    max_size=5,
)


def looks(
    inlines: tuple[Inline, ...],
    bold: bool = False,
    italic: bool = False,
    struck: bool = False,
    height: str = "",
) -> Iterator[tuple[str, bool, bool, bool, str]]:
    for inline in inlines:
        match inline:
            case Text(text):
                yield from ((sign, bold, italic, struck, height) for sign in text)
            case Strong(children):
                yield from looks(children, True, italic, struck, height)
            case Emphasis(children):
                yield from looks(children, bold, True, struck, height)
            case Struck(children):
                yield from looks(children, bold, italic, True, height)
            case Raised(children) | Lowered(children):
                own = "^" if isinstance(inline, Raised) else "~"
                yield from looks(children, bold, italic, struck, own)
            case LineBreak():
                yield "\n", bold, italic, struck, height


def collapsed(text: str) -> str:
    return " ".join(part for part in text.split(" ") if part)


@settings(max_examples=600, deadline=None)
@given(PIECES)
def test_a_paragraph_comes_back(pieces: list[Words]) -> None:
    text = collapsed("".join(piece.text for piece in pieces))
    written = body(Imported([Line(tuple(pieces))]), [], Losses("a.docx"))
    blocks, problems = parse(written, "a.md", marks=("„", "“", "‚", "‘"))
    assert problems == []
    assert plain(blocks) == text
    assert all(isinstance(block, Paragraph) for block in blocks)


@settings(max_examples=300, deadline=None)
@given(PIECES)
def test_looks_come_back_but_for_spaces_and_signs(pieces: list[Words]) -> None:
    kept, _ = settled(tuple(pieces))
    written, is_whole = line_markdown(kept)
    blocks, _ = parse(f"x {written} x", "a.md")
    if is_whole:
        assert isinstance(blocks[0], Paragraph)
        read = [each for each in looks(blocks[0].children) if each[0].isalnum()][1:-1]
        meant = [
            (sign, piece.is_bold, piece.is_italic, piece.is_struck, piece.height)
            for piece in kept
            if isinstance(piece, Words)
            for sign in piece.text
            if sign.isalnum()
        ]
        assert read == meant


@settings(max_examples=300, deadline=None)
@given(st.lists(st.lists(st.text(SIGNS, max_size=6), min_size=2, max_size=2), min_size=2, max_size=4))
def test_a_table_comes_back(rows: list[list[str]]) -> None:
    grid = Grid(
        tuple(tuple((Words(cell),) for cell in row) for row in rows), (Alignment.RIGHT, Alignment.CENTER)
    )
    blocks, problems = parse(body(Imported([grid]), [], Losses("a.docx")), "a.md")
    assert problems == []
    [table] = blocks
    assert isinstance(table, Table)
    assert table.alignments == (Alignment.RIGHT, Alignment.CENTER)
    assert plain(blocks) == "\n".join("\t".join(collapsed(cell) for cell in row) for row in rows)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 3),
            st.sampled_from([None, "1.", "2.", "3.", "1)", "a)", ""]),
            st.text("ab-#1.", min_size=1, max_size=5),
        ),
        max_size=8,
    )
)
def test_lists_come_back(lines: list[tuple[int, str | None, str]]) -> None:
    """Every word, and every number, either of a list or as a word."""
    items: list[Item] = [Line((Words(text),), label=Label(depth, number)) for depth, number, text in lines]
    blocks, problems = parse(body(Imported(items), [], Losses("a.docx")), "a.md")
    assert problems == []
    assert [*numbered(blocks)] == [f"{number} {text}" if number else text for _, number, text in lines]


def numbered(blocks: tuple[object, ...]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, ListBlock):
            for index, content in enumerate(block.items):
                first, *others = numbered(content)
                number = block.number(index)
                yield f"{number} {first}" if number else first
                yield from others
        elif isinstance(block, Paragraph):
            yield plain((block,))


def line(text: str, level: int | None = None) -> Line:
    return Line((Words(text),), level)


@pytest.mark.parametrize(
    ("items", "written"),
    [
        ([line("a", 3), line("b", 4)], "## a\n\n### b\n"),
        ([line("C #", 1)], "## C \\#\n"),
        ([line("1. a", 1)], "## 1. a\n"),
        ([Line((Words("a"), Break(), Words("b")), 1)], "## a b\n"),
        ([Line((Words("a", link="https://un.org/a(b)"),))], "[a](<https://un.org/a(b)>)\n"),
        ([Line((Words("a", is_bold=True), Words("b", is_italic=True)))], "**a***b*\n"),
        ([line("{{ anniversary }} a_b")], "{{ anniversary }} a\\_b\n"),
    ],
)
def test_what_is_written(items: list[Item], written: str) -> None:
    assert body(Imported(items), [], Losses("a.docx")) == written


def test_the_pieces_of_a_title_are_words() -> None:
    pieces: Pieces = (Words("a", is_bold=True), Words(" b", is_bold=True))
    assert body(Imported([Line(pieces, 1)]), [], Losses("a.docx")) == "## a b\n"


OTHER_DIALECTS = (
    "Well :smile: then", "$$x$$", "%%remark%%", "[[page]]", "[@smith]", "word^[note]", ": what it means", "[!NOTE]",
    "\\newpage", "!!! note", "+---+", "~~gone~~",
)  # fmt: skip


def test_signs_of_other_dialects_come_back_as_they_are() -> None:
    for text in OTHER_DIALECTS:
        written, _ = line_markdown([Words(text)])
        blocks, problems = parse(f"Term\n{written}", "a.md")
        assert (plain(blocks), problems) == (f"Term {text}", []), written
