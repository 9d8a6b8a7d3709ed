"""A file of the office → what is read of it: which kinds there are, within which limits, and why one cannot be taken."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from letterbook.importing.blocks import Imported, Line, text_of
from letterbook.importing.field_results import Written, as_it_is
from letterbook.importing.losses import Losses
from letterbook.importing.odt import read_odt
from letterbook.importing.plain_text import UndecodableTextError, read_plain
from letterbook.importing.word import read_word
from letterbook.language.locales import direction
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
class Document:
    """What was read, None where the file cannot be taken, and why; what it loses is in the losses that it was read with."""

    imported: Imported | None
    problems: list[Problem]


def read_document(
    path: Path,
    language: str,
    losses: Losses,
    encoding: str | None = None,
    written: Written = as_it_is,
    *,
    keeps_lines: bool = False,
) -> Document:
    """Reads the file within limits. `encoding` is that of a plain text which is not in Unicode, whose short lines stay apart with
    `keeps_lines`; `written` gives what stands in the place of a field.

    Codes: unknown-document, unreadable-document, wrong-encoding, empty-document, and those of `files.read_bytes`.
    """
    file = path.name
    kind = path.suffix.lower()
    if kind not in KINDS:
        what = say(
            "No text can be read from this file: it is {kind}.",
            kind=_OTHER_KINDS.get(kind, "of no kind that is known"),
        )
        return Document(None, [Problem("unknown-document", Place(file), what, _SAVE_AS)])
    data, problems = read_bytes(path, file, MAX_BYTES)
    if data is None:
        return Document(None, problems)
    try:
        if kind == TEXT:
            imported = read_plain(data, losses, encoding, keeps_lines=keeps_lines)
        else:
            read = read_word if kind == WORD else read_odt
            imported = read(data, losses, is_rtl=direction(language) == "rtl", written=written)
    except UnreadableDocxError as error:
        what = say("The file {fault}", fault=error.fault)
        return Document(None, [Problem("unreadable-document", Place(file), what, error.hint)])
    except UndecodableTextError as error:
        return Document(None, [error.problem])
    if not any(
        text_of(item.pieces).strip() if isinstance(item, Line) else item.rows for item in imported.items
    ):
        hint = "Look whether it is the right file, and whether its words are text, not a picture."
        found = [*losses.problems(), Problem("empty-document", Place(file), "The file has no text.", hint)]
        return Document(None, found)
    return Document(imported, [])
