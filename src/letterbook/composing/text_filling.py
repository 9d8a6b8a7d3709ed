"""Words with placeholders → words for one addressee. Pure but for the sandboxed Jinja they are written in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

from letterbook.composing.nonbreaking import tie_blocks
from letterbook.language.locales import direction
from letterbook.language.typography import tied
from letterbook.model import Block, Statement
from letterbook.model.language import Language
from letterbook.problems import Place, Problem
from letterbook.remedies import Remedy
from letterbook.sentences import say
from letterbook.sources.documents.markdown import is_seen, parse
from letterbook.sources.documents.quotation_marks import with_quotation_marks
from letterbook.sources.statement import no_text
from letterbook.sources.statement_pictures import Pictures
from letterbook.templates import (
    MissingValueError,
    WrongFormError,
    check_placeholders,
    compiled_line,
    compiled_markdown,
    missing_names,
    one_line,
    used_fields,
    with_absent,
)

CONTEXT: Mapping[str, frozenset[str]] = {
    "office": frozenset({"name"}),
    "statement": frozenset({"title", "date", "occasion", "place"}),
    "recipient": frozenset(
        {
            "organisation",
            "person",
            "post",
            "honorific",
            "salutation",
            "closing",
            "in_text",
            "attention",
            "name",
            "given",
            "surname",
            "form_of_address",
            "kind",
            "country",
            "group",
            "language",
            "fields",
        }
    ),
    "signatory": frozenset({"name", "title"}),
    "enclosure": frozenset({"pages"}),
    "anniversary": frozenset(),
    "anniversary_as_subject": frozenset(),
    "anniversary_number": frozenset(),
    "date": frozenset(),
    "place": frozenset(),
}
"""What a template's words may name: a name, and behind a dot the names it has."""


