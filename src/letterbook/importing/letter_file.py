"""An office's letter → the words of letters that letterbook makes, as Markdown; nothing is written here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
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
    text_of,
)
from letterbook.importing.document import read_document
from letterbook.importing.letter_parts import LetterParts, is_for_everybody, parts_of
from letterbook.importing.losses import Loss, Losses
from letterbook.importing.markdown_writer import body, quoted
from letterbook.importing.merge_fields import MergeFields
from letterbook.model import ListLayout
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.text_checks import shortened

_KEPT = ("form", "signature_space")
_STATEMENT = "{{ statement.title }}"
_LIST_OPENING, _LIST_CLOSE = "{{ recipient.salutation }}", "{{ recipient.closing }}"


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
) -> LetterFile:
    """Reads a finished letter, or the main document of a mail merge, within limits.

    `layout` is what the office says of its list, whose columns the merge fields name; `known` is the front matter of the words
    that it shall replace. Codes: cannot-import, left-out, not-kept, merge-fields, part-not-found, and those of `read_document`.
    """
    names = MergeFields(layout)
    first = read_document(path, language, Losses(path.name), encoding, names.written, keeps_lines=True)
    if first.imported is None:
        return LetterFile(None, first.problems)
    fields = MergeFields(layout, frozenset(names.asked))
    losses = Losses(path.name)
    imported = read_document(path, language, losses, encoding, fields.written, keeps_lines=True).imported
    assert imported is not None
    parts = parts_of(imported.items, language)
    text = _written(parts, imported, losses, known, language)
    problems = [*losses.problems()]
    if losses.is_refused:
        return LetterFile(None, problems)
    problems += [*fields.problems(path.name, text), *_told(parts, path.name, language)]
    return LetterFile(text, problems, parts.subject)


def _written(
    parts: LetterParts, imported: Imported, losses: Losses, known: Mapping[str, str], language: str
) -> str:
    for item in parts.around:
        said = _said(item)
        losses.note(Loss.AROUND, item.where if isinstance(item, Line) else "", said)
    losses.forget_looks({item.where for item in parts.around if isinstance(item, Line)})
    items = [kept for item in parts.body for kept in _without_extras(item, losses)]
    front = {
        "subject": parts.subject or _STATEMENT,
        "salutation": _opening(parts.salutation, language),
        "closing": _closing(parts, language),
        **{key: known[key] for key in _KEPT if key in known},
    }
    lines = [f"{key}: {value if key in _KEPT else quoted(value)}" for key, value in front.items() if value]
    words = body(replace(imported, items=items, notes=[], pictures=[]), [], losses)
    return "\n".join(["---", *lines, "---", words])


def _opening(salutation: str, language: str) -> str:
    """That of one addressee is nobody else's: the list has it, or a rule of the office."""
    if _is_chosen(salutation) or _is_of_one(salutation, language):
        return _LIST_OPENING
    return _or_list(salutation, "salutation")


def _closing(parts: LetterParts, language: str) -> str:
    """One that says the opening again, as in French, is as much one addressee's."""
    bare = parts.salutation.rstrip(" ,.:!")
    if _opening(parts.salutation, language) == _LIST_OPENING and bare and bare in parts.closing:
        return _LIST_CLOSE
    return _or_list(parts.closing, "closing")


def _is_of_one(salutation: str, language: str) -> bool:
    return bool(salutation) and "{{" not in salutation and not is_for_everybody(salutation, language)


def _is_chosen(salutation: str) -> bool:
    """Whether conditions choose its words: a letter to whom they do not think of would open wrongly."""
    return "{%" in salutation


def _or_list(text: str, key: str) -> str:
    """The fixed words of a letter stand where the list, or a rule of the office, has none for the addressee."""
    if not text or "{{" in text or "[" in text:
        return text
    safe = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"{{{{ recipient.{key} or '{safe}' }}}}"


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


def _told(parts: LetterParts, file: str, language: str) -> Iterator[Problem]:
    """A notice of what was taken for which part, and one for each that could not be told. Codes: letter-parts, part-not-found."""
    place = Place(file)
    found = {"subject": parts.subject, "salutation": parts.salutation, "closing": parts.closing}
    taken = ", ".join(f"{key} “{shortened(text)}”" for key, text in found.items() if text)
    if taken:
        what = say("Taken from the letter: {taken}.", taken=taken)
        yield Problem(
            "letter-parts", place, what, "What is wrong, correct at the top of the new file.", level="warning"
        )
    if _is_chosen(parts.salutation):
        chosen = (
            "The opening has conditions: the list’s salutation, or a rule of the office, stands in its place."
        )
        rules = ", ".join(_rules(parts.salutation)) or "…"
        rule = say(
            "Say in letterbook.yaml under “salutations” how letters open, by form of address: {rules}.",
            rules=rules,
        )
        yield Problem("letter-parts", place, chosen, rule, level="warning")
    elif _is_of_one(parts.salutation, language):
        one = say(
            "“{opening}” may be for one addressee alone: what the list, or a rule of the office, says stands in its place.",
            opening=parts.salutation,
        )
        other = say(
            "If it fits everybody, write at the top of the new file: salutation: {words}.",
            words=quoted(_or_list(parts.salutation, "salutation")),
        )
        yield Problem("letter-parts", place, one, other, level="warning")
    for key, (lacking, remedy) in _NOT_FOUND.items():
        if not found[key]:
            yield Problem("part-not-found", place, lacking, remedy, level="warning")


_CHOICE = re.compile(
    r'\{% if recipient\.form_of_address == "([^"]*)" %\}(.*?)(?:\{% else %\}(.*?))?\{% endif %\}'
)


def _rules(salutation: str) -> Iterator[str]:
    """The opening for each form of address that the conditions name, as letterbook.yaml has it, and for all others."""
    for form in dict.fromkeys(found[1] for found in _CHOICE.finditer(salutation)):
        yield f'{form}: "{_opening_for(form, salutation)}"'
    others = _opening_for(None, salutation)
    if "{%" not in others:
        yield f'…: "{others}"'


def _opening_for(form: str | None, salutation: str) -> str:
    return _CHOICE.sub(lambda found: found[2] if found[1] == form else found[3] or "", salutation)


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
