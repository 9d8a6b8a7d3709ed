"""Reads a statement: one Markdown file with front matter per language, `statements/<id>/<language>.md`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from letterbook.language.typed_dates import day_of
from letterbook.model import Statement
from letterbook.problems import Place, Problem
from letterbook.remedies import Remedy
from letterbook.sentences import printable, say
from letterbook.sources.enclosures import ENCLOSURES, read_enclosures
from letterbook.sources.file_names import leads_outside, outside, unprintable_name
from letterbook.sources.files import read_text
from letterbook.sources.line_marks import line_marks
from letterbook.sources.statement_pictures import statement_pictures
from letterbook.sources.text_checks import (
    is_language_tag,
    is_slug,
    nearest,
    not_a_slug,
    not_named_by_language,
    shortened,
)
from letterbook.sources.unfilled import perhaps_unfilled, rather_unfilled, unfilled_lines, unfilled_values
from letterbook.sources.yaml.front_matter import split
from letterbook.sources.yaml.located import LocatedList, LocatedMap, LocatedText, Node, doubled_words
from letterbook.sources.yaml.validation import Day, OneLine, Schema, Slug, SlugList, YesNo, validate

STATEMENTS = "statements"
MAX_STATEMENT_BYTES = 2_000_000

_SAME_EVERYWHERE = {
    "occasion": "The occasion",
    "date": "The date",
    "groups": "The list of groups",
}


def list_statements(workspace: Path) -> list[str]:
    """The ids of the workspace's statements, in alphabetical order."""
    folder = workspace / STATEMENTS
    if not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if path.is_dir() and is_slug(path.name))


def read_statements(
    workspace: Path, statement_id: str, folders: Sequence[str] = (), mailings: Sequence[str] = ()
) -> tuple[dict[str, Statement], list[Problem]]:
    """A statement by language, in alphabetical order of the languages; a file with a mistake in its keys is left out.

    `folders` are those beside the workspace in which files may lie; `mailings` are ids that may have been meant where
    there is no statement of this one.

    Codes: wrong-id, no-statement, not-imported, wrong-language, no-front-matter, empty-body, occasion-after-date, duplicate-group,
    languages-differ, wrong-file-name, outside-workspace, not-filled-in, and those of `files.read_text`, `located.read_map`,
    `validation.validate` and `statement_pictures`.
    """
    if not is_slug(statement_id):
        return {}, [not_a_slug("id of a statement", printable(statement_id), Place(STATEMENTS))]
    known = list_statements(workspace)
    if statement_id not in known:
        return {}, [_no_statement(statement_id, known, mailings)]
    paths = sorted(
        path for path in (workspace / STATEMENTS / statement_id).glob("*.md") if path.name[0] != "."
    )
    unread = _not_imported(workspace / STATEMENTS / statement_id, [path.stem for path in paths])
    if not paths and unread:
        return {}, unread
    if not paths:
        place = Place(f"{STATEMENTS}/{statement_id}")
        what = say("The statement “{statement_id}” has no text in any language.", statement_id=statement_id)
        return {}, [
            Problem("no-statement", place, what, "Add a file for each language, such as en.md.", statement_id)
        ]
    elsewhere = [path for path in paths if leads_outside(workspace, path, folders)]
    labels = [printable(f"{STATEMENTS}/{statement_id}/{path.name}") for path in elsewhere]
    refused = [outside(label, Place(label)) for label in labels]
    files = [_read_file(path, statement_id) for path in paths if path not in elsewhere]
    problems = unread + refused + [problem for file in files for problem in file.problems]
    statements = {}
    for file in files:
        if file.statement is not None:
            statement, found = _with_pictures(workspace, file.statement, folders)
            statements[statement.language] = statement
            problems += found
    return statements, problems + _differences([file.front for file in files if file.front is not None])


_OTHER_TEXTS = (".docx", ".odt")


def _not_imported(folder: Path, languages: Collection[str]) -> list[Problem]:
    """The Word and ODT files that nobody has made a text of: named by a language without one, or where there is no text."""
    files = sorted(
        path for path in folder.iterdir() if path.suffix.lower() in _OTHER_TEXTS and path.name[0] not in ".~"
    )
    return [
        Problem(
            "not-imported",
            Place(printable(f"{STATEMENTS}/{folder.name}/{path.name}")),
            "The text in this file is not sent: a statement is read from its Markdown file.",
            "Import it, look at what comes of it, and check again.",
            path.name,
            remedy=Remedy.IMPORT_STATEMENT,
        )
        for path in files
        if not languages or (is_language_tag(path.stem) and path.stem not in languages)
    ]


