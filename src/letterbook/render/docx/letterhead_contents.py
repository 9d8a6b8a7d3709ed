"""What must not go from a Word letterhead into letters, found in the parts that it is drawn from, and said in Word's words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docx.oxml.ns import qn

from letterbook.render.docx import field_codes, xml
from letterbook.render.docx.changes import authors, changes
from letterbook.render.docx.field_codes import FieldCode
from letterbook.render.docx.hidden import hidden_nodes, hides
from letterbook.render.docx.off_page import Sheet, off_page
from letterbook.render.docx.unseen import Looks, cut_runs, is_unseen_style, pale_runs, small_runs
from letterbook.render.docx.xml import Node
from letterbook.sentences import say

OPENING = re.compile(r"\{\{|\{%|\{#")


@dataclass(frozen=True)
class Unwanted:
    """Something that letters must not carry: the element, the code of its problem, what is wrong, what to do in Word."""

    node: Node
    code: str
    what: str
    hint: str
    text: str = ""


def _found(code: str, node: Node, what: str, hint: str, text: str = "") -> Unwanted:
    return Unwanted(node, code, what, hint, text)


def unwanted(root: Node, looks: Looks, sheet: Sheet) -> Iterator[Unwanted]:
    """All of it in a part, in the order of its kinds."""
    yield from _changes(root)
    yield from _comments_and_notes(root)
    yield from _fields(root)
    yield from _controls(root)
    yield from _objects(root)
    yield from _links(root)
    for node in hidden_nodes(root, looks.cascade):
        yield _found("letterhead-hidden", node, _HIDDEN_WHAT, _HIDDEN_HINT, _words(node))
    yield from _unseen(root, looks, sheet)
    yield from _unread(root)
    yield from _unfilled(root)
    yield from _two_versions(root)


# --- changes, comments, notes ----------------------------------------------------------------------------------------


def _changes(root: Node) -> Iterator[Unwanted]:
    found = [*changes(root)]
    by = say(", by {authors}", authors=", ".join(named)) if (named := authors(found)) else ""
    for node in found:
        yield _found(
            "letterhead-changes",
            node,
            say("The Word letterhead has changes that nobody has accepted yet{by}.", by=by),
            "In Word: Review, Accept, Accept All Changes and Stop Tracking; then save it.",
            _words(node),
        )


_DELETE_COMMENTS = "In Word: Review, Delete, Delete All Comments in Document; then save it."
_DELETE_NOTE = "Take it out of the letterhead: in Word, delete its number in the text."
_NOTES = {
    "w:footnoteReference": ("a footnote", _DELETE_NOTE),
    "w:endnoteReference": ("an endnote", _DELETE_NOTE),
    "w:commentReference": ("a comment", _DELETE_COMMENTS),
    "w:commentRangeStart": ("a comment", _DELETE_COMMENTS),
    "w:commentRangeEnd": ("a comment", _DELETE_COMMENTS),
}


def _comments_and_notes(root: Node) -> Iterator[Unwanted]:
    for tag, (what, hint) in _NOTES.items():
        for node in root.iter(qn(tag)):
            yield _found(
                "letterhead-unsupported",
                node,
                say("The Word letterhead has {what}, which letters cannot carry.", what=what),
                hint,
            )


# --- fields ----------------------------------------------------------------------------------------------------------

_UNLINK = "In Word: click into it and press Ctrl+Shift+F9, which leaves its text as it is; or delete it."


def _fields(root: Node) -> Iterator[Unwanted]:
    for code in field_codes.field_codes(root):
        if not code.is_page_number:
            what, hint = _of_field(code)
            yield _found(
                "letterhead-external" if code.name == "HYPERLINK" else "letterhead-field",
                code.node,
                what,
                hint,
                " ".join(code.instruction.split())[:80],
            )


def _of_field(code: FieldCode) -> tuple[str, str]:
    name = code.name
    if name in field_codes.NUMBER_OF_PAGES:
        what = "The Word letterhead has a field {name}, which counts the pages of enclosures and of other letters too."
        return say(what, name=name), "Write {{ labels.page }} instead: it counts the pages of the letter."
    if name in field_codes.DATES:
        what = (
            "The Word letterhead has a field {name}, which shows another date each time a letter is opened."
        )
        return say(what, name=name), "Write {{ date }} or {{ place_and_date }} instead."
    if name in field_codes.MERGING:
        what = "The Word letterhead has a mail-merge field {name}, which nobody fills."
        hint = "Write a placeholder instead, such as {{ address }} or {{ reference }}, or delete the field."
        return say(what, name=name), hint
    if name in field_codes.FETCHING:
        what = "The Word letterhead has a field {name}, which fetches something from outside of the letter."
        return say(what, name=name), "Delete it in Word, or put the text or the picture itself there."
    if name == "HYPERLINK":
        return _LINK_WHAT, _LINK_HINT
    if not name or name == "=":
        what = "The Word letterhead has a field that is not whole, or made of other fields."
        return what, _UNLINK
    return say(
        "The Word letterhead has a field {name}, whose text Word changes by itself.", name=name[:40]
    ), _UNLINK


# --- controls, objects, links ----------------------------------------------------------------------------------------

_BINDINGS = (qn("w:dataBinding"), "{http://schemas.microsoft.com/office/word/2012/wordml}dataBinding")
_PROMPT = qn("w:showingPlcHdr")
_REMOVE_CONTROL = (
    "In Word: right click on it, Remove Content Control, and write a placeholder or the text itself."
)


def _controls(root: Node) -> Iterator[Unwanted]:
    for node in root.iter(*_BINDINGS):
        what = "The Word letterhead has a content control that takes its text from the file's properties when it is opened."
        yield _found("letterhead-control", node, what, _REMOVE_CONTROL)
    for node in root.iter(_PROMPT):
        if node.get(xml.VAL) not in ("0", "false", "off"):
            what = "The Word letterhead has a content control that is not filled in: every letter would show its prompt."
            yield _found("letterhead-control", node, what, _REMOVE_CONTROL)


OBJECTS = {
    "w:object": "an embedded object",
    "w:control": "a form control",
    "w:altChunk": "an embedded web page or document",
    "w:subDoc": "a subdocument",
    "w:contentPart": "a drawing in ink",
    "w14:contentPart": "a drawing in ink",
    "w:movie": "a film",
}


def _objects(root: Node) -> Iterator[Unwanted]:
    for tag, kind in OBJECTS.items():
        for node in root.iter(qn(tag)):
            yield _found("letterhead-unsupported", node, cannot_carry(kind), TAKE_OUT)


def cannot_carry(kinds: str) -> str:
    """That letters cannot carry a thing of these kinds."""
    return say("The Word letterhead holds something that letters cannot carry ({kinds}).", kinds=kinds)


def refers_outside(kinds: str) -> str:
    """That the letterhead refers to something of these kinds elsewhere."""
    return say("The Word letterhead refers to something outside of itself ({kinds}).", kinds=kinds)


TAKE_OUT = "Take it out, or put it in as a picture."
_LINK_WHAT = refers_outside("a link")
_LINK_HINT = "Take the link away: right click on it, Remove Hyperlink. Its text stays."
_PICTURE_HINT = "Put the picture itself into the file: delete it, then Insert, Pictures, This Device, and not Link to File."
OUTSIDE_HINTS = {"hyperlink": _LINK_HINT, "image": _PICTURE_HINT}
_VML, _OFFICE = "{urn:schemas-microsoft-com:vml}", "{urn:schemas-microsoft-com:office:office}"
_ADDRESSES = ("href", f"{_OFFICE}href", "src", f"{_OFFICE}src", "althref", f"{_OFFICE}althref")
_CLICKS = ("a:hlinkClick", "a:hlinkHover", "a:hlinkMouseOver")


def _links(root: Node) -> Iterator[Unwanted]:
    """Addresses that stand in a drawing itself and not among the part's relationships."""
    for node in root.iter():
        if not isinstance(node.tag, str) or not node.tag.startswith(_VML):
            continue
        address = next(filter(None, map(node.get, _ADDRESSES)), None)
        if address:
            is_picture = node.tag.removeprefix(_VML) in ("imagedata", "fill", "stroke")
            kinds = "a picture kept elsewhere" if is_picture else "a link"
            hint = _PICTURE_HINT if is_picture else _LINK_HINT
            yield _found("letterhead-external", node, refers_outside(kinds), hint, address)
    for node in (node for tag in _CLICKS for node in root.iter(qn(tag))):
        if not node.get(xml.R_ID):
            address = node.get("invalidUrl") or node.get("action") or ""
            yield _found("letterhead-external", node, _LINK_WHAT, _LINK_HINT, address)


