"""A statement's file in one language as a clerk writes it in a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from letterbook.problems import Problem


@dataclass(frozen=True)
class StatementText:
    """The texts of the form, as they are written in the file: `date` and `occasion` too. `kept` names the keys of the file that
    stay as they are. `version` changes with the file; it is "" where there is none yet.
    """

    title: str = ""
    date: str = ""
    place: str = ""
    occasion: str = ""
    body: str = ""
    version: str = ""
    kept: tuple[str, ...] = ()


FORM_KEYS = ("title", "date", "place", "occasion")
"""The keys of a statement that the form has."""


@dataclass(frozen=True)
class TextProblem:
    """A problem of a text: the form's field ("title", "body", …; "" for the file as a whole) and, of the body, the line from 1."""

    field: str
    line: int | None
    problem: Problem


@dataclass(frozen=True)
class WrittenStatement:
    """What came of a text: the file that was written, or the draft's PDF, None where there is none; and what is wrong with it."""

    path: Path | None
    problems: tuple[TextProblem, ...]


@dataclass(frozen=True)
class StatementTexts:
    """A mailing's statement in its languages. `titles` by language, "" where a file has mistakes; `letters` is how many letters go
    with each text, and `wanted` how many addressees have a language in which there is none.
    """

    statement: str
    titles: Mapping[str, str]
    letters: Mapping[str, int]
    wanted: Mapping[str, int]
