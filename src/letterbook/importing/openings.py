"""The opening and the close of an office's letter: which of its words stay, and where the list or a rule of the office has others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from letterbook.importing.letter_parts import LetterParts, is_for_everybody
from letterbook.importing.markdown_writer import quoted
from letterbook.problems import Place, Problem
from letterbook.sentences import say

_LIST_OPENING, _LIST_CLOSE = "{{ recipient.salutation }}", "{{ recipient.closing }}"
_FORM = "form_of_address"
_BY_COLUMN = "Say so in letterbook.yaml under “list”, in “columns”: the heading, and form_of_address."


def opening_of(parts: LetterParts, language: str) -> str:
    """What the letters open with. The opening of one addressee is nobody else's: the list has it, or a rule of the office."""
    if _is_chosen(parts.salutation) or _is_of_one(parts.salutation, language):
        return _LIST_OPENING
    return _or_list(parts.salutation, "salutation")


def close_of(parts: LetterParts, language: str) -> str:
    """What they close with. A close that says the opening again, as in French, is as much one addressee's."""
    bare = parts.salutation.rstrip(" ,.:!")
    is_of_one = opening_of(parts, language) == _LIST_OPENING and bare and bare in parts.closing
    if is_of_one or _is_chosen(parts.closing):
        return _LIST_CLOSE
    return _or_list(parts.closing, "closing")


def replaced_words(parts: LetterParts, language: str, place: Place) -> Iterator[Problem]:
    """A notice of each of the two that is said otherwise than in the letter, and how to keep it. Code: letter-parts."""
    if _is_chosen(parts.salutation):
        yield from _chosen_opening(parts.salutation, place)
    elif _is_of_one(parts.salutation, language):
        one = say(
            "“{opening}” may be for one addressee alone: what the list, or a rule of the office, says stands in its place.",
            opening=parts.salutation,
        )
        other = say(
            "If it fits everybody, write at the top of the new file: salutation: {words}.",
            words=quoted(_or_list(parts.salutation, "salutation")),
        )
        yield Problem("letter-parts", place, one, other, level="warning")
    if parts.closing and close_of(parts, language) == _LIST_CLOSE:
        close = "The close is for one addressee, or has conditions: the list’s close, or the one that goes with the opening, stands in its place."
        write = say(
            "If that of the file is to stay, write at the top of the new file: closing: {words}.",
            words=quoted(parts.closing),
        )
        yield Problem("letter-parts", place, close, write, level="warning")


def _is_of_one(salutation: str, language: str) -> bool:
    return bool(salutation) and "{{" not in salutation and not is_for_everybody(salutation, language)


def _is_chosen(words: str) -> bool:
    """Whether conditions choose these words: a letter to whom they do not think of would open wrongly. A condition that only says
    a value where there is one chooses nothing.
    """
    return "{%" in _WHERE_THERE.sub("", words)


_WHERE_THERE = re.compile(r"\{% if ([\w.]+) %\}(?=[^{]*\{\{ \1 \}\}[^{]*(\{% endif %\}))(.*?)\2")


def _or_list(text: str, key: str) -> str:
    """The fixed words of a letter stand where the list, or a rule of the office, has none for the addressee."""
    if not text or "{{" in text or "[" in text:
        return text
    safe = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"{{{{ recipient.{key} or '{safe}' }}}}"


# --- An opening that conditions choose -------------------------------------------------------------------------------


def _chosen_opening(salutation: str, place: Place) -> Iterator[Problem]:
    chosen = (
        "The opening has conditions: the list’s salutation, or a rule of the office, stands in its place."
    )
    rule = say(
        "Say in letterbook.yaml under “salutations” how letters open, by form of address: {rules}.",
        rules=", ".join(_rules(salutation)) or "…",
    )
    yield Problem("letter-parts", place, chosen, rule, level="warning")
    if (asked := _asked_in(salutation)) != _FORM:
        column = say(
            "They ask for recipient.{name}, which rules do not go by: its column is to be the form of address.",
            name=asked,
        )
        yield Problem("letter-parts", place, column, _BY_COLUMN, level="warning")


_INNERMOST = re.compile(
    r"\{% if ((?:(?!%\}).)*) %\}((?:(?!\{%).)*)(?:\{% else %\}((?:(?!\{%).)*))?\{% endif %\}"
)
_COMPARED = re.compile(r'recipient\.([\w.]+) (==|!=) "([^"]*)"')
_MOST_TAGS = 60
"""More of them no letter has in its opening."""


def _rules(salutation: str) -> Iterator[str]:
    """The opening for each form of address that the conditions name, as letterbook.yaml has it, and for all others."""
    if salutation.count("{%") > _MOST_TAGS:
        return
    for form in dict.fromkeys(
        found[3] for found in _COMPARED.finditer(salutation) if found[1] == _asked_in(salutation)
    ):
        yield f"{form}: {quoted(_opening_for(form, salutation))}"
    others = _opening_for("", salutation)
    if not _is_chosen(others):
        yield f"…: {quoted(others)}"


def _asked_in(salutation: str) -> str:
    """What the conditions ask for: the form of address, or the first of other things."""
    names = [found[1] for found in _COMPARED.finditer(salutation)]
    return _FORM if _FORM in names or not names else names[0]


def _opening_for(form: str, salutation: str) -> str:
    """The words where the value that is asked for is this one, with the conditions that ask for another."""
    name, kept = _asked_in(salutation), salutation
    while found := _INNERMOST.search(kept):
        yes, no = found[2], found[3] or ""
        asked = _COMPARED.fullmatch(found[1])
        if asked is not None and asked[1] == name:
            chosen = yes if (asked[3] == form) == (asked[2] == "==") else no
        else:
            chosen = found[0].replace("{%", _OPEN)
        kept = kept[: found.start()] + chosen + kept[found.end() :]
    return kept.replace(_OPEN, "{%")


_OPEN = "\ue001"
"""Stands for the beginning of a condition that is looked at already."""
