"""Markdown becomes blocks; what a letter cannot hold is a problem with its line."""

import pytest

from letterbook.model import (
    Emphasis,
    Heading,
    LineBreak,
    Link,
    ListBlock,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
)
from letterbook.sources.documents.markdown import parse, plain


def test_each_kind_of_block_and_inline() -> None:
    source = "## Head\n\nA *b* **c**  \nd\ne [f](https://g.example)\n\n- one\n- two\n\n3. three\n\n> q\n\n|h|\n|-|\n|r|"
    blocks, problems = parse(source, "en.md")
    assert problems == []
    assert blocks == (
        Heading(2, (Text("Head"),)),
        Paragraph(
            (
                Text("A "),
                Emphasis((Text("b"),)),
                Text(" "),
                Strong((Text("c"),)),
                LineBreak(),
                Text("d e "),
                Link("https://g.example", (Text("f"),)),
            )
        ),
        ListBlock(((Paragraph((Text("one"),)),), (Paragraph((Text("two"),)),))),
        ListBlock(((Paragraph((Text("three"),)),),), start=3),
        Quote((Paragraph((Text("q"),)),)),
        Table((((Text("h"),),), ((Text("r"),),))),
    )


def test_html_is_text() -> None:
    blocks, problems = parse("<script>x</script> & <b>y</b>", "en.md")
    assert problems == []
    assert plain(blocks) == "<script>x</script> & <b>y</b>"


@pytest.mark.parametrize(
    ("source", "line"),
    [("a\n\n![x](y.png)", 12), ("a\n\n```\ncode\n```", 12), ("a\n\n    code", 12), ("a\n\n---", 12)],
)
def test_what_a_letter_cannot_hold_is_named_with_its_line(source: str, line: int) -> None:
    _, [problem] = parse(source, "en.md", first_line=10)
    assert (problem.code, problem.place.line) == ("unsupported-markup", line)
    assert problem.hint
