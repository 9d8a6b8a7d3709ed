"""What a clerk has sent and not decided upon yet: it lies in the page's private folder, under a name of ours."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from letterbook.web.rendering import desk_of
from letterbook.web.running import FOLDER

UPLOADS = "uploads"
"""Inside of the page's private folder; what was sent lies there only while it is looked at."""
_MOST = 10
"""So many are kept; the oldest goes first."""
_LONGEST_NAME = 255


@dataclass(frozen=True)
class Sent:
    """A file that was sent: how addresses name it, where it lies, and what its sender called it."""

    id: str
    path: Path
    name: str


async def keep_sent(request: Request, field: object) -> Sent:
    """Keeps the file of a form's field. Raises HTTPException where the field has none."""
    if not isinstance(field, UploadFile) or not field.filename:
        raise HTTPException(400)
    desk, known = desk_of(request), _known(request)
    name, number = field.filename[-_LONGEST_NAME:], secrets.token_hex(16)
    path = desk.office.out / FOLDER / UPLOADS / number / _safe(name)
    await desk.ask(_keep, field, path)
    known[number] = Sent(number, path, name)
    while len(known) > _MOST:
        drop_sent(request, next(iter(known)))
    return known[number]


async def keep_all(request: Request, fields: Sequence[object]) -> tuple[Path, tuple[str, ...]]:
    """Keeps the files of a form's field in a folder of their own, which whoever works with them removes; each under a name that
    resembles its own. Raises HTTPException where there is none.
    """
    files = [field for field in fields if isinstance(field, UploadFile) and field.filename]
    if not files:
        raise HTTPException(400)
    desk = desk_of(request)
    folder = desk.office.out / FOLDER / UPLOADS / secrets.token_hex(16)
    names: list[str] = []
    for field in files:
        name = _safe((field.filename or "")[-_LONGEST_NAME:])
        while name.lower() in (other.lower() for other in names):
            name = f"{len(names) + 1}-{name}"
        names.append(name)
    await desk.ask(_keep_all, files, folder, names)
    return folder, tuple(names)


def drop_all(folder: Path) -> None:
    """Removes a folder that `keep_all` has made."""
    shutil.rmtree(folder, ignore_errors=True)


def sent_of(request: Request, number: str) -> Sent:
    """The file that an address names. Raises HTTPException where it is not kept, or not any more."""
    found = _known(request).get(number)
    if found is None:
        raise HTTPException(404)
    return found


def drop_sent(request: Request, number: str) -> None:
    """Removes a file that is not needed any more."""
    sent = _known(request).pop(number, None)
    if sent is not None:
        shutil.rmtree(sent.path.parent, ignore_errors=True)


def _known(request: Request) -> dict[str, Sent]:
    state = request.app.state
    if not hasattr(state, "sent"):
        state.sent = {}
    known: dict[str, Sent] = state.sent
    return known


def _safe(name: str) -> str:
    """A name of a file that resembles the one that was sent: problems name it."""
    stem, suffix = (
        re.sub(r"[^\w-]+", "-", part) for part in PurePath(name.replace("\\", "/")).name.rpartition(".")[::2]
    )
    return f"{stem[:40].strip('-') or 'file'}.{suffix[:10]}"


def _keep_all(sent: Sequence[UploadFile], folder: Path, names: Sequence[str]) -> None:
    folder.mkdir(mode=0o700, parents=True)
    for field, name in zip(sent, names, strict=True):
        with (folder / name).open("xb") as file:
            shutil.copyfileobj(field.file, file)


def _keep(sent: UploadFile, path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True)
    with path.open("xb") as file:
        shutil.copyfileobj(sent.file, file)
