"""What a language asks of a letter: its fixed words, its signs, its dates and ordinals, and how it addresses people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class OrdinalCase:
    """The numbers that are written in one way. `numbers`, `last_digit`, `last_two` and `last_three` (digits) and the
    span `first` to `last` hold together; an empty one holds for every number. `write` has the place `{number}`, where
    `rule`, a function of `language.ordinals` by its name, puts words instead of figures if it is there.
    """

    write: str = "{number}"
    rule: str | None = None
    numbers: frozenset[int] = frozenset()
    last_digit: frozenset[int] = frozenset()
    last_two: frozenset[int] = frozenset()
    last_three: frozenset[int] = frozenset()
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True)
class Hyphenation:
    """Where words may part: by a dictionary of pyphen, or by patterns in the form of hunspell; nowhere with neither."""

    dictionary: str | None = None
    patterns: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class FormsOfAddress:
    """How a letter to one kind of addressee begins and ends."""

    salutation: str
    closing: str


@dataclass(frozen=True)
class Closes:
    """The closes that go with the salutations `after`, the usual one first. In a salutation “…” stands for any words, in a
    close {salutation} for the salutation's own, without the sign at its end.
    """

    after: tuple[str, ...]
    close: tuple[str, ...]


@dataclass(frozen=True)
class Language:
    """A language under the tag by which a letter asks for it. `digest` is the hash of what its files say.

    `words` are the fixed words by key, `quotation_marks` opening and closing, then those within a quotation, `spacing`
    regular expressions with their replacements. `date_pattern` has the places {day}, {month} and {year}, or {ordinal_year}, `first_day` is
    how the first of a month is written; where they and `months` are missing, CLDR has them. `hyphenation` is None where
    pyphen is asked under the tag. Of `ordinals` the first that holds is taken; where the form depends on the sentence
    there are none. Of `closes` the first whose salutation it is holds. What an office's own file adds to what the program knows in all languages: `delivery_notes` by way,
    `headings` of lists by field, and the `answers` by "yes" and "no".
    """

    tag: str
    digest: str
    words: Mapping[str, str] = field(compare=False)
    quotation_marks: tuple[str, ...] = field(default=(), compare=False)
    spacing: tuple[tuple[str, str], ...] = field(default=(), compare=False)
    semicolon: str = field(default="; ", compare=False)
    months: tuple[str, ...] = field(default=(), compare=False)
    date_pattern: str | None = field(default=None, compare=False)
    first_day: str | None = field(default=None, compare=False)
    ordinals: tuple[OrdinalCase, ...] = field(default=(), compare=False)
    ordinals_as_subject: tuple[OrdinalCase, ...] = field(default=(), compare=False)
    hyphenation: Hyphenation | None = field(default=None, compare=False)
    delivery_notes: Mapping[str, str] = field(default_factory=dict, compare=False)
    headings: Mapping[str, Sequence[str]] = field(default_factory=dict, compare=False)
    answers: Mapping[str, Sequence[str]] = field(default_factory=dict, compare=False)
    forms: Mapping[str, FormsOfAddress] = field(default_factory=dict, compare=False)
    closes: tuple[Closes, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Languages:
    """The languages that an office can write in, by tag: the program's, with what the office's own files say."""

    by_tag: Mapping[str, Language]

    def get(self, tag: str) -> Language | None:
        """The language of this tag, else the one without region and script, under the tag that was asked for."""
        found = self.by_tag.get(tag) or self.by_tag.get(tag.replace("_", "-").partition("-")[0].lower())
        return found and (found if found.tag == tag else replace(found, tag=tag))

    def of(self, tag: str) -> Language:
        """The same. Raises LookupError where there is none."""
        found = self.get(tag)
        if found is None:
            raise LookupError(f'there are no fixed words in "{tag}"')
        return found

    def __contains__(self, tag: str) -> bool:
        return self.get(tag) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self.by_tag)
