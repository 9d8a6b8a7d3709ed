"""A statement written in a form: read from its file, checked, shown as it would be printed, and put back."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

from letterbook.archive.layout import sha256
from letterbook.composing.inputs import choose
from letterbook.errors import InputError, UsageError
from letterbook.language.locales import is_language
from letterbook.model.progress import UNWATCHED, Monitor
from letterbook.model.statement_text import StatementText, StatementTexts, TextProblem, WrittenStatement
from letterbook.pipeline.addressees import chosen_of, groups_of
from letterbook.pipeline.list_file import list_at
from letterbook.pipeline.typed_statement import at_fields, composed, is_wrong, laid_out
from letterbook.problems import Place
from letterbook.sentences import printable, say
from letterbook.sources.file_names import leads_outside
from letterbook.sources.files import read_text
from letterbook.sources.made_ids import latin_slug
from letterbook.sources.mailing import list_mailings, read_mailing
from letterbook.sources.office import office_of, read_office, refuse_no_office
from letterbook.sources.recipient_list import read_list
from letterbook.sources.statement import MAX_STATEMENT_BYTES, STATEMENTS, list_statements, read_statements
from letterbook.sources.statement_changes import LETTER_ALONE, keys_of_sibling, text_in_form, text_of_form
from letterbook.sources.text_checks import is_language_tag, is_slug, not_a_language, not_a_slug
from letterbook.storage.access import file_access
from letterbook.storage.file import put_file
from letterbook.storage.output_folder import make_folder

_NEW = "statement"


def usual_language(workspace: Path) -> str:
    """The language of the office's letters by default; "" where its file has mistakes."""
    office, _ = read_office(workspace)
    return office.defaults.language if office else ""


def new_statement_id(workspace: Path, title: str) -> str:
    """An id like the title that no statement and no mailing has."""
    slug = latin_slug(title)[:60].strip("-")
    begin = slug if is_slug(slug) else _NEW
    taken = {*list_statements(workspace), *list_mailings(workspace)[0]}
    number = 1
    while (name := begin if number == 1 else f"{begin}-{number}") in taken:
        number += 1
    return name


def texts_of(workspace: Path, mailing_id: str, _monitor: Monitor = UNWATCHED) -> StatementTexts:
    """In which languages the mailing's statement is there, and which its addressees want. Raises InputError."""
    office = office_of(workspace)
    mailing, problems = read_mailing(workspace, mailing_id, office.folders)
    if mailing is None:
        raise InputError(problems)
    statements, _ = read_statements(workspace, mailing.statement, office.folders)
    files = sorted(path.stem for path in (workspace / STATEMENTS / mailing.statement).glob("*.md"))
    office = mailing.in_office(office)
    where = list_at(workspace, office.list_layout.file)
    groups, _ = read_list(where.path, where.label, office.defaults, office.list_layout)
    chosen, _ = chosen_of(groups_of(groups, mailing, statements)[0], mailing, office)
    titles = {
        tag: statements[tag].title if tag in statements else "" for tag in files if is_language_tag(tag)
    }
    letters, wanted = Counter[str](), Counter[str]()
    for recipient in (each for group in chosen for each in group.recipients if each.active):
        found = choose(titles, recipient.language, None)
        if found is None:
            wanted[recipient.language] += 1
            found = choose(titles, recipient.language, office.defaults.fallback)
        if found is not None:
            letters[found[0]] += 1
    return StatementTexts(mailing.statement, titles, letters, dict(sorted(wanted.items())))


def read_text_of(
    workspace: Path, statement: str, language: str, _monitor: Monitor = UNWATCHED
) -> StatementText:
    """What the form begins with: the file's text, or for a new language what another one says of date and occasion.

    Raises InputError where the file cannot be read or a name cannot be.
    """
    _refuse_names(workspace, statement, language)
    path, label = _file(workspace, statement, language)
    before = _read(path, label)
    if before is not None:
        return text_in_form(before, label, sha256(path))
    sibling = _sibling(workspace, statement)
    return text_in_form(sibling, label, "") if sibling else StatementText()


