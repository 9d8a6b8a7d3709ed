"""What is wrong between files that are each in order: a name that leads nowhere, a text without its language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from letterbook.composing.compose import STATEMENT_CONTEXT
from letterbook.composing.inputs import Inputs, choose
from letterbook.composing.missing_glyphs import missing_glyph, unknown_characters
from letterbook.composing.missing_values import home
from letterbook.composing.placeholders import PAGE_CONTEXT, page_names
from letterbook.composing.text_filling import CONTEXT
from letterbook.composing.wide_lines import wide_lines
from letterbook.language.locales import base_language
from letterbook.model import (
    Draft,
    Enclosure,
    Group,
    Letter,
    LetterText,
    Localised,
    MailingDefinition,
    Office,
    OwnFont,
    Recipient,
    Statement,
    Template,
)
from letterbook.model.language import Languages
from letterbook.pipeline.field_checks import wrong_fields, wrong_fields_of_words
from letterbook.pipeline.letterhead_checks import wrong_letterhead
from letterbook.pipeline.letterhead_likeness import unlike_page
from letterbook.pipeline.source_positions import find_lines, find_text, places_of_character, with_columns
from letterbook.problems import Place, Problem, has_errors
from letterbook.remedies import Remedy
from letterbook.sentences import say
from letterbook.sources.documents.pictures import read_picture
from letterbook.sources.office import OFFICE_FILE
from letterbook.sources.text_checks import nearest
from letterbook.steps import begin_step
from letterbook.templates import check_page_sources, check_placeholders, printed_strings, read_template

PICTURES = (".svg", ".png", ".jpg", ".jpeg")
_NO_LETTER_IN_LANGUAGE = (
    "{recipient_id} and others like it: there is no letter in “{wanted}”, so it is in “{language}”."
)
_NO_ENCLOSURE_IN_LANGUAGE = (
    "{recipient_id} and others like it: there is no enclosure in “{wanted}”, so it is in “{language}”."
)


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    near = nearest(name, known)
    return say("Did you mean “{near}”? ", near=near) if near else ""


# --- Names that lead nowhere ---------------------------------------------------------------------------------------


def unknown_signatories(inputs: Inputs) -> Iterator[Problem]:
    """Signatories that the office does not have; letters that nobody signs."""
    office, statements = inputs.office, inputs.statements
    anybody = (
        inputs.signatories
        or office.defaults.signatory
        or all(statement.signatory for statement in statements.values())
    )
    for statement in statements.values():
        if statement.signatory and statement.signatory not in office.signatories:
            place = statement.places.get("signatory", Place(statement.file))
            yield unknown_signatory(office, statement.signatory, place)
    for recipient in inputs.recipients:
        if recipient.signatory and recipient.signatory not in office.signatories:
            yield unknown_signatory(office, recipient.signatory, inputs.place_of(recipient, "signatory"))
        if not recipient.signatory and not anybody:
            hint = say("Name who signs in {office_file} as defaults: signatory.", office_file=OFFICE_FILE)
            yield Problem(
                "no-signatory",
                home(recipient),
                say("Nobody signs the letter to {recipient_id}.", recipient_id=recipient.id),
                hint,
            )


def unknown_signatory(office: Office, name: str, place: Place) -> Problem:
    """The problem of somebody who shall sign and whom the office does not have."""
    hint = _did_you_mean(name, office.signatories) + say(
        "{office_file} lists who signs.", office_file=OFFICE_FILE
    )
    return Problem("unknown-signatory", place, say("There is no signatory “{name}”.", name=name), hint, name)


def unknown_kind(kind: str, known: Iterable[str], place: Place) -> Problem:
    """The problem of a kind of addressee that the office does not have."""
    hint = _did_you_mean(kind, known) + say("Known here: {known}.", known=", ".join(known))
    return Problem(
        "unknown-kind", place, say("There is no kind of addressee “{kind}”.", kind=kind), hint, kind
    )


def kinds_of_addressees(inputs: Inputs) -> Iterator[Problem]:
    """Kinds that the office does not have; notes verbales to those who do not receive them, once for all alike."""
    known = inputs.office.kinds
    told: set[tuple[str | None, ...]] = set()
    for recipient in inputs.recipients:
        states = recipient.sending_state, recipient.receiving_state
        alike = (recipient.group, recipient.kind, recipient.template, *states)
        if recipient.kind is None or alike in told:
            continue
        template = inputs.templates.get(recipient.template)
        if recipient.kind not in known:
            problem: Problem | None = unknown_kind(recipient.kind, known, inputs.place_of(recipient, "kind"))
        else:
            is_note = template is not None and template.is_note
            problem = _wrong_note(inputs, recipient, recipient.kind) if is_note else None
        if problem is not None:
            told.add(alike)
            yield problem


def _wrong_note(inputs: Inputs, recipient: Recipient, kind: str) -> Problem | None:
    """What is wrong with a note verbale to this addressee: notes pass between States, to those who receive them."""
    place, home, own_state = inputs.place_of(recipient, "kind"), inputs.office.country, inputs.office.state
    if not inputs.office.kinds[kind].receives_notes:
        what: str = say(
            "{recipient_id} gets a note verbale, and its kind, “{kind}”, is one that notes are not sent to.",
            recipient_id=recipient.id,
            kind=kind,
        )
        hint = "Write a letter: template: letter. If the kind is wrong, correct it."
        return Problem("not-for-notes", place, what, hint, kind, "warning")
    if recipient.sending_state == own_state:
        what = say(
            "{recipient_id} gets a note verbale, and it is a {kind} of the office’s own State ({state}).",
            recipient_id=recipient.id,
            kind=kind,
            state=own_state,
        )
        hint = "Write a letter: template: letter. Notes verbales pass between States, and not within one."
        return Problem("note-to-own-mission", place, what, hint, kind)
    if kind == "mission" and recipient.sending_state is None and recipient.address.country != home:
        what = say(
            "{recipient_id} gets a note verbale abroad, and the list does not say whose mission it is.",
            recipient_id=recipient.id,
        )
        hint = say(
            "Write the State that sends it, such as kind: mission of FR; those of your own ({state}) get letters.",
            state=own_state,
        )
        return Problem("whose-mission", place, what, hint, kind, "warning")
    if recipient.receiving_state not in (None, home):
        what = say(
            "{recipient_id} gets a note verbale, and it is accredited to another State ({state}).",
            recipient_id=recipient.id,
            state=recipient.receiving_state,
        )
        hint = "Write to it through your own mission there, or correct the kind."
        return Problem("mission-elsewhere", place, what, hint, kind, "warning")
    return None


def missing_texts(workspace: Path, inputs: Inputs) -> Iterator[Problem]:
    """Texts of the office and names of groups that are not there in a language that is written in; once a language."""
    texts, fallback = dict(_texts(inputs.office)), inputs.office.defaults.fallback
    for language in sorted(_written_in(inputs)):
        missing = {
            name: text for name, text in texts.items() if text.texts and text.to(language, fallback) is None
        }
        if missing:
            written = next(iter(next(iter(missing.values())).texts.values()))
            what = say(
                "The office’s texts are not all there in “{language}”, nor in a fallback language: {names}.",
                language=language,
                names=", ".join(missing),
            )
            hint = "Write them in that language, or each as one text for all languages."
            yield Problem("no-text-in-language", _in_office(workspace, written), what, hint, language)
    if any(statement.addressed_to for statement in inputs.statements.values()):
        yield from _unnamed_groups(inputs)


def address_in_fallback(workspace: Path, inputs: Inputs) -> Iterator[Problem]:
    """Letters whose letterhead would have the office's address in the fallback language; once a language."""
    fallback = inputs.office.defaults.fallback
    if fallback is None:
        return
    for language in sorted(_with_address(inputs)):
        if language not in inputs.office.languages or base_language(language) == base_language(fallback):
            continue
        missing = [
            line for line in inputs.office.address if line.to(language) is None and fallback in line.texts
        ]
        if missing:
            line = missing[0].texts[fallback]
            what = say(
                "Letters in “{language}” have the office’s address in “{fallback}”: {line}.",
                language=language,
                fallback=fallback,
                line=line,
            )
            hint = "If readers of that language write it otherwise, give each line of the address in it too."
            yield Problem("address-in-fallback", _in_office(workspace, line), what, hint, language, "warning")


