"""Why a register cannot do what it is asked, each with a sentence that says what to do."""

from __future__ import annotations

from letterbook.errors import LetterbookError
from letterbook.sentences import say

PUT_BACK = "Put back the last copy that is whole; a new register would give the same numbers once more."
IF_IT_WAS = say("If this was the register, it is damaged. {put_back}", put_back=PUT_BACK)
"""What comes first where nobody can tell whether a file or a database was the register."""


class RegisterError(LetterbookError):
    """Base of what the register refuses."""


class RegisterNewerError(RegisterError):
    """A later version of the program wrote this register."""

    exit_code = 3


class RegisterOlderError(RegisterError):
    """The register lacks what was written into it before; numbers would be given a second time."""

    exit_code = 3


class RegisterForeignError(RegisterError):
    """The register holds the letters of another office; no number was taken."""

    exit_code = 3


class RegisterUnusableError(RegisterError):
    """The register is no register, is damaged, or cannot be reached."""

    exit_code = 3


class RegisterReadOnlyError(RegisterError):
    """Nothing may be written into the register."""

    exit_code = 3


class RegisterBusyError(RegisterError):
    """Another run holds the register for longer than one waits."""


class ReferenceTakenError(RegisterError):
    """A series would give a reference that another letter bears already; its pattern is at fault."""

    exit_code = 3


class OtherAddresseeError(RegisterError):
    """An id stands for another addressee now than when its letter was numbered; no number was taken."""

    exit_code = 3


class StepRefusedError(RegisterError):
    """A letter cannot go that step: it is not there, or its history does not allow it."""

    exit_code = 2
