"""Reads what a mailing is: `mailings/<id>.yaml`, or a statement that is a mailing by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, cast

from letterbook.envelope_windows import PAPERS, PRESETS
from letterbook.model import FORMATS, Format, MailingDefinition
from letterbook.problems import Place, Problem
from letterbook.sentences import printable, say
from letterbook.sources.enclosures import ENCLOSURES, read_enclosures
from letterbook.sources.field_filter import read_field_filters
from letterbook.sources.file_names import leads_outside, outside
from letterbook.sources.files import read_text
from letterbook.sources.line_marks import line_marks
from letterbook.sources.list_layout import ListKeys, list_layout
from letterbook.sources.statement import doubled_groups, list_statements
from letterbook.sources.text_checks import is_slug, not_a_slug, shortened
from letterbook.sources.unfilled import rather_unfilled, unfilled_values
from letterbook.sources.yaml.located import (
    LocatedList,
    LocatedMap,
    LocatedText,
    Node,
    doubled_words,
    read_map,
)
from letterbook.sources.yaml.validation import (
    CountryList,
    Day,
    FormatList,
    LanguageList,
    LocalisedText,
    Schema,
    Slug,
    SlugList,
    YesNo,
    checked,
    one_of,
    text_as,
    validate,
    wrong,
)

MAILINGS = "mailings"
SUFFIX = ".yaml"
MAX_MAILING_BYTES = 1_000_000
MOST_SIGNATORIES = 2


def list_mailings(workspace: Path) -> tuple[list[str], list[Problem]]:
    """The ids of the workspace's mailings, in alphabetical order, and the files that are none by their names."""
    files = (path for path in (workspace / MAILINGS).glob("*") if path.name[0] not in ".~" and path.is_file())
    names = sorted(path.name for path in files)
    ids = [name.removesuffix(SUFFIX) for name in names if _is_mailing(name)]
    return ids, [_misnamed(name) for name in names if not _is_mailing(name)]


def _is_mailing(name: str) -> bool:
    return name.endswith(SUFFIX) and is_slug(name.removesuffix(SUFFIX))


def _misnamed(name: str) -> Problem:
    shown = printable(name)
    what = say("“{name}” is not the name of a mailing.", name=shortened(shown))
    hint = "Name it by its id and .yaml, such as invitation.yaml, or move it elsewhere."
    return Problem("wrong-id", Place(f"{MAILINGS}/{shown}"), what, hint, shown)


def read_mailing(
    workspace: Path, mailing_id: str, folders: tuple[str, ...] = ()
) -> tuple[MailingDefinition | None, list[Problem]]:
    """What the mailing with this id is; None where its file cannot be read. Without a file it is the statement of this id.

    A key with a mistake is left out, so that it does not hide those of other files. Codes: wrong-id, ambiguous-id,
    outside-workspace, not-filled-in, and those of `files.read_text`, `located.read_map` and `validation.validate`.
    """
    if not is_slug(mailing_id):
        return None, [not_a_slug("id of a mailing or statement", printable(mailing_id), Place(MAILINGS))]
    label = f"{MAILINGS}/{mailing_id}{SUFFIX}"
    path = workspace / label
    if not path.exists():
        return MailingDefinition(mailing_id, mailing_id), []
    if leads_outside(workspace, path, folders):
        return None, [outside(label, Place(label))]
    text, problems = read_text(path, label, MAX_MAILING_BYTES)
    root, broken = read_map(text, label) if text is not None else (None, [])
    problems += broken
    if root is None:
        return None, problems
    _, wrong_values = validate(_File, root)
    sound, _ = validate(_File, _sound(root))
    assert sound is not None
    enclosures, wrong_enclosures = read_enclosures(root.values.get(ENCLOSURES))
    fields, wrong_fields = read_field_filters(_under(root, "only", "fields"))
    definition = _definition(mailing_id, label, sound, root)
    definition = replace(definition, enclosures=enclosures, fields=fields)
    mistakes = [*wrong_values, *wrong_enclosures, *wrong_fields, *_doubled(root)]
    wrong = rather_unfilled(mistakes, unfilled_values(root))
    wrong += line_marks("subject", root.values.get("subject"))
    return definition, [*problems, *wrong, *_ambiguous(workspace, definition)]


# --- What the file may hold ----------------------------------------------------------------------------------------


def _one_or_two(names: list[str]) -> list[str]:
    if not 1 <= len(names) <= MOST_SIGNATORIES:
        raise wrong("A letter is signed by one or by two.", "Name one signatory, or two.")
    return names


