"""Whether a finished PDF of the office can go along with letters as it is: each property that stands against it.

The file comes from outside. It is opened without mending, looked at object by object, and each page is drawn once to see
how near its print comes to the edge of the paper.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Literal

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, Object, Page, Pdf

from letterbook.envelope_windows import PAPERS
from letterbook.pdf.finished_file import Sheet, as_pages, inherited, sheet_of
from letterbook.problems import Place, Problem
from letterbook.sentences import say

MAX_BYTES = 30_000_000
MAX_PAGES = 200
EDGE_MM = 5.0
"""So much of the paper's edge many printers leave white."""
PAPER_TOLERANCE_MM = 2.0
"""By so much a page may differ from the office's paper: programs round Letter and A4 to whole points, or cut by a hair."""
_MM = 72 / 25.4
_DPI = 100
_BLOCK, _SMOOTHING = 6, 40
"""Dots a side over which greys are averaged, and by how much an average may differ: what was missing differs by more."""
_PRINTED = 245
"""A grey below this is print; what is lighter (255 is white) is the noise of a scan."""

Level = Literal["error", "warning"]
_PRINT_ANEW = "Open it, print it into a new PDF, and name that one here."


def finished_problems(data: bytes, file: str, paper: str) -> list[Problem]:
    """What stands against putting this file's pages into letters on this paper, each with its page.

    Codes: enclosure-too-large, enclosure-locked, enclosure-damaged, enclosure-too-long, enclosure-page-size,
    enclosure-lies-across, enclosure-font-missing, enclosure-form, enclosure-signed, enclosure-script,
    enclosure-attachment, enclosure-comment, enclosure-layers, enclosure-edge, enclosure-blank-page, enclosure-changes.
    """
    found = _Found(file)
    if len(data) > MAX_BYTES:
        what = say("The file has {size} MB; at most {most} are possible.", size=len(data) // 10**6, most=30)
        return [found.problem("enclosure-too-large", what, "Save it with smaller pictures.")]
    try:
        with Pdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True) as pdf:
            return list(_file_problems(pdf, data, found, paper))
    except pikepdf.PasswordError:
        return [found.problem("enclosure-locked", "The file opens with a password only.", _PRINT_ANEW)]
    except Exception as error:  # noqa: BLE001  # a file from outside may break any part of the reader
        return [found.damaged(error)]


@dataclass(frozen=True)
class _Found:
    """Makes the problems of one file."""

    file: str

    def problem(
        self, code: str, what: str, hint: str, page: int | None = None, level: Level = "error"
    ) -> Problem:
        part = None if page is None else say("page {page}", page=page)
        return Problem(code, Place(self.file, part=part), what, hint, level=level)

    def damaged(self, error: Exception) -> Problem:
        why = say("The file is no whole PDF ({name}).", name=type(error).__name__)
        return self.problem("enclosure-damaged", why, "Make the PDF anew where it came from.")


def _file_problems(pdf: Pdf, data: bytes, found: _Found, paper: str) -> Iterator[Problem]:
    if pdf.is_encrypted:
        yield found.problem(
            "enclosure-locked", "The file is encrypted, or protected from changes.", _PRINT_ANEW
        )
    yield from _of_catalog(pdf, found)
    pages = list(pdf.pages)
    if not pages:
        yield found.problem("enclosure-damaged", "The file has no page.", "Make the PDF anew.")
    if len(pages) > MAX_PAGES:
        what = say(
            "The file has {count} pages; at most {most} go with a letter.", count=len(pages), most=MAX_PAGES
        )
        yield found.problem("enclosure-too-long", what, "Send it apart, or only the part that matters.")
        return
    right = []
    for number, page in enumerate(pages, start=1):
        wrong = list(_of_page(page, number, found, paper))
        yield from wrong
        if not any(problem.code in ("enclosure-page-size", "enclosure-lies-across") for problem in wrong):
            right.append(number)
    yield from _of_print(data, right, len(pages), found)


# --- What the file is beside its pages -----------------------------------------------------------------------------


def _of_catalog(pdf: Pdf, found: _Found) -> Iterator[Problem]:
    root = pdf.Root
    names = root.get("/Names", Dictionary())
    form = root.get("/AcroForm", Dictionary())
    fields = list(_fields(form.get("/Fields", Array()), set()))
    signed = any(field.get("/FT") == Name.Sig and Name.V in field for field in fields) or Name.Perms in root
    if signed:
        what = "The file is signed digitally, and its signature would be broken in the letter."
        hint = (
            "Send the signed file itself, and name it here as printed elsewhere; or print it into a new PDF."
        )
        yield found.problem("enclosure-signed", what, hint)
    if Name.XFA in form or any(field.get("/FT") != Name.Sig or Name.V not in field for field in fields):
        yield found.problem("enclosure-form", "The file is a form with fields to fill in.", _PRINT_ANEW)
    if Name.JavaScript in names or Name.AA in root or _acts(root.get("/OpenAction")):
        what = "The file does something by itself when it is opened (a script or an action)."
        yield found.problem("enclosure-script", what, _PRINT_ANEW)
    if Name.Collection in root or Name.AF in root or _is_filled(names.get("/EmbeddedFiles")):
        what = "Other files are attached to the file; they would be lost in the letter."
        yield found.problem("enclosure-attachment", what, "Name each of them as an enclosure of its own.")
    if root.get("/OCProperties", Dictionary()).get("/OCGs", Array()):
        what = "The file has layers that can be shown and hidden; which of them is printed is not certain."
        yield found.problem("enclosure-layers", what, _PRINT_ANEW)


