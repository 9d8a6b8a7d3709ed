"""The layout engine, shut off from the machine's own fonts."""

from __future__ import annotations

import atexit
import ctypes.util
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import get_ident
from typing import Any
from weakref import WeakSet

from letterbook.errors import LetterbookError
from letterbook.fonts import CONFIGURATION
from letterbook.remedies import Remedy
from letterbook.sources.text_checks import shortened


class MissingLibraryError(LetterbookError):
    """The machine lacks a library that the layout engine needs."""


def weasyprint() -> Any:
    """WeasyPrint, loaded where it is first needed. Raises MissingLibraryError."""
    # Read by fontconfig once, when the libraries are loaded.
    os.environ["FONTCONFIG_FILE"] = str(CONFIGURATION)
    try:
        with _asking_no_compiler():
            import weasyprint as engine
    except OSError as error:
        raise MissingLibraryError(
            "This machine lacks the text layout libraries.", Remedy.EXAMINE_MACHINE
        ) from error
    return engine


@contextmanager
def _asking_no_compiler() -> Iterator[None]:
    """On Linux the names that end in .so are found by the loader alone. For those that come before them Python would run a
    C compiler, a dozen times, which takes longer than loading the engine and leaves files behind where the process is killed.
    """
    finder: Any = ctypes.util
    find_library = finder.find_library
    if sys.platform == "linux":
        finder.find_library = lambda _: None
    try:
        yield
    finally:
        finder.find_library = find_library


class NotDrawnError(Exception):
    """The layout engine would have left something out: a picture, a font, a style sheet."""


class _Fallen(logging.Handler):
    """Collects what the engine says of things that it leaves out."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == get_ident() and str(record.msg).startswith(("Failed to", "Font-face")):
            self.said.append(record.getMessage())


@contextmanager
def letting_nothing_fall() -> Iterator[None]:
    """Raises NotDrawnError where the engine leaves out what it cannot load or draw, which it does without a word."""
    fallen, logger = _Fallen(), logging.getLogger("weasyprint")
    logger.addHandler(fallen)
    try:
        yield
    finally:
        logger.removeHandler(fallen)
    if fallen.said:
        raise NotDrawnError(shortened(fallen.said[0], 120))


_FONT_CONFIGURATIONS: WeakSet[Any] = WeakSet()


@atexit.register
def _remove_fonts() -> None:
    for configuration in _FONT_CONFIGURATIONS:
        configuration.__del__()


def font_configuration() -> Any:
    """WeasyPrint's own, which copies fonts into a temporary folder; this goes when it does, or else at the end.

    WeasyPrint leaves it to the garbage collector, which need not come before the process ends.
    """
    weasyprint()
    from weasyprint.text.fonts import FontConfiguration

    class OwnFonts(FontConfiguration):  # type: ignore[misc]  # WeasyPrint carries no types
        """Whatever a `@font-face` loads is a font, however it begins and is called."""

        def add_font_face(self, rule_descriptors: Any, url_fetcher: Any) -> Any:
            return super().add_font_face(rule_descriptors, url_fetcher.for_fonts())

    configuration = OwnFonts()
    _FONT_CONFIGURATIONS.add(configuration)
    return configuration


def layout_version() -> str:
    """The version of the machine's own text layout library, which is asked without the engine: that takes long to load. Raises
    MissingLibraryError.
    """
    os.environ["FONTCONFIG_FILE"] = str(CONFIGURATION)
    for name in _PANGO:
        with suppress(OSError):
            return f"pango {ctypes.CDLL(name).pango_version()}"
    weasyprint()
    from weasyprint.text.ffi import pango

    return f"pango {pango.pango_version()}"


_PANGO = (
    "libpango-1.0-0",
    "pango-1.0-0",
    "pango-1.0",
    "libpango-1.0.so.0",
    "libpango-1.0.dylib",
    "libpango-1.0-0.dll",
)
"""Under which names WeasyPrint looks for it, in its order."""
