"""Writes a statement from a file of the office: Markdown that can be looked at and edited, and its pictures beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from letterbook.errors import InputError, UsageError
from letterbook.importing.statement_file import read_statement_file
from letterbook.language.locales import is_language
from letterbook.model import FrontMatter
from letterbook.model.progress import UNWATCHED, Monitor
from letterbook.problems import Place, Problem, has_errors
from letterbook.remedies import Remedy
from letterbook.sentences import printable, say
from letterbook.sources.file_names import leads_outside
from letterbook.sources.languages import tag_meant
from letterbook.sources.office import read_office, refuse_no_office
from letterbook.sources.statement import STATEMENTS
from letterbook.sources.text_checks import is_language_tag, is_slug, not_a_language, not_a_slug
from letterbook.storage.file import put_file


@dataclass(frozen=True)
class ImportedStatement:
    """The new files, the statement first, and what of the office's file did not come along."""

    files: list[Path]
    problems: list[Problem]


def import_statement(
    workspace: Path,
    file: Path,
    statement: str,
    language: str,
    known: FrontMatter,
    encoding: str | None,
    replace: bool,
    _monitor: Monitor = UNWATCHED,
) -> ImportedStatement:
    """Reads the file and writes `statements/<statement>/<language>.md`; with `replace` over one that is there. `language` is a tag,
    or a name in English, in itself or in the office's own language.

    Raises InputError where the file cannot be taken, and UsageError; then nothing is written.
    """
    refuse_no_office(workspace)
    office, _ = read_office(workspace)
    language = tag_meant(language.strip(), office.defaults.language if office else "en")
    wrong = [
        *(
            []
            if is_slug(statement)
            else [not_a_slug("id of a statement", printable(statement), Place(STATEMENTS))]
        ),
        *(
            []
            if is_language_tag(language) and is_language(language)
            else [not_a_language(printable(language), Place(STATEMENTS))]
        ),
    ]
    if wrong:
        raise InputError(wrong)
    read = read_statement_file(file, language, known, encoding)
    if has_errors(read.problems):
        raise InputError(read.problems)
    folder = workspace / STATEMENTS / statement
    targets = {folder / name: data for name, data in read.files.items()}
    _refuse(workspace, targets, replace=replace)
    _write(folder, targets)
    return ImportedStatement([*targets], read.problems)


def _refuse(workspace: Path, targets: Mapping[Path, bytes], *, replace: bool) -> None:
    for target in targets:
        if leads_outside(workspace, target, ()):
            raise UsageError(
                say("{target} leads out of the office’s folder; nothing was written.", target=target)
            )
    there = [target for target in targets if target.exists()]
    if there and not replace:
        shown = ", ".join(target.relative_to(workspace).as_posix() for target in there)
        raise UsageError(
            say("{shown} is there already; nothing was changed.", shown=shown), Remedy.REPLACE_STATEMENT
        )


def _write(folder: Path, targets: Mapping[Path, bytes]) -> None:
    """The pictures first, so that no statement asks for one that is not there; each file whole or not at all."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for target, data in reversed([*targets.items()]):
            put_file(target, data)
    except OSError as error:
        what = say("{folder} cannot be written: {strerror}.", folder=folder, strerror=error.strerror)
        raise UsageError(what) from error
