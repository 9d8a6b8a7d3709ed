"""Parts a Markdown file into its front matter (YAML between two lines of `---`) and its body."""

from __future__ import annotations

from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.yaml.located import LocatedMap, read_map

_FENCE = "---"


def split(text: str, label: str, key: str = "title") -> tuple[LocatedMap | None, str, int, list[Problem]]:
    """The front matter, the body, the line of the file on which the body begins (from 1), and what is wrong.

    The front matter is None where it is missing, unclosed or broken; the body is there wherever it can be told. `key` is one that
    such a file has.
    Codes: no-front-matter, unclosed-front-matter, and those of `located.read_map`.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        hint: str = say(
            "Let the first line be --- and put the keys ({key}: …) between it and a second line of ---.",
            key=key,
        )
        problem = Problem(
            "no-front-matter", Place(label, 1, 1), "The file does not begin with ---.", hint, lines[0]
        )
        return None, text, 1, [problem]
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == _FENCE), None)
    if end is None:
        what, hint = (
            "The keys that begin here have no end.",
            "Put a line of --- between the keys and the text.",
        )
        return (
            None,
            "",
            len(lines) + 1,
            [Problem("unclosed-front-matter", Place(label, 1, 1), what, hint, _FENCE)],
        )
    front, problems = read_map("\n".join(lines[1:end]) + "\n", label, first_line=2)
    return front, "\n".join(lines[end + 1 :]), end + 2, problems
