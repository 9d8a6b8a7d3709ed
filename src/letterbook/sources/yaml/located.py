"""YAML as a small tree of texts, each with its place; nothing is turned into numbers, dates or booleans.

`country: NO` stays Norway, `postcode: 01067` stays Dresden. The tree is built from the parser's events, without
recursion. Anchors, aliases, merge keys and tags are refused: they can grow a small file without bound, and in an
office's file they are text that lacks its quotation marks.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

import yaml

from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.text_checks import shortened

MAX_DEPTH = 12
MAX_PROBLEMS = 100

_NOT_YAML = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_KEY_WITHOUT_SPACE = re.compile(r"\w+:\S")
_REMARK = re.compile(r"[ \t]+(#[0-9A-Za-z][^\n]*)")
_QUOTE = 'Put the whole value in double quotation marks, as in key: "value".'
_PLACEHOLDER = ("A value with a placeholder in braces needs quotation marks.", _QUOTE)


@dataclass(frozen=True, slots=True)  # a list of a hundred thousand has a dozen for each
class LocatedText:
    """A scalar as it was written, without its quotation marks."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class LocatedList:
    """A sequence without its empty items."""

    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class LocatedMap:
    """A mapping. `values` lacks the keys whose value is empty; `keys` has the place of every key as written."""

    values: Mapping[str, Node]
    keys: Mapping[str, Place]
    place: Place

    def text(self, key: str) -> str | None:
        """The key's text; None where it is absent or no single text."""
        node = self.values.get(key)
        return node.text if isinstance(node, LocatedText) else None

    def place_of(self, key: str) -> Place:
        """Where the key's value stands, else the key, else this mapping."""
        if key in self.values:
            return self.values[key].place
        return self.keys.get(key, self.place)


Node = LocatedText | LocatedList | LocatedMap


def doubled_words(node: Node | None) -> Iterator[tuple[str, Place]]:
    """The words of a list, or of a text that is one, that stand there before; each with its place."""
    seen: set[str] = set()
    items = node.items if isinstance(node, LocatedList) else filter(None, [node])
    for item in (item for item in items if isinstance(item, LocatedText)):
        for word in split_words(item.text):
            if word in seen:
                yield word, item.place
            seen.add(word)


def split_words(text: str) -> list[str]:
    """The words of a text that stands for a list of them, parted by commas, semicolons or spaces."""
    return [word for word in re.split(r"[,;\s]+", text) if word]


Taken = Mapping[tuple[str, ...], Callable[[LocatedMap], None]]
"""By the keys that lead to a list, one within the other: what takes its mappings."""


def read_map(
    text: str, label: str, first_line: int = 1, taken: Taken | None = None
) -> tuple[LocatedMap | None, list[Problem]]:
    """The mapping that the YAML text holds (an empty text holds an empty one), or None where it is broken.

    `first_line` is the line of the file on which the text begins. Mappings that are `taken` are handed over as they end, and the
    tree is without them: those of a long list would fill the memory. Codes: broken-yaml, duplicate-key, yaml-reference,
    yaml-tag, too-deep, control-character, wrong-value; the notice lost-text.
    """
    text, problems = _without_control_characters(text, label, first_line)
    builder = _Builder(text, label, first_line, problems, taken or {})
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
    except yaml.YAMLError as error:
        return None, [*problems, _explain(error, text, label, first_line)]
    except _RefusedError as refused:
        return None, [*problems, refused.problem]
    root = builder.root
    if root is None:
        root = LocatedMap({}, {}, Place(label, first_line, 1))
    if not isinstance(root, LocatedMap):
        hint = "Begin each line with a key and a colon, as in name: …"
        if isinstance(root, LocatedText) and _KEY_WITHOUT_SPACE.match(root.text):
            hint = "Write a space behind the colon of each key, as in name: …"
        return None, [
            *problems,
            Problem("wrong-value", root.place, "Keys with values are expected here.", hint),
        ]
    return root, problems


