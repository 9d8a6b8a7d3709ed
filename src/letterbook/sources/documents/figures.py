"""A picture that stands alone in its paragraph: what it shows, its caption, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from markdown_it.tree import SyntaxTreeNode

from letterbook.model import Figure
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.documents import unset_markup
from letterbook.sources.text_checks import shortened

FEWEST_DOTS_AN_INCH = 150
"""Below it a printer shows steps in a slanting line, and letters in the picture are hard to read."""
_PLAIN = frozenset({"text", "text_special", "softbreak"})


def is_figure(paragraph: SyntaxTreeNode) -> bool:
    """Whether the paragraph is a picture and nothing else."""
    return [node.type for node in paragraph.children[0].children] == ["image"]


def path(image: SyntaxTreeNode) -> str:
    """The path of the picture's file, as it is written."""
    return unquote(str(image.attrs["src"]))


def alternative(image: SyntaxTreeNode) -> str:
    """The words between the brackets, without marks."""
    return "".join(_alternative(node) for node in image.children).strip()


def _alternative(node: SyntaxTreeNode) -> str:
    if node.type in ("softbreak", "hardbreak"):
        return " "
    return "".join(map(_alternative, node.children)) if node.children else node.content


def problems(
    image: SyntaxTreeNode, is_known: bool, caption: Sequence[SyntaxTreeNode], place: Place
) -> Iterator[Problem]:
    """What is wrong with a picture in its own paragraph; `is_known`: its path stands in the text as it is."""
    name = shortened(path(image))
    if not is_known:
        what = say("The path of the picture “{name}” comes out of a placeholder.", name=name)
        yield _unset(place, what, "Write the path of the file as it is.", name)
    if not alternative(image):
        what = say("The picture “{name}” has no description for those who cannot see it.", name=name)
        hint = say("Write between the brackets what it shows: ![What it shows]({name})", name=name)
        yield Problem("no-description", place, what, hint, name)
    paragraph = image.parent.parent if image.parent else None
    item = paragraph.parent if paragraph else None
    if item is not None and item.type == "list_item" and item.children[0] is paragraph:
        words_first = "Write a few words behind the bullet or the number, and the picture below them."
        yield _unset(place, "A picture cannot begin an item of a list.", words_first, name)
    is_plain = all(node.type in _PLAIN for node in caption)
    if not is_plain or any(unset_markup.raw_marks(caption, begins_item=False)):
        said = shortened(str(image.attrs.get("title", "")))
        what = say(
            "The caption “{said}” has signs of Markdown, which would be printed as they are.", said=said
        )
        yield _unset(place, what, "Write the caption as plain words.", said)


def within_words(image: SyntaxTreeNode, place: Place) -> Problem:
    """The problem of a picture that stands among words."""
    what = "A picture cannot stand among words, in a heading, in a table or in a footnote."
    hint = "Put it into a paragraph of its own, with an empty line before and after it."
    return _unset(place, what, hint, path(image))


def coarse(figure: Figure, place: Place) -> Iterator[Problem]:
    """A warning where the picture has too few dots for its size in print."""
    dots = figure.dots_an_inch
    if dots is None or round(dots) >= FEWEST_DOTS_AN_INCH:
        return
    what = say(
        "The picture “{name}” is printed {width:.0f} mm wide with {dots:.0f} dots an inch; it will look coarse.",
        name=shortened(figure.picture.name),
        width=figure.size_mm[0],
        dots=dots,
    )
    hint = say(
        "Take one with more dots: from {fewest} an inch on it looks sharp.", fewest=FEWEST_DOTS_AN_INCH
    )
    yield Problem("coarse-picture", place, what, hint, figure.picture.name, level="warning")


def _unset(place: Place, what: str, hint: str, text: str) -> Problem:
    return Problem("unsupported-markup", place, what, hint, text[:80])
