"""docs/verification.md explains every kind of finding, and no other."""

from __future__ import annotations

import re
from typing import get_args

from conftest import ROOT

from letterbook.verification.findings import Code


def test_every_kind_of_finding_is_explained() -> None:
    page = (ROOT / "docs" / "verification.md").read_text("utf-8")
    explained = re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE)
    assert len(explained) > 30
    assert sorted(explained) == sorted(get_args(Code))


def test_every_kind_of_finding_is_made_somewhere() -> None:
    source_folder = ROOT / "src" / "letterbook"
    modules = [
        *sorted((source_folder / "verification").glob("*.py")),
        source_folder / "composing" / "letter_fields.py",
    ]
    assert len(modules) > 10
    source = "".join(path.read_text("utf-8") for path in modules if path.name != "findings.py")
    assert {code for code in get_args(Code) if f'"{code}"' not in source} == set()
