"""Finds and reads template folders; makes the sandboxed, strict Jinja environments.

Templates come from outside: they see only the values given to them, no file, no network and no Python objects.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, Undefined, nodes
from jinja2 import Template as Compiled
from jinja2.sandbox import ImmutableSandboxedEnvironment

from letterbook.errors import Place, Problem
from letterbook.model import Template, Words
from letterbook.sources.checks import nearest
from letterbook.sources.files import read_text
from letterbook.sources.front_matter import split
from letterbook.sources.located import LocatedMap, LocatedText

MAX_TEXT_BYTES = 1_000_000
MAX_ASSET_BYTES = 8_000_000
MAX_ASSETS = 100

WORDS_KEYS = ("subject", "salutation", "closing", "form", "signature_space")
"""What the front matter of a template's words may hold; `subject` must be there."""

FORMS = ("letter", "note-verbale")
"""What `form` may say. It decides nothing but who may be written to in it."""

_MARKDOWN_SPECIAL = re.compile(r"([!-/:-@\[-`{-~])")


_SPACES = re.compile(r"[ \t\r\n]+")


class MissingValue(Exception):
    """A placeholder stands for something that has no value for this letter."""


class Absent(Undefined):
    """A known name without a value: false in `if` and `or`, and never a text, whatever filter it goes through."""

    def __str__(self) -> str:
        raise MissingValue

    __html__ = __str__


def with_absent(value: object) -> Any:
    """The value with an Absent for each None in it, however deep in mappings."""
    if isinstance(value, Mapping):
        return {key: with_absent(part) for key, part in value.items()}
    return Absent() if value is None else value


def _escape_markdown(value: object) -> str:
    """A value as Markdown that reads as just its characters: one line, every punctuation mark escaped."""
    return _MARKDOWN_SPECIAL.sub(r"\\\1", _one_line(value))


def _one_line(value: object) -> str:
    return one_line(str(with_absent(value)))


def one_line(text: str) -> str:
    """The text without line breaks and without more than one space in a row; a no-break space stays."""
    return _SPACES.sub(" ", text).strip(" ")


def _or_nothing(value: object) -> object:
    return "" if value is None or isinstance(value, Absent) else value


STATEMENTS = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Const, nodes.Name, nodes.Getattr,
    nodes.Getitem, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
    nodes.CondExpr, nodes.Concat, nodes.Add, nodes.Sub, nodes.Tuple, nodes.List, nodes.Keyword,
)  # fmt: skip
"""What a template may do: print, choose and repeat. Whoever may also compute can fill a machine's memory."""

FILTERS = frozenset(
    {
        "capitalize", "count", "d", "default", "first", "join", "last", "length", "lower", "string",
        "title", "trim", "upper",
    }
)  # fmt: skip
LISTS = frozenset({"address", "contact", "lines", "folds"})
MAX_LOOPS = 2  # one within the other
MAX_DEPTH = 60  # of brackets and blocks


class LetterEnvironment(ImmutableSandboxedEnvironment):
    """Jinja for templates that come from outside: sandboxed, and so small a language that each ends soon."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        try:
            tree = super()._parse(source, name, filename)
            _refuse_boundless(tree, loops=0, depth=0)
        except RecursionError:
            raise TemplateSyntaxError("it is nested too deeply", 1) from None
        return tree


def _is_list(node: nodes.Node) -> bool:
    """Whether this is one of the short lists that a page has, or two of them after each other."""
    if isinstance(node, nodes.Add):
        return isinstance(node.left, nodes.Getattr) and _is_list(node.left) and _is_list(node.right)
    return getattr(node, "attr", None) in LISTS or getattr(node, "name", None) in LISTS


def _refuse_boundless(node: nodes.Node, loops: int, depth: int) -> None:
    """Raises TemplateSyntaxError for what could take long or grow without bound."""
    if not isinstance(node, STATEMENTS):
        raise TemplateSyntaxError(
            f"“{type(node).__name__.lower()}” is more than a letter may do", node.lineno
        )
    if isinstance(node, nodes.Filter) and node.name not in FILTERS:
        raise TemplateSyntaxError(f"there is no filter “{node.name}” for letters", node.lineno)
    if isinstance(node, nodes.For):
        loops += 1
        if loops > MAX_LOOPS or node.recursive or not _is_list(node.iter):
            raise TemplateSyntaxError("a repetition goes over the lines of an address", node.lineno)
    if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
        raise TemplateSyntaxError(f"“{node.attr}” is nothing of a letter", node.lineno)
    if depth > MAX_DEPTH:
        raise TemplateSyntaxError("it is nested too deeply", node.lineno)
    for child in node.iter_child_nodes():
        _refuse_boundless(child, loops, depth + 1)


def _environment(finalize: Callable[[object], object], autoescape: bool) -> ImmutableSandboxedEnvironment:
    environment = LetterEnvironment(undefined=StrictUndefined, autoescape=autoescape, finalize=finalize)
    # A template has no use for these, and with some of them a short one can fill the memory.
    environment.globals.clear()
    return environment


def markdown_environment() -> ImmutableSandboxedEnvironment:
    """For Markdown with placeholders: values are escaped, so that a name with `*` or `<` stays a name."""
    return _environment(_escape_markdown, autoescape=False)


def line_environment() -> ImmutableSandboxedEnvironment:
    """For the one-line texts of an office's words: values go in as they are; an absent one raises MissingValue."""
    return _environment(_one_line, autoescape=False)


