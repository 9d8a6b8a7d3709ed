"""Whether a file is what its name says, and small enough to be opened."""

from __future__ import annotations

import copy
import re
from io import BytesIO
from pathlib import Path, PurePath
from zipfile import ZipFile

from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.tables.grid import MOST_BYTES, UnreadableTableError

MOST_ENTRIES = 10_000
MOST_INFLATED = 2**30
MOST_RATIO = 100

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_SAVE_AS = "Open it in Excel or LibreOffice and save it as {}."
_SUFFIXES = {".csv": "CSV UTF-8", ".xlsx": "XLSX", ".ods": "ODS", ".xls": "XLS"}


_LIKE = {".tsv": ".csv", ".txt": ".csv", ".xlsm": ".xlsx"}
"""Other endings of the same kinds; the macros of a workbook are never looked at."""
TEXTS = (".csv", ".tsv", ".txt", ".yaml", ".yml")
"""Endings of lists that are texts."""
TABLES = (*_SUFFIXES, *_LIKE)
"""Endings of tables."""


def read_checked(path: Path, label: str) -> tuple[bytes, str]:
    """The bytes of a table and its kind (.csv, .xlsx, .ods or .xls), which the ending of its label and its content agree upon.

    Raises UnreadableTableError for a file that is missing, empty, larger than 64 MB, encrypted, or of another kind.
    """
    ending = PurePath(label).suffix.lower()
    suffix = _LIKE.get(ending, ending)
    if suffix not in _SUFFIXES:
        raise _refused(
            "unknown-table", label, "This is no kind of table that can be read.", _SAVE_AS.format("XLSX")
        )
    data = _read(path, label)
    found = _kind(data)
    if found == "encrypted":
        raise encrypted(label)
    if found != suffix:
        what = say("The file is named {suffix} but is {names}.", suffix=ending, names=_NAMES[found])
        if _SUFFIXES.get(found):
            raise _refused(
                "wrong-kind",
                label,
                what,
                say("Name it {found}, or save it as {suffixes}.", found=found, suffixes=_SUFFIXES[suffix]),
            )
        raise _refused("wrong-kind", label, what, _SAVE_AS.format(_SUFFIXES[suffix]))
    return data, suffix


def ending_by_content(path: Path, name: str) -> str:
    """The ending that a list of this name should have: what it holds says so, and of a text, or of a workbook with macros, the
    name; that of the name where the content is no table.
    """
    ending = PurePath(name).suffix.lower()
    with path.open("rb") as file:
        found = _kind(file.read(MOST_BYTES + 1))
    if found == ".csv":
        return ending if ending in TEXTS else found
    return found if found in _SUFFIXES and _LIKE.get(ending) != found else ending


def _read(path: Path, label: str) -> bytes:
    try:
        if not path.exists():
            raise _refused(
                "missing-file",
                label,
                say("The file {label} is not there.", label=label),
                "Check the name and the folder.",
            )
        if not path.is_file():
            raise _refused(
                "unreadable-file", label, say("{label} is not an ordinary file.", label=label), "Name a file."
            )
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        what = say("The file {label} cannot be read: {strerror}.", label=label, strerror=error.strerror)
        hint = "Check who may read it, and whether it is open elsewhere."
        raise _refused("unreadable-file", label, what, hint) from error
    if len(data) > MOST_BYTES:
        what = say(
            "The file {label} is larger than {most_bytes} MB.", label=label, most_bytes=MOST_BYTES // 2**20
        )
        raise _refused("huge-file", label, what, "Check that this is the right file, or split the list.")
    if not data.strip():
        raise _refused(
            "empty-file",
            label,
            say("The file {label} is empty.", label=label),
            "Put the headings into its first row.",
        )
    return data


_NAMES = {
    ".csv": "text",
    "html": "a web page",
    ".xlsx": "an XLSX workbook",
    ".ods": "an ODS workbook",
    ".xls": "an XLS workbook",
    "pdf": "a PDF",
    "zip": "another kind of document",
    "binary": "no text",
}


def _kind(data: bytes) -> str:
    if data.startswith(_OLE):
        return "encrypted" if _ENCRYPTED_PACKAGE in data else ".xls"
    if data.startswith(b"%PDF"):
        return "pdf"
    if data.startswith(b"PK"):
        return _kind_of_zip(data)
    if _WEB_PAGE.match(data):
        return "html"
    return "binary" if b"\0" in data and not _is_utf_16(data) else ".csv"


_WEB_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|meta|body|table|\?xml[^>]*>\s*<html)\b", re.IGNORECASE
)
"""As which many programs export a “spreadsheet”."""


def _is_utf_16(data: bytes) -> bool:
    """Whether a byte order mark says so, or zero bytes stand in every other place only, as they do beside Latin letters."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    halves = [half.count(0) for half in (data[0:4000:2], data[1:4000:2])]
    return len(data) % 2 == 0 and min(halves) == 0 and max(halves) >= 4


def _kind_of_zip(data: bytes) -> str:
    # The names stand uncompressed in the archive, so that a damaged one still says what it was meant to be.
    if b"opendocument.spreadsheet" in data[:200]:
        return ".ods"
    return ".xlsx" if b"xl/workbook.xml" in data else "zip"


def damaged(label: str) -> UnreadableTableError:
    """For a workbook that breaks off, or that no reader understands."""
    return _refused(
        "damaged-file", label, "The workbook is damaged and cannot be read.", _SAVE_AS.format("XLSX again")
    )


def encrypted(label: str) -> UnreadableTableError:
    """For a workbook that opens with a password only."""
    return _refused(
        "encrypted", label, "The workbook is protected by a password.", "Save a copy without the password."
    )


def open_archive(data: bytes, label: str) -> ZipFile:
    """The zip that a workbook is. Raises UnreadableTableError where it is damaged, encrypted or a zip bomb."""
    try:
        archive = ZipFile(BytesIO(data))
        is_bomb = _unpacks_to_too_much(archive, len(data))
        is_encrypted = not is_bomb and _is_encrypted(archive)
    except MemoryError:
        raise
    except Exception as error:  # zipfile and zlib raise half a dozen kinds for a broken entry
        raise damaged(label) from error
    if is_bomb:
        raise _zip_bomb(label)
    if is_encrypted:
        raise encrypted(label)
    return archive


def _is_encrypted(archive: ZipFile) -> bool:
    """Whether the manifest of an ODS names a cipher; an XLSX with a password is no zip."""
    manifest = "META-INF/manifest.xml"
    return manifest in archive.namelist() and b"encryption-data" in archive.read(manifest)


def _unpacks_to_too_much(archive: ZipFile, size: int) -> bool:
    """Measured by unpacking, because the sizes that an archive states may be false."""
    most = min(MOST_INFLATED, MOST_RATIO * size)
    if len(archive.infolist()) > MOST_ENTRIES:
        return True
    for stated in archive.infolist():
        entry = copy.copy(stated)
        entry.file_size = most + 1
        del entry.CRC  # else zipfile compares it with what the stated size would give
        with archive.open(entry) as stream:
            while chunk := stream.read(2**20):
                most -= len(chunk)
                if most < 0:
                    return True
    return False


def _zip_bomb(label: str) -> UnreadableTableError:
    what = "The file unpacks to far more than a list of recipients can hold."
    return _refused(
        "zip-bomb", label, what, "Ask who sent it. If the list is your own, save it as CSV UTF-8."
    )


def _refused(code: str, label: str, what: str, hint: str) -> UnreadableTableError:
    return UnreadableTableError(Problem(code, Place(label), what, hint))
