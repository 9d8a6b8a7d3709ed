"""What a new office has in square brackets, “[Name of the office …]”, until somebody writes it: never printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.text_checks import shortened
from letterbook.sources.yaml.located import LocatedList, LocatedMap, LocatedText, Node

_END = " …]"
_UNFILLED = re.compile(r"\[(?=[^\[\]\n]*\w)[^\[\]\n]* …\]")
"""Words in brackets that end in a space and dots: “[…]” alone is an omission, and “[sic]” a remark."""
_WHOLE = re.compile(r"\s*(?:\[[^\[\]]*[^\W\d_][^\[\]]*\]|<[^<>]*[^\W\d_][^<>]*>|[_.…]{3,})\s*")
"""A value that is nothing but words in brackets, or a line to be written on: whoever deletes the dots alone has not
written it.
"""
_PLACEHOLDER = re.compile(r"\{\{-?\s*[^\W\d][^{}]*\}\}|\{%-?\s*[^\W\d][^{}]*%\}")
_OPENING = frozenset("[<_.…")


def unfilled(value: str, place: Place) -> Problem | None:
    """The problem of a value that somebody has yet to write, if it is one."""
    whole = _WHOLE.fullmatch(value) if value.lstrip()[:1] in _OPENING else None
    return to_write(whole[0].strip(), place) if whole else _unfilled_part(value, place)


def _unfilled_part(text: str, place: Place) -> Problem | None:
    found = _UNFILLED.search(text) if _END in text else None
    return to_write(found[0], place) if found else None


def to_write(found: str, place: Place) -> Problem:
    """The problem of a text that stands for one that somebody has yet to write."""
    what = say("“{text}” is yet to be written.", text=shortened(found))
    hint = "Write what it asks for in its place, brackets and dots included; or take it out where it is not needed."
    return Problem("not-filled-in", place, what, hint, found)


def unfilled_values(node: Node | None) -> Iterator[Problem]:
    """The same for each value of a YAML file."""
    problems = (unfilled(text.text, text.place) for text in _texts(node))
    yield from filter(None, problems)


def _texts(node: Node | None) -> Iterator[LocatedText]:
    match node:
        case LocatedText():
            yield node
        case LocatedList(items):
            for item in items:
                yield from _texts(item)
        case LocatedMap():
            for value in node.values.values():
                yield from _texts(value)


def placeholders_left(node: Node | None) -> Iterator[Problem]:
    """A mistake for each value in which a placeholder stands and none is filled."""
    for text in _texts(node):
        if found := _PLACEHOLDER.search(text.text):
            yield to_write(found[0], text.place)


def unfilled_lines(text: str, first_line: int, place: Place) -> Iterator[Problem]:
    """The same for each line of a text, in which a remark may stand in brackets by itself.

    `first_line` is the number in its file of the text's first line.
    """
    for number, line in enumerate(text.split("\n"), first_line):
        problem = _unfilled_part(line, replace(place, line=number or None))
        yield from [problem] if problem else []


_NAMES = (
    "names?|date|place|city|town|address|title|organi[sz]ation|salutation|number|subject|text|datum|ort|anrede|adresse|betreff|"
    "aktenzeichen|(?:vor|nach)name|nom|prénom|lieu|titre|objet|nombre|apellidos?|fecha|lugar|asunto|имя|фамилия|фио|дата|место|тема|ad|"
    "soyad|tarix|yer|tarih|isim|konu"
)
_WITH_NAME = (
    r"(?!(?:the|a|an|his|her|its|our|their|this|that|no) )(?:\w+[ _-]){1,2}(?:names?|numbers?|no\.?|date|address|nummer|datum)|(?:name|datum|nummer|adresse) (?:des|der)\b[^\[\]\n]*|"
    r"(?:nom|prénom|numéro|date|adresse|nombre|número|fecha|dirección|номер|дата|имя|адрес) (?:d[eu]s?|del|дела|письма|получателя)\b[^\[\]\n]*"
)
_DATE = r"(?:TT|DD|JJ|GG|ДД)([./-])(?:MM|AA|ММ)\1(?:JJJJ|YYYY|AAAA|ГГГГ)|YYYY-MM-DD"
_OF_WORD = (
    r"(?:Error|Fehler|Erreur|¡Error|Ошибка|Hata) ?! (?:Reference source|Bookmark|Verweisquelle|Textmarke|Source du renvoi|"
    r"Signet|No se encuentra|Marcador|Источник ссылки|Закладка|Başvuru)|Click (?:or tap )?here to enter|Choose an item\."
)
_PERHAPS = re.compile(
    "|".join(
        (
            r"\{\s+\{[^{}]*\}\s*\}",
            r"\$\{\w[\w. ]*\}",
            r"(?<![{$\\])\{\s*[^\W\d]\w+(?:[ ._]\w+){0,2}\s*\}(?!\})",
            r"(?<![\w%])%[A-Za-z]\w+%(?![\w%])",
            r"«\w+_\w+»|<<[^\W\d]\w*>>|(?<!\w)(?:@@|##)[^\W\d]\w*(?:@@|##)",
            rf"\[\s*(?i:(?:{_NAMES}|{_WITH_NAME})|(?:insert|your|einfügen|insérer|insertar|вставить|укажите)\b[^\[\]\n]*)\s*\](?![(\[:])",
            r"\b(?:TBD|TBC|FIXME)\b|\bTODO(?=:)|\b[Ll]orem ipsum\b|(?<!\w)(?:X{4,}|x{3,})(?!\w)|(?<!\w)\?{3,}",
            rf"\b(?i:{_DATE})\b",
            _OF_WORD,
        )
    )
)
"""What other programs call their placeholders, and what people write where they have yet to write."""


def perhaps_unfilled(text: str, first_line: int, place: Place) -> Iterator[Problem]:
    """A notice for each such word of a text; `first_line` is the number in its file of the text's first line."""
    for number, line in enumerate(text.split("\n"), first_line):
        for found in _PERHAPS.finditer(line):
            what = say("“{text}” looks like words that are yet to be written.", text=shortened(found[0]))
            hint = "If it is meant as it stands, all is well; else write what belongs there."
            there = replace(place, line=number or None)
            yield Problem("not-filled-in", there, what, hint, found[0], "warning")


def perhaps_unfilled_values(node: Node | None) -> Iterator[Problem]:
    """The same for each value of a YAML file."""
    for text in _texts(node):
        if not unfilled(text.text, text.place):
            yield from perhaps_unfilled(text.text, text.place.line or 1, text.place)


def rather_unfilled(problems: Iterable[Problem], unfilled: Iterable[Problem]) -> list[Problem]:
    """Both, less what is wrong with a value only because it is yet to be written."""
    missing = list(unfilled)
    places = {problem.place for problem in missing}
    return [*(problem for problem in problems if problem.place not in places), *missing]
