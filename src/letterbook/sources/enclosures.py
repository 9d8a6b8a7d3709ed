"""What goes with letters, as an office writes it under `enclosures`: statements, finished PDFs, and what lies beside."""

from __future__ import annotations

from typing import Annotated

from letterbook.model import EnclosureSource
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.line_marks import line_marks
from letterbook.sources.text_checks import shortened
from letterbook.sources.yaml.located import LocatedList, LocatedMap, LocatedText, Node
from letterbook.sources.yaml.validation import (
    LocalisedText,
    OneLine,
    RowNumber,
    Schema,
    Slug,
    one_of,
    validate,
)

ENCLOSURES = "enclosures"
NONE = "none"
MAX_ENCLOSURES = 20
_SHAPES = (
    "Write “statement: its-id”, “file: office/annex.pdf” with a title, or a title with “announce: only”."
)


class _Item(Schema):
    statement: Slug | None = None
    file: LocalisedText | None = None
    title: LocalisedText | None = None
    pages: RowNumber | None = None
    announce: Annotated[OneLine, one_of(("only",))] | None = None


def read_enclosures(node: Node | None) -> tuple[tuple[EnclosureSource, ...] | None, list[Problem]]:
    """What stands under the key, in its order; None where there is no key. `[]` and `none` say that nothing is enclosed.

    Codes: wrong-enclosure-entry, and those of `validation.validate`.
    """
    if node is None:
        return None, []
    if isinstance(node, LocatedText) and node.text.strip().lower() == NONE:
        return (), []
    if not isinstance(node, LocatedList):
        return None, [_wrong(node.place, "A list of enclosures is expected here.")]
    if len(node.items) > MAX_ENCLOSURES:
        what = say(
            "There are {count} enclosures; at most {most} go with a letter.", count=len(node.items), most=20
        )
        return None, [_wrong(node.place, what)]
    sources: list[EnclosureSource] = []
    problems: list[Problem] = []
    for item in node.items:
        source, found = _source(item)
        problems += found
        sources += [source] if source else []
        problems += line_marks("title", item.values.get("title")) if isinstance(item, LocatedMap) else ()
    return tuple(sources), problems


def _source(node: Node) -> tuple[EnclosureSource | None, list[Problem]]:
    if not isinstance(node, LocatedMap):
        said = shortened(node.text) if isinstance(node, LocatedText) else ""
        return None, [_wrong(node.place, say("“{said}” says not what kind of enclosure it is.", said=said))]
    item, problems = validate(_Item, node)
    if item is None:
        return None, problems
    shape = [key for key in ("statement", "file", "announce") if key in node.values]
    if len(shape) != 1:
        return None, [
            *problems,
            _wrong(node.place, "It has to be either a statement, a file, or announced only."),
        ]
    needed, allowed = _KEYS[shape[0]]
    problems += [
        Problem("missing-field", node.place, say("The key “{key}” is missing here.", key=key), _SHAPES, key)
        for key in needed
        if key not in node.values
    ]
    for key in sorted(node.values.keys() & _Item.model_fields.keys() - {shape[0], *needed, *allowed}):
        what = say("The key “{key}” does not go with “{shape}”.", key=key, shape=shape[0])
        problems.append(_wrong(node.place_of(key), what))
    source = EnclosureSource(node.place, item.statement, item.file, item.title, item.pages)
    return (None if problems else source), problems


_KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "statement": ((), ()),
    "file": (("title",), ()),
    "announce": (("title",), ("pages",)),
}
"""What has to stand beside the key that says what it is, and what may."""


def _wrong(place: Place, what: str) -> Problem:
    return Problem("wrong-enclosure-entry", place, what, _SHAPES)
