"""All letters of a mailing in one Word file: each letter's parts are sections of their own, ready to print double-sided.

Letters are read and written one after another; what is held of a letter is the names of its headers, so that ten times
the letters do not take ten times the memory. The words of all letters wait in a file beside the target, as they form
one part of the package, and a package is written part by part.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import tempfile
import zipfile
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property, partial
from pathlib import Path
from typing import IO

from letterbook.printing.bundle_forms import Apart, Form, Marks, Numbers, apart
from letterbook.printing.bundle_trees import (
    FRAME,
    SECTION_END,
    Counter,
    PlaceInBundle,
    as_written,
    body_of,
    bookmark_name,
    end_with_paragraph,
    ending_of,
    header_of,
    name_bookmarks,
    number_drawings,
    rename_fields,
    sections_of,
    set_headers,
)
from letterbook.render.docx import footnotes, package, properties, xml
from letterbook.render.docx.embedding import Together
from letterbook.render.docx.merging import Lists, Notes, StyleNames, Styles, let_go_of_links
from letterbook.render.docx.package import MAIN, Package, Relationship
from letterbook.render.docx.xml import Node
from letterbook.sources.documents.alike_zips import AlikeZips, of_the_letter

_STYLES, _NUMBERING = "word/styles.xml", "word/numbering.xml"
# Taken from the first letter, for all: they say how Word treats the file, not how a letter looks.
_SHARED_KINDS = frozenset({"theme", "webSettings", "endnotes"})
# Taken from the first letter too, with the fonts and footnotes of all: the settings name the rules above footnotes.
_GATHERED_KINDS = frozenset({"settings", "fontTable", "footnotes"})
_SETTINGS = "word/settings.xml"


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


@dataclass(frozen=True, eq=False)
class _Group:
    """Letters that have all parts in common but those that may differ: the first of them."""

    package: Package


@dataclass(frozen=True)
class _Opened:
    """A letter's parts, and in its main part the section that is its own, without the words in it."""

    package: Package
    group: _Group

    @cached_property
    def cover_written(self) -> bytes:
        """The first section as it is written."""
        main = self.package.parts[MAIN]
        end = SECTION_END.search(main)
        return main[: end.end()] if end else main

    @cached_property
    def cover(self) -> Apart | None:
        return apart(self.cover_written)

    @property
    def _rest(self) -> bytes:
        return self.package.parts[MAIN][len(self.cover_written) :]

    @property
    def key(self) -> Hashable:
        """The same for letters of a kind."""
        return self.group, self.cover and self.cover.around, self._rest

    @property
    def marked(self) -> bytes:
        """The main part with marks for the words of the first section."""
        return (self.cover.marked() if self.cover else self.cover_written) + self._rest

    @property
    def values(self) -> dict[bytes, bytes]:
        return self.cover.values if self.cover else {}


@dataclass(frozen=True)
class _Form:
    """What is written of a kind's letters, and the place and the numbers of the one that it was taken of."""

    form: Form
    place: PlaceInBundle
    numbers: Numbers
    fixed: tuple[bytes | None, ...]
    """Each header, by which one that is the same is known; None where it names a bookmark of the letter's own."""


@dataclass
class _Kind:
    form: _Form | None = None
    count: int = 0
    is_refused: bool = False


@dataclass(frozen=True)
class _HeaderForm:
    form: Form
    drawings: int


