"""The words of the page: the same in every language, each with the same values, and none that no page asks for."""

from __future__ import annotations

import re
from string import Formatter
from typing import get_args

import pytest
from conftest import ROOT

from letterbook.language.known import program_languages
from letterbook.model.progress import Phase
from letterbook.register import EventKind
from letterbook.remedies import Remedy
from letterbook.web.jobs import Kind
from letterbook.web.words import FIRST, languages, words_for

WEB = ROOT / "src" / "letterbook" / "web"
KNOWN = languages()


def values(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_there_are_several_languages_and_many_words() -> None:
    assert set(KNOWN) == {"en", "az", "ru", "fr", "de", "tr", "es", "ar", "zh"}
    assert next(iter(KNOWN)) == FIRST
    assert len(KNOWN[FIRST].texts) > 40


@pytest.mark.parametrize("tag", KNOWN)
def test_every_language_has_the_same_words(tag: str) -> None:
    texts, first = KNOWN[tag].texts, KNOWN[FIRST].texts
    assert list(texts) == list(first)
    assert all(text.strip() == text and text for text in texts.values())
    assert {key: values(text) for key, text in texts.items()} == {
        key: values(text) for key, text in first.items()
    }
    assert tag in program_languages(), "its dates are written as letters have them"


def asked_for() -> set[str]:
    """The keys that templates and modules name."""
    texts = [path.read_text("utf-8") for path in (*WEB.glob("pages/*.html"), *WEB.glob("*.py"))]
    assert len(texts) > 10
    return {key for text in texts for key in re.findall(r"""["']([a-z]+(?:\.[a-z-]+)+)["']""", text)}


def test_no_word_lacks_and_none_is_idle() -> None:
    families = {"remedy", "state", "phase", "kind", "field"}
    known = {key for key in KNOWN[FIRST].texts if key.partition(".")[0] not in families}
    first_parts = {key.partition(".")[0] for key in known}
    named = {key for key in asked_for() if key.partition(".")[0] in first_parts and not key.endswith(".html")}
    assert named == known


def test_every_remedy_has_a_sentence() -> None:
    said = {key.removeprefix("remedy.") for key in KNOWN[FIRST].texts if key.startswith("remedy.")}
    assert said == {str(remedy) for remedy in Remedy}


def family(name: str) -> set[str]:
    return {key.partition(".")[2] for key in KNOWN[FIRST].texts if key.startswith(f"{name}.")}


def test_every_state_phase_and_kind_of_job_has_its_words() -> None:
    assert family("state") == set(get_args(EventKind))
    assert family("phase") == {phase.name.lower().replace("_", "-") for phase in Phase}
    assert family("kind") == set(get_args(Kind))


@pytest.mark.parametrize(
    ("accepted", "chosen", "language"),
    [
        ("de-AT,de;q=0.9,en;q=0.5", "", "de"),
        ("pt;q=0.9,ar;q=0.8,en;q=0.1", "", "ar"),
        ("en;q=0.2, de;q=0.7", "", "de"),
        ("", "", "en"),
        ("tlh", "", "en"),
        ("de;q=x, ar", "", "ar"),
        ("de", "ar", "ar"),
        ("de", "../x", "de"),
        ("," * 10_000, "", "en"),
    ],
)
def test_the_language_of_a_clerk(accepted: str, chosen: str, language: str) -> None:
    assert words_for(accepted, chosen).language == language
