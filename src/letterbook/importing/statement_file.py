"""An office's file → the Markdown file of a statement and its pictures, as bytes; nothing is written here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from letterbook.importing.blocks import Imported, Item, Line, PictureMark, text_of
from letterbook.importing.heights import height_of
from letterbook.importing.losses import Loss, Losses
from letterbook.importing.markdown_writer import body
from letterbook.importing.odt import read_odt
from letterbook.importing.pictures import SUFFIXES
from letterbook.importing.plain_text import UndecodableTextError, read_plain
from letterbook.importing.word import read_word
from letterbook.language.locales import base_language, direction
from letterbook.model import FrontMatter
from letterbook.problems import Place, Problem
from letterbook.render.docx.package import UnreadableDocxError
from letterbook.sentences import say
from letterbook.sources.files import read_bytes

MAX_BYTES = 20_000_000
WORD, ODT, TEXT = ".docx", ".odt", ".txt"
KINDS = (WORD, ODT, TEXT)
_OTHER_KINDS = {
    **dict.fromkeys((".doc", ".dot", ".dotx", ".docm", ".dotm", ".rtf"), "another kind of Word file"),
    **dict.fromkeys((".ott", ".fodt", ".sxw"), "another kind of LibreOffice file"),
    ".pages": "a Pages file",
    ".pdf": "a PDF",
    ".md": "Markdown already",
}
_SAVE_AS = "Open it in the program that it comes from, and save it as Word document (.docx), ODT or plain text (.txt)."


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

    Codes: unknown-document, unreadable-document, wrong-encoding, cannot-import, left-out, not-kept, empty-document,
    no-title, and those of `files.read_bytes`.
    """
    file = path.name
    kind = path.suffix.lower()
    if kind not in KINDS:
        what = say(
            "No statement can be read from this file: it is {kind}.",
            kind=_OTHER_KINDS.get(kind, "of no kind that is known"),
        )
        return StatementFile({}, [Problem("unknown-document", Place(file), what, _SAVE_AS)])
    data, problems = read_bytes(path, file, MAX_BYTES)
    if data is None:
        return StatementFile({}, problems)
    losses = Losses(file)
    try:
        imported = _read(data, kind, losses, language, encoding)
    except UnreadableDocxError as error:
        what = say("The file {fault}", fault=error.fault)
        return StatementFile({}, [Problem("unreadable-document", Place(file), what, error.hint)])
    except UndecodableTextError as error:
        return StatementFile({}, [error.problem])
    if not any(
        text_of(item.pieces).strip() if isinstance(item, Line) else item.rows for item in imported.items
    ):
        hint = "Look whether it is the right file, and whether its words are text, not a picture."
        found = [*losses.problems(), Problem("empty-document", Place(file), "The file has no text.", hint)]
        return StatementFile({}, found)
    return _written(imported, losses, language, known)


def _read(data: bytes, kind: str, losses: Losses, language: str, encoding: str | None) -> Imported:
    if kind == TEXT:
        return read_plain(data, losses, encoding)
    is_rtl = direction(language) == "rtl"
    return read_word(data, losses, is_rtl=is_rtl) if kind == WORD else read_odt(data, losses, is_rtl=is_rtl)


def _written(imported: Imported, losses: Losses, language: str, known: FrontMatter) -> StatementFile:
    title, rest = _parted(imported, known.title, losses)
    names = [
        f"{language}-{number}.{SUFFIXES[picture.kind]}" for number, picture in enumerate(imported.pictures, 1)
    ]
    text = body(replace(imported, items=rest), names, losses)
    problems = [*losses.problems()]
    if losses.is_refused:
        return StatementFile(
            {},
            [problem for problem in problems if problem.is_error]
            + [problem for problem in problems if not problem.is_error],
        )
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


def _front_matter(known: FrontMatter, language: str) -> str:
    asked = _asked(language)
    lines = [
        f"title: {_quoted(known.title or asked['title'])}",
        *([f"occasion: {known.occasion.isoformat()}"] if known.occasion else []),
        f"date: {known.day.isoformat() if known.day else _quoted(asked['date'])}",
        f"place: {_quoted(known.place or asked['place'])}",
    ]
    return "\n".join(["---", *lines, "---", ""])


def _quoted(text: str) -> str:
    """As YAML reads it back."""
    safe = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{safe}"'
