"""A page that is like one that PDFium has read says the same whoever reads it, and whatever is wrong with it is found both ways."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from conftest import make_workspace

from letterbook.archive.expectation import Expectation, expect
from letterbook.envelope_windows import WINDOWS
from letterbook.model import Order, Rendered
from letterbook.model.progress import UNWATCHED
from letterbook.pdf import FileForm, Particulars
from letterbook.pipeline.prepare import prepare_mailing
from letterbook.render.pdf import letter_renderer
from letterbook.verification import (
    RecipientMarks,
    alike_sheets,
    page_fingerprint,
    page_layout,
    pdf_enclosure,
    pdf_letter,
    recipient_marks,
)
from letterbook.verification.boxes import Box
from letterbook.verification.page_fingerprint import pages_and_what_is_beside
from letterbook.verification.page_layout import PageLayout, read_sheet
from letterbook.verification.pdf_letter import verify_pdf

PEOPLE = (
    ("Ann Archer", "1 First Street", "Rome"),
    ("Bob Baker", "22 Second Street", "Paris"),
    ("Cyd Carter", "33 Third Street", "Geneva"),
    ("Dr Dag Ångström-O’Neill", "4 Fourth Street", "Łódź"),
    ("Eva Fischer", "5 Fifth Street", "Vienna"),
    ("Fay Flint", "Office 61 on the second floor, 6 Sixth Street", "Florence"),
)


@dataclass(frozen=True)
class Made:
    """Letters of one kind with what they have to say, and what their files have in common."""

    files: Sequence[bytes]
    expected: Sequence[Expectation]
    marks: RecipientMarks
    form: FileForm
    window: Any

    def changed(self, which: int, change: Callable[[bytes], bytes]) -> tuple[bytes, Expectation]:
        """A letter that draws something else, as whole a file as it was, and listed with the hash that it has."""
        content = page_of(self.files[which]).content
        other = change(content)
        assert other != content
        letter = self.expected[which].letter
        title = f"{letter.line('subject')} · {letter.reference}"
        data = self.form.written([other], Particulars(title, letter.line("reference_line")))
        return data, replace(self.expected[which], sha256=hashlib.sha256(data).hexdigest())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    workspace = make_workspace(tmp_path_factory.mktemp("sheets") / "office")
    prepared = prepare_mailing(workspace, Order("january-20", formats=("pdf",)), UNWATCHED)
    draft = next(draft for draft in prepared.drafts if draft.letter.template == "letter")
    template = prepared.inputs.templates["letter"]
    letters = [
        replace(
            draft.numbered(number, f"1-{number:04}/2021"),
            recipient_id=f"person-{number}",
            recipient_name=name,
            reference=f"1-{number:04}/2021",
            salutation=f"Dear {name},",
            address=(name, street, town, "ITALY"),
        )
        for number, (name, street, town) in enumerate(PEOPLE, start=1)
    ]
    setter = letter_renderer._PageSetter(template)
    found = [setter.whole(letter, ()) for letter in letters]
    assert not found[-1].is_laid_out
    [kind] = setter._forms._kinds.values()
    form = [*kind.forms.values()][-1].file
    expected = [
        expect(
            letter,
            (),
            Rendered(
                letter.recipient_id,
                "pdf",
                "",
                hashlib.sha256(one.data).hexdigest(),
                one.pages,
                one.cover_pages,
            ),
            template,
        )
        for letter, one in zip(letters, found, strict=True)
    ]
    window = WINDOWS[letters[0].window]
    return Made([one.data for one in found], expected, recipient_marks(letters), form, window)


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """PDFium has read nothing before; and no letter is drawn as a sample."""
    monkeypatch.setattr(pdf_letter, "ONE_IN", 1 << 40)
    for known in (page_fingerprint._KNOWN, alike_sheets._KNOWN, pdf_enclosure.ENCLOSED):
        known.clear()
    yield
    for known in (page_fingerprint._KNOWN, alike_sheets._KNOWN, pdf_enclosure.ENCLOSED):
        known.clear()


def page_of(file: bytes) -> alike_sheets.DrawnPage:
    [page] = pages_and_what_is_beside(file, 1)[1].cover
    return page


def seen(file: bytes, window: Any) -> PageLayout:
    document = pypdfium2.PdfDocument(file)
    return read_sheet(document, 0, window)


def know(made: Made, *which: int) -> None:
    """Has these letters read by PDFium."""
    for number in which:
        assert not verify_pdf(made.files[number], made.expected[number], made.marks).findings


def test_a_page_says_the_same_whoever_reads_it(made: Made) -> None:
    know(made, 0, 3, 5)
    for file in made.files[1:]:
        quick = alike_sheets.alike_sheet(page_of(file), made.window)
        assert quick is not None
        slow = seen(file, made.window)
        for field in fields(PageLayout):
            if field.name != "text":
                assert getattr(quick, field.name) == getattr(slow, field.name), field.name
        assert sorted("".join(quick.text.split())) == sorted("".join(slow.text.split()))


def test_without_a_page_that_pdfium_has_read_nothing_is_known(made: Made) -> None:
    assert alike_sheets.alike_sheet(page_of(made.files[1]), made.window) is None


def test_a_letter_is_verified_without_pdfium(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    know(made, 0, 3)
    monkeypatch.setattr(pypdfium2, "PdfDocument", None)
    found = verify_pdf(made.files[4], made.expected[4], made.marks, in_full=False)
    assert not found.findings
    assert "Eva Fischer" in "".join(found.texts)


def test_one_in_so_many_is_read_by_pdfium_all_the_same(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    know(made, 0, 3)
    monkeypatch.setattr(pdf_letter, "ONE_IN", 1)
    monkeypatch.setattr(pypdfium2, "PdfDocument", None)
    assert verify_pdf(made.files[4], made.expected[4], made.marks, in_full=False).findings


def test_a_line_longer_than_any_before_is_read_by_pdfium(made: Made) -> None:
    know(made, 0)
    assert alike_sheets.alike_sheet(page_of(made.files[4]), made.window) is not None
    assert alike_sheets.alike_sheet(page_of(made.files[5]), made.window) is None
    know(made, 5)
    assert alike_sheets.alike_sheet(page_of(made.files[5]), made.window) is not None


def test_what_is_known_is_held_against_each_page_that_pdfium_reads(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    known: dict[alike_sheets._Key, alike_sheets._Known] = {}
    monkeypatch.setattr(alike_sheets, "_KNOWN", known)
    know(made, 0, 3)
    right = dict(known)
    know(made, 4)
    assert known == right  # what is known already is not taken down anew
    for key, page in right.items():
        cut = tuple(replace(element, kids=()) for element in page.tagged.elements)
        known[key] = replace(page, tagged=replace(page.tagged, elements=cut))
    know(made, 4)
    assert sum(known[key].tagged.elements == page.tagged.elements for key, page in right.items()) == 1


# --- What is wrong with a page is found both ways -------------------------------------------------------------------------


def words(made: Made, content: bytes, said: str) -> re.Match[bytes]:
    """The text object of a page that says this."""
    fonts = page_of(made.files[0]).fonts
    for found in re.finditer(alike_sheets._BEGIN + alike_sheets._LINE.pattern, content):
        font = fonts[found[3]]
        shown = font and font.shown(found[5])
        if shown and shown.said.strip() == said:
            return found
    raise AssertionError(said)


def operand(made: Made, of: int, said: str) -> bytes:
    """What shows these words in another letter."""
    return words(made, page_of(made.files[of]).content, said)[5]


Change = Callable[[Made, bytes], bytes]


def put(said: str, other: Callable[[Made], bytes]) -> Change:
    """Other words in the place of these."""

    def change(made: Made, content: bytes) -> bytes:
        found = words(made, content, said)
        return content[: found.start(5)] + other(made) + content[found.end(5) :]

    return change


def at(said: str, x: bytes | None = None, y: bytes | None = None) -> Change:
    """These words elsewhere on the page."""

    def change(made: Made, content: bytes) -> bytes:
        found = words(made, content, said)
        place = b"BT\n1 0 0 -1 %s %s Tm" % (x or found[1], y or found[2])
        return content[: found.start()] + place + content[found.end(2) + 3 :]

    return change


def before(said: str, operators: bytes) -> Change:
    def change(made: Made, content: bytes) -> bytes:
        found = words(made, content, said)
        return content[: found.start()] + operators + content[found.start() :]

    return change


def sized(said: str, size: bytes) -> Change:
    def change(made: Made, content: bytes) -> bytes:
        found = words(made, content, said)
        return content[: found.start(4)] + size + content[found.end(4) :]

    return change


def beginning_with(glyph: bytes, operators: bytes) -> bytes:
    """The operators that draw a word, with this glyph in the place of its first: `<`, and four figures."""
    return re.sub(rb"<[0-9a-f]{4}", glyph, operators, count=1)


def behind(operators: bytes) -> Change:
    return lambda _, content: content + b"\n" + operators


CHANGES: dict[str, Change] = {
    "the name of another in the address": put("Eva Fischer", lambda made: operand(made, 1, "Bob Baker")),
    "the street of another": put("5 Fifth Street", lambda made: operand(made, 1, "22 Second Street")),
    "the salutation of another": put("Dear Eva Fischer,", lambda made: operand(made, 1, "Dear Bob Baker,")),
    "the reference of another": put(
        "Our reference: 1-0005/2021", lambda made: operand(made, 1, "Our reference: 1-0002/2021")
    ),
    "a line of the address twice": put("Vienna", lambda made: operand(made, 4, "5 Fifth Street")),
    "a glyph that is another": put(
        "Vienna", lambda made: beginning_with(operand(made, 1, "Bob Baker")[1:6], operand(made, 4, "Vienna"))
    ),
    "a glyph that no font has": put(
        "Vienna", lambda made: beginning_with(b"<fff0", operand(made, 4, "Vienna"))
    ),
    "no words at all": put("Vienna", lambda _: b"[<>] TJ"),
    "words drawn over each other": put(
        "Eva Fischer", lambda made: operand(made, 4, "Eva Fischer").replace(b">", b">90000", 1)
    ),
    "words far apart": put(
        "Eva Fischer", lambda made: operand(made, 4, "Eva Fischer").replace(b">", b">-90000", 1)
    ),
    "an address beside its window": at("Eva Fischer", x=b"700.5"),
    "an address below its window": at("Vienna", y=b"900.5"),
    "an address line on another": at("Vienna", y=b"232.1"),
    "words beyond the edge of the paper": at("Dear Eva Fischer,", x=b"760"),
    "words beyond its left edge": at("Dear Eva Fischer,", x=b"-30"),
    "white words": before("Dear Eva Fischer,", b"1 1 1 rg\n"),
    "tiny words": sized("Dear Eva Fischer,", b"2"),
    "words that are not painted": before("Dear Eva Fischer,", b"3 Tr\n"),
    "a white area over all": behind(b"1 1 1 rg\n0 0 800 1200 re\nf\n"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_wrong_is_found_both_ways(made: Made, name: str) -> None:
    know(made, 0, 3)
    data, expected = made.changed(4, lambda content: CHANGES[name](made, content))
    quick = verify_pdf(data, expected, made.marks, in_full=False)
    assert quick.findings, name
    assert quick.findings == verify_pdf(data, expected, made.marks).findings


def test_a_longer_name_below_a_drawing_is_read_by_pdfium(made: Made) -> None:
    """A white area that lies over nothing in the letter that PDFium has read."""
    area = behind(b"1 1 1 rg\n300 335 200 30 re\nf\n")
    first, first_expected = made.changed(0, lambda content: area(made, content))
    verify_pdf(first, first_expected, made.marks)
    [*_, known] = alike_sheets._KNOWN.values()
    assert known.drawings

    def longer(content: bytes) -> bytes:
        place = words(made, content, "Dear Eva Fischer,")
        return area(made, at("Dear Eva Fischer,", x=b"%f" % (float(place[1]) + 300))(made, content))

    data, expected = made.changed(4, longer)
    quick = verify_pdf(data, expected, made.marks, in_full=False)
    assert quick.findings == verify_pdf(data, expected, made.marks).findings


def test_a_file_on_which_pdfium_found_something_is_no_example(made: Made) -> None:
    data, expected = made.changed(0, lambda content: sized("Dear Ann Archer,", b"2")(made, content))
    assert verify_pdf(data, expected, made.marks).findings
    assert not alike_sheets._KNOWN


def test_the_fonts_of_a_damaged_file_are_left_to_pdfium(made: Made, tmp_path: Path) -> None:
    page = page_of(made.files[0])
    blind = replace(page, fonts=dict.fromkeys(page.fonts))
    know(made, 0, 3)
    assert (
        alike_sheets.alike_sheet(replace(blind, content=page_of(made.files[4]).content), made.window) is None
    )


@pytest.mark.parametrize(("tail", "is_read"), [(0.15, True), (0.25, False)])
def test_the_tail_of_a_j_may_reach_out_a_little(made: Made, tail: float, *, is_read: bool) -> None:
    """By less than PDFium's reading allows it."""
    _, address, _ = page_layout.address_parts(made.window)
    line = Box(address.left - tail, address.top + 1, address.right - 10, address.top + 4)
    assert address.holds(line)
    found = alike_sheets._field(made.window, [line], ["Jeddah"])
    assert (found is not None) == is_read and (found is None or found.address == ("Jeddah",))
