"""The words of the register on paper (`register-words.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from letterbook.language.locales import base_language

_FILE = Path(__file__).with_name("register-words.yaml")
_ENGLISH = "en"


def register_language(language: str) -> str:
    """The language in which the register is printed for an office that writes in this one."""
    return language if language in all_register_words() else _base(language)


def _base(language: str) -> str:
    base = base_language(language)
    return base if base in all_register_words() else _ENGLISH


def register_words(language: str) -> Mapping[str, str]:
    """The words in this language, or in English where they are not there."""
    return all_register_words()[register_language(language)]


@cache
def all_register_words() -> Mapping[str, Mapping[str, str]]:
    """{language: {what it is: words}}, the same for each language."""
    read: Mapping[str, Mapping[str, str]] = yaml.safe_load(_FILE.read_text("utf-8"))
    return read
