"""An office's letter → the words of letters that letterbook makes, as Markdown; nothing is written here."""

from __future__ import annotations

import re
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
from letterbook.importing.letter_parts import LetterParts, is_for_everybody, is_sentence, parts_of
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
    headings: Collection[str] = (),
) -> LetterFile:
    """Reads a finished letter, or the main document of a mail merge, within limits.

    `layout` is what the office says of its list, whose columns the merge fields name, and `headings` are those of all columns, as
    far as they are known; `known` is the front matter of the words that it shall replace. Codes: cannot-import, left-out,
    not-kept, merge-fields, letter-parts, part-not-found, and those of `read_document`.
    """
    names = MergeFields(layout)
    first = read_document(path, language, Losses(path.name), encoding, names.written, keeps_lines=True)
    if first.imported is None:
        return LetterFile(None, first.problems)
    _typed(first.imported, names)
    fields = MergeFields(layout, {**dict.fromkeys(headings, ""), **names.asked})
    losses = Losses(path.name)
    imported = read_document(path, language, losses, encoding, fields.written, keeps_lines=True).imported
    assert imported is not None
    parts = parts_of(_typed(imported, fields), language, losses.places(Loss.UNDERLINE))
    text = _written(parts, imported, losses, known, language)
    problems = [*losses.problems()]
    if losses.is_refused:
        return LetterFile(None, problems)
    problems += [*fields.problems(path.name, text), *_told(parts, path.name, language)]
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
    is_of_one = _opening(parts.salutation, language) == _LIST_OPENING and bare and bare in parts.closing
    if is_of_one or _is_chosen(parts.closing):
        return _LIST_CLOSE
    return _or_list(parts.closing, "closing")


def _is_of_one(salutation: str, language: str) -> bool:
    return bool(salutation) and "{{" not in salutation and not is_for_everybody(salutation, language)


def _is_chosen(salutation: str) -> bool:
    """Whether conditions choose its words: a letter to whom they do not think of would open wrongly. One that only says a value
    where there is one chooses nothing.
    """
    return "{%" in _WHERE_THERE.sub("", salutation)


_WHERE_THERE = re.compile(r"\{% if ([\w.]+) %\}(?=[^{]*\{\{ \1 \}\}[^{]*(\{% endif %\}))(.*?)\2")


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
        if (asked := _asked_in(parts.salutation)) != _FORM:
            column = say(
                "They ask for recipient.{name}, which rules do not go by: its column is to be the form of address.",
                name=asked,
            )
            yield Problem("letter-parts", place, column, _BY_COLUMN, level="warning")
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
    if parts.closing and _closing(parts, language) == _LIST_CLOSE:
        close = "The close is for one addressee, or has conditions: the list’s close, or the one that goes with the opening, stands in its place."
        write = say(
            "If that of the file is to stay, write at the top of the new file: closing: {words}.",
            words=quoted(parts.closing),
        )
        yield Problem("letter-parts", place, close, write, level="warning")
    for key, (lacking, remedy) in _NOT_FOUND.items():
        if not found[key]:
            yield Problem("part-not-found", place, lacking, remedy, level="warning")


_INNERMOST = re.compile(
    r"\{% if ((?:(?!%\}).)*) %\}((?:(?!\{%).)*)(?:\{% else %\}((?:(?!\{%).)*))?\{% endif %\}"
)
_COMPARED = re.compile(r'recipient\.([\w.]+) (==|!=) "([^"]*)"')
_FORM = "form_of_address"
_MOST_TAGS = 60
"""More of them no letter has in its opening."""


def _rules(salutation: str) -> Iterator[str]:
    """The opening for each form of address that the conditions name, as letterbook.yaml has it, and for all others."""
    if salutation.count("{%") > _MOST_TAGS:
        return
    for form in dict.fromkeys(
        found[3] for found in _COMPARED.finditer(salutation) if found[1] == _asked_in(salutation)
    ):
        yield f"{form}: {quoted(_opening_for(form, salutation))}"
    others = _opening_for("", salutation)
    if not _is_chosen(others):
        yield f"…: {quoted(others)}"


def _asked_in(salutation: str) -> str:
    """What the conditions ask for: the form of address, or the first of other things."""
    names = [found[1] for found in _COMPARED.finditer(salutation)]
    return _FORM if _FORM in names or not names else names[0]


def _opening_for(form: str, salutation: str) -> str:
    """The words where the value that is asked for is this one, with the conditions that ask for another."""
    name, kept = _asked_in(salutation), salutation
    while found := _INNERMOST.search(kept):
        yes, no = found[2], found[3] or ""
        asked = _COMPARED.fullmatch(found[1])
        if asked is not None and asked[1] == name:
            chosen = yes if (asked[3] == form) == (asked[2] == "==") else no
        else:
            chosen = found[0].replace("{%", _OPEN)
        kept = kept[: found.start()] + chosen + kept[found.end() :]
    return kept.replace(_OPEN, "{%")


_OPEN = "\ue001"
"""Stands for the beginning of a condition that is looked at already."""


_BY_COLUMN = "Say so in letterbook.yaml under “list”, in “columns”: the heading, and form_of_address."
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
