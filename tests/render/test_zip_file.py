"""The zip of a Word file is the one that Python's `zipfile` would write."""

from __future__ import annotations

import io
import zipfile

from letterbook.render.docx.package import entry, forget_rights
from letterbook.render.docx.zip_file import zipped

PARTS = [
    ("[Content_Types].xml", b"<Types/>" * 500),
    ("word/document.xml", "Çingiz Əliyev".encode() * 300),
    ("word/media/ə.PNG", bytes(range(256)) * 4),
    ("word/empty.xml", b""),
]


def _by_zipfile(parts: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part, data in parts:
            info = entry(part)
            archive.writestr(info, data)
            forget_rights(info)
    return out.getvalue()


def test_the_bytes_are_those_of_zipfile() -> None:
    assert zipped(PARTS) == _by_zipfile(PARTS)
    assert zipped(reversed(PARTS)) == _by_zipfile(PARTS[::-1])


def test_a_part_with_other_bytes_is_packed_anew() -> None:
    changed = [*PARTS[:1], ("word/document.xml", b"somebody else"), *PARTS[2:]]
    with zipfile.ZipFile(io.BytesIO(zipped(changed))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == dict(changed)
