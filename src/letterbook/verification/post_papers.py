"""The envelopes and labels of a print job read back: each letter that goes on paper has one, with its own address."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from letterbook.archive.print_job import JOB, PrintedPaper, PrintJob
from letterbook.language.bidi import drawn_out_of_order
from letterbook.sentences import say
from letterbook.verification.findings import Finding

_HYPHEN = re.compile("[\x02\ufffe]")
"""What PDFium has for a hyphen at the end of a line."""


def post_findings(folder: Path, job: PrintJob, addresses: Mapping[int, tuple[str, ...]]) -> Iterator[Finding]:
    """What is not as it should be; `addresses` are the lines of each letter's, by its number."""
    for paper in job.papers:
        if paper.kind != "lists":
            yield from _numbers(paper, job)
            yield from _pages(folder, paper, addresses)


def _numbers(paper: PrintedPaper, job: PrintJob) -> Iterator[Finding]:
    told = Counter((*paper.numbers, *paper.left_out, *job.without_paper))
    if told != Counter(job.numbers):
        what = "Letters on it, letters left out and letters without paper are not all letters of the job, each once."
        yield Finding("", JOB if not paper.numbers else paper.path, None, "wrong-sum", what)


def _pages(folder: Path, paper: PrintedPaper, addresses: Mapping[int, tuple[str, ...]]) -> Iterator[Finding]:
    if not paper.numbers:
        return
    texts = _texts(folder / paper.path)
    wanted = len(paper.numbers) if paper.kind == "envelopes" else paper.sheets
    if len(texts) != wanted:
        what = say("The file has {count} pages; the job says {said}.", count=len(texts), said=wanted)
        yield Finding("", paper.path, None, "wrong-page-count", what)
        return
    run_on = "".join(texts)
    for place, number in enumerate(paper.numbers):
        lines = [line for line in addresses.get(number, ()) if not drawn_out_of_order(line)]
        there = texts[place] if paper.kind == "envelopes" else run_on
        lacking = next((line for line in lines if "".join(line.split()) not in there), None)
        if lacking is not None:
            what = say("The address of the letter {number} lacks “{line}”.", number=number, line=lacking)
            page = place + 1 if paper.kind == "envelopes" else None
            yield Finding("", paper.path, page, "other-page", what)


def _texts(path: Path) -> Sequence[str]:
    """The signs of each page; none where the file cannot be read."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as document:
            return [
                "".join(_HYPHEN.sub("-", page.get_textpage().get_text_bounded()).split()) for page in document
            ]
    except (pypdfium2.PdfiumError, OSError):
        return []