def html_environment() -> ImmutableSandboxedEnvironment:
    """For page templates: values are escaped as HTML, absent ones print nothing."""
    return _environment(_or_nothing, autoescape=True)


def plain_environment() -> ImmutableSandboxedEnvironment:
    """For the Word letterhead: values go in as they are, absent ones print nothing."""
    return _environment(_or_nothing, autoescape=False)


@lru_cache(maxsize=256)
def compiled_markdown(source: str) -> Compiled:
    """A Markdown text with placeholders, ready to be filled. Raises jinja2.TemplateSyntaxError."""
    return markdown_environment().from_string(source)


@lru_cache(maxsize=256)
def compiled_line(source: str) -> Compiled:
    """A one-line text with placeholders, ready to be filled. Raises jinja2.TemplateSyntaxError."""
    return line_environment().from_string(source)


# --- What a template asks for --------------------------------------------------------------------------------------

Known = Mapping[str, frozenset[str]]
"""Names that a template may use, and behind each the names that may follow it after a dot."""


def unknown_placeholders(source: str, known: Known) -> Iterator[tuple[int, str, str | None]]:
    """Each name that the template uses and nobody knows: its line in the source (from 1), itself, the nearest known.

    Raises jinja2.TemplateSyntaxError where the source cannot be read.
    """
    tree = html_environment().parse(source)
    own = {node.name for node in tree.find_all(nodes.Name) if node.ctx != "load"} | {"loop"}
    for node in tree.find_all(nodes.Name):
        if node.ctx == "load" and node.name not in known and node.name not in own:
            yield node.lineno, node.name, nearest(node.name, known)
    attributes: list[nodes.Getattr | nodes.Getitem] = [
        *tree.find_all(nodes.Getattr),
        *tree.find_all(nodes.Getitem),
    ]
    for attribute in attributes:
        yield from _unknown_attribute(attribute, known, own)


def _unknown_attribute(
    node: nodes.Getattr | nodes.Getitem, known: Known, own: set[str]
) -> Iterator[tuple[int, str, str | None]]:
    name = node.attr if isinstance(node, nodes.Getattr) else getattr(node.arg, "value", None)
    if not isinstance(node.node, nodes.Name) or node.node.name in own or node.node.name not in known:
        return
    parent, children = node.node.name, known[node.node.name]
    if isinstance(name, str) and name not in children:
        near = nearest(name, children)
        yield node.lineno, f"{parent}.{name}", f"{parent}.{near}" if near else None


def check_placeholders(source: str, known: Known, file: str, first_line: int = 1) -> list[Problem]:
    """A problem for each placeholder of the source that nobody knows, or for a source that cannot be read."""
    try:
        html_environment().compile(
            source
        )  # finds what parsing does not: a filter or a test that is not there
        found = sorted(set(unknown_placeholders(source, known)), key=lambda item: item[:2])
    except TemplateSyntaxError as error:
        place = Place(file, first_line + error.lineno - 1)
        hint = "A placeholder is written {{ name }}; look for a brace or a word that is missing."
        return [Problem("broken-placeholder", place, f"A placeholder cannot be read: {error.message}.", hint)]
    return [
        _unknown(name, near, Place(file, first_line + line - 1, _column(source, line, name)))
        for line, name, near in found
    ]


def _unknown(name: str, near: str | None, place: Place) -> Problem:
    hint = f"Did you mean “{near}”? " if near else ""
    hint += "docs/templates.md lists the placeholders."
    return Problem("unknown-placeholder", place, f"The placeholder “{name}” is not known.", hint, name)


def _column(source: str, line: int, name: str) -> int | None:
    """Where the name begins in its line, from 1; None where it is written in another way than it reads."""
    return source.split("\n")[line - 1].find(name) + 1 or None


def absent_values(source: str, values: Mapping[str, object]) -> list[str]:
    """The placeholders of the source that have no value: what a MissingValue or an undefined name was about."""
    tree = html_environment().parse(source)
    absent = [node.name for node in tree.find_all(nodes.Name) if values.get(node.name, "") is None]
    for node in tree.find_all(nodes.Getattr):
        if isinstance(node.node, nodes.Name):
            parent = values.get(node.node.name)
            if isinstance(parent, Mapping) and parent.get(node.attr, "") is None:
                absent.append(f"{node.node.name}.{node.attr}")
    return list(dict.fromkeys(absent))


_ADDRESS = re.compile(r"\{[{%][^{}]*(?<![.\w])address(?:_field)?\b")


