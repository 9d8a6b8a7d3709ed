"""What the documentation says is so: its commands run, its tables are complete, its links lead somewhere."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import shlex
import signal
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import distribution
from itertools import pairwise
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from PIL import Image
from seven_languages import EMBASSY

import letterbook
from letterbook.cli import commands, main
from letterbook.composing.placeholders import PAGE_CONTEXT
from letterbook.composing.text_filling import CONTEXT
from letterbook.envelope_windows import PRESETS, Area
from letterbook.errors import LetterbookError
from letterbook.language.forms import kinds
from letterbook.language.ordinals import RULES, ordinal, ordinal_as_subject
from letterbook.model import Defaults
from letterbook.render.docx.styles import STYLES
from letterbook.sources import office, statement
from letterbook.sources.raw_recipient import INHERITED_KEYS, RECIPIENT_KEYS
from letterbook.sources.tables.headings import field_of_heading
from letterbook.sources.yaml.validation import Schema
from letterbook.templates import WORDS_KEYS, line_environment

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "letterbook"
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md"))]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


# --- Commands ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fenced:
    """A fenced block: its language, the word after it, its lines without their common indentation."""

    language: str
    mark: str
    lines: tuple[str, ...]


_FENCED = re.compile(r"^( *)```(\w*) ?(\S*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


def fenced(page: Path) -> list[Fenced]:
    return [
        Fenced(language, mark, tuple(line.removeprefix(indent) for line in body.splitlines()))
        for indent, language, mark, body in _FENCED.findall(read(page))
    ]


@pytest.fixture
def shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Shell]:
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.chdir(tmp_path)
    yield Shell(monkeypatch, capsys)
    signal.signal(signal.SIGTERM, before)


@dataclass
class Shell:
    """Does what a page tells its reader to do, block by block, with the real command line."""

    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    said: str = ""
    commands: int = 0

    def follow(self, page: Path) -> None:
        for block in fenced(page):
            match block.language:
                case "sh":
                    self.said = ""
                    for line in block.lines:
                        self.give(shlex.split(line), int(block.mark.removeprefix("exit-") or 0))
                case "text":
                    self.compare(block.lines)
                case "diff":
                    edit(Path(block.mark), block.lines)
                case "csv":
                    Path(block.mark).write_text("\n".join(block.lines) + "\n", encoding="utf-8")

    def give(self, words: Sequence[str], code: int) -> None:
        if words[0] == "cd":
            self.monkeypatch.chdir(words[1])
            return
        assert words[0] == "letterbook", words
        with pytest.raises(SystemExit) as ended:
            main(words[1:])
        shown = self.capsys.readouterr()
        self.said += shown.err + shown.out
        assert ended.value.code == code, (words, self.said)
        self.commands += 1

    def compare(self, lines: Iterable[str]) -> None:
        """Each line of the page is a line that the program said; an ellipsis stands for the rest of one."""
        for line in lines:
            said = self.said.splitlines()
            assert line in said or any(
                printed.startswith(line.partition("…")[0]) for printed in said if "…" in line
            ), (
                line,
                self.said,
            )


def edit(path: Path, lines: Iterable[str]) -> None:
    """Puts each line marked + in the place of the one marked - before it."""
    text = read(path)
    for old, new in list(pairwise(lines))[::2]:
        assert old[0] == "-"
        assert new[0] == "+"
        assert text.count(old[1:] + "\n") == 1, old
        text = text.replace(old[1:] + "\n", new[1:] + "\n")
    path.write_text(text, encoding="utf-8")


@pytest.mark.slow
def test_the_tour_of_the_readme(shell: Shell) -> None:
    shell.follow(ROOT / "README.md")
    assert shell.commands >= 10
    assert len(list(Path("out/january-20-2021-01-19/letters").iterdir())) == 94
    assert Path("out/january-20-2027-01-19/ledger.csv").is_file()


@pytest.mark.slow
def test_the_commands_of_the_office_page(shell: Shell) -> None:
    shell.give(["letterbook", "init", "office"], 0)
    shell.give(["cd", "office"], 0)
    shell.follow(DOCS / "office.md")
    assert shell.commands >= 12
    assert Path("out/january-20-2021-01-19-to-unesco/bundle.pdf").is_file()
    assert Path("register.csv").is_file()


def test_every_command_of_the_pages_is_one_of_the_program() -> None:
    named = {word for page in PAGES for word in re.findall(r"`letterbook (\w+)", read(page))}
    assert named >= {"init", "check"}
    assert named <= set(commands.cli.commands)


def test_a_difference_between_page_and_program_is_found(shell: Shell) -> None:
    shell.give(["letterbook", "init", "office"], 0)
    with pytest.raises(AssertionError):
        shell.give(["letterbook", "-w", "office", "preview", "january-20", "--to", "nobody"], 0)
    with pytest.raises(AssertionError):
        shell.compare(["Everything is in disorder."])


def test_the_picture_of_the_readme_is_small_enough() -> None:
    path = DOCS / "pictures" / "letter.png"
    assert path.stat().st_size < 300_000
    with Image.open(path) as picture:
        assert picture.width > picture.height > 800


# --- The page of errors --------------------------------------------------------------------------------------------


def _parameters(function: ast.FunctionDef) -> list[str]:
    return [argument.arg for argument in function.args.args if argument.arg != "self"]


def _takers(tree: ast.Module) -> dict[str, int]:
    """Functions and classes of a module that are given a problem's code, and as which argument."""
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    functions.pop("__init__", None)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            own = {method.name: method for method in node.body if isinstance(method, ast.FunctionDef)}
            functions |= {node.name: own["__init__"]} if "__init__" in own else {}
    named = {name: _parameters(function) for name, function in functions.items()}
    return {name: parameters.index("code") for name, parameters in named.items() if "code" in parameters}


