"""A Word file that is alike is read in part, says the same as read in full, and nothing else passes for one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest
from conftest import make_workspace

from letterbook.model import Chunk, Order
from letterbook.model.progress import UNWATCHED
from letterbook.pipeline.prepare import prepare_mailing
from letterbook.render import docx
from letterbook.render.docx.zip_file import zipped
from letterbook.verification import docx_reader
from letterbook.verification.docx_reader import UnreadableWordError, WordFile, read_word

MAIN, CORE, HEADER = "word/document.xml", "docProps/core.xml", "word/header1.xml"
NAMES = ("Ann Onymous", "O’Neill & Sons <Ltd>", "Cyd = “Quoted”")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Sequence[bytes]:
    """A letter with its enclosure to each of three people, who differ in number and name."""
    folder = tmp_path_factory.mktemp("alike-words")
    prepared = prepare_mailing(
        make_workspace(folder / "office"), Order("january-20", formats=("docx",)), UNWATCHED
    )
    draft = next(draft for draft in prepared.drafts if draft.letter.template == "letter")
    letters = tuple(
        replace(
            draft.numbered(number, f"1-{number:04}/2021"),
            recipient_name=name,
            salutation=f"Dear {name},",
            address=(name, "Rome", "ITALY"),
        )
        for number, name in enumerate(NAMES, start=1)
    )
    enclosures = prepared.builder.enclosed[draft.letter.language]
    names = tuple(f"{number}.docx" for number, _ in enumerate(letters))
    chunk = Chunk(prepared.inputs.templates["letter"], letters, enclosures, "docx", str(folder), names)  # type: ignore[arg-type]
    assert len(list(docx.render(chunk))) == len(names)
    return [(folder / name).read_bytes() for name in names]


@pytest.fixture(autouse=True)
def _nothing_known() -> Iterator[None]:
    yield
    docx_reader._ALIKE.clear()


def in_part(first: bytes, other: bytes) -> WordFile | str:
    """What is said of the other file where the first is known."""
    docx_reader._ALIKE.clear()
    read_word(first, in_full=False)
    return said(other, in_full=False)


def said(file: bytes, *, in_full: bool) -> WordFile | str:
    try:
        return read_word(file, in_full=in_full)
    except UnreadableWordError as error:
        return str(error)


def is_known(first: bytes, other: bytes) -> bool:
    docx_reader._ALIKE.clear()
    read_word(first, in_full=False)
    return docx_reader._ALIKE.find(other) is not None


def test_read_in_part_it_says_the_same(files: Sequence[bytes]) -> None:
    for name, file in zip(NAMES, files, strict=True):
        assert is_known(files[0], file)
        whole = said(file, in_full=True)
        assert isinstance(whole, WordFile) and f"Dear {name}," in whole.sections[0].paragraphs
        assert in_part(files[0], file) == whole == in_part(file, file)


def changed(file: bytes, part: str, old: str, new: str) -> bytes:
    """The file with other words in a part, rightly packed, as the program packs it."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode(), 1)
    return zipped(parts.items())


WORDS: dict[str, tuple[str, str, str]] = {
    "another name": (MAIN, "Ann Onymous", "Bob Onymous"),
    "a name of the properties": (CORE, "1-0001/2021", "1-0002/2021"),
    "a name in a header": (HEADER, "Ann Onymous", "Bob Onymous"),
    "words left out": (MAIN, ">Ann Onymous<", "><"),
    "blanks alone": (MAIN, ">Ann Onymous<", ">  <"),
    "a sign by its number": (MAIN, "Ann Onymous", "&#66;ob"),
    "a sign of nobody's": (MAIN, "Ann Onymous", "&bob;"),
    "a sign that XML has not": (MAIN, "Ann Onymous", "Bob\x01"),
    "a line's end of old": (MAIN, "Ann Onymous", "Bob\r\nOnymous"),
    "what ends no section": (MAIN, "Ann Onymous", "Bob ]]> Onymous"),
    "words that look like a name": (MAIN, "Ann Onymous", 'x name="Bob Onymous" y'),
    "words that look like a link": (MAIN, "Ann Onymous", 'HYPERLINK "http://bob.example"'),
    "our own mark": (MAIN, "Ann Onymous", "\ufdd00\ufdd1"),
    "what no text may hold": (MAIN, "Ann Onymous", "\0"),
    "words in a comment": (MAIN, "<w:r>", "<!--<w:t>Bob</w:t>--><w:r>"),
    "words in words left out": (MAIN, "<w:r>", "<mc:Fallback><w:r><w:t>Bob</w:t></w:r></mc:Fallback><w:r>"),
    "a tab between": (MAIN, "</w:t></w:r>", "</w:t><w:tab/></w:r>"),
    "a run more": (MAIN, "</w:t></w:r>", "</w:t></w:r><w:r><w:t>Bob</w:t></w:r>"),
    "another description": (MAIN, "<w:r>", '<w:r w:name="Bob">'),
    "no end": (MAIN, "</w:t></w:r>", "</w:t>"),
}


@pytest.mark.parametrize(("part", "old", "new"), WORDS.values(), ids=WORDS)
def test_whatever_is_changed_it_says_what_reading_in_full_says(
    files: Sequence[bytes], part: str, old: str, new: str
) -> None:
    other = changed(files[0], part, old, new)
    assert in_part(files[0], other) == said(other, in_full=True)
    is_unread = "<!--" in new or "Fallback" in new
    assert (said(other, in_full=True) == said(files[0], in_full=True)) is is_unread


def flipped(file: bytes, at: int) -> bytes:
    return b"".join((file[:at], bytes([file[at] ^ 1]), file[at + 1 :]))


def of_styles(file: bytes) -> int:
    return file.index(b"word/styles.xml") + 60


def with_more(file: bytes) -> bytes:
    held = io.BytesIO(file)
    with zipfile.ZipFile(held, "a") as archive:
        archive.writestr("word/comments.xml", "<a>Bob</a>")
    return held.getvalue()


ELSEWHERE: dict[str, Callable[[bytes], bytes]] = {
    "a byte of the styles": lambda file: flipped(file, of_styles(file)),
    "a byte of a font": lambda file: flipped(file, file.index(b".odttf") + 500),
    "a name in the directory": lambda file: flipped(file, file.rindex(b"word/styles.xml") + 6),
    "a place in the directory": lambda file: flipped(file, file.rindex(b"word/styles.xml") - 3),
    "a sum in the directory": lambda file: flipped(file, file.rindex(b"word/document.xml") - 46 + 16),
    "a sum before the part": lambda file: flipped(file, file.index(b"word/document.xml") - 30 + 14),
    "a time": lambda file: flipped(file, file.index(b"word/document.xml") - 30 + 10),
    "a comment behind all": lambda file: file[:-2] + b"\3\0Bob",
    "bytes behind all": lambda file: file + b"Bob",
    "an end that is missing": lambda file: file[:-30],
    "a part more": with_more,
}


@pytest.mark.parametrize("change", ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_file_that_is_otherwise_anywhere_is_read_in_full(
    files: Sequence[bytes], change: Callable[[bytes], bytes]
) -> None:
    other = change(files[0])
    assert other != files[0]
    assert not is_known(files[0], other)
    assert said(other, in_full=False) == said(other, in_full=True)
