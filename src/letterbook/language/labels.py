"""The fixed words of a page ("Our reference", "Page 1 of 2"), one file per language in `labels/`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from letterbook.language.locales import base_language, locale

FOLDER = Path(__file__).with_name("labels")


@cache
def languages() -> frozenset[str]:
    """The languages that have fixed words, as tags without region."""
    return frozenset(file.stem for file in FOLDER.glob("*.yaml"))


@cache
def _read(base: str) -> dict[str, str]:
    texts = yaml.load((FOLDER / f"{base}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # all text, no objects; our own file
    return {"language": base} | {str(key): str(text) for key, text in texts.items()}


def labels(language: str) -> Mapping[str, str]:
    """The fixed words by key; a plain copy, so that it may travel to another process.

    Braces in a text stand for what `str.format` puts there. The key "language" says whose words they are. Raises
    LookupError where no file has the language (see `languages`).
    """
    base = base_language(language)
    if base not in languages():
        raise LookupError(f'there are no fixed words in "{language}"')
    return dict(_read(base))


def plural(labels: Mapping[str, str], key: str, count: int) -> str:
    """The form of a text that the count asks for, by CLDR's plural rule: `key.one`, else `key.other`.

    A language whose noun does not change after a numeral has `key.other` only.
    """
    form = locale(labels["language"]).plural_form(count)
    return labels.get(f"{key}.{form}", labels[f"{key}.other"])
