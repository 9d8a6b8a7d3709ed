"""The layout engine, shut off from the machine's own fonts."""

from __future__ import annotations

import os
from typing import Any

from letterbook.fonts import CONFIGURATION


def weasyprint() -> Any:
    """WeasyPrint, loaded where it is first needed. Raises OSError where the machine lacks its libraries."""
    # Read by fontconfig once, when the libraries are loaded.
    os.environ["FONTCONFIG_FILE"] = str(CONFIGURATION)
    import weasyprint as engine

    return engine
