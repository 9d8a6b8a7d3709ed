"""An ODT file becomes the Markdown of a statement; what is told of the rest."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from imported_words import codes, imported, pandoc_words, read_words, text_of
from PIL import Image

from letterbook.importing.letter_file import read_letter_file
from letterbook.model import ANY_LAYOUT

_BASE = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES = (
    " ".join(f'xmlns:{name}="{_BASE}:{name}:1.0"' for name in ("office", "text", "style", "table", "form"))
    + f' xmlns:number="{_BASE}:datastyle:1.0"'
    + f' xmlns:draw="{_BASE}:drawing:1.0" xmlns:fo="{_BASE}:xsl-fo-compatible:1.0" xmlns:svg="{_BASE}:svg-compatible:1.0"'
    + ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
_STYLES = """
<style:style style:name="Standard" style:family="paragraph"/>
<style:style style:name="Title" style:family="paragraph"/>
<style:style style:name="Quotations" style:family="paragraph"/>
<style:default-style style:family="paragraph"><style:text-properties fo:font-size="11pt"/></style:default-style>
<style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph">
  <style:text-properties fo:font-weight="bold" fo:color="#2f5496"/></style:style>
<style:style style:name="Überschrift" style:display-name="Überschrift 2" style:family="paragraph"/>
<style:style style:name="Fett" style:family="paragraph"><style:text-properties fo:font-weight="bold"/></style:style>
"""
_AUTOMATIC = """
<number:date-style style:name="Y"><number:year number:style="long"/></number:date-style>
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>
<style:style style:name="P2" style:family="paragraph"><style:paragraph-properties fo:text-align="end"/></style:style>
<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Hoch" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>
<style:style style:name="H33" style:family="text"><style:text-properties style:text-position="33% 58%"/></style:style>
<style:style style:name="T8" style:family="text"><style:text-properties style:text-position="-12.5% 66.6%"/></style:style>
<style:style style:name="H5" style:family="text"><style:text-properties style:text-position="5% 100%"/></style:style>
<style:style style:name="H31" style:family="text"><style:text-properties style:text-position="31% 100%"/></style:style>
<style:style style:name="H31k" style:family="text"><style:text-properties style:text-position="31% 100%" fo:font-size="7pt"/></style:style>
<style:style style:name="Text12" style:family="paragraph"><style:text-properties fo:font-size="12pt"/></style:style>
<style:style style:name="Tief" style:family="text"><style:text-properties style:text-position="-33% 58%"/></style:style>
<style:style style:name="Zeile" style:family="text"><style:text-properties style:text-position="0% 100%"/></style:style>
<style:style style:name="S" style:family="text"><style:text-properties style:text-line-through-style="solid"/></style:style>
<style:style style:name="I" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>
<style:style style:name="U" style:family="text"><style:text-properties style:text-underline-style="solid"/></style:style>
<style:style style:name="H" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="W" style:family="text"><style:text-properties fo:color="#ffffff"/></style:style>
<text:list-style style:name="L1"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/>
  <text:list-level-style-bullet text:level="2" text:bullet-char="–"/></text:list-style>
<text:list-style style:name="L0"><text:list-level-style-bullet text:level="1" text:bullet-char="☑"/></text:list-style>
<text:list-style style:name="L2"><text:list-level-style-number text:level="1" style:num-suffix="." style:num-format="1"/>
  <text:list-level-style-number text:level="2" style:num-suffix=")" style:num-format="a"/></text:list-style>
<text:list-style style:name="L3"><text:list-level-style-number text:level="1" style:num-suffix=")" style:num-format="1"
  text:start-value="4"/></text:list-style>
