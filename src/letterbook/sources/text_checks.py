"""Small rules that hold in every input file: ids, languages, characters, and what to suggest for a wrong word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Literal

from letterbook.envelope_windows import PRESETS
from letterbook.language.language_names import language_like
from letterbook.language.spelling import oddity
from letterbook.problems import Place, Problem
from letterbook.sentences import UNSAFE, in_a_row, say

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SLUG_LENGTH = 80
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?")

_DEVICE = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]")
"""Names that Windows keeps for devices, in any case and with any ending: no file of an office can bear them there."""

_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


def is_slug(text: str) -> bool:
    """Whether the text may be an id: lower-case Latin letters and digits, parted by single hyphens, and no device."""
    return SLUG.fullmatch(text) is not None and len(text) <= SLUG_LENGTH and not _DEVICE.fullmatch(text)


def is_language_tag(text: str) -> bool:
    """Whether the text looks like a language tag as we use them: `en`, `az`, `pt-BR`, `sr-Latn`, `sr-Latn-RS`."""
    return LANGUAGE.fullmatch(text) is not None


def slug_of(text: str) -> str:
    """An id that resembles the text; may be empty."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower()))[:SLUG_LENGTH].strip("-")


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most like this one, if one is like it at all."""
    known = list(known)
    by_folded = {name.casefold(): name for name in known}
    folded = word.casefold().replace(" ", "_")
    found = get_close_matches(folded, by_folded, n=1) or get_close_matches(
        folded.replace("_", "-"), by_folded, n=1
    )
    return by_folded[found[0]] if found else None


def suggestion(word: str, known: Iterable[str], allowed: str = "Allowed here") -> str:
    """A hint: the nearest known word, if any, and all of them in the order given."""
    known = list(known)
    near = nearest(word, known)
    everything = (
        say("{allowed}: {known}.", allowed=allowed, known=", ".join(known).removesuffix(".")) if known else ""
    )
    meant = say("Did you mean “{near}”?", near=near) if near else ""
    return in_a_row(unseen(word), meant, everything)


def unseen(text: str) -> str:
    """A sentence about what nobody sees in a word that is wrong; empty where it is as it looks."""
    odd = oddity(text)
    return say("It has {odd}; type it anew.", odd=odd) if odd else ""


def unknown_key(key: str, place: Place, known: Iterable[str]) -> Problem:
    """The problem of a key (or a column) that means nothing here."""
    return Problem(
        "unknown-key", place, say("The key “{key}” is not known here.", key=key), suggestion(key, known), key
    )


def not_a_slug(what: str, text: str, place: Place) -> Problem:
    """The problem of an id that is no slug. `what` names it: "id of a recipient"."""
    like = slug_of(text)
    hint = "Use lower-case letters a to z, digits and single hyphens" + (
        say(", for example “{like}”.", like=like) if like else "."
    )
    if len(text) > SLUG_LENGTH:
        hint = say("Use at most {slug_length} characters.", slug_length=SLUG_LENGTH)
    if _DEVICE.fullmatch(text.casefold().partition(".")[0]):
        hint = "Use another: Windows keeps this name for a device, and has no file of that name."
    said = say("“{text}” cannot be the {what}.", text=shortened(text), what=what)
    return Problem("wrong-id", place, said, in_a_row(unseen(text), hint), text)


def not_a_language(text: str, place: Place) -> Problem:
    """The problem of a language that is not written as a language tag."""
    like = language_like(text)
    meant = say("Did you mean “{near}”?", near=like[0]) if like else ""
    hint = in_a_row(unseen(text), meant, "Write the language's short tag, such as en, az or pt-BR.")
    return Problem(
        "wrong-language", place, say("“{text}” is not a language tag.", text=shortened(text)), hint, text
    )


def not_named_by_language(label: str) -> Problem:
    """The problem of a file of words that lies among those named by their languages; `label` is its path."""
    name = label.rpartition("/")[2]
    what = say("The file name “{path_name}” is not that of a language.", path_name=shortened(name))
    hint = "Name it by the language's short tag, such as en.md, az.md or pt-BR.md, or move it elsewhere."
    return Problem("wrong-language", Place(label), what, hint, name)


def unsafe_character(key: str, text: str, place: Place) -> Problem | None:
    """The problem of a line break, control or direction character in a value, if there is one."""
    found = UNSAFE.search(text)
    if found is None:
        return None
    code = f"U+{ord(found[0]):04X}"
    if found[0] in "\n\r\u2028\u2029":
        what, hint = say("There is a line break in “{key}”.", key=key), "Write the value on one line."
    elif _BIDI.match(found[0]):
        what = say(
            "There is an invisible character ({code}) in “{key}” that turns the direction of the text "
            "after it.",
            code=code,
            key=key,
        )
        hint = "Delete it; it came along when the text was copied. Type the value anew if you cannot see it."
    else:
        what = say("There is an invisible control character ({code}) in “{key}”.", code=code, key=key)
        hint = "Delete it; it came along when the text was copied. Type the value anew if you cannot see it."
    return Problem("control-character", place, what, hint, text)


def shortened(text: str, length: int = 60) -> str:
    """The text on one line, cut where it is long, for use in a sentence."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1] + "…"


def other_paper(window: str, page: str, place: Place) -> Problem:
    """The problem of a window that is made for another sheet than the office's page."""
    paper = PRESETS[window].paper
    what = say(
        "The window “{window}” is for sheets of {paper}; this office writes on {page}.",
        window=window,
        paper=paper,
        page=page,
    )
    hint = "Choose another window, or another page in letterbook.yaml, under defaults."
    return Problem("other-paper", place, what, hint, window)


_KINDS = {
    "text": ("one text", "Write one value after the colon, not a list or further keys."),
    "list": ("a list", "Write each item on its own line after a hyphen, or all in brackets: [one, two]."),
    "keys": ("a group of keys", "Write its keys on lines of their own, indented under it."),
}


def wrong_kind(name: str, wanted: Literal["text", "list", "keys"], place: Place, text: str = "") -> Problem:
    """The problem of a list where one text is expected, or the like. `name` is the key's."""
    expected, hint = _KINDS[wanted]
    return Problem(
        "wrong-value", place, say("“{name}” must be {expected}.", name=name, expected=expected), hint, text
    )
