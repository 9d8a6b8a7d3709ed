"""A problem or a finding keeps what its sentence was made of, all the way to the door."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

from conftest import edit
from hypothesis import given
from hypothesis import strategies as st

from letterbook.problems import Place, Problem
from letterbook.sentences import Sentence, say, template_of, values_of
from letterbook.usecases.check import check
from letterbook.verification import Finding


def test_a_sentence_is_a_text_that_knows_its_template_and_values() -> None:
    sentence = say("There are {count:,} letters for “{name}”.", count=1200, name="Body {x}")
    assert sentence == "There are 1,200 letters for “Body {x}”."
    assert template_of(sentence) == "There are {count:,} letters for “{name}”."
    assert values_of(sentence) == {"count": 1200, "name": "Body {x}"}


def test_it_travels_between_processes() -> None:
    sentence = say("The file {file} is not there.", file=Path("a/b.csv"))
    again = pickle.loads(pickle.dumps(sentence))
    assert (again, again.template, again.values) == (sentence, sentence.template, {"file": "a/b.csv"})


@given(st.text(), st.text(), st.text())
def test_sentences_after_each_other_keep_both(before: str, name: str, after: str) -> None:
    whole = before + say("“{name}”", name=name) + after
    assert isinstance(whole, Sentence)
    assert whole == f"{before}“{name}”{after}"
    assert template_of(whole).format(**values_of(whole)) == whole


def test_two_values_of_one_name_are_not_mixed_up() -> None:
    whole = say("{name}, ", name="a") + say("{name}", name="b")
    assert whole == "a, b"
    assert template_of(whole).format(**values_of(whole)) == "a, b"


def test_a_problem_and_a_finding_give_their_values() -> None:
    what, hint = say("There is no group “{name}”.", name="x"), say("Did you mean “{near}”?", near="y")
    problem = Problem("unknown-group", Place("en.md"), what, hint)
    assert problem.values == {"name": "x", "near": "y"}
    assert replace(problem, place=Place("az.md")).values == problem.values
    finding = Finding("a", "letters/1.pdf", 1, "cut-off", say("“{text}” is cut off.", text="Paris"))
    assert finding.values == {"text": "Paris"}


def test_the_values_reach_the_door(workspace: Path) -> None:
    edit(workspace / "recipients.yaml", "country: FR", "country: FX")
    [problem] = check(workspace, None, workspace / "out").problems
    assert problem.code == "unknown-country"
    assert "FX" in problem.values.values()
    assert template_of(problem.what).format(**problem.values) == problem.what
