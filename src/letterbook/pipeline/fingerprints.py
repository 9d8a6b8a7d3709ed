"""What a file depends on, as one hash: as long as it is the same, the same bytes would be made again."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Iterable
from dataclasses import replace
from functools import cache, lru_cache
from importlib.metadata import requires, version
from pathlib import Path

from letterbook.archive.expectation import own_on_page
from letterbook.archive.manifest import LIBRARIES
from letterbook.model import Enclosure, FinishedFile, Format, Letter, Picture, Template
from letterbook.model.text import figures
from letterbook.render.engine import layout_version


def of_letter(letter: Letter, kind: Format, template: Template, enclosures: Iterable[str]) -> str:
    """The fingerprint of a letter's file in one format; `enclosures` are those of its enclosures.

    What the other formats are, and what only the ledger says, has no part in it; of the recipient's own fields and names what the
    page says and chooses by them, since the words have the others.
    """
    drawn = (letter.head.emblem, *(block.picture for block in letter.signatures))
    pictures = [_picture(picture) for picture in drawn if picture]
    said = replace(letter, formats=(), copies=1, group="", public_names=(), kind=None, asked_language="")
    said = replace(said, fields=(), telling_fields=(), way=None, given=None, surname=None)
    own = repr(own_on_page(letter, kind, template))
    return _hash(kind, repr(said), own, *pictures, of_template(template), *enclosures, program())


def of_enclosure(enclosure: Enclosure | FinishedFile, template: Template, issued: str) -> str:
    """The fingerprint of an enclosure as a template's pages show it; `issued` is the ISO date that the file carries."""
    if isinstance(enclosure, FinishedFile):  # the same in all of them
        return _hash(repr(enclosure), hashlib.sha256(enclosure.pdf).hexdigest())
    pictures = (_picture(figure.picture) for figure in figures(enclosure.body))
    return _hash(repr(enclosure), *pictures, of_template(template), issued, program())


@lru_cache(maxsize=64)
def _of_template(html: str, css: str, docx: bytes | None, *rest: tuple[tuple[str, object], ...]) -> str:
    return _hash(html, css, repr(docx), *map(repr, rest))


def of_template(template: Template) -> str:
    """The fingerprint of a template's pages. Its words are in the letters, each in its own language."""
    parts = (tuple(sorted(template.assets.items())), tuple(sorted(_patterns(template).items())))
    fonts = (("fonts", tuple(sorted(template.fonts))),) if template.fonts else ()
    return _of_template(template.html, template.css, template.docx, *parts, fonts)


def _patterns(template: Template) -> dict[str, str]:
    return {tag: f"{own.dictionary} {own.patterns}" for tag, own in template.hyphenation.items()}


@cache
def program() -> str:
    """The fingerprint of the program on this machine: what makes the files, and the system beneath it."""
    return _hash(makers(), platform.platform())


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
    return _hash(*own, *libraries, layout_version(), platform.python_version())


@lru_cache(maxsize=64)
def _picture(picture: Picture) -> str:
    return hashlib.sha256(picture.data).hexdigest()


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
