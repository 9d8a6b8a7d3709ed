"""A template in the words that one mailing has for it: its subject, and its own files of words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from letterbook.language.locales import base_language
from letterbook.model import LetterText, Localised, Template
from letterbook.problems import Place


def in_own_words(
    template: Template, own: Mapping[str, LetterText], subject: Localised | None, place: Place
) -> Template:
    """The template with a mailing's words in place of its own, key by key and language by language; `subject`, written
    at `place`, goes before both. What the mailing leaves out is the template's.
    """
    languages = sorted({*template.words, *own})
    words = {language: _joined(template.words.get(language), own.get(language)) for language in languages}
    return replace(
        template, words={language: _about(subject, text, place) for language, text in words.items()}
    )


def subject_in(subject: Localised, language: str) -> str | None:
    """The subject in this language, else in that of all its regions, else the one for all languages."""
    return subject.to(language, base_language(language))


def _joined(usual: LetterText | None, own: LetterText | None) -> LetterText:
    if usual is None or own is None:
        chosen = own or usual
        assert chosen is not None
        return chosen
    joined = own if own.source.strip() else usual
    return replace(joined, front={**usual.front, **own.front}, places={**usual.places, **own.places})


def _about(subject: Localised | None, words: LetterText, place: Place) -> LetterText:
    said = subject_in(subject, words.language) if subject else None
    if said is None:
        return words
    return replace(words, front={**words.front, "subject": said}, places={**words.places, "subject": place})
