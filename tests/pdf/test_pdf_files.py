"""Finished PDF files become one, each thing they share once; read back with readers that did not write it."""

import hashlib
import io
import subprocess
import sys
from base64 import b64encode
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image
from pypdf import PdfReader
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from letterbook.fonts import font_files
from letterbook.pdf import LetterLabel, PdfBundle, append, page_count
from letterbook.render.pdf.tagging import tidy_tags
from letterbook.render.url_fetcher import FONTS, NoFetching

FACE = (
    f"@font-face {{ font-family: S; src: url({FONTS}LetterbookSerif-Regular.ttf) }} body {{ font-family: S }}"
)


def pdf(*pages: str, style: str = FACE) -> bytes:
    fetcher = NoFetching({FONTS + name: data for name, data in font_files().items()})
    fonts = FontConfiguration()
    face = CSS(string=style, font_config=fonts, url_fetcher=fetcher)
    body = "".join(f'<p style="break-after: page">{page}</p>' for page in pages[:-1]) + f"<p>{pages[-1]}</p>"
    page = HTML(string=f'<html lang="en"><title>T</title><body>{body}', url_fetcher=fetcher)
    written: bytes = page.render(stylesheets=[face], font_config=fonts).write_pdf(
        pdf_variant="pdf/a-2a", finisher=tidy_tags
    )
    return written


def texts(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(data), strict=True).pages]


def test_a_letter_is_its_cover_and_then_its_enclosure() -> None:
    letter = append(pdf("cover one", "cover two"), pdf("enclosure"))
    assert texts(letter) == ["cover one", "cover two", "enclosure"]
    assert page_count(letter) == 3


def test_joining_gives_the_same_bytes_again() -> None:
    cover, enclosure = pdf("cover"), pdf("enclosure")
    assert append(cover, enclosure) == append(cover, enclosure)


def kept(folder: Path, letter: bytes) -> Path:
    """The letter as a file."""
    path = folder / f"{hashlib.sha256(letter).hexdigest()}.pdf"
    path.write_bytes(letter)
    return path


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    enclosure = pdf("shared words", "and more", "and an end")
    whole = PdfBundle("mailing", "office", "az", "2021-01-19")
    ranges = [
        whole.add(
            kept(tmp_path, append(pdf(text), enclosure)),
            LetterLabel(f"1-000{number}/2021", f"000{number}", text),
            1,
        )
        for number, text in enumerate(("Əli", "Çingiz", "Żółć"), start=1)
    ]
    assert [(part.first, part.last, part.sheets) for part in ranges] == [(1, 5, 3), (7, 11, 3), (13, 17, 3)]
    whole.write(tmp_path / "bundle.pdf")
    return tmp_path / "bundle.pdf"


def test_each_letter_and_each_enclosure_begin_on_a_front_side(bundle: Path) -> None:
    letter = ["", "shared words", "and more", "and an end"]
    assert texts(bundle.read_bytes()) == ["Əli", *letter, "", "Çingiz", *letter, "", "Żółć", *letter]


def test_bookmarks_lead_to_the_letters(bundle: Path) -> None:
    reader = PdfReader(bundle)
    found = [(item.title, reader.get_destination_page_number(item)) for item in reader.outline]  # type: ignore[union-attr, arg-type]
    assert found == [("1-0001/2021 · Əli", 0), ("1-0002/2021 · Çingiz", 6), ("1-0003/2021 · Żółć", 12)]


def test_two_bundles_of_the_same_pages_are_two_files_of_one_origin(tmp_path: Path) -> None:
    letter, names = append(pdf("Words")), []
    for number in ("0001", "0002"):
        whole = PdfBundle("mailing", "office", "en", "2021-01-19")
        whole.add(kept(tmp_path, letter), LetterLabel(number, number, "Letter"), 1)
        whole.write(tmp_path / "bundle.pdf")
        with pikepdf.Pdf.open(tmp_path / "bundle.pdf") as opened:
            names.append([bytes(name) for name in opened.trailer.ID])
    (born, first), (also_born, second) = names
    assert born == also_born
    assert first != second


def test_shared_pages_and_fonts_stand_in_the_bundle_once(bundle: Path) -> None:
    reader = PdfReader(bundle)
    contents = [page.raw_get("/Contents") for page in reader.pages if "/Contents" in page]
    assert len(contents) == 12
    assert len({reference.idnum for reference in contents}) == 6
    fonts = {font.idnum for page in reader.pages for font in page["/Resources"].get("/Font", {}).values()}  # type: ignore[attr-defined]
    assert len(fonts) == 1


def test_the_united_font_draws_what_the_letters_own_fonts_draw(bundle: Path) -> None:
    """Pixel by pixel: a glyph that was lost in uniting the subsets would leave a hole."""
    for index, text in ((0, "Əli"), (6, "Çingiz"), (12, "Żółć")):
        alone = pypdfium2.PdfDocument(pdf(text))[0].render(scale=2).to_pil()
        bundled = pypdfium2.PdfDocument(bundle)[index].render(scale=2).to_pil()
        assert alone.tobytes() == bundled.tobytes()


