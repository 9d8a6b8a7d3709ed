"""Marks of Markdown in lines in which none are read: a title, a subject, a salutation. They would be printed as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.documents.raised_signs import first_signs
from letterbook.sources.text_checks import shortened
from letterbook.sources.yaml.located import LocatedList, LocatedMap, LocatedText, Node

_MARKS = re.compile(
    r"\*\*[^*]+\*\*|(?<!\w)\*[^\W\d_][^*]*\*(?!\w)|(?<!\w)__?[^\W_][^_]*(?<=[^\s_])__?(?!\w)|~~[^~]+~~|==[^\s=][^=]*==(?!=)"
    r"|(?<!\w)`[^`]+`(?!\w)|</?[A-Za-z][\w ]*/?>|&(?:[A-Za-z]\w+|#\d+);|\[[^\[\]]+\]\([^()\[]*\)|\[\^[^\[\]\s]+\]|^#+ |\\[*_^~`\[\]#]"
)
"""What is bold, italic, struck or code, a tag, the name of a sign, a link, the number of a footnote, a heading, and what a text has
before a sign that is meant as such.
"""
_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}|\{%[^{}]*%\}|\{#[^{}]*#\}")
_TYPED = re.compile(r"""(["'])(.*?)\1""")


def line_marks(key: str, node: Node | None) -> Iterator[Problem]:
    """A notice for each text under the key, one for all languages or one for each, that has marks. Code: unsupported-markup."""
    if isinstance(node, LocatedMap | LocatedList):
        for text in node.values.values() if isinstance(node, LocatedMap) else node.items:
            yield from line_marks(key, text)
    elif isinstance(node, LocatedText) and (signs := _signs(node.text)):
        yield _problem(key, signs, node.place)


def _signs(text: str) -> str:
    """The first words or signs with marks. The value of a placeholder has none; what is typed within one may."""
    plain = _PLACEHOLDER.sub(lambda found: ("x" if found[0][1] == "{" else " ") * len(found[0]), text)
    typed = [said[2] for placeholder in _PLACEHOLDER.findall(text) for said in _TYPED.finditer(placeholder)]
    for line, shown in ((plain, text), *zip(typed, typed, strict=True)):
        if found := _MARKS.search(line) or first_signs(line):
            return shown[slice(*found.span())]
    return ""


def _problem(key: str, signs: str, place: Place) -> Problem:
    what = say("“{signs}” would be printed as it is: “{key}” is plain text.", signs=shortened(signs), key=key)
    hint = "Write the words without the marks."
    if signs[0] in "^~" and not signs.startswith("~~"):
        hint = "Type the raised or lowered figure itself, such as ² or ₂; other signs stand on the line here."
    return Problem("unsupported-markup", place, what, hint, signs, "warning")
