"""The text of an imported file as the Markdown of a statement or of a letter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from letterbook.importing.blocks import (
    Caption,
    Grid,
    Imported,
    Item,
    Label,
    Line,
    PictureMark,
    Piece,
    Pieces,
    Words,
    in_lines,
    text_of,
    trimmed,
    without_bold,
)
from letterbook.importing.heights import height_of, on_the_line, settled
from letterbook.importing.inline import line_markdown
from letterbook.importing.losses import Loss, Losses
from letterbook.model import Alignment
from letterbook.sources.documents.markdown import MAX_NUMBER

HIGHEST, LOWEST = 2, 6
"""The levels of headings that a statement has: the first is its title's."""
_DELIMITERS = {Alignment.START: "---", Alignment.LEFT: ":--", Alignment.CENTER: ":-:", Alignment.RIGHT: "--:"}
_COUNTED = re.compile(r"(\d{1,5})([.)])")
ALT = "[What the picture shows …]"


def body(imported: Imported, files: Sequence[str], losses: Losses) -> str:
    """The text below the front matter; `files` are the names of the pictures, beside the statement."""
    writer = _Writer(files, losses)
    items = _with_captions(_with_shifted_headings(imported.items, losses))
    written = [*writer.blocks(items)]
    written += [writer.note(number, words) for number, words in enumerate(imported.notes, 1)]
    return "\n\n".join(written) + "\n"


def quoted(text: str) -> str:
    """A value of the front matter, as YAML reads it back."""
    safe = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{safe}"'


def _with_shifted_headings(items: Sequence[Item], losses: Losses) -> list[Item]:
    """The highest headings of the file become those of the second level."""
    levels = [item.level for item in items if isinstance(item, Line) and item.level is not None]
    shift = HIGHEST - min(levels, default=HIGHEST)
    return [
        replace(item, level=_lowered(item, shift, losses))
        if isinstance(item, Line) and item.level is not None
        else item
        for item in items
    ]


def _with_captions(items: Sequence[Item]) -> Iterator[Item]:
    """The items, the words below a picture in the picture's own line, where they are plain."""
    before: Item | None = None
    for item in items:
        caption = _caption(item)
        if caption and isinstance(before, Line) and _is_one_picture(before):
            yield replace(before, pieces=(*before.pieces, caption))
            before = None
            continue
        if before is not None:
            yield before
        before = item
    if before is not None:
        yield before


def _is_one_picture(line: Line) -> bool:
    pieces = trimmed(line.pieces)
    return line.level is None and line.label is None and [type(piece) for piece in pieces] == [PictureMark]


def _caption(item: Item) -> Caption | None:
    """The words of a caption that stand there as they are; None for another item, or one that Markdown would change."""
    if not isinstance(item, Line) or not item.is_caption or item.label is not None:
        return None
    if not all(isinstance(piece, Words) and piece == Words(piece.text) for piece in item.pieces):
        return None
    text = " ".join(text_of(item.pieces).split(" ")).strip()
    return Caption(text) if text and line_markdown([Words(text)])[0] == text else None


def _lowered(line: Line, shift: int, losses: Losses) -> int:
    level = (line.level or 0) + shift
    if level > LOWEST:
        losses.note(Loss.DEEP_HEADINGS, line.where, text_of(line.pieces))
    return min(level, LOWEST)


@dataclass(frozen=True)
class _Entry:
    """A paragraph of a list: its depth among those around it; the number of one that is counted, and the sign behind it;
    neither for one that is no item.
    """

    depth: int
    pieces: Pieces
    is_item: bool
    number: int | None = None
    sign: str = ""