def _with_address(inputs: Inputs) -> set[str]:
    """The languages of the letters whose page prints the office's address."""
    printed: set[str] = set()
    for template, language in {(recipient.template, recipient.language) for recipient in inputs.recipients}:
        page = inputs.templates.get(template)
        if page is not None and language in page.words and "office.address" in page.html:
            printed.add(language)
    return printed


def _texts(office: Office) -> Iterator[tuple[str, Localised]]:
    """What a letter says of the office, each by its key in letterbook.yaml."""
    yield "name", office.name
    for key, lines in {"address": office.address, "contact": office.contact}.items():
        yield from ((f"{key} ({number})", line) for number, line in enumerate(lines, start=1))
    if office.return_line:
        yield "return_line", office.return_line
    for signatory in office.signatories.values():
        for key, text in {"proxy": signatory.proxy, "name": signatory.name, "title": signatory.title}.items():
            if text:
                yield f"{key} ({signatory.id})", text


def _written_in(inputs: Inputs) -> set[str]:
    """The languages of the letters and of the statements."""
    fallback, written = inputs.office.defaults.fallback, set(inputs.statements)
    for template, language in {(recipient.template, recipient.language) for recipient in inputs.recipients}:
        words = inputs.templates[template].words if template in inputs.templates else {}
        chosen = choose(words, language, fallback)
        written.add(chosen[0] if chosen else language)
    return written


