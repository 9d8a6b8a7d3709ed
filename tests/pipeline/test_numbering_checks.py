"""What the register has against a mailing is found before a number is taken, and by `check` as by `issue`."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Run, edit

STATEMENT = "january-20"
ISSUE = ("issue", STATEMENT, "--jobs", "1", "--format", "pdf", "--cover-only")

LIST = """\
id,group,group name,organisation,salutation,in text,street,city,postcode,country
{rows}
"""
MINISTRIES = ['1,b,bodies,Ministry of Health,"Dear Sir or Madam,",the Ministry of Health,Stubenring 1,Wien,1010,AT',
              '2,b,,Ministry of Labour,"Dear Sir or Madam,",the Ministry of Labour,Stubenring 2,Wien,1010,AT']  # fmt: skip
BANKS = ['1,b,bodies,First Bank,"Dear Sir or Madam,",the First Bank,Graben 1,Wien,1010,AT',
         '2,b,,Second Bank,"Dear Sir or Madam,",the Second Bank,Graben 2,Wien,1010,AT']  # fmt: skip


@pytest.fixture
def lists(workspace: Path) -> Path:
    for name, rows in (("ministries.csv", MINISTRIES), ("banks.csv", BANKS)):
        (workspace / name).write_text(LIST.format(rows="\n".join(rows)), "utf-8")
    return workspace


def codes(run: Run, *more: str) -> list[str]:
    return [problem["code"] for problem in run("check", STATEMENT, *more, "--json").json["problems"]]


def test_two_lists_with_the_same_ids_never_share_numbers(run: Run, lists: Path) -> None:
    assert run(*ISSUE, "--recipients", "ministries.csv").code == 0
    for command in (("check", STATEMENT), ISSUE, (*ISSUE, "--dry-run"), (*ISSUE, "--replace")):
        refused = run(*command, "--recipients", "banks.csv")
        assert refused.code == 3
        assert "banks.csv:2:1" in refused.err
        assert "Ministry of Health" in refused.err
        assert "First Bank" in refused.err
        assert "the first of 2 such ids" in refused.err
    letters = run("register", "list", "--json").json
    assert {letter["recipient_name"] for letter in letters["letters"]} == {
        "Ministry of Health",
        "Ministry of Labour",
    }
    assert codes(run, "--recipients", "ministries.csv") == []


def test_a_corrected_address_keeps_its_number(run: Run, lists: Path) -> None:
    assert run(*ISSUE, "--recipients", "ministries.csv").code == 0
    edit(lists / "ministries.csv", "Stubenring 2,Wien,1010", "Taborstraße 1-3,Wien,1020")
    assert codes(run, "--recipients", "ministries.csv") == []
    assert run(*ISSUE, "--recipients", "ministries.csv").code == 0


def test_who_moves_to_another_town_has_another_made_id(run: Run, lists: Path) -> None:
    rows = [row.split(",", 1)[1] for row in (LIST.partition("\n")[0], *MINISTRIES)]
    (lists / "ministries.csv").write_text("\n".join(rows), "utf-8")
    assert run(*ISSUE, "--recipients", "ministries.csv").code == 0
    assert codes(run, "--recipients", "ministries.csv") == []
    edit(lists / "ministries.csv", "Stubenring 2,Wien,1010", "Hauptplatz 3,Linz,4020")
    [told] = run("check", STATEMENT, "--recipients", "ministries.csv", "--json").json["problems"]
    assert (told["code"], told["level"]) == ("new-id", "warning")
    assert "“ministry-of-labour-linz” is new" in told["what"]
    assert "1-0002/2021 went to the same name as “ministry-of-labour-wien”" in told["what"]
    for command in (ISSUE, (*ISSUE, "--dry-run")):
        refused = run(*command, "--recipients", "ministries.csv")
        assert "This order would not make 1 of the files" in refused.err
        assert "give it the id “ministry-of-labour-wien”" in refused.err
    edit(lists / "ministries.csv", ",Ministry of Labour", ",Ministry of Social Affairs")
    assert codes(run, "--recipients", "ministries.csv") == []


def test_a_second_house_of_one_name_is_another_addressee(run: Run, lists: Path) -> None:
    """Also for what makes the letters, which has of the list those alone who get none."""
    first, second = (
        MINISTRIES[0],
        MINISTRIES[0].replace("1,b,bodies", "3,b,").replace("Stubenring 1", "Ring 9"),
    )
    rows = (lists / "ministries.csv").read_text("utf-8")
    assert run(*ISSUE, "--recipients", "ministries.csv").code == 0
    (lists / "ministries.csv").write_text(rows.replace(first, f"{first}\n{second}"), "utf-8")
    assert "new-id" not in codes(run, "--recipients", "ministries.csv")
    assert "went to the same name" not in run(*ISSUE, "--recipients", "ministries.csv").err


def test_many_new_ids_are_told_of_once(run: Run, lists: Path) -> None:
    assert run(*ISSUE, "--recipients", "ministries.csv").code == 0
    text = (lists / "ministries.csv").read_text("utf-8")
    (lists / "ministries.csv").write_text(text.replace("\n1,", "\na1,").replace("\n2,", "\na2,"), "utf-8")
    [told] = run("check", STATEMENT, "--recipients", "ministries.csv", "--json").json["problems"]
    assert told["code"] == "new-id"
    assert told["what"].endswith("(the first of 2 such ids).")


def test_who_has_a_new_name_gets_a_new_number(run: Run, lists: Path) -> None:
    assert run(*ISSUE, "--recipients", "ministries.csv").code == 0
    edit(lists / "ministries.csv", ",Ministry of Labour", ",Ministry of Social Affairs")
    assert codes(run, "--recipients", "ministries.csv") == ["other-addressee"]
    assert run("register", "void", "1-0002/2021", "--reason", "has a new name").code == 0
    assert codes(run, "--recipients", "ministries.csv") == []
    assert run(*ISSUE, "--recipients", "ministries.csv", "--replace").code == 0
    assert (
        run("register", "show", "1-0003/2021", "--json").json["recipient_name"]
        == "Ministry of Social Affairs"
    )


def test_who_has_a_new_name_after_the_post_has_gone_supersedes(run: Run, lists: Path) -> None:
    assert run(*ISSUE, "--recipients", "ministries.csv").code == 0
    assert run("register", "dispatch", "1-0002/2021", "--date", "2021-01-19", "--way", "post").code == 0
    edit(lists / "ministries.csv", ",Ministry of Labour", ",Ministry of Social Affairs")
    refused = run(*ISSUE, "--recipients", "ministries.csv")
    assert "superseded" in refused.err
    assert run(*ISSUE, "--recipients", "ministries.csv", "--to", "2", "--supersede").code == 0


def test_an_id_of_an_earlier_mailing_is_a_notice(run: Run, lists: Path) -> None:
    assert run(*ISSUE, "--recipients", "ministries.csv").code == 0
    later = ("--date", "2022-01-19", "--recipients", "banks.csv")
    assert codes(run, *later) == ["id-of-another"]
    assert run(*ISSUE, *later).code == 0
    assert codes(run, *later) == [], "from now on it is the latest letter that counts"


def test_a_register_that_cannot_be_used_is_found_by_check(run: Run, workspace: Path) -> None:
    (workspace / "register.sqlite").write_bytes(b"no database at all, but long enough to be one" * 100)
    assert codes(run) == ["register-unusable"]


def test_a_lost_register_is_found_by_check(run: Run, workspace: Path) -> None:
    assert run(*ISSUE).code == 0
    (workspace / "register.sqlite").unlink()
    assert codes(run) == ["register-unusable"]


def test_a_series_that_is_not_there_ends_before_numbers_are_looked_for(run: Run, workspace: Path) -> None:
    edit(workspace / "letterbook.yaml", "  series: outgoing", "  series: incoming")
    assert set(codes(run)) == {"no-series"}
    assert run(*ISSUE).code == 3
