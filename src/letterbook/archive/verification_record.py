"""What every letter of a mailing has to say, kept beside the letters so that they can be verified again at any time.

Version 3 says of each letter how it is posted as well. Version 2 did not; version 1 was `proof.json`, with a field for each
line of a letter.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from functools import cache
from pathlib import Path
from string import Formatter
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from letterbook.archive.expectation import Expectation, ExpectedEnclosure, ExpectedLetter, Lines
from letterbook.archive.layout import LETTERS, SCHEMA_VERSION, VERIFICATION_RECORD, record_path
from letterbook.archive.manifest import BrokenRecordError, read_json
from letterbook.archive.posting import Posting
from letterbook.envelope_windows import WINDOWS
from letterbook.sentences import say


@dataclass(frozen=True)
class VerificationRecord:
    """A mailing as it should be. `failed` are the files that were not made: (recipient id, format). `country` is the office's
    own, ISO 3166-1 alpha-2; "" before version 3.
    """

    mailing: str
    expectations: tuple[Expectation, ...]
    failed: tuple[tuple[str, str], ...]
    country: str = ""

    @property
    def recipients(self) -> tuple[str, ...]:
        """The ids of all who were to get a letter."""
        made = (expectation.recipient_id for expectation in self.expectations)
        return tuple(dict.fromkeys((*made, *(recipient for recipient, _ in self.failed))))


def write_record(folder: Path, record: VerificationRecord) -> None:
    """Writes the record; the same record gives the same bytes. What letters share is written once."""
    enclosures: dict[ExpectedEnclosure, str] = {}
    letters: dict[ExpectedLetter, str] = {}
    pages: dict[tuple[str, ...], str] = {}
    for expectation in record.expectations:
        letter = expectation.letter
        for enclosure in letter.enclosures:
            enclosures.setdefault(enclosure, f"enclosure-{len(enclosures) + 1}")
        letters.setdefault(letter, f"letter-{len(letters) + 1}")
        pages.setdefault(expectation.page_words, f"page-{len(pages) + 1}")
    files = (
        _flat(expectation)
        | {"letter": letters[expectation.letter], "page_words": pages[expectation.page_words]}
        for expectation in record.expectations
    )
    content = {
        "version": SCHEMA_VERSION,
        "mailing": record.mailing,
        "country": record.country,
        "enclosures": _Named((name, asdict(enclosure)) for enclosure, name in enclosures.items()),
        "letters": _Named((name, _letter(letter, enclosures)) for letter, name in letters.items()),
        "pages": _Named((name, list(words)) for words, name in pages.items()),
        "files": files,
        "failed": map(list, record.failed),
    }
    with (folder / VERIFICATION_RECORD).open("w", encoding="utf-8") as file:
        file.writelines(_written(content))


class _Named:
    """Many values, each with its name, which are made when their turn comes."""

    def __init__(self, values: Iterable[tuple[str, Any]]) -> None:
        self.values = values


def _written(content: Mapping[str, Any]) -> Iterator[str]:
    """The record piece by piece, since thousands of letters make a long text: each of what it has many of in a line of its own."""
    for at, (name, value) in enumerate(sorted(content.items())):
        yield f"{',' if at else '{'}\n{_line(name)}: "
        if isinstance(value, _Named):
            yield from _in_lines("{}", (f"{_line(key)}: {_line(each)}" for key, each in value.values))
        elif isinstance(value, Iterator):
            yield from _in_lines("[]", map(_line, value))
        else:
            yield _line(value)
    yield "\n}\n"


def _in_lines(brackets: str, lines: Iterable[str]) -> Iterator[str]:
    yield brackets[0]
    for at, line in enumerate(lines):
        yield f"{',' if at else ''}\n {line}"
    yield brackets[1]


def _line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _letter(letter: ExpectedLetter, enclosures: Mapping[ExpectedEnclosure, str]) -> dict[str, Any]:
    travels = asdict(letter.posting) if letter.posting else None
    enclosed = [enclosures[enclosure] for enclosure in letter.enclosures]
    return _flat(letter) | {"enclosures": enclosed, "posting": travels}


def _flat(value: Any) -> dict[str, Any]:
    """The fields of a dataclass, without what is written elsewhere."""
    return {
        field.name: getattr(value, field.name)
        for field in fields(value)
        if field.name not in ("letter", "enclosures", "page_words")
    }


def read_record(folder: Path) -> VerificationRecord:
    """The record of the mailing in this folder. Raises BrokenRecordError."""
    content = read_json(record_path(folder))
    try:
        match content["version"]:
            case 1:
                return _record(content, _letter_of_version_1)
            case 2 | 3:
                return _record(content, _letter_read)
        raise BrokenRecordError("The file was written by another version of the program.")
    except KeyError as error:
        raise BrokenRecordError(say("The file lacks “{args}”.", args=error.args[0])) from error
    except (ValueError, TypeError, AttributeError) as error:
        raise BrokenRecordError("The file holds what the program never writes.") from error


def name_in_record(folder: Path) -> str:
    """Which mailing this is, as its record says. Raises BrokenRecordError."""
    content = read_json(record_path(folder))
    name = content.get("mailing") if isinstance(content, dict) else None
    if not isinstance(name, str):
        raise BrokenRecordError("The file holds what the program never writes.")
    return name


def _record(content: Mapping[str, Any], read_letter: Any) -> VerificationRecord:
    enclosures = {
        name: _made(ExpectedEnclosure, enclosure) for name, enclosure in content["enclosures"].items()
    }
    letters = {
        name: read_letter(letter, tuple(enclosures[key] for key in _enclosed(letter)))
        for name, letter in content["letters"].items()
    }
    pages = {name: tuple(map(str, words)) for name, words in content.get("pages", {}).items()}
    files = [
        _made(
            Expectation,
            file
            | {
                "letter": letters[file["letter"]],
                "page_words": pages[file["page_words"]] if "page_words" in file else (),
            },
        )
        for file in content["files"]
    ]
    for file in files:
        _refuse_strange(file)
    if len({file.file for file in files}) < len(files):
        raise ValueError("a letter stands there twice")
    failed = tuple((str(recipient), str(kind)) for recipient, kind in content["failed"])
    country = str(content.get("country", ""))
    return VerificationRecord(str(content["mailing"]), tuple(files), failed, country)


_Enclosures = tuple[ExpectedEnclosure, ...]


def _enclosed(letter: Mapping[str, Any]) -> list[str]:
    """The names of a letter's enclosures; once there was one at most, under a key of its own."""
    if "enclosures" in letter:
        return list(map(str, letter["enclosures"]))
    return [str(letter["enclosure"])] if letter["enclosure"] else []