def _no_statement(statement_id: str, known: Sequence[str], mailings: Sequence[str]) -> Problem:
    known = sorted({*known, *mailings} - {statement_id})
    near = nearest(statement_id, known)
    there_are = (
        say("There are: {known}.", known=", ".join(known))
        if known
        else say(
            "Put its files into {statements}/{statement_id}/.",
            statements=STATEMENTS,
            statement_id=statement_id,
        )
    )
    hint = say("Did you mean “{near}”? {there_are}", near=near, there_are=there_are) if near else there_are
    what = say("There is no statement “{statement_id}”.", statement_id=statement_id)
    if mailings:
        what = say("There is no mailing and no statement “{statement_id}”.", statement_id=statement_id)
    return Problem("no-statement", Place(STATEMENTS), what, hint, statement_id)


class _Front(Schema):
    title: OneLine
    occasion: Day | None = None
    date_: Day
    place: OneLine
    signatory: Slug | None = None
    groups: SlugList | None = None
    addressed_to: YesNo = False
    enclosures: object = None  # `enclosures.read_enclosures` reads them


@dataclass(frozen=True)
class _File:
    """One language's file as far as it could be read."""

    statement: Statement | None
    front: LocatedMap | None
    problems: list[Problem]


def _read_file(path: Path, statement_id: str) -> _File:
    label = f"{STATEMENTS}/{statement_id}/{path.name}"
    wrong_name = unprintable_name(label)
    if wrong_name is not None:
        return _File(None, None, [wrong_name])
    if not is_language_tag(path.stem):
        return _File(None, None, [not_named_by_language(label)])
    text, problems = read_text(path, label, MAX_STATEMENT_BYTES)
    if text is None:
        return _File(None, None, problems)
    read = _file_of(text, label, statement_id)
    return replace(read, problems=problems + read.problems)


def no_text(file: str, first_line: int) -> Problem:
    """The mistake of a statement that goes with letters and says nothing; `first_line` is that of its text, from 1."""
    hint = "Write the statement’s text below the second line of ---. Where the letter goes alone, write above it: enclosures: none"
    return Problem("empty-body", Place(file, first_line, 1), "The statement has no text.", hint)


def statement_of(
    workspace: Path, statement_id: str, language: str, text: str, folders: Sequence[str] = ()
) -> tuple[Statement | None, list[Problem]]:
    """The statement that a file with this text would be, with its pictures; codes as `read_statements` has them."""
    file = _file_of(text, f"{STATEMENTS}/{statement_id}/{language}.md", statement_id)
    if file.statement is None:
        return None, file.problems
    statement, found = _with_pictures(workspace, file.statement, folders)
    return statement, file.problems + found


def _with_pictures(
    workspace: Path, statement: Statement, folders: Sequence[str]
) -> tuple[Statement, list[Problem]]:
    said = statement.file, statement.source, statement.first_line
    pictures, problems = statement_pictures(workspace, *said, folders)
    return replace(statement, pictures=pictures), problems


def _file_of(text: str, label: str, statement_id: str) -> _File:
    problems: list[Problem] = []
    front, body, first_line, wrong_front = split(text, label)
    problems += wrong_front
    is_empty = not body.strip() and not any(
        problem.code == "unclosed-front-matter" for problem in wrong_front
    )
    if is_empty and (front is None or ENCLOSURES not in front.values):
        problems.append(no_text(label, first_line))
    if front is None:
        return _File(None, None, problems)
    front = _with_plain_dates(front, PurePath(label).stem)
    content, wrong_keys = _checked(front)
    missing = [*unfilled_values(front), *unfilled_lines(body, first_line, Place(label))]
    problems = rather_unfilled(problems + wrong_keys, missing)
    problems += perhaps_unfilled(body, first_line, Place(label))
    if content is not None:
        title = front.place_of("title")
        problems += perhaps_unfilled(content.title, title.line or 1, title)
        problems += [mark for key in ("title", "place") for mark in line_marks(key, front.values.get(key))]
        problems += _braces(front)
    if content is None:
        return _File(None, front, problems)
    enclosures, wrong_enclosures = read_enclosures(front.values.get(ENCLOSURES))
    problems += wrong_enclosures
    statement = _statement(statement_id, label, content, front, body=body, first_line=first_line)
    return _File(replace(statement, enclosures=enclosures), front, problems)


