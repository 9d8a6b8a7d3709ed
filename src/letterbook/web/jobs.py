"""What takes long, each in a process of its own: the page tells how far it has come, and may ask it to stop.

A tab that is closed changes nothing; a reload goes on from where the job is. If the server itself is gone, the job hears it at
its end of the pipe and stops at its next letter, as after an interrupt: nothing half-made is published, the same order goes on.
"""

from __future__ import annotations

import multiprocessing
import secrets
import signal
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Literal

from letterbook.api import begin_process
from letterbook.errors import LetterbookError
from letterbook.model.progress import CancelledError, CancelToken, Phase

Kind = Literal["check", "plan", "hand-over", "issue", "verify", "post", "print", "print-again", "signed"]
MOST_KEPT = 50
"""Jobs that are remembered after their end."""
_PAUSE_S = 0.1
"""Between two news of the same phase."""


Work = Callable[..., object]
"""A top-level function that does the job; told of by `on_progress`, stopped by `cancel`."""


@dataclass(frozen=True)
class News:
    """How far a job had come: `id` counts from 1; `left_s` is what the phase may still take, None where nobody can say."""

    id: int
    phase: Phase
    done: int
    total: int
    left_s: float | None


@dataclass
class Job:
    """One thing that runs or ran. `about` is what it is about, such as a mailing's id; `asked` what was asked for, and
    `clerk` who did.
    """

    id: str
    kind: Kind
    about: str
    asked: dict[str, str]
    clerk: str
    news: list[News] = field(default_factory=list)
    result: Any = None
    error: LetterbookError | None = None
    state: Literal["running", "done", "failed", "stopped", "broken"] = "running"
    _pipe: Connection[Any, Any] | None = None
    _phase_began: float = 0.0

    @property
    def is_running(self) -> bool:
        return self.state == "running"

    def stop(self) -> None:
        """Asks the job to end at its next letter; it may be too late."""
        if self._pipe is not None and self.is_running:
            try:
                self._pipe.send("stop")
            except OSError:  # it has just ended
                return

    def hear(self, phase: Phase, done: int, total: int) -> None:
        """Notes how far the job has come."""
        now = time.monotonic()
        if not self.news or self.news[-1].phase != phase:
            self._phase_began = now
        spent = now - self._phase_began
        left = spent / done * (total - done) if done and spent > 1 else None
        self.news.append(News(len(self.news) + 1, phase, done, total, left))


class Jobs:
    """The jobs of a page. Of one kind about one thing only one runs at a time: who asks again is told of that."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._lock = threading.Lock()

    def get(self, job_id: str) -> Job | None:
        """The job with this id; None where there is none any more."""
        return self._jobs.get(job_id)

    def running(self, kind: Kind) -> list[Job]:
        """The jobs of this kind that run."""
        return [job for job in list(self._jobs.values()) if job.kind == kind and job.is_running]

    def start(self, kind: Kind, about: str, work: Work, *args: object, clerk: str, **asked: str) -> Job:
        """Begins the work in a process of its own, or gives the job that is at the same already."""
        with self._lock:
            known = next((job for job in self.running(kind) if job.about == about), None)
            if known is not None:
                return known
            for old in [job for job in self._jobs.values() if not job.is_running][: -MOST_KEPT or None]:
                del self._jobs[old.id]
            job = Job(secrets.token_hex(8), kind, about, asked, clerk)
            self._jobs[job.id] = job
        job._pipe, theirs = multiprocessing.Pipe()  # noqa: SLF001  # nobody else has the job yet
        process = begin_process(_serve, theirs, work, args)
        theirs.close()
        threading.Thread(target=_listen, args=(job, process), daemon=True).start()
        return job

    def stop_all(self) -> None:
        """Asks every job to end."""
        for job in list(self._jobs.values()):
            job.stop()


def _listen(job: Job, process: BaseProcess) -> None:
    """Notes what comes from the job's process until that has ended."""
    pipe = job._pipe  # noqa: SLF001  # this thread belongs to the job
    assert pipe is not None
    state: Literal["done", "failed", "stopped", "broken"] = "broken"
    try:
        while True:
            kind, content = pipe.recv()
            if kind == "progress":
                job.hear(*content)
            elif kind == "result":
                job.result, state = content, "done"
            else:
                job.error = content
                state = "stopped" if isinstance(content, CancelledError) else "failed"
    except (EOFError, OSError):  # it has ended, or was ended
        pass
    process.join()
    job.state = state


def _serve(pipe: Connection[Any, Any], work: Work, args: tuple[object, ...]) -> None:
    """The job's process: does the work, tells of it, and listens for an end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal tells every process; the server decides
    cancel = CancelToken()
    threading.Thread(target=_wait_for_end, args=(pipe, cancel), daemon=True).start()
    try:
        _tell(pipe, "result", work(*args, on_progress=_Teller(pipe), cancel=cancel))
    except LetterbookError as error:
        _tell(pipe, "error", error)
    except Exception:  # noqa: BLE001  # the page says that the program made a mistake; what Python says is for the terminal
        traceback.print_exc()


def _wait_for_end(pipe: Connection[Any, Any], cancel: CancelToken) -> None:
    with suppress(EOFError, OSError):
        pipe.recv()
    cancel.cancel()


def _tell(pipe: Connection[Any, Any], kind: str, content: object) -> None:
    try:
        pipe.send((kind, content))
    except OSError:  # the server is gone
        return


class _Teller:
    """Tells of progress, not more often than anybody can read."""

    def __init__(self, pipe: Connection[Any, Any]) -> None:
        self._pipe, self._told = pipe, 0.0
        self._phase: Phase | None = None

    def __call__(self, phase: Phase, done: int, total: int) -> None:
        now = time.monotonic()
        if phase != self._phase or done == total or now - self._told > _PAUSE_S:
            self._phase, self._told = phase, now
            _tell(self._pipe, "progress", (phase, done, total))
