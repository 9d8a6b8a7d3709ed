"""To whom: addressees, their addresses and their groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from letterbook.model.fields import OwnField
from letterbook.model.office import Format, Localised
from letterbook.problems import Place


@dataclass(frozen=True)
class Address:
    """A postal address: either lines as the office wrote them, or parts. `country` is ISO 3166-1 alpha-2."""

    country: str
    lines: tuple[str, ...] = ()
    street: str | None = None
    city: str | None = None
    region: str | None = None
    postcode: str | None = None


@dataclass(frozen=True)
class Recipient:
    """One addressee, with its group's and the office's defaults already filled in.

    `sending_state` is the state whose mission, ministry or minister it is, where the list says so, and `receiving_state` the
    one that it is accredited to, where the list names it: both ISO 3166-1 alpha-2.
    `in_text` is how a sentence names the addressee ("the Embassy of Georgia"), in the letter's language and in the
    case that the words ask for. `given` and `surname` are there where the list has them apart; `form_of_address` is its
    word for how the person is addressed (“Frau”), `together_with` who gets the same letter, until both are one addressee; `fields` what it has of the office's own fields. `places` says where each key was written ("" is the recipient itself).
    """

    id: str
    group: str
    organisation: str | None
    person: str | None
    post: str | None
    honorific: str | None
    salutation: str | None
    closing: str | None
    attention: str | None
    in_text: str | None
    address: Address
    language: str
    template: str
    formats: tuple[Format, ...]
    signatory: str | None
    window: str
    copies: int = 1
    cc: tuple[str, ...] = ()
    delivery: str | None = None
    active: bool = True
    kind: str | None = None
    sending_state: str | None = None
    receiving_state: str | None = None
    given: str | None = None
    surname: str | None = None
    form_of_address: str | None = None
    together_with: str | None = None
    fields: tuple[OwnField, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the office calls this addressee in lists: person or post, and body."""
        return ", ".join(filter(None, [self.person or self.post, self.organisation])) or self.id

    @property
    def public_names(self) -> tuple[str, ...]:
        """What anybody may name of the addressee: the body, the post and the town."""
        return tuple(filter(None, (self.organisation, self.post, self.address.city)))


@dataclass(frozen=True)
class Group:
    """Addressees that the statement names together; `name` stands in the addressed-to paragraph."""

    id: str
    name: Localised
    recipients: tuple[Recipient, ...]
    places: Mapping[str, Place] = field(default_factory=dict)
