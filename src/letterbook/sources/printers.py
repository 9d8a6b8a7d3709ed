"""`printers.yaml`: by how much each of the office's printers prints beside the place."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from letterbook.errors import InputError, UsageError
from letterbook.model.post import Offset
from letterbook.sentences import say
from letterbook.sources.files import read_text
from letterbook.sources.text_checks import nearest, shortened
from letterbook.sources.yaml.located import read_map
from letterbook.sources.yaml.validation import OneLine, Schema, checked, validate, wrong

PRINTERS_FILE = "printers.yaml"
_MOST_BYTES = 100_000
MOST_MM = 20.0
"""What a printer may be off; more is a sheet that lies wrong."""


def _millimetres(text: str) -> str:
    if not re.fullmatch(r"-?[0-9]{1,2}(\.[0-9]{1,2})?", text) or abs(float(text)) > MOST_MM:
        what = say("“{text}” is no distance that a printer may be off.", text=shortened(text))
        raise wrong(what, "Write millimetres from -20 to 20, such as 1.5.")
    return text


_Mm = Annotated[OneLine, checked(_millimetres)]


class _Offset(Schema):
    right: _Mm = "0"
    down: _Mm = "0"


class _File(Schema):
    printers: dict[OneLine, _Offset] | None = None


def read_printers(workspace: Path) -> Mapping[str, Offset]:
    """The offsets by the printer's name; none where there is no such file. Raises InputError."""
    path = workspace / PRINTERS_FILE
    if not path.exists():
        return {}
    text, problems = read_text(path, PRINTERS_FILE, _MOST_BYTES)
    root, broken = read_map(text, PRINTERS_FILE) if text is not None else (None, [])
    content, wrong_values = validate(_File, root) if root else (None, [])
    problems = [*problems, *broken, *wrong_values]
    if content is None or any(problem.is_error for problem in problems):
        raise InputError(problems)
    printers = content.printers or {}
    return {name: Offset(float(each.right), float(each.down)) for name, each in printers.items()}


def offset_of(workspace: Path, printer: str | None) -> Offset:
    """The offset of the printer with this name; none where none is named. Raises InputError, UsageError."""
    if printer is None:
        return Offset()
    known = read_printers(workspace)
    if printer in known:
        return known[printer]
    near = nearest(printer, known)
    what = say("{file} has no printer {printer}.", file=PRINTERS_FILE, printer=printer)
    raise UsageError(what + (say(" Did you mean {near}?", near=near) if near else ""))


def printers_file(printers: Mapping[str, Offset]) -> bytes:
    """The file with these printers, as `read_printers` reads it."""
    lines = ["# By how many mm each printer prints too far to the right and too far down.", "printers:"]
    lines += [
        f"  {json.dumps(name, ensure_ascii=False)}: {{right: {offset.right:g}, down: {offset.down:g}}}"
        for name, offset in sorted(printers.items())
    ]
    return "\n".join([*lines, ""]).encode("utf-8")


def refuse_offset(offset: Offset) -> None:
    """Raises UsageError for what no printer is off."""
    for distance in (offset.right, offset.down):
        if not abs(distance) <= MOST_MM:
            raise UsageError(
                say(
                    "A printer is off by at most 20 mm, not by {distance:g}. Look how the sheet lies.",
                    distance=distance,
                )
            )
