"""What must not go from a Word letterhead into letters, found in the parts that it is drawn from, and said in Word's words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docx.oxml.ns import qn

from letterbook.render.docx import field_codes, xml
from letterbook.render.docx.field_codes import FieldCode
from letterbook.render.docx.hidden import StyleVisibility, hidden_nodes
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


def unwanted(root: Node, visibility: StyleVisibility) -> Iterator[Unwanted]:
    """All of it in a part, in the order of its kinds."""
    yield from _changes(root)
    yield from _comments_and_notes(root)
    yield from _fields(root)
    yield from _controls(root)
    yield from _objects(root)
    yield from _links(root)
    for node in hidden_nodes(root, visibility):
        yield _found("letterhead-hidden", node, _HIDDEN_WHAT, _HIDDEN_HINT, _words(node))
    yield from _unfilled(root)
    yield from _two_versions(root)


# --- changes, comments, notes ----------------------------------------------------------------------------------------

_CHANGES = frozenset(
    {
        *(qn(f"w:{tag}") for tag in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge")),
        *(qn(f"w:{tag}Change") for tag in ("rPr", "pPr", "sectPr", "tblPr", "tblPrEx", "trPr", "tcPr")),
        *(qn(f"w:{tag}Change") for tag in ("tblGrid", "numbering")),
        *(qn(f"w:{tag}RangeStart") for tag in ("moveFrom", "moveTo", "customXmlIns", "customXmlDel")),
        *(qn(f"w:{tag}RangeStart") for tag in ("customXmlMoveFrom", "customXmlMoveTo")),
        *(qn(f"w:{tag}") for tag in ("delText", "delInstrText")),
        *(qn(f"w14:{tag}") for tag in ("conflictIns", "conflictDel")),
    }
)
_AUTHOR = qn("w:author")


def _changes(root: Node) -> Iterator[Unwanted]:
    found = [node for node in root.iter() if node.tag in _CHANGES]
    authors = sorted({node.get(_AUTHOR) for node in found} - {None, ""})
    by = say(", by {authors}", authors=", ".join(authors)) if authors else ""
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
HIDDEN_STYLE_HINT = "In Word: right click on the style, Modify, Format, Font, and take Hidden away."


def hidden_style(name: str) -> str:
    """That a style in which letters are set hides them."""
    return say("The style “{name}” hides its text, so that words of the letter would not be seen.", name=name)


_TEXT_HOMES = {qn("m:t"): qn("m:oMath"), qn("a:t"): qn("a:p")}
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
    for tag, home in _TEXT_HOMES.items():
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
            yield _symbol(node)


def _symbol(node: Node) -> str:
    try:
        code = int(node.get(_CHARACTER) or "", 16)
    except ValueError:
        return ""
    return chr(code - 0xF000 if 0xF020 <= code <= 0xF0FF else code)


_ALTERNATES, _CHOICE, _FALLBACK = (
    f"{{{xml.NAMESPACES['mc']}}}{tag}" for tag in ("AlternateContent", "Choice", "Fallback")
)
_TEXTS = (xml.T, qn("a:t"), qn("m:t"))


def _two_versions(root: Node) -> Iterator[Unwanted]:
    """Drawings whose version for older programs says something else than the one that Word shows."""
    for node in root.iter(_ALTERNATES):
        choices, fallback = node.findall(_CHOICE), node.find(_FALLBACK)
        shown = {_text_of(choice) for choice in choices}
        old = None if fallback is None else _text_of(fallback)
        if len(shown) > 1 or (old and shown and old not in shown):
            yield _found(
                "letterhead-two-versions",
                node,
                "The Word letterhead has a text box or drawing with two versions that say different things: readers of "
                "other programs would see another text.",
                "In Word: delete it, and insert it anew (Insert, Text Box).",
                old or "",
            )


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
