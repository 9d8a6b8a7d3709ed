"""Pictures of the workspace: taken, or refused with the reason."""

from __future__ import annotations

import base64
import random
import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from letterbook.model import Picture
from letterbook.problems import Place, Problem
from letterbook.sources.documents.pictures import MAX_PICTURE_BYTES, read_picture
from letterbook.sources.documents.raster_pictures import MAX_PIXELS

PLACE = Place("letterbook.yaml", 7, 11)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {}>{}</svg>'


def taken(folder: Path, data: bytes, name: str = "emblem.svg") -> Picture:
    (folder / name).write_bytes(data)
    picture, problems = read_picture(folder, name, PLACE)
    assert problems == []
    assert picture is not None
    return picture


def refused(folder: Path, data: bytes | None, name: str = "emblem.svg") -> Problem:
    if data is not None:
        (folder / name).write_bytes(data)
    picture, problems = read_picture(folder, name, PLACE)
    assert picture is None
    assert [(problem.place, problem.text) for problem in problems] == [(PLACE, name)]
    assert problems[0].hint
    assert problems[0].what.endswith(".")
    return problems[0]


def svg(body: str, attributes: str = 'width="10" height="20"') -> bytes:
    return SVG.format(attributes, body).encode()


def raster(kind: str, size: tuple[int, int] = (3, 5)) -> bytes:
    noise = random.Random(1).randbytes(size[0] * size[1] * 3)
    file = BytesIO()
    Image.frombytes("RGB", size, noise).save(file, kind)
    return file.getvalue()


# --- Taken ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg")])
def test_a_raster_picture_s_kind_is_told_by_its_content(tmp_path: Path, kind: str, media_type: str) -> None:
    data = raster(kind)
    picture = taken(tmp_path, data, "signature.svg")
    assert picture == Picture("signature.svg", media_type, data, 3.0, 5.0)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("attributes", "width", "height"),
    [
        ('width="10" height="20px"', 10, 20),
        ('width="25.4mm" height="1in"', 96, 96),
        ('width="72pt" height="6pc"', 96, 96),
        ('width="2.54cm" height="101.6q"', 96, 96),
        ('viewBox="0 0 30 40"', 30, 40),
        ('viewBox="-5,-5, 30,40" width="100%" height="100%"', 30, 40),
        ('viewBox="0 0 30 40" width="60"', 60, 80),
        ('viewBox="0 0 30 40" height="20"', 15, 20),
        ('viewBox="0 0 30 40" width="1e2" height="7"', 100, 7),
    ],
)
def test_an_svg_says_its_size(tmp_path: Path, attributes: str, width: float, height: float) -> None:
    picture = taken(tmp_path, svg("", attributes), "in.png")
    assert picture.kind == "image/svg+xml"
    assert (picture.width_px, picture.height_px) == pytest.approx((width, height))


def test_an_svg_may_refer_to_its_own_parts(tmp_path: Path) -> None:
    body = """<style>.a {{ fill: url(#g); stroke: url('#g') }}</style><!-- a remark: <script> url(http://x) -->
        <linearGradient id="g"/><g id="p"><rect class="a" fill="url( #g )"/></g>
        <use xlink:href="#p"/><use href="#p"/><image href="data:image/png;base64,{}"/>""".format(
        base64.b64encode(raster("PNG")).decode()
    )
    assert taken(tmp_path, b"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?>\n" + svg(body)).width_px == 10


def test_a_picture_in_a_folder_of_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "office").mkdir()
    assert taken(tmp_path, svg(""), "office/emblem.svg").name == "office/emblem.svg"


def test_a_link_inside_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "real.svg").write_bytes(svg(""))
    (tmp_path / "link.svg").symlink_to(tmp_path / "real.svg")
    picture, problems = read_picture(tmp_path, "link.svg", PLACE)
    assert (problems, picture and picture.name) == ([], "link.svg")


