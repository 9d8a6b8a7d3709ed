"""Reads the office's own languages: a file each in the folder `languages/`, over what the program has of the language."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from string import Formatter
from typing import Annotated, Any

from letterbook.language.assembling import NONE, Content, assembled
from letterbook.language.forms import RECEIVES_NOTES
from letterbook.language.hyphenation import dictionaries
from letterbook.language.known import program_contents, program_languages
from letterbook.language.labels import FIELDS, OPTIONAL_WORDS, PLURAL_WORDS
from letterbook.language.language_names import language_meant
from letterbook.language.locales import is_language, plural_forms
from letterbook.language.ordinals import RULES
from letterbook.model.language import Hyphenation, Language, Languages
from letterbook.problems import Place, Problem, has_errors
from letterbook.remedies import Remedy
from letterbook.sentences import printable, say
from letterbook.sources.file_names import leads_outside, outside, unprintable_name
from letterbook.sources.files import read_text
from letterbook.sources.list_words import wrong_list_words
from letterbook.sources.spacing_rules import wrong_rule
from letterbook.sources.text_checks import is_language_tag, not_a_language, shortened, suggestion
from letterbook.sources.yaml.located import LocatedList, LocatedMap, LocatedText, Node, read_map
from letterbook.sources.yaml.validation import (
    LineList,
    OneLine,
    Schema,
    SlugList,
    WordList,
    checked,
    one_of,
    validate,
    wrong,
)

LANGUAGES = "languages"
MAX_LANGUAGE_BYTES = 200_000
MAX_PATTERNS_BYTES = 2_000_000


def tag_meant(text: str, told_in: str) -> str:
    """The tag of a language that a person calls by it or by its name, in English, in itself or in the language `told_in`; the text as
    it is where it is neither.
    """
    return text if is_language_tag(text) else language_meant(text, told_in) or text


def read_languages(workspace: Path, folders: Sequence[str] = ()) -> tuple[Languages, list[Problem]]:
    """The languages that the office can write in: the program's, with what the files in `languages/` say.

    A file with a mistake is left out. Codes: wrong-language, wrong-value, unknown-key, unknown-kind, missing-field,
    outside-workspace, wrong-file-name, and those of `files.read_text` and `located.read_map`.
    """
    paths = language_files(workspace, ".yaml", ".yml")
    if not paths:
        return program_languages(), []
    contents: dict[str, Content] = {}
    problems: list[Problem] = []
    for path in paths:
        content, found = _read_file(workspace, path, folders)
        problems += found
        if content is not None:
            contents[path.stem] = content
    languages = assembled(program_contents(), contents)
    for tag in contents:
        problems += _lacking(languages.of(tag))
    return languages, problems


def language_files(workspace: Path, *endings: str) -> list[Path]:
    """The files of the folder `languages/`, or those with one of these endings."""
    folder = workspace / LANGUAGES
    files = folder.iterdir() if folder.is_dir() else ()
    endings = endings or (".yaml", ".yml", ".dic")
    return sorted(path for path in files if path.suffix in endings and path.name[0] != ".")


def in_a_language(problem: Problem) -> bool:
    """Whether this is a mistake in a language's file, without which nothing can be written in that language."""
    return problem.level == "error" and problem.place.file.startswith(f"{LANGUAGES}/")


def _read_file(workspace: Path, path: Path, folders: Sequence[str]) -> tuple[Content | None, list[Problem]]:
    label = f"{LANGUAGES}/{path.name}"
    problem = unprintable_name(label) or _wrong_name(path, label)
    if problem is None and leads_outside(workspace, path, folders):
        problem = outside(label, Place(label))
    if problem is not None:
        return None, [problem]
    text, problems = read_text(path, label, MAX_LANGUAGE_BYTES)
    root, broken = read_map(text, label) if text is not None else (None, [])
    problems += broken
    if root is None:
        return None, problems
    problems += validate(_File, root)[1]
    if has_errors(problems):
        return None, problems
    problems += [
        *_wrong_words(root, path.stem),
        *_unknown_kinds(root),
        *_wrong_ordinals(root),
        *_wrong_spacing(root),
        *wrong_list_words(root),
    ]
    content = _plain(root)
    if "hyphenation" in content:
        patterns, found = _patterns(workspace, root, folders)
        problems += found
        content["hyphenation"] = patterns
    return (None if has_errors(problems) else content), problems


