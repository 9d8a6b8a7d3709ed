"""What is written down of a mailing: the ledger's rows, the register's files, the manifest's inputs."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from letterbook.archive.layout import letter_path, sha256
from letterbook.archive.ledger import LedgerRow
from letterbook.composing.inputs import Inputs
from letterbook.model import FinishedFile, Letter, Outcome, Part, PrintedElsewhere, Rendered
from letterbook.pdf import PageRange
from letterbook.register import MadeFile
from letterbook.sources.languages import language_files
from letterbook.sources.office import OFFICE_FILE


def ledger_row(
    letter: Letter,
    pdf: Rendered | None,
    word: Rendered | None,
    pages: PageRange | None,
    parts: Iterable[Part] = (),
) -> LedgerRow:
    """The letter's row: the files it has, where the bundle holds it, and which of its enclosures lie beside it."""
    made = {file.format for file in (pdf, word) if file}
    return LedgerRow(
        number=letter.number or 0,
        reference=letter.reference or "",
        id=letter.recipient_id,
        name=letter.recipient_name,
        country=letter.country,
        language=letter.language,
        template=letter.template,
        copies=letter.copies,
        delivery=letter.way,
        pages=pdf.pages if pdf else None,
        sheets=pages.sheets if pages else None,
        bundle_first_page=pages.first if pages else None,
        bundle_last_page=pages.last if pages else None,
        pdf=letter_path(Path(pdf.path).name) if pdf else None,
        pdf_sha256=pdf.sha256 if pdf else None,
        docx=letter_path(Path(word.path).name) if word else None,
        docx_sha256=word.sha256 if word else None,
        state="made" if made >= set(letter.formats) else "failed",
        print_beside="; ".join(_beside(parts, has_word=word is not None)) or None,
    )


def _beside(parts: Iterable[Part], *, has_word: bool) -> Iterator[str]:
    """What is printed elsewhere, and, where somebody prints the Word file, what that cannot hold."""
    for part in parts:
        if isinstance(part, PrintedElsewhere):
            yield part.title
        elif isinstance(part, FinishedFile) and has_word:
            yield f"{part.title} (Word)"


def made_files(outcomes: Sequence[Outcome], staging: Path) -> dict[str, list[MadeFile]]:
    """The files that were made, by recipient id, for the register."""
    files: dict[str, list[MadeFile]] = {}
    for outcome in outcomes:
        if isinstance(outcome, Rendered):
            name = Path(outcome.path).relative_to(staging).as_posix()
            file = MadeFile(outcome.format, name, outcome.sha256, outcome.pages, _sheets(outcome))
            files.setdefault(outcome.recipient_id, []).append(file)
    return files


def _sheets(rendered: Rendered) -> int | None:
    """Sheets of paper, printed on both sides: letter and enclosures each begin on a front side, as in the bundle."""
    if rendered.pages is None or rendered.cover_pages is None:
        return None
    enclosed = rendered.enclosure_pages or (rendered.pages - rendered.cover_pages,)
    return sum(math.ceil(pages / 2) for pages in (rendered.cover_pages, *enclosed))


def input_hashes(workspace: Path, inputs: Inputs) -> dict[str, str]:
    """SHA-256 of every file that the mailing was made of, by its path in the workspace."""
    files = [workspace / OFFICE_FILE, workspace / inputs.list_file]
    every = (inputs.statements, *inputs.further.values())
    files += [workspace / statement.file for texts in every for statement in texts.values()]
    files += _finished_files(workspace, inputs)
    for name in inputs.templates:
        folder = workspace / "templates" / name
        files += [
            file for file in folder.iterdir() if file.is_file() and not file.name.startswith((".", "~$"))
        ]
    files += language_files(workspace)
    if inputs.mailing_file is not None:
        definition = workspace / inputs.mailing_file
        files += [definition, *definition.with_suffix("").glob("*.md")]
    hashes = {_known_as(file, workspace): sha256(file) for file in files}
    pictures = [
        inputs.office.emblem,
        *(signatory.signature for signatory in inputs.office.signatories.values()),
    ]
    shown = (picture for texts in every for statement in texts.values() for _, picture in statement.pictures)
    return hashes | {
        picture.name: hashlib.sha256(picture.data).hexdigest() for picture in (*pictures, *shown) if picture
    }


def _finished_files(workspace: Path, inputs: Inputs) -> list[Path]:
    """The finished PDFs that go with the letters."""
    sources = (source for statement in inputs.statements.values() for source in statement.enclosures or ())
    names = {name for source in sources if source.file for name in source.file.texts.values()}
    return [workspace / name for name in sorted(names) if (workspace / name).is_file()]


def hash_of_template(name: str, hashes: Mapping[str, str]) -> str:
    """One SHA-256 for all files of a template, from the hashes of the input files by path."""
    lines = [
        f"{path} {digest}" for path, digest in sorted(hashes.items()) if path.startswith(f"templates/{name}/")
    ]
    # A name that is no text is a mistake that `check` goes on from, as from any other.
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def _known_as(file: Path, workspace: Path) -> str:
    """The file's path in the workspace; its bare name where it lies elsewhere, as another list may."""
    return file.relative_to(workspace).as_posix() if file.is_relative_to(workspace) else file.name
