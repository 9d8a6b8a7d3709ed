"""The office as the page asks it: one question after another, since PDFium and the office's process take one at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

from letterbook.api import Office
from letterbook.web.jobs import Jobs

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


class Desk:
    """The office, the one thread that asks it, and what takes longer than a question."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.jobs = Jobs()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="office")

    async def ask(
        self, question: Callable[Asked, Answer], *args: Asked.args, **named: Asked.kwargs
    ) -> Answer:
        """What the question gives, when those before it have been answered; raises what it raises."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, partial(question, *args, **named))

    def close(self) -> None:
        """Lets nobody ask any more, and asks what runs to end."""
        self.jobs.stop_all()
        self._thread.shutdown(wait=True, cancel_futures=True)
