"""A part of a file's name made of a word of the office's, such as the way that a pile goes."""

from __future__ import annotations

from anyascii import anyascii

from letterbook.sources.text_checks import slug_of

_MOST = 30


def file_slug(text: str) -> str:
    """The word in small Latin letters and hyphens; "" where nothing of it can be written so."""
    return slug_of(anyascii(text))[:_MOST].strip("-")