@dataclass
class Writer:
    """Fills the placeholders of one letter's words; keeps what could not be filled as problems."""

    values: Mapping[str, object]
    about: str  # who the letter is for, as a problem names it
    language: Language
    problems: list[Problem] = field(default_factory=list)

    def telling(self, **forms: str | None) -> Writer:
        """The same, which knows what the recipient is told at the beginning or the end of the letter."""
        recipient = {**self.values["recipient"], **forms}  # type: ignore[dict-item]
        return replace(self, values={**self.values, "recipient": recipient})

    def line(self, source: str, place: Place) -> str:
        """A one-line text, filled, with the spaces of its language, and in its own words with the quotation marks; those of values, and
        a mark of feet or minutes (5'), are as written.
        """
        words = with_quotation_marks(source, self.language.quotation_marks)
        return tied(one_line(self._filled(words, place, markdown=False)), self.language)

    def blocks(self, source: str, file: str, first_line: int) -> tuple[Block, ...]:
        """A Markdown text, filled and read, with the spaces and quotation marks of its language."""
        return self._read(source, file, first_line, None)

    def text(self, statement: Statement) -> tuple[Block, ...]:
        """The same of a statement, which has footnotes and pictures too."""
        return self._read(statement.source, statement.file, statement.first_line, statement.pictures)

    def _read(self, source: str, file: str, first_line: int, pictures: Pictures | None) -> tuple[Block, ...]:
        filled = self._rendered(source, Place(file, first_line), markdown=True)
        blocks, problems = _read(filled or "", file, first_line, self.language, pictures)
        self.problems += problems
        # A source without words may go alone, and why one cannot be filled has been said.
        if pictures is not None and source.strip() and filled is not None and not filled.strip():
            self.problems.append(no_text(file, first_line))
        return blocks

    @cached_property
    def _complete(self) -> Any:
        return with_absent(self.values)

    def _filled(self, source: str, place: Place, markdown: bool) -> str:
        return self._rendered(source, place, markdown) or ""

    def _rendered(self, source: str, place: Place, markdown: bool) -> str | None:
        """The text with its placeholders filled; None where they cannot be."""
        template = None
        try:
            template = compiled_markdown(source) if markdown else compiled_line(source)
            return template.render(self._complete)
        except (TemplateSyntaxError, WrongFormError):
            pass  # check_placeholders has said so, with its line
        except MissingValueError:
            names = missing_names(template, self.values) if template else []
            if names and all(map(self._is_of_occasion, names)):
                self.problems.append(_no_occasion(", ".join(names), place, source))
                return None
            self._missing(", ".join(names) or "a value", place, source)
        except UndefinedError as error:
            name = _undefined(error)
            if self._is_absent(name):  # a condition asks whether it is more or less than something
                self._missing(name, place, source)
            elif not self._lacks_field(source) and not check_placeholders(
                source, CONTEXT, place.file
            ):  # else that has said so
                self._problem(
                    "unknown-placeholder",
                    place,
                    say("The placeholder “{name}” is not known.", name=name),
                    source,
                )
        except (SecurityError, TemplateError, ArithmeticError, TypeError, ValueError):
            cannot = (
                "A placeholder asks for what a letter cannot do with this value, such as to count with words."
            )
            self._problem("refused-placeholder", place, cannot, source)
        return None

    def _missing(self, asked: str, place: Place, source: str) -> None:
        what = say("{about}: the words ask for {asked}, which is not there.", about=self.about, asked=asked)
        hint = "Write it for this recipient, or give the words a way out: {{ … or '…' }}."
        self.problems.append(Problem("missing-value", place, what, hint, source[:80]))

    def _is_absent(self, name: str) -> bool:
        """Whether the words may name it, and this letter has nothing there."""
        value: object = self.values
        for part in name.split("."):
            if not isinstance(value, Mapping) or part not in value:
                return False
            value = value[part]
        return value is None

    def _is_of_occasion(self, name: str) -> bool:
        """Whether the value is not there since the statement names no occasion."""
        statement = self.values.get("statement")
        is_missing = isinstance(statement, Mapping) and statement.get("occasion") is None
        return is_missing and (name == "statement.occasion" or name.startswith("anniversary"))

    def _lacks_field(self, source: str) -> bool:
        """Whether the source asks for an own field that is not declared."""
        recipient = self.values.get("recipient")
        declared = recipient["fields"] if isinstance(recipient, Mapping) else ()
        return not used_fields(source) <= set(declared)

    def _problem(self, code: str, place: Place, what: str, source: str) -> None:
        hint = "Write only placeholders that a letter knows."
        self.problems.append(Problem(code, place, what, hint, source[:80], remedy=Remedy.HELP_TEMPLATES))


def _undefined(error: UndefinedError) -> str:
    """The name that the engine says it does not have."""
    found = re.search(r"'([^']+)'$|^'([^']+)' is undefined$", error.message or "")
    return (found[1] or found[2]) if found else "?"


def _no_occasion(asked: str, place: Place, source: str) -> Problem:
    what = say("The words ask for {asked}; the statement names no occasion.", asked=asked)
    hint = (
        "Write the day that is commemorated at the top of the statement, as in occasion: 1990-01-20; or take it out "
        "of the words."
    )
    return Problem("missing-value", place, what, hint, source[:80])


# Letters that say the same hold one body: thousands of equal ones would fill the memory.
@lru_cache(maxsize=1000)
def _read(
    filled: str, file: str, first_line: int, language: Language, pictures: Pictures | None
) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    """The text of a letter, or with its `pictures` that of a statement."""
    marks, is_statement = language.quotation_marks, pictures is not None
    is_rtl = direction(language.tag) == "rtl"
    blocks, problems = parse(
        filled, file, first_line, marks, with_notes=is_statement, pictures=pictures, is_rtl=is_rtl
    )
    if is_statement and filled.strip() and not problems and not is_seen(blocks):
        problems = [no_text(file, first_line)]
    return tie_blocks(blocks, language), tuple(problems)
