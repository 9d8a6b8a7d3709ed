"""Chinese and Japanese words beside Latin letters and figures: a quarter of an em stands between them, and no space in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from letterbook.language.locales import base_language

_LANGUAGES = frozenset({"zh", "ja"})
_IDEOGRAPH = "[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
_LETTERS = re.compile(
    rf"(?<={_IDEOGRAPH})[A-Za-z0-9\u00c0-\u024f]+|[A-Za-z0-9\u00c0-\u024f]+(?={_IDEOGRAPH})"
)
_AFTER, _BEFORE = re.compile(_IDEOGRAPH + r"\Z"), re.compile(_IDEOGRAPH)


def part_scripts(root: Any) -> None:
    """Puts letters and figures that touch an ideograph into spans, which base.css sets apart."""
    body = root.find("body")
    if body is None or base_language(root.get("lang") or "en") not in _LANGUAGES:
        return
    for node in [node for node in body.iter() if isinstance(node.tag, str)]:
        if node is not body and node.tail and (parts := list(_parts(node.tail))):
            parent = _parent(body, node)
            place = list(parent).index(node) + 1
            node.tail = _insert(parent, place, node.tail, parts)
        if node.text and (parts := list(_parts(node.text))):
            node.text = _insert(node, 0, node.text, parts)


def _parent(body: Any, child: Any) -> Any:
    return next(node for node in body.iter() if child in list(node))


def _parts(text: str) -> Iterator[re.Match[str]]:
    return _LETTERS.finditer(text)


def _insert(parent: Any, place: int, text: str, parts: list[re.Match[str]]) -> str:
    """Puts a span for each of these parts of a text into the parent; what is left before the first."""
    ends = [*(part.start() for part in parts[1:]), len(text)]
    for index, (part, end) in enumerate(zip(parts, ends, strict=True)):
        sides = (
            ("after-ideograph", _AFTER.search(text[: part.start()])),
            ("before-ideograph", _BEFORE.match(text, part.end())),
        )
        span = parent.makeelement("span", {"class": " ".join(name for name, there in sides if there)})
        span.text, span.tail = part[0], text[part.end() : end]
        parent.insert(place + index, span)
    return text[: parts[0].start()]
