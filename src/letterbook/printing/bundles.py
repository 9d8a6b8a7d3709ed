"""From finished letters to the files that are printed: every letter once, in order, each on a front side."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import Executor
from functools import partial
from pathlib import Path

from letterbook.archive.layout import DOCX_BUNDLE, PDF_BUNDLE
from letterbook.executors import parallelism, run_pair
from letterbook.model import Letter, Rendered
from letterbook.model.progress import UNWATCHED, Monitor, Phase
from letterbook.pdf import LetterLabel, PageRange, PdfBundle

Finished = Collection[tuple[Letter, Rendered]]
"""Letters with their finished files, in print order; each is asked for when its turn comes."""


def write_bundles(
    folder: Path,
    pdfs: Finished,
    word_files: Finished,
    mailing: str,
    office: str,
    executor: Executor,
    monitor: Monitor,
) -> dict[str, PageRange]:
    """Writes the bundles, at the same time where the executor has processes; none without letters.

    Says where each letter stands in the PDF, by recipient id. The progress counts the files of both bundles; of one that is made
    elsewhere none are told.
    """
    elsewhere = parallelism(executor) > 1
    total = len(pdfs) if elsewhere else len(pdfs) + len(word_files)
    pdf = partial(_write_pdf, folder / PDF_BUNDLE, pdfs, mailing, office, monitor, total)
    word = partial(
        _write_docx,
        *(folder / DOCX_BUNDLE, word_files, mailing, office, UNWATCHED if elsewhere else monitor, total),
    )
    ranges, _ = run_pair(pdf, word, executor)
    return ranges


def _write_pdf(
    target: Path, letters: Finished, mailing: str, office: str, monitor: Monitor, total: int
) -> dict[str, PageRange]:
    if not letters:
        return {}
    first, _ = next(iter(letters))
    bundle = PdfBundle(_title(first, mailing), office, first.language, first.issued.isoformat())
    ranges = {}
    for done, (letter, file) in enumerate(letters):
        monitor.at(Phase.BUNDLING, done, total)
        label = LetterLabel(letter.reference or "", f"{letter.number or 0:04d}", letter.recipient_name)
        ranges[letter.recipient_id] = bundle.add(
            Path(file.path), label, file.cover_pages or 0, *file.enclosure_pages
        )
    bundle.write(target)
    monitor.at(Phase.BUNDLING, len(letters), total)
    return ranges


def _write_docx(
    target: Path, letters: Finished, mailing: str, office: str, monitor: Monitor, total: int
) -> None:
    if not letters:
        return
    from letterbook.printing.docx_bundle import write_bundle

    first, _ = next(iter(letters))
    files = [Path(file.path) for _, file in letters]
    title = _title(first, mailing)
    monitor.at(Phase.BUNDLING, total - len(letters), total)
    write_bundle(target, files, title=title, author=office, language=first.language, issued=first.issued)
    monitor.at(Phase.BUNDLING, total, total)


def _title(first: Letter, mailing: str) -> str:
    """What a bundle is called: as its first letter is, with the mailing's name in the place of the number."""
    return " · ".join(filter(None, (first.subject, mailing)))
