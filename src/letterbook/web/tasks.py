"""What the processes of jobs do: each opens the office anew and asks the API."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from letterbook.api import Issued, open_office, processes
from letterbook.model import Limits, Order
from letterbook.model.post import PostOrder
from letterbook.model.print_order import PrintOrder
from letterbook.model.progress import CancelToken, Progress
from letterbook.problems import Problem

if TYPE_CHECKING:
    from letterbook.pipeline.release import HandOver
    from letterbook.usecases.plan import Plan
    from letterbook.usecases.post_papers import PostJob
    from letterbook.usecases.print_job import PrintedJob
    from letterbook.usecases.signed import TakenIn
    from letterbook.usecases.verify import Verification


def check(
    folder: Path, limits: Limits | None, order: Order, *, on_progress: Progress, cancel: CancelToken
) -> Sequence[Problem]:
    """All that is wrong with a mailing."""
    return open_office(folder, limits).examine(order, on_progress=on_progress, cancel=cancel).problems


def plan(
    folder: Path,
    limits: Limits | None,
    order: Order,
    replace: bool,
    *,
    on_progress: Progress,
    cancel: CancelToken,
) -> Plan:
    """What an issue would do."""
    return open_office(folder, limits).plan(order, replace=replace, on_progress=on_progress, cancel=cancel)


def hand_over(
    folder: Path,
    limits: Limits | None,
    order: Order,
    clerk: str,
    *,
    on_progress: Progress,
    cancel: CancelToken,
) -> HandOver:
    """Notes what the letters are, for a second person to release them."""
    now = datetime.now().astimezone()
    office = open_office(folder, limits)
    return office.hand_over(order, clerk=clerk, at=now, on_progress=on_progress, cancel=cancel)


def issue(
    folder: Path,
    limits: Limits | None,
    order: Order,
    replace: bool,
    clerk: str,
    seen: str | None,
    *,
    on_progress: Progress,
    cancel: CancelToken,
) -> Issued:
    """Issues the mailing, in as many processes as the machine has processors; `seen` is the code of what the clerk has seen."""
    now = datetime.now().astimezone()
    with processes(None, limits) as executor:
        return open_office(folder, limits).issue(
            order,
            clerk=clerk,
            at=now,
            replace=replace,
            seen=seen,
            executor=executor,
            on_progress=on_progress,
            cancel=cancel,
        )


def verify(
    folder: Path, limits: Limits | None, mailing: str, *, on_progress: Progress, cancel: CancelToken
) -> Verification:
    """Compares a published mailing with what it was."""
    found = open_office(folder, limits).mailing(mailing)
    return found.verification(on_progress=on_progress, cancel=cancel)


def post(
    folder: Path,
    limits: Limits | None,
    mailing: str,
    order: PostOrder,
    *,
    on_progress: Progress,
    cancel: CancelToken,
) -> PostJob:
    """Makes what goes to the post with a published mailing."""
    now = datetime.now().astimezone()
    found = open_office(folder, limits).mailing(mailing)
    return found.make_post(order, at=now, on_progress=on_progress, cancel=cancel)


def print_piles(
    folder: Path,
    limits: Limits | None,
    mailing: str,
    order: PrintOrder,
    *,
    on_progress: Progress,
    cancel: CancelToken,
) -> PrintedJob:
    """Prints a published mailing in piles."""
    now = datetime.now().astimezone()
    room = open_office(folder, limits).mailing(mailing).print_room
    return room.print(order, at=now, on_progress=on_progress, cancel=cancel)


def print_again(
    folder: Path,
    limits: Limits | None,
    mailing: str,
    codes: Sequence[str],
    order: PrintOrder,
    clerk: str,
    *,
    on_progress: Progress,
    cancel: CancelToken,
) -> PrintedJob:
    """Prints the letters of which these are sheets' codes once more."""
    now = datetime.now().astimezone()
    room = open_office(folder, limits).mailing(mailing).print_room
    return room.print_again(codes, order, clerk=clerk, at=now, on_progress=on_progress, cancel=cancel)


def take_signed(
    folder: Path,
    limits: Limits | None,
    mailing: str,
    where: Path,
    names: Sequence[str],
    clerk: str,
    *,
    on_progress: Progress,
    cancel: CancelToken,
) -> TakenIn:
    """Reads the scans in the folder `where`, files what is signed, and removes the folder."""
    now = datetime.now().astimezone()
    try:
        room = open_office(folder, limits).mailing(mailing).print_room
        scans = [where / name for name in names]
        return room.take_signed(scans, clerk=clerk, at=now, on_progress=on_progress, cancel=cancel)
    finally:
        shutil.rmtree(where, ignore_errors=True)


SENT = "sent.zip"
"""What a ZIP is called that somebody has sent."""


def verify_sent(
    folder: Path, limits: Limits | None, where: Path, *, on_progress: Progress, cancel: CancelToken
) -> Verification:
    """Unpacks the ZIP in the folder `where` and compares what it holds with itself and the register; removes both."""
    office = open_office(folder, limits)
    try:
        mailing = office.unpack(where / SENT, where / "mailing")
        return mailing.verification(on_progress=on_progress, cancel=cancel)
    finally:
        shutil.rmtree(where, ignore_errors=True)
