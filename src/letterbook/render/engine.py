"""The layout engine, shut off from the machine's own fonts."""

from __future__ import annotations

import os
from typing import Any

from letterbook.errors import LetterbookError
from letterbook.fonts import CONFIGURATION


class MissingLibrary(LetterbookError):
    """The machine lacks a library that the layout engine needs."""


def weasyprint() -> Any:
    """WeasyPrint, loaded where it is first needed. Raises MissingLibrary."""
    # Read by fontconfig once, when the libraries are loaded.
    os.environ["FONTCONFIG_FILE"] = str(CONFIGURATION)
    try:
        import weasyprint as engine
    except OSError as error:
        raise MissingLibrary(
            "This machine lacks the text layout libraries; `letterbook doctor` says how to get them."
        ) from error
    return engine


def layout_version() -> str:
    """The version of the machine's own text layout library. Raises MissingLibrary."""
    weasyprint()
    from weasyprint.text.ffi import pango

    return f"pango {pango.pango_version()}"
