"""What the program itself can do about something that is wrong, by a code: a door says how it is asked there."""

from __future__ import annotations

from enum import StrEnum


class Remedy(StrEnum):
    """What a clerk can ask the program for. The command line names an option, a page has a button."""

    CHECK_REGISTER = "check-register"
    COLUMNS = "columns"
    EXAMINE_MACHINE = "examine-machine"
    IMPORT_STATEMENT = "import-statement"
    HELP_LANGUAGES = "help-languages"
    HELP_TEMPLATES = "help-templates"
    INIT = "init"
    INIT_EXAMPLE = "init-example"
    LIST_REGISTER = "list-register"
    NAME_ENCODING = "name-encoding"
    NAME_GROUPS = "name-groups"
    OTHER_OUTPUT = "other-output"
    PREPARE = "prepare"
    PREVIEW = "preview"
    REPLACE_MAP = "replace-map"
    REPLACE_OUTPUT = "replace-output"
    REPLACE_STATEMENT = "replace-statement"
    SUPERSEDE = "supersede"
    TRY_AGAIN = "try-again"
    VERIFY = "verify"
