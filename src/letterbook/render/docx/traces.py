"""What Word leaves in a file for itself and letters have no use for: who wrote when, from which template, hidden titles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from docx.oxml.ns import qn

from letterbook.render.docx import xml
from letterbook.render.docx.package import MAIN, Package
from letterbook.render.docx.xml import Node

_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_SETTINGS = (
    *(qn(f"w:{tag}") for tag in ("rsids", "attachedTemplate", "linkStyles", "mailMerge", "docVars")),
    *(qn(f"w:{tag}") for tag in ("trackRevisions", "revisionView", "saveThroughXslt", "attachedSchema")),
    *(qn(f"w:{tag}") for tag in ("smartTagType", "proofState", "activeWritingStyle")),
    *(qn("w14:docId"), f"{_W15}docId"),
)
"""Settings that say where a file comes from, or what Word shall do with it beside showing it."""
_OF_CONTROLS = tuple(qn(f"w:{tag}") for tag in ("alias", "tag", "id", "placeholder"))
_SDT_PR, _PRINTER = qn("w:sdtPr"), qn("w:printerSettings")
_BOOKMARKS = (qn("w:bookmarkStart"), qn("w:bookmarkEnd"))
_NOTE_TYPE = qn("w:type")
_REVISION = qn("w:rsid")


def without_traces(package: Package) -> Package:
    """A stripped letterhead without them; parts in which there are none stay as they are."""
    used = _used_edges(package)
    relationships = {
        owner: [to for to in kept if owner != MAIN or to.kind not in _EDGES or to.id in used]
        for owner, kept in package.relationships.items()
    }
    unused = {
        to.target for to in package.relationships.get(MAIN, []) if to.kind in _EDGES and to.id not in used
    } - {to.target for to in relationships.get(MAIN, [])}
    parts = {part: data for part, data in package.parts.items() if part not in unused}
    for kind, clean in _CLEANERS.items():
        for part in [MAIN] if kind == "document" else [to.target for to in package.related(MAIN, kind)]:
            if part in parts:
                parts[part] = _cleaned(parts[part], clean)
    types = {part: package.types[part] for part in parts}
    kept = {owner: related for owner, related in relationships.items() if related and owner in parts}
    return replace(package, parts=parts, types=types, relationships=kept)


_EDGES = frozenset({"header", "footer"})


def _used_edges(package: Package) -> set[str]:
    """The identifiers of the headers and footers that a section names; others are never shown."""
    root = xml.read(package.parts[MAIN])
    references = root.iter(qn("w:headerReference"), qn("w:footerReference"))
    return {node.get(xml.R_ID) for node in references}


def _cleaned(data: bytes, clean: Callable[[Node], bool]) -> bytes:
    root = xml.read(data)
    return xml.write(root) if clean(root) else data


def _remove(nodes: Iterable[Node]) -> bool:
    """Takes the elements away, whether there are any."""
    found = list(nodes)
    for node in found:
        node.getparent().remove(node)
    return bool(found)


def _clean_settings(root: Node) -> bool:
    return _remove(root.iter(*_SETTINGS))


def _clean_words(root: Node) -> bool:
    """A part with words. No field of a letterhead asks for a bookmark, and Word numbers content controls itself."""
    changed = _remove(node for node in root.iter(*_OF_CONTROLS) if node.getparent().tag == _SDT_PR)
    changed |= _remove(root.iter(_PRINTER, *_BOOKMARKS))
    for node in root.iter():
        marks = [name for name in node.attrib if name.startswith(_REVISION)] if len(node.attrib) else []
        for name in marks:
            del node.attrib[name]
        changed |= bool(marks)
    return changed


def _clean_notes(root: Node) -> bool:
    """Letters have no notes: the rules that stand above them stay, as the settings name them."""
    changed = _remove(node for node in root if node.get(_NOTE_TYPE) in (None, "normal"))
    return _remove(root.iter(xml.T)) or changed


_CLEANERS: Mapping[str, Callable[[Node], bool]] = MappingProxyType(
    {
        "document": _clean_words,
        "header": _clean_words,
        "footer": _clean_words,
        "settings": _clean_settings,
        "footnotes": _clean_notes,
        "endnotes": _clean_notes,
    }
)
