"""What every format has to say, and how a difference is put into words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from letterbook.proof.expectation import Expectation, page_labels
from letterbook.proof.findings import Code
from letterbook.proof.words import phrases


def due(expected: Expectation) -> Iterator[tuple[Code, str, str]]:
    """(code, what it is called, text) of what has to stand on the cover letter."""
    letter = expected.letter
    lines: Mapping[str, tuple[Code, str, str | None]] = {
        "subject": ("wrong-subject", "The subject", letter.subject),
        "salutation": ("wrong-salutation", "The salutation", letter.salutation),
        "closing": ("wrong-closing", "The closing", letter.closing),
        "signatory.name": ("wrong-signatory", "The signatory’s name", letter.signatory_name),
        "signatory.title": ("wrong-signatory", "The signatory’s title", letter.signatory_title),
        "enclosure_line": ("wrong-enclosure-line", "The enclosure line", letter.enclosure_line),
        "copy_line": ("wrong-copy-line", "The copy line", letter.copy_line),
    }
    yield "wrong-date", "The date", letter.date
    for name, (code, called, text) in lines.items():
        if text and name in expected.printed:
            yield code, called, text
    for text in letter.body:
        yield "missing-words", "The paragraph", text


def belongs(text: str, owner: str) -> str:
    """The sentence that says whose words were found."""
    return f"“{short(text)}” belongs to {owner} and stands here as well."


def allowed_on_cover(expected: Expectation) -> str:
    """All that the cover letter says by right, as phrases."""
    letter = expected.letter
    return phrases((*letter.cover_texts(), *page_labels(letter.page_label, expected.cover_pages)))


def short(text: str, most: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def no_sentence(which: str, language: str, sentence: str) -> str:
    """The sentence that says that the enclosure's first or last one was not found."""
    return f"The {which} sentence of the enclosure in “{language}” is not there: “{short(sentence)}”."