def _without_control_characters(text: str, label: str, first_line: int) -> tuple[str, list[Problem]]:
    problems: list[Problem] = []
    for found in _NOT_YAML.finditer(text):
        start = text.rfind("\n", 0, found.start()) + 1
        place = Place(label, text.count("\n", 0, start) + first_line, found.start() - start + 1)
        code = f"U+{ord(found[0]):04X}"
        what = say("There is an invisible control character ({code}) here.", code=code)
        problems.append(
            Problem("control-character", place, what, "Delete it; it came along with copied text.", code)
        )
        if len(problems) == MAX_PROBLEMS:
            break
    return (_NOT_YAML.sub(" ", text) if problems else text), problems


class _RefusedError(Exception):
    """Reading ends here; carries the reason."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass
class _Frame:
    """A list or mapping that is still open."""

    place: Place
    is_map: bool
    items: list[Node] = field(default_factory=list)
    values: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Place] = field(default_factory=dict)
    key: str | None = None
    key_is_double: bool = False

    @property
    def wants_key(self) -> bool:
        return self.is_map and self.key is None

    def add(self, node: Node | None) -> None:
        if not self.is_map:
            self.items.extend([node] if node is not None else [])
            return
        if node is not None and self.key is not None and not self.key_is_double:
            self.values[self.key] = node
        self.key = None

    def closed(self) -> Node:
        if self.is_map:
            return LocatedMap(self.values, self.keys, self.place)
        return LocatedList(tuple(self.items), self.place)


class _Builder:
    """Takes the parser's events, one by one, and puts the tree together."""

    def __init__(self, text: str, label: str, first_line: int, problems: list[Problem], taken: Taken) -> None:
        self.root: Node | None = None
        self._taken = taken
        self._text, self._label, self._first_line = text, label, first_line
        self._problems = problems
        self._stack: list[_Frame] = []
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self._begin_document(event)
        elif isinstance(event, yaml.ScalarEvent):
            self._refuse_extras(event)
            self._scalar(event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._refuse_extras(event)
            self._open(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._close()
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event)

    def _place(self, event: yaml.Event) -> Place:
        return _at(_start(event), self._label, self._first_line)

    def _report(self, problem: Problem) -> None:
        self._problems.append(problem)
        if len(self._problems) >= MAX_PROBLEMS:
            what = say(
                "There are more than {max_problems} mistakes up to here; the rest of the file was not read.",
                max_problems=MAX_PROBLEMS,
            )
            raise _RefusedError(
                Problem("broken-yaml", problem.place, what, "Mend these first, then check again.")
            )

    def _begin_document(self, event: yaml.Event) -> None:
        self._documents += 1
        if self._documents > 1:
            hint = "Delete the line of three hyphens, so that the file is one whole."
            raise _RefusedError(
                Problem("broken-yaml", self._place(event), "A second document begins here.", hint, "---")
            )

    def _refuse_extras(self, event: yaml.NodeEvent) -> None:
        tag = getattr(event, "tag", None)
        if event.anchor is not None:
            self._report(_reference(self._place(event), f"&{event.anchor}"))
        if tag is not None and tag != "!":
            what = say("A value cannot begin with an exclamation mark: “{tag}”.", tag=shortened(tag))
            self._report(Problem("yaml-tag", self._place(event), what, _QUOTE, tag))

    def _alias(self, event: yaml.AliasEvent) -> None:
        self._report(_reference(self._place(event), f"*{event.anchor}"))
        if self._stack and self._stack[-1].wants_key:
            raise _RefusedError(_no_key(self._place(event), ""))
        self._put(None)

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent) -> None:
        place = self._place(event)
        if self._stack and self._stack[-1].wants_key:
            raise _RefusedError(_no_key(place, self._text[_start(event).index :][:20]))
        if len(self._stack) == MAX_DEPTH:
            what = say(
                "More than {max_depth} lists or groups of keys stand inside each other here.",
                max_depth=MAX_DEPTH,
            )
            raise _RefusedError(Problem("too-deep", place, what, "Check the brackets and the indentation."))
        self._stack.append(_Frame(place, isinstance(event, yaml.MappingStartEvent)))

    def _close(self) -> None:
        node = self._stack.pop().closed()
        take = self._taken.get(self._list_keys()) if isinstance(node, LocatedMap) else None
        if take is None or not isinstance(node, LocatedMap):
            self._put(node)
        elif not any(frame.key_is_double for frame in self._stack):
            take(node)

    def _list_keys(self) -> tuple[str, ...]:
        """The keys that lead to the list that is open, if it stands in lists of mappings alone."""
        maps, lists = self._stack[::2], self._stack[1::2]
        if (
            len(maps) != len(lists)
            or not all(frame.is_map for frame in maps)
            or any(frame.is_map for frame in lists)
        ):
            return ()
        return tuple(frame.key or "" for frame in maps)

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        place, is_plain = self._place(event), not event.style
        if self._stack and self._stack[-1].wants_key:
            self._key(event.value, place)
            return
        if is_plain:
            self._notice_remark(event)
        is_absent = not event.value.strip() or (is_plain and event.value in ("~", "null"))
        self._put(None if is_absent else LocatedText(event.value, place))

    def _key(self, key: str, place: Place) -> None:
        frame = self._stack[-1]
        key = sys.intern(key)  # the same few in each entry of a long list
        if key == "<<":
            self._report(_reference(place, key))
        frame.key, frame.key_is_double = key, key in frame.keys
        if frame.key_is_double:
            what = say(
                "The key “{key}” stands here twice, first in line {line}.",
                key=shortened(key),
                line=frame.keys[key].line,
            )
            self._report(Problem("duplicate-key", place, what, "Keep one of the two.", key))
        else:
            frame.keys[key] = place

    def _notice_remark(self, event: yaml.ScalarEvent) -> None:
        """A house number after ` #` is lost without a word: YAML takes it for a remark."""
        end = cast(yaml.Mark, event.end_mark)
        found = _REMARK.match(self._text, end.index)
        if found is not None and event.value:
            column = end.column + 1 + found.start(1) - found.start()
            place = Place(self._label, end.line + self._first_line, column)
            what = say(
                "What follows “ #” is taken for a remark and not read: “{found}”.", found=shortened(found[1])
            )
            hint = "Put the whole value in double quotation marks, or leave a space after the # of a remark."
            self._report(Problem("lost-text", place, what, hint, found[1], level="warning"))

    def _put(self, node: Node | None) -> None:
        if self._stack:
            self._stack[-1].add(node)
        else:
            self.root = node


