"""The sections of a Word bundle, of which only the words are read where another was built alike, say what all of it read at once says."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx_samples import ALL_KINDS, chunk, enclosure, letter, para

from letterbook.model import ListBlock, Rendered
from letterbook.printing.docx_bundle import write_bundle
from letterbook.render.docx import render
from letterbook.render.docx.zip_file import zipped
from letterbook.verification import docx_reader
from letterbook.verification.alike_words import AlikePieces
from letterbook.verification.docx_reader import UnreadableWordError, section_digests

MAIN, NUMBERING = "word/document.xml", "word/numbering.xml"
LISTS = tuple(ListBlock(((para("x"),), (para("y"),)), start=start) for start in (3, 8))


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Of a bundle of three letters with lists, and three with an enclosure."""
    folder = tmp_path_factory.mktemp("alike-sections")
    paths = []
    for name, enclosed in (("a", None), ("b", enclosure(body=ALL_KINDS))):
        letters = [letter(number, body=(*LISTS, para(f"{name} {number}"))) for number in (1, 2, 3)]
        (folder / name).mkdir()
        made = list(render(chunk(folder / name, letters, None, enclosed)))
        paths += [Path(each.path) for each in made if isinstance(each, Rendered)]
    assert len(paths) == 6
    target = folder / "bundle.docx"
    write_bundle(target, paths, title="Mailing", author="Office", language="en", issued=date(2021, 1, 19))
    with zipfile.ZipFile(target) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read(parts: dict[str, bytes], folder: Path) -> Sequence[bytes] | str:
    path = folder / "read.docx"
    path.write_bytes(zipped(parts.items()))
    try:
        return section_digests(path)
    except UnreadableWordError as error:
        return str(error)


def at_once(parts: dict[str, bytes], folder: Path, monkeypatch: pytest.MonkeyPatch) -> Sequence[bytes] | str:
    """The same by the parser alone."""

    def refuse(*_: object) -> None:
        raise ValueError

    with monkeypatch.context() as alone:
        alone.setattr(docx_reader, "_bundled", refuse)
        alone.setattr(docx_reader, "_alike_part", docx_reader._part)
        return read(parts, folder)


def test_sections_say_the_same(
    parts: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[object] = []
    pieces = docx_reader._pieces

    def noted(*given: Any) -> Iterator[Any]:
        parsed.append(given)
        return pieces(*given)

    monkeypatch.setattr(docx_reader, "_pieces", noted)
    found = read(parts, tmp_path)
    assert len(found) == 9 and len(set(found)) == 7  # three letters have one enclosure
    # Of each the first and the second, which is not the first letter's beginning of a page; and the last, which ends the document.
    assert len(parsed) < len(found)
    assert found == at_once(parts, tmp_path, monkeypatch)


CHANGES: dict[str, tuple[str, str, str]] = {
    "a word": (MAIN, ">b 2<", ">b 7<"),
    "a sign by its number": (MAIN, ">b 2<", ">b &#50;<"),
    "a sign of nobody's": (MAIN, ">b 2<", ">b &two;<"),
    "a word left out": (MAIN, ">b 2<", "><"),
    "a section's end in a comment": (MAIN, "<w:r><w:t", "<!--</w:sectPr></w:pPr></w:p>--><w:r><w:t"),
    "a section's end within": (MAIN, "</w:sectPr></w:pPr>", "</w:sectPr></w:pPr><w:r><w:pict><w:p/></w:pict></w:r>"),
    "words in a comment": (MAIN, "<w:r><w:t", "<!--<w:t>Bob</w:t>--><w:r><w:t"),
    "a paragraph more": (MAIN, "<w:p><w:pPr><w:pStyle", "<w:p><w:r><w:t>Bob</w:t></w:r></w:p><w:p><w:pPr><w:pStyle"),
    "no end": (MAIN, "</w:body></w:document>", "</w:body>"),
    "another end": (MAIN, "</w:body></w:document>", "<w:p><w:r><w:t>Bob</w:t></w:r></w:p></w:body></w:document>"),
    "no body": (MAIN, "<w:body>", "<w:Body>"),
    "our own mark": (MAIN, ">b 2<", ">\ufdd00\ufdd1<"),
}  # fmt: skip


@pytest.mark.parametrize(("part", "old", "new"), CHANGES.values(), ids=CHANGES)
def test_whatever_is_changed_they_say_what_the_parser_says(
    parts: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str, old: str, new: str
) -> None:
    assert old.encode() in parts[part]
    changed = parts | {part: parts[part].replace(old.encode(), new.encode(), 1)}
    found = read(changed, tmp_path)
    assert found == at_once(changed, tmp_path, monkeypatch)
    says_the_same = any(each in new for each in ("<!--", "<w:pict>", "&#50;"))
    assert (found == read(parts, tmp_path)) is says_the_same


def test_a_list_that_counts_otherwise_is_another(
    parts: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lists of the last letter, whose section is built as those of the letters before, begin elsewhere."""
    old, new = b'<w:startOverride w:val="8"/>', b'<w:startOverride w:val="9"/>'
    before, _, behind = parts[NUMBERING].rpartition(old)
    assert before
    changed = parts | {NUMBERING: before + new + behind}
    assert read(changed, tmp_path) == at_once(changed, tmp_path, monkeypatch) != read(parts, tmp_path)


def test_lists_that_are_one_are_not_taken_for_two(
    parts: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second list of a letter goes on in the first one's numbers."""
    main = parts[MAIN]
    numbers = [main[found:].split(b'"', 2)[1] for found in places(main, b"<w:numId ")]
    first, second = list(dict.fromkeys(numbers))[2:4]
    changed = parts | {MAIN: main.replace(b'w:numId w:val="%s"' % second, b'w:numId w:val="%s"' % first)}
    assert read(changed, tmp_path) == at_once(changed, tmp_path, monkeypatch) != read(parts, tmp_path)


def places(data: bytes, sought: bytes) -> list[int]:
    found, at = [], data.find(sought)
    while at >= 0:
        found.append(at)
        at = data.find(sought, at + 1)
    return found


def test_a_header_of_another_is_another(
    parts: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two letters' headers for their second pages are swapped."""
    main = parts[MAIN]
    ids = [
        main[at:].split(b'r:id="', 1)[1].split(b'"')[0] for at in places(main, b'Reference w:type="default"')
    ]
    first, other = ids[0], next(each for each in ids[1:] if each != ids[0] and each.startswith(b"rheader"))
    swapped = (
        main.replace(first + b'"', b"\0").replace(other + b'"', first + b'"').replace(b"\0", other + b'"')
    )
    changed = parts | {MAIN: swapped}
    assert read(changed, tmp_path) == at_once(changed, tmp_path, monkeypatch) != read(parts, tmp_path)


def test_pieces_that_are_met_no_more_are_forgotten() -> None:
    known = AlikePieces()
    for number in range(300):
        known.read(b"<a>%d</a>" % number, None, lambda _: [])
    assert len(known._known) == 200
