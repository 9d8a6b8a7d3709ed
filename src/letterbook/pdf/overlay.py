"""What is drawn over the pages of a bundle beside what their letters say: an artifact, which nobody hears read aloud."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream
from PIL import Image

BEFORE = b"q"
"""What stands before a page's own drawing where something is drawn over it."""


@dataclass(frozen=True)
class Form:
    """A drawing that may be drawn on many pages: operators of PDF within a box (left, bottom, right, top), or the first page of
    a PDF file; or a picture in greys (`jpeg`) that covers a page whole.
    """

    drawn: bytes = b""
    box: tuple[float, float, float, float] = (0, 0, 0, 0)
    file: bytes = field(default=b"", repr=False)
    jpeg: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Overlay:
    """Operators of PDF in points from the page's lower left corner, and the forms that they draw, by name. The names begin
    with `Over`, which no letter's own do. One that `is_common` is drawn over many pages.
    """

    drawn: bytes
    forms: Mapping[str, Form] = field(default_factory=dict)
    is_common: bool = False


def behind(overlay: Overlay) -> bytes:
    """What stands behind a page's own drawing, before which BEFORE stands: an artifact."""
    return b"Q\n/Artifact <</Type /Pagination>> BDC\nq\n%s\nQ\nEMC" % overlay.drawn


class Overlays:
    """Puts overlays on pages of one bundle. `once` makes an object of the bundle, the same one for the same bytes; `copy`
    copies one from another file.
    """

    def __init__(self, pdf: Pdf, once: Callable[[Object], Object], copy: Callable[[Object], Object]) -> None:
        self._pdf, self._once, self._copy = pdf, once, copy
        self._forms: dict[Form, Object] = {}
        self._resources: dict[tuple[int, int], int] = {}
        self._named: dict[int, Mapping[str, Form]] = {}

    def resources(self, page: int, overlay: Overlay) -> int:
        """The number of a page's resources, which have the number `page`, with the forms of the overlay."""
        if not overlay.forms:
            return page
        alike = page, id(overlay.forms)  # thousands of overlays have the same mapping, which is kept
        if alike not in self._resources:
            self._named[id(overlay.forms)] = overlay.forms
            forms = {name: self._form(form) for name, form in overlay.forms.items()}
            own = self._pdf.get_object(page, 0)
            drawings = {
                **dict(own.get("/XObject", {}).items()),
                **{f"/{name}": form for name, form in forms.items()},
            }
            entries = {**dict(own.items()), "/XObject": Dictionary(drawings)}
            self._resources[alike] = self._once(Dictionary(entries)).objgen[0]
        return self._resources[alike]

    def _form(self, form: Form) -> Object:
        if form not in self._forms:
            self._forms[form] = self._made(form)
        return self._forms[form]

    def _made(self, form: Form) -> Object:
        if form.jpeg:
            return self._picture(form.jpeg)
        return self._of_file(form.file) if form.file else self._drawing(form)

    def _drawing(self, form: Form) -> Object:
        about = Dictionary(
            Type=Name.XObject, Subtype=Name.Form, BBox=Array([*form.box]), Resources=Dictionary()
        )
        return Stream(self._pdf, form.drawn, about)

    def _picture(self, jpeg: bytes) -> Object:
        with Image.open(io.BytesIO(jpeg)) as opened:
            width, height = opened.size
        about = Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=width,
            Height=height,
            ColorSpace=Name.DeviceGray,
            BitsPerComponent=8,
            Filter=Name.DCTDecode,
        )
        return Stream(self._pdf, jpeg, about)

    def _of_file(self, file: bytes) -> Object:
        with Pdf.open(io.BytesIO(file)) as opened:
            return self._copy(Page(opened.pages[0].obj).as_form_xobject())
