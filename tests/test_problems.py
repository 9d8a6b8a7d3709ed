"""Problems say where, what and what to do, in the order in which a person reads."""

import pickle
import sys

import pytest

from letterbook.problems import Overlaid, Place, Positions, Problem, by_kind, in_reading_order
from letterbook.sentences import say


def test_problems_about_different_matters_are_no_one_kind() -> None:
    def of(row: int, template: str, **values: str) -> Problem:
        return Problem("code", Place("list.xlsx", cell=f"A{row}"), say(template, **values))

    postcode = "“{postcode}” is no postcode of {name} ({country})."
    british = [
        of(row, postcode, postcode=f"CT{row}", name="United Kingdom", country="GB") for row in (2, 3, 4)
    ]
    german = [of(row, postcode, postcode="1", name="Germany", country="DE") for row in (5, 6, 7)]
    asks = "{about}: the words ask for {asked}, which is not there."
    asked = [of(8, asks, about="a", asked="post"), of(9, asks, about="b", asked="surname")]
    assert by_kind([*british, *german, *asked]) == [british, german, [asked[0]], [asked[1]]]


def problem(place: Place, level: str = "error") -> Problem:
    return Problem("code", place, "What.", "Do.", level=level)  # type: ignore[arg-type]


def test_a_place_reads_as_a_person_would_say_it() -> None:
    assert str(Place("recipients.yaml", 14, 9)) == "recipients.yaml:14:9"
    assert str(Place("staff.xlsx", sheet="EU", cell="C6")) == "staff.xlsx, sheet “EU”, C6"
    assert str(Place("letter.docx", part="paragraph 4")) == "letter.docx, paragraph 4"
    assert str(Place("out")) == "out"
    assert str(problem(Place("a.md", 1))) == "a.md:1: What. Do."


def test_mistakes_come_first_then_files_lines_and_cells_in_order_each_once() -> None:
    cells = [Place("b.xlsx", sheet="S", cell=cell) for cell in ("B2", "AA2", "A10")]
    places = [Place("a.yaml", 2), Place("a.yaml", 10), *cells]
    notice = problem(Place("a.yaml", 1), "warning")
    wild = [notice, *map(problem, reversed(places)), problem(places[0])]
    assert in_reading_order(wild) == [*map(problem, places), notice]


def test_places_by_their_names_in_few_bytes() -> None:
    places = {
        name: Place("a.yaml", line, 5) for line, name in enumerate(["", "id", "address.city"], start=70_000)
    }
    packed = Positions(places)
    assert dict(packed) == places
    assert packed == places
    assert pickle.loads(pickle.dumps(packed)) == places
    assert list(packed) == list(places)
    assert "post" not in packed
    with pytest.raises(KeyError):
        packed["post"]
    assert sys.getsizeof(packed) + sys.getsizeof(packed._positions) < 200


def test_places_of_which_some_are_others_copy_nothing() -> None:
    list_places = {name: Place("a.csv", 7, column) for column, name in enumerate(["id", "template"], start=1)}
    mailing = {"template": Place("m.yaml", 2), "formats": Place("m.yaml", 3)}
    overlaid = Overlaid(mailing, list_places)
    assert overlaid == {**list_places, **mailing}
    assert list(overlaid) == ["id", "template", "formats"]
    assert len(overlaid) == 3
    assert pickle.loads(pickle.dumps(overlaid)) == overlaid
    with pytest.raises(KeyError):
        overlaid["post"]
    assert sys.getsizeof(overlaid) < 64
