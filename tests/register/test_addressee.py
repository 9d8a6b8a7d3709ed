"""A number belongs to one addressee: who is the same one, by the rule of register/addressee.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from books import Address as Place

from letterbook.model import Address, Recipient, Series
from letterbook.register import OtherAddresseeError, Register, Request, snapshot

pytest_plugins = ["register_fixtures"]

ISSUED, AT = date(2021, 1, 19), datetime(2021, 1, 19, 9, tzinfo=UTC)
SERIES = Series("outgoing", "{number}/{year}")

MINISTRY = Recipient(
    *("1", "ministries", "Ministry of Finance", None, None, None, None, None, None, None),
    Address("AT", street="Johannesgasse 5", city="Wien", postcode="1010"),
    *("en", "letter", ("pdf",), None, "dl"),
)
PERSON = replace(MINISTRY, organisation=None, person="Jörg Quill", salutation="Dear Mr Quill,")


def at(recipient: Recipient, **address: str | None) -> Recipient:
    return replace(recipient, address=replace(recipient.address, **address))  # type: ignore[arg-type]


def request(recipient: Recipient) -> Request:
    return Request(recipient.id, recipient.name, recipient.address.country, SERIES, "S", snapshot(recipient))


SAME: dict[str, tuple[Recipient, Recipient]] = {
    "nothing": (MINISTRY, MINISTRY),
    "capitals": (MINISTRY, replace(MINISTRY, organisation="MINISTRY OF FINANCE")),
    "spaces and signs": (MINISTRY, replace(MINISTRY, organisation="“Ministry”  of Finance.")),
    "accents": (PERSON, replace(PERSON, person="Jorg Quill")),
    "order": (PERSON, replace(PERSON, person="Quill, Jörg")),
    "a sign for a word": (
        replace(MINISTRY, organisation="Trade & Industry"),
        replace(MINISTRY, organisation="Trade and Industry"),
    ),
    "sharp s": (replace(PERSON, person="Anna Groß"), replace(PERSON, person="Anna Gross")),
    "a street": (MINISTRY, at(MINISTRY, street="Himmelpfortgasse 8")),
    "street and postcode": (MINISTRY, at(MINISTRY, street="Himmelpfortgasse 8", postcode="1030")),
    "a city in another language": (MINISTRY, at(MINISTRY, city="Vienna")),
    "a person who has moved": (PERSON, at(PERSON, street="Hauptplatz 1", city="Graz", postcode="8010")),
    "an honorific": (PERSON, replace(PERSON, honorific="Dr.")),
    "a salutation": (PERSON, replace(PERSON, salutation="Dear Jörg,")),
    "a language": (MINISTRY, replace(MINISTRY, language="de")),
    "a slip": (replace(MINISTRY, organisation="Ministry of Fnance"), MINISTRY),
    "two letters changed about": (replace(MINISTRY, organisation="Minsitry of Finance"), MINISTRY),
    "a slip in a name and its salutation": (
        replace(PERSON, person="Jörg Qiull", salutation="Dear Mr Qiull,"),
        PERSON,
    ),
}  # fmt: skip

OTHER: dict[str, tuple[Recipient, Recipient]] = {
    "another body": (MINISTRY, replace(MINISTRY, organisation="First Bank")),
    "one word": (MINISTRY, replace(MINISTRY, organisation="Ministry of Justice")),
    "another country": (MINISTRY, at(MINISTRY, country="DE")),
    "a body of the same name elsewhere": (
        replace(MINISTRY, organisation="Mayor's Office"),
        at(replace(MINISTRY, organisation="Mayor's Office"), street="Hauptplatz 1", city="Graz", postcode="8010"),
    ),
    "a number": (
        replace(MINISTRY, organisation="Section 1 of the Court"),
        replace(MINISTRY, organisation="Section 2 of the Court"),
    ),
    "a first name": (PERSON, replace(PERSON, person="Anna Quill")),
    "a first name's ending": (
        replace(PERSON, person="Daniel Quill", salutation=None),
        replace(PERSON, person="Daniela Quill", salutation=None),
    ),
    "a short name": (replace(PERSON, person="Jan Quill"), replace(PERSON, person="Jon Quill")),
    "a slip and another address": (
        at(replace(MINISTRY, organisation="Ministry of Sport"), street="Hauptplatz 1"),
        replace(MINISTRY, organisation="Ministry of Spirt"),
    ),
    "another body of the same person": (
        replace(PERSON, organisation="First Bank"),
        replace(PERSON, organisation="Second Bank"),
    ),
    "a person for a body": (MINISTRY, replace(MINISTRY, person="Anna Quill")),
}  # fmt: skip


def given(address: Place, first: Recipient, second: Recipient) -> list[str]:
    """The references that the two get, the second in a later run of the same mailing."""
    with Register.open(address) as register:
        return [
            entry.reference
            for recipient in (first, second)
            for entry in register.reserve("m", ISSUED, [request(recipient)], "clerk", AT).values()
        ]


@pytest.mark.parametrize("pair", SAME.values(), ids=SAME)
def test_an_addressee_keeps_the_number_where_this_has_changed(
    address: Place, pair: tuple[Recipient, Recipient]
) -> None:
    assert given(address, *pair) == ["1/2021", "1/2021"]
    assert given(address, *reversed(pair)) == ["1/2021", "1/2021"]


@pytest.mark.parametrize("pair", OTHER.values(), ids=OTHER)
def test_a_number_is_never_given_to_another(address: Place, pair: tuple[Recipient, Recipient]) -> None:
    with pytest.raises(OtherAddresseeError, match="1/2021"):
        given(address, *pair)
    with Register.open(address) as register:
        assert [entry.recipient_name for entry in register.entries()] == [pair[0].name]


def test_a_register_without_the_whole_row_goes_by_name_and_country(address: Place) -> None:
    def bare(**changed: Any) -> Request:
        return replace(request(MINISTRY), snapshot=None, **changed)

    with Register.open(address) as register:
        register.reserve("m", ISSUED, [bare()], "clerk", AT)
        register.reserve("m", ISSUED, [bare(recipient_name="ministry of finance")], "clerk", AT)
        for changed in ({"recipient_name": "Ministry of Sport"}, {"country": "DE"}):
            with pytest.raises(OtherAddresseeError):
                register.reserve("m", ISSUED, [bare(**changed)], "clerk", AT)


def test_what_is_void_binds_nobody(address: Place) -> None:
    from letterbook.register import Step

    with Register.open(address) as register:
        register.reserve("m", ISSUED, [request(MINISTRY)], "clerk", AT)
        register.record_events(["1/2021"], Step("void", note="given up"), "clerk", AT)
        bank = request(replace(MINISTRY, organisation="First Bank"))
        assert [entry.reference for entry in register.reserve("m", ISSUED, [bank], "clerk", AT).values()] == [
            "2/2021"
        ]
