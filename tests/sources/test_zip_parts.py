"""A part of a zip that was unpacked before is known by its packed bytes, and by nothing less."""

from __future__ import annotations

import io
import zipfile

import pytest

from letterbook.sources.documents.zip_parts import part_reader


def _zip(part: str, data: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr(part, data)
    return out.getvalue()


def _read(file: bytes, part: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        return part_reader(file, archive)(part)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
def test_a_part_is_what_was_put_in(method: int) -> None:
    for data in (b"", b"one " * 100, b"two " * 100):
        assert _read(_zip("word/styles.xml", data, method), "word/styles.xml") == data


def test_what_was_read_before_does_not_hide_a_changed_part() -> None:
    sound = _zip("word/styles.xml", b"<styles/>" * 50)
    assert _read(sound, "word/styles.xml") == b"<styles/>" * 50
    at = sound.index(b"word/styles.xml") + len("word/styles.xml") + 4
    broken = sound[:at] + bytes([sound[at] ^ 0xFF]) + sound[at + 1 :]
    with pytest.raises(Exception, match=r"invalid|CRC|decompress"):
        _read(broken, "word/styles.xml")


def test_another_name_before_the_part_is_not_passed_over() -> None:
    sound = _zip("word/styles.xml", b"<styles/>")
    with pytest.raises(zipfile.BadZipFile):
        _read(sound.replace(b"word/styles.xml", b"word/stylez.xml", 1), "word/styles.xml")


def test_a_sum_that_is_not_that_of_the_part_is_told() -> None:
    sound = bytearray(_zip("a", b"text"))
    for place in (14, sound.index(b"PK\1\2") + 16):  # in both of its descriptions
        sound[place] ^= 1
    with pytest.raises(zipfile.BadZipFile, match="CRC"):
        _read(bytes(sound), "a")
