"""What is wrong between the office's own fields, the templates that ask for them, and the recipients that have them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from letterbook.archive.expectation import missing_on_page, own_on_page
from letterbook.composing.missing_values import cell_of, home
from letterbook.model import Letter, LetterText, Localised, Office, Recipient, Template
from letterbook.problems import Place, Problem
from letterbook.remedies import Remedy
from letterbook.sentences import say
from letterbook.templates import used_fields, wrong_uses


def letterhead_fields(template: Template) -> frozenset[str]:
    """The own fields that the template's Word letterhead asks for."""
    if template.docx is None:
        return frozenset()
    from letterbook.render.docx.letterhead_text import letterhead_text

    return used_fields(letterhead_text(template.docx))


def wrong_fields(template: Template, office: Office) -> Iterator[Problem]:
    """What is wrong with how the template's words and page ask for the office's own fields, and compare the addressee."""
    for words in template.words.values():
        yield from _in_words(words, office)
    yield from wrong_uses(template.html, office, f"{template.folder}/letter.html")


def wrong_fields_of_words(
    words: Mapping[str, LetterText], subject: Localised | None, place: Place, office: Office
) -> Iterator[Problem]:
    """The same of the words that a mailing has for itself, and of its subject at this place."""
    for text in words.values():
        yield from _in_words(text, office)
    for source in subject.texts.values() if subject else ():
        yield from wrong_uses(source, office, place.file, place.line or 1)


def _in_words(words: LetterText, office: Office) -> Iterator[Problem]:
    for key, source in words.front.items():
        place = words.places[key]
        yield from wrong_uses(source, office, place.file, place.line or 1)
    yield from wrong_uses(words.source, office, words.file, words.first_line)


def wrong_conditions(letter: Letter, template: Template) -> Iterator[Problem]:
    """A mistake for each page of the letter that compares a field with what it cannot be compared with."""
    for kind in letter.formats:
        try:
            own_on_page(letter, kind, template)
        except TypeError:
            file = "letter.html" if kind == "pdf" else "letter.docx"
            what = (
                "A placeholder asks for what a letter cannot do with this value, such as to count with words."
            )
            place, hint = Place(f"{template.folder}/{file}"), "Compare it with what is like it."
            yield Problem("refused-placeholder", place, what, hint, remedy=Remedy.HELP_TEMPLATES)


def missing_names(letter: Letter, template: Template, recipient: Recipient) -> Iterator[Problem]:
    """A mistake for each page of the letter that prints a given name or a surname which the list does not have."""
    for kind in letter.formats:
        if asked := missing_on_page(letter, kind, template):
            file = "letter.html" if kind == "pdf" else "letter.docx"
            what = say(
                "{about}: the page asks for {asked}, which is not there, in {place}.",
                about=recipient.id,
                asked=", ".join(asked),
                place=Place(f"{template.folder}/{file}"),
            )
            hint = "Write it into the list, or give the page a way out: {{ … or '…' }}."
            problem = Problem("missing-value", home(recipient), what, hint, asked[0])
            yield replace(problem, place=cell_of(recipient, problem))
