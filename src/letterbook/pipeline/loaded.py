"""Imported by the empty process from which others are copied (`executors.starting`): what makes letters, loaded once for all of them."""

from __future__ import annotations

from contextlib import suppress

from letterbook.errors import LetterbookError
from letterbook.pipeline.rendering import load

with suppress(LetterbookError):  # the process that needs it tells what is missing
    load()
