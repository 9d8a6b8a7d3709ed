"""The tests have an office of their own, so that the example can be changed without them."""

from __future__ import annotations

import re

from conftest import EXAMPLE, OFFICE, PARTS, ROOT

TESTS = ROOT / "tests"
ABOUT_THE_EXAMPLE = {
    "composing/test_every_language.py": "the words that come with the program",
    "pipeline/test_letterhead_likeness.py": "its letterheads say what its pages say",
    "printing/test_every_sheet.py": "all of its letters are printed and read back",
    "render/test_docx.py": "its Word letterheads are what their script makes",
    "test_mailing.py": "it is a workspace",
    "test_structure.py": "no path of a machine stands in it",
    "usecases/test_new_office.py": "no sentence of it is in a file that another office issues",
    "verification/test_letters.py": "nothing is found in its letters",
}
"""Who may read the example by name. The pages of docs, and `init`, read it through the program."""


def test_the_tests_office_is_whole_and_not_the_example() -> None:
    assert OFFICE.is_relative_to(TESTS)
    assert OFFICE != EXAMPLE
    assert {path.name for path in OFFICE.iterdir()} == {*PARTS, "recipients.yaml"}


def test_only_tests_about_the_example_read_it() -> None:
    named = re.compile(
        rf"\bEXAMPLE\b|\bROOT\s*/\s*f?[\"'](?:{'|'.join([*PARTS, 'recipients'])})|[(,]\s*ROOT\s*[,)]"
    )
    assert named.search("prepare_mailing(ROOT, order)"), "the pattern finds nothing"
    modules = {path.relative_to(TESTS).as_posix(): path.read_text("utf-8") for path in TESTS.rglob("*.py")}
    readers = {
        name
        for name, text in modules.items()
        if named.search(re.sub("^from conftest .*", "", text, flags=re.MULTILINE))
    }
    assert readers - {"conftest.py", "test_own_office.py"} == set(ABOUT_THE_EXAMPLE)
