"""The proof of a whole mailing: letters, what they share, bundles, sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from letterbook.execution import both
from letterbook.proof.bundle import Range, prove_bundle, prove_word_bundle
from letterbook.proof.expectation import Expectation
from letterbook.proof.findings import Finding
from letterbook.proof.letters import Proof, prove_enclosures, prove_file
from letterbook.proof.record import Record
from letterbook.proof.sheet import count_pages
from letterbook.proof.strangers import strangers
from letterbook.proof.sums import LEDGER, Row, prove_sums, read_ledger

PDF_BUNDLE, WORD_BUNDLE = "bundle.pdf", "bundle.docx"


@dataclass(frozen=True)
class LedgerRange:
    """Where the ledger says that a letter stands in the bundle."""

    first: int
    last: int
    sheets: int


def prove_mailing(
    folder: Path, record: Record, proofs: Mapping[str, Proof], recipients: Sequence[str], jobs: int = 1
) -> list[Finding]:
    """All differences of a finished folder, each once. Nothing is raised for what is in it.

    `proofs` are those of `prove_file` by the file's path in the folder: letters proved before, such as by the workers
    that made them; every other one is proved here. `recipients` are the ids of all who were to get a letter. With more
    than one of `jobs` the two bundles are read at once.
    """
    everybody = strangers({one.letter: None for one in record.expectations})
    proved = {
        one.file: proofs.get(one.file) or prove_file(folder / one.file, one, everybody)
        for one in record.expectations
    }
    findings = [finding for one in proved.values() for finding in one.findings]
    findings += prove_enclosures(record.expectations, proved)
    findings += _bundles(folder, record, proved, jobs)
    findings += prove_sums(folder, record, recipients, _pages(folder / PDF_BUNDLE))
    return list(dict.fromkeys(findings))


def _bundles(folder: Path, record: Record, proved: Mapping[str, Proof], jobs: int) -> list[Finding]:
    """The findings of both bundles, which are read at the same time where there may be two processes."""
    pdfs, words = ([one for one in record.expectations if one.format == kind] for kind in ("pdf", "docx"))
    words_proved = {one.file: proved[one.file] for one in words}  # all that the other process has to be told
    return list(
        chain(*both(partial(_pdf, folder, pdfs, proved), partial(_word, folder, words, words_proved), jobs))
    )


def _pdf(folder: Path, letters: Sequence[Expectation], proved: Mapping[str, Proof]) -> list[Finding]:
    bundle = folder / PDF_BUNDLE
    if not letters or not bundle.is_file():
        return _missing(bundle, letters)
    return prove_bundle(bundle, letters, ledger_ranges(folder / LEDGER), proved)


def _word(folder: Path, letters: Sequence[Expectation], proved: Mapping[str, Proof]) -> list[Finding]:
    bundle = folder / WORD_BUNDLE
    if not letters or not bundle.is_file():
        return _missing(bundle, letters)
    return prove_word_bundle(bundle, letters, proved)


def _missing(bundle: Path, letters: Sequence[Expectation]) -> list[Finding]:
    what = "The bundle is not there."
    return [Finding("", bundle.name, None, "missing-file", what)] if letters else []


def ledger_ranges(path: Path) -> Mapping[str, Range] | None:
    """Where the ledger says that each letter stands, by recipient id; None where it cannot be read."""
    try:
        rows = read_ledger(path)
    except (OSError, ValueError):
        return None
    return {row.id: found for row in rows if (found := _range(row))}


def _range(row: Row) -> LedgerRange | None:
    first, last, sheets = (row.number(name) for name in ("bundle_first_page", "bundle_last_page", "sheets"))
    return None if first is None or last is None or sheets is None else LedgerRange(first, last, sheets)


def _pages(bundle: Path) -> int | None:
    return count_pages(bundle) if bundle.is_file() else None
