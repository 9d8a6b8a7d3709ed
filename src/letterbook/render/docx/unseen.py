"""Words that are not hidden, and that nobody sees on paper: in the colour of their ground, too small, or cut off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from docx.oxml.ns import qn
from docx.shared import Mm

from letterbook.language.legibility import LEAST_CONTRAST, SMALLEST_PT, WHITE, Colour, contrast
from letterbook.render.docx import xml
from letterbook.render.docx.colours import OFFICE_THEME, Theme, drawn, gradient, named, shading, written
from letterbook.render.docx.style_cascade import StyleCascade
from letterbook.render.docx.xml import Node

_COLOR, _SHD, _HIGHLIGHT, _SIZE, _SCALE, _SPACING = (
    qn(f"w:{tag}") for tag in ("color", "shd", "highlight", "sz", "w", "spacing")
)
_LINE, _LINE_RULE, _H_RULE, _HEIGHT = (qn(f"w:{name}") for name in ("line", "lineRule", "hRule", "h"))
_TEXT_FILL, _TC_PR, _TBL_PR, _TR_PR, _TR_HEIGHT, _FRAME = (
    qn(name) for name in ("w14:textFill", "w:tcPr", "w:tblPr", "w:trPr", "w:trHeight", "w:framePr")
)
_TR = qn("w:tr")
_WPS, _VML = f"{{{xml.NAMESPACES['wps']}}}", f"{{{xml.NAMESPACES['v']}}}"
_SHAPE_PR, _SHAPE_STYLE = f"{_WPS}spPr", f"{_WPS}style"
_NARROWEST_PERCENT = 33
_USUAL_PT = 10


@dataclass(frozen=True)
class Looks:
    """What the looks of a part's words depend on beside the part: styles, theme, the colour of the page."""

    cascade: StyleCascade = field(default_factory=StyleCascade)
    theme: Theme = field(default_factory=lambda: OFFICE_THEME)
    page: Colour = WHITE


def pale_runs(root: Node, looks: Looks) -> Iterator[Node]:
    """The runs whose words have nearly the colour of what they stand on."""
    is_over_picture = _has_ground_of_its_own(root, looks.theme)
    for run in _with_words(root):
        grounds = _grounds(run, looks)
        if grounds is None:  # nothing is said: the page, or a picture behind the words
            grounds = [] if is_over_picture else [WHITE, looks.page]
        if any(_is_pale(inks, grounds) for inks in _inks(run, looks)):
            yield run


def small_runs(root: Node, looks: Looks) -> Iterator[Node]:
    """The runs whose words are in a type too small or too narrow to be read."""
    return (run for run in _with_words(root) if _is_small(looks.cascade.looks(run)))


def cut_runs(root: Node, looks: Looks) -> Iterator[Node]:
    """The runs whose words stand in a line, a row or a frame that is too low to show them."""
    for run in _with_words(root):
        paragraph = next(run.iterancestors(xml.P), None)
        if paragraph is not None and (
            _is_low_line(_paragraph_looks(paragraph, looks.cascade)) or _is_low_home(paragraph)
        ):
            yield run


def is_unseen_style(style: str, looks: Looks) -> bool:
    """Whether words of a letter that are set in this paragraph style would not be seen on paper."""
    chain = list(looks.cascade.chain(style))
    runs = [node.find(xml.RPR) for node in chain]
    said = [node for node in (*runs, looks.cascade.defaults) if node is not None]
    paragraphs = [node for node in (style.find(xml.PPR) for style in chain) if node is not None]
    ground = _shaded((*said, *paragraphs), looks.theme) or [WHITE, looks.page]
    is_pale = any(_is_pale(inks, ground) for inks in _said_inks(said, looks.theme))
    return is_pale or _is_small(said) or _is_low_line(paragraphs)


def _with_words(root: Node) -> Iterator[Node]:
    return (run for run in root.iter(xml.R) if any((node.text or "").strip() for node in run.iter(xml.T)))


# --- colours ---------------------------------------------------------------------------------------------------------


