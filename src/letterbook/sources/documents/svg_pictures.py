"""Drawings (SVG): nothing but what draws, with its own means only, and no more of it than a page can take."""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from lxml import etree

from letterbook.sentences import say
from letterbook.sources.documents import raster_pictures
from letterbook.sources.documents.picture_refusal import DRAW_ANEW, PictureRefusedError
from letterbook.sources.text_checks import shortened

MAX_DRAWN_ELEMENTS = 20_000
MAX_DEPTH = 100

_SVG = "http://www.w3.org/2000/svg"

_FORBIDDEN = frozenset(
    {"script", "foreignobject", "iframe", "object", "embed", "audio", "video", "handler", "listener"}
)
_URL = re.compile(r"""url\(\s*["']?\s*([^)]*)""", re.IGNORECASE)
_LOCAL = re.compile(r"(?:#|data:image/(?:png|jpeg|gif|webp)[;,])", re.IGNORECASE)
_LENGTH = re.compile(r"\s*\+?([0-9]*\.?[0-9]+(?:e[+-]?[0-9]+)?)\s*(px|pt|pc|mm|cm|in|q)?\s*", re.IGNORECASE)
_PX = {
    "": 1.0,
    "px": 1.0,
    "pt": 96 / 72,
    "pc": 16.0,
    "mm": 96 / 25.4,
    "cm": 96 / 2.54,
    "in": 96.0,
    "q": 96 / 101.6,
}


def safe_svg(data: bytes) -> etree._Element:
    """The root of an SVG that draws with its own means only."""
    root = _svg_root(data)
    check_drawing(root)
    return root


def is_markup(data: bytes) -> bool:
    """Whether the content is XML or HTML of some kind."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def check_drawing(root: etree._Element) -> None:
    """PictureRefusedError where the drawing reaches outside, acts by itself, or draws too much.

    `root` may also be a drawing that stands in a page, as HTML is read: without namespaces, its names in small letters.
    """
    for element in root.iter():
        reason = _unsafe(element)
        if reason is not None:
            hint = "Delete it, or save the drawing anew as plain SVG, or as PNG."
            what = say("has {reason} in line {sourceline}.", reason=reason, sourceline=_line(element))
            raise PictureRefusedError("unsafe-picture", what, hint)
    _check_pictures_inside(root)
    _check_effort(root)


def _line(element: etree._Element) -> int:
    return int(str(element.sourceline or 1))


def _check_pictures_inside(root: etree._Element) -> None:
    for element in root.iter():
        values = [str(value).strip() for key, value in element.attrib.items() if _local(str(key)) == "href"]
        for value in values:
            if value[:5].lower() == "data:":
                _check_inside(value, _line(element))


def _check_inside(address: str, line: int | None) -> None:
    try:
        data = data_of(address)
        kind = raster_pictures.format_of(data)
        if kind is None:
            raise PictureRefusedError("broken-picture", "is no PNG or JPEG.", DRAW_ANEW)
        raster_pictures.normalise(data, kind)
    except PictureRefusedError as refused:
        what = say("holds a picture in line {line} that {what}", line=line, what=refused.what)
        raise PictureRefusedError(refused.code, what, refused.hint) from refused


def plain_svg(data: bytes) -> bytes:
    """The drawing without what a drawing program noted in it; the pictures inside it as they are printed everywhere."""
    root = safe_svg(data)
    for element in list(root.iter()):
        foreign = [
            key
            for key in element.attrib
            if str(key).startswith("{") and not str(key).startswith(_READ_NAMESPACES)
        ]
        for key in foreign:
            del element.attrib[key]
        for key, value in element.attrib.items():
            if _local(str(key)) == "href" and str(value).strip()[:5].lower() == "data:":
                element.set(key, _normal_address(str(value).strip()))
        is_ours = isinstance(element.tag, str) and element.tag.startswith(f"{{{_SVG}}}")
        if not is_ours or _tag(element) == "metadata":
            _take_out(element)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def _take_out(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if before is None:
        parent.text = (parent.text or "") + (element.tail or "")
    else:
        before.tail = (before.tail or "") + (element.tail or "")
    parent.remove(element)


def _normal_address(address: str) -> str:
    data = data_of(address)
    kind, normal, _, _ = raster_pictures.normalise(data, str(raster_pictures.format_of(data)))
    return f"data:{kind};base64,{base64.b64encode(normal).decode()}"


def data_of(address: str) -> bytes:
    """The bytes that are written into an address (RFC 2397); PictureRefusedError where they are not well written."""
    kind, _, payload = address.partition(",")
    data = unquote_to_bytes(payload)
    if not kind.rstrip().lower().endswith(";base64"):
        return data
    try:
        return base64.b64decode(b"".join(data.split()), validate=True)
    except binascii.Error as error:
        raise PictureRefusedError("broken-picture", "is damaged or cut short.", DRAW_ANEW) from error


def _svg_root(data: bytes) -> etree._Element:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise PictureRefusedError("broken-picture", "is no SVG in UTF-8.", DRAW_ANEW) from error
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        hint = "Delete the line that begins with <!DOCTYPE, or save the drawing anew as plain SVG."
        raise PictureRefusedError("unsafe-picture", "has a document type definition (<!DOCTYPE).", hint)
    # The encoding is fixed here, so that a declared one cannot hide what the search above looked for.
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno
        raise PictureRefusedError(
            "broken-picture",
            say("is no well-formed SVG: it breaks off in line {line}.", line=line),
            DRAW_ANEW,
        ) from error
    if root.tag != f"{{{_SVG}}}svg":
        raise PictureRefusedError("broken-picture", "is no SVG: its outermost element is another.", DRAW_ANEW)
    return root


def _local(name: str) -> str:
    return etree.QName(name).localname if name.startswith("{") else name.rpartition(":")[2]


def _tag(element: etree._Element) -> str:
    """The element's name without its namespace, in small letters; nothing for what is no element."""
    return _local(element.tag).lower() if isinstance(element.tag, str) else ""


