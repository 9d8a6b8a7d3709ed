"""What letterbook.yaml says of the office's post (`post`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, cast

from letterbook.model.post import (
    EDGES,
    LYINGS,
    REACHES,
    Edge,
    Feed,
    Lying,
    PostageClass,
    PostSettings,
    Reach,
    RegisteredNumbers,
)
from letterbook.problems import Problem
from letterbook.sentences import say
from letterbook.sources.text_checks import shortened, suggestion
from letterbook.sources.yaml.located import LocatedList, LocatedMap
from letterbook.sources.yaml.validation import (
    Country,
    CountryList,
    LineList,
    OneLine,
    Schema,
    WordList,
    checked,
    one_of,
    wrong,
)
from letterbook.stationery.envelopes import ENVELOPES
from letterbook.stationery.label_sheets import LABEL_SHEETS

_SERVICE = re.compile("[A-Z]{2}")
_SERIAL = re.compile("[0-9]{8}")


def _grams(text: str) -> str:
    if not re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,2})?", text) or float(text) == 0:
        raise wrong(
            say("“{text}” is no weight in grams.", text=shortened(text)), "Write for example 80 or 4.5."
        )
    return text


def _service(text: str) -> str:
    if not _SERVICE.fullmatch(text):
        what = say("“{text}” is no service of the post.", text=shortened(text))
        raise wrong(what, "Write the two capital letters with which the numbers begin, such as RR.")
    return text


def _serial(text: str) -> str:
    if not _SERIAL.fullmatch(text):
        what = say("“{text}” is no serial number.", text=shortened(text))
        raise wrong(what, "Write eight figures, without the check figure behind them: 00010000.")
    return text


def _reaches(words: list[str]) -> list[str]:
    return [_known(word, REACHES) for word in words]


def _envelopes(names: list[str]) -> list[str]:
    return [_known(name, tuple(ENVELOPES)) for name in names]


def _known(word: str, known: tuple[str, ...]) -> str:
    if word not in known:
        what = say("“{text}” is not possible here.", text=shortened(word))
        raise wrong(what, suggestion(word, known, "Possible"))
    return word


Grams = Annotated[OneLine, checked(_grams)]
Serial = Annotated[OneLine, checked(_serial)]


class FeedKeys(Schema):
    """How the printer takes an envelope in."""

    first: Annotated[str, one_of(EDGES)] = Feed().first
    lying: Annotated[str, one_of(LYINGS)] = Feed().lying


class ClassKeys(Schema):
    """What the post calls a letter, and up to which weight."""

    name: OneLine
    grams: Grams
    to: Annotated[WordList, checked(_reaches)] | None = None
    envelopes: Annotated[LineList, checked(_envelopes)] | None = None


class NumberKeys(Schema):
    """A range of numbers for registered letters."""

    service: Annotated[OneLine, checked(_service)] = "RR"
    first: Serial
    last: Serial
    country: Country | None = None


class PostKeys(Schema):
    """What letterbook.yaml may say of the office's post."""

    envelope: Annotated[str, one_of(ENVELOPES)] = PostSettings().envelope
    envelope_grams: Grams | None = None
    paper_grams: Grams = "80"
    feed: FeedKeys = FeedKeys()
    labels: Annotated[str, one_of(LABEL_SHEETS)] | None = None
    classes: list[ClassKeys] | None = None
    registered: list[NumberKeys] | None = None
    region: CountryList | None = None


def post_settings(keys: PostKeys, country: str) -> PostSettings:
    """What the office says; `country` is its own, and that of its post where the numbers name none."""
    return PostSettings(
        envelope=keys.envelope,
        envelope_grams=float(keys.envelope_grams) if keys.envelope_grams else None,
        paper_grams=float(keys.paper_grams),
        feed=Feed(cast(Edge, keys.feed.first), cast(Lying, keys.feed.lying)),
        labels=keys.labels,
        classes=tuple(map(_class, keys.classes or ())),
        registered=tuple(
            RegisteredNumbers(each.service, int(each.first), int(each.last), each.country or country)
            for each in keys.registered or ()
        ),
        region=tuple(keys.region or ()),
    )


def _class(keys: ClassKeys) -> PostageClass:
    reaches = cast(tuple[Reach, ...], tuple(keys.to or ()))
    return PostageClass(keys.name, float(keys.grams), reaches, tuple(keys.envelopes or ()))


def backward_ranges(root: LocatedMap) -> Iterator[Problem]:
    """The problem of each range of numbers that ends before it begins."""
    post = root.values.get("post")
    ranges = post.values.get("registered") if isinstance(post, LocatedMap) else None
    for node in ranges.items if isinstance(ranges, LocatedList) else ():
        if not isinstance(node, LocatedMap):
            continue
        first, last = node.text("first") or "", node.text("last") or ""
        if _SERIAL.fullmatch(first) and _SERIAL.fullmatch(last) and last < first:
            what = say("The numbers end with {last}, before they begin with {first}.", first=first, last=last)
            yield Problem("wrong-value", node.place_of("last"), what, "Write the lower number first.", last)
