"""What a change of an office's files would bring about, tried on a copy of them."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from letterbook.model import Order
from letterbook.model.progress import UNWATCHED
from letterbook.pipeline.inputs import RECIPIENTS_FILE, read_inputs
from letterbook.pipeline.prepare import prepare
from letterbook.problems import Problem
from letterbook.sources.file_names import is_printable, leads_outside
from letterbook.sources.mailing import MAILINGS, read_mailing
from letterbook.sources.office import OFFICE_FILE, read_office
from letterbook.sources.statement import STATEMENTS, read_statements

FOLDERS = (MAILINGS, STATEMENTS, "templates", "languages")
"""What is copied beside letterbook.yaml and the list."""


def new_mistakes(workspace: Path, mailing: str, changed: Mapping[str, bytes]) -> list[Problem]:
    """The mistakes that the mailing would have with this content of these files, by path, and that it does not have now.

    What its list lacks for it, such as a salutation that other words ask for, is not among them: that is mended in the list.
    """
    with TemporaryDirectory() as folder:
        copy = Path(folder)
        _copy(workspace, mailing, copy)
        before = {file: (copy / file).read_bytes() if (copy / file).exists() else None for file in changed}
        for file, content in changed.items():
            (copy / file).parent.mkdir(parents=True, exist_ok=True)
            (copy / file).write_bytes(content)
        _copy_enclosed(workspace, mailing, copy)
        after = _mistakes(copy, mailing)
        if not after:
            return []
        for file, old in before.items():
            (copy / file).unlink() if old is None else (copy / file).write_bytes(old)
        known = Counter(map(_alike, _mistakes(copy, mailing)))
    new = []
    for problem in after:
        if known[_alike(problem)] > 0:
            known[_alike(problem)] -= 1
        else:
            new.append(problem)
    return new


def _mistakes(workspace: Path, mailing: str) -> list[Problem]:
    """What stands against the mailing, its letters composed without what they enclose: the first of each kind."""
    inputs, problems = read_inputs(workspace, Order(mailing))
    if inputs is not None:
        kinds = {
            (recipient.template, recipient.language, recipient.kind): recipient.id
            for recipient in reversed(inputs.recipients)
        }
        order = Order(mailing, to=tuple(kinds.values()), cover_only=True)
        _, problems = prepare(workspace, order, UNWATCHED)
    lists = (inputs.list_file,) if inputs is not None else ()
    return [problem for problem in problems if problem.is_error and problem.place.file not in lists]


def _alike(problem: Problem) -> tuple[str, str, str, str]:
    """The same mistake, wherever it has moved to in its file."""
    return problem.code, problem.place.file, problem.what, problem.text


def _copy(workspace: Path, mailing: str, copy: Path) -> None:
    """The files that a mailing is read from; what is not copied lacks before the change and after it."""
    for name in FOLDERS:
        if (workspace / name).is_dir():
            shutil.copytree(workspace / name, copy / name, symlinks=True)
    lists = {RECIPIENTS_FILE}
    office, _ = read_office(workspace)
    definition, _ = read_mailing(workspace, mailing)
    lists |= {
        layout.file or ""
        for layout in (office and office.list_layout, definition and definition.list_layout)
        if layout
    }
    for name in {OFFICE_FILE, *lists}:
        _copy_file(workspace, name, copy)


def _copy_enclosed(workspace: Path, mailing: str, copy: Path) -> None:
    """The finished PDFs that the mailing or its statement names."""
    definition, _ = read_mailing(copy, mailing)
    if definition is None:
        return
    statements, _ = read_statements(copy, definition.statement)
    said = (definition.enclosures, *(statement.enclosures for statement in statements.values()))
    for source in (source for sources in said for source in sources or ()):
        for name in source.file.texts.values() if source.file else ():
            _copy_file(workspace, name, copy)


def _copy_file(workspace: Path, name: str, copy: Path) -> None:
    if (
        is_printable(name)
        and not leads_outside(workspace, workspace / name, ())
        and (workspace / name).is_file()
    ):
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(workspace / name, copy / name)
