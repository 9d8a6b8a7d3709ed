"""The pages of the documentation, which come with the program: a page by its name, or what one code of a mistake means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from letterbook.errors import UsageError
from letterbook.sentences import say
from letterbook.sources.text_checks import nearest

ERRORS = "errors"


def topics() -> Mapping[str, str]:
    """The pages by their names, each with its title."""
    pages = {path.stem: path for path in sorted(_folder().glob("*.md"))}
    return {name: _lines(path)[0].removeprefix("# ") for name, path in pages.items()}


def page(topic: str) -> str:
    """The text of a page, or what is written of a mistake by its code. Raises UsageError where there is neither."""
    known = topics()
    asked = topic.strip().lower().removesuffix(".md").rpartition("/")[2]
    if asked in known:
        return (_folder() / f"{asked}.md").read_text(encoding="utf-8")
    codes = _codes()
    if asked in codes:
        return codes[asked]
    near = nearest(asked, [*known, *codes])
    raise UsageError(
        say("There is no page “{topic}”.", topic=topic)
        + (say(" Did you mean {near}?", near=near) if near else "")
        + say(" There are: {known}.", known=", ".join(known))
    )


def _codes() -> dict[str, str]:
    """What is written of each code of a mistake."""
    text = "\n".join(_lines(_folder() / f"{ERRORS}.md"))
    found = re.split(r"^#### `([a-z-]+)`\n", text, flags=re.MULTILINE)
    entries = zip(found[1::2], found[2::2], strict=True)
    return {
        code: code + "\n" + re.split(r"^#+ ", entry, flags=re.MULTILINE)[0].rstrip() + "\n"
        for code, entry in entries
    }


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _folder() -> Path:
    """The pages: inside an installed package, or beside the sources that the program runs from."""
    packaged = Path(__file__).parents[1] / "docs"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "docs"
