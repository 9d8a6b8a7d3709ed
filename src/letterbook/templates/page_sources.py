"""What the files of a page ask for, read before a page is laid out, so that each mistake has its line.

The layout engine refuses what is not in the template too, but it knows no lines; and of forms that it does not know
(srcset, image-set, masks, frames) it shows nothing and says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import tinycss2
from lxml import html

from letterbook.model import Template
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.documents.picture_refusal import PictureRefusedError
from letterbook.sources.documents.pictures import normal_picture, refused_picture
from letterbook.sources.documents.svg_pictures import check_drawing, data_of
from letterbook.sources.fonts import font_sum, unlisted_font
from letterbook.sources.text_checks import nearest, shortened
from letterbook.templates import page_bounds
from letterbook.templates.font_families import FontFamilies
from letterbook.templates.open_elements import open_elements

_ELEMENTS = frozenset(
    {
        *("iframe", "frame", "frameset", "object", "embed", "applet", "portal", "script", "noscript"),
        *("audio", "video", "source", "track", "picture", "canvas", "base", "template", "math"),
        *("form", "input", "button", "select", "textarea", "marquee"),
    }
)
_ATTRIBUTES = frozenset({"srcset", "imagesrcset", "background", "lowsrc", "dynsrc"})
_FUNCTIONS = frozenset(
    {
        "image-set",
        "-webkit-image-set",
        "cross-fade",
        "-webkit-cross-fade",
        "image",
        "element",
        "paint",
        "local",
    }
)
_PROPERTIES = re.compile(r"(?:-webkit-)?(?:mask(?:-.+)?|cursor|shape-outside|offset-path|behavior)")
_OVERRIDES = frozenset({"bidi-override", "isolate-override", "plaintext"})
"""Values of `unicode-bidi` by which a text is read in another order than it is written."""
_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}", re.DOTALL)


def check_page_sources(template: Template) -> list[Problem]:
    """What the page and its style sheets ask for and cannot have, each with its line.

    Codes: open-element, refused-file, unlisted-font, unknown-font, not-for-letters, too-large, too-deep, and those of pictures.
    """
    found = _Found(template)
    _read_page(found, "letter.html", template.html)
    _read_sheet(found, "letter.css", template.css)
    for name, data in template.assets.items():
        if name.lower().endswith(".css"):
            _read_sheet(found, name, data.decode("utf-8", "replace"))
    found.problems += found.variables.overgrown()
    found.problems += found.families.unknown()
    return list(dict.fromkeys(found.problems))


@dataclass
class _Found:
    template: Template
    problems: list[Problem] = field(default_factory=list)
    variables: page_bounds.Variables = field(default_factory=page_bounds.Variables)
    families: FontFamilies = field(default_factory=FontFamilies)
    rules: int = 0

    def not_for_letters(self, place: Place, what: str, text: str) -> None:
        hint = (
            "Take it out. A picture is shown by <img src=…>, or in a style sheet by background-image: url(…)."
        )
        self.problems.append(Problem("not-for-letters", place, what, hint, text))

    def turned(self, place: Place, how: str) -> None:
        """The page turns the direction of a text: a reference or an address would be read in another order."""
        what = say(
            "The page turns the direction of a text ({how}); its parts would be read in another order.",
            how=how,
        )
        hint = (
            "Take it out: the direction of a letter follows from its language. Fixed words in another script may stand in "
            "an element of their own with dir=rtl or dir=ltr."
        )
        self.problems.append(Problem("not-for-letters", place, what, hint, how))

    def asks_for(self, address: str, place: Place, *, is_font: bool = False) -> None:
        """Looks at an address that a page or a style sheet loads; whatever a `@font-face` loads is a font."""
        address = address.strip()
        if not address or address.startswith("#") or "{{" in address or "{%" in address:
            return
        if address[:5].lower() == "data:":
            self._written_in(address, place, is_font=is_font)
            return
        name = address.partition("#")[0].partition("?")[0].removeprefix("./")
        data = self.template.assets.get(name)
        if data is None:
            self.problems.append(_not_there(address, place, self.template.assets))
        elif is_font:
            self._font(name, data, place)
        elif not name.lower().endswith(".css"):
            self._picture(name, data, place)

    def _written_in(self, address: str, place: Place, *, is_font: bool) -> None:
        if address[5:].lower().startswith("text/css") and not is_font:
            return
        try:
            data = data_of(address)
        except PictureRefusedError as refused:
            self.problems.append(refused_picture(shortened(address, 40), place, refused))
        else:
            look = self._font if is_font else self._picture
            look(shortened(address, 40), data, place)

    def _font(self, name: str, data: bytes, place: Place) -> None:
        if font_sum(data) not in self.template.fonts:
            self.problems.append(unlisted_font(place, name))

    def _picture(self, name: str, data: bytes, place: Place) -> None:
        try:
            normal_picture(name, data)
        except PictureRefusedError as refused:
            self.problems.append(refused_picture(name, place, refused))


def _not_there(address: str, place: Place, assets: Mapping[str, bytes]) -> Problem:
    what = say("The page asks for “{name}”, which is not in its template.", name=shortened(address))
    near = nearest(address, list(assets))
    put = "Put the file itself into the template's folder; nothing else is ever loaded."
    hint = say("Did you mean “{near}”? ", near=near) + put if near else put
    return Problem("refused-file", place, what, hint, address)


# --- The page ------------------------------------------------------------------------------------------------------


def _read_page(found: _Found, file: str, source: str) -> None:
    reader = _PageReader(found, file)
    reader.feed(_JINJA.sub(_blank, source))
    reader.close()
    if not found.problems:
        found.problems += open_elements(source, f"{found.template.folder}/{file}")


def _blank(found: re.Match[str]) -> str:
    """As many lines, and nothing on them."""
    return re.sub(r"[^\n]", " ", found[0])


class _PageReader(HTMLParser):
    """Reads the elements of a page, each with its line."""

    def __init__(self, found: _Found, file: str) -> None:
        super().__init__(convert_charrefs=True)
        self._found, self._file = found, f"{found.template.folder}/{file}"
        self._sheet: list[str] | None = None
        self._sheet_line = 1
        self._drawing: list[str] = []
        self._depth = 0
        self._drawing_place = Place(self._file)
        self._elements = page_bounds.Elements()
        self._turned: list[_Turned] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line, column = self.getpos()
        place = Place(self._file, line, column + 1)
        self._element(tag, _read_attributes(attrs), place)
        if tag == "style":
            self._sheet, self._sheet_line = [], line
        if tag == "svg" and not self._depth:
            self._drawing, self._drawing_place = [], place
        self._depth += tag == "svg"
        self._draw(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line, column = self.getpos()
        self._element(tag, _read_attributes(attrs), Place(self._file, line, column + 1))
        self._draw(self.get_starttag_text() or "")
        self._elements.end(tag)

    def handle_endtag(self, tag: str) -> None:
        self._elements.end(tag)
        self._turn_back(tag)
        self._draw(f"</{tag}>")
        if tag == "style" and self._sheet is not None:
            _read_rules(self._found, self._file, "".join(self._sheet), self._sheet_line)
            self._sheet = None
        if tag == "svg" and self._depth:
            self._depth -= 1
            if not self._depth:
                self._check_drawing("".join(self._drawing))

    def handle_data(self, data: str) -> None:
        if self._sheet is not None:
            self._sheet.append(data)
        if "{{" in data and self._sheet is None:
            for turned in self._turned:
                self._found.turned(turned.place, turned.how)
        self._draw(data.replace("<", "&lt;") if self._sheet is None else data)

    def _turn(self, tag: str, attributes: dict[str, str], place: Place) -> None:
        """Notes an element that may turn what is printed in it; `dir=ltr` is what an address has.

        HTML knows no empty element but those that hold nothing anyway: `<p dir=rtl/>` is open until `</p>`.
        """
        if tag == "bdo":
            self._found.turned(place, "<bdo>")
        for name in ("direction", "unicode-bidi"):  # of a drawing
            if name in attributes:
                self._found.turned(place, f"{name}={attributes[name]}")
        for turned in self._turned:
            turned.open += tag == turned.tag
        said = attributes.get("dir", "ltr").strip().lower()
        if said != "ltr" and tag not in page_bounds.VOID:
            self._turned.append(_Turned(tag, place, f"dir={said}"))

    def _turn_back(self, tag: str) -> None:
        for turned in self._turned:
            turned.open -= tag == turned.tag
        self._turned = [turned for turned in self._turned if turned.open]

    def _draw(self, source: str) -> None:
        if self._depth:
            self._drawing.append(source)

    def _check_drawing(self, source: str) -> None:
        try:
            check_drawing(html.fragment_fromstring(source))
        except PictureRefusedError as refused:
            what = say("A drawing in the page {what}", what=refused.what)
            self._found.problems.append(Problem(refused.code, self._drawing_place, what, refused.hint))

    def _element(self, tag: str, attributes: dict[str, str], place: Place) -> None:
        self._found.problems += self._elements.begin(tag, attributes, place)
        self._turn(tag, attributes, place)
        if tag in _ELEMENTS:
            what: str = say("The page has a <{tag}> element, which letters do not show.", tag=tag)
            self._found.not_for_letters(place, what, tag)
            return
        relation = attributes.get("rel", "").lower().split()
        if "attachment" in relation:
            what = "The page hangs a file to the letter (rel=attachment), which nobody sees on paper."
            self._found.not_for_letters(place, what, attributes.get("href", ""))
        elif tag == "link":
            self._link(relation, attributes, place)
        elif tag in ("img", "image", "use", "feimage"):
            for name in ("src", "href", "xlink:href"):
                self._found.asks_for(attributes.get(name, ""), place)
        for name in sorted(_ATTRIBUTES & attributes.keys()):
            what = say("The page asks for a picture by {name}, which letters do not show.", name=name)
            self._found.not_for_letters(place, what, attributes[name])
        if style := attributes.get("style"):
            declared = tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True)
            _read_nodes(self._found, declared, self._file, (place.line or 1) - 1)

    def _link(self, relation: list[str], attributes: dict[str, str], place: Place) -> None:
        if "stylesheet" in relation:
            self._found.asks_for(attributes.get("href", ""), place)
            return
        what = say(
            "The page has a <link> ({relation}), which letters do not show.", relation=" ".join(relation)
        )
        self._found.not_for_letters(place, what, attributes.get("href", ""))


def _read_attributes(attrs: list[tuple[str, str | None]]) -> dict[str, str]:
    """The attributes of an element by name; of two alike the first one holds (HTML, 13.2.5.33)."""
    return {name: value or "" for name, value in reversed(attrs)}


@dataclass
class _Turned:
    """An element with a direction of its own, and how many of its name are open since."""

    tag: str
    place: Place
    how: str
    open: int = 1


# --- Style sheets --------------------------------------------------------------------------------------------------


def _read_sheet(found: _Found, file: str, source: str) -> None:
    _read_rules(found, f"{found.template.folder}/{file}", source, 1)


def _read_rules(found: _Found, file: str, source: str, first_line: int) -> None:
    rules = tinycss2.parse_stylesheet(source, skip_comments=True, skip_whitespace=True)
    _read_nodes(found, rules, file, first_line - 1)


def _read_nodes(
    found: _Found,
    nodes: list[Any] | None,
    file: str,
    lines_before: int,
    depth: int = 0,
    *,
    is_font: bool = False,
) -> None:
    """Looks at rules and declarations, and at what stands in them; `is_font` where they are those of a font."""
    for node in nodes or []:
        place = Place(file, node.source_line + lines_before, node.source_column)
        found.problems += page_bounds.oversized_rule(node, depth, found.rules, place)
        if depth > page_bounds.MAX_DEPTH:
            return
        found.rules += node.type in page_bounds.RULES
        if node.type == "at-rule" and node.lower_at_keyword in ("import", "namespace"):
            # A namespace only looks like an address.
            for address, _ in _addresses(node.prelude if node.lower_at_keyword == "import" else []):
                found.asks_for(address, place)
            continue
        if node.type == "declaration":
            _read_declaration(found, node, place, is_font=is_font)
            continue
        for tokens in (getattr(node, "prelude", None), getattr(node, "value", None)):
            if isinstance(tokens, list):
                found.problems += page_bounds.oversized(tokens, "", place)
                _read_tokens(found, tokens, file, lines_before)
        if getattr(node, "content", None) is not None:
            inner = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
            names_font = getattr(node, "lower_at_keyword", "") == "font-face"
            _read_nodes(found, inner, file, lines_before, depth + 1, is_font=names_font)


def _read_declaration(found: _Found, node: Any, place: Place, *, is_font: bool) -> None:
    if _PROPERTIES.fullmatch(node.lower_name) and _loads(node.value):
        what = say("The style sheet has {name}, which letters do not show.", name=node.lower_name)
        found.not_for_letters(place, what, node.name)
        return
    if _turns(node):
        value = tinycss2.serialize(node.value).strip()
        found.turned(place, shortened(f"{node.lower_name}: {value}", 40))
    found.problems += page_bounds.oversized(node.value, node.lower_name, place)
    found.families.declare(node.lower_name, node.value, place, is_font=is_font)
    if node.name.startswith("--"):
        found.variables.declare(node.name, node.value, place)
    before = place.line - node.source_line if place.line else 0
    read = [token for token in node.value if not _is_running(node, token)]
    _read_tokens(found, read, place.file, before, is_font=is_font)


def _is_running(declaration: Any, token: Any) -> bool:
    """Whether it prints an element of the page in the margin (`position: running()`), and is no picture of one."""
    is_element = token.type == "function" and token.lower_name == "element"
    return is_element and bool(declaration.lower_name == "content")


def _turns(node: Any) -> bool:
    """Whether a declaration turns the direction of a text; a variable may hold any value."""
    if node.lower_name == "unicode-bidi":
        values = (token for token in node.value if token.type in ("ident", "function"))
        return any(token.type == "function" or token.lower_value in _OVERRIDES for token in values)
    return bool(node.lower_name == "direction")


def _loads(tokens: list[Any]) -> bool:
    """Whether a value is more than a word: an address, or a function that gives a picture."""
    return any(token.type in ("url", "function") for token in tokens)


def _read_tokens(
    found: _Found, tokens: list[Any], file: str, lines_before: int, *, is_font: bool = False
) -> None:
    for token in _flat(tokens):
        place = Place(file, token.source_line + lines_before, token.source_column)
        if token.type == "function" and token.lower_name in _FUNCTIONS:
            what = say(
                "The style sheet asks for {name}(…), which letters do not have.", name=token.lower_name
            )
            found.not_for_letters(place, what, token.name)
        elif token.type == "url":
            found.asks_for(token.value, place, is_font=is_font)
        elif token.type == "function" and token.lower_name in ("url", "src"):
            for address, _ in _addresses(token.arguments):
                found.asks_for(address, place, is_font=is_font)


def _flat(tokens: list[Any]) -> Iterator[Any]:
    """The tokens, and those in functions and brackets; an image-set's own parts are said with it."""
    waiting = list(reversed(tokens))
    while waiting:
        token = waiting.pop()
        yield token
        if token.type == "function" and token.lower_name not in _FUNCTIONS:
            waiting.extend(reversed(token.arguments))
        elif getattr(token, "content", None):
            waiting.extend(reversed(token.content))


def _addresses(tokens: list[Any]) -> Iterator[tuple[str, Any]]:
    for token in _flat(tokens):
        if token.type in ("string", "url"):
            yield token.value, token
