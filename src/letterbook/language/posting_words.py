"""The words of the lists that go with an office's post (`posting-words.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from letterbook.language.locales import base_language
from letterbook.language.register_words import register_language

_FILE = Path(__file__).with_name("posting-words.yaml")


def list_language(language: str) -> str:
    """The language of these lists in an office that writes in this one, with its region: for the names of countries and for figures."""
    return language if base_language(language) in all_posting_words() else register_language(language)


def posting_words(language: str) -> Mapping[str, str]:
    """The words in this language, or in English where they are not there."""
    return all_posting_words()[register_language(language)]


@cache
def all_posting_words() -> Mapping[str, Mapping[str, str]]:
    """{language: {what it is: words}}, the same for each language."""
    read: Mapping[str, Mapping[str, str]] = yaml.safe_load(_FILE.read_text("utf-8"))
    return read
