"""Pictures of dots, made once into what Word, every PDF reader and PDF/A print alike.

That is PNG or JPEG, at most 8 bits a channel, grey or sRGB, the right way up, and nothing beside the dots: no place
where it was taken, no remarks, no small copy of itself. A picture that is so already stays as it is, byte for byte; one
that only says too much loses that and none of its dots.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, Literal, cast

from PIL import Image, ImageCms, ImageFile, ImageOps

from letterbook.sentences import say
from letterbook.sources.documents.picture_refusal import DRAW_ANEW, FEWER_PIXELS, PictureRefusedError

MAX_PIXELS = 40_000_000
MAX_SIDE = 30_000

RasterKind = Literal["image/png", "image/jpeg"]
Raster = tuple[RasterKind, bytes, int, int]
"""Media type, bytes, width and height in pixels."""

_PNG_START, _JPEG_START = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_READ: dict[str, Callable[[bytes], bool]] = {
    "PNG": lambda data: data.startswith(_PNG_START),
    "JPEG": lambda data: data.startswith(_JPEG_START),
    "GIF": lambda data: data[:6] in (b"GIF87a", b"GIF89a"),
    "WEBP": lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP",
    "TIFF": lambda data: data[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"),
    "BMP": lambda data: data[:2] == b"BM" and data[6:10] == bytes(4),
}
"""What is read, by Pillow's name for it, and how its content begins."""


def format_of(data: bytes) -> str | None:
    """Pillow's name of the kind of picture by its content; None where it is none that is read."""
    return next((name for name, begins in _READ.items() if begins(data)), None)


def normalise(data: bytes, kind: str, *, turned: bool = True) -> Raster:
    """The picture as it is printed everywhere; PictureRefusedError where it cannot be. `kind` is that of `format_of`.

    A note of the camera on which side is up (EXIF) is followed where `turned`; Word never does, so that a picture
    from a Word file stays as Word shows it.
    """
    with _refusing():
        _check_whole(data, kind)
        with _opened(data, kind) as image, _truncation_refused():
            image.load()
            bare = _bare(data, kind, image, turned)
            if bare is not None and _has_the_same_dots(bare, data, kind, image):
                return ("image/jpeg" if kind == "JPEG" else "image/png"), bare, image.width, image.height
            converted = _converted(image, turned)
            if kind == "JPEG":
                return _encoded(converted.convert("L" if converted.mode == "L" else "RGB"), "JPEG")
            return _encoded(converted, "PNG")


def _bare(data: bytes, kind: str, image: Image.Image, turned: bool) -> bytes | None:
    """The picture's own dots without what is said beside them; None where the dots themselves have to change."""
    if turned and image.getexif().get(0x0112, 1) in range(2, 9):
        return None
    profile = image.info.get("icc_profile")
    if profile and not _is_srgb(profile):
        return None
    if kind == "JPEG" and image.mode in ("L", "RGB") and _is_read_everywhere(data):
        return _without_segments(data)
    return _without_remarks(data) if kind == "PNG" and _is_plain_png(data, image) else None


def _has_the_same_dots(bare: bytes, data: bytes, kind: str, image: Image.Image) -> bool:
    """Whether nothing was lost; a file may be built so that one reader sees other parts in it than another."""
    if bare == data:
        return True
    try:
        with _opened(bare, kind) as again:
            return again.mode == image.mode and again.tobytes() == image.tobytes()
    except (OSError, SyntaxError, ValueError):
        return False


