"""The pages that are measured: all letters of the example, and both templates in every language of the program."""

from __future__ import annotations

import csv
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
STATEMENT = "january-20"
TEMPLATES = ("letter", "note-verbale")


@dataclass(frozen=True)
class Made:
    """A letter's file, and the template that it was set with."""

    file: Path
    template: str
    is_example: bool
    """Whether the example's own list has this addressee."""


def make_pages(folder: Path) -> list[Made]:
    """Issues both mailings below a new folder. Raises LetterbookError where that fails."""
    return [
        *_issue(_office(folder / "example"), is_example=True),
        *_issue(_office(folder / "languages", every_language()), is_example=False),
    ]


def _issue(workspace: Path, *, is_example: bool) -> Iterator[Made]:
    from letterbook.model.order import Order
    from letterbook.usecases.issue import Run, issue

    run = Run(workspace / "out", "typography", datetime(2021, 1, 19, tzinfo=UTC))
    folder = issue(workspace, Order(STATEMENT, formats=("pdf",)), run).folder
    with (folder / "ledger.csv").open(encoding="utf-8-sig", newline="") as ledger:
        for row in csv.DictReader(ledger):
            yield Made(folder / row["pdf"], row["template"], is_example)


def _office(folder: Path, recipients: str | None = None) -> Path:
    """A copy of the example's office; with a list of its own, the statement in more languages than the example has."""
    folder.mkdir(parents=True)
    for name in ("office", "statements", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "letterbook.yaml", folder)
    shutil.copy(ROOT / "recipients.yaml", folder)
    if recipients is not None:
        (folder / "recipients.yaml").write_text(recipients, encoding="utf-8")
        for language, tongue in _golden().TONGUES.items():
            file = folder / "statements" / STATEMENT / f"{language}.md"
            if not file.exists():
                file.write_text(tongue.statement, encoding="utf-8")
    return folder


def every_language() -> str:
    """A list with an embassy in each language, which gets a letter and a note verbale: the words of the golden pictures."""
    recipients = [
        {
            "id": f"{template}-{language.lower()}",
            "post": "The Ambassador" if template == "letter" else None,
            "organisation": f"Embassy of the French Republic, {language}",
            "kind": "ambassador" if template == "letter" else "mission",
            "in_text": in_text,
            "template": template,
            "language": language,
            "cc": ["Ministry of Foreign Affairs"],
            "address": {
                "street": "9 Rasul Rza Street",
                "city": "Baku",
                "postcode": "AZ1000",
                "country": "AZ",
            },
        }
        for language, in_text in _golden().EMBASSY.items()
        for template in TEMPLATES
    ]
    kept = [{key: value for key, value in each.items() if value is not None} for each in recipients]
    groups = [{"id": "all", "name": {"en": "all of them"}, "recipients": kept}]
    return yaml.safe_dump({"groups": groups}, allow_unicode=True, sort_keys=False)


def _golden() -> Any:
    """What the golden pictures are made of; it stands among the tests."""
    tests = str(ROOT / "tests")
    if tests not in sys.path:
        sys.path.append(tests)
    import golden_mailing
    from every_language import EMBASSY

    return type("Golden", (), {"TONGUES": golden_mailing.TONGUES, "EMBASSY": EMBASSY})
