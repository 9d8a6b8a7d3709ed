"""A plain-text file → paragraphs; lists only where they are clear. Nothing about its encoding is guessed."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence

from letterbook.importing.blocks import Break, Imported, Label, Line, Words
from letterbook.importing.losses import Loss, Losses, paragraph
from letterbook.problems import Place, Problem
from letterbook.remedies import Remedy
from letterbook.sentences import in_a_row, say
from letterbook.sources.documents.bullets import LIKE_WORDS, BulletDepths, is_section
from letterbook.sources.tables.encodings import CODECS, ENCODINGS, encoding_of, readings
from letterbook.sources.text_checks import shortened

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0e-\x1f\x7f-\x9f]")
_BULLET = re.compile(r"\s*(?:([-*•–·◦▪●\uf0a7\uf0b7])\s+|([o§])(?:\t\s*| {3,}))(?=\S)")
_COPIED = frozenset("•·◦▪●o§\uf0a7\uf0b7")
"""Bullets of the levels of one list, as a word processor copies it."""
_NUMBER = re.compile(r"\s*(\d{1,3})([.)])\s+(?=\S)")
_PAGE = re.compile("\f")


class UndecodableTextError(Exception):  # it carries what is wrong
    """The bytes are no text in the encoding."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


_SHORT = 50
"""Characters: a paragraph whose lines are all shorter was not broken by the margin, but as an address is."""


def read_plain(data: bytes, losses: Losses, encoding: str | None, *, keeps_lines: bool = False) -> Imported:
    """The paragraphs of a text in UTF-8, in UTF-16 with a byte order mark, or in the named `encoding`.

    Empty lines part paragraphs; in a file without any each line is one. Short lines stay apart with `keeps_lines`. Raises
    UndecodableTextError.
    """
    text = _decoded(data, losses.file, encoding).replace("\r\n", "\n").replace("\r", "\n")
    if _CONTROL.search(text):
        losses.note(Loss.CONTROL_SIGNS, "")
        text = _CONTROL.sub("", text)
    lines = _PAGE.sub("\n\n", text).split("\n")
    filled = [line for line in lines if line.strip()]
    if len(filled) > 1 and len(_groups(lines)) == 1 and _listed(filled) is None:
        losses.note(Loss.ONE_LINE_PARAGRAPHS, "")
        groups = [[line] for line in filled]
    else:
        groups = _groups(lines)
    return Imported([*_paragraphs(groups, keeps_lines=keeps_lines)])


def _decoded(data: bytes, file: str, named: str | None) -> str:
    marked = next((codec for mark, codec in _MARKS if data.startswith(mark)), None)
    known = None if named is None else encoding_of(named)
    if named is not None and known is None:
        what = say("There is no encoding “{named}”.", named=shortened(named))
        hint = say("These are known: {known}.", known=", ".join(ENCODINGS))
        raise UndecodableTextError(Problem("wrong-encoding", Place(file), what, hint, named))
    codec = marked or CODECS.get(known or "", "utf-8")
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        raise UndecodableTextError(
            _wrong_encoding(data, error.start, file, known if not marked else None)
        ) from error
    if "\0" in text:
        raise UndecodableTextError(_wrong_encoding(data, data.index(b"\0"), file, known))
    return text.removeprefix("\ufeff")


def _wrong_encoding(data: bytes, at: int, file: str, known: str | None) -> Problem:
    """The problem, with how the first such word looks in each encoding: a person sees which one is right."""
    what = say("The byte {found} here is not {name} text.", found=f"{data[at]:02X}", name=known or "UTF-8")
    shown = "; ".join(f"{', '.join(names)}: “{words}”" for words, names in readings(data, at).items())
    seen = say("So it reads in others: {shown}.", shown=shown) if shown else ""
    hint = in_a_row("Save the file as UTF-8 in an editor.", seen)
    place = Place(file, data.count(b"\n", 0, at) + 1)
    return Problem("wrong-encoding", place, what, hint, remedy=Remedy.NAME_ENCODING)


def _groups(lines: Sequence[str]) -> list[list[str]]:
    """The lines between empty ones."""
    groups: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def _paragraphs(groups: Sequence[Sequence[str]], *, keeps_lines: bool) -> Iterator[Line]:
    single = [_listed(group) if len(group) == 1 else None for group in groups]
    for at, group in enumerate(groups):
        where = paragraph(at + 1)
        labels = _listed(group) if len(group) > 1 else None
        if labels is not None:
            yield from (_line(rest, where, label) for label, rest in labels)
        elif (found := single[at]) is not None and _is_clear(single, at):
            yield _line(found[0][1], where, found[0][0])
        elif keeps_lines and all(len(line) < _SHORT for line in group):
            pieces = [piece for line in group for piece in (Words(line.strip(" \t")), Break())]
            yield Line(tuple(pieces[:-1]), where=where)
        else:
            yield _line(" ".join(line.strip(" \t") for line in group), where, None)


def _line(text: str, where: str, label: Label | None) -> Line:
    return Line((Words(text.strip(" \t")),), label=label, where=where)


def _listed(group: Sequence[str]) -> list[tuple[Label, str]] | None:
    """The items, where every line of the group is one, or goes on indented with the one before: bullets all of one kind
    or of the levels of a copied list, or numbers one after another. One item alone of several lines does not begin as words may.
    """
    items: list[tuple[Label, str]] = []
    signs: list[str] = []
    depths = BulletDepths()
    for line in group:
        if found := _NUMBER.match(line):
            items.append((Label(0, f"{int(found[1])}{found[2]}"), line[found.end() :]))
            signs.append(found[2])
        elif (found := _BULLET.match(line)) and not is_section(found[2], line[found.end() :]):
            signs.append(found[1] or found[2])
            items.append((Label(depths.of(signs[-1])), line[found.end() :]))
        elif items and line.startswith((" ", "\t")):
            items[-1] = (items[-1][0], f"{items[-1][1].rstrip()} {line.strip()}")
        else:
            return None
    numbers = [int(label.number[:-1]) for label, _ in items if label.number]
    is_counted = not numbers or (
        len(numbers) == len(items) and numbers == [*range(numbers[0], numbers[0] + len(numbers))]
    )
    is_one_list = len(set(signs)) == 1 or _COPIED.issuperset(signs)
    may_be_words = len(items) == 1 < len(group) and signs[0] in LIKE_WORDS
    return items if items and is_one_list and is_counted and not may_be_words else None


def _is_clear(single: Sequence[list[tuple[Label, str]] | None], at: int) -> bool:
    """Whether a lone line goes on with the list of a neighbour."""

    def follows(first: list[tuple[Label, str]] | None, second: list[tuple[Label, str]] | None) -> bool:
        if first is None or second is None:
            return False
        earlier, after = first[0][0].number, second[0][0].number
        if earlier is None or after is None:
            return earlier == after
        return earlier[-1] == after[-1] and int(earlier[:-1]) + 1 == int(after[:-1])

    before = at > 0 and follows(single[at - 1], single[at])
    return before or (at + 1 < len(single) and follows(single[at], single[at + 1]))
