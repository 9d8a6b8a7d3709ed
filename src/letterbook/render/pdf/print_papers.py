"""The print room's own papers: sheets that lie between piles, the cover sheet of a job, and the mark on a copy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from letterbook.language.locales import direction
from letterbook.model import OwnFont
from letterbook.pdf import append
from letterbook.render.pdf.typesetter import Typesetter, read_page


@dataclass(frozen=True)
class Table:
    """Rows below columns. `looks` are the classes of the columns in print-papers.css; with `has_total` the last row is a sum."""

    columns: tuple[str, ...]
    looks: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""
    has_total: bool = False


@dataclass(frozen=True)
class Paper:
    """One paper: what it is in large letters, lines below it, facts with their labels, and tables. `created` is an ISO date."""

    title: str
    language: str
    office: str
    created: str
    above: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    tables: tuple[Table, ...] = ()


class PaperPrinter:
    """Sets papers, one after another, with the same fonts. `own_fonts` are the office's fonts for further scripts."""

    def __init__(self, own_fonts: Sequence[OwnFont] = ()) -> None:
        self._setter = Typesetter(own_fonts, read_page("print-papers.css"))

    def printed(self, paper: Paper) -> bytes:
        """The paper as a tagged PDF."""
        return append(self._setter.tagged(self._setter.lay_out(_html(paper))))

    def mark(self, text: str, language: str, width_mm: float, height_mm: float) -> bytes:
        """A page of this size with nothing on it but the mark of a copy at its head; without tags, to be drawn over a page."""
        page = f"@page {{ size: {width_mm}mm {height_mm}mm; margin: 5mm 12mm }}"
        source = Markup('<html lang="{}" dir="{}"><body class="mark"><p>{}</p></body></html>')
        document = self._setter.lay_out(source.format(language, direction(language), text), page)
        return bytes(document.copy(document.pages[:1]).write_pdf())


_DOCUMENT = Markup(
    '<!DOCTYPE html>\n<html lang="{language}" dir="{direction}"><head><title>{title}</title>'
    '<meta name="author" content="{office}"><meta name="dcterms.created" content="{created}"></head>'
    '<body class="paper"><h1>{title}</h1>{above}{facts}{tables}</body></html>'
)
_LINE = Markup('<p class="above" dir="auto">{}</p>')
_FACT = Markup('<tr><th scope="row">{}</th><td>{}</td></tr>')
_FACTS = Markup('<table class="facts"><tbody>{}</tbody></table>')
_TABLE = Markup('{title}<table class="sums"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>')


def _html(paper: Paper) -> str:
    facts = _joined(_FACT.format(label, value) for label, value in paper.facts)
    return _DOCUMENT.format(
        language=paper.language,
        direction=direction(paper.language),
        title=paper.title,
        office=paper.office,
        created=paper.created,
        above=_joined(map(_LINE.format, paper.above)),
        facts=_FACTS.format(facts) if facts else "",
        tables=_joined(map(_table, paper.tables)),
    )


def _table(table: Table) -> Markup:
    heads = _joined(
        Markup('<th scope="col" class="{}">{}</th>').format(look, column)
        for look, column in zip(table.looks, table.columns, strict=True)
    )
    rows = _joined(
        _row(row, table.looks, is_total=table.has_total and number == len(table.rows))
        for number, row in enumerate(table.rows, start=1)
    )
    title = Markup("<h2>{}</h2>").format(table.title) if table.title else ""
    return _TABLE.format(title=title, heads=heads, rows=rows)


def _row(cells: Sequence[str], looks: Sequence[str], *, is_total: bool) -> Markup:
    head = Markup('<th scope="row" class="{}">{}</th>').format(looks[0], cells[0])
    others = (
        Markup('<td class="{}">{}</td>').format(look, cell)
        for look, cell in zip(looks[1:], cells[1:], strict=True)
    )
    return Markup('<tr class="{}">{}</tr>').format("total" if is_total else "", _joined([head, *others]))


def _joined(parts: Iterable[Markup]) -> Markup:
    return Markup("").join(parts)