# --- what is hidden, what is not filled ------------------------------------------------------------------------------

_HIDDEN_WHAT = (
    "The Word letterhead has hidden text or a hidden drawing, which every letter would carry unseen."
)
_HIDDEN_HINT = (
    "In Word: show it with ¶ (Home, Show/Hide), then delete it, or take Hidden away (Home, Font). A drawing is listed "
    "under Home, Select, Selection Pane."
)
_HIDDEN_STYLE_HINT = "In Word: right click on the style, Modify, Format, Font, and take Hidden away."
_UNSEEN_STYLE_HINT = (
    "In Word: right click on the style, Modify, Format: Font for a darker colour, 6 pt or more and a scale of 100 %, "
    "Paragraph for a line spacing that is not under 6 pt."
)


def unwanted_style(name: str, style: str, looks: Looks) -> Iterator[Unwanted]:
    """What is wrong with a style in which letters are set, where it shows nothing of them."""
    node = looks.cascade.styles[style]
    if hides(looks.cascade, looks.cascade.chain(style)):
        what = "The style “{name}” hides its text, so that words of the letter would not be seen."
        yield _found("letterhead-hidden", node, say(what, name=name), _HIDDEN_STYLE_HINT, name)
    elif is_unseen_style(style, looks):
        what = "The style “{name}” is too pale or too small, so that words of the letter could not be read on paper."
        yield _found("letterhead-unseen", node, say(what, name=name), _UNSEEN_STYLE_HINT, name)


