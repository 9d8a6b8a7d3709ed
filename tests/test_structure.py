"""The order of the rooms, the sizes of modules, and what may travel between processes."""

from __future__ import annotations

import ast
import datetime as dt
import importlib
import importlib.util
import pickle
import pkgutil
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import letterbook
from letterbook.__main__ import program
from letterbook.cli.register import register
from letterbook.cli.remedies import SENTENCES
from letterbook.errors import InputError, LetterbookError
from letterbook.model import (
    Chunk,
    Emphasis,
    Enclosure,
    Failed,
    Heading,
    Letter,
    LetterheadText,
    LetterText,
    LineBreak,
    Link,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Rendered,
    SignatureBlock,
    Strong,
    Table,
    Template,
    Text,
)
from letterbook.pdf import PageRange
from letterbook.problems import Place, Problem
from letterbook.register import Entry, MadeFile
from letterbook.remedies import Remedy

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "letterbook"
MODULES = sorted(SOURCE.rglob("*.py"))
MOST_LINES = 500


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """import-linter's command in the folder, over the sources in its `src`."""
    program = (
        "import sys; sys.path.insert(0, 'src'); from importlinter.cli import lint_imports_command as c; c()"
    )
    command = [sys.executable, "-c", program, "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_rooms_import_downward_only() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr
    assert re.search(r"Contracts: [1-9]\d* kept, 0 broken", result.stdout)


def test_an_import_upward_is_found(tmp_path: Path) -> None:
    shutil.copytree(SOURCE, tmp_path / "src" / "letterbook", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    with (tmp_path / "src" / "letterbook" / "model" / "text.py").open("a") as module:
        module.write("\nimport letterbook.cli.commands\n")
    result = lint_imports(tmp_path)
    assert result.returncode != 0
    assert re.search(r"Rooms import downward only.* BROKEN", result.stdout)


@pytest.mark.parametrize(
    ("module", "imported", "contract"),
    [
        ("printing/bundles.py", "letterbook.verification.findings", "do not know each other"),
        ("storage/output_folder.py", "letterbook.register.entries", "do not know each other"),
        ("usecases/reprint.py", "letterbook.usecases.issue", "Use cases"),
        ("cli/screen.py", "letterbook.usecases.check", "go through the API"),
        ("web/home.py", "letterbook.usecases.check", "go through the API"),
        ("web/home.py", "letterbook.cli.screen", "do not know each other"),
        ("sources/yaml/located.py", "letterbook.sources.tables.grid", "YAML, tables and documents"),
        ("verification/letters.py", "letterbook.render.docx.xml", "not their writers"),
    ],
)
def test_an_import_sideways_is_found(tmp_path: Path, module: str, imported: str, contract: str) -> None:
    shutil.copytree(SOURCE, tmp_path / "src" / "letterbook", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    with (tmp_path / "src" / "letterbook" / module).open("a") as opened:
        opened.write(f"\nimport {imported}\n")
    result = lint_imports(tmp_path)
    assert result.returncode != 0
    broken = [line for line in result.stdout.splitlines() if line.endswith("BROKEN")]
    assert any(contract in line for line in broken), result.stdout


def test_the_modules_are_found() -> None:
    assert len(MODULES) > 50


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_module_says_what_it_is_for_and_is_short(module: Path) -> None:
    source = module.read_text("utf-8")
    assert len(source.splitlines()) <= MOST_LINES
    if source.strip():
        assert ast.get_docstring(ast.parse(source)), "a module begins with a docstring"


def test_a_function_without_an_underscore_is_used_in_another_module() -> None:
    others = [path for place in ("tests", "tools", "benchmarks") for path in (ROOT / place).rglob("*.py")]
    texts = {path: path.read_text("utf-8") for path in (*MODULES, *others, *SOURCE.rglob("*.html"))}
    words = Counter(word for text in texts.values() for word in set(re.findall(r"\w+", text)))
    public = [
        (module, node.name)
        for module in MODULES
        for node in ast.parse(texts[module]).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not node.decorator_list
    ]
    assert len(public) > 500
    assert [(str(module), name) for module, name in public if words[name] == 1] == []


_MACHINE_PATH = re.compile(r"""["'\s](?:/(?:home|root|work|tmp|Users|mnt|opt)/|[A-Z]:\\Users\\)""")


def test_no_path_of_a_machine_stands_in_the_project() -> None:
    places = [SOURCE, ROOT / "docs", ROOT / "templates", ROOT / "tools", ROOT / "office", ROOT / "statements"]
    files = [path for place in places for path in place.rglob("*") if path.suffix in _TEXTS]
    files += [path for path in ROOT.iterdir() if path.suffix in _TEXTS or path.name in ("Makefile", "NOTICE")]
    assert len(files) > 80
    found = [path for path in files if _MACHINE_PATH.search(path.read_text("utf-8"))]
    assert not found
    assert _MACHINE_PATH.search('OUT = "/home/clerk/out"'), "the pattern finds nothing"


_TEXTS = {".py", ".md", ".css", ".html", ".yaml", ".toml", ".sh", ".svg"}


# --- What travels between processes --------------------------------------------------------------------------------


WORDS = "templates/letter/en.md"


def template() -> Template:
    words = LetterText("en", WORDS, {"subject": "About {{ date }}"}, "Text.", 4, {"subject": Place(WORDS, 2)})
    return Template(
        "letter", "templates/letter", {"en": words}, "<p>{{ body }}</p>", "p {}", b"PK", {"a.png": b"1"}
    )


def letter() -> Letter:
    picture = Picture("emblem.svg", "image/svg+xml", b"<svg/>", 10, 10)
    words = (
        Text("a"),
        Emphasis((Text("b"),)),
        Strong((Text("c"),)),
        LineBreak(),
        Link("https://un.org", (Text("d"),)),
    )
    body = (
        *(Heading(1, words), Paragraph(words), Quote((Paragraph(words),)), Table(((words,), (words,)))),
        ListBlock(((Paragraph(words),),), start=1),
    )
    return Letter(
        recipient_id="unesco",
        recipient_name="UNESCO",
        group="united-nations",
        template="letter",
        language="en",
        formats=("pdf", "docx"),
        reference="1-0001/2021",
        number=1,
        issued=dt.date(2021, 1, 19),
        date="19 January 2021",
        place="Baku",
        place_and_date="Baku, 19 January 2021",
        window="din-b",
        address=("UNESCO", "FRANCE"),
        address_size_pt=11,
        head=LetterheadText("Office", ("Street",), ("916",), None, picture),
        subject="About",
        salutation=None,
        body=body,
        closing=None,
        signature=SignatureBlock("Name", None, picture, 0),
        enclosure_line=None,
        copy_line=None,
        labels={"page": "Page {page} of {pages}"},
    )


def enclosure() -> Enclosure:
    return Enclosure(
        "january-20", "en", "Title", "Baku, 19 January 2021", (), "Name", None, None, {}, "Office"
    )


VALUES = [
    Chunk(template(), (letter(),), (enclosure(),), "pdf", "folder", ("0001-unesco.pdf",), (b"%PDF",)),
    letter(),
    enclosure(),
    Rendered("unesco", "pdf", "0001-unesco.pdf", "ab" * 32, 4, 1),
    Failed("unesco", "docx", "The file could not be written."),
    Problem("unknown-key", Place("recipients.yaml", 3, 5), "The key is not known.", "Correct it.", "kye"),
    PageRange(1, 5, 3),
    MadeFile("pdf", "letters/0001-unesco.pdf", "ab" * 32, 4),
    Entry("outgoing", 1, 2021, "1-0001/2021", "m", "unesco", "UNESCO", "FR", "About", dt.date(2021, 1, 19)),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
def test_a_value_comes_back_from_a_pickle(value: object) -> None:
    assert pickle.loads(pickle.dumps(value)) == value


def subclasses(of: type[Exception]) -> set[type[Exception]]:
    return {of}.union(*(subclasses(each) for each in of.__subclasses__()))


def own_errors() -> list[type[Exception]]:
    """Every exception class of the program. The office page, where its packages are not installed, has none of its own."""
    for module in pkgutil.walk_packages(letterbook.__path__, "letterbook."):
        if module.name.startswith("letterbook.web.") and importlib.util.find_spec("starlette") is None:
            continue
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    return sorted(
        (error for error in subclasses(LetterbookError) if error.__module__.startswith("letterbook")),
        key=lambda error: error.__name__,
    )


@pytest.mark.parametrize("error", own_errors(), ids=lambda error: error.__name__)
def test_an_error_comes_back_from_a_pickle(error: type[Exception]) -> None:
    """An exception whose constructor takes other arguments than its `args` would break a pool of processes."""
    problem = Problem("unknown-key", Place("recipients.yaml"), "The key is not known.")
    made = InputError([problem]) if error is InputError else error("Why, in a sentence.")
    back = pickle.loads(pickle.dumps(made))
    assert type(back) is error
    assert str(back) == str(made)
    assert vars(back) == vars(made)


def test_errors_are_found() -> None:
    assert {"InputError", "UsageError", "RegisterBusyError"} <= {error.__name__ for error in own_errors()}


# --- Sentences are put together at the door --------------------------------------------------------------------------

_COMMANDS = sorted({*program().commands, *(f"register {name}" for name in register.commands)})
_OF_A_TERMINAL = re.compile(
    rf"letterbook (?:{'|'.join(_COMMANDS)})\b|(?<![-\w])--[a-z][a-z-]+|\bsame command\b|\bcommand line\b"
)


def sentences(module: Path) -> Iterator[str]:
    """Every text of a module that a person may read: not its docstrings, nor texts that are not sentences."""
    tree = ast.parse(module.read_text("utf-8"))
    holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    documented = [node.body for node in ast.walk(tree) if isinstance(node, holders)]
    bare = {id(node.value) for body in documented for node in body if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in bare:
            continue
        if isinstance(node.value, str) and re.search(r"[A-Za-z] [a-z]", node.value):
            yield node.value


_AT_A_TERMINAL = ("cli/", "__main__.py", "web/command.py", "web/user_command.py", "web/public_address.py")
BELOW_THE_DOOR = [
    path for path in MODULES if not path.relative_to(SOURCE).as_posix().startswith(_AT_A_TERMINAL)
]


def test_no_sentence_below_the_command_line_names_a_flag_or_a_command() -> None:
    """A web page cannot show them: a problem or an error has a remedy's code, and each door puts it in its own terms."""
    found = {
        (path.relative_to(SOURCE).as_posix(), text)
        for path in BELOW_THE_DOOR
        for text in sentences(path)
        if _OF_A_TERMINAL.search(text)
    }
    assert len(_COMMANDS) > 10
    assert len(BELOW_THE_DOOR) > 150
    assert found == set()


@pytest.mark.parametrize(
    "text",
    [
        "Look at it with `letterbook preview` first.",
        "Or name another with --out.",
        "Give the same command again.",
        "See letterbook register list for all.",
    ],
)
def test_such_a_sentence_would_be_found(tmp_path: Path, text: str) -> None:
    module = tmp_path / "module.py"
    module.write_text(f'"""Says: letterbook issue."""\nHINT = "{text}"\n')
    [said] = sentences(module)
    assert _OF_A_TERMINAL.search(said)


def test_every_remedy_has_a_sentence_at_the_command_line() -> None:
    assert set(SENTENCES) == set(Remedy)
    assert all(_OF_A_TERMINAL.search(sentence) for sentence in SENTENCES.values())
