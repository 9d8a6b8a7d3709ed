"""Programs that did not write our files, and what they say of them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdf
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


def verapdf_jar() -> Path:
    """veraPDF, where `make conformance` or the continuous integration has put it."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    found = sorted((cache / "letterbook").glob("greenfield-apps-*.jar"))
    if not found or shutil.which("java") is None:
        missing("verapdf", "veraPDF is not there (`make conformance` fetches it)")
    return found[-1]


_ELEMENT = re.compile(r"^( *)([A-Z]\w*)(?: \((?:block|inline)\))?:?$")


def read_aloud(file: Path) -> list[tuple[str, str]]:
    """What a screen reader is given: the tags from the outermost inward, `Document/L/LI`, and the words, in order.

    Poppler does not know what an element says instead of what it shows (ActualText); that is read by pypdf. An element without words of its own is told with an empty text.
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
    spoken = [element.get("/ActualText") for element in elements(pypdf.PdfReader(file))]
    assert len(spoken) == len(said)
    return [(tags, instead or words) for (tags, words), instead in zip(said, spoken, strict=True)]


def elements(reader: pypdf.PdfReader) -> Iterator[Any]:
    """All structure elements, in reading order."""

    def below(element: Any) -> Iterator[Any]:
        yield element
        kids = element.get("/K", [])
        for kid in (kid.get_object() for kid in kids):
            if isinstance(kid, dict) and "/S" in kid:
                yield from below(kid)

    root: Any = reader.trailer["/Root"]
    yield from below(root["/StructTreeRoot"]["/K"].get_object())