@lru_cache(maxsize=64)
def prints_address(page: str) -> bool:
    """Whether a page of a template (its HTML, or a letterhead's text) asks for the recipient's address.

    A note verbale does not: its address goes on the envelope.
    """
    return _ADDRESS.search(page) is not None


# --- Template folders ----------------------------------------------------------------------------------------------


def read_template(workspace: Path, name: str) -> tuple[Template | None, list[Problem]]:
    """The folder `templates/<name>/`, read whole.

    Codes: no-template, and those of the files in it. A letterhead (letter.docx) may be missing.
    """
    folder, label = workspace / "templates" / name, f"templates/{name}"
    if not folder.is_dir():
        return None, [_no_template(workspace, name)]
    words, problems = _read_words(folder, label)
    texts: dict[str, str] = {}
    for file in ("letter.html", "letter.css"):
        text, found = read_text(folder / file, f"{label}/{file}", MAX_TEXT_BYTES)
        texts[file] = text or ""
        problems += found
    assets, found = _read_assets(folder, label)
    docx = assets.pop("letter.docx", None)
    return Template(
        name, label, words, texts["letter.html"], texts["letter.css"], docx, assets
    ), problems + found


def template_names(workspace: Path) -> list[str]:
    """The templates that the workspace has."""
    return sorted(folder.name for folder in (workspace / "templates").glob("*") if folder.is_dir())


def _no_template(workspace: Path, name: str) -> Problem:
    known = template_names(workspace)
    near = nearest(name, known)
    hint = (
        f"Did you mean “{near}”? " if near else ""
    ) + f"The folder templates holds: {', '.join(known) or 'nothing'}."
    return Problem("no-template", Place(f"templates/{name}"), f"There is no template “{name}”.", hint, name)


def _read_words(folder: Path, label: str) -> tuple[dict[str, Words], list[Problem]]:
    words: dict[str, Words] = {}
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.md")):
        file = f"{label}/{path.name}"
        text, found = read_text(path, file, MAX_TEXT_BYTES)
        problems += found
        if text is None:
            continue
        front, body, first_line, found = split(text, file)
        problems += found
        if front is not None:
            problems += _check_front(front)
            texts = {key: node for key, node in front.values.items() if isinstance(node, LocatedText)}
            lines = {key: node.place.line or 1 for key, node in texts.items()}
            words[path.stem] = Words(
                path.stem, file, {key: node.text for key, node in texts.items()}, body, first_line, lines
            )
    if not words and not problems:
        problems.append(
            Problem(
                "no-words",
                Place(label),
                "The template has no words.",
                "Put them into en.md, az.md, … in its folder.",
            )
        )
    return words, problems


def _check_front(front: LocatedMap) -> Iterator[Problem]:
    for key, place in front.keys.items():
        if key not in WORDS_KEYS:
            near = nearest(key, WORDS_KEYS)
            hint = (f"Did you mean “{near}”? " if near else "") + f"Known here: {', '.join(WORDS_KEYS)}."
            yield Problem("unknown-key", place, f"The key “{key}” is not known here.", hint, key)
    if front.text("subject") is None:
        hint = 'Write the letter\'s subject: subject: "…".'
        yield Problem("missing-field", front.place, "The key “subject” is missing.", hint)
    form = front.text("form")
    if form is not None and form not in FORMS:
        what = f"“{form}” is no form of correspondence."
        yield Problem(
            "wrong-value", front.place_of("form"), what, f"Possible here: {', '.join(FORMS)}.", form
        )
    space = front.text("signature_space")
    if space is not None and not (space.isdecimal() and int(space) <= 80):
        place = front.place_of("signature_space")
        yield Problem(
            "wrong-value", place, "signature_space is no number of millimetres.", "Write 0 to 80.", space
        )


def _read_assets(folder: Path, label: str) -> tuple[dict[str, bytes], list[Problem]]:
    """The folder's other files by name: pictures, fonts, the Word letterhead. No links, no folders."""
    assets: dict[str, bytes] = {}
    problems: list[Problem] = []
    for path in sorted(folder.iterdir()):
        # Word and LibreOffice leave a lock file beside a letterhead that is open.
        if path.name.startswith(("~$", ".")):
            continue
        if not path.is_symlink() and (path.suffix == ".md" or path.name in ("letter.html", "letter.css")):
            continue
        if path.is_symlink() or not path.is_file():
            what = f"{path.name} is a link or a folder; a template holds files only."
            problems.append(
                Problem("refused-file", Place(f"{label}/{path.name}"), what, "Put the file itself there.")
            )
        elif path.stat().st_size > MAX_ASSET_BYTES or len(assets) >= MAX_ASSETS:
            what = f"{path.name} is too large, or the template has too many files."
            hint = f"At most {MAX_ASSETS} files of {MAX_ASSET_BYTES // 1_000_000} MB each."
            problems.append(Problem("huge-file", Place(f"{label}/{path.name}"), what, hint))
        else:
            assets[path.name] = path.read_bytes()
    return assets, problems
