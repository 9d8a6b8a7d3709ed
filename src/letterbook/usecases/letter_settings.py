"""What is set of a mailing's letters, looked at and changed in the office's own files; all else in them stays as it is."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path, PurePath

from letterbook.errors import InputError, UsageError
from letterbook.model import Localised, MailingDefinition, Office, Statement
from letterbook.model.letter_settings import (
    KnownEnclosure,
    LetterForm,
    LetterSettings,
    SentEnclosure,
    SignatoryTexts,
    WordsFile,
)
from letterbook.model.progress import UNWATCHED, Monitor
from letterbook.pdf.finished_check import finished_problems
from letterbook.pipeline.tried_changes import new_mistakes
from letterbook.problems import has_errors
from letterbook.sentences import in_a_row, printable, say
from letterbook.sources.file_names import leads_outside
from letterbook.sources.mailing import MAILINGS, SUFFIX, list_mailings, read_mailing
from letterbook.sources.office import OFFICE_FILE, office_of, refuse_no_office
from letterbook.sources.statement import list_statements, read_statements
from letterbook.sources.text_checks import slug_of
from letterbook.sources.yaml.key_changes import Plain, with_item, with_value, without_item
from letterbook.sources.yaml.located import LocatedList, LocatedMap, read_map
from letterbook.sources.yaml.value_changes import KeyPath, with_values
from letterbook.steps import begin_step
from letterbook.storage.access import file_access
from letterbook.storage.file import put_file
from letterbook.templates import template_names

ENCLOSURES = "enclosures"
"""The folder of the office for finished PDFs that were sent to the page, and the key that names them."""
_MARK = "\ufeff"


def settings_of(workspace: Path, mailing_id: str, _monitor: Monitor = UNWATCHED) -> LetterSettings:
    """What is set of the letters, and what there is to choose from.

    Raises UsageError where there is no such mailing, InputError where letterbook.yaml or the mailing's file cannot be used.
    """
    office, mailing, statements = _read(workspace, mailing_id)
    file = _mailing_file(mailing_id)
    says = [statement for statement in statements.values() if statement.enclosures is not None]
    own = mailing.enclosures
    sources = own if own is not None else says[0].enclosures if says else None
    words = tuple(_words(workspace, mailing, office))
    defaults = office.defaults
    known = {defaults.language, defaults.fallback or "", *statements, *(text.language for text in words)}
    return LetterSettings(
        mailing_id,
        file,
        _version(workspace / file),
        LetterForm(mailing.template or "", mailing.formats, mailing.signatories),
        tuple(template_names(workspace)),
        tuple(
            KnownEnclosure(source.statement, _texts(source.file), _texts(source.title))
            for source in sources or ()
        )
        if sources is not None
        else (KnownEnclosure(mailing.statement, {}, {}),),
        file if own is not None else says[0].file if says else "",
        _version(workspace / OFFICE_FILE),
        defaults.language,
        defaults.fallback or "",
        tuple(sorted(known - {""})),
        tuple(
            SignatoryTexts(signatory.id, _texts(signatory.name), _texts(signatory.title))
            for signatory in office.signatories.values()
        ),
        words,
    )


# --- The mailing's own file ------------------------------------------------------------------------------------------


def change_form(
    workspace: Path, mailing_id: str, version: str, form: LetterForm, _monitor: Monitor = UNWATCHED
) -> None:
    """Writes template, formats and signatories into the mailing's file, which is begun where there is none.

    Raises UsageError where it was changed since the version, InputError where a check would refuse what it would say.
    """
    office, mailing, _ = _read(workspace, mailing_id)
    if form.template not in ("", *template_names(workspace)):
        raise UsageError(say("There is no template “{name}”.", name=printable(form.template)))
    before = LetterForm(mailing.template or "", mailing.formats, mailing.signatories)
    values: Mapping[str, tuple[Plain, Plain]] = {
        "template": (before.template, form.template),
        "formats": (before.formats, form.formats),
        "signatories": (before.signatories, form.signatories),
    }

    def changed(text: str) -> str | None:
        for key, (old, new) in values.items():
            if new != old:
                held = new if isinstance(new, str) else [*new]
                result = with_value(text, key, held or None)
                if result is None:
                    return None
                text = result
        return text

    _change(workspace, office, mailing_id, _mailing_file(mailing_id), version, changed)


def add_enclosure(
    workspace: Path, mailing_id: str, version: str, sent: SentEnclosure, _monitor: Monitor = UNWATCHED
) -> None:
    """Puts one more behind what goes with the letters: finished PDFs are kept in the office, or it is only announced.

    Raises as `change_form`, and InputError for a file that `check` would not let go along; nothing is kept then.
    """
    office, mailing, statements = _read(workspace, mailing_id)
    _refuse_elsewhere(mailing, statements)
    if not any(sent.titles.values()):
        raise UsageError("An enclosure needs a title: what the letter calls it.")
    targets: dict[str, PurePath] = {}
    files: dict[PurePath, bytes] = {}
    for language, (name, data) in sent.files.items():
        targets[language] = _target(workspace, office, name, data, files)
        files[targets[language]] = data
    item: dict[str, Plain] = {}
    if sent.files:
        item["file"] = _said(
            {language: target.as_posix() for language, target in targets.items()}, statements
        )
    item["title"] = _said(sent.titles, statements)
    if not sent.files:
        item["announce"] = "only"

    def changed(text: str) -> str | None:
        if mailing.enclosures is None:  # until now the statement alone goes along
            return with_value(text, ENCLOSURES, [{"statement": mailing.statement}, item])
        return with_item(text, ENCLOSURES, item)

    with file_access(office.access), _kept(workspace, files):
        _change(workspace, office, mailing_id, _mailing_file(mailing_id), version, changed)


@contextmanager
def _kept(workspace: Path, files: Mapping[PurePath, bytes]) -> Iterator[None]:
    """Puts the files into the office; takes them out again where what follows is refused."""
    new = [workspace / target for target in files if not (workspace / target).exists()]
    try:
        for path in new:
            _put(path, files[PurePath(path.relative_to(workspace))])
        yield
    except BaseException:
        for path in new:
            path.unlink(missing_ok=True)
        raise


def remove_enclosure(
    workspace: Path, mailing_id: str, version: str, number: int, _monitor: Monitor = UNWATCHED
) -> None:
    """Takes one out of what goes with the letters, by its number from 0. Its file stays in the office. Raises as `change_form`."""
    office, mailing, statements = _read(workspace, mailing_id)
    _refuse_elsewhere(mailing, statements)
    there_are = len(mailing.enclosures) if mailing.enclosures is not None else 1
    if not 0 <= number < there_are:
        raise UsageError("There is no such enclosure.")

    def changed(text: str) -> str | None:
        if mailing.enclosures is None:
            return with_value(text, ENCLOSURES, [])
        return without_item(text, ENCLOSURES, number)

    _change(workspace, office, mailing_id, _mailing_file(mailing_id), version, changed)


def _refuse_elsewhere(mailing: MailingDefinition, statements: Mapping[str, Statement]) -> None:
    said = [statement.file for statement in statements.values() if statement.enclosures is not None]
    if mailing.enclosures is None and said:
        what = say("The statement says itself what goes with it, in {files}.", files=", ".join(said))
        raise UsageError(in_a_row(what, "Change it there; nothing was written."))


def _target(
    workspace: Path, office: Office, name: str, data: bytes, taken: Mapping[PurePath, bytes]
) -> PurePath:
    """Where a finished PDF is kept: under a name like its own that no other file has. Raises InputError."""
    label = printable(name)
    begin_step(label)
    problems = finished_problems(data, label, office.defaults.page)
    if has_errors(problems):
        raise InputError([problem for problem in problems if problem.is_error])
    plain = unicodedata.normalize("NFKD", PurePath(name.replace("\\", "/")).stem)
    stem = slug_of("".join(sign for sign in plain if not unicodedata.combining(sign))) or "enclosure"
    for number in count(1):
        target = PurePath(ENCLOSURES, f"{stem}{f'-{number}' if number > 1 else ''}.pdf")
        path = workspace / target
        if leads_outside(workspace, path, ()):
            raise UsageError(say("The folder {folder} leads out of the office.", folder=ENCLOSURES))
        lies_there = taken.get(target) or (path.read_bytes() if path.exists() else None)
        if lies_there in (None, data):
            return target
    raise AssertionError("numbers have no end")


# --- The office, and the words of letters ----------------------------------------------------------------------------


def change_languages(
    workspace: Path,
    mailing_id: str,
    version: str,
    language: str,
    fallback: str,
    _monitor: Monitor = UNWATCHED,
) -> None:
    """Writes the default language and its fallback (empty for none) into letterbook.yaml. Raises as `change_form`."""
    office, _, _ = _read(workspace, mailing_id)
    before = {"language": office.defaults.language, "fallback": office.defaults.fallback or ""}
    wanted = {"language": language, "fallback": fallback}
    values = {key: text for key, text in wanted.items() if text != before[key]}

    def changed(text: str) -> str | None:
        root, _ = read_map(text.replace("\r\n", "\n"), OFFICE_FILE)
        if root is None:
            return None
        defaults = root.values.get("defaults")
        if isinstance(defaults, LocatedMap):
            return with_values(text, {(defaults.place, (key,)): new for key, new in values.items()})
        return with_values(text, {(root.place, ("defaults", key)): new for key, new in values.items()})

    _change(workspace, office, mailing_id, OFFICE_FILE, version, changed)


def change_signatories(
    workspace: Path,
    mailing_id: str,
    version: str,
    texts: Mapping[tuple[str, str, str], str],
    _monitor: Monitor = UNWATCHED,
) -> None:
    """Writes names and titles into letterbook.yaml: by the signatory's id, "name" or "title", and the language, which is empty
    for one text in all of them. Raises as `change_form`.
    """
    office, _, _ = _read(workspace, mailing_id)

    def changed(text: str) -> str | None:
        root, _ = read_map(text.replace("\r\n", "\n"), OFFICE_FILE)
        listed = root.values.get("signatories") if root else None
        items = listed.items if isinstance(listed, LocatedList) else ()
        places = {node.text("id"): node.place for node in items if isinstance(node, LocatedMap)}
        values: dict[tuple[object, KeyPath], str] = {}
        for (name, key, language), new in texts.items():
            if name not in places or key not in ("name", "title"):
                raise UsageError(say("There is no signatory “{name}”.", name=printable(name)))
            path: KeyPath = (key, language) if language else (key,)
            values[places[name], path] = new
        return with_values(text, values) if values else text  # type: ignore[arg-type]

    _change(workspace, office, mailing_id, OFFICE_FILE, version, changed)


def change_words(
    workspace: Path, mailing_id: str, file: str, version: str, text: str, _monitor: Monitor = UNWATCHED
) -> None:
    """Writes the whole text of a file of words, one of those of `settings_of`. Raises as `change_form`."""
    office, mailing, _ = _read(workspace, mailing_id)
    if file not in [words.file for words in _words(workspace, mailing, office)]:
        raise UsageError(say("There is no file of words “{file}”.", file=printable(file)))
    lines = text.replace("\r\n", "\n").rstrip("\n") + "\n"

    def changed(before: str) -> str:
        return lines.replace("\n", "\r\n") if "\r\n" in before else lines

    _change(workspace, office, mailing_id, file, version, changed)


def _words(workspace: Path, mailing: MailingDefinition, office: Office) -> Iterator[WordsFile]:
    """Those of the mailing's template, or of the office's usual one, and those of the mailing alone."""
    folders = [
        PurePath("templates", mailing.template or office.defaults.template),
        PurePath(MAILINGS, mailing.id),
    ]
    for folder in folders:
        for path in sorted((workspace / folder).glob("*.md")):
            if path.name[0] in ".~" or leads_outside(workspace, path, office.folders):
                continue
            try:
                text = path.read_bytes().decode("utf-8").removeprefix(_MARK)
            except (OSError, UnicodeDecodeError):  # `check` says so
                continue
            yield WordsFile((folder / path.name).as_posix(), path.stem, text, _version(path))


# --- Reading and writing ---------------------------------------------------------------------------------------------


def _read(workspace: Path, mailing_id: str) -> tuple[Office, MailingDefinition, dict[str, Statement]]:
    refuse_no_office(workspace)
    if mailing_id not in (*list_mailings(workspace)[0], *list_statements(workspace)):
        raise UsageError(say("There is no mailing “{name}”.", name=printable(mailing_id)))
    office = office_of(workspace)
    mailing, problems = read_mailing(workspace, mailing_id, office.folders)
    if mailing is None:
        raise InputError(problems)
    return office, mailing, read_statements(workspace, mailing.statement, office.folders)[0]


def _mailing_file(mailing_id: str) -> str:
    return f"{MAILINGS}/{mailing_id}{SUFFIX}"


def _texts(text: Localised | None) -> Mapping[str, str]:
    return dict(text.texts) if text else {}


def _said(texts: Mapping[str, str], languages: Iterable[str]) -> Plain:
    """One text for all languages, or one for each: its own, else that for all."""
    given = {language: text for language, text in texts.items() if text}
    if given.keys() == {""}:
        return given[""]
    wanted = sorted({*languages, *given} - {""})
    return {
        language: given.get(language, given.get("", ""))
        for language in wanted
        if given.keys() & {language, ""}
    }


def _version(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else ""


def _change(
    workspace: Path,
    office: Office,
    mailing_id: str,
    file: str,
    version: str,
    changed: Callable[[str], str | None],
) -> None:
    """Changes one file, where it is still of this version and nothing stands against what it would say; else it stays."""
    path = workspace / file
    before = path.read_bytes() if path.exists() else b""
    if _version(path) != version:
        what = say("{file} was changed meanwhile. Look at it anew; nothing was written.", file=file)
        raise UsageError(what)
    text = before.decode("utf-8")
    mark = _MARK if text.startswith(_MARK) else ""
    after = changed(text.removeprefix(mark))
    if after is None:
        what = say(
            "{office_file} has mistakes, or is written in a form that cannot be added to; nothing was changed.",
            office_file=file,
        )
        raise UsageError(what)
    content = (mark + after).encode("utf-8")
    if content == before:
        return
    wrong = new_mistakes(workspace, mailing_id, {file: content})
    if wrong:
        raise InputError(wrong)
    with file_access(office.access):
        _put(path, content)


def _put(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(exist_ok=True)
        put_file(path, content)
    except OSError as error:
        reason = printable(error.strerror or "")
        raise UsageError(say("{file} cannot be written: {reason}.", file=path.name, reason=reason)) from error
