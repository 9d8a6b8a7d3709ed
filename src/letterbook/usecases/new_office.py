"""Makes a workspace: an office of one's own, yet to be filled in, or the example as it is; and adds a language to one."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import mkdtemp

from letterbook.errors import InputError, UsageError
from letterbook.language.country_names import countries_named
from letterbook.language.language_names import language_like, language_meant, language_name
from letterbook.language.locales import languages_named
from letterbook.model import OwnOffice, Picture
from letterbook.model.progress import UNWATCHED, Monitor
from letterbook.problems import Place, Problem
from letterbook.register.workbook import write_workbook
from letterbook.remedies import Remedy
from letterbook.sentences import in_a_row, say
from letterbook.sources.documents.pictures import picture_of_upload
from letterbook.sources.office import OFFICE_FILE, read_office
from letterbook.sources.statement import STATEMENTS
from letterbook.sources.tables.headings import usual_heading
from letterbook.sources.text_checks import unsafe_character
from letterbook.sources.unfilled import unfilled
from letterbook.storage.file import put_file

EXAMPLE = ("letterbook.yaml", "recipients.yaml", "office", "statements", "templates")
PARTS = (*EXAMPLE, "recipients.xlsx")
NEW_OFFICE = Path(__file__).parents[1] / "new_office"
"""What a new office begins with: letterbook.yaml, and the words of its letters and of its statement by language."""
FIRST_STATEMENT = "first-statement"
TEMPLATES = ("letter", "note-verbale")

_COLUMNS = {
    "organisation": 34,
    "person": 26,
    "address.street": 30,
    "address.postcode": 14,
    "address.city": 22,
    "address.country": 20,
    "salutation": 34,
}
"""The columns of a new list, with their widths in digits."""

_ON_LETTER = frozenset(["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"])
"""Countries that write on paper of 8½ by 11 inches: CLDR, measurementData, paperSize US-Letter."""

_WINDOWS = {
    "CH": "sn-left",
    "LI": "sn-left",
    "FR": "nf-right",
    "MC": "nf-right",
    "GB": "uk-dl",
    "IE": "uk-dl",
}
"""The window of the usual envelope on A4, where it is not that of DIN 680."""


@dataclass(frozen=True)
class Beginning:
    """What a new office is asked: its language by tag, its country by ISO 3166-1 alpha-2, its paper (A4 or Letter)."""

    language: str
    country: str
    paper: str

    @property
    def window(self) -> str:
        return "us-10" if self.paper == "Letter" else _WINDOWS.get(self.country, "din-b")


def beginning(language: str, country: str, paper: str | None = None) -> Beginning:
    """The same from what a person says: a language by tag or name, a country by code or name, in any language.

    A language that is named is the country's form of it, where there are words in that: Portuguese in Brazil; a tag is what it says.
    The paper is the country's, where none is named. Raises UsageError.
    """
    tag, code = _known(language), _country(country)
    if language.strip() != tag and f"{tag}-{code}" in _languages():
        tag = f"{tag}-{code}"
    return Beginning(tag, code, paper or ("Letter" if code in _ON_LETTER else "A4"))


def wrong_beginning(
    language: str, country: str, own: OwnOffice, _monitor: Monitor = UNWATCHED
) -> list[Problem]:
    """What is wrong with what a new office is told, whose place names the part: "country", "name", "address", "signatory" …

    Codes: missing-field, wrong-value, control-character, not-filled-in, and those of `pictures.picture_of_upload`.
    """
    problems = [
        *_refused("language", language, _known),
        *_refused("country", country, _country),
        *_wrong_line("name", own.name, "The name of the office is missing."),
        *_wrong_line("signatory", own.signatory, "The name of who signs is missing."),
        *(problem for text in filter(None, [own.signatory_title]) for problem in _wrong_line("title", text)),
    ]
    lines = [
        problem for line in own.address or ("",) for problem in _wrong_line("address", line, _NO_ADDRESS)
    ]
    return [*problems, *lines[:1], *_emblem(own)[1]]


def make_office(
    directory: Path, begin: Beginning, own: OwnOffice | None = None, _monitor: Monitor = UNWATCHED
) -> list[Path]:
    """Makes an office in the folder, which is made: what nobody has told stands in square brackets.

    The new files; all of them are there, or none. Never overwrites. Raises UsageError where the folder holds any of it, or cannot
    be written; InputError where what is told has mistakes.
    """
    emblem: Picture | None = None
    if own is not None:
        wrong = wrong_beginning(begin.language, begin.country, own)
        if wrong:
            raise InputError(wrong)
        emblem, _ = _emblem(own)

    def files(directory: Path) -> Iterator[Path]:
        office = (NEW_OFFICE / "letterbook.yaml").read_text("utf-8")
        values = {"LANGUAGE": begin.language, "COUNTRY": begin.country, "PAGE": begin.paper}
        values |= {"OTHER_PAGE": "A4" if begin.paper == "Letter" else "Letter", "WINDOW": begin.window}
        office = _filled(office, values)
        yield _write(
            directory / OFFICE_FILE, (_with_own(office, own, emblem) if own else office).encode("utf-8")
        )
        if emblem is not None:
            yield _write(directory / emblem.name, emblem.data)
        yield _write(directory / "recipients.xlsx", _list(begin.language))
        statement = directory / STATEMENTS / FIRST_STATEMENT / f"{begin.language}.md"
        yield _write(statement, (NEW_OFFICE / "statement" / f"{begin.language}.md").read_bytes())
        for name in TEMPLATES:
            source, folder = _example() / "templates" / name, directory / "templates" / name
            for page in source.glob("letter.*"):
                for_window = NEW_OFFICE / name / f"{begin.window}{page.suffix}"
                yield _write(folder / page.name, (for_window if for_window.is_file() else page).read_bytes())
            yield _write(
                folder / f"{begin.language}.md",
                (NEW_OFFICE / name / f"{begin.language}.md").read_bytes(),
            )

    return _made(directory, files)


def languages_to_begin_with() -> Mapping[str, str]:
    """The languages that an office can begin in: each by its tag, with its name in itself, in the order of the names."""
    return dict(
        sorted(
            ((tag, language_name(tag, tag)) for tag in _languages()), key=lambda known: known[1].casefold()
        )
    )


def refuse_in_use(directory: Path) -> None:
    """Raises UsageError where the folder holds any of what a new office would bring."""
    there = [name for name in PARTS if (directory / name).exists()]
    if there:
        raise UsageError(
            say(
                "{directory} holds {there} already; nothing was changed. Choose an empty folder.",
                directory=directory,
                there=", ".join(there),
            )
        )


def add_language(workspace: Path, language: str) -> list[Path]:
    """Writes the neutral words of a further language into the templates; the new files. Never overwrites.

    Raises UsageError where there are no such words, or where the templates have words in this language.
    """
    office, _ = read_office(workspace)
    tag = _known(language, office.defaults.language if office else "en")
    new = {
        workspace / "templates" / name / f"{tag}.md": NEW_OFFICE / name / f"{tag}.md"
        for name in TEMPLATES
        if (workspace / "templates" / name).is_dir()
    }
    missing = {target: source for target, source in new.items() if not target.exists()}
    if not missing:
        what = say("The templates have words in “{language}” already; nothing was changed.", language=tag)
        raise UsageError(what)
    with _told_if_refused(workspace):
        return sorted(_write(target, source.read_bytes()) for target, source in missing.items())


def copy_example(directory: Path) -> list[Path]:
    """Copies the example into the folder, which is made; the new files. Never overwrites. Raises UsageError."""

    def files(directory: Path) -> Iterator[Path]:
        for name in EXAMPLE:
            source, target = _example() / name, directory / name
            shutil.copytree(source, target) if source.is_dir() else shutil.copyfile(source, target)
            yield from _files(target)

    return _made(directory, files)


def _made(directory: Path, files: Callable[[Path], Iterator[Path]]) -> list[Path]:
    """Makes the files in a folder of their own, then puts them into the directory; letterbook.yaml last, which makes it an office."""
    refuse_in_use(directory)
    with _told_if_refused(directory):
        directory.mkdir(parents=True, exist_ok=True)
        beside = Path(mkdtemp(prefix=".new-office-", dir=directory))
        try:
            made = sorted(directory / path.relative_to(beside) for path in files(beside))
            (directory / "out").mkdir(exist_ok=True)
            _move_all(beside, directory)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    return made


def _move_all(source: Path, target: Path) -> None:
    """Moves what lies in a folder into another of the same disk; letterbook.yaml last, and all of it back where one is refused."""
    parts = sorted(source.iterdir(), key=lambda part: part.name == OFFICE_FILE)
    try:
        for part in parts:
            part.rename(target / part.name)
    except OSError:
        for part in parts:
            if not part.exists():
                (target / part.name).rename(part)
        raise


@contextmanager
def _told_if_refused(directory: Path) -> Iterator[None]:
    """A folder that cannot be written is the clerk's to mend. Raises UsageError."""
    try:
        yield
    except OSError as error:
        raise UsageError(
            say("{directory} cannot be written: {strerror}.", directory=directory, strerror=error.strerror)
        ) from error


