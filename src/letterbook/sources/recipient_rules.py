"""From raw rows to groups of recipients: what every list has to hold, whatever file it came from.

Plain code and linear, since a table may have 100,000 rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from letterbook.envelope_windows import PRESETS, confined
from letterbook.language.answers import yes_or_no
from letterbook.language.country_names import folded_name
from letterbook.language.postcodes import in_its_form
from letterbook.language.spelling import oddity
from letterbook.model import (
    ANY_LAYOUT,
    FORMATS,
    Address,
    Defaults,
    Format,
    Group,
    ListLayout,
    Localised,
    OwnField,
    Recipient,
)
from letterbook.problems import Place, Problem
from letterbook.sentences import UNSAFE, say
from letterbook.sources.address_checks import doubtful_parts
from letterbook.sources.countries import country_code, not_a_country
from letterbook.sources.divided_fields import undivided
from letterbook.sources.field_values import PREFIX, NoValueError, Reading, value_of
from letterbook.sources.inner_country import LINES, settle
from letterbook.sources.likely_doubles import written_as
from letterbook.sources.made_ids import latin_slug, with_ids
from letterbook.sources.misplaced_texts import misplaced_texts
from letterbook.sources.odd_texts import odd_texts
from letterbook.sources.raw_recipient import INHERITED_KEYS, LINES_KEYS, RawGroup, RawRecipient, place_of
from letterbook.sources.text_checks import (
    is_language_tag,
    is_slug,
    not_a_language,
    not_a_slug,
    other_paper,
    shortened,
    suggestion,
    unsafe_character,
)

ONLY_GROUP = "recipients"
"""The id of the one group of a table that has no column for groups."""

_NAMES = ("organisation", "person", "given", "surname", "post")
_FORMATS_APART = re.compile(r"[\s,/+&|]+")
_AND = frozenset(("and", "und", "et", "y", "e", "i", "en", "ve", "və", "и", "і", "oraz", "si", "și"))
_CALLED: Mapping[str, str] = {"word": "docx", ".pdf": "pdf", ".docx": "docx"}
_ADDRESS_PARTS = ("address.street", "address.city", "address.region", "address.postcode")
_COPIES = re.compile(r"[1-9][0-9]?")
_WHOSE = re.compile(r"(?P<kind>[^\s]+)\s+of\s+(?P<sending>.+?)(?:\s+to\s+(?P<receiving>.+))?", re.IGNORECASE)
"""A kind with the state whose it is, and that which receives it."""


def build_groups(
    raw_groups: Iterable[RawGroup], defaults: Defaults, layout: ListLayout = ANY_LAYOUT
) -> tuple[list[Group], list[Problem]]:
    """The groups in their order, with the defaults filled in, and everything that is wrong with them.

    `layout` has the office's own fields and words. A recipient without id or usable address is left out of its group, its problems are not. Codes: missing-field,
    wrong-id, duplicate-id, wrong-value, other-paper, wrong-language, unknown-country, wrong-address, double-recipient,
    control-character, empty-group, no-recipients.
    """
    builder = _Builder(defaults, layout)
    whole = [builder.whole(group) for group in raw_groups]
    groups = [group for group in map(builder.group, with_ids(whole)) if group is not None]
    return groups, builder.problems


def no_recipients(place: Place, what: str = "The list has no recipients.") -> Problem:
    """The problem of a list that nobody can be written to."""
    return Problem("no-recipients", place, what, "Add at least one recipient with an id and an address.")


@dataclass(frozen=True)
class _Settings:
    """What a recipient takes from its group, and a group from the office."""

    language: str
    template: str
    formats: tuple[Format, ...]
    window: str
    universal: bool
    signatory: str | None = None
    copies: int = 1
    salutation: str | None = None
    closing: str | None = None
    delivery: str | None = None
    honorific: str | None = None
    in_text: str | None = None
    kind: str | None = None
    sending_state: str | None = None
    receiving_state: str | None = None


class _Builder:
    """Builds group by group; remembers ids, and who has which name and address."""

    def __init__(self, defaults: Defaults, layout: ListLayout) -> None:
        self.problems: list[Problem] = []
        self._fields, self._language = layout.fields, defaults.language
        self._words, self._answers = layout.words, layout.words.answers
        self._page = defaults.page
        self._home = defaults.country
        self._base = _Settings(
            defaults.language, defaults.template, defaults.formats, defaults.window, defaults.universal
        )
        self._group_ids: dict[str, RawGroup | RawRecipient] = {}
        self._ids: dict[str, RawGroup | RawRecipient] = {}
        self._addressed: dict[tuple[str, str], Recipient] = {}

    def whole(self, raw: RawGroup) -> RawGroup:
        """The group without columns that hold parts of fields."""
        group, problems = undivided(raw, self._home, self._language)
        self.problems += problems
        return group

    def group(self, raw: RawGroup) -> Group | None:
        group_id = self._id("group", raw, self._group_ids)
        self._check_characters(raw)
        self.problems.extend(odd_texts(raw))
        inherited = self._settings(raw, self._base)
        if not raw.recipients:
            what = say("The group “{group_id}” has no recipients.", group_id=group_id or "?")
            hint = "Add a recipient to it, or delete the group."
            self.problems.append(
                Problem("empty-group", place_of(raw, "recipients"), what, hint, group_id or "")
            )
        members = [self._recipient(member, group_id or "", inherited) for member in raw.recipients]
        if group_id is None:
            return None
        recipients = tuple(member for member in members if member is not None)
        return Group(group_id, raw.name or Localised({}), recipients, raw.places)

    def _recipient(self, raw: RawRecipient, group_id: str, inherited: _Settings) -> Recipient | None:
        self._check_characters(raw)
        self.problems.extend(odd_texts(raw))
        self.problems.extend(misplaced_texts(raw))
        recipient_id = self._id("recipient", raw, self._ids)
        settings = self._settings(raw, inherited)
        self._check_name(raw)
        address = self._address(raw)
        active = self._active(raw)
        own = self._own_fields(raw, settings.language, active=active)
        if recipient_id is None or address is None:
            return None
        recipient = _assembled(raw, recipient_id, group_id, address, settings, active=active)
        recipient = replace(recipient, fields=own) if own else recipient
        if active:
            self._check_double(recipient)
        return recipient

    def _report(self, code: str, place: Place, what: str, hint: str, text: str = "") -> None:
        self.problems.append(Problem(code, place, what, hint, text))

    # A table works out its places when asked for them; so they are asked for where something is wrong, and only there.

    def _id(
        self, kind: str, raw: RawGroup | RawRecipient, seen: dict[str, RawGroup | RawRecipient]
    ) -> str | None:
        written = raw.values.get("id")
        if written is None and isinstance(raw, RawRecipient) and not _is_named(raw):
            return None  # it has no name to make an id of, and that is told
        if written is None:
            hint = say("Give the {kind} an id of its own.", kind=kind)
            self._report(
                "missing-field", place_of(raw, "id"), say("This {kind} has no id.", kind=kind), hint, "id"
            )
            return None
        if not is_slug(written):
            self.problems.append(not_a_slug(say("id of a {kind}", kind=kind), written, place_of(raw, "id")))
            return None
        if seen.setdefault(written, raw) is not raw and "id" not in raw.places:
            first = seen[written].places[""]
            what = say("Name, street and place are those of {first}.", first=first)
            self._report("double-recipient", raw.places[""], what, _BOTH_MEANT, written)
            return None
        if seen[written] is not raw:
            first = place_of(seen[written], "id")
            what = say("The id “{written}” is given twice; first at {seen}.", written=written, seen=first)
            hint = say("Give this {kind} another id, or delete one of the two.", kind=kind)
            self._report("duplicate-id", place_of(raw, "id"), what, hint, written)
            return None
        return written

    def _check_characters(self, raw: RawGroup | RawRecipient) -> None:
        own = raw.own if isinstance(raw, RawRecipient) else {}
        written = {f"{PREFIX}{name}": text for name, text in own.items() if isinstance(text, str)}
        texts = [*raw.values.values(), *(text for texts in raw.lists.values() for text in texts)]
        texts += written.values()
        if not UNSAFE.search(" ".join(texts)):
            return
        pairs = [(key, _on_one_line(key, text)) for key, text in raw.values.items()]
        pairs += [(key, text) for key, texts in raw.lists.items() for text in texts]
        pairs += written.items()
        found = (unsafe_character(key, text, place_of(raw, key)) for key, text in pairs)
        self.problems.extend(problem for problem in found if problem is not None)

    def _settings(self, raw: RawGroup | RawRecipient, base: _Settings) -> _Settings:
        own: dict[str, Any] = {}
        for key in INHERITED_KEYS:
            if key not in raw.values:
                continue
            text = raw.values[key]
            if key == "universal" and (answer := yes_or_no(text, self._answers)) is not None:
                own[key] = answer
            elif key == "kind":
                own |= self._kind(text, raw)
            elif key == "universal" or (key in _RULES and not _RULES[key](text)):
                self.problems.append(_setting_problem(key, text, place_of(raw, key)))
            else:
                own[key] = int(text) if key == "copies" else text
        if "window" in own and PRESETS[own["window"]].paper != self._page:
            self.problems.append(other_paper(own["window"], self._page, place_of(raw, "window")))
        if "formats" in raw.lists:
            own["formats"] = self._formats(raw) or base.formats
        return replace(base, **own) if own else base

    def _kind(self, text: str, raw: RawGroup | RawRecipient) -> dict[str, str | None]:
        """The kind, and whose it is: “mission”, “mission of FR”, “mission of FR to AZ”."""
        said = _WHOSE.fullmatch(text)
        kind, *states = (said["kind"], said["sending"], said["receiving"]) if said else (text, None, None)
        codes = [state and self._state(state, place_of(raw, "kind")) for state in states]
        return {"kind": kind, "sending_state": codes[0], "receiving_state": codes[1]}

    def _state(self, written: str, place: Place) -> str | None:
        code = country_code(written) or self._words.countries.get(folded_name(written))
        if code is None:
            self.problems.append(not_a_country(written, place))
        return code

    def _formats(self, raw: RawGroup | RawRecipient) -> tuple[Format, ...]:
        texts = (text for written in raw.lists["formats"] for text in _FORMATS_APART.split(written.lower()))
        written = [_CALLED.get(text, text) for text in texts if text and text not in _AND]
        for text in written:
            if text not in FORMATS:
                what = say("“{text}” is not a format that letters are made in.", text=shortened(text))
                self._report(
                    "wrong-value", place_of(raw, "formats"), what, suggestion(text, FORMATS, "Possible"), text
                )
        return tuple(name for name in FORMATS if name in written)

    def _check_name(self, raw: RawRecipient) -> None:
        if not _is_named(raw):
            what = "This recipient has no name."
            hint = "Write at least one of organisation, person and post."
            self._report("missing-field", place_of(raw), what, hint, raw.values.get("id", ""))

    def _active(self, raw: RawRecipient) -> bool:
        written = raw.values.get("active", "true")
        answer = yes_or_no(written, self._answers)
        if answer is None:
            what = say("“active” is neither yes nor no: “{written}”.", written=shortened(written))
            hint = (
                "Write yes or no. Where the column holds something else, such as a state of membership, declare it under fields in "
                "letterbook.yaml, and say under only in the mailing who gets a letter."
            )
            self._report("wrong-value", place_of(raw, "active"), what, hint, written)
        return answer is not False

    def _own_fields(self, raw: RawRecipient, language: str, *, active: bool) -> tuple[OwnField, ...]:
        """What the recipient has of the office's own fields; who gets no letter needs none of them."""
        own = []
        reading = Reading(language, self._home, self._words)
        for name, rule in self._fields.items():
            key = f"{PREFIX}{name}"
            if name in raw.own:
                try:
                    value = value_of(raw.own[name], rule, self._language, reading)
                    own.append(OwnField(name, rule.type, value, rule.currency))
                except NoValueError as none:
                    self._report("wrong-value", place_of(raw, key), none.what, none.hint, str(raw.own[name]))
            elif rule.required and active:
                what = say("The field “{name}” has no value here, and it is required.", name=name)
                self._report("missing-field", place_of(raw, key), what, _FILL_IN, name)
        return tuple(own)

    def _address(self, raw: RawRecipient) -> Address | None:
        values, lines = raw.values, raw.lists.get("address.lines", ())
        parts = [key for key in _ADDRESS_PARTS if key in values]
        if not lines and not parts and "address.country" not in values:
            hint = "Add an address: street, city, postcode and country, or lines and country."
            self._report(
                "missing-field", place_of(raw, "address"), "This recipient has no address.", hint, "address"
            )
            return None
        country = self._country(raw)
        if lines and parts:
            what: str = say(
                "The address is given twice: as lines, and in parts ({last}).",
                last=", ".join(map(_last, parts)),
            )
            self._report(
                "wrong-address", place_of(raw, parts[0]), what, "Keep either the lines or the parts."
            )
        elif not lines and "address.street" not in values and "address.city" not in values:
            what = "The address has neither lines nor a street nor a city."
            self._report(
                "wrong-address", place_of(raw, "address"), what, "Write street and city, or the lines."
            )
            return None
        if country is None and "address.country" in values:
            return None
        settled = settle(raw, country, self._home)
        self.problems.extend(settled.problems)
        if settled.country is None:  # and the office has none, which is told where it should stand
            return None
        lines = lines[:-1] if LINES in settled.dropped else lines
        kept = (None if key in settled.dropped else values.get(key) for key in _ADDRESS_PARTS)
        address = Address(settled.country, lines, *kept)
        if address.postcode:
            address = replace(address, postcode=in_its_form(address.postcode, address.country))
        self.problems.extend(doubtful_parts(raw, address))
        return address

    def _country(self, raw: RawRecipient) -> str | None:
        written = raw.values.get("address.country")
        if written is None:
            return None
        return self._state(written, place_of(raw, "address.country", "address"))

    def _check_double(self, recipient: Recipient) -> None:
        first = self._addressed.setdefault(written_as(recipient), recipient)
        if first is not recipient:
            what = say(
                "“{recipient_id}” has the same name and address as “{first_id}” ({places}).",
                recipient_id=recipient.id,
                first_id=first.id,
                places=first.places[""],
            )
            hint = (
                "Delete one of the two or set it to active: false; if both are meant, let their names differ."
            )
            self._report("double-recipient", recipient.places[""], what, hint, shortened(recipient.name))


