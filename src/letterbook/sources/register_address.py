"""What `register:` may say: the name of a file, or the address of a PostgreSQL database.

A text that is neither is never read as a file's name, since numbering would begin at 1 there, and never printed, since it may
hold a password.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

from letterbook.sentences import say
from letterbook.sources.yaml.validation import wrong

_EXAMPLE = "Write for example register: postgresql://clerk@db.office.example/letterbook"
_ESCAPES = (
    "A sign in a password that has a meaning in addresses is written as its code: % as %25, / as %2F, # as %23, ? as %3F, "
    "@ as %40, : as %3A. Better still, leave the password out: PostgreSQL reads it from a password file (.pgpass)."
)

_PLAIN = r"(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})"
_ADDRESS = re.compile(
    rf"postgres(?:ql)?://(?:{_PLAIN}+(?::{_PLAIN}*)?@)?"  # user and password
    r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::\d{1,5})?"  # server and port
    rf"/{_PLAIN}+(?:\?(?P<settings>[^#]*))?"  # RFC 3986, as libpq reads it
)
_SCHEME = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]+:/|.*://")
_KEYWORDS = re.compile(
    r"\b(?:host|hostaddr|port|dbname|user|password|passfile|service|sslmode)\s*=", re.IGNORECASE
)
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")

SETTINGS = frozenset(
    {
        "application_name",
        "channel_binding",
        "connect_timeout",
        "gssencmode",
        "krbsrvname",
        "options",
        "passfile",
    }
    | {"sslcert", "sslcrl", "sslkey", "sslmode", "sslrootcert", "target_session_attrs"}
)
"""What may follow a question mark: how one connects, and never what the database does then."""

_SCHEMA = re.compile(r"-c\s*search_path=[A-Za-z_][A-Za-z0-9_]*")
"""The one option of the server that is no danger to the register: in which of its schemas it lies."""


def register_address(text: str) -> str:
    """The text, where it names a file or a database. Raises what `wrong` makes, without the text."""
    if text.startswith(("postgresql://", "postgres://")):
        _refuse_wrong_address(text)
    elif _SCHEME.match(text):
        raise wrong(
            "This begins like an address, and not like one of a register.",
            f"{_EXAMPLE}, or the name of a file.",
        )
    elif _KEYWORDS.search(text):
        raise wrong(
            "This is a list of connection settings. A register in PostgreSQL is named by its address.",
            _EXAMPLE,
        )
    elif ("@" in text or ":" in text) and not _DRIVE.match(text):
        raise wrong(
            "This is no name of a file, and no address of a database: it holds “@” or “:”.",
            f"{_EXAMPLE}, or a name such as register.sqlite.",
        )
    return text


def _refuse_wrong_address(text: str) -> None:
    found = _ADDRESS.fullmatch(text)
    if found is None:
        raise wrong(
            "The address of the register is not whole, or holds a sign that has to be written otherwise.",
            f"{_EXAMPLE}. {_ESCAPES}",
        )
    for name, value in parse_qsl(found["settings"] or "", keep_blank_values=True):
        if name not in SETTINGS:
            known = ", ".join(sorted(SETTINGS))
            named = name if re.fullmatch(r"[a-z_]{1,30}", name) else "something else"
            what = say("The address of the register sets {named}, which it may not.", named=named)
            raise wrong(what, say("Leave it out. What may stand there: {known}.", known=known))
        if name == "options" and not _SCHEMA.fullmatch(value):
            raise wrong(
                "The address of the register gives the server orders, which could switch off what guards the numbers.",
                "Leave options out; only -c search_path=NAME may stand there.",
            )
