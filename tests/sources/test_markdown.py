"""Markdown becomes blocks; what a letter cannot hold is a problem with its line."""

import re
import time

import pytest
from tongues import tongue

from letterbook.model import (
    Alignment,
    Emphasis,
    Heading,
    Inline,
    LineBreak,
    Link,
    ListBlock,
    Lowered,
    Note,
    Paragraph,
    Quote,
    Raised,
    Strong,
    Struck,
    Table,
    Text,
)
from letterbook.model.text import paragraph_texts
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
                Link("https://g.example", (Text("f"), Text(" (https://g.example)"))),
            )
        ),
        ListBlock(((Paragraph((Text("one"),)),), (Paragraph((Text("two"),)),))),
        ListBlock(((Paragraph((Text("three"),)),),), start=3),
        Quote((Paragraph((Text("q"),)),)),
        Table((((Text("h"),),), ((Text("r"),),))),
    )


@pytest.mark.parametrize(
    ("source", "line"),
    [("a\n\n![x](y.png)", 12), ("a\n\n```\ncode\n```", 12), ("a\n\n    code", 12), ("- a\n\n  ---", 12)],
)
def test_what_a_letter_cannot_hold_is_named_with_its_line(source: str, line: int) -> None:
    _, [problem] = parse(source, "en.md", first_line=10)
    assert (problem.code, problem.place.line) == ("unsupported-markup", line)
    assert problem.hint


LOST = [
    ("See [3].\n\n[3]: Decree-No-5", 1),
    ("Text.\n\n[Remark]: Urgent", 3),
    ("A.[^1]\n\n[^1]: https://example.org/x", 3),
    ("Text.\n\n[a]: https://example.org/a", 3),
    ("[a]\n\n[a]: https://example.org/a\n\n[A]: https://example.org/b 'Title'\n", 5),
    ("[a]\n\n[a]: https://example.org/a 'Title'\n", 3),
    ("- one\n\n  [b]: Secret\n", 3),
    ("> quoted\n>\n> [c]: Secret", 3),
    ("[1]\n\n[1]: https://example.org/a", 3),
    ("Text.\n[x](annex.pdf)", 2),
    ("[x](https://example.org 'a title')", 1),
    ("A\n<b>bold</b>", 2),
    ("Text.\n\n<!-- do not print -->\n\nMore.", 3),
    ("A<br>b", 1),
    ("Dear <Name of the minister>,", 1),
    ("<div>\nwords\n</div>", 1),
    ("Name of the office\n---\nAddress", 1),
    ("Two\nlines\n===", 1),
    ("title: x\ndate: y\n---", 1),
    ("## The letter C #", 1),
    ("#", 1),
    (">" * 22 + " too deep", 1),
    ("|a|b|\n|-|-|\n|1|2|\n|3|4|lost|", 4),
    ("> |a|\n> |-|\n> |1|lost|", 3),
    ("1990. A year.\n\n1994. Another.", 3),
    ("1. a\n2. b\n5. c", 3),
    ("007. agent", 1),
    ("a &#x202e; b", 1),
    ("32768. too far", 1),
    ("32767. a\n32768. b", 1),
    ("- |a|b|\n  |-|-|\n  |1|2|lost|", 3),
    ("a\nis 2*3*4", 2),
    ("Bürger*innen und Kolleg*innen", 1),
    ("l`art d`une", 1),
]
RAW = [
    ("One.[^1]", 1, "[^1]"),
    ("A **b\nc", 1, "**b"),
    ("**a** b** c", 1, "b**"),
    ("the *Charter of", 1, "*Charter"),
    ("- *Charter of", 1, "*Charter"),
    ("the _Charter of", 1, "_Charter"),
    ("a ~~b", 1, "~~"),
    ("**Note:**text", 1, "**Note:**"),
    ("&foo; &nbsp", 1, "&nbsp"),
    ("#The Events", 1, "#The"),
    ("#Conclusion", 1, "#Conclusion"),
    ("one:\n-two", 2, "-"),
    ("__bold__text", 1, "__bold__"),
    ("\\textbf{x}", 1, "\\textbf{"),
    ("Text\n[//]: # (a remark)", 2, "[//]: "),
    ("== The Events ==", 1, "== The Events =="),
    ("Date: __.__.2021", 1, "__"),
    ("a\nb ==c d==", 2, "==c d=="),
    ("1. [ ] open", 1, "[ ]"),
    ("1. a\n2. []", 2, "[]"),
    ("Term\n: what it means", 2, ":"),
    ("Well :smile: then", 1, ":smile:"),
    ("$$E = mc$$", 1, "$$"),
    ("A %%remark%% here", 1, "%%"),
    ("See [[another page]].", 1, "[[another page]]"),
    ("As said [@smith2020, p. 3].", 1, "[@smith2020, p. 3]"),
    ("Words^[a note in a line].", 1, "^["),
    ("> [!NOTE]\n> Mind this.", 1, "[!NOTE]"),
    ("\\newpage", 1, "\\newpage"),
    ("!!! note", 1, "!!! n"),
    ("+---+---+\n| a | b |", 1, "+---+"),
    ("~~a ==b==~~", 1, "==b=="),
    ("x^a~2~^", 1, "~2~"),
    ("x~a^2^~", 1, "^2^"),
    ("m^[2]^", 1, "^["),
    ("2~3,4~5 or 2^3^4", 1, "^3^"),
    ("See https://x.org/a^b^c", 1, "^b^"),
    ("Write to a~b~c@x.org", 1, "~b~"),
    ('"q"^2^', 1, "^2^"),
    ("++new++", 1, "++new++"),
    ("** bold **", 1, "** bold **"),
    ("[x](https://a b)", 1, "[x]("),
    ("##Heading", 1, "##H"),
    ("::: note", 1, ":::"),
    ("*[HTML]: a language", 1, "*[HTML]: "),
    ("| a | b |\n| 1 | 2 |", 2, "| 1 | 2 |"),
    ("|a|b|\n|---|\n|1|2|", 2, ""),
    ("# Head [^2]", 1, "[^2]"),
    ("|a|\n|-|\n|b[^3]|", 3, "[^3]"),
    ("> 1. [X] quoted", 1, "[X]"),
    ("*a ==b==*", 1, "==b=="),
    ("|a|\n|-|\n|- b|", 3, "-"),
    ("|a|\n|-|\n|* b|", 3, "*"),
    ("- x\n\n  |a|\n  |-|\n  |+ b|", 5, "+"),
]