def _is_filled(tree: Object | None) -> bool:
    return tree is not None and len(list(NameTree(tree))) > 0


def _fields(fields: Object, seen: set[tuple[int, int]]) -> Iterator[Object]:
    """The fields of a form and those within them, each once."""
    for field in fields:
        if field.objgen != (0, 0) and field.objgen in seen:
            continue
        seen.add(field.objgen)
        kids = [kid for kid in field.get("/Kids", Array()) if Name.T in kid]
        if kids:
            yield from _fields(Array(kids), seen)
        else:
            yield field


def _acts(action: Object | None) -> bool:
    """Whether it is an action other than going to a page of the file, or showing an address of the web."""
    if not isinstance(action, Dictionary):
        return False  # a place to go to
    return action.get("/S", Name.GoTo) not in (Name.GoTo, Name.URI) or Name.Next in action


# --- Page by page --------------------------------------------------------------------------------------------------


def _of_page(page: Page, number: int, found: _Found, paper: str) -> Iterator[Problem]:
    yield from _of_size(sheet_of(page), number, found, paper)
    for name in sorted(set(_fonts_missing(inherited(page.obj, "/Resources", Dictionary()), set()))):
        what = say("The font “{name}” is not in the file; each printer would take another.", name=name)
        hint = "Save the PDF with all its fonts embedded, or as PDF/A."
        yield found.problem("enclosure-font-missing", what, hint, number)
    if Name.AA in page.obj:
        yield found.problem(
            "enclosure-script", "The page does something by itself when shown.", _PRINT_ANEW, number
        )
    yield from _of_notes(page, number, found)


def _of_notes(page: Page, number: int, found: _Found) -> Iterator[Problem]:
    """What is laid over the page (annotations, ISO 32000-1, 12.5)."""
    kinds = {_kind_of_note(note) for note in page.obj.get("/Annots", Array())}
    if "field" in kinds:
        yield found.problem("enclosure-form", "A field to fill in stands on the page.", _PRINT_ANEW, number)
    if "action" in kinds:
        what = "Something on the page acts when it is clicked, and is more than a link."
        yield found.problem("enclosure-script", what, _PRINT_ANEW, number)
    if "file" in kinds:
        what = "A file is attached to the page; it would be lost in the letter."
        hint = "Name it as an enclosure of its own, and take it out of this file."
        yield found.problem("enclosure-attachment", what, hint, number)
    if "comment" in kinds:
        what = "A comment, a mark or a stamp is laid over the page; it would be lost in the letter."
        hint = "Take it away, or print the file with it into a new PDF."
        yield found.problem("enclosure-comment", what, hint, number)


def _kind_of_note(note: Object) -> Literal["action", "field", "file", "comment"] | None:
    """What this annotation is; None for a link, which is print on paper like any other word."""
    kind = note.get("/Subtype")
    if _acts(note.get("/A")) or (Name.AA in note and kind != Name.Widget):
        return "action"
    if kind in (Name.Link, Name.Popup):
        return None
    if kind == Name.Widget:  # that of a signature is told of with the file
        return None if note.get("/FT") == Name.Sig else "field"
    return "file" if kind == Name.FileAttachment else "comment"


def _of_size(sheet: Sheet, number: int, found: _Found, paper: str) -> Iterator[Problem]:
    wanted = PAPERS[paper]
    width, height = (side / _MM for side in sheet.size)
    if _is_near(width, wanted.width) and _is_near(height, wanted.height):
        return
    if _is_near(height, wanted.width) and _is_near(width, wanted.height):
        what = "The page lies across, and letters stand upright."
        yield found.problem("enclosure-lies-across", what, "Turn the page, or set its table upright.", number)
        return
    what = say(
        "The page is {width:.0f} × {height:.0f} mm; the office's paper is {paper}, {paper_width:.0f} × {paper_height:.0f} mm.",
        width=width,
        height=height,
        paper=paper,
        paper_width=wanted.width,
        paper_height=wanted.height,
    )
    hint = say("Print the file into a new PDF on {paper}.", paper=paper)
    yield found.problem("enclosure-page-size", what, hint, number)


def _is_near(mine: float, wanted: float) -> bool:
    return abs(mine - wanted) <= PAPER_TOLERANCE_MM


