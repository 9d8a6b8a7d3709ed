"""A bundle of 20,000 letters has two million objects, at which pypdf stops by itself."""

from __future__ import annotations

import io
import re
import struct
import zlib
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pikepdf
import pypdf
import pytest
from conftest import Run

from letterbook.verification import pdf_reader
from letterbook.verification.page_fingerprint import UnreadablePdfError, page_fingerprints


@pytest.fixture
def bundle(run: Run, workspace: Path) -> Path:
    assert run("issue", "january-20", "--format", "pdf", "--cover-only", "--jobs", "1").code == 0
    return workspace / "out" / "january-20-2021-01-19" / "bundle.pdf"


def test_a_file_may_have_as_many_objects_as_one_of_its_size_has(
    bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_reader, "_LEAST", 10)
    assert page_fingerprints(bundle)
    monkeypatch.setattr(pdf_reader, "_BYTES_AN_OBJECT", 1_000_000)
    with pytest.raises(UnreadablePdfError, match="Maximum XRef stream entry limit"):
        page_fingerprints(bundle)


def test_a_small_file_may_have_what_pypdf_allows() -> None:
    assert pdf_reader.most_objects(io.BytesIO(b"x" * 100)) == 2_000_000
    assert pdf_reader.most_objects(io.BytesIO(b"x" * 30_000_000)) == 3_750_000


def test_what_is_read_without_the_parser_is_what_the_parser_reads(bundle: Path) -> None:
    """Each object of a bundle, and how many are read so."""
    plain: Any = pypdf.PdfReader(bundle, strict=True)
    with bundle.open("rb") as opened:
        reader = pdf_reader.LargeFileReader(opened)
        pages = streams = 0
        for number in range(1, int(plain.trailer["/Size"])):
            own, theirs = _found(reader, number), _found(plain, number)
            assert type(own) is type(theirs), number
            assert _READER.sub("", repr(own)) == _READER.sub("", repr(theirs)), number
            if isinstance(own, pypdf.generic.StreamObject):
                assert own._data == theirs._data, number
                streams += _is_read_so(reader, number)
            pages += isinstance(own, dict) and own.get("/Type") == "/Page"
    assert pages == len(plain.pages)
    assert streams


_READER = re.compile(r"(?<=, 0, )\d+(?=\))")
"""Which reader an object is of, in its name."""


def _found(reader: Any, number: int) -> Any:
    return reader.get_object(number)


def _is_read_so(reader: Any, number: int) -> bool:
    place = reader.xref[0].get(number)
    return place is not None and pdf_reader._plain_stream(reader.stream, place, number) is not None


@pytest.mark.parametrize("change", [b"/Length 9", b"/Length 5", b"/Filter/ASCIIHexDecode", b"2 0 obj"])
def test_a_stream_that_is_not_as_it_says_is_left_to_the_parser(change: bytes) -> None:
    whole = b"1 0 obj\n<</Filter/FlateDecode/Length 7>>\nstream\nabcdefg\nendstream\nendobj\n"
    assert pdf_reader._plain_stream(io.BytesIO(whole), 0, 1)._data == b"abcdefg"
    old = {b"/L": b"/Length 7", b"/F": b"/Filter/FlateDecode", b"2 ": b"1 0 obj"}[change[:2]]
    assert pdf_reader._plain_stream(io.BytesIO(whole.replace(old, change)), 0, 1) is None


def test_rows_are_read_in_one_go_as_they_are_one_by_one(bundle: Path) -> None:
    def read() -> tuple[Any, Any]:
        with bundle.open("rb") as opened:
            reader = pdf_reader.LargeFileReader(opened)
            return reader.xref, dict(reader.xref_objStm)

    with patch.object(pypdf.PdfReader, "_read_xref_subsections") as by_pypdf:
        read()
    assert by_pypdf.call_count == 1  # the part that QPDF wrote, of two
    quick = read()
    with patch.object(pdf_reader, "_rows", lambda *_: None):
        assert read() == quick


class _Section(dict[str, Any]):
    _data: bytes


def test_rows_of_as_many_objects_as_a_file_may_have() -> None:
    """pypdf stops at 75 MB of them; ten million objects have 80."""
    rows = b"".join(struct.pack(">BIH", 1, place, 0) for place in range(0, 1000, 10))
    section = _Section({"/W": [1, 4, 2], "/Filter": "/FlateDecode"})
    section._data = zlib.compress(rows)
    assert pdf_reader._rows(section, 100) == rows
    assert pdf_reader._rows(section, 80) is None
    section._data = rows
    assert pdf_reader._rows(section, 100) is None


def test_a_bundle_of_more_objects_than_an_archive_allows_claims_nothing(
    run: Run, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ISO 19005-2, 6.1.13."""
    monkeypatch.setattr("letterbook.pdf.bundle.MOST_OBJECTS", 50)
    assert run("issue", "january-20", "--format", "pdf", "--cover-only", "--jobs", "1").code == 0
    mailing = workspace / "out" / "january-20-2021-01-19"
    assert b"pdfaid:part" not in _metadata(mailing / "bundle.pdf")
    assert all(b"pdfaid:part" in _metadata(letter) for letter in (mailing / "letters").glob("*.pdf"))
    assert run("verify", mailing).code == 0


def test_the_usual_bundle_claims_to_be_one_for_archives(bundle: Path) -> None:
    assert b"pdfaid:part" in _metadata(bundle)


def _metadata(file: Path) -> bytes:
    with pikepdf.open(file) as opened:
        return opened.Root.Metadata.read_bytes()