def draft_text(
    workspace: Path,
    mailing: str,
    named: tuple[str, str],
    typed: StatementText,
    issued: date | None,
    folder: Path,
    monitor: Monitor = UNWATCHED,
) -> WrittenStatement:
    """The text as it would be printed, as a PDF in the folder that is marked as a draft; and what is wrong with it.

    `named` are statement and language. Raises InputError, UsageError.
    """
    text, label = _text(workspace, *named, typed)
    found = composed(workspace, mailing, named, text, issued)
    pdf, more = laid_out(workspace, mailing, found, monitor)
    problems = tuple(at_fields((*found.problems, *more), text, label))
    if pdf is None:
        return WrittenStatement(None, problems)
    path = folder / f"{'-'.join(named)}.pdf"
    with file_access("private"):
        make_folder(folder)
        put_file(path, pdf)
    return WrittenStatement(path, problems)


def save_text(
    workspace: Path,
    mailing: str,
    named: tuple[str, str],
    typed: StatementText,
    unfinished: bool,
    alone: bool = False,
    _monitor: Monitor = UNWATCHED,
) -> WrittenStatement:
    """Writes the text into the statement's file; where it has mistakes only if it may be `unfinished`, else its path is None.
    A new statement whose letters go `alone` says so.

    Raises UsageError where the file was changed since it was read, or cannot be written; InputError.
    """
    text, label = _text(workspace, *named, typed, LETTER_ALONE if alone else "")
    found = composed(workspace, mailing, named, text, None)
    problems: tuple[TextProblem, ...] = tuple(at_fields(found.problems, text, label))
    if is_wrong(problems) and not unfinished:
        return WrittenStatement(None, problems)
    path, _ = _file(workspace, *named)
    if typed.version != (sha256(path) if path.exists() else ""):
        raise UsageError(
            say("{file} was changed meanwhile. Look at it anew; nothing was written.", file=label)
        )
    data = text.replace("\n", "\r\n") if path.exists() and b"\r\n" in path.read_bytes() else text
    try:
        with file_access(office_of(workspace).access):
            path.parent.mkdir(parents=True, exist_ok=True)
            put_file(path, data.encode("utf-8"))
    except OSError as error:
        reason = printable(error.strerror or "")
        raise UsageError(say("{file} cannot be written: {reason}.", file=label, reason=reason)) from error
    return WrittenStatement(path, problems)


def _text(
    workspace: Path, statement: str, language: str, typed: StatementText, new: str = ""
) -> tuple[str, str]:
    """The file that the form makes, and its name in the office; `new` is what a new statement begins with."""
    _refuse_names(workspace, statement, language)
    path, label = _file(workspace, statement, language)
    before = _read(path, label) or _sibling(workspace, statement) or new
    return text_of_form(typed, before, label), label


def _sibling(workspace: Path, statement: str) -> str:
    """The keys that a new language has from the statement's first other one; "" where there is none."""
    for path in sorted((workspace / STATEMENTS / statement).glob("*.md")):
        if is_language_tag(path.stem) and (text := _read(path, path.name)):
            return keys_of_sibling(text)
    return ""


def _read(path: Path, label: str) -> str | None:
    """The text of a file; None where there is none."""
    if not path.exists():
        return None
    text, problems = read_text(path, label, MAX_STATEMENT_BYTES)
    if text is None:
        raise InputError(problems)
    return text


def _file(workspace: Path, statement: str, language: str) -> tuple[Path, str]:
    label = f"{STATEMENTS}/{statement}/{language}.md"
    return workspace / label, label


def _refuse_names(workspace: Path, statement: str, language: str) -> None:
    """Raises InputError for what can be no id or language, UsageError where the file would lie elsewhere."""
    refuse_no_office(workspace)
    if not is_slug(statement):
        raise InputError([not_a_slug("id of a statement", printable(statement), Place(STATEMENTS))])
    if not (is_language_tag(language) and is_language(language)):
        raise InputError([not_a_language(printable(language), Place(STATEMENTS))])
    path, label = _file(workspace, statement, language)
    if leads_outside(workspace, path, ()):
        raise UsageError(say("{target} leads out of the office’s folder; nothing was written.", target=label))
