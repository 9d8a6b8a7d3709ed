"""Reads `letterbook.yaml`: who writes, who signs, how letters are numbered, and what holds by default."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from string import Formatter
from typing import Annotated, Literal, cast

from letterbook.envelope_windows import PAPERS, PRESETS
from letterbook.errors import InputError, UsageError
from letterbook.language.forms import changed, kinds
from letterbook.model import (
    FORMATS,
    AddresseeKind,
    Defaults,
    Format,
    ListLayout,
    Office,
    Picture,
    Series,
    Signatory,
)
from letterbook.model.language import Languages
from letterbook.model.office import ACCESS, Access
from letterbook.problems import Place, Problem
from letterbook.remedies import Remedy
from letterbook.sentences import say
from letterbook.sources.documents.pictures import read_picture
from letterbook.sources.files import read_text
from letterbook.sources.fonts import read_fonts
from letterbook.sources.languages import read_languages
from letterbook.sources.line_marks import line_marks
from letterbook.sources.list_layout import ListKeys, list_layout
from letterbook.sources.list_words import list_words
from letterbook.sources.own_fields import (
    FieldSchemas,
    SalutationSchemas,
    field_rules,
    no_currencies,
    salutation_rules,
)
from letterbook.sources.post_settings import PostKeys, backward_ranges, post_settings
from letterbook.sources.register_address import register_address
from letterbook.sources.series_patterns import can_meet, stand_together
from letterbook.sources.text_checks import other_paper, shortened, suggestion
from letterbook.sources.unfilled import (
    perhaps_unfilled_values,
    placeholders_left,
    rather_unfilled,
    unfilled_values,
)
from letterbook.sources.yaml.located import LocatedList, LocatedMap, LocatedText, Node, read_map
from letterbook.sources.yaml.validation import (
    Country,
    FilledLines,
    FormatList,
    Language,
    LineList,
    LocalisedLines,
    LocalisedText,
    OneLine,
    Schema,
    Slug,
    WrittenLanguage,
    YesNo,
    accepts,
    checked,
    one_of,
    text_as,
    validate,
    wrong,
)

OFFICE_FILE = "letterbook.yaml"
MAX_OFFICE_BYTES = 1_000_000
RELEASE = ("second-person",)
"""Who releases a mailing, where it is not whoever prepared it."""
PEN_SPACE = "space"
"""What `signature` says where room is left for a pen."""


def is_office(workspace: Path) -> bool:
    """Whether the folder is an office."""
    return (workspace / OFFICE_FILE).exists()


def refuse_no_office(workspace: Path) -> None:
    """Raises UsageError where the folder is no office."""
    if not is_office(workspace):
        what = say(
            "{workspace} is no office: there is no {office_file}.",
            workspace=workspace,
            office_file=OFFICE_FILE,
        )
        raise UsageError(what, Remedy.INIT)


def read_office(workspace: Path) -> tuple[Office | None, list[Problem]]:
    """The office of a workspace, with its pictures read; None where something in the file is wrong.

    Codes: those of `files.read_text`, `located.read_map`, `validation.validate`, `pictures.read_picture`,
    `fonts.read_fonts` and `languages.read_languages`, and duplicate-id, wrong-pattern, no-signatory, no-series, page-not-right,
    not-filled-in.
    """
    text, problems = read_text(workspace / OFFICE_FILE, OFFICE_FILE, MAX_OFFICE_BYTES)
    if text is None:
        return None, problems
    root, broken = read_map(text, OFFICE_FILE)
    if root is None:
        return None, problems + broken
    content, wrong_values = validate(_File, root)
    wrong_values = [_without_password(problem, root) for problem in wrong_values]
    pictures, wrong_pictures = _read_pictures(workspace, root)
    languages, wrong_languages = read_languages(workspace, _folders(root))
    fonts, wrong_fonts = read_fonts(workspace, _lines(root, "fonts"), _folders(root))
    problems += broken + wrong_values + wrong_pictures + _contradictions(root) + wrong_languages + wrong_fonts
    problems = [*rather_unfilled(problems, unfilled_values(root)), *_marks(root)]
    if content is None:
        return None, problems
    fields = field_rules(content.fields_ or {})
    layout = replace(
        list_layout(content.list_, root.values.get("list")), fields=fields, words=list_words(languages)
    )
    office = _office(content, pictures, languages, layout)
    salutations = salutation_rules(content.salutations or {}, root)
    sums = frozenset(file.sum for file in fonts)
    office = replace(office, fonts=sums, font_files=fonts)
    return replace(office, fields=fields, salutations=salutations), problems


# --- What the file may hold ----------------------------------------------------------------------------------------


def _without_password(problem: Problem, root: LocatedMap) -> Problem:
    """The address of the register may hold a password, which no list of mistakes shows."""
    return replace(problem, text="") if problem.place == root.place_of("register") else problem


_OFFICE_TEXTS = ("name", "address", "place", "contact", "return_line")
_SIGNATORY_TEXTS = ("name", "title", "proxy")


def _marks(root: LocatedMap) -> Iterator[Problem]:
    """Those in what the office has for all its letters: its own lines, who signs, salutations and closings; and what may be
    yet to be written there.
    """
    office = root.values.get("office")
    nodes = [(key, office.values.get(key)) for key in _OFFICE_TEXTS] if isinstance(office, LocatedMap) else []
    nodes += [(key, each.values.get(key)) for each in _signatories(root) for key in _SIGNATORY_TEXTS]
    for key, node in nodes:
        yield from line_marks(key, node)
        yield from perhaps_unfilled_values(node)
        yield from placeholders_left(node)
    for key in ("kinds", "salutations"):
        node = root.values.get(key)
        for its in node.values.values() if isinstance(node, LocatedMap) else ():
            for name, text in its.values.items() if isinstance(its, LocatedMap) else ():
                yield from line_marks(name, text)


def office_of(workspace: Path) -> Office:
    """The workspace's office. Raises InputError where its file cannot be used."""
    office, problems = read_office(workspace)
    if office is None:
        raise InputError(problems)
    return office


