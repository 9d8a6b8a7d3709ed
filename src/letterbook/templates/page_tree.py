"""A page's elements in reading order, read by libxml2: it takes whatever it is given, and soon."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree


def walk_page(html: str) -> Iterator[tuple[str, Any]]:
    """("start" or "end", element) of each element, those that the reader puts around a piece of a page with them."""
    parser = etree.HTMLParser(recover=True, huge_tree=True, no_network=True, remove_comments=True)
    root = etree.fromstring(f"<html><body>{html.replace(chr(0), '')}", parser)
    yield from etree.iterwalk(root, events=("start", "end"))