@contextmanager
def _refusing() -> Iterator[None]:
    """What Pillow says of a picture that it cannot read, as a refusal."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except (
        *(OSError, SyntaxError, ValueError, EOFError, IndexError, ArithmeticError, KeyError, TypeError),
        *(AttributeError, struct.error, zlib.error, RuntimeError, AssertionError),
    ) as error:  # what decoders raise for a file that is no such picture inside
        raise PictureRefusedError("broken-picture", "is damaged or cut short.", DRAW_ANEW) from error


def _opened(data: bytes, kind: str) -> Image.Image:
    # MPO is a JPEG with further views of the same behind it, as cameras write it.
    return Image.open(BytesIO(data), formats=[kind, "MPO"] if kind == "JPEG" else [kind])


def _check_whole(data: bytes, kind: str) -> None:
    """Refuses what has no sane size, before anything is decoded, and what moves or has pages."""
    with _opened(data, kind) as image:
        width, height = image.size
        if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
            raise _too_many_pixels()
        frames = 1 if image.format == "MPO" else int(getattr(image, "n_frames", 1))
        if frames > 1:
            what = (
                say("has {frames} pages.", frames=frames)
                if kind == "TIFF"
                else say("moves: it holds {frames} pictures.", frames=frames)
            )
            raise PictureRefusedError("broken-picture", what, "Save the one that you want as PNG.")
        if kind == "TIFF" and image.info.get("compression") != "raw":
            raise PictureRefusedError("broken-picture", "is a packed TIFF picture.", DRAW_ANEW)
        if kind in ("PNG", "JPEG"):
            image.verify()


@contextmanager
def _truncation_refused() -> Iterator[None]:
    """WeasyPrint, once loaded, has Pillow fill up a picture that breaks off; here it must not."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _too_many_pixels() -> PictureRefusedError:
    limit = say(
        "has more than {max_pixels} million pixels, or more than {max_side} on a side.",
        max_pixels=MAX_PIXELS // 1000000,
        max_side=MAX_SIDE,
    )
    return PictureRefusedError("huge-picture", limit, FEWER_PIXELS)


# --- Which way up, and which colours -------------------------------------------------------------------------------


def _converted(image: Image.Image, turned: bool) -> Image.Image:
    """Grey, RGB or RGBA of 8 bits, the right way up, in the colours of sRGB."""
    profile, image = image.info.get("icc_profile"), image.copy()
    if turned:
        image = ImageOps.exif_transpose(image)
    alpha = None
    if image.mode == "P" or "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode in ("LA", "PA", "La", "RGBa"):
        image = image.convert("RGBA")
    if image.mode == "RGBA":
        alpha, image = image.getchannel("A"), image.convert("RGB")
    image = _in_srgb(_eight_bits(image), profile)
    if alpha is not None and alpha.getextrema() != (255, 255):
        image = image.convert("RGB")
        image.putalpha(alpha)
    return image


def _eight_bits(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value / 256).convert("L")
    if image.mode in ("I", "F"):
        what = "has values of 32 bits a dot, of which nobody can say which is black and which is white."
        raise PictureRefusedError("broken-picture", what, DRAW_ANEW)
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in ("L", "RGB", "CMYK", "LAB") else image.convert("RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if image.mode == "LAB":
        return _transformed(image, ImageCms.createProfile("LAB"))
    if profile and not _is_srgb(profile):
        try:
            found = _transformed(image, ImageCms.ImageCmsProfile(BytesIO(profile)))
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a damaged profile, or another picture's: the colours are taken as they stand
        else:
            return found.convert("L") if image.mode == "L" else found
    return image if image.mode in ("L", "RGB") else image.convert("RGB")


def _transformed(image: Image.Image, profile: Any) -> Image.Image:
    target = ImageCms.createProfile("sRGB")
    intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
    made = ImageCms.profileToProfile(image, profile, target, intent, "RGB", flags=flags)
    return cast("Image.Image", made)


def _is_srgb(profile: bytes) -> bool:
    try:
        name = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(BytesIO(profile)))
    except (ImageCms.PyCMSError, OSError, ValueError):
        return False
    return "srgb" in name.lower()


def _encoded(image: Image.Image, kind: Literal["PNG", "JPEG"]) -> Raster:
    bare = Image.new(image.mode, image.size)  # nothing of what the old file said beside its dots
    bare.paste(image)
    out = BytesIO()
    if kind == "PNG":
        bare.save(out, "PNG")
        return "image/png", out.getvalue(), *bare.size
    bare.save(out, "JPEG", quality=95, subsampling=0)
    return "image/jpeg", out.getvalue(), *bare.size


# --- PNG (RFC 2083): chunks of length, name, data, checksum --------------------------------------------------------

