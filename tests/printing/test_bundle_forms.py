"""What becomes of a Word letter in the bundle is the same by the form of its kind as by itself, to the byte."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from docx_samples import ALL_KINDS, BODY, chunk, enclosure, letter, para, template

from letterbook.model import (
    Enclosure,
    Letter,
    ListBlock,
    Note,
    Paragraph,
    Picture,
    Rendered,
    SignatureBlock,
    Text,
)
from letterbook.printing import bundle_forms, docx_bundle
from letterbook.render.docx import render
from letterbook.render.docx.zip_file import zipped
from letterbook.sources.documents.alike_zips import AlikeZips

DRAWN = '<svg xmlns="http://www.w3.org/2000/svg" width="50" height="20"><rect width="50" height="20"/></svg>'
SIGNATURE = Picture("signature.svg", "image/svg+xml", DRAWN.encode(), 50, 20)
LISTS = (ListBlock(((para("x"),), (para("y & <z>"),)), start=3), para("After it"))


def made(
    folder: Path, letters: Sequence[Letter], enclosed: Enclosure | None = None, kind: str = "letter"
) -> list[Path]:
    folder.mkdir()
    outcomes = list(render(chunk(folder, letters, template(kind), enclosed)))
    assert all(isinstance(outcome, Rendered) for outcome in outcomes), outcomes
    return [Path(outcome.path) for outcome in outcomes if isinstance(outcome, Rendered)]


def bundled(tmp_path: Path, paths: Sequence[Path]) -> bytes:
    target = tmp_path / "bundle.docx"
    docx_bundle.write_bundle(
        target, paths, title="Mailing", author="Office", language="en", issued=date(2021, 1, 19)
    )
    return target.read_bytes()


def several(tmp_path: Path) -> list[Path]:
    """Letters of several kinds in turn: with lists, two with the same words, one with signs that XML has others for."""
    names = ["Ann", "Bob & Sons", "O’Neill <Ltd>", "Dəmirçi", 'In "quotes"', "Cyd", "Dan"]
    letters = [letter(number, salutation=f"Dear {name},") for number, name in enumerate(names, start=1)]
    signed = SignatureBlock("The Commissioner", None, SIGNATURE, 0)
    letters[:4] = [replace(each, signature=signed) for each in letters[:4]]
    letters += [letter(number, body=LISTS, salutation=f"Dear {number},") for number in range(11, 16)]
    paths = made(tmp_path / "kinds", letters, enclosure())
    twins = [made(tmp_path / f"twin-{which}", [letter(21)], enclosure())[0] for which in range(3)]
    alone = made(tmp_path / "alone", [letter(number, body=BODY * 2) for number in (31, 32, 33)])
    return [path for pair in zip(paths[:7], [*paths[7:], *twins[:2]], strict=True) for path in pair] + [
        *alone,
        *twins[2:],
        *made(tmp_path / "notes", [letter(4, body=ALL_KINDS)], enclosure(), "note-verbale"),
    ]


@pytest.fixture
def filled(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each letter that there was a form for, whether it was written by it."""
    found: list[bool] = []
    fill = docx_bundle._Bundle._is_filled

    def noted(*arguments: object) -> bool:
        found.append(fill(*arguments))  # type: ignore[arg-type]
        return found[-1]

    monkeypatch.setattr(docx_bundle._Bundle, "_is_filled", noted)
    return found


def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every letter and every header by itself, taken apart anew."""
    monkeypatch.setattr(AlikeZips, "find", lambda *_: None)
    monkeypatch.setattr(docx_bundle, "apart", lambda _: None)


def test_the_bundle_is_the_same_whichever_way_it_is_made(
    tmp_path: Path, filled: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = several(tmp_path)
    by_forms = bundled(tmp_path, paths)
    assert filled.count(True) > 5 and False in filled, filled  # of twins the second has the first one's words
    alone(monkeypatch)
    assert bundled(tmp_path, paths) == by_forms


def rewritten(path: Path, change: Callable[[bytes], bytes]) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["word/document.xml"] = change(parts["word/document.xml"])
    path.write_bytes(zipped(parts.items()))


def test_a_form_that_does_not_give_its_own_letter_is_never_used(
    tmp_path: Path, filled: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if words were taken that are not written as they are read: a sign by its number."""
    paths = made(tmp_path / "a", [letter(number) for number in range(1, 6)])
    for path in paths:
        rewritten(path, lambda data: data.replace(b"Office of", b"&#79;ffice of"))
    with monkeypatch.context() as careless:
        careless.setattr(bundle_forms, "_AS_WRITTEN", re.compile(".*", re.DOTALL))
        found = bundled(tmp_path, paths)
    assert not filled
    alone(monkeypatch)
    assert bundled(tmp_path, paths) == found


def test_letters_with_footnotes_have_no_form(tmp_path: Path, filled: list[bool]) -> None:
    """Each note of the bundle has a number of its own in the file; and nothing is said of how that is found."""
    noted = Paragraph((Text("Words"), Note(1, (Text("A note."),))))
    paths = made(tmp_path / "a", [letter(number) for number in range(1, 4)], enclosure(body=(noted,)))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = bundled(tmp_path, paths)
    with zipfile.ZipFile(io.BytesIO(found)) as archive:
        references = re.findall(rb'footnoteReference w:id="(\d+)"', archive.read("word/document.xml"))
    assert len(set(references)) == 3
    assert not filled
