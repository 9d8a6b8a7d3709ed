"""Reads the list of recipients from YAML; tables come in by `build_list`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from letterbook.model import ANY_LAYOUT, Defaults, FieldRule, Group, ListLayout, Localised
from letterbook.problems import Place, Positions, Problem
from letterbook.sources.field_values import PREFIX, WrittenValue, not_declared
from letterbook.sources.files import read_text
from letterbook.sources.inner_country import with_country_apart, without_unasked_region
from letterbook.sources.languages import tag_meant
from letterbook.sources.raw_recipient import (
    INHERITED_KEYS,
    LIST_KEYS,
    TEXT_KEYS,
    RawGroup,
    RawRecipient,
    as_written,
)
from letterbook.sources.recipient_rules import build_groups, groups_of_rows, no_recipients
from letterbook.sources.text_checks import unknown_key, wrong_kind
from letterbook.sources.unfilled import rather_unfilled, unfilled_values
from letterbook.sources.yaml.located import LocatedList, LocatedMap, LocatedText, Node, read_map
from letterbook.sources.yaml.validation import LocalisedText, Schema, validate
from letterbook.steps import begin_step

MAX_LIST_BYTES = 50_000_000

_ADDRESS = "address."
_ADDRESS_TEXTS = tuple(key.removeprefix(_ADDRESS) for key in TEXT_KEYS if key.startswith(_ADDRESS))
_RECIPIENT_TEXTS = tuple(
    k for k in TEXT_KEYS if not k.startswith(_ADDRESS) and k not in ("group", "group_name")
)
_RECIPIENT_LISTS = tuple(key for key in LIST_KEYS if not key.startswith(_ADDRESS))


def read_recipients(
    path: Path, label: str, defaults: Defaults, layout: ListLayout = ANY_LAYOUT
) -> tuple[list[Group], list[Problem]]:
    """The groups of a YAML list, in protocol order; `label` is the file as the user knows it, `layout` says what
    the office's own fields and words are.

    Codes: those of `files.read_text`, `located.read_map` and `recipient_rules.build_groups`, and unknown-key, wrong-value,
    not-filled-in.
    """
    raw, problems = read_raw(path, label, layout)
    if raw is None:
        return [], problems
    begin_step(label, letters=sum(len(group.recipients) for group in raw.groups))
    groups, wrong = build_groups(raw.groups, defaults, layout)
    misshapen = {problem.place for problem in problems if problem.code == "wrong-value"}
    wrong = [problem for problem in wrong if problem.place not in misshapen]  # said already, and not missing
    problems += wrong + _nobody(raw.groups, groups, Place(label, 1, 1))
    return groups, rather_unfilled(problems, raw.unfilled)


@dataclass(frozen=True)
class RawList:
    """A YAML list as it was written: its text, its groups before anything is checked, and values that are yet to be written."""

    text: str
    groups: Sequence[RawGroup]
    unfilled: Sequence[Problem]


def read_raw(path: Path, label: str, layout: ListLayout) -> tuple[RawList | None, list[Problem]]:
    """The same without the rules of lists; None where it cannot be read. Codes: those of `read_recipients` but for the rules."""
    text, problems = read_text(path, label, MAX_LIST_BYTES)
    if text is None:
        return None, problems
    reader = _Reader(problems, layout.fields)
    taken = {("groups",): reader.take_group, ("groups", "recipients"): reader.take_recipient}
    root, broken = read_map(text, label, taken=taken)
    if root is None:
        return None, problems + broken
    reader.take_root(root)
    return RawList(text, reader.groups, reader.unfilled), reader.problems + broken


def build_list(
    rows: Sequence[RawRecipient],
    label: str,
    defaults: Defaults,
    layout: ListLayout = ANY_LAYOUT,
) -> tuple[list[Group], list[Problem]]:
    """The groups of a table's rows; `label` is the file as the user knows it. Codes as for a YAML list.

    No rows are no problem here: the table's reader has said why there are none.
    """
    if not rows:
        return [], []
    home = defaults.country
    rows = [with_country_apart(_with_tag(row, defaults.language), home) for row in rows]
    if "address.region" not in layout.columns.values():  # else the office means it
        rows = [without_unasked_region(row, home) for row in rows]
    raw_groups, ungrouped = groups_of_rows(rows)
    groups, wrong = build_groups(raw_groups, defaults, layout)
    return groups, ungrouped + wrong + _nobody(raw_groups, groups, Place(label))


def _with_tag(row: RawRecipient, told_in: str) -> RawRecipient:
    """The row with the tag of a language that it calls by its name, as tables do: English, Deutsch, EN."""
    written = row.values.get("language", "")
    tag = tag_meant(written, told_in) if written else written
    return row if tag == written else replace(row, values={**row.values, "language": tag})


def _nobody(raw_groups: Sequence[RawGroup], groups: Sequence[Group], place: Place) -> list[Problem]:
    """A list without recipients, or with none to be written to, is a mistake of its own."""
    if not raw_groups:
        return [no_recipients(place)]
    built = [recipient for group in groups for recipient in group.recipients]
    is_whole = len(built) == sum(len(group.recipients) for group in raw_groups)
    if built and is_whole and not any(recipient.active for recipient in built):
        return [no_recipients(place, "Every recipient of the list is set to active: false.")]
    return []


@dataclass
class _Fields:
    """What a mapping of the file says, in the keys of RawRecipient."""

    place: Place
    values: dict[str, str] = field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.places[""] = self.place


class _GroupName(Schema):
    name: LocalisedText | None = None


class _Reader:
    """Takes in the tree of a list piece by piece, from within; keeps what is wrong with its shape."""

    def __init__(self, problems: Sequence[Problem], own: Mapping[str, FieldRule]) -> None:
        self.problems = [*problems]
        self.groups: list[RawGroup] = []
        self.unfilled: list[Problem] = []
        self._members: list[RawRecipient] = []
        self._own = own

    def take_root(self, root: LocatedMap) -> None:
        """The whole list, of which the groups have been taken."""
        self._refuse_unknown(root, ("groups",))
        self._refuse_others(root, "groups", "group")
        self.unfilled += unfilled_values(root)

    def take_group(self, node: LocatedMap) -> None:
        """A group, of which the recipients have been taken."""
        self._refuse_unknown(node, ("id", "name", *INHERITED_KEYS, "formats", "recipients"))
        self._refuse_others(node, "recipients", "recipient")
        fields = _Fields(node.place)
        self._take(node, ("id", *INHERITED_KEYS), ("formats",), fields)
        members, self._members = tuple(self._members), []
        self.groups.append(RawGroup(fields.values, members, self._name(node), fields.lists, fields.places))
        self.unfilled += unfilled_values(node)

    def take_recipient(self, node: LocatedMap) -> None:
        """A recipient of the group that is taken next."""
        self._members.append(self._recipient(node))
        self.unfilled += unfilled_values(node)

    def _name(self, node: LocatedMap) -> Localised | None:
        if "name" not in node.values:
            hint = "Add a line “name: …”; it stands in the sentence that says whom the statement addresses."
            place = node.place_of("name")
            self.problems.append(Problem("missing-field", place, "This group has no name.", hint, "name"))
            return None
        only_name = LocatedMap({"name": node.values["name"]}, {"name": node.keys["name"]}, node.place)
        group_name, problems = validate(_GroupName, only_name)
        self.problems.extend(problems)
        return group_name.name if group_name else None

    def _recipient(self, node: LocatedMap) -> RawRecipient:
        self._refuse_unknown(node, (*_RECIPIENT_TEXTS, *_RECIPIENT_LISTS, "address", "fields"))
        fields = _Fields(node.place)
        self._take(node, _RECIPIENT_TEXTS, _RECIPIENT_LISTS, fields)
        address = node.values.get("address")
        if isinstance(address, LocatedMap):
            self._refuse_unknown(address, (*_ADDRESS_TEXTS, "lines"))
            self._take(address, _ADDRESS_TEXTS, ("lines",), fields, _ADDRESS)
        elif address is not None:
            self.problems.append(wrong_kind("address", "keys", address.place))
        own = self._own_fields(node, fields.places)
        return RawRecipient(fields.values, fields.lists, Positions(fields.places), own)

    def _own_fields(self, node: LocatedMap, places: dict[str, Place]) -> dict[str, WrittenValue]:
        """The texts under `fields`; their places go to the others."""
        own = node.values.get("fields")
        if own is not None and not isinstance(own, LocatedMap):
            self.problems.append(wrong_kind("fields", "keys", own.place))
        found: dict[str, WrittenValue] = {}
        if not isinstance(own, LocatedMap):
            return found
        for name, value in own.values.items():
            place = own.place_of(name)
            places[f"{PREFIX}{name}"] = place
            if name not in self._own:
                self.problems.append(not_declared(name, self._own, place))
            elif not isinstance(value, LocatedText):
                self.problems.append(wrong_kind(name, "text", value.place))
            elif text := as_written(name, value.text):
                found[name] = text
        return found

    def _refuse_unknown(self, node: LocatedMap, known: Sequence[str]) -> None:
        self.problems.extend(
            unknown_key(key, place, known) for key, place in node.keys.items() if key not in known
        )

    def _refuse_others(self, node: LocatedMap, key: str, item_name: str) -> None:
        """What is under this key must be a list, and what is in it mappings, which have been taken."""
        items = node.values.get(key)
        if isinstance(items, LocatedList):
            self.problems.extend(wrong_kind(item_name, "keys", item.place) for item in items.items)
        elif items is not None:
            self.problems.append(wrong_kind(key, "list", items.place))

    def _take(
        self, node: LocatedMap, texts: Iterable[str], lists: Iterable[str], into: _Fields, prefix: str = ""
    ) -> None:
        """Moves the node's texts and lists into the fields, with the place of each value."""
        for key in texts:
            value = node.values.get(key)
            if isinstance(value, LocatedText):
                if text := as_written(prefix + key, value.text):
                    into.values[prefix + key] = text
            elif value is not None:
                self.problems.append(wrong_kind(key, "text", value.place))
        for key in lists:
            if key in node.values:
                into.lists[prefix + key] = tuple(self._texts(key, node.values[key]))
        into.places.update((prefix + key, node.place_of(key)) for key in node.keys)

    def _texts(self, key: str, node: Node) -> Iterable[str]:
        """The texts of a list; one text alone is parted into its lines, or at commas where it names formats."""
        if isinstance(node, LocatedText):
            text = node.text.replace(",", "\n") if key == "formats" else node.text
            yield from filter(None, (as_written(key, line) for line in text.splitlines()))
        elif isinstance(node, LocatedMap):
            self.problems.append(wrong_kind(key, "list", node.place))
        else:
            for item in node.items:
                if isinstance(item, LocatedText):
                    yield as_written(key, item.text)
                else:
                    self.problems.append(wrong_kind(key, "text", item.place))
