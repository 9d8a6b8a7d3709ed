"""Whether a Word letterhead can be used: every mistake of it, with its place, before a letter is made."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from docx.oxml.ns import qn
from jinja2 import TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from letterbook.composing.placeholders import BLOCKS
from letterbook.language.legibility import WHITE
from letterbook.model import Office, Template
from letterbook.problems import Place, Problem
from letterbook.remedies import Remedy
from letterbook.render.docx import package, xml
from letterbook.render.docx.colours import OFFICE_THEME, named, theme_of
from letterbook.render.docx.embedding import unlisted_fonts
from letterbook.render.docx.letterhead_contents import (
    OUTSIDE_HINTS,
    TAKE_OUT,
    cannot_carry,
    refers_outside,
    unwanted,
    unwanted_style,
)
from letterbook.render.docx.letterhead_pictures import normal_pictures
from letterbook.render.docx.off_page import Sheet
from letterbook.render.docx.package import MAIN, Package, Relationship, UnreadableDocxError
from letterbook.render.docx.placeholders import Spot, spots
from letterbook.render.docx.style_cascade import StyleCascade
from letterbook.render.docx.styles import STYLES
from letterbook.render.docx.unseen import Looks
from letterbook.render.docx.xml import Node
from letterbook.sentences import listed, say
from letterbook.sources.text_checks import shortened
from letterbook.templates import (
    dotted_names,
    in_single_braces,
    plain_environment,
    single_brace,
    why_unread,
    wrong_uses,
)


def check_letterhead(
    template: Template, context_names: Collection[str], office: Office | None = None
) -> list[Problem]:
    """The letterhead's mistakes; none for a template that has no letterhead.

    `context_names` are the names that placeholders may use, dotted: "subject", "office.name", "labels.page"; `office` says
    what its own fields are, and without it nobody looks at them.
    """
    file = f"{template.folder}/letter.docx"
    if template.docx is None:
        return []
    try:
        opened = package.unpack(template.docx)
    except UnreadableDocxError as reason:
        return [Problem(reason.code, Place(file), reason.what, reason.hint)]
    return _Check(file, opened, frozenset(context_names), template.fonts, office).problems()


@dataclass(frozen=True)
class _Part:
    """A part that is drawn, and what a clerk calls it."""

    name: str
    called: str
    root: Node

    def where(self, node: Node) -> str:
        """The paragraph in which an element stands, or the first one within it; the part itself for one in none."""
        above = [node, *node.iterancestors()]
        home = next((outer for outer in above if outer.tag in (xml.P, _STYLE, *_FRAMES)), None)
        if home is not None and home.tag in _FRAMES:
            home = next((each for outer in (node, home) for each in outer.iter(xml.P)), None)
        if home is not None and home.tag == _STYLE:
            return say("the style “{name}”", name=home.name_val or home.get(xml.STYLE_ID))
        number = next((index for index, each in enumerate(self.root.iter(xml.P), 1) if each is home), None)
        return _paragraph_of(number, self.called) if number else self.called


_STYLE, _FRAMES = qn("w:style"), (xml.TBL, qn("w:sdt"))


def _paragraph_of(number: int, called: str) -> str:
    """The name of a paragraph by its number from 1."""
    return say("paragraph {number} of {called}", number=number, called=called)


@dataclass(frozen=True)
class _Check:
    file: str
    package: Package
    names: frozenset[str]
    fonts: frozenset[str]
    office: Office | None

    def problems(self) -> list[Problem]:
        parts, broken = self._drawn()
        found = [*broken, *self._carried(parts), *self._pictures(), *self._unlisted_fonts()]
        bodies = 0
        for part in parts:
            for spot in spots(part.root) if part.called not in _UNFILLED.values() else ():
                place = Place(self.file, part=_paragraph_of(spot.index + 1, part.called))
                found.extend(_of_spot(spot, place, self.names))
                if self.office is not None:
                    found.extend(
                        replace(wrong, place=place) for wrong in wrong_uses(spot.source, self.office)
                    )
                bodies += spot.block == "body" and part.name == MAIN
            found.extend(self._single_braces(part))
        return found if bodies or broken else [*found, self._no_body()]

    def _single_braces(self, part: _Part) -> Iterator[Problem]:
        known = BLOCKS | {name.split(".")[0] for name in self.names}
        for number, paragraph in enumerate(part.root.iter(xml.P), 1):
            for _, text in in_single_braces(xml.text(paragraph), known):
                yield single_brace(text, Place(self.file, part=_paragraph_of(number, part.called)))

    def _drawn(self) -> tuple[list[_Part], list[Problem]]:
        """The parts that make up what a letter shows, and what is wrong with those that cannot be read."""
        parts: list[_Part] = []
        broken = []
        for name, called in self._names().items():
            try:
                parts.append(_Part(name, called, xml.read(self.package.parts[name])))
            except xml.BrokenXmlError as error:
                broken.append(self._broken(called, str(error)))
        return parts, broken

    def _pictures(self) -> Iterator[Problem]:
        """The pictures that cannot be printed alike everywhere."""
        called = self._names()
        for picture in normal_pictures(package.strip(self.package))[1]:
            where = called.get(picture.owner, "the text")
            part = _paragraph_of(picture.paragraph, where) if picture.paragraph else where
            what = say("A picture in the Word letterhead {what}", what=picture.refused.what)
            hint = say("{hint} Then put it into the letterhead anew.", hint=picture.refused.hint)
            yield Problem("letterhead-picture", Place(self.file, part=part), what, hint)

    def _unlisted_fonts(self) -> Iterator[Problem]:
        """Fonts hidden in the file, of which nobody knows how they draw a digit."""
        unlisted = unlisted_fonts(package.strip(self.package), self.fonts)
        if unlisted:
            what = say(
                "The Word letterhead brings fonts that the office does not list: {names}.",
                names=shortened(", ".join(unlisted)),
            )
            yield Problem("unlisted-font", Place(self.file), what, _NO_FONTS, unlisted[0])

    def _names(self) -> dict[str, str]:
        """The parts with words or looks, and what a clerk calls each."""
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
        for kind, name in _UNFILLED.items():
            for to in self.package.related(MAIN, kind):
                if to.target in self.package.parts:
                    parts.setdefault(to.target, name)
        return parts

    def _carried(self, parts: Sequence[_Part]) -> Iterator[Problem]:
        """What letters must not carry: a message for each thing, with all its places."""
        looks = self._looks(parts)
        told: dict[tuple[str, str, str], tuple[list[str], list[str]]] = {}
        for found in self._findings(parts, looks):
            places, texts = told.setdefault((found.code, found.what, found.hint), ([], []))
            places.append(found.where)
            texts.append(found.text)
        for (code, what, hint), (places, texts) in told.items():
            place = Place(self.file, part=_together(places))
            yield Problem(code, place, what, hint, next(filter(None, texts), ""))
        for name, style in looks.cascade.named(_OUR_STYLES):
            for problem in unwanted_style(name, style, looks):
                yield Problem(problem.code, Place(self.file), problem.what, problem.hint, problem.text)

    def _looks(self, parts: Sequence[_Part]) -> Looks:
        """What the looks of all words depend on: the styles, the theme, the colour of the page."""
        styles = next((part.root for part in parts if part.called == _UNFILLED["styles"]), None)
        main = next((part.root for part in parts if part.name == MAIN), None)
        themes = [self.package.parts.get(to.target) for to in self.package.related(MAIN, "theme")]
        try:
            theme = theme_of(xml.read(themes[0])) if themes and themes[0] else OFFICE_THEME
        except xml.BrokenXmlError:
            theme = OFFICE_THEME
        page = None if main is None else main.find(_BACKGROUND)
        colour = None if page is None else named(page.get(_COLOR))
        return Looks(StyleCascade() if styles is None else StyleCascade.of(styles), theme, colour or WHITE)

    def _findings(self, parts: Sequence[_Part], looks: Looks) -> Iterator[_Located]:
        for owner, to in package.refused(self.package):
            yield from self._refused(owner, to, parts)
        sheet = next((Sheet.of(part.root) for part in parts if part.name == MAIN), Sheet())
        for part in parts:
            yield from self._missing(part)
            if part.root.find(_MERGE_SETTING) is not None:
                yield _located("letterhead-mail-merge", "", _MAIL_MERGE_WHAT, _MAIL_MERGE_HINT, "")
            for thing in unwanted(part.root, looks, sheet):
                yield _Located(part.where(thing.node), thing.code, thing.what, thing.hint, thing.text)

    def _refused(self, owner: str, to: Relationship, parts: Sequence[_Part]) -> Iterator[_Located]:
        """A relationship that a letter must not have, at the places that make use of it."""
        users = [
            part.where(node)
            for part in parts
            if part.name == owner
            for node in part.root.iter()
            if isinstance(node.tag, str)
            and any(_is_use(name, value, to) for name, value in node.attrib.items())
        ]
        for where in users or [""]:
            yield _of_relationship(to, where)

    def _missing(self, part: _Part) -> Iterator[_Located]:
        """What the part refers to and is not in the file."""
        there = {
            to.id
            for to in self.package.relationships.get(part.name, [])
            if to.external or to.target in self.package.parts
        }
        for node in part.root.iter():
            for name, value in node.attrib.items() if isinstance(node.tag, str) else ():
                if name.startswith(_R_NAMESPACE) and value and value not in there:
                    yield _located("letterhead-broken", part.where(node), _MISSING, _REPAIR, value)

    def _broken(self, called: str, why: str) -> Problem:
        return Problem(
            "letterhead-broken",
            Place(self.file, part=called),
            say("The Word letterhead is damaged inside: {why}.", why=why),
            _REPAIR,
        )

    def _no_body(self) -> Problem:
        return Problem(
            "letterhead-no-body",
            Place(self.file),
            "The Word letterhead says nowhere in its text where the words of the letter stand.",
            "Write {{ body }} alone in a paragraph.",
        )


@dataclass(frozen=True)
class _Located:
    """Something that letters must not carry, with its place."""

    where: str
    code: str
    what: str
    hint: str
    text: str


_NO_FONTS = (
    "In Word: File, Options, Save, take the tick from “Embed fonts in the file”; then save it. If the office knows the "
    "fonts, write the paths of their files into letterbook.yaml, under fonts."
)
_REPAIR = "Open it in Word, let Word repair it, and save it again."
_MISSING = say(
    "The Word letterhead is damaged inside: {why}.", why="it names a part of itself that is not there"
)


def _located(code: str, where: str, what: str, hint: str, text: str) -> _Located:
    return _Located(where, code, what, hint, text)


_UNFILLED = {
    "styles": "the styles",
    "numbering": "the lists",
    "footnotes": "the footnotes",
    "endnotes": "the endnotes",
    "settings": "the settings",
}
"""Parts that go into letters as they are, and what a clerk calls them."""
_BACKGROUND, _COLOR = qn("w:background"), qn("w:color")
_OUR_STYLES = frozenset(style.name.lower() for style in STYLES)
_MOST_PLACES = 5


def _together(places: Sequence[str]) -> str | None:
    """Places in one line, each once."""
    named = [place for place in dict.fromkeys(places) if place]
    more = len(named) - _MOST_PLACES
    if more > 0:
        return say("{named} and {rest} more", named=listed(named[:_MOST_PLACES]), rest=more)
    return listed(named) or None


def _is_use(attribute: str, value: str, to: Relationship) -> bool:
    return value == to.id and attribute.startswith(_R_NAMESPACE)


_R_NAMESPACE = xml.R_ID.removesuffix("id")


def _of_relationship(to: Relationship, where: str) -> _Located:
    """A relationship that a letter must not have."""
    kinds = _KINDS.get(to.kind, "something that Word alone knows")
    if to.kind.startswith(("vba", "wordVba")):
        what = "The Word letterhead holds macros, which a letter must not carry."
        hint = "Save it in Word as a Word document (.docx) without macros."
        return _located("letterhead-macros", where, what, hint, to.target)
    if to.kind in _MAIL_MERGE:
        return _located("letterhead-mail-merge", where, _MAIL_MERGE_WHAT, _MAIL_MERGE_HINT, to.target)
    if to.external:
        hint = OUTSIDE_HINTS.get(
            to.kind, "Take it out of the letterhead, or put the thing itself into the file."
        )
        return _located("letterhead-external", where, refers_outside(kinds), hint, to.target)
    return _located("letterhead-unsupported", where, cannot_carry(kinds), TAKE_OUT, to.target)


_MERGE_SETTING = qn("w:mailMerge")
_MAIL_MERGE = frozenset({"mailMergeSource", "mailMergeHeaderSource"})
_MAIL_MERGE_WHAT = (
    "The Word letterhead is the main document of a mail merge, and asks for its list when it is opened."
)
_MAIL_MERGE_HINT = "In Word: Mailings, Start Mail Merge, Normal Word Document; then save it."
_KINDS = {
    "hyperlink": "a link",
    "image": "a picture kept elsewhere",
    "oleObject": "an embedded object",
    "package": "an embedded document",
    "chart": "a chart",
    "chartEx": "a chart",
    "aFChunk": "an embedded web page or document",
    "control": "a form control",
    "vbaProject": "macros",
    "subDocument": "a subdocument",
    "frame": "a web page in a frame",
    "ink": "a drawing in ink",
    "diagramData": "a SmartArt drawing",
    "diagramLayout": "a SmartArt drawing",
    "diagramQuickStyle": "a SmartArt drawing",
    "diagramColors": "a SmartArt drawing",
    "diagramDrawing": "a SmartArt drawing",
    "video": "a film",
    "audio": "a sound",
    "media": "a film or a sound",
    "model3d": "a model in three dimensions",
    "transform": "a style sheet for saving",
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
                error_message=why_unread(error),
            ),
            "A placeholder is two curly brackets, a name, and two curly brackets: {{ subject }}.",
            spot.source,
        )
        return
    for used in dict.fromkeys(dotted_names(tree)):
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
        say("Did you mean {{{{ {near} }}}}?", near=near[0]) if near else "Correct the name.",
        used,
        remedy=Remedy.HELP_TEMPLATES,
    )


def _is_known(used: str, names: frozenset[str]) -> bool:
    """Whether it is a name, the beginning of one, or something of a name's value (`address.0`)."""
    if used in names or used in BLOCKS or any(name.startswith(used + ".") for name in names):
        return True
    above = used.rpartition(".")[0]
    has_parts = any(name.startswith(above + ".") for name in names)
    return bool(above) and not has_parts and _is_known(above, names)