def _reference(place: Place, text: str) -> Problem:
    what = say(
        "“{text}” refers to another part of the file; that is not possible here.", text=shortened(text)
    )
    hint = f"If it is meant as text: {_QUOTE[0].lower()}{_QUOTE[1:]}"
    return Problem("yaml-reference", place, what, hint, text)


def _no_key(place: Place, text: str) -> Problem:
    what, hint = "A key is expected here.", "Begin the line with a key and a colon, as in name: …"
    if text.startswith("{"):
        what, hint = _PLACEHOLDER
    return Problem("broken-yaml", place, what, hint, text.partition("\n")[0])


# --- What is wrong with broken YAML, said from what stands in the text, not from the parser's words ---------------


def _explain(error: yaml.YAMLError, text: str, label: str, first_line: int) -> Problem:
    mark = getattr(error, "problem_mark", None)
    start = getattr(error, "context_mark", None)
    if mark is None:  # the parser refuses a character that we let through
        return Problem(
            "broken-yaml", Place(label, first_line, 1), "The file is no readable YAML.", _SAVE_ANEW
        )
    lines = text.split("\n")
    is_at_end = not text[mark.index :].strip()
    opening = _character(lines, start) if start is not None else ""
    if opening in ("[", "{") and _character(lines, mark) == "{":
        start, (what, hint) = mark, _PLACEHOLDER
    elif start is not None and opening in _UNCLOSED and (opening in "[{" or is_at_end):
        what, hint = _UNCLOSED[opening]
    elif start is not None and start.line < mark.line and _is_bare(_line(lines, start)):
        what, hint = "This line is neither a key with a colon nor part of a text.", _NO_COLON
    else:
        start = mark
        what, hint = (
            _AT_END if is_at_end else _at_character(_character(lines, mark), _line(lines, mark), mark.column)
        )
    return Problem("broken-yaml", _at(start, label, first_line), what, hint, _line(lines, start).strip())


