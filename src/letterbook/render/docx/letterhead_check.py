"""Whether a Word letterhead can be used: every mistake of it, with its place, before a letter is made."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from docx.oxml.ns import qn
from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from letterbook.composing.placeholders import BLOCKS
from letterbook.model import Template
from letterbook.problems import Place, Problem
from letterbook.render.docx import package, xml
from letterbook.render.docx.package import MAIN, Package, Relationship, UnreadableDocxError
from letterbook.render.docx.placeholders import Spot, spots
from letterbook.render.docx.xml import Node
from letterbook.sentences import say
from letterbook.templates import plain_environment


def check_letterhead(template: Template, context_names: Collection[str]) -> list[Problem]:
    """The letterhead's mistakes; none for a template that has no letterhead.

    `context_names` are the names that placeholders may use, dotted: "subject", "office.name", "labels.page".
    """
    file = f"{template.folder}/letter.docx"
    if template.docx is None:
        return []
    try:
        opened = package.unpack(template.docx)
    except UnreadableDocxError as reason:
        return [Problem(reason.code, Place(file), reason.what, reason.hint)]
    return _Check(file, opened, frozenset(context_names)).problems()


@dataclass(frozen=True)
class _Check:
    file: str
    package: Package
    names: frozenset[str]

    def problems(self) -> list[Problem]:
        found = [self._refused(to) for _, to in package.refused(self.package)]
        bodies = 0
        for part, called in self._drawn().items():
            try:
                root = xml.read(self.package.parts[part])
            except xml.BrokenXmlError as error:
                found.append(self._broken(called, str(error)))
                continue
            found.extend(self._references(root, called))
            for spot in spots(root):
                place = Place(self.file, part=f"paragraph {spot.index + 1} of {called}")
                found.extend(_of_spot(spot, place, self.names))
                bodies += spot.block == "body" and part == MAIN
        return (
            found
            if bodies or any(problem.code == "letterhead-broken" for problem in found)
            else [*found, self._no_body()]
        )

    def _drawn(self) -> dict[str, str]:
        """The parts with placeholders, and what a clerk calls each."""
        parts = {MAIN: "the text"}
        try:
            root = xml.read(self.package.parts[MAIN])
        except xml.BrokenXmlError:
            return parts
        targets = {
            to.id: to.target for kind in ("header", "footer") for to in self.package.related(MAIN, kind)
        }
        for kind in ("header", "footer"):
            for node in root.iter(qn(f"w:{kind}Reference")):
                called = {
                    "first": say("the first-page {kind}", kind=kind),
                    "even": say("the even-page {kind}", kind=kind),
                }.get(node.get(xml.TYPE))
                target = targets.get(node.get(xml.R_ID))
                if target in self.package.parts:
                    parts.setdefault(str(target), called or f"the {kind}")
        return parts

    def _refused(self, to: Relationship) -> Problem:
        place = Place(self.file)
        if to.kind.startswith("vba") or to.kind.startswith("wordVba"):
            return Problem(
                "letterhead-macros",
                place,
                "The Word letterhead holds macros, which a letter must not carry.",
                "Save it in Word as a Word document (.docx) without macros.",
            )
        if to.external:
            return Problem(
                "letterhead-external",
                place,
                say(
                    "The Word letterhead refers to something outside of itself ({kinds}).",
                    kinds=_KINDS.get(to.kind, to.kind),
                ),
                "Put the picture into the file, or take the link away (right click, Remove Hyperlink).",
                to.target,
            )
        return Problem(
            "letterhead-unsupported",
            place,
            say(
                "The Word letterhead holds something that letters cannot carry ({kinds}).",
                kinds=_KINDS.get(to.kind, to.kind),
            ),
            "Take it out, or put it in as a picture.",
            to.target,
        )

    def _references(self, root: Node, called: str) -> Iterator[Problem]:
        for tag, what in _NOTES.items():
            if next(root.iter(qn(tag)), None) is not None:
                yield Problem(
                    "letterhead-unsupported",
                    Place(self.file, part=called),
                    say("The Word letterhead has {what}, which letters cannot carry.", what=what),
                    "Take it out of the letterhead.",
                )

    def _broken(self, called: str, why: str) -> Problem:
        return Problem(
            "letterhead-broken",
            Place(self.file, part=called),
            say("The Word letterhead is damaged inside: {why}.", why=why),
            "Open it in Word, let Word repair it, and save it again.",
        )

    def _no_body(self) -> Problem:
        return Problem(
            "letterhead-no-body",
            Place(self.file),
            "The Word letterhead says nowhere in its text where the words of the letter stand.",
            "Write {{ body }} alone in a paragraph.",
        )


_KINDS = {
    "hyperlink": "a link",
    "image": "a picture kept elsewhere",
    "attachedTemplate": "the Word template it was made from",
    "oleObject": "an embedded object",
    "package": "an embedded document",
    "chart": "a chart",
    "aFChunk": "an embedded web page",
    "control": "a form control",
    "vbaProject": "macros",
}
_NOTES = {
    "w:footnoteReference": "a footnote",
    "w:endnoteReference": "an endnote",
    "w:commentReference": "a comment",
}


def _of_spot(spot: Spot, place: Place, names: frozenset[str]) -> Iterator[Problem]:
    try:
        tree = _ENVIRONMENT.parse(spot.marked)
    except TemplateSyntaxError as error:
        yield Problem(
            "broken-placeholder",
            place,
            say(
                "A placeholder is not written as it has to be: {error_message}.",
                error_message=str(error.message).rstrip("."),
            ),
            "A placeholder is two curly brackets, a name, and two curly brackets: {{ subject }}.",
            spot.source,
        )
        return
    for used in dict.fromkeys(_names(tree)):
        if not _is_known(used, names):
            yield _unknown(used, place, names)
        elif not spot.block and used.split(".")[0] in BLOCKS:
            yield Problem(
                "placeholder-not-alone",
                place,
                say("The placeholder {{{{ {used} }}}} stands among other words.", used=used),
                "Give it a paragraph of its own, as it stands for more than a line of text.",
                spot.source,
            )


_ENVIRONMENT: ImmutableSandboxedEnvironment = plain_environment()


def _unknown(used: str, place: Place, names: frozenset[str]) -> Problem:
    near = difflib.get_close_matches(used, names | BLOCKS, n=1)
    return Problem(
        "unknown-placeholder",
        place,
        say("There is no placeholder named “{used}”.", used=used),
        say("Did you mean {{{{ {near} }}}}?", near=near[0])
        if near
        else "The page on templates lists the names.",
        used,
    )


def _is_known(used: str, names: frozenset[str]) -> bool:
    """Whether it is a name, the beginning of one, or something of a name's value (`address.0`)."""
    if used in names or used in BLOCKS or any(name.startswith(used + ".") for name in names):
        return True
    above = used.rpartition(".")[0]
    has_parts = any(name.startswith(above + ".") for name in names)
    return bool(above) and not has_parts and _is_known(above, names)


def _names(tree: nodes.Template) -> Iterator[str]:
    """The dotted names that a template reads, without those it sets itself (in a loop)."""
    set_here = {node.name for node in tree.find_all(nodes.Name) if node.ctx != "load"}
    set_here |= {"loop"} if tree.find(nodes.For) else set()
    reads: list[nodes.Name | nodes.Getattr | nodes.Getitem] = list(
        tree.find_all((nodes.Name, nodes.Getattr, nodes.Getitem))
    )
    inner = {id(node.node) for node in reads if not isinstance(node, nodes.Name) and _dotted(node)}
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