@pytest.mark.parametrize(("source", "line"), LOST)
def test_what_would_not_be_printed_is_named_with_its_line(source: str, line: int) -> None:
    problems = parse(source, "en.md", first_line=10, marks=tongue("en").quotation_marks)[1]
    assert ("unsupported-markup", line + 9) in [(problem.code, problem.place.line) for problem in problems]


@pytest.mark.parametrize(("source", "line", "signs"), RAW)
def test_signs_that_would_be_printed_raw_are_named_with_their_line(
    source: str, line: int, signs: str
) -> None:
    problems = parse(source, "en.md", first_line=10, marks=tongue("en").quotation_marks)[1]
    assert (line + 9, signs) in [
        (problem.place.line, problem.text if signs else "") for problem in problems
    ], problems


@pytest.mark.parametrize("signs", ["^two words^", "~a b~"])
def test_raised_signs_with_a_space_are_a_notice(signs: str) -> None:
    blocks, [problem] = parse(f"One x{signs}, two.", "en.md", first_line=7)
    assert blocks == (Paragraph((Text(f"One x{signs}, two."),)),)
    assert (problem.code, problem.place.line, problem.text, problem.level) == (
        "unsupported-markup",
        7,
        signs,
        "warning",
    )


def test_items_that_are_boxes_alone() -> None:
    blocks, problems = parse("- []\n- [] a\n- ☐\n- [x]\n\n  b\n- []c", "en.md")
    assert problems == []
    assert [*paragraph_texts(blocks)] == ["☐", "☐ a", "☐", "☒ b", "[]c"]


def test_items_with_boxes() -> None:
    blocks, problems = parse(
        "- [ ] *a*\n- [x] b\n  - [X] c\n- \\[ ] d\n- ☐ e\n- ☑ e\n\n1. f\n   - [ ] g\n\n[ ] h", "en.md"
    )
    assert problems == []
    assert [*paragraph_texts(blocks)] == ["☐ a", "☒ b", "☒ c", "[ ] d", "☐ e", "☒ e", "1. f", "☐ g", "[ ] h"]
    first, second, _ = blocks
    assert isinstance(first, ListBlock)
    assert isinstance(second, ListBlock)
    assert (first.boxes, second.boxes) == ((False, True, None, False, True), ())
    assert first.items[0] == (Paragraph((Emphasis((Text("a"),)),)),)


