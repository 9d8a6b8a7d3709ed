"""Scanned sheets: which letter each is by its code, how it lies, and whether the place of the signature has ink."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from letterbook.archive.opening import MOST_LETTER_BYTES, read_inside
from letterbook.archive.sheet_code import SheetCode, parse_code
from letterbook.envelope_windows import Area
from letterbook.errors import UsageError
from letterbook.printing.code_drawing import BOTTOM_MM, LEFT_MM, MODULE_MM, MODULES
from letterbook.printing.posted_letters import PostedLetter
from letterbook.printing.scanned_picture import drawn_picture, taken_picture
from letterbook.sentences import say
from letterbook.steps import begin_step

DPI = 200
_MM = 25.4
_FURTHER_DPI = (300, 150)
_FINEST_DPI = 400
"""Tried where no code is found at first."""
_DARKER = 55
"""By how many of 256 greys ink is darker than the paper around it."""
_INK_SHARE = 0.0015
"""Share of a place for a signature that is dark from which on somebody has written there: a short stroke of a pen."""
_EDGE_MM = 2.5
_WIDTH_MM = 70.0
_USUAL_SPACE_MM = 25.0


@dataclass(frozen=True)
class Scan:
    """A scanned page. `file` and `page` (from 1) say where it is. `code` is None where no code could be read; `is_blank` says
    that nothing is seen on it. `turned` is by how many degrees clockwise the sheet lies from upright, -180 to 180.

    `matrix` leads from mm on the upright sheet, from its upper left corner, to dots of the picture: z → a·z + b, in complex numbers.
    """

    file: str
    page: int
    code: SheetCode | None
    is_blank: bool = False
    turned: int = 0
    matrix: tuple[complex, complex] = (0j, 0j)

    @property
    def is_upside_down(self) -> bool:
        return abs(self.turned) > 90


@dataclass(frozen=True)
class Seen:
    """A scan and its picture, in greys."""

    scan: Scan
    picture: Any


def scanned_pages(file: Path, height_of: dict[str, float]) -> Iterator[Seen]:
    """The pages of a scan, in their order. `height_of` has the height in mm of each mailing's sheets; "" stands for all others.

    Raises UsageError where the file is no PDF that can be read.
    """
    import pypdfium2

    begin_step(file.name)
    try:
        document = pypdfium2.PdfDocument(file)
    except (pypdfium2.PdfiumError, OSError) as error:
        raise UsageError(say("{file} is no PDF that can be read.", file=file.name)) from error
    with document:
        for number in range(len(document)):
            begin_step(file.name, is_letter=True)
            yield _seen(file.name, number + 1, document[number], height_of)


def _seen(file: str, number: int, page: Any, height_of: dict[str, float]) -> Seen:
    scan, taken = Scan(file, number, None), taken_picture(page, DPI)
    if taken is not None and len(found := _codes(taken)) == 1:
        return Seen(_known(scan, found[0], 1, height_of), taken)
    picture = drawn_picture(page, DPI)
    if _is_blank(picture):
        return Seen(replace(scan, is_blank=True), picture)
    for tried, dpi in _ways_to_look(page, picture):
        found = _codes(tried)
        if len(found) == 1:
            return Seen(_known(scan, found[0], DPI / dpi, height_of), picture)
        if found:  # two sheets at once, or a strange paper
            break
    return Seen(scan, picture)


def _known(scan: Scan, found: _Found, scale: float, height_of: dict[str, float]) -> Scan:
    """The scan with what was found on it, in a picture whose dots are so many of the scan's."""
    code, position, turned = found
    corners = [complex(x, y) * scale for x, y in position]
    matrix = _matrix(corners, height_of.get(code.mailing, height_of[""]))
    return replace(scan, code=code, turned=turned, matrix=matrix)


def _ways_to_look(page: Any, picture: Any) -> Iterator[tuple[Any, int]]:
    """The picture, then the same page otherwise, each with its dots an inch: finer, coarser, without specks, with even greys, in black
    and white at the middle between ink and paper.
    """
    from PIL import ImageFilter, ImageOps

    yield picture, DPI
    for dpi in _FURTHER_DPI:
        yield drawn_picture(page, dpi), dpi
    calm = picture.filter(ImageFilter.MedianFilter(3))
    yield calm, DPI
    yield ImageOps.autocontrast(calm, cutoff=(2, 30)), DPI
    yield picture.filter(ImageFilter.GaussianBlur(1)), DPI
    for share in _THRESHOLDS:
        yield _black_and_white(calm, share), DPI
    yield _black_and_white(picture, _BESIDE_A_STAIN), DPI
    finer = drawn_picture(page, _FINEST_DPI)
    yield finer.filter(ImageFilter.GaussianBlur(1.5)), _FINEST_DPI


_DARKEST = 0.005
_THRESHOLDS = (0.27, 0.2, 0.35)
"""Where black ends, in parts of the way from the darkest greys to paper: a pen's line or a stain is lighter than a code's ink."""
_BESIDE_A_STAIN = 0.15
"""The same where a stain touches a corner of the code, with all specks: without them the corner would be round."""


