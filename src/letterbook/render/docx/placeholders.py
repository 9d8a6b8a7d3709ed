"""Finds the Jinja placeholders of a Word part and fills them, letter by letter.

Each paragraph is one template. Word splits what was typed in one go over several runs; where a placeholder is cut by
the border of two runs, its text moves to the run in which it begins, and each run keeps its own looks. Marks that no
text may hold (Unicode noncharacters) carry the borders of runs through the rendering.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from jinja2 import Template
from jinja2.sandbox import ImmutableSandboxedEnvironment

from letterbook.composing.placeholders import BLOCKS
from letterbook.render.docx import page_numbers, xml
from letterbook.render.docx.xml import Node
from letterbook.templates import Absent

_RUN, _RUN_END, _LIVE, PAGE, PAGES = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3", "\ufdd4"
_LABEL, _LABEL_END = "\ufdd5", "\ufdd6"
_NEXT = "\ufdd9"
_CHOICE = re.compile(r"\{[%#]")
_BORDER = re.compile(f"{_RUN}(\\d+){_RUN_END}")
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_OPENING = re.compile(r"\{\{|\{%|\{#")
_ALONE = re.compile(r"\s*\{\{-?\s*(\w+)\s*-?\}\}\s*")
SPECIAL = re.compile(f"([\n\t{PAGE}{PAGES}{_LABEL}{_LABEL_END}])")
"""What becomes an element of its own."""


@dataclass(frozen=True)
class Spot:
    """A paragraph with placeholders: its index among the part's paragraphs, its source, the texts of its runs."""

    index: int
    source: str
    pieces: tuple[str, ...]

    @property
    def block(self) -> str | None:
        """The block placeholder that stands alone here, or None."""
        alone = _ALONE.fullmatch(self.source)
        return alone[1] if alone and alone[1] in BLOCKS else None

    @property
    def marked(self) -> str:
        """The source with the borders of its runs."""
        return "".join(f"{_RUN}{number}{_RUN_END}{piece}" for number, piece in enumerate(self.pieces))


def spots(root: Node) -> list[Spot]:
    """The paragraphs of a part in which a placeholder stands. Their runs are split so that each holds one thing."""
    found = []
    for index, paragraph in enumerate(root.iter(xml.P)):
        if _OPENING.search(xml.text(paragraph)):
            split_runs(paragraph)
            pieces = [node.text or "" for node in xml.own(paragraph, xml.T)]
            found.append(Spot(index, "".join(pieces), tuple(_whole_tags(pieces))))
    return found


def split_runs(paragraph: Node) -> None:
    """Gives each text, tab or break a run of its own, so that a text can be replaced by several."""
    for run in list(xml.own(paragraph, xml.R)):
        looks = run.find(xml.RPR)
        for extra in reversed([child for child in run if child is not looks][1:]):
            alone = xml.element("r", () if looks is None else (deepcopy(looks),))
            alone.append(extra)
            run.addnext(alone)


def _whole_tags(pieces: Sequence[str]) -> Iterator[str]:
    """The same characters, cut anew so that no cut lies within a tag."""
    whole = "".join(pieces)
    tags = [tag.span() for tag in _TAG.finditer(whole)]
    begin, cut = 0, 0
    for piece in pieces:
        cut += len(piece)
        end = max(begin, next((stop for start, stop in tags if start < cut < stop), cut))
        yield whole[begin:end]
        begin = end


def letterhead_environment(base: ImmutableSandboxedEnvironment) -> ImmutableSandboxedEnvironment:
    """The environment with values marked, so that a paragraph knows whether any of its placeholders said something."""

    def mark(value: object) -> object:
        return "" if value is None or isinstance(value, Absent) or value == "" else f"{_LIVE}{value}"

    marking: ImmutableSandboxedEnvironment = base.overlay(finalize=mark)
    return marking


@dataclass(frozen=True)
class Said:
    """What a paragraph says: the text of each of its runs; `is_left_out` where it has nothing to say."""

    texts: tuple[str, ...]
    is_left_out: bool = False


