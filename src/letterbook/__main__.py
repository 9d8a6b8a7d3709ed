"""Where the program begins: `letterbook`, and `python -m letterbook`."""

from __future__ import annotations

import os
import signal
import sys
from typing import NoReturn

INTERRUPTED = "Interrupted. Nothing half-made was published; give the same command again to go on.\n"


def main() -> NoReturn:
    """Runs the command line. An interrupt ends with a sentence also while it is being loaded, or is about to end."""
    signal.signal(signal.SIGINT, _leave)
    from letterbook.cli import main as run

    try:
        run()
    except KeyboardInterrupt:
        _leave()


def _leave(*_: object) -> NoReturn:
    sys.stderr.write(INTERRUPTED)
    sys.stderr.flush()
    os._exit(130)


if __name__ == "__main__":
    main()
