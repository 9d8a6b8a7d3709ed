"""What a template's page says and its Word letterhead does not, and the other way: the same letter would differ by its format."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from letterbook.model import Localised, Office, Recipient, Template
from letterbook.problems import Place, Problem
from letterbook.remedies import Remedy
from letterbook.sentences import say
from letterbook.sources.text_checks import shortened
from letterbook.templates import names_in, typeset_words, words_of_letterhead

_STANDS_FOR: Mapping[str, tuple[str, ...]] = {
    "address_field": ("address", "office.return_line", "recipient.delivery")
}
"""A name that prints what others print."""
_FEWEST_SIGNS, _FEWEST_DIGITS = 8, 4
"""A text of fewer letters and digits is a label or a mark, which may be another in each."""
_WORD = re.compile(r"\w+")
_MOST_SHOWN = 3


def unlike_page(template: Template, recipients: Sequence[Recipient], office: Office) -> Iterator[Problem]:
    """A notice of what one of both has and the other has not, where letters are made with both.

    What is told elsewhere is left out: reference, date, salutation, closing and body are missed in the letters themselves.
    A name that is typed where the other has its placeholder is there. Code: letterhead-differs.
    """
    if template.docx is None or {kind for each in recipients for kind in each.formats} < {"pdf", "docx"}:
        return
    from letterbook.render.docx.letterhead_text import letterhead_text

    on_page, in_word = names_in(template.html), names_in(letterhead_text(template.docx))
    if on_page is None or in_word is None:  # which is told where placeholders are looked at
        return
    page, word = _page(template, on_page, office), _letterhead(template.docx, in_word, office)
    asked = _asked(recipients, office)
    for side, other in ((page, word), (word, page)):
        names = [name for name in sorted(side.names) if asked(name) and not other.has(name)]
        texts = [text for text in dict.fromkeys(side.texts) if _tells(text) and not other.says(text)]
        yield from _differs(template, side, other, names, texts)


@dataclass(frozen=True)
class _Side:
    """The page or the letterhead: what it prints by name, the texts that it has of its own, and all that it says, values of the office among it."""

    file: str
    called: str
    names: frozenset[str]
    texts: tuple[str, ...]
    office: Office
    has_picture: bool

    def has(self, name: str) -> bool:
        """Whether it prints what this name stands for, by name, as a picture or typed."""
        if name in self.names or (name == "emblem" and self.has_picture):
            return True
        values = _values(name, self.office)
        return bool(values) and all(any(map(self._typed.has, value.texts.values())) for value in values)

    def says(self, text: str) -> bool:
        """Whether it says the text, typed or among what the office says of itself where it prints that."""
        return self._said.has(text)

    @cached_property
    def _typed(self) -> _Words:
        return _Words(self.texts)

    @cached_property
    def _said(self) -> _Words:
        printed = (value for name in self.names for value in _values(name, self.office))
        return _Words([*self.texts, *(text for value in printed for text in value.texts.values())])


class _Words:
    """What texts say, however it is parted into lines and its digits are grouped."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._words = frozenset[str]().union(*map(_words, texts))
        self._closed = " ".join(map(_closed, texts))

    def has(self, text: str) -> bool:
        return _words(text) <= self._words or _closed(text) in self._closed


def _page(template: Template, names: Iterable[str], office: Office) -> _Side:
    texts, source = typeset_words(template.html, template.css), template.html + template.css
    has_picture = re.search(r"<(img|svg)\b|url\(", source, re.IGNORECASE) is not None
    return _Side("letter.html", "the page", _meant(names), texts, office, has_picture=has_picture)


def _letterhead(letterhead: bytes, names: Iterable[str], office: Office) -> _Side:
    from letterbook.render.docx.letterhead_text import has_picture, letterhead_words

    texts, picture = words_of_letterhead(letterhead_words(letterhead)), has_picture(letterhead)
    return _Side("letter.docx", "the Word letterhead", _meant(names), texts, office, has_picture=picture)


def _meant(names: Iterable[str]) -> frozenset[str]:
    """The names, and those that stand for several resolved."""
    return frozenset(meant for name in names for meant in _STANDS_FOR.get(name, (name,)))


def _values(name: str, office: Office) -> list[Localised]:
    """The office's own texts that a name stands for; none for what is another in each letter."""
    signatories = office.signatories.values()
    texts: Mapping[str, Sequence[Localised | None]] = {
        "office.name": [office.name],
        "office.address": office.address,
        "office.contact": office.contact,
        "office.return_line": [office.return_line],
        "signatory.name": [who.name for who in signatories],
        "signatory.title": [who.title for who in signatories],
    }
    return [text for text in texts.get(name, ()) if text is not None and text.texts]


def _asked(recipients: Sequence[Recipient], office: Office) -> Callable[[str], bool]:
    """Whether a letter of these would say something where this name stands."""
    needed = {
        "address": True,
        "addressee": True,
        "subject": True,
        "enclosure_line": True,
        "emblem": office.emblem is not None,
        "signature": any(who.signature for who in office.signatories.values()),
        "copy_line": any(each.cc for each in recipients),
        "recipient.delivery": any(each.delivery for each in recipients),
        "recipient.given": any(each.given for each in recipients),
        "recipient.surname": any(each.surname for each in recipients),
    }
    own = {f"recipient.fields.{field.name}" for each in recipients for field in each.fields}

    def asked(name: str) -> bool:
        return needed.get(name, name in own or bool(_values(name, office)))

    return asked


def _words(text: str) -> frozenset[str]:
    """The words of a text as they are compared."""
    return frozenset(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def _closed(text: str) -> str:
    """The text without what stands between its words and digits: a telephone number is grouped in many ways."""
    return "".join(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def _tells(text: str) -> bool:
    """Whether the text says something by itself, and is no label before a value."""
    is_label = len(_closed(text)) < _FEWEST_SIGNS or text.endswith(":")
    return not is_label or sum(map(str.isdigit, text)) >= _FEWEST_DIGITS


def _differs(
    template: Template, side: _Side, other: _Side, names: Sequence[str], texts: Sequence[str]
) -> Iterator[Problem]:
    place = Place(f"{template.folder}/{other.file}")
    if names:
        what = say(
            "{side} prints {names}, and {other} does not.",
            side=_begun(side.called),
            names=", ".join(f"{{{{ {name} }}}}" for name in names),
            other=other.called,
        )
        hint = say("Write it into {file} too, or take it out of {other}.", file=other.file, other=side.file)
        yield Problem(
            "letterhead-differs", place, what, hint, names[0], "warning", remedy=Remedy.HELP_TEMPLATES
        )
    if texts:
        shown = ", ".join(f"“{shortened(text)}”" for text in texts[:_MOST_SHOWN])
        if len(texts) > _MOST_SHOWN:
            shown += say(" and {count} more", count=len(texts) - _MOST_SHOWN)
        what = say(
            "{side} says {texts}, and {other} does not.",
            side=_begun(side.called),
            texts=shown,
            other=other.called,
        )
        hint = say("Write it into {file} too, or take it out of {other}.", file=other.file, other=side.file)
        yield Problem("letterhead-differs", place, what, hint, texts[0], "warning")


def _begun(called: str) -> str:
    return called[0].upper() + called[1:]
