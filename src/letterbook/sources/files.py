"""Reads a file, whatever stands in its place."""

from __future__ import annotations

from pathlib import Path

from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.steps import begin_step

_UTF8_BOM = b"\xef\xbb\xbf"
_OTHER_BOMS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


def read_text(path: Path, label: str, limit_bytes: int) -> tuple[str | None, list[Problem]]:
    """The file's text with LF line ends and without a byte order mark, or None and what is wrong with the file.

    `label` is the file as the user knows it. Codes: those of `read_bytes`, and wrong-encoding.
    """
    data, problems = read_bytes(path, label, limit_bytes)
    return _decode(data, label) if data is not None else (None, problems)


def read_bytes(path: Path, label: str, limit_bytes: int) -> tuple[bytes | None, list[Problem]]:
    """The file's content, or None and what is wrong with the file.

    `label` is the file as the user knows it. Codes: missing-file, unreadable-file, huge-file.
    """
    begin_step(label)
    place = Place(label)
    try:
        if problem := _no_file(path, label):
            return None, [problem]
        with path.open("rb") as file:
            data = file.read(limit_bytes + 1)
    except OSError as error:
        what = say("The file {label} cannot be read: {strerror}.", label=label, strerror=error.strerror)
        return None, [Problem("unreadable-file", place, what, _CHECK_ACCESS)]
    if len(data) > limit_bytes:
        what = say(
            "The file {label} is larger than {limit_bytes}.", label=label, limit_bytes=_size(limit_bytes)
        )
        return None, [Problem("huge-file", place, what, "Check that this is the right file, or split it.")]
    if len(data) >= _BYTES_A_LETTER:
        begin_step(label, letters=len(data) // _BYTES_A_LETTER)
    return data, []


_BYTES_A_LETTER = 10_000
"""So much of a file may take as long to read as a letter takes: a list of 50 MB, which is the largest, has 100 s more than others."""

_CHECK_ACCESS = "Check who may read it, and whether another program has it open."
_NAME_A_FILE = "Put the file itself in its place."
_PUT_IT_THERE = "Check the name and the folder, or put the file there."


def _no_file(path: Path, label: str) -> Problem | None:
    """What stands in the place of a file that can be read. Raises OSError."""
    place = Place(label)
    if path.is_dir():
        what = say("{label} is a folder, not a file.", label=label)
        return Problem("unreadable-file", place, what, _NAME_A_FILE)
    if not path.exists():
        what = say("The file {label} is not there.", label=label)
        return Problem("missing-file", place, what, _PUT_IT_THERE)
    if not path.is_file():
        what = say("{label} is not an ordinary file.", label=label)
        return Problem("unreadable-file", place, what, _NAME_A_FILE)
    return None


def _decode(data: bytes, label: str) -> tuple[str | None, list[Problem]]:
    """The text, or the first byte of it that is none, by line and column."""
    if other := _OTHER_BOMS.get(data[:2]):
        what = say("{label} is encoded in {other}, not in UTF-8.", label=label, other=other)
        return None, [_wrong_encoding(Place(label, 1, 1), what)]
    while data.startswith(_UTF8_BOM):  # some editors put another one before the first
        data = data.removeprefix(_UTF8_BOM)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = _behind(data[: error.start].decode("utf-8"), label)
        found = f"{data[error.start]:02X}"
        what = say("The byte {found} here is not UTF-8 text.", found=found)
        return None, [_wrong_encoding(place, what, found)]
    if "\0" in text:
        place = _behind(text[: text.index("\0")], label)
        return None, [_wrong_encoding(place, "There is a zero byte here; this is not a text file.")]
    return text.replace("\r\n", "\n").replace("\r", "\n"), []


def _wrong_encoding(place: Place, what: str, text: str = "") -> Problem:
    hint = "Open the file in an editor and save it as UTF-8."
    return Problem("wrong-encoding", place, what, hint, text)


def _behind(before: str, label: str) -> Place:
    """The place of what follows this text."""
    before = before.replace("\r\n", "\n").replace("\r", "\n")
    return Place(label, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)


def _size(limit_bytes: int) -> str:
    megabytes = limit_bytes / 1_000_000
    return f"{megabytes:g} MB" if megabytes >= 1 else f"{limit_bytes:,} bytes"