RAISED: dict[str, tuple[Inline, ...]] = {
    "m^2^.": (Text("m"), Raised((Text("2"),)), Text(".")),
    "H~2~O": (Text("H"), Lowered((Text("2"),)), Text("O")),
    "**10^5^**": (Strong((Text("10"), Raised((Text("5"),)))),),
    "*x*~n+1~^−2^": (Emphasis((Text("x"),)), Lowered((Text("n+1"),)), Raised((Text("−2"),))),
    "m^*n*^": (Text("m"), Raised((Emphasis((Text("n"),)),))),
    "~~a~~^2^": (Struck((Text("a"),)), Raised((Text("2"),))),
    "(^14^C)": (Text("("), Raised((Text("14"),)), Text("C)")),
    "a^\\^^": (Text("a"), Raised((Text("^"),))),
    "Word.^2^": (Text("Word."), Raised((Text("2"),))),
    "1.^er^": (Text("1."), Raised((Text("er"),))),
    "« mot »^a^": (Text("« mot »"), Raised((Text("a"),))),
    "(see https://x.org)^2^": (Text("(see https://x.org)"), Raised((Text("2"),))),
    "x^1/2^": (Text("x"), Raised((Text("1/2"),))),
    "2\\^3\\^ H\\~2\\~": (Text("2^3^ H~2~"),),
    "~50 people, a~b, 2^3 and ~10-~20": (Text("~50 people, a~b, 2^3 and ~10-~20"),),
    "^_^ ^^ a^^ (~10-~20) ~/a~/b 2^3 + 4^5": (Text("^_^ ^^ a^^ (~10-~20) ~/a~/b 2^3 + 4^5"),),
    "عربي^x": (Text("عربي^x"),),
}


@pytest.mark.parametrize("source", RAISED)
def test_raised_and_lowered_signs(source: str) -> None:
    assert parse(source, "en.md") == ((Paragraph(RAISED[source]),), [])


@pytest.mark.parametrize("source", ["متر m^2^", "CO~2~"])
def test_no_sign_is_raised_in_a_text_from_right_to_left(source: str) -> None:
    _, [problem] = parse(source, "ar.md", first_line=7, is_rtl=True)
    assert (problem.code, problem.place.line) == ("unsupported-markup", 7)


@pytest.mark.parametrize(
    "source", ["^" * 400 + "a", "a" + "^b" * 20_000, "a~" * 20_000, "a^b^" * 5_000, "@^b^" * 5_000]
)
def test_many_marks_are_read_in_no_time(source: str) -> None:
    begun = time.process_time()
    parse(source, "en.md")
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    "source",
    [
        "1990. A year.",
        "1. a\n1. b\n1. c",
        "3) a\n4) b",
        "a < b and 5 > 4, AT&T, &amp; a_b_c, 2\\*3\\*4",
        "\\[^1] and \\~\\~x\\~\\~ and \\=\\=y\\=\\= and \\<b\\>",
        "`~~x~~`",
        "## Balanced ##",
        "Heading\n=======",
        "about ~5 km, ~10 km; 5^th; see [3] and [a]; x == y == z; C++ and C++",
        "Name: ________  \nDate: ____",
        "-\n- b",
        "[the rule][r] and [UNESCO]\n\n[r]: https://example.org/r\n[unesco]: https://unesco.org",
        "|a|b|\n|-|-|\n|1|2|\n|only|\n",
        "a\\\nb",
        "- a\n\n  b",
        "- |a|b|\n  |-|-|\n  |1|2|",
        "1. > |a|b|\n   > |-|-|\n   > |1|2|",
        "|a|\n|-|\n|-|\n|- 5 %|\n|1. x|\n|\\- x|",
        "• one\n•\ttwo\n  ◦ three\n\n> \uf0b7 four",
        "#BlackJanuary\n\n#MeToo and #NeverAgain\n\n#1 is the first.",
        "word\\* and *one* *two*\n\n*without tax\n\n**Menschen**rechte *un*heard **重要**的",
        "R&D; and AT&T; at -5 °C",
        "the words of a law that an editor of texts has broken\n– as it does – where the line was full,\n– by chance – twice",
        "In the year\n1990. That was the year.",
        "- an item whose words an editor broke where the line had no more room for the\nnext one\n- two",
        "3.4 million came.\n3.6 million went.",
        "In the year of\nAct 1 there was nothing that anybody had called by the name of\nAct 2 before.",
        "12 May,\\\n14 May,\\\n16 May",
        "“[sic]” [...] (see https://example.org/~anna/~b)",
        "Open 3~5天，7~9天。周一~周三、周五~周日",
    ],
)
def test_ordinary_text_is_no_mistake(source: str) -> None:
    assert parse(source, "en.md")[1] == []


