"""`letterbook prepare`: a mailing handed over to a second person, who issues it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime

import click

from letterbook.api import Office
from letterbook.cli.common import clerk
from letterbook.cli.order_options import in_order
from letterbook.cli.screen import counted, print_json, say_line
from letterbook.model import Format, Order


@click.command()
@click.argument("mailing")
@in_order("date")
@in_order("to")
@in_order("format")
@in_order("recipients")
@in_order("encoding")
@in_order("cover-only")
@click.option("--out", help="Folder for mailings, or a store such as s3://BUCKET/PREFIX; by default out.")
@in_order("json")
@click.pass_obj
def prepare(
    office: Office,
    mailing: str,
    issued: date | None,
    to: tuple[str, ...],
    formats: tuple[Format, ...],
    recipients: str | None,
    encoding: str | None,
    cover_only: bool,
    out: str | None,
    as_json: bool,
) -> None:
    """Note what the letters of MAILING are, so that a second person can issue them; no number is taken."""
    order = Order(mailing, issued, to, formats, recipients, cover_only, encoding=encoding)
    noted = office.hand_over(order, clerk=clerk(), at=datetime.now(UTC), out=out)
    if as_json:
        print_json({**asdict(noted), "code": noted.code})
        return
    say_line(
        f"{counted(len(noted.letters), 'letter')} prepared by {noted.clerk}, code {noted.code}. A second person looks at "
        f"them (letterbook preview) and says `letterbook issue {mailing}`, with the same options."
    )
