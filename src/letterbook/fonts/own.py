"""An office's own font for a script that the program's fonts lack: it draws the signs of that script, and no others.

So a sign of one script never comes from another's font, whatever else the file has. Its embedding bits (OpenType, OS/2,
`fsType`) say whether it may stand in a file that leaves the house; they are respected. A PDF holds of a font what it uses.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from letterbook.fonts.opened import character_map, opened, widths
from letterbook.fonts.scripts import (
    FEWEST_LETTERS,
    letters_by_script,
    program_scripts,
    script_name,
    scripts_of,
)
from letterbook.fonts.widths import program_signs
from letterbook.model import FontFile, OwnFont
from letterbook.sentences import say

_RESTRICTED, _EDITABLE, _USES = 0x0002, 0x0008, 0x000F
_NO_SUBSETTING, _BITMAPS_ONLY = 0x0100, 0x0200
_BOLD_FROM = 600
_SPACES = (0x20, 0xA0)


class FontRefusedError(Exception):
    """A font file that cannot or must not be used: a stable `code`, what is wrong, and what to do."""

    def __init__(self, code: str, what: str, hint: str) -> None:
        super().__init__(code, what, hint)
        self.code, self.what, self.hint = code, what, hint


def own_fonts(files: Iterable[FontFile]) -> tuple[OwnFont, ...]:
    """What each font draws of the scripts that the program lacks; those that draw none are left out.

    A script that two families have is drawn by the first. Raises FontRefusedError.
    """
    fonts: list[OwnFont] = []
    family_of: dict[str, str] = {}
    for file in files:
        family, scripts = _offered(file.data)
        drawn = [script for script in scripts if family_of.setdefault(script, family) == family]
        font = _own_font(file.data, file.sum, frozenset(drawn)) if drawn else None
        if font is not None and font not in fonts:
            fonts.append(font)
    return tuple(fonts)


@lru_cache(maxsize=32)
def _offered(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The font's family and the scripts of its letters that the program lacks. Raises FontRefusedError."""
    try:
        font = _open(data)
        signs, bits, family = character_map(font), int(font["OS/2"].fsType), _family(font)
        is_upright = not font["head"].macStyle & 2
    except Exception as error:
        what = "This file is no font that can be read."
        raise FontRefusedError("unreadable-font", what, "Take a font as .ttf from where it came.") from error
    _refuse_restricted(family, bits)
    counts = letters_by_script(signs)
    drawn = {script for script, count in counts.items() if count >= FEWEST_LETTERS}
    return family, tuple(sorted(drawn - program_scripts())) if is_upright else ()


def _open(data: bytes) -> Any:
    from fontTools.ttLib import TTFont

    return TTFont(io.BytesIO(data), fontNumber=0, lazy=True, recalcTimestamp=False)


def _refuse_restricted(family: str, bits: int) -> None:
    """Raises FontRefusedError for a font whose licence bits keep it out of a letter (OpenType, OS/2, fsType)."""
    if bits & _USES == _RESTRICTED:
        what = say("The font {family} says that it may not be put into documents.", family=family)
    elif bits & _BITMAPS_ONLY:
        what = say(
            "The font {family} says that only pictures of it may be put into documents.", family=family
        )
    elif bits & _NO_SUBSETTING:
        what = say(
            "The font {family} says that it may be put into documents only whole, and a letter holds but what it uses.",
            family=family,
        )
    else:
        return
    hint = "Take a font that may be embedded, such as one of the Noto family, or ask its maker for a licence."
    raise FontRefusedError("restricted-font", what, hint)


@lru_cache(maxsize=32)
def _own_font(data: bytes, digest: str, scripts: frozenset[str]) -> OwnFont | None:
    """The font with the signs of these scripts alone. Raises FontRefusedError where its outlines are not TrueType's."""
    font = _open(data)
    if "glyf" not in font or "fvar" in font:
        what = say(
            "The font {family} cannot be used for {scripts}: its outlines are not plain TrueType.",
            family=_family(font),
            scripts=_names(scripts),
        )
        raise FontRefusedError("unreadable-font", what, "Take its static .ttf, not .otf or a variable font.")
    lacking = character_map(font).keys() - program_signs()
    wanted = {code for code in lacking if scripts_of(chr(code)) & scripts}
    _leave_only(font, wanted)
    out = io.BytesIO()
    font.save(out, reorderTables=None)
    return OwnFont(
        digest,
        _family(font),
        _is_bold(font),
        tuple(map(script_name, sorted(scripts))),
        {code: width for code, width in widths(font).items() if code in wanted},
        _readings(font),
        out.getvalue(),
    )


