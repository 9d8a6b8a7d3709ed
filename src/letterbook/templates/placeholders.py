"""What a template asks for: its placeholders, compared with the names that are known."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterator, Mapping
from functools import lru_cache

from jinja2 import TemplateSyntaxError, nodes

from letterbook.problems import Place, Problem
from letterbook.remedies import Remedy
from letterbook.sentences import say
from letterbook.sources.text_checks import nearest
from letterbook.templates.environments import RefusedTemplateError, html_environment

Known = Mapping[str, frozenset[str]]
"""Names that a template may use, and behind each the names that may follow it after a dot."""


def _unknown_placeholders(source: str, known: Known) -> Iterator[tuple[int, str, str | None]]:
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
        found = sorted(set(_unknown_placeholders(source, known)), key=lambda item: item[:2])
    except TemplateSyntaxError as error:
        place = Place(file, first_line + error.lineno - 1)
        hint = "A placeholder is written {{ name }}; look for a brace or a word that is missing."
        return [
            Problem(
                "broken-placeholder",
                place,
                say("A placeholder cannot be read: {error_message}.", error_message=why_unread(error)),
                hint,
            )
        ]
    unknown = [
        _unknown(name, near, Place(file, first_line + line - 1, _column(source, line, name)))
        for line, name, near in found
    ]
    return [*unknown, *_single_braces(source, known, file, first_line)]


_SINGLE = re.compile(
    r"(?<!\{)\{\s*(?:\{\s+)?(\w+)(?:\.\w+)*\s*\}(?:\s+\})?(?!\})|(?<!\{)\{\s*(\w+)(?:\.\w+)*\s*\}\}"
)


def _single_braces(source: str, known: Known, file: str, first_line: int) -> Iterator[Problem]:
    """A mistake for each name in single braces, or in braces with a space between them, that a letter knows."""
    for number, line in enumerate(source.split("\n"), first_line):
        for column, text in in_single_braces(line, known):
            yield single_brace(text, Place(file, number, column))


def in_single_braces(line: str, known: Container[str]) -> Iterator[tuple[int, str]]:
    """Column, from 1, and text of each known name that stands so in the line."""
    for found in _SINGLE.finditer(line):
        if (found[1] or found[2]) in known:
            yield found.start() + 1, found[0]


def single_brace(text: str, place: Place) -> Problem:
    """The problem of such a text."""
    what = say("“{text}” is no placeholder, and would be printed as it is.", text=text)
    hint = "A placeholder is written {{ name }}, with two braces beside each other on either side."
    return Problem("broken-placeholder", place, what, hint, text)


def why_unread(error: TemplateSyntaxError) -> str:
    """What is wrong with a placeholder or an instruction, in half a sentence without the engine's own words."""
    said = error.message or ""
    if isinstance(error, RefusedTemplateError):
        return said
    if found := re.match(r"No (?:filter|test) named '(.+?)'", said):
        return say("nothing is known by the name “{name}”", name=found[1])
    if found := re.search(r"block that needs to be closed is '(\w+)'", said):
        return say(
            "{opening} has no {closing}", opening=f"{{% {found[1]} … %}}", closing=f"{{% end{found[1]} %}}"
        )
    if found := re.match(r"Encountered unknown tag '(\w+)'", said):
        return say("{instruction} is no instruction that can stand here", instruction=f"{{% {found[1]} %}}")
    if said == "Missing end of comment tag":
        return say("a remark that begins with {opening} has no {closing}", opening="{#", closing="#}")
    if found := re.search(r"(?:unexpected(?: char)?|got) '(.+?)'(?: at \d+)?$", said):
        return say("“{sign}” cannot stand where it does", sign=_NAMES_OF_SIGNS.get(found[1], found[1]))
    return say("something is missing in it")


_NAMES_OF_SIGNS = {"end of print statement": "}}", "end of statement block": "%}"}


def _unknown(name: str, near: str | None, place: Place) -> Problem:
    hint = say("Did you mean “{near}”?", near=near) if near else "Correct its name."
    what = say("The placeholder “{name}” is not known.", name=name)
    return Problem("unknown-placeholder", place, what, hint, name, remedy=Remedy.HELP_TEMPLATES)


def _column(source: str, line: int, name: str) -> int | None:
    """Where the name begins in its line, from 1; None where it is written in another way than it reads."""
    return source.split("\n")[line - 1].find(name) + 1 or None


_ADDRESS = re.compile(r"\{[{%][^{}]*(?<![.\w])address(?:_field)?\b")


@lru_cache(maxsize=64)
def prints_address(page: str) -> bool:
    """Whether a page of a template (its HTML, or a letterhead's text) asks for the recipient's address.

    A note verbale does not: its address goes on the envelope.
    """
    return _ADDRESS.search(page) is not None


@lru_cache(maxsize=256)
def prints(page: str, name: str) -> bool:
    """Whether a page of a template, or a letterhead's text, prints the value of this name."""
    return re.search(rf"{{{{\s*{re.escape(name)}\b", page) is not None


@lru_cache(maxsize=64)
def printed_names(source: str) -> frozenset[str] | None:
    """The names whose values the source prints, not those that it only asks about; None where it cannot be read."""
    try:
        tree = html_environment().parse(source)
    except TemplateSyntaxError:
        return None
    return frozenset(name for output in tree.find_all(nodes.Output) for name in _printed(output))


def _printed(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Name):
        yield node.name
    for child in node.iter_child_nodes(exclude=("test",)):
        yield from _printed(child)


def names_in(source: str) -> frozenset[str] | None:
    """The dotted names whose values a source prints, not those that it only asks about; None where it cannot be read."""
    try:
        tree = html_environment().parse(source)
    except TemplateSyntaxError:
        return None
    conditions = [each.test for each in tree.find_all(nodes.If)]
    conditions += [each.test for each in tree.find_all(nodes.CondExpr)]
    asked = {id(node) for test in conditions for node in (test, *test.find_all(nodes.Node))}
    return frozenset(dotted_names(tree, asked))


def dotted_names(tree: nodes.Template, passed_over: Collection[int] = ()) -> Iterator[str]:
    """The dotted names that a template reads, without those it sets itself (in a loop) and those of these nodes, by id."""
    set_here = {node.name for node in tree.find_all(nodes.Name) if node.ctx != "load"}
    set_here |= {"loop"} if tree.find(nodes.For) else set()
    reads: list[nodes.Name | nodes.Getattr | nodes.Getitem] = list(
        tree.find_all((nodes.Name, nodes.Getattr, nodes.Getitem))
    )
    inner = {id(node.node) for node in reads if not isinstance(node, nodes.Name) and _dotted(node)}
    inner |= set(passed_over)
    for node in reads:
        dotted = _dotted(node)
        if dotted and id(node) not in inner and dotted.split(".")[0] not in set_here:
            yield dotted


def _dotted(node: nodes.Node) -> str | None:
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            above = _dotted(node.node)
            return f"{above}.{node.attr}" if above else None
        case nodes.Getitem(arg=nodes.Const(value=value)):
            above = _dotted(node.node)
            return f"{above}.{value}" if above else None
    return None
