"""A DOCX file as its parts: read with limits, written so that the same parts give the same bytes.

Open Packaging Conventions (ECMA-376-2): a zip of parts, their media types, and relationships between them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TARGET_MODE, RELATIONSHIP_TYPE
from docx.opc.oxml import CT_Relationships, CT_Types, parse_xml, serialize_part_xml
from docx.opc.packuri import CONTENT_TYPES_URI, PackURI

from letterbook.render.docx import xml
from letterbook.render.docx.zip_file import is_packed
from letterbook.sentences import say
from letterbook.sources.documents.zip_parts import part_reader

MAX_ENTRIES = 1_000
MAX_UNPACKED = 50_000_000
MAX_RATIO = 100
MAIN = "word/document.xml"

CONTENT_TYPES = CONTENT_TYPES_URI.membername
HEADER_TYPE, FOOTER_TYPE = CONTENT_TYPE.WML_HEADER, CONTENT_TYPE.WML_FOOTER
NUMBERING_TYPE, STYLES_TYPE = CONTENT_TYPE.WML_NUMBERING, CONTENT_TYPE.WML_STYLES
MAIN_TYPE = CONTENT_TYPE.WML_DOCUMENT_MAIN
FONT_TYPE = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")


class UnreadableDocxError(Exception):  # it says what the file is
    """The bytes are no DOCX file that may be used; `code` and `hint` are those of a Problem, `fault` goes on after what
    the file is called.
    """

    def __init__(self, code: str, fault: str, hint: str) -> None:
        super().__init__(code, fault, hint)
        self.code, self.fault, self.hint = code, fault, hint

    @property
    def what(self) -> str:
        """The same of a letterhead, as a sentence."""
        return say("The Word letterhead {fault}", fault=self.fault)

    def __str__(self) -> str:
        return self.what


@dataclass(frozen=True)
class Relationship:
    """From a part to another; `kind` is the last word of its type, `target` a part's name, or an address outside."""

    id: str
    kind: str
    target: str
    external: bool = False


@dataclass
class Package:
    """The parts by name, the media type of each, and the relationships of each ("" has the package's own)."""

    parts: dict[str, bytes]
    types: dict[str, str]
    relationships: dict[str, list[Relationship]] = field(default_factory=dict)

    def related(self, part: str, kind: str) -> list[Relationship]:
        """The part's relationships of this kind to parts of the package."""
        return [to for to in self.relationships.get(part, []) if to.kind == kind and not to.external]


# What a letterhead may be made of, and what Word leaves behind that a letter has no use for.
_KEPT = frozenset(
    {
        *("styles", "numbering", "settings", "fontTable", "font", "theme"),
        *("header", "footer", "image", "footnotes", "endnotes"),
    }
)
_LEFT_BEHIND = frozenset(
    {
        *("officeDocument", "core-properties", "extended-properties", "custom-properties", "thumbnail"),
        *("customXml", "customXmlProps", "glossaryDocument", "people", "stylesWithEffects", "documentTasks"),
        *("comments", "commentsExtended", "commentsIds", "commentsExtensible", "recipientData"),
        *("classificationlabels", "attachedTemplate", "webSettings", "printerSettings", "intelligence"),
        *("keyMapCustomizations", "attachedToolbars", "transform", "documenttasks"),
    }
)


def refused(package: Package) -> list[tuple[str, Relationship]]:
    """What a letterhead may not hold: relationships to the outside, and parts of kinds that can do harm.

    Whatever hangs on a part that letters do not carry, such as a collection of building blocks, is nobody's concern.
    """
    return [
        (owner, to)
        for owner in _carried(package)
        for to in package.relationships.get(owner, [])
        if to.kind not in _LEFT_BEHIND and (to.external or to.kind not in _KEPT)
    ]


def strip(package: Package) -> Package:
    """The document with the parts it is drawn from, and nothing else: no thumbnail, no history, no hidden data."""
    relationships = _carried(package)
    return Package(
        {part: package.parts[part] for part in sorted(relationships)},
        {part: package.types[part] for part in sorted(relationships)},
        {owner: kept for owner, kept in sorted(relationships.items()) if kept},
    )


def _carried(package: Package) -> dict[str, list[Relationship]]:
    """The parts that letters carry, each with its relationships to others of them."""
    relationships: dict[str, list[Relationship]] = {}
    waiting = [MAIN]
    while waiting:
        owner = waiting.pop()
        kept = [
            to
            for to in package.relationships.get(owner, [])
            if to.kind in _KEPT and not to.external and to.target in package.parts
        ]
        relationships[owner] = kept
        waiting.extend(to.target for to in kept if to.target not in relationships)
    return relationships