def _code_of(call: ast.Call, takers: Mapping[str, int]) -> ast.expr | None:
    name = str(getattr(call.func, "id", "") or getattr(call.func, "attr", ""))
    if name not in takers:
        return None
    by_name = next((keyword.value for keyword in call.keywords if keyword.arg == "code"), None)
    position = takers[name]
    return call.args[position] if len(call.args) > position else by_name


def _literals(value: ast.expr) -> set[str] | None:
    """The texts that an argument may be, or None where it is no literal."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return {value.value}
    if isinstance(value, ast.IfExp):
        both = (_literals(value.body), _literals(value.orelse))
        return None if None in both else set().union(*filter(None, both))
    return None


def emitted() -> tuple[dict[str, set[Path]], list[str]]:
    """Each code that the source can give, with its modules; and the arguments that are no literals."""
    trees = {path: ast.parse(read(path)) for path in sorted(SOURCE.rglob("*.py"))}
    takers = {path: _takers(tree) for path, tree in trees.items()}
    shared = {name: at for own in takers.values() for name, at in own.items() if name[0] != "_"} | {
        "Problem": 0
    }
    codes: dict[str, set[Path]] = {}
    others = []
    for path, tree in trees.items():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            value = _code_of(call, shared | takers[path])
            if value is None:
                continue
            literals = _literals(value)
            if literals is None:
                others.append(ast.unparse(value))
            for code in literals or ():
                codes.setdefault(code, set()).add(path)
    return codes, others


# Where a code is handed on that was a literal before; `letter` and `enclosure` are codes of languages.
HANDED_ON = {
    "code",
    "reason.code",
    "refused.code",
    "p.code",
    "problem.code",
    "detail['type']",
    "letter",
    "enclosure",
    "code & 255",
}


def entries() -> dict[str, tuple[str, str, str]]:
    """Each code of the page: what it means, an example, what to do."""
    page = read(DOCS / "errors.md")
    found = re.findall(
        r"^#### `([a-z-]+)`\n((?:(?!#|>).+\n)+)> (.+)\n\n((?:(?!#|>).+\n)+)", page, re.MULTILINE
    )
    assert len(found) == page.count("\n#### "), "an entry is not made of meaning, example and what to do"
    return {code: (meaning, example, remedy) for code, meaning, example, remedy in found}


def test_every_code_of_the_source_is_on_the_page_and_no_other() -> None:
    codes, _ = emitted()
    assert len(codes) > 50
    assert set(codes) == set(entries())


def test_no_code_is_made_where_this_test_cannot_see_it() -> None:
    _, others = emitted()
    assert set(others) <= HANDED_ON


def _patterns(path: Path) -> Iterator[re.Pattern[str]]:
    """Each text of a module as a pattern; what is filled in may be anything."""
    for node in ast.walk(ast.parse(read(path))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) > 8:
            yield re.compile(rf"(?:.*[:,] |.*” |.*\" )?{re.escape(node.value)}")
        if isinstance(node, ast.JoinedStr):
            parts = [
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in node.values
            ]
            if any(len(part) > 8 for part in parts):
                yield re.compile(f"(?:.*: )?{''.join(parts)}")


def test_the_examples_of_the_page_are_in_the_words_of_the_source() -> None:
    codes, _ = emitted()
    for code, (_, example, _) in entries().items():
        patterns = [pattern for path in codes[code] for pattern in _patterns(path)]
        said = re.sub(
            r", in \S+\.$", ".", example
        )  # the words' own place, which `missing-value` has at its end
        assert any(pattern.fullmatch(said) for pattern in patterns), (code, example)


def subclasses(of: type[LetterbookError]) -> set[type[LetterbookError]]:
    return {of}.union(*(subclasses(each) for each in of.__subclasses__()))


def test_every_error_class_is_on_the_page_with_its_exit_code() -> None:
    for module in pkgutil.walk_packages(letterbook.__path__, "letterbook."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    classes = {
        error.__name__: str(error.exit_code)
        for error in subclasses(LetterbookError)
        if error.__module__.startswith("letterbook")
    }
    assert len(classes) > 5
    assert {name: code for name, code, *_ in table("errors.md", "class")} == classes


def test_every_exit_code_is_on_the_page() -> None:
    codes = (
        *(commands.DONE, commands.OUR_FAULT, commands.WRONG_COMMAND),
        *(commands.MISTAKES, commands.SOME_FAILED, commands.INTERRUPTED),
    )
    assert [row[0] for row in table("errors.md", "code")] == [str(code) for code in codes]


# --- Tables --------------------------------------------------------------------------------------------------------


def table(page: str, first_heading: str) -> list[list[str]]:
    """The rows of the table whose first column has this heading, without backticks."""
    lines = read(DOCS / page).splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {first_heading} |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip().replace("`", "") for cell in line.strip("|").split(" |")])
    assert rows
    return rows


def column(page: str, first_heading: str) -> list[str]:
    return [row[0] for row in table(page, first_heading)]


def dotted(context: Mapping[str, frozenset[str]]) -> set[str]:
    return {f"{name}.{part}" for name, parts in context.items() for part in parts} | {
        name for name, parts in context.items() if not parts
    }


def test_the_names_in_the_words_of_a_template() -> None:
    assert sorted(column("templates.md", "name in the words")) == sorted(dotted(CONTEXT))


def test_the_names_on_the_page_of_a_template() -> None:
    assert sorted(column("templates.md", "name on the page")) == sorted(dotted(PAGE_CONTEXT))


def test_the_keys_of_the_words() -> None:
    assert column("templates.md", "key") == list(WORDS_KEYS)


def test_the_styles_of_the_word_letterhead() -> None:
    named = ", ".join(column("templates.md", "style")).split(", ")
    assert sorted(named) == sorted(style.name for style in STYLES)


def test_the_classes_of_the_style_sheet() -> None:
    css = re.sub(r"/\*.*?\*/", "", read(SOURCE / "render" / "pdf" / "pages" / "base.css"), flags=re.DOTALL)
    classes = set(re.findall(r"\.([a-z][a-z-]+)(?=[^{}]*\{)", css))
    assert set(", ".join(column("templates.md", "class")).split(", ")) == classes


def test_the_forms_of_an_anniversary() -> None:
    rows = table("templates.md", "in the language")
    assert {row[0] for row in rows} == set(RULES)
    for language, written, said in rows:
        values = {
            "anniversary": ordinal(31, language),
            "anniversary_as_subject": ordinal_as_subject(31, language),
            "anniversary_number": 31,
        }
        assert line_environment().from_string(written.strip("`")).render(values) == said


def keys_of(schema: type[Schema]) -> dict[str, bool]:
    """The keys of a schema, and whether each must be there."""
    return {str(field.alias): field.is_required() for field in schema.model_fields.values()}


@pytest.mark.parametrize(
    ("heading", "schema"),
    [
        ("key of the file", office._File),
        ("key of the office", office._Address),
        ("key of a signatory", office._Signatory),
        ("key of a series", office._Series),
        ("key of a statement", statement._Front),
    ],
)
def test_the_keys_of_a_file(heading: str, schema: type[Schema]) -> None:
    rows = {key: must for key, must, _ in table("letterbook-yaml.md", heading)}
    assert rows == {key: "yes" if must else "no" for key, must in keys_of(schema).items()}


def test_the_defaults() -> None:
    rows = {key: by_default for key, by_default, _ in table("letterbook-yaml.md", "key of the defaults")}
    assert set(rows) == set(keys_of(office._Defaults))
    own = Defaults()
    for key in ("page", "window", "template", "language"):
        assert rows[key] == getattr(own, key)
    assert rows["formats"].split(", ") == list(own.formats)


def test_the_windows() -> None:
    def span(first: float, last: float) -> str:
        return f"{round(first, 1):g}–{round(last, 1):g}"

    def where(area: Area) -> str:
        return f"{span(area.left, area.right)}, {span(area.top, area.bottom)}"

    assert table("windows.md", "window") == [
        [
            window.name,
            window.paper,
            where(window.field),
            where(window.address),
            ", ".join(f"{fold:g}" for fold in window.fold_marks) or "–",
            window.certainty,
        ]
        for window in PRESETS.values()
    ]


def test_the_keys_of_the_list() -> None:
    assert column("letterbook-yaml.md", "key of a group") == [
        "id",
        "name",
        "recipients",
        *INHERITED_KEYS,
        "formats",
    ]
    own = [key for key in RECIPIENT_KEYS if not key.startswith(("address.", "group"))]
    assert column("letterbook-yaml.md", "key of a recipient") == [*own, "address"]
    parts = [key.removeprefix("address.") for key in RECIPIENT_KEYS if key.startswith("address.")]
    assert column("letterbook-yaml.md", "key of an address") == parts


def test_the_kinds_of_addressees() -> None:
    rows = {row[0]: row[1:] for row in table("letterbook-yaml.md", "kind of addressee")}
    assert rows == {
        name: ["yes" if kind.receives_notes else "no", kind.salutation.texts["en"]]
        for name, kind in kinds().items()
    }


def test_how_the_languages_name_an_addressee() -> None:
    assert {row[0]: row[2] for row in table("templates.md", "words in")} == EMBASSY


def test_the_headings_of_a_spreadsheet() -> None:
    headings = column("office.md", "heading")
    assert [field_of_heading(heading) for heading in headings] == list(RECIPIENT_KEYS)


# --- Links and licences --------------------------------------------------------------------------------------------


def anchor(heading: str) -> str:
    """What a heading is called in a link, as GitHub makes it."""
    plain = re.sub(r"[`*]|\[([^]]*)\]\([^)]*\)", r"\1", heading).lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


def links() -> list[tuple[Path, str]]:
    found = []
    for page in PAGES:
        text = _FENCED.sub("", read(page))
        found += [(page, target) for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target]
    return found


def test_links_lead_somewhere() -> None:
    assert len(links()) > 20
    for page, target in links():
        name, _, section = target.partition("#")
        file = (page.parent / name) if name else page
        assert file.is_file(), (page.name, target)
        if section:
            headings = re.findall(r"^#+ (.+)$", read(file), re.MULTILINE)
            assert section in map(anchor, headings), (page.name, target)


def required(name: str) -> set[str]:
    """All packages that this one needs at run time on this machine, by name."""
    found: set[str] = set()
    waiting = [(name, "")]
    while waiting:
        package, extra = waiting.pop()
        for line in distribution(package).requires or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
                new = {canonicalize_name(requirement.name)} - found
                waiting += [(requirement.name, "") for _ in new] + [
                    (requirement.name, wanted) for wanted in requirement.extras
                ]
                found |= new
    return found


def test_every_library_is_in_the_notice() -> None:
    needed = required("letterbook")
    assert {"weasyprint", "brotli"} <= needed
    listed = re.findall(r"^  (\S+) {2,}\S", read(ROOT / "NOTICE"), re.MULTILINE)
    assert needed <= {canonicalize_name(name) for name in listed}


# --- The page of architecture --------------------------------------------------------------------------------------


def test_the_rooms_are_those_of_the_contract() -> None:
    contracts = tomllib.loads(read(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    [layers] = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    assert column("architecture.md", "room") == [layer.replace("|", "\\|") for layer in layers]


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def test_the_libraries_are_where_the_page_says() -> None:
    users: dict[str, list[str]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        module = ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
        for name in sorted(set(imported(ast.parse(read(path))))):
            if name not in sys.stdlib_module_names and name != "letterbook":
                users.setdefault(name, []).append(module)
    rows = {
        name: sorted(where.split(", "))
        for names, where, _ in table("decisions.md", "library")
        for name in names.split(", ")
    }
    assert rows == {name: sorted(modules) for name, modules in users.items()}


# --- Promises ----------------------------------------------------------------------------------------------------


def test_every_promise_names_a_test_that_is_there() -> None:
    rows = table("promises.md", "what happens")
    assert len(rows) >= 12
    for *_, held in rows:
        path, _, name = held.strip("`").partition("::")
        text = (ROOT / path).read_text("utf-8")
        assert not name or f"def {name}(" in text, held
