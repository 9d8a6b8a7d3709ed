"""Issues a mailing: numbers, letters, bundle, ledger and manifest, published in one move or not at all."""

from __future__ import annotations

from pathlib import Path

from letterbook.model import Order
from letterbook.model.progress import UNWATCHED, Monitor, Phase
from letterbook.pipeline.issue_run import IssueResult, Run
from letterbook.pipeline.unchanged import grounds, unchanged

__all__ = ["IssueResult", "Run", "issue"]


def issue(workspace: Path, order: Order, run: Run, monitor: Monitor = UNWATCHED) -> IssueResult:
    """Carries the order out; a run that was stopped is taken up where it was.

    Raises InputError (nothing numbered, nothing written), UnwritableOutputError, MailingLockedError,
    OutputConflictError, a RegisterError, RegisterLostError, NotReleasedError, UsageError, CancelledError, or VerificationError,
    ConcurrentChangeError and AlreadyDispatchedError: something is not as it should be, and nothing was published.
    """
    based_on = None if run.store else grounds(workspace, order, run.out, run.is_direct, run.limits)
    if stands := unchanged(workspace, order, run.out, based_on, monitor):
        monitor.on_progress(Phase.PUBLISHING, 1, 1)
        return IssueResult(stands.mailing, stands.folder, (), (), stands.files)
    # What it needs takes longer to load than to see that nothing is to be done.
    from letterbook.pipeline.issue_anew import issue_anew

    return issue_anew(workspace, order, run, monitor, based_on)
