"""From finished letters to the file that is printed: every letter once, in order, each on a front side."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from letterbook.joining import Called, PageRange, PdfBundle
from letterbook.model import Letter, Rendered


def bundle_pdf(
    target: Path, letters: Sequence[tuple[Letter, Rendered]], mailing: str, office: str
) -> dict[str, PageRange]:
    """Writes all letters into one PDF and says where each stands, by recipient id; nothing where there are none."""
    if not letters:
        return {}
    first = letters[0][0]
    bundle = PdfBundle(_title(first, mailing), office, first.language, first.issued.isoformat())
    ranges = {}
    for letter, file in letters:
        called = Called(letter.reference or "", f"{letter.number or 0:04d}", letter.recipient_name)
        ranges[letter.recipient_id] = bundle.add(Path(file.path).read_bytes(), called, file.cover_pages or 0)
    bundle.write(target)
    return ranges


def bundle_docx(target: Path, letters: Sequence[tuple[Letter, Rendered]], mailing: str, office: str) -> None:
    """Writes all letters into one Word file; nothing where there are none."""
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