class _Only(Schema):
    """Whom of the list the mailing goes to."""

    groups: SlugList | None = None
    countries: CountryList | None = None
    kinds: SlugList | None = None
    languages: LanguageList | None = None
    fields: object = None  # `field_filter.read_field_filters` reads them


class _Print(Schema):
    """How it is printed, where the list does not say it of an addressee."""

    page: Annotated[str, one_of(PAPERS)] | None = None
    window: Annotated[str, one_of(PRESETS)] | None = None
    universal: YesNo | None = None


class _File(Schema):
    """Every key may be left out: then it is as statement, list and office have it."""

    statement: Slug | None = None
    date_: Day | None = None
    list_: Annotated[ListKeys | None, text_as("file")] = None
    only: _Only = _Only()
    template: Slug | None = None
    subject: LocalisedText | None = None
    signatories: Annotated[SlugList, checked(_one_or_two)] | None = None
    formats: FormatList | None = None
    series: Slug | None = None
    print_: _Print = _Print()
    enclosures: object = None  # `enclosures.read_enclosures` reads them


def _sound(root: LocatedMap) -> LocatedMap:
    """The keys that can be used as they are."""
    values: Mapping[str, Node] = {
        key: node
        for key, node in root.values.items()
        if key in root.keys and validate(_File, LocatedMap({key: node}, {key: root.keys[key]}, root.place))[0]
    }
    return LocatedMap(values, root.keys, root.place)


def _definition(mailing_id: str, label: str, content: _File, root: LocatedMap) -> MailingDefinition:
    chosen, printed = content.only, content.print_
    return MailingDefinition(
        id=mailing_id,
        statement=content.statement or mailing_id,
        file=label,
        date=content.date_,
        list_layout=list_layout(content.list_, root.values.get("list")),
        groups=tuple(chosen.groups) if chosen.groups is not None else None,
        countries=tuple(chosen.countries or ()),
        kinds=tuple(chosen.kinds or ()),
        languages=tuple(chosen.languages or ()),
        template=content.template,
        subject=content.subject,
        signatories=tuple(content.signatories or ()),
        formats=cast(tuple[Format, ...], tuple(name for name in FORMATS if name in (content.formats or ()))),
        series=content.series,
        page=printed.page,
        window=printed.window,
        universal=printed.universal,
        places=_places(root) | _places_of_countries(root, chosen.countries or ()),
    )


def _under(root: LocatedMap, *keys: str) -> Node | None:
    """What stands under these keys, one in the other."""
    node: Node | None = root
    for key in keys:
        node = node.values.get(key) if isinstance(node, LocatedMap) else None
    return node


def _places_of_countries(root: LocatedMap, codes: Sequence[str]) -> dict[str, Place]:
    """Where each country stands, whose name may be written in any language."""
    node = _under(root, "only", "countries")
    items = node.items if isinstance(node, LocatedList) else ()
    return {f"countries {code}": item.place for code, item in zip(codes, items, strict=False)}


def _places(root: LocatedMap) -> dict[str, Place]:
    """Where each key stands, those of `only` and `print` among them, and each item of a list."""
    places = {"": root.place}
    for key, node in root.values.items():
        places[key] = node.place
        if isinstance(node, LocatedList):
            places |= {
                f"{key} {item.text}": item.place for item in node.items if isinstance(item, LocatedText)
            }
        elif isinstance(node, LocatedMap) and key in ("only", "print"):
            places |= _places(LocatedMap(node.values, node.keys, node.place)) | {"": root.place}
    return places


def _doubled(root: LocatedMap) -> Iterator[Problem]:
    """Groups that would get each letter twice, and one who would sign beside itself."""
    yield from doubled_groups(_under(root, "only", "groups"))
    for name, place in doubled_words(root.values.get("signatories")):
        what = say("The signatory “{name}” is named twice.", name=shortened(name))
        yield Problem("duplicate-id", place, what, "Name two different ones, or one.", name)


def _ambiguous(workspace: Path, definition: MailingDefinition) -> list[Problem]:
    """The problem of an id that means one text here and another as a statement's."""
    if definition.id == definition.statement or definition.id not in list_statements(workspace):
        return []
    what = say(
        "There is a statement “{id}” too, and this mailing sends “{statement}”.",
        id=definition.id,
        statement=definition.statement,
    )
    hint = "Nobody could tell which of them is meant. Give this file another name, or let it send the statement of its own."
    return [Problem("ambiguous-id", definition.place("statement"), what, hint, definition.statement)]