_DRAWN_CHUNKS = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})
_HARMLESS_CHUNKS = frozenset({b"sRGB", b"pHYs"})


def _is_plain_png(data: bytes, image: Image.Image) -> bool:
    """Whether it has at most 8 bits a channel, and no colour that stands for transparency."""
    kinds = {kind for kind, _ in _png_chunks(data)}
    return data[24] <= 8 and image.mode in ("1", "L", "P", "RGB", "RGBA") and b"tRNS" not in kinds


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each chunk's name and its bytes, the checksum included, up to the end of the picture."""
    at = len(_PNG_START)
    while at + 8 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, end = data[at + 4 : at + 8], at + 12 + length
        yield kind, data[at:end]
        if kind == b"IEND":
            return
        at = end


def _without_remarks(data: bytes) -> bytes:
    """The picture without chunks that do not draw, and without what somebody hung behind its end."""
    kept = [chunk for kind, chunk in _png_chunks(data) if kind in _DRAWN_CHUNKS | _HARMLESS_CHUNKS]
    return b"".join([_PNG_START, *kept])


# --- JPEG (ITU-T T.81, annex B): segments of a marker, a length and data -------------------------------------------

_APP0, _APP14, _APP15, _COM, _SOS = 0xE0, 0xEE, 0xEF, 0xFE, 0xDA
_BASELINE, _EXTENDED, _PROGRESSIVE = 0xC0, 0xC1, 0xC2
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def _is_read_everywhere(data: bytes) -> bool:
    """Whether it is coded in a way that PDF readers know (ISO 32000-1, 7.4.8), and its colours named as usual."""
    segments = list(_jpeg_segments(data))
    frame = next(((marker, body) for marker, body in segments if marker in _FRAMES), None)
    if frame is None or frame[0] not in (_BASELINE, _EXTENDED, _PROGRESSIVE):
        return False
    names = frame[1][10::3]  # of the components: marker, length, depth, height, width and count stand before
    is_marked = any(marker in (_APP0, _APP14) for marker, _ in segments)
    return len(names) == 1 or names == bytes([1, 2, 3]) or is_marked


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each segment's marker and bytes; the last is the first scan with all that follows it."""
    at = 2
    while at + 4 <= len(data):
        while data[at + 1] == 0xFF:  # any marker may be filled up before it
            at += 1
        marker = data[at + 1]
        if marker == _SOS:
            yield marker, data[at:]
            return
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        yield marker, data[at : at + 2 + length]
        at += 2 + length


def _without_segments(data: bytes) -> bytes:
    """The picture with what draws it: no EXIF, XMP, profile, comment, small copy, or second picture behind it."""
    kept = [_kept(marker, body) for marker, body in _jpeg_segments(data)]
    return b"".join([data[:2], *kept])


def _kept(marker: int, body: bytes) -> bytes:
    if marker == _SOS:
        return _scans(body)
    if marker == _APP0:  # JFIF may hold a small copy; its first 18 bytes say all that is needed
        return (
            b"\xff\xe0\x00\x10" + body[4:16] + b"\0\0" if body[4:9] == b"JFIF\0" and len(body) >= 18 else b""
        )
    if marker == _APP14:
        return body if body[4:9] == b"Adobe" else b""
    return b"" if _APP0 < marker <= _APP15 or marker == _COM else body


def _scans(data: bytes) -> bytes:
    """The scans up to the end of the picture, without comments between them."""
    kept, at, start = [], 0, 0
    while (at := data.find(b"\xff", at)) >= 0 and at + 1 < len(data):
        marker = data[at + 1]
        if marker in (0x00, 0xFF) or 0xD0 <= marker <= 0xD7:  # a stuffed byte, a filling, a restart
            at += 1 if marker == 0xFF else 2
        elif marker == 0xD9:
            kept.append(data[start : at + 2])
            return b"".join(kept)
        else:
            (length,) = struct.unpack(">H", data[at + 2 : at + 4])
            end = at + 2 + length
            if _APP0 <= marker <= _APP15 or marker == _COM:
                kept.append(data[start:at])
                start = end
            at = end
    kept.append(data[start:])
    return b"".join(kept)