_PALE_HINT = "In Word: Home, Select, Select All shows where they stand; choose a darker colour (Home, Font Color), or delete them."
_SMALL_HINT = (
    "In Word: mark them and choose 6 pt or more (Home, Font Size) and a scale of 100 % (Home, Font, Advanced), or delete "
    "them."
)
_CUT_HINT = (
    "In Word: mark them and choose Home, Line and Paragraph Spacing, Line Spacing Options, Single (for a row Table Layout, "
    "Properties, Row; for a frame Format Frame, Height); or delete them."
)
_UNSEEN = {
    pale_runs: (
        "The Word letterhead has words in white, or nearly in the colour of what they stand on, which nobody sees on paper.",
        _PALE_HINT,
    ),
    small_runs: (
        "The Word letterhead has words in a type under 6 pt, or pressed together, which nobody can read on paper.",
        _SMALL_HINT,
    ),
    cut_runs: ("The Word letterhead has words in a line, a row or a frame too low to show them.", _CUT_HINT),
}
_OFF_WHAT = (
    "The Word letterhead has words that stand beyond the edge of the page, or in a box too small for them."
)
_OFF_HINT = (
    "In Word: Home, Select, Selection Pane lists drawings; put it on the page (Shape Format, Position and Size; for words "
    "and tables Layout, Indent), or delete it."
)


def _unseen(root: Node, looks: Looks, sheet: Sheet) -> Iterator[Unwanted]:
    for find, (what, hint) in _UNSEEN.items():
        for node in find(root, looks):
            yield _found("letterhead-unseen", node, what, hint, _words(node))
    for node in off_page(root, sheet):
        home = node if node.tag in _HOMES else next(node.iterancestors(*_HOMES), node)
        yield _found("letterhead-unseen", node, _OFF_WHAT, _OFF_HINT, _words(home))


