"""What a page may load while it is laid out: files that were read before, by name, and nothing else.

What a file is, its content says: a picture, made into what prints alike everywhere, a font, or a style sheet.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from letterbook.problems import Place
from letterbook.sentences import say
from letterbook.sources.documents.picture_refusal import PictureRefusedError
from letterbook.sources.documents.pictures import normal_picture
from letterbook.sources.documents.svg_pictures import data_of
from letterbook.sources.fonts import font_sum, unlisted_font

# A host that cannot exist (RFC 2606), so that relative addresses in a page resolve to names of our own.
BASE = "https://letterbook.invalid/"
TEMPLATE = BASE + "template/"
FONTS = BASE + "fonts/"

_FONT_STARTS = (b"\0\1\0\0", b"OTTO", b"true", b"ttcf", b"wOFF", b"wOF2")


@dataclass(frozen=True)
class Refused:
    """An address that was not loaded: its name in the template, a problem's code, why, and what to do."""

    name: str
    code: str
    why: str
    hint: str


class NoFetching(URLFetcher):  # type: ignore[misc]  # WeasyPrint carries no types
    """Gives out the bytes it was made with, and pictures written into the page itself; refuses all else.

    Of fonts it gives out the program's own and those with one of the check sums `fonts`.
    """

    def __init__(self, files: Mapping[str, bytes] | None = None, fonts: frozenset[str] = frozenset()) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)
        self._files, self._fonts = dict(files or {}), fonts
        self._is_for_fonts = False
        self.refused: list[Refused] = []

    def for_fonts(self) -> NoFetching:
        """The same, for whom whatever is loaded is a font; what one refuses, both remember."""
        other = copy.copy(self)
        other._is_for_fonts = True  # noqa: SLF001  # its own
        return other

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002  # its caller's form
        """The bytes behind `url`; FatalURLFetchingError (a BaseException) where it is none of ours."""
        written_in = url[:5].lower() == "data:"
        name = "data:…" if written_in else url.removeprefix(TEMPLATE)
        try:
            data = data_of(url) if written_in else self._files.get(unquote(url))
            if data is None:
                raise self._refusal(_not_there(name))
            if self._is_for_fonts or data.startswith(_FONT_STARTS):
                self._check_font(data, url, name)
                kind = "font/sfnt"
            else:
                kind, data = _loaded(data, url, name)
        except PictureRefusedError as refused:
            what = say("The picture “{name}” {what}", name=name, what=refused.what)
            raise self._refusal(Refused(name, refused.code, what, refused.hint)) from refused
        return URLFetcherResponse(url, data, headers={"Content-Type": kind})

    def _check_font(self, data: bytes, url: str, name: str) -> None:
        if not url.startswith(FONTS) and font_sum(data) not in self._fonts:
            problem = unlisted_font(Place(url), name)
            raise self._refusal(Refused(name, problem.code, problem.what, problem.hint))

    def _refusal(self, refused: Refused) -> FatalURLFetchingError:
        # Remembered too, since inside an inline SVG WeasyPrint lets the exception fall.
        self.refused.append(refused)
        return FatalURLFetchingError(refused.why)


def _not_there(name: str) -> Refused:
    why = say("The page asks for “{name}”, which is not in its template.", name=name)
    hint = "Put the file into the template's folder, or correct its name; nothing else is ever loaded."
    return Refused(name, "refused-file", why, hint)


def _loaded(data: bytes, url: str, name: str) -> tuple[str, bytes]:
    """Media type and bytes of a style sheet or a picture; PictureRefusedError where it is neither."""
    if url.startswith("data:text/css") or url.lower().endswith(".css"):
        return "text/css", data
    picture = normal_picture(name, data)
    return picture.kind, picture.data
