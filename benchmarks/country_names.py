"""How many names of countries are read right: those of CLDR, of iso-codes (as pycountry has them), and of our own table.

    python benchmarks/country_names.py              the share right by source and language
    python benchmarks/country_names.py --wrong      each name that is not read, and what it was read as

pycountry is needed beside the packages of `make benchmark`; its names are no part of the program. A name is right where
it gives the one country that its source has it for.
"""

from __future__ import annotations

import gettext
import sys
from collections import Counter
from collections.abc import Iterator

import pycountry

from letterbook.language.countries import country_codes
from letterbook.language.country_names import countries_named
from letterbook.language.country_spelling import own_file
from letterbook.language.locales import locale

ISO_LANGUAGES = {"zh": "zh_CN", "pt": "pt", "pt-BR": "pt_BR"}
"""Where iso-codes calls a language otherwise than a letter does."""

Name = tuple[str, str, str, str]
"""Source, language, code, name."""


def languages() -> list[str]:
    return [str(language) for language in own_file()["languages"] if "-" not in language]


def cldr() -> Iterator[Name]:
    for language in languages():
        territories = locale(language).territories
        yield from (
            ("CLDR", language, code, territories[code]) for code in country_codes() if code in territories
        )


def iso() -> Iterator[Name]:
    """Short, official and common names; a name that iso-codes has not translated stands under English alone."""
    for language in [*languages(), "pt-BR"]:
        folder = pycountry.LOCALES_DIR
        names = [ISO_LANGUAGES.get(language, language)]
        translated = gettext.translation("iso3166-1", folder, names, fallback=language == "en").gettext
        for country in pycountry.countries:
            for kind in ("name", "official_name", "common_name"):
                english = country._fields.get(kind)  # a plain attribute warns where it falls back
                if english and (language == "en" or translated(english) != english):
                    yield f"iso-codes, {kind}", language, country.alpha_2, translated(english)


def codes() -> Iterator[Name]:
    for country in pycountry.countries:
        yield from (("ISO 3166-1", "", country.alpha_2, code) for code in (country.alpha_2, country.alpha_3))


def own() -> Iterator[Name]:
    for code, names in own_file()["names"].items():
        yield from (("own table", "", code, name.strip()) for name in names.split("|"))


def main() -> None:
    every = sorted({*cldr(), *iso(), *codes(), *own()})
    right = [name for name in every if countries_named(name[3]) == (name[2],)]
    for position, title in ((0, "source"), (1, "language")):
        counts, good = Counter(name[position] for name in every), Counter(name[position] for name in right)
        print(f"\n{title:26} names   right   share")
        for key in counts:
            print(f"{key or '(none)':26} {counts[key]:5}   {good[key]:5}   {good[key] / counts[key]:6.1%}")
    unclear = sum(len(countries_named(name[3])) > 1 for name in every)
    other = [name for name in every if len(read := countries_named(name[3])) == 1 and read != (name[2],)]
    print(
        f"\nall {len(every)}: {len(right)} right ({len(right) / len(every):.1%}); {unclear} left to the clerk (several countries);"
    )
    print(f"{len(other)} read as another country: {other}")
    if "--wrong" in sys.argv:
        for name in sorted(set(every) - set(right)):
            print(*name, countries_named(name[3]), sep="\t")


if __name__ == "__main__":
    main()
