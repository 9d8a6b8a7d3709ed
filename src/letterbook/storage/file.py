"""One file, written so that whoever reads it finds the old one or the new one whole."""

from __future__ import annotations

import shutil
from pathlib import Path


def put_file(path: Path, content: bytes) -> None:
    """Puts the content in the file's place in one move; who may read it stays as it was.

    A link is followed. Raises OSError; the file is then as it was, and nothing lies beside it.
    """
    target = path.resolve()
    new = target.with_name(f".{target.name}.new")
    try:
        new.write_bytes(content)
        if target.exists():
            shutil.copymode(target, new)
        new.replace(target)
    except OSError:
        new.unlink(missing_ok=True)
        raise