@dataclass(frozen=True)
class _Writer:
    files: Sequence[str]
    losses: Losses

    def blocks(self, items: Iterable[Item]) -> Iterator[str]:
        for kind, group in groupby(items, _kind):
            several = list(group)
            if kind == "list":
                yield from self._list([item for item in several if isinstance(item, Line)])
            elif kind == "quote":
                inner = "\n\n".join(
                    self.blocks(replace(item, is_quoted=False) for item in several if isinstance(item, Line))
                )
                yield "\n".join(f"> {line}".rstrip() for line in inner.split("\n"))
            else:
                for item in several:
                    yield from self._table(item) if isinstance(item, Grid) else self._line(item)

    def note(self, number: int, pieces: Pieces) -> str:
        """The words of a footnote, in one paragraph."""
        words = _without_pictures(pieces)
        return f"[^{number}]: {self._lines(words)}".replace("\n", "\n    ").rstrip()

    def _line(self, line: Line) -> Iterator[str]:
        pieces = trimmed(_without_pictures(line.pieces))
        if line.level is not None:
            whole = without_bold(
                tuple(
                    Words(" ") if not isinstance(each, Words) and text_of([each]) else each for each in pieces
                )
            )
            words = self._words(whole, in_heading=True)
            words = f"{words[:-1]}\\#" if words.endswith("#") and not words.endswith("\\#") else words
            yield from [f"{'#' * line.level} {words}"] if words else []
        elif pieces:
            yield self._lines(pieces)
        yield from self._pictures(line.pieces)

    def _pictures(self, pieces: Pieces) -> Iterator[str]:
        """Each in a paragraph of its own."""
        for piece in pieces:
            if isinstance(piece, PictureMark):
                alt = line_markdown([Words(" ".join(piece.alt.split()))])[0] if piece.alt else ALT
                caption = next((f' "{each.text}"' for each in pieces if isinstance(each, Caption)), "")
                yield f"![{alt}]({self.files[piece.index]}{caption})"

    def _lines(self, pieces: Pieces) -> str:
        return "\\\n".join(self._words(tuple(line)) for line in in_lines(pieces))

    def _words(self, pieces: Pieces, *, in_heading: bool = False) -> str:
        kept, lost = settled(trimmed(pieces))
        written, is_whole = line_markdown(kept, in_heading=in_heading)
        if not is_whole and any(map(height_of, kept)):
            is_flat = written == line_markdown(on_the_line(kept), in_heading=in_heading)[0]
            lost, is_whole = (text_of(kept), True) if is_flat else (lost, is_whole)
        if lost:
            self.losses.note(Loss.RAISED, "", lost)
        if not is_whole:
            self.losses.note(Loss.EMPHASIS, "", text_of(pieces))
        return written

    # --- lists -----------------------------------------------------------------------------------------------------

    def _list(self, lines: Sequence[Line]) -> Iterator[str]:
        tree = _Tree(self)
        for entry in self._entries(lines):
            tree.add(entry)
        yield from tree.written()

    def _entries(self, lines: Sequence[Line]) -> Iterator[_Entry]:
        above: list[int] = []
        before: dict[int, _Entry] = {}
        for line in lines:
            label = line.label or Label(0)
            while above and above[-1] >= label.depth:
                above.pop()
            depth = len(above)
            entry = self._entry(depth, line, label, before.get(depth))
            before = {at: kept for at, kept in before.items() if at < depth} | {depth: entry}
            if entry.is_item:
                above.append(label.depth)
            yield entry

    def _entry(self, depth: int, line: Line, label: Label, before: _Entry | None) -> _Entry:
        """As an item, where Markdown can count to it; else the number stands in the words."""
        if not label.number:
            return _Entry(depth, line.pieces, is_item=label.number is None)
        counted = _COUNTED.fullmatch(label.number)
        number, sign = (int(counted[1]), counted[2]) if counted else (None, "")
        if number is not None and _is_countable(number, sign, label.number, before):
            return _Entry(depth, line.pieces, is_item=True, number=number, sign=sign)
        self.losses.note(Loss.NUMBERS, line.where, f"{label.number} {text_of(line.pieces)}")
        pieces = (Words(f"{label.number} "), *line.pieces)
        return _Entry(depth, pieces, is_item=False, number=number, sign=sign)

    # --- tables ----------------------------------------------------------------------------------------------------

    def _table(self, table: Grid) -> Iterator[str]:
        header, *others = table.rows
        rows = [tuple(without_bold(cell) for cell in header), *others]
        lines = ["| " + " | ".join(self._cell(cell) for cell in row) + " |" for row in rows]
        aligned = [*table.alignments, *[Alignment.START] * len(header)][: len(header)]
        lines.insert(1, "| " + " | ".join(_DELIMITERS[each] for each in aligned) + " |")
        yield "\n".join(lines)
        for row in table.rows:
            for cell in row:
                yield from self._pictures(cell)

    def _cell(self, cell: Pieces) -> str:
        flat: Iterable[Piece] = (
            Words(" ") if text_of([piece]) == " " and not isinstance(piece, Words) else piece
            for piece in cell
        )
        return self._words(_without_pictures(tuple(flat))).replace("|", "\\|")


def _is_countable(number: int, sign: str, written: str, before: _Entry | None) -> bool:
    """Whether Markdown counts so, after what stands before at the same depth."""
    if number > MAX_NUMBER or written != f"{number}{sign}":
        return False
    if before is None or before.number is None or before.sign != sign:
        return True
    return before.is_item and before.number + 1 == number


@dataclass
class _Tree:
    """Entries of a list put into each other, and written."""

    writer: _Writer

    def __post_init__(self) -> None:
        self._roots: list[_Node] = []
        self._path: list[_Node] = []

    def add(self, entry: _Entry) -> None:
        """Puts the next entry below the last item above it."""
        del self._path[entry.depth :]
        node = _Node(entry, [])
        (self._path[-1].below if self._path else self._roots).append(node)
        if entry.is_item:
            self._path.append(node)

    def written(self) -> Iterator[str]:
        yield from self._blocks(self._roots)

    def _blocks(self, nodes: Sequence[_Node]) -> Iterator[str]:
        run: list[_Node] = []
        for node in nodes:
            if run and not _goes_on(run[-1].entry, node.entry):
                yield self._items(run)
                run = []
            if node.entry.is_item:
                run.append(node)
            else:
                yield from self.writer.blocks([Line(node.entry.pieces)])
        if run:
            yield self._items(run)

    def _items(self, nodes: Sequence[_Node]) -> str:
        items = [
            (_marker(node.entry), [*self.writer.blocks([Line(node.entry.pieces)]), *self._blocks(node.below)])
            for node in nodes
        ]
        gap = "\n" if all(len(blocks) == 1 for _, blocks in items) else "\n\n"
        return gap.join(_indented(marker, "\n\n".join(blocks)) for marker, blocks in items if blocks)


@dataclass(frozen=True)
class _Node:
    entry: _Entry
    below: list[_Node]


def _goes_on(before: _Entry, entry: _Entry) -> bool:
    return entry.is_item and (before.number is None) == (entry.number is None) and before.sign == entry.sign


def _marker(entry: _Entry) -> str:
    return "- " if entry.number is None else f"{entry.number}{entry.sign} "


def _indented(marker: str, text: str) -> str:
    first, *others = text.split("\n")
    return "\n".join([marker + first, *(" " * len(marker) + line if line else "" for line in others)])


def _kind(item: Item) -> str:
    if isinstance(item, Grid):
        return "plain"
    return "list" if item.label is not None and item.level is None else "quote" if item.is_quoted else "plain"


def _without_pictures(pieces: Pieces) -> Pieces:
    return tuple(piece for piece in pieces if not isinstance(piece, PictureMark | Caption))
