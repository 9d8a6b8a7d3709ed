"""The pages of the documentation, and what stands in them: fenced blocks and tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from conftest import ROOT

SOURCE = ROOT / "src" / "letterbook"
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md"))]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@dataclass(frozen=True)
class Fenced:
    """A fenced block: its language, the word after it, its lines without their common indentation."""

    language: str
    mark: str
    lines: tuple[str, ...]


FENCED = re.compile(r"^( *)```(\w*) ?(\S*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


def fenced(page: Path) -> list[Fenced]:
    return [
        Fenced(language, mark, tuple(line.removeprefix(indent) for line in body.splitlines()))
        for indent, language, mark, body in FENCED.findall(read(page))
    ]


def table(page: str, first_heading: str) -> list[list[str]]:
    """The rows of the table whose first column has this heading, without backticks."""
    lines = read(DOCS / page).splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {first_heading} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip().replace("`", "") for cell in line.strip("|").split(" |")])
    assert rows
    return rows


def column(page: str, first_heading: str) -> list[str]:
    return [row[0] for row in table(page, first_heading)]