def _assembled(
    raw: RawRecipient,
    recipient_id: str,
    group_id: str,
    address: Address,
    settings: _Settings,
    *,
    active: bool,
) -> Recipient:
    values = raw.values
    return Recipient(
        id=recipient_id,
        group=group_id,
        organisation=values.get("organisation"),
        person=values.get("person") or _whole_name(values),
        post=values.get("post"),
        honorific=settings.honorific,
        salutation=settings.salutation,
        closing=settings.closing,
        attention=values.get("attention"),
        in_text=settings.in_text,
        address=address,
        language=settings.language,
        template=settings.template,
        formats=settings.formats,
        signatory=settings.signatory,
        window=confined(settings.window) if settings.universal else settings.window,
        copies=settings.copies,
        cc=raw.lists.get("cc", ()),
        delivery=settings.delivery,
        active=active,
        kind=settings.kind,
        sending_state=settings.sending_state,
        receiving_state=settings.receiving_state,
        given=values.get("given"),
        surname=values.get("surname"),
        form_of_address=values.get("form_of_address"),
        together_with=values.get("together_with"),
        places=raw.places,
    )


def _is_named(raw: RawRecipient) -> bool:
    return any(key in raw.values for key in _NAMES)


_FILL_IN = "Fill it in, or take “required” out of letterbook.yaml."
_BOTH_MEANT = "Delete one of the two; if both are meant, add a column “id” and give each an id of its own."


