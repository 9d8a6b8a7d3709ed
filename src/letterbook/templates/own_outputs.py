"""What a page says of its addressee's own fields, and which of its words it chooses by them: found by its conditions alone.

The page is reduced to its conditions and to the placeholders of own fields, and filled. So a reader of the finished file
knows what must stand there without setting the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from jinja2 import Template as Compiled
from jinja2 import TemplateSyntaxError, UndefinedError, nodes

from letterbook.templates.environments import plain_environment, with_absent
from letterbook.templates.field_values import WrongFormError

CHOOSING = frozenset({"fields", "given", "surname", "kind", "country", "group", "language"})
"""What a page may choose its words by, of a recipient, and print where it is no line of the letter."""

_BEGIN, _END = "\ue000", "\ue001"
_FIRST_CHOICE, _MOST_CHOICES = 0xE010, 200
_TEXT = re.compile(f"{_BEGIN}(.*?){_END}", re.DOTALL)
_CHOICE = re.compile(f"[{chr(_FIRST_CHOICE - 1)}-{chr(_FIRST_CHOICE + _MOST_CHOICES)}]")


@dataclass(frozen=True)
class OwnOutputs:
    """The texts that a page prints of the addressee's fields, as often as it does, and the branches that it takes."""

    texts: tuple[str, ...] = ()
    choices: str = ""


NOTHING_OWN = OwnOutputs()


def own_outputs(source: str, values: Mapping[str, object]) -> OwnOutputs:
    """What this page (its HTML, or a letterhead's paragraphs) says and chooses with these values.

    Nothing where a field is not declared or has no such form, which its own check tells. Raises TypeError for a comparison
    that makes no sense.
    """
    reduced = _reduced(source)
    if reduced is None:
        return NOTHING_OWN
    try:
        said = reduced.render(with_absent(values))
    except (UndefinedError, WrongFormError):
        return NOTHING_OWN
    texts = (" ".join(text.split()) for text in _TEXT.findall(said))
    choices = "".join(str(ord(sign) - _FIRST_CHOICE + 1) for sign in _CHOICE.findall(_TEXT.sub("", said)))
    return OwnOutputs(tuple(filter(None, texts)), choices)


@lru_cache(maxsize=64)
def _reduced(source: str) -> Compiled | None:
    """The page without its words; None where it asks for nothing of the recipient's, or cannot be read."""
    environment = plain_environment()
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError:  # check has said so
        return None
    if not asks(tree):
        return None
    tree.body = [*_Reduction().of(tree.body)]
    return environment.from_string(tree)


def asks(node: nodes.Node) -> bool:
    """Whether something of the recipient's is asked for that no line of the letter has."""
    return any(
        isinstance(each.node, nodes.Name) and each.node.name == "recipient" and _attribute(each) in CHOOSING
        for each in _of((nodes.Getattr, nodes.Getitem), node)
    )


def _of(kinds: tuple[type[nodes.Node], ...], node: nodes.Node) -> Iterator[nodes.Getattr | nodes.Getitem]:
    found = [node] if isinstance(node, kinds) else []
    yield from (
        each for each in (*found, *node.find_all(kinds)) if isinstance(each, nodes.Getattr | nodes.Getitem)
    )


def _attribute(node: nodes.Getattr | nodes.Getitem) -> object:
    return node.attr if isinstance(node, nodes.Getattr) else getattr(node.arg, "value", None)


class _Reduction:
    """Goes through a page in its order; what stands inside a tag of HTML is no text on paper."""

    def __init__(self) -> None:
        self._is_in_tag = False

    def of(self, parts: Sequence[nodes.Node]) -> Iterator[nodes.Node]:
        for part in parts:
            match part:
                case nodes.Output():
                    yield from self._output(part)
                case nodes.If():
                    yield self._choice(part)
                case nodes.For():
                    part.body, part.else_ = [*self.of(part.body)], [*self.of(part.else_)]
                    yield part

    def _output(self, output: nodes.Output) -> Iterator[nodes.Node]:
        for part in output.nodes:
            if isinstance(part, nodes.TemplateData):
                begin, end = part.data.rfind("<"), part.data.rfind(">")
                self._is_in_tag = begin > end or (begin == end and self._is_in_tag)
            elif asks(part) and not self._is_in_tag:
                yield nodes.Output([_sign(_BEGIN), part, _sign(_END)])

    def _choice(self, choice: nodes.If) -> nodes.If:
        is_own = any(asks(each.test) for each in (choice, *choice.elif_))
        for number, branch in enumerate((choice, *choice.elif_)):
            branch.body = [*_marks(number, is_own=is_own), *self.of(branch.body)]
        choice.else_ = [*_marks(-1, is_own=is_own), *self.of(choice.else_)]
        return choice


def _marks(number: int, *, is_own: bool) -> Iterator[nodes.Node]:
    if is_own:
        yield nodes.Output([_sign(chr(_FIRST_CHOICE + min(number, _MOST_CHOICES)))])


def _sign(text: str) -> nodes.TemplateData:
    return nodes.TemplateData(text)
