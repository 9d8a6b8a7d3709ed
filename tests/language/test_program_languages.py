"""The program's languages are data, a file each; an office's file says in what it differs."""

from __future__ import annotations

import pickle
from datetime import date

import pytest
from tongues import tongue

from letterbook.language.assembling import Content, assembled
from letterbook.language.dates import long_date
from letterbook.language.known import program_contents, program_languages
from letterbook.language.ordinals import ordinal


def test_a_later_folder_goes_before_key_by_key() -> None:
    own: dict[str, Content] = {
        "en": {"words": {"draft": "SKETCH"}, "semicolon": " / "},
        "en-US": {"words": {"date": "Day"}},
    }
    languages = assembled(program_contents(), own)
    english, american = languages.of("en"), languages.of("en-US")
    assert (english.words["draft"], english.words["page"], english.semicolon) == (
        "SKETCH",
        tongue("en").words["page"],
        " / ",
    )
    assert (american.words["draft"], american.words["date"], english.words["date"]) == (
        "SKETCH",
        "Day",
        "Date",
    )
    assert (english, american) != (tongue("en"), tongue("en-US"))


def test_a_region_without_a_file_has_the_language_under_its_own_tag() -> None:
    assert tongue("fr-CA").words == tongue("fr").words
    assert tongue("fr-CA").tag == "fr-CA"


@pytest.mark.parametrize("tag", list(program_languages()))
def test_a_language_travels_to_another_process(tag: str) -> None:
    travelled = pickle.loads(pickle.dumps(tongue(tag)))
    assert travelled == tongue(tag)
    assert travelled.words == tongue(tag).words
    assert hash(travelled) == hash(tongue(tag))


def test_a_case_may_ask_for_a_span() -> None:
    cases = [{"from": "3", "to": "5", "write": "({number})"}, {"numbers": "1, 9", "write": "<{number}>"}]
    few = assembled({"cy": {"ordinals": cases}}).of("cy")
    assert [ordinal(number, few) for number in (1, 2, 3, 5, 6, 9)] == ["<1>", None, "(3)", "(5)", None, "<9>"]


def test_months_of_a_file_stand_in_its_pattern() -> None:
    own = {"dates": {"pattern": "{month} {day}/{year}", "months": [f"m{n}" for n in range(1, 13)]}}
    assert long_date(date(2021, 3, 1), assembled({"cy": own}).of("cy")) == "m3 1/2021"
