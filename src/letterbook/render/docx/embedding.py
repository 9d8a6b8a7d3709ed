"""Fonts inside a Word file, as Word itself embeds them (ECMA-376-1, 17.8.1): ours, and those of a letterhead.

Times New Roman, Arial, SimSun and MS Mincho are on every machine that has Word, or their twins are. No Arabic, Georgian
or Armenian font with known widths is, so that ours goes along with a letter that needs it.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from docx.oxml.ns import qn

from letterbook.fonts import font_files
from letterbook.render.docx import package, xml
from letterbook.render.docx.package import Package, Relationship
from letterbook.sources.fonts import font_sum

FONT_TABLE, SETTINGS = "word/fontTable.xml", "word/settings.xml"
ARABIC, GEORGIAN, ARMENIAN = "Letterbook Naskh", "Letterbook Georgian", "Letterbook Armenian"
_CHARSETS = {ARABIC: "B2", GEORGIAN: "00", ARMENIAN: "00"}
"""The families that can go along, each with its character set as Word calls it (ECMA-376-1, 17.8.3.2)."""
_FACES = ("Regular", "Bold")
_SCRAMBLED = 32
"""So many bytes at a font's beginning are changed, so that nobody takes it for a font to install."""
_FONT_KEY, _NAME = qn("w:fontKey"), qn("w:name")
# python-docx knows the order of settings only from a later one on.
_BEFORE_EMBEDDING = frozenset(
    qn(f"w:{tag}")
    for tag in (
        "writeProtection", "view", "zoom", "removePersonalInformation", "removeDateAndTime",
        "doNotDisplayPageBoundaries", "displayBackgroundShape", "printPostScriptOverText",
        "printFractionalCharacterWidth", "printFormsData",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Embedded:
    """The parts that a letter has more or otherwise, the new ones' media types, and the font table's relationships."""

    parts: Mapping[str, bytes]
    types: Mapping[str, str]
    relationships: tuple[Relationship, ...]


def embed(parts: Mapping[str, bytes], families: Sequence[str]) -> Embedded:
    """These families for a document with these parts; nothing where it has no table of fonts."""
    if FONT_TABLE not in parts:
        return Embedded({}, {}, ())
    fonts: dict[str, bytes] = {}
    relationships: list[Relationship] = []
    table = xml.read(parts[FONT_TABLE])
    for family in families:
        entry = xml.sub(table, "font", name=family)
        xml.sub(entry, "altName", val="Times New Roman")
        xml.sub(entry, "charset", val=_CHARSETS[family])
        xml.sub(entry, "family", val="roman")
        xml.sub(entry, "pitch", val="variable")
        for face in _FACES:
            number = len(relationships) + 1
            key, data = _obfuscated(f"{family.replace(' ', '')}-{face}.ttf")
            part = f"word/fonts/letterbook{number}.odttf"
            fonts[part] = data
            relationships.append(Relationship(f"rFont{number}", "font", part))
            embedded = xml.sub(entry, f"embed{face}", fontKey=f"{{{key}}}")
            embedded.set(xml.R_ID, f"rFont{number}")
    changed = {FONT_TABLE: xml.write(table)}
    if SETTINGS in parts:
        changed[SETTINGS] = _with_embedding(parts[SETTINGS])
    return Embedded(changed | fonts, dict.fromkeys(fonts, package.FONT_TYPE), tuple(relationships))


@cache
def _obfuscated(file: str) -> tuple[str, bytes]:
    """A key made of the font itself, and the font with its first bytes changed by the key (17.8.1)."""
    data = font_files()[file]
    key = uuid.UUID(bytes=hashlib.sha256(data).digest()[:16])
    return str(key).upper(), _scrambled(data, key)


def _scrambled(data: bytes, key: uuid.UUID) -> bytes:
    """The font with its first bytes changed by the key; done twice, it is as it was."""
    reversed_key = key.bytes[::-1]
    head = bytes(byte ^ reversed_key[index % 16] for index, byte in enumerate(data[:_SCRAMBLED]))
    return head + data[_SCRAMBLED:]


def unlisted_fonts(letterhead: Package, listed: frozenset[str]) -> list[str]:
    """The names of the fonts in a letterhead whose files have none of these check sums (SHA-256)."""
    fonts = (
        _as_installed(letterhead, owner, to)
        for owner, carried in letterhead.relationships.items()
        for to in carried
        if to.kind == "font" and not to.external
    )
    return sorted({name for name, data in fonts if font_sum(data) not in listed})


def _as_installed(letterhead: Package, owner: str, to: Relationship) -> tuple[str, bytes]:
    """A font's name in the letterhead, and its file as it was before it was embedded."""
    data = letterhead.parts.get(to.target, b"")
    try:
        table = xml.read(letterhead.parts[owner])
    except xml.BrokenXmlError:  # told by whoever reads all parts
        return to.target, data
    embedded = next((node for node in table.iter() if node.get(xml.R_ID) == to.id), None)
    if embedded is None:
        return to.target, data
    name = embedded.getparent().get(_NAME) or to.target
    try:
        return name, _scrambled(data, uuid.UUID(embedded.get(_FONT_KEY, "")))
    except ValueError:  # Word can embed a font as it is
        return name, data


def _with_embedding(settings: bytes) -> bytes:
    """The settings with the wish that Word keep the fonts when it saves the file."""
    root = xml.read(settings)
    at = next((index for index, node in enumerate(root) if node.tag not in _BEFORE_EMBEDDING), len(root))
    if root.find(qn("w:embedTrueTypeFonts")) is None:
        root.insert(at, xml.element("embedTrueTypeFonts"))
    return xml.write(root)
