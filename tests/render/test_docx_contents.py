"""What must not go from a Word letterhead into letters: seen by the check, in each part, with its paragraph and a hint."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import docx
import pytest
from docx_samples import chunk, letter, template
from letterhead_parts import changed, check, p, part, plain, run, told, with_

from letterbook.model import Rendered
from letterbook.render.docx import package, render

R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def simple(instruction: str) -> str:
    return p(f'<w:fldSimple w:instr="{instruction}">{run("<w:t>x</w:t>")}</w:fldSimple>')


def complex_(*pieces: str, result: str = "<w:t>x</w:t>") -> str:
    """A field whose instruction stands in these pieces, a run each."""
    texts = "".join(
        piece
        if piece.startswith("<w:r>")
        else run(f'<w:instrText xml:space="preserve">{piece}</w:instrText>')
        for piece in pieces
    )
    begin, separate, end = (
        run(f'<w:fldChar w:fldCharType="{kind}"/>') for kind in ("begin", "separate", "end")
    )
    return begin + texts + separate + run(result) + end


BY = 'w:id="7" w:author="Clerk" w:date="2024-01-05T10:00:00Z"'
NEW, SHOWN = run("<w:t>new</w:t>"), run("<w:t>x</w:t>", '<w:vanish w:val="false"/>')
CHANGES = {
    "ins": p(f"<w:ins {BY}>{run('<w:t>new</w:t>')}</w:ins>"),
    "del": p(f"<w:del {BY}>{run('<w:delText>old</w:delText>')}</w:del>"),
    "moveFrom": p(f"<w:moveFrom {BY}>{run('<w:t>there</w:t>')}</w:moveFrom>"),
    "moveTo": p(f"<w:moveTo {BY}>{run('<w:t>here</w:t>')}</w:moveTo>"),
    "paragraph mark": p(f"<w:pPr><w:rPr><w:del {BY}/></w:rPr></w:pPr>"),
    "rPrChange": p(run("<w:t>a</w:t>", f"<w:b/><w:rPrChange {BY}><w:rPr/></w:rPrChange>")),
    "pPrChange": p(f"<w:pPr><w:pPrChange {BY}><w:pPr/></w:pPrChange></w:pPr>"),
    "sectPrChange": p(f"<w:pPr><w:sectPr><w:sectPrChange {BY}><w:sectPr/></w:sectPrChange></w:sectPr></w:pPr>"),
    "tblPrChange": f"<w:tbl><w:tblPr><w:tblPrChange {BY}><w:tblPr/></w:tblPrChange></w:tblPr><w:tblGrid/>"
    "<w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>",
    "cellIns": f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:tcPr><w:cellIns {BY}/></w:tcPr><w:p/></w:tc></w:tr></w:tbl>",
    "row": f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:trPr><w:ins {BY}/></w:trPr><w:tc><w:p/></w:tc></w:tr></w:tbl>",
    "text box": p(
        run("<w:pict><v:shape><v:textbox><w:txbxContent>" + p(f"<w:ins {BY}>{NEW}</w:ins>")
        + "</w:txbxContent></v:textbox></v:shape></w:pict>")
    ),
}  # fmt: skip
PLACES = {
    "text": "paragraph 4 of the text",
    "header": "paragraph 2 of the header",
    "footer": "paragraph 2 of the footer",
}


@pytest.mark.parametrize("where", ["text", "header", "footer"])
@pytest.mark.parametrize("kind", CHANGES)
def test_changes_that_nobody_has_accepted(kind: str, where: str) -> None:
    data = with_(CHANGES[kind], where)
    [(code, place)] = told(data)
    expected = PLACES[where].replace("4", "5").replace("2", "3") if kind == "text box" else PLACES[where]
    assert (code, place) == ("letterhead-changes", expected)
    [problem] = check(data)
    assert "by Clerk" in problem.what
    assert "Accept All Changes" in problem.hint


def test_changes_in_a_style() -> None:
    style = (
        '<w:style w:type="paragraph" w:styleId="A"><w:name w:val="A style"/><w:rPr><w:b/>'
        f"<w:rPrChange {BY}><w:rPr/></w:rPrChange></w:rPr></w:style>"
    )
    assert told(with_(style, "styles")) == [("letterhead-changes", "the style “A style”")]


def test_many_changes_are_one_message_with_their_places() -> None:
    data = with_(p(CHANGES["ins"][5:-6]), "text")
    both = changed(
        {
            "word/header1.xml": zipfile.ZipFile(io.BytesIO(with_(CHANGES["del"], "header"))).read(
                "word/header1.xml"
            )
        },
        data,
    )
    assert told(both) == [("letterhead-changes", "paragraph 4 of the text, paragraph 2 of the header")]


FIELDS = {
    "NUMPAGES": ("NUMPAGES", "labels.page"),
    "SECTIONPAGES": ("SECTIONPAGES \\* Arabic", "labels.page"),
    "DATE": ("DATE \\@ &quot;d MMMM yyyy&quot;", "{{ date }}"),
    "TIME": ("TIME", "{{ date }}"),
    "SAVEDATE": ("SAVEDATE", "{{ date }}"),
    "MERGEFIELD": ("MERGEFIELD File_No \\* MERGEFORMAT", "placeholder"),
    "NEXT": ("NEXT", "placeholder"),
    "ADDRESSBLOCK": ("ADDRESSBLOCK \\f &quot;x&quot;", "placeholder"),
    "GREETINGLINE": ("GREETINGLINE \\f x", "placeholder"),
    "INCLUDETEXT": ("INCLUDETEXT &quot;C:\\\\a.docx&quot;", "text or the picture itself"),
    "INCLUDEPICTURE": ("INCLUDEPICTURE http://example.org/a.png \\d", "text or the picture itself"),
    "DDE": ("DDE Excel a b", "text or the picture itself"),
    "DDEAUTO": ("DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe", "text or the picture itself"),
    "LINK": ("LINK Excel.Sheet.12 a.xlsx", "text or the picture itself"),
    "QUOTE": ("QUOTE &quot;a&quot;", "Ctrl+Shift+F9"),
    "HYPERLINK": ("HYPERLINK &quot;https://example.org&quot;", "Remove Hyperlink"),
    "REF": ("REF there \\h", "Ctrl+Shift+F9"),
    "DOCPROPERTY": ("DOCPROPERTY Title", "Ctrl+Shift+F9"),
    "AUTHOR": ("AUTHOR", "Ctrl+Shift+F9"),
    "FORMTEXT": ("FORMTEXT", "Ctrl+Shift+F9"),
    "IF": ("IF 1 = 1 &quot;a&quot;", "Ctrl+Shift+F9"),
    "=": ("= 1 + 2", "Ctrl+Shift+F9"),
    "SOMETHING": ("something new", "Ctrl+Shift+F9"),
    "PAGE of another": ("PAGE NUMPAGES", "Ctrl+Shift+F9"),
}


@pytest.mark.parametrize("where", ["text", "header", "footer"])
@pytest.mark.parametrize("name", FIELDS)
def test_fields_simple_and_in_pieces(name: str, where: str) -> None:
    instruction, hint = FIELDS[name]
    pieces = [instruction[index : index + 3] for index in range(0, len(instruction), 3)]
    if "&" in instruction:
        pieces = [instruction[:2], instruction[2:]]
    for snippet in (simple(f" {instruction} "), p(complex_(" ", *pieces, " "))):
        [problem] = check(with_(snippet, where))
        code = "letterhead-external" if name == "HYPERLINK" else "letterhead-field"
        assert (problem.code, problem.place.part) == (code, PLACES[where])
        assert hint in problem.hint


def test_a_page_number_may_stay() -> None:
    for instruction in ("PAGE", " page ", "PAGE \\* MERGEFORMAT", "PAGE \\* roman \\* MERGEFORMAT"):
        assert told(with_(simple(instruction), "footer")) == []
        assert told(with_(p(complex_(*instruction)), "footer")) == []


@pytest.mark.parametrize(
    "snippet",
    [
        p(complex_("PAGE ", complex_("QUOTE 1"))),  # the page's number with another field's words
        p(complex_(" ", complex_("QUOTE 68 68 69"), " cmd")),  # a name that another field makes
        p(complex_("PAGE", result="<w:t>1</w:t>") + complex_("IF ", complex_("PAGE"), " = 1 a")),
        p(run('<w:fldChar w:fldCharType="begin"/>') + run("<w:instrText>DATE</w:instrText>")),  # no end
        p(run("<w:instrText>DATE</w:instrText>")),
        p(run('<w:fldChar w:fldCharType="end"/>')),
        p(run('<w:fldChar w:fldCharType="begin"/>') + run("<w:instrText>DA</w:instrText>"))
        + p(run("<w:instrText>TE</w:instrText>") + run('<w:fldChar w:fldCharType="end"/>')),
        p(run("<w:dayLong/>")),
        p(run("<w:yearShort/>")),
    ],
)  # fmt: skip
def test_fields_in_each_other_and_half_fields(snippet: str) -> None:
    assert {code for code, _ in told(with_(snippet))} == {"letterhead-field"}


def sdt(properties: str) -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{p(run('<w:t>Title</w:t>'))}</w:sdtContent></w:sdt>"


BOX = (
    '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><a:graphic><a:graphicData><wps:wsp>'
    "<wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline>"
    "</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{1}</w:txbxContent></v:textbox>"
    "</v:shape></w:pict></mc:Fallback></mc:AlternateContent>"
)  # fmt: skip
WORDS = p(run("<w:t>words</w:t>"))
HIDDEN_STYLES = (
    '<w:style w:type="table" w:styleId="HR"><w:name w:val="HR"/><w:tblStylePr w:type="firstRow"><w:rPr><w:vanish/></w:rPr>'
    "</w:tblStylePr></w:style>"
    '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="H"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="H2"/><w:basedOn w:val="H"/></w:style>'
    '<w:style w:type="character" w:styleId="HC"><w:name w:val="HC"/><w:rPr><w:vanish w:val="1"/></w:rPr></w:style>'
    '<w:style w:type="table" w:styleId="HT"><w:name w:val="HT"/><w:rPr><w:vanish/></w:rPr></w:style>'
)


def with_hidden_styles(snippet: str) -> bytes:
    source = part("word/styles.xml")
    at = source.rindex("</w:styles>")
    return changed({"word/styles.xml": source[:at] + HIDDEN_STYLES + source[at:]}, with_(snippet))


HIDDEN = {
    "run": p(run("<w:t>x</w:t>", "<w:vanish/>")),
    "specVanish": p(run("<w:t>x</w:t>", "<w:specVanish/>")),
    "webHidden": p(run("<w:t>x</w:t>", "<w:webHidden/>")),
    "paragraph mark": p(f"<w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>{run('<w:t>x</w:t>')}"),
    "paragraph style": p(f'<w:pPr><w:pStyle w:val="H"/></w:pPr>{run("<w:t>x</w:t>")}'),
    "inherited": p(f'<w:pPr><w:pStyle w:val="H2"/></w:pPr>{run("<w:t>x</w:t>")}'),
    "character style": p(run("<w:t>x</w:t>", '<w:rStyle w:val="HC"/>')),
    "table style": f'<w:tbl><w:tblPr><w:tblStyle w:val="HT"/></w:tblPr><w:tblGrid/><w:tr><w:tc>{WORDS}</w:tc></w:tr></w:tbl>',
    "rows of a table style": (
        '<w:tbl><w:tblPr><w:tblStyle w:val="HR"/></w:tblPr><w:tblGrid/><w:tr><w:tc>'
        + WORDS
        + "</w:tc></w:tr></w:tbl>"
    ),
    "row": f"<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:trPr><w:hidden/></w:trPr><w:tc>{WORDS}</w:tc></w:tr></w:tbl>",
    "drawing": p(run('<w:drawing><wp:inline><wp:docPr id="1" name="a" hidden="1"/></wp:inline></w:drawing>')),
    "old drawing": p(run('<w:pict><v:shape style="visibility: hidden"/></w:pict>')),
    "placeholder": p(run("<w:t>{{ subject }}</w:t>", "<w:vanish/>")),
}


@pytest.mark.parametrize("kind", HIDDEN)
def test_hidden_words_and_drawings(kind: str) -> None:
    assert told(with_hidden_styles(HIDDEN[kind])) == [("letterhead-hidden", "paragraph 4 of the text")]


@pytest.mark.parametrize(
    "snippet",
    [
        p(run("<w:t>x</w:t>", '<w:vanish w:val="0"/>')),
        p(f'<w:pPr><w:pStyle w:val="H"/></w:pPr>{SHOWN}'),
        p("<w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>"),  # what Word needs after a table, and nobody wants to see
        p(run("<w:t></w:t>", "<w:vanish/>")),
    ],
)  # fmt: skip
def test_what_is_hidden_no_longer_or_holds_nothing(snippet: str) -> None:
    assert told(with_hidden_styles(snippet)) == []


@pytest.mark.parametrize("name", ["Normal", "Letter Body", "Enclosure Body", "Letter Heading 2"])
def test_a_style_of_the_letter_that_hides_its_words(name: str) -> None:
    style = f'<w:style w:type="paragraph" w:styleId="X9"><w:name w:val="{name}"/><w:rPr><w:vanish/></w:rPr></w:style>'
    [problem] = check(with_(style, "styles"))
    assert (problem.code, problem.text) == ("letterhead-hidden", name)


def test_a_document_that_hides_all_its_words() -> None:
    source = part("word/styles.xml")
    hidden = source.replace("<w:rPrDefault><w:rPr>", "<w:rPrDefault><w:rPr><w:vanish/>", 1)
    assert hidden != source
    assert {code for code, _ in told(changed({"word/styles.xml": hidden}))} == {"letterhead-hidden"}


def drawn(attributes: str) -> str:
    return p(run(f'<w:drawing><wp:inline><wp:docPr id="1" name="a" {attributes}/></wp:inline></w:drawing>'))


OTHERS = {
    "bound control": (sdt('<w:dataBinding w:xpath="/a" w:storeItemID="{1}"/>'), "letterhead-control"),
    "newer binding": (sdt('<w15:dataBinding w:xpath="/a" w:storeItemID="{1}"/>'), "letterhead-control"),
    "empty control": (sdt("<w:showingPlcHdr/>"), "letterhead-control"),
    "comment": (p('<w:commentRangeStart w:id="0"/>' + run('<w:commentReference w:id="0"/>')), "letterhead-unsupported"),
    "footnote": (p(run('<w:footnoteReference w:id="1"/>')), "letterhead-unsupported"),
    "endnote": (p(run('<w:endnoteReference w:id="1"/>')), "letterhead-unsupported"),
    "object": (p(run("<w:object/>")), "letterhead-unsupported"),
    "control": (p(run("<w:control/>")), "letterhead-unsupported"),
    "web page": ("<w:altChunk/>", "letterhead-unsupported"),
    "subdocument": ("<w:subDoc/>", "letterhead-unsupported"),
    "ink": (p("<w14:contentPart/>"), "letterhead-unsupported"),
    "link of an old drawing": (p(run('<w:pict><v:shape href="http://example.org"/></w:pict>')), "letterhead-external"),
    "picture of an old drawing": (
        p(run('<w:pict><v:shape><v:imagedata src="http://example.org/a.png"/></v:shape></w:pict>')),
        "letterhead-external",
    ),
    "click": (
        p(run('<w:drawing><wp:inline><wp:docPr id="1" name="a"><a:hlinkClick r:id="" action="ppaction://x"/>'
        "</wp:docPr></wp:inline></w:drawing>")),
        "letterhead-external",
    ),
    "formula": (p("<m:oMath><m:r><m:t>{{ sub</m:t></m:r><m:r><m:t>ject }}</m:t></m:r></m:oMath>"), "placeholder-not-filled"),
    "watermark": (
        p(run('<w:pict><v:shape><v:textpath string="{{ reference }}"/></v:shape></w:pict>')), "placeholder-not-filled"
    ),
    "alternative text": (drawn('descr="to {{ recipient.name }}"'), "placeholder-not-filled"),
    "title": (drawn('title="{{ recipient.name }}"'), "placeholder-not-filled"),
    "old alternative text": (p(run('<w:pict><v:shape alt="{{ subject }}"/></w:pict>')), "placeholder-not-filled"),
    "control's title": (sdt('<w:alias w:val="{{ subject }}"/>'), "placeholder-not-filled"),
    "control's tag": (sdt('<w:tag w:val="{% if a %}"/>'), "placeholder-not-filled"),
    "table's description": (
        '<w:tbl><w:tblPr><w:tblDescription w:val="{{ a }}"/></w:tblPr><w:tblGrid/><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>',
        "placeholder-not-filled",
    ),
    "symbols": (
        p(run('<w:sym w:font="Wingdings" w:char="F07B"/><w:sym w:font="Wingdings" w:char="F07B"/><w:t>x</w:t>')),
        "placeholder-not-filled",
    ),
    "drawn text": (
        p(run("<w:drawing><a:p><a:r><a:t>{{ sub</a:t></a:r><a:r><a:t>ject }}</a:t></a:r></a:p></w:drawing>")),
        "placeholder-not-filled",
    ),
    "two versions": (p(run(BOX.format(WORDS, p(run("<w:t>old words</w:t>"))))), "letterhead-two-versions"),
    "missing part": (p('<w:hyperlink r:id="rNone"/>'), "letterhead-broken"),
}  # fmt: skip


@pytest.mark.parametrize("where", ["text", "header", "footer"])
@pytest.mark.parametrize("kind", OTHERS)
def test_what_letters_must_not_carry(kind: str, where: str) -> None:
    snippet, code = OTHERS[kind]
    [problem] = check(with_(snippet, where))
    assert problem.code == code
    if kind not in ("web page", "subdocument"):
        assert problem.place.part == PLACES[where]
    assert problem.hint


@pytest.mark.parametrize(
    "snippet",
    [
        p(run(BOX.format(WORDS, WORDS))),
        p(run('<w:sym w:font="Wingdings" w:char="F028"/>')),
        p(run('<mc:AlternateContent><mc:Choice Requires="w16se"><w16se:symEx w16se:font="E" w16se:char="1F600"/></mc:Choice>'
        "<mc:Fallback><w:t>\U0001f600</w:t></mc:Fallback></mc:AlternateContent>")),
        drawn('descr="The seal {of} the office"'),
        sdt('<w:alias w:val="Office"/>'),
        p(run('<w:pict><v:shape alt="Seal"/></w:pict>')),
    ],
)  # fmt: skip
def test_what_does_no_harm(snippet: str) -> None:
    assert told(with_(snippet)) == []


def test_a_mail_merge_is_told_in_plain_words() -> None:
    for setting in ('<w:mailMerge><w:query w:val="SELECT"/></w:mailMerge>',):
        [problem] = check(with_(setting, "settings"))
        assert problem.code == "letterhead-mail-merge"
        assert "Normal Word Document" in problem.hint
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{R}/mailMergeSource" Target="file:///C:/list.xlsx" TargetMode="External"/></Relationships>'
    )
    data = changed(
        {"word/_rels/settings.xml.rels": rels},
        with_('<w:mailMerge><w:dataSource r:id="rId1"/></w:mailMerge>', "settings"),
    )
    assert [problem.code for problem in check(data)] == ["letterhead-mail-merge"]


# --- the package -----------------------------------------------------------------------------------------------------


def renamed(names: Mapping[str, str], made: bytes | None = None) -> bytes:
    """The letterhead with its parts under other names."""
    source = zipfile.ZipFile(io.BytesIO(made or plain()))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith((".rels", "[Content_Types].xml")):
                for old, new in names.items():
                    data = data.replace(old.encode(), new.encode()).replace(
                        f'"{old.removeprefix("word/")}"'.encode(), f'"/{new}"'.encode()
                    )
            archive.writestr(names.get(name, name), data)
    return out.getvalue()


WORD_ONLINE = {
    f"word/{name}.xml": f"word/{name}2.xml" for name in ("document", "styles", "settings", "fontTable")
} | {"word/_rels/document.xml.rels": "word/_rels/document2.xml.rels"}
ELSEWHERE = {
    "word/document.xml": "office/main.xml",
    "word/_rels/document.xml.rels": "office/_rels/main.xml.rels",
    "word/header1.xml": "office/header1.xml",
    "word/footer1.xml": "customs/edges/f.xml",
    "word/styles.xml": "office/styles.xml",
}


@pytest.mark.parametrize("names", [WORD_ONLINE, ELSEWHERE], ids=["as Word Online", "elsewhere"])
def test_the_main_part_is_found_by_its_relationship(names: dict[str, str], tmp_path: Path) -> None:
    data = renamed(names)
    assert check(data) == []
    expected, (outcome,) = (
        list(render(chunk(tmp_path, [letter(1)], template(data=made)))) for made in (plain(), data)
    )
    (same,) = expected
    assert isinstance(outcome, Rendered), outcome
    assert isinstance(same, Rendered)
    made = docx.Document(outcome.path)
    assert made.sections[0].header.paragraphs[0].text.startswith("Commissioner")
    names_there = zipfile.ZipFile(outcome.path).namelist()
    assert names_there.count("word/styles.xml") == 1
    assert not [name for name in names_there if name.endswith("2.xml") and "styles" in name]


def test_a_second_document_under_the_usual_name_is_not_the_letterhead(tmp_path: Path) -> None:
    decoy = part("word/document.xml").replace("{{ body }}", "Somebody else")
    data = changed({"word/document.xml": decoy}, renamed(WORD_ONLINE))
    assert check(data) == []
    (outcome,) = render(chunk(tmp_path, [letter(1)], template(data=data)))
    assert isinstance(outcome, Rendered), outcome
    assert "Somebody else" not in "".join(
        paragraph.text for paragraph in docx.Document(outcome.path).paragraphs
    )


MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml", ".dotx"),
        ("application/vnd.ms-word.document.macroEnabled.main+xml", ".docm"),
        ("application/vnd.ms-word.template.macroEnabledTemplate.main+xml", ".dotm"),
        (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            "not of a Word document",
        ),
    ],
)
def test_another_kind_of_file_is_told_by_its_name(kind: str, said: str) -> None:
    types = part("[Content_Types].xml").replace(MAIN_TYPE, kind)
    [problem] = check(changed({"[Content_Types].xml": types}))
    assert (problem.code, said in problem.what) == ("letterhead-no-docx", True)
    assert "Save As" in problem.hint


def test_a_strict_document_is_told_how_to_be_saved() -> None:
    strict = part("word/document.xml").replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    [problem] = check(changed({"word/document.xml": strict}))
    assert problem.code == "letterhead-strict"
    assert "Word Document (*.docx)" in problem.hint


def test_two_parts_of_one_name() -> None:
    out = io.BytesIO(plain())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/Document.xml", "<a/>")
    assert [problem.code for problem in check(out.getvalue())] == ["letterhead-no-docx"]


# --- traces ----------------------------------------------------------------------------------------------------------

TEMPLATE_LINK = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    f'Type="{R}/attachedTemplate" Target="file:///\\\\server\\office\\letter.dotx" TargetMode="External"/></Relationships>'
)


def test_traces_of_word_are_left_behind(tmp_path: Path) -> None:
    settings = (
        '<w:attachedTemplate r:id="rId1"/>'
    )  # fmt: skip
    data = changed({"word/_rels/settings.xml.rels": TEMPLATE_LINK}, with_(settings, "settings"))
    document = part("word/document.xml")
    at = document.rindex("<w:sectPr")
    more = (
        '<w:p w:rsidR="00AB12CD"><w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/></w:p>'
        '<w:sdt><w:sdtPr><w:alias w:val="Secret title"/><w:tag w:val="secret"/></w:sdtPr><w:sdtContent>'
        "<w:p><w:r><w:t>Office</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    extra = part("word/settings.xml").replace(
        "</w:settings>",
        '<w:trackRevisions/><w:rsids><w:rsid w:val="00AB12CD"/></w:rsids><w:docVars><w:docVar w:name="a" w:val="secret"/>'
        "</w:docVars></w:settings>",
    )
    data = changed(
        {"word/document.xml": document[:at] + more + document[at:], "word/settings.xml": extra}, data
    )
    assert check(data) == []
    (outcome,) = render(chunk(tmp_path, [letter(1)], template(data=data)))
    assert isinstance(outcome, Rendered), outcome
    archive = zipfile.ZipFile(outcome.path)
    assert "word/_rels/settings.xml.rels" not in archive.namelist()
    everything = b"".join(map(archive.read, archive.namelist()))
    for trace in (
        b"letter.dotx",
        b"attachedTemplate",
        b"00AB12CD",
        b"_GoBack",
        b"ecret",
        b"trackRevisions",
        b"docVars",
    ):
        assert trace not in everything, trace
    assert b"Office" in everything


def test_a_header_that_no_section_names_is_left_behind(tmp_path: Path) -> None:
    document = part("word/document.xml")
    start = document.index("<w:headerReference")
    data = changed({"word/document.xml": document[:start] + document[document.index("/>", start) + 2 :]})
    (outcome,) = render(chunk(tmp_path, [letter(1)], template(data=data)))
    assert isinstance(outcome, Rendered), outcome
    assert "word/header1.xml" not in zipfile.ZipFile(outcome.path).namelist()


@pytest.mark.parametrize("kind", ["intelligence", "keyMapCustomizations", "webSettings"])
def test_what_word_keeps_for_itself_is_no_mistake(kind: str) -> None:
    rels = part("word/_rels/document.xml.rels").replace(
        "</Relationships>",
        f'<Relationship Id="rX" Type="http://a/{kind}" Target="other.xml"/></Relationships>',
    )
    data = changed({"word/_rels/document.xml.rels": rels, "word/other.xml": "<a/>"})
    assert check(data) == []
    assert "word/other.xml" not in package.strip(package.unpack(data)).parts


def test_building_blocks_may_link_where_they_like() -> None:
    rels = part("word/_rels/document.xml.rels").replace(
        "</Relationships>",
        f'<Relationship Id="rX" Type="{R}/glossaryDocument" Target="glossary/document.xml"/></Relationships>',
    )
    inner = TEMPLATE_LINK.replace("attachedTemplate", "hyperlink")
    data = changed(
        {
            "word/_rels/document.xml.rels": rels,
            "word/glossary/document.xml": "<a/>",
            "word/glossary/_rels/document.xml.rels": inner,
        }
    )
    assert check(data) == []


def test_a_link_has_its_paragraph_and_the_words_of_the_menu() -> None:
    rels = part("word/_rels/document.xml.rels").replace(
        "</Relationships>",
        f'<Relationship Id="rX" Type="{R}/hyperlink" Target="https://example.org" TargetMode="External"/></Relationships>',
    )
    data = changed(
        {"word/_rels/document.xml.rels": rels},
        with_(p(f'<w:hyperlink r:id="rX">{run("<w:t>a</w:t>")}</w:hyperlink>')),
    )
    [problem] = check(data)
    assert (problem.code, problem.place.part) == ("letterhead-external", "paragraph 4 of the text")
    assert "Remove Hyperlink" in problem.hint
    clicked = drawn("").replace("/></wp:inline>", '><a:hlinkClick r:id="rX"/></wp:docPr></wp:inline>')
    data = changed({"word/_rels/document.xml.rels": rels}, with_(clicked))
    assert told(data) == [("letterhead-external", "paragraph 4 of the text")]


def test_our_letterheads_hold_none_of_this() -> None:
    for name in ("letter", "note-verbale"):
        assert check(template(name).docx) == []
    assert check(plain()) == []
