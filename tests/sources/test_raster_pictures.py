"""Pictures of dots become what every format prints alike: upright, sRGB, eight bits, and nothing beside the dots."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from letterbook.model import Picture
from letterbook.problems import Place, Problem
from letterbook.sources.documents.pictures import read_picture

RED, BLUE, GREEN, WHITE = (200, 30, 30), (30, 30, 200), (30, 160, 30), (255, 255, 255)
PLACE = Place("letterbook.yaml", 7, 11)


def four_corners(size: tuple[int, int] = (64, 32)) -> Image.Image:
    """Red above left, blue above right, green below left, white below right: no two ways up look alike."""
    image = Image.new("RGB", size, WHITE)
    width, height = size
    image.paste(RED, (0, 0, width // 2, height // 2))
    image.paste(BLUE, (width // 2, 0, width, height // 2))
    image.paste(GREEN, (0, height // 2, width // 2, height))
    return image


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def read(folder: Path, data: bytes, name: str = "emblem.png") -> tuple[Picture | None, list[Problem]]:
    (folder / name).write_bytes(data)
    return read_picture(folder, name, PLACE)


def taken(folder: Path, data: bytes, name: str = "emblem.png") -> tuple[Picture, Image.Image]:
    picture, problems = read(folder, data, name)
    assert problems == []
    assert picture is not None
    with Image.open(BytesIO(picture.data)) as image:
        image.load()
    assert (image.width, image.height) == (picture.width_px, picture.height_px)
    assert Image.MIME[str(image.format)] == picture.kind
    assert not set(image.info) & {"exif", "xmp", "icc_profile", "comment", "Comment", "XML:com.adobe.xmp"}
    assert not image.getexif()
    return picture, image


def refused(folder: Path, data: bytes, name: str = "emblem.png") -> Problem:
    picture, [problem] = read(folder, data, name)
    assert picture is None
    assert (problem.place, problem.text) == (PLACE, name)
    assert problem.hint
    return problem


def assert_corners(image: Image.Image, tolerance: int = 30) -> None:
    shown = image.convert("RGB")
    width, height = shown.size
    for at, wanted in (
        ((width // 4, height // 4), RED),
        ((width * 3 // 4, height // 4), BLUE),
        ((width // 4, height * 3 // 4), GREEN),
        ((width * 3 // 4, height * 3 // 4), WHITE),
    ):
        found = shown.getpixel(at)
        assert isinstance(found, tuple)
        assert all(abs(a - b) <= tolerance for a, b in zip(found, wanted, strict=True)), (at, found)


# --- What is fine stays --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA"])
def test_a_plain_png_stays_byte_for_byte(tmp_path: Path, mode: str) -> None:
    data = saved(four_corners().convert(mode), "PNG")
    assert taken(tmp_path, data)[0].data == data


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 2}, {"dpi": (3, 100000)}])
def test_a_plain_jpeg_stays_byte_for_byte(tmp_path: Path, options: dict[str, Any]) -> None:
    data = saved(four_corners(), "JPEG", **options)
    assert taken(tmp_path, data)[0].data == data
    assert taken(tmp_path, saved(four_corners().convert("L"), "JPEG"))[0].kind == "image/jpeg"


# --- Which way up --------------------------------------------------------------------------------------------------

TURNS: dict[int, list[Image.Transpose]] = {
    2: [Image.Transpose.FLIP_LEFT_RIGHT],
    3: [Image.Transpose.ROTATE_180],
    4: [Image.Transpose.FLIP_TOP_BOTTOM],
    5: [Image.Transpose.TRANSPOSE],
    6: [Image.Transpose.ROTATE_90],
    7: [Image.Transpose.TRANSVERSE],
    8: [Image.Transpose.ROTATE_270],
}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", sorted(TURNS))
def test_what_the_camera_notes_of_the_side_that_is_up_is_followed(
    tmp_path: Path, kind: str, orientation: int
) -> None:
    stored = four_corners()
    for turn in TURNS[orientation]:
        stored = stored.transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    options: dict[str, Any] = {"quality": 95, "subsampling": 0} if kind == "JPEG" else {}
    options |= {"lossless": True} if kind == "WEBP" else {}
    data = saved(stored, kind, exif=exif, **options)
    assert_corners(taken(tmp_path, data)[1])


@pytest.mark.parametrize("orientation", [0, 1, 9, 4711])
def test_a_note_that_turns_nothing_costs_no_dots(tmp_path: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    plain = saved(four_corners(), "JPEG")
    assert taken(tmp_path, saved(four_corners(), "JPEG", exif=exif))[0].data == plain


# --- Colours -------------------------------------------------------------------------------------------------------


def profiled(kind: str) -> bytes:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile(kind))  # type: ignore[arg-type]
    return profile.tobytes()


def key_colour() -> bytes:
    return saved(four_corners(), "PNG", transparency=WHITE)


def lab() -> bytes:
    made = ImageCms.profileToProfile(
        four_corners(), ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB"
    )
    assert made is not None
    return saved(made, "TIFF")


@pytest.mark.parametrize(
    ("make", "mode"),
    [
        (lambda: saved(four_corners().convert("CMYK"), "JPEG", quality=95), "RGB"),
        (lambda: saved(four_corners().convert("CMYK"), "TIFF"), "RGB"),
        (lambda: saved(four_corners().convert("CMYK"), "JPEG", quality=95, icc_profile=b"nonsense"), "RGB"),
        (lambda: saved(four_corners().convert("YCbCr"), "TIFF"), "RGB"),
        (lab, "RGB"),
        (lambda: saved(four_corners().convert("P"), "GIF"), "RGB"),
        (lambda: saved(four_corners(), "BMP"), "RGB"),
        (lambda: saved(four_corners(), "WEBP", lossless=True), "RGB"),
        (lambda: saved(four_corners().quantize(4), "PNG", transparency=0), "RGBA"),
        (key_colour, "RGBA"),
        (lambda: saved(four_corners(), "PNG", icc_profile=profiled("sRGB")), "RGB"),
        (lambda: saved(four_corners(), "PNG", icc_profile=b"nonsense"), "RGB"),
    ],
)
def test_other_colours_become_srgb(tmp_path: Path, make: Callable[[], bytes], mode: str) -> None:
    _, image = taken(tmp_path, make(), "emblem.any")
    assert image.mode in (mode, "P" if mode == "RGB" else mode)
    if mode == "RGB":
        assert_corners(image)


def wide_gamut() -> bytes:
    """A profile with the primaries of sRGB changed round: red is what sRGB calls green."""
    profile = bytearray(profiled("sRGB"))
    red, green = profile.find(b"rXYZ"), profile.find(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile).replace(b"sRGB", b"oRGB").replace(b"s\0R\0G\0B", b"o\0R\0G\0B")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_an_embedded_profile_is_followed(tmp_path: Path, kind: str) -> None:
    red = Image.new("RGB", (16, 16), (255, 0, 0))
    options: dict[str, Any] = {"lossless": True} if kind == "WEBP" else {}
    _, image = taken(tmp_path, saved(red, kind, icc_profile=wide_gamut(), **options))
    found = image.convert("RGB").getpixel((8, 8))
    assert isinstance(found, tuple)
    assert (found[1] > 200, found[0] < 60) == (True, True)


def test_a_profile_leaves_transparency_alone(tmp_path: Path) -> None:
    image = Image.new("RGBA", (8, 8), (255, 0, 0, 77))
    found = taken(tmp_path, saved(image, "PNG", icc_profile=wide_gamut()))[1].getpixel((4, 4))
    assert isinstance(found, tuple)
    assert (found[3], found[1] > 200) == (77, True)


@pytest.mark.parametrize("mode", ["LA", "L"])
def test_grey(tmp_path: Path, mode: str) -> None:
    data = saved(Image.new("L", (8, 8), 100).convert(mode), "PNG")
    assert taken(tmp_path, data)[1].convert("L").getpixel((4, 4)) == 100


def sixteen_bits(colour: int, samples: bytes) -> bytes:
    """A PNG of one row of dots with 16 bits a channel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    width = len(samples) // {0: 2, 2: 6, 4: 4, 6: 8}[colour]
    header = struct.pack(">IIBBBBB", width, 1, 16, colour, 0, 0, 0)
    rows = zlib.compress(b"\0" + samples)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_sixteen_bits_of_grey_are_no_black_block(tmp_path: Path) -> None:
    _, image = taken(tmp_path, sixteen_bits(0, struct.pack(">4H", 0, 0x4000, 0x8000, 0xFFFF)))
    assert (image.mode, list(image.tobytes())) == ("L", [0, 0x40, 0x80, 0xFF])
    wide = Image.frombytes("I;16", (4, 1), struct.pack("<4H", 0, 0x4000, 0x8000, 0xFFFF))
    assert list(taken(tmp_path, saved(wide, "TIFF"))[1].tobytes()) == [0, 0x40, 0x80, 0xFF]


