"""A Word file becomes the Markdown of a statement: each of Word's habits, and what is told of the rest."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from imported_words import codes, imported, pandoc_words, read_words, text_of, words
from statement_pictures import bars, saved
from word_xml import field as a_field
from word_xml import item, p, r, row, table, text_box, word_file

from letterbook.importing.blocks import Line, Words
from letterbook.importing.losses import Losses
from letterbook.importing.statement_file import read_statement_file
from letterbook.importing.word import read_word
from letterbook.model import FrontMatter


@dataclass(frozen=True)
class Case:
    """A body of a Word file, the Markdown that comes of it, and what is told, a kind a text.

    `is_alike` is whether pandoc finds the same words; it takes hidden text and accepts changes in silence.
    """

    body: str
    markdown: str
    told: tuple[str, ...] = ()
    parts: Mapping[str, object] = field(default_factory=dict)
    is_alike: bool = True


def test_words_own_styles_of_deeper_lists_stay_deeper(tmp_path: Path) -> None:
    """List Bullet 2 is a list of its own in the file, whose items are of its first level."""
    document = docx.Document()
    for text, style in (
        ("a", "Bullet"),
        ("b", "Bullet 2"),
        ("c", "Bullet 3"),
        ("d", "Bullet"),
        ("e", "Number"),
        ("f", "Number 2"),
    ):
        document.add_paragraph(text, style=f"List {style}")
    stream = io.BytesIO()
    document.save(stream)
    assert (
        text_of(imported(tmp_path, "a.docx", stream.getvalue()))
        == "- a\n\n  - b\n\n    - c\n\n- d\n\n1. e\n\n   1. f"
    )


def note(number: int, *paragraphs: str) -> str:
    return f'<w:footnote w:id="{number}">{"".join(paragraphs)}</w:footnote>'


FOOTNOTE = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
NOTE_WORDS = note(2, p("<w:r><w:footnoteRef/></w:r>", " Siehe die Akten."))
LINK = f'<w:hyperlink r:id="link">{r("dort", "<w:rStyle w:val=&quot;Link&quot;/>".replace("&quot;", chr(34)))}</w:hyperlink>'
TAB = "<w:r><w:tab/></w:r>"


def sign(code: str, font: str = "Wingdings") -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{code}"/></w:r>'


UP, DOWN = (f'<w:vertAlign w:val="{height}script"/>' for height in ("super", "sub"))
CASES = {
    "plain words": Case(p("Ein Satz.") + p("Noch einer."), "Ein Satz.\n\nNoch einer."),
    "runs split anywhere": Case(
        p(r("Ver"), '<w:proofErr w:type="spellStart"/>', r("fas"), '<w:bookmarkStart w:id="1" w:name="x"/>', r("sung")),
        "Verfassung",
    ),
    "headings by outline": Case(
        p("Satz.") + p("Eins", style="berschrift1") + p("Zwei", style="berschrift2"), "Satz.\n\n## Eins\n\n### Zwei"
    ),
    "a direct outline level": Case(
        p("Satz.") + p("Oben", properties='<w:outlineLvl w:val="0"/>') + p("Text", properties='<w:outlineLvl w:val="9"/>'),
        "Satz.\n\n## Oben\n\nText",
    ),
    "bold words alone are a paragraph": Case(p(r("Kein Titel", "<w:b/>")), "**Kein Titel**"),
    "bold of a style": Case(p("Laut", style="Fett") + p(r("Stark", '<w:rStyle w:val="Stark"/>')), "**Laut**\n\n**Stark**"),
    "bold of a style taken back": Case(p(r("leise", '<w:b w:val="0"/>'), style="Fett"), "leise"),
    "two bold styles toggle": Case(p(r("leise", '<w:rStyle w:val="Stark"/>'), style="Fett"), "leise"),
    "bold and italic in each other": Case(
        p(r("a ", "<w:i/>"), r("b", "<w:i/><w:b/>"), r(" c", "<w:i/>"), " d"), "*a **b** c* d"
    ),
    "spaces leave the bold": Case(p(r("fett ", "<w:b/>"), "nicht"), "**fett** nicht"),
    "a colon beside a letter leaves the bold": Case(p(r("Frist:", "<w:b/>"), "morgen"), "**Frist**:morgen"),
    "a quotation": Case(p("Er sagte es.", style="Zitat") + p("Zweimal.", style="Zitat"), "> Er sagte es.\n>\n> Zweimal."),
    "bullets": Case(item("a", 1) + item("b", 1), "- a\n- b"),
    "bullets that were typed or pasted": Case(
        p(r("\u00b7", '<w:rFonts w:ascii="Symbol"/>'), "<w:r><w:tab/></w:r>", "a")
        + p(r("o", '<w:rFonts w:ascii="Courier New"/>'), r("\u00a0\u00a0 "), "b")
        + p('<w:r><w:sym w:font="Wingdings" w:char="F0A7"/><w:tab/><w:t>c</w:t></w:r>')
        + p("<w:r><w:t>•</w:t><w:tab/><w:t>d</w:t></w:r>") + p("o amigo"),
        "- a\n\n  - b\n\n    - c\n\n- d\n\no amigo", is_alike=False,
    ),
    "a section and an article are no bullets": Case(
        p(r("§"), TAB, r("5 Abs. 2")) + p(r("§"), TAB, r("6")) + p(r("§"), TAB, r("Abs. 2"))
        + p("Satz.") + p("o   menino vem"),
        "§ 5 Abs. 2\n\n§ 6\n\n§ Abs. 2\n\nSatz.\n\no menino vem", ("tabulators",),
    ),
    "signs that say something are told": Case(
        p(sign("F0A8"), TAB, "Ja") + p(sign("F0FE"), TAB, "Nein") + p(sign("F028"), TAB, "12 34")
        + p(r("a", '<w:rFonts w:ascii="Symbol"/>'), r("   "), "Teilchen") + p(sign("F0A7", "Symbol"), TAB, "Kreuz"),
        "Ja\n\nNein\n\n12 34\n\nTeilchen\n\nKreuz", ("a font of symbols", "tabulators"), is_alike=False,
    ),
    "a sign or a link behind a bullet": Case(
        p(r("•"), TAB, sign("F0E0"), " weiter") + p(r("•"), TAB, LINK, " mehr")
        + p(sign("F0D8"), TAB, "Punkt"),
        "- weiter\n- [dort](https://un.org/a) mehr\n- Punkt", ("a font of symbols",), {"links": {"link": "https://un.org/a"}},
        is_alike=False,
    ),
    "boxes to tick": Case(item("a", 7) + item("b", 7, 1) + item("c", 7, 2) + item("d", 1), "- ☐ a\n\n  - ☒ b\n\n    - c\n\n- d"),
    "bullets by a style": Case(p("a", style="Aufzhlung") + p("b", style="Aufzhlung"), "- a\n- b"),
    "no bullet where the paragraph says so": Case(
        p("a", style="Aufzhlung", properties='<w:numPr><w:numId w:val="0"/></w:numPr>'), "a"
    ),
    "bullets in bullets": Case(item("a", 1) + item("b", 1, 1) + item("c", 1), "- a\n\n  - b\n\n- c"),
    "numbers": Case(item("a", 2) + item("b", 2), "1. a\n2. b"),
    "numbers that begin later, in brackets": Case(item("a", 4) + item("b", 4), "4) a\n5) b"),
    "numbers go on after a paragraph": Case(item("a", 2) + p("Satz.") + item("b", 2), "1. a\n\nSatz.\n\n2. b"),
    "numbers begin anew": Case(item("a", 2) + p("Satz.") + item("b", 6), "1. a\n\nSatz.\n\n1. b"),
    "letters are words": Case(
        item("a", 2) + item("b", 2, 1), "1. a\n\n   a) b", ("numbers that no list",), is_alike=False
    ),
    "Roman numbers are words": Case(item("a", 5), "I. a", ("numbers that no list",), is_alike=False),
    "numbers by chapter are words": Case(
        item("a", 3) + item("b", 3, 1), "1 a\n\n1.1 b", ("numbers that no list",), is_alike=False
    ),
    "numbered headings keep theirs": Case(
        p("Satz.") + p("Lage", style="berschrift1", properties='<w:numPr><w:numId w:val="2"/></w:numPr>'),
        "Satz.\n\n## 1. Lage",
        is_alike=False,
    ),
    "typed numbers are no list": Case(p("1. Satz") + p("- Satz") + p("# Satz"), "1\\. Satz\n\n\\- Satz\n\n\\# Satz"),
    "signs of Markdown": Case(
        p("2 * 3 * 4, a_b_c, [x](y) `z` &lt;b&gt; &amp;amp; \\ ~~w~~ ==m== H~2~O {.k} |r|"),
        "2 \\* 3 \\* 4, a\\_b\\_c, \\[x\\](y) \\`z\\` \\<b> \\&amp; \\\\ \\~\\~w\\~\\~ \\==m\\== H\\~2\\~O \\{.k} |r|",
    ),
    "typographic signs stay": Case(
        p("„So“ – 5\u00a0% … §\u00a03 ‚x‘ «y» 2\u202f000"), "„So“ – 5\u00a0% … §\u00a03 ‚x‘ «y» 2\u202f000"
    ),
    "hyphens of Word": Case(
        p("E", "<w:r><w:noBreakHyphen/></w:r>", "Mail Donau", "<w:r><w:softHyphen/></w:r>", "dampf"),
        "E\u2011Mail Donau\u00addampf",
    ),
    "a line break": Case(p(r("a"), "<w:r><w:br/></w:r>", r("b")), "a\\\nb"),
    "a page break": Case(p("a", '<w:r><w:br w:type="page"/></w:r>'), "a"),
    "a tabulator": Case(p("a", "<w:r><w:tab/></w:r>", "b"), "a b", ("tabulators",)),
    "a no-break space at the edge": Case(p("a\u00a0"), "a&nbsp;"),
    "a link": Case(p("Siehe ", LINK, "."), "Siehe [dort](https://un.org/a).", parts={"links": {"link": "https://un.org/a"}}),
    "a link as a field": Case(p("Siehe ", a_field('HYPERLINK "https://un.org"', "dort")), "Siehe [dort](https://un.org)"),
    "a link to a file": Case(
        p("Siehe ", LINK), "Siehe dort", ("links that do not lead",), {"links": {"link": "file:///C:/geheim.docx"}}
    ),
    "a link to a place in the file": Case(p(f'<w:hyperlink w:anchor="x">{r("oben")}</w:hyperlink>'), "oben"),
    "a footnote": Case(
        p("Satz", FOOTNOTE.format(2), "."), "Satz[^1].\n\n[^1]: Siehe die Akten.", parts={"footnotes": NOTE_WORDS}
    ),
    "an endnote": Case(
        p("Satz", '<w:r><w:endnoteReference w:id="3"/></w:r>'),
        "Satz[^1]\n\n[^1]: Am Ende.",
        parts={"endnotes": f'<w:endnote w:id="3">{p("Am Ende.")}</w:endnote>'},
    ),
    "a footnote of two paragraphs": Case(
        p("Satz", FOOTNOTE.format(2)),
        "Satz[^1]\n\n[^1]: Eins.\\\n    Zwei.",
        ("footnotes with",),
        {"footnotes": note(2, p("Eins."), p("Zwei."))},
    ),
    "a table": Case(
        table(row("Jahr", "Fälle"), row("2026", p("12", properties='<w:jc w:val="right"/>'))),
        "| Jahr | Fälle |\n| --- | --: |\n| 2026 | 12 |",
    ),
    "a table without headings": Case(
        table(row("a", "b"), row("c", "d|e"), headed=False),
        "| a | b |\n| --- | --- |\n| c | d\\|e |",
        ("tables without a row of headings",),
    ),
    "merged cells": Case(
        table(row("a", "b"), row(f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p("c")}</w:tc>')),
        "| a | b |\n| --- | --- |\n| c |  |",
        ("merged cells",),
    ),
    "a cell with two paragraphs": Case(
        table(row("a"), row(p("b") + p("c"))), "| a |\n| --- |\n| b c |", ("cells of a table with several",)
    ),
    "a frame of one cell": Case(table(row("Wichtig")), "Wichtig", ("tables of one cell",)),
    "a row within a control": Case(
        table(row("a"), f"<w:sdt><w:sdtContent>{row('b')}</w:sdtContent></w:sdt>"),
        "| a |\n| --- |\n| b |",
        ("content controls",),
    ),
    "a smart tag": Case(p("In ", f'<w:smartTag w:element="City">{r("Bonn")}</w:smartTag>', "."), "In Bonn."),
    "a content control": Case(
        f"<w:sdt><w:sdtPr/><w:sdtContent>{p('Wort')}</w:sdtContent></w:sdt>", "Wort", ("content controls",)
    ),
    "a prompt nobody has filled in": Case(
        p("Satz.") + f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{p('Klicken Sie hier')}</w:sdtContent></w:sdt>",
        "Satz.",
        ("prompts of fields",),
        is_alike=False,
    ),
    "a drop cap": Case(
        p("D", properties='<w:framePr w:dropCap="drop" w:lines="3"/>') + p("ie Kommission"), "Die Kommission", is_alike=False
    ),
    "hidden words": Case(
        p("Satz.", r("geheim", "<w:vanish/>")) + p("ganz geheim", style="Geheim"), "Satz.", ("hidden text",), is_alike=False
    ),
    "white words": Case(
        p("Satz.", r("weiß", '<w:color w:val="FFFFFF"/>')), "Satz.", ("words that nobody sees",), is_alike=False
    ),
    "comments": Case(
        p('<w:commentRangeStart w:id="4"/>', "Satz.", '<w:r><w:commentReference w:id="4"/></w:r>'),
        "Satz.",
        ("comments",),
        {"comments": f'<w:comment w:id="4">{p("Stimmt das?")}</w:comment>'},
    ),
    "fields": Case(p("Am ", a_field("DATE \\@ dd.MM.yyyy", "01.02.2027")), "Am 01.02.2027", ("fields, which are worked out anew each time",), is_alike=False),
    "a form field": Case(p("Name: ", a_field("FORMTEXT", "Ada")), "Name: Ada", ("content controls or form fields",)),
    "a table of contents": Case(
        p("Lage 3", style="Verzeichnis1") + p("Satz."), "Satz.", ("a table of contents",), is_alike=False
    ),
    "a table of contents as a field": Case(
        p(a_field("TOC \\o", "Lage 3")) + p("Satz."), "Satz.", ("a table of contents",), is_alike=False
    ),
    "a text box": Case(p("Satz.", text_box("Am Rand")), "Satz.", ("text boxes",), is_alike=False),
    "a formula": Case(p("Satz ", "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"), "Satz", ("formulas",), is_alike=False),
    "an embedded object": Case(p("Satz.", "<w:r><w:object/></w:r>"), "Satz.", ("embedded objects",)),
    "a chart": Case(
        p("Satz.", '<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><c:chart r:id="none"/></a:graphicData>'
          "</a:graphic></wp:inline></w:drawing></w:r>"),
        "Satz.",
        ("drawings, charts",),
    ),
    "signs of a font": Case(
        p("Satz ", '<w:r><w:sym w:font="Wingdings" w:char="F04A"/></w:r>', r("abc", '<w:rFonts w:ascii="Symbol"/>')),
        "Satz",
        ("signs from a font of symbols",),
        is_alike=False,
    ),
    "a sign of an ordinary font": Case(p("Satz ", '<w:r><w:sym w:font="Times New Roman" w:char="00A7"/></w:r>'), "Satz §", is_alike=False),
    "underlined, coloured, struck": Case(
        p(r("a ", '<w:u w:val="single"/>'), r("b ", '<w:color w:val="FF0000"/>'), r("c", "<w:strike/>"), " ", r("d", "<w:caps/>")),
        "a b ~~c~~ d",
        ("underlined words", "coloured or highlighted", "shown in capitals"),
    ),
    "struck twice, and not in a style": Case(p("a ", r("b", "<w:dstrike/>"), " ", r("c", '<w:strike w:val="0"/>')), "a ~~b~~ c"),
    "raised": Case(p("m", r("2", UP), ", CO", r("2", DOWN), " am 20", r("th ", UP), "Tag, 10", r("5", UP + "<w:b/>")),
                   "m^2^, CO~2~ am 20^th^ Tag, 10^**5**^"),
    "raised bold words": Case(p(r("10", "<w:b/>"), r("5", f"<w:b/>{UP}"), r(" Leute", "<w:b/>"), " ~5"), "**10^5^ Leute** \\~5"),
    "raised words": Case(p("m", r("zwei Worte", UP), " und ", r("eins", DOWN)), "mzwei Worte und eins", ("raised or lowered",)),
    "raised by hand": Case(
        p("m", r("2", '<w:position w:val="8"/><w:sz w:val="14"/>'), ", CO", r("2", '<w:position w:val="-4"/><w:sz w:val="14"/>'),
          r(" fast", '<w:position w:val="2"/><w:sz w:val="14"/>')),
        "m^2^, CO~2~ fast",
    ),
    "raised by hand as large as the rest": Case(p("m", r("2", '<w:position w:val="8"/>')), "m2", ("raised or lowered",)),
    "on the line": Case(p("m", r("2", '<w:vertAlign w:val="baseline"/>')), "m2"),
    "small capitals": Case(p("a ", r("b", "<w:smallCaps/>")), "a b", ("small capitals",)),
    "a raised title": Case(p("m", r("2", UP), style="Titel") + p("a"), "a", ("raised or lowered",), is_alike=False),
    "from right to left": Case(p("Satz ", r("שלום", "<w:rtl/>")), "Satz שלום", ("words set from right to left",)),
    "columns": Case(p("Satz.") + '<w:sectPr><w:cols w:num="2"/></w:sectPr>', "Satz.", ("text in columns",)),
    "a header": Case(p("Satz."), "Satz.", ("words in a header",), {"header": p("Entwurf")}),
}  # fmt: skip


def file_of(case: Case) -> bytes:
    parts: dict[str, object] = dict(case.parts)
    return word_file(case.body, **parts)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", CASES)
def test_what_comes_of_it(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    made = imported(tmp_path, "file.docx", file_of(case))
    assert text_of(made) == case.markdown
    said = [what for code, what in codes(made) if code != "no-title"]
    assert len(said) == len(case.told), said
    for wanted in case.told:
        assert any(wanted in each for each in said), (wanted, said)


@pytest.mark.parametrize("name", CASES)
def test_the_reader_gives_the_same_words(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    made = imported(tmp_path, "file.docx", file_of(case))
    marks = r"\[\^\d+\]|&nbsp;|\]\(https?:[^)]*\)|(?m:^\d+[.)] )|&(?=amp)"
    meant = re.sub(r"(?<!\\)[*^~]|\\", "", re.sub(marks, " ", case.markdown))
    assert read_words(text_of(made)) == words(meant)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.is_alike])
def test_pandoc_finds_the_same_words(name: str, tmp_path: Path) -> None:
    made = imported(tmp_path, "file.docx", file_of(CASES[name]))
    assert read_words(text_of(made)) == pandoc_words(tmp_path / "file.docx")


def test_the_words_below_a_picture_are_its_caption(tmp_path: Path) -> None:
    document = docx.Document()
    for caption in ("Abbildung 1: Balken", "Ein *Stern*", "Fett"):
        document.add_picture(io.BytesIO(saved(bars(size=(300, 200)))))
        described = next(document.paragraphs[-1]._p.iter(qn("wp:docPr")))
        described.set("descr", "Balken, die steigen")
        words = document.add_paragraph(style="Caption").add_run(caption)
        words.bold = True if caption == "Fett" else None
    document.add_paragraph("Ein Satz.")
    document.add_paragraph("Unter keinem Bild", style="Caption")
    document.save(str(tmp_path / "a.docx"))
    made = read_statement_file(tmp_path / "a.docx", "de", FrontMatter("Titel", date(2027, 1, 19), "Bonn"))
    picture = "![Balken, die steigen](de-1.png"
    assert text_of(made).split("\n\n") == [
        f'{picture} "Abbildung 1: Balken")',
        f"{picture})",
        "Ein \\*Stern\\*",
        f"{picture})",
        "**Fett**",
        "Ein Satz.",
        "Unter keinem Bild",
    ]


def test_many_raised_runs_of_one_paragraph_are_read_in_no_time() -> None:
    runs = (r("a", '<w:position w:val="8"/><w:sz w:val="12"/>') for _ in range(1_000))
    data = word_file(p("Word", *runs))
    begun = time.process_time()
    imported = read_word(data, Losses("a.docx"), is_rtl=False)
    assert time.process_time() - begun < 5
    [line] = imported.items
    assert isinstance(line, Line)
    assert [piece.height for piece in line.pieces if isinstance(piece, Words)] == ["", "^"]
