"""The words of an imported statement, as the program's reader and as pandoc give them."""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from external_tools import needs

from letterbook.importing.statement_file import StatementFile, read_statement_file
from letterbook.model import (
    Block,
    Emphasis,
    FrontMatter,
    Heading,
    Inline,
    Link,
    ListBlock,
    Lowered,
    Note,
    Paragraph,
    Quote,
    Raised,
    Strong,
    Struck,
    Table,
)
from letterbook.model.text import inline_text
from letterbook.sources.documents.markdown import parse

_WORD = re.compile(r"\w+")
_PICTURE = re.compile(r"^( *)!\[.*?\]\([^ )]*(?: \"(.*)\")?\)$", re.MULTILINE)


def imported(folder: Path, name: str, data: bytes, **known: Any) -> StatementFile:
    """What comes of a file with this content."""
    path = folder / name
    path.write_bytes(data)
    encoding = known.pop("encoding", None)
    return read_statement_file(path, known.pop("language", "de"), FrontMatter(**known), encoding)


def text_of(made: StatementFile) -> str:
    """The text of the statement below its front matter."""
    assert made.files, made.problems
    return made.files["de.md"].decode().split("\n---\n", 1)[1].strip()


def codes(made: StatementFile) -> list[tuple[str, str]]:
    """Each problem: its code, and the words that say what it is about."""
    return [(problem.code, problem.what) for problem in made.problems]


def words(text: str) -> list[str]:
    """The words of a text, in their order."""
    return _WORD.findall(unicodedata.normalize("NFC", text))


def read_words(markdown: str) -> list[str]:
    """The words that the program's own reader gives back of a text; notes behind the rest, of pictures their captions."""
    blocks, problems = parse(_PICTURE.sub(r"\1\2", markdown), "de.md", with_notes=True)
    assert not problems, (problems, markdown)
    called: list[Note] = []
    said = [_block_words(blocks, called)]
    said += [_inline_words(note.children, called) for note in sorted(called, key=lambda note: note.number)]
    return words(" ".join(said))


def _block_words(blocks: Iterable[Block], called: list[Note]) -> str:
    """The words of blocks without the numbers of lists; the footnotes that they call are added to `called`."""
    found = []
    for block in blocks:
        match block:
            case Paragraph(children) | Heading(_, children):
                found.append(_inline_words(children, called))
            case ListBlock(items):
                found += [_block_words(each, called) for each in items]
            case Quote(children):
                found.append(_block_words(children, called))
            case Table(rows):
                found += [_inline_words(cell, called) for cells in rows for cell in cells]
    return " ".join(found)


def _inline_words(inlines: Iterable[Inline], called: list[Note]) -> str:
    """The words of a line; an address that the reader sets behind a link's words is none of them."""
    found = []
    for each in inlines:
        match each:
            case Note():
                called.append(each)
            case Link(_, children):
                found.append(_inline_words(children[:-1] if len(children) > 1 else children, called))
            case (
                Strong(children)
                | Emphasis(children)
                | Struck(children)
                | Raised(children)
                | Lowered(children)
            ):
                found.append(_inline_words(children, called))
            case _:
                found.append(inline_text([each]))
    return "".join(found)


def pandoc_words(path: Path) -> list[str]:
    """The words of a file as pandoc reads it; notes behind the rest."""
    command = [needs("pandoc", "pandoc"), "--to", "json", "--from", path.suffix.removeprefix("."), str(path)]
    done = subprocess.run(command, capture_output=True, check=True)
    notes: list[Any] = []
    document = json.loads(done.stdout)
    titles = [document["meta"][key] for key in ("title",) if key in document["meta"]]
    said = "".join(_strings([*titles, document["blocks"]], notes))
    for note in notes:
        said += " " + "".join(_strings(note, []))
    return words(said)


_BLOCKS = {
    "Para",
    "Plain",
    "Header",
    "BulletList",
    "OrderedList",
    "Table",
    "BlockQuote",
    "CodeBlock",
    "LineBlock",
    "MetaInlines",
}


def _strings(node: Any, notes: list[Any]) -> Iterator[str]:
    if isinstance(node, list):
        for each in node:
            yield from _strings(each, notes)
        return
    if not isinstance(node, Mapping):
        return
    kind: Any = node.get("t")
    content: Any = node.get("c")
    match kind:
        case "Str":
            yield content
        case "Space" | "SoftBreak" | "LineBreak":
            yield " "
        case "Note":
            notes.append(content)
        case "Image":
            pass
        case "Code" | "Math":
            yield content[1]
        case _:
            yield from _strings(_inner(kind, content), notes)
            yield " " if kind in _BLOCKS else ""


def _inner(kind: str | None, content: Any) -> Iterable[Any]:
    return content if content is not None else ()
