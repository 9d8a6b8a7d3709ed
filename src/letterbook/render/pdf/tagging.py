"""The tags that WeasyPrint writes → tags that say what a listener needs, and nothing else.

WeasyPrint 70 gives every box and every line of text an element of its own, gives the running headers elements that
hang nowhere, and begins a paragraph anew on each page. Here boxes that mean nothing go, the lines of a paragraph become
one piece of content, what was parted by the end of a page becomes whole again, and all that no element holds (running
headers, page numbers, decoration) becomes an artifact (ISO 32000-1, 14.8.2.2). A picture without alternative text is
decoration, as in HTML.

A link of the text is a Link with its annotations (ISO 14289-1, 7.18.5); what else is one on a page is its words alone.

A footnote follows the mark that calls it, inside the paragraph, wherever it is printed: a Reference with the number, and
a Note with its own ID (ISO 14289-1, 7.9), its number and its words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count, groupby, pairwise, takewhile
from typing import Any, TypeGuard

from pydyf import Array, Dictionary, String
from weasyprint.formatting_structure.boxes import BlockLevelBox, TextBox
from weasyprint.pdf import tags as engine_tags

from letterbook.render.pdf.actual_text import Spoken
from letterbook.render.pdf.block_html import LINK
from letterbook.render.pdf.marked_content import Drawing, Piece
from letterbook.render.pdf.structure_elements import Annotation, Break, Element, Fonts, Kid, Mark, owners_of

_WITH_CAPTION = "/PictureWithCaption"
_PT_A_PX = 0.75
_MEANS_NOTHING = ("/NonStruct", "/Div", "/Span", "/Link")  # a link that leads nowhere is its words
_NOTE, _REFERENCE, _SPAN, _LINK = "/Note", "/Reference", "/Span", "/Link"
_PRINTED = 4  # of the flags of an annotation (ISO 32000-1, 12.5.3)
_HOLDS_TEXT = (
    "/P",
    "/Figure",
    "/H1",
    "/H2",
    "/H3",
    "/H4",
    "/H5",
    "/H6",
    "/Lbl",
    "/LBody",
    "/TD",
    "/TH",
    "/Caption",
    _REFERENCE,
)
_MAY_BE_EMPTY = ("/TD", "/TH")  # or the table would lose a cell


_OWN_TAGS = {
    "footnote": "Note",
    "footnote::footnote-call": "Reference",
    "footnote::footnote-marker": "Lbl",
    "figure": "PictureWithCaption",
}


@contextmanager
def own_tags() -> Iterator[None]:
    """While a page is written, WeasyPrint tells footnotes and figures from other boxes; afterwards it is as it was."""
    before = engine_tags._get_pdf_tag  # noqa: SLF001  # there is no public one
    engine_tags._get_pdf_tag = lambda tag: _OWN_TAGS.get(tag) or before(tag)  # noqa: SLF001
    try:
        yield
    finally:
        engine_tags._get_pdf_tag = before  # noqa: SLF001


def tidy_tags(document: Any, pdf: Any) -> None:
    """Rewrites the structure tree and the marks of a PDF that WeasyPrint is about to write: a `finisher`."""
    root = _resolved(pdf, pdf.catalog["StructTreeRoot"])
    links = _links(document)
    by_page, notes = _without_notes(_by_page(pdf, root, links))
    kids = _paragraphs(_without_boxes(_joined(by_page, document)))
    tree = Element("/Document", list(kids))
    if links:
        _join_links(tree, pdf)
    if notes or links:
        _put_notes(tree, iter(notes), _identifiers(document))
    pages = [_resolved(pdf, page) for page in pdf.page_references]
    linking = {annotation for annotation, _ in _linking(tree)}  # not those of a head that is printed again
    for page in pages:
        kept = [annotation for annotation in page.pop("Annots", ()) if annotation in linking]
        if kept:
            page["Annots"] = Array(kept)
    streams = [_resolved(pdf, page["Contents"]) for page in pages]
    drawings = [Drawing(page, stream.stream) for page, stream in enumerate(streams)]
    fonts = {font.hash: font.to_unicode for font in document.fonts.values()}
    pieces = {piece.mark: piece for drawing in drawings for piece in drawing.pieces}
    if spoken := Spoken(document):
        _say(tree, pieces, fonts, spoken)
    _end_lines(tree, pieces, fonts)
    owners = dict(owners_of(tree))
    marks = []
    for stream, drawing in zip(streams, drawings, strict=True):
        stream.stream, owning = drawing.marked(owners)
        marks.append(owning)
    _write_tree(pdf, tree, root, marks)


def _links(document: Any) -> frozenset[bytes]:
    """The annotations that make links of the text's own; a page of a template has none."""
    boxes = (box for page in document.pages for kind, _, _, box in page.links if kind == "external")
    return frozenset(
        box.link_annotation.reference
        for box in boxes
        if box.link_annotation and box.element is not None and box.element.get("class") == LINK
    )


