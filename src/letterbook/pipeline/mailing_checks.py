"""What is wrong with a mailing beside the office, the list and the templates that it speaks of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace

from letterbook.composing.inputs import Inputs, choose
from letterbook.envelope_windows import PRESETS
from letterbook.model import (
    Defaults,
    Group,
    LetterText,
    MailingDefinition,
    Office,
    Template,
)
from letterbook.pipeline.input_checks import unknown_signatory
from letterbook.problems import Overlaid, Place, Problem
from letterbook.sentences import say
from letterbook.sources.text_checks import other_paper, suggestion
from letterbook.templates import no_subject, subject_in


def with_form(group: Group, mailing: MailingDefinition) -> Group:
    """The group with the formats and the template of the mailing in place of its own."""
    changes: dict[str, object] = {"formats": mailing.formats} if mailing.formats else {}
    if mailing.template:
        changes["template"] = mailing.template
    if not changes:
        return group
    places = {key: mailing.place(key) for key in changes if key in mailing.places}
    recipients = (replace(r, **changes, places=Overlaid(places, r.places)) for r in group.recipients)  # type: ignore[arg-type]
    return replace(group, recipients=tuple(recipients))


def contradictions(mailing: MailingDefinition, office: Office) -> Iterator[Problem]:
    """What the mailing says that the office does not have, or that its paper is not made for."""
    if mailing.series and mailing.series not in office.series:
        what = say("There is no number series “{name}”.", name=mailing.series)
        hint = suggestion(mailing.series, office.series, "There are")
        yield Problem("no-series", mailing.place("series"), what, hint, mailing.series)
    for name in mailing.signatories:
        if name not in office.signatories:
            yield unknown_signatory(office, name, mailing.place("signatories", name))
    yield from _wrong_paper(mailing, mailing.in_office(office).defaults)


def _wrong_paper(mailing: MailingDefinition, chosen: Defaults) -> Iterator[Problem]:
    asked = next((key for key in ("window", "page") if key in mailing.places), None)
    if asked and PRESETS[chosen.window].paper != chosen.page:
        yield other_paper(chosen.window, chosen.page, mailing.place(asked))


def unsaid(mailing: MailingDefinition, own: Mapping[str, LetterText], inputs: Inputs) -> Iterator[Problem]:
    """Languages of the letters in which the mailing's words lack a subject: its key, or that of its file."""
    languages = {language for _, language in _written(inputs)} if mailing.subject else ()
    for language in sorted(languages):
        if mailing.subject and subject_in(mailing.subject, language) is None:
            what = say("The subject of the mailing is not there in “{language}”.", language=language)
            hint = "Write it in that language too, or as one text for all."
            yield Problem("no-text-in-language", mailing.place("subject"), what, hint, language)
    without = {
        language
        for template in inputs.templates.values()
        for language, words in template.words.items()
        if language in own and "subject" not in words.front
    }
    yield from (no_subject(own[language]) for language in sorted(without))


def in_both_forms(own: Mapping[str, LetterText], inputs: Inputs) -> Iterator[Problem]:
    """Texts of the mailing's own that stand in letters and in notes verbales alike; once a language."""
    forms: dict[str, Counter[bool]] = {}
    for template, language in _written(inputs) if own else ():
        forms.setdefault(language, Counter())[template.is_note] += 1
    for language, counts in sorted(forms.items()):
        if language in own and own[language].source.strip() and len(counts) > 1:
            what = say(
                "These words stand in letters ({letters:,}) and in notes verbales ({notes:,}) alike.",
                letters=counts[False],
                notes=counts[True],
            )
            hint = (
                "A note is in the third person, without salutation and closing. Make a mailing of each, and say under only "
                "who gets it."
            )
            yield Problem("words-in-both-forms", Place(own[language].file), what, hint, language, "warning")


def _written(inputs: Inputs) -> Iterator[tuple[Template, str]]:
    """The template of each letter, and the language of its words."""
    for recipient in inputs.recipients:
        template = inputs.templates.get(recipient.template)
        words = template and choose(template.words, recipient.language, inputs.office.defaults.fallback)
        if template and words:
            yield template, words[0]
