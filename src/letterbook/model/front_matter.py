"""What a clerk says of a statement whose text comes from a file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class FrontMatter:
    """Title, day, place and occasion of a statement, as far as they are known beside its text."""

    title: str | None = None
    day: dt.date | None = None
    place: str | None = None
    occasion: dt.date | None = None
