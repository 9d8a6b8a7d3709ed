"""The words of the print room's own papers (`print-words.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from letterbook.language.locales import base_language

_FILE = Path(__file__).with_name("print-words.yaml")
_ENGLISH = "en"


def print_language(language: str) -> str:
    """The language of these papers in an office that writes in this one."""
    base = base_language(language)
    return base if base in all_print_words() else _ENGLISH


def names_language(language: str) -> str:
    """In which language these papers name countries and languages: the office's with its region, so that no paper has two."""
    return language if base_language(language) in all_print_words() else _ENGLISH


def print_words(language: str) -> Mapping[str, str]:
    """The words in this language, or in English where they are not there."""
    return all_print_words()[print_language(language)]


@cache
def all_print_words() -> Mapping[str, Mapping[str, str]]:
    """{language: {what it is: words}}, the same for each language."""
    read: Mapping[str, Mapping[str, str]] = yaml.safe_load(_FILE.read_text("utf-8"))
    return read
