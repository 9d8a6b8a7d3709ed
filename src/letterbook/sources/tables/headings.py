"""Which field of a recipient a column's heading names, in any language that is shipped or by the office's own map."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

from letterbook.language import spelling
from letterbook.language.country_names import typing_errors
from letterbook.language.locales import base_language
from letterbook.model import ListLayout
from letterbook.sources.field_values import PREFIX
from letterbook.sources.raw_recipient import PART_KEYS, RECIPIENT_KEYS
from letterbook.sources.tables.grid import CellValue, GridRow, is_blank, text_of

FILE = Path(__file__).with_name("headings.yaml")
IGNORED = ""
"""The field of a column that the office leaves out."""
LOOKED_THROUGH = 20
"""Rows in which the headings are looked for: a title and a row of groups may stand above them."""

_UNSEEN_OR_SIGN = re.compile("[\\W_\u200b\ufeff]+")
_KEYS = (*RECIPIENT_KEYS, *PART_KEYS)
COLUMNS = tuple(key.removeprefix("address.") for key in _KEYS)
"""The fields as we name them to people."""
USUAL_COLUMNS = (
    "organisation, person, given, surname, post, honorific, form_of_address, salutation, street, house_number, postcode, city, region, "
    "country, language …"
)
"""Those that nearly every list has, for a hint: all of them would be longer than what it is about."""
TRACKING_KEYS = ("tracking.reference", "tracking.id", "tracking.number")
"""What the columns of a carrier's list are for."""
KEY_OF_COLUMN = dict(zip(COLUMNS, _KEYS, strict=True))


def folded(heading: str) -> str:
    """A heading without case, spaces and signs; capitals do not tell i from ı."""
    word = _UNSEEN_OR_SIGN.sub("", unicodedata.normalize("NFC", heading)).casefold()
    return word.replace("i\u0307", "i").replace("ı", "i")


def _bare(word: str) -> str:
    """A folded heading without accents."""
    return "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))


@cache
def _headings() -> Mapping[str, Mapping[str, Sequence[str]]]:
    """The words of the file, by key and language; of a carrier's list behind “tracking.”."""
    return MappingProxyType(yaml.safe_load(FILE.read_text("utf-8")))


@cache
def known_headings() -> Mapping[str, str]:
    """The key of each heading that is known, folded; without accents as well where that is one key's alone."""
    return _folded_keys([*zip(_KEYS, _KEYS, strict=True), *KEY_OF_COLUMN.items(), *_words(_KEYS)])


@cache
def tracking_headings() -> Mapping[str, str]:
    """The same of a carrier's list of tracking numbers; the keys are those of TRACKING_KEYS."""
    return _folded_keys(_words(TRACKING_KEYS))