@dataclass(frozen=True)
class Line:
    """A paragraph of text with so many `runs`, compiled of its `source`; one with conditions alone has no placeholder that could come out
    empty.
    """

    index: int
    source: str
    template: Template
    runs: int
    has_placeholder: bool = True

    @property
    def is_simple(self) -> bool:
        """Whether it says the same between other lines: it chooses nothing, and no end of it would be cut off."""
        return not _CHOICE.search(self.source) and not self.source.endswith("\n")

    def said(self, values: Mapping[str, object]) -> Said:
        """Its words with the values in them; left out where its placeholders all came out empty, or its conditions chose no
        word.

        Raises jinja2.TemplateError for a name that does not exist.
        """
        return self.read(self.template.render(values))

    def read(self, rendered: str) -> Said:
        """The words of what the template has rendered."""
        parts = _BORDER.split(rendered.replace(_LIVE, ""))
        said = [""] * self.runs
        for number, part in zip(parts[1::2], parts[2::2], strict=True):
            said[int(number)] += part
        has_words = _LIVE in rendered or not (self.has_placeholder or not any(map(str.strip, said)))
        return Said(tuple(said), not has_words)

    def fill(self, paragraph: Node, said: Said, fields: Fields) -> None:
        """Sets the words into the paragraph. Raises ValueError for a character that XML cannot hold."""
        for node, part in zip(list(xml.own(paragraph, xml.T)), said.texts, strict=True):
            _say(node, part, fields)


class Lines:
    """The lines of several parts, filled in one go where none has more than placeholders: a template's work is mostly its beginning."""

    def __init__(self, parts: Sequence[Sequence[Line]], environment: ImmutableSandboxedEnvironment) -> None:
        self._parts = parts
        simple = [line for part in parts for line in part if line.is_simple]
        self._simple = frozenset(map(id, simple))
        self._together = environment.from_string(_NEXT.join(line.source for line in simple))

    def said(self, values: Mapping[str, object]) -> tuple[tuple[Said, ...], ...]:
        """What the lines of each part say with these values. Raises jinja2.TemplateError for a name that does not exist."""
        rendered = iter(self._together.render(values).split(_NEXT))
        return tuple(
            tuple(
                line.read(next(rendered)) if id(line) in self._simple else line.said(values) for line in part
            )
            for part in self._parts
        )


def has_placeholder(source: str) -> bool:
    """Whether a paragraph prints a value, and not its own words alone."""
    return "{{" in source


Fields = Callable[[str], tuple[str, str]]
"""The instruction and the last known result of a field, by its mark: `PAGE` or `PAGES`."""


def _say(node: Node, said: str, fields: Fields) -> None:
    run = node.getparent()
    if not said:
        run.getparent().remove(run)
        return
    first, *rest = SPECIAL.split(said)
    node.text = first
    node.set(xml.SPACE, "preserve")

    def like_this(content: Node) -> Node:
        following = deepcopy(run)
        following.replace(following.find(xml.T), content)
        return following

    last = run
    for following in runs("".join(rest), fields, like_this):
        last.addnext(following)
        last = following


def runs(said: str, fields: Fields, run: Callable[[Node], Node]) -> Iterator[Node]:
    """What a paragraph holds to say this: a `run` for each text, break, tab and piece of a field, and the borders of page
    numbers.
    """
    for part in filter(None, SPECIAL.split(said)):
        if part in (_LABEL, _LABEL_END):
            yield page_numbers.border(begins=part == _LABEL)
        else:
            yield from map(run, _contents(part, fields))


def _contents(part: str, fields: Fields) -> Iterator[Node]:
    if part == "\n":
        yield xml.element("br")
    elif part == "\t":
        yield xml.element("tab")
    elif part in (PAGE, PAGES):
        yield from page_numbers.field(*fields(part))
    else:
        yield xml.text_node(part)


def numbered(pattern: str) -> str:
    """“Page {page} of {pages}” with its two numbers as marks that become fields, between marks of where it begins and ends."""
    return _LABEL + pattern.replace("{pages}", PAGES).replace("{page}", PAGE) + _LABEL_END
