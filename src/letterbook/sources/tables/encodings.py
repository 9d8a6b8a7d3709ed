"""The encodings of a CSV: UTF-8, and others that the office names; for a file that is neither, how each would read it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from dataclasses import replace

from letterbook.errors import UsageError
from letterbook.problems import Place, Problem
from letterbook.remedies import Remedy
from letterbook.sentences import UNSAFE, say
from letterbook.sources.tables.grid import UnreadableTableError
from letterbook.sources.text_checks import shortened, suggestion

CODECS: Mapping[str, str] = {
    "windows-1252": "cp1252",
    "windows-1250": "cp1250",
    "windows-1251": "cp1251",
    "windows-1253": "cp1253",
    "windows-1254": "cp1254",
    "windows-1255": "cp1255",
    "windows-1256": "cp1256",
    "windows-1257": "cp1257",
    "macroman": "mac_roman",
    "gb18030": "gb18030",
    "shift-jis": "cp932",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
"""The names that an office writes, and Python's: what Excel saves a CSV in, and Word a plain text, where it is not UTF-8."""
_MARKED = {"utf-8": "utf-8-sig", "utf-16": "utf-16"}
"""What is known without a name."""
ENCODINGS = (*_MARKED, *CODECS)
_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CODEC_OF_MARK = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_BEYOND_DELIMITER = re.compile(r'[^\r\n,;\t|"]+')
_BEYOND_ASCII = re.compile(r'[\x20\x21\x23-\x2b\x2d-\x3a\x3c-\x7b\x7d\x7e]*[^\x00-\x7f][^\r\n,;\t|"]*')
_AROUND = re.compile(rb'[\r\n,;\t|"]')


def encoding_of(name: str) -> str | None:
    """The encoding that is named, however the name is spelt (“Windows 1251”, “cp1251”, “UTF16”), or None."""
    word = re.sub(r"[\W_]+", "", name.casefold()).removeprefix("x")
    word = re.sub(r"^cp(?=12)", "windows", word)
    word = {"mac": "macroman", "sjis": "shiftjis", "cp932": "shiftjis", "gbk": "gb18030"}.get(word, word)
    return next((known for known in ENCODINGS if known.replace("-", "") == word), None)


def no_encoding(text: str) -> tuple[str, str]:
    """What is wrong with a text that `encoding_of` does not know, and what to write."""
    what = say("“{text}” is no encoding that is known here.", text=shortened(text))
    return what, suggestion(text, ENCODINGS, "Possible")


def known_encoding(name: str) -> str:
    """The encoding of this name, which somebody asks for. Raises UsageError."""
    if (known := encoding_of(name)) is None:
        raise UsageError(" ".join(no_encoding(name)))
    return known


def decoded(data: bytes, label: str, named: str | None) -> str:
    """The text of a CSV in the encoding that the office names, else in UTF-8, or in UTF-16 with a byte order mark.

    A byte order mark says what it is, whatever is named. Raises UnreadableTableError.
    """
    marked = data.startswith((codecs.BOM_UTF8, *_UTF_16_MARKS))
    if named is not None and named in CODECS and not marked:
        if _is_utf8(data):
            raise UnreadableTableError(_is_utf8_after_all(label, named))
        codec = CODECS[named]
    else:
        codec = "utf-16" if data.startswith(_UTF_16_MARKS) else "utf-8-sig"
    try:
        text = data.decode(codec).lstrip("\ufeff")
    except UnicodeDecodeError as error:
        raise UnreadableTableError(_wrong_encoding(data, error, label, named)) from error
    if "\0" in text:
        raise UnreadableTableError(_zero_byte(data, text, label))
    return text


def encoded_as(text: str, data: bytes, named: str | None) -> bytes:
    """The text in the encoding of `data`, a CSV that `decoded` reads, with its byte order mark. Raises UnicodeEncodeError."""
    for mark, codec in _CODEC_OF_MARK.items():
        if data.startswith(mark):
            return mark + text.encode(codec)
    return text.encode(CODECS.get(named or "", "utf-8"))


def _is_utf8(data: bytes) -> bool:
    """Whether it is UTF-8 beyond doubt: no other encoding has signs beyond ASCII only in such a sequence."""
    try:
        return not data.isascii() and b"\0" not in data and bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def readings(data: bytes, at: int) -> Mapping[str, list[str]]:
    """The encodings that would read the whole file, by how the cell around this byte, or its line, looks in them."""
    begin = max(
        (found.end() for found in _AROUND.finditer(data, max(0, at - 200), at)), default=max(0, at - 200)
    )
    end = found.start() if (found := _AROUND.search(data, at)) else len(data)
    looks: dict[str, list[str]] = {}
    for name, codec in CODECS.items():
        try:
            text = data.decode(codec)
            wide = name.startswith("utf-16")
            cell = _first_beyond_ascii(text) if wide else data[begin:end].decode(codec)
        except UnicodeDecodeError:
            continue
        if cell.strip() and "\0" not in text and not UNSAFE.search(cell) and (not wide or "\n" in text):
            looks.setdefault(shortened(cell, 30), []).append(name)
    return looks


def _first_beyond_ascii(text: str) -> str:
    """The first cell that is not plain ASCII, else the first of all."""
    found = _BEYOND_ASCII.search(text) or _BEYOND_DELIMITER.search(text)
    return found[0] if found else ""


# --- What a person is told -------------------------------------------------------------------------------------------

_AS_UTF8 = "Save it as “CSV UTF-8” in Excel, or choose Unicode (UTF-8) when LibreOffice asks."


def _with_readings(problem: Problem, data: bytes, at: int) -> Problem:
    """The problem, with how the first word beyond UTF-8 looks in each encoding: a person sees which one is right."""
    found = readings(data, at)
    shown = "; ".join(f"{', '.join(names)}: “{cell}”" for cell, names in found.items())
    if not shown:
        return problem
    hint = say(
        " Or write the encoding in which the word is right into letterbook.yaml, under list, as encoding: {readings}.",
        readings=shown,
    )
    return replace(problem, hint=problem.hint + hint, remedy=Remedy.NAME_ENCODING)


def _wrong_encoding(data: bytes, error: UnicodeDecodeError, label: str, named: str | None) -> Problem:
    """`error.object` is the data without its byte order mark, which `utf-8-sig` takes off."""
    at = error.start + len(data) - len(error.object)
    before = data[:at]
    line = len(re.findall(rb"\r\n|\r|\n", before)) + 1
    words = re.split(rb"[\r\n]", before)[-1][-20:].decode("ascii", "replace")
    byte = f"{data[at]:02X}"
    what = say(
        "The byte {byte} after “{words}” is not {name} text.",
        byte=byte,
        words=words,
        name=named if named in CODECS else "UTF-8",
    )
    problem = Problem("wrong-encoding", Place(label, line=line), what, _AS_UTF8, text=byte)
    return _with_readings(problem, data, at)


def _zero_byte(data: bytes, text: str, label: str) -> Problem:
    place = Place(label, line=text.count("\n", 0, text.index("\0")) + 1)
    what = "There is a zero byte here; this is not a text file."
    return _with_readings(Problem("wrong-encoding", place, what, _AS_UTF8), data, data.index(b"\0"))


def _is_utf8_after_all(label: str, named: str) -> Problem:
    what = say("{label} is said to be {named} text, but it is UTF-8.", label=label, named=named)
    return Problem("wrong-encoding", Place(label), what, "Name no encoding for it.", named)