_SPEC = re.compile(r"(?:0?[1-9][0-9]?)?d?")


def _pattern(text: str) -> str:
    """A pattern that tells numbers apart: text with {number} and {year}, each with a width at most."""
    hint = 'Write for example "1-{number:04d}/{year}".'
    try:
        fields = [
            (name, spec, conversion)
            for _, name, spec, conversion in Formatter().parse(text)
            if name is not None
        ]
    except ValueError:
        raise wrong("The braces of this pattern do not pair up.", hint, "wrong-pattern") from None
    for name, spec, conversion in fields:
        if name not in ("number", "year"):
            what = say("The pattern may hold {{number}} and {{year}}, not {{{name}}}.", name=shortened(name))
            raise wrong(what, hint, "wrong-pattern")
        if conversion or not _SPEC.fullmatch(spec or ""):
            what = say("“{spec}” is no width of a number.", spec=shortened(spec or conversion or ""))
            raise wrong(
                what, "Write {number}, or {number:04d} for four digits with zeros in front.", "wrong-pattern"
            )
    if "number" not in [name for name, _, _ in fields]:
        raise wrong(
            "The pattern has no {number}; all letters would be numbered alike.", hint, "wrong-pattern"
        )
    return text


class _Address(Schema):
    name: LocalisedText
    address: FilledLines
    country: Country
    state: Country | None = None
    place: LocalisedText | None = None
    contact: LocalisedLines | None = None
    return_line: LocalisedText | None = None
    emblem: OneLine | None = None
    registered_as: OneLine | None = None


class _Signatory(Schema):
    id: Slug
    name: LocalisedText | None = None
    title: LocalisedText | None = None
    signature: OneLine = PEN_SPACE
    proxy: LocalisedText | None = None


class _Series(Schema):
    pattern: Annotated[OneLine, checked(_pattern)]
    reset: Annotated[str, one_of(("yearly", "never"))] = "yearly"


class _Defaults(Schema):
    page: Annotated[str, one_of(PAPERS)] = Defaults.page
    window: Annotated[str, one_of(PRESETS)] = Defaults.window
    universal: YesNo = Defaults.universal
    template: Slug = Defaults.template
    formats: FormatList | None = None
    language: WrittenLanguage = Defaults.language
    fallback: Language | None = Defaults.fallback
    series: Slug | None = None
    signatory: Slug | None = None


class _Kind(Schema):
    receives_notes: YesNo | None = None
    salutation: LocalisedText | None = None
    closing: LocalisedText | None = None


