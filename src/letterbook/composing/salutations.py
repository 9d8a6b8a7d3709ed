"""How a letter opens where the list says how its addressee is addressed: by the office's own rule, never by a name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from letterbook.composing.text_filling import Writer
from letterbook.language.locales import base_language
from letterbook.language.named_persons import says_form
from letterbook.language.same_forms import form_parts, is_of_several, is_said_to_a_body
from letterbook.model import LetterText, Office, Recipient, SalutationRule
from letterbook.problems import Problem
from letterbook.sentences import say
from letterbook.sources.joined_recipients import TOGETHER_WITH
from letterbook.sources.own_fields import form_key
from letterbook.sources.text_checks import suggestion


def rules_in(office: Office, language: str) -> Mapping[str, SalutationRule]:
    """The office's rules in this language, else in that of all its regions, by form of address."""
    return office.salutations.get(language) or office.salutations.get(base_language(language)) or {}


def rule_for(recipient: Recipient, rules: Mapping[str, SalutationRule]) -> SalutationRule | None:
    """The rule for form of address and honorific together (“Frau Dr.”), else for the form; for the honorific where there is no form.

    A rule in the list's own words goes before one in the same words written otherwise.
    """
    form, honorific = recipient.form_of_address, recipient.honorific
    asked = [each for each in (" ".join(filter(None, (form, honorific))), form or "") if each]
    for each in asked:
        if (rule := rules.get(form_key(each))) is not None:
            return rule
    return next((rule for each in asked for rule in rules.values() if is_same_form(rule.form, each)), None)


def is_same_form(one: str, other: str) -> bool:
    """Whether two forms of address say the same: “Herrn und Frau”, “Frau & Herr”."""
    return form_key(one) == form_key(other) or form_parts(one) == form_parts(other)


def by_rule(recipient: Recipient, office: Office, text: LetterText, writer: Writer) -> str | None:
    """The salutation by the rule for the recipient's form of address; None where there is nothing to go by, or the list
    has the salutation itself, or the words ask for none. What is wrong is kept by the writer.
    """
    rules, form = rules_in(office, text.language), recipient.form_of_address
    if not rules or recipient.salutation or not asks(text):
        if form == TOGETHER_WITH and not (recipient.salutation and asks(text)) and _names_one(text):
            writer.problems.append(_for_one_of_two(recipient, _IN_WORDS))
        return None
    rule = rule_for(recipient, rules)
    if rule is not None:
        return _opened_by(rule, recipient, writer)
    form = form or _form_in_place_of_a_title(recipient, text.language)
    if not form and _is_passed_over(recipient, rules, text.language):
        writer.problems.append(_passed_over(recipient, rules, text.language))
    if not form or (recipient.person is None and is_said_to_a_body(form)):
        return None
    key = "form_of_address" if recipient.form_of_address else "honorific"
    if form == TOGETHER_WITH:
        writer.problems.append(_for_one_of_two(recipient, _BY_RULE))
        return ""
    place = recipient.places.get(key, recipient.places.get(""))
    assert place is not None, "a form of address was written somewhere"
    what = say(
        "{recipient_id}: there is no salutation for “{form}” in “{language}”.",
        recipient_id=recipient.id,
        form=form,
        language=text.language,
    )
    known = suggestion(form, (rule.form for rule in rules.values()), "letterbook.yaml has, under salutations")
    writer.problems.append(Problem("unknown-form-of-address", place, what, known, form))
    return ""


def _opened_by(rule: SalutationRule, recipient: Recipient, writer: Writer) -> str:
    """The rule's words. Of a couple with two surnames none is known, and neither given name: a rule that asks for one opens to one."""
    told = len(writer.problems)
    line = writer.line(rule.source, rule.place)
    is_couple = TOGETHER_WITH in recipient.places
    if is_couple and any(problem.code == "missing-value" for problem in writer.problems[told:]):
        writer.problems[told:] = [_for_one_of_two(recipient, _BY_RULE)]
    return line


def _names_one(text: LetterText) -> bool:
    """Whether the words open to the person of a part of a name, or of a title, which one of two people has."""
    return _PART_OF_A_NAME.search(text.front.get("salutation", "")) is not None


_PART_OF_A_NAME = re.compile(r"\brecipient\s*\.\s*(?:given|surname|honorific|form_of_address)\b")
_BY_RULE = "In letterbook.yaml, under salutations, write how a letter opens for together_with; or write this row’s own salutation."
_IN_WORDS = (
    "The salutation in the letter’s words names one of them. Write {{ recipient.salutation or '…' }} there, and in letterbook.yaml, "
    "under salutations, how a letter opens for together_with."
)


def _for_one_of_two(recipient: Recipient, hint: str) -> Problem:
    what = say(
        "{recipient_id}: “{names}” get one letter, and no rule says how it opens to both.",
        recipient_id=recipient.id,
        names=recipient.person,
    )
    place = recipient.places.get(TOGETHER_WITH, recipient.places[""])
    return Problem("unknown-form-of-address", place, what, hint, recipient.person or "")


def _is_passed_over(recipient: Recipient, rules: Mapping[str, SalutationRule], language: str) -> bool:
    """Whether there are rules for titles, such as “Lic.”, and none for that of this person, “Ing.”."""
    has_title = recipient.honorific and recipient.person and not recipient.kind
    return bool(has_title) and any(_is_title(rule.form, language) for rule in rules.values())


def _is_title(form: str, language: str) -> bool:
    plain = form != TOGETHER_WITH and not is_of_several(form)
    return plain and not any(says_form(word, language) for word in form.split())


def _passed_over(recipient: Recipient, rules: Mapping[str, SalutationRule], language: str) -> Problem:
    title = recipient.honorific or ""
    what = say(
        "There is no salutation for “{form}” in “{language}”, and the letter opens as to everybody.",
        form=title,
        language=language,
    )
    known = (rule.form for rule in rules.values())
    hint = suggestion("", known, "letterbook.yaml has, under salutations")  # Dr. is no typing error of Sr.
    place = recipient.places.get("honorific", recipient.places[""])
    return Problem("unknown-form-of-address", place, what, hint, title, "warning")


def _form_in_place_of_a_title(recipient: Recipient, language: str) -> str | None:
    """The honorific, where it is a form of address and no kind of addressee says how the letter opens."""
    honorific = recipient.honorific
    return honorific if honorific and not recipient.kind and says_form(honorific, language) else None


def asks(text: LetterText) -> bool:
    """Whether the words have a salutation; a note verbale has none, and no rule opens it."""
    return any("salutation" in source for source in (text.source, *text.front.values()))