def _unsafe(element: etree._Element) -> str | None:
    """What in this element reaches outside or acts by itself, in a few words."""
    if not isinstance(element.tag, str):
        return None if element.tag is etree.Comment else "a processing instruction or an entity"
    name = _tag(element)
    if name in _FORBIDDEN:
        return f"a <{_local(element.tag)}> element"
    if name == "style" and _reaches_out("".join(map(str, element.itertext()))):
        return "a style sheet that refers to another file"
    reasons = (_unsafe_attribute(str(key), str(value)) for key, value in element.attrib.items())
    return next(filter(None, reasons), None)


def _unsafe_attribute(qualified: str, value: str) -> str | None:
    name = _local(qualified)
    if qualified.startswith("{") and not qualified.startswith(_READ_NAMESPACES):
        return None  # a drawing program's own notes, which nobody follows
    if name.lower().startswith("on"):
        return say("the event handler {name}", name=name)
    if name in ("href", "src") and not _LOCAL.match(value.strip()):
        return say("a reference to “{value}”", value=shortened(value, 40))
    if name.lower() == "attributename" and value.strip().endswith("href"):
        return "an animation of a reference"
    if name.lower() == "spreadmethod" and value.strip() in ("repeat", "reflect"):
        return "a gradient that repeats itself"
    if name == "base" or _reaches_out(value):
        return say("a reference outside in {name}", name=name)
    return None


_READ_NAMESPACES = (
    "{http://www.w3.org/2000/svg}",
    "{http://www.w3.org/1999/xlink}",
    "{http://www.w3.org/XML/1998/namespace}",
    "{http://www.w3.org/1999/xhtml}",
)
_FETCHING = ("@import", "image-set", "cross-fade(", "local(")


def _reaches_out(text: str) -> bool:
    """Whether CSS or an attribute's value may name another file; a backslash could hide one."""
    lower = text.lower()
    if "\\" in text or any(word in lower for word in _FETCHING):
        return True
    return any(not _LOCAL.match(target) for target in _URL.findall(text))


# --- How much is drawn ---------------------------------------------------------------------------------------------

_OWN_PART = re.compile(r"""url\(\s*["']?\s*#([^)"'\s]+)""", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9.]+")
_WRITTEN = frozenset({"text", "tspan", "textpath", "tref"})
_TEXT_EFFORT = 20  # a line of text takes as long as so many shapes
_REPEATING = frozenset({"marker", "pattern", "mask", "clippath", "filter"})


def _check_effort(root: etree._Element) -> None:
    """Refuses a drawing that would take minutes, or never end: the parts it repeats are counted as often as they are drawn."""
    targets = {str(element.get("id")): element for element in root.iter() if element.get("id")}
    efforts: dict[etree._Element, float] = {}
    depths: dict[etree._Element, int] = {}
    for element in _inside_out(root, targets):
        parts = [*element, *_used(element, targets)]
        efforts[element] = _own_effort(element) + sum(
            efforts.get(part, math.inf) * _times(element, part) for part in parts
        )
        depths[element] = 1 + max((depths.get(part, 0) for part in parts), default=0)
    effort = efforts[root] * _in_style_sheets(root, targets, efforts)
    if effort > MAX_DRAWN_ELEMENTS or depths[root] > MAX_DEPTH:
        what = (
            "repeats its parts too many times, or has too much in it to be drawn."
            if effort > MAX_DRAWN_ELEMENTS
            else say("has parts within parts, more than {max_depth} deep.", max_depth=MAX_DEPTH)
        )
        raise PictureRefusedError("huge-picture", what, "Save it as PNG.")


