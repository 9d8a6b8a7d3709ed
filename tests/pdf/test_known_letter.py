"""A letter that shares all but its own part with one before goes into the bundle as if it were read as a whole."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from conftest import make_workspace

from letterbook.model import Order
from letterbook.model.progress import UNWATCHED
from letterbook.pdf import LetterLabel, PdfBundle
from letterbook.pdf import bundle as bundles
from letterbook.pdf.known_letter import KnownLetter
from letterbook.pipeline.prepare import prepare_mailing
from letterbook.printing.code_drawing import drawn_code
from letterbook.render.pdf import letter_renderer


@pytest.fixture(scope="module")
def letters(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Path]:
    """Letters that are set into one form."""
    folder = tmp_path_factory.mktemp("known")
    workspace = make_workspace(folder / "office")
    prepared = prepare_mailing(workspace, Order("january-20", formats=("pdf",)), UNWATCHED)
    draft = next(draft for draft in prepared.drafts if draft.letter.template == "letter")
    setter = letter_renderer._page_setter(prepared.inputs.templates["letter"])
    paths = []
    for number, name in enumerate(("Ann", "Bob", "Cyd", "Dee"), start=1):
        numbered = draft.numbered(number, f"1-{number:04}/2021")
        letter = replace(numbered, salutation=f"Dear {name},", address=(name, "Rome", "ITALY"))
        paths.append(folder / f"{name}.pdf")
        paths[-1].write_bytes(setter.whole(letter, ()).data)
    return paths


def bundled(
    letters: Sequence[Path],
    target: Path,
    *,
    only: int | None = None,
    with_codes: bool = False,
    is_passing: bool = False,
) -> PdfBundle:
    bundle = PdfBundle("mailing", "office", "en", "2021-01-19", is_passing=is_passing)
    for number, letter in enumerate(letters, start=1):
        called = LetterLabel(f"1-{number}", f"{number:04d}", letter.stem)
        codes = [drawn_code(f"K7Q2M-{number:04d}-1-1-9FX")] if with_codes else []
        bundle.add(letter, called, 1, only=only, overlays=codes)
    bundle.write(target)
    return bundle


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"with_codes": True},
        {"only": 0, "with_codes": True},
        {"is_passing": True},
        {"with_codes": True, "is_passing": True},
    ],
    ids=["whole", "coded", "cover", "passing", "passing and coded"],
)
def test_the_bundle_is_the_same_to_the_byte(
    letters: Sequence[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: dict[str, Any]
) -> None:
    by_known = bundled(letters, tmp_path / "known.pdf", **how)
    assert len(by_known._forms) == 1
    monkeypatch.setattr(bundles, "known_letter", lambda *_: None)
    assert bundled(letters, tmp_path / "whole.pdf", **how)._forms == []
    assert (tmp_path / "known.pdf").read_bytes() == (tmp_path / "whole.pdf").read_bytes()


def _other_row(file: bytes) -> bytes:
    """The entry of an object that all share leads elsewhere."""
    found = re.search(rb"(/Type/XRef.*?/Length )(\d+)>>\nstream\n", file)
    assert found
    rows = bytearray(zlib.decompress(file[found.end() : found.end() + int(found[2])]))
    rows[7 + 4] ^= 1
    packed = zlib.compress(bytes(rows))
    head = found[1] + b"%d>>\nstream\n" % len(packed)
    return file[: found.start()] + head + packed + file[found.end() + int(found[2]) :]


def test_nothing_else_passes_for_known(letters: Sequence[Path], tmp_path: Path) -> None:
    known: KnownLetter = bundled(letters, tmp_path / "known.pdf")._forms[0].known
    file = letters[1].read_bytes()
    assert known.drawn_by(file) is not None
    assert [*map(zlib.decompress, known.packed_by(file) or ())] == known.drawn_by(file)
    at = len(known.shared)
    changed = [
        file[:100] + b"X" + file[101:],
        _other_row(file),
        file[:at] + b"9999 0 obj\n<</S/P>>\nendobj\n" + file[at:],
        file + b"9999 0 obj\n<</S/P>>\nendobj\n",
        file[:-1],
        file[:at],
        b"",
    ]
    assert [known.drawn_by(each) for each in changed] == [None] * len(changed)
    assert [known.packed_by(each) for each in changed] == [None] * len(changed)


def test_a_passing_bundle_has_the_contents_of_each_page_as_they_are(
    letters: Sequence[Path], tmp_path: Path
) -> None:
    bundled(letters, tmp_path / "bundle.pdf", with_codes=True, is_passing=True)
    with pikepdf.open(tmp_path / "bundle.pdf") as bundle:
        for number, path in enumerate(letters):
            with pikepdf.open(path) as letter:
                before, own, _ = bundle.pages[2 * number].Contents
                assert before.read_bytes() == b"q"
                assert own.read_raw_bytes() == letter.pages[0].Contents.read_raw_bytes()
