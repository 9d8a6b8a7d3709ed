"""Reads a picture of the workspace: inside it, whole, of a sane size, and with nothing that reaches outside.

The kind is told by the content, not by the name. What comes out is printed alike in every format.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Literal

from letterbook.model import Picture
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.documents import raster_pictures, svg_pictures
from letterbook.sources.documents.picture_refusal import FEWER_PIXELS, PictureRefusedError
from letterbook.sources.text_checks import nearest, shortened
from letterbook.steps import begin_step

MAX_PICTURE_BYTES = 5_000_000
MAX_PROPORTION = 50
"""So many times as wide as high, or the other way round, a picture may be; beyond, it would be printed as a hair."""


def read_picture(
    workspace: Path, name: str, place: Place, folders: Iterable[str] = (), *, as_named: bool = False
) -> tuple[Picture | None, list[Problem]]:
    """The picture with this path below the workspace, or in one of the `folders` beside it; `place` is where the path is
    written. `as_named`: its ending has to say what it is.

    Codes: outside-workspace, missing-picture, huge-picture, broken-picture, unsafe-picture.
    """
    begin_step(name)
    try:
        data = _bytes(workspace, name, folders)
        if as_named:
            _check_ending(name, data)
        return normal_picture(name, data), []
    except PictureRefusedError as refused:
        return None, [refused_picture(name, place, refused)]


def picture_of_upload(name: str, data: bytes, place: Place) -> tuple[Picture | None, list[Problem]]:
    """The same of a picture that somebody sent, under the name that it was sent by. Codes: huge-picture, broken-picture,
    unsafe-picture.
    """
    begin_step(name)
    try:
        return normal_picture(name, data), []
    except PictureRefusedError as refused:
        return None, [refused_picture(name, place, refused)]


def refused_picture(name: str, place: Place, refused: PictureRefusedError) -> Problem:
    """What is wrong with the picture of this name, as a problem of whoever asks for it."""
    what = say("The picture “{name}” {what}", name=shortened(name), what=refused.what)
    return Problem(refused.code, place, what, refused.hint, name)


def _bytes(workspace: Path, name: str, folders: Iterable[str]) -> bytes:
    path = _inside(workspace, name, folders)
    try:
        if not path.is_file():
            raise PictureRefusedError("missing-picture", "is not there.", _missing_hint(path, name))
        with path.open("rb") as file:
            data = file.read(MAX_PICTURE_BYTES + 1)
    except OSError as error:
        what = say("cannot be read: {strerror}.", strerror=error.strerror)
        raise PictureRefusedError(
            "missing-picture", what, "Check the path, and who may read the file."
        ) from error
    _check_bytes(data)
    return data


def _check_bytes(data: bytes) -> None:
    if len(data) > MAX_PICTURE_BYTES:
        limit = say("is larger than {max_picture_bytes} MB.", max_picture_bytes=MAX_PICTURE_BYTES // 1000000)
        raise PictureRefusedError("huge-picture", limit, FEWER_PIXELS)


_ENDINGS = {
    "PNG": (".png",),
    "JPEG": (".jpg", ".jpeg"),
    "SVG": (".svg",),
    "GIF": (".gif",),
    "WEBP": (".webp",),
    "TIFF": (".tif", ".tiff"),
    "BMP": (".bmp",),
}


def _check_ending(name: str, data: bytes) -> None:
    """Refuses a picture whose name says that it is another kind than it is."""
    kind = raster_pictures.format_of(data) or ("SVG" if svg_pictures.is_markup(data) else None)
    if kind is None:  # whoever reads it says what it is
        return
    if PurePosixPath(name).suffix.lower() not in _ENDINGS[kind]:
        what = say("is of the kind {kind}, and its name does not end so.", kind=kind)
        raise PictureRefusedError("broken-picture", what, say("Name it …{ending}", ending=_ENDINGS[kind][0]))


def _inside(workspace: Path, name: str, folders: Iterable[str]) -> Path:
    """The file's real path; refused where it lies outside, by its words or by a symbolic link."""
    hint = "Copy the picture into the workspace and write its path from there, as in emblem.svg."
    outside = PictureRefusedError("outside-workspace", "does not lie inside the workspace.", hint)
    is_absolute = PurePosixPath(name).is_absolute() or PureWindowsPath(name).anchor
    if "\0" in name:
        raise outside
    is_elsewhere = is_absolute or ".." in re.split(r"[/\\]", name)
    try:
        path = (workspace / name).resolve()
    except (OSError, RuntimeError) as error:  # a link that leads to itself, a name too long
        raise PictureRefusedError("missing-picture", "cannot be found.", "Check the path.") from error
    allowed = folders if is_elsewhere else ("", *folders)
    if not any(path.is_relative_to((workspace / folder).resolve()) for folder in allowed):
        raise outside
    return path