def _own_effort(element: etree._Element) -> float:
    """How much one element takes to draw, in simple shapes."""
    if _tag(element) in _WRITTEN:
        return _TEXT_EFFORT + len("".join(map(str, element.itertext())))
    return 1 + _points(element) / 10


def _points(element: etree._Element) -> int:
    """About how many corners the shape has."""
    outline = str(element.get("d") or "") + str(element.get("points") or "")
    return len(_NUMBER.findall(outline)) // 2


def _in_style_sheets(
    root: etree._Element, targets: dict[str, etree._Element], efforts: dict[etree._Element, float]
) -> float:
    """How much every element may take through a part that a style sheet or an outer group has drawn on it; at least 1."""
    asked = [
        str(text)
        for element in root.iter()
        for text in (element.itertext() if _tag(element) == "style" else _inherited(element))
    ]
    named = {name for text in asked for name in _OWN_PART.findall(text)}
    parts = [targets[name] for name in named if name in targets]
    effort = sum(efforts.get(part, 1.0) for part in parts if _tag(part) in _REPEATING)
    if any(_tag(part) == "marker" for part in parts):
        effort *= max((_points(element) for element in root.iter()), default=1) or 1
    return max(1.0, effort)


def _inherited(element: etree._Element) -> Iterator[str]:
    if len(element):
        yield from (str(value) for value in element.attrib.values())


def _inside_out(root: etree._Element, targets: dict[str, etree._Element]) -> Iterator[etree._Element]:
    """Every element after what it contains and uses, as far as there is no circle; each once."""
    seen: set[etree._Element] = set()
    stack = [(root, False)]
    while stack:
        element, is_finished = stack.pop()
        if is_finished:
            yield element
        elif element not in seen:
            seen.add(element)
            stack.append((element, True))
            stack.extend((part, False) for part in [*element, *_used(element, targets)])


def _used(element: etree._Element, targets: dict[str, etree._Element]) -> list[etree._Element]:
    """The other parts that are drawn where this element is."""
    if not isinstance(element.tag, str):
        return []
    found = []
    if _tag(element) in ("use", "pattern", "lineargradient", "radialgradient", "textpath"):
        reference = element.get("href") or element.get("{http://www.w3.org/1999/xlink}href")
        found = [str(reference or element.get("xlink:href") or "").strip().removeprefix("#")]
    named = [name for value in element.attrib.values() for name in _OWN_PART.findall(str(value))]
    return [targets[name] for name in dict.fromkeys(found + named) if name in targets]


def _times(element: etree._Element, part: etree._Element) -> int:
    """How often the part is drawn for this element: a marker at each corner."""
    return max(1, _points(element)) if _tag(part) == "marker" else 1


# --- Its size ------------------------------------------------------------------------------------------------------


def size(root: etree._Element) -> tuple[float, float]:
    """Width and height in CSS pixels (1/96 inch), from the attributes or else from the view box."""
    width, height = _length(root.get("width")), _length(root.get("height"))
    box_width, box_height = _view_box(root.get("viewBox") or "")
    if box_width and box_height:
        if not width:
            width = height * box_width / box_height if height else box_width
        height = height or width * box_height / box_width
    if not width or not height:
        hint = 'Give the <svg> element a width and a height, or a viewBox="0 0 … …".'
        raise PictureRefusedError("broken-picture", "does not say how large it is.", hint)
    return width, height


def _length(text: str | None) -> float | None:
    found = _LENGTH.fullmatch(text or "")
    return _positive(float(found[1]) * _PX[(found[2] or "").lower()]) if found else None


def _view_box(text: str) -> tuple[float | None, float | None]:
    """Width and height of a view box, None where one is no positive number."""
    parts = re.split(r"[\s,]+", text.strip())
    if len(parts) != 4:
        return None, None
    try:
        return _positive(float(parts[2])), _positive(float(parts[3]))
    except ValueError:
        return None, None


def _positive(value: float) -> float | None:
    return value if 0 < value < math.inf else None
