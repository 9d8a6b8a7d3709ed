"""The words of a paragraph as WeasyPrint has them: how wide each is, and where lines may end.

Words are measured by Pango, as WeasyPrint measures them; the signs at which a line may end are Pango's too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.text.line_break import get_log_attrs, get_next_word_boundaries

from letterbook.language.hyphenation import MOST_KEPT, parts_of, rules_of
from letterbook.render.pdf.line_breaks import Break
from letterbook.render.pdf.shaped_text import ShapedText

_WORDS = re.compile(" +|[^ ]+")


def texts(box: Any) -> Iterator[Any]:
    """The texts of a line box; None for what is not words."""
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            yield child
        elif isinstance(child, boxes.InlineBox) and child.is_in_normal_flow():
            sides = ("margin_left", "margin_right", "padding_left", "padding_right")
            if any(getattr(child.style[side], "value", 0) for side in sides):
                yield None
            yield from texts(child)
        else:
            yield None


def letters_before(box: Any, skip_stack: Any) -> int:
    """How many bytes that are no spaces stand before a place in the box."""
    if skip_stack is None:
        return 0
    ((index, inner),) = skip_stack.items()
    if isinstance(box, boxes.TextBox):
        return _bytes(box.text.encode()[:index].decode())
    before = sum(_all_letters(child) for child in box.children[:index])
    return before + (letters_before(box.children[index], inner) if index < len(box.children) else 0)


def _all_letters(box: Any) -> int:
    if isinstance(box, boxes.TextBox):
        return _bytes(box.text)
    return sum(map(_all_letters, getattr(box, "children", ())))


def _bytes(text: str) -> int:
    return len(text.replace(" ", "").encode())


@dataclass
class _Reader:
    """Reads the texts of a paragraph from a place on, and collects where its lines may end."""

    breaks: list[Break] = field(default_factory=list)
    width: float = 0.0
    spaces: int = 0
    letters: int = 0
    after: float = 0.0
    """The width of spaces behind the last word."""
    after_spaces: int = 0
    hanging: float = 0.0
    """How much of the last letter hangs at a line's end."""

    def word(self, fragment: str, width: float, hanging: float) -> None:
        """Letters behind the spaces, if any; a no-break space among them gives way as any other."""
        self.width, self.spaces = self.width + self.after, self.spaces + self.after_spaces
        self.after, self.after_spaces = 0.0, 0
        self.width += width
        self.spaces += fragment.count("\u00a0")
        self.letters += _bytes(fragment)
        self.hanging = hanging if fragment else self.hanging

    def gap(self, count: int, width: float, *, can_break: bool) -> None:
        """Spaces, at which the line may end; none at its beginning."""
        if not self.letters:
            return
        self.after += width
        self.after_spaces += count
        if can_break:
            self.end()

    def end(self, hyphen: float = 0.0, *, is_forced: bool = False) -> None:
        """A place where the line may end, with a hyphen of this width or none."""
        hanging = hyphen * HANGING_PART or self.hanging
        there = Break(
            self.width, self.spaces, self.width + self.after, self.spaces + self.after_spaces, self.letters, hyphen,
            is_forced, hanging,
        )  # fmt: skip
        if self.breaks and self.breaks[-1].letters == there.letters:
            self.breaks.pop()
        if self.letters:
            self.breaks.append(there)


_BREAKS: dict[tuple[Any, ...], list[Break] | None] = {}
_MOST_BREAKS = 1000


def breaks_of(context: Any, texts: Sequence[Any], skipped: int) -> list[Break] | None:
    """Where the lines of these texts may end, from a place on; None for texts with a sign that we do not measure. Letters have most
    paragraphs in common, which are looked at once.
    """
    key = skipped, *((text.text, _style_key(text.style), _parting_key(text.style)) for text in texts)
    if key not in _BREAKS:
        if len(_BREAKS) >= _MOST_BREAKS:
            _BREAKS.clear()
        _BREAKS[key] = _breaks_of(context, texts, skipped)
    return _BREAKS[key]


def _breaks_of(context: Any, texts: Sequence[Any], skipped: int) -> list[Break] | None:
    reader = _Reader()
    for text in texts:
        style, content = text.style, text.text
        if style["white_space"] != "normal" or "\n" in content or "\u00ad" in content or "\t" in content:
            return None
        if skipped:
            content, skipped = _from(content, skipped)
        for run in _WORDS.findall(content):
            if run[0] == " ":
                reader.gap(1, width_of(" ", style), can_break=True)
            else:
                _read_word(context, reader, run, style)
    reader.after, reader.after_spaces = 0.0, 0
    reader.end(is_forced=True)
    return reader.breaks


