"""Where the program begins: `letterbook`, and `python -m letterbook`."""

from __future__ import annotations

import os
import signal
import sys
from typing import NoReturn


def main() -> NoReturn:
    """Runs the command line; an interrupt while it is being loaded ends with a sentence, too."""
    signal.signal(signal.SIGINT, _leave)
    from letterbook.cli import main as run

    signal.signal(signal.SIGINT, signal.default_int_handler)
    run()


def _leave(_number: int, _frame: object) -> NoReturn:
    sys.stderr.write("Interrupted. Nothing was begun.\n")
    sys.stderr.flush()
    os._exit(130)


if __name__ == "__main__":
    main()
