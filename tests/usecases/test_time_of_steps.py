"""What takes the longer the more letters there are gets the more time: a step for each letter, or one that counts them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from print_jobs import issued, printed

from letterbook.model import Order
from letterbook.model.post import PostOrder
from letterbook.model.print_order import PrintOrder
from letterbook.model.progress import UNWATCHED
from letterbook.steps import Step, watch_steps
from letterbook.usecases.check import check
from letterbook.usecases.verify import _verified
from letterbook.verification import reconciliation


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The office and its mailing of three letters."""
    return issued(tmp_path_factory.mktemp("steps"))


@pytest.fixture
def steps() -> Iterator[list[Step]]:
    """Every step that begins during a test."""
    begun: list[Step] = []
    watch_steps(begun.append)
    yield begun
    watch_steps(lambda _step: None)


def of_letters(steps: list[Step], ending: str = "") -> int:
    return sum(step.is_letter and step.place.file.endswith(ending) for step in steps)


def test_each_picture_is_a_step(workspace: Path, tmp_path: Path, steps: list[Step]) -> None:
    order = Order("january-20", formats=("pdf",))
    check(workspace, order, tmp_path / "out")
    before = of_letters(steps)
    steps.clear()
    pictures = check(workspace, order, tmp_path / "out", tmp_path / "pictures").pictures
    assert of_letters(steps) - before == len(pictures) == 3


def test_each_letter_of_a_pile_is_a_step_and_a_file_counts_its_letters(
    made: tuple[Path, Path], tmp_path: Path, steps: list[Step]
) -> None:
    order = PrintOrder(with_codes=True, in_one_file=True, post=PostOrder(labels="L7160", lists=True))
    printed(*made, tmp_path / "job", order)
    assert of_letters(steps, "all-piles.pdf") == of_letters(steps, "01.pdf") >= 3
    counts = {step.place.file.split(":")[0].split(" ·")[0]: step.letters for step in steps if step.letters}
    assert counts["piles/01.pdf"] == counts["all-piles.pdf"] == 3
    assert counts["Labels L7160"] >= 3
    assert counts["Dispatch list"] >= 3


def test_what_a_verification_does_with_all_letters_counts_them(
    made: tuple[Path, Path], steps: list[Step], monkeypatch: pytest.MonkeyPatch
) -> None:
    office, mailing = made
    monkeypatch.setattr(reconciliation, "_LARGE_BYTES", 0)
    assert _verified(office, mailing, UNWATCHED).findings == []
    after = {step.place.file: step.letters for step in steps if not step.is_letter}
    assert after["."] >= 3
    # The register is read, and the record: with the time of its letters, not with that of the office's last picture.
    record = [place for place, step in enumerate(steps) if step.place.file == "verification.json"]
    assert all(steps[place].letters >= 2 for place in record[:3])
    assert record[1] == max(place for place, step in enumerate(steps) if "office" in step.place.file) + 1
    # What comes behind a large file has the time of all files again.
    large = [
        place for place, step in enumerate(steps) if step.place.file == "bundle.pdf" and not step.letters
    ]
    assert large
    assert all(
        (steps[at + 1].place.file, steps[at + 1].letters >= 3) == ("manifest.json", True) for at in large
    )
