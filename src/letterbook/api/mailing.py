"""A mailing that was published: read back, verified and printed again from its folder alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING

from letterbook.api.guarding import guard_of
from letterbook.api.print_room import PrintRoom
from letterbook.model import Failed
from letterbook.model.order import with_zone
from letterbook.model.progress import CancelToken, Progress, watched
from letterbook.problems import Problem

if TYPE_CHECKING:
    from letterbook.api.office import Office
    from letterbook.archive.ledger import LedgerRow
    from letterbook.model.post import PostOrder
    from letterbook.usecases.post_papers import PostJob
    from letterbook.usecases.verify import Verification
    from letterbook.verification import Finding


@dataclass(frozen=True)
class Mailing:
    """A published mailing, known by its folder alone."""

    office: Office
    folder: Path

    @property
    def name(self) -> str:
        """What its folder is called."""
        return self.folder.name

    @property
    def letters(self) -> list[LedgerRow]:
        """Its letters as the ledger has them, in the order of protocol. Raises UsageError where that cannot be read.

        A path in a row is one inside the mailing's folder.
        """
        from letterbook.archive.ledger import ledger_of

        return [row.values() for row in ledger_of(self.folder)]

    @property
    def print_room(self) -> PrintRoom:
        """The mailing on paper: piles to print, and what comes back signed."""
        return PrintRoom(self)

    @property
    def bundles(self) -> list[Path]:
        """All letters in one file: as PDF, as a Word file, or both, in this order."""
        from letterbook.archive.layout import DOCX_BUNDLE, PDF_BUNDLE

        return [path for name in (PDF_BUNDLE, DOCX_BUNDLE) if (path := self.folder / name).exists()]

    def open(self, name: str) -> BufferedReader:
        """One of its files, by its path in the folder. Raises OSError for what is not there, lies elsewhere or is no ordinary
        file.
        """
        from letterbook.archive.opening import open_inside

        return open_inside(self.folder, name)

    def as_zip(self) -> Iterator[bytes]:
        """All its files in one ZIP, piece by piece."""
        from letterbook.usecases.packing import as_zip

        return as_zip(self.folder)

    def verify(
        self, *, on_progress: Progress | None = None, cancel: CancelToken | None = None
    ) -> list[Finding]:
        """Everything that is not as it was when the mailing was published; an empty list is good news.

        Raises UsageError where there is no mailing, RegisterError, CancelledError.
        """
        return self.verification(on_progress=on_progress, cancel=cancel).findings

    def verification(
        self, *, on_progress: Progress | None = None, cancel: CancelToken | None = None
    ) -> Verification:
        """As `verify`, and whether the office's register knows the mailing: without it a folder that was forged as a whole
        is in order.
        """
        from letterbook.usecases.verify import verify

        with guard_of(self.office) as guard, watched(on_progress, cancel) as monitor:
            return verify(self.office.folder, self.folder, monitor, guard)

    def reprint(self, numbers: str, *, clerk: str, at: datetime, out: str | Path | None = None) -> Path:
        """The letters with these numbers ("17,42-45") in one PDF, as the bundle has them; the register notes it.

        It lies in `out`, else in the office's out/reprints. Raises UsageError, UnwritableOutputError, RegisterError.
        """
        from letterbook.usecases.reprint import reprint

        folder = Path(out) if out else self.office.out / "reprints"
        with guard_of(self.office) as guard:
            return reprint(self.office.folder, self.folder, numbers, folder, clerk, with_zone(at), guard)

    def make_post(
        self,
        order: PostOrder,
        *,
        at: datetime,
        out: str | Path | None = None,
        on_progress: Progress | None = None,
        cancel: CancelToken | None = None,
    ) -> PostJob:
        """Envelopes, labels and lists for the post, in a folder of their own in `out`, else in the office's out/post.

        Letters whose address does not fit are in what is given back, and so are those too heavy for the post's classes. Raises
        UsageError, InputError, UnwritableOutputError, CancelledError.
        """
        from letterbook.usecases.post_papers import POST, make_post

        folder = Path(out) if out else self.office.out / POST
        with guard_of(self.office) as guard, watched(on_progress, cancel) as monitor:
            return make_post(self.office.folder, self.folder, order, folder, with_zone(at), guard, monitor)

    @property
    def post_papers(self) -> list[str]:
        """The files that `make_post` has made last in the office's out/post, by name."""
        from letterbook.usecases.post_papers import papers_in

        return papers_in(self._posted)

    def open_post_paper(self, name: str) -> BufferedReader:
        """One of these files. Raises OSError as `open`."""
        from letterbook.archive.opening import open_inside

        return open_inside(self._posted, name)

    @property
    def _posted(self) -> Path:
        from letterbook.usecases.post_papers import POST

        return self.office.out / POST / self.name


@dataclass(frozen=True)
class Issued(Mailing):
    """A mailing just published. `known_as` is what the register calls it; `failed` are the letters that could not be
    made; `taken_over` counts the files that were made before and are the same. Where `address` says in which store it was published,
    `folder` has its ledger and records alone.
    """

    known_as: str
    warnings: tuple[Problem, ...] = field(default=())
    failed: tuple[Failed, ...] = field(default=())
    taken_over: int = 0
    address: str | None = None
