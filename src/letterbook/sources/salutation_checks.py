"""Salutations of a list that cannot be meant: made by a formula from the wrong cells, left behind by a column that was sorted by
itself, or in another language than the letter. Nothing is taken from a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from letterbook.language.locales import base_language
from letterbook.language.same_forms import is_of_two, names_two
from letterbook.language.spelling import folded
from letterbook.model import Group, Recipient
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.likely_doubles import TITLES
from letterbook.sources.text_checks import shortened

_MASCULINE = r"geehrter|lieber|werter|verehrter"
_FEMININE = r"geehrte|liebe|werte|verehrte"
_DISAGREEING = re.compile(
    rf"\b(?:(?:{_MASCULINE}) (?:Frau|Fr\.|Damen?|Herrn)|(?:{_FEMININE}) (?:Herrn?|Hr\.)|Chère (?:Monsieur|M\.)|Cher (?:Madame|Mme|Mademoiselle)"
    r"|Estimado (?:Sra|Señora|Srta|Señorita|Doña)|Estimada (?:Sr|Señor|Don)|Prezado (?:Sra|Senhora|Dona)|Prezada (?:Sr|Senhor)"
    r"|Exmo\.? (?:Sra|Senhora)|Exma\.? (?:Sr|Senhor)|Egregio (?:Sig\.ra|Signora|Dott\.ssa)|Egregia (?:Signor|Sig\.(?!ra)|Dott\.(?!ssa))"
    r"|Caro (?:Sig\.ra|Signora)|Cara Signor|Szanowny Pani|Szanowna Pan(?:ie)?|Уважаемый (?:госпожа|г-жа)|Уважаемая (?:господин|г-н)"
    r"|Шановний пані|Шановна пане?|(Frau|Herrn?|Mr|Mrs|Ms|Dear|Madame|Monsieur|Señora?|Sayın|Pani?)\.? \1)(?!\w)",
    re.IGNORECASE,
)
"""Adjectives that a formula puts before the other sex, the case of an address, and words that stand twice."""
_NAMELESS = re.compile(
    rf"(?:sehr )?(?:{_MASCULINE}|{_FEMININE})(?: (?:Frau|Herrn?))?|Dear(?: (?:Mr|Mrs|Ms)\.?)?|Cher|Chère|Estimad[oa]|Prezad[oa]"
    r"|Уважаем(?:ый|ая)|Hörmətli|Sayın",
    re.IGNORECASE,
)
_STRAY_END = re.compile(r"\s+,$|[,;:!.]*,[,;:!.]+$|,[,;:!.]+$")

_MEN = frozenset(
    folded(word)
    for word in [
        "herr",
        "herrn",
        "hr",
        "mr",
        "monsieur",
        "señor",
        "signor",
        "senhor",
        "cənab",
        "bey",
        "господин",
        "г-н",
        "heer",
    ]
)
_WOMEN = frozenset(
    folded(word)
    for word in [
        "frau",
        "mrs",
        "ms",
        "madame",
        "mme",
        "mademoiselle",
        "señora",
        "señorita",
        "signora",
        "senhora",
        "xanım",
        "hanım",
        "госпожа",
        "г-жа",
        "mevrouw",
    ]
)

_OPENINGS: Mapping[str, re.Pattern[str]] = {
    language: re.compile(words, re.IGNORECASE)
    for language, words in {
        "de": r"(?:sehr )?(?:geehrte|verehrte|werte)[rns]?\b|liebe[rs]? ",
        "en": r"dear\b",
        "fr": r"monsieur\b|mesdames\b|madame,? (?:la|le|l’|l'|monsieur)\b|ch[eè]re?s? (?:m|coll)",
        "es": r"estimad[oa]s?\b|distinguid[oa]s?\b",
        "it": r"gentile\b|gentilissim[oa]\b|egregi[oa]?\b|spettabile\b",
        "pt": r"prezad[oa]s?\b|exm[oa]s?\b",
        "nl": r"geachte\b",
        "pl": r"szanown[iyae]\b",
        "ro": r"stimat[eă]?\b",
        "ru": r"уважаем(?:ый|ая|ые)\b",
        "uk": r"шановн(?:ий|а|і)\b",
        "tr": r"sayın\b",
        "az": r"hörmətli\b",
        "el": r"αξιότιμ",
    }.items()
}
"""Words with which letters in no other language open."""
_FORMS_TOO = frozenset({"fr", "tr"})
"""Languages of which some of these words are forms of address as well."""

_WORD = re.compile(r"[^\W\d_]{3,}")


def odd_salutations(groups: Iterable[Group]) -> list[Problem]:
    """At most one problem of each active recipient's salutation, and of one that a group has once; and of a form of address for
    one person beside the names of two. Code: odd-salutation.
    """
    opened = [
        (recipient, group)
        for group in groups
        for recipient in group.recipients
        if recipient.active and (recipient.salutation or recipient.person)
    ]
    for_one = [
        problem
        for recipient, _ in opened
        if not recipient.salutation and (problem := _one_form_for_two(recipient))
    ]
    if not any(recipient.salutation for recipient, _ in opened):
        return for_one
    people = _surnames(recipient for recipient, _ in opened)
    found = (
        problem
        for recipient, group in opened
        if recipient.salutation
        for problem in _of_recipient(recipient, group, people)
    )
    return for_one + list({(problem.place, problem.what): problem for problem in found}.values())


def _one_form_for_two(recipient: Recipient) -> Problem | None:
    """“Frau” beside “Eva und Max Beispiel”: the letter would open to one of them."""
    form, name = recipient.form_of_address or recipient.honorific, recipient.person
    if not form or not name or is_of_two(form) or len(_sexes(form)) != 1 or not names_two(name):
        return None
    key = "form_of_address" if recipient.form_of_address else "honorific"
    what = say(
        "“{form}” is said to one person, and “{name}” are two.", form=shortened(form), name=shortened(name)
    )
    hint = (
        "Write the forms of both, such as “Frau und Herr” or “Mr and Mrs”, and say under salutations in letterbook.yaml how a letter "
        "opens to them; or write this row's salutation."
    )
    return Problem("odd-salutation", recipient.places.get(key, recipient.places[""]), what, hint, name)


def _of_recipient(recipient: Recipient, group: Group, people: Mapping[str, Recipient]) -> Iterator[Problem]:
    salutation = " ".join((recipient.salutation or "").split())
    own = recipient.places.get("salutation")
    place = own or group.places.get("salutation") or recipient.places[""]
    found = _wording(salutation, place) or _contradiction(salutation, recipient, place)
    if found is None and own:
        found = _of_somebody_else(salutation, recipient, people, place)
    if found := found or _other_language(salutation, recipient.language, place):
        yield found


def _wording(salutation: str, place: Place) -> Problem | None:
    """What is wrong with the words by themselves."""
    if found := _DISAGREEING.search(salutation):
        what = say(
            "“{words}” do not go together in the salutation “{salutation}”.",
            words=found[0],
            salutation=shortened(salutation),
        )
        return _problem(place, what, salutation)
    if is_nameless(salutation.rstrip(" ,:!.")):
        what = say("A name is missing in the salutation “{salutation}”.", salutation=shortened(salutation))
        return _problem(place, what, salutation)
    if found := _STRAY_END.search(salutation):
        what = say(
            "The salutation “{salutation}” ends in “{signs}”.",
            salutation=shortened(salutation),
            signs=found[0],
        )
        return _problem(place, what, salutation)
    return None


def is_nameless(salutation: str) -> bool:
    """Whether a name has to follow: “Sehr geehrte Frau”."""
    return _NAMELESS.fullmatch(salutation) is not None


def opens_a_letter(text: str) -> bool:
    """Whether it begins as the salutations of one of these languages do, and no form of address does: “Monsieur le Maire” is both."""
    return any(words.match(text) for tag, words in _OPENINGS.items() if tag not in _FORMS_TOO)


def _contradiction(salutation: str, recipient: Recipient, place: Place) -> Problem | None:
    """A salutation for a man where the list says Ms, or the other way round."""
    form = " ".join(filter(None, (recipient.form_of_address, recipient.honorific)))
    said, listed = _sexes(salutation), _sexes(form)
    if len(said) != 1 or len(listed) != 1 or said == listed:
        return None
    what = say(
        "The salutation “{salutation}” does not go with “{form}”, as the list has it.",
        salutation=shortened(salutation),
        form=form,
    )
    return _problem(place, what, salutation)


def _sexes(text: str) -> set[str]:
    words = {word.strip(".,:!") for word in folded(text).split()}
    return {sex for sex, known in (("man", _MEN), ("woman", _WOMEN)) if words & known}


def _surnames(recipients: Iterable[Recipient]) -> dict[str, Recipient]:
    """The first addressee of each surname; in a whole name the last word is taken for it."""
    found: dict[str, Recipient] = {}
    for recipient in recipients:
        name = recipient.surname or (recipient.person or "").rpartition(" ")[2]
        for word in _WORD.findall(folded(name)):
            if word not in TITLES:
                found.setdefault(word, recipient)
    return found


def _of_somebody_else(
    salutation: str, recipient: Recipient, people: Mapping[str, Recipient], place: Place
) -> Problem | None:
    """A salutation with the surname of another addressee, and with no word of this row."""
    if not recipient.person:
        return None
    said = [word for word in _WORD.findall(folded(salutation)) if word not in TITLES]
    own = set(
        _WORD.findall(folded(recipient.person, recipient.organisation, recipient.post, recipient.attention))
    )
    other = next((people[word] for word in said if word in people), None)
    if other is None or not own.isdisjoint(said):
        return None
    what = say(
        "The salutation “{salutation}” names “{other}” ({place}), who is another addressee, and nobody of this row.",
        salutation=shortened(salutation),
        other=shortened(other.person or ""),
        place=other.places[""],
    )
    return _problem(place, what, salutation, "warning")


def _other_language(salutation: str, language: str, place: Place) -> Problem | None:
    own = base_language(language)
    opens = next((tag for tag, words in _OPENINGS.items() if words.match(salutation)), own)
    if opens == own:
        return None
    what = say(
        "The salutation “{salutation}” is in another language than the letter, “{language}”.",
        salutation=shortened(salutation),
        language=language,
    )
    return _problem(place, what, salutation, "warning")


def _problem(
    place: Place, what: str, salutation: str, level: Literal["error", "warning"] = "error"
) -> Problem:
    hint = "Correct the salutation, or the columns and formulas that it was made from."
    return Problem("odd-salutation", place, what, hint, salutation, level)
