"""What a file depends on, as one hash: as long as it is the same, the same bytes would be made again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from letterbook.archive.expectation import own_on_page
from letterbook.model import Enclosure, FinishedFile, Format, Letter, Picture, Template
from letterbook.model.text import figures
from letterbook.pipeline.program import hash_of, program


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
    return hash_of(kind, repr(said), own, *pictures, of_template(template), *enclosures, program())


def of_enclosure(enclosure: Enclosure | FinishedFile, template: Template, issued: str) -> str:
    """The fingerprint of an enclosure as a template's pages show it; `issued` is the ISO date that the file carries."""
    if isinstance(enclosure, FinishedFile):  # the same in all of them
        return hash_of(repr(enclosure), hashlib.sha256(enclosure.pdf).hexdigest())
    pictures = (_picture(figure.picture) for figure in figures(enclosure.body))
    return hash_of(repr(enclosure), *pictures, of_template(template), issued, program())


@lru_cache(maxsize=64)
def _of_template(html: str, css: str, docx: bytes | None, *rest: tuple[tuple[str, object], ...]) -> str:
    return hash_of(html, css, repr(docx), *map(repr, rest))


def of_template(template: Template) -> str:
    """The fingerprint of a template's pages. Its words are in the letters, each in its own language."""
    parts = (tuple(sorted(template.assets.items())), tuple(sorted(_patterns(template).items())))
    fonts = (("fonts", tuple(sorted(template.fonts))),) if template.fonts else ()
    return _of_template(template.html, template.css, template.docx, *parts, fonts)


def _patterns(template: Template) -> dict[str, str]:
    return {tag: f"{own.dictionary} {own.patterns}" for tag, own in template.hyphenation.items()}


@lru_cache(maxsize=64)
def _picture(picture: Picture) -> str:
    return hashlib.sha256(picture.data).hexdigest()
