"""What this machine lacks, in plain words."""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from letterbook.remedies import Remedy
from letterbook.render.engine import MissingLibraryError
from letterbook.sources.office import OFFICE_FILE

PANGO = {
    "Linux": "On Debian and Ubuntu: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. "
    "Without the right to install, ask who looks after this machine for these three packages.",
    "Darwin": "Install Homebrew from https://brew.sh, then: brew install pango.",
    "Windows": "Install MSYS2 from https://www.msys2.org, run `pacman -S mingw-w64-x86_64-pango` in its shell, "
    "and set WEASYPRINT_DLL_DIRECTORIES to its folder, usually C:\\msys64\\mingw64\\bin.",
}
"""How to get the text layout libraries, by system."""


@dataclass(frozen=True)
class MachineCheck:
    """One thing that was looked at. `hint` says how to get what is missing, `remedy` what the program can do about it."""

    what: str
    ok: bool
    hint: str = ""
    remedy: Remedy | None = None


def examine(workspace: Path) -> list[MachineCheck]:
    """Looks at everything that the program needs outside itself."""
    return [_python(), _layout(), _workspace(workspace), _writable(workspace / "out")]


def _python() -> MachineCheck:
    found = platform.python_version()
    return MachineCheck(
        f"Python {found} (3.11 or newer is needed)",
        sys.version_info >= (3, 11),
        "Install Python 3.11 or newer.",
    )


def _layout() -> MachineCheck:
    """Lays out one word: that shows the libraries, and that the program's fonts can be read."""
    what = "the text layout libraries (Pango, HarfBuzz)"
    hint = PANGO.get(platform.system(), PANGO["Linux"])
    try:
        from letterbook.render.pdf.letter_renderer import first_light

        return MachineCheck(what, first_light(), hint)
    except (MissingLibraryError, ImportError):
        return MachineCheck(what, False, hint)


def _workspace(workspace: Path) -> MachineCheck:
    return MachineCheck(
        f"a workspace in {workspace}", (workspace / OFFICE_FILE).is_file(), remedy=Remedy.INIT
    )


def _writable(out: Path) -> MachineCheck:
    folder = next(parent for parent in (out, *out.parents) if parent.is_dir())
    try:
        with tempfile.TemporaryFile(dir=folder):
            writable = True
    except OSError:
        writable = False
    return MachineCheck(
        f"room to write in {out}",
        writable and os.access(folder, os.W_OK),
        "Ask for the right to write there, or write elsewhere.",
        Remedy.OTHER_OUTPUT,
    )
