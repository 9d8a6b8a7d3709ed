"""Numbers given and letters made, in a book that only grows."""

from letterbook.register.book import Register
from letterbook.register.entries import Entry, MadeFile, Request
from letterbook.register.errors import (
    ReferenceTaken,
    RegisterBusy,
    RegisterError,
    RegisterNewer,
    RegisterReadOnly,
    RegisterUnusable,
)
from letterbook.register.export import export_csv, harmless

__all__ = [
    "Entry",
    "MadeFile",
    "ReferenceTaken",
    "Register",
    "RegisterBusy",
    "RegisterError",
    "RegisterNewer",
    "RegisterReadOnly",
    "RegisterUnusable",
    "Request",
    "export_csv",
    "harmless",
]