def _is_pale(inks: Sequence[Colour], grounds: Sequence[Colour]) -> bool:
    """Whether none of the colours of an ink (a gradient has several) stands out from one of the grounds."""
    return not inks or any(all(contrast(ink, ground) < LEAST_CONTRAST for ink in inks) for ground in grounds)


def _inks(run: Node, looks: Looks) -> Iterator[Sequence[Colour]]:
    """The colours that a run's words may be drawn in, by Word and by others; none where it is left to the reader."""
    found = list(_said_inks(looks.cascade.looks(run), looks.theme))
    if not found:
        shape = next(run.iterancestors(f"{_WPS}wsp"), None)
        font = None if shape is None else shape.find(f"{_SHAPE_STYLE}/{qn('a:fontRef')}")
        colour = drawn(font, looks.theme)
        found = [[colour]] if colour is not None else []
    yield from found


def _said_inks(said: Iterable[Node], theme: Theme) -> Iterator[Sequence[Colour]]:
    said = list(said)
    colour = next((node for node in (looks.find(_COLOR) for looks in said) if node is not None), None)
    for ink in written(colour, theme) if colour is not None else ():
        yield [ink]
    fill = next((node for node in (looks.find(_TEXT_FILL) for looks in said) if node is not None), None)
    for kind in fill if fill is not None else ():
        match kind.tag.rpartition("}")[2]:
            case "noFill":
                yield []
            case "gradFill":
                yield list(gradient(kind, theme)) or [(0, 0, 0)]
            case _:
                ink_drawn = drawn(kind, theme)
                if ink_drawn is not None:
                    yield [ink_drawn]


def _grounds(run: Node, looks: Looks) -> Sequence[Colour] | None:
    """The colours that a run may stand on; empty where that is a picture or a gradient, None where nothing is said."""
    found = _shaded(looks.cascade.looks(run), looks.theme)
    for home in () if found else run.iterancestors(xml.P, xml.TC, xml.TBL, xml.TXBX):
        if home.tag == xml.P:
            found = _shaded(_paragraph_looks(home, looks.cascade), looks.theme)
        elif home.tag == xml.TC:
            own = home.find(_TC_PR)
            styled = looks.cascade.of_rows(home, _TC_PR)
            found = _shaded([*([] if own is None else [own]), *styled], looks.theme)
        elif home.tag == xml.TBL:
            found = _shaded([node for node in (home.find(_TBL_PR),) if node is not None], looks.theme)
            found = found or _shaded(_of_style(looks.cascade.of_table(home), _TC_PR, _TBL_PR), looks.theme)
        else:
            filled = _filled(home, looks.theme)
            if filled is not None:
                return filled
        if found:
            break
    return found or None


def _paragraph_looks(paragraph: Node, cascade: StyleCascade) -> list[Node]:
    own = paragraph.find(xml.PPR)
    return [*([] if own is None else [own]), *_of_style(cascade.of_paragraph(paragraph), xml.PPR)]


def _of_style(chain: Iterable[Node], *tags: str) -> list[Node]:
    return [node for style in chain for tag in tags if (node := style.find(tag)) is not None]


def _shaded(said: Iterable[Node], theme: Theme) -> list[Colour]:
    """The nearest ground that properties of runs, paragraphs or cells give."""
    for looks in said:
        for node in (looks.find(_HIGHLIGHT), looks.find(_SHD)):
            if node is None:
                continue
            marked = [named(node.get(xml.VAL))] if node.tag == _HIGHLIGHT else shading(node, theme)
            found = [colour for colour in marked if colour is not None]
            if found:
                return found
    return []


def _filled(box: Node, theme: Theme) -> Sequence[Colour] | None:
    """What the shape around a text box is filled with; None where it shows what is behind it."""
    for shape in box.iterancestors():
        if shape.tag == f"{_WPS}wsp":
            return _of_shape(shape, theme)
        if shape.tag.startswith(_VML) and shape.tag != f"{_VML}textbox":
            if shape.find(f"{_VML}fill") is not None and shape.find(f"{_VML}fill").get("type"):
                return ()
            if shape.get("filled") in ("f", "false") or not shape.get("fillcolor"):
                return None
            colour = named(shape.get("fillcolor"))
            return None if colour is None else [colour]
    return None