@pytest.mark.parametrize("colour", [2, 6])
def test_sixteen_bits_of_colour(tmp_path: Path, colour: int) -> None:
    samples = (200, 30, 30, 255)[: 3 if colour == 2 else 4]
    data = sixteen_bits(colour, struct.pack(f">{len(samples)}H", *(value * 257 for value in samples)))
    picture, image = taken(tmp_path, data)
    assert (image.convert("RGB").getpixel((0, 0)), picture.data[24]) == (RED, 8)


@pytest.mark.parametrize("mode", ["F", "I"])
def test_values_that_nobody_can_print(tmp_path: Path, mode: str) -> None:
    problem = refused(tmp_path, saved(Image.new(mode, (8, 8)), "TIFF"), "emblem.tif")
    assert problem.code == "broken-picture"
    assert "32 bits" in problem.what


# --- Nothing beside the dots ---------------------------------------------------------------------------------------

SECRET = b"48.2082 N, 16.3738 E"


def placed() -> Image.Exif:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (48.0, 12.0, 29.5)
    exif[0x010E] = SECRET.decode()
    return exif


def test_a_jpeg_loses_what_it_says_beside_its_dots_and_no_dot(tmp_path: Path) -> None:
    plain = saved(four_corners(), "JPEG")
    told = saved(
        four_corners(), "JPEG", exif=placed(), xmp=SECRET, comment=SECRET, icc_profile=profiled("sRGB")
    )
    behind = told + b"\xff\xd8\xff" + SECRET
    assert SECRET in behind
    assert taken(tmp_path, behind)[0].data == plain


