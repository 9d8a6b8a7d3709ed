"""What a mailing is composed of: all that was read for it, and which text of it is whose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from letterbook.composing.missing_values import home
from letterbook.model import Enclosure, Group, Office, Recipient, Statement, Template
from letterbook.problems import Place

Chosen = TypeVar("Chosen")


@dataclass(frozen=True)
class Inputs:
    """All that was read for one mailing. `statements` and each template's words are by language; `groups` are those that
    the mailing is for, `listed` all addressees of the list, also those who get no letter, `list_file` its path, and
    `mailing_file` that of the file that says what the mailing is, if there is one; `signatories` sign all its letters, where
    it names them. `further` are other statements that are enclosed, by id and language.
    """

    office: Office
    statements: Mapping[str, Statement]
    groups: tuple[Group, ...]
    templates: Mapping[str, Template]
    issued: date
    listed: Sequence[Recipient] = ()
    list_file: str = ""
    mailing_file: str | None = None
    signatories: tuple[str, ...] = ()
    further: Mapping[str, Mapping[str, Statement]] = field(default_factory=dict)

    def statement_of(self, enclosure: Enclosure) -> Statement:
        """The file from which this enclosure was written."""
        return self.further.get(enclosure.statement, self.statements)[enclosure.language]

    @property
    def recipients(self) -> tuple[Recipient, ...]:
        """Every active addressee, in protocol order."""
        return tuple(recipient for group in self.groups for recipient in group.recipients if recipient.active)

    def place_of(self, recipient: Recipient, key: str) -> Place:
        """Where the recipient's value of this key was written: at itself, at its group, or by default."""
        group = next((group for group in self.groups if group.id == recipient.group), None)
        own = recipient.places.get(key)
        return own or (group and group.places.get(key)) or home(recipient)


def choose(
    by_language: Mapping[str, Chosen], language: str, fallback: str | None
) -> tuple[str, Chosen] | None:
    """The text in this language, else without its region, else in the office's fallback, else None."""
    for candidate in (language, language.split("-", maxsplit=1)[0], fallback):
        if candidate and candidate in by_language:
            return candidate, by_language[candidate]
    return None


def enclosure_kinds(inputs: Inputs, recipients: Iterable[Recipient]) -> Iterator[tuple[str, str]]:
    """(template, language) of the enclosure that each of these gets; nothing for who can get none."""
    for recipient in recipients:
        chosen = choose(inputs.statements, recipient.language, inputs.office.defaults.fallback)
        if chosen and recipient.template in inputs.templates:
            yield recipient.template, chosen[1].language
