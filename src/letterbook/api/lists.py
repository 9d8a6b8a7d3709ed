"""The files that may be an office's list, and how one of them becomes it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from letterbook.api.guarding import guard_of
from letterbook.model.columns import ListReading
from letterbook.model.progress import watched

if TYPE_CHECKING:
    from letterbook.api.office import Office
    from letterbook.model.columns import ListChoice, NewList


@dataclass(frozen=True)
class Lists:
    """The lists of an office. A file that was sent lies anywhere, and `sent_as` is the name that its sender gave it; one that
    lies in the office is named as it is there. The methods raise InputError and UsageError.
    """

    office: Office

    def names(self) -> list[str]:
        """The files in the office's folder that may be its list."""
        from letterbook.usecases.list_taking import lists_in

        return lists_in(self.office.folder)

    def encodings(self) -> tuple[str, ...]:
        """What a CSV may be saved in."""
        from letterbook.usecases.list_taking import LIST_ENCODINGS

        return LIST_ENCODINGS

    def look(
        self, file: str | Path, sent_as: str | None = None, reading: ListReading | None = None
    ) -> NewList:
        """The columns of a list, and what each is proposed to mean."""
        from letterbook.usecases.list_taking import new_list

        asked = (self.office.folder / file, sent_as, reading or ListReading())
        with guard_of(self.office) as guard, watched(None, None) as monitor:
            return guard.run(new_list, self.office.folder, *asked, monitor=monitor)

    def take(
        self,
        file: str | Path,
        choice: ListChoice,
        sent_as: str | None = None,
        reading: ListReading | None = None,
    ) -> Path:
        """Makes the file the office's list: a sent one is copied into the office, and letterbook.yaml says what its columns are.

        The path of the list. Where anything stands in the way, nothing was written.
        """
        from letterbook.usecases.list_taking import take_list

        asked = (self.office.folder / file, sent_as, reading or ListReading(), choice)
        with guard_of(self.office) as guard, watched(None, None) as monitor:
            return guard.run(take_list, self.office.folder, *asked, monitor=monitor)
