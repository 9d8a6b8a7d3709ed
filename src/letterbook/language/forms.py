"""Forms of address by kind of addressee: what `forms-of-address.yaml` has, and what an office changes in it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from letterbook.model import AddresseeKind, Localised

FILE = Path(__file__).with_name("forms-of-address.yaml")


@cache
def kinds() -> Mapping[str, AddresseeKind]:
    """The kinds that the program knows, by name; each with its words in every language."""
    read = yaml.load(FILE.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  # all text, no objects; our own file
    return MappingProxyType({name: _kind(content) for name, content in read.items()})


def _kind(content: Mapping[str, Any]) -> AddresseeKind:
    return AddresseeKind(
        receives_notes=content["receives_notes"] == "true",
        salutation=Localised(content["salutation"]),
        closing=Localised(content["closing"]),
    )


def changed(
    kind: AddresseeKind | None,
    receives_notes: bool | None,
    salutation: Localised | None,
    closing: Localised | None,
) -> AddresseeKind:
    """The kind with an office's own words in the languages in which it has any; a new one where there is none."""
    kind = kind or AddresseeKind()
    return AddresseeKind(
        kind.receives_notes if receives_notes is None else receives_notes,
        _over(kind.salutation, salutation),
        _over(kind.closing, closing),
    )


def _over(known: Localised, own: Localised | None) -> Localised:
    if own is None or "" in own.texts:  # one text for all languages leaves none of ours
        return own or known
    return Localised({**known.texts, **own.texts})
