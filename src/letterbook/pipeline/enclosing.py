"""What goes with letters in each language, read and checked: statements, finished PDFs, and what is printed elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from letterbook.composing.compose import compose_enclosure
from letterbook.composing.inputs import Inputs, choose
from letterbook.language.labels import labels
from letterbook.model import Enclosure, EnclosureSource, FinishedFile, Part, PrintedElsewhere, Statement
from letterbook.pdf.finished_check import MAX_BYTES, finished_problems
from letterbook.pdf.finished_file import as_pages
from letterbook.pipeline import input_checks
from letterbook.pipeline.source_positions import with_columns
from letterbook.problems import Place, Problem, has_errors
from letterbook.sentences import printable, say
from letterbook.sources.file_names import leads_outside, outside, unprintable_name
from letterbook.sources.statement import list_statements, no_text, read_statements
from letterbook.sources.text_checks import nearest
from letterbook.steps import begin_step
from letterbook.verification import UnreadablePdfError, page_fingerprints


def goes_along(statement: Statement) -> bool:
    """Whether the statement itself is among what goes with its letters."""
    sources = statement.enclosures
    return sources is None or any(source.statement == statement.id for source in sources)


def written_enclosure(
    workspace: Path, inputs: Inputs, statement: Statement
) -> tuple[Enclosure, list[Problem]]:
    """A statement as it travels with letters, and what is wrong with its words."""
    begin_step(statement.file, statement.first_line)
    enclosure, found = compose_enclosure(inputs, statement)
    return enclosure, [
        *with_columns(workspace, found),
        *input_checks.characters_of(workspace, statement, enclosure, inputs.office.own_fonts),
    ]


def further_statements(
    workspace: Path, statements: Mapping[str, Statement], folders: tuple[str, ...]
) -> tuple[dict[str, dict[str, Statement]], list[Problem]]:
    """The other statements that are enclosed, by id and language."""
    further: dict[str, dict[str, Statement]] = {}
    problems: list[Problem] = []
    known = list_statements(workspace)
    for statement in statements.values():
        for source in statement.enclosures or ():
            name = source.statement
            if name is None or name == statement.id or name in further:
                continue
            if name not in known:
                problems.append(_no_statement(name, known, source.place))
                continue
            further[name], found = read_statements(workspace, name, folders)
            problems += [*found, *input_checks.statement_placeholders(workspace, further[name])]
    return further, problems


def _no_statement(name: str, known: list[str], place: Place) -> Problem:
    near = nearest(name, known)
    hint = (
        say("Did you mean “{near}”?", near=near)
        if near
        else say("There are: {known}.", known=", ".join(known))
    )
    return Problem("no-statement", place, say("There is no statement “{name}”.", name=name), hint, name)


def enclosed_parts(
    workspace: Path, inputs: Inputs, composed: Mapping[str, Enclosure]
) -> tuple[dict[str, tuple[Part, ...]], list[Problem]]:
    """What goes with letters in each language of the statement, which is `composed`, in its order.

    Codes: no-enclosure-in-language, missing-enclosure, outside-workspace, wrong-file-name, the warning
    enclosure-beside-word, and those of `finished_problems`.
    """
    reading = _Reading(workspace, inputs, composed)
    enclosed = {
        language: tuple(reading.parts(language, statement))
        for language, statement in inputs.statements.items()
    }
    problems = [*reading.problems, *_beside_word(inputs, enclosed)]
    return enclosed, list(dict.fromkeys(problems))


@dataclass
class _Reading:
    """One reading of all enclosures; a file that goes with letters in several languages is looked at once."""

    workspace: Path
    inputs: Inputs
    composed: Mapping[str, Enclosure]
    problems: list[Problem] = field(default_factory=list)
    _files: dict[str, bytes | None] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    def parts(self, language: str, statement: Statement) -> Iterator[Part]:
        if statement.enclosures is None:
            self._refuse_empty(statement)
            yield self.composed[language]
            return
        for source in statement.enclosures:
            part = self._part(source, language, statement)
            if part is not None:
                yield part

    def _part(self, source: EnclosureSource, language: str, statement: Statement) -> Part | None:
        if source.statement is not None:
            return self._written(source, source.statement, language, statement)
        title = source.title.to(language, self._fallback(language)) if source.title else None
        name = source.file.to(language, self._fallback(language)) if source.file else None
        if title is None or (source.file is not None and name is None):
            what = say(
                "An enclosure of the letters in “{language}” has no title or no file in it.",
                language=language,
            )
            hint = "Write both in this language, or one for all languages."
            self.problems.append(Problem("no-enclosure-in-language", source.place, what, hint, language))
            return None
        if name is None:
            return PrintedElsewhere(title, source.pages)
        return self._finished(source.place, name, title, language)

    def _fallback(self, language: str) -> str:
        return self.inputs.office.defaults.fallback or language

    def _refuse_empty(self, statement: Statement) -> None:
        """A statement may have no text only where letters go without it."""
        if not statement.source.strip():
            self.problems.append(no_text(statement.file, statement.first_line))

    def _written(
        self, source: EnclosureSource, name: str, language: str, statement: Statement
    ) -> Enclosure | None:
        if name == statement.id:
            self._refuse_empty(statement)
            return self.composed[language]
        chosen = choose(self.inputs.further.get(name, {}), language, None)
        if chosen is None:
            if name in self.inputs.further:  # one that is not there has been told of
                what = say(
                    "The statement “{name}” is not there in “{language}”.", name=name, language=language
                )
                hint = say("Write statements/{name}/{language}.md.", name=name, language=language)
                self.problems.append(Problem("no-enclosure-in-language", source.place, what, hint, language))
            return None
        self._refuse_empty(chosen[1])
        enclosure, found = written_enclosure(self.workspace, self.inputs, chosen[1])
        self.problems += found
        return enclosure

    def _finished(self, place: Place, name: str, title: str, language: str) -> FinishedFile | None:
        if name not in self._files:
            self._files[name], found = _checked_file(self.workspace, self.inputs, name, place)
            self.problems += found
        data = self._files[name]
        if data is None:
            return None
        label = labels(self.inputs.office.languages.of(language))["page"]
        count = self._counts.setdefault(name, _page_count(data))
        called = [f"{title}. {label.format(page=page, pages=count)}" for page in range(1, count + 1)]
        pdf = as_pages(data, language, called)
        try:
            prints = tuple(page.digest.hex() for page in page_fingerprints(pdf))
        except UnreadablePdfError as error:  # its pages could not be known again
            what = say("The file is no whole PDF ({name}).", name=error)
            hint = "Open it, print it into a new PDF, and name that one here."
            self.problems.append(Problem("enclosure-damaged", Place(printable(name)), what, hint))
            return None
        return FinishedFile(title, language, name, prints, label, pdf)


def _page_count(data: bytes) -> int:
    from letterbook.pdf import page_count

    return page_count(data)


def _checked_file(
    workspace: Path, inputs: Inputs, name: str, place: Place
) -> tuple[bytes | None, list[Problem]]:
    """The file's bytes where nothing stands against it."""
    label, path = printable(name), workspace / name
    if (wrong := unprintable_name(name)) is not None:
        return None, [wrong]
    if leads_outside(workspace, path, inputs.office.folders):
        return None, [outside(label, place)]
    begin_step(label)
    try:
        if not path.is_file():
            return None, [_missing(path, label, place)]
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        what = say("The enclosure {label} cannot be read: {why}.", label=label, why=error.strerror)
        hint = "Check the path, and who may read the file."
        return None, [Problem("missing-enclosure", place, what, hint, label)]
    problems = finished_problems(data, label, inputs.office.defaults.page)
    return (None if has_errors(problems) else data), problems


