"""What every letter of a mailing has to say, kept beside the letters so that they can be verified again at any time.

Version 2 is `verification.json`; a mailing of version 1 has it as `proof.json`, with a field for each line of a letter.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from pathlib import Path
from typing import Any

from letterbook.archive.expectation import Expectation, ExpectedEnclosure, ExpectedLetter, Lines
from letterbook.archive.layout import SCHEMA_VERSION, VERIFICATION_RECORD, record_path
from letterbook.archive.manifest import BrokenRecordError, read_json
from letterbook.sentences import say


@dataclass(frozen=True)
class VerificationRecord:
    """A mailing as it should be. `failed` are the files that were not made: (recipient id, format)."""

    mailing: str
    expectations: tuple[Expectation, ...]
    failed: tuple[tuple[str, str], ...]

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
        if letter.enclosure:
            enclosures.setdefault(letter.enclosure, f"enclosure-{len(enclosures) + 1}")
        letters.setdefault(letter, f"letter-{len(letters) + 1}")
        pages.setdefault(expectation.page_words, f"page-{len(pages) + 1}")
    content = {
        "version": SCHEMA_VERSION,
        "mailing": record.mailing,
        "enclosures": {name: asdict(enclosure) for enclosure, name in enclosures.items()},
        "letters": {name: _letter(letter, enclosures) for letter, name in letters.items()},
        "pages": {name: list(words) for words, name in pages.items()},
        "files": [
            _flat(expectation)
            | {"letter": letters[expectation.letter], "page_words": pages[expectation.page_words]}
            for expectation in record.expectations
        ],
        "failed": [list(failed) for failed in record.failed],
    }
    # Piece by piece: thousands of letters make a long text.
    with (folder / VERIFICATION_RECORD).open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, sort_keys=True, indent=1)
        file.write("\n")


def _letter(letter: ExpectedLetter, enclosures: Mapping[ExpectedEnclosure, str]) -> dict[str, Any]:
    return _flat(letter) | {"enclosure": enclosures[letter.enclosure] if letter.enclosure else None}


def _flat(value: Any) -> dict[str, Any]:
    """The fields of a dataclass, without what is written elsewhere."""
    return {
        field.name: getattr(value, field.name)
        for field in fields(value)
        if field.name not in ("letter", "enclosure", "page_words")
    }


def read_record(folder: Path) -> VerificationRecord:
    """The record of the mailing in this folder. Raises BrokenRecordError."""
    content = read_json(record_path(folder))
    try:
        match content["version"]:
            case 1:
                return _record(content, _letter_of_version_1)
            case version if version == SCHEMA_VERSION:
                return _record(content, _letter_of_version_2)
        raise BrokenRecordError("The file was written by another version of the program.")
    except KeyError as error:
        raise BrokenRecordError(say("The file lacks “{args}”.", args=error.args[0])) from error
    except (ValueError, TypeError, AttributeError) as error:
        raise BrokenRecordError("The file holds what the program never writes.") from error


def _record(content: Mapping[str, Any], read_letter: Any) -> VerificationRecord:
    enclosures = {
        name: _made(ExpectedEnclosure, enclosure) for name, enclosure in content["enclosures"].items()
    }
    letters = {
        name: read_letter(letter, enclosures[letter["enclosure"]] if letter["enclosure"] else None)
        for name, letter in content["letters"].items()
    }
    pages = {name: tuple(map(str, words)) for name, words in content.get("pages", {}).items()}
    files = (
        _made(
            Expectation,
            file
            | {
                "letter": letters[file["letter"]],
                "page_words": pages[file["page_words"]] if "page_words" in file else (),
            },
        )
        for file in content["files"]
    )
    failed = tuple((str(recipient), str(kind)) for recipient, kind in content["failed"])
    return VerificationRecord(str(content["mailing"]), tuple(files), failed)


def _letter_of_version_2(letter: Mapping[str, Any], enclosure: ExpectedEnclosure | None) -> ExpectedLetter:
    lines = tuple((str(name), tuple(map(str, texts))) for name, texts in letter["lines"])
    made: ExpectedLetter = _made(ExpectedLetter, {**letter, "lines": lines, "enclosure": enclosure})
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


def _letter_of_version_1(letter: Mapping[str, Any], enclosure: ExpectedEnclosure | None) -> ExpectedLetter:
    own = ("recipient_id", "name", "language", "template", "window", "page_label")
    lines: Lines = tuple(_lines_of_version_1(letter))
    return ExpectedLetter(**{key: letter[key] for key in own}, lines=lines, enclosure=enclosure)


def _lines_of_version_1(letter: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for key, name in _LINES_OF_VERSION_1.items():
        value = letter[key]
        texts = tuple(filter(None, value if isinstance(value, list) else [value]))
        if texts:
            yield name, texts


def _made(kind: type[Any], values: Mapping[str, Any]) -> Any:
    """The dataclass again, its lists as tuples."""
    for field in fields(kind):
        if field.name not in values and field.default is MISSING:  # older versions do not write them all
            raise KeyError(field.name)
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in values.items()})
