"""A file that opens the office page by a double click: run for real, or taken apart as its system does it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import run_outside

from letterbook import UsageError, open_office
from letterbook.model.shortcut import SYSTEMS, System

AWKWARD = 'Büro für Bücher’s 100 % "A" $HOME `id` \\n \\ & (1) ^ %PATH% 局'
"""What a folder's name may hold on one system or another."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / AWKWARD
    folder.mkdir()
    return folder


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program in a folder with an awkward name, which writes down its arguments one by one."""
    program = tmp_path / 'the =program= 50 % "x"' / "py'thon"
    program.parent.mkdir()
    program.write_text(
        '#!/bin/sh\nfor part in "$@"; do printf "%s\\n" "$part"; done > "$TOLD"\nexit 0\n', "utf-8"
    )
    program.chmod(0o755)
    return program


def written(folder: Path, system: System, *command: str) -> Path:
    return open_office(folder).write_shortcut(system, command)


def entry(text: str) -> dict[str, str]:
    """The keys of a desktop entry, each value of the type string as the specification reads it."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert lines[0] == "[Desktop Entry]"
    signs = {"s": " ", "n": "\n", "t": "\t", "r": "\r", "\\": "\\"}
    return {
        key: re.sub(r"\\(.)", lambda found: signs[found[1]], value)
        for key, _, value in (line.partition("=") for line in lines[1:])
    }


def arguments(command: str) -> list[str]:
    """The arguments of an Exec key: each in quotation marks, with a backslash before what is special in them, %% for %."""
    parts = re.findall(r'"((?:[^"`$\\]|\\["`$\\])*)"(?: |$)', command)
    assert " ".join(f'"{part}"' for part in parts) == command, "nothing stands outside of quotation marks"
    read = [re.sub(r"\\(.)", r"\1", part) for part in parts]
    assert not any(re.search("(?<!%)(?:%%)*%(?!%)", part) for part in read), "no code for a file"
    return [part.replace("%%", "%") for part in read]


def test_a_desktop_entry_gives_the_program_what_it_was_told(
    folder: Path, program: Path, tmp_path: Path
) -> None:
    path = written(folder, "linux", str(program), "-m", "letterbook", "office", str(folder))
    keys = entry(path.read_text("utf-8"))
    assert (keys["Type"], keys["Terminal"]) == ("Application", "true")
    assert keys["Name"] == f"Office page: {AWKWARD}"
    told = tmp_path / "told"
    subprocess.run(arguments(keys["Exec"]), env={**os.environ, "TOLD": str(told)}, check=True)
    assert told.read_text("utf-8").splitlines() == ["-m", "letterbook", "office", str(folder)]
    assert os.access(path, os.X_OK)


def test_a_terminal_stays_where_the_program_has_failed(folder: Path) -> None:
    keys = entry(written(folder, "linux", "false").read_text("utf-8"))
    with subprocess.Popen(arguments(keys["Exec"]), stdin=subprocess.PIPE) as waiting:
        with pytest.raises(subprocess.TimeoutExpired):
            waiting.wait(0.5)
        waiting.communicate(b"\n")
    assert waiting.returncode == 0


def test_a_desktop_entry_is_valid(folder: Path) -> None:
    validate = shutil.which("desktop-file-validate")
    if validate is None:
        pytest.skip("desktop-file-validate is not installed")
    path = written(folder, "linux", "/usr/bin/python3", str(folder))
    done = subprocess.run([validate, path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("shell", ["sh", "bash", "zsh"])
def test_a_shell_script_gives_the_program_what_it_was_told(
    folder: Path, program: Path, tmp_path: Path, shell: str
) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    path = written(folder, "macos", str(program), "-m", "letterbook", "office", str(folder))
    told = tmp_path / "told"
    subprocess.run([shell, path], env={**os.environ, "TOLD": str(told)}, check=True)
    assert told.read_text("utf-8").splitlines() == ["-m", "letterbook", "office", str(folder)]
    assert os.access(path, os.X_OK)


def as_windows(line: str) -> list[str]:
    """The arguments of a line of a batch file: %% is %, then as the C library of Windows parts them at quotation marks."""
    assert not re.search("(?<!%)(?:%%)*%(?!%)", line), "cmd would put the value of a variable here"
    line = line.replace("%%", "%")
    parts = re.findall(r'"((?:[^"\\]|\\+(?!["\\])|(?:\\\\)+(?=")|\\+")*?)"(?: |$)', line)
    return [re.sub(r"(\\+)$", lambda found: found[1][: len(found[1]) // 2], part) for part in parts]


def test_a_batch_file_gives_the_program_what_it_was_told(tmp_path: Path) -> None:
    command = ["C:\\Pro gram%\\python.exe", "-m", "letterbook", "office", "D:\\Büro & 100 % ^ %PATH%\\"]
    content = written(tmp_path, "windows", *command).read_bytes()
    assert content.count(b"\r\n") == content.count(b"\n") == 5
    lines = content.decode("utf-8").splitlines()
    assert lines[2] == "chcp 65001 >nul", "what follows is in UTF-8"
    assert as_windows(lines[3]) == command


def test_what_a_system_cannot_say_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="quotation mark"):
        written(tmp_path, "windows", 'a"b')
    for system in SYSTEMS:
        for part in ("a\nb", "a\u202eb", "a\udc80b", "a\x1bb"):
            with pytest.raises(UsageError, match="Give the folder another name"):
                written(tmp_path, system, part)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("system", SYSTEMS)
def test_its_own_file_is_written_anew_and_no_other(tmp_path: Path, system: System) -> None:
    path = written(tmp_path, system, "one")
    assert written(tmp_path, system, "two") == path
    assert b"two" in path.read_bytes()
    assert list(tmp_path.iterdir()) == [path]
    path.write_bytes(b"mine")
    with pytest.raises(UsageError, match="is not of letterbook, and was left as it is"):
        written(tmp_path, system, "three")
    assert path.read_bytes() == b"mine"


def test_a_folder_in_its_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "Open the office page.command").mkdir()
    with pytest.raises(UsageError, match="cannot be written"):
        written(tmp_path, "macos", "one")


def test_the_command_says_where_it_was_written(folder: Path) -> None:
    done = run_outside(folder.parent, "office", folder, "--shortcut")
    path = folder / "Open the office page.desktop"
    assert done.out == f"A double click on this file opens the office page: {path}\n"
    told = arguments(entry(path.read_text("utf-8"))["Exec"])
    assert told[4:] == [sys.executable, "-P", "-m", "letterbook", "office", str(folder)]
    run_outside(folder.parent, "office", folder, "--shortcut", "--system", "macos")
    assert sorted(file.suffix for file in folder.iterdir()) == [".command", ".desktop"]


def test_a_system_without_a_shortcut_is_refused(folder: Path) -> None:
    done = run_outside(folder, "office", folder, "--system", "macos")
    assert (done.code, list(folder.iterdir())) == (2, [])
    assert "--system is for --shortcut." in done.err
