"""A small office whose list has fields of its own, for the tests about them."""

from __future__ import annotations

from pathlib import Path

import docx
from conftest import edit, make_workspace

from letterbook.model import Order
from letterbook.problems import Problem
from letterbook.usecases.check import check

COVERS = Order("january-20", cover_only=True)
PDF = Order("january-20", formats=("pdf",), cover_only=True)

DECLARED = """
fields:
  amount: {type: money, currency: EUR, title: Betrag}
  due: {type: date}
  seats: {type: number}
  file: {type: text}
  begins: {type: time}
  member: {type: yes/no}
"""
PEOPLE = {
    "alpha": 'amount: "1234.56", due: 2021-03-01, seats: "5", file: "AZ 2021/118", begins: "14:30", member: "yes"',
    "beta": 'amount: "1234.56", due: 2021-03-01, seats: "16", file: "AZ 2021/119", begins: "9:05", member: "no"',
    "gamma": 'amount: "77", due: 2021-04-01, seats: "5", file: "AZ 2021/120", begins: "14:30", member: "no"',
    "delta": 'amount: "2500000.5", due: 2021-04-01, seats: "7", file: "AZ 2021/121", begins: "14:30", member: "yes"',
}
"""Each with its fields."""


def entry(name: str, fields: str, language: str = "en") -> str:
    return (
        f"      - id: {name}\n        organisation: {name.title()} Institute\n        language: {language}\n"
        f"        salutation: Dear colleagues of {name.title()},\n        in_text: your institute\n"
        f"        fields: {{{fields}}}\n"
        f"        address: {{street: {len(name)} {name.title()} Lane, city: Vienna, postcode: '1010', country: AT}}\n"
    )


def recipients(people: dict[str, str], language: str = "en") -> str:
    head = "groups:\n  - id: all\n    name: all\n    recipients:\n"
    return head + "".join(entry(name, fields, language) for name, fields in people.items())


def office(
    folder: Path,
    words: str = "",
    page: str = "",
    people: dict[str, str] = PEOPLE,
    declared: str = DECLARED,
    language: str = "en",
) -> Path:
    """A workspace in which the letter's words and its page have something more."""
    workspace = make_workspace(folder / "office", recipients(people, language))
    template = workspace / "templates" / "letter"
    with (workspace / "letterbook.yaml").open("a", encoding="utf-8") as file:
        file.write(declared)
    with (template / f"{language}.md").open("a", encoding="utf-8") as file:
        file.write(f"\n{words}\n")
    if page:
        edit(template / "letter.html", "{{ signature }}", page + "{{ signature }}")
    return workspace


def told(workspace: Path, order: Order = PDF) -> list[Problem]:
    return [problem for problem in check(workspace, order, workspace / "out").problems if problem.is_error]


def letterhead(workspace: Path, *texts: str) -> None:
    """Puts paragraphs before the body of the Word letterhead."""
    path = workspace / "templates" / "letter" / "letter.docx"
    document = docx.Document(str(path))
    body = next(each for each in document.paragraphs if "{{ body }}" in each.text)
    for text in texts:
        body.insert_paragraph_before(text)
    document.save(str(path))