def _unnamed_groups(inputs: Inputs) -> Iterator[Problem]:
    for group in inputs.groups:
        for language in inputs.statements:
            if group.name.to(language, inputs.office.defaults.fallback) is None:
                place = group.places.get("name") or group.places.get("", Place("recipients"))
                said = say(
                    "The group “{group_id}” has no name in “{language}”; the statement names whom it is "
                    "addressed to.",
                    group_id=group.id,
                    language=language,
                )
                hint = "Give the group a name (in a table: the column group name), or take addressed_to out of the statement."
                yield Problem("no-group-name", place, said, hint, group.id)


def unknown_series(office: Office) -> Iterator[Problem]:
    """A default series that is not there."""
    name = office.defaults.series
    if name not in office.series:
        hint = _did_you_mean(name, office.series) + "Name one of the series as defaults: series."
        yield Problem(
            "no-series", Place(OFFICE_FILE), say("There is no number series “{name}”.", name=name), hint, name
        )


def unprintable_references(workspace: Path, office: Office) -> Iterator[Problem]:
    """Characters of a pattern for references that no font has."""
    for series in office.series.values():
        for character in unknown_characters(series.pattern, office.own_fonts):
            yield missing_glyph(character, _in_office(workspace, character))


def unknown_languages(
    statements: Mapping[str, Statement],
    templates: Mapping[str, Template],
    recipients: Iterable[Recipient],
    languages: Languages,
    fallback: str | None,
) -> dict[str, str]:
    """The languages that are written in without being known, each with the first file that is written in it: a page needs
    fixed words (“Page 1 of 2”) in the language of its text.
    """
    files = {language: statement.file for language, statement in statements.items()}
    for name, language in dict.fromkeys((recipient.template, recipient.language) for recipient in recipients):
        words = choose(templates[name].words, language, fallback) if name in templates else None
        if words is not None:
            files.setdefault(words[0], words[1].file)
    return {language: file for language, file in files.items() if language not in languages}


def no_fixed_words(files: Mapping[str, str], languages: Languages) -> Iterator[Problem]:
    """The problem of each language that is not known, at the file that is written in it."""
    for language, file in files.items():
        known = ", ".join(languages)
        what = say("letterbook has no fixed words in “{language}”.", language=language)
        hint = say(
            "It has them in {known}. Write {language}.yaml into the folder languages, or move this file away.",
            known=known,
            language=language,
        )
        yield Problem("no-fixed-words", Place(file), what, hint, language, remedy=Remedy.HELP_LANGUAGES)


