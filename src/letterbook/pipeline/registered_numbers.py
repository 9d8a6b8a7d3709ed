"""`registered-numbers.csv`: which registered letter has which of the post's numbers. A letter keeps its number for ever."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from filelock import FileLock

from letterbook.errors import UsageError
from letterbook.model.post import RegisteredNumbers
from letterbook.printing.registered_labels import item_numbers
from letterbook.sentences import say
from letterbook.sources.tables.formulas import harmless, without_guard
from letterbook.storage.file import put_file

NUMBERS_FILE = "registered-numbers.csv"
_HEADINGS = ("reference", "tracking number")


def given_numbers(workspace: Path) -> Mapping[str, str]:
    """The numbers by the letter's reference, as they were given. Raises UsageError for a file that was spoiled."""
    path = workspace / NUMBERS_FILE
    if not path.exists():
        return {}
    try:
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""), strict=True))
        given = {without_guard(reference): number for reference, number in rows[1:]}
    except (ValueError, csv.Error) as error:
        what = "{file} is not as the program wrote it. Take it from a copy of the office: no number may be given twice."
        raise UsageError(say(what, file=NUMBERS_FILE)) from error
    return given


def give_numbers(
    workspace: Path, references: Sequence[str], ranges: Sequence[RegisteredNumbers]
) -> Mapping[str, str]:
    """A number for each of these letters: the one that it has, else the next that no letter has, which is written down.

    Raises UsageError where the office has none, or too few of them; then none is given.
    """
    if not ranges:
        raise UsageError(
            "The office has no numbers for registered letters. Write those that the post gave into letterbook.yaml, post: registered."
        )
    with FileLock(workspace / f".{NUMBERS_FILE}.lock"):
        given = dict(given_numbers(workspace))
        lacking = [reference for reference in references if reference not in given]
        taken = set(given.values())
        free = (number for number in item_numbers(ranges) if number not in taken)
        new = dict(zip(lacking, free, strict=False))
        if len(new) < len(lacking):
            template = (
                "The numbers for registered letters are used up: {count} more are needed. Ask the post for a range, and add it "
                "in letterbook.yaml, post: registered."
            )
            raise UsageError(say(template, count=len(lacking) - len(new)))
        if new:
            put_file(workspace / NUMBERS_FILE, _written({**given, **new}))
    return {reference: {**given, **new}[reference] for reference in references}


def _written(numbers: Mapping[str, str]) -> bytes:
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerow(_HEADINGS)
    rows.writerows((harmless(reference), number) for reference, number in numbers.items())
    return text.getvalue().encode("utf-8-sig")