def _by_page(pdf: Any, root: Any, links: frozenset[bytes]) -> list[list[Kid]]:
    """The elements that WeasyPrint made, page by page. They go from the file, and so do those that hang nowhere."""
    pages = {reference: number for number, reference in enumerate(pdf.page_references)}
    by_page: list[list[Kid]] = [[] for _ in pages]
    for reference in _resolved(pdf, root["K"][0])["K"]:
        element = _read(pdf, reference, pages, links)
        by_page[pages[_resolved(pdf, reference)["Pg"]]].append(element)
    for pdf_object in pdf.objects:
        if isinstance(pdf_object, Dictionary) and pdf_object.get("Type") == "/StructElem":
            pdf_object.clear()
    return by_page


def _resolved(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _read(pdf: Any, reference: bytes, pages: Mapping[bytes, int], links: frozenset[bytes]) -> Kid:
    element = _resolved(pdf, reference)
    page = pages[element["Pg"]]
    kids: list[Kid] = []
    for kid in element["K"]:
        if isinstance(kid, int):
            kids.append(Mark(page, kid))
        elif _resolved(pdf, kid)["Type"] == "/StructElem":
            kids.append(_read(pdf, kid, pages, links))
        elif _resolved(pdf, kid).get("Obj") in links:
            kids.append(Annotation(page, _resolved(pdf, kid)["Obj"]))
    if element["S"] == "/NonStruct" and not kids:
        return Break()
    known = {key: element[key] for key in ("Alt", "A") if key in element}
    if "BBox" in known.get("A", {}):
        known["A"] = _placed(known["A"], _resolved(pdf, element["Pg"])["MediaBox"])
    return Element(element["S"], kids, known)


def _placed(layout: Any, sheet: Sequence[float]) -> Dictionary:
    """Where a picture stands, in points from the lower left corner (ISO 32000-1, 14.8.5.4.3); WeasyPrint says it in px
    from the upper left one.
    """
    left, top, right, bottom = (side * _PT_A_PX for side in layout["BBox"])
    height = sheet[3]
    sides = (left, height - bottom, right, height - top)
    return Dictionary({**layout, "BBox": Array(round(float(side), 2) for side in sides)})


# --- What the end of a page has parted -------------------------------------------------------------------------------


def _joined(by_page: Sequence[list[Kid]], document: Any) -> list[Kid]:
    whole = by_page[0]
    for before, after, kids in zip(document.pages, document.pages[1:], by_page[1:], strict=False):
        pairs = zip(_border(before, -1), _border(after, 0), strict=False)
        whole = _join(whole, kids, len(list(takewhile(lambda pair: pair[0] is pair[1], pairs))))
    return whole


def _border(page: Any, side: int) -> Iterator[Any]:
    """The HTML elements inside <body> that stand at the page's end (-1) or beginning (0), from the outermost inward."""
    boxes = [page._page_box.children[0].children[0]]  # noqa: SLF001  # the page's <html> and its <body>
    while boxes:
        flow = [
            box
            for box in getattr(boxes[-1], "children", ())
            if box.is_in_normal_flow() and hasattr(box, "element")
        ]
        blocks = [box for box in flow if box.element is not None and isinstance(box, BlockLevelBox)]
        if not blocks or len(blocks) != len(flow):
            return
        boxes = [blocks[side]]
        yield boxes[-1].element


def _join(before: list[Kid], after: list[Kid], depth: int) -> list[Kid]:
    """The two as one list, the last of the one and the first of the other as one element, `depth` levels deep."""
    if not (depth and before and after):
        return before + after
    last, first = before[-1], after[0]
    if not (isinstance(last, Element) and isinstance(first, Element) and last.tag == first.tag):
        return before + after
    if last.tag == "/Table":  # its head is printed again on every page, and read once
        rows = [kid for kid in first.kids if not (isinstance(kid, Element) and kid.tag == "/THead")]
        last.kids += rows
    else:
        last.kids = _join(last.kids, first.kids, depth - 1)
    return before + after[1:]


# --- Links ----------------------------------------------------------------------------------------------------------


def _join_links(element: Element, pdf: Any) -> None:
    """Makes one of the pieces of a link that goes on in the next line, or on the next page."""
    kids: list[Kid] = []
    for kid in element.kids:
        last = kids[-1] if kids else None
        if isinstance(kid, Element):
            _join_links(kid, pdf)
        if last is not None and _is_link(kid) and _is_link(last) and _target(kid, pdf) == _target(last, pdf):
            last.kids += kid.kids
        else:
            kids.append(kid)
    element.kids = kids
    if element.tag == _LINK:  # the words follow each other
        element.kids.sort(key=lambda kid: not isinstance(kid, Annotation))


def _is_link(kid: Kid) -> TypeGuard[Element]:
    return isinstance(kid, Element) and kid.tag == _LINK


def _target(link: Element, pdf: Any) -> str:
    first = next(kid for kid in link.kids if isinstance(kid, Annotation))
    return str(_resolved(pdf, first.reference)["A"]["URI"].string)


# --- Footnotes ------------------------------------------------------------------------------------------------------


def _without_notes(by_page: Sequence[list[Kid]]) -> tuple[list[list[Kid]], list[Element]]:
    """The pages without what stands at their feet, and the footnotes in their order."""
    notes: list[Element] = []
    left = [[kid for kid in kids if not _taken(kid, notes)] for kids in by_page]
    return left, notes


def _taken(kid: Kid, notes: list[Element]) -> bool:
    """Takes the footnotes out of an element; whether it held nothing else."""
    if not isinstance(kid, Element):
        return False
    if kid.tag == _NOTE:
        notes.append(kid)
        return True
    before = len(notes)
    kid.kids = [inner for inner in kid.kids if not _taken(inner, notes)]
    return len(notes) > before and not kid.kids


def _identifiers(document: Any) -> Iterator[str]:
    """A name for each footnote, which no footnote of another statement in one file has."""
    boxes = (box for page in document.pages for box in page._page_box.descendants(placeholders=True))  # noqa: SLF001
    said = "\n".join(box.text for box in boxes if isinstance(box, TextBox))
    digest = hashlib.sha256(said.encode()).hexdigest()[:16]
    return (f"note-{digest}-{number}" for number in count(1))


def _put_notes(element: Element, notes: Iterator[Element], names: Iterator[str]) -> None:
    """Sets each footnote behind the mark that calls it. The text around a mark or a link becomes a piece of its own, so
    that each can say in which order its words are read.
    """
    kids: list[Kid] = []
    is_parted = any(isinstance(kid, Element) and kid.tag in (_REFERENCE, _LINK) for kid in element.kids)
    for is_run, several in groupby(element.kids, lambda kid: is_parted and not isinstance(kid, Element)):
        run = list(several)
        if is_run:
            kids.append(Element(_SPAN, run))
            continue
        for kid in run:
            kids.append(kid)
            if isinstance(kid, Element) and kid.tag == _REFERENCE:
                kids.append(_note(next(notes), next(names)))
            elif isinstance(kid, Element):
                _put_notes(kid, notes, names)
    element.kids = kids


def _note(element: Element, name: str) -> Element:
    """A footnote as its number and its words."""
    inside = list(_without_boxes(element.kids, _NOTE))
    labels: list[Kid] = [kid for kid in inside if isinstance(kid, Element) and kid.tag == "/Lbl"]
    words = [kid for kid in inside if kid not in labels]
    known = {"ID": String(name)}
    return Element(_NOTE, [*labels, Element("/P", words)], known)


# --- What means nothing ----------------------------------------------------------------------------------------------


def _without_boxes(kids: Sequence[Kid], within: str = "") -> Iterator[Kid]:
    """The same without elements that only lay out. `within` is the tag of the text that the kids are a part of."""
    for kid in kids:
        if not isinstance(kid, Element):
            yield kid
        elif kid.tag == "/Figure" and "Alt" not in kid.known:
            continue
        elif kid.tag == _WITH_CAPTION:
            yield from _with_caption(list(_without_boxes(kid.kids)))
        elif kid.tag == _LINK and any(isinstance(inner, Annotation) for inner in kid.kids):
            kid.kids = list(_without_boxes(kid.kids, within or _LINK))
            yield kid
        elif (
            kid.tag in _MEANS_NOTHING or kid.tag == within
        ):  # WeasyPrint wraps parts of a paragraph as paragraphs
            inside = _without_boxes(kid.kids, within)
            yield from _paragraphs(inside) if kid.tag == "/Div" and not within else inside
        else:
            holds = kid.tag if kid.tag in _HOLDS_TEXT else within
            inside = _without_boxes(kid.kids, holds)
            kid.kids = list(inside if holds else _paragraphs(inside))
            if kid.kids or kid.tag in _MAY_BE_EMPTY:
                yield _completed(kid)


def _with_caption(kids: Sequence[Kid]) -> Iterator[Kid]:
    """A picture with its caption in it, and whatever else stands in the figure."""
    captions = [kid for kid in kids if isinstance(kid, Element) and kid.tag == "/Caption"]
    pictures = [kid for kid in kids if isinstance(kid, Element) and kid.tag == "/Figure"]
    if not pictures:
        yield from kids
        return
    pictures[0].kids += captions
    yield from (kid for kid in kids if kid not in captions)


def _paragraphs(kids: Iterable[Kid]) -> Iterator[Kid]:
    """Text that stands in no paragraph becomes one; a line break parts it."""
    for kind, run in groupby(kids, type):
        if kind is Mark:
            yield Element("/P", list(run))
        elif kind is Element:
            yield from run


def _completed(element: Element) -> Element:
    """Gives a list item its body, and a head cell what it heads (WeasyPrint's names for cells would meet in a bundle)."""
    if element.tag == "/LI":
        labels = [kid for kid in element.kids if isinstance(kid, Element) and kid.tag == "/Lbl"]
        bodies = [kid for kid in element.kids if isinstance(kid, Element) and kid.tag == "/LBody"]
        if not bodies:
            rest = [kid for kid in element.kids if kid not in labels]
            match rest:
                case [Element(tag="/P", kids=kids)]:  # an item of one paragraph
                    rest = kids
            element.kids = [*labels, Element("/LBody", rest)]
    elif element.tag in ("/TD", "/TH"):
        attributes = {key: value for key, value in element.known.pop("A").items() if key != "Headers"}
        if element.tag == "/TH":
            attributes["Scope"] = "/Column"
        if len(attributes) > 1:
            element.known["A"] = Dictionary(attributes)
    return element


# --- Texts that are read on --------------------------------------------------------------------------------------------


def _end_lines(element: Element, pieces: Mapping[Mark, Piece], fonts: Fonts) -> None:
    """Lets each text be read on from line to line."""
    for kid in element.kids:
        if isinstance(kid, Element) and kid.tag not in _IN_LINE:
            _end_lines(kid, pieces, fonts)
    for piece, following in pairwise(_in_line(element.kids)):
        if isinstance(piece, Mark) and isinstance(following, Mark) and {piece, following} <= pieces.keys():
            pieces[piece].goes_on_in(pieces[following], fonts)


_IN_LINE = (_SPAN, _REFERENCE, _LINK)


def _in_line(kids: Iterable[Kid]) -> Iterator[Kid]:
    """The pieces of a text, those around the marks of footnotes too; a footnote is no end of a line."""
    for kid in kids:
        if isinstance(kid, Element) and kid.tag in _IN_LINE:
            yield from _in_line(kid.kids)
        elif not (isinstance(kid, Element) and kid.tag == _NOTE):
            yield kid


def _say(element: Element, pieces: Mapping[Mark, Piece], fonts: Fonts, spoken: Spoken) -> None:
    """Gives texts from right to left their words in the order in which they are read."""
    for kid in element.kids:
        if isinstance(kid, Element):
            _say(kid, pieces, fonts, spoken)
    drawn = [pieces[kid].drawn(fonts) for kid in element.kids if isinstance(kid, Mark) and kid in pieces]
    words = [spoken.text(text) for text in drawn]
    if words != drawn and None not in words:
        element.known["ActualText"] = String(" ".join(text.strip() for text in words if text))


# --- The tree in the file --------------------------------------------------------------------------------------------


def _write_tree(pdf: Any, tree: Element, root: Any, marks: Sequence[Sequence[Element]]) -> None:
    _write_element(pdf, tree, root)
    root["K"] = tree.written.reference
    numbers = [
        part
        for page, owners in enumerate(marks)
        for part in (page, Array(owner.written.reference for owner in owners))
    ]
    for number, (annotation, owner) in enumerate(_linking(tree), start=len(marks)):
        _resolved(pdf, annotation).update(StructParent=number, F=_PRINTED)
        numbers += [number, owner.written.reference]
    _resolved(pdf, root["ParentTree"])["Nums"] = Array(numbers)


def _linking(element: Element) -> Iterator[tuple[bytes, Element]]:
    """Each annotation with the element that owns it."""
    for kid in element.kids:
        if isinstance(kid, Annotation):
            yield kid.reference, element
        elif isinstance(kid, Element):
            yield from _linking(kid)


def _write_element(pdf: Any, element: Element, parent: Any) -> None:
    element.written = written = Dictionary({"S": element.tag, "P": parent.reference} | element.known)
    pdf.add_object(written)
    kids = Array()
    page: int | None = None
    for kid in element.kids:
        if isinstance(kid, Element):
            _write_element(pdf, kid, written)
            kids.append(kid.written.reference)
        elif isinstance(kid, Annotation):
            there = pdf.page_references[kid.page]
            kids.append(Dictionary({"Type": "/OBJR", "Pg": there, "Obj": kid.reference}).data)
        elif isinstance(kid, Mark) and kid in element.numbers:
            number = element.numbers[kid]
            page = kid.page if page is None else page
            there = pdf.page_references[kid.page]
            marked_content = (
                number if kid.page == page else Dictionary({"Type": "/MCR", "Pg": there, "MCID": number}).data
            )
            if not kids or kids[-1] != marked_content:
                kids.append(marked_content)
    if page is not None:
        written["Pg"] = pdf.page_references[page]
    written["K"] = kids