def _black_and_white(picture: Any, share: float) -> Any:
    """The picture in two greys, black where it is darker than this share of the way from its darkest dots to its paper."""
    counts = picture.histogram()
    dark, paper = _quantile(counts, _DARKEST), _quantile(counts, 0.5)
    end = dark + share * (paper - dark)
    return picture.point([0 if grey < end else 255 for grey in range(256)])


def _quantile(counts: Sequence[int], share: float) -> int:
    """The grey below which so many of the dots are, by how many there are of each."""
    wanted, below = share * sum(counts), 0
    for grey, count in enumerate(counts):
        below += count
        if below >= wanted:
            return grey
    return len(counts) - 1


def _is_blank(picture: Any) -> bool:
    """Whether hardly a dot is dark, the edges left out, where scanners see a shadow."""
    width, height = picture.size
    inner = picture.crop((width // 20, height // 20, width - width // 20, height - height // 20))
    return _dark_share(inner) < 0.0001


_Found = tuple[SheetCode, list[tuple[float, float]], int]
"""A sheet's code, its corners from the upper left one clockwise, and by how many degrees it is turned."""


def _codes(picture: Any) -> list[_Found]:
    """The sheets' codes in the picture."""
    import zxingcpp

    found = {}
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    for each in zxingcpp.read_barcodes(picture, formats=formats, try_invert=False):
        code, place = parse_code(each.text), each.position
        if code is not None and str(code) == each.text:
            corners = (place.top_left, place.top_right, place.bottom_right, place.bottom_left)
            found[code] = (
                code,
                [(float(corner.x), float(corner.y)) for corner in corners],
                int(each.orientation),
            )
    return list(found.values())


def _matrix(corners: Sequence[complex], height: float) -> tuple[complex, complex]:
    """The turn, scale and move that lead from the code's corners on the sheet to those in the picture, by least squares."""
    side = MODULE_MM * MODULES
    top = height - BOTTOM_MM - side
    own = [complex(LEFT_MM + x * side, top + y * side) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]
    middle_own, middle = sum(own) / 4, sum(corners) / 4
    above = sum(
        (there - middle) * (here - middle_own).conjugate() for here, there in zip(own, corners, strict=True)
    )
    a = above / sum(abs(here - middle_own) ** 2 for here in own)
    return a, middle - a * middle_own


# --- Ink -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SignaturePlace:
    """Where a signatory signs: on which page of the letter (from 0), in mm from the upper left corner of the sheet."""

    signatory: str
    page: int
    area: Area


@lru_cache(maxsize=4000)
def signature_places(mailing: Path, letter: PostedLetter) -> tuple[SignaturePlace, ...]:
    """Where the letter is signed by hand: above each signatory's name. Empty where no name is found, as on a note verbale."""
    import pypdfium2

    assert letter.pdf is not None
    data = read_inside(mailing, letter.pdf, MOST_LETTER_BYTES)
    spaces = letter.pen_space_mm or (_USUAL_SPACE_MM,) * len(letter.signatories)
    places = []
    with pypdfium2.PdfDocument(data) as document:
        for name, space in zip(letter.signatories, spaces, strict=False):
            found = _last_place(document, name, letter.cover_pages) if space else None
            if found is not None:
                page, left, top = found
                area = Area(left, top - space + _EDGE_MM, _WIDTH_MM, space - 2 * _EDGE_MM)
                places.append(SignaturePlace(name, page, area))
    return tuple(places)


def _last_place(document: Any, text: str, pages: int) -> tuple[int, float, float] | None:
    """The page, and in mm the left and upper edge, of the last place of the text on these pages."""
    for number in reversed(range(pages)):
        page = document[number]
        height, reader = page.get_height(), page.get_textpage()
        search, last = reader.search(text, match_case=True), None
        while found := search.get_next():
            if not found[0] or reader.get_text_range(found[0] - 1, 1) in "\r\n":  # it begins a line
                last = found
        if last is not None:
            left, _, _, top = reader.get_charbox(last[0])
            return number, left / 72 * _MM, (height - top) / 72 * _MM
    return None


def has_ink(seen: Seen, area: Area) -> bool:
    """Whether somebody has written there."""
    from PIL import Image, ImageFilter

    a, b = seen.scan.matrix
    dots = abs(a)
    size = max(1, round(area.width * dots)), max(1, round(area.height * dots))
    # From a dot of the place to one of the picture: the inverse is what PIL wants, and it is what `matrix` gives.
    corner, turn = a * complex(area.left, area.top) + b, a / dots
    affine = (turn.real, -turn.imag, corner.real, turn.imag, turn.real, corner.imag)
    place = seen.picture.transform(
        size, Image.Transform.AFFINE, affine, Image.Resampling.BILINEAR, fillcolor=255
    )
    return _dark_share(place.filter(ImageFilter.MedianFilter(3))) >= _INK_SHARE


def _dark_share(picture: Any) -> float:
    """Which share of its dots is darker than the paper, which is the grey that most of them have, or lighter."""
    counts = picture.histogram()
    paper = _quantile(counts, 0.5)
    return float(sum(counts[: max(0, paper - _DARKER)]) / max(1, sum(counts)))
