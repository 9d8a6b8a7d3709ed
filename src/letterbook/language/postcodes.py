"""What a country's post asks of an address: the form of its postcode, and the parts that have to be there.

`postcodes.json` holds Google's address data, as Chrome and Android ask for addresses; `tools/make_postcodes.py` makes it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from letterbook.language.spelling import folded

FILE = Path(__file__).with_name("postcodes.json")

_BRITISH = frozenset(("GB", "GG", "JE", "IM", "GI"))
"""Whose postcodes are parted before their last three signs."""

_MARK = re.compile(r"(?:[A-Za-z]{1,3}[ -]*|〒 ?)(?=\d)")
"""What stood before postcodes for long, and still does in places: D-10115, AZ1000, 〒100-8798."""

_WITHOUT_MARK = frozenset("AT BE CH CZ DE DK ES FR GR HU IT LI NL NO PL PT SK".split())  # noqa: SIM905
"""Whose posts have postcodes without the letters before them, now that a line names the country: DIN 5008, ÖNORM A 1080."""

_UNTOLD_WORDS = """
    ? | - | . | / | x | xx | xxx | 0 | 00000 | n/a | n.a. | n. a. | k.a. | k. a. | keine angabe |
    dito | ditto | s.o. | s. o. | siehe oben | see above | as above | same as above | " | '' | 〃 | ″ |
    tbd. | undefined | fehlt | missing | entfällt | not applicable | not available | trifft nicht zu | (leer) | (blank) | (empty) |
    (null) | (none) | keine | vakant | nicht vorhanden | n.n. | n. n. | ci-dessus | voir ci-dessus | non renseigné |
    non communiqué | ninguno | ninguna | véase arriba | nessuno | nessuna | vedi sopra | geen | zie boven | jak wyżej | yoxdur |
    qeyd olunmayıb | нет | нет данных | отсутствует | не указано | не указан | см. выше | то же | немає | відсутній | не вказано |
    չկա | لا يوجد | ندارد | 无 | なし | 同上 |
    unknown | not known | unbekannt | none | null | nil | tbd | tbc | inconnu | inconnue | néant |
    desconocido | desconocida | sin datos | desconhecido | desconhecida | sconosciuto | sconosciuta
    | n.d. | s.d. | nieznany | nieznana | brak | b.d. | onbekend | n.v.t. | necunoscut | necunoscută
    | bilinmiyor | naməlum | məlum deyil | неизвестно | неизвестен | н/д | невідомо | невідомий |
    белгісіз | άγνωστο | άγνωστη | უცნობია | უცნობი | անհայտ | غير معروف | مجهول | نامعلوم | לא ידוע
    | 未知 | 不详 | 不明
    | verzogen | unbekannt verzogen | umgezogen | verstorben | retour | moved | moved away | gone away | deceased | returned to sender
    | déménagé | a déménagé | parti sans laisser d’adresse | décédé | décédée | se mudó | se ha mudado | fallecido | fallecida
    | mudou-se | falecido | falecida | trasferito | trasferita | deceduto | deceduta | verhuisd | overleden | zmarł | zmarła
    | wyprowadził się | wyprowadziła się | переехал | переехала | выехал | выехала | умер | умерла | переїхав | переїхала | помер
    | померла | taşındı | vefat etti | köçüb | vəfat edib
"""
"""What people write who do not know, in the languages of letters."""

_UNTOLD = frozenset(folded(word) for word in _UNTOLD_WORDS.split("|"))


_MANY = 60
_UNTOLD_AS_WRITTEN = frozenset(("nan", "NaN", "NN"))
"""Otherwise spelt they are names."""


def is_untold(text: str) -> bool:
    """Whether a part of an address says only that nobody knows it: "?", "-", "n/a", "unknown"."""
    word = folded(text)
    return (
        word in _UNTOLD
        or text in _UNTOLD_AS_WRITTEN
        or (len(set(word)) == 1 and len(word) < _MANY and word[0] in "?-.x*_")
    )


_BEGINNINGS = frozenset(word.strip()[:2].casefold() for word in _UNTOLD_WORDS.split("|")) | _UNTOLD_AS_WRITTEN
_LONGEST = 25


def may_be_untold(text: str) -> bool:
    """Whether it is worth asking `is_untold`, which takes a text apart."""
    return len(text) <= _LONGEST and (text[:2].casefold() in _BEGINNINGS or text[:1] == text[1:2])


def has_form(postcode: str, country: str) -> bool:
    """Whether this can be a postcode there; also where nothing is known of the country's."""
    pattern = _pattern(country)
    plain = unicodedata.normalize("NFKC", postcode).strip()
    return pattern is None or any(pattern.fullmatch(text) for text in (plain, _MARK.sub("", plain, count=1)))


def in_its_form(postcode: str, country: str) -> str:
    """A British postcode in capitals and parted, "SW1A 1AA" for "sw1a1aa"; one without the letters of its country, 1010 for
    "A-1010", where the post does not want them; every other as it was written.
    """
    bare = _MARK.sub("", postcode, count=1) if _MARK.match(postcode) else postcode
    if bare != postcode and country in _WITHOUT_MARK and has_form(bare, country):
        return bare
    plain = "".join(postcode.split()).upper()
    parted = f"{plain[:-3]} {plain[-3:]}"
    is_british = country in _BRITISH and not plain.startswith("BFPO") and has_form(parted, country)
    return parted if is_british else postcode


def example(country: str) -> str:
    """A postcode of the country, or "" where none is known."""
    return _countries().get(country, {}).get("example", "")


def missing_parts(country: str, parts: Mapping[str, str | None]) -> tuple[str, ...]:
    """Which of street, city, region and postcode the country's post asks for and the address has not.

    A city that is a region too, such as Moscow, needs none beside it, nor does one that ends in its own: “Cambridge, MA”.
    """
    asked = _countries().get(country, {}).get("parts", "").split()
    missing = tuple(part for part in asked if not parts.get(part))
    is_told = "region" in missing and _tells_region(parts.get("city") or "", country)
    return tuple(part for part in missing if part != "region" or not is_told)


def _tells_region(city: str, country: str) -> bool:
    """Whether a city is a region, or one stands at its end: behind a comma, or as a code in capitals, as in “Chicago IL”."""
    plain = re.sub("[.()]", "", city)  # Washington D.C., Bressanone (BZ)
    capitals = (word for word in plain.split()[-1:] if word.isupper())
    said = filter(None, (city, plain.rpartition(",")[2].strip(), *capitals))
    return any(folded(text) in _regions(country) for text in said)


@cache
def _countries() -> Mapping[str, Mapping[str, str]]:
    read: Mapping[str, Mapping[str, str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return read


@cache
def _pattern(country: str) -> re.Pattern[str] | None:
    written = _countries().get(country, {}).get("postcode")
    return re.compile(written, re.IGNORECASE) if written else None


@cache
def _regions(country: str) -> frozenset[str]:
    return frozenset(folded(name) for name in _countries().get(country, {}).get("regions", "").split("|"))
