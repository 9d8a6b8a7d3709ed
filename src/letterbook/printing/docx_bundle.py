"""All letters of a mailing in one Word file: each letter's parts are sections of their own, ready to print double-sided.

Letters are read and written one after another; what is held of a letter is the names of its headers, so that ten times
the letters do not take ten times the memory. The words of all letters wait in a file beside the target, as they form
one part of the package, and a package is written part by part.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from typing import IO

from docx.enum.section import WD_SECTION_START
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from letterbook.render.docx import footnotes, package, properties, xml
from letterbook.render.docx.embedding import Together
from letterbook.render.docx.merging import Lists, Notes, StyleNames, Styles, let_go_of_links
from letterbook.render.docx.package import MAIN, Package, Relationship
from letterbook.render.docx.xml import Node

_STYLES, _NUMBERING = "word/styles.xml", "word/numbering.xml"
_KINDS = ("default", "first", "even")
# Taken from the first letter, for all: they say how Word treats the file, not how a letter looks.
_SHARED_KINDS = frozenset({"theme", "webSettings", "endnotes"})
# Taken from the first letter too, with the fonts and footnotes of all: the settings name the rules above footnotes.
_GATHERED_KINDS = frozenset({"settings", "fontTable", "footnotes"})
_SETTINGS = "word/settings.xml"
_REFERENCES = {kind: qn(f"w:{kind}Reference") for kind in ("header", "footer")}
_ID, _NAME = qn("w:id"), qn("w:name")
_BOOKMARK, _BOOKMARK_END = qn("w:bookmarkStart"), qn("w:bookmarkEnd")
_INSTRUCTION, _SIMPLE_FIELD, _INSTR = qn("w:instrText"), qn("w:fldSimple"), qn("w:instr")
_LONGEST_BOOKMARK = 30  # Word allows 40 characters; the letter's number comes after


def write_bundle(
    target: Path, letters: Sequence[Path], *, title: str, author: str, language: str, issued: date
) -> None:
    """Writes `letters` (finished DOCX files, in print order) as one DOCX file.

    Each letter begins on a new page, counted from 1, which LibreOffice puts on a front side; its sections keep their headers and page numbers, its lists their numbers.
    `title`, `author`, `language` and `issued` are the file's own particulars. Raises OSError, and Unreadable for a
    letter that is no DOCX file.
    """
    with zipfile.ZipFile(target, "w") as archive, tempfile.TemporaryFile(dir=target.parent) as body:
        bundle = _Bundle(archive, body)
        for number, letter in enumerate(letters, start=1):
            bundle.add(letter.read_bytes(), number, last=number == len(letters))
        bundle.finish(
            properties.core_properties(
                title=title, subject="", author=author, language=language, issued=issued
            )
        )


@dataclass
class _Counter:
    last: int = 0

    def next(self) -> str:
        self.last += 1
        return str(self.last)


@dataclass
class _Bundle:
    archive: zipfile.ZipFile
    body: IO[bytes]
    styles: Styles = field(default_factory=Styles)
    lists: Lists = field(default_factory=Lists)
    notes: Notes = field(default_factory=Notes)
    relationships: list[Relationship] = field(default_factory=list)
    types: dict[str, str] = field(default_factory=lambda: {MAIN: package.MAIN_TYPE})
    written: dict[bytes, str] = field(default_factory=dict)  # the identifier or name of a part by its content
    endings: dict[bytes, int] = field(
        default_factory=dict
    )  # the letter whose bookmarks stand for a section's words
    bookmarks: _Counter = field(default_factory=_Counter)
    drawings: _Counter = field(default_factory=_Counter)
    fonts: Together = field(default_factory=Together)
    first: Package | None = None

    def add(self, data: bytes, number: int, *, last: bool) -> None:
        """Writes one letter's words and headers."""
        letter = package.unpack(data)
        root = xml.read(letter.parts[MAIN])
        let_go_of_links(root)
        body = root.body
        if number == 1:
            self._take_shared(letter, _SHARED_KINDS)
            self.first = letter
        self.fonts.add(letter)
        sections = _sections(body)
        words = _as_written(letter.parts[MAIN], sections)
        numbering = letter.parts.get(_NUMBERING)
        self.lists.apply(root, self.lists.take(numbering, self.lists.used(root)))
        names = self.styles.names(letter.parts[_STYLES], self.lists, numbering)
        names.apply(root)
        self.notes.take(root, letter.parts.get(footnotes.PART), names)
        renamed = self._name_bookmarks(sections, words, names, number)
        _rename_fields(root, renamed)
        self._number_drawings(root)
        self._relate(root, letter)
        self._set_headers([section for section, _ in sections], letter, names, renamed)
        if not last:
            _end_with_paragraph(body)
        self._write_body(root)

    def finish(self, core: bytes) -> None:
        """Writes what all letters share, and the list of contents."""
        if self.first:
            self.fonts.put(self.first)
            self._take_shared(self._with_notes(self.first), _GATHERED_KINDS)
        self._write(_STYLES, self.styles.xml(), package.STYLES_TYPE)
        self._write(_NUMBERING, self.lists.xml(), package.NUMBERING_TYPE)
        self._write(properties.PART, core, properties.TYPE)
        self.relationships += [
            Relationship("rStyles", "styles", _STYLES),
            Relationship("rNumbering", "numbering", _NUMBERING),
        ]
        self._write_document()
        root = [
            Relationship("rId1", "officeDocument", MAIN),
            Relationship("rId2", "core-properties", properties.PART),
        ]
        for owner, relationships in ((MAIN, self.relationships), ("", root)):
            self._write(package.relationships_part(owner), package.relationships_xml(owner, relationships))
        self._write(package.CONTENT_TYPES, package.content_types_xml(self.types.items()))

    def _with_notes(self, letter: Package) -> Package:
        """The letter whose settings the bundle has, with the footnotes of all letters."""
        if not self.notes:
            return letter
        part = letter.parts.get(footnotes.PART)
        root, settings = footnotes.only_rules(part), letter.parts.get(_SETTINGS)
        if part is None:
            to = Relationship("rFootnotes", footnotes.KIND, footnotes.PART)
            letter.relationships.setdefault(MAIN, []).append(to)
            letter.types[footnotes.PART] = footnotes.TYPE
        if settings is not None:
            letter.parts[_SETTINGS] = footnotes.name_rules(settings, root)
        letter.parts[footnotes.PART] = self.notes.xml(root)
        return letter

    def _write(self, part: str, data: bytes, media_type: str | None = None) -> None:
        package.write_part(self.archive, part, data)
        if media_type:
            self.types[part] = media_type

    def _write_document(self) -> None:
        opening, closing = _FRAME.split(b"<w:p/>")
        self.body.seek(0)
        info = package.entry(MAIN)
        with self.archive.open(info, "w") as document:
            document.write(opening)
            shutil.copyfileobj(self.body, document)
            document.write(closing)
        package.forget_rights(info)

    def _write_body(self, root: Node) -> None:
        further = xml.ignorable(root) - _IGNORABLE
        declared = xml.declare_needed_only(root)
        for child in root[0] if further else ():
            xml.keep_ignorable(child, further)
        if all(prefix and xml.NAMESPACES.get(prefix) == uri for prefix, uri in declared.items()):
            self.body.write(xml.inner_bytes(root))
        else:
            for child in root[0]:
                self.body.write(xml.write_node(child))

    def _take_shared(self, letter: Package, kinds: frozenset[str]) -> None:
        for to in letter.relationships.get(MAIN, []):
            if to.kind in kinds:
                self.relationships.append(Relationship(f"r{to.kind}", to.kind, to.target))
                self._copy_part(letter, to.target)

    def _copy_part(self, letter: Package, part: str) -> None:
        self._write(part, letter.parts[part], letter.types[part])
        related = [to for to in letter.relationships.get(part, []) if not to.external]
        for to in related:
            self._copy_part(letter, to.target)
        if related:
            self._write(package.relationships_part(part), package.relationships_xml(part, related))

    # --- what has to be unlike in all letters ---------------------------------------------------------------------

    def _name_bookmarks(
        self, sections: _Sections, words: Sequence[bytes], names: StyleNames, number: int
    ) -> dict[str, str]:
        """Gives bookmarks names of this letter; the new name by the old.

        A section whose words were there before (the enclosure), in the same styles, has as many pages as there: its own
        bookmarks go, and its fields ask for those of that letter, so that its footers are the same part.
        """
        renamed = {}
        for (_, nodes), written in zip(sections, words, strict=True):
            digest = hashlib.sha256(b"%d " % names.index + written).digest()
            first = self.endings.setdefault(digest, number)
            for start in [start for node in nodes for start in node.iter(_BOOKMARK)]:
                renamed[start.get(_NAME)] = f"{start.get(_NAME)[:_LONGEST_BOOKMARK]}_{first}"
                self._number_bookmark(start, nodes, renamed[start.get(_NAME)], keep=first == number)
        return renamed

    def _number_bookmark(self, start: Node, nodes: Iterable[Node], name: str, *, keep: bool) -> None:
        ends = [end for node in nodes for end in node.iter(_BOOKMARK_END) if end.get(_ID) == start.get(_ID)]
        if not keep:
            for mark in (start, *ends):
                mark.getparent().remove(mark)
            return
        number = self.bookmarks.next()
        start.set(_NAME, name)
        for mark in (start, *ends):
            mark.set(_ID, number)

    def _number_drawings(self, root: Node) -> None:
        for node in root.iter(qn("wp:docPr")):
            node.set("id", self.drawings.next())
        for attribute in (qn("w14:paraId"), qn("w14:textId")):
            for node in root.iter(xml.P):
                node.attrib.pop(attribute, None)

    # --- parts that letters refer to ------------------------------------------------------------------------------

    def _relate(self, root: Node, letter: Package) -> None:
        """Gives pictures in the letter's words identifiers of the bundle."""
        targets = {to.id: to.target for to in letter.related(MAIN, "image")}
        prefix = xml.R_ID.removesuffix("id")
        for node in root.iter() if targets else ():
            for attribute, value in node.attrib.items() if isinstance(node.tag, str) else ():
                if attribute.startswith(prefix) and value in targets:
                    node.set(attribute, self._picture_id(letter, targets[value]))

    def _picture_id(self, letter: Package, part: str) -> str:
        name = self._picture(letter, part)
        known = next((to.id for to in self.relationships if to.kind == "image" and to.target == name), None)
        if known is None:
            known = f"rImage{len(self.relationships) + 1}"
            self.relationships.append(Relationship(known, "image", name))
        return known

    def _picture(self, letter: Package, part: str) -> str:
        data = letter.parts[part]
        digest = hashlib.sha256(data)
        if digest.digest() not in self.written:
            name = f"word/media/{digest.hexdigest()[:16]}.{part.rpartition('.')[2].lower()}"
            self.written[digest.digest()] = name
            self._write(name, data, letter.types[part])
        return self.written[digest.digest()]

    def _set_headers(
        self, sections: Sequence[Node], letter: Package, names: StyleNames, renamed: Mapping[str, str]
    ) -> None:
        """Names every header and footer in every section: what one leaves open, Word takes from the letter before."""
        targets = {to.id: to.target for kind in _REFERENCES for to in letter.related(MAIN, kind)}
        held: dict[tuple[str, str], str] = {}
        header = cache(partial(self._header, letter, names, renamed))
        for index, section in enumerate(sections):
            for which, tag in _REFERENCES.items():
                for node in section.findall(tag):
                    held[which, node.get(xml.TYPE)] = targets[node.get(xml.R_ID)]
                    section.remove(node)
            for node in section.findall(qn("w:printerSettings")):
                section.remove(node)
            for position, (which, kind) in enumerate(
                (which, kind) for which in _REFERENCES for kind in _KINDS
            ):
                part = held.get((which, kind)) or (held.get((which, "default")) if kind == "even" else None)
                reference = xml.element(f"{which}Reference", type=kind)
                reference.set(xml.R_ID, header(part, which))
                section.insert(position, reference)
            if index == 0:
                # not oddPage: LibreOffice 7.4 then shows the first page's header on every page of a letter
                section.get_or_add_type().val = WD_SECTION_START.NEW_PAGE

    def _header(
        self, letter: Package, names: StyleNames, renamed: Mapping[str, str], part: str | None, which: str
    ) -> str:
        """The identifier of a header or footer, written where no letter before had the same."""
        data = (
            letter.parts[part]
            if part
            else xml.write(xml.fragment(f"<w:{_ROOTS[which]}><w:p/></w:{_ROOTS[which]}>"))
        )
        pictures = letter.related(part, "image") if part else []
        related = [Relationship(to.id, to.kind, self._picture(letter, to.target)) for to in pictures]
        asked = sorted(new for old, new in renamed.items() if old.encode() in data)
        identity = hashlib.sha256(repr((which, names.index, related, asked)).encode() + data).digest()
        if identity not in self.written:
            self.written[identity] = self._write_header(data, which, related, names, renamed)
        return self.written[identity]

    def _write_header(
        self,
        data: bytes,
        which: str,
        related: list[Relationship],
        names: StyleNames,
        renamed: Mapping[str, str],
    ) -> str:
        root = xml.read(data)
        names.apply(root)
        _rename_fields(root, renamed)
        self._number_drawings(root)
        number = len(self.written) + 1
        name = f"word/{which}{number}.xml"
        media_type = package.HEADER_TYPE if which == "header" else package.FOOTER_TYPE
        self._write(name, xml.write(root), media_type)
        if related:
            self._write(package.relationships_part(name), package.relationships_xml(name, related))
        self.relationships.append(Relationship(f"r{which}{number}", which, name))
        return f"r{which}{number}"


