"""What a letter asks for and its addressee does not have: told where the list would have it."""

from __future__ import annotations

from collections.abc import Sequence

from letterbook.model import Recipient
from letterbook.problems import Place, Problem
from letterbook.sentences import Sentence, say, template_of, values_of


def home(recipient: Recipient) -> Place:
    """The recipient's own line or row."""
    return recipient.places.get("", Place("recipients"))


def at_recipient(problems: Sequence[Problem], recipient: Recipient) -> list[Problem]:
    """A value that a recipient lacks is mended there, so that is where the problem is shown."""
    if "" not in recipient.places:
        return list(problems)
    return [
        Problem(p.code, cell_of(recipient, p), _with_place(p), p.hint, p.text, p.level)
        if p.code == "missing-value" and "about" in values_of(p.what)
        else p
        for p in problems
    ]


def cell_of(recipient: Recipient, missing: Problem) -> Place:
    """Where the first of the values stands that are missing, in a list that has a column for it; else the recipient."""
    asked = str(values_of(missing.what).get("asked", "")).partition(",")[0]
    return recipient.places.get(asked.removeprefix("recipient.")) or home(recipient)


def _with_place(problem: Problem) -> Sentence:
    """The problem's sentence with the place at its end, made of what it was made of before."""
    template = template_of(problem.what).removesuffix(".") + ", in {place}."
    return say(template, **values_of(problem.what), place=problem.place)