def _of_shape(shape: Node, theme: Theme) -> Sequence[Colour] | None:
    looks = shape.find(_SHAPE_PR)
    for kind in looks if looks is not None else ():
        match kind.tag.rpartition("}")[2]:
            case "solidFill":
                colour = drawn(kind, theme)
                return () if colour is None else [colour]
            case "gradFill" | "blipFill" | "pattFill" | "grpFill":
                return ()
            case "noFill":
                return None
    styled = shape.find(f"{_SHAPE_STYLE}/{qn('a:fillRef')}")
    colour = drawn(styled, theme) if styled is not None and styled.get("idx") not in (None, "0") else None
    return None if colour is None else [colour]


_LOWEST_BANNER = Mm(3)
_EXTENT = qn("wp:extent")


def _has_ground_of_its_own(root: Node, theme: Theme) -> bool:
    """Whether a drawing with a colour lies behind the words of the part: a banner, on which white words are seen."""
    anchors = (node for node in root.iter(qn("wp:anchor")) if node.get("behindDoc") in ("1", "true"))
    if any(_is_banner(anchor, theme) for anchor in anchors):
        return True
    behind = (
        node
        for node in root.iter()
        if str(node.tag).startswith(_VML) and "z-index:-" in (node.get("style") or "")
    )
    return any(
        each.tag == f"{_VML}imagedata" or _is_coloured(named(each.get("fillcolor")))
        for node in behind
        for each in node.iter()
    )


def _is_banner(anchor: Node, theme: Theme) -> bool:
    """Whether an anchored drawing is more than a line, and is a picture or filled with a colour."""
    extent = anchor.find(_EXTENT)
    sides = [] if extent is None else [_figure(extent.get(name)) or 0 for name in ("cx", "cy")]
    if not sides or min(sides) < _LOWEST_BANNER:
        return False
    grounds = [_of_shape(shape, theme) for shape in anchor.iter(f"{_WPS}wsp")]
    filled = (not ground or any(map(_is_coloured, ground)) for ground in grounds if ground is not None)
    return anchor.find(f".//{qn('pic:pic')}") is not None or any(filled)


def _is_coloured(fill: Colour | None) -> bool:
    return fill is not None and contrast(fill) >= LEAST_CONTRAST


# --- sizes -----------------------------------------------------------------------------------------------------------


def _is_small(said: Iterable[Node]) -> bool:
    said = list(said)
    half_points = _first_figure(said, _SIZE)
    percent = _first_figure(said, _SCALE)
    is_narrow = percent is not None and percent < _NARROWEST_PERCENT
    return is_narrow or (half_points is not None and half_points / 2 < SMALLEST_PT)


def _first_figure(said: Iterable[Node], tag: str) -> float | None:
    found = (node.get(xml.VAL) for looks in said for node in looks.findall(tag))
    return next((figure for text in found if (figure := _figure(text)) is not None), None)


def _figure(text: str | None) -> float | None:
    try:
        return float((text or "").removesuffix("%").removesuffix("pt"))
    except ValueError:
        return None


_LOWEST = SMALLEST_PT * 20
"""Of a line, in twentieths of a point."""


def _is_low_line(said: Iterable[Node]) -> bool:
    spacing = [node for looks in said for node in looks.findall(_SPACING) if node.get(_LINE)]
    if not spacing or spacing[0].get(_LINE_RULE) != "exact":
        return False
    height = _figure(spacing[0].get(_LINE))
    return height is not None and height < _LOWEST


def _is_low_home(paragraph: Node) -> bool:
    """Whether the row or the frame of a paragraph is lower than a line."""
    frame = paragraph.find(f"{xml.PPR}/{_FRAME}")
    homes = [] if frame is None else [(frame, _HEIGHT)]
    row = next(paragraph.iterancestors(_TR), None)
    height = None if row is None else row.find(f"{_TR_PR}/{_TR_HEIGHT}")
    homes += [] if height is None else [(height, xml.VAL)]
    return any(
        home.get(_H_RULE) == "exact" and (_figure(home.get(name)) or 0) < _LOWEST for home, name in homes
    )
