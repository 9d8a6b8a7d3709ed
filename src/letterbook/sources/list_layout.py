"""What an office says of its list, in letterbook.yaml or in a mailing: the file, its sheet, its headings."""

from __future__ import annotations

from typing import Annotated, Final, Literal, cast

from letterbook.model import ListLayout
from letterbook.model.columns import Together
from letterbook.sentences import say
from letterbook.sources.field_values import PREFIX
from letterbook.sources.joined_recipients import TOGETHER
from letterbook.sources.tables.encodings import encoding_of, no_encoding
from letterbook.sources.tables.headings import COLUMNS, KEY_OF_COLUMN
from letterbook.sources.text_checks import shortened, suggestion
from letterbook.sources.yaml.located import LocatedList, LocatedMap, LocatedText, Node
from letterbook.sources.yaml.validation import (
    LineList,
    OneLine,
    RowNumber,
    Schema,
    checked,
    not_beside,
    one_of,
    wrong,
)

ALL_SHEETS: Final = "all"
"""What `sheets` says of a workbook whose every sheet with known headings is read."""


def _column_key(text: str) -> str:
    """The key of a recipient that a field's name stands for; whether an own field is declared is seen with the list."""
    if text.startswith(PREFIX):
        return text
    if (key := KEY_OF_COLUMN.get(text)) is None:
        raise wrong(
            say("“{text}” is no field of a recipient.", text=shortened(text)), suggestion(text, COLUMNS)
        )
    return key


def _encoding(text: str) -> str:
    """The encoding of this name, as the program spells it."""
    if (name := encoding_of(text)) is None:
        raise wrong(*no_encoding(text))
    return name


class ListKeys(Schema):
    """The keys of `list`."""

    file: OneLine | None = None
    encoding: Annotated[str, checked(_encoding)] | None = None
    sheet: OneLine | None = None
    sheets: (
        Annotated[LineList, not_beside("sheet", "“sheet” and “sheets” stand here side by side.")] | None
    ) = None
    headings: RowNumber | None = None
    columns: dict[str, Annotated[str, checked(_column_key)]] | None = None
    ignore: LineList | None = None
    together: Annotated[str, one_of(TOGETHER)] | None = None


def list_layout(content: ListKeys | None, node: Node | None) -> ListLayout:
    """What the keys say, with the places at which they were written; `node` is the value of `list`."""
    if content is None:
        return ListLayout()
    places = {"file": node.place} if isinstance(node, LocatedText) else {}
    if isinstance(node, LocatedMap):
        places |= {key: node.place_of(key) for key in node.values}
        sheets = node.values.get("sheets")
        if isinstance(sheets, LocatedList):
            places |= {
                f"sheets.{item.text}": item.place for item in sheets.items if isinstance(item, LocatedText)
            }
        columns = node.values.get("columns")
        if isinstance(columns, LocatedMap):
            places |= {heading: columns.place_of(heading) for heading in columns.values}
    return ListLayout(
        content.file,
        content.sheet,
        content.headings,
        content.columns or {},
        tuple(content.ignore or ()),
        places,
        content.encoding,
        together=cast("Together | None", content.together),
        sheets=_sheets(content, node),
    )


def _sheets(content: ListKeys, node: Node | None) -> tuple[str, ...] | Literal["all"]:
    """The sheets that are read; a sheet of the name “all” can be one of a list."""
    said = node.values.get("sheets") if isinstance(node, LocatedMap) else None
    if isinstance(said, LocatedText) and said.text.strip().casefold() == ALL_SHEETS:
        return "all"
    return tuple(content.sheets or ())