"""


def odt_file(
    body: str, *, master: str = "", pictures: dict[str, bytes] | None = None, manifest: str = ""
) -> bytes:
    files: dict[str, bytes | str] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f'<office:document-content {_NAMES} office:version="1.3"><office:automatic-styles>{_AUTOMATIC}'
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body></office:document-content>",
        "styles.xml": f'<office:document-styles {_NAMES} office:version="1.3"><office:styles>{_STYLES}</office:styles>'
        f"<office:master-styles>{master}</office:master-styles></office:document-styles>",
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{_BASE}:manifest:1.0">{manifest}</m:manifest>',
        **(pictures or {}),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def p(content: str, style: str = "Standard") -> str:
    return f'<text:p text:style-name="{style}">{content}</text:p>'


def span(text: str, style: str) -> str:
    return f'<text:span text:style-name="{style}">{text}</text:span>'


def items(style: str, *contents: str, more: str = "") -> str:
    return f'<text:list text:style-name="{style}" {more}>{"".join(f"<text:list-item>{each}</text:list-item>" for each in contents)}</text:list>'


def cells(*contents: str) -> str:
    return f"<table:table-row>{''.join(f'<table:table-cell>{each}</table:table-cell>' for each in contents)}</table:table-row>"


@dataclass(frozen=True)
class Case:
    body: str
    markdown: str
    told: tuple[str, ...] = ()
    is_alike: bool = True


CASES = {
    "words": Case(p("Ein  Satz\n mit   Leerzeichen."), "Ein Satz mit Leerzeichen."),
    "spaces and tabulators": Case(p('a<text:s text:c="3"/>b<text:tab/>c'), "a b c", ("tabulators",)),
    "a line break": Case(p("a<text:line-break/>b"), "a\\\nb"),
    "looks": Case(p(f"a {span('b', 'B')} {span('c', 'I')} {span('d' + span('e', 'I'), 'B')}"), "a **b** *c* **d*e***"),
    "struck words": Case(p('a <text:span text:style-name="S">b</text:span> c'), "a ~~b~~ c"),
    "raised and lowered signs": Case(
        p(f"m{span('2', 'Hoch')}, CO{span('2', 'Tief')} am 20{span('th' + span(' Tag', 'Zeile'), 'Hoch')}"),
        "m^2^, CO~2~ am 20^th^ Tag",
    ),
    "raised by per cent": Case(p(f"m{span('2', 'H33')}, CO{span('2', 'T8')} fast{span('!', 'H5')}"), "m^2^, CO~2~ fast!"),
    "raised as large as the rest": Case(p(f"m{span('2', 'H31')}"), "m2", ("raised or lowered",)),
    "raised in a size of its own": Case(p(f"m{span('2', 'H31k')}", "Text12") + p(f"m{span('2', 'H31k')}"), "m^2^\n\nm^2^"),
    "raised words": Case(p(f"m{span('zwei Worte', 'Hoch')}"), "mzwei Worte", ("raised or lowered",)),
    "a bold style": Case(p("a", "Fett"), "**a**"),
    "headings": Case(
        p("a") + '<text:h text:outline-level="2" text:style-name="Heading_20_1">b</text:h>' + p("c", "Überschrift"),
        "a\n\n## b\n\n## c",
        is_alike=False,
    ),
    "a quotation": Case(p("a", "Quotations"), "> a"),
    "boxes to tick": Case(items("L0", p("a")), "- ☒ a"),
    "bullets": Case(items("L1", p("a") + items("L1", p("b")), p("c")), "- a\n\n  - b\n\n- c"),
    "numbers": Case(items("L2", p("a"), p("b")), "1. a\n2. b"),
    "numbers that begin later": Case(items("L3", p("a"), p("b")), "4) a\n5) b"),
    "numbers go on": Case(
        items("L2", p("a")) + p("b") + items("L2", p("c"), more='text:continue-numbering="true"'), "1. a\n\nb\n\n2. c"
    ),
    "letters are words": Case(
        items("L2", p("a") + items("L2", p("b"))), "1. a\n\n   a) b", ("numbers that no list",), is_alike=False
    ),
    "an item of two paragraphs": Case(items("L1", p("a") + p("b"), p("c")), "- a\n\n  b\n\n- c"),
    "a link": Case(p('<text:a xlink:href="https://un.org/a">a</text:a>'), "[a](https://un.org/a)"),
    "a link to a file": Case(p('<text:a xlink:href="../a.odt">a</text:a>'), "a", ("links that do not lead",)),
    "a footnote": Case(
        p('a<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>'
          f"{p('Siehe.')}</text:note-body></text:note>."),
        "a[^1].\n\n[^1]: Siehe.",
    ),
    "a table": Case(
        f"<table:table><table:table-header-rows>{cells(p('a'), p('b'))}</table:table-header-rows>"
        f"{cells(p('c'), p('1', 'P2'))}</table:table>",
        "| a | b |\n| --- | --: |\n| c | 1 |",
        is_alike=False,
    ),
    "merged cells": Case(
        f"<table:table><table:table-header-rows>{cells(p('a'), p('b'))}</table:table-header-rows><table:table-row>"
        f'<table:table-cell table:number-columns-spanned="2">{p("c")}</table:table-cell><table:covered-table-cell/>'
        "</table:table-row></table:table>",
        "| a | b |\n| --- | --- |\n| c |  |",
        ("merged cells",),
        is_alike=False,
    ),
    "hidden words": Case(p(f"a{span('b', 'H')}"), "a", ("hidden text",), is_alike=False),
    "white words": Case(p(f"a{span('b', 'W')}"), "a", ("words that nobody sees",), is_alike=False),
    "a hidden section": Case(
        p("a") + f'<text:section text:name="x" text:display="none">{p("b")}</text:section>', "a", ("hidden text",), is_alike=False
    ),
    "a comment": Case(p(f"a<office:annotation><dc:creator>Ada</dc:creator>{p('Stimmt das?')}</office:annotation>b"), "ab", ("comments",)),
    "a field": Case(p('a <text:date text:date-value="2027-03-01">1.3.2027</text:date>'), "a 1.3.2027", ("fields, which are worked out anew each time",), is_alike=False),
    "a table of contents": Case(
        f"<text:table-of-content><text:index-body>{p('Eins 1')}</text:index-body></text:table-of-content>" + p("a"),
        "a",
        ("a table of contents",),
        is_alike=False,
    ),
    "a text box": Case(p(f"a<draw:frame><draw:text-box>{p('Rand')}</draw:text-box></draw:frame>"), "a", ("text boxes",), is_alike=False),
    "underlined": Case(p(f"a {span('b', 'U')}"), "a b", ("underlined words",)),
    "signs of Markdown": Case(p("# a * b [c] 1_2_3"), "\\# a \\* b \\[c\\] 1\\_2\\_3"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_comes_of_it(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    made = imported(tmp_path, "file.odt", odt_file(case.body))
    assert text_of(made) == case.markdown
    said = [what for code, what in codes(made) if code != "no-title"]
    assert len(said) == len(case.told), said
    for wanted in case.told:
        assert any(wanted in each for each in said), (wanted, said)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.is_alike])
def test_pandoc_finds_the_same_words(name: str, tmp_path: Path) -> None:
    made = imported(tmp_path, "file.odt", odt_file(CASES[name].body))
    assert read_words(text_of(made)) == pandoc_words(tmp_path / "file.odt")


def test_the_title(tmp_path: Path) -> None:
    made = imported(tmp_path, "file.odt", odt_file(p("Erklärung „so“", "P1") + p("a")))
    assert made.files["de.md"].decode().startswith('---\ntitle: "Erklärung „so“"\n')
    assert made.problems == []


def test_open_changes_are_refused(tmp_path: Path) -> None:
    changed = (
        '<text:tracked-changes><text:changed-region text:id="c"><text:deletion><office:change-info/>'
        f"{p('Krieg')}</text:deletion></text:changed-region></text:tracked-changes>"
    )
    made = imported(tmp_path, "file.odt", odt_file(changed + p('a<text:change text:change-id="c"/>')))
    assert made.files == {}
    assert [problem.code for problem in made.problems if problem.is_error] == ["cannot-import"]


def test_a_picture(tmp_path: Path) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (8, 4), "navy").save(stream, "PNG")
    frame = '<draw:frame><draw:image xlink:href="Pictures/a.png"/><svg:desc>Ein [Haus] * blau</svg:desc></draw:frame>'
    made = imported(
        tmp_path,
        "file.odt",
        odt_file(p(f"a{frame}b"), pictures={"Pictures/a.png": stream.getvalue()}),
        title="T",
    )
    assert text_of(made) == "ab\n\n![Ein \\[Haus\\] \\* blau](de-1.png)"
    assert [*made.files] == ["de.md", "de-1.png"]
    assert made.problems == []


def test_a_header_is_told(tmp_path: Path) -> None:
    master = f'<style:master-page style:name="Standard"><style:header>{p("Entwurf")}</style:header></style:master-page>'
    made = imported(tmp_path, "file.odt", odt_file(p("a"), master=master), title="T")
    [(code, what)] = codes(made)
    assert (code, "words in a header" in what) == ("left-out", True)


def test_a_password_is_told(tmp_path: Path) -> None:
    made = imported(
        tmp_path, "file.odt", odt_file(p("a"), manifest="<m:file-entry><m:encryption-data/></m:file-entry>")
    )
    assert [code for code, _ in codes(made)] == ["unreadable-document"]


def test_entities_are_not_resolved(tmp_path: Path) -> None:
    data = odt_file(p("a"))
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "content.xml":
                content = b'<!DOCTYPE x [<!ENTITY e "geheim">]>' + re.sub(rb">a<", b">&e;<", content)
            new.writestr(name, content)
    made = imported(tmp_path, "file.odt", packed.getvalue())
    assert [code for code, _ in codes(made)] == ["unreadable-document"]


def test_a_letter_has_the_fields_of_a_mail_merge(tmp_path: Path) -> None:
    name = (
        '<text:database-display text:column-name="Nachname" text:table-name="l">Weber</text:database-display>'
    )
    choice = (
        '<text:conditional-text text:condition="ooow:[l.Art] EQ 1" text:string-value-if-true="ja" '
        'text:string-value-if-false="nein">nein</text:conditional-text>'
    )
    dates = '<text:date>1.3.27</text:date>, <text:date text:fixed="true">9.4.27</text:date>, <text:date style:data-style-name="Y">2027</text:date>'
    text = p(f"Sehr geehrte Frau {name},") + p(
        f"am {dates}: {choice}, <text:table-formula>49,50</text:table-formula>."
    )
    path = tmp_path / "a.odt"
    path.write_bytes(odt_file(text + p("Hochachtungsvoll")))
    made = read_letter_file(path, "de", ANY_LAYOUT, {})
    assert made.text is not None
    assert 'salutation: "Sehr geehrte Frau {{ recipient.surname }},"' in made.text
    assert "am {{ date }}, 9.4.27, [DATE …]\\: " in made.text
    assert ': {% if recipient.fields.art == "1" %}ja{% else %}nein{% endif %}, [formula …].' in made.text