class _File(Schema):
    office: _Address
    list_: Annotated[ListKeys | None, text_as("file")] = None
    signatories: list[_Signatory] | None = None
    series: dict[Slug, _Series]
    defaults: _Defaults = _Defaults()
    kinds: dict[Slug, _Kind] | None = None
    access: Annotated[str, one_of(ACCESS)] = Office.access
    release: Annotated[str, one_of(RELEASE)] | None = None
    register_: Annotated[OneLine, checked(register_address)] = Office.register
    folders: LineList | None = None
    fonts: LineList | None = None
    fields_: FieldSchemas | None = None
    salutations: SalutationSchemas | None = None
    post: PostKeys = PostKeys()


# --- What the parts of the file have to do with each other ---------------------------------------------------------


def _contradictions(root: LocatedMap) -> list[Problem]:
    """Found in the tree, so that a mistake elsewhere in the file does not hide them."""
    series, defaults = root.values.get("series"), root.values.get("defaults")
    known_series = series.keys if isinstance(series, LocatedMap) else {}
    problems = [*_duplicate_signatories(root), *no_currencies(root), *backward_ranges(root)]
    if isinstance(series, LocatedMap):
        problems += [problem for problem in map(_doubling, series.values.values()) if problem is not None]
        problems += _meeting(series)
    if len(known_series) > 1 and not (isinstance(defaults, LocatedMap) and defaults.text("series")):
        problems += _unnamed_series(series, known_series)
    if isinstance(defaults, LocatedMap):
        known_signatories = [node.text("id") or "" for node in _signatories(root)]
        problems += _unknown_default(defaults, "signatory", known_signatories, "no-signatory")
        problems += _unknown_default(defaults, "series", known_series, "no-series")
        problems += _wrong_paper(defaults)
    return problems


def _wrong_paper(defaults: LocatedMap) -> list[Problem]:
    page, window = defaults.text("page") or Defaults.page, defaults.text("window") or Defaults.window
    if page not in PAPERS or window not in PRESETS or PRESETS[window].paper == page:
        return []
    return [other_paper(window, page, defaults.place_of("window" if "window" in defaults.values else "page"))]


def _signatories(root: LocatedMap) -> list[LocatedMap]:
    nodes = root.values.get("signatories")
    items = nodes.items if isinstance(nodes, LocatedList) else ()
    return [node for node in items if isinstance(node, LocatedMap)]


def _duplicate_signatories(root: LocatedMap) -> list[Problem]:
    seen: dict[str, Place] = {}
    problems = []
    for node in _signatories(root):
        signatory, place = node.text("id"), node.place_of("id")
        if signatory is not None and signatory in seen:
            what = say(
                "The signatory “{signatory}” is there twice; first at {seen}.",
                signatory=shortened(signatory),
                seen=seen[signatory],
            )
            problems.append(Problem("duplicate-id", place, what, "Give one of them another id.", signatory))
        elif signatory is not None:
            seen[signatory] = place
    return problems


_ONLY_NUMBER = re.compile(r"[^{}]*(?:\{number(?::[^{}]*)?\}[^{}]*)+")


def _doubling(series: Node) -> Problem | None:
    """A series that begins again every year without naming the year gives the same reference twice."""
    pattern = series.text("pattern") if isinstance(series, LocatedMap) else None
    if not isinstance(series, LocatedMap) or pattern is None or not _ONLY_NUMBER.fullmatch(pattern):
        return None
    if (series.text("reset") or "yearly") != "yearly":
        return None
    what = "The numbers begin again every year, but the pattern has no {year}; references would repeat."
    hint = "Put {year} into the pattern, or write reset: never."
    return Problem("wrong-pattern", series.place_of("pattern"), what, hint, pattern)


def _meeting(series: LocatedMap) -> Iterator[Problem]:
    """Two series that can give one reference, and one whose references nobody can take apart."""
    named = {
        name: (pattern.strip(), node.place_of("pattern"))
        for name, node in series.values.items()
        if isinstance(node, LocatedMap) and accepts(_pattern, pattern := node.text("pattern") or "")
    }
    for pattern, place in named.values():
        if stand_together(pattern):
            what = "Number and year stand together without a sign between; nobody can tell where the number ends."
            yield Problem("wrong-pattern", place, what, "Write for example {number}/{year}.", pattern)
    for (first, (pattern, _)), (second, (other, place)) in combinations(named.items(), 2):
        if can_meet(pattern, other):
            what = say(
                "The series “{first}” and “{second}” can give the same reference.", first=first, second=second
            )
            hint = "Put something into one of the patterns that the other never has, such as a letter of its own."
            yield Problem("wrong-pattern", place, what, hint, other)


