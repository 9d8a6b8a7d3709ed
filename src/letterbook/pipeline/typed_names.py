"""Names, salutations and addresses of persons that are typed into a template, where they would stand in every letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from letterbook.composing.inputs import Inputs
from letterbook.model import Localised, Office, Statement, Template
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.text_checks import shortened
from letterbook.sources.unfilled import perhaps_unfilled, unfilled, unfilled_lines
from letterbook.steps import begin_step
from letterbook.templates import VALUE, TypedText, printed_names, typed_in_page, typed_in_style, typed_in_text
from letterbook.verification import Personal, PersonalTexts, personal_texts, words_of

_PRINTED = ("salutation", "closing")
"""Lines of the words that a page has to print where the words have them."""


def typed_names(inputs: Inputs, people: Iterable[Personal]) -> Iterator[Problem]:
    """A mistake for each text of a template that gives one of these people away.

    Who gets no letter today is a stranger to every letter.
    """
    texts_of_people = personal_texts(people)
    own = _Own(
        " ".join(f" {' '.join(words_of(text))} " for text in _of_office(inputs.office, inputs.statements))
    )
    for template in inputs.templates.values():
        begin_step(f"{template.folder}/letter.html")
        for place, texts, is_page in typed_texts(template):
            yield from _names_in(place, texts, texts_of_people, own, is_page=is_page)


def unprinted_lines(inputs: Inputs) -> Iterator[Problem]:
    """A mistake for each page that does not print a salutation or a closing that its words have."""
    for template in inputs.templates.values():
        yield from _unprinted(template, inputs)


def unfilled_texts(templates: Mapping[str, Template]) -> Iterator[Problem]:
    """A mistake for each text of a template that somebody has yet to write, and a notice for what may be one."""
    for template in templates.values():
        lines = {text for words in template.words.values() for text in words.front.values()}
        told = {
            text.strip() for text in lines if unfilled(text, Place(template.folder))
        }  # where they are read
        for place, texts, _ in typed_texts(template):
            for typed in texts:
                yield from unfilled_lines(typed.text, typed.line, place)
                if typed.text.strip() not in told:
                    yield from perhaps_unfilled(typed.text, typed.line, place)


class _Own:
    """What the office says of itself and in its statement: it may be typed anywhere."""

    def __init__(self, said: str) -> None:
        self._said, self._closed = said, said.replace(" ", "")

    def has(self, text: str) -> bool:
        return f" {text} " in self._said or (" " not in text and text in self._closed)


def _of_office(office: Office, statements: Mapping[str, Statement]) -> Iterator[str]:
    texts: list[Localised | None] = [
        office.name,
        *office.address,
        *office.contact,
        office.return_line,
        office.place,
    ]
    for signatory in office.signatories.values():
        texts += [signatory.proxy, signatory.name, signatory.title]
    for text in texts:
        yield from text.texts.values() if text else ()
    for statement in statements.values():
        yield statement.title


def typed_texts(template: Template) -> Iterator[tuple[Place, Iterable[TypedText], bool]]:
    """Where a template says something by itself: the place of the file, its texts, and whether it is a page."""
    for words in template.words.values():
        for key, source in words.front.items():
            place = words.places[key]
            yield Place(place.file), typed_in_text(source, place.line or 1), False
        yield Place(words.file), typed_in_text(words.source, words.first_line), False
    drawings = tuple((name, data) for name, data in template.assets.items() if name.lower().endswith(".svg"))
    yield from _typed_on_page(template.folder, template.html, template.css, drawings, template.docx)


@lru_cache(maxsize=8)  # three checks ask for the same pages, and a check of all mailings for each of them
def _typed_on_page(
    folder: str, html: str, css: str, drawings: tuple[tuple[str, bytes], ...], letterhead: bytes | None
) -> tuple[tuple[Place, tuple[TypedText, ...], bool], ...]:
    """What the page, its looks, its drawings and the Word letterhead say by themselves."""
    found = [
        ("letter.html", typed_in_page(html)),
        ("letter.css", typed_in_style(css)),
        *((name, typed_in_page(data.decode("utf-8", "replace"))) for name, data in drawings),
    ]
    if letterhead is not None:
        from letterbook.render.docx.letterhead_text import letterhead_typed

        texts = (text for typed in letterhead_typed(letterhead) for text in typed_in_text(typed))
        found.append(("letter.docx", (replace(text, line=0) for text in texts)))
    return tuple((Place(f"{folder}/{name}"), tuple(texts), True) for name, texts in found)


def _names_in(
    place: Place, texts: Iterable[TypedText], people: PersonalTexts, own: _Own, *, is_page: bool
) -> Iterator[Problem]:
    letters: list[TypedText] = []
    for text in [*texts, TypedText(0, "")]:
        if len(text.text.strip()) in (1, 2) and text.text.strip().isalpha():
            letters.append(text)
            continue
        if len(letters) > 1:  # letters that are placed one by one
            yield from _problems(
                place,
                TypedText(letters[0].line, "".join(t.text.strip() for t in letters)),
                people,
                own,
                is_page,
            )
        letters = []
        yield from _problems(place, text, people, own, is_page)


def _problems(
    place: Place, typed: TypedText, people: PersonalTexts, own: _Own, is_page: bool
) -> Iterator[Problem]:
    found = [(owners, said) for owners, said in people.found_in(typed.text) if not own.has(said)]
    if (
        not found
        and is_page
        and (owners := people.called(typed.text))
        and not own.has(" ".join(words_of(typed.text)))
    ):
        found = [(owners, typed.text)]
    if found:
        owners, said = max(found, key=lambda pair: (len(pair[1].replace(" ", "")), pair[1]))
        line = _line(typed, said)
        what = say(
            "“{text}” is typed here, and would stand in every letter; it is of {recipient_id}.",
            text=_short(typed, line),
            recipient_id=", ".join(owners[:3]),
        )
        hint = "Write a placeholder instead, such as {{ salutation }}; what only one addressee is told belongs into the list."
        yield Problem("name-in-template", replace(place, line=line), what, hint, said)


def _line(typed: TypedText, said: str) -> int | None:
    """The line on which the text begins that was found."""
    if not typed.line:
        return None
    first = words_of(said)[0]
    lines = (number for number, line in enumerate(typed.text.split("\n")) if first in words_of(line))
    return typed.line + next(lines, 0)


def _short(typed: TypedText, line: int | None) -> str:
    lines = typed.text.split("\n")
    text = lines[line - typed.line] if line else typed.text
    return shortened(text.replace(VALUE, "…"))


def _unprinted(template: Template, inputs: Inputs) -> Iterator[Problem]:
    """Lines that the words have and a page leaves out: whatever stands there instead is not this letter's."""
    for file, names in _printed(template, inputs):
        for name in _PRINTED:
            words = next((words for words in template.words.values() if words.front.get(name)), None)
            if words is not None and name not in names:
                what = say(
                    "The page does not print the “{name}” that {file} has.", name=name, file=words.file
                )
                hint = say(
                    "Write {{{{ {name} }}}} where it shall stand, or take the key out of the words.",
                    name=name,
                )
                yield Problem("no-line-on-page", Place(f"{template.folder}/{file}"), what, hint, name)


def _printed(template: Template, inputs: Inputs) -> Iterator[tuple[str, frozenset[str]]]:
    """The files of a page that are asked for, and the names that each prints; nothing of one that cannot be read."""
    formats = {
        kind
        for recipient in inputs.recipients
        if recipient.template == template.name
        for kind in recipient.formats
    }
    sources: dict[str, tuple[str, ...]] = {}
    if "pdf" in formats:
        sources["letter.html"] = (template.html,)
    if "docx" in formats and template.docx is not None:
        from letterbook.render.docx.letterhead_text import letterhead_typed

        sources["letter.docx"] = letterhead_typed(template.docx)
    for file, texts in sources.items():
        names = [printed for text in texts if (printed := printed_names(text)) is not None]
        if texts and len(names) == len(texts):
            yield file, frozenset().union(*names)