def unpack(data: bytes) -> Package:
    """The parts of a DOCX file; Unreadable says why not."""
    parts = entries(data)
    if CONTENT_TYPES not in parts:
        raise _not_word(_NO_WORD)
    try:
        package = Package(parts, _types(parts))
        for part in [part for part in parts if part.endswith(".rels")]:
            package.relationships[_owner(part)] = list(_relationships(parts.pop(part), _owner(part)))
    except xml.BrokenXmlError as error:
        raise _broken(str(error)) from error
    del parts[CONTENT_TYPES]
    package = _with_standard_names(package)
    if package.types.get(MAIN) != MAIN_TYPE or MAIN not in package.parts:
        raise _not_word(_OTHER_KINDS.get(package.types.get(MAIN, ""), _NO_WORD))
    if _STRICT in package.parts[MAIN][:_ROOT_LENGTH]:
        raise UnreadableDocxError(
            "letterhead-strict",
            "is saved as a “Strict Open XML Document”, which few programs read.",
            _SAVE_AS,
        )
    return package


def with_parts(package: Package, parts: Mapping[str, bytes]) -> Package:
    """A package that is the same but for the contents of these parts."""
    return Package({**package.parts, **parts}, package.types, package.relationships)


_NO_WORD = "it is a zip file, but not of a Word document"
_SAVE_AS = "In Word: File, Save As, and choose the file type “Word Document (*.docx)”."
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OTHER_KINDS = {
    f"{_OFFICE}.template.main+xml": "it is a Word template (.dotx) under another name",
    "application/vnd.ms-word.document.macroEnabled.main+xml": "it is a Word document with macros (.docm) under another name",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml": "it is a Word template with macros (.dotm) under another name",
}
_STRICT, _ROOT_LENGTH = b"http://purl.oclc.org/ooxml/", 8_000
_STANDARD_NAMES = {kind: f"word/{kind}.xml" for kind in ("styles", "numbering", "settings", "fontTable")}


def _with_standard_names(package: Package) -> Package:
    """The same with the main part, and those that there is one of, under the names that Word gives them.

    What a part is, its relationship says (ECMA-376-2, 9.3; -1, 11.3): some programs write word/document2.xml.
    """
    main = next((to.target for to in package.related("", "officeDocument")), MAIN)
    wanted = {main: MAIN}
    for to in package.relationships.get(main, []):
        if to.external:
            continue
        if to.kind in _STANDARD_NAMES:
            wanted.setdefault(to.target, _STANDARD_NAMES[to.kind])
        elif to.kind in ("header", "footer") and not to.target.startswith("word/"):
            wanted.setdefault(to.target, "word/" + to.target.replace("/", "-"))
    names = {old: new for old, new in wanted.items() if old != new and old in package.parts}
    # A part that has the name already takes that of the other.
    names |= {new: old for old, new in names.items() if new in package.parts and new not in names}
    return _renamed(package, names) if names else package


def _renamed(package: Package, names: Mapping[str, str]) -> Package:
    return Package(
        {names.get(part, part): data for part, data in package.parts.items()},
        {names.get(part, part): kind for part, kind in package.types.items()},
        {
            names.get(owner, owner): [
                to if to.external else replace(to, target=names.get(to.target, to.target))
                for to in relationships
            ]
            for owner, relationships in package.relationships.items()
        },
    )


