"""What may be set of a mailing's letters, as an office's files say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from letterbook.model.office import Format


@dataclass(frozen=True)
class LetterForm:
    """What a mailing says of all its letters; what is empty is as the list, the statement or the office has it."""

    template: str = ""
    formats: tuple[Format, ...] = ()
    signatories: tuple[str, ...] = ()


@dataclass(frozen=True)
class SentEnclosure:
    """What shall go with the letters: a title, one for all languages (under "") or one for each; and the content of a finished
    PDF in the same way, with the name that it was sent by. Without a file it is only announced.
    """

    titles: Mapping[str, str]
    files: Mapping[str, tuple[str, bytes]]


@dataclass(frozen=True)
class KnownEnclosure:
    """What goes with the letters now: a statement by its id, or the files by language, or neither; with its titles."""

    statement: str | None
    files: Mapping[str, str]
    titles: Mapping[str, str]


@dataclass(frozen=True)
class SignatoryTexts:
    """Who may sign: name and title by language, under "" for all languages."""

    id: str
    name: Mapping[str, str]
    title: Mapping[str, str]


@dataclass(frozen=True)
class WordsFile:
    """The fixed words of letters in a language: a file of the template, or of the mailing alone; its whole text."""

    file: str
    language: str
    text: str
    version: str


@dataclass(frozen=True)
class LetterSettings:
    """The settings of a mailing's letters, and what there is to choose from.

    `file` is the mailing's own file, whose `version` is empty where it is not there yet; `enclosures_in` names the file that says
    what goes along, and is empty where that is the statement alone.
    """

    mailing: str
    file: str
    version: str
    form: LetterForm
    templates: tuple[str, ...]
    enclosures: tuple[KnownEnclosure, ...]
    enclosures_in: str
    office_version: str
    language: str
    fallback: str
    languages: tuple[str, ...]
    signatories: tuple[SignatoryTexts, ...]
    words: tuple[WordsFile, ...]

    @property
    def may_change_enclosures(self) -> bool:
        """Whether the mailing says them, or nobody does: what a statement says of its own is changed in its files."""
        return self.enclosures_in in ("", self.file)
