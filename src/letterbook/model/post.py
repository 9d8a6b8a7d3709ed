"""How an office posts its letters: the envelope, how its printer takes it in, what paper weighs, what the post calls a letter."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Edge = Literal["top", "left", "right", "bottom"]
EDGES: tuple[Edge, ...] = ("top", "left", "right", "bottom")
Lying = Literal["alone", "left", "centre", "right"]
LYINGS: tuple[Lying, ...] = ("alone", "left", "centre", "right")
Reach = Literal["home", "region", "world", "abroad"]
"""How far a class of the post goes: a zone (`language.zones`), or every zone but home."""
REACHES: tuple[Reach, ...] = ("home", "region", "world", "abroad")


@dataclass(frozen=True)
class Feed:
    """How the office's printer takes an envelope in, face up: which of its edges goes in `first`, as the address is read, and
    where it lies: `alone` on a page of its own size, or at the `left`, in the `centre` or at the `right` of a sheet's width, as
    drivers want it that know no envelopes.
    """

    first: Edge = "top"
    lying: Lying = "alone"


@dataclass(frozen=True)
class PostageClass:
    """What the post calls a letter of up to so many `grams`. It takes letters `to` these zones and in these `envelopes`; all
    where there are none.
    """

    name: str
    grams: float
    to: tuple[Reach, ...] = ()
    envelopes: tuple[str, ...] = ()

    def takes(self, grams: float, zone: str, envelope: str) -> bool:
        """Whether a letter of this weight goes to this zone in this envelope."""
        zones = {"region", "world"} | set(self.to) if "abroad" in self.to else set(self.to)
        return (
            grams <= self.grams
            and (not zones or zone in zones)
            and (not self.envelopes or envelope in self.envelopes)
        )


@dataclass(frozen=True)
class RegisteredNumbers:
    """Numbers for registered letters that the post gave the office (UPU S10): two letters for the service, a serial number of
    eight figures from `first` to `last`, and the country of the post.
    """

    service: str
    first: int
    last: int
    country: str


@dataclass(frozen=True)
class PostSettings:
    """What the office says of its post. `paper_grams` are those of a square metre, `envelope_grams` those of an envelope, None
    for what the table of envelopes has; `labels` is the name of a sheet, None for the usual one of the office's paper. `region` are the
    countries of the zone of that name (ISO 3166-1 alpha-2), the office's continent where there are none.
    """

    envelope: str = "C6/5"
    envelope_grams: float | None = None
    paper_grams: float = 80
    feed: Feed = field(default_factory=Feed)
    labels: str | None = None
    classes: tuple[PostageClass, ...] = ()
    registered: tuple[RegisteredNumbers, ...] = ()
    region: tuple[str, ...] = ()


@dataclass(frozen=True)
class Offset:
    """By how much a printer prints too far to the right and too far down, in mm; what it prints is moved back by as much."""

    right: float = 0.0
    down: float = 0.0


@dataclass(frozen=True)
class PostOrder:
    """What is wanted for the post of a mailing: `envelopes` and `labels` by name ("" for the office's own, None for none), the
    labels from `first_label` of the first sheet, counted from 1, as this `printer` needs them; `lists`; and, with `registered`,
    a number of the post's for each registered letter, with its label.

    `numbers` ("17,42-45") are the letters meant; None for all. `is_duplex` says that the letters are printed on both sides.
    """

    envelopes: str | None = None
    labels: str | None = None
    first_label: int = 1
    printer: str | None = None
    lists: bool = False
    registered: bool = False
    numbers: str | None = None
    is_duplex: bool = True