def _unnamed_series(series: Node | None, known: Iterable[str]) -> Iterator[Problem]:
    """The problem of several series of which the defaults name none."""
    if series is not None and Defaults.series not in known:
        what = "There are several number series, and the defaults name none."
        hint = say("Name one under defaults, as in series: {name}.", name=next(iter(known)))
        yield Problem("no-series", series.place, what, hint)


def _unknown_default(defaults: LocatedMap, key: str, known: Iterable[str], code: str) -> list[Problem]:
    """The problem of a default that names a signatory or series which the file does not have."""
    known, named = list(known), defaults.text(key)
    if named is None or named in known:
        return []
    what = say("There is no {key} “{named}”.", key=key, named=shortened(named))
    hint = suggestion(named, known, "There are") or "Add it to the file, or name another."
    return [Problem(code, defaults.place_of(key), what, hint, named)]


# --- From the file's content to the office -------------------------------------------------------------------------


def _read_pictures(workspace: Path, root: LocatedMap) -> tuple[dict[str, Picture], list[Problem]]:
    """Every picture that the file names, by its path."""
    office = root.values.get("office")
    named = [(office, "emblem")] if isinstance(office, LocatedMap) else []
    named += [(node, "signature") for node in _signatories(root) if node.text("signature") != PEN_SPACE]
    folders = _folders(root)
    pictures: dict[str, Picture] = {}
    problems: list[Problem] = []
    for node, key in named:
        path = (node.text(key) or "").strip()
        if path:
            picture, wrong_picture = read_picture(workspace, path, node.place_of(key), folders)
            problems += wrong_picture
            pictures |= {path: picture} if picture else {}
    return pictures, problems


def _folders(root: LocatedMap) -> list[str]:
    """The folders beside the workspace, taken from the tree: a mistake elsewhere in the file is no reason to refuse them."""
    return [item.text.strip() for item in _lines(root, "folders")]


def _lines(root: LocatedMap, key: str) -> list[LocatedText]:
    """What stands under a key that takes a text or a list of them."""
    node = root.values.get(key)
    items = node.items if isinstance(node, LocatedList) else [node]
    return [item for item in items if isinstance(item, LocatedText)]


def _office(
    content: _File, pictures: Mapping[str, Picture], languages: Languages, list_layout: ListLayout
) -> Office:
    head = content.office
    return Office(
        name=head.name,
        address=tuple(head.address),
        country=head.country,
        contact=tuple(head.contact or ()),
        return_line=head.return_line,
        emblem=pictures.get(head.emblem or ""),
        signatories={
            signatory.id: Signatory(
                signatory.id,
                signatory.name,
                signatory.title,
                pictures.get(signatory.signature),
                signatory.proxy,
            )
            for signatory in content.signatories or ()
        },
        series={
            name: Series(name, series.pattern, cast(Literal["yearly", "never"], series.reset))
            for name, series in content.series.items()
        },
        defaults=_defaults(content),
        place=head.place,
        kinds=_kinds(content.kinds or {}, languages),
        languages=languages,
        register=content.register_,
        access=cast(Access, content.access),
        needs_release=content.release is not None,
        folders=tuple(content.folders or ()),
        # A register that knows the office by its English name goes on knowing it by that.
        registered_as=head.registered_as or head.name.to(content.defaults.language, "en"),
        list_layout=list_layout,
        post=post_settings(content.post, head.country),
        state=head.state or head.country,
    )


def _kinds(own: Mapping[str, _Kind], languages: Languages) -> Mapping[str, AddresseeKind]:
    """The program's kinds of addressee with what the office says of them, and the office's own."""
    known = kinds(languages)
    return {
        **known,
        **{
            name: changed(known.get(name), kind.receives_notes, kind.salutation, kind.closing)
            for name, kind in own.items()
        },
    }


def _defaults(content: _File) -> Defaults:
    """The defaults; a series or signatory that is the only one needs no naming."""
    chosen = content.defaults
    return Defaults(
        page=chosen.page,
        window=chosen.window,
        universal=chosen.universal,
        template=chosen.template,
        formats=cast(
            tuple[Format, ...],
            tuple(name for name in FORMATS if name in (chosen.formats or Defaults.formats)),
        ),
        language=chosen.language,
        fallback=chosen.fallback,
        series=chosen.series or _only(content.series) or Defaults.series,
        signatory=chosen.signatory or _only([signatory.id for signatory in content.signatories or ()]) or "",
        country=content.office.country,
    )


def _only(names: Iterable[str]) -> str | None:
    names = list(names)
    return names[0] if len(names) == 1 else None
