"""(office, statement, template, recipient, date) → Enclosure and Letter: every word final. Pure; nothing is laid out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from letterbook.composing.address_block import SIZES_PT, AddressBlock, DoesNotFit, fit_address
from letterbook.composing.closes import goes_with, usual_close, wrong_close
from letterbook.composing.delivery_note import delivery_note
from letterbook.composing.inputs import Inputs, choose
from letterbook.composing.missing_values import at_recipient, home
from letterbook.composing.own_fields import own_fields, telling
from letterbook.composing.salutations import by_rule
from letterbook.composing.signatures import signature_block
from letterbook.composing.text_filling import CONTEXT, Writer
from letterbook.envelope_windows import WINDOWS
from letterbook.fonts import measuring
from letterbook.language.addresses import address_lines
from letterbook.language.bidi import before_figures
from letterbook.language.dates import long_date
from letterbook.language.labels import enclosure_line, labels
from letterbook.language.lists import enumeration, semicolons
from letterbook.language.locales import base_language
from letterbook.language.named_persons import named_person
from letterbook.language.ordinals import anniversary, ordinal, ordinal_as_subject
from letterbook.model import (
    AddresseeKind,
    Draft,
    Enclosure,
    Letter,
    LetterheadText,
    LetterText,
    Localised,
    Office,
    OwnField,
    Part,
    PrintedElsewhere,
    Recipient,
    Signatory,
    Statement,
)
from letterbook.model.language import Language
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.documents.quotation_marks import with_apostrophes
from letterbook.sources.joined_recipients import TOGETHER_WITH
from letterbook.templates import Known, prints_address, template_values, used_fields

NO_WINDOW = "none"

STATEMENT_CONTEXT: Known = {
    name: CONTEXT[name]
    for name in (
        "anniversary",
        "anniversary_as_subject",
        "anniversary_number",
        "date",
        "place",
        "statement",
        "office",
    )
}
"""What a statement's title and text may name; it is the same for every recipient."""

# --- The enclosure -------------------------------------------------------------------------------------------------


def compose_enclosure(inputs: Inputs, statement: Statement) -> tuple[Enclosure, list[Problem]]:
    """The statement in its own language, as it travels with letters."""
    office, language = inputs.office, statement.language
    tongue = office.languages.of(language)
    writer = Writer(
        _values_of(inputs, statement, language),
        say("The statement in “{language}”", language=language),
        tongue,
    )
    words = labels(tongue)
    signatory = office.signatories.get(statement.signatory or office.defaults.signatory)
    title_place = statement.places.get("title", Place(statement.file))
    enclosure = Enclosure(
        statement=statement.id,
        language=language,
        title=writer.line(statement.title, title_place),
        place_and_date=words["place_and_date"].format(
            place=statement.place, date=long_date(inputs.issued, tongue)
        ),
        body=writer.text(statement),
        signature_name=_to(signatory.name, language, office) if signatory else None,
        signature_title=_to(signatory.title, language, office) if signatory else None,
        addressed_to=_addressed_to(inputs, tongue, words) if statement.addressed_to else None,
        labels=words,
        office=_to(office.name, language, office) or "",
        page=office.defaults.page,
    )
    return enclosure, writer.problems


def _addressed_to(inputs: Inputs, language: Language, words: Mapping[str, str]) -> str | None:
    """The paragraph that names the addressees: from the same groups as the mailing, so that they cannot disagree."""
    names = list(filter(None, (_to(group.name, language.tag, inputs.office) for group in inputs.groups)))
    return words["addressed_to"].format(groups=enumeration(names, language)) if names else None


def _values_of(inputs: Inputs, statement: Statement, language: str) -> dict[str, object]:
    """What a statement says of itself, written in this language: its own, or that of a letter it goes with."""
    tongue = inputs.office.languages.of(language)
    occasion, issued = statement.occasion, long_date(inputs.issued, tongue)
    return {
        "office": {"name": _to(inputs.office.name, language, inputs.office)},
        "statement": {
            "title": statement.title,
            "date": issued,
            "occasion": long_date(occasion, tongue) if occasion else None,
            "place": _place(inputs.office, statement, language),
        },
        **_anniversary(statement, inputs.issued, tongue),
        "date": issued,
        "place": _place(inputs.office, statement, language),
    }


