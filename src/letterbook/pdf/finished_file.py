"""A finished PDF of the office as pages of a letter: each as it is, on a page of the letter's own kind.

What was on a page is drawn as one drawing (a form XObject), so that nothing of the other file but its pages comes along:
no actions, no fields, no names. The drawing is tagged as a figure, whose alternative text says what it is.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream, String

_UPRIGHT = {0: (1, 0, 0, 1), 90: (0, -1, 1, 0), 180: (-1, 0, 0, -1), 270: (0, 1, -1, 0)}
"""The linear part of the matrix that turns a page clockwise by so many degrees (ISO 32000-1, 8.3.3 and 7.7.3.3)."""


@dataclass(frozen=True)
class Sheet:
    """What is seen of a page, in points as the file counts them: its box, how it is turned, and its scale."""

    left: float
    bottom: float
    right: float
    top: float
    turned: int
    unit: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in pt, as a reader shows the page."""
        width, height = (self.right - self.left) * self.unit, (self.top - self.bottom) * self.unit
        return (height, width) if self.turned in (90, 270) else (width, height)

    @property
    def matrix(self) -> tuple[float, ...]:
        """What puts the page upright with its lower left corner at (0, 0)."""
        a, b, c, d = (part * self.unit for part in _UPRIGHT[self.turned])
        corners = ((x, y) for x in (self.left, self.right) for y in (self.bottom, self.top))
        seen = [(a * x + c * y, b * x + d * y) for x, y in corners]
        return (a, b, c, d, -min(x for x, _ in seen), -min(y for _, y in seen))


def sheet_of(page: Page) -> Sheet:
    """The page as a reader shows it: its crop box within its media box. Raises ValueError for a turn by no right angle."""
    media, crop = (_sorted_box(box) for box in (page.mediabox, page.cropbox))
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    turned = int(inherited(page.obj, "/Rotate", 0)) % 360
    if turned not in _UPRIGHT:
        raise ValueError("a page is turned by no right angle")
    return Sheet(left, bottom, right, top, turned, float(page.obj.get("/UserUnit", 1)))


def _sorted_box(box: Array) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of a box, whose corners may be any two that face each other."""
    first_x, first_y, second_x, second_y = (float(value) for value in box)
    return (
        min(first_x, second_x),
        min(first_y, second_y),
        max(first_x, second_x),
        max(first_y, second_y),
    )


_DEEPEST = 50


def inherited(page: Object, key: str, otherwise: Any) -> Any:
    """What the page, or a node above it in the tree of pages, has under this key."""
    node, above = page, 0
    while key not in node and Name.Parent in node and above < _DEEPEST:
        node, above = node.Parent, above + 1
    return node.get(key, otherwise)


def as_pages(finished: bytes, language: str, called: Sequence[str]) -> bytes:
    """The pages of a finished PDF as a tagged PDF that can be appended to a letter; the same input gives the same bytes.

    `called` is the alternative text of each page. Raises pikepdf.PdfError or ValueError for a damaged file.
    """
    with Pdf.open(io.BytesIO(finished)) as source, pikepdf.new() as target:
        document = target.make_indirect(Dictionary(S=Name.Document, K=Array()))
        root = Dictionary(Type=Name.StructTreeRoot, K=document, ParentTree=Dictionary(Nums=Array()))
        tree = target.make_indirect(root)
        document.P = tree
        target.Root.StructTreeRoot, target.Root.Lang = tree, String(language)
        target.Root.MarkInfo = Dictionary(Marked=True)
        for number, (page, alternative) in enumerate(zip(source.pages, called, strict=True)):
            sheet = sheet_of(page)
            target.add_blank_page(page_size=sheet.size)
            made = target.pages[number].obj
            figure = target.make_indirect(_figure(document, made, alternative, sheet.size))
            document.K.append(figure)
            tree.ParentTree.Nums.extend(Array([number, Array([figure])]))
            made.Resources = Dictionary(XObject=Dictionary(Enclosed=_drawing(page, sheet, source, target)))
            made.Contents = Stream(target, b"/Figure <</MCID 0>> BDC q /Enclosed Do Q EMC")
            made.StructParents, made.Tabs = number, Name.S
        out = io.BytesIO()
        target.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()


def _figure(document: Object, page: Object, alternative: str, size: tuple[float, float]) -> Dictionary:
    box = Dictionary(O=Name.Layout, Placement=Name.Block, BBox=Array([0, 0, *map(_number, size)]))
    return Dictionary(S=Name.Figure, P=document, Pg=page, K=Array([0]), Alt=String(alternative), A=box)


def _drawing(page: Page, sheet: Sheet, source: Pdf, target: Pdf) -> Object:
    """What is on the page, as one drawing with all that it needs."""
    content = page.obj.get("/Contents", Array())
    streams = content if isinstance(content, Array) else [content]
    drawn = Stream(source, b"\n".join(part.read_bytes() for part in streams))
    drawn.Type, drawn.Subtype, drawn.FormType = Name.XObject, Name.Form, 1
    drawn.BBox = Array(map(_number, (sheet.left, sheet.bottom, sheet.right, sheet.top)))
    drawn.Matrix = Array(map(_number, sheet.matrix))
    drawn.Resources = inherited(page.obj, "/Resources", Dictionary())
    if Name.Group in page.obj:
        drawn.Group = page.obj.Group
    return target.copy_foreign(source.make_indirect(drawn))


def _number(value: float) -> Object:
    return pikepdf.Object.parse(f"{value:.4f}".rstrip("0").rstrip(".").encode())