def _wrong_name(path: Path, label: str) -> Problem | None:
    if path.suffix == ".yml":
        hint: str = say("Call it {name}.yaml.", name=printable(path.stem))
        return Problem("wrong-language", Place(label), "This file would not be read.", hint, path.name)
    if not is_language_tag(path.stem):
        return not_a_language(path.stem, Place(label))
    if not is_language(path.stem):
        what = say("“{tag}” is no language whose dates and plurals are known.", tag=path.stem)
        hint = "Name the file by the language's tag in ISO 639, such as cy.yaml for Welsh."
        return Problem("wrong-language", Place(label), what, hint, path.stem)
    return None


# --- What the file may hold ----------------------------------------------------------------------------------------


def _date_pattern(text: str) -> str:
    """A year may be counted, as in Azerbaijani: 2021-ci il."""
    year = "ordinal_year" if "{ordinal_year}" in text else "year"
    return _with_places(frozenset({"day", "month", year}))(text)


def _with_places(known: frozenset[str]) -> Callable[[str], str]:
    def check(text: str) -> str:
        wanted = ", ".join(f"{{{name}}}" for name in sorted(known)) or "nothing"
        if _places_of(text) != known:
            raise wrong(
                say("In braces this text must have {wanted}, each as it stands here.", wanted=wanted),
                "Put them where the sentence needs them; {{ stands for a brace itself.",
            )
        return text

    return check


def _places_of(text: str) -> frozenset[str | None]:
    """What stands in braces; None among it where that is no plain name or the braces do not pair up."""
    try:
        parts = [part for part in Formatter().parse(text) if part[1] is not None]
    except ValueError:
        return frozenset({None})
    return frozenset(None if spec or conversion else name for _, name, spec, conversion in parts)


def _number(text: str) -> str:
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise wrong(
            say("“{text}” is not a number.", text=shortened(text)), "Write it in figures, up to 999999."
        )
    return text


def _count(least: int, most: int, hint: str) -> Callable[[list[str]], list[str]]:
    def check(items: list[str]) -> list[str]:
        if not least <= len(items) <= most:
            raise wrong(say("{count} texts are expected here.", count=least), hint)
        return items

    return check


def _patterns_name(text: str) -> str:
    if text == NONE or text in dictionaries() or re.fullmatch(r"[A-Za-z0-9_-]{1,60}\.dic", text):
        return text
    raise wrong(
        say("There are no patterns “{text}”.", text=shortened(text)),
        say(
            "Write none, the name of a file of patterns such as cy.dic beside this one, or one of {known}.",
            known=", ".join(dictionaries()),
        ),
    )


Number = Annotated[OneLine, checked(_number)]
Numbers = Annotated[WordList, checked(lambda words: [_number(word) for word in words])]


class _Spacing(Schema):
    find: str
    put: str | None = None


class _Dates(Schema):
    pattern: Annotated[OneLine, checked(_date_pattern)]
    months: (
        Annotated[list[OneLine], checked(_count(12, 12, "Write twelve months, January first."))] | None
    ) = None
    first_day: OneLine | None = None


class _Case(Schema):
    write: OneLine | None = None
    rule: Annotated[str, one_of(RULES)] | None = None
    numbers: Numbers | None = None
    last_digit: Numbers | None = None
    last_two: Numbers | None = None
    last_three: Numbers | None = None
    from_: Number | None = None
    to: Number | None = None


class _Forms(Schema):
    kinds: SlugList
    salutation: OneLine
    closing: OneLine


class _Closes(Schema):
    after: LineList
    close: LineList


class _Answers(Schema):
    yes: LineList | None = None
    no: LineList | None = None


