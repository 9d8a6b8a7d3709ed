"""The last line of the register's journal, noted in a file beside it: an old copy that is put back does not go unseen."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path

from letterbook.register.errors import RegisterUnusableError
from letterbook.register.journal import FIRST, Mark
from letterbook.sentences import say

ENDING = ".last"


class LastNote:
    """The file: number and hash of a line, as in `17 4f5d…`. It is written after the line was, so that it may be behind
    and never ahead.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Mark:
        """The line that was noted; one before the first where nothing was. Raises RegisterUnusableError."""
        try:
            text = self.path.read_text("ascii")
        except FileNotFoundError:
            return Mark(0, FIRST)
        except (OSError, ValueError):
            text = ""
        found = re.fullmatch(r"(\d{1,18}) ([0-9a-f]{64})\n", text)
        if found is None:
            raise RegisterUnusableError(
                say(
                    "{path}, in which the register's last line is noted, is damaged. Put it back from a copy; without "
                    "it nobody can tell an old copy of the register from the newest.",
                    path=self.path,
                )
            )
        return Mark(int(found[1]), found[2])

    def write(self, mark: Mark) -> None:
        """Notes the line. What stands in the register is written already; a note that cannot be made stays behind."""
        part = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        with suppress(OSError):
            part.write_text(f"{mark.line} {mark.sha256}\n", "ascii")
            part.replace(self.path)
        with suppress(OSError):
            part.unlink()
