"""A published mailing as one file to carry away."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

_AT_ONCE = 1 << 20


class _Sink(io.RawIOBase):
    """Holds what was written until it is taken."""

    def __init__(self) -> None:
        super().__init__()
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        written = memoryview(data)  # type: ignore[arg-type]
        self._written += written
        return len(written)

    def take(self) -> bytes:
        taken = bytes(self._written)
        self._written.clear()
        return taken


def as_zip(folder: Path) -> Iterator[bytes]:
    """Every file of the mailing in a ZIP, in a folder of its name, piece by piece. PDF and DOCX are packed already, and stored
    as they are; links are left out.
    """
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED, allowZip64=True) as packed:
        for path in sorted(folder.rglob("*")):
            if path.is_symlink() or not path.is_file():
                continue
            name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            with path.open("rb") as file, packed.open(name, "w", force_zip64=True) as member:
                while piece := file.read(_AT_ONCE):
                    member.write(piece)
                    yield sink.take()
    yield sink.take()
