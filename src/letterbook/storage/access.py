"""Who may read what the program writes: names and addresses are nobody's business but the office's."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from letterbook.model.office import Access

_MASKS: Mapping[Access, int] = {"private": 0o077, "group": 0o007}


@contextmanager
def file_access(access: Access) -> Iterator[None]:
    """Within it new files and folders are for their owner alone (0600, 0700), also for the owner's group (0660, 0770), or
    as the system has it. It holds for the whole process, and for those that begin meanwhile.
    """
    if access == "system":
        yield
        return
    before = os.umask(_MASKS[access])
    try:
        yield
    finally:
        os.umask(before)
