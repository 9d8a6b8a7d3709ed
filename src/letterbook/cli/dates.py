"""Days as people write them on a command line: 2026-11-30, 30.11.2026, 30/11/2026."""

from __future__ import annotations

import re
from datetime import date

import click

_YEAR_FIRST = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})")
_MONTHS = 12


class Day(click.ParamType[date]):
    """A day of the calendar; where day and month cannot be told apart, it is refused with both readings."""

    name = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        text = str(value).strip().rstrip(".")
        if found := _YEAR_FIRST.fullmatch(text):
            year, month, day = int(found[1]), int(found[3]), int(found[4])
        elif found := _YEAR_LAST.fullmatch(text):
            day, month, year = int(found[1]), int(found[3]), int(found[4])
            # Only points are the same everywhere: with a slash or a hyphen the month stands first in some countries.
            if found[2] != "." and month > _MONTHS >= day:
                day, month = month, day
            elif found[2] != "." and day != month and day <= _MONTHS:
                self.fail(
                    f"“{value}” may be the {day}.{month}.{year} or the {month}.{day}.{year}: write "
                    f"{year}-{month:02}-{day:02} or {year}-{day:02}-{month:02}.",
                    param,
                    ctx,
                )
        else:
            self.fail(f"“{value}” is no day. Write it as 2026-11-30 or 30.11.2026.", param, ctx)
        try:
            return date(year, month, day)
        except ValueError:
            self.fail(f"The calendar has no day {value}.", param, ctx)
