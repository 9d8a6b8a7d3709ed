"""One process with limits, for whatever reads or sets what came from outside; a file that is too much for it is named."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import pickle
import signal
import time
import traceback
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Any, NoReturn, Self, TypeVar, cast

from letterbook.errors import InputError, LetterbookError
from letterbook.executors.garbage import collect_garbage_less
from letterbook.executors.limits import OVER_TIME, limit_memory, limit_time
from letterbook.executors.parent import end_with_parent
from letterbook.executors.starting import begin, clean_start, is_alone
from letterbook.executors.temporary import PrivateFolder, use_for_temporary_files
from letterbook.model import Limits
from letterbook.model.progress import UNWATCHED, Monitor, Phase, Progress
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.steps import Step, watch_steps

Result = TypeVar("Result")

PATIENCE = 10
"""How many times its processor time a step may take by the clock: it may wait for a slow disk, and not for ever."""
_LOOK = 0.2  # seconds between two looks at the cancel token


class Guard:
    """A process that begins with the first work for it and is kept for the next; use it as a context manager."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._process: BaseProcess | None = None
        self._pipe: Connection[Any, Any] | None = None
        self._folder: PrivateFolder | None = None

    def run(self, work: Callable[..., Result], /, *args: object, monitor: Monitor = UNWATCHED) -> Result:
        """What `work`, a top-level function, gives for these arguments, a monitor being the last of them.

        Raises InputError, which names the file, where a step takes more than the limits; CancelledError; and whatever
        the work raises.
        """
        pipe = self._running()
        pipe.send_bytes(pickle.dumps((work, args)))
        try:
            return cast("Result", self._answer(pipe, monitor))
        except _OverLimitError as over:
            raise InputError([_too_much(over, self.limits)]) from over

    def end(self) -> None:
        """Ends the process, whatever it is at, and removes what it has left; the next work begins a new one."""
        process, self._process = self._process, None
        if self._pipe is not None:
            self._pipe.close()
        if process is not None:
            process.kill()
            process.join()
            process.close()
        if self._folder is not None:
            self._folder.remove()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def _running(self) -> Connection[Any, Any]:
        if self._process is None or self._pipe is None:
            self._folder = PrivateFolder()
            # Forking costs a few milliseconds, and copies this process as it stands, so it has to be alone in it.
            is_forked = is_alone()
            context = multiprocessing.get_context("fork") if is_forked else clean_start()
            self._pipe, theirs = context.Pipe()
            # A process that is forked has the other end too, and has to close it.
            other_end = self._pipe if is_forked else None
            folder = str(self._folder.path)
            self._process = begin(context, _serve, theirs, other_end, self.limits, folder, is_daemon=True)
            theirs.close()
        return self._pipe

    def _answer(self, pipe: Connection[Any, Any], monitor: Monitor) -> object:
        """The result of what is under way; what is told of on the way goes to the monitor."""
        step, since = Step(Place(".")), time.monotonic()
        while True:
            kind, content = self._message(pipe, step, since, monitor)
            since = time.monotonic()
            if kind == "step":
                step = content
            elif kind == "progress":
                monitor.at(*content)
            elif kind == "result":
                return content
            elif kind in ("memory", "depth"):
                self.end()
                raise _OverLimitError(kind, step)
            else:
                raise content

    def _message(
        self, pipe: Connection[Any, Any], step: Step, since: float, monitor: Monitor
    ) -> tuple[str, Any]:
        assert self._process is not None
        while not pipe.poll(_LOOK):
            if monitor.cancel is not None and monitor.cancel.is_cancelled:
                monitor.stop_if_asked()
            if not self._process.is_alive() and not pipe.poll():
                self._died(step)
            if time.monotonic() - since > PATIENCE * self.limits.seconds(step):
                self.end()
                raise _OverLimitError("time", step)
        try:
            return cast("tuple[str, Any]", pickle.loads(pipe.recv_bytes()))  # noqa: S301  # our own process
        except (EOFError, OSError):
            self._died(step)

    def _died(self, step: Step) -> NoReturn:
        process = self._process
        assert process is not None
        process.join()
        code = process.exitcode
        self.end()
        is_late = OVER_TIME is not None and code == -OVER_TIME
        raise _OverLimitError("time" if is_late else "memory", step)


class _OverLimitError(Exception):
    def __init__(self, what: str, step: Step) -> None:
        super().__init__(what, step)
        self.what, self.step = what, step


_HINT = (
    "Make it shorter or simpler. If it came from somebody else, ask who sent it: it may be meant to do harm."
)


def _too_much(over: _OverLimitError, limits: Limits) -> Problem:
    place = over.step.place
    if over.what == "time":
        seconds = limits.seconds(over.step)
        what = say(
            "This takes more than {seconds} seconds of the computer's time, and was given up.",
            seconds=seconds,
        )
        return Problem("too-slow", place, what, _HINT)
    if over.what == "depth":
        return Problem("too-deep", place, "Something here is nested too deeply to be read.", _HINT)
    what = say(
        "This takes more than {megabytes:,} MB of memory, or breaks what reads it, and was given up.",
        megabytes=limits.memory_mb,
    )
    return Problem("too-large", place, what, _HINT)


def _serve(
    pipe: Connection[Any, Any], other_end: Connection[Any, Any] | None, limits: Limits, folder: str
) -> None:
    """What the process does until it is ended: work that comes in by the pipe, one after the other."""
    if other_end is not None:
        other_end.close()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    faulthandler.disable()
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 2)  # a library that gives up says so in words that are not for a clerk
    collect_garbage_less()
    use_for_temporary_files(folder)  # so that nothing is left of a process that is killed
    end_with_parent(folder)
    limit_memory(limits)
    tell = partial(_tell, pipe)
    watch_steps(partial(_begin, tell, limits))
    while True:
        try:
            work, args = pickle.loads(pipe.recv_bytes())  # noqa: S301  # our own process
        except EOFError:
            return
        limit_time(limits.file_seconds)
        _work_on(work, args, tell)


Tell = Callable[[str, object], None]


def _work_on(work: Callable[..., object], args: tuple[object, ...], tell: Tell) -> None:
    try:
        result = work(*args, Monitor(_news(tell)))
    except RecursionError:
        tell("depth", None)
    except (
        MemoryError,
        SystemError,
    ):  # Python loses the first where a call finds no room, and says the second
        tell("memory", None)
    except LetterbookError as error:
        tell("error", error)
    except Exception as error:  # noqa: BLE001  # it belongs to whoever asked for the work
        error.add_note("In the guarded process:\n" + traceback.format_exc())
        tell("error", error)
    else:
        tell("result", result)


NEWS_S = 0.05
"""So often (s) it is told how far a phase has come: a message for each of thousands of letters would take as long as to write it."""


def _news(tell: Tell) -> Progress:
    """Tells of each phase its beginning and its end, and in between as often as somebody could see it move."""
    told: tuple[Phase | None, float] = None, 0.0

    def hear(phase: Phase, done: int, total: int) -> None:
        nonlocal told
        now = time.monotonic()
        if phase != told[0] or done >= total or now - told[1] >= NEWS_S:
            told = phase, now
            tell("progress", (phase, done, total))

    return hear


def _begin(tell: Tell, limits: Limits, step: Step) -> None:
    limit_time(limits.seconds(step))
    tell("step", step)


def _tell(pipe: Connection[Any, Any], kind: str, content: object) -> None:
    try:
        message = pickle.dumps((kind, content))
    except (pickle.PicklingError, TypeError, AttributeError):
        message = pickle.dumps((kind, LetterbookError(str(content))))
    pipe.send_bytes(message)
