"""The parser of Markdown (CommonMark with tables), with what the texts of an office add to it and bounds that it lacks."""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from letterbook.sources.documents import footnotes, raised_signs, run_on_lines, unset_markup
from letterbook.sources.documents.tick_boxes import read_boxes


class _Markdown(MarkdownIt):
    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - the parser asks for the words of <https://…> by this name
        return unset_markup.address_as_printed(link)


@cache
def parser_for(marks: tuple[str, ...], *, with_notes: bool, is_rtl: bool = False) -> MarkdownIt:
    """Sets a language's quotation marks for straight ones, where it has any. No sign is raised in a text from right to left, in which
    it would stand on the wrong side of foreign words and figures.
    """
    parser = _Markdown("commonmark", {"html": True, "typographer": bool(marks), "quotes": marks})
    parser.options["maxNesting"] = 20
    parser.options["store_labels"] = True
    parser.core.ruler.after("normalize", "bullets", run_on_lines.read_bullets)
    parser.core.ruler.after("block", "bounds", _take_out_boundless)
    parser.core.ruler.after("bounds", "boxes", read_boxes)
    if not is_rtl:
        raised_signs.enable_raised_signs(parser)
    if with_notes:
        footnotes.enable_footnotes(parser)
    # Unjoined it can be told what was escaped.
    return parser.enable(["table", "smartquotes", "strikethrough"]).disable("text_join")


MAX_SIGNS, MAX_CHARACTERS = 500, 30_000
"""Of one paragraph: the reader tries every sign with every other, and a page holds some 4,000 characters."""
BOUNDLESS = "boundless"
"""Where the parser keeps (line from 0, whether it is too long) of each paragraph that it did not read."""
_SIGNS = re.compile(r"[\[\]*_`<>&!~\\]")


def _take_out_boundless(state: StateCore) -> None:
    """Takes paragraphs out that would take the reader minutes, and writes down their lines."""
    for token in state.tokens:
        is_long = len(token.content) > MAX_CHARACTERS
        if token.type == "inline" and (is_long or len(_SIGNS.findall(token.content)) > MAX_SIGNS):
            state.env.setdefault(BOUNDLESS, []).append((token.map[0] if token.map else 0, is_long))
            token.content = ""