_ROOTS = {"header": "hdr", "footer": "ftr"}
_ROOT = parse_xml(
    f'<w:document {xml.DECLARED} mc:Ignorable="w14 w15 wp14"><w:body><w:p/></w:body></w:document>'
)
_FRAME, _IGNORABLE = xml.write(_ROOT), xml.ignorable(_ROOT)


_Sections = Sequence[tuple[Node, list[Node]]]
"""The sections of a letter: their properties, and the paragraphs and tables of each."""


def _sections(body: Node) -> _Sections:
    sections: list[tuple[Node, list[Node]]] = []
    nodes: list[Node] = []
    for child in body:
        if child.tag == xml.SECT_PR:
            sections.append((child, nodes))
            continue
        nodes.append(child)
        end = child.find(f"{xml.PPR}/{xml.SECT_PR}")
        if end is not None:
            sections.append((end, nodes))
            nodes = []
    return sections


_SECTION_END = re.compile(rb"<(\w+:|)sectPr\b.*?</\1sectPr>(?:</\1pPr>.*?</\1p>)?", re.DOTALL)
"""Its properties, and what follows in the paragraph that holds them."""


def _as_written(document: bytes, sections: _Sections) -> list[bytes]:
    """The sections as they stand in the letter's main part; node by node where that cannot be cut by its text."""
    ends = [found.end() for found in _SECTION_END.finditer(document)]
    if len(ends) == len(sections):
        return [document[start:end] for start, end in pairwise([0, *ends])]
    return [b"".join(map(xml.write_node, nodes)) for _, nodes in sections]


def _rename_fields(root: Node, renamed: Mapping[str, str]) -> None:
    """Lets fields that ask for a bookmark ask for its new name."""

    def anew(instruction: str) -> str:
        return " ".join(renamed.get(word, word) for word in instruction.split(" "))

    for node in root.iter(_INSTRUCTION):
        node.text = anew(node.text or "")
    for node in root.iter(_SIMPLE_FIELD):
        node.set(_INSTR, anew(node.get(_INSTR)))


def _end_with_paragraph(body: Node) -> None:
    """Lets the letter's last paragraph end its last section, as another letter follows."""
    section = body.sectPr
    body.remove(section)
    last = body[-1]
    if last.tag != xml.P or last.find(f"{xml.PPR}/{xml.SECT_PR}") is not None:
        last = xml.fragment('<w:p><w:pPr><w:spacing w:line="20" w:lineRule="exact"/></w:pPr></w:p>')
        body.append(last)
    last.set_sectPr(section)
