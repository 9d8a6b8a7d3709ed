"""Release by a second person: who prepared a mailing does not issue it, and what is issued is what was prepared.

What was prepared stands in a hidden folder beside the mailing, `out/.prepared/<mailing>.json`: who, when, and a hash of
each letter, its number left out, since numbers are taken only when it is released. It keeps honest people from haste; who
writes into the folder by hand, or under another's name, is not stopped by it (docs/security.md).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from letterbook.errors import LetterbookError
from letterbook.pipeline.prepare import PreparedMailing
from letterbook.remedies import Remedy
from letterbook.sentences import few, say
from letterbook.storage.file import put_file
from letterbook.storage.output_folder import make_folder, unwritable

FOLDER = ".prepared"


class NotReleasedError(LetterbookError):
    """A second person has yet to look at the mailing, or at what has changed in it; no number was taken."""

    exit_code = 3


@dataclass(frozen=True)
class HandOver:
    """A mailing as it was prepared: by whom, when (ISO 8601), and a hash of each letter by recipient id."""

    clerk: str
    at: str
    letters: Mapping[str, str]

    @property
    def code(self) -> str:
        """What two people can compare on the telephone: eight signs that stand for all letters."""
        return _code_of(self.letters)

    def is_by(self, clerk: str) -> bool:
        """Whether it was this clerk who prepared it."""
        return self.clerk.strip().casefold() == clerk.strip().casefold()


def _code_of(letters: Mapping[str, str]) -> str:
    """Eight signs that stand for all letters, by the hash of each."""
    return sha256(json.dumps(letters, sort_keys=True).encode()).hexdigest()[:8]


@dataclass(frozen=True)
class Release:
    """How a mailing stands that a second person has to release: what was noted of it last, the code of what its letters are now,
    and the ids of those whose letter is new, gone or another since it was noted.
    """

    noted: HandOver | None
    code: str
    changed: tuple[str, ...]

    def may_release(self, clerk: str) -> bool:
        """Whether this clerk may issue the mailing as it is now."""
        return self.noted is not None and not self.changed and not self.noted.is_by(clerk)


def release_of(prepared: PreparedMailing, out: Path) -> Release | None:
    """How the mailing stands; None in an office that asks for no second person."""
    if not prepared.inputs.office.needs_release:
        return None
    noted, now = _noted_hand_over(prepared, out), _hashes(prepared)
    return Release(noted, _code_of(now), _changed(noted.letters, now) if noted else ())


def hand_over(prepared: PreparedMailing, clerk: str, at: datetime, out: Path) -> HandOver:
    """Notes the mailing as prepared. Raises UnwritableOutputError."""
    noted = HandOver(clerk, at.isoformat(), _hashes(prepared))
    content = json.dumps(asdict(noted), ensure_ascii=False, indent=1).encode()
    make_folder(out / FOLDER)
    try:
        put_file(_note(prepared, out), content)
    except OSError as error:
        raise unwritable(out / FOLDER, error) from error
    return noted


def _noted_hand_over(prepared: PreparedMailing, out: Path) -> HandOver | None:
    """What was noted of this mailing last; None where nothing was, or nothing that can be read."""
    try:
        read = json.loads(_note(prepared, out).read_bytes())
        return HandOver(str(read["clerk"]), str(read["at"]), dict(read["letters"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _changed(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    """The ids of those whose letter is new, gone or another."""
    return tuple(name for name in dict.fromkeys([*before, *now]) if before.get(name) != now.get(name))


def released_note(prepared: PreparedMailing, clerk: str, out: Path, seen: str | None = None) -> str | None:
    """What the register says of the release; None in an office that asks for none. `seen` is the code of what the clerk has
    looked at. Raises NotReleasedError.
    """
    release = release_of(prepared, out)
    if release is None:
        return None
    noted = release.noted
    if noted is None:
        what = say(
            "Nobody has prepared {mailing} yet, and this office has a second person release it.",
            mailing=prepared.name,
        )
        raise NotReleasedError(what, Remedy.PREPARE)
    if noted.is_by(clerk):
        what = say(
            "{clerk} prepared {mailing}; somebody else has to release it.", clerk=clerk, mailing=prepared.name
        )
        raise NotReleasedError(what)
    if release.changed:
        what = say(
            "Since {clerk} prepared {mailing} there are other letters: {names}. Nothing was made and no number taken.",
            clerk=noted.clerk,
            mailing=prepared.name,
            names=few(release.changed),
        )
        raise NotReleasedError(what, Remedy.PREPARE)
    if seen not in (None, noted.code):
        what = say(
            "{clerk} has prepared {mailing} anew since you looked at it: it has the code {code}, and you have seen {seen}. "
            "Nothing was made and no number taken. Look at it once more.",
            clerk=noted.clerk,
            mailing=prepared.name,
            code=noted.code,
            seen=seen,
        )
        raise NotReleasedError(what)
    return say("prepared by {clerk}", clerk=noted.clerk)


def _note(prepared: PreparedMailing, out: Path) -> Path:
    return out / FOLDER / f"{prepared.folder}.json"


def _hashes(prepared: PreparedMailing) -> dict[str, str]:
    """A hash of all files of each letter, as they would be under no number."""
    found: dict[str, list[str]] = {}
    for job in prepared.builder.jobs(prepared.drafts, lambda _: (0, "0")):
        found.setdefault(job.recipient_id, []).append(job.fingerprint)
    return {name: sha256("".join(prints).encode()).hexdigest() for name, prints in found.items()}
