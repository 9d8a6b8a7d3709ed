"""The office's pictures on a finished letter: the same way up, the same size and proportions in PDF and Word file."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from conftest import edit, make_workspace
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Emu
from external_tools import needs
from PIL import Image

import letterbook

RED, BLUE, GREEN, WHITE = (200, 30, 30), (30, 30, 200), (30, 160, 30), (255, 255, 255)
Size = tuple[float, float]


def four_corners(size: tuple[int, int], turned: Image.Transpose | None = None) -> Image.Image:
    """Red above left, blue above right, green below left, white below right."""
    image = Image.new("RGB", size, WHITE)
    width, height = size
    image.paste(RED, (0, 0, width // 2, height // 2))
    image.paste(BLUE, (width // 2, 0, width, height // 2))
    image.paste(GREEN, (0, height // 2, width // 2, height))
    return image.transpose(turned) if turned is not None else image


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def turned_by_exif(size: tuple[int, int]) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return saved(four_corners(size, Image.Transpose.ROTATE_90), "JPEG", quality=95, exif=exif)


def cmyk(size: tuple[int, int]) -> bytes:
    return saved(four_corners(size).convert("CMYK"), "JPEG", quality=95)


def drawing(size: tuple[int, int]) -> bytes:
    """An SVG whose view box has other proportions than its measures; it is drawn into them without being stretched."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]}" height="{size[1]}" viewBox="0 0 10 10" '
        'preserveAspectRatio="none"><rect width="5" height="5" fill="#c81e1e"/>'
        '<rect x="5" width="5" height="5" fill="#1e1ec8"/><rect y="5" width="5" height="5" fill="#1ea01e"/></svg>'
    ).encode()


def made(folder: Path, emblem: bytes, signature: bytes) -> tuple[bytes, bytes]:
    """The letter to one addressee, as PDF and as Word file."""
    workspace = make_workspace(folder / "office")
    (workspace / "office/a").write_bytes(emblem)
    (workspace / "office/b").write_bytes(signature)
    edit(workspace / "letterbook.yaml", "emblem: office/emblem.svg", "emblem: office/a")
    edit(workspace / "letterbook.yaml", "    signature: space\n", "    signature: office/b\n")
    office = letterbook.open_office(workspace)
    order = letterbook.Order("january-20", to=("unesco",), cover_only=True)
    return office.preview(order).read_bytes(), office.preview(order, kind="docx").read_bytes()


def on_page(pdf: bytes) -> list[tuple[Size, Image.Image]]:
    """The pictures of the first page from its top: their size in mm, and how they look."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        height = page.get_height()
        shown = page.render(scale=4).to_pil().convert("RGB")
        found = []
        for item in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
            left, bottom, right, top = item.get_bounds()
            box = tuple(round(4 * side) for side in (left, height - top, right, height - bottom))
            size = ((right - left) / 72 * 25.4, (top - bottom) / 72 * 25.4)
            found.append((height - top, size, shown.crop(box)))
    return [(size, image) for _, size, image in sorted(found, key=lambda each: each[0])]


def in_word(word: bytes) -> list[tuple[Size, Image.Image]]:
    """The pictures of the first page's header and the text: their size in mm, and the picture itself."""
    found: list[tuple[Size, Image.Image]] = []
    with zipfile.ZipFile(io.BytesIO(word)) as package:
        for part in sorted(package.namelist(), reverse=True):  # word/header… and word/document.xml
            if not part.endswith(".xml") or not part.startswith(("word/header", "word/document")):
                continue
            rels = part.replace("word/", "word/_rels/") + ".rels"
            for blip in parse_xml(package.read(part)).iter(qn("a:blip")):
                extent: Any = next(blip.iterancestors(qn("wp:inline"))).find(qn("wp:extent"))
                size = (Emu(int(extent.get("cx"))).mm, Emu(int(extent.get("cy"))).mm)
                [target] = [
                    node.get("Target")
                    for node in parse_xml(package.read(rels))
                    if node.get("Id") == blip.get(qn("r:embed"))
                ]
                with Image.open(io.BytesIO(package.read(f"word/{target}"))) as image:
                    image.load()
                assert not image.getexif()
                found.append((size, image))
    return found


def assert_upright(image: Image.Image) -> None:
    shown = image.convert("RGB")
    width, height = shown.size
    for share, wanted in (((1, 1), RED), ((3, 1), BLUE), ((1, 3), GREEN), ((3, 3), WHITE)):
        found = shown.getpixel((width * share[0] // 4, height * share[1] // 4))
        assert isinstance(found, tuple)
        assert all(abs(a - b) < 60 for a, b in zip(found, wanted, strict=True)), (share, found)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "emblem", "emblem_mm", "signature", "signature_mm"),
    [
        (turned_by_exif, (400, 200), (18, 9), (300, 100), (50, 16.67)),
        (cmyk, (100, 300), (6, 18), (100, 100), (25, 25)),
        (drawing, (120, 40), (18, 6), (40, 120), (8.33, 25)),
    ],
)
def test_a_picture_is_the_same_in_both_formats(
    tmp_path: Path,
    make: Callable[[tuple[int, int]], bytes],
    emblem: tuple[int, int],
    emblem_mm: Size,
    signature: tuple[int, int],
    signature_mm: Size,
) -> None:
    pdf, word = made(tmp_path, make(emblem), make(signature))
    shown = in_word(word)
    assert [size for size, _ in shown] == [
        pytest.approx(emblem_mm, abs=0.1),
        pytest.approx(signature_mm, abs=0.1),
    ]
    for size, image in shown:
        assert image.width / image.height == pytest.approx(size[0] / size[1], rel=0.01)
        assert image.mode in ("L", "RGB")
        assert_upright(image)
    if make is not drawing:  # a drawing stays one in the PDF
        placed = on_page(pdf)
        assert [size for size, _ in placed] == [
            pytest.approx(emblem_mm, abs=0.1),
            pytest.approx(signature_mm, abs=0.1),
        ]
        for _, image in placed:
            assert_upright(image)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        spaces = [item.get("/ColorSpace") for item in document.objects if isinstance(item, pikepdf.Stream)]
    assert pikepdf.Name.DeviceCMYK not in spaces


@pytest.mark.slow
def test_libreoffice_shows_what_the_pdf_shows(tmp_path: Path) -> None:
    pdf, word = made(tmp_path, turned_by_exif((400, 200)), cmyk((300, 100)))
    (tmp_path / "letter.docx").write_bytes(word)
    command = [
        needs("LibreOffice shows the letter", "soffice"),
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    subprocess.run(
        [*command, "--outdir", tmp_path, tmp_path / "letter.docx"], check=True, capture_output=True
    )
    drawn = on_page((tmp_path / "letter.pdf").read_bytes())
    assert [size for size, _ in drawn] == [pytest.approx(size, abs=0.3) for size, _ in on_page(pdf)]
    for _, image in drawn:
        assert_upright(image)
