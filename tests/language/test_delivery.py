"""Ways of delivery: what each prints in every language, and by which texts it is known."""

from __future__ import annotations

import pytest
from tongues import tongue

from letterbook.language.delivery import WAYS, note_of, notes_by_way, way_of
from letterbook.language.known import program_languages
from letterbook.model.language import Language


@pytest.mark.parametrize("way", ["registered", "bag", "e-mail"])
def test_every_language_has_a_note_and_its_way_is_known_by_it(way: str) -> None:
    assert len(list(program_languages())) > 5
    for language in program_languages():
        note = note_of(way, tongue(language))
        assert note
        assert way_of(note, program_languages()) == way
        assert note_of(note, tongue(language)) == note


def test_no_note_stands_for_two_ways() -> None:
    notes = [(note.casefold(), way) for way, notes in notes_by_way().items() for note in notes.values()]
    assert len({note for note, _ in notes}) == len(set(notes))


@pytest.mark.parametrize(
    ("written", "way", "note"),
    [
        (None, "post", None),
        ("post", "post", None),
        ("none", "none", None),
        ("State-System", "state-system", None),
        ("Registered", "registered", "Einschreiben"),
        ("By e-mail: a@b.example", "e-mail", "By e-mail: a@b.example"),
        ("by hand", "by hand", "by hand"),
    ],
)
def test_what_a_list_may_say(written: str | None, way: str, note: str | None) -> None:
    assert way_of(written, program_languages()) == way
    assert note_of(written, tongue("de")) == note
    assert note_of(written, tongue("de-AT")) == note


def test_a_way_without_a_note_in_the_language() -> None:
    welsh = Language("cy", "", {})
    assert note_of("post", welsh) is None
    with pytest.raises(LookupError):
        note_of("bag", welsh)
    assert set(notes_by_way()) <= set(WAYS)