def _on_one_line(key: str, text: str) -> str:
    """The text without the line breaks that it may have."""
    return text.replace("\n", " ") if key in LINES_KEYS else text


def _whole_name(values: Mapping[str, str]) -> str | None:
    """Given name and surname as one, as they stand on an envelope."""
    return " ".join(filter(None, [values.get("given"), values.get("surname")])) or None


def _last(key: str) -> str:
    return key.rpartition(".")[2]


_RULES: Mapping[str, Callable[[str], object]] = {
    "language": is_language_tag,
    "template": is_slug,
    "window": PRESETS.__contains__,
    "copies": _COPIES.fullmatch,
}


def _setting_problem(key: str, text: str, place: Place) -> Problem:
    """What is wrong with a text that broke its key's rule."""
    if key == "language":
        return not_a_language(text, place)
    if key == "template":
        return not_a_slug("name of a template", text, place)
    if key == "window":
        what = say("There is no window “{text}”.", text=shortened(text))
        return Problem("wrong-value", place, what, suggestion(text, PRESETS, "Possible"), text)
    if key == "universal":
        what = say("“universal” is neither yes nor no: “{text}”.", text=shortened(text))
        return Problem("wrong-value", place, what, "Write true or false.", text)
    what = say("“{text}” is not a number of copies.", text=shortened(text))
    return Problem("wrong-value", place, what, "Write a whole number from 1 to 99.", text)


