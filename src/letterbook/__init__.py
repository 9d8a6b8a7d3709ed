"""letterbook: official mailings from one statement and one list of addressees.

    import letterbook
    office = letterbook.open_office("my-office")

What it offers is loaded when it is asked for, so that the command line answers at once. docs/api.md shows all of it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from letterbook.api import Issued, Mailing, Office, Register, make_office, open_office, processes
    from letterbook.errors import InputError, LetterbookError, UsageError
    from letterbook.model.order import Order
    from letterbook.model.progress import CancelledError, CancelToken, Phase
    from letterbook.problems import Place, Problem
    from letterbook.verification.findings import Finding, VerificationError

    __version__: str

_HOMES = {
    "letterbook.api": ("Issued", "Mailing", "Office", "Register", "make_office", "open_office", "processes"),
    "letterbook.errors": ("InputError", "LetterbookError", "UsageError"),
    "letterbook.model.order": ("Order",),
    "letterbook.model.progress": ("CancelToken", "CancelledError", "Phase"),
    "letterbook.problems": ("Place", "Problem"),
    "letterbook.verification.findings": ("Finding", "VerificationError"),
}

__all__ = [
    "CancelToken",
    "CancelledError",
    "Finding",
    "InputError",
    "Issued",
    "LetterbookError",
    "Mailing",
    "Office",
    "Order",
    "Phase",
    "Place",
    "Problem",
    "Register",
    "UsageError",
    "VerificationError",
    "__version__",
    "make_office",
    "open_office",
    "processes",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("letterbook")
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
