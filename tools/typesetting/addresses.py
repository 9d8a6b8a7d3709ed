"""Real addresses, one long line each in public lists, composed for a window and set on a page."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from letterbook.composing.compose import Composer
from letterbook.composing.missing_glyphs import unknown_characters
from letterbook.language.countries import country_codes
from letterbook.model import Address, Letter
from letterbook.model.order import Order
from letterbook.model.progress import UNWATCHED
from letterbook.pipeline.prepare import PreparedMailing, prepare_mailing
from letterbook.pipeline.trial_layout import TRIAL_NUMBER, TRIAL_REFERENCE
from letterbook.render.pdf.letter_renderer import try_page

_WHERE = ("receiving_state_or_city", "receiving_state")


@dataclass(frozen=True)
class Row:
    """Whose mission it is, and its address in one line."""

    body: str
    country: str
    line: str


def listed(files: Iterable[Path]) -> list[Row]:
    """Every row of these lists, in their order. Raises KeyError for a list without the columns of a mission."""
    rows = []
    for name in files:
        with name.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                where = next(row[column] for column in _WHERE if column in row)
                body = f"{row.get('type', 'embassy').capitalize()} of {row['sending_state']}"
                rows.append(Row(body, code(where), row["address_raw"]))
    return rows


def code(name: str) -> str:
    """The country of this name; a State's long name or a city is somewhere abroad, and Tuvalu stands for it."""
    return {text.casefold(): key for key, text in country_codes().items()}.get(name.casefold(), "TV")


@cache
def prepared(office: Path) -> PreparedMailing:
    """The office's mailing, read once."""
    return prepare_mailing(office, Order("january-20", cover_only=True), UNWATCHED)


def placed(rows: Sequence[Row], window: str, office: Path) -> Iterator[tuple[Row, Letter | None, str]]:
    """(row, its letter or None, why it is refused)."""
    read = prepared(office)
    composer = Composer(read.inputs, read.enclosures, cover_only=True)
    sample = next(recipient for recipient in read.recipients if recipient.template == "letter")
    for row in rows:
        address = Address(row.country, lines=(row.line,))
        recipient = replace(
            sample,
            post=None,
            person=None,
            organisation=row.body,
            address=address,
            window=window,
            delivery=None,
        )
        draft, problems = composer.draft(recipient)
        letter = draft.numbered(TRIAL_NUMBER, TRIAL_REFERENCE) if draft and not problems else None
        unknown = unknown_characters("".join(letter.address), ()) if letter else []
        reason = ["missing-glyph"] if unknown else [problem.code for problem in problems]
        yield row, None if unknown else letter, " ".join(reason)


def address_page(letter: Letter, office: Path) -> bytes:
    """The letter's first page with nothing on it but address field and reference, as a PDF."""
    template = prepared(office).inputs.templates["letter"]
    return try_page(replace(template, html="{{ address_field }}<p>{{ reference }}</p>"), letter)
