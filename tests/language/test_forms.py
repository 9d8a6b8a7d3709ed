from __future__ import annotations

import pytest

from letterbook.language.forms import changed, kinds
from letterbook.language.known import program_languages
from letterbook.model import AddresseeKind, Localised

KINDS = kinds(program_languages())


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_has_its_words_in_every_language(name: str) -> None:
    kind = KINDS[name]
    for text in (kind.salutation, kind.closing):
        assert set(text.texts) == set(program_languages())
        assert all(words.strip() == words != "" for words in text.texts.values())


def test_who_receives_notes() -> None:
    """Missions, ministers and ministries: UN Correspondence Manual, paragraphs 116 and 117."""
    assert {name for name, kind in KINDS.items() if kind.receives_notes} == {
        "minister",
        "ambassador",
        "mission",
        "ministry",
    }


def test_an_excellency_is_assured_of_the_highest_consideration() -> None:
    for name in ("head-of-state", "minister", "ambassador"):
        assert KINDS[name].salutation.texts["en"] == "Excellency,"
        assert "Excellency, the assurances of my highest consideration." in KINDS[name].closing.texts["en"]


def test_an_office_changes_single_words() -> None:
    ours = KINDS["association"]
    theirs = changed(ours, None, Localised({"fr": "Chers amis,"}), None)
    assert theirs.salutation.texts == {**ours.salutation.texts, "fr": "Chers amis,"}
    assert (theirs.closing, theirs.receives_notes) == (ours.closing, False)


def test_one_text_of_an_office_holds_for_every_language() -> None:
    assert changed(KINDS["minister"], False, Localised({"": "Sir,"}), None) == AddresseeKind(
        False, Localised({"": "Sir,"}), KINDS["minister"].closing
    )


def test_an_office_has_kinds_of_its_own() -> None:
    assert changed(None, True, Localised({"en": "Your Grace,"}), None) == AddresseeKind(
        True, Localised({"en": "Your Grace,"}), Localised({})
    )
