"""Reads a picture of the workspace: inside it, whole, of a sane size, and with nothing that reaches outside.

The kind is told by the content, not by the name. SVG keeps to what draws: no scripts, no references to elsewhere.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Literal

from lxml import etree
from PIL import Image, ImageFile

from letterbook.model import Picture
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.text_checks import nearest, shortened

MAX_PICTURE_BYTES = 5_000_000
MAX_PIXELS = 40_000_000
MAX_DRAWN_ELEMENTS = 100_000

_SVG = "http://www.w3.org/2000/svg"
_PNG_START, _JPEG_START = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_DRAW_ANEW = "Open the picture in a drawing program and save it anew as PNG or plain SVG."


class _RefusedError(Exception):
    """The picture cannot be taken; carries what is wrong and what to do."""

    def __init__(self, code: str, what: str, hint: str) -> None:
        super().__init__(code, what, hint)
        self.code, self.what, self.hint = code, what, hint


def read_picture(workspace: Path, name: str, place: Place) -> tuple[Picture | None, list[Problem]]:
    """The picture with this path below the workspace; `place` is where the path is written.

    Codes: outside-workspace, missing-picture, huge-picture, broken-picture, unsafe-picture.
    """
    try:
        data = _bytes(workspace, name)
        return _picture(name, data), []
    except _RefusedError as refused:
        return None, [
            Problem(
                refused.code,
                place,
                say("The picture “{name}” {what}", name=shortened(name), what=refused.what),
                refused.hint,
                name,
            )
        ]


def _bytes(workspace: Path, name: str) -> bytes:
    path = _inside(workspace, name)
    try:
        if not path.is_file():
            raise _RefusedError("missing-picture", "is not there.", _missing_hint(path, name))
        with path.open("rb") as file:
            data = file.read(MAX_PICTURE_BYTES + 1)
    except OSError as error:
        what = say("cannot be read: {strerror}.", strerror=error.strerror)
        raise _RefusedError("missing-picture", what, "Check the path, and who may read the file.") from error
    if len(data) > MAX_PICTURE_BYTES:
        limit = say("is larger than {max_picture_bytes} MB.", max_picture_bytes=MAX_PICTURE_BYTES // 1000000)
        raise _RefusedError(
            "huge-picture", limit, "Save it with fewer pixels; 2000 across are enough for print."
        )
    return data


def _inside(workspace: Path, name: str) -> Path:
    """The file's real path; refused where it lies outside, by its words or by a symbolic link."""
    hint = "Copy the picture into the workspace and write its path from there, as in emblem.svg."
    outside = _RefusedError("outside-workspace", "does not lie inside the workspace.", hint)
    is_absolute = PurePosixPath(name).is_absolute() or PureWindowsPath(name).anchor
    if is_absolute or "\0" in name or ".." in re.split(r"[/\\]", name):
        raise outside
    try:
        path = (workspace / name).resolve()
    except (OSError, RuntimeError) as error:  # a link that leads to itself, a name too long
        raise _RefusedError("missing-picture", "cannot be found.", "Check the path.") from error
    if not path.is_relative_to(workspace.resolve()):
        raise outside
    return path


def _missing_hint(path: Path, name: str) -> str:
    if path.is_dir():
        return "It is a folder; write the path of a picture."
    neighbours = [file.name for file in sorted(path.parent.iterdir())] if path.parent.is_dir() else []
    near = nearest(PurePosixPath(name).name, neighbours)
    return say("Did you mean “{near}”?", near=near) if near else "Check the path, or put the picture there."


def _picture(name: str, data: bytes) -> Picture:
    if data.startswith(_PNG_START):
        return Picture(name, "image/png", data, *_raster_size(data, "PNG"))
    if data.startswith(_JPEG_START):
        return Picture(name, "image/jpeg", data, *_raster_size(data, "JPEG"))
    if data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return Picture(name, "image/svg+xml", data, *_svg_size(_safe_svg(data)))
    raise _RefusedError("broken-picture", "is neither SVG nor PNG nor JPEG.", _DRAW_ANEW)


@contextmanager
def _truncation_refused() -> Iterator[None]:
    """WeasyPrint, once loaded, has Pillow fill up a picture that breaks off; here it must not."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _raster_size(data: bytes, kind: Literal["PNG", "JPEG"]) -> tuple[float, float]:
    """Width and height in pixels of a picture that was decoded to its last byte."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=[kind]) as image:
                width, height = image.size
                if width * height > MAX_PIXELS:
                    raise _too_many_pixels()
                image.verify()
            with Image.open(BytesIO(data), formats=[kind]) as image, _truncation_refused():
                image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, ArithmeticError) as error:
        raise _RefusedError("broken-picture", "is damaged or cut short.", _DRAW_ANEW) from error
    return float(width), float(height)