def _words(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each word of the file for these keys, with its key."""
    return ((word, key) for key in keys for words in _headings().get(key, {}).values() for word in words)


def _folded_keys(pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """The keys by their words, folded, of which the first counts; and without accents where that is one key's alone."""
    known = {folded(word): key for word, key in reversed(list(pairs))}
    bare: dict[str, set[str]] = {}
    for word, key in known.items():
        bare.setdefault(_bare(word), set()).add(key)
    return {word: next(iter(keys)) for word, keys in bare.items() if len(keys) == 1} | known


def usual_heading(key: str, language: str) -> str:
    """What a list in this language calls the column of a key, else what one in English does."""
    words = _headings()[key]
    chosen = words.get(language) or words.get(base_language(language)) or words["en"]
    return (
        str(chosen[0])[:1].title() + str(chosen[0])[1:]
    )  # not upper(): Georgian has no capitals for one letter


_REMARK = re.compile(
    r"(?<=\S)\s*[(\[](?=[^()\[\]]*\b(?:iso|codes?|pflicht\w*|required|mandatory|obligatoire|obligatorio|optional|optionnel|opcional|bitte|please|"
    r"z\. ?b|e\. ?g|p\. ?ex|max|m/[wf]|f/m|herr|mr|falls|if|sofern|wenn)\b)[^()\[\]]*[)\]]\s*$",
    re.IGNORECASE,
)
"""A remark behind a heading that says how to fill the column in, and not whose it is: “Land (ISO)”, not “Street (old)”."""


class HeadingReader:
    """What the headings of one list mean: the office's map and fields are folded once for all of them."""

    def __init__(self, layout: ListLayout) -> None:
        titles = {title: f"{PREFIX}{name}" for name, rule in layout.fields.items() for title in rule.titles}
        own = {**layout.words.headings, **titles, **layout.columns}
        self._own = {folded(name): key for name, key in own.items()}
        self._names = {folded(name): f"{PREFIX}{name}" for name in layout.fields}
        # Who declares a field wants its column, also where `letterbook columns` has left it out before.
        declared = {*map(folded, titles), *self._names}
        self._ignored = frozenset(map(folded, layout.ignored)) - declared

    def field(self, heading: str) -> str | None:
        """The key that a heading names ("Post Code" is address.postcode), IGNORED, or None where nobody knows it."""
        word = folded(heading)
        if word in self._ignored:
            return IGNORED
        known = known_headings()
        found = self._own.get(word) or known.get(word) or known.get(_bare(word)) or self._names.get(word)
        if found is None and (remark := _REMARK.search(heading)):
            return self.field(heading[: remark.start()])
        return found

    def count_known(self, cells: Iterable[CellValue]) -> int:
        """How many different fields this row of headings names."""
        texts = {text_of(cell) for cell in cells if not is_blank(cell)}
        return len({self.field(text) for text in texts if len(text) < _NO_HEADING} - {None, IGNORED})


def field_of_heading(heading: str, layout: ListLayout) -> str | None:
    """What one heading of such a list means, as `HeadingReader.field` says it."""
    return HeadingReader(layout).field(heading)


def with_parts_of_name(columns: Mapping[str, int]) -> dict[str, int]:
    """The columns by key: “Name” beside a given name is the surname, and beside a surname the given name."""
    for part, other in (("given", "surname"), ("surname", "given")):
        if part in columns and other not in columns and "person" in columns:
            return {other if key == "person" else key: column for key, column in columns.items()}
    return dict(columns)


_A_NUMBER = frozenset(
    word.casefold()  # of which a Greek word has another s at its end
    for word in (
        "nr", "no", "n", "num", "núm", "numer", "numéro", "número", "numero", "nummer", "number", "nº", "№", "номер", "#", "αριθμός",
        "αριθ", "αρ", "numara", "numarası", "număr", "numărul", "nömrə", "nömrəsi", "нөмірі", "ნომერი", "համար", "համարը", "מספר", "رقم",
        "الرقم", "شماره", "số", "nomor",
    )
)  # fmt: skip


def number_beside_street(headings: Sequence[str], reader: HeadingReader) -> int | None:
    """The column of house numbers, from 0, that is called a number alone (“Nr.”, “N°”) and stands behind the street, or before it
    and is not the first, which counts the rows. None where there is no such column, or another one has the numbers.
    """
    keys = [reader.field(heading) if heading else None for heading in headings]
    if "address.street" not in keys or "address.house_number" in keys:
        return None
    street = keys.index("address.street")
    for at in (street + 1, street - 1):
        if 0 < at < len(headings) and keys[at] is None:
            word = headings[at].strip().rstrip(".°ºo").casefold() or headings[at]
            if word in _A_NUMBER or headings[at].strip().rstrip(".").casefold() in _A_NUMBER:
                return at
    return None


def looks_known(heading: str) -> bool:
    """Whether a heading that is not known reads as one that is, but for unseen signs and letters of another alphabet."""
    return folded(spelling.folded(heading)) in known_headings()


def near_heading(heading: str) -> str | None:
    """The field of ours that the heading is a typing error away from; “Notes” and “Date” are none."""
    word = folded(re.sub(r"^address[\s._-]+", "", heading, flags=re.IGNORECASE))
    if len(word) >= _TOO_LONG or re.search(r"\d", word):
        return None
    errors = {column: typing_errors(word, folded(column)) for column in COLUMNS}
    nearest = min(errors, key=errors.__getitem__)
    return nearest if errors[nearest] <= _allowed(word, folded(nearest)) else None


def _allowed(word: str, field: str) -> int:
    """How many typing errors are believed; in a short word only that two letters changed places."""
    if min(len(word), len(field)) < _SHORT:
        return int(sorted(word) == sorted(field))
    return 1 if len(word) < _LONG else 2


_NO_HEADING = 100
"""Characters of a text that is too long to be a heading."""
_SHORT, _LONG, _TOO_LONG = 5, 9, 40
"""Letters from which one typing error is believed, and two; what is longer is no mistyped field."""


def count_known(cells: Iterable[CellValue], layout: ListLayout) -> int:
    """How many different fields this row of headings names."""
    return HeadingReader(layout).count_known(cells)


def heading_row(rows: Sequence[GridRow], layout: ListLayout) -> int:
    """The index of the row with the headings: the one that the office names, else the first that has most of them."""
    if layout.headings is not None:
        return next((index for index, (number, _) in enumerate(rows) if number >= layout.headings), 0)
    reader = HeadingReader(layout)
    counts = [reader.count_known(cells) for _, cells in rows[:LOOKED_THROUGH]]
    return counts.index(max(counts)) if counts else 0
