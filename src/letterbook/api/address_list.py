"""A list of addressees, looked at and changed in the office's own file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from letterbook.api.guarding import guard_of
from letterbook.model.progress import watched

if TYPE_CHECKING:
    from letterbook.api.office import Office
    from letterbook.model.columns import ListTable


@dataclass(frozen=True)
class AddressList:
    """A list: the office's own, or `file` as in `Order.recipients`. Its methods raise InputError and UsageError."""

    office: Office
    file: str | None = None

    def fingerprint(self) -> str:
        """What `table` depends on, as one text: as long as it is the same, the table is. Raises OSError too."""
        from letterbook.usecases.list_editing import fingerprint_of

        return fingerprint_of(self.office.folder, self.file)

    def table(self) -> ListTable:
        """The list as a table, a row an addressee, with the problems of the list."""
        from letterbook.usecases.list_editing import table_of

        with guard_of(self.office) as guard, watched(None, None) as monitor:
            return guard.run(table_of, self.office.folder, self.file, monitor=monitor)

    def change(self, version: str, texts: Mapping[tuple[int, int], str]) -> ListTable:
        """Writes the texts into the cells, by row and column of the table that has this version; the table after it.

        All else in the file stays. Raises UsageError where it was changed meanwhile, InputError (not-editable) where a cell
        cannot be changed alone; then nothing is written.
        """
        from letterbook.usecases.list_editing import change_cells

        with guard_of(self.office) as guard, watched(None, None) as monitor:
            return guard.run(
                change_cells, self.office.folder, self.file, version, dict(texts), monitor=monitor
            )