def _write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    put_file(path, data)
    return path


def _filled(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text


# --- What the office alone can say -----------------------------------------------------------------------------------

_NO_ADDRESS = "The address of the office is missing."
_EMBLEM = "office/emblem"
_ENDINGS = {"image/svg+xml": ".svg", "image/png": ".png", "image/jpeg": ".jpg"}


def _with_own(office: str, own: OwnOffice, emblem: Picture | None) -> str:
    """The file of a new office with these values in place of its square brackets."""
    texts = {
        '"[Name of the office …]"': _quoted(own.name),
        '    - "[Street and number …]"\n    - "[Postcode and town …]"': "\n".join(
            f"    - {_quoted(line)}" for line in own.address
        ),
        '"[Who signs …]"': _quoted(own.signatory),
        '    title: "[Post of who signs …]"\n': f"    title: {_quoted(own.signatory_title)}\n"
        if own.signatory_title
        else "",
    }
    if emblem is not None:
        texts["# emblem: office/emblem.png    "] = f"emblem: {emblem.name}"
    for written, text in texts.items():
        before, found, after = office.partition(written)
        assert found, "new_office/letterbook.yaml has it"
        office = before + text + after
    return office


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _emblem(own: OwnOffice) -> tuple[Picture | None, list[Problem]]:
    """The emblem as it is printed, under the name of its kind."""
    if own.emblem is None:
        return None, []
    picture, problems = picture_of_upload(own.emblem_name, own.emblem, _part("emblem"))
    if picture is None:
        return None, problems
    return replace(picture, name=_EMBLEM + _ENDINGS[picture.kind]), []


def _wrong_line(part: str, text: str, missing: str = "") -> list[Problem]:
    if not text.strip():
        return [Problem("missing-field", _part(part), missing, "Answer here.")]
    found = unsafe_character(part, text, _part(part)) or unfilled(text, _part(part))
    return [found] if found else []


def _refused(part: str, text: str, known: Callable[[str], object]) -> list[Problem]:
    try:
        known(text)
    except UsageError as error:
        return [Problem("wrong-value", _part(part), error.what, text=text)]
    return []


def _part(name: str) -> Place:
    return Place(OFFICE_FILE, part=name)


def _country(country: str) -> str:
    """The code of a country, by its code or name. Raises UsageError."""
    codes = countries_named(country)
    if len(codes) != 1:
        what = "There is no country “{country}”. Write its name, or its two-letter code, such as KE or DE."
        raise UsageError(say(what, country=country))
    return codes[0]


def _list(language: str) -> bytes:
    """A workbook with headings in this language, and a row that says what belongs under each."""
    headings = {usual_heading(key, language): width for key, width in _COLUMNS.items()}
    stream = io.BytesIO()
    write_workbook(stream, "recipients", headings, [[f"[{heading} …]" for heading in headings]])
    return stream.getvalue()


def _known(language: str, told_in: str = "en") -> str:
    """The tag of a language that there are neutral words in, by tag or name; the name may be in `told_in`, or in any of them. Raises UsageError."""
    tags = languages_named(language, _languages())
    tags = tags or tuple(tag for tag in _languages() if tag == language_meant(language.strip(), told_in))
    if len(tags) != 1:
        what = say(
            "There are no words in “{language}” to begin with, but in {tags}. For another, begin with one of these.",
            language=language,
            tags=", ".join(_languages()),
        )
        like = language_like(language)
        meant = say("Did you mean “{near}”?", near=like[1]) if like else ""
        raise UsageError(in_a_row(what, meant), Remedy.HELP_LANGUAGES)
    return tags[0]


def _languages() -> list[str]:
    return sorted(file.stem for file in (NEW_OFFICE / "letter").glob("*.md"))


def _files(path: Path) -> list[Path]:
    return [file for file in path.rglob("*") if file.is_file()] if path.is_dir() else [path]


def _example() -> Path:
    """The example: inside an installed package, or the top of the checkout that the program runs from."""
    packaged = Path(__file__).parents[1] / "workspace"
    return packaged if packaged.is_dir() else Path(__file__).parents[3]
