"""A bundle of 20,000 letters has two million objects, at which pypdf stops by itself."""

from __future__ import annotations

import io
from pathlib import Path

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
