"""What letters share is written once while it comes again and again; what comes once does not fill the memory."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from letterbook.pipeline import build_cache
from letterbook.pipeline.build_cache import BuildCache, CachedFile
from letterbook.pipeline.staging import CACHE_FILE
from letterbook.verification import VerifiedDocx

SHARED = "what all of them say"


def cached(number: int) -> CachedFile:
    texts = (("word/header1.xml", SHARED), ("word/document.xml", f"To letter {number}"))
    verified = VerifiedDocx(findings=(), sections=(), texts=texts)
    return CachedFile(f"print-{number}", "0" * 64, None, None, "beside", verified)


def written(home: Path) -> list[str]:
    lines = map(json.loads, (home / CACHE_FILE).read_text(encoding="utf-8").splitlines())
    return [value for kind, _, value in lines if kind == "text"]


def test_keys_that_do_not_come_again_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_cache, "_MOST_WRITTEN", 10)
    cache = BuildCache(tmp_path)
    for number in range(50):
        cache.add(f"letter-{number}", cached(number))
    cache.add("letter-0 again", cached(0))
    texts = written(tmp_path)
    assert texts.count(SHARED) == 1
    assert texts.count("To letter 0") == 2  # forgotten in between
    assert texts.count("To letter 49") == 1
    again = BuildCache(tmp_path)
    for number in range(50):
        known = again.file(f"letter-{number}", f"print-{number}")
        assert known is not None
        assert known.verified == cached(number).verified
