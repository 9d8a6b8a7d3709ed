"""What was posted is kept, also of a mailing in a store."""

from __future__ import annotations

import errno
import os
from datetime import date
from pathlib import Path

import pytest

from letterbook.pipeline.posted_files import keep_posted
from letterbook.register import Entry, EventKind, MadeFile
from letterbook.storage.output_folder import UnwritableOutputError


def entry(number: int, state: EventKind) -> Entry:
    made = MadeFile("pdf", f"letters/000{number}-a.pdf", "0" * 64)
    day = date(2021, 1, 19)
    return Entry("s", number, 2021, f"{number}/2021", "m", "a", "The A", "CH", "A text", day, state, (made,))


def test_a_full_disk_leaves_no_half_of_a_posted_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    letters = tmp_path / "out" / "m" / "letters"
    letters.mkdir(parents=True)
    (letters / "0001-a.pdf").write_bytes(b"the whole letter")

    def full(path: Path, content: bytes) -> int:
        path.touch()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(UnwritableOutputError, match="No space left"):
            keep_posted(letters.parent, [], lambda: [entry(1, "dispatched")])
    assert list((tmp_path / "out/posted/m").iterdir()) == []


@pytest.mark.parametrize("folder", ["out", "out/.store-0123"])
def test_the_files_of_posted_letters_and_of_no_others(tmp_path: Path, folder: str) -> None:
    letters = tmp_path / folder / "m" / "letters"
    letters.mkdir(parents=True)
    states: list[EventKind] = ["superseded", "void", "returned", "dispatched", "made"]
    entries = [entry(number, state) for number, state in enumerate(states, 1)]
    for file in (made for each in entries for made in each.files):
        (letters.parent / file.name).write_bytes(file.name.encode())
    for _ in range(2):  # once more is the same
        [notice] = keep_posted(letters.parent, ["0004-a.pdf"], lambda: entries)
        assert str(notice.place) == "out/posted/m"
        assert notice.what.endswith("are kept here: 1/2021, 3/2021.")
    kept = sorted((tmp_path / "out/posted/m").iterdir())
    assert [(file.name, file.read_bytes()) for file in kept] == [
        ("0001-a.pdf", b"letters/0001-a.pdf"),
        ("0003-a.pdf", b"letters/0003-a.pdf"),
    ]
    assert keep_posted(letters.parent, [file.name for file in letters.iterdir()], lambda: entries) == []
