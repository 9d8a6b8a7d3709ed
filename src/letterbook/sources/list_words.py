"""What an office's own language file adds to the words of a list: headings, yes and no, and notes of delivery."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from letterbook.language.answers import yes_or_no
from letterbook.language.country_names import names_in
from letterbook.language.delivery import notes_by_way
from letterbook.language.known import program_languages
from letterbook.language.spelling import caseless
from letterbook.language.typed_dates import folded_date
from letterbook.model import ListWords
from letterbook.model.language import Languages
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.tables.headings import COLUMNS, KEY_OF_COLUMN, TRACKING_KEYS, folded
from letterbook.sources.text_checks import shortened, suggestion
from letterbook.sources.yaml.located import LocatedList, LocatedMap, LocatedText


def list_words(languages: Languages) -> ListWords:
    """What all of the office's languages add."""
    of_each, known = languages.by_tag.values(), program_languages()
    headings = [
        (heading, column)
        for language in of_each
        for column, words in language.headings.items()
        for heading in words
    ]
    return ListWords(
        {heading: KEY_OF_COLUMN[column] for heading, column in headings if column in KEY_OF_COLUMN},
        {
            caseless(word): said == "yes"
            for language in of_each
            for said, words in language.answers.items()
            for word in words
        },
        {heading: column for heading, column in headings if column in TRACKING_KEYS},
        {
            folded_date(name): number
            for language in of_each
            for number, name in enumerate(language.months, start=1)
        },
        {name: code for tag in languages if tag not in known for name, code in names_in(tag).items()},
    )


def wrong_list_words(root: LocatedMap) -> Iterator[Problem]:
    """Keys that no list has, a heading of two fields, and a yes that is a no elsewhere. Codes: unknown-key, wrong-value."""
    yield from _unknown(root, "delivery", notes_by_way(), "There is no note for the way “{key}”.")
    yield from _unknown(root, "headings", (*COLUMNS, *TRACKING_KEYS), "There is no field “{key}” in a list.")
    yield from _two_fields(root)
    yield from _two_answers(root)


def _unknown(root: LocatedMap, key: str, known: Iterable[str], what: str) -> Iterator[Problem]:
    said = root.values.get(key)
    keys = said.keys if isinstance(said, LocatedMap) else {}
    for name in sorted(keys.keys() - set(known)):
        hint = suggestion(name, known, "Possible")
        yield Problem("unknown-key", keys[name], say(what, key=shortened(name)), hint, name)


def _two_fields(root: LocatedMap) -> Iterator[Problem]:
    fields: dict[tuple[bool, str], str] = {}
    for field, heading, place in _words(root, "headings"):
        if fields.setdefault((field in TRACKING_KEYS, folded(heading)), field) != field:
            what = say("The heading “{heading}” stands for two fields.", heading=shortened(heading))
            yield Problem("wrong-value", place, what, "Leave it with one of them.", heading)


def _two_answers(root: LocatedMap) -> Iterator[Problem]:
    answers: dict[str, bool] = {}
    for said, word, place in _words(root, "answers"):
        is_yes = said == "yes"
        if {answers.setdefault(caseless(word), is_yes), yes_or_no(word)} - {is_yes, None}:
            what = say("“{word}” is a yes in one language and a no in another.", word=shortened(word))
            yield Problem("wrong-value", place, what, "Leave it out: a list might mean either.", word)


def _words(root: LocatedMap, key: str) -> Iterator[tuple[str, str, Place]]:
    """Each word under a key, with what it stands for and its place."""
    said = root.values.get(key)
    for name, node in said.values.items() if isinstance(said, LocatedMap) else ():
        for item in node.items if isinstance(node, LocatedList) else (node,):
            if isinstance(item, LocatedText):
                yield name, item.text, item.place
