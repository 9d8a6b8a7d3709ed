"""A page of the register: what is on it is what a search of the whole book finds, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from books import Address, behind, record_made
from hypothesis import given, settings
from hypothesis import strategies as st

from letterbook.model import Address as PostalAddress
from letterbook.model import Recipient, Series
from letterbook.register import MadeFile, Register, RegisterUnusableError, Request, Step, snapshot

pytest_plugins = ["register_fixtures"]

AT = datetime(2021, 1, 25, 8, 30, tzinfo=UTC)
ISSUED = date(2021, 1, 19)
SERIES = Series("s", "{number}/{year}")
OTHER = Series("t", "T{number}/{year}")
SOMEBODY = Recipient(
    *("a", "g", "UNESCO", None, "The Director-General", None, None, None, None, None),
    address=PostalAddress(
        "FR", street="7 place de Fontenoy", postcode="01067", lines=('"Maison"\\', "Straße")
    ),
    language="fr",
    template="letter",
    formats=("pdf",),
    signatory=None,
    window="din-b",
    cc=("Délégation permanente",),
)
NAMES = ("Bakı", "İzmir", "STRASSE", "straße", "Ωmega", "ﬁne", "a%b", "a_b", "O'Hara", "Kelvin \u212a")
TEXTS = (
    *NAMES,
    *("bakı", "BAKI", "izmir", "ΩMEGA", "fine", "%", "_", "'", '"', "\\", "k", "délégation", "delegation"),
    *(
        "fontenoy",
        "street",
        "null",
        "true",
        "1",
        "01067",
        "1/2021",
        "T2",
        "m",
        "registered",
        "RR 12",
        "moved",
        "x" * 50,
    ),
    *("{", ":", '"maison"', "clerk", "dispatched"),
)


def fill(book: Address) -> None:
    """Ten letters in one series, three in another; some with a snapshot, some gone and come back."""
    with Register.open(book) as register:
        asked = [
            Request(
                f"r{number}", name, "CH", SERIES, "A statement", (number % 2 and snapshot(SOMEBODY)) or None
            )
            for number, name in enumerate(NAMES)
        ]
        register.reserve("m", ISSUED, asked, "clerk", AT)
        others = [
            Request(name, name, "DE", OTHER, "Another", snapshot(replace(SOMEBODY, id=name)))
            for name in "abc"
        ]
        register.reserve("later", date(2022, 1, 19), others, "clerk", AT)
        record_made(
            register,
            "m",
            {each.recipient_id: [MadeFile("pdf", "x.pdf", "1" * 64, 2)] for each in asked},
            "clerk",
            AT,
        )
        register.record_events(
            ["2/2021", "3/2021"], Step("dispatched", date(2021, 1, 20), "registered", "RR 123"), "clerk", AT
        )
        register.record_events(
            ["3/2021"], Step("returned", date(2021, 1, 22), note="Moved ünknown"), "clerk", AT
        )


def refers(register: Register, text: str | None, number: int, size: int) -> list[str]:
    return [history.entry.reference for history in register.page(text, number, size).letters]


def test_the_pages_are_the_whole_book_from_its_end(address: Address) -> None:
    fill(address)
    with Register.open(address) as register:
        every = register.records()[::-1]
        pages = [register.page(None, number, 5) for number in (1, 2, 3)]
        assert [letter for page in pages for letter in page.letters] == every
        assert [(page.paging.number, page.paging.pages, page.paging.total) for page in pages] == [
            (n, 3, 13) for n in (1, 2, 3)
        ]
        assert register.page(None, 99, 5) == pages[-1]
        assert register.page(None, -1, 5) == pages[0]


def test_a_search_finds_what_one_of_the_whole_book_finds(address: Address) -> None:
    fill(address)
    with Register.open(address) as register:
        for text in TEXTS:
            found = register.records(find=text)[::-1]
            page = register.page(text, 1, 100)
            assert (list(page.letters), page.paging.total) == (found, len(found)), text
        assert refers(register, "izmir", 1, 9) == ["2/2021"]
        assert refers(register, "strasse", 1, 3) == refers(register, "STRASSE", 1, 3)
        assert refers(register, "statement", 2, 4) == ["6/2021", "5/2021", "4/2021", "3/2021"]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = tmp_path_factory.mktemp("page") / "register.sqlite"
    fill(book)
    return book


@given(st.one_of(st.text(max_size=3), st.sampled_from(snapshot(SOMEBODY).split(","))))
@settings(max_examples=200, deadline=None)
def test_the_same_of_any_text(filled: Path, text: str) -> None:
    with Register.open(filled) as register:
        assert list(register.page(text, 1, 100).letters) == register.records(find=text)[::-1]


def test_an_empty_register_has_one_empty_page(address: Address) -> None:
    with Register.open(address) as register:
        for text in (None, "x"):
            page = register.page(text, 1, 5)
            assert (page.letters, page.paging.pages, page.paging.total) == ((), 1, 0)


@pytest.mark.parametrize(
    "edit", ["country = x'ff'", "snapshot = '{a'", "snapshot = 7", "subject = CAST(x'ff41' AS TEXT)"]
)
def test_what_letterbook_never_writes_stops_the_page_that_it_is_on(tmp_path: Path, edit: str) -> None:
    book = tmp_path / "register.sqlite"
    fill(book)
    behind(book, f"UPDATE letters SET {edit} WHERE reference = '1/2021'", guarded=False)
    with Register.open(book) as register:
        assert refers(register, "a%", 1, 5) == ["7/2021"]
        for text, number in ((None, 3), ("bak", 1)):
            with pytest.raises(RegisterUnusableError, match="Another program has changed it"):
                register.page(text, number, 5)