# --- Where it lies -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "/etc/passwd",
        "../emblem.svg",
        "a/../../emblem.svg",
        "..\\emblem.svg",
        "C:\\emblem.svg",
        "\\\\host\\x",
        "a\0b",
    ],
)
def test_outside_the_workspace(tmp_path: Path, name: str) -> None:
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    (tmp_path / "emblem.svg").write_bytes(svg(""))
    assert refused(workspace, None, name).code == "outside-workspace"


def test_a_link_out_of_the_workspace(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    (tmp_path / "emblem.svg").write_bytes(svg(""))
    (workspace / "emblem.svg").symlink_to(tmp_path / "emblem.svg")
    (workspace / "folder").symlink_to(tmp_path)
    assert refused(workspace, None).code == "outside-workspace"
    assert refused(workspace, None, "folder/emblem.svg").code == "outside-workspace"


def test_a_link_to_itself(tmp_path: Path) -> None:
    (tmp_path / "emblem.svg").symlink_to(tmp_path / "emblem.svg")
    assert refused(tmp_path, None).code == "missing-picture"


def test_missing_with_the_nearest_name(tmp_path: Path) -> None:
    (tmp_path / "emblem.svg").write_bytes(svg(""))
    problem = refused(tmp_path, None, "emblme.svg")
    assert problem.code == "missing-picture"
    assert "“emblem.svg”" in problem.hint


@pytest.mark.parametrize("name", ["nowhere/emblem.svg", "x" * 5000])
def test_missing(tmp_path: Path, name: str) -> None:
    problem = refused(tmp_path, None, name)
    assert problem.code == "missing-picture"
    assert problem.hint.startswith("Check the path")


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "emblem.svg").mkdir()
    problem = refused(tmp_path, None)
    assert problem.code == "missing-picture"
    assert "folder" in problem.hint


def test_another_kind_of_file_is_told_from_a_broken_svg(tmp_path: Path) -> None:
    assert "neither SVG nor PNG nor JPEG" in refused(tmp_path, b"Hallo").what
    assert "neither SVG nor PNG nor JPEG" not in refused(tmp_path, b"  <svg").what


# --- Too large, or broken ------------------------------------------------------------------------------------------


def test_too_many_bytes(tmp_path: Path) -> None:
    data = svg("<desc>" + "x" * MAX_PICTURE_BYTES + "</desc>")
    assert refused(tmp_path, data).code == "huge-picture"


