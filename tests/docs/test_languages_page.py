"""The page on languages names every key, every fixed word and every rule, and its examples are right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from conftest import ROOT
from pages import column, read, table
from tongues import tongue

from letterbook.language.known import program_languages
from letterbook.language.ordinals import RULES
from letterbook.sources.languages import _Case, _File, read_languages

PAGE = ROOT / "docs" / "languages.md"


def test_every_key_of_a_file() -> None:
    assert column("languages.md", "key of a language") == list(_File.model_fields)


def test_the_fixed_words_are_those_of_english() -> None:
    rows = {row[0]: row[1] for row in table("languages.md", "fixed word")}
    assert rows == {key: text for key, text in tongue("en").words.items() if key != "enclosure.one"}


def test_every_rule_and_every_condition_of_an_ordinal() -> None:
    page = read(PAGE)
    names = {field.removesuffix("_") for field in _Case.model_fields} | set(RULES)
    assert [name for name in names if f"`{name}`" not in page and f"{name}:" not in page] == []


@pytest.mark.parametrize("example", re.findall(r"```yaml\n(.*?)```", read(PAGE), re.DOTALL))
def test_an_example_is_right(tmp_path: Path, example: str) -> None:
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages/en.yaml").write_text(example, encoding="utf-8")
    assert read_languages(tmp_path)[1] == []


def test_every_language_of_the_program() -> None:
    assert column("languages.md", "language of the program") == sorted(program_languages())