def _letter_read(letter: Mapping[str, Any], enclosures: _Enclosures) -> ExpectedLetter:
    own = {key: value for key, value in letter.items() if key != "enclosure"}
    lines = tuple((str(name), tuple(map(str, texts))) for name, texts in letter["lines"])
    travels = _made(Posting, own["posting"]) if own.get("posting") else None
    values = {**own, "lines": lines, "enclosures": enclosures, "posting": travels}
    made: ExpectedLetter = _made(ExpectedLetter, values)
    return made


_LINES_OF_VERSION_1 = {
    "delivery": "recipient.delivery",
    "address": "address",
    "reference": "reference",
    "date": "date",
    "subject": "subject",
    "salutation": "salutation",
    "body": "body",
    "closing": "closing",
    "signatory_name": "signatory.name",
    "signatory_title": "signatory.title",
    "enclosure_line": "enclosure_line",
    "copy_line": "copy_line",
    "return_line": "office.return_line",
    "furniture": "labels",
}
"""The keys of version 1, and the fields that they are now."""


def _letter_of_version_1(letter: Mapping[str, Any], enclosures: _Enclosures) -> ExpectedLetter:
    own = ("recipient_id", "name", "language", "template", "window", "page_label")
    lines: Lines = tuple(_lines_of_version_1(letter))
    values = {**{key: letter[key] for key in own}, "lines": lines, "enclosures": enclosures}
    made: ExpectedLetter = _made(ExpectedLetter, values)
    return made


