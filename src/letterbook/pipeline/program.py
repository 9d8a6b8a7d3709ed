"""What makes the files, as one hash: as long as it is the same, the same input becomes the same bytes."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import requires, version
from pathlib import Path

from letterbook.archive.manifest import LIBRARIES
from letterbook.render.engine import layout_version


@cache
def program() -> str:
    """The fingerprint of the program on this machine: what makes the files, and the system beneath it."""
    return hash_of(makers(), platform.platform())


@cache
def makers() -> str:
    """The fingerprint of what makes the files: code, stylesheets and fonts, the versions of all that it is built on."""
    package = Path(__file__).parents[1]
    own = [
        f"{path.relative_to(package).as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for path in sorted(package.rglob("*"))
        if path.is_file() and path.suffix != ".pyc"
    ]
    direct = {
        requirement.partition("==")[0]
        for requirement in requires("letterbook") or ()
        if "extra" not in requirement
    }
    libraries = [f"{name} {version(name)}" for name in sorted({*direct, *LIBRARIES})]
    return hash_of(*own, *libraries, layout_version(), platform.python_version())


def hash_of(*parts: str) -> str:
    """One hash of several texts."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
