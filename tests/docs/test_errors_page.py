"""docs/errors.md has every code, every class of error and every exit code, in the words of the source."""

from __future__ import annotations

import importlib
import pkgutil
import re

from pages import DOCS, read, table
from problem_codes import emitted, patterns

import letterbook
from letterbook.cli import commands
from letterbook.errors import LetterbookError

# Where a code is handed on that was a literal before; `letter` and `enclosure` are codes of languages.
HANDED_ON = {
    "code",
    "reason.code",
    "refused.code",
    "p.code",
    "problem.code",
    "detail['type']",
    "letter",
    "enclosure",
    "code & 255",
}


def entries() -> dict[str, tuple[str, str, str]]:
    """Each code of the page: what it means, an example, what to do."""
    page = read(DOCS / "errors.md")
    found = re.findall(
        r"^#### `([a-z-]+)`\n((?:(?!#|>).+\n)+)> (.+)\n\n((?:(?!#|>).+\n)+)", page, re.MULTILINE
    )
    assert len(found) == page.count("\n#### ") > 50, "an entry is not made of meaning, example and what to do"
    return {code: (meaning, example, remedy) for code, meaning, example, remedy in found}


def test_every_code_of_the_source_is_on_the_page_and_no_other() -> None:
    codes, _ = emitted()
    assert len(codes) > 50
    assert set(codes) == set(entries())


def test_no_code_is_made_where_this_test_cannot_see_it() -> None:
    _, others = emitted()
    assert others
    assert set(others) <= HANDED_ON


def test_the_examples_of_the_page_are_in_the_words_of_the_source() -> None:
    codes, _ = emitted()
    for code, (_, example, _) in entries().items():
        known = [pattern for path in codes[code] for pattern in patterns(path)]
        said = re.sub(
            r", in \S+\.$", ".", example
        )  # the words' own place, which `missing-value` has at its end
        assert any(pattern.fullmatch(said) for pattern in known), (code, example)


def subclasses(of: type[LetterbookError]) -> set[type[LetterbookError]]:
    return {of}.union(*(subclasses(each) for each in of.__subclasses__()))


def test_every_error_class_is_on_the_page_with_its_exit_code() -> None:
    for module in pkgutil.walk_packages(letterbook.__path__, "letterbook."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    classes = {
        error.__name__: str(error.exit_code)
        for error in subclasses(LetterbookError)
        if error.__module__.startswith("letterbook")
    }
    assert len(classes) > 5
    assert {name: code for name, code, *_ in table("errors.md", "class")} == classes


def test_every_exit_code_is_on_the_page() -> None:
    codes = (
        *(commands.DONE, commands.OUR_FAULT, commands.WRONG_COMMAND),
        *(commands.MISTAKES, commands.SOME_FAILED, commands.INTERRUPTED),
    )
    assert [row[0] for row in table("errors.md", "code")] == [str(code) for code in codes]
