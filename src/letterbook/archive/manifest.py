"""`manifest.json`: what a mailing was made of and what it consists of, by name and SHA-256."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from letterbook.archive.layout import MANIFEST, SCHEMA_VERSION, sha256
from letterbook.archive.opening import MOST_RECORD_BYTES, read_inside
from letterbook.register import Mark
from letterbook.sentences import say

LIBRARIES = (
    "weasyprint",
    "pydyf",
    "pikepdf",
    "python-docx",
    "lxml",
    "jinja2",
    "markdown-it-py",
    "babel",
    "pyphen",
    "fonttools",
)
"""Whose versions can change a letter's bytes."""


class BrokenRecordError(Exception):
    """A file of the mailing's own record is not what the program writes; it says why."""


def write_manifest(
    mailing: str,
    inputs: Mapping[str, str],
    folder: Path,
    line: Mark | None,
    known: Mapping[str, str],
    *,
    cover_only: bool,
) -> None:
    """Writes what the mailing was made of and what it consists of: SHA-256 by name, and the versions of the makers.

    `inputs` is hash by name; `line` is the register's line of the mailing's latest letter; `cover_only` says that the
    letters lack their enclosure; the outputs are all files of `folder`, but for the manifest itself. Of a file in `known` the hash is
    taken from there: that of the file as it was made, and not of what may lie there now.
    """
    path = folder / MANIFEST
    names = {file: file.relative_to(folder).as_posix() for file in sorted(folder.rglob("*"))}
    outputs = {
        name: known.get(name) or sha256(file)
        for file, name in names.items()
        if file.is_file() and file != path
    }
    content = {
        "version": SCHEMA_VERSION,
        "mailing": mailing,
        "cover_only": cover_only,
        **({"register": asdict(line)} if line else {}),
        "inputs": dict(sorted(inputs.items())),
        "outputs": outputs,
        "versions": {name: version(name) for name in ("letterbook", *LIBRARIES)},
    }
    path.write_bytes(manifest_bytes(content))


def manifest_bytes(content: Any) -> bytes:
    """A manifest as it is written: the same content gives the same bytes."""
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    return text.encode("utf-8", "surrogatepass")


def manifest_of(folder: Path) -> Mapping[str, Any]:
    """What the published mailing says of itself; nothing where that cannot be read."""
    try:
        manifest = read_json(folder / MANIFEST)
    except BrokenRecordError:
        return {}
    return manifest if isinstance(manifest, dict) else {}


def register_line(manifest: Mapping[str, Any]) -> Mark | None:
    """The register's line of the mailing's latest letter; None where the manifest has none."""
    match manifest.get("register"):
        case {"line": int(line), "sha256": str(sha256)}:
            return Mark(line, sha256)
    return None


def outputs_of(manifest: Any) -> Mapping[str, str]:
    """SHA-256 by file name, as a manifest has it. Raises BrokenRecordError."""
    try:
        return {str(name): str(digest) for name, digest in manifest["outputs"].items()}
    except KeyError as error:
        raise BrokenRecordError(say("The file lacks “{args}”.", args=error.args[0])) from error
    except (TypeError, AttributeError) as error:
        raise BrokenRecordError("The file holds what the program never writes.") from error


def read_json(path: Path) -> Any:
    """The content of a file of the mailing's own record. Raises BrokenRecordError."""
    try:
        return json.loads(read_inside(path.parent, path.name, MOST_RECORD_BYTES))
    except FileNotFoundError as error:
        raise BrokenRecordError("The file is not there.") from error
    except OSError as error:
        raise BrokenRecordError(
            say("The file cannot be read ({strerror}).", strerror=error.strerror)
        ) from error
    except (ValueError, RecursionError) as error:  # too deep for the reader
        raise BrokenRecordError("The file is no JSON, or not whole.") from error
