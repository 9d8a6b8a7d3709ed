"""Chunks of letters made and read back at once, here or by any other process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import Any, TypeVar

from letterbook.archive.expectation import Expectation
from letterbook.executors import keep_what_is_loaded
from letterbook.model import Chunk, Outcome
from letterbook.render.engine import weasyprint
from letterbook.verification import PageFingerprint, RecipientMarks, VerifiedLetter, VerifiedPdf, verify_chunk
from letterbook.verification.difference import Remainder


def render(chunk: Chunk) -> Sequence[Outcome]:
    """The chunk's letters in its format. Heavy libraries are loaded here, where they are first needed."""
    if chunk.format == "pdf":
        from letterbook.render.pdf import letter_renderer

        return list(letter_renderer.render(chunk))
    from letterbook.render import docx

    return list(docx.render(chunk))


def load() -> None:
    """Loads what makes letters and reads them back. Raises MissingLibraryError."""
    weasyprint()
    for name in (
        "render.pdf.letter_renderer",
        "render.pdf.page_form",
        "render.pdf.tagging",
        "verification.pdf_reader",
    ):
        import_module(f"letterbook.{name}")
    import_module("pypdfium2")
    keep_what_is_loaded()


@dataclass(frozen=True, slots=True)
class RenderResult:
    """A letter's file, read back; a letter that failed was not. What an earlier run has made may be taken over."""

    outcome: Outcome
    verified: VerifiedLetter | None = None
    is_taken_over: bool = False


def render_and_verify(marks: RecipientMarks, chunk: Chunk) -> Sequence[RenderResult]:
    """The chunk's letters, each read back at once by the process that made it."""
    outcomes = render(chunk)
    verified = {letter.expected.recipient_id: letter for letter in verify_chunk(chunk, outcomes, marks)}
    return [RenderResult(outcome, verified.get(outcome.recipient_id)) for outcome in outcomes]


class CommonParts:
    """What the results of thousands of letters have in common, so that it is in memory once."""

    def __init__(self) -> None:
        self._pages: dict[bytes, PageFingerprint] = {}
        self._parts: dict[Any, Any] = {}

    def held_once(self, result: RenderResult) -> RenderResult:
        """The same result; its pages, lines and enclosures are the objects that the letters before have, where they are equal."""
        letter = result.verified
        if letter is None:
            return result
        verified = letter.verified
        if len(self._pages) > _MOST_PARTS:
            self._pages.clear()
        if isinstance(verified, VerifiedPdf):
            verified = replace(
                verified,
                pages=tuple(self._pages.setdefault(page.digest, page) for page in verified.pages),
                remainder=self._remainder(verified.remainder),
                particulars=self._remainder(verified.particulars),
            )
        return replace(
            result, verified=replace(letter, expected=self._expected(letter.expected), verified=verified)
        )

    def _expected(self, expected: Expectation) -> Expectation:
        letter = expected.letter
        said = replace(
            letter,
            lines=tuple(map(self._once, letter.lines)),
            enclosures=self._once(letter.enclosures),
            public_names=self._once(letter.public_names),
            posting=self._once(letter.posting),
        )
        parts = {name: self._once(getattr(expected, name)) for name in ("printed", "page_words", "choices")}
        return replace(expected, letter=said, **parts)

    def _remainder(self, rest: Remainder | None) -> Remainder | None:
        return self._once(replace(rest, text=self._once(rest.text))) if rest else None

    def _once(self, part: Part) -> Part:
        if len(self._parts) > _MOST_PARTS:  # most of them are one letter's own
            self._parts.clear()
        known: Part = self._parts.setdefault(part, part)
        return known


_MOST_PARTS = 5000
Part = TypeVar("Part")
