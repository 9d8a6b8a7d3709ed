"""Programs that did not write our files, and what they say of them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest


def needs(requirement: str, program: str) -> str:
    """The program's path. Without it the test is left out, or fails where LETTERBOOK_REQUIRE names the requirement."""
    found = shutil.which(program)
    if found is None:
        missing(requirement, f"{program} is not installed")
    assert found is not None
    return found


def missing(requirement: str, why: str) -> None:
    """Leaves the test out, or fails it where LETTERBOOK_REQUIRE names the requirement."""
    if requirement in os.environ.get("LETTERBOOK_REQUIRE", "").split(","):
        pytest.fail(f"{why}, and LETTERBOOK_REQUIRE asks for it")
    pytest.skip(why)


_ELEMENT = re.compile(r"^( *)([A-Z]\w*)(?: \((?:block|inline)\))?:?$")


def read_aloud(file: Path) -> list[tuple[str, str]]:
    """What a screen reader is given: the tags from the outermost inward, `Document/L/LI`, and the words, in order.

    An element without words of its own is told with an empty text.
    """
    asked = [needs("poppler", "pdfinfo"), "-struct-text", str(file)]
    done = subprocess.run(asked, capture_output=True, check=True, text=True, encoding="utf-8")
    assert not done.stderr, done.stderr
    path: list[str] = []
    said: list[tuple[str, str]] = []
    for line in done.stdout.splitlines():
        element = _ELEMENT.match(line)
        if element:
            path[len(element[1]) // 2 :] = [element[2]]
            said.append(("/".join(path), ""))
        elif line.strip().startswith('"') and line.strip() != '""':
            tags, before = said.pop()
            said.append((tags, before + line.strip().strip('"')))
    return said