# --- Tables: a row a recipient, the group a column -----------------------------------------------------------------


def groups_of_rows(rows: Sequence[RawRecipient]) -> tuple[list[RawGroup], list[Problem]]:
    """The rows, at least one, by their `group`; groups in the order in which they first appear.

    Where no row has a group, the names of groups tell them apart; with one name, or none, all are in one, ONLY_GROUP. Codes:
    missing-field (some rows have a group, some not), wrong-value (a group with two names).
    """
    if not any("group" in row.values for row in rows):
        names = list(dict.fromkeys(row.values["group_name"] for row in rows if "group_name" in row.values))
        if len(names) < 2:
            name = Localised({"": names[0]}) if names else None
            return [RawGroup({"id": ONLY_GROUP}, tuple(rows), name, {}, {"": rows[0].places[""]})], []
        rows = [
            replace(row, values={"group": row.values["group_name"], **row.values})
            if "group_name" in row.values
            else row
            for row in rows
        ]
    members: dict[str, list[RawRecipient]] = {}
    problems: list[Problem] = []
    for row in map(_with_group_id, rows):
        if "group" in row.values:
            members.setdefault(row.values["group"], []).append(row)
        else:
            hint = "Write the group's id into this row, as in the other rows."
            problems.append(
                Problem("missing-field", row.places[""], "This recipient has no group.", hint, "group")
            )
    groups = [_group_of(group_id, rows_of_it, problems) for group_id, rows_of_it in members.items()]
    return groups, problems


def _with_group_id(row: RawRecipient) -> RawRecipient:
    """A group that is named in words has these for its name, and an id made of them."""
    written = row.values.get("group", "")
    if is_slug(written) or oddity(written) or not (made := latin_slug(written)):
        return row
    return replace(row, values={"group_name": written, **row.values, "group": made})


def _group_of(group_id: str, rows: list[RawRecipient], problems: list[Problem]) -> RawGroup:
    named = [row for row in rows if "group_name" in row.values]
    names: Mapping[str, RawRecipient] = {row.values["group_name"]: row for row in reversed(named)}
    name = named[0].values["group_name"] if named else None
    for other, row in names.items():
        if other != name:
            what = say(
                "The group “{group_id}” has two names: “{name}” and “{other}”.",
                group_id=shortened(group_id),
                name=shortened(name or ""),
                other=shortened(other),
            )
            hint = "Write the same name into all rows of the group, or into its first row only."
            problems.append(Problem("wrong-value", place_of(row, "group_name"), what, hint, other))
    places = {"": rows[0].places[""], "id": place_of(rows[0], "group")}
    return RawGroup({"id": group_id}, tuple(rows), Localised({"": name}) if name else None, {}, places)