@pytest.mark.parametrize(
    ("source", "line", "level"),
    [
        ("1.one\n2.two", 1, "error"),
        ("As follows:\n(a) one;\n(b) two.", 2, "error"),
        ("ii. one\niii. two", 1, "error"),
        ("а) один\nб) два", 1, "error"),
        ("一、甲\n二、乙", 1, "error"),
        ("①x\n②y", 1, "error"),
        ("1- one\n2- two", 1, "error"),
        ("I – one\nII – two", 1, "error"),
        ("1° un\n2° deux", 1, "error"),
        ("a/ un\nb/ deux", 1, "error"),
        ("[1] one\n[2] two", 1, "error"),
        ("1.2 one\n1.3 two", 1, "error"),
        ("2.1.1. one\n2.1.2. two", 1, "error"),
        ("۱- یک\n۲- دو", 1, "error"),
        ("أ- واحد\nب- اثنان", 1, "error"),
        ("الف) یک\nب) دو", 1, "error"),
        ("１．一\n２．二", 1, "error"),
        ("第一条 甲\n第二条 乙", 1, "error"),
        ("§ 1 It is forbidden.\n§ 2 It is not.", 1, "warning"),
        ("Article 9. It is forbidden.\nArticle 10. It is not.", 1, "warning"),
        ("– eins\n– zwei", 1, "error"),
        ("*one\n*two", 1, "error"),
        ("- one\n- two\nThen text.", 3, "warning"),
        ("Ms A\n1 Street\nVienna", 1, "warning"),
        ("Name:\tAnn\nAge:\t5", 1, "warning"),
        ("Ann      Clerk\nBo       Judge", 1, "warning"),
        ("**Name:** Ann\n**Post held:** Clerk", 1, "warning"),
        ("1 . one\n2 . two", 1, "error"),
        ("> Ms A\n> 1 Street\n> Vienna", 1, "warning"),
    ],
)
def test_lines_that_would_run_together_are_named(source: str, line: int, level: str) -> None:
    [problem] = parse(source, "en.md", first_line=10)[1]
    assert (problem.code, problem.place.line, problem.level) == ("lines-run-on", line + 9, level)


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("| Jahr | Anzahl |", "|---|---| below the first row"),
        ("Jahr | Anzahl\n2020 | 5", "|---|---| below the first row"),
        ("Jahr\tAnzahl\n2020\t5", "a table of Word"),
        ("Name:\tAnn\nAge:\t5", "Put a backslash"),
        ("Ann      Clerk\nBo       Judge", "Put a backslash"),
    ],
)
def test_rows_of_a_table_are_told_as_such(source: str, hint: str) -> None:
    [problem] = parse(source, "en.md")[1]
    assert hint in problem.hint


def test_bullets_that_were_copied_make_a_list() -> None:
    blocks, _ = parse("Two:\n•\tone\n\uf0b7 two", "en.md")
    items = tuple((Paragraph((Text(word),)),) for word in ("one", "two"))
    assert blocks == (Paragraph((Text("Two:"),)), ListBlock(items))


def test_levels_of_a_list_that_was_copied_out_of_word_stay_levels() -> None:
    """Word copies its second level as a small o and a tabulator, which was read as the word o."""
    for source in ("•\ta\no\tb\n\uf0a7\tc\no   d\n•\te", "- a\no\tb\n§\tc\n  o\td\n- e"):
        written = parse("- a\n  - b\n    - c\n  - d\n- e", "en.md")[0]
        assert parse(source, "en.md")[0] == written
    assert parse("o\ta\no\tb", "en.md")[0] == parse("- a\n- b", "en.md")[0]
    assert parse("o menino\no pai", "pt.md")[0] == (Paragraph((Text("o menino o pai"),)),)


