"""The colours that Word and its drawings name: figures, names, those of the document's theme, and patterns of two."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from docx.oxml.ns import qn

from letterbook.language.legibility import WHITE, Colour, covered
from letterbook.render.docx import xml
from letterbook.render.docx.xml import Node

Theme = Mapping[str, Colour]

_HEX = re.compile(r"#?([0-9a-fA-F]{6})")
_SHORT_HEX = re.compile(r"#([0-9a-fA-F]{3})(?![0-9a-fA-F])")


def _of_hex(text: str | None) -> Colour | None:
    short = _SHORT_HEX.match(text or "")
    found = _HEX.match("".join(2 * sign for sign in short[1]) if short else text or "")
    if found is None:
        return None
    red, green, blue = (int(found[1][at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def _table(pairs: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in pairs.split())


_NAMED = _table(
    "black=000000 white=FFFFFF red=FF0000 lime=00FF00 blue=0000FF yellow=FFFF00 cyan=00FFFF "
    "magenta=FF00FF silver=C0C0C0 gray=808080 darkBlue=000080 darkCyan=008080 darkGreen=008000 "
    "darkMagenta=800080 darkRed=800000 darkYellow=808000 darkGray=808080 lightGray=C0C0C0 green=00FF00 "
    "navy=000080 teal=008080 maroon=800000 purple=800080 olive=808000 fuchsia=FF00FF aqua=00FFFF "
    "window=FFFFFF windowText=000000 "
)
_OFFICE_THEME = _table(
    "dk1=000000 lt1=FFFFFF dk2=44546A lt2=E7E6E6 accent1=4472C4 accent2=ED7D31 accent3=A5A5A5 "
    "accent4=FFC000 accent5=5B9BD5 accent6=70AD47 hlink=0563C1 folHlink=954F72 "
)
_CALLED = _table(
    "background1=lt1 light1=lt1 bg1=lt1 background2=lt2 light2=lt2 bg2=lt2 text1=dk1 dark1=dk1 tx1=dk1 "
    "text2=dk2 dark2=dk2 tx2=dk2 hyperlink=hlink followedHyperlink=folHlink "
)


def named(text: str | None) -> Colour | None:
    """A colour by its figures or its name; None for “auto” and for what nobody knows."""
    return _of_hex(text) or _of_hex(_NAMED.get((text or "").split(" ")[0]))


def _usual_theme() -> dict[str, Colour]:
    return {name: colour for name, text in _OFFICE_THEME.items() if (colour := _of_hex(text))}


OFFICE_THEME: Theme = MappingProxyType(_usual_theme())


def theme_of(root: Node) -> Theme:
    """The colours of a theme part, those of Office's own where it lacks any."""
    found = dict(OFFICE_THEME)
    for scheme in root.iter(qn("a:clrScheme")):
        for entry in scheme:
            colour = drawn(entry[0], OFFICE_THEME) if len(entry) else None
            if colour is not None:
                found[entry.tag.rpartition("}")[2]] = colour
    return found


_OF_TEXT = tuple(qn(f"w:{name}") for name in ("val", "themeColor", "themeShade", "themeTint"))
_OF_GROUND = tuple(qn(f"w:{name}") for name in ("fill", "themeFill", "themeFillShade", "themeFillTint"))


def written(node: Node, theme: Theme, names: Sequence[str] = _OF_TEXT) -> list[Colour]:
    """What a `w:color` comes to: its figures, and its colour of the theme.

    Word draws the colour of the theme, other programs the figures.
    """
    plain, of_theme, shade, tint = map(node.get, names)
    found = [named(plain)]
    if of_theme:
        colour = theme.get(_CALLED.get(of_theme, of_theme))
        found.append(colour and _toned(colour, _share(shade), _share(tint)))
    return [colour for colour in found if colour is not None]


def _share(text: str | None) -> float:
    try:
        return int(text or "FF", 16) / 255
    except ValueError:
        return 1


def _toned(colour: Colour, shade: float, tint: float) -> Colour:
    return covered(covered(colour, shade, (0, 0, 0)), tint)


def shading(node: Node, theme: Theme) -> list[Colour]:
    """The colours that a `w:shd` may come to; none where it leaves the ground as it is."""
    pattern = node.get(xml.VAL) or "clear"
    fills = written(node, theme, _OF_GROUND)
    if pattern in ("clear", "nil"):
        return fills
    front = named(node.get(qn("w:color"))) or (0, 0, 0)
    cover = 1.0 if pattern == "solid" else int(re.sub(r"\D", "", pattern) or 50) / 100
    return [covered(front, min(cover, 1), ground) for ground in fills or [WHITE]]


_COLOURS = frozenset({"srgbClr", "schemeClr", "sysClr", "prstClr"})


def drawn(node: Node | None, theme: Theme) -> Colour | None:
    """The colour of a DrawingML colour (`a:srgbClr` …) or of an element that holds one, upon white."""
    if node is None:
        return None
    local = node.tag.rpartition("}")[2]
    if local not in _COLOURS:
        within = (child for child in node if isinstance(child.tag, str))
        return next((drawn(child, theme) for child in within if _local(child) in _COLOURS), None)
    value = _attribute(node, "val") or ""
    if local == "schemeClr":
        colour = theme.get(_CALLED.get(value, value))
    else:
        colour = named(_attribute(node, "lastClr") or value)
    return colour and _changed(colour, node)


def _local(node: Node) -> str:
    return str(node.tag).rpartition("}")[2]


def _attribute(node: Node, name: str) -> str | None:
    return next((value for key, value in node.attrib.items() if key.rpartition("}")[2] == name), None)


def _changed(colour: Colour, node: Node) -> Colour:
    """With what the children of a DrawingML colour make of it (20.1.2.3)."""
    is_of_word = node.tag.startswith(f"{{{xml.NAMESPACES['w14']}}}")
    for child in node:
        share = _percent(_attribute(child, "val"))
        kind = _local(child)
        if kind in ("lumMod", "lumOff"):
            hue, light, strength = colorsys.rgb_to_hls(*colour)
            light = light * share if kind == "lumMod" else light + share
            colour = colorsys.hls_to_rgb(hue, max(0, min(light, 1)), strength)
        elif kind == "shade":
            colour = _toned(colour, share, 1)
        elif kind == "tint":
            colour = _toned(colour, 1, share)
        elif kind == "alpha":  # Word's own means how much shows through, that of drawings how much does not
            colour = covered(colour, 1 - share if is_of_word else share)
    return colour


def _percent(text: str | None) -> float:
    try:
        return max(0, min(int((text or "").removesuffix("%")) / 100_000, 1))
    except ValueError:
        return 1


def gradient(node: Node, theme: Theme) -> Iterable[Colour]:
    """The colours of a gradient's stops."""
    stops = (stop for stop in node.iter() if _local(stop) == "gs")
    return [colour for stop in stops if (colour := drawn(stop, theme)) is not None]
