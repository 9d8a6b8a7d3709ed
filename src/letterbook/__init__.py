"""letterbook: official mailings from one statement and one list of addressees.

    import letterbook
    office = letterbook.open_office("my-office")

What it offers is loaded when it is asked for, so that the command line answers at once. docs/api.md shows all of it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from letterbook.api import (
        Issued,
        Lists,
        Mailing,
        Office,
        PrintRoom,
        Register,
        Statements,
        check_new_office,
        cluster,
        collect_garbage_less,
        copy_example,
        examine_machine,
        help_page,
        help_topics,
        languages_to_begin_with,
        long_date,
        make_office,
        open_office,
        processes,
        refuse_in_use,
    )
    from letterbook.archive.ledger import LedgerRow
    from letterbook.errors import InputError, LetterbookError, UsageError
    from letterbook.executors.cluster import ClusterLostError
    from letterbook.model.columns import ColumnMap, ListChoice, ListColumn, ListReading, ListTable, NewList
    from letterbook.model.front_matter import FrontMatter
    from letterbook.model.letter_settings import LetterForm, LetterSettings, SentEnclosure
    from letterbook.model.limits import Limits
    from letterbook.model.new_office import OwnOffice
    from letterbook.model.order import Order
    from letterbook.model.post import Offset, PostOrder
    from letterbook.model.print_order import PrintOrder
    from letterbook.model.progress import CancelledError, CancelToken, Phase
    from letterbook.model.statement_text import StatementText, StatementTexts, TextProblem, WrittenStatement
    from letterbook.pdf.bundle import DamagedBundleError
    from letterbook.pipeline.elsewhere import OtherProgramError
    from letterbook.pipeline.expected_numbers import RegisterLostError
    from letterbook.pipeline.publishing import (
        AlreadyDispatchedError,
        ConcurrentChangeError,
        NotRecordedError,
        OutputConflictError,
    )
    from letterbook.pipeline.release import HandOver, NotReleasedError, Release
    from letterbook.pipeline.staging import MailingLockedError
    from letterbook.problems import Place, Problem
    from letterbook.register.entries import Entry, Event, LetterHistory, LetterPage
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
    from letterbook.remedies import Remedy
    from letterbook.render.engine import MissingLibraryError
    from letterbook.storage.output_folder import UnwritableOutputError
    from letterbook.storage.store import StoreError
    from letterbook.usecases.dispatching import ToDispatch
    from letterbook.usecases.overview import Due, MailingSummary, Overview, PublishedSummary
    from letterbook.usecases.plan import Plan, PlannedLetter
    from letterbook.usecases.post_papers import PostChoices, PostJob
    from letterbook.usecases.print_job import PrintedJob
    from letterbook.verification.findings import Finding, VerificationError

    __version__: str

_HOMES = {
    "letterbook.api": (
        *("AddressList", "Issued", "Lists", "Mailing", "Office", "PrintRoom", "Register", "Statements"),
        *(
            "check_new_office",
            "cluster",
            "collect_garbage_less",
            "copy_example",
            "examine_machine",
            "help_page",
            "help_topics",
            "languages_to_begin_with",
            "long_date",
            "make_office",
            "open_office",
            "processes",
            "refuse_in_use",
        ),
    ),
    "letterbook.archive.ledger": ("LedgerRow",),
    "letterbook.errors": ("InputError", "LetterbookError", "UsageError"),
    "letterbook.executors.cluster": ("ClusterLostError",),
    "letterbook.model.columns": (
        "ColumnMap",
        "ListChoice",
        "ListColumn",
        "ListReading",
        "ListTable",
        "NewList",
    ),
    "letterbook.model.front_matter": ("FrontMatter",),
    "letterbook.model.letter_settings": ("LetterForm", "LetterSettings", "SentEnclosure"),
    "letterbook.model.limits": ("Limits",),
    "letterbook.model.new_office": ("OwnOffice",),
    "letterbook.model.order": ("Order",),
    "letterbook.model.post": ("Offset", "PostOrder"),
    "letterbook.model.print_order": ("PrintOrder",),
    "letterbook.model.progress": ("CancelToken", "CancelledError", "Phase"),
    "letterbook.model.statement_text": ("StatementText", "StatementTexts", "TextProblem", "WrittenStatement"),
    "letterbook.pdf.bundle": ("DamagedBundleError",),
    "letterbook.pipeline.elsewhere": ("OtherProgramError",),
    "letterbook.pipeline.expected_numbers": ("RegisterLostError",),
    "letterbook.pipeline.publishing": (
        *("AlreadyDispatchedError", "ConcurrentChangeError", "NotRecordedError", "OutputConflictError"),
    ),
    "letterbook.pipeline.release": ("HandOver", "NotReleasedError", "Release"),
    "letterbook.pipeline.staging": ("MailingLockedError",),
    "letterbook.problems": ("Place", "Problem"),
    "letterbook.register.entries": ("Entry", "Event", "LetterHistory", "LetterPage"),
    "letterbook.register.errors": (
        *(
            "OtherAddresseeError",
            "ReferenceTakenError",
            "RegisterBusyError",
            "RegisterError",
            "RegisterForeignError",
            "RegisterNewerError",
            "RegisterOlderError",
        ),
        *("RegisterReadOnlyError", "RegisterUnusableError", "StepRefusedError"),
    ),
    "letterbook.remedies": ("Remedy",),
    "letterbook.render.engine": ("MissingLibraryError",),
    "letterbook.storage.output_folder": ("UnwritableOutputError",),
    "letterbook.storage.store": ("StoreError",),
    "letterbook.usecases.dispatching": ("ToDispatch",),
    "letterbook.usecases.overview": ("Due", "MailingSummary", "Overview", "PublishedSummary"),
    "letterbook.usecases.print_job": ("PrintedJob",),
    "letterbook.usecases.plan": ("Plan", "PlannedLetter"),
    "letterbook.usecases.post_papers": ("PostChoices", "PostJob"),
    "letterbook.verification.findings": ("Finding", "VerificationError"),
}

__all__ = [
    "AddressList",
    "AlreadyDispatchedError",
    "CancelToken",
    "CancelledError",
    "ClusterLostError",
    "ColumnMap",
    "ConcurrentChangeError",
    "DamagedBundleError",
    "Due",
    "Entry",
    "Event",
    "Finding",
    "FrontMatter",
    "HandOver",
    "InputError",
    "Issued",
    "LedgerRow",
    "LetterForm",
    "LetterHistory",
    "LetterPage",
    "LetterSettings",
    "LetterbookError",
    "Limits",
    "ListChoice",
    "ListColumn",
    "ListReading",
    "ListTable",
    "Lists",
    "Mailing",
    "MailingLockedError",
    "MailingSummary",
    "MissingLibraryError",
    "NewList",
    "NotRecordedError",
    "NotReleasedError",
    "Office",
    "Offset",
    "Order",
    "OtherAddresseeError",
    "OtherProgramError",
    "OutputConflictError",
    "Overview",
    "OwnOffice",
    "Phase",
    "Place",
    "Plan",
    "PlannedLetter",
    "PostChoices",
    "PostJob",
    "PostOrder",
    "PrintOrder",
    "PrintRoom",
    "PrintedJob",
    "Problem",
    "PublishedSummary",
    "ReferenceTakenError",
    "Register",
    "RegisterBusyError",
    "RegisterError",
    "RegisterForeignError",
    "RegisterLostError",
    "RegisterNewerError",
    "RegisterOlderError",
    "RegisterReadOnlyError",
    "RegisterUnusableError",
    "Release",
    "Remedy",
    "SentEnclosure",
    "StatementText",
    "StatementTexts",
    "Statements",
    "StepRefusedError",
    "StoreError",
    "TextProblem",
    "ToDispatch",
    "UnwritableOutputError",
    "UsageError",
    "VerificationError",
    "WrittenStatement",
    "__version__",
    "check_new_office",
    "cluster",
    "collect_garbage_less",
    "copy_example",
    "examine_machine",
    "help_page",
    "help_topics",
    "languages_to_begin_with",
    "long_date",
    "make_office",
    "open_office",
    "processes",
    "refuse_in_use",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("letterbook")
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__all__]
