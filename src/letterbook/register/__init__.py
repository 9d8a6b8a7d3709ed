"""Numbers given and letters made, in a book that only grows."""

from letterbook.register.addressee import is_same_addressee
from letterbook.register.audit import AuditFinding, Checked
from letterbook.register.database import is_of_register
from letterbook.register.entries import (
    Entry,
    Event,
    EventKind,
    LetterHistory,
    LetterPage,
    MadeFile,
    MailingSum,
    Request,
    Step,
    snapshot,
)
from letterbook.register.errors import (
    OtherAddresseeError,
    ReferenceTakenError,
    RegisterBusyError,
    RegisterError,
    RegisterForeignError,
    RegisterNewerError,
    RegisterOlderError,
    RegisterReadOnlyError,
    RegisterUnusableError,
    StepRefusedError,
)
from letterbook.register.event_rules import THEY
from letterbook.register.export import export_csv, export_xlsx, is_export, remark
from letterbook.register.journal import Mark
from letterbook.register.register import Register, open_register
from letterbook.register.spans import ranges, spans
from letterbook.register.values import shown

__all__ = [
    "THEY",
    "AuditFinding",
    "Checked",
    "Entry",
    "Event",
    "EventKind",
    "LetterHistory",
    "LetterPage",
    "MadeFile",
    "MailingSum",
    "Mark",
    "OtherAddresseeError",
    "ReferenceTakenError",
    "Register",
    "RegisterBusyError",
    "RegisterError",
    "RegisterForeignError",
    "RegisterNewerError",
    "RegisterOlderError",
    "RegisterReadOnlyError",
    "RegisterUnusableError",
    "Request",
    "Step",
    "StepRefusedError",
    "export_csv",
    "export_xlsx",
    "is_export",
    "is_of_register",
    "is_same_addressee",
    "open_register",
    "ranges",
    "remark",
    "shown",
    "snapshot",
    "spans",
]
