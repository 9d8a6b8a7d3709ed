"""A language of the program by its tag, as the tests ask for it."""

from __future__ import annotations

from letterbook.language.known import program_languages
from letterbook.model.language import Language


def tongue(tag: str) -> Language:
    return program_languages().of(tag)
