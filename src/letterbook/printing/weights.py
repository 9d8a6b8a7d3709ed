"""What letters weigh, and what the post calls them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from letterbook.envelope_windows import PAPERS, WINDOWS
from letterbook.language.zones import zone_of
from letterbook.model.post import PostageClass, PostSettings
from letterbook.printing.posted_letters import PostedLetter
from letterbook.stationery.envelopes import ENVELOPES

_MM2_A_M2 = 1_000_000


@dataclass(frozen=True)
class Weighed:
    """A letter with its sheets and its weight in grams, paper and envelope together; of enclosures that were printed elsewhere
    nobody knows the weight. `postage` is the class that takes it, None where none does.
    """

    letter: PostedLetter
    sheets: int
    grams: float
    postage: PostageClass | None
    is_over: bool
    """Whether the office names classes for where it goes, and it is too heavy for all of them."""


def weighed(letter: PostedLetter, post: PostSettings, home: str, *, is_duplex: bool) -> Weighed:
    """The letter as it goes into its envelope. `home` is the office's country, ISO 3166-1 alpha-2."""
    sheets = letter.sheets(is_duplex=is_duplex)
    grams = letter_grams(sheets, letter.window, post)
    zone = zone_of(letter.country, home, post.region)
    postage = next((each for each in _by_weight(post) if each.takes(grams, zone, post.envelope)), None)
    return Weighed(letter, sheets, grams, postage, is_over_limit(grams, letter.country, home, post))


def is_over_limit(grams: float, country: str, home: str, post: PostSettings) -> bool:
    """Whether the office names classes for this country, and such a letter is too heavy for all of them."""
    zone = zone_of(country, home, post.region)
    reaching = [each for each in post.classes if each.takes(0, zone, post.envelope)]
    return bool(reaching) and not any(each.takes(grams, zone, post.envelope) for each in reaching)


def letter_grams(sheets: int, window: str, post: PostSettings) -> float:
    """What so many sheets of the paper that belongs to this window weigh in the office's envelope, to a tenth of a gram."""
    paper = PAPERS[WINDOWS[window].paper]
    own = post.envelope_grams
    envelope = ENVELOPES[post.envelope].grams if own is None else own
    return round(sheets * paper.width * paper.height / _MM2_A_M2 * post.paper_grams + envelope, 1)


def _by_weight(post: PostSettings) -> list[PostageClass]:
    """The classes, the lightest first; of those alike the one that the office wrote first."""
    return sorted(post.classes, key=lambda each: each.grams)


def over_limit(letters: Iterable[Weighed]) -> list[Weighed]:
    """Those that are too heavy for every class that goes where they go."""
    return [letter for letter in letters if letter.is_over]