class _File(Schema):
    words: dict[str, OneLine] | None = None
    quotation_marks: (
        Annotated[
            list[OneLine],
            checked(_count(4, 4, "Write the outer ones, opening and closing, then the inner ones.")),
        ]
        | None
    ) = None
    spacing: list[_Spacing] | None = None
    semicolon: OneLine | None = None
    dates: _Dates | None = None
    ordinals: list[_Case] | None = None
    ordinals_as_subject: list[_Case] | None = None
    hyphenation: Annotated[OneLine, checked(_patterns_name)] | None = None
    delivery: dict[str, OneLine] | None = None
    headings: dict[str, LineList] | None = None
    answers: _Answers | None = None
    forms_of_address: list[_Forms] | None = None
    closes: list[_Closes] | None = None


# --- What the schema cannot say ------------------------------------------------------------------------------------


def _wrong_words(root: LocatedMap, tag: str) -> Iterator[Problem]:
    """Fixed words that no page has, that lack what stands in them, or a plural form that the language does not have."""
    words = root.values.get("words")
    if not isinstance(words, LocatedMap):
        return
    for key, node in words.values.items():
        name, _, form = key.partition(".")
        place = words.keys[key]
        if name not in FIELDS or (name in PLURAL_WORDS) != bool(form):
            known = [f"{known}.other" if known in PLURAL_WORDS else known for known in FIELDS]
            what = say("There is no fixed word “{key}”.", key=shortened(key))
            yield Problem("unknown-key", place, what, suggestion(key, known), key)
        elif form and form not in plural_forms(tag):
            what = say("This language has no plural form “{form}”.", form=shortened(form))
            yield Problem("unknown-key", place, what, suggestion(form, plural_forms(tag)), key)
        elif isinstance(node, LocatedText) and _places_of(node.text) != FIELDS[name]:
            wanted = ", ".join(f"{{{field}}}" for field in sorted(FIELDS[name])) or "no braces"
            what = say("The fixed word “{key}” must have {wanted}.", key=key, wanted=wanted)
            yield Problem(
                "wrong-value", node.place, what, "Put them where the sentence needs them.", node.text
            )
        elif name == "page" and isinstance(node, LocatedText):
            yield from _wrong_page(node)


def _wrong_page(node: LocatedText) -> Iterator[Problem]:
    """A page counts itself first, and each number once."""
    if not re.fullmatch(r"[^{]*\{page\}[^{]*\{pages\}[^{]*", node.text):
        what = "The fixed word “page” must have {page} and {pages} once each, in this order."
        yield Problem("wrong-value", node.place, what, "Write it like {page} / {pages}.", node.text)


def _unknown_kinds(root: LocatedMap) -> Iterator[Problem]:
    for group in _items(root, "forms_of_address"):
        kinds = group.values.get("kinds")
        items = kinds.items if isinstance(kinds, LocatedList) else (kinds,)
        for node in items:
            for kind in re.findall(r"[^,;\s]+", node.text if isinstance(node, LocatedText) else ""):
                if kind not in RECEIVES_NOTES and isinstance(node, LocatedText):
                    what = say("There is no kind of addressee “{kind}”.", kind=shortened(kind))
                    yield Problem("unknown-kind", node.place, what, suggestion(kind, RECEIVES_NOTES), kind)


def _wrong_ordinals(root: LocatedMap) -> Iterator[Problem]:
    """A case that would write the same for all its numbers, or has something else in braces."""
    for case in (*_items(root, "ordinals"), *_items(root, "ordinals_as_subject")):
        places = _places_of(case.text("write") or "{number}")
        if places != {"number"} and (places or "numbers" not in case.values):
            what = "This must have {number} in it, and nothing else in braces."
            hint = "Write for example {number}th. A word of its own needs numbers: 1 beside it."
            yield Problem("wrong-value", case.place_of("write"), what, hint, case.text("write") or "")


