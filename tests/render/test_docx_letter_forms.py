"""Word letters that are set into the form of their kind are those that would have been made by themselves, to the byte."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import make_workspace
from docx import Document

from letterbook.model import Chunk, Draft, Letter, Order, Paragraph, Rendered, Template, Text
from letterbook.model.progress import UNWATCHED
from letterbook.pipeline.prepare import prepare_mailing
from letterbook.render import docx
from letterbook.render.docx import letter_forms

NAMES = (
    "Jane Doe",
    "Ægir Þórsson",
    "Иван Петров",
    "O’Neill & Sons <Ltd>",
    "“Quoted” Person",
    'Plainly "Letterbook Serif" Quoted',
    "Back\\slash",
    "No\u2011break Hyphen",
    "Soft\u00adhyphen and\u00a0space",
    "a  b",
    "\ue000\ue001",
)


@pytest.fixture(scope="module")
def drafts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sequence[Draft], dict[str, Template]]:
    workspace = make_workspace(tmp_path_factory.mktemp("word-forms") / "office")
    prepared = prepare_mailing(workspace, Order("january-20", formats=("docx",)), UNWATCHED)
    return prepared.drafts, dict(prepared.inputs.templates)


@pytest.fixture(autouse=True)
def nothing_known() -> None:
    docx._read.clear()


def letters_to(drafts: Sequence[Draft], names: Sequence[str]) -> list[Letter]:
    """The same letter to each of these people, who stand in its address, salutation, text and copy line."""
    letter = next(draft for draft in drafts if draft.letter.template == "letter").numbered(1, "1-0001/2021")
    return [
        replace(
            letter,
            recipient_id=f"person-{number}",
            recipient_name=name,
            address=(name, *letter.address[1:]),
            salutation=f"Dear {name},",
            reference=f"1-{number:04}/2021",
            body=(*letter.body, Paragraph((Text(f"To {name}"),))),
            copy_line=f"Copy to: {name}",
        )
        for number, name in enumerate(names, start=1)
    ]


def made(
    template: Template, letters: Sequence[Letter], folder: Path, *, is_direct: bool = False
) -> list[tuple[bool, bytes]]:
    """Of each letter whether it was made by itself, and its file."""
    folder.mkdir()
    names = tuple(f"{number}.docx" for number, _ in enumerate(letters))
    outcomes = list(
        docx.render(Chunk(template, tuple(letters), (), "docx", str(folder), names, (), is_direct))
    )
    assert all(isinstance(outcome, Rendered) for outcome in outcomes), outcomes
    laid_out = [outcome.is_laid_out for outcome in outcomes if isinstance(outcome, Rendered)]
    return [(each, (folder / name).read_bytes()) for each, name in zip(laid_out, names, strict=True)]


def test_letters_are_the_same_whichever_way_they_are_made(
    drafts: tuple[Sequence[Draft], dict[str, Template]], tmp_path: Path
) -> None:
    letters, template = letters_to(drafts[0], (*NAMES, *NAMES[::-1])), drafts[1]["letter"]
    set_anew = made(template, letters, tmp_path / "set")
    alone = made(template, letters, tmp_path / "alone", is_direct=True)
    assert all(is_laid_out for is_laid_out, _ in alone)
    assert [is_laid_out for is_laid_out, _ in set_anew].count(False) > len(NAMES)
    for letter, (_, one), (_, other) in zip(letters, set_anew, alone, strict=True):
        assert one == other, letter.recipient_name


def test_nothing_of_one_letter_is_in_the_file_of_another(
    drafts: tuple[Sequence[Draft], dict[str, Template]], tmp_path: Path
) -> None:
    letters = letters_to(drafts[0], ["Xaver Qwertz", "Yvonne Asdfg", "Zoe Hjklm"])
    found = made(drafts[1]["letter"], letters, tmp_path / "set")
    assert [is_laid_out for is_laid_out, _ in found] == [True, True, False]
    document = Document(str(tmp_path / "set" / "2.docx"))
    said = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert said.count("Zoe Hjklm") == 4 and "1-0003/2021" in document.core_properties.title
    with zipfile.ZipFile(tmp_path / "set" / "2.docx") as archive:
        everything = b"".join(map(archive.read, archive.namelist()))
    for word in ("Qwertz", "Asdfg", "1-0001/2021", "1-0002/2021", *"\ufdd7\ufdd8"):
        assert word.encode() not in everything


def test_a_form_that_does_not_give_its_own_letter_is_never_used(
    drafts: tuple[Sequence[Draft], dict[str, Template]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if words could be set that may not: a no-break hyphen is an element of its own."""
    monkeypatch.setattr(letter_forms.Blanks, "_text", anything)
    letters = letters_to(drafts[0], ["No\u2011break One", "No\u2011break Two", "No\u2011break Three", "Four"])
    found = made(drafts[1]["letter"], letters, tmp_path / "set")
    assert [is_laid_out for is_laid_out, _ in found] == [True] * 4
    assert [one for _, one in found] == [
        one for _, one in made(drafts[1]["letter"], letters, tmp_path / "alone", is_direct=True)
    ]


def anything(self: letter_forms.Blanks, text: str) -> str:
    self.taken.append(text)
    return f"\ufdd7{len(self.taken) - 1}\ufdd8"
