"""Which script a sign belongs to, and the scripts of which the program's own fonts have the letters."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import cache

from letterbook.fonts.widths import program_signs

_SHARED = frozenset({"Zyyy", "Zinh", "Zzzz"})
FEWEST_LETTERS = 20
"""A font draws a script where it has so many of its letters: fonts have single ones of others among their signs."""


def scripts_of(sign: str) -> frozenset[str]:
    """The scripts of the sign, by their ISO 15924 codes: one for a letter, several for a sign that some of them share, none
    for what all share, such as a figure or a comma.
    """
    from fontTools.unicodedata import block, script, script_code, script_extension

    own = script(sign)
    if own not in _SHARED:
        return frozenset({own})
    of_block = script_code(
        block(sign), default=None
    )  # ฿ belongs to no script, and stands among the Thai letters
    return (frozenset(script_extension(sign)) - _SHARED) or frozenset({of_block} - {None})


def letters_by_script(signs: Iterable[int]) -> Counter[str]:
    """How many letters of each script are among these code points."""
    letters = (chr(code) for code in signs if unicodedata.category(chr(code))[0] == "L")
    return Counter(
        script for letter in letters for script in scripts_of(letter) if len(scripts_of(letter)) == 1
    )


def script_name(script: str) -> str:
    """What Unicode calls the script with this ISO 15924 code: Thai, Hangul, Devanagari."""
    from fontTools.unicodedata import script_name

    return str(script_name(script, default=script))


@cache
def program_scripts() -> frozenset[str]:
    """The scripts of which the program's fonts have the letters."""
    counts = letters_by_script(program_signs())
    return frozenset(script for script, count in counts.items() if count >= FEWEST_LETTERS)


def missing_script(sign: str) -> str | None:
    """The name of the script of a letter, where the program's fonts have none of it: Thai."""
    scripts = scripts_of(sign) if unicodedata.category(sign)[0] in "LMN" else frozenset[str]()
    return script_name(min(scripts)) if scripts and not scripts & program_scripts() else None
