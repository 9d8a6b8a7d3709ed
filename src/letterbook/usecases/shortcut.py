"""A file that starts a command by a double click, in the form that each system has for it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path

from letterbook.errors import UsageError
from letterbook.model.shortcut import System
from letterbook.sentences import UNSAFE, printable, say
from letterbook.storage.file import put_file

NAME = "Open the office page"
_MARK = "letterbook wrote this file: it opens the office page of this folder."
"""In a note of each of our files, so that no other one is written over."""


def write_shortcut(workspace: Path, system: System, command: Sequence[str]) -> Path:
    """Writes the file into the office's folder, in place of one that it wrote before; the file's path.

    `command` is the program and its arguments. Raises UsageError where somebody else's file has its name, where a path holds what
    the system's files cannot say, and where the folder cannot be written.
    """
    ending, written = _FORMS[system]
    path = workspace / f"{NAME}{ending}"
    for part in command:
        if UNSAFE.search(part):
            what = say("The path {part} holds characters that no such file can say.", part=printable(part))
            raise UsageError(what + " Give the folder another name.")
    content = written(command, workspace).encode("utf-8")
    try:
        if path.exists() and _MARK.encode() not in path.read_bytes():
            raise UsageError(
                say("{path} is not of letterbook, and was left as it is. Move it elsewhere.", path=path)
            )
        put_file(path, content)
        path.chmod(path.stat().st_mode | 0o100)
    except OSError as error:
        raise UsageError(
            say("{path} cannot be written: {reason}.", path=path, reason=error.strerror)
        ) from error
    return path


def _desktop_entry(command: Sequence[str], workspace: Path) -> str:
    """Linux: a desktop entry (Desktop Entry Specification 1.5). Its terminal stays open where something has gone wrong."""
    patient = ["sh", "-c", '"$@" || read -r _', "letterbook", *command]
    lines = [
        f"# {_MARK}",
        "[Desktop Entry]",
        "Type=Application",
        f"Name={_escaped(f'Office page: {workspace.name}')}",
        f"Exec={_escaped(' '.join(map(_exec_quoted, patient)))}",
        "Terminal=true",
        "Categories=Office;",
    ]
    return "\n".join(lines) + "\n"


def _exec_quoted(argument: str) -> str:
    """An argument as `Exec` has it: in quotation marks, and no code for a file (section 7, The Exec key)."""
    return '"' + re.sub(r'(["`$\\])', r"\\\1", argument).replace("%", "%%") + '"'


def _escaped(value: str) -> str:
    """A value of the type string (section 4, Possible value types)."""
    return value.replace("\\", "\\\\")


def _shell_script(command: Sequence[str], _workspace: Path) -> str:
    """macOS: Terminal runs a file of this ending, and keeps its window when the program has ended."""
    return f"#!/bin/sh\n# {_MARK}\nexec {shlex.join(command)}\n"


def _batch_file(command: Sequence[str], _workspace: Path) -> str:
    """Windows: a batch file in UTF-8, whose window stays open where something has gone wrong."""
    quoted = " ".join(map(_batch_quoted, command))
    lines = ["@echo off", f"rem {_MARK}", "chcp 65001 >nul", quoted, "if errorlevel 1 pause"]
    return "".join(f"{line}\r\n" for line in lines)


def _batch_quoted(argument: str) -> str:
    """An argument in quotation marks, as cmd and then the program take them off; a sign of percent alone is doubled."""
    if '"' in argument:
        what = say("The path {path} holds a quotation mark, which no file of Windows can say.", path=argument)
        raise UsageError(what)
    backslashes = len(argument) - len(argument.rstrip("\\"))  # before the closing mark each has to be double
    return f'"{argument.replace("%", "%%")}{backslashes * chr(92)}"'


_FORMS: dict[System, tuple[str, Callable[[Sequence[str], Path], str]]] = {
    "linux": (".desktop", _desktop_entry),
    "macos": (".command", _shell_script),
    "windows": (".bat", _batch_file),
}
