"""The list of recipients, whatever kind of file it is."""

from __future__ import annotations

from pathlib import Path

from letterbook.language.postcodes import has_form
from letterbook.model import ANY_LAYOUT, Defaults, Group, ListLayout
from letterbook.problems import Problem
from letterbook.sources.file_names import unprintable_name
from letterbook.sources.likely_doubles import likely_doubles
from letterbook.sources.recipient_tables import read_table
from letterbook.sources.recipients_yaml import build_list, read_recipients
from letterbook.sources.salutation_checks import odd_salutations
from letterbook.steps import begin_step

LOST_ZEROS, POSTCODE = "postcode-number", "address.postcode"
YAML_SUFFIXES = (".yaml", ".yml")


def read_list(
    path: Path, label: str, defaults: Defaults, layout: ListLayout = ANY_LAYOUT
) -> tuple[list[Group], list[Problem]]:
    """The groups of a YAML file or of a table (CSV, XLSX, XLS, ODS), told apart by the file's ending.

    `layout` is what the office says of its table.
    """
    wrong_name = unprintable_name(label)
    if wrong_name is not None:
        return [], [wrong_name]
    begin_step(label)
    groups, problems = _read(path, label, defaults, layout)
    return groups, problems + odd_salutations(groups) + likely_doubles(groups)


def _read(
    path: Path, label: str, defaults: Defaults, layout: ListLayout
) -> tuple[list[Group], list[Problem]]:
    if path.suffix.lower() in YAML_SUFFIXES:
        return read_recipients(path, label, defaults, layout)
    rows, problems = read_table(path, label, layout)
    begin_step(label, letters=len(rows))
    groups, found = build_list(rows, label, defaults, layout)
    problems = _without_whole_postcodes(problems, groups)
    told = {problem.place for problem in problems if problem.is_error}
    # A number that stands in a cell as such is told of already.
    seen = {problem.place for problem in problems}
    return groups, problems + [
        problem for problem in found if problem.place not in (seen if problem.code == _MISPLACED else told)
    ]


_MISPLACED = "misplaced-text"


def _without_whole_postcodes(problems: list[Problem], groups: list[Group]) -> list[Problem]:
    """The problems without those of postcodes that are numbers and cannot have lost a zero: 48143 in Germany is whole,
    1067 may be 01067.
    """
    if not any(problem.code == LOST_ZEROS for problem in problems):
        return problems
    whole = {
        recipient.places[POSTCODE]
        for group in groups
        for recipient in group.recipients
        if POSTCODE in recipient.places
        and _is_whole(recipient.address.postcode or "", recipient.address.country)
    }
    return [problem for problem in problems if problem.code != LOST_ZEROS or problem.place not in whole]


def _is_whole(postcode: str, country: str) -> bool:
    is_known = not has_form("no postcode", country)
    return is_known and has_form(postcode, country) and not has_form(f"0{postcode}", country)