_FORMULA = qn("m:oMath")
_DRAWN_TEXTS = {_FORMULA: qn("m:t"), qn("a:p"): qn("a:t")}
"""Where words stand that are no text, and the elements that hold them."""
_TEXT_PATH, _WARP = "{urn:schemas-microsoft-com:vml}textpath", qn("a:prstTxWarp")
_WPS_SHAPE = f"{{{xml.NAMESPACES['wps']}}}wsp"
_HOMES = (xml.P, xml.TBL, qn("wp:anchor"), qn("wp:inline"), qn("w:pict"))
_DRAWN_WHAT = "The Word letterhead has words that are drawn as a watermark or as WordArt, which no reader of its text finds."
_DRAWN_HINT = "In Word: Design, Watermark, Remove Watermark; delete WordArt, and write the words as text. A watermark may be a picture."
_FORMULA_WHAT = "The Word letterhead has a formula, whose words no reader of its text finds."
_FORMULA_HINT = (
    "In Word: click on the formula, then Convert, Change to Linear or delete it, and type it as text."
)
_SYMBOLS_WHAT = "The Word letterhead has letters or figures that were inserted as symbols, which no reader of its text finds."
_SYMBOLS_HINT = (
    "In Word: delete them, and type them on the keyboard (or Insert, Symbol, with the font “(normal text)”)."
)


def _unread(root: Node) -> Iterator[Unwanted]:
    """Words that are drawn and are no text: a reader of the finished letter would not know of them."""
    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        text = ""
        if node.tag == _TEXT_PATH:
            text = node.get("string") or ""
        elif node.tag == _WARP and (node.get("prst") or "textNoShape") != "textNoShape":
            text = _text_of(next(node.iterancestors(_WPS_SHAPE), node))
        elif node.tag in _DRAWN_TEXTS:
            text = "".join(part.text or "" for part in node.iter(_DRAWN_TEXTS[node.tag]))
        if text.strip() and not OPENING.search(text):
            what, hint = (
                (_FORMULA_WHAT, _FORMULA_HINT) if node.tag == _FORMULA else (_DRAWN_WHAT, _DRAWN_HINT)
            )
            yield _found("letterhead-unread", node, what, hint, text[:80])
    for paragraph in root.iter(xml.P):
        signs = [node for node in xml.own(paragraph, _SYMBOL) if _is_letter_symbol(node)]
        text = "".join(map(symbol, signs))
        if signs and not OPENING.search("".join(_with_symbols(paragraph))):
            yield _found("letterhead-unread", paragraph, _SYMBOLS_WHAT, _SYMBOLS_HINT, text[:80])


_SYMBOL, _CHARACTER = qn("w:sym"), qn("w:char")
_PLACES = {
    "descr": "an alternative text",
    "title": "an alternative text",
    "alt": "an alternative text",
    "tblCaption": "the alternative text of a table",
    "tblDescription": "the alternative text of a table",
    "string": "a watermark",
    "alias": "the title of a content control",
    "tag": "the tag of a content control",
    "oMath": "a formula",
    "p": "a drawing",
    "sym": "signs that were inserted as symbols",
}


def _unfilled(root: Node) -> Iterator[Unwanted]:
    """Placeholders where none is filled: in formulas, drawings, watermarks, alternative texts, among symbols."""
    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        local = node.tag.rpartition("}")[2]
        for attribute, value in node.attrib.items():
            if OPENING.search(value) and local != "fldSimple":
                name = attribute.rpartition("}")[2]
                yield _not_filled(node, _PLACES.get(local) or _PLACES.get(name), value)
    for home, tag in _DRAWN_TEXTS.items():
        for node in root.iter(home):
            text = "".join(part.text or "" for part in node.iter(tag))
            if OPENING.search(text):
                yield _not_filled(node, _PLACES[home.rpartition("}")[2]], text)
    for paragraph in root.iter(xml.P):
        text = "".join(_with_symbols(paragraph))
        if OPENING.search(text) and not OPENING.search(xml.text(paragraph)):
            yield _not_filled(paragraph, _PLACES["sym"], text)


