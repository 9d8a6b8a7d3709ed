"""Fonts inside a Word file, as Word itself embeds them (ECMA-376-1, 17.8.1): ours, an office's own, and those of a letterhead.

No machine has our faces, so they go along with each letter that names them: those of the four that it uses, cut to the
alphabets that letters are written in, always the same, since LibreOffice draws all open documents with the font that it met first
under a name. SimSun and MS Mincho are on every machine that has Word. Word is not asked to cut the fonts to what is used
(`w:saveSubsetFonts`) when it saves: who opens the file next could not write in it.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files

from docx.oxml.ns import qn

from letterbook.fonts import font_files, may_be_changed
from letterbook.model import OwnFont
from letterbook.render.docx import package, xml
from letterbook.render.docx.package import Package, Relationship
from letterbook.sources.fonts import font_sum

FONT_TABLE, SETTINGS = "word/fontTable.xml", "word/settings.xml"
SERIF, SANS = "Letterbook Serif", "Letterbook Sans"
ARABIC, HEBREW = "Letterbook Naskh", "Letterbook Hebrew"
GEORGIAN, ARMENIAN = "Letterbook Georgian", "Letterbook Armenian"
_CHARSETS = {ARABIC: "B2", HEBREW: "B1"}
"""The character set of a family as Word calls it (ECMA-376-1, 17.8.3.2), where it is not Latin's."""
_OURS = frozenset({SERIF, SANS, ARABIC, HEBREW, GEORGIAN, ARMENIAN})
_STAND_INS = {SANS: "Arial"}
_FACES = ("Regular", "Bold", "Italic", "BoldItalic")
_FOLDER = "word/fonts/"
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


@dataclass(frozen=True)
class Face:
    """One of a family's four faces that goes along: the name of its part, in which its alphabets are named, and its key."""

    family: str
    face: str
    part: str
    data: bytes
    key: str


SIGNS = (
    *(*range(0x20, 0x180), *map(ord, "ƏəƠơƯưǍǎǦǧȘșȚțʻʼʾʿˇˈˌ")),
    *(*range(0x300, 0x315), 0x323, 0x326, 0x327, 0x328, 0x331, *range(0x370, 0x400)),
    *(*range(0x400, 0x460), *range(0x490, 0x530), *range(0x1D43, 0x1D59), *range(0x1EA0, 0x1EFA)),
    *(*range(0x2000, 0x2100), *range(0x2113, 0x2123), *map(ord, "−≈≠≤≥☐☑☒")),
)
"""What the serif and the sans have in Word: Latin, Greek and Cyrillic letters of living languages, and punctuation.

`tools/make_fonts.py` cuts them beforehand, since that takes two seconds, and a run has several processes.
"""


@cache
def whole(family: str) -> tuple[Face, ...]:
    """The regular and the bold face of a family for a further script, as they come with the program."""
    names = ((face, f"{family.replace(' ', '')}-{face}") for face in _FACES[:2])
    return tuple(_face(family, face, name, font_files()[f"{name}.ttf"]) for face, name in names)


@cache
def for_word(family: str, face: str) -> Face:
    """A face of the serif or the sans, with the signs that Word files have of it, as it comes with the program."""
    name = f"{family.replace(' ', '')}-{face}"
    return _face(family, face, name, files(__package__).joinpath("faces", f"{name}.ttf").read_bytes())


@lru_cache(maxsize=32)
def of_the_office(font: OwnFont) -> Face | None:
    """The office's own font for Word; None where its makers let it be looked at and printed alone (OS/2, fsType)."""
    if not may_be_changed(font):
        return None
    return _face(font.family, _FACES[font.is_bold], f"office-{font.sum[:16]}", font.data)


def _face(family: str, face: str, name: str, data: bytes) -> Face:
    """A key made of the font itself, and the font with its first bytes changed by the key (17.8.1)."""
    key = uuid.UUID(bytes=hashlib.sha256(data).digest()[:16])
    return Face(family, face, f"{_FOLDER}{name}.odttf", _scrambled(data, key), f"{{{str(key).upper()}}}")


