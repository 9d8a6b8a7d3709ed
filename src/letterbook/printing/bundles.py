"""From finished letters to the files that are printed: every letter once, in order, each on a front side."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from letterbook.execution import both
from letterbook.joining import Called, PageRange, PdfBundle
from letterbook.model import Letter, Rendered

Finished = Sequence[tuple[Letter, Rendered]]
"""Letters with their finished files, in print order."""


def write_bundles(
    folder: Path, pdfs: Finished, words: Finished, mailing: str, office: str, processes: int
) -> dict[str, PageRange]:
    """Writes `bundle.pdf` and `bundle.docx`, at the same time where there may be two processes; none without letters.

    Says where each letter stands in the PDF, by recipient id.
    """
    pdf = partial(_write_pdf, folder / "bundle.pdf", pdfs, mailing, office)
    word = partial(_write_docx, folder / "bundle.docx", words, mailing, office)
    ranges, _ = both(pdf, word, processes)
    return ranges


def _write_pdf(target: Path, letters: Finished, mailing: str, office: str) -> dict[str, PageRange]:
    if not letters:
        return {}
    first = letters[0][0]
    bundle = PdfBundle(_title(first, mailing), office, first.language, first.issued.isoformat())
    ranges = {}
    for letter, file in letters:
        called = Called(letter.reference or "", f"{letter.number or 0:04d}", letter.recipient_name)
        ranges[letter.recipient_id] = bundle.add(Path(file.path), called, file.cover_pages or 0)
    bundle.write(target)
    return ranges


def _write_docx(target: Path, letters: Finished, mailing: str, office: str) -> None:
    if not letters:
        return
    from letterbook.printing.docx_bundle import write_bundle

    first = letters[0][0]
    files = [Path(file.path) for _, file in letters]
    title = _title(first, mailing)
    write_bundle(target, files, title=title, author=office, language=first.language, issued=first.issued)


def _title(first: Letter, mailing: str) -> str:
    """What a bundle is called: as its first letter is, with the mailing's name in the place of the number."""
    return " · ".join(filter(None, (first.subject, mailing)))
