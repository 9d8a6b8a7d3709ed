"""What the page says and the Word letterhead does not, and the other way, is told before letters are made with both."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from conftest import EXAMPLE, ROOT, edit
from docx.shared import Mm
from own_fields import PEOPLE, office
from PIL import Image

from letterbook.model import Order
from letterbook.model.progress import UNWATCHED
from letterbook.pipeline.letterhead_likeness import unlike_page
from letterbook.pipeline.prepare import prepare
from letterbook.problems import Problem
from letterbook.sources.office import read_office
from letterbook.templates import read_template
from letterbook.usecases.new_office import TEMPLATES, beginning, make_office

BANK = "Bank of Baku, IBAN AZ21 NABZ 0000 0000 1370 1000 1944"


def told(workspace: Path) -> list[Problem]:
    _, problems = prepare(workspace, Order("january-20", formats=("pdf", "docx"), cover_only=True), UNWATCHED)
    return [problem for problem in problems if problem.code == "letterhead-differs"]


@pytest.fixture
def made(tmp_path: Path) -> Path:
    return office(tmp_path)


def letterhead(workspace: Path) -> Path:
    return workspace / "templates" / "letter" / "letter.docx"


def page(workspace: Path) -> Path:
    return workspace / "templates" / "letter" / "letter.html"


def with_paragraph(workspace: Path, text: str) -> None:
    document = docx.Document(str(letterhead(workspace)))
    document.add_paragraph(text)
    document.save(str(letterhead(workspace)))


def without(workspace: Path, name: str) -> None:
    """Takes a placeholder out of the letterhead, wherever it stands."""
    document = docx.Document(str(letterhead(workspace)))
    elements = [part.element for part in document.part.package.iter_parts() if hasattr(part, "element")]
    texts = [node for element in elements for node in element.iter() if str(node.tag).endswith("}t")]
    found = [node for node in texts if re.search(rf"(?<![\w.]){re.escape(name)}", node.text or "")]
    assert found
    for node in found:
        whole = rf"(?<![\w.]){re.escape(name)}"
        node.text = re.sub(rf"{{{{ {whole} }}}}| \+ {whole}", "", node.text or "")
        node.text = re.sub(rf"{{% if {whole} %}}", "{% if true %}", node.text)
    document.save(str(letterhead(workspace)))


# --- What is told ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["subject", "enclosure_line", "signatory.name", "office.contact", "address"])
def test_a_name_that_the_letterhead_lacks(made: Path, name: str) -> None:
    without(made, name)
    [problem] = told(made)
    assert (problem.level, problem.place.file) == ("warning", "templates/letter/letter.docx")
    assert problem.what == f"The page prints {{{{ {name} }}}}, and the Word letterhead does not."
    assert "Write it into letter.docx" in problem.hint


def test_a_field_that_one_of_both_prints(made: Path) -> None:
    edit(page(made), "{{ signature }}", "<p>{{ recipient.fields.file }}</p>{{ signature }}")
    with_paragraph(made, "Seats: {{ recipient.fields.seats }}")
    assert {(problem.place.file, problem.what) for problem in told(made)} == {
        (
            "templates/letter/letter.docx",
            "The page prints {{ recipient.fields.file }}, and the Word letterhead does not.",
        ),
        (
            "templates/letter/letter.html",
            "The Word letterhead prints {{ recipient.fields.seats }}, and the page does not.",
        ),
    }


def test_a_bank_line_that_one_of_both_has(made: Path) -> None:
    edit(page(made), "{{ signature }}", f"<footer>{BANK}</footer>{{{{ signature }}}}")
    [problem] = told(made)
    assert problem.place.file == "templates/letter/letter.docx"
    assert problem.what == f"The page says “{BANK}”, and the Word letterhead does not."
    with_paragraph(made, BANK)
    assert told(made) == []
    edit(page(made), BANK, BANK.replace("1944", "1955"))
    assert len(told(made)) == 2


def test_a_footer_of_the_style_sheet(made: Path) -> None:
    with (made / "templates/letter/letter.css").open("a", encoding="utf-8") as css:
        css.write(f'@page letter {{ @bottom-left {{ content: "{BANK}" }} }}')
    assert [problem.text for problem in told(made)] == [BANK]


def test_many_texts_are_one_notice(made: Path) -> None:
    for number in range(5):
        with_paragraph(made, f"Sentence of the house number {number}000")
    [problem] = told(made)
    assert "and 2 more" in problem.what


# --- What is none ----------------------------------------------------------------------------------------------------


def test_a_name_that_is_typed_where_the_other_has_its_placeholder(made: Path) -> None:
    read, _ = read_office(made)
    assert read is not None
    contacts = [next(iter(line.texts.values())) for line in read.contact]
    assert contacts
    without(made, "office.contact")
    assert len(told(made)) == 1
    for line in contacts:
        with_paragraph(made, line.replace(" ", "  "))
    assert told(made) == []


def test_a_picture_of_its_own_stands_for_the_emblem(made: Path) -> None:
    without(made, "emblem")
    assert [problem.text for problem in told(made)] == ["emblem"]
    picture = io.BytesIO()
    Image.new("RGB", (400, 400), "navy").save(picture, "PNG")
    document = docx.Document(str(letterhead(made)))
    document.add_paragraph().add_run().add_picture(picture, width=Mm(20))
    document.save(str(letterhead(made)))
    assert told(made) == []


def test_what_no_letter_says_is_not_missed(tmp_path: Path) -> None:
    """No copies, no note of delivery: nothing would stand there."""
    workspace = office(tmp_path)
    without(workspace, "copy_line")
    without(workspace, "recipient.delivery")
    assert told(workspace) == []
    edit(
        workspace / "recipients.yaml",
        "      - id: beta\n",
        "      - id: beta\n        cc: [The archive]\n        delivery: registered\n",
    )
    [problem] = told(workspace)
    assert "{{ copy_line }}, {{ recipient.delivery }}" in problem.what


def test_letters_of_one_format_are_not_compared(made: Path) -> None:
    without(made, "subject")
    for kind in ("pdf", "docx"):
        _, problems = prepare(made, Order("january-20", formats=(kind,), cover_only=True), UNWATCHED)
        assert "letterhead-differs" not in {problem.code for problem in problems}


def test_labels_and_marks_are_no_sentences(made: Path) -> None:
    edit(
        page(made),
        "{{ signature }}",
        "<p>Tel.:</p><p>–</p><p>p. 1</p><img src='' alt='A seal of the house'>{{ signature }}",
    )
    assert [problem for problem in told(made) if "says" in problem.what] == []


# The pages of the program hold no words, so that they are the same in every language.

# --- The templates that come with the program --------------------------------------------------------------------------


@pytest.mark.parametrize("root", [EXAMPLE, ROOT / "tests" / "office"])
@pytest.mark.parametrize("name", TEMPLATES)
def test_the_shipped_templates_say_the_same(tmp_path: Path, root: Path, name: str) -> None:
    assert _differences(root, name, tmp_path) == []


@pytest.mark.parametrize("window_of", ["DE", "US", "GB", "FR", "CH", "AT", "KE"])
@pytest.mark.parametrize("name", TEMPLATES)
def test_those_of_a_new_office_say_the_same(tmp_path: Path, window_of: str, name: str) -> None:
    make_office(tmp_path / "new", beginning("en", window_of))
    assert _differences(tmp_path / "new", name, tmp_path) == []


def _differences(root: Path, name: str, tmp_path: Path) -> list[Problem]:
    """The notices for somebody to whom each line is written."""
    template, _ = read_template(root, name)
    read, _ = read_office(office(tmp_path))
    mailing, _ = prepare(
        office(tmp_path / "b", people={"alpha": PEOPLE["alpha"]}), Order("january-20"), UNWATCHED
    )
    assert template is not None
    assert read is not None
    assert mailing is not None
    [recipient] = mailing.recipients
    asked = replace(
        recipient,
        formats=("pdf", "docx"),
        cc=("The archive",),
        delivery="registered",
        given="Ann",
        surname="Archer",
    )
    return list(unlike_page(template, [asked], read))
