"""An office's file → the Markdown file of a statement and its pictures, as bytes; nothing is written here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from letterbook.importing.blocks import Imported, Item, Line, PictureMark, text_of
from letterbook.importing.document import read_document
from letterbook.importing.heights import height_of
from letterbook.importing.losses import Loss, Losses
from letterbook.importing.markdown_writer import body, quoted
from letterbook.importing.pictures import SUFFIXES
from letterbook.language.locales import base_language
from letterbook.model import FrontMatter
from letterbook.problems import Place, Problem
from letterbook.sources.enclosures import ENCLOSURES, NONE


@dataclass(frozen=True)
class StatementFile:
    """The files, by their names beside each other (first the Markdown), and what is to be told; no files where the import
    is refused.
    """

    files: Mapping[str, bytes]
    problems: list[Problem]


def read_statement_file(
    path: Path, language: str, known: FrontMatter, encoding: str | None = None
) -> StatementFile:
    """Reads the file within limits. `encoding` is that of a plain text which is not in Unicode.

    Codes: cannot-import, left-out, not-kept, no-title, and those of `read_document`.
    """
    losses = Losses(path.name)
    read = read_document(path, language, losses, encoding)
    if read.imported is None:
        return StatementFile({}, read.problems)
    return _written(read.imported, losses, language, known)


def _written(imported: Imported, losses: Losses, language: str, known: FrontMatter) -> StatementFile:
    title, rest = _parted(imported, known.title, losses)
    names = [
        f"{language}-{number}.{SUFFIXES[picture.kind]}" for number, picture in enumerate(imported.pictures, 1)
    ]
    text = body(replace(imported, items=rest), names, losses)
    problems = [*losses.problems()]
    if losses.is_refused:
        return StatementFile({}, problems)
    if title is None:
        what = "The file does not say what its title is: it begins with no heading and has no paragraph of the style Title."
        hint = "Write the title in the place of the brackets at the top of the new file."
        problems.append(Problem("no-title", Place(losses.file), what, hint, level="warning"))
    front = _front_matter(replace(known, title=title), language)
    files = {f"{language}.md": f"{front}{text}".encode()}
    files |= {name: picture.data for name, picture in zip(names, imported.pictures, strict=True)}
    return StatementFile(files, problems)


def _parted(imported: Imported, wanted: str | None, losses: Losses) -> tuple[str | None, list[Item]]:
    """The title and the text without it: the paragraph in the style of a title, or a heading at the very top."""
    items = imported.items
    at = next((at for at, item in enumerate(items) if isinstance(item, Line) and item.level == 0), None)
    if at is None:
        at = 0 if items and isinstance(items[0], Line) and items[0].level else None
    found = None if at is None else items[at]
    said = " ".join(text_of(found.pieces).split()) if isinstance(found, Line) else None
    if wanted is not None and said != " ".join(wanted.split()):
        return wanted, [_as_heading(item) for item in items]
    if at is None or said is None or not isinstance(found, Line):
        return wanted, list(items)
    if any(map(height_of, found.pieces)):
        losses.note(Loss.RAISED, found.where, said)
    extra = tuple(piece for piece in found.pieces if isinstance(piece, PictureMark))
    others = [*items[:at], *([Line(extra, where=found.where)] if extra else []), *items[at + 1 :]]
    return said, [_as_heading(item) for item in others]


def _as_heading(item: Item) -> Item:
    """A second title is a heading of the highest level."""
    return replace(item, level=1) if isinstance(item, Line) and item.level == 0 else item


_ASKING = Path(__file__).parents[1] / "new_office" / "statement"
"""The empty statement of a new office in each language, which asks for the same."""


def _asked(language: str) -> Mapping[str, str]:
    """What stands in the place of what is yet to be written, by its key: in this language, or else in English."""
    files = (_ASKING / f"{name}.md" for name in (language, base_language(language), "en"))
    text = next(file for file in files if file.exists()).read_text("utf-8")
    return dict(re.findall(r'^(\w+): "(.*)"$', text, re.MULTILINE))


def statement_of_letter(subject: str, known: FrontMatter, language: str) -> bytes:
    """The file of a mailing whose letters go alone: it has title, date and place, and no text."""
    fixed = subject if subject and "{" not in subject else None
    known = replace(known, title=known.title or fixed)
    return _front_matter(known, language, f"{ENCLOSURES}: {NONE}").encode()


def _front_matter(known: FrontMatter, language: str, *more: str) -> str:
    asked = _asked(language)
    lines = [
        f"title: {quoted(known.title or asked['title'])}",
        *([f"occasion: {known.occasion.isoformat()}"] if known.occasion else []),
        f"date: {known.day.isoformat() if known.day else quoted(asked['date'])}",
        f"place: {quoted(known.place or asked['place'])}",
    ]
    return "\n".join(["---", *lines, *more, "---", ""])
