"""Yes and no, as people write them in a list in any of the program's languages (`answers.yaml`) or the office's own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from letterbook.language.spelling import caseless

NO_OTHERS: Mapping[str, bool] = MappingProxyType({})
_FILE = Path(__file__).with_name("answers.yaml")


def yes_or_no(text: str, own: Mapping[str, bool] = NO_OTHERS) -> bool | None:
    """The truth that a person wrote, or None where it is neither; `own` has further words, as `caseless` writes them."""
    word = caseless(text)
    return _answers().get(word, own.get(word))


def answers_by_language() -> Mapping[str, Mapping[str, list[str]]]:
    """The words for "yes" and "no" of each language."""
    read: Mapping[str, Mapping[str, list[str]]] = yaml.safe_load(_FILE.read_text("utf-8"))
    return read


@cache
def _answers() -> Mapping[str, bool]:
    return {
        caseless(word): said == "yes"
        for answers in answers_by_language().values()
        for said, words in answers.items()
        for word in words
    }