def entries(data: bytes) -> dict[str, bytes]:
    """The parts of a zip by name, within limits; Unreadable says why not."""
    if data.startswith(_OLE):
        raise UnreadableDocxError(
            "letterhead-encrypted",
            "is protected with a password, or in the old .doc format.",
            "Open it in Word, take the password away (File, Info, Protect Document), and save it as .docx.",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_sizes(archive.infolist())
            files = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len({entry.filename.lower() for entry in files}) < len(files):
                raise _not_word("it holds two parts of one name")
            read = part_reader(data, archive)
            return {entry.filename: read(entry.filename) for entry in files}
    except UnreadableDocxError:
        raise
    except Exception as error:  # zipfile and what unpacks for it raise a dozen kinds for a broken entry
        raise _not_word("it is no zip file, or a damaged one") from error


def _check_sizes(entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableDocxError(
            "letterhead-encrypted",
            "is a zip file with a password.",
            "Save it in Word as .docx without a password.",
        )
    unpacked, packed = (
        sum(entry.file_size for entry in entries),
        sum(entry.compress_size for entry in entries),
    )
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(packed, 1):
        raise UnreadableDocxError(
            "letterhead-too-large",
            say(
                "would unpack to {count} parts and {unpacked} kB, more than such a file needs.",
                count=len(entries),
                unpacked=unpacked // 1000,
            ),
            "Make it anew in Word, or use smaller pictures.",
        )


def _not_word(why: str) -> UnreadableDocxError:
    return UnreadableDocxError(
        "letterhead-no-docx",
        say("cannot be read: {why}.", why=why),
        f"Open it in Word or LibreOffice and save it anew. {_SAVE_AS}",
    )


def _broken(why: str) -> UnreadableDocxError:
    return UnreadableDocxError(
        "letterhead-broken",
        say("is damaged inside: {why}.", why=why),
        "Open it in Word, let Word repair it, and save it again.",
    )


def _types(parts: Mapping[str, bytes]) -> dict[str, str]:
    defaults, overrides = _declared_types(parts[CONTENT_TYPES])
    return {part: overrides.get(part, defaults.get(part.rpartition(".")[2].lower(), "")) for part in parts}


@lru_cache(maxsize=64)  # letters of one template declare the same
def _declared_types(data: bytes) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The media types by extension, and those by part."""
    root = xml.read(data, parse_xml)
    if not isinstance(root, CT_Types):
        return {}, {}
    defaults = {(node.extension or "").lower(): node.content_type or "" for node in root.defaults}
    overrides = {(node.partname or "").lstrip("/"): node.content_type or "" for node in root.overrides}
    return defaults, overrides


def _owner(relationships_part: str) -> str:
    folder, _, leaf = relationships_part.removesuffix(".rels").rpartition("_rels/")
    return folder + leaf


@lru_cache(maxsize=256)
def _relationships(data: bytes, owner: str) -> tuple[Relationship, ...]:
    root = xml.read(data, parse_xml)
    if not isinstance(root, CT_Relationships):
        return ()
    folder = PackURI(f"/{owner}").baseURI
    found = []
    for node in root.Relationship_lst:
        external = node.target_mode == RELATIONSHIP_TARGET_MODE.EXTERNAL
        target = node.target_ref or ""
        if not external:
            target = PackURI.from_rel_ref(folder, target).membername
        found.append(Relationship(node.rId or "", (node.reltype or "").rpartition("/")[2], target, external))
    return tuple(found)


_RELATIONSHIP_TYPES = {
    address.rpartition("/")[2]: address for name, address in vars(RELATIONSHIP_TYPE).items() if name.isupper()
}
"""The whole type by its last word."""


def relationships_part(owner: str) -> str:
    """Where a part's relationships are kept: `word/_rels/document.xml.rels`."""
    return str(PackURI(f"/{owner}").rels_uri.membername)


def relationships_xml(owner: str, relationships: Iterable[Relationship]) -> bytes:
    """A .rels part; targets in the package are written relative to the owner."""
    folder = PackURI(f"/{owner}").baseURI
    root = CT_Relationships.new()
    for to in relationships:
        target = to.target if to.external else PackURI(f"/{to.target}").relative_ref(folder)
        root.add_rel(to.id, _RELATIONSHIP_TYPES[to.kind], target, is_external=to.external)
    return serialize_part_xml(root)


_DEFAULT_TYPES = {
    "rels": CONTENT_TYPE.OPC_RELATIONSHIPS,
    "xml": CONTENT_TYPE.XML,
    "png": CONTENT_TYPE.PNG,
    "jpeg": CONTENT_TYPE.JPEG,
    "odttf": FONT_TYPE,
}


def content_types_xml(types: Iterable[tuple[str, str]]) -> bytes:
    """The part that says what each part (by its name) is: pictures by their ending, all others by name."""
    root: xml.Node = CT_Types.new()  # type: ignore[no-untyped-call]  # it has no annotations
    for ending, kind in _DEFAULT_TYPES.items():
        root.add_default(ending, kind)
    for part, kind in types:
        if _DEFAULT_TYPES.get(part.rpartition(".")[2]) != kind:
            root.add_override(f"/{part}", kind)
    return serialize_part_xml(root)


def entry(part: str) -> zipfile.ZipInfo:
    """A zip entry that says nothing of the machine or the time: same content, same bytes."""
    info = zipfile.ZipInfo(part, (1980, 1, 1, 0, 0, 0))
    info.create_system = 0
    info.compress_type = zipfile.ZIP_STORED if is_packed(part) else zipfile.ZIP_DEFLATED
    return info


def write_part(archive: zipfile.ZipFile, part: str, data: bytes) -> None:
    """Adds a part to an open zip."""
    info = entry(part)
    archive.writestr(info, data)
    forget_rights(info)


def forget_rights(info: zipfile.ZipInfo) -> None:
    """To be called once the entry is written: zipfile has noted a Unix file's rights, which a letter has none of."""
    info.external_attr = 0
