"""Links lead somewhere, and NOTICE names every library that the program brings along."""

from __future__ import annotations

import re
from importlib.metadata import distribution
from importlib.util import find_spec
from pathlib import Path

from conftest import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pages import FENCED, PAGES, read


def anchor(heading: str) -> str:
    """What a heading is called in a link, as GitHub makes it."""
    plain = re.sub(r"[`*]|\[([^]]*)\]\([^)]*\)", r"\1", heading).lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


def links() -> list[tuple[Path, str]]:
    found = []
    for page in PAGES:
        text = FENCED.sub("", read(page))
        found += [(page, target) for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target]
    return found


def test_links_lead_somewhere() -> None:
    assert len(links()) > 20
    for page, target in links():
        name, _, section = target.partition("#")
        file = (page.parent / name) if name else page
        assert file.is_file(), (page.name, target)
        if section:
            headings = re.findall(r"^#+ (.+)$", read(file), re.MULTILINE)
            assert section in map(anchor, headings), (page.name, target)


def required(name: str) -> set[str]:
    """All packages that this one needs at run time on this machine, by name, those of the office page among them."""
    found: set[str] = set()
    waiting = [(name, ""), (name, "office")]
    while waiting:
        package, extra = waiting.pop()
        for line in distribution(package).requires or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
                new = {canonicalize_name(requirement.name)} - found
                waiting += [(requirement.name, "") for _ in new] + [
                    (requirement.name, wanted) for wanted in requirement.extras
                ]
                found |= new
    return found


def test_every_library_is_in_the_notice() -> None:
    needed = required("letterbook")
    assert {"weasyprint", "brotli"} <= needed
    assert find_spec("starlette") is None or {"starlette", "h11"} <= needed
    listed = re.findall(r"^  (\S+) {2,}\S", read(ROOT / "NOTICE"), re.MULTILINE)
    assert needed <= {canonicalize_name(name) for name in listed}
