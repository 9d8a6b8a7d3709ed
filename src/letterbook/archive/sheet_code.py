"""The code at the edge of a printed sheet: which mailing, letter, edition and side of which sheet it is, with a check character.

`K7Q2M-0007-1B-4-9FX` is the back of the first of four sheets of letter 7; `1A` would be a sheet
that is printed on one side. `K7Q2M` stands for the mailing and `9F` for this
very file of the letter: a letter that was made again has another. `X` is the check character over all before it (ISO 7064,
MOD 37,36), so that one wrong or two swapped signs are found. All of it is in the alphanumeric mode of a QR code.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES = {sign: value for value, sign in enumerate(_SIGNS)}
_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, which are taken for other signs."""
_KEY, _EDITION = 5, 2
_WRITTEN = re.compile(
    rf"([{_DIGITS}]{{{_KEY}}})-(\d{{4,6}})-([1-9]\d{{0,2}})([AB]?)-([1-9]\d{{0,2}})-([{_DIGITS}]{{{_EDITION}}})([0-9A-Z])"
)
_MISREAD = str.maketrans("ILO", "110")


@dataclass(frozen=True)
class SheetCode:
    """One side of a sheet. `mailing` and `edition` are digests, `sheet` counts from 1, `is_back` says which side, `is_simplex` that
    sheets are printed on one side alone.
    """

    mailing: str
    number: int
    sheet: int
    sheets: int
    edition: str
    is_back: bool = False
    is_simplex: bool = False

    def __str__(self) -> str:
        side = f"{self.sheet}{'A' if self.is_simplex else 'B' if self.is_back else ''}"
        said = f"{self.mailing}-{self.number:04d}-{side}-{self.sheets}-{self.edition}"
        return said + check_character(said)


def key_of_mailing(name: str) -> str:
    """What stands for the mailing of this name in its codes."""
    return _digest(name.encode("utf-8", "surrogatepass"), _KEY)


def edition_of(sha256: str) -> str:
    """What stands for the letter's file with this SHA-256 in its codes."""
    return _digest(sha256.encode(), _EDITION)


def parse_code(text: str) -> SheetCode | None:
    """The code that this text is, also as a person types it: small letters, O for 0, spaces; None where it is none."""
    typed = "".join(text.split()).upper()
    for written in (typed, typed[:-1].translate(_MISREAD) + typed[-1:]):
        found = _WRITTEN.fullmatch(written)
        if found and check_character(written[:-1]) == written[-1] and int(found[3]) <= int(found[5]):
            return SheetCode(
                *(found[1], int(found[2]), int(found[3]), int(found[5]), found[6]),
                is_back=found[4] == "B",
                is_simplex=found[4] == "A",
            )
    return None


def check_character(text: str) -> str:
    """The check character of this text, of which letters and figures count (ISO 7064, MOD 37,36)."""
    rest = 36
    for sign in text:
        if (value := _VALUES.get(sign)) is not None:
            rest = ((rest + value) % 36 or 36) * 2 % 37
    return _SIGNS[(37 - rest) % 36]


def _digest(data: bytes, length: int) -> str:
    number = int.from_bytes(hashlib.sha256(data).digest()[:8], "big")
    return "".join(_DIGITS[number >> 5 * place & 31] for place in range(length))