def _lines_of_version_1(letter: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for key, name in _LINES_OF_VERSION_1.items():
        value = letter[key]
        texts = tuple(filter(None, value if isinstance(value, list) else [value]))
        if texts:
            yield name, texts


def _made(kind: type[Any], values: Mapping[str, Any]) -> Any:
    """The dataclass again, its lists as tuples."""
    needed, fitting = _FORMS[kind]
    for name in needed:
        if name not in values:
            raise KeyError(name)
    given = {key: _frozen(value) for key, value in values.items()}
    for key, value in given.items():
        if key not in fitting or not fitting[key](value):
            raise TypeError(key)
    return kind(**given)


def _form_of(kind: type[Any]) -> tuple[tuple[str, ...], Mapping[str, Callable[[Any], bool]]]:
    """The fields that a record has to have, for older versions do not write them all, and what says of each whether a value fits."""
    needed = tuple(field.name for field in fields(kind) if field.default is MISSING)
    return needed, {name: _fitting(hint) for name, hint in get_type_hints(kind).items()}


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


@cache
def _fitting(hint: Any) -> Callable[[Any], bool]:
    """What says whether a value is of this type, as the fields of the dataclasses here have it."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Literal:
        return lambda value: isinstance(value, str) and value in parts
    plain = {part for part in parts if type(part) is type}
    if origin in (Union, UnionType):
        if len(plain) == len(parts):
            return lambda value: type(value) in plain
        kinds = tuple(map(_fitting, parts))
        return lambda value: any(fits(value) for fits in kinds)
    if origin is tuple and parts[-1] is Ellipsis:
        if plain:
            return lambda value: isinstance(value, list | tuple) and plain.issuperset(map(type, value))
        each = _fitting(parts[0])
        return lambda value: isinstance(value, list | tuple) and all(map(each, value))
    if origin is tuple:
        places = tuple(map(_fitting, parts))
        return lambda value: (
            isinstance(value, list | tuple)
            and len(value) == len(places)
            and all(fits(part) for fits, part in zip(places, value, strict=True))
        )
    return lambda value: type(value) is hint


_FORMS = {kind: _form_of(kind) for kind in (Expectation, ExpectedEnclosure, ExpectedLetter, Posting)}

_FILE = re.compile(rf"{LETTERS}/[^/\\:\x00]+\.(pdf|docx)")
_MOST_PAGES = 10_000


def _refuse_strange(file: Expectation) -> None:
    """Raises ValueError for what a letter never has, and what would lead its reader astray."""
    name = _FILE.fullmatch(file.file)
    if name is None or name[1] != file.format:
        raise ValueError("the file of a letter lies elsewhere")
    if file.letter.window not in WINDOWS:
        raise ValueError("there is no such window")
    if not all(0 <= (pages or 0) <= _MOST_PAGES for pages in (file.pages, file.cover_pages)):
        raise ValueError("no letter has so many pages")
    if any(pages < 1 for pages in file.enclosure_pages) or len(file.enclosure_pages) not in (
        0,
        len(file.enclosures),
    ):
        raise ValueError("no letter has such enclosures")
    for label in (file.letter.page_label, *(enclosure.page_label for enclosure in file.letter.enclosures)):
        if any(name not in (None, "page", "pages") or more for _, name, *more in _pieces(label)):
            raise ValueError("a page number is no template")


@cache
def _pieces(label: str) -> tuple[tuple[str | None, ...], ...]:
    """The label's text and names; what is to be done with a name beside its value only where it says so."""
    found = Formatter().parse(label)
    return tuple((text, name, *filter(None, (form, turn))) for text, name, form, turn in found)