def test_a_comment_between_the_scans_of_a_progressive_jpeg(tmp_path: Path) -> None:
    plain = saved(four_corners((200, 200)), "JPEG", progressive=True)
    second = plain.find(b"\xff\xda", plain.find(b"\xff\xda") + 2)
    told = plain[:second] + b"\xff\xfe" + struct.pack(">H", 2 + len(SECRET)) + SECRET + plain[second:]
    assert taken(tmp_path, told)[0].data == plain


def test_a_small_copy_in_the_header_of_a_jpeg(tmp_path: Path) -> None:
    plain = saved(four_corners(), "JPEG")
    told = (
        plain[:2] + b"\xff\xe0" + struct.pack(">H", 19) + plain[6:18] + b"\x01\x01\x0a\x0b\x0c" + plain[20:]
    )
    assert taken(tmp_path, told)[0].data == plain


def test_a_png_loses_what_it_says_beside_its_dots_and_no_dot(tmp_path: Path) -> None:
    plain = saved(four_corners(), "PNG")
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", SECRET.decode())
    notes.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    notes.add(b"tIME", b"\x07\xe5\x01\x01\0\0\0")
    told = saved(four_corners(), "PNG", pnginfo=notes, exif=placed()) + SECRET
    assert SECRET in told
    assert taken(tmp_path, told)[0].data == plain


@pytest.mark.parametrize("kind", ["WEBP", "TIFF", "GIF"])
def test_other_kinds_lose_it_too(tmp_path: Path, kind: str) -> None:
    options: dict[str, Any] = {"GIF": {"comment": SECRET}}.get(kind, {"exif": placed()})
    data = saved(four_corners(), kind, **options)
    assert SECRET in data
    assert SECRET not in taken(tmp_path, data)[0].data


def test_further_views_behind_a_camera_s_picture(tmp_path: Path) -> None:
    data = saved(four_corners(), "MPO", save_all=True, append_images=[Image.new("RGB", (64, 32), RED)])
    picture, image = taken(tmp_path, data)
    assert_corners(image)
    assert picture.data.count(b"\xff\xd8\xff") == 1


