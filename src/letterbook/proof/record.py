"""`proof.json`: what every letter of a mailing has to say, kept beside the letters so that the proof can be repeated."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from letterbook.proof.expectation import Expectation, ExpectedEnclosure, ExpectedLetter

NAME = "proof.json"
VERSION = 1


class BrokenRecord(Exception):  # it says why
    """A file of the mailing's own record is not what the program writes."""


@dataclass(frozen=True)
class Record:
    """A mailing as it should be. `failed` are the files that were not made: (recipient id, format)."""

    mailing: str
    expectations: tuple[Expectation, ...]
    failed: tuple[tuple[str, str], ...]


def write_record(path: Path, record: Record) -> None:
    """Writes the record; the same record gives the same bytes. What letters share is written once."""
    enclosures: dict[ExpectedEnclosure, str] = {}
    letters: dict[ExpectedLetter, str] = {}
    for one in record.expectations:
        if one.letter.enclosure:
            enclosures.setdefault(one.letter.enclosure, f"enclosure-{len(enclosures) + 1}")
        letters.setdefault(one.letter, f"letter-{len(letters) + 1}")
    content = {
        "version": VERSION,
        "mailing": record.mailing,
        "enclosures": {name: asdict(one) for one, name in enclosures.items()},
        "letters": {name: _letter(one, enclosures) for one, name in letters.items()},
        "files": [_flat(one) | {"letter": letters[one.letter]} for one in record.expectations],
        "failed": [list(one) for one in record.failed],
    }
    with path.open("w", encoding="utf-8") as file:  # piece by piece: thousands of letters make a long text
        json.dump(content, file, ensure_ascii=False, sort_keys=True, indent=1)
        file.write("\n")


def _letter(letter: ExpectedLetter, enclosures: Mapping[ExpectedEnclosure, str]) -> dict[str, Any]:
    return _flat(letter) | {"enclosure": enclosures[letter.enclosure] if letter.enclosure else None}


def _flat(value: Any) -> dict[str, Any]:
    """The fields of a dataclass, without what is written elsewhere."""
    return {
        one.name: getattr(value, one.name) for one in fields(value) if one.name not in ("letter", "enclosure")
    }


def read_json(path: Path) -> Any:
    """The content of a file of the mailing's own record. Raises BrokenRecord."""
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise BrokenRecord("The file is not there.") from error
    except OSError as error:
        raise BrokenRecord(f"The file cannot be read ({error.strerror}).") from error
    except (ValueError, RecursionError) as error:  # too deep for the reader
        raise BrokenRecord("The file is no JSON, or not whole.") from error


def read_record(path: Path) -> Record:
    """The record again. Raises BrokenRecord."""
    content = read_json(path)
    try:
        if content["version"] != VERSION:
            raise BrokenRecord("The file was written by another version of the program.")
        return _record(content)
    except KeyError as error:
        raise BrokenRecord(f"The file lacks “{error.args[0]}”.") from error
    except (ValueError, TypeError, AttributeError) as error:
        raise BrokenRecord("The file holds what the program never writes.") from error


def _record(content: Mapping[str, Any]) -> Record:
    enclosures = {name: _made(ExpectedEnclosure, one) for name, one in content["enclosures"].items()}
    letters = {
        name: _made(
            ExpectedLetter,
            one | {"enclosure": enclosures[one["enclosure"]] if one["enclosure"] else None},
        )
        for name, one in content["letters"].items()
    }
    files = (_made(Expectation, one | {"letter": letters[one["letter"]]}) for one in content["files"])
    failed = tuple((str(whose), str(kind)) for whose, kind in content["failed"])
    return Record(str(content["mailing"]), tuple(files), failed)


def _made(kind: type[Any], values: Mapping[str, Any]) -> Any:
    """The dataclass again, its lists as tuples."""
    for one in fields(kind):
        if one.name not in values:
            raise KeyError(one.name)
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in values.items()})