_UNKNOWN = object()
_MOST_KINDS = 200


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
    bookmarks: Counter = field(default_factory=Counter)
    drawings: Counter = field(default_factory=Counter)
    fonts: Together = field(default_factory=Together)
    first: Package | None = None
    alike: AlikeZips[_Group] = field(default_factory=partial(AlikeZips, of_the_letter))
    kinds: dict[Hashable, _Kind] = field(default_factory=dict)
    header_forms: dict[Hashable, _HeaderForm | None] = field(default_factory=dict)

    def add(self, data: bytes, number: int, *, last: bool) -> None:
        """Writes one letter's words and headers."""
        letter = self._opened(data)
        kind = None if last or letter.cover is None else self._kind(letter)
        if kind and kind.form and self._is_filled(kind.form, letter, number):
            return
        main, numbering = letter.package.parts[MAIN], letter.package.parts.get(_NUMBERING)
        root, numbers = xml.read(main), Numbers()
        let_go_of_links(root)
        if number == 1:
            self._take_shared(letter.package, _SHARED_KINDS)
            self.first = letter.package
        words = as_written(main, sections_of(root.body))
        taken = self.lists.take(numbering, self.lists.used(root))
        names = self.styles.names(letter.package.parts[_STYLES], self.lists, numbering)
        self.notes.take(root, letter.package.parts.get(footnotes.PART), names)
        place = PlaceInBundle(names, taken, self._firsts(words, names, number), number, last)
        written = self._set(root, letter, place, numbers)
        self.body.write(written)
        if kind and kind.count > 1 and not kind.is_refused:
            kind.form = self._form(letter, place, numbers, written)
            kind.is_refused = kind.form is None

    def _opened(self, data: bytes) -> _Opened:
        """The letter; one that has its other parts in common with one before is not taken apart anew."""
        if found := self.alike.find(data):
            group, own = found
            return _Opened(package.with_parts(group.package, own), group)
        group = _Group(package.unpack(data))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.alike.learn(data, archive, group)
        self.fonts.add(group.package)
        return _Opened(group.package, group)

    def _firsts(self, words: Sequence[bytes], names: StyleNames, number: int) -> tuple[int, ...]:
        """Of each section the letter in which its words were first, in the same styles.

        A section that was there before (the enclosure) has as many pages as there: its own bookmarks go, and its fields ask for those
        of that letter, so that its footers are the same part.
        """
        return tuple(self.endings.setdefault(ending_of(names, written), number) for written in words)

    def _set(self, root: Node, letter: _Opened, place: PlaceInBundle, numbers: Numbers) -> bytes:
        """What is written of the letter's words."""
        self.lists.apply(root, numbers.of_lists(place.taken))
        place.names.apply(root)
        parted = sections_of(root.body)
        renamed = name_bookmarks(parted, place, numbers, self.bookmarks)
        numbers.renamed = renamed
        rename_fields(root, renamed)
        number_drawings(root, numbers, self.drawings)
        self._relate(root, letter.package)

        def identifier(part: str | None, which: str) -> str:
            take = partial(self._header, letter.package, place.names, renamed, part, which)
            return numbers.of_header((part, which), take)

        set_headers([section for section, _ in parted], letter.package, cache(identifier))
        if not place.last:
            end_with_paragraph(root.body)
        return body_of(root)

    # --- letters of a kind ----------------------------------------------------------------------------------------

    def _kind(self, letter: _Opened) -> _Kind:
        key = letter.key
        kind = self.kinds.pop(key, None) or _Kind()
        self.kinds[key] = kind
        kind.count += 1
        if len(self.kinds) > _MOST_KINDS:
            del self.kinds[next(iter(self.kinds))]
        return kind

    def _form(self, letter: _Opened, place: PlaceInBundle, numbers: Numbers, written: bytes) -> _Form | None:
        """The form of a letter's kind; None where it would not give what was written of this letter."""
        root = xml.read(letter.marked)
        let_go_of_links(root)
        is_own = [first == place.number for first in place.firsts]
        has_notes = next(root.iter(footnotes.REFERENCE), None) is not None
        if not is_own[0] or any(is_own[1:]) or has_notes:
            return None
        form = Form.of(self._set(root, letter, place, Marks()))
        if form.filled({**letter.values, **numbers.noted}) != written:
            return None
        new = {numbers.renamed[old] for old in numbers.bookmarks}
        own = [old.encode() for old, name in numbers.renamed.items() if name in new]
        held = (letter.package.parts.get(part or "", b"") for part, _ in numbers.headers)
        fixed = tuple(None if any(old in data for old in own) else data for data in held)
        return _Form(form, place, numbers, fixed)

    def _is_filled(self, form: _Form, letter: _Opened, number: int) -> bool:
        """Whether the letter was written by the form of its kind."""
        ending = ending_of(form.place.names, letter.cover_written)
        if ending in self.endings:
            return False
        self.endings[ending] = number
        known, values = form.numbers, letter.values
        taken = self.lists.take(letter.package.parts.get(_NUMBERING), form.place.taken)
        numbers, renamed = Numbers(values), dict(known.renamed)
        numbers.of_lists(taken)
        for old in known.bookmarks:
            name, _ = numbers.of_bookmark(old, bookmark_name(old, number), self.bookmarks.next)
            renamed[old] = (
                name if known.renamed[old] == bookmark_name(old, form.place.number) else renamed[old]
            )
        for _ in range(known.drawings):
            numbers.of_drawing(self.drawings.next)
        for at, (part, which) in enumerate(known.headers):
            is_known = not part or letter.package.parts[part] is form.fixed[at]
            take = partial(self._header, letter.package, form.place.names, renamed, part, which)
            numbers.of_header((part, which), partial(known.header, at) if is_known else take)
        self.body.write(form.form.filled(values))
        return True

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
        opening, closing = FRAME.split(b"<w:p/>")
        self.body.seek(0)
        info = package.entry(MAIN)
        with self.archive.open(info, "w") as document:
            document.write(opening)
            shutil.copyfileobj(self.body, document)
            document.write(closing)
        package.forget_rights(info)

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
        written = self._header_xml(data, names, renamed)
        number = len(self.written) + 1
        name = f"word/{which}{number}.xml"
        media_type = package.HEADER_TYPE if which == "header" else package.FOOTER_TYPE
        self._write(name, written, media_type)
        if related:
            self._write(package.relationships_part(name), package.relationships_xml(name, related))
        self.relationships.append(Relationship(f"r{which}{number}", which, name))
        return f"r{which}{number}"

    def _header_xml(self, data: bytes, names: StyleNames, renamed: Mapping[str, str]) -> bytes:
        """A header with the styles, bookmarks and drawings of the bundle; of one kind with others but for words and names, by its form."""
        cover, asked = apart(data), [old for old in renamed if old.encode() in data]
        if cover is None:
            return header_of(xml.read(data), names, renamed, Numbers(), self.drawings)
        key = cover.around, names.index, tuple(asked)
        form, numbers = self.header_forms.get(key, _UNKNOWN), Numbers(cover.values)
        for old in asked:
            numbers.of_bookmark(old, renamed[old], str)
        if isinstance(form, _HeaderForm):
            for _ in range(form.drawings):
                numbers.of_drawing(self.drawings.next)
            return form.form.filled(numbers.noted)
        written = header_of(xml.read(data), names, renamed, numbers, self.drawings)
        if form is _UNKNOWN:
            marks = Marks()
            marked = {old: marks.of_bookmark(old, "", str)[0] for old in asked}
            made = Form.of(header_of(xml.read(cover.marked()), names, marked, marks, self.drawings))
            is_right = made.filled(numbers.noted) == written
            self.header_forms[key] = _HeaderForm(made, numbers.drawings) if is_right else None
            if len(self.header_forms) > _MOST_KINDS:
                del self.header_forms[next(iter(self.header_forms))]
        return written


_ROOTS = {"header": "hdr", "footer": "ftr"}
