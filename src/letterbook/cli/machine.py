"""The commands that are about no mailing: what the machine lacks, and the pages of the documentation."""

from __future__ import annotations

import click

from letterbook.api import Office, examine_machine, help_page, help_topics
from letterbook.cli.remedies import sentences
from letterbook.cli.screen import say_content, say_line, table

_DONE, _LACKING = 0, 1


@click.command()
@click.pass_obj
def doctor(office: Office) -> int:
    """Say what this machine lacks, in plain words, and how to get it."""
    findings = examine_machine(office.folder)
    for finding in findings:
        say_line(f"{'ok  ' if finding.ok else 'MISSING'}  {finding.what}")
        if not finding.ok:
            remedies = sentences(filter(None, [finding.remedy]), {})
            say_line(f"         {' '.join(filter(None, [finding.hint, remedies]))}")
    return _DONE if all(finding.ok for finding in findings) else _LACKING


@click.command("help")
@click.argument("topic", required=False)
def help_(topic: str | None) -> None:
    """Print a page of the documentation: TOPIC is its name, or the code of a mistake; without it, all names."""
    if topic is None:
        table(("Topic", "What it is about"), [[name, title] for name, title in help_topics().items()])
    else:
        say_content(help_page(topic).encode())