def test_two_fonts_of_one_name_stay_two(tmp_path: Path) -> None:
    """Each of two templates may bring a font under the same name; their glyphs must not be mixed."""
    whole = PdfBundle("mailing", "office", "en", "2021-01-19")
    other = FACE.replace("LetterbookSerif-Regular", "LetterbookSans-Bold")
    letters = [pdf("Words", style=FACE), pdf("Words", style=other)]
    for letter in letters:
        whole.add(kept(tmp_path, append(letter)), LetterLabel("1", "0001", "Letter"), 1)
    whole.write(tmp_path / "bundle.pdf")
    for index, letter in ((0, letters[0]), (2, letters[1])):
        alone = pypdfium2.PdfDocument(letter)[0].render(scale=2).to_pil()
        assert (
            pypdfium2.PdfDocument(tmp_path / "bundle.pdf")[index].render(scale=2).to_pil().tobytes()
            == alone.tobytes()
        )


def square(alpha: int) -> str:
    """A black square of this transparency, as a picture in a page."""
    data = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, alpha)).save(data, "png")
    return f'<img alt="ink" src="data:image/png;base64,{b64encode(data.getvalue()).decode()}">'


def test_two_pictures_that_differ_in_transparency_alone_stay_two(tmp_path: Path) -> None:
    """Signatures are such: the same ink, another hand."""
    whole = PdfBundle("mailing", "office", "en", "2021-01-19")
    letters = [append(pdf("Words" + square(alpha))) for alpha in (60, 200)]
    for letter in letters:
        whole.add(kept(tmp_path, letter), LetterLabel("1", "0001", "Letter"), 1)
    whole.write(tmp_path / "bundle.pdf")
    for index, letter in ((0, letters[0]), (2, letters[1])):
        alone = pypdfium2.PdfDocument(letter)[0].render().to_pil()
        there = pypdfium2.PdfDocument(tmp_path / "bundle.pdf")[index].render().to_pil()
        assert there.tobytes() == alone.tobytes()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a disk that is always full")
def test_a_disk_that_fills_under_the_bundle_is_an_error_and_not_the_end_of_the_process(
    tmp_path: Path,
) -> None:
    script = """
import sys
from pathlib import Path
from letterbook.pdf import LetterLabel, PdfBundle
whole = PdfBundle("mailing", "office", "en", "2021-01-19")
whole.add(Path(sys.argv[1]), LetterLabel("1", "0001", "Letter"), 1)
try:
    whole.write(Path("/dev/full"))
except OSError as error:
    print(error.strerror)
"""
    letter = kept(tmp_path, append(pdf("Words")))
    done = subprocess.run([sys.executable, "-c", script, letter], capture_output=True, text=True, check=True)
    assert done.stdout == "No space left on device\n"


def test_words_in_the_structure_tree_that_look_like_references_stay_words(tmp_path: Path) -> None:
    said = r"Room 12 0 R (100 % \) full), 7 0 R"
    letter = io.BytesIO()
    with pikepdf.Pdf.open(io.BytesIO(append(pdf("Words")))) as opened:
        opened.Root.StructTreeRoot.K.K[0].Alt = pikepdf.String(said)
        opened.save(letter)
    whole = PdfBundle("mailing", "office", "en", "2021-01-19")
    whole.add(kept(tmp_path, letter.getvalue()), LetterLabel("1", "0001", "Letter"), 1)
    whole.write(tmp_path / "bundle.pdf")
    tree: Any = PdfReader(tmp_path / "bundle.pdf", strict=True).trailer["/Root"]
    assert tree["/StructTreeRoot"]["/K"]["/K"][0]["/K"][0]["/Alt"] == said


def test_the_catalog_holds_nothing_that_only_helped_to_write(bundle: Path) -> None:
    with pikepdf.Pdf.open(bundle) as opened:
        assert not opened.check_pdf_syntax()
        assert "/Shared" not in opened.Root
        # Whatever the file holds for its pages is reached from them.
        assert len(opened.pages) > 1
        assert all(page.obj.Parent.objgen == opened.Root.Pages.objgen for page in opened.pages)


_PEAK = r"""
import re, sys
from pathlib import Path
from letterbook.pdf import LetterLabel, PdfBundle
letter, target = Path(sys.argv[1]), Path(sys.argv[2])
def peak():
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) // 1024
for count in (10, 1000):
    before, whole = peak(), PdfBundle("mailing", "office", "en", "2021-01-19")
    for number in range(count):
        whole.add(letter, LetterLabel(f"1-{number}", f"{number:04d}", "Somebody"), 1)
    whole.write(target)
print(peak() - before)
"""


def test_a_thousand_letters_take_little_more_memory_than_ten(tmp_path: Path) -> None:
    """In MB of the whole process: the PDF library's objects are not Python's."""
    (tmp_path / "letter.pdf").write_bytes(append(pdf("cover"), pdf("one", "two", "three")))
    command = [sys.executable, "-c", _PEAK, str(tmp_path / "letter.pdf"), str(tmp_path / "bundle.pdf")]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert int(done.stdout) < 15
