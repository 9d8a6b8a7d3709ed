"""“Page {page} of {pages}” as a page's margins have it: words around two numbers that the layout counts."""

from __future__ import annotations


def around_numbers(pattern: str) -> dict[str, str]:
    """What stands `before` the number of the page, `between` the two numbers and `after` them."""
    before, rest = pattern.split("{page}")
    between, after = rest.split("{pages}")
    return {"before": before, "between": between, "after": after}
