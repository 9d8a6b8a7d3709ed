"""One line of words as Markdown which the reader of statements gives back sign by sign, with bold, italic, struck and raised words and links."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from letterbook.importing.blocks import NoteMark, Piece, Words
from letterbook.sources.documents.raised_signs import enable_raised_signs


@dataclass(frozen=True)
class _Sign:
    """A character, or the mark of a note, which is `written` so in Markdown."""

    shown: str
    written: str
    is_bold: bool = False
    is_italic: bool = False
    is_struck: bool = False
    link: str | None = None
    height: str = ""

    @property
    def is_raised(self) -> bool:
        return self.height == "^"

    @property
    def is_lowered(self) -> bool:
        return self.height == "~"

    @property
    def is_space(self) -> bool:
        return self.shown.isspace()

    @property
    def is_punctuation(self) -> bool:
        """As CommonMark counts it (0.31, 6.2)."""
        return len(self.shown) == 1 and unicodedata.category(self.shown)[0] in "PS"


def line_markdown(pieces: Iterable[Piece], *, in_heading: bool = False) -> tuple[str, bool]:
    """The line as Markdown, and whether all of its looks could be kept. A heading can begin like a list."""
    signs = _smoothed(list(_signs(pieces, _BEGINNINGS[:1] if in_heading else _BEGINNINGS)))
    for wanted in (signs, *_plainer(signs)):
        for italic in ("*", "_"):
            written = _written(wanted, italic)
            if _read(written) == [_looks(sign) for sign in wanted]:
                return written, wanted is signs
    return "".join(sign.written for sign in signs), False


def _plainer(signs: list[_Sign]) -> Iterator[list[_Sign]]:
    yield [replace(sign, is_italic=False) for sign in signs]
    yield [replace(sign, is_bold=False, is_italic=False) for sign in signs]
    plain = [replace(sign, is_bold=False, is_italic=False, is_struck=False) for sign in signs]
    yield plain
    yield [replace(sign, height="") for sign in signs]
    yield [replace(sign, height="") for sign in plain]


# --- signs, and those that Markdown would take for its own ---------------------------------------------------------

_ALWAYS = frozenset("\\`*_[]<\"'")
_IN_PAIRS = frozenset("~^")
_ENTITY = re.compile(r"&(?=#?\w+;|(?:nbsp|amp|lt|gt|quot|shy)\b)")
_DOUBLED = re.compile(r"(?===|\+\+|\$\$|%%|!!!)")  # each of three is the first of two
_SMALL_PICTURE = re.compile(r"(?<![\w:]):(?=[a-z][a-z_]{2,}:(?![\w:]))")
_STYLE = re.compile(r"\{(?=[.#][\w-])")
_BEGINNINGS = (
    re.compile(r"()#"),
    re.compile(r"()[-+](?=\s|$|-|[^\W\d_])"),
    re.compile(r"()[>|=]"),
    re.compile(r"():(?=[-:]|\s)"),
    re.compile(r"(\d{1,9})[.)](?=\s|$)"),
)
_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}]*%\}|\[(?=[^\[\]]*\w)[^\[\]]* …\]")
"""What is filled in, and words in brackets that somebody has yet to write: `check` knows them as they are."""
_SPACES = re.compile(r"[ \t\r\n\f\v]+")


def _signs(pieces: Iterable[Piece], beginnings: Sequence[re.Pattern[str]]) -> Iterator[_Sign]:
    shown = [piece for piece in pieces if isinstance(piece, Words | NoteMark)]
    text = "".join(piece.text if isinstance(piece, Words) else "\0" for piece in shown)
    masked = _masked(text, beginnings)
    if any(isinstance(piece, Words) and piece.height for piece in shown):
        masked |= {at for at, sign in enumerate(text) if sign in _IN_PAIRS}
    at, had_space = 0, False
    for piece in shown:
        if isinstance(piece, NoteMark):
            yield _Sign(f"[^{piece.number}]", f"[^{piece.number}]")
            at, had_space = at + 1, False
            continue
        for character in piece.text:
            is_space = _SPACES.fullmatch(character) is not None
            if not (is_space and had_space):
                yield _sign(" " if is_space else character, piece, at, text, masked)
            at, had_space = at + 1, is_space


def _sign(character: str, piece: Words, at: int, text: str, masked: frozenset[int]) -> _Sign:
    written = character
    if (character.isspace() and character != " " and not text[:at].strip()) or (
        character.isspace() and character != " " and not text[at:].strip()
    ):
        written = "&nbsp;" if character == "\u00a0" else f"&#{ord(character)};"
    elif at in masked:
        written = f"\\{character}"
    looks = (piece.is_bold, piece.is_italic, piece.is_struck, piece.link, piece.height)
    return _Sign(character, written, *looks)


def _masked(text: str, beginnings: Sequence[re.Pattern[str]]) -> frozenset[int]:
    """Where in the line a backslash has to stand before a sign."""
    found = {at for at, sign in enumerate(text) if sign in _ALWAYS}
    found |= {at for at, sign in enumerate(text) if sign in _IN_PAIRS and text.count(sign) > 1}
    for pattern in (_ENTITY, _DOUBLED, _STYLE, _SMALL_PICTURE):
        found |= {each.start() for each in pattern.finditer(text)}
    start = len(text) - len(text.lstrip())
    found |= {each.end() - 1 for each in (pattern.match(text, start) for pattern in beginnings) if each}
    placeholders = [*_PLACEHOLDER.finditer(text)]
    kept = {at for each in placeholders for at in range(*each.span())}
    # Brackets before one of these would be a link.
    found |= {
        each.end()
        for each in placeholders
        if each[0][0] == "[" and text[each.end() : each.end() + 1] in ("(", ":")
    }
    return frozenset(found - kept)


# --- where bold and italic may begin and end -----------------------------------------------------------------------


def _smoothed(signs: list[_Sign]) -> list[_Sign]:
    """The same without looks where Markdown cannot begin or end them: on spaces, and on a sign beside a letter."""
    for name in ("is_bold", "is_italic", "is_struck"):
        for first, end in [*_runs(signs, name)]:
            begin, stop = _edges(signs, first, end)
            for at in (*range(first, begin), *range(stop, end)):
                signs[at] = replace(signs[at], **{name: False})
    return signs


def _runs(signs: Sequence[_Sign], name: str) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(signs):
        end = at
        while end < len(signs) and getattr(signs[end], name):
            end += 1
        if end > at:
            yield at, end
        at = end + 1


def _edges(signs: Sequence[_Sign], first: int, end: int) -> tuple[int, int]:
    while first < end and not _may_begin(signs, first):
        first += 1
    while end > first and not _may_end(signs, end):
        end -= 1
    return first, end


def _may_begin(signs: Sequence[_Sign], at: int) -> bool:
    before = signs[at - 1] if at else None
    return not signs[at].is_space and (not signs[at].is_punctuation or _is_apart(before))


def _may_end(signs: Sequence[_Sign], end: int) -> bool:
    after = signs[end] if end < len(signs) else None
    return not signs[end - 1].is_space and (not signs[end - 1].is_punctuation or _is_apart(after))


def _is_apart(sign: _Sign | None) -> bool:
    return sign is None or sign.is_space or sign.is_punctuation


def _written(signs: Sequence[_Sign], italic: str) -> str:
    marks = {"is_raised": "^", "is_lowered": "~", "is_bold": "**", "is_italic": italic, "is_struck": "~~"}
    found: list[str] = []
    at = 0
    while at < len(signs):
        end = at
        while end < len(signs) and signs[end].link == signs[at].link:
            end += 1
        words = _in_looks(signs[at:end], marks)
        target = signs[at].link
        found.append(f"[{words}]({_address(target)})" if target else words)
        at = end
    return "".join(found)


def _in_looks(signs: Sequence[_Sign], marks: dict[str, str]) -> str:
    found: list[str] = []
    open_now: list[str] = []
    for at, sign in enumerate(signs):
        while any(not getattr(sign, name) for name in open_now):
            found.append(marks[open_now.pop()])
        new = [name for name in marks if getattr(sign, name) and name not in open_now]
        for name in sorted(new, key=lambda name: -_length(signs, at, name)):
            found.append(marks[name])
            open_now.append(name)
        found.append(sign.written)
    return "".join([*found, *(marks[name] for name in reversed(open_now))])


def _length(signs: Sequence[_Sign], at: int, name: str) -> int:
    return next((end for end in range(at, len(signs)) if not getattr(signs[end], name)), len(signs)) - at


def _address(target: str) -> str:
    safe = target.replace(" ", "%20").replace("\\", "%5C").replace("<", "%3C").replace(">", "%3E")
    return f"<{safe}>" if re.search(r"[()]", safe) else safe


# --- what a reader makes of it -------------------------------------------------------------------------------------

_Looks = tuple[str, bool, bool, bool, bool, str]


def _looks(sign: _Sign) -> _Looks:
    return sign.shown, sign.is_bold, sign.is_italic, sign.is_struck, sign.link is not None, sign.height


@cache
def _reader() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable("strikethrough")
    enable_raised_signs(parser)
    return parser


def _read(written: str) -> list[_Looks]:
    root = SyntaxTreeNode(_reader().parseInline(written))
    found = [looks for node in root.children for child in node.children for looks in _read_node(child, "")]
    marks = "".join(looks[0] for looks in found)
    return _with_notes(found) if "[^" in marks else found


def _with_notes(found: list[_Looks]) -> list[_Looks]:
    """The same with the four or more characters of a note's mark as one sign."""
    text = "".join(looks[0] for looks in found)
    for each in reversed([*re.finditer(r"\[\^\d+\]", text)]):
        found[each.start() : each.end()] = [(each[0], *found[each.start()][1:])]
    return found


def _read_node(node: SyntaxTreeNode, around: str) -> Iterator[_Looks]:
    match node.type:
        case "text" | "text_special":
            height = "^" if "^" in around else "~" if "~" in around else ""
            looks = ("b" in around, "i" in around, "s" in around, "l" in around, height)
            yield from ((sign, *looks) for sign in node.content)
        case "strong" | "em" | "s" | "link" | "sup" | "sub":
            inner = around + _LETTERS[node.type]
            for child in node.children:
                yield from _read_node(child, inner)
        case _:
            yield "\0", False, False, False, False, ""


_LETTERS = {"strong": "b", "em": "i", "s": "s", "link": "l", "sup": "^", "sub": "~"}