def _from(content: str, skipped: int) -> tuple[str, int]:
    """The text behind so many bytes that are no spaces, and how many of these are still to be skipped."""
    for at, sign in enumerate(content):
        if not skipped:
            return content[at:], 0
        if sign != " ":
            skipped -= len(sign.encode())
    return "", skipped


def _read_word(context: Any, reader: _Reader, word: str, style: Any) -> None:
    """Adds a word, and where it may be parted: behind its hyphens and dashes, and where pyphen says."""
    hyphen = width_of(style["hyphenate_character"], style)
    parts = _parts(context, word, style)
    before = ""
    for at, is_hyphenated in parts:
        fragment = word[len(before) : at]
        reader.word(
            fragment, width_of(word[:at], style) - width_of(before, style), hanging_of(fragment, style)
        )
        reader.end(hyphen if is_hyphenated else 0.0)
        before = word[:at]
    rest = word[len(before) :]
    reader.word(rest, width_of(word, style) - width_of(before, style), hanging_of(rest, style))


def _parts(context: Any, word: str, style: Any) -> list[tuple[int, bool]]:
    """The places in a word where a line may end, and whether with a hyphen of ours."""
    cache = context.dictionaries.setdefault("letterbook parts", {})
    lang = style["lang"]
    limits = style["hyphenate_limit_chars"]
    is_auto = style["hyphens"] == "auto"
    key = (word, lang, limits, is_auto)
    if key not in cache:
        if len(cache) >= MOST_KEPT:
            cache.clear()
        cache[key] = _found_parts(word, lang, limits, is_auto=is_auto)
    parts: list[tuple[int, bool]] = cache[key]
    return parts


def _found_parts(
    word: str, lang: str | None, limits: tuple[int, int, int], *, is_auto: bool
) -> list[tuple[int, bool]]:
    attributes = get_log_attrs(word, lang)
    found = {at: False for at in range(1, len(word)) if attributes[at].is_line_break}
    total, left, right = limits
    begin = 0
    for end in [*found, len(word)] if is_auto and lang else ():
        boundaries = get_next_word_boundaries(word[begin:end], lang)
        if boundaries and boundaries[1] - boundaries[0] >= total:
            start, stop = begin + boundaries[0], begin + boundaries[1]
            found |= {start + at: True for at in parts_of(word[start:stop], lang or "", left, right)}
        begin = end
    return sorted(found.items())


_WIDTHS: dict[tuple[str, Any], float] = {}
_MOST_WIDTHS = 5000


def width_of(text: str, style: Any) -> float:
    """The width of a text in px, as Pango sets it in one line."""
    if not text:
        return 0.0
    key = (text, _style_key(style))
    if key not in _WIDTHS:
        if len(_WIDTHS) >= _MOST_WIDTHS:
            _WIDTHS.clear()
        _WIDTHS[key] = ShapedText(text, style).width
    return _WIDTHS[key]


HANGING, HANGING_PART = "-\u2010.,’”»", 0.5
"""Signs so small that an edge looks straight if half of them stands beyond it: near what R. Schlicht's microtype has for them (its
manual, “Protrusion”).
"""


def hanging_of(text: str, style: Any) -> float:
    """How much of the text's last sign stands beyond the edge of a justified line that it ends, in px."""
    return HANGING_PART * width_of(text[-1], style) if text and text[-1] in HANGING else 0.0


def _parting_key(style: Any) -> Any:
    """What decides, beside the words and how wide they are, where lines may end."""
    return (
        style["white_space"], style["hyphens"], style["hyphenate_limit_chars"], style["hyphenate_character"],
        rules_of(style["lang"] or ""),
    )  # fmt: skip


def _style_key(style: Any) -> Any:
    return (
        style["font_family"], style["font_size"], style["font_style"], style["font_weight"], style["lang"],
        style["letter_spacing"], style["font_variant_position"], style["font_variant_caps"], style["font_variant_numeric"],
        str(style["font_feature_settings"]), style["direction"], id(style.font_config),
    )  # fmt: skip