@pytest.mark.parametrize(
    "source",
    [
        "§   5 Abs. 2 gilt.",
        "§\t5 gilt",
        "Das sagt\n§   5 Abs. 2.",
        "- Das sagt\n§   5 Abs. 2.",
        "§   5 gilt.\n§   6 auch.",
        "§   II gilt.\n§   III auch.",
        "§   Abs. 2 gilt.",
        "o   menino vem",
        "Hoje\no   menino vem",
    ],
)
def test_a_section_or_an_article_is_no_bullet(source: str) -> None:
    """Portuguese has the word o, and laws have sections; spaces are those of an editor that fills its lines."""
    written = re.sub(r"([o§])[ \t]+", r"\1 ", source)
    assert parse(source, "en.md")[0] == parse(written, "en.md")[0]
    assert "§" in plain(parse(source, "en.md")[0]) or "o menino" in plain(parse(source, "en.md")[0])


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("• a\n◦ b\n  ▪ c\n◦ d", "- a\n  - b\n    - c\n  - d"),
        ("▪ a\n• b\n▪ c", "- a\n- b\n- c"),
        ("▪ a\n- b\n▪ c", "- a\n- b\n- c"),
        ("• a\n▪ b\n◦ c\n  ▪ d", "- a\n  - b\n  - c\n    - d"),
        (" ▪ a\n  - b\n ◦ c\n  ◦ d", " - a\n  - b\n   - c\n   - d"),
        ("• a\n◦ b\n  ◦ c\n• d", "- a\n  - b\n    - c\n- d"),
        ("• a\n◦ b\n  - c\n• d", "- a\n  - b\n    - c\n- d"),
        ("• a\n◦ b\nmore\n◦ c", "- a\n  - b\nmore\n  - c"),
        ("• a\n◦ b\n\n  more\n\n◦ c", "- a\n  - b\n\n    more\n\n  - c"),
        ("• a\n\n▪ b\n▪ c", "- a\n\n- b\n- c"),
        ("> • a\n> ◦ b\n>   ▪ c", "> - a\n>   - b\n>     - c"),
        ("• a\n  more\no\tb\n  more\n• c", "- a\n  more\n  - b\n    more\n- c"),
        ("• a\n◦ b\n\nText\n\n◦ c", "- a\n  - b\n\nText\n\n- c"),
    ],
)
def test_a_mark_stands_as_before_and_below_what_it_was_typed_below(source: str, written: str) -> None:
    assert parse(source, "en.md")[0] == parse(written, "en.md")[0]


def test_a_quotation_mark_without_its_other_is_a_notice() -> None:
    source = '"One" and \\"two at 5" of\n"three'
    [problem] = parse(source, "en.md", marks=tongue("en").quotation_marks)[1]
    assert (problem.code, problem.place.line, problem.level) == ("single-quotation-mark", 2, "warning")
    assert parse(source, "en.md")[1] == []


def test_a_tabulator_is_a_space() -> None:
    assert plain(parse("a\tb \t c", "en.md")[0]) == "a b c"


def test_a_footnote_that_goes_on_is_told_so() -> None:
    [problem] = parse("A.[^1]\n\n[^1]: One\n\n    more", "en.md", with_notes=True)[1]
    assert problem.hint.startswith("The text of a footnote is one paragraph")


def test_a_list_is_numbered_as_it_is_written() -> None:
    [block] = parse("3) a\n4) b", "en.md")[0]
    assert isinstance(block, ListBlock)
    assert [block.number(index) for index in range(2)] == ["3)", "4)"]
    assert list(paragraph_texts([block])) == ["3) a", "4) b"]


def test_columns_keep_their_alignment() -> None:
    [table] = parse("|a|b|c|d|\n|:-|:-:|-:|-|\n|1|2|3|4|", "en.md")[0]
    assert isinstance(table, Table)
    assert table.alignments == (Alignment.LEFT, Alignment.CENTER, Alignment.RIGHT, Alignment.START)


