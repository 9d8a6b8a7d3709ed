"""What is wrong between the office's rules for salutations and the list: rules and forms of address that nothing goes by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from letterbook.composing.inputs import Inputs, choose
from letterbook.composing.salutations import asks, is_same_form, rule_for, rules_in
from letterbook.composing.text_filling import CONTEXT
from letterbook.language.locales import base_language
from letterbook.language.named_persons import says_title
from letterbook.model import Office, Recipient, SalutationRule
from letterbook.problems import Problem
from letterbook.sentences import say
from letterbook.sources.joined_recipients import TOGETHER_WITH
from letterbook.templates import check_placeholders, wrong_uses

_DOCTOR = re.compile(r"\bd?dr(?:in)?\b|doktor|\bprof", re.IGNORECASE)
"""The titles that a German salutation says: Dr., Prof., Professorin."""


def wrong_salutations(office: Office) -> Iterator[Problem]:
    """The placeholders of the office's rules for salutations that nobody knows."""
    for rules in office.salutations.values():
        for rule in rules.values():
            line = rule.place.line or 1
            yield from check_placeholders(rule.source, CONTEXT, rule.place.file, line)
            yield from wrong_uses(rule.source, office, rule.place.file, line)


def unused_forms(inputs: Inputs) -> Iterator[Problem]:
    """A notice where the list says how people are addressed, and nothing goes by it."""
    told = (each for each in inputs.recipients if each.form_of_address not in (None, TOGETHER_WITH))
    first = next((each for each in told if not each.salutation), None)
    words = (text for template in inputs.templates.values() for text in template.words.values())
    sources = (source for text in words for source in (text.source, *text.front.values()))
    if first is None or inputs.office.salutations or any("form_of_address" in source for source in sources):
        return
    what = say(
        "The list says how people are addressed, such as “{form}”, and no letter goes by it.",
        form=first.form_of_address,
    )
    hint = "In letterbook.yaml, under salutations, say how a letter opens for each of these words."
    place = inputs.place_of(first, "form_of_address")
    yield Problem("no-salutations", place, what, hint, first.form_of_address or "", "warning")


def unused_rules(inputs: Inputs) -> Iterator[Problem]:
    """A notice of each rule of a language in which letters go to people and no rule is for anybody in the whole list. Where one is,
    the others are kept for another list; a form of address that has no rule is told at its row.
    """
    for rules in inputs.office.salutations.values():
        asking = [each for each in inputs.recipients if _rules(inputs, each) is rules]
        if not any(each.person and not each.salutation and not each.kind for each in asking):
            continue
        listed = [each for each in inputs.listed if rules_in(inputs.office, each.language) is rules]
        if not any(each.form_of_address or rule_for(each, rules) for each in (*asking, *listed)):
            yield from (_idle(rule, inputs.listed) for rule in rules.values())


def _idle(rule: SalutationRule, listed: Iterable[Recipient]) -> Problem:
    what = say(
        "Nobody in the list is addressed as “{form}”; this salutation opens no letter.", form=rule.form
    )
    if any(each.form_of_address for each in listed):
        hint = "Write it as the list does, or take it out."
    else:
        hint = "The list has no form of address; give its column the heading form_of_address."
    return Problem("unused-salutation", rule.place, what, hint, rule.form, "warning")


def left_out_titles(inputs: Inputs) -> Iterator[Problem]:
    """A notice of the first addressee of each rule whose Dr. or Prof. the address says and the salutation leaves out."""
    told = set()
    for each in inputs.recipients:
        rule = None if each.salutation else rule_for(each, _rules(inputs, each))
        if rule is None or not each.honorific or id(rule) in told or not _lacks(rule, each, inputs):
            continue
        told.add(id(rule))
        what = say(
            "{recipient_id}: the address says “{honorific}”, and the salutation for “{form}” leaves it out.",
            recipient_id=each.id,
            honorific=each.honorific,
            form=rule.form,
        )
        hint = say(
            "In letterbook.yaml, under salutations, write a line for “{both}” too.",
            both=f"{rule.form} {each.honorific}",
        )
        yield Problem(
            "title-left-out", inputs.place_of(each, "honorific"), what, hint, each.honorific, "warning"
        )


def _language(inputs: Inputs, recipient: Recipient) -> str | None:
    """That of the words which the recipient gets; None where they have no salutation."""
    template = inputs.templates.get(recipient.template)
    words = choose(template.words, recipient.language, inputs.office.defaults.fallback) if template else None
    return words[0] if words and asks(words[1]) else None


def _rules(inputs: Inputs, recipient: Recipient) -> Mapping[str, SalutationRule]:
    language = _language(inputs, recipient)
    return rules_in(inputs.office, language) if language else {}


def _lacks(rule: SalutationRule, recipient: Recipient, inputs: Inputs) -> bool:
    """Whether a German salutation has no title for a Dr. or Prof.; elsewhere, and for other titles, custom does not ask for one."""
    honorific, language = recipient.honorific or "", _language(inputs, recipient) or ""
    says_it = any(map(_DOCTOR.search, (rule.form, rule.source))) or "recipient.honorific" in rule.source
    is_for_form = is_same_form(rule.form, recipient.form_of_address or "")
    is_title = base_language(language) == "de" and says_title(honorific, language)
    return is_for_form and is_title and not says_it and _DOCTOR.search(honorific) is not None
