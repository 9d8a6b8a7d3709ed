"""How a letter opens where the list says how its addressee is addressed: by the office's own rule, never by a name."""

from __future__ import annotations

from collections.abc import Mapping

from letterbook.composing.text_filling import Writer
from letterbook.language.locales import base_language
from letterbook.model import LetterText, Office, Recipient, SalutationRule
from letterbook.problems import Problem
from letterbook.sentences import say
from letterbook.sources.own_fields import form_key
from letterbook.sources.text_checks import suggestion


def rules_in(office: Office, language: str) -> Mapping[str, SalutationRule]:
    """The office's rules in this language, else in that of all its regions, by form of address."""
    return office.salutations.get(language) or office.salutations.get(base_language(language)) or {}


def rule_for(recipient: Recipient, rules: Mapping[str, SalutationRule]) -> SalutationRule | None:
    """The rule for form of address and honorific together (“Frau Dr.”), else for the form; for the honorific where there is no form."""
    form, honorific = recipient.form_of_address, recipient.honorific
    asked = (" ".join(filter(None, (form, honorific))), form or "")
    return next((rules[key] for key in map(form_key, asked) if key in rules), None)


def by_rule(recipient: Recipient, office: Office, text: LetterText, writer: Writer) -> str | None:
    """The salutation by the rule for the recipient's form of address; None where there is nothing to go by, or the list
    has the salutation itself, or the words ask for none. What is wrong is kept by the writer.
    """
    rules, form = rules_in(office, text.language), recipient.form_of_address
    if not rules or recipient.salutation or not asks(text):
        return None
    rule = rule_for(recipient, rules)
    if rule is not None:
        return writer.line(rule.source, rule.place)
    if not form:
        return None
    place = recipient.places.get("form_of_address", recipient.places.get(""))
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


def asks(text: LetterText) -> bool:
    """Whether the words have a salutation; a note verbale has none, and no rule opens it."""
    return any("salutation" in source for source in (text.source, *text.front.values()))