def png_of_size(width: int, height: int) -> bytes:
    """A small file that unpacks to a picture of this size, all black."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width + 7) // 8 + 1) * min(height, 50_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("height", [MAX_PIXELS // 1000 + 1, 100_000, 1_000_000])
def test_a_decompression_bomb(tmp_path: Path, height: int) -> None:
    assert refused(tmp_path, png_of_size(1000, height), "a.png").code == "huge-picture"


def test_the_pixel_limit_lets_a_large_picture_pass(tmp_path: Path) -> None:
    assert taken(tmp_path, png_of_size(1000, 10_000), "a.png").height_px == 10_000


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_cut_short(tmp_path: Path, kind: str, share: float) -> None:
    data = raster(kind, (200, 200))
    assert refused(tmp_path, data[: int(len(data) * share)], "a.png").code == "broken-picture"


def test_damaged_in_the_middle(tmp_path: Path) -> None:
    data = bytearray(raster("PNG", (200, 200)))
    data[len(data) // 2] ^= 0xFF
    assert refused(tmp_path, bytes(data), "a.png").code == "broken-picture"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a....",
        b"%PDF-1.7",
        b"\x1f\x8b\x08\x00",
        b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
        b"<svg width='1' height='1'/>",  # no namespace
        b"<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'><g></svg>",
        svg("").decode().encode("utf-16"),
        svg("<text>\u00fc</text>").decode().encode("latin-1"),
        svg("", ""),
        svg("", 'width="0" height="5"'),
        svg("", 'width="-1" height="5"'),
        svg("", 'width="10"'),
        svg("", 'viewBox="0 0 x 5"'),
        svg("", 'viewBox="0 0 nan nan"'),
        svg("", 'viewBox="0 0 inf 5"'),
        svg("", 'viewBox="0 0 -3 -4"'),
        svg("", 'width="1e999" height="5"'),
    ],
)
def test_no_picture_that_can_be_printed(tmp_path: Path, data: bytes) -> None:
    assert refused(tmp_path, data).code == "broken-picture"


# --- Unsafe --------------------------------------------------------------------------------------------------------

BILLION_LAUGHS = b"""<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><text>&b;</text></svg>"""
UTF_7_DOCTYPE = b"""<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE svg +AFsAPAAh-ENTITY a "b"+AD4AXQA+-
<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>"""


@pytest.mark.parametrize(
    "data",
    [
        BILLION_LAUGHS,
        b'<!DOCTYPE svg SYSTEM "http://example.org/x.dtd"><svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<?xml-stylesheet href="http://example.org/x.css"?>' + svg("<?php x ?>"),
        svg("<?php x ?>"),
        svg("<script>x</script>"),
        svg('<svg:script xmlns:svg="http://www.w3.org/2000/svg">x</svg:script>'),
        svg("<foreignObject/>"),
        svg('<iframe xmlns="http://www.w3.org/1999/xhtml" srcdoc="x"/>'),
        svg('<rect onload="x()"/>'),
        svg("", 'width="1" height="1" onload="x()"'),
        svg('<image href="http://example.org/x.png"/>'),
        svg('<image href="//example.org/x.png"/>'),
        svg('<image xlink:href="file:///etc/passwd"/>'),
        svg('<image href="other.png"/>'),
        svg('<image href="data:text/html,x"/>'),
        svg('<image href="data:image/svg+xml,x"/>'),
        svg('<use href="other.svg#a"/>'),
        svg('<a href="javascript:x()"/>'),
        svg('<rect fill="url(http://example.org/#a)"/>'),
        svg('<rect style="fill: URL( &quot;other.svg#a&quot; )"/>'),
        svg('<rect style="fill: u\\72l(other.svg#a)"/>'),
        svg("<style>@import 'x.css';</style>"),
        svg("<style>@IMPORT 'x.css';</style>"),
        svg("<style>.a{}<![CDATA[@import 'x.css';]]></style>"),
        svg("<style>.a { fill: url(x.svg#a) }</style>"),
        svg("<style>.a { fill: url(#a); stroke: url(x.svg#a) }</style>"),
        svg("<style>.a { background: image-set('x.png' 1x) }</style>"),
        svg('<g xml:base="http://example.org/"/>'),
        svg('<use href="#a"><animate attributeName="xlink:href" to="http://example.org/"/></use>'),
    ],
)
def test_unsafe(tmp_path: Path, data: bytes) -> None:
    assert refused(tmp_path, data).code == "unsafe-picture"


def test_an_encoding_does_not_hide_a_document_type(tmp_path: Path) -> None:
    assert refused(tmp_path, UTF_7_DOCTYPE).code in ("unsafe-picture", "broken-picture")


def test_a_style_split_by_a_remark_or_an_element(tmp_path: Path) -> None:
    assert refused(tmp_path, svg("<style>.a{}<!-- x -->@import 'x.css';</style>")).code == "unsafe-picture"


def test_parts_that_use_each_other_without_end(tmp_path: Path) -> None:
    assert (
        refused(tmp_path, svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>')).code
        == "huge-picture"
    )
    assert refused(tmp_path, svg('<g id="a"><use href="#a"/></g>')).code == "huge-picture"


def test_what_only_looks_like_a_use_without_end(tmp_path: Path) -> None:
    assert taken(tmp_path, svg('<use href="#nowhere"/><g id="a"><a href="#a"/></g>')).width_px == 10


def test_parts_that_multiply(tmp_path: Path) -> None:
    def laughing(levels: int) -> bytes:
        parts = "".join(f'<g id="a{n}">' + f'<use href="#a{n - 1}"/>' * 10 + "</g>" for n in range(1, levels))
        return svg(f'<g id="a0"><rect/></g>{parts}')

    assert taken(tmp_path, laughing(4)).width_px == 10
    assert refused(tmp_path, laughing(12)).code == "huge-picture"