def embed(parts: Mapping[str, bytes], faces: Sequence[Face]) -> Embedded:
    """These faces for a document with these parts; nothing where it has no table of fonts."""
    if FONT_TABLE not in parts or not faces:
        return Embedded({}, {}, ())
    table = xml.read(parts[FONT_TABLE])
    for family in dict.fromkeys(face.family for face in faces):
        _clear(_entry(table, family))
    relationships: list[Relationship] = []
    for face in sorted(faces, key=lambda face: _FACES.index(face.face)):
        to = Relationship(f"rFont{len(relationships) + 1}", "font", face.part)
        xml.sub_referring(_entry(table, face.family), f"embed{face.face}", to.id, fontKey=face.key)
        relationships.append(to)
    fonts = {face.part: face.data for face in faces}
    changed = {FONT_TABLE: xml.write(table)}
    if SETTINGS in parts:
        changed[SETTINGS] = _with_embedding(parts[SETTINGS])
    return Embedded(changed | fonts, dict.fromkeys(fonts, package.FONT_TYPE), tuple(relationships))


def _entry(table: xml.Node, family: str) -> xml.Node:
    """What the table says of the family."""
    known = next((node for node in table if node.get(_NAME) == family), None)
    if known is None:
        known = xml.sub(table, "font", name=family)
        xml.sub(known, "altName", val=_STAND_INS.get(family, "Times New Roman"))
        xml.sub(known, "charset", val=_CHARSETS.get(family, "00"))
        xml.sub(known, "family", val="swiss" if family == SANS else "roman")
        xml.sub(known, "pitch", val="variable")
    return known


def _clear(entry: xml.Node) -> None:
    for node in [node for node in entry if node.tag in _EMBEDDED]:
        entry.remove(node)


_EMBEDDED = {qn(f"w:embed{face}"): face for face in _FACES}


class Together:
    """The faces that go along with several documents, each once."""

    def __init__(self) -> None:
        self._faces: dict[tuple[str, str], Face] = {}

    def add(self, document: Package) -> None:
        """Takes over what this document carries."""
        for face in carried(document):
            self._faces.setdefault((face.family, face.face), face)

    def put(self, document: Package) -> None:
        """Lets this document carry all of them, and no others."""
        made = embed(document.parts, list(self._faces.values()))
        document.parts |= made.parts
        document.types |= made.types
        if made.relationships:
            document.relationships[FONT_TABLE] = list(made.relationships)


def carried(document: Package) -> list[Face]:
    """The faces that stand in a Word file."""
    targets = {to.id: to.target for to in document.related(FONT_TABLE, "font")}
    if not targets:
        return []
    return [
        Face(entry.get(_NAME), _EMBEDDED[node.tag], part, document.parts[part], node.get(_FONT_KEY, ""))
        for entry in xml.read(document.parts[FONT_TABLE])
        for node in entry
        if node.tag in _EMBEDDED and (part := targets.get(node.get(xml.R_ID), "")) in document.parts
    ]


def without_ours(letterhead: Package) -> Package:
    """The same without what it carries under a name of ours, as a letter does that was made a letterhead."""
    faces = [face for face in carried(letterhead) if face.family in _OURS]
    if not faces:
        return letterhead
    table, gone = xml.read(letterhead.parts[FONT_TABLE]), {face.part for face in faces}
    for entry in table:
        if entry.get(_NAME) in _OURS:
            _clear(entry)
    kept = [to for to in letterhead.relationships[FONT_TABLE] if to.target not in gone]
    parts = {part: data for part, data in letterhead.parts.items() if part not in gone}
    return replace(
        letterhead,
        parts=parts | {FONT_TABLE: xml.write(table)},
        relationships={**letterhead.relationships, FONT_TABLE: kept},
    )


def _scrambled(data: bytes, key: uuid.UUID) -> bytes:
    """The font with its first bytes changed by the key; done twice, it is as it was."""
    reversed_key = key.bytes[::-1]
    head = bytes(byte ^ reversed_key[index % 16] for index, byte in enumerate(data[:_SCRAMBLED]))
    return head + data[_SCRAMBLED:]


def unlisted_fonts(letterhead: Package, listed: frozenset[str]) -> list[str]:
    """The names of the fonts in a letterhead whose files have none of these check sums (SHA-256); those under a name of ours
    are left out of a letter in any case.
    """
    fonts = (
        _as_installed(letterhead, owner, to)
        for owner, carried in letterhead.relationships.items()
        for to in carried
        if to.kind == "font" and not to.external
    )
    return sorted({name for name, data in fonts if name not in _OURS and font_sum(data) not in listed})


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
