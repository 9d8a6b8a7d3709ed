"""An office's letter → the words of letters that letterbook makes, as Markdown; nothing is written here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from letterbook.importing.blocks import (
    Caption,
    Grid,
    Imported,
    Item,
    Line,
    NoteMark,
    PictureMark,
    Pieces,
    Words,
    text_of,
)
from letterbook.importing.document import read_document
from letterbook.importing.letter_parts import LetterParts, is_sentence, parts_of
from letterbook.importing.losses import Loss, Losses
from letterbook.importing.markdown_writer import body, quoted
from letterbook.importing.merge_fields import MergeFields
from letterbook.importing.openings import close_of, opening_of, replaced_words
from letterbook.model import ListLayout
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.text_checks import shortened

_KEPT = ("form", "signature_space")
_STATEMENT = "{{ statement.title }}"


@dataclass(frozen=True)
class LetterFile:
    """The words as a file of a template has them, None where the import is refused; what is to be told; and the letter's subject, as
    far as it has one.
    """

    text: str | None
    problems: list[Problem]
    subject: str = ""


def read_letter_file(
    path: Path,
    language: str,
    layout: ListLayout,
    known: Mapping[str, str],
    encoding: str | None = None,
    headings: Collection[str] = (),
) -> LetterFile:
    """Reads a finished letter, or the main document of a mail merge, within limits.

    `layout` is what the office says of its list, whose columns the merge fields name, and `headings` are those of all columns, as
    far as they are known; `known` is the front matter of the words that it shall replace. Codes: cannot-import, left-out,
    not-kept, merge-fields, letter-parts, part-not-found, and those of `read_document`.
    """
    # Read twice, as what a column means depends on the others: “Name” beside “Vorname” is the surname.
    names = MergeFields(layout)
    first = read_document(path, language, Losses(path.name), encoding, names.written, keeps_lines=True)
    if first.imported is None:
        return LetterFile(None, first.problems)
    _typed(first.imported, names)  # which makes the names known that are typed
    fields = MergeFields(layout, {**dict.fromkeys(headings, ""), **names.asked})
    losses = Losses(path.name)
    imported = read_document(path, language, losses, encoding, fields.written, keeps_lines=True).imported
    assert imported is not None
    parts = parts_of(_typed(imported, fields), language, losses.places(Loss.UNDERLINE))
    text = _written(parts, imported, losses, known, language)
    problems = [*losses.problems()]
    if losses.is_refused:
        return LetterFile(None, problems)
    problems += [*fields.problems(path.name, text), *_notices(parts, path.name, language)]
    return LetterFile(text, problems, parts.subject)


def _typed(imported: Imported, fields: MergeFields) -> list[Item]:
    """What was read, with placeholders for fields that are typed."""

    def of(pieces: Pieces) -> Pieces:
        return tuple(
            replace(piece, text=fields.in_words(piece.text)) if isinstance(piece, Words) else piece
            for piece in pieces
        )

    return [
        replace(item, pieces=of(item.pieces))
        if isinstance(item, Line)
        else replace(item, rows=tuple(tuple(map(of, row)) for row in item.rows))
        for item in imported.items
    ]


def _written(
    parts: LetterParts, imported: Imported, losses: Losses, known: Mapping[str, str], language: str
) -> str:
    # What may be of the text stands first, as only some are named.
    for item in sorted(parts.around, key=lambda item: not is_sentence(item)):
        said = _said(item)
        losses.note(Loss.AROUND, item.where if isinstance(item, Line) else "", said)
    losses.forget_looks({item.where for item in parts.around if isinstance(item, Line)})
    items = [kept for item in parts.body for kept in _without_extras(item, losses)]
    front = {
        "subject": parts.subject or _STATEMENT,
        "salutation": opening_of(parts, language),
        "closing": close_of(parts, language),
        **{key: known[key] for key in _KEPT if key in known},
    }
    lines = [f"{key}: {value if key in _KEPT else quoted(value)}" for key, value in front.items() if value]
    words = body(replace(imported, items=items, notes=[], pictures=[]), [], losses)
    return "\n".join(["---", *lines, "---", words])


def _without_extras(item: Item, losses: Losses) -> Iterable[Item]:
    """The same without pictures and notes; nothing where it has nothing else."""
    if isinstance(item, Grid):
        rows = tuple(tuple(_plain(cell, item, losses) for cell in row) for row in item.rows)
        return [replace(item, rows=rows)]
    pieces = _plain(item.pieces, item, losses)
    return (
        [replace(item, pieces=pieces, level=1 if item.level == 0 else item.level)]
        if text_of(pieces).strip()
        else []
    )


def _plain(pieces: Pieces, item: Item, losses: Losses) -> Pieces:
    kept = tuple(piece for piece in pieces if not isinstance(piece, PictureMark | Caption | NoteMark))
    if len(kept) < len(pieces):
        losses.note(Loss.NOT_IN_LETTERS, item.where if isinstance(item, Line) else "", text_of(pieces))
    return kept


def _said(item: Item) -> str:
    if isinstance(item, Line):
        return text_of(item.pieces)
    return " ".join(text_of(cell) for row in item.rows for cell in row)


def _notices(parts: LetterParts, file: str, language: str) -> Iterator[Problem]:
    """What was taken for which part, what is said otherwise, and each part that could not be told. Codes: letter-parts, part-not-found."""
    place = Place(file)
    found = {"subject": parts.subject, "salutation": parts.salutation, "closing": parts.closing}
    taken = ", ".join(f"{key} “{shortened(text)}”" for key, text in found.items() if text)
    if taken:
        what = say("Taken from the letter: {taken}.", taken=taken)
        hint = "What is wrong, correct at the top of the new file."
        yield Problem("letter-parts", place, what, hint, level="warning")
    yield from replaced_words(parts, language, place)
    for key, (lacking, remedy) in _NOT_FOUND.items():
        if not found[key]:
            yield Problem("part-not-found", place, lacking, remedy, level="warning")


_NOT_FOUND = {
    "subject": (
        "The letter has no subject that can be told: a bold line above the opening, or one that begins with a word for it.",
        "The statement’s title stands in its place. To have another, write it at the top of the new file.",
    ),
    "salutation": (
        "The letter has no opening that can be told: a short line that ends with a comma.",
        "Its sentences are the text now. Take out what is set for each letter: sender, address, date and names.",
    ),
    "closing": (
        "The letter has no close that can be told: a short line below the text, with a name under it.",
        "Where it has one, write it at the top of the new file, as closing.",
    ),
}