def _wrong_spacing(root: LocatedMap) -> Iterator[Problem]:
    for rule in _items(root, "spacing"):
        wrong_one = wrong_rule(rule.text("find") or "", rule.text("put") or "")
        if wrong_one is not None:
            what, hint = wrong_one
            yield Problem("wrong-value", rule.place_of("find"), what, hint, rule.text("find") or "")


def _items(root: LocatedMap, key: str) -> Iterator[LocatedMap]:
    node = root.values.get(key)
    for item in node.items if isinstance(node, LocatedList) else ():
        if isinstance(item, LocatedMap):
            yield item


def _lacking(language: Language) -> Iterator[Problem]:
    """What every page needs, and neither this file nor one of the program has."""
    every = (name for name in FIELDS if name not in OPTIONAL_WORDS)
    needed = [f"{name}.other" if name in PLURAL_WORDS else name for name in every]
    lacking = [name for name in needed if name not in language.words]
    if lacking:
        what = say("The fixed words lack {lacking}.", lacking=", ".join(lacking))
        hint = "Write them under words."
        yield Problem(
            "missing-field",
            Place(f"{LANGUAGES}/{language.tag}.yaml"),
            what,
            hint,
            lacking[0],
            remedy=Remedy.HELP_LANGUAGES,
        )


# --- Patterns, and the content as text -----------------------------------------------------------------------------


_PATTERN = re.compile(r"(?:[0-9]?[^\W\d_]|[0-9]?['’.\-]){1,60}[0-9]?")
_SETTINGS = re.compile(r"(?:COMPOUND)?(?:LEFT|RIGHT)HYPHENMIN [0-9]{1,2}")


def _patterns(workspace: Path, root: LocatedMap, folders: Sequence[str]) -> tuple[str, list[Problem]]:
    """The name that stands there, or the text of the file of patterns that it names."""
    name, place = (root.text("hyphenation") or "").strip(), root.place_of("hyphenation")
    if not name.endswith(".dic"):
        return name, []
    path, label = workspace / LANGUAGES / name, f"{LANGUAGES}/{name}"
    if leads_outside(workspace, path, folders):
        return name, [outside(label, place)]
    text, problems = read_text(path, label, MAX_PATTERNS_BYTES)
    return (text or ""), problems or list(_wrong_patterns(text or "", label))


def _wrong_patterns(text: str, label: str) -> Iterator[Problem]:
    first, *lines = text.split("\n")
    if first.strip() != "UTF-8":
        hint = "Let the first line say UTF-8, as in the pattern files of hunspell, and save the file so."
        yield Problem(
            "wrong-value", Place(label, 1, 1), "The first line does not say UTF-8.", hint, first[:80]
        )
        return
    lines = [line.strip() for line in lines]
    wanted = [bool(line) and line[0] not in "%#" and not _SETTINGS.fullmatch(line) for line in lines]
    for number, line in enumerate(lines, 2):
        if wanted[number - 2] and not (_PATTERN.fullmatch(line) and re.search("[0-9]", line)):
            what = say("“{line}” is no pattern for parting words.", line=shortened(line))
            hint = "A pattern is letters with figures between them, as in 1ba or .an2."
            yield Problem("wrong-value", Place(label, number, 1), what, hint, line[:80])
            return
    if not any(wanted):
        yield Problem(
            "wrong-value", Place(label), "There is no pattern in this file.", "Write hyphenation: none."
        )


def _plain(node: Node) -> Any:
    """The tree as plain values, every text as it was written: a space at its end may be what it is about."""
    if isinstance(node, LocatedText):
        return node.text
    if isinstance(node, LocatedList):
        return [_plain(item) for item in node.items]
    return {key: _plain(value) for key, value in node.values.items()}


def own_hyphenation(languages: Languages) -> Mapping[str, Hyphenation]:
    """What the office's own files say of parting words, by tag; empty where it has the program's languages alone."""
    known = program_languages().by_tag
    return {
        tag: language.hyphenation
        for tag, language in languages.by_tag.items()
        if language.hyphenation and language != known.get(tag)
    }
