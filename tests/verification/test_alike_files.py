"""A file that is alike but for its own part is read in part, says the same as read in whole, and nothing else passes for one."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import make_workspace

from letterbook.model import Order
from letterbook.model.progress import UNWATCHED
from letterbook.pipeline.prepare import prepare_mailing
from letterbook.render.pdf import letter_renderer
from letterbook.verification import page_fingerprint
from letterbook.verification.page_fingerprint import pages_and_what_is_beside


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Sequence[bytes]:
    """A letter to each of three people, who differ in number and name."""
    workspace = make_workspace(tmp_path_factory.mktemp("alike") / "office")
    prepared = prepare_mailing(workspace, Order("january-20", formats=("pdf",)), UNWATCHED)
    draft = next(draft for draft in prepared.drafts if draft.letter.template == "letter")
    letters = [
        replace(
            draft.numbered(number, f"1-{number:04}/2021"),
            salutation=f"Dear {name},",
            address=(name, "Rome", "ITALY"),
        )
        for number, name in enumerate(("Ann", "Bob", "Cyd"), start=1)
    ]
    setter = letter_renderer._page_setter(prepared.inputs.templates["letter"])
    return [setter.whole(letter, ()).data for letter in letters]


@pytest.fixture(autouse=True)
def _nothing_known() -> Iterator[None]:
    page_fingerprint._KNOWN.clear()
    yield
    page_fingerprint._KNOWN.clear()


def read_in_part(first: bytes, other: bytes) -> bool:
    """Whether the other file is known by the first; whatever it is, what is said of it is what reading all of it says."""
    page_fingerprint._KNOWN.clear()
    pages_and_what_is_beside(first, 1)
    [known] = page_fingerprint._KNOWN
    return known.file.own_part_of(other) is not None


def test_read_in_part_it_says_the_same(files: Sequence[bytes]) -> None:
    whole = []
    for file in files:
        page_fingerprint._KNOWN.clear()
        whole.append(pages_and_what_is_beside(file, 1))
    assert len({pages[0].drawn for pages, _ in whole}) == len(files)
    assert all(
        f"1-{number:04}/2021" in str(beside.texts) for number, (_, beside) in enumerate(whole, start=1)
    )
    page_fingerprint._KNOWN.clear()
    for file, said in zip(files, whole, strict=True):
        assert pages_and_what_is_beside(file, 1) == said
    assert len(page_fingerprint._KNOWN) == 1


def begin_of_own_part(file: bytes) -> int:
    page_fingerprint._KNOWN.clear()
    pages_and_what_is_beside(file, 1)
    [known] = page_fingerprint._KNOWN
    return len(known.file.shared)


def xref_changed(file: bytes, change: Callable[[bytearray], None]) -> bytes:
    """The file with other entries in its cross-reference stream, rightly packed."""
    start = int(file.rsplit(b"startxref\n", 1)[1].split()[0])
    head, _, rest = file[start:].partition(b"stream\n")
    length = int(re.search(rb"/Length (\d+)", head)[1])  # type: ignore[index]
    rows = bytearray(zlib.decompress(rest[:length]))
    change(rows)
    packed = zlib.compress(bytes(rows))
    head = head.replace(b"/Length %d" % length, b"/Length %d" % len(packed))
    return file[:start] + head + b"stream\n" + packed + rest[length:]


def other_row(rows: bytearray) -> None:
    """Sends whoever asks for object 1 to another place."""
    rows[7 + 4] ^= 1


CHANGES: dict[str, Callable[[bytes, int], bytes]] = {
    "a byte of what is shared": lambda file, begin: (
        file[: begin - 40] + bytes([file[begin - 40] ^ 1]) + file[begin - 39 :]
    ),
    "an object more": lambda file, begin: file[:begin] + b"9999 0 obj\n<</A 1>>\nendobj\n" + file[begin:],
    "something behind the end": lambda file, _: file + b"%\n",
    "a comment between two objects": lambda file, begin: file[:begin] + b"% a\n" + file[begin:],
    "an entry that leads elsewhere": lambda file, _: xref_changed(file, other_row),
    "another root": lambda file, _: re.sub(rb"/Root \d+ 0 R", b"/Root 2 0 R", file),
    "another filter": lambda file, begin: (
        file[:begin] + file[begin:].replace(b"/FlateDecode", b"/ASCIIHexDecode", 1)
    ),
    "an earlier part": lambda file, _: file.replace(b"/W[1 4 2]", b"/Prev 9/W[1 4 2]"),
    "a stream that ends early": lambda file, begin: (
        file[:begin] + file[begin:].replace(b"endstream", b"endstrean", 1)
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_is_built_otherwise_is_read_as_a_whole(files: Sequence[bytes], change: str) -> None:
    begin = begin_of_own_part(files[0])
    assert read_in_part(files[0], files[1])
    changed = CHANGES[change](files[1], begin)
    assert changed != files[1]
    assert not read_in_part(files[0], changed)


def test_a_file_of_another_program_is_read_as_a_whole(tmp_path: Path, files: Sequence[bytes]) -> None:
    import pikepdf

    (tmp_path / "one.pdf").write_bytes(files[0])
    with pikepdf.Pdf.open(tmp_path / "one.pdf") as pdf:
        pdf.save(tmp_path / "other.pdf")
    data = (tmp_path / "other.pdf").read_bytes()
    pages, _ = pages_and_what_is_beside(data, 1)
    assert not page_fingerprint._KNOWN
    pages_and_what_is_beside(files[0], 1)
    assert pages_and_what_is_beside(data, 1)[0] == pages
