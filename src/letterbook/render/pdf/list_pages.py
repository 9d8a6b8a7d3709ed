"""Lists on paper: A4 or Letter across, a row a letter, a total, and boxes that a hand or a stamp fills."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import Markup

from letterbook.language.locales import direction
from letterbook.model import OwnFont
from letterbook.pdf import append
from letterbook.render.engine import letting_nothing_fall
from letterbook.render.pdf.page_label import around_numbers
from letterbook.render.pdf.typesetter import Typesetter, read_page
from letterbook.render.pdf.volumes import in_volumes
from letterbook.steps import begin_step


@dataclass(frozen=True)
class Column:
    """A column: its heading, its share of the width, and whether it holds numbers."""

    heading: str
    share: float
    is_number: bool = False


@dataclass(frozen=True)
class PrintedList:
    """A list as it is printed. `about` stands beside the title at the head of each page, `page_label` is “Page {page} of {pages}”;
    `total` is a last row, `boxes` are the words over rooms to be filled by hand.
    """

    title: str
    about: str
    office: str
    language: str
    page_label: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    total: tuple[str, ...] = ()
    boxes: tuple[str, ...] = ()


def print_lists(
    lists: Sequence[PrintedList], paper: str, at: datetime, own_fonts: Sequence[OwnFont] = ()
) -> bytes:
    """The lists as one tagged PDF on this paper (`A4`, `Letter`), each with its own count of pages; `at` is the time that the
    file carries. One of more than `ROWS_OF_A_VOLUME` rows is parted into volumes, of which the last has the total. Raises
    NotDrawnError.
    """
    size = f"@page list, list-rtl {{ size: {paper} landscape }}"
    setter = Typesetter(own_fonts, read_page("list.css"), size)
    tagged = []
    for volume in (volume for printed in lists for volume in _volumes(printed)):
        begin_step(volume.title, letters=_LETTERS_A_ROW * len(volume.rows))
        with letting_nothing_fall():
            laid_out = setter.lay_out(_html(volume, at))
        tagged.append(setter.tagged(laid_out))
    return append(*tagged)


ROWS_OF_A_VOLUME = 1_000
"""The layout's engine takes a quarter of a megabyte for a row, so a list of 10,000 has no room in one piece."""


def _volumes(printed: PrintedList) -> Iterator[PrintedList]:
    """The list itself, or its volumes, of which the last has the total."""
    volumes = [*in_volumes(printed.rows, ROWS_OF_A_VOLUME, printed.language)]
    for number, (rows, words) in enumerate(volumes, start=1):
        title = f"{printed.title} · {words}" if words else printed.title
        volume = replace(printed, title=title, rows=rows)
        yield volume if number == len(volumes) else replace(volume, total=(), boxes=())


_LETTERS_A_ROW = 4
"""A row is laid out (10 ms) in the time in which so many letters of a bundle are read on a slow machine."""
_DOCUMENT = Markup(
    '<!DOCTYPE html>\n<html lang="{language}" dir="{direction}"><head><title>{title}</title>'
    '<meta name="author" content="{office}"><meta name="dcterms.created" content="{created}"></head>'
    '<body class="list" data-office="{office}" data-about="{about}" data-page-before="{before}" data-page-between="{between}"'
    ' data-page-after="{after}"><h1>{title}</h1><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{boxes}'
    "</body></html>"
)
_HEAD = Markup('<th{kind} style="width: {share}%">{text}</th>')
_CELL = Markup("<td{kind}>{text}</td>")
_ROW = Markup("<tr{kind}>{cells}</tr>")
_BOX = Markup('<div class="box"><p>{text}</p></div>')
_NUMBER, _TOTAL = Markup(' class="number"'), Markup(' class="total"')


def _html(printed: PrintedList, at: datetime) -> str:
    whole = sum(column.share for column in printed.columns)
    heads = Markup("").join(
        _HEAD.format(kind=_kind(column), share=round(100 * column.share / whole, 3), text=column.heading)
        for column in printed.columns
    )
    rows = [_row(printed.columns, row, "") for row in printed.rows]
    total = [_row(printed.columns, printed.total, _TOTAL)] if printed.total else []
    boxes = Markup("").join(_BOX.format(text=text) for text in printed.boxes)
    return _DOCUMENT.format(
        language=printed.language,
        direction=direction(printed.language),
        title=printed.title,
        office=printed.office,
        about=printed.about,
        created=at.isoformat(timespec="seconds"),
        **around_numbers(printed.page_label),
        heads=heads,
        rows=Markup("").join([*rows, *total]),
        boxes=Markup('<div class="boxes">{}</div>').format(boxes) if boxes else "",
    )


def _row(columns: Sequence[Column], cells: Sequence[str], kind: str) -> Markup:
    texts = (_CELL.format(kind=_kind(column), text=cell) for column, cell in zip(columns, cells, strict=True))
    return _ROW.format(kind=kind, cells=Markup("").join(texts))


def _kind(column: Column) -> str:
    return _NUMBER if column.is_number else ""