_BRACES = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}]*%\}")


def _braces(front: LocatedMap) -> Iterator[Problem]:
    """A placeholder in the place, where none is filled."""
    if found := _BRACES.search(front.text("place") or ""):
        what = say("“{text}” is no placeholder, and would be printed as it is.", text=found[0])
        hint = "Write the place itself, as in place: Baku."
        yield Problem("broken-placeholder", front.place_of("place"), what, hint, found[0])


def _with_plain_dates(front: LocatedMap, language: str) -> LocatedMap:
    """The same with the dates in figures that are written in the words or the figures of the statement's language."""
    return replace(
        front,
        values={
            key: _plain_date(node, language) if key in ("date", "occasion") else node
            for key, node in front.values.items()
        },
    )


def _plain_date(node: Node, language: str) -> Node:
    if not isinstance(node, LocatedText):
        return node
    try:
        day = day_of(node.text, (language,))
    except ValueError:
        return node  # it is told that year, month and day are wanted
    return replace(node, text=day.isoformat()) if day else node


def _checked(front: LocatedMap) -> tuple[_Front | None, list[Problem]]:
    content, problems = validate(_Front, front)
    problems += doubled_groups(front.values.get("groups"))
    return content, problems + (_impossible_occasion(content, front) if content else [])


def _statement(
    statement_id: str, label: str, content: _Front, front: LocatedMap, *, body: str, first_line: int
) -> Statement:
    return Statement(
        id=statement_id,
        language=PurePath(label).stem,
        title=content.title,
        date=content.date_,
        place=content.place,
        source=body,
        file=label,
        first_line=first_line,
        occasion=content.occasion,
        signatory=content.signatory,
        groups=tuple(content.groups) if content.groups is not None else None,
        addressed_to=content.addressed_to,
        places={"": front.place} | {key: front.place_of(key) for key in front.keys},
    )


def _impossible_occasion(content: _Front, front: LocatedMap) -> list[Problem]:
    if content.occasion is None or content.occasion <= content.date_:
        return []
    what = say(
        "The occasion ({occasion}) is later than the date of the statement ({date}).",
        occasion=content.occasion,
        date=content.date_,
    )
    hint = "The occasion is the day that is commemorated, with its own year; correct one of the two."
    return [Problem("occasion-after-date", front.place_of("occasion"), what, hint, str(content.occasion))]


def doubled_groups(node: Node | None) -> Iterator[Problem]:
    """The problem of each group that is named twice under a key."""
    for name, place in doubled_words(node):
        what = say("The group “{item_text}” is named twice.", item_text=shortened(name))
        yield Problem("duplicate-group", place, what, "Name each group once.", name)


def _texts(items: Iterable[object]) -> list[LocatedText]:
    return [item for item in items if isinstance(item, LocatedText)]


def _differences(fronts: list[LocatedMap]) -> list[Problem]:
    """What is one thing in the first language's file and another in a later one's."""
    problems = []
    for front in fronts[1:]:
        for key, name in _SAME_EVERYWHERE.items():
            here, there = _written(front, key), _written(fronts[0], key)
            if here != there:
                what = say(
                    "{name} differs from that of the other language ({fronts}).",
                    name=name,
                    fronts=fronts[0].place_of(key),
                )
                hint = say("Write the same “{key}” into the files of all languages.", key=key)
                problems.append(Problem("languages-differ", front.place_of(key), what, hint, ", ".join(here)))
    return problems


def _written(front: LocatedMap, key: str) -> tuple[str, ...]:
    """A key's text, or the texts of its list; empty where it is absent."""
    node = front.values.get(key)
    if isinstance(node, LocatedText):
        return tuple(part.strip() for part in node.text.split(","))
    return tuple(item.text.strip() for item in _texts(node.items)) if isinstance(node, LocatedList) else ()
