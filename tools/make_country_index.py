"""Makes src/letterbook/language/country-index.json: which country each name stands for, in the languages of letters.

Run it from the repository's top level after a change in country-names.yaml, in country_spelling.py, or with a new babel,
whose names take a quarter of a second to gather: too long for every command. A test holds the file to what this makes.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from letterbook.language.countries import country_codes, country_name
from letterbook.language.country_names import INDEX
from letterbook.language.country_spelling import own_file, words_of
from letterbook.language.locales import locale

_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
"""How a keyboard without umlauts writes them."""

_BRACKETS = re.compile(r"(.+) [(（](.+)[)）]")


def index() -> str:
    """The file's text."""
    names = _by_name(_all_names())
    in_brackets = _by_name(_names_in_brackets())
    names |= {name: of for name, of in in_brackets.items() if len(of) == 1 and name not in names}
    names |= {
        "".join(words_of(name)): set(several.split()) for name, several in own_file()["decided"].items()
    }
    content = {"names": _lines(names), "beside_forms": _lines(_by_name(_inflected()))}
    return json.dumps(content, ensure_ascii=False, indent=0, sort_keys=True) + "\n"


def _lines(names: Mapping[str, set[str]]) -> dict[str, str]:
    return {name: " ".join(sorted(codes)) for name, codes in names.items()}


def _by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    codes: dict[str, set[str]] = defaultdict(set)
    for code, name in pairs:
        for spelt in {name, name.translate(_TWO_LETTERS)}:
            codes["".join(words_of(spelt))].add(code)
    return codes


def _all_names() -> Iterator[tuple[str, str]]:
    """(code, what is written for it)."""
    yield from _short_names()
    yield from ((code, country_name(code, language)) for language in ("en", "az") for code in country_codes())
    for code, names in own_file()["names"].items():
        yield from ((code, name.strip()) for name in names.split("|"))


def _short_names() -> Iterator[tuple[str, str]]:
    for language in own_file()["languages"]:
        territories = locale(language).territories
        yield from ((code, str(territories[code])) for code in country_codes() if code in territories)


def _names_in_brackets() -> Iterator[tuple[str, str]]:
    """Both of "Myanmar (Burma)"."""
    for code, name in _short_names():
        both = _BRACKETS.fullmatch(name)
        yield from ((code, part) for part in (both.groups() if both else ()))


def _inflected() -> Iterator[tuple[str, str]]:
    """(code, genitive or adjective of its name)."""
    for language, ends in own_file()["genitives"].items():
        territories = locale(language).territories
        for code in country_codes():
            *before, last = str(territories.get(code, code)).split()
            genitives = [_genitives(word, ends) for word in before]
            for genitive in _genitives(last, ends):
                yield code, " ".join([*before, genitive])
                yield code, " ".join([*(words[0] for words in genitives), genitive])
    for code, adjectives in own_file()["adjectives"].items():
        yield from ((code, adjective) for adjective in adjectives.split())


def _genitives(word: str, ends: Mapping[str, str]) -> list[str]:
    end = next((end for end in ends if word.endswith(end)), None)
    if end is None:
        return [word]
    return [word.removesuffix(end) + genitive.replace("-", "") for genitive in ends[end].split()]


if __name__ == "__main__":
    INDEX.write_text(index(), encoding="utf-8")
