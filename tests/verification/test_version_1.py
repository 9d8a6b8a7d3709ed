"""A mailing that was published before the archive's schema had a second version is still verified."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from letterbook.archive.verification_record import read_record
from letterbook.usecases.verify import findings_in

MAILING = Path(__file__).parent / "mailing-of-version-1"
"""Issued by the program as it was then, for one addressee, as PDF and as Word file."""


@pytest.fixture
def mailing(tmp_path: Path) -> Path:
    shutil.copytree(MAILING, tmp_path / "mailing")
    return tmp_path / "mailing"


def test_it_is_whole(mailing: Path) -> None:
    assert findings_in(mailing) == []


def test_what_its_letters_say_is_read_field_by_field() -> None:
    record = read_record(MAILING)
    assert [expectation.format for expectation in record.expectations] == ["docx", "pdf"]
    letter = record.expectations[0].letter
    assert letter.reference == "1-0001/2021"
    assert letter.line("salutation") == "Dear Director-General,"
    assert letter.address[0] == "The Director-General"
    assert len(letter.body) > 2


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("Dear Director-General,", "Dear Executive Director,", "wrong-salutation"),
        ("1-0001/2021", "1-0002/2021", "wrong-reference"),
        ("7 place de Fontenoy", "8 place de Fontenoy", "wrong-address"),
    ],
)
def test_what_is_not_as_the_record_says_is_found(mailing: Path, old: str, new: str, code: str) -> None:
    record = mailing / "proof.json"
    text = record.read_text("utf-8")
    assert old in text
    record.write_text(text.replace(old, new), "utf-8")
    assert code in {finding.code for finding in findings_in(mailing)}
