"""Makes a workspace: an office of one's own, yet to be filled in, or the example as it is; and adds a language to one."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from letterbook.errors import UsageError
from letterbook.language.country_names import countries_named
from letterbook.language.locales import languages_named
from letterbook.register.workbook import write_workbook
from letterbook.remedies import Remedy
from letterbook.sentences import say
from letterbook.sources.statement import STATEMENTS
from letterbook.sources.tables.headings import usual_heading

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

    The paper is the country's, where none is named. Raises UsageError.
    """
    tag, codes = _known(language), countries_named(country)
    if len(codes) != 1:
        raise UsageError(
            say(
                "There is no country “{country}”. Write its name, or its two-letter code, such as KE or DE.",
                country=country,
            )
        )
    return Beginning(tag, codes[0], paper or ("Letter" if codes[0] in _ON_LETTER else "A4"))


def make_office(directory: Path, begin: Beginning) -> list[Path]:
    """Makes a neutral office in the folder, which is made: what it does not know stands in square brackets.

    The new files. Never overwrites. Raises UsageError where the folder holds any of it, or cannot be written.
    """

    def files() -> Iterator[Path]:
        office = (NEW_OFFICE / "letterbook.yaml").read_text("utf-8")
        values = {"LANGUAGE": begin.language, "COUNTRY": begin.country, "PAGE": begin.paper}
        values |= {"OTHER_PAGE": "A4" if begin.paper == "Letter" else "Letter", "WINDOW": begin.window}
        yield _write(directory / "letterbook.yaml", _filled(office, values).encode())
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

    return _made(directory, files())


def add_language(workspace: Path, language: str) -> list[Path]:
    """Writes the neutral words of a further language into the templates; the new files. Never overwrites.

    Raises UsageError where there are no such words, or where the templates have words in this language.
    """
    tag = _known(language)
    new = {
        workspace / "templates" / name / f"{tag}.md": NEW_OFFICE / name / f"{tag}.md"
        for name in TEMPLATES
        if (workspace / "templates" / name).is_dir()
    }
    missing = {target: source for target, source in new.items() if not target.exists()}
    if not missing:
        what = say("The templates have words in “{language}” already; nothing was changed.", language=tag)
        raise UsageError(what)
    return _written(workspace, (_write(target, source.read_bytes()) for target, source in missing.items()))


def copy_example(directory: Path) -> list[Path]:
    """Copies the example into the folder, which is made; the new files. Never overwrites. Raises UsageError."""

    def files() -> Iterator[Path]:
        for name in EXAMPLE:
            source, target = _example() / name, directory / name
            shutil.copytree(source, target) if source.is_dir() else shutil.copyfile(source, target)
            yield from _files(target)

    return _made(directory, files())


def _made(directory: Path, files: Iterator[Path]) -> list[Path]:
    there = [name for name in PARTS if (directory / name).exists()]
    if there:
        raise UsageError(
            say(
                "{directory} holds {there} already; nothing was changed. Choose an empty folder.",
                directory=directory,
                there=", ".join(there),
            )
        )
    return _written(directory, files, "out")


def _written(directory: Path, files: Iterator[Path], *folders: str) -> list[Path]:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        made = sorted(files)
        for name in folders:
            (directory / name).mkdir(exist_ok=True)
    except OSError as error:
        raise UsageError(
            say("{directory} cannot be written: {strerror}.", directory=directory, strerror=error.strerror)
        ) from error
    return made


def _write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def _filled(text: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"@{name}@", value)
    return text


def _list(language: str) -> bytes:
    """A workbook with headings in this language, and a row that says what belongs under each."""
    headings = {usual_heading(key, language): width for key, width in _COLUMNS.items()}
    stream = io.BytesIO()
    write_workbook(stream, "recipients", headings, [[f"[{heading} …]" for heading in headings]])
    return stream.getvalue()


def _known(language: str) -> str:
    """The tag of a language that there are neutral words in, by tag or name. Raises UsageError."""
    tags = languages_named(language, _languages())
    if len(tags) != 1:
        what = say(
            "There are no words in “{language}” to begin with, but in {tags}. For another, begin with one of these.",
            language=language,
            tags=", ".join(_languages()),
        )
        raise UsageError(what, Remedy.HELP_LANGUAGES)
    return tags[0]


def _languages() -> list[str]:
    return sorted(file.stem for file in (NEW_OFFICE / "letter").glob("*.md"))


def _files(path: Path) -> list[Path]:
    return [file for file in path.rglob("*") if file.is_file()] if path.is_dir() else [path]


def _example() -> Path:
    """The example: inside an installed package, or the top of the checkout that the program runs from."""
    packaged = Path(__file__).parents[1] / "workspace"
    return packaged if packaged.is_dir() else Path(__file__).parents[3]
