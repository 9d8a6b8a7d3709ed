"""What a page may load while it is laid out: files that were read before, by name, and nothing else."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from urllib.parse import unquote

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from letterbook.sentences import say

# A host that cannot exist (RFC 2606), so that relative addresses in a page resolve to names of our own.
BASE = "https://letterbook.invalid/"
TEMPLATE = BASE + "template/"
FONTS = BASE + "fonts/"


class NoFetching(URLFetcher):  # type: ignore[misc]  # WeasyPrint carries no types
    """Gives out the bytes it was made with, and pictures written into the page itself; refuses all else."""

    def __init__(self, files: Mapping[str, bytes] | None = None) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)
        self._files = dict(files or {})
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The bytes behind `url`; FatalURLFetchingError (a BaseException) where it is none of ours."""
        if url.startswith("data:"):
            return super().fetch(url, headers)
        data = self._files.get(unquote(url))
        if data is None:
            # Remembered too, since inside an inline SVG WeasyPrint lets the exception fall.
            self.refused.append(url.removeprefix(TEMPLATE))
            raise FatalURLFetchingError(
                say("the page asks for “{url}”, which is not in its template", url=url.removeprefix(TEMPLATE))
            )
        kind = mimetypes.guess_type(url)[0] or "application/octet-stream"
        return URLFetcherResponse(url, data, headers={"Content-Type": kind})
