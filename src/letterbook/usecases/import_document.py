"""Writes a statement, or the words of letters, from a file of the office: Markdown that can be looked at and edited."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from letterbook.errors import InputError, UsageError
from letterbook.importing.letter_file import LetterFile, read_letter_file
from letterbook.importing.statement_file import read_statement_file, statement_of_letter
from letterbook.language.locales import is_language
from letterbook.model import FrontMatter, ListLayout, Office
from letterbook.model.progress import UNWATCHED, Monitor
from letterbook.problems import Place, Problem, has_errors
from letterbook.remedies import Remedy
from letterbook.sentences import printable, say
from letterbook.sources.column_map import propose_columns
from letterbook.sources.file_names import leads_outside
from letterbook.sources.languages import tag_meant
from letterbook.sources.mailing import MAILINGS, list_mailings, read_mailing
from letterbook.sources.office import office_of, read_office, refuse_no_office
from letterbook.sources.statement import STATEMENTS, list_statements
from letterbook.sources.text_checks import is_language_tag, is_slug, not_a_language, not_a_slug
from letterbook.storage.file import put_file
from letterbook.templates import read_words, template_names


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
    language, wrong = _language(workspace, language)
    if not is_slug(statement):
        wrong = [not_a_slug("id of a statement", printable(statement), Place(STATEMENTS)), *wrong]
    if wrong:
        raise InputError(wrong)
    read = read_statement_file(file, language, known, encoding)
    if has_errors(read.problems):
        raise InputError(read.problems)
    folder = workspace / STATEMENTS / statement
    targets = {folder / name: data for name, data in read.files.items()}
    _refuse(workspace, targets, replace=replace)
    _write(targets)
    return ImportedStatement([*targets], read.problems)


@dataclass(frozen=True)
class ImportedLetter:
    """The words as they are written, the files (theirs, and that of a new mailing), and what of the office's letter did not come along."""

    text: str
    files: list[Path]
    problems: list[Problem]


def import_letter(
    workspace: Path,
    file: Path,
    home: str,
    language: str,
    known: FrontMatter,
    encoding: str | None,
    replace: bool,
    _monitor: Monitor = UNWATCHED,
) -> ImportedLetter:
    """Reads a finished letter and writes its words into `home`, `templates/<name>` or `mailings/<id>`, as `<language>.md`.

    Form and room for the signature stay as a file that is there has them. A mailing that is new gets a statement without a text, since
    its letters go alone; `known` is of it. Raises as `import_statement`; so where something is `known` of another.
    """
    language, read = _read_letter(workspace, file, home, language, encoding)
    target = workspace / home / f"{language}.md"
    folder, _, name = home.partition("/")
    written = {target: (read.text or "").encode()}
    if folder == MAILINGS and name not in _mailings(workspace):
        statement = workspace / STATEMENTS / name / target.name
        written[statement] = statement_of_letter(read.subject, known, language)
    elif known != FrontMatter():
        raise UsageError(
            "Title, date and place are for a new mailing; those of one that is there stand in its statement."
        )
    _refuse(workspace, written, replace=replace)
    _write_together(written)
    return ImportedLetter(read.text or "", [*written], read.problems)


def words_of_letter(
    workspace: Path, file: Path, home: str, language: str, encoding: str | None, _monitor: Monitor = UNWATCHED
) -> ImportedLetter:
    """The same without writing anything."""
    language, read = _read_letter(workspace, file, home, language, encoding)
    return ImportedLetter(read.text or "", [workspace / home / f"{language}.md"], read.problems)


def _read_letter(
    workspace: Path, file: Path, home: str, language: str, encoding: str | None
) -> tuple[str, LetterFile]:
    """The tag of the language, and the words. Raises InputError, UsageError."""
    language, wrong = _language(workspace, language)
    folder, _, name = home.partition("/")
    if folder == MAILINGS and not is_slug(name):
        wrong.append(not_a_slug("id of a mailing or statement", printable(name), Place(MAILINGS)))
    if wrong:
        raise InputError(wrong)
    if folder != MAILINGS and name not in template_names(workspace):
        known = ", ".join(template_names(workspace)) or "–"
        raise UsageError(
            say("There is no template “{name}”. There are: {known}.", name=printable(name), known=known)
        )
    office = office_of(workspace)
    layout = _list_layout(workspace, home, office)
    words, _ = read_words(workspace / home, home) if (workspace / home).is_dir() else ({}, [])
    front = words[language].front if language in words else {}
    read = read_letter_file(file, language, layout, front, encoding, _headings(workspace, layout, office))
    if read.text is None:
        raise InputError(read.problems)
    return language, read


def _list_layout(workspace: Path, home: str, office: Office) -> ListLayout:
    """What is said of the list that the letters go by: the mailing's own, else the office's."""
    layout = office.list_layout
    folder, _, name = home.partition("/")
    if folder != MAILINGS or name not in list_mailings(workspace)[0]:
        return layout
    mailing, _ = read_mailing(workspace, name)
    return layout.with_changes(mailing.list_layout) if mailing else layout


def _headings(workspace: Path, layout: ListLayout, office: Office) -> tuple[str, ...]:
    """Those of the list as far as it can be read now; what is wrong with it, a check tells."""
    file = layout.file
    if file is None or leads_outside(workspace, workspace / file, office.folders):
        return ()
    found, _ = propose_columns(workspace / file, file, layout)
    return tuple(column.heading for column in found.columns) if found else ()


def _mailings(workspace: Path) -> set[str]:
    return {*list_mailings(workspace)[0], *list_statements(workspace)}


def _language(workspace: Path, named: str) -> tuple[str, list[Problem]]:
    """The tag that is meant, and what is wrong with it."""
    refuse_no_office(workspace)
    office, _ = read_office(workspace)
    language = tag_meant(named.strip(), office.defaults.language if office else "en")
    if is_language_tag(language) and is_language(language):
        return language, []
    return language, [not_a_language(printable(language), Place(STATEMENTS))]


def _refuse(workspace: Path, targets: Collection[Path], *, replace: bool) -> None:
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


def _write_together(targets: Mapping[Path, bytes]) -> None:
    """The last first. Where one cannot be written, those before it, which are of a new mailing, are taken back."""
    made: list[Path] = []
    try:
        for target, data in reversed([*targets.items()]):
            _write({target: data})
            made.append(target)
    except UsageError:
        for target in made:
            with suppress(OSError):
                target.unlink()
                target.parent.rmdir()
        raise


def _write(targets: Mapping[Path, bytes]) -> None:
    """The pictures first, so that no statement asks for one that is not there; each file whole or not at all."""
    for target, data in reversed([*targets.items()]):
        folder = target.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
            put_file(target, data)
        except OSError as error:
            what = say("{folder} cannot be written: {strerror}.", folder=folder, strerror=error.strerror)
            raise UsageError(what) from error
