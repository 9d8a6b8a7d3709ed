"""The pages of the documentation in place, searched, and what each code of a mistake means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from letterbook.api import help_page, help_topics
from letterbook.errors import UsageError
from letterbook.web.rendering import page

_FIRST = ("office-page", "office", "letterbook-yaml", "register", "errors")
"""What a clerk asks for first."""
_MOST_FOUND = 50


@dataclass(frozen=True)
class Found:
    """A section that mentions what was looked for."""

    topic: str
    title: str
    heading: str
    anchor: str


async def show_all(request: Request) -> Response:
    """All pages, and the sections that mention a text."""
    text = request.query_params.get("q", "").strip()
    topics = help_topics()
    ordered = sorted(topics.items(), key=lambda topic: (topic[0] not in _FIRST, topic[1]))
    found = sorted(_search(text), key=lambda section: section.topic not in _FIRST) if text else []
    return page(request, "help.html", topics=ordered, q=text, found=found[:_MOST_FOUND])


async def show(request: Request) -> Response:
    """A page by its name, or what is written of a code."""
    topic = request.path_params["topic"]
    try:
        text = help_page(topic)
    except UsageError as error:
        raise HTTPException(404) from error
    is_code = topic not in help_topics()
    if is_code:
        text = f"# `{topic}`\n{text.partition(chr(10))[2]}"
    title = topic if is_code else help_topics()[topic]
    return page(request, "help-page.html", title=title, content=as_html(text), is_code=is_code)


def as_html(text: str) -> Markup:
    """A page of the documentation as HTML: its links lead to pages of the help, a heading has its address."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(text)
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.type == "heading_open" and following is not None:
            token.attrSet("id", anchor(following.content))
        for child in token.children or ():
            _point(child)
    return Markup(parser.renderer.render(tokens, parser.options, {}))


def _point(token: Token) -> None:
    """Leads a link to where it goes on this page; a picture is told by its words."""
    if token.type == "link_open":
        name, _, section = str(token.attrGet("href")).partition("#")
        if name.endswith(".md") and "://" not in name:
            known = name.rpartition("/")[2].removesuffix(".md")
            token.attrSet("href", f"/help/{known}#{section}" if section else f"/help/{known}")
        elif "://" in name:
            token.attrSet("rel", "noopener noreferrer")
    elif token.type == "image":
        token.type, token.tag, token.content = "text", "", token.content
        token.children = None


def anchor(heading: str) -> str:
    """What a heading is called in an address, as the pages' own links have it."""
    plain = re.sub(r"[`*]|\[([^]]*)\]\([^)]*\)", r"\1", heading).lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


def _search(text: str) -> Iterator[Found]:
    """The sections that have all of the words."""
    words = text.casefold().split()
    for topic, title in help_topics().items():
        for heading, section in _sections(help_page(topic)):
            folded = f"{heading} {section}".casefold()
            if all(word in folded for word in words):
                yield Found(topic, title, heading, anchor(heading))


def _sections(text: str) -> Iterator[tuple[str, str]]:
    """Each heading with what stands below it, up to the next."""
    parts = re.split(r"^#{1,4} (.+)$", text, flags=re.MULTILINE)
    yield from zip(parts[1::2], parts[2::2], strict=True)


routes = [Route("/help", show_all), Route("/help/{topic}", show)]
