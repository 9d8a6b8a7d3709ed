"""Letters as Word files: the template's letterhead (letter.docx) filled, the enclosure as a section after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from docx.oxml.exceptions import InvalidXmlError
from jinja2 import TemplateError

from letterbook.model import Chunk, Enclosure, Failed, Letter, Outcome, Template
from letterbook.render.docx.letter_renderer import make
from letterbook.render.docx.letterhead import Letterhead
from letterbook.render.docx.letterhead_check import check_letterhead
from letterbook.render.docx.package import UnreadableDocxError
from letterbook.render.docx.xml import BrokenXmlError
from letterbook.sentences import say

__all__ = ["check_letterhead", "render"]


def render(chunk: Chunk) -> Iterator[Outcome]:
    """Writes each letter of the chunk to its file: the cover letter and, each as a section, the enclosures.

    The letterhead is read and the enclosures set once for chunks that follow each other; a finished PDF cannot be set. How many pages a letter has only Word knows: None. A letter
    that cannot be made is a Failed among the others.
    """
    try:
        statements = tuple(part for part in chunk.enclosures if isinstance(part, Enclosure))
        letterhead = _letterhead(chunk.template, statements)
    except OSError:  # a full disk is no letterhead's fault
        raise
    except Exception as error:  # noqa: BLE001  # a letterhead is a file from outside, and may be wrong in any way
        for letter in chunk.letters:
            yield Failed(letter.recipient_id, "docx", _cause(error))
        return
    for letter, name in zip(chunk.letters, chunk.names, strict=True):
        yield _outcome(letterhead, letter, Path(chunk.folder) / name, is_direct=chunk.is_direct)


_read: list[tuple[Template, tuple[Enclosure, ...], Letterhead]] = []
_MOST_READ = 4
"""Letterheads that are kept: the chunks of one template and language follow each other."""


def _letterhead(template: Template, enclosures: tuple[Enclosure, ...]) -> Letterhead:
    for known, beside, letterhead in _read:
        if (known, beside) == (template, enclosures):
            return letterhead
    _read.append((template, enclosures, Letterhead(template, enclosures)))
    del _read[:-_MOST_READ]
    return _read[-1][2]


def _outcome(letterhead: Letterhead, letter: Letter, path: Path, *, is_direct: bool) -> Outcome:
    try:
        return make(letterhead, letter, path, is_direct=is_direct)
    except OSError:  # a full disk is no letter's fault
        raise
    except Exception as error:  # noqa: BLE001  # one letter's fault must not take the others of the chunk along
        return Failed(letter.recipient_id, "docx", _cause(error))


def _cause(error: Exception) -> str:
    """Why, in a sentence."""
    match error:
        case UnreadableDocxError():
            return str(error)
        case BrokenXmlError() | InvalidXmlError():
            return say("The Word letterhead is damaged inside: {error}.", error=error)
        case TemplateError():
            return say(
                "A placeholder of the Word letterhead cannot be filled: {error_message}.",
                error_message=error.message,
            )
        case ValueError() if "XML compatible" in str(error):
            return "A text of the letter holds a control character, which a Word file cannot hold."
        case _:
            return say(
                "The Word letter could not be made ({name}: {error}).", name=type(error).__name__, error=error
            )