def issued_before_occasion(statements: Mapping[str, Statement], issued: date) -> Iterator[Problem]:
    """An issue date, given for another year, that lies before what is commemorated."""
    for statement in statements.values():
        if statement.occasion and issued < statement.occasion:
            place = statement.places.get("occasion", Place(statement.file))
            what = say(
                "The issue date {issued} lies before the occasion {occasion}.",
                issued=issued,
                occasion=statement.occasion,
            )
            yield Problem(
                "wrong-date", place, what, "Correct the occasion, or the date.", str(statement.occasion)
            )


# --- Templates -----------------------------------------------------------------------------------------------------


def templates_of(
    workspace: Path, recipients: Sequence[Recipient], groups: Sequence[Group], office: Office | None
) -> tuple[dict[str, Template], list[Problem]]:
    """The templates that the recipients ask for, and everything that is wrong in them as far as the office is known."""
    templates: dict[str, Template] = {}
    problems: list[Problem] = []
    places = {group.id: group.places for group in groups}
    for name, first in {recipient.template: recipient for recipient in reversed(recipients)}.items():
        template, found = read_template(workspace, name)
        if template is None:
            asked = first.places.get("template") or places.get(first.group, {}).get("template") or home(first)
            problems += [replace(problem, place=asked) for problem in found]
            continue
        template = with_fonts(template, office)
        templates[name] = template
        found += check_template(workspace, template, office)
        problems += found
        own = [recipient for recipient in recipients if recipient.template == name]
        problems += wrong_letterhead(template, own)
        if office is not None and not has_errors(found):  # a misspelt placeholder is told as such alone
            problems += unlike_page(template, own, office)
    return templates, problems


def with_fonts(template: Template, office: Office | None) -> Template:
    """The template with the fonts of the office, if that is known."""
    return replace(template, fonts=office.fonts, own_fonts=office.own_fonts) if office else template


def check_template(workspace: Path, template: Template, office: Office | None) -> list[Problem]:
    """Every mistake in a template's files; None for an office whose own file has mistakes."""
    problems: list[Problem] = []
    for words in template.words.values():
        problems += _placeholders_of(words)
    page = f"{template.folder}/letter.html"
    begin_step(page)
    known = {**PAGE_CONTEXT, "address_field": frozenset[str]()}
    problems += check_placeholders(template.html, known, page)
    problems += wrong_fields(template, office) if office is not None else ()
    style = f"{template.folder}/letter.css"
    printed = {page: template.html, style: "".join(printed_strings(template.css))}
    printed |= _texts_of(template.words)
    problems += _unprintable_texts(workspace, printed, template.own_fonts)
    for name in template.assets:
        if name.lower().endswith(PICTURES):
            path = f"{template.folder}/{name}"
            problems += read_picture(workspace, path, Place(path))[1]
    told = {problem.place.file for problem in problems}
    problems += [
        problem
        for problem in check_page_sources(template)
        if f"{template.folder}/{problem.text}" not in told  # a bad picture is told once, where it lies
    ]
    if template.docx is not None:
        from letterbook.render.docx import check_letterhead

        problems += check_letterhead(template, page_names(), office)
    return with_columns(workspace, problems)


def check_own_words(
    workspace: Path,
    mailing: MailingDefinition,
    own: Mapping[str, LetterText],
    office: Office | None,
) -> list[Problem]:
    """Every mistake in the words that a mailing has for itself; `office` as for `check_template`."""
    problems = [problem for words in own.values() for problem in _placeholders_of(words)]
    if office is not None:
        problems += wrong_fields_of_words(own, mailing.subject, mailing.place("subject"), office)
    printed = _texts_of(own)
    for subject in mailing.subject.texts.values() if mailing.subject else ():
        place = mailing.place("subject")
        problems += check_placeholders(subject, CONTEXT, place.file, place.line or 1)
        printed[place.file] = printed.get(place.file, "") + subject
    return with_columns(
        workspace, [*problems, *_unprintable_texts(workspace, printed, office.own_fonts if office else ())]
    )