def _fonts_missing(resources: Object, seen: set[tuple[int, int]]) -> Iterator[str]:
    """The names of fonts that a page, or a drawing or pattern on it, asks for and that are not in the file."""
    for font in resources.get("/Font", Dictionary()).values():
        if font.get("/Subtype") == Name.Type3:
            yield from _within(font, seen)
        elif not _is_embedded(font):
            yield str(font.get("/BaseFont", "?")).removeprefix("/")
    for key in ("/XObject", "/Pattern"):
        for drawn in resources.get(key, Dictionary()).values():
            yield from _within(drawn, seen)


def _within(drawn: Object, seen: set[tuple[int, int]]) -> Iterator[str]:
    if drawn.objgen not in seen and Name.Resources in drawn:
        seen.add(drawn.objgen)
        yield from _fonts_missing(drawn.Resources, seen)


def _is_embedded(font: Object) -> bool:
    inner = font.DescendantFonts[0] if font.get("/Subtype") == Name.Type0 else font
    described = inner.get("/FontDescriptor", Dictionary())
    return any(key in described for key in ("/FontFile", "/FontFile2", "/FontFile3"))


# --- What is seen --------------------------------------------------------------------------------------------------


def _of_print(data: bytes, right: list[int], count: int, found: _Found) -> Iterator[Problem]:
    """Blank pages, print too near to an edge, and pages that look otherwise in a letter; of pages of the right size."""
    import pypdfium2

    blank = []
    enclosed = as_pages(data, "", [""] * count)
    with (
        closing(pypdfium2.PdfDocument(data)) as document,
        closing(pypdfium2.PdfDocument(enclosed)) as letter,
    ):
        if len(document) != count:
            raise ValueError("two readers count its pages otherwise")
        for number in right:
            with closing(document[number - 1]) as alone, closing(letter[number - 1]) as page:
                seen = _grey(page)
                if not _look_alike(_grey(alone), seen) or _text(alone) != _text(page):
                    what = "The page would look otherwise in a letter than it does by itself."
                    yield found.problem("enclosure-changes", what, _PRINT_ANEW, number)
                margins = _margins_mm(seen)
                if margins is None:
                    blank.append(number)
                elif min(margins) < EDGE_MM:
                    yield _too_near(margins, number, found, is_text=_has_text_at_edge(page))
    if blank and len(blank) == count:
        what, hint = "Nothing stands on any page of the file.", "Name the file that was meant."
        yield found.problem("enclosure-blank-page", what, hint)
        return
    for number in blank:
        hint = "Leave it out if it is not meant."
        yield found.problem("enclosure-blank-page", "The page is blank.", hint, number, level="warning")


def _too_near(
    margins: tuple[float, float, float, float], number: int, found: _Found, *, is_text: bool
) -> Problem:
    """Text that may be cut off is a mistake; of a picture or a coloured band only a strip of colour is lost."""
    nearest = min(margins)
    side = ("left", "upper", "right", "lower")[margins.index(nearest)]
    what = say(
        "Something stands {nearest:.0f} mm from the {side} edge of the paper; most printers leave {edge:.0f} mm white.",
        nearest=nearest,
        side=side,
        edge=EDGE_MM,
    )
    hint = "Print the file a little smaller into a new PDF."
    return found.problem("enclosure-edge", what, hint, number, level="error" if is_text else "warning")


def _grey(page: Any) -> Any:
    """The page as it is printed: without what is laid over it for the screen."""
    return page.render(scale=_DPI / 72, grayscale=True, draw_annots=False, may_draw_forms=False).to_pil()


def _look_alike(mine: Any, theirs: Any) -> bool:
    """Whether two pictures of a page show the same; the edges of letters are smoothed in one way or another."""
    if mine.size != theirs.size:
        return False
    pairs = zip(mine.reduce(_BLOCK).tobytes(), theirs.reduce(_BLOCK).tobytes(), strict=True)
    return all(abs(grey - other) <= _SMOOTHING for grey, other in pairs)


def _text(page: Any) -> str:
    with closing(page.get_textpage()) as text:
        return str(text.get_text_range())


def _has_text_at_edge(page: Any) -> bool:
    """Whether letters stand in the strip that printers leave white; the page's corner is at (0, 0)."""
    width, height = page.get_size()
    strip = EDGE_MM * _MM
    with closing(page.get_textpage()) as text:
        boxes = [text.get_rect(index) for index in range(text.count_rects())]
    return any(
        left < strip or bottom < strip or right > width - strip or top > height - strip
        for left, bottom, right, top in boxes
    )


def _margins_mm(image: Any) -> tuple[float, float, float, float] | None:
    """How much white there is left, above, right and below of all print, in mm; None where there is no print."""
    box = image.point([255 if grey < _PRINTED else 0 for grey in range(256)]).getbbox()
    if box is None:
        return None
    left, top, right, bottom = box
    dots = (left, top, image.width - right, image.height - bottom)
    first, second, third, fourth = (count / _DPI * 25.4 for count in dots)
    return first, second, third, fourth
