"""Work done at once, in this process."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any


class SerialExecutor(Executor):
    """Runs what is submitted before `submit` returns; an interrupt is not caught."""

    max_workers = 1

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The finished future."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  # whatever it is, it belongs to whoever asks for the result
            future.set_exception(error)
        return future


def serial() -> SerialExecutor:
    """An executor of this process alone."""
    return SerialExecutor()
