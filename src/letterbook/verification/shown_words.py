"""The words that are seen on the pages of a small file."""

from __future__ import annotations

import re
from pathlib import Path

_HYPHEN = re.compile("[\x02\ufffe]")
"""What PDFium has for a hyphen at the end of a line."""


def shown_words(path: Path) -> list[str]:
    """The words of all pages; none where the file cannot be read."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as document:
            text = " ".join(page.get_textpage().get_text_bounded() for page in document)
            return _HYPHEN.sub("-", text).split()
    except (pypdfium2.PdfiumError, OSError):
        return []