def _placeholders_of(words: LetterText) -> Iterator[Problem]:
    for key, source in words.front.items():
        place = words.places[key]
        yield from check_placeholders(source, CONTEXT, place.file, place.line or 1)
    yield from check_placeholders(words.source, CONTEXT, words.file, words.first_line)


def _texts_of(words: Mapping[str, LetterText]) -> dict[str, str]:
    """All that each file of words prints."""
    return {text.file: "".join((*text.front.values(), text.source)) for text in words.values()}


def _unprintable_texts(
    workspace: Path, printed: Mapping[str, str], own: Sequence[OwnFont]
) -> Iterator[Problem]:
    for file, text in printed.items():
        for character in unknown_characters(text, own):
            for place in find_lines(workspace, [file], character) or [Place(file)]:
                yield missing_glyph(character, place)


# --- Letters, tried ------------------------------------------------------------------------------------------------


def statement_placeholders(workspace: Path, statements: Mapping[str, Statement]) -> list[Problem]:
    """The placeholders of titles and texts that nobody knows."""
    problems: list[Problem] = []
    for statement in statements.values():
        title = statement.places.get("title", Place(statement.file))
        problems += check_placeholders(statement.title, STATEMENT_CONTEXT, statement.file, title.line or 1)
        problems += check_placeholders(
            statement.source, STATEMENT_CONTEXT, statement.file, statement.first_line
        )
    return with_columns(workspace, problems)


def characters_of(
    workspace: Path, statement: Statement, enclosure: Enclosure, own: Sequence[OwnFont]
) -> Iterator[Problem]:
    """The characters of an enclosure that no font has."""
    for character in unknown_characters(enclosure, own):
        places = find_lines(workspace, [statement.file, OFFICE_FILE], character)
        for place in places or [Place(statement.file)]:
            yield missing_glyph(character, place)


def language_fallbacks(inputs: Inputs, recipient: Recipient, draft: Draft) -> Iterator[Problem]:
    """A warning where a letter or its enclosure is in another language than was asked for; once for all alike."""
    wanted = base_language(recipient.language)
    for template, language in (
        (_NO_LETTER_IN_LANGUAGE, draft.letter.language),
        (_NO_ENCLOSURE_IN_LANGUAGE, draft.enclosure_language),
    ):
        if base_language(language) != wanted:
            said = say(template, recipient_id=recipient.id, wanted=recipient.language, language=language)
            hint = "If that is meant, all is well; else correct the language, or write the text in it."
            place = inputs.place_of(recipient, "language")
            yield Problem("language-fallback", place, said, hint, recipient.language, "warning")


def unprintable(workspace: Path, inputs: Inputs, recipient: Recipient, letter: Letter) -> Iterator[Problem]:
    """What is certain to go wrong on paper: characters that no font has, lines wider than the address field."""
    fonts = inputs.office.own_fonts
    for character in unknown_characters(letter, fonts):
        own = [*places_of_character(recipient, character)]
        if own and len(character) > 1:  # a word that was misread: who read the list has said so
            continue
        text = inputs.templates[letter.template].words[letter.language].file
        statements = [statement.file for statement in inputs.statements.values()]
        places = own or find_lines(workspace, [text, *statements, OFFICE_FILE], character)
        for place in places or [home(recipient)]:
            yield missing_glyph(character, place, recipient.id if own else "")
    for key, text, width, room in wide_lines(letter, fonts):
        theirs = key == "delivery"
        place = inputs.place_of(recipient, key) if theirs else _in_office(workspace, text)
        about = f"{recipient.id}: delivery" if theirs else "The return line"
        what = say(
            "{about} is {width:.0f} mm wide; its one line has {room:.0f} mm.",
            about=about,
            width=width,
            room=room,
        )
        yield Problem("line-too-wide", place, what, "Shorten it.", text[:80])


def _in_office(workspace: Path, text: str) -> Place:
    return find_text(workspace, [OFFICE_FILE], text) or Place(OFFICE_FILE)