def _anniversary(statement: Statement, issued: date, language: Language) -> dict[str, str | None]:
    names = ("anniversary", "anniversary_as_subject", "anniversary_number")
    if statement.occasion is None or issued < statement.occasion:
        return dict.fromkeys(names)
    count = anniversary(statement.occasion, issued)
    return dict(
        zip(names, (ordinal(count, language), ordinal_as_subject(count, language), str(count)), strict=True)
    )


# --- The letter ----------------------------------------------------------------------------------------------------


@dataclass
class Composer:
    """Composes the letters of one mailing, each once; what they have in common is worked out once.

    `enclosures` are the statements by language, and `enclosed` what goes with letters in each, where that is more or less
    than the statement. `enclosure_pages` are the page counts of these by (template, language), since each template sets
    them in its own way; where they are missing each counts 1. `letterhead_fields` are the own fields that
    a template's Word letterhead uses, by the template's name.
    """

    inputs: Inputs
    enclosures: Mapping[str, Enclosure]
    enclosure_pages: Mapping[tuple[str, str], Sequence[int]] = field(default_factory=dict)
    cover_only: bool = False
    letterhead_fields: Mapping[str, frozenset[str]] = field(default_factory=dict)
    enclosed: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)
    _heads: dict[str, LetterheadText] = field(default_factory=dict)
    _labels: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def language_of(self, recipient: Recipient) -> tuple[LetterText, Statement] | Problem:
        """The text and the statement that this recipient gets, or the problem of having none."""
        fallback = self.inputs.office.defaults.fallback
        template = self.inputs.templates[recipient.template]
        words = choose(template.words, recipient.language, fallback)
        statement = choose(self.inputs.statements, recipient.language, fallback)
        place = self.inputs.place_of(recipient, "language")
        if words is None or words[0] not in self.inputs.office.languages:
            what = say(
                "{recipient_id}: the template “{template_name}” has no words in “{language}”.",
                recipient_id=recipient.id,
                template_name=template.name,
                language=recipient.language,
            )
            hint = say(
                "Write {folder}/{language}.md, or name a fallback language in letterbook.yaml.",
                folder=template.folder,
                language=recipient.language,
            )
            return Problem("no-words-in-language", place, what, hint, recipient.language)
        if statement is None:
            what = say(
                "{recipient_id}: the statement is not there in “{language}”.",
                recipient_id=recipient.id,
                language=recipient.language,
            )
            hint = say(
                "Write it as {language}.md beside the others, or name a fallback language in letterbook.yaml.",
                language=recipient.language,
            )
            return Problem("no-enclosure-in-language", place, what, hint, recipient.language)
        return words[1], statement[1]

    def draft(self, recipient: Recipient) -> tuple[Draft | None, list[Problem]]:
        """The recipient's letter without its number, and all that is wrong with it; None where it cannot be written.

        One whose address does not fit is composed as well, so that it can be looked at.
        """
        chosen = self.language_of(recipient)
        if isinstance(chosen, Problem):
            return None, [chosen]
        text, statement = chosen
        if not self._prints_address(recipient):
            recipient = replace(recipient, window=NO_WINDOW)
        signatories = self._signatories(recipient, statement)
        enclosure = self.enclosures[statement.language]
        fields = self._fields(recipient, text)
        values = self._values(recipient, text.language, statement, enclosure, signatories[0], fields)
        tongue = self.inputs.office.languages.of(text.language)
        writer = Writer(values, recipient.id, tongue)
        salutation = by_rule(recipient, self.inputs.office, text, writer)
        if salutation is not None:
            writer = writer.telling(salutation=salutation)
        closing = self._closing(recipient, _opening(text, writer), tongue)
        writer = writer.telling(closing=with_apostrophes(closing, tongue.quotation_marks))
        letter, problems = self._compose(recipient, text, enclosure, signatories, writer)
        letter = replace(letter, fields=fields, telling_fields=tuple(telling(fields)))
        return Draft(letter, enclosure.language), problems + at_recipient(writer.problems, recipient)

    def _compose(
        self,
        recipient: Recipient,
        text: LetterText,
        enclosure: Enclosure,
        signatories: Sequence[Signatory],
        writer: Writer,
    ) -> tuple[Letter, list[Problem]]:
        language = text.language
        fixed = self._fixed(language)
        block, problems = self._address(recipient, language)
        note, found = delivery_note(recipient, writer.language, self.inputs.place_of(recipient, "delivery"))
        problems = [*problems, *found]

        def line(key: str) -> str | None:
            source = text.front.get(key)
            return writer.line(source, text.places.get(key, Place(text.file))) if source is not None else None

        issued = long_date(self.inputs.issued, writer.language)
        said = partial(_to, language=language, office=self.inputs.office)
        signatures = [signature_block(who, text.front, said) for who in signatories]
        place = _place(self.inputs.office, self.inputs.statements[enclosure.language], language)
        letter = Letter(
            recipient_id=recipient.id,
            recipient_name=recipient.name,
            group=recipient.group,
            template=recipient.template,
            language=language,
            formats=recipient.formats,
            reference=None,
            number=None,
            issued=self.inputs.issued,
            date=issued,
            place=place,
            place_and_date=fixed["place_and_date"].format(place=place, date=issued),
            window=recipient.window,
            address=block.lines,
            address_size_pt=block.size_pt,
            head=self._head(language),
            subject=line("subject") or "",
            salutation=line("salutation"),
            body=writer.blocks(text.source, text.file, text.first_line),
            closing=line("closing"),
            signature=signatures[0],
            enclosure_line=None
            if self.cover_only
            else enclosure_line(fixed, self._announced(recipient, enclosure), writer.language.semicolon),
            copy_line=fixed["copy_to"].format(names=semicolons(recipient.cc, writer.language))
            if recipient.cc
            else None,
            labels=fixed,
            delivery=note,
            way=recipient.delivery,
            copies=recipient.copies,
            country=recipient.address.country,
            postcode=recipient.address.postcode,
            copies_to=recipient.cc,
            public_names=recipient.public_names,
            second_signature=signatures[1] if len(signatures) > 1 else None,
            kind=recipient.kind,
            asked_language=recipient.language,
            given=recipient.given,
            surname=recipient.surname,
        )
        is_listed = recipient.closing is not None
        where = self.inputs.place_of(recipient, "closing") if is_listed else text.places.get("closing")
        return letter, [*problems, *wrong_close(letter, writer.language, where or Place(text.file))]

    def _fields(self, recipient: Recipient, text: LetterText) -> tuple[OwnField, ...]:
        """The own fields of which the words or a page of the template say something."""
        page = self.inputs.templates[recipient.template].html
        used = self.letterhead_fields.get(recipient.template, frozenset[str]())
        used = used.union(*map(used_fields, (page, text.source, *text.front.values())))
        office = self.inputs.office
        return own_fields(recipient, office.fields, used, office.languages.of(text.language)) if used else ()

    def _address(self, recipient: Recipient, language: str) -> tuple[AddressBlock, list[Problem]]:
        office, fixed = self.inputs.office, self._fixed(language)
        named = [
            fixed["attention"].format(name=recipient.attention) if recipient.attention else None,
            named_person(recipient.form_of_address, recipient.honorific, recipient.person, language),
            recipient.post,
            recipient.organisation,
        ]
        postal = address_lines(recipient.address, office.country, office.defaults.language)
        if not self._prints_address(recipient):
            return AddressBlock((*filter(None, named), *postal), SIZES_PT[0]), []
        window = WINDOWS[recipient.window]
        block = fit_address([*filter(None, named), *postal], window, measuring(office.own_fonts))
        if isinstance(block, DoesNotFit):
            return AddressBlock(block.lines, SIZES_PT[-1]), [_does_not_fit(recipient, block)]
        return block, []

    def _prints_address(self, recipient: Recipient) -> bool:
        return prints_address(self.inputs.templates[recipient.template].html)

    def _fixed(self, language: str) -> Mapping[str, str]:
        if language not in self._labels:
            self._labels[language] = labels(self.inputs.office.languages.of(language))
        return self._labels[language]

    def _head(self, language: str) -> LetterheadText:
        if language not in self._heads:
            office = self.inputs.office
            self._heads[language] = LetterheadText(
                name=_to(office.name, language, office) or "",
                address=tuple(filter(None, (_to(line, language, office) for line in office.address))),
                contact=tuple(filter(None, (_to(line, language, office) for line in office.contact))),
                return_line=_to(office.return_line, language, office),
                emblem=office.emblem,
            )
        return self._heads[language]

    def _signatories(self, recipient: Recipient, statement: Statement) -> list[Signatory]:
        office = self.inputs.office
        usual = recipient.signatory or statement.signatory or office.defaults.signatory
        return [office.signatories[name] for name in self.inputs.signatories or (usual,)]

    def _announced(self, recipient: Recipient, enclosure: Enclosure) -> list[tuple[str, int | None]]:
        """Title and pages of all that goes with the letter, in its order."""
        counted = iter(self.enclosure_pages.get((recipient.template, enclosure.language), ()))
        return [
            (part.title, part.pages if isinstance(part, PrintedElsewhere) else next(counted, 1))
            for part in self.enclosed.get(enclosure.language, (enclosure,))
        ]

    def _pages(self, recipient: Recipient, enclosure: Enclosure) -> int | None:
        """How many pages go with the letter; None where there is no enclosure, or nobody knows."""
        pages = [pages for _, pages in self._announced(recipient, enclosure)]
        return sum(map(int, filter(None, pages))) if pages and None not in pages else None

    def _values(
        self,
        recipient: Recipient,
        language: str,
        statement: Statement,
        enclosure: Enclosure,
        signatory: Signatory,
        fields: tuple[OwnField, ...],
    ) -> dict[str, object]:
        values = _values_of(self.inputs, statement, language)
        return values | {
            "statement": values["statement"] | {"title": enclosure.title},  # type: ignore[operator]
            "recipient": {
                **{name: getattr(recipient, name) for name in CONTEXT["recipient"] - {"country"}},
                "form_of_address": form if (form := recipient.form_of_address) != TOGETHER_WITH else None,
                "country": recipient.address.country,
                "fields": template_values(fields, language),
                "salutation": with_apostrophes(
                    recipient.salutation
                    or self._kind(recipient).salutation.to(language, base_language(language)),
                    self.inputs.office.languages.of(language).quotation_marks,
                ),
            },
            "signatory": {
                "name": _to(signatory.name, language, self.inputs.office),
                "title": _to(signatory.title, language, self.inputs.office),
            },
            "enclosure": {"pages": self._pages(recipient, enclosure)},
        }

    def _closing(self, recipient: Recipient, salutation: str | None, language: Language) -> str | None:
        """The recipient's own close, else that of its kind where it goes with the salutation, else the one that does."""
        of_kind = self._kind(recipient).closing.to(language.tag, base_language(language.tag))
        if recipient.closing or not salutation:
            return recipient.closing or of_kind
        if of_kind and goes_with(of_kind, salutation, language):
            return of_kind
        return usual_close(salutation, language) or of_kind

    def _kind(self, recipient: Recipient) -> AddresseeKind:
        return self.inputs.office.kinds.get(recipient.kind or "", AddresseeKind())


