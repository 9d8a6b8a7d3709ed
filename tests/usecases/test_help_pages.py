"""`letterbook help` prints the pages of the documentation, in a checkout and from an installed package."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, Run

import letterbook
from letterbook.cli.remedies import SENTENCES


def test_all_pages_are_named(run: Run) -> None:
    said = run("help").out
    for path in (ROOT / "docs").glob("*.md"):
        assert path.stem in said


def test_a_page_is_printed_as_it_is(run: Run) -> None:
    page = (ROOT / "docs" / "register.md").read_text(encoding="utf-8")
    for name in ("register", "Register", "register.md", "docs/register.md"):
        assert run("help", name).out == page


def test_the_code_of_a_mistake(run: Run) -> None:
    said = run("help", "no-statement").out
    assert said.startswith("no-statement\nThere is no statement of this name")
    assert "####" not in said


def test_a_page_that_is_not_there(run: Run) -> None:
    refused = run("help", "regster")
    assert (refused.code, "Did you mean register?" in refused.err) == (2, True)


@pytest.mark.parametrize("topic", ["languages", "templates"])
def test_hints_name_pages_that_are_there(topic: str) -> None:
    assert any(f"`letterbook help {topic}`" in sentence for sentence in SENTENCES.values())
    assert letterbook.help_page(topic)


def test_the_pages_come_with_the_package() -> None:
    """Where `help_pages` looks for them in an installed package."""
    built = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert built["force-include"]["docs"] == "letterbook/docs"


def test_a_hint_sends_to_a_page(workspace: Path, run: Run) -> None:
    words = workspace / "templates" / "letter" / "en.md"
    words.write_text(words.read_text().replace("{{ recipient.in_text", "{{ nobody_knows"))
    assert "`letterbook help templates` says what a template may hold." in run("check", "january-20").err


def _said(source: str) -> Iterator[str]:
    """The texts of a module that are no docstrings."""
    tree = ast.parse(source)
    texts = [
        node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return (str(node.value) for node in texts if id(node) not in alone)


def test_no_sentence_sends_to_a_page_but_by_a_remedy() -> None:
    sources = sorted((ROOT / "src").rglob("*.py"))
    assert sources
    pages = re.compile(r"docs/|\bthe page on\b|\bdocumentation\b")
    here = [
        (path.name, text)
        for path in sources
        for text in _said(path.read_text("utf-8"))
        if pages.search(text) and "/cli/" not in path.as_posix()
    ]
    assert here == []


def test_one_sentence_for_a_language_that_has_no_words(workspace: Path, run: Run) -> None:
    for command in (("init", "new", "--language", "Klingon", "--country", "KE"), ("add-language", "Klingon")):
        refused = run(*command)
        assert refused.code == 2
        assert "There are no words in “Klingon” to begin with, but in ar, " in refused.err
        assert "`letterbook help languages`" in refused.err
