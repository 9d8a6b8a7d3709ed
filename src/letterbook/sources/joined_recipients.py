"""One letter for a household or an office: rows of one address become one addressee, who has one number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256

from letterbook.language.lists import enumeration, pair
from letterbook.language.locales import base_language
from letterbook.language.same_forms import is_of_several
from letterbook.language.spelling import folded
from letterbook.model import Group, Recipient
from letterbook.model.columns import Together
from letterbook.model.language import Language, Languages
from letterbook.problems import Problem
from letterbook.sentences import say
from letterbook.sources.likely_doubles import written_as
from letterbook.sources.text_checks import SLUG_LENGTH, shortened

TOGETHER: tuple[Together, ...] = ("household", "office")


def with_couples(groups: Iterable[Group], languages: Languages, fallback: str | None) -> list[Group]:
    """The groups with both names of a row that has a second one, in the place of the first. The letter opens by the row's
    salutation, by a form of address for several people, or by the rule for TOGETHER_WITH: never to one of the two.
    """
    return [
        replace(group, recipients=tuple(_couple(member, languages, fallback) for member in group.recipients))
        for group in groups
    ]


TOGETHER_WITH = "together_with"
"""The form of address of two people whose row has that of one, or none."""


def _couple(recipient: Recipient, languages: Languages, fallback: str | None) -> Recipient:
    other, language = recipient.together_with, _written_in(recipient, languages, fallback)
    if other is None or language is None:
        return recipient
    form = recipient.form_of_address
    return replace(
        recipient,
        person=_both(recipient, other, language),
        honorific=None,
        given=None,
        surname=recipient.surname if _share_surname(recipient, other, language) else None,
        form_of_address=form if form and is_of_several(form) else TOGETHER_WITH,
        together_with=None,
    )


def _written_in(recipient: Recipient, languages: Languages, fallback: str | None) -> Language | None:
    """The language of the letter, which is the office's fallback where that of the list is not known; None where no letter can be
    written, which is told.
    """
    return languages.get(recipient.language) or languages.get(fallback or "")


def _both(recipient: Recipient, other: str, language: Language) -> str:
    """Both names. A given name alone shares the surname, “Max und Anna Muster”, where surnames have one form for women and men."""
    if _is_given_name(recipient, other, language):
        both = pair(recipient.given or "", other, language)
        return " ".join(filter(None, (recipient.honorific, both, recipient.surname)))
    name = _named(recipient, with_post=False)
    return pair(name, other, language) if name else other


def _is_given_name(recipient: Recipient, other: str, language: Language) -> bool:
    """Whether the second name is one that stands before the surname of both."""
    given, surname = recipient.given, recipient.surname
    if not given or not surname or base_language(language.tag) in _SURNAMES_IN_TWO_FORMS:
        return False
    return len(other.split()) == 1 and other != surname and recipient.person == f"{given} {surname}"


def _share_surname(recipient: Recipient, other: str, language: Language) -> bool:
    """Whether the surname is that of both: words that say it would name one of the two otherwise."""
    surname, names = folded(recipient.surname or "").split(), folded(other).split()
    return bool(surname) and (names[-len(surname) :] == surname or _is_given_name(recipient, other, language))


_SURNAMES_IN_TWO_FORMS = frozenset(
    ("az", "be", "bg", "cs", "el", "is", "kk", "lt", "lv", "mk", "pl", "ru", "sk", "uk")
)


def joined(
    groups: Iterable[Group], together: Together, languages: Languages, fallback: str | None
) -> tuple[list[Group], list[Problem]]:
    """The groups with one recipient for all of a household (people of one address who are of no body) or of an office (one
    body at one address), in the place of the first.

    Only those are joined whose letters would be alike otherwise: in language, template, formats, own fields and so on. Code:
    joined-salutation, where it cannot be known how all of them are addressed.
    """
    problems: list[Problem] = []
    done = []
    for group in groups:
        homes: dict[tuple[object, ...], list[Recipient]] = {}
        for recipient in group.recipients:
            homes.setdefault(_home(recipient, together), []).append(recipient)
        members = [_as_one(several, languages, fallback, problems) for several in homes.values()]
        done.append(replace(group, recipients=tuple(members)))
    return done, problems


def _home(recipient: Recipient, together: Together) -> tuple[object, ...]:
    """What is the same for all who share a letter; an id for whoever shares none."""
    belongs = recipient.organisation is not None if together == "office" else _is_private(recipient)
    if not (belongs and recipient.active):
        return (recipient.id,)
    form = replace(
        recipient, id="", organisation=None, person=None, post=None, honorific=None, salutation=None, attention=None,
        in_text=None, given=None, surname=None, form_of_address=None, copies=1, cc=(), places={}, address=replace(recipient.address, lines=()),
    )  # fmt: skip
    plain = replace(form, address=replace(form.address, street=None, city=None, region=None, postcode=None))
    _, address = written_as(recipient)
    return folded(recipient.organisation or ""), address, repr(plain)


def _is_private(recipient: Recipient) -> bool:
    return recipient.organisation is None and recipient.person is not None


def _as_one(
    members: Sequence[Recipient], languages: Languages, fallback: str | None, problems: list[Problem]
) -> Recipient:
    first, *others = members
    language = _written_in(first, languages, fallback)
    if not others or language is None:
        return first
    posts = {member.post for member in members}
    names = [_named(member, with_post=len(posts) > 1) for member in members]
    name = enumeration([each for each in dict.fromkeys(names) if each], language) or None
    parts = [member.in_text for member in members]
    in_text = enumeration(list(dict.fromkeys(filter(None, parts))), language) if all(parts) else None
    attention = list(dict.fromkeys(member.attention for member in members if member.attention))
    together = replace(
        first,
        id=_joined_id([member.id for member in members]),
        person=name,
        post=first.post if len(posts) == 1 else None,
        honorific=None,
        given=None,
        surname=None,
        form_of_address=None,
        salutation=first.salutation,
        attention=enumeration(attention, language) or None,
        in_text=in_text,
        copies=max(member.copies for member in members),
        cc=tuple(dict.fromkeys(copy for member in members for copy in member.cc)),
    )
    if not _have_one_salutation(members):
        problems.append(_no_salutation(together, members))
    return together


def _named(member: Recipient, *, with_post: bool) -> str:
    name = " ".join(filter(None, (member.honorific, member.person)))
    return ", ".join(filter(None, (name, member.post if with_post else None)))


def _joined_id(ids: Sequence[str]) -> str:
    """An id of all ids, wherever the rows stand: with other members it is another addressee, who gets a number of its own."""
    whole = "-and-".join(sorted(ids))
    if len(whole) <= SLUG_LENGTH:
        return whole
    mark = sha256(whole.encode()).hexdigest()[:8]
    return f"{whole[: SLUG_LENGTH - 9].rstrip('-')}-{mark}"


def _have_one_salutation(members: Sequence[Recipient]) -> bool:
    """Whether all rows say the same words; where none has any, those that the mailing has for everybody will do, and those
    of a kind or a form of address for one body, not for several people.
    """
    said = {member.salutation for member in members}
    by_rule = any(member.person and (member.kind or member.form_of_address) for member in members)
    return len(said) == 1 and (said != {None} or not by_rule)


def _no_salutation(recipient: Recipient, members: Sequence[Recipient]) -> Problem:
    said = dict.fromkeys(member.salutation for member in members)
    words = ", ".join(f"“{shortened(text)}”" if text else "none" for text in said)
    what = say(
        "“{addressee}” get one letter, and their rows have not one salutation: {words}.",
        addressee=shortened(recipient.name),
        words=words,
    )
    rows = ", ".join(str(member.places[""]) for member in members)
    hint = say(
        "Write the words for all of them, the same, into the column “salutation” of each of their rows: {rows}.",
        rows=rows,
    )
    return Problem("joined-salutation", members[0].places[""], what, hint, members[0].salutation or "")