def _too_many_pixels() -> _RefusedError:
    limit = say("has more than {max_pixels} million pixels.", max_pixels=MAX_PIXELS // 1000000)
    return _RefusedError(
        "huge-picture", limit, "Save it with fewer pixels; 2000 across are enough for print."
    )


# --- SVG -----------------------------------------------------------------------------------------------------------

_FORBIDDEN = frozenset(
    {"script", "foreignObject", "iframe", "object", "embed", "audio", "video", "handler", "listener"}
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


def _safe_svg(data: bytes) -> etree._Element:
    """The root of an SVG that draws with its own means only."""
    root = _svg_root(data)
    for element in root.iter():
        reason = _unsafe(element)
        if reason is not None:
            hint = "Delete it, or save the drawing anew as plain SVG, or as PNG."
            raise _RefusedError(
                "unsafe-picture",
                say("has {reason} in line {sourceline}.", reason=reason, sourceline=element.sourceline),
                hint,
            )
    if _drawn_elements(root) > MAX_DRAWN_ELEMENTS:
        raise _RefusedError("huge-picture", "repeats its parts too many times.", "Save it as PNG.")
    return root


def _svg_root(data: bytes) -> etree._Element:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _RefusedError("broken-picture", "is no SVG in UTF-8.", _DRAW_ANEW) from error
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        hint = "Delete the line that begins with <!DOCTYPE, or save the drawing anew as plain SVG."
        raise _RefusedError("unsafe-picture", "has a document type definition (<!DOCTYPE).", hint)
    # The encoding is fixed here, so that a declared one cannot hide what the search above looked for.
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno
        raise _RefusedError(
            "broken-picture",
            say("is no well-formed SVG: it breaks off in line {line}.", line=line),
            _DRAW_ANEW,
        ) from error
    if root.tag != f"{{{_SVG}}}svg":
        raise _RefusedError("broken-picture", "is no SVG: its outermost element is another.", _DRAW_ANEW)
    return root


def _unsafe(element: etree._Element) -> str | None:
    """What in this element reaches outside or acts by itself, in a few words."""
    if not isinstance(element.tag, str):
        return "a processing instruction or an entity"
    name = etree.QName(element).localname
    if name in _FORBIDDEN:
        return f"a <{name}> element"
    if name == "style" and _reaches_out("".join(map(str, element.itertext()))):
        return "a style sheet that refers to another file"
    reasons = (_unsafe_attribute(str(key), str(value)) for key, value in element.attrib.items())
    return next(filter(None, reasons), None)


def _unsafe_attribute(qualified: str, value: str) -> str | None:
    name = etree.QName(qualified).localname
    if name.lower().startswith("on"):
        return say("the event handler {name}", name=name)
    if name in ("href", "src") and not _LOCAL.match(value.strip()):
        return say("a reference to “{value}”", value=shortened(value, 40))
    if name == "attributeName" and value.strip().endswith("href"):
        return "an animation of a reference"
    if qualified == "{http://www.w3.org/XML/1998/namespace}base" or _reaches_out(value):
        return say("a reference outside in {name}", name=name)
    return None


def _reaches_out(text: str) -> bool:
    """Whether CSS or an attribute's value may name another file; a backslash could hide one."""
    if "\\" in text or "@import" in text.lower() or "image-set" in text.lower():
        return True
    return any(not _LOCAL.match(target) for target in _URL.findall(text))


def _drawn_elements(root: etree._Element) -> float:
    """How many elements are drawn once every <use> has been followed; infinite where one leads to itself."""
    targets = {element.get("id"): element for element in root.iter(f"{{{_SVG}}}*") if element.get("id")}
    counts: dict[etree._Element, float] = {}
    for element in _inside_out(root, targets):
        parts = [*element, *_used(element, targets)]
        counts[element] = 1 + sum(counts.get(part, math.inf) for part in parts)
    return counts[root]


def _inside_out(root: etree._Element, targets: dict[str | None, etree._Element]) -> Iterator[etree._Element]:
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


def _used(element: etree._Element, targets: dict[str | None, etree._Element]) -> list[etree._Element]:
    if element.tag != f"{{{_SVG}}}use":
        return []
    reference = element.get("href") or element.get("{http://www.w3.org/1999/xlink}href") or ""
    target = targets.get(reference.strip().removeprefix("#"))
    return [] if target is None else [target]


def _svg_size(root: etree._Element) -> tuple[float, float]:
    """Width and height in CSS pixels (1/96 inch), from the attributes or else from the view box."""
    width, height = _length(root.get("width")), _length(root.get("height"))
    box_width, box_height = _view_box(root.get("viewBox") or "")
    if box_width and box_height:
        if not width:
            width = height * box_width / box_height if height else box_width
        height = height or width * box_height / box_width
    if not width or not height:
        hint = 'Give the <svg> element a width and a height, or a viewBox="0 0 … …".'
        raise _RefusedError("broken-picture", "does not say how large it is.", hint)
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