def _missing_hint(path: Path, name: str) -> str:
    if path.is_dir():
        return "It is a folder; write the path of a picture."
    neighbours = [file.name for file in sorted(path.parent.iterdir())] if path.parent.is_dir() else []
    near = nearest(PurePosixPath(name).name, neighbours)
    return say("Did you mean “{near}”?", near=near) if near else "Check the path, or put the picture there."


# --- What it is ----------------------------------------------------------------------------------------------------


def normal_picture(name: str, data: bytes, *, turned: bool = True) -> Picture:
    """The picture as both formats and PDF/A print it alike; PictureRefusedError where it cannot be.

    A picture that is so already comes back as it is. `turned` as in `raster_pictures.normalise`.
    """
    _check_bytes(data)
    kind, normal, width, height = _normal(data, turned)
    return Picture(name, kind, normal, width, height)


def is_picture(data: bytes) -> bool:
    """Whether the content begins as that of a picture that is read; it may be damaged or unsafe all the same."""
    return raster_pictures.format_of(data) is not None or svg_pictures.is_markup(data)


@lru_cache(maxsize=16)
def _normal(data: bytes, turned: bool) -> tuple[_Kind, bytes, float, float]:
    kind = raster_pictures.format_of(data)
    if kind is not None:
        found: tuple[_Kind, bytes, float, float] = raster_pictures.normalise(data, kind, turned=turned)
    elif svg_pictures.is_markup(data):
        found = ("image/svg+xml", data, *svg_pictures.size(svg_pictures.safe_svg(data)))
    else:
        what = say("is {what}, and neither SVG nor PNG nor JPEG.", what=_known_as(data))
        raise PictureRefusedError("broken-picture", what, _OPEN_AND_SAVE)
    width, height = found[2:]
    if max(width, height) > MAX_PROPORTION * min(width, height):
        what = say("is more than {times} times as long on one side as on the other.", times=MAX_PROPORTION)
        raise PictureRefusedError("broken-picture", what, "Cut it to what has to be seen.")
    return found


_Kind = Literal["image/svg+xml", "image/png", "image/jpeg"]
_OPEN_AND_SAVE = "Open it in the program that it comes from and save it as PNG, JPEG or plain SVG."
_HEIF = {b"avif": "an AVIF picture", b"avis": "an AVIF picture"}
_OTHERS = (
    (b"%!PS", "an EPS drawing"),
    (b"\xc5\xd0\xd3\xc6", "an EPS drawing"),
    (b"\x01\x00\x00\x00", "an EMF drawing of Windows"),
    (b"\xd7\xcd\xc6\x9a", "a WMF drawing of Windows"),
    (b"\x01\x00\x09\x00", "a WMF drawing of Windows"),
    (b"\x02\x00\x09\x00", "a WMF drawing of Windows"),
    (b"%PDF", "a PDF file"),
    (b"8BPS", "a Photoshop file"),
    (b"\0\0\1\0", "an icon file"),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000 picture"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000 picture"),
    (b"\xff\x0a", "a JPEG XL picture"),
    (b"\0\0\0\x0cJXL ", "a JPEG XL picture"),
    (b"\x1f\x8b", "a packed file (gzip)"),
    (b"PK\3\4", "a packed file (zip)"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"MZ", "a program"),
    (b"\x7fELF", "a program"),
    (b"#!", "a program"),
)


def _known_as(data: bytes) -> str:
    """What a file that is no picture of ours seems to be, as a clerk would say it."""
    if not data.strip(b"\0 \r\n\t"):
        return "an empty file"
    if data[4:8] == b"ftyp":
        return _HEIF.get(data[8:12], "a HEIC picture, as telephones take them,")
    return next((called for start, called in _OTHERS if data.startswith(start)), "another kind of file")
