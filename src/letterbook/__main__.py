"""Where the program begins: `letterbook`, and `python -m letterbook`."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    import click

INTERRUPTED = "Interrupted. Nothing half-made was published; give the same command again to go on.\n"


def main() -> NoReturn:
    """Runs the command line. An interrupt ends with a sentence also while it is being loaded, or is about to end."""
    signal.signal(signal.SIGINT, _leave)
    from letterbook.cli import main as run

    program()
    try:
        run()
    except KeyboardInterrupt:
        _leave()


def program() -> click.Group:
    """All commands: those of the command line, and the one that opens the page. The two do not know each other."""
    from letterbook.cli.commands import cli
    from letterbook.cli.common import clerk
    from letterbook.cli.screen import say_line
    from letterbook.web.command import office_command

    if "office" not in cli.commands:
        cli.add_command(office_command(clerk, say_line))
    return cli


def _leave(*_: object) -> NoReturn:
    sys.stderr.write(INTERRUPTED)
    sys.stderr.flush()
    os._exit(130)


if __name__ == "__main__":
    main()
