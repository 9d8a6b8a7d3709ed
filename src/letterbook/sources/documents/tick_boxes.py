"""Items of a list with a box to tick, as GitHub's Markdown has them: `- [ ] words`, and `- [x] words` for a ticked one; also without
the space in it, `- [] words`, or with the box itself, `- ☐ words`; ☑ is set as ☒. An item may be a box alone.
"""

from __future__ import annotations

import re

from markdown_it.rules_core import StateCore
from markdown_it.tree import SyntaxTreeNode

_BOX = re.compile(r"(?:\[([ xX]?)\]|([☐☑☒]))(?:[ \t\u00a0]+(?=\S)|\Z)")
_KEY = "letterbook box"


def read_boxes(state: StateCore) -> None:
    """Takes the boxes out of the words of items, and writes them down with the item; those of a numbered list stay."""
    for bullets, item, paragraph, words in zip(
        _around(state), state.tokens, state.tokens[1:], state.tokens[2:], strict=False
    ):
        if item.type == "list_item_open" and bullets and paragraph.type == "paragraph_open":
            found = _BOX.match(words.content)
            if found:
                item.meta[_KEY] = (found[1] or found[2] or " ") not in " ☐"
                words.content = words.content[found.end() :]


def _around(state: StateCore) -> list[bool]:
    """Of each token whether the innermost list that it stands in has bullets."""
    lists: list[bool] = []
    around = []
    for token in state.tokens:
        if token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        around.append(bool(lists) and lists[-1])
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append(token.type == "bullet_list_open")
    return around


def box_of(item: SyntaxTreeNode) -> bool | None:
    """Whether the item's box is ticked; None where it has none."""
    return item.meta.get(_KEY)
