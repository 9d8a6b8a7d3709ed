"""A finished PDF is looked at for each property that would spoil a letter, and known with its page."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

from letterbook.pdf.finished_check import MAX_BYTES, MAX_PAGES, finished_problems
from letterbook.pdf.finished_file import as_pages
from letterbook.problems import Problem

FINISHED = Path(__file__).with_name("finished")
SOUND = FINISHED / "typst.pdf"
Change = Callable[[Pdf], None]


def found(data: bytes, paper: str = "A4") -> list[Problem]:
    return finished_problems(data, "office/annex.pdf", paper)


def codes(data: bytes) -> list[str]:
    return [problem.code for problem in found(data)]


def changed(change: Change, pages: int = 2, **saving: object) -> bytes:
    """A sound file of so many pages with something wrong with it."""
    with Pdf.open(SOUND) as pdf, Pdf.open(SOUND) as other:
        for _ in range(pages - 1):
            pdf.pages.append(other.pages[0])
        change(pdf)
        out = io.BytesIO()
        pdf.save(out, **saving)  # type: ignore[arg-type]
        return out.getvalue()


@pytest.mark.parametrize("file", sorted(FINISHED.glob("*.pdf")), ids=lambda file: file.stem)
def test_files_of_other_programs(file: Path) -> None:
    """Three embed no font of the fourteen that every reader once had; the others can go along as they are."""
    fonts = {"ghostscript": "Helvetica", "groff": "Times-Roman", "reportlab": "Helvetica"}
    problems = found(file.read_bytes())
    if file.stem not in fonts:
        assert problems == []
        return
    [problem] = problems
    assert problem.code == "enclosure-font-missing"
    assert f"“{fonts[file.stem]}”" in problem.what
    assert problem.place.part == "page 1"


def test_there_are_ten_programs() -> None:
    assert len(list(FINISHED.glob("*.pdf"))) >= 10


def on_page(number: int, change: Callable[[pikepdf.Object, Pdf], None]) -> Change:
    return lambda pdf: change(pdf.pages[number - 1].obj, pdf)


def turned(page: pikepdf.Object, _: Pdf) -> None:
    page.Rotate = 90


def resized(page: pikepdf.Object, _: Pdf) -> None:
    page.MediaBox = Array([0, 0, 842, 1191])


def unembedded(page: pikepdf.Object, pdf: Pdf) -> None:
    font = Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name("/Arial"))
    inner = Stream(pdf, b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 1, 1]))
    inner.Resources = Dictionary(Font=Dictionary(F=font))
    page.Resources = Dictionary({**page.Resources, "/XObject": Dictionary(Inner=inner)})


def with_note(**keys: Any) -> Callable[[pikepdf.Object, Pdf], None]:
    def add(page: pikepdf.Object, pdf: Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Rect=Array([50, 50, 90, 90]), **keys)
        page.Annots = Array([*page.get("/Annots", Array()), pdf.make_indirect(note)])

    return add


def lowered(page: pikepdf.Object, pdf: Pdf) -> None:
    """What is on the page, moved to its lower left corner."""
    page.Contents = Array([Stream(pdf, b"1 0 0 1 -66 -90 cm"), *page_streams(page)])


def page_streams(page: pikepdf.Object) -> list[pikepdf.Object]:
    held = page.Contents
    return list(held) if isinstance(held, Array) else [held]


def coloured(page: pikepdf.Object, pdf: Pdf) -> None:
    """A band along the upper edge."""
    page.Contents = Array([Stream(pdf, b"q 1 0 0 rg 0 830 595 12 re f Q"), *page_streams(page)])


def emptied(page: pikepdf.Object, pdf: Pdf) -> None:
    page.Contents = Stream(pdf, b"")


def signed(pdf: Pdf) -> None:
    value = Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"))
    pdf.Root.AcroForm = Dictionary(
        SigFlags=3, Fields=Array([pdf.make_indirect(Dictionary(FT=Name.Sig, T=String("s"), V=value))])
    )


def with_field(pdf: Pdf) -> None:
    field = pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("name"), V=String("Somebody")))
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]))


def with_script(pdf: Pdf) -> None:
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script])))


def opening(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.Launch, F=String("notepad.exe"))


def attached(pdf: Pdf) -> None:
    pdf.attachments["list.xlsx"] = b"PK"


def layered(pdf: Pdf) -> None:
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Draft")))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))


SABOTAGE: dict[str, tuple[Change, str, int | None]] = {
    "lies across": (on_page(2, turned), "enclosure-lies-across", 2),
    "A3": (on_page(2, resized), "enclosure-page-size", 2),
    "font missing in a drawing": (on_page(2, unembedded), "enclosure-font-missing", 2),
    "signed": (signed, "enclosure-signed", None),
    "a field": (with_field, "enclosure-form", None),
    "a field on a page": (on_page(2, with_note(Subtype=Name.Widget, FT=Name.Tx)), "enclosure-form", 2),
    "a script": (with_script, "enclosure-script", None),
    "an action when opened": (opening, "enclosure-script", None),
    "an action on a page": (
        on_page(2, with_note(Subtype=Name.Link, A=Dictionary(S=Name.Launch))),
        "enclosure-script",
        2,
    ),
    "an attachment": (attached, "enclosure-attachment", None),
    "an attachment on a page": (
        on_page(2, with_note(Subtype=Name.FileAttachment)),
        "enclosure-attachment",
        2,
    ),
    "a comment": (on_page(2, with_note(Subtype=Name.Text)), "enclosure-comment", 2),
    "layers": (layered, "enclosure-layers", None),
    "text at the edge": (on_page(2, lowered), "enclosure-edge", 2),
    "a blank page": (on_page(2, emptied), "enclosure-blank-page", 2),
    "a turn by no right angle": (
        on_page(2, lambda page, _: page.__setattr__("Rotate", 45)),
        "enclosure-damaged",
        None,
    ),
}


@pytest.mark.parametrize("name", SABOTAGE)
def test_each_property_is_found_with_its_page(name: str) -> None:
    change, code, page = SABOTAGE[name]
    [problem] = found(changed(change))
    assert problem.code == code
    assert problem.place.file == "office/annex.pdf"
    assert problem.place.part == (f"page {page}" if page else None)
    assert problem.hint


def test_what_is_found_together() -> None:
    """Every property in one run."""

    def all_of_them(pdf: Pdf) -> None:
        for change in (signed, with_script, layered, on_page(1, turned), on_page(2, resized)):
            change(pdf)

    assert set(codes(changed(all_of_them))) == {
        "enclosure-signed",
        "enclosure-script",
        "enclosure-layers",
        "enclosure-lies-across",
        "enclosure-page-size",
    }


def test_a_sound_file_with_links_and_an_outline() -> None:
    def change(pdf: Pdf) -> None:
        with_note(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("https://example.org")))(
            pdf.pages[0].obj, pdf
        )
        pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])
        pdf.Root.AcroForm = Dictionary(Fields=Array())

    assert codes(changed(change)) == []


def test_locked() -> None:
    owner, user = pikepdf.Encryption(owner="o", user=""), pikepdf.Encryption(owner="o", user="u")
    assert codes(changed(lambda _: None, encryption=owner)) == ["enclosure-locked"]
    assert codes(changed(lambda _: None, encryption=user)) == ["enclosure-locked"]


def test_damaged() -> None:
    data = SOUND.read_bytes()
    for broken in (b"", b"%PDF-1.7\n", data[: len(data) // 2], data[:-300], b"PK\3\4" + bytes(200)):
        assert codes(broken) == ["enclosure-damaged"]


def test_too_much() -> None:
    assert codes(b"%PDF" + bytes(MAX_BYTES)) == ["enclosure-too-large"]
    assert codes(changed(lambda _: None, pages=MAX_PAGES + 1)) == ["enclosure-too-long"]


def test_the_edge_takes_text_for_a_mistake_and_colour_for_a_notice() -> None:
    [text] = found(changed(on_page(1, lowered)))
    [colour] = found(changed(on_page(1, coloured)))
    assert (text.code, text.level) == ("enclosure-edge", "error")
    assert (colour.code, colour.level) == ("enclosure-edge", "warning")
    assert "0 mm from the left edge" in colour.what


def test_a_file_of_blank_pages() -> None:
    def change(pdf: Pdf) -> None:
        for page in pdf.pages:
            emptied(page.obj, pdf)

    [problem] = found(changed(change))
    assert (problem.code, problem.level, problem.place.part) == ("enclosure-blank-page", "error", None)


def test_the_papers() -> None:
    assert found(SOUND.read_bytes()) == []
    [problem] = found(SOUND.read_bytes(), "Letter")
    assert problem.code == "enclosure-page-size"
    assert "210 × 297 mm" in problem.what


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_page_is_drawn_in_a_letter_as_a_reader_shows_it(degrees: int) -> None:
    """Whatever box it has and however it is turned; and the same file gives the same bytes."""

    def change(pdf: Pdf) -> None:
        page = pdf.pages[0].obj
        page.Rotate, page.CropBox, page.UserUnit = degrees, Array([20, 500, 590, 800]), 1

    data = changed(change)
    enclosed = as_pages(data, "en", ["Annex, page 1", "Annex, page 2"])
    assert enclosed == as_pages(data, "en", ["Annex, page 1", "Annex, page 2"])
    pictures = []
    for file in (data, enclosed):
        with closing(pypdfium2.PdfDocument(file)) as document:
            pictures.append(document[0].render(scale=1, grayscale=True).to_pil())
    assert pictures[0].size == pictures[1].size
    assert pictures[0].tobytes() == pictures[1].tobytes()
    assert pictures[0].getextrema() == (0, 255)


def test_nothing_but_the_pages_comes_along() -> None:
    def change(pdf: Pdf) -> None:
        with_note(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI=String("https://example.org")))(
            pdf.pages[0].obj, pdf
        )
        pdf.docinfo["/Author"] = "Somebody"
        pdf.pages[0].obj.PieceInfo = Dictionary(Private=String("secret"))

    with Pdf.open(io.BytesIO(as_pages(changed(change), "en", ["1", "2"]))) as enclosed:
        assert set(enclosed.Root.keys()) == {"/Type", "/Pages", "/StructTreeRoot", "/Lang", "/MarkInfo"}
        assert "/Annots" not in enclosed.pages[0].obj
        whole = b"".join(
            held.unparse(resolved=True) for held in enclosed.objects if not isinstance(held, Stream)
        )
    assert b"secret" not in whole
    assert b"Somebody" not in whole
