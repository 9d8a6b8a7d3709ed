"""Numbers given and letters made, in a book that only grows."""

from letterbook.register.book import Register, open_register
from letterbook.register.check import Checked, Finding
from letterbook.register.database import is_of_register
from letterbook.register.entries import Entry, Event, Kind, MadeFile, Record, Request, Step, snapshot
from letterbook.register.errors import (
    ReferenceTaken,
    RegisterBusy,
    RegisterError,
    RegisterNewer,
    RegisterReadOnly,
    RegisterUnusable,
    StepRefused,
)
from letterbook.register.export import export_csv, export_xlsx, harmless, remark
from letterbook.register.values import shown

__all__ = [
    "Checked",
    "Entry",
    "Event",
    "Finding",
    "Kind",
    "MadeFile",
    "Record",
    "ReferenceTaken",
    "Register",
    "RegisterBusy",
    "RegisterError",
    "RegisterNewer",
    "RegisterReadOnly",
    "RegisterUnusable",
    "Request",
    "Step",
    "StepRefused",
    "export_csv",
    "export_xlsx",
    "harmless",
    "is_of_register",
    "open_register",
    "remark",
    "shown",
    "snapshot",
]
