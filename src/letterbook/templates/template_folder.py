"""Finds and reads template folders."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from letterbook.model import LetterText, Template
from letterbook.problems import Place, Problem
from letterbook.sentences import in_a_row, say
from letterbook.sources.file_names import is_printable, unprintable_name
from letterbook.sources.files import read_text
from letterbook.sources.line_marks import line_marks
from letterbook.sources.text_checks import nearest
from letterbook.sources.yaml.front_matter import split
from letterbook.sources.yaml.located import LocatedMap, LocatedText

MAX_TEXT_BYTES = 1_000_000
MAX_ASSET_BYTES = 8_000_000
MAX_ASSETS = 100

WORDS_KEYS = ("subject", "salutation", "closing", "form", "signature_space")
"""What the front matter of a template's words may hold; `subject` must be there."""
LINES = WORDS_KEYS[:3]
"""Those that are printed, as lines of plain text."""

FORMS = ("letter", "note-verbale")
"""What `form` may say. It decides nothing but who may be written to in it."""


def read_template(workspace: Path, name: str) -> tuple[Template | None, list[Problem]]:
    """The folder `templates/<name>/`, read whole.

    Codes: no-template, and those of the files in it. A letterhead (letter.docx) may be missing.
    """
    folder, label = workspace / "templates" / name, f"templates/{name}"
    if not folder.is_dir():
        return None, [_no_template(workspace, name)]
    words, problems = read_words(folder, label)
    problems += [no_subject(written) for written in words.values() if "subject" not in written.front]
    if not words and not problems:
        hint = "Put them into en.md, az.md, … in its folder."
        problems.append(Problem("no-words", Place(label), "The template has no words.", hint))
    names = [path.name for path in _files(folder)]
    problems += filter(None, (unprintable_name(f"{label}/{name}") for name in names))
    texts: dict[str, str] = {}
    for file in ("letter.html", "letter.css"):
        text, found = read_text(folder / file, f"{label}/{file}", MAX_TEXT_BYTES)
        texts[file] = text or ""
        problems += found
    assets, found = _read_assets(folder, label)
    docx = assets.pop("letter.docx", None)
    return Template(
        name, label, words, texts["letter.html"], texts["letter.css"], docx, assets
    ), problems + found


def template_names(workspace: Path) -> list[str]:
    """The templates that the workspace has."""
    folders = (folder for folder in (workspace / "templates").glob("*") if folder.is_dir())
    return sorted(folder.name for folder in folders if is_printable(folder.name))


def _files(folder: Path) -> list[Path]:
    """What lies in the folder of a template, but for the files that Word and LibreOffice leave beside a letterhead."""
    return sorted(path for path in folder.iterdir() if not path.name.startswith(("~$", ".")))


def _no_template(workspace: Path, name: str) -> Problem:
    known = template_names(workspace)
    near = nearest(name, known)
    hint = (say("Did you mean “{near}”? ", near=near) if near else "") + say(
        "The folder templates holds: {known}.", known=", ".join(known) or "nothing"
    )
    return Problem(
        "no-template",
        Place(f"templates/{name}"),
        say("There is no template “{name}”.", name=name),
        hint,
        name,
    )


def read_words(
    folder: Path, label: str, *, of_mailing: bool = False
) -> tuple[dict[str, LetterText], list[Problem]]:
    """The words that lie in a folder, by language: those of a template, or of one mailing alone, which need no keys."""
    words: dict[str, LetterText] = {}
    problems: list[Problem] = []
    for path in _files(folder):
        if path.suffix != ".md" or not is_printable(path.name):
            continue
        file = f"{label}/{path.name}"
        text, found = read_text(path, file, MAX_TEXT_BYTES)
        problems += found
        if text is None:
            continue
        front, body, first_line, found = split(text, file, "subject")
        problems += map(_of_mailing, found) if of_mailing else found
        if front is not None:
            problems += _check_front(front)
            problems += [mark for key in LINES for mark in line_marks(key, front.values.get(key))]
            texts = {key: node for key, node in front.values.items() if isinstance(node, LocatedText)}
            places = {key: Place(file, node.place.line or 1) for key, node in texts.items()}
            words[path.stem] = LetterText(
                path.stem, file, {key: node.text for key, node in texts.items()}, body, first_line, places
            )
    return words, problems


def _of_mailing(problem: Problem) -> Problem:
    """The same of words that a mailing has for itself, which may be a text alone."""
    if problem.code != "no-front-matter":
        return problem
    nothing = (
        "Nothing has to stand between the two lines: a key that is not there is taken from the template."
    )
    return replace(problem, hint=in_a_row(problem.hint, nothing))


def no_subject(words: LetterText) -> Problem:
    """The problem of words that do not say what a letter is about."""
    hint = 'Write the letter\'s subject: subject: "…".'
    return Problem("missing-field", Place(words.file, 2, 1), "The key “subject” is missing.", hint)


def _check_front(front: LocatedMap) -> Iterator[Problem]:
    for key, place in front.keys.items():
        if key not in WORDS_KEYS:
            near = nearest(key, WORDS_KEYS)
            hint: str = (say("Did you mean “{near}”? ", near=near) if near else "") + say(
                "Known here: {words_keys}.", words_keys=", ".join(WORDS_KEYS)
            )
            yield Problem("unknown-key", place, say("The key “{key}” is not known here.", key=key), hint, key)
    form = front.text("form")
    if form is not None and form not in FORMS:
        what = say("“{form}” is no form of correspondence.", form=form)
        yield Problem(
            "wrong-value",
            front.place_of("form"),
            what,
            say("Possible here: {forms}.", forms=", ".join(FORMS)),
            form,
        )
    space = front.text("signature_space")
    if space is not None and not (space.isdecimal() and int(space) <= 80):
        place = front.place_of("signature_space")
        yield Problem(
            "wrong-value", place, "signature_space is no number of millimetres.", "Write 0 to 80.", space
        )


def _read_assets(folder: Path, label: str) -> tuple[dict[str, bytes], list[Problem]]:
    """The folder's other files by name: pictures, fonts, the Word letterhead. No links, no folders."""
    assets: dict[str, bytes] = {}
    problems: list[Problem] = []
    for path in _files(folder):
        if not is_printable(path.name):
            continue
        if not path.is_symlink() and (path.suffix == ".md" or path.name in ("letter.html", "letter.css")):
            continue
        if path.is_symlink() or not path.is_file():
            what = say("{path_name} is a link or a folder; a template holds files only.", path_name=path.name)
            problems.append(
                Problem("refused-file", Place(f"{label}/{path.name}"), what, "Put the file itself there.")
            )
        elif path.stat().st_size > MAX_ASSET_BYTES or len(assets) >= MAX_ASSETS:
            what = say("{path_name} is too large, or the template has too many files.", path_name=path.name)
            hint = say(
                "At most {max_assets} files of {max_asset_bytes} MB each.",
                max_assets=MAX_ASSETS,
                max_asset_bytes=MAX_ASSET_BYTES // 1000000,
            )
            problems.append(Problem("huge-file", Place(f"{label}/{path.name}"), what, hint))
        else:
            assets[path.name] = path.read_bytes()
    return assets, problems