def _missing(path: Path, label: str, place: Place) -> Problem:
    there = [file.name for file in sorted(path.parent.iterdir())] if path.parent.is_dir() else []
    near = nearest(path.name, there)
    hint = say("Did you mean “{near}”?", near=near) if near else "Check the path, or put the file there."
    what = say("The enclosure {label} is not there.", label=label)
    return Problem("missing-enclosure", place, what, hint, label)


def _beside_word(inputs: Inputs, enclosed: Mapping[str, tuple[Part, ...]]) -> Iterator[Problem]:
    """A warning for each finished PDF that goes with letters in Word, which cannot hold it."""
    spoken = {
        chosen[1].language
        for recipient in inputs.recipients
        if "docx" in recipient.formats
        and (chosen := choose(inputs.statements, recipient.language, inputs.office.defaults.fallback))
    }
    files = {
        part.file: part.title
        for language in sorted(spoken & enclosed.keys())
        for part in enclosed[language]
        if isinstance(part, FinishedFile)
    }
    for file, title in files.items():
        what = say("A Word letter names “{title}” and cannot hold it.", title=title)
        hint = "Print the file and lay it beside each letter that is printed from Word; bundle.pdf holds it."
        yield Problem("enclosure-beside-word", Place(file), what, hint, title, level="warning")
