"""A published mailing on paper: piles to print, and the signed sheets that come back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING

from letterbook.api.guarding import guard_of
from letterbook.model.order import with_zone
from letterbook.model.print_order import PrintOrder
from letterbook.model.progress import CancelToken, Progress, watched

if TYPE_CHECKING:
    from letterbook.api.mailing import Mailing
    from letterbook.usecases.print_job import PrintedJob
    from letterbook.usecases.signed import SignedCopy, TakenIn


@dataclass(frozen=True)
class PrintRoom:
    """What is printed of a mailing. Print jobs lie in `out`, else in the office's out/print."""

    mailing: Mailing

    def print(
        self,
        order: PrintOrder | None = None,
        *,
        at: datetime,
        out: str | Path | None = None,
        on_progress: Progress | None = None,
        cancel: CancelToken | None = None,
    ) -> PrintedJob:
        """The mailing in piles, with separator sheets and a cover sheet that adds up; an earlier job of the same letters is replaced.

        `at` is the day that the files carry. Raises UsageError for what is no mailing, or not as it was published,
        UnwritableOutputError, VerificationError, CancelledError.
        """
        from letterbook.usecases.print_job import print_mailing

        office = self.mailing.office
        with guard_of(office) as guard, watched(on_progress, cancel) as monitor:
            return print_mailing(
                office.folder,
                self.mailing.folder,
                order or PrintOrder(),
                self._folder(out),
                with_zone(at),
                guard,
                monitor,
            )

    def print_again(
        self,
        codes: Sequence[str],
        order: PrintOrder | None = None,
        *,
        clerk: str,
        at: datetime,
        out: str | Path | None = None,
        on_progress: Progress | None = None,
        cancel: CancelToken | None = None,
    ) -> PrintedJob:
        """The letters of which sheets bear these codes, whole, in a job of their own; the register notes it.

        Raises UsageError for a code that is none of this mailing's, and as `print`.
        """
        from letterbook.usecases.print_job import print_letters_of_codes

        office = self.mailing.office
        with guard_of(office) as guard, watched(on_progress, cancel) as monitor:
            return print_letters_of_codes(
                office.folder,
                self.mailing.folder,
                codes,
                replace(order or PrintOrder(), numbers=None),
                self._folder(out),
                clerk,
                with_zone(at),
                guard,
                monitor,
            )

    def take_signed(
        self,
        scans: Sequence[str | Path],
        *,
        clerk: str,
        at: datetime,
        out: str | Path | None = None,
        on_progress: Progress | None = None,
        cancel: CancelToken | None = None,
    ) -> TakenIn:
        """Scans (PDF) of signed sheets that were printed with codes: which letters are signed, which are missing, and what is wrong.

        What is signed and without a fault lies then in `out`, else in the office's out/signed, as a copy that is read aloud, and
        the register notes it. Raises UsageError, InputError for a scan that is too much, RegisterError.
        """
        from letterbook.usecases.signed import SIGNED, take_signed

        office = self.mailing.office
        folder = Path(out) if out else office.out / SIGNED
        paths = [Path(scan) for scan in scans]
        with guard_of(office) as guard, watched(on_progress, cancel) as monitor:
            return take_signed(
                office.folder, self.mailing.folder, paths, folder, clerk, with_zone(at), guard, monitor
            )

    def jobs(self, out: str | Path | None = None) -> list[PrintedJob]:
        """The jobs that were printed: that of the whole mailing, then those of letters that were printed again."""
        from letterbook.usecases.print_job import jobs_of

        return jobs_of(self.mailing.folder, self._folder(out))

    def open_printed(self, job: PrintedJob, path: str) -> BufferedReader:
        """A file of a job, by its path there. Raises OSError for what is not there, lies elsewhere or is no ordinary file."""
        from letterbook.archive.opening import open_inside

        return open_inside(job.folder, path)

    @property
    def signed_copies(self) -> list[SignedCopy]:
        """The signed copies that were filed in the office's out/signed."""
        from letterbook.usecases.signed import filed_copies

        return filed_copies(self._signed)

    def open_signed(self, name: str) -> BufferedReader:
        """One of them, by its name. Raises OSError as `open_printed`."""
        from letterbook.archive.opening import open_inside

        return open_inside(self._signed, name)

    @property
    def _signed(self) -> Path:
        from letterbook.usecases.signed import SIGNED

        return self.mailing.office.out / SIGNED / self.mailing.name

    def _folder(self, out: str | Path | None) -> Path:
        from letterbook.usecases.print_job import PRINT

        return Path(out) if out else self.mailing.office.out / PRINT