def _opening(text: LetterText, writer: Writer) -> str | None:
    """The salutation as the letter will have it; what is wrong with it is told where the letter is written."""
    source = text.front.get("salutation")
    return replace(writer, problems=[]).line(source, Place(text.file)) if source is not None else None


def _place(office: Office, statement: Statement, language: str) -> str:
    """The place of issue in this language: where the statement was issued at the office's own, its name there."""
    here = office.place
    if here and here.texts.get(base_language(statement.language)) == statement.place:
        return before_figures(here.texts.get(base_language(language), statement.place), language)
    return before_figures(statement.place, language)


def _to(text: Localised | None, language: str, office: Office) -> str | None:
    return text.to(language, office.defaults.fallback) if text else None


def _does_not_fit(recipient: Recipient, found: DoesNotFit) -> Problem:
    place = recipient.places.get("address") or home(recipient)
    window = WINDOWS[recipient.window]
    if found.too_wide:
        what = say(
            "{recipient_id}: a line of the address is {width:.0f} mm wide even in the smallest type; the "
            "window “{window_name}” has {window_width:.0f} mm.",
            recipient_id=recipient.id,
            width=found.width,
            window_name=window.name,
            window_width=window.address.width,
        )
        return Problem(
            "address-too-wide", place, what, "Shorten the line, or break it with a space.", found.too_wide
        )
    what = say(
        "{recipient_id}: the address takes {count} lines even in the smallest type; the window "
        "“{window_name}” has {lines}.",
        recipient_id=recipient.id,
        count=len(found.lines),
        window_name=window.name,
        lines=window.lines,
    )
    hint = "Shorten the name or join lines, or choose another window for this recipient."
    return Problem("address-too-long", place, what, hint, " / ".join(found.lines))
