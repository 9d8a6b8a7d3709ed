"""What is posted to whom is read from a mailing's folder, whatever version it is of."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import RECIPIENTS, make_workspace

from letterbook.archive.verification_record import read_record
from letterbook.errors import UsageError
from letterbook.model.order import Order
from letterbook.printing.posted_letters import PostedMailing, posted_mailing
from letterbook.sources.office import office_of
from letterbook.usecases.issue import Run, issue
from letterbook.usecases.verify import findings_in

OLD = Path(__file__).parents[1] / "verification" / "mailing-of-version-1"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    way = RECIPIENTS.replace('organisation: "UNESCO"', 'organisation: "UNESCO"\n        delivery: Registered')
    return make_workspace(tmp_path_factory.mktemp("posted") / "office", way)


@pytest.fixture(scope="module")
def folder(office: Path) -> Path:
    """The mailing of three letters, as it was published."""
    order, at = Order("january-20", formats=("pdf",)), datetime(2021, 1, 19, tzinfo=UTC)
    return issue(office, order, Run(office / "out", "clerk", at)).folder


def posted(office: Path, folder: Path) -> PostedMailing:
    return posted_mailing(folder, office_of(office).languages)


def test_each_letter_says_how_it_travels(office: Path, folder: Path) -> None:
    mailing = posted(office, folder)
    assert (mailing.name, mailing.country) == (folder.name, "AZ")
    assert [letter.number for letter in mailing.letters] == [1, 2, 3]
    first, second, third = mailing.letters
    assert (first.country, first.postcode, first.group) == ("US", "10017", "united-nations")
    assert first.address[-1] == "UNITED STATES OF AMERICA"
    assert first.copies_to == ("Permanent Mission to the United Nations",)
    assert (second.way, second.delivery_note) == ("registered", "Registered")
    assert (first.way, first.language, first.direction) == ("post", "en", "ltr")
    assert (third.group, third.language, third.template) == ("embassies", "az", "note-verbale")
    assert first.pen_space_mm == (25.0,)
    assert first.is_signed_by_hand


def test_pages_and_sheets_are_those_of_ledger_and_bundle(office: Path, folder: Path) -> None:
    letters = posted(office, folder).letters
    made = {each.recipient_id: each for each in read_record(folder).expectations}
    for letter in letters:
        assert letter.pages == made[letter.recipient_id].pages
        assert letter.first_page is not None
        assert letter.last_page is not None
        assert letter.sheets(is_duplex=True) == (letter.last_page - letter.first_page) // 2 + 1
        assert letter.sheets(is_duplex=False) == letter.pages
        assert [each.first for each in letter.enclosures] == [letter.cover_pages]


def test_a_record_that_says_another_country_than_the_ledger_is_found(office: Path, folder: Path) -> None:
    record = folder / "verification.json"
    before = record.read_bytes()
    content = json.loads(before)
    content["letters"]["letter-1"]["posting"]["country"] = "FR"
    try:
        record.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        assert {"wrong-ledger", "altered-file"} <= {each.code for each in findings_in(folder)}
    finally:
        record.write_bytes(before)


def test_an_older_mailing_is_read_as_far_as_it_says(office: Path, folder: Path, tmp_path: Path) -> None:
    [letter] = posted(office, OLD).letters
    assert (letter.country, letter.postcode, letter.group, letter.pen_space_mm) == ("FR", "", "", ())
    assert letter.is_signed_by_hand
    assert letter.sheets(is_duplex=True) == 3
    content = json.loads((folder / "verification.json").read_text("utf-8"))
    for each in content["letters"].values():
        del each["posting"]
    content["version"] = 2
    (tmp_path / "verification.json").write_text(json.dumps(content), "utf-8")
    (tmp_path / "ledger.csv").write_bytes((folder / "ledger.csv").read_bytes())
    assert [letter.country for letter in posted(office, tmp_path).letters] == ["US", "FR", "DE"]


def test_what_is_no_mailing_is_refused(office: Path, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        posted(office, tmp_path)
    (tmp_path / "ledger.csv").write_bytes((folder / "ledger.csv").read_bytes())
    with pytest.raises(UsageError, match="is not there"):
        posted(office, tmp_path)
