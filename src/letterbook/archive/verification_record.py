"""What every letter of a mailing has to say, kept beside the letters so that they can be verified again at any time.

Version 3 says of each letter how it is posted as well. Version 2 did not; version 1 was `proof.json`, with a field for each
line of a letter.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, asdict, dataclass, fields
from functools import cache
from pathlib import Path
from string import Formatter
from tempfile import SpooledTemporaryFile
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from letterbook.archive.expectation import Expectation, ExpectedEnclosure, ExpectedLetter, Lines
from letterbook.archive.layout import LETTERS, SCHEMA_VERSION, VERIFICATION_RECORD, record_path
from letterbook.archive.manifest import BrokenRecordError, read_json
from letterbook.archive.posting import Posting
from letterbook.archive.record_lines import RecordLines, record_lines
from letterbook.envelope_windows import WINDOWS
from letterbook.model import Many
from letterbook.sentences import say
from letterbook.steps import begin_step


@dataclass(frozen=True)
class VerificationRecord:
    """A mailing as it should be. `failed` are the files that were not made: (recipient id, format). `country` is the office's
    own, ISO 3166-1 alpha-2; "" before version 3.
    """

    mailing: str
    expectations: Sequence[Expectation]
    failed: tuple[tuple[str, str], ...]
    country: str = ""

    @property
    def recipients(self) -> tuple[str, ...]:
        """The ids of all who were to get a letter."""
        made = (expectation.recipient_id for expectation in self.expectations)
        return tuple(dict.fromkeys((*made, *(recipient for recipient, _ in self.failed))))


def write_record(folder: Path, record: VerificationRecord) -> None:
    """Writes the record; the same record gives the same bytes. What letters share is written once. Each file is looked at once,
    and the lines wait on the disk until their turn comes: those of a hundred thousand letters would fill the memory.
    """
    enclosures: dict[ExpectedEnclosure, str] = {}
    pages: dict[tuple[str, ...], str] = {}
    count, before = 0, None
    with _waiting() as files, _waiting() as letters:
        for expectation in record.expectations:
            letter = expectation.letter
            if letter != before:  # the files of a letter follow each other
                count, before = count + 1, letter
                for enclosure in letter.enclosures:
                    enclosures.setdefault(enclosure, f"enclosure-{len(enclosures) + 1}")
                letters.write(f'"letter-{count}": {_line(_letter(letter, enclosures))}\n')
            page = pages.setdefault(expectation.page_words, f"page-{len(pages) + 1}")
            said = _flat(expectation) | {"letter": f"letter-{count}", "page_words": page}
            files.write(f"{_line(said)}\n")
        content = {
            "version": SCHEMA_VERSION,
            "mailing": record.mailing,
            "country": record.country,
            "enclosures": _Lines("{}", _named((name, asdict(each)) for each, name in enclosures.items())),
            "letters": _Lines("{}", _read_again(letters)),
            "pages": _Lines("{}", _named((name, list(words)) for words, name in pages.items())),
            "files": _Lines("[]", _read_again(files)),
            "failed": _Lines("[]", map(_line, map(list, record.failed))),
        }
        with (folder / VERIFICATION_RECORD).open("w", encoding="utf-8") as file:
            file.writelines(_written(content))


def _waiting() -> SpooledTemporaryFile[str]:
    return SpooledTemporaryFile(max_size=_HELD_BYTES, mode="w+", encoding="utf-8", newline="\n")


_HELD_BYTES = 4_000_000


def _read_again(waiting: SpooledTemporaryFile[str]) -> Iterator[str]:
    waiting.seek(0)
    return (line.removesuffix("\n") for line in waiting)


@dataclass(frozen=True)
class _Lines:
    """What there are many of, within these brackets, each in a line of its own."""

    brackets: str
    lines: Iterable[str]


def _named(values: Iterable[tuple[str, Any]]) -> Iterator[str]:
    return (f"{_line(name)}: {_line(value)}" for name, value in values)


def _written(content: Mapping[str, Any]) -> Iterator[str]:
    """The record piece by piece, since thousands of letters make a long text: each of what it has many of in a line of its own."""
    for at, (name, value) in enumerate(sorted(content.items())):
        yield f"{',' if at else '{'}\n{_line(name)}: "
        if isinstance(value, _Lines):
            yield value.brackets[0]
            yield from (f"{',' if after else ''}\n {line}" for after, line in enumerate(value.lines))
            yield value.brackets[1]
        else:
            yield _line(value)
    yield "\n}\n"


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


_BYTES_A_LETTER = 3_000
"""So much of the record a letter of one page takes."""


def begin_with_record(folder: Path) -> None:
    """Says that work on all that the record of the mailing in this folder has begins, which takes the longer the more letters there are."""
    path = record_path(folder)
    begin_step(path.name, letters=path.stat().st_size // _BYTES_A_LETTER if path.is_file() else 0)


def read_record(folder: Path) -> VerificationRecord:
    """The record of the mailing in this folder. Raises BrokenRecordError."""
    begin_with_record(folder)
    path = record_path(folder)
    if (record := _in_lines(path)) is not None:
        return record
    content = read_json(path)
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
    path = record_path(folder)
    lines = _lines_of(path)
    content = lines.values if lines else read_json(path)
    name = content.get("mailing") if isinstance(content, Mapping) else None
    if not isinstance(name, str):
        raise BrokenRecordError("The file holds what the program never writes.")
    return name


_PARTS = ("country", "enclosures", "failed", "files", "letters", "mailing", "pages", "version")


def _lines_of(path: Path) -> RecordLines | None:
    """The record in lines; None where it is not written as the program writes it, or not there."""
    try:
        lines = record_lines(path)
    except OSError:
        return None
    if lines is None or sorted({*lines.values, *lines.places}) != sorted(_PARTS):
        return None
    return lines if lines.values.get("version") == SCHEMA_VERSION else None


def _in_lines(path: Path) -> VerificationRecord | None:
    """The record, a letter at a time; None where it has to be read as a whole, whatever is wrong with it is said then."""
    lines = _lines_of(path)
    if lines is None:
        return None
    try:
        expectations = Many(_files_in(lines), kept=[ExpectedEnclosure])
        if len({file.file for file in expectations}) < len(expectations):
            return None
        failed = tuple((str(recipient), str(kind)) for recipient, kind in lines.listed("failed"))
        mailing, country = str(lines.values["mailing"]), str(lines.values["country"])
        return VerificationRecord(mailing, expectations, failed, country)
    except (OSError, KeyError, ValueError, TypeError, AttributeError, RecursionError):
        return None


def _files_in(lines: RecordLines) -> Iterator[Expectation]:
    """The files in their order, each with its letter: the letters stand in the same order. Raises KeyError where they do not."""
    enclosures = {name: _made(ExpectedEnclosure, value) for name, value in lines.named("enclosures")}
    pages = {name: tuple(map(str, words)) for name, words in lines.named("pages")}
    letters = lines.named("letters")
    name, letter = "", None
    for file in lines.listed("files"):
        if file["letter"] != name:
            name, said = next(letters, ("", {}))
            if file["letter"] != name:
                raise KeyError(name)
            letter = _letter_read(said, tuple(enclosures[key] for key in _enclosed(said)))
        own = file | {"letter": letter, "page_words": pages[file["page_words"]]}
        made: Expectation = _made(Expectation, own)
        _refuse_strange(made)
        yield made


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