def _names(scripts: Iterable[str]) -> str:
    return ", ".join(map(script_name, sorted(scripts)))


def _leave_only(font: Any, wanted: set[int]) -> None:
    """Takes all characters but these out of the font's map, and gives each of the two spaces a glyph of its own.

    Pango leaves a space in the font of the word before it; a PDF says of each glyph which one character it stands for.
    """
    from fontTools.ttLib.tables._g_l_y_f import Glyph

    known = character_map(font)
    space = known.get(_SPACES[0])
    width = font["hmtx"].metrics[space][0] if space else font["head"].unitsPerEm // 4
    kept = {code: glyph for code, glyph in known.items() if code in wanted}
    for code in _SPACES:
        name = f"letterbook{code:02X}"
        font["glyf"][name] = Glyph()
        font["hmtx"].metrics[name] = (width, 0)
        kept[code] = name
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format in (4, 12):
            table.cmap = (
                dict(kept) if table.format == 12 else {code: kept[code] for code in kept if code < 0x10000}
            )
    font["cmap"].tables = [
        table for table in font["cmap"].tables if table.isUnicode() and table.format in (4, 12)
    ]
    for name in ("DSIG", "hdmx", "VDMX", "LTSH"):
        if name in font:
            del font[name]


def _family(font: Any) -> str:
    names = font["name"]
    return str(names.getBestFamilyName() or names.getDebugName(6) or "")


def _is_bold(font: Any) -> bool:
    return bool(font["OS/2"].usWeightClass >= _BOLD_FROM)


def may_be_changed(font: OwnFont) -> bool:
    """Whether a file that brings this font along may be changed where it is opened; else it may be looked at and printed."""
    uses = int(_open(font.data)["OS/2"].fsType) & _USES
    return not uses or bool(uses & _EDITABLE)


_MOST_STEPS = 8
"""So often a glyph may become another one (OpenType, GSUB), until what it says is known."""


def glyph_readings(name: str) -> Mapping[int, str]:
    """What each glyph of a font of the program says, by its number; `name` is the font's file."""
    return _readings(opened(name))


def mark_glyphs(name: str) -> frozenset[int]:
    """The glyphs of a font of the program that are marks on others (OpenType, GDEF)."""
    font = opened(name)
    classes = font["GDEF"].table.GlyphClassDef.classDefs if "GDEF" in font else {}
    return frozenset(font.getGlyphID(glyph) for glyph, kind in classes.items() if kind == _MARK)


_MARK = 3


def _readings(font: Any) -> Mapping[int, str]:
    """What each glyph says, by its number: a form, a ligature or a part of a sign what it was made from."""
    said = {glyph: chr(code) for code, glyph in character_map(font).items()}
    for _ in range(_MOST_STEPS if "GSUB" in font else 0):
        before = len(said)
        for made, parts in _substitutions(font["GSUB"].table):
            if all(part in said for part in parts):
                said.setdefault(made, "".join(said[part] for part in parts))
        if len(said) == before:
            break
    return {font.getGlyphID(glyph): text for glyph, text in said.items()}


def _substitutions(table: Any) -> Iterator[tuple[str, Sequence[str]]]:
    """Each glyph that stands for others, with these; ligatures first, since their parts are what was typed."""
    lookups = table.LookupList.Lookup if table.LookupList else ()
    parts = [getattr(part, "ExtSubTable", part) for lookup in lookups for part in lookup.SubTable]
    for part in sorted(parts, key=lambda part: part.LookupType != _LIGATURES):
        match part.LookupType:
            case 1:
                yield from ((made, (glyph,)) for glyph, made in part.mapping.items())
            case 2:
                yield from (
                    (made, (glyph,)) for glyph, several in part.mapping.items() for made in several[:1]
                )
            case 3:
                yield from (
                    (made, (glyph,)) for glyph, several in part.alternates.items() for made in several
                )
            case 4:
                for first, ligatures in part.ligatures.items():
                    yield from ((ligature.LigGlyph, (first, *ligature.Component)) for ligature in ligatures)


_LIGATURES = 4
"""The type of a lookup of GSUB."""