# --- Refused, and why ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF"])
def test_what_moves_or_has_pages(tmp_path: Path, kind: str) -> None:
    frames = [Image.new("RGB", (8, 8), BLUE), Image.new("RGB", (8, 8), GREEN)]
    problem = refused(tmp_path, saved(four_corners((8, 8)), kind, save_all=True, append_images=frames))
    assert problem.code == "broken-picture"
    assert ("has 3 pages" if kind == "TIFF" else "moves") in problem.what


@pytest.mark.parametrize(
    ("data", "called"),
    [
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1", "AVIF"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "EPS"),
        (b"\xd7\xcd\xc6\x9a\0\0", "WMF"),
        (b"\x01\0\0\0\x6c\0\0\0" + bytes(32) + b" EMF", "EMF"),
        (b"MZ\x90\0\x03", "a program"),
        (b"\x7fELF\x02\x01\x01", "a program"),
        (b"#!/bin/sh\necho", "a program"),
        (b"%PDF-1.7\n", "PDF"),
        (b"8BPS\0\1", "Photoshop"),
        (b"\0\0\1\0\1\0\x10\x10", "icon"),
        (b"PK\3\4", "packed"),
        (b"", "empty"),
        (bytes(5000), "empty"),
        (b"Hallo", "another kind"),
    ],
)
@pytest.mark.parametrize("name", ["emblem.png", "emblem.jpg", "emblem.svg"])
def test_another_kind_than_the_name_says_is_called_what_it_is(
    tmp_path: Path, data: bytes, called: str, name: str
) -> None:
    problem = refused(tmp_path, data, name)
    assert problem.code == "broken-picture"
    assert called in problem.what


@pytest.mark.parametrize("name", ["emblem.jpg", "emblem.svg", "emblem", "emblem.exe"])
def test_a_harmless_picture_under_another_name_is_what_it_is(tmp_path: Path, name: str) -> None:
    assert taken(tmp_path, saved(four_corners(), "PNG"), name)[0].kind == "image/png"


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP"])
@pytest.mark.parametrize("share", [0.2, 0.6, 0.97])
def test_cut_short(tmp_path: Path, kind: str, share: float) -> None:
    noise = Image.effect_noise((90, 90), 80).convert("RGB")
    data = saved(noise, kind)
    assert refused(tmp_path, data[: int(len(data) * share)]).code in ("broken-picture", "huge-picture")


def test_nothing_wide_or_high(tmp_path: Path) -> None:
    data = sixteen_bits(0, b"")
    assert refused(tmp_path, data).code == "broken-picture"


@pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF", "WEBP", "PNG", "JPEG"])
def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, kind: str) -> None:
    side = {"WEBP": 16_000, "JPEG": 20_000}.get(kind, 20_000)
    if kind in ("BMP", "JPEG", "WEBP", "TIFF"):  # a small picture that says of itself that it is huge
        data = bytearray(saved(Image.new("L", (64, 64)), kind))
        data = _enlarged(data, kind, side)
    else:
        data = bytearray(saved(Image.new("1", (side, side)), kind, compress_level=9))
    assert refused(tmp_path, bytes(data)).code in ("huge-picture", "broken-picture")


def _enlarged(data: bytearray, kind: str, side: int) -> bytearray:
    match kind:
        case "BMP":
            data[18:26] = struct.pack("<ii", side, side)
        case "JPEG":
            at = data.find(b"\xff\xc0")
            data[at + 5 : at + 9] = struct.pack(">HH", side, side)
        case "TIFF":
            for tag in (256, 257):
                at = data.find(struct.pack("<HH", tag, 4)) if struct.pack("<HH", tag, 4) in data else -1
                at = at if at >= 0 else data.find(struct.pack("<HH", tag, 3))
                data[at + 2 : at + 12] = struct.pack("<HII", 4, 1, side)
        case _:
            at = data.find(b"VP8 ")
            data[at + 14 : at + 18] = struct.pack("<HH", side, side)
    return data


@pytest.mark.parametrize("size", [(31_000, 700), (700, 31_000)])
def test_a_side_too_long(tmp_path: Path, size: tuple[int, int]) -> None:
    assert refused(tmp_path, saved(Image.new("1", size), "PNG")).code == "huge-picture"


@pytest.mark.parametrize("size", [(1000, 10), (10, 1000)])
def test_a_hair(tmp_path: Path, size: tuple[int, int]) -> None:
    problem = refused(tmp_path, saved(Image.new("RGB", size), "PNG"))
    assert "times as long" in problem.what
