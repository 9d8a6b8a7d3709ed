"""A sheet's code says one thing, and a sign that is wrong is found."""

from __future__ import annotations

import random

import pytest
import segno

from letterbook.archive.sheet_code import SheetCode, check_character, edition_of, key_of_mailing, parse_code
from letterbook.printing.code_drawing import dark_modules

CODE = SheetCode(key_of_mailing("january-20-2021-01-19"), 7, 1, 4, edition_of("ab" * 32), is_back=True)
WRITTEN = str(CODE)


def test_it_is_read_as_it_was_written() -> None:
    assert parse_code(WRITTEN) == CODE
    assert WRITTEN.startswith(f"{CODE.mailing}-0007-1B-4-")
    for number, sheet in ((1, 1), (9999, 12), (123456, 999)):
        other = SheetCode("ABCDE", number, sheet, 999, "00")
        assert parse_code(str(other)) == other


@pytest.mark.parametrize(
    "typed", [WRITTEN.lower(), f" {WRITTEN[:6]} {WRITTEN[6:]} ", WRITTEN.replace("0", "o")]
)
def test_a_person_may_type_it(typed: str) -> None:
    assert parse_code(typed) == CODE


def test_one_wrong_sign_and_two_swapped_are_found() -> None:
    for at, right in enumerate(WRITTEN):
        for wrong in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ":
            read = parse_code(WRITTEN[:at] + wrong + WRITTEN[at + 1 :])
            assert read in (None, CODE) if right != "-" else read is None
    for at in range(len(WRITTEN) - 1):
        swapped = WRITTEN[:at] + WRITTEN[at + 1] + WRITTEN[at] + WRITTEN[at + 2 :]
        assert parse_code(swapped) in (None, CODE)


def test_the_check_character_is_that_of_the_norm() -> None:
    assert (
        check_character("A12425GABC1234002") == "M"
    )  # of a Global Release Identifier, which uses the same norm


@pytest.mark.parametrize(
    "text", ["", "K7Q2M", "https://example.org", WRITTEN + "0", "ABCDE-0007-5-4-00" + "X"]
)
def test_other_text_is_none(text: str) -> None:
    assert parse_code(text) is None


def test_a_code_is_the_one_that_segno_draws() -> None:
    rng = random.Random(7)
    signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-"
    texts = [
        str(CODE),
        "K7Q2M-P1-1-1-Z",
        *("".join(rng.choices(signs, k=rng.randint(14, 20))) for _ in range(100)),
    ]
    for text in texts:
        rows = segno.make_qr(text, version=2, error="m", mask=2, boost_error=True, mode="alphanumeric").matrix
        assert f"{dark_modules(text):0625b}" == "".join(str(dark) for row in rows for dark in row), text