def _not_filled(node: Node, place: str | None, text: str) -> Unwanted:
    where = place or "a place of the file that is no text"
    return _found(
        "placeholder-not-filled",
        node,
        say("A placeholder stands in {where}, where nothing is filled in.", where=where),
        "Write it into the text, a header or a footer, and take it away from there.",
        text[:80],
    )


def _with_symbols(paragraph: Node) -> Iterator[str]:
    """The paragraph's own characters with those that stand in it as symbols of a font (17.3.3.30)."""
    for node in paragraph.iter(xml.T, _SYMBOL):
        if next(node.iterancestors(xml.P)) is not paragraph:
            continue
        if node.tag == xml.T:
            yield node.text or ""
        else:
            yield symbol(node)


def symbol(node: Node) -> str:
    """The sign that a `w:sym` shows in its font; empty for none."""
    try:
        code = int(node.get(_CHARACTER) or "", 16)
    except ValueError:
        return ""
    return chr(code - 0xF000 if 0xF020 <= code <= 0xF0FF else code)


_PICTOGRAPHS = re.compile(r"(wingdings|webdings|zapf ?dingbats|itc zapf|marlett|opensymbol)", re.IGNORECASE)
_GREEK = "symbol"


def is_font_of_symbols(font: str) -> bool:
    """Whether a font shows other signs than those that it is asked for."""
    name = font.strip().lower()
    return name == _GREEK or _PICTOGRAPHS.match(name) is not None


def _is_letter_symbol(node: Node) -> bool:
    """Whether a symbol shows a letter or a figure: not those of the fonts of pictographs."""
    font = (node.get(qn("w:font")) or "").strip().lower()
    sign = symbol(node)
    if _PICTOGRAPHS.match(font) or not sign.isalnum():
        return False
    return font != _GREEK or sign.isascii()


_ALTERNATES, _CHOICE, _FALLBACK = (
    f"{{{xml.NAMESPACES['mc']}}}{tag}" for tag in ("AlternateContent", "Choice", "Fallback")
)
_TEXTS = (xml.T, qn("a:t"), qn("m:t"))


def _two_versions(root: Node) -> Iterator[Unwanted]:
    for node, old in two_versions(root):
        yield _found(
            "letterhead-two-versions",
            node,
            "The Word letterhead has a text box or drawing with two versions that say different things: readers of "
            "other programs would see another text.",
            "In Word: delete it, and insert it anew (Insert, Text Box).",
            old,
        )


def two_versions(root: Node) -> Iterator[tuple[Node, str]]:
    """Drawings whose version for older programs says something else than the one that Word shows, and what that says."""
    for node in root.iter(_ALTERNATES):
        choices, fallback = node.findall(_CHOICE), node.find(_FALLBACK)
        shown = {_text_of(choice) for choice in choices}
        old = None if fallback is None else _text_of(fallback)
        if len(shown) > 1 or (old and shown and old not in shown):
            yield node, old or ""


def _text_of(node: Node) -> str:
    texts = ["".join(part.text or "" for part in node.iter(*_TEXTS))]
    texts += [part.get("string") or "" for part in node.iter(f"{_VML}textpath")]
    symbols = (part for part in node.iter() if isinstance(part.tag, str) and part.tag.endswith("}symEx"))
    texts += [chr(int(value, 16)) for part in symbols for value in _hexadecimal(part)]
    return " ".join("".join(texts).split())


def _hexadecimal(node: Node) -> list[str]:
    return [value for name, value in node.attrib.items() if name.endswith("}char") and value.isalnum()][:1]


def _words(node: Node) -> str:
    """The words at fault, as far as they are short."""
    text = "".join(part.text or "" for part in node.iter(xml.T, qn("w:delText")))
    return " ".join(text.split())[:80]
