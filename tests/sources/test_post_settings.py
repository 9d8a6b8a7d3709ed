"""What letterbook.yaml says of the post, and what is wrong with it, at its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import make_workspace

from letterbook.model.post import Feed, PostageClass, PostSettings, RegisteredNumbers
from letterbook.problems import Problem
from letterbook.sources.office import read_office

WHOLE = """
post:
  envelope: "US #10"
  envelope_grams: 6.5
  paper_grams: 90
  feed: {first: left, lying: centre}
  labels: "5160"
  classes:
    - {name: Standard, grams: 20, to: home, envelopes: ["US #10", DL]}
    - {name: Abroad, grams: 50, to: region world}
  registered:
    - {first: "00010000", last: "00010999"}
    - {service: RL, first: "00000001", last: "00000009", country: DE}
"""


def read(tmp_path: Path, text: str) -> tuple[PostSettings | None, list[Problem]]:
    workspace = make_workspace(tmp_path / "office")
    file = workspace / "letterbook.yaml"
    file.write_text(file.read_text("utf-8") + text, "utf-8")
    office, problems = read_office(workspace)
    return office.post if office else None, problems


def test_an_office_that_says_nothing_has_the_usual(tmp_path: Path) -> None:
    assert read(tmp_path, "") == (PostSettings(), [])


def test_all_of_it(tmp_path: Path) -> None:
    classes = (
        PostageClass("Standard", 20, ("home",), ("US #10", "DL")),
        PostageClass("Abroad", 50, ("region", "world")),
    )
    numbers = (RegisteredNumbers("RR", 10000, 10999, "AZ"), RegisteredNumbers("RL", 1, 9, "DE"))
    settings = PostSettings("US #10", 6.5, 90, Feed("left", "centre"), "5160", classes, numbers)
    assert read(tmp_path, WHOLE) == (settings, [])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("envelope: C7", "“C7” is not possible here"),
        ("paper_grams: heavy", "no weight in grams"),
        ("labels: L9", "not possible here"),
        ("feed: {first: up}", "not possible here"),
        ("classes: [{name: A, grams: 20, to: moon}]", "“moon” is not possible here"),
        ("classes: [{name: A, grams: 20, envelopes: [C7]}]", "“C7” is not possible here"),
        ("registered: [{first: 1, last: 2}]", "no serial number"),
        ('registered: [{service: r, first: "00000001", last: "00000002"}]', "no service of the post"),
        ('registered: [{first: "00000002", last: "00000001"}]', "before they begin"),
        ("stamps: 5", "stamps"),
    ],
)
def test_a_mistake_is_told_at_its_place(tmp_path: Path, line: str, said: str) -> None:
    _, problems = read(tmp_path, f"\npost:\n  {line}\n")
    assert problems
    assert all(said in problem.what for problem in problems), problems
    assert all(problem.place.file == "letterbook.yaml" for problem in problems)
