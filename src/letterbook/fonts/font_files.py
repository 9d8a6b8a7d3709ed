"""The font files that come with the program, and what fontconfig is told of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType

CONFIGURATION = Path(__file__).with_name("fonts.conf")
"""For fontconfig: the fonts beside this file, and none of the machine's."""


@cache  # some 14 MB, which each template's pages are laid out with
def font_files() -> Mapping[str, bytes]:
    """The font files by name."""
    return MappingProxyType(
        {
            entry.name: entry.read_bytes()
            for entry in sorted(files(__package__).iterdir(), key=lambda entry: entry.name)
            if entry.name.endswith(".ttf")
        }
    )
