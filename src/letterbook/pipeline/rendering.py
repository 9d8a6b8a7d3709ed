"""Chunks of letters made and read back at once, here or by any other process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import import_module

from letterbook.executors import keep_what_is_loaded
from letterbook.model import Chunk, Outcome
from letterbook.render.engine import weasyprint
from letterbook.verification import PageFingerprint, RecipientMarks, VerifiedLetter, VerifiedPdf, verify_chunk


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


@dataclass(frozen=True)
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


def with_shared_pages(result: RenderResult, known: dict[bytes, PageFingerprint]) -> RenderResult:
    """The same, its pages taken from `known` where they are there: an enclosure's are the same in all letters."""
    letter = result.verified
    if letter is None or not isinstance(letter.verified, VerifiedPdf):
        return result
    pages = tuple(known.setdefault(page.digest, page) for page in letter.verified.pages)
    return replace(result, verified=replace(letter, verified=replace(letter.verified, pages=pages)))
