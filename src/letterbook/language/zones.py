"""How far a letter goes, as a post office sorts: within the country, on its continent, or farther (`zones.yaml`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

from letterbook.language.country_places import same_state

Zone = Literal["home", "region", "world"]
ZONES: tuple[Zone, ...] = ("home", "region", "world")
_FILE = Path(__file__).with_name("zones.yaml")


def zone_of(country: str, home: str, region: Collection[str] = ()) -> Zone:
    """The zone of a country for an office in `home`, both ISO 3166-1 alpha-2; "world" where one of them is not known. `region` are
    the countries that the office counts as its region, its continent where there are none.
    """
    if home and same_state(country, home):
        return "home"
    if region:
        return "region" if country in region else "world"
    here = continents().get(home)
    return "region" if here and continents().get(country) == here else "world"


@cache
def continents() -> Mapping[str, str]:
    """The continent of each country."""
    read: Mapping[str, str] = yaml.safe_load(_FILE.read_text("utf-8"))
    return {code: continent for continent, codes in read.items() for code in codes.split()}