@pytest.mark.parametrize(
    ("source", "printed"),
    [
        ("[the rule](https://example.org/r)", "the rule (https://example.org/r)"),
        ("[example.org](https://example.org/)", "example.org"),
        ("[www.example.org](http://www.example.org)", "www.example.org"),
        ("<https://example.org/r>", "https://example.org/r"),
        ("<office@example.org>", "office@example.org"),
        ("[write](mailto:office@example.org)", "write (office@example.org)"),
        ("[call](tel:+99412)", "call (+99412)"),
        ("[*the* rule][r]\n\n[r]: https://example.org/r", "the rule (https://example.org/r)"),
        ("[](https://example.org/r)", "https://example.org/r"),
        ("[ə](https://example.org/ə)", "ə (https://example.org/ə)"),
        ("[x](https://example.org/M%C3%BCller)", "x (https://example.org/Müller)"),
        ("[x](https://example.org/M%FCller)", "x (https://example.org/M%FCller)"),
        ("<https://example.org/M%FCller>", "https://example.org/M%FCller"),
        ("[x](https://example.org/%F0%9F%98%80%E2%80%AE)", "x (https://example.org/%F0%9F%98%80%E2%80%AE)"),
        ("[x](https://example.org/a%0Ab)", "x (https://example.org/a%0Ab)"),
        ("[x](https://xn--a.example)", "x (https://xn--a.example)"),
    ],
)
def test_the_address_of_a_link_is_printed(source: str, printed: str) -> None:
    blocks, problems = parse(source, "en.md")
    assert (plain(blocks), problems) == (printed, [])


@pytest.mark.parametrize(
    "paragraph",
    [
        "[" * 50_000,
        "![" * 30_000,
        "[a](" * 20_000,
        "_a __a " * 20_000,
        "*_" * 2_000 + "a" + "_*" * 2_000,
        "_" * 60_000 + "a",
        " ".join("`" * count for count in range(1, 600)),
        "&" * 100_000,
        "<a@" * 20_000,
        "a <b " * 20_000,
        "~a~ " * 5_000,
        "x" * 300_000,
        "word " * 60_000,
        "> " + "[" * 50_000,
    ],
)
def test_a_paragraph_that_would_take_minutes_is_told_with_its_line(paragraph: str) -> None:
    problems = parse(f"Before.\n\n{paragraph}\n\nAfter.", "en.md", 10)[1]
    assert [problem.place.line for problem in problems if problem.code == "too-large"] == [12]


def test_a_long_paragraph_with_many_marks_is_read() -> None:
    paragraph = (
        "The *Committee* said **so** in its [report](https://example.org/a_b), in “[…]”. " * 30
    ).strip()
    assert parse(paragraph, "en.md")[1] == []


def test_footnotes_are_numbered_as_the_text_calls_them() -> None:
    source = "One[^b] *and*[^a].\n\n[^a]: First *written*,\nsecond called.\n[^b]: Other."
    [paragraph], problems = parse(source, "en.md", with_notes=True)
    assert not problems
    assert paragraph == Paragraph(
        (
            Text("One"),
            Note(1, (Text("Other."),)),
            Text(" "),
            Emphasis((Text("and"),)),
            Note(2, (Text("First "), Emphasis((Text("written"),)), Text(", second called."))),
            Text("."),
        )
    )


@pytest.mark.parametrize(
    ("source", "line", "said"),
    [
        ("One.\n\n[^a]: Never called.", 3, "“a” is called nowhere"),
        ("One.\nTwo.[^a]", 2, "No footnote is named “a”"),
        ("One.[^a]\n\n[^a]: x\n[^a]: y", 4, "“a” is written a second time"),
        ("One.[^a]\n\nTwo.[^a]\n\n[^a]: x", 3, "“a” is called a second time"),
        ("One.[^a]\n\n[^a]:", 3, "“a” has no text"),
        ("## One[^a]\n\n[^a]: x", 1, "cannot be called in a heading"),
        ("|One[^a]|\n|-|\n|x|\n\n[^a]: x", 1, "cannot be called in the first row of a table"),
        ("One.[^a]\n\n[^a]: x[^b]\n[^b]: y", 3, "cannot be called in another footnote"),
        ("One.[^a]\n\n[^a]: x ==y==", 3, "==y=="),
        ("One.[^a]\n\n[^a]: x ![y](z.png)", 3, "A picture"),
        ("One.[^a]\n\n[^a]: " + "word " * 400, 3, "more than 1,500 characters"),
        ("> One.\n>\n> [^a]: x", 3, "“a” is called nowhere"),
    ],
)
def test_a_wrong_footnote_is_named_with_its_line(source: str, line: int, said: str) -> None:
    _, [problem] = parse(source, "en.md", with_notes=True)
    assert problem.place.line == line
    assert said in problem.what
    assert problem.hint


def test_a_letter_has_no_footnotes() -> None:
    _, problems = parse("One.[^a]\n\n[^a]: x", "en.md")
    assert problems