_AT_END = (
    "The file ends here while something is still open.",
    "Look for a bracket or a quotation mark without its partner in the lines before.",
)
_NO_COLON = "Write key: value; if the line goes on with the text above, indent it further than the key."
_SAVE_ANEW = "Open it in an editor and save it anew as UTF-8."
_UNCLOSED = {
    "[": (
        "The bracket [ that opens here is not closed with ].",
        f"Close it; if it is part of a text: {_QUOTE}",
    ),
    "{": (
        "The bracket { that opens here is not closed with }.",
        f"Close it; if it is part of a text: {_QUOTE}",
    ),
    '"': ("The quotation mark that opens here is never closed.", 'Close it with " at the end of the value.'),
    "'": ("The quotation mark that opens here is never closed.", "Close it with ' at the end of the value."),
}


def _start(event: yaml.Event) -> yaml.Mark:
    return cast(yaml.Mark, event.start_mark)  # a parser's events have marks; only made-up ones lack them


def _at(mark: yaml.Mark, label: str, first_line: int) -> Place:
    return Place(label, mark.line + first_line, mark.column + 1)


def _line(lines: list[str], mark: yaml.Mark) -> str:
    return lines[mark.line] if mark.line < len(lines) else ""


def _character(lines: list[str], mark: yaml.Mark) -> str:
    return _line(lines, mark)[mark.column : mark.column + 1]


def _is_bare(line: str) -> bool:
    """Whether the line is neither a key nor an item of a list."""
    return ":" not in line and not line.lstrip().startswith("-")


def _at_character(character: str, line: str, column: int) -> tuple[str, str]:
    """What is wrong at this character of the line, and what to do: the first that holds."""
    first = line.rpartition(": ")[2].removeprefix("- ").strip()[:1]
    cases = (
        ("\t" in line[: len(line) - len(line.lstrip())], _TAB),
        (first in tuple("@`%&*!?"), (say("A value cannot begin with {first}.", first=first), _QUOTE)),
        ("{{" in line or "{%" in line, _PLACEHOLDER),
        (character == ":" and ":" in line[:column], _SECOND_COLON),
        ("\\" in line, _BACKSLASH),
        (line[:column].count('"') + line[:column].count("'") >= 2, _QUOTES_INSIDE),
    )
    return next((words for holds, words in cases if holds), _MISFIT)


_TAB = ("The line begins with a tab.", "Indent with spaces; YAML allows no tabs there.")
_SECOND_COLON = (
    "A second colon stands in this line.",
    f"If it is part of the value: {_QUOTE}",
)
_BACKSLASH = (
    "A backslash in double quotation marks has a special meaning.",
    "Write it twice, or use single quotation marks.",
)
_QUOTES_INSIDE = (
    "Something follows the closing quotation mark, or there are quotation marks inside.",
    "Write quotation marks inside a value as “ ”, or put the value in single quotation marks.",
)
_MISFIT = (
    "The line does not fit the lines around it.",
    "Check its indentation against the lines above, and that a key is followed by a colon and a space.",
)
