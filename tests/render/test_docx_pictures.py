"""Pictures inside a Word letterhead are normalised like the office's own, or refused with their paragraph."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx_samples import chunk, letter, template
from PIL import Image

from letterbook.model import Rendered
from letterbook.render.docx import check_letterhead, drawings, render

SECRET = b"48.2082 N, 16.3738 E"
FILE = "templates/letter/letter.docx"
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:i="http://www.inkscape.org/namespaces/inkscape" width="9" height="9" '
    b'i:export-filename="C:\\Users\\clerk">%b<rect width="5" height="5"/></svg>'
)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def letterhead(picture: bytes, name: str = "image1.png") -> bytes:
    """A letterhead with a picture in the second paragraph of its header, whose content is then `picture`."""
    document = docx.Document()
    document.add_paragraph("{{ body }}")
    header = document.sections[0].header
    header.add_paragraph().add_run().add_picture(io.BytesIO(saved(Image.new("RGB", (20, 10)), "PNG")))
    out = io.BytesIO()
    document.save(out)
    changed = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.namelist():
            data = old.read(part)
            if part.startswith("word/media/"):
                part, data = f"word/media/{name}", picture  # noqa: PLW2901
            ending = name.rpartition(".")[2]
            kind = f'<Default Extension="{ending}" ContentType="image/{ending}"/>'.encode()
            data = data.replace(b"image1.png", name.encode())
            if part == "[Content_Types].xml" and ending != "png":
                data = data.replace(b"<Default ", kind + b"<Default ", 1)
            new.writestr(part, data)
    return changed.getvalue()


def told(data: bytes) -> list[tuple[str, str, str]]:
    return [
        (problem.code, str(problem.place.part), problem.what)
        for problem in check_letterhead(template(data=data), set())
    ]


def letter_s_pictures(tmp_path: Path, data: bytes) -> dict[str, bytes]:
    made = chunk(tmp_path, [letter()], template(data=data))
    [outcome] = list(render(made))
    assert isinstance(outcome, Rendered), outcome
    with zipfile.ZipFile(outcome.path) as package:
        types = package.read("[Content_Types].xml").decode()
        found = {part: package.read(part) for part in package.namelist() if "/media/" in part}
    for part in found:
        ending = part.rpartition(".")[2]
        assert part in types or f'Extension="{ending}"' in types
    return found


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"MZ\x90", "a program"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (b"\x01\0\0\0\x6c\0\0\0", "EMF"),
        (b"\xd7\xcd\xc6\x9a", "WMF"),
        (b"%!PS-Adobe", "EPS"),
        (b"<html><script>x</script></html>", "outermost element"),
        (SVG % b"<script>x</script>", "<script>"),
        (saved(Image.new("RGB", (9, 9)), "PNG")[:50], "damaged"),
        (saved(Image.new("1", (9000, 9000)), "PNG"), "million pixels"),
        (
            saved(Image.new("L", (9, 9)), "GIF", save_all=True, append_images=[Image.new("L", (9, 9), 9)]),
            "moves",
        ),
    ],
)
@pytest.mark.parametrize("name", ["image1.png", "image1.svg", "image1.emf"])
def test_a_picture_that_cannot_be_printed(data: bytes, said: str, name: str) -> None:
    [(code, part, what)] = told(letterhead(data, name))
    assert (code, part) == ("letterhead-picture", "paragraph 2 of the header")
    assert said in what


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_that_is_fine_stays(tmp_path: Path, kind: str) -> None:
    data = saved(Image.new("RGB", (9, 9), (1, 2, 3)), kind)
    name = f"image1.{kind.lower()}"
    assert letter_s_pictures(tmp_path, letterhead(data, name))[f"word/media/{name}"] == data


@pytest.mark.parametrize(
    ("data", "name", "ending"),
    [
        (saved(Image.new("CMYK", (9, 9), (1, 2, 3, 4)), "JPEG"), "image1.jpg", "jpeg"),
        (saved(Image.new("L", (9, 9), 7), "GIF"), "image1.gif", "png"),
        (saved(Image.new("RGB", (9, 9)), "BMP"), "image1.bmp", "png"),
        (saved(Image.new("I;16", (9, 9)), "TIFF"), "image1.tiff", "png"),
        (saved(Image.new("RGB", (9, 9)), "JPEG"), "image1.png", "jpeg"),
        (saved(Image.new("RGB", (9, 9)), "JPEG", comment=SECRET, xmp=SECRET), "image1.jpeg", "jpeg"),
        (SVG % b"<metadata>48.2082 N, 16.3738 E</metadata>", "image1.svg", "svg"),
    ],
)
def test_a_picture_is_normalised(tmp_path: Path, data: bytes, name: str, ending: str) -> None:
    assert told(letterhead(data, name)) == []
    [(part, made)] = letter_s_pictures(tmp_path, letterhead(data, name)).items()
    assert part.endswith(f".{ending}")
    assert SECRET not in made
    assert b"clerk" not in made
    if ending != "svg":
        with Image.open(io.BytesIO(made)) as image:
            assert image.mode in ("L", "RGB")


def test_word_s_own_way_up_stays(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = saved(Image.new("RGB", (20, 10)), "JPEG", exif=exif)
    [made] = letter_s_pictures(tmp_path, letterhead(data, "image1.jpeg")).values()
    with Image.open(io.BytesIO(made)) as image:
        assert (image.size, dict(image.getexif())) == ((20, 10), {})


W = nsdecls("w")
CELL = f"<w:tbl {W}><w:tblPr>{{}}</w:tblPr><w:tr>{{}}<w:tc><w:tcPr>{{}}</w:tcPr><w:p/></w:tc></w:tr></w:tbl>"
NO_MARGINS = '<w:tblCellMar><w:left w:w="0"/><w:right w:w="0"/></w:tblCellMar>'


@pytest.mark.parametrize(
    ("source", "room"),
    [
        (f"<w:p {W}/>", (18, 18)),
        (f'<w:p {W}><w:pPr><w:framePr w:w="567" w:h="283"/></w:pPr></w:p>', (10, 5)),
        (f'<w:p {W}><w:pPr><w:framePr w:w="5670"/></w:pPr></w:p>', (18, 18)),
        (CELL.format(NO_MARGINS, "", '<w:tcW w:w="567" w:type="dxa"/>'), (10, 18)),
        (CELL.format("", "", '<w:tcW w:w="783" w:type="dxa"/>'), (10, 18)),
        (CELL.format(NO_MARGINS, '<w:trPr><w:trHeight w:val="283" w:hRule="exact"/></w:trPr>', ""), (18, 5)),
        (CELL.format(NO_MARGINS, '<w:trPr><w:trHeight w:val="283"/></w:trPr>', ""), (18, 18)),
        (CELL.format(NO_MARGINS, "", '<w:tcW w:w="50" w:type="pct"/>'), (18, 18)),
        (CELL.format(NO_MARGINS, "", '<w:tcW w:w="0" w:type="auto"/>'), (18, 18)),
    ],
)
def test_a_picture_has_the_room_of_its_frame_or_cell(source: str, room: tuple[float, float]) -> None:
    root: Any = parse_xml(source)
    paragraph = root if root.tag.endswith("}p") else next(root.iter(f"{{{root.nsmap['w']}}}p"))
    assert drawings.room(paragraph, (18, 18)) == pytest.approx(room, abs=0.05)
