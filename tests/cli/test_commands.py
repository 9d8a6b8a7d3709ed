"""The commands as a clerk gives them: what they make, what they leave alone, what they say, and their exit codes."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import docx
import pypdf
import pytest
from conftest import RECIPIENTS, ROOT, Run, contents, edit, environment, run_outside, snapshot

from letterbook.model import Chunk, Failed
from letterbook.verification import RecipientMarks

STATEMENT = "january-20"
MAILING = f"{STATEMENT}-2021-01-19"
ISSUE = ("issue", STATEMENT, "--jobs", "1")
QUICK = (*ISSUE, "--format", "pdf", "--cover-only")
"""The least that makes letters."""
ANOTHER_LIST = "Give the same list and formats as before, if it is them that you want."


def test_what_the_machine_refuses_is_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The trial of a letterhead wants a folder for temporary files; none is to be had."""
    monkeypatch.setattr("tempfile.tempdir", "/nowhere")
    result = run(*ISSUE, "--format", "docx")
    assert result.code == 3
    assert "/nowhere" in result.err
    assert "Nothing half-made was published" in result.err
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    "command", [("register", "list"), ("issue", STATEMENT, "--cover-only", "--format", "pdf")]
)
@pytest.mark.parametrize("closed", ["stdout", "stderr"])
def test_a_reader_who_has_gone_is_no_error(
    run: Run, workspace: Path, command: tuple[str, ...], closed: str
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | {closed: writing}
    program = [sys.executable, "-m", "letterbook", "-w", str(workspace), *command]
    done = subprocess.run(program, env=environment(), check=False, **streams)  # type: ignore[call-overload]
    os.close(writing)
    assert done.returncode == 0
    assert b"Error" not in (done.stderr or b"")


# --- init ----------------------------------------------------------------------------------------------------------


def test_init_makes_a_workspace_that_passes_check(run: Run, tmp_path: Path) -> None:
    made = run("init", tmp_path / "new" / "office", "--example")
    assert made.code == 0
    assert "letterbook check" in made.out
    names = {path.name for path in (tmp_path / "new" / "office").iterdir()}
    assert names == {"letterbook.yaml", "recipients.yaml", "office", "statements", "templates", "out"}
    checked = run("-w", tmp_path / "new" / "office", "check")
    assert (checked.code, checked.out, checked.err) == (0, "Everything is in order.\n", "")


@pytest.mark.parametrize("there", ["letterbook.yaml", "templates", "recipients.yaml"])
def test_init_never_overwrites(run: Run, tmp_path: Path, there: str) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / there).write_text("mine", encoding="utf-8")
    before = snapshot(tmp_path)
    result = run("init", tmp_path / "mine", "--example")
    assert result.code == 2
    assert there in result.err
    assert snapshot(tmp_path) == before


def test_init_where_nothing_can_be_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    result = run("init", tmp_path / "taken" / "office", "--example")
    assert result.code == 2
    assert "taken" in result.err


def test_init_leaves_out_what_belongs_to_the_checkout(run: Run, tmp_path: Path) -> None:
    run("init", tmp_path / "new", "--example")
    assert not list((tmp_path / "new").rglob("*.sqlite*"))
    assert not list((tmp_path / "new" / "out").iterdir())


# --- check ---------------------------------------------------------------------------------------------------------


def test_check_says_that_all_is_well_and_makes_nothing(run: Run, workspace: Path) -> None:
    before = snapshot(workspace)
    for arguments in (("check",), ("check", STATEMENT), ("check", STATEMENT, "--date", "2027-01-19")):
        result = run(*arguments)
        assert (result.code, result.out, result.err) == (0, "Everything is in order.\n", "")
    assert snapshot(workspace) == before


def test_check_as_json(run: Run, workspace: Path) -> None:
    assert run("check", "--json").json == {"problems": []}
    edit(workspace / "recipients.yaml", "country: FR", "country: FX")
    edit(workspace / "recipients.yaml", 'post: "The Secretary-General"', "post: The Secretary-General #1")
    result = run("check", "--json")
    assert result.code == 3
    assert result.err == ""
    mistake, notice = result.json["problems"]
    assert set(mistake) == {"code", "place", "what", "hint", "text", "level", "remedy"}
    assert (mistake["code"], mistake["level"], mistake["text"]) == ("unknown-country", "error", "FX")
    assert mistake["place"] == {"file": "recipients.yaml", "line": 17, "column": 99}
    assert (notice["code"], notice["level"]) == ("lost-text", "warning")


def test_a_notice_alone_stops_nothing(run: Run, workspace: Path) -> None:
    edit(workspace / "recipients.yaml", 'organisation: "UNESCO"', "organisation: UNESCO #5")
    result = run("check", STATEMENT)
    assert result.code == 0
    assert "notice" in result.err
    assert "mistake" not in result.err


def test_check_of_an_unknown_statement_suggests_one(run: Run) -> None:
    result = run("check", "january-2")
    assert result.code == 3
    assert "Did you mean “january-20”?" in result.err


# --- preview -------------------------------------------------------------------------------------------------------


def test_preview_as_pdf(run: Run, workspace: Path) -> None:
    before = snapshot(workspace)
    result = run("preview", STATEMENT, "--to", "unesco")
    assert result.code == 0
    made = Path(result.out.strip())
    text = pypdf.PdfReader(made).pages[0].extract_text()
    assert "DRAFT" in text
    assert "1-0001" not in text
    assert "Our reference" not in text
    after = snapshot(workspace)
    assert {name for name in after if name not in before} == {
        "out",
        "out/drafts",
        f"out/drafts/{STATEMENT}-unesco.pdf",
    }
    assert before.items() <= after.items()


def test_a_page_that_is_not_right_can_be_looked_at(run: Run, workspace: Path) -> None:
    """Whoever is told of a mistake on the page is sent to the preview, which says it too."""
    with (workspace / "templates/letter/letter.css").open("a") as css:
        css.write(".subject { display: none }")
    assert run("check", STATEMENT).code == 3
    result = run("preview", STATEMENT, "--to", "unesco")
    assert result.code == 0
    assert pypdf.PdfReader(Path(result.out.strip())).get_num_pages() == 2
    assert "The subject" in result.err
    assert "1 mistake. It is marked DRAFT and no number was taken." in result.err


def test_an_address_that_does_not_fit_and_a_sign_that_no_font_has_can_be_looked_at(
    run: Run, workspace: Path
) -> None:
    edit(workspace / "recipients.yaml", "7 place de Fontenoy", "7 place de Fontenoy " + "x" * 90 + " \u2603")
    result = run("preview", STATEMENT, "--to", "unesco")
    assert result.code == 0
    assert "address" in result.err
    edit(workspace / "recipients.yaml", 'street: "7 place', 'strret: "7 place')
    assert run("preview", STATEMENT, "--to", "unesco").code == 3


def test_preview_in_azerbaijani_is_marked_in_azerbaijani(run: Run) -> None:
    made = run("preview", STATEMENT, "--to", "embassy-in-berlin").out.strip()
    text = pypdf.PdfReader(made).pages[0].extract_text()
    assert "LAYİHƏ" in text or "QARALAMA" in text


def test_preview_as_docx(run: Run, workspace: Path) -> None:
    result = run("preview", STATEMENT, "--to", "unesco", "--format", "docx")
    assert result.code == 0, result.err
    document = docx.Document(result.out.strip())
    headers = "".join("".join(s.first_page_header._element.itertext()) for s in document.sections)
    xml = "".join(
        part.blob.decode()
        for part in document.part.package.iter_parts()
        if str(part.partname).endswith(".xml") and hasattr(part, "blob")
    )
    assert "DRAFT" in headers + xml
    assert "1-0001" not in xml
    assert not (workspace / "register.sqlite").exists()


def test_preview_for_nobody_suggests_somebody(run: Run, workspace: Path) -> None:
    before = snapshot(workspace)
    result = run("preview", STATEMENT, "--to", "unesko")
    assert result.code == 2
    assert "Did you mean unesco?" in result.err
    assert "Did you mean embassy-in-berlin?" in run("preview", STATEMENT, "--to", "Berlin").err
    assert "An id here is for example " in run("preview", STATEMENT, "--to", "zzz").err
    assert snapshot(workspace) == before


def test_preview_of_a_group_of_two_is_refused(run: Run) -> None:
    result = run("preview", STATEMENT, "--to", "united-nations")
    assert result.code == 2
    assert "united-nations names 2" in result.err


def test_preview_after_issue_takes_no_number(run: Run, workspace: Path) -> None:
    assert run(*QUICK).code == 0
    register = (workspace / "register.sqlite").read_bytes()
    assert run("preview", STATEMENT, "--to", "unesco", "--cover-only").code == 0
    assert (workspace / "register.sqlite").read_bytes() == register


# --- issue ---------------------------------------------------------------------------------------------------------


def published(workspace: Path) -> list[str]:
    """What a clerk sees in the folder of mailings."""
    return [path.name for path in (workspace / "out").glob("[!.]*")]


def letters(workspace: Path, mailing: str = MAILING) -> list[str]:
    return sorted(path.name for path in (workspace / "out" / mailing / "letters").iterdir())


def test_issue_makes_letters_bundles_ledger_and_manifest(run: Run, workspace: Path) -> None:
    result = run(*ISSUE)
    assert result.code == 0
    assert f"3 letters, 1-0001/2021 to 1-0003/2021, are in out/{MAILING}." in result.out
    assert "Letters: 6 of 6" in result.err
    folder = workspace / "out" / MAILING
    assert sorted(path.name for path in folder.iterdir()) == [
        "bundle.docx",
        "bundle.pdf",
        "ledger.csv",
        "letters",
        "manifest.json",
        "verification.json",
    ]
    ids = ("0001-un-secretary-general", "0002-unesco", "0003-embassy-in-berlin")
    assert letters(workspace) == sorted(f"{name}.{kind}" for name in ids for kind in ("pdf", "docx"))
    assert published(workspace) == [MAILING]


def test_issue_as_json(run: Run, workspace: Path) -> None:
    result = run(*QUICK, "--json")
    assert result.err == ""
    said = result.json
    assert said["mailing"] == MAILING
    assert said["folder"] == str(workspace / "out" / MAILING)
    assert said["failed"] == []
    assert [letter["reference"] for letter in said["letters"]] == [
        "1-0001/2021",
        "1-0002/2021",
        "1-0003/2021",
    ]
    assert {letter["state"] for letter in said["letters"]} == {"made"}


def test_a_dry_run_makes_nothing(run: Run, workspace: Path) -> None:
    before = snapshot(workspace)
    result = run(*ISSUE, "--dry-run")
    assert result.code == 0
    assert "1-0002/2021\tnew\tunesco\t" in result.out
    assert "3 letters: 3 new. Nothing was made, and no number was taken." in result.out
    as_json = run(*ISSUE, "--dry-run", "--json").json
    assert [(letter["id"], letter["reference"]) for letter in as_json["letters"]] == [
        ("un-secretary-general", "1-0001/2021"),
        ("unesco", "1-0002/2021"),
        ("embassy-in-berlin", "1-0003/2021"),
    ]
    assert snapshot(workspace) == before


def test_a_dry_run_after_issue_shows_the_same_numbers(run: Run) -> None:
    run(*QUICK, "--to", "unesco")
    shown = run(*ISSUE, "--dry-run", "--json").json["letters"]
    assert {letter["id"]: letter["reference"] for letter in shown} == {
        "unesco": "1-0001/2021",
        "un-secretary-general": "1-0002/2021",
        "embassy-in-berlin": "1-0003/2021",
    }


def test_a_dry_run_says_which_letters_have_their_numbers_already(run: Run) -> None:
    run(*QUICK, "--to", "unesco")
    shown = run(*ISSUE, "--dry-run", "--json").json["letters"]
    assert {letter["id"]: letter["numbered"] for letter in shown} == {
        "unesco": True, "un-secretary-general": False, "embassy-in-berlin": False,
    }  # fmt: skip


def test_issue_to_one_recipient_and_to_a_group(run: Run, workspace: Path) -> None:
    assert run(*QUICK, "--to", "unesco").code == 0
    assert letters(workspace, f"{MAILING}-to-unesco") == ["0001-unesco.pdf"]
    assert run(*QUICK, "--to", "united-nations").code == 0
    found = letters(workspace, f"{MAILING}-to-united-nations")
    assert found == ["0001-unesco.pdf", "0002-un-secretary-general.pdf"]


def test_the_whole_keeps_the_numbers_of_its_parts(run: Run, workspace: Path) -> None:
    run(*QUICK, "--to", "unesco")
    run(*QUICK)
    assert letters(workspace) == [
        "0001-unesco.pdf",
        "0002-un-secretary-general.pdf",
        "0003-embassy-in-berlin.pdf",
    ]


def test_issue_to_nobody_is_a_wrong_command(run: Run, workspace: Path) -> None:
    before = snapshot(workspace)
    result = run(*QUICK, "--to", "unesko")
    assert result.code == 2
    assert "Did you mean unesco?" in result.err
    assert snapshot(workspace) == before


def test_cover_only_leaves_the_enclosure_out(run: Run, workspace: Path) -> None:
    run(*QUICK)
    file = workspace / "out" / MAILING / "letters" / "0002-unesco.pdf"
    reader = pypdf.PdfReader(file)
    assert len(reader.pages) == 1
    assert "Enclosure" not in reader.pages[0].extract_text()


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_one_format(run: Run, workspace: Path, kind: str) -> None:
    assert run(*ISSUE, "--cover-only", "--format", kind).code == 0
    assert {name.rpartition(".")[2] for name in letters(workspace)} == {kind}
    assert (workspace / "out" / MAILING / f"bundle.{kind}").exists()
    assert (
        len([path for path in (workspace / "out" / MAILING).iterdir() if path.name.startswith("bundle")]) == 1
    )


def test_another_folder_for_mailings(run: Run, workspace: Path, tmp_path: Path) -> None:
    assert run(*QUICK, "--out", tmp_path / "elsewhere").code == 0
    assert (tmp_path / "elsewhere" / MAILING / "ledger.csv").exists()
    assert not (workspace / "out").exists()


def test_a_workspace_that_is_not_the_current_folder(
    run: Run, workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("-w", workspace, *QUICK).code == 0
    assert (workspace / "out" / MAILING / "ledger.csv").exists()


TABLE = """\
id,group,group name,Organisation,Salutation,in-text,Street,CITY,Post code,country
oecd,economy,the economic bodies,OECD,"Dear Sir or Madam,",the OECD,2 rue André-Pascal,Paris,75116,FR
iom,economy,,IOM,"Dear Sir or Madam,",the IOM,17 route des Morillons,Geneva,01218,CH
"""


def test_another_list_as_a_table(run: Run, workspace: Path) -> None:
    (workspace / "list.csv").write_text(TABLE, encoding="utf-8")
    result = run(*QUICK, "--recipients", "list.csv")
    assert result.code == 0, result.err
    assert letters(workspace) == ["0001-oecd.pdf", "0002-iom.pdf"]
    text = pypdf.PdfReader(workspace / "out" / MAILING / "letters" / "0002-iom.pdf").pages[0].extract_text()
    assert "01218 Geneva" in text


def test_a_postcode_that_a_spreadsheet_made_a_number_is_named_by_its_cell(run: Run, workspace: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "EU"
    for row in csv.reader(io.StringIO(TABLE)):
        book.active.append(row)
    book.active["I2"] = 7509
    book.save(workspace / "list.xlsx")
    result = run("check", STATEMENT, "--recipients", "list.xlsx")
    assert result.code == 3
    assert "list.xlsx, sheet “EU”, I2: mistake: " in result.err


# --- the register --------------------------------------------------------------------------------------------------


def test_the_register_lists_shows_and_exports(run: Run, workspace: Path) -> None:
    run(*QUICK)
    listed = run("register", "list")
    assert listed.code == 0
    assert [line.split("\t")[0] for line in listed.out.splitlines()] == [
        "Reference",
        "1-0001/2021",
        "1-0002/2021",
        "1-0003/2021",
    ]
    assert run("register", "list", MAILING).out == listed.out
    shown = run("register", "show", "1-0002/2021")
    assert "The Director-General, UNESCO" in shown.out
    assert "0002-unesco.pdf" in shown.out
    exported = run("register", "export").out.lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(exported)))
    assert [row["reference"] for row in rows] == ["1-0001/2021", "1-0002/2021", "1-0003/2021"]
    assert run("register", "export", "--out", workspace / "register.csv").code == 0
    assert (workspace / "register.csv").read_text(encoding="utf-8-sig").splitlines() == exported.splitlines()


def test_the_register_as_json(run: Run) -> None:
    run(*QUICK)
    listed = run("register", "list", "--json").json["letters"]
    assert [entry["reference"] for entry in listed] == ["1-0001/2021", "1-0002/2021", "1-0003/2021"]
    assert run("register", "export", "--json").json["letters"] == listed
    assert run("register", "show", "1-0002/2021", "--json").json == listed[1]


def test_the_register_knows_nothing_of_what_was_not_issued(run: Run) -> None:
    run(*QUICK)
    assert run("register", "show", "1-0009/2021").code == 2
    assert run("register", "list", "january-21").code == 2


def test_asking_an_absent_register_makes_none(run: Run, workspace: Path) -> None:
    before = snapshot(workspace)
    result = run("register", "list")
    assert result.code == 0
    assert snapshot(workspace) == before


# --- doctor --------------------------------------------------------------------------------------------------------


def test_doctor_finds_this_machine_fit(run: Run, workspace: Path) -> None:
    before = snapshot(workspace)
    result = run("doctor")
    assert result.code == 0, result.out
    assert "MISSING" not in result.out
    assert snapshot(workspace) == before


@pytest.fixture
def without_pango(tmp_path: Path) -> dict[str, str]:
    """An environment in which WeasyPrint cannot find Pango."""
    (tmp_path / "broken" / "weasyprint").mkdir(parents=True)
    (tmp_path / "broken" / "weasyprint" / "__init__.py").write_text(
        "raise OSError(\"cannot load library 'libpango-1.0-0'\")", encoding="utf-8"
    )
    return {"PYTHONPATH": f"{tmp_path / 'broken'}{os.pathsep}{ROOT / 'src'}"}


def test_doctor_says_in_plain_words_what_to_install(workspace: Path, without_pango: dict[str, str]) -> None:
    result = run_outside(workspace, "doctor", variables=without_pango)
    assert result.code == 1
    assert "MISSING" in result.out
    assert "Traceback" not in result.err
    assert "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in result.out or sys.platform != "linux"


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", [("check", STATEMENT), ("issue", STATEMENT), ("preview", STATEMENT, "--to", "unesco")]
)
def test_a_command_without_the_library_says_so_in_plain_words(
    workspace: Path, without_pango: dict[str, str], command: Sequence[str]
) -> None:
    before = snapshot(workspace)
    result = run_outside(workspace, *command, variables=without_pango)
    assert result.code == 1
    assert "Traceback" not in result.err
    assert "letterbook doctor" in result.err
    assert snapshot(workspace) == before


# --- the command line itself ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion(run: Run, shell: str) -> None:
    result = run("completion", shell)
    assert result.code == 0
    assert result.out.startswith(f"# letterbook completion {shell} >> ")
    assert "_LETTERBOOK_COMPLETE" in result.out


def test_completion_is_a_script_that_bash_understands(run: Run) -> None:
    script = run("completion", "bash").out
    done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_shell_gets_the_commands_and_options(workspace: Path) -> None:
    more = {"_LETTERBOOK_COMPLETE": "bash_complete", "COMP_WORDS": "letterbook is", "COMP_CWORD": "1"}
    program = [
        sys.executable,
        "-c",
        "import sys; sys.argv[0] = 'letterbook'; from letterbook.cli import main; main()",
    ]
    done = subprocess.run(
        program, cwd=workspace, env=environment(**more), capture_output=True, text=True, check=False
    )
    assert "plain,issue" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("isue",),
        ("issue",),
        ("issue", STATEMENT, "--jobs", "0"),
        ("issue", STATEMENT, "--format", "odt"),
        ("issue", STATEMENT, "--date", "32.1.2021"),
        ("preview", STATEMENT),
        ("-w", "nowhere", "check"),
        ("check", "--date", "2027-01-19"),
        ("completion", "tcsh"),
        ("--nothing",),
    ],
)
def test_a_wrong_command_line(run: Run, workspace: Path, arguments: Sequence[str]) -> None:
    before = snapshot(workspace)
    result = run(*arguments)
    assert result.code == 2
    assert result.err
    assert "Traceback" not in result.err
    assert snapshot(workspace) == before


@pytest.mark.parametrize("command", ["init", "check", "preview", "issue", "register", "doctor", "completion"])
def test_every_command_explains_itself(run: Run, command: str) -> None:
    assert command in run("--help").out
    explained = run(command, "--help")
    assert explained.code == 0
    assert explained.out.startswith(f"Usage: letterbook {command}")


def test_the_package_runs_as_a_module(workspace: Path) -> None:
    assert run_outside(workspace, "--version").out.startswith("letterbook, version ")
    assert run_outside(workspace, "isue").code == 2


@pytest.mark.parametrize(
    "arguments", [["--help"], ["check", "--help"], ["issue", "--help"], ["register", "list"], ["--version"]]
)
def test_what_needs_no_layout_loads_no_layout(workspace: Path, arguments: list[str]) -> None:
    program = (
        "import sys\nfrom letterbook.cli import main\n"
        "try:\n    main(sys.argv[1:])\nfinally:\n"
        "    print(*(set(sys.modules) & {'weasyprint', 'pikepdf', 'docx', 'fontTools'}), file=sys.stderr)"
    )
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(
        command, cwd=workspace, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert done.stderr.strip() == ""


# --- interrupted and failing runs ----------------------------------------------------------------------------------


def many(count: int) -> str:
    """A list long enough to be interrupted in its midst."""
    added = "".join(
        f"      - id: body-{number}\n        organisation: Body {number}\n        salutation: Dear Sir or Madam,\n"
        f"        address: {{street: {number} Long Street, city: Baku, country: AZ}}\n"
        for number in range(count)
    )
    return RECIPIENTS.replace("  - id: embassies\n", added + "  - id: embassies\n")


@pytest.fixture
def interruptible() -> Iterator[None]:
    """A shell lets what it runs in the background ignore Ctrl-C, and every process below that inherits it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.slow
@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize(("number", "jobs"), [(signal.SIGINT, "2"), (signal.SIGTERM, "1")])
def test_an_interrupted_run_leaves_nothing_and_keeps_its_numbers(
    run: Run, workspace: Path, number: int, jobs: str
) -> None:
    (workspace / "recipients.yaml").write_text(many(60), encoding="utf-8")
    command = [sys.executable, "-m", "letterbook", "issue", STATEMENT, "--jobs", jobs, "--format", "pdf"]
    process = subprocess.Popen(
        command, cwd=workspace, env=environment(), stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    assert process.stderr is not None
    said = ""
    while "Letters: " not in said:
        said += process.stderr.readline()
        assert process.poll() is None, said
    os.killpg(process.pid, number)  # as a terminal does: every process of the run hears it
    _, rest = process.communicate(timeout=30)
    assert process.returncode == 130, rest
    assert "Traceback" not in rest
    assert rest.count("Interrupted.") == 1
    assert published(workspace) == []
    with sqlite3.connect(workspace / "register.sqlite") as register:
        assert register.execute("pragma integrity_check").fetchone() == ("ok",)
    assert len(run("register", "list", "--json").json["letters"]) == 63
    again = run(*QUICK, "--to", "embassies", "--json")
    assert again.json["letters"][0]["reference"] == "1-0063/2021"


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Recipients whose letters fail while they are made, and not before."""
    from letterbook.pipeline import elsewhere, rendering

    names: set[str] = set()

    def make_some(marks: RecipientMarks, chunk: Chunk) -> Sequence[rendering.RenderResult]:
        good = [
            pair for pair in zip(chunk.letters, chunk.names, strict=True) if pair[0].recipient_id not in names
        ]
        bad = [letter for letter in chunk.letters if letter.recipient_id in names]
        rest = replace(chunk, letters=tuple(a for a, _ in good), names=tuple(b for _, b in good))
        failed = [Failed(letter.recipient_id, chunk.format, "no room on the disk") for letter in bad]
        return [*rendering.render_and_verify(marks, rest), *map(rendering.RenderResult, failed)]

    monkeypatch.setattr(elsewhere, "render_and_verify", make_some)
    return names


def test_a_letter_that_fails_costs_only_itself(run: Run, workspace: Path, failing: set[str]) -> None:
    failing.add("unesco")
    result = run(*QUICK)
    assert result.code == 4
    assert "unesco (pdf): no room on the disk" in result.err
    assert letters(workspace) == ["0001-un-secretary-general.pdf", "0003-embassy-in-berlin.pdf"]
    with (workspace / "out" / MAILING / "ledger.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["id"]: row["state"] for row in csv.DictReader(file)} == {
            "un-secretary-general": "made", "unesco": "failed", "embassy-in-berlin": "made",
        }  # fmt: skip
    failing.clear()
    again = run(*QUICK)
    assert again.code == 0
    assert letters(workspace) == [
        "0001-un-secretary-general.pdf",
        "0002-unesco.pdf",
        "0003-embassy-in-berlin.pdf",
    ]


def test_failures_as_json(run: Run, failing: set[str]) -> None:
    failing.add("unesco")
    result = run(*QUICK, "--json")
    assert result.code == 4
    assert result.json["failed"] == [{"id": "unesco", "format": "pdf", "cause": "no room on the disk"}]


def test_when_every_letter_fails_there_is_still_an_answer(
    run: Run, workspace: Path, failing: set[str]
) -> None:
    failing.update({"un-secretary-general", "unesco", "embassy-in-berlin"})
    result = run(*QUICK)
    assert result.code == 4
    assert "Traceback" not in result.err
    assert not list((workspace / "out").glob(".*/making-*"))


def test_an_error_of_our_own_is_exit_code_1_and_leaves_no_staging(
    run: Run, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from letterbook.errors import LetterbookError
    from letterbook.pipeline import write_up

    def fail(*_: object) -> None:
        raise LetterbookError("the bundle cannot be made")

    monkeypatch.setattr(write_up, "write_bundles", fail)
    result = run(*QUICK)
    assert result.code == 1
    assert "the bundle cannot be made" in result.err
    assert published(workspace) == []


def test_progress_is_plain_lines_where_there_is_no_terminal(run: Run) -> None:
    lines = run(*QUICK).err.splitlines()
    assert lines == [
        "Reading: 1 of 1",
        "Composing: 3 of 3",
        *("Letters: 1 of 3", "Letters: 2 of 3", "Letters: 3 of 3"),
        "Bundle: 3 of 3",
        "Verifying: 3 of 3",
        "Publishing: 1 of 1",
    ]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (
            ("register", "dispatch", "1-0001/2021", "--way", "post"),
            "letterbook register dispatch: --date is missing. The day that it happened, as 2027-01-20 or 20.1.2027.",
        ),
        (("preview", STATEMENT), "letterbook preview: --to is missing. The recipient whose letter is shown."),
        (("issue",), f"letterbook issue: MAILING is missing. There are: {STATEMENT}."),
        (("print",), "letterbook print: MAILING is missing."),
        (
            ("check", "--recipients", "list.csv"),
            "letterbook: --date, --recipients and --encoding are for one mailing: name it before them, as in `letterbook check MAILING`.",
        ),
    ],
)
def test_what_is_missing_in_a_command_is_said(command: tuple[str, ...], said: str, run: Run) -> None:
    result = run(*command)
    assert (result.code, result.out) == (2, "")
    assert result.err.splitlines()[0].startswith(said)
    assert (f"There are: {STATEMENT}." in result.err) == (command[0] in ("issue", "check"))


def test_the_progress_of_two_bundles_is_told_as_one(run: Run) -> None:
    lines = run(
        *ISSUE, "--cover-only", "--to", "unesco", "--format", "pdf", "--format", "docx"
    ).err.splitlines()
    assert [line for line in lines if line.startswith("Bundle")] == ["Bundle: 2 of 2"]


@pytest.mark.skipif(shutil.which("script") is None, reason="needs a terminal to look at")
def test_progress_is_a_bar_with_the_time_left_on_a_terminal(workspace: Path) -> None:
    command = f"{sys.executable} -m letterbook " + " ".join(QUICK)
    done = subprocess.run(
        ["script", "-qec", command, "/dev/null"], cwd=workspace, env=environment(TERM="xterm", COLUMNS="100"),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert "3/3" in done.stdout
    assert re.search(r"\d:\d\d:\d\d", done.stdout)


def test_help_is_there_at_once(workspace: Path) -> None:
    began = time.perf_counter()
    assert run_outside(workspace, "--help").code == 0
    assert time.perf_counter() - began < 3


def test_a_letter_that_left_the_house_is_never_replaced_in_silence(run: Run, workspace: Path) -> None:
    run(*QUICK)
    assert run("register", "dispatch", "1-0001/2021", "--date", "2021-01-19", "--way", "post").code == 0
    assert run(*QUICK).code == 0, "the same bytes may be made again"
    before = snapshot(workspace / "out" / MAILING)
    edit(workspace / "templates/letter/en.md", "I have the honour", "I have the very great honour")
    refused = run(*QUICK)
    assert refused.code == 3
    assert "1-0001/2021" in refused.err
    assert snapshot(workspace / "out" / MAILING) == before
    again = run(*QUICK, "--to", "un-secretary-general", "--supersede")
    assert again.code == 0, again.err
    [old, new] = [
        run("register", "show", reference, "--json").json for reference in ("1-0001/2021", "1-0004/2021")
    ]
    assert (old["state"], new["state"]) == ("superseded", "made")


def test_all_letters_that_left_the_house_are_named(run: Run, workspace: Path) -> None:
    run(*QUICK)
    run("register", "dispatch", "1-0001/2021..1-0002/2021", "--date", "2021-01-19", "--way", "post")
    edit(workspace / "templates/letter/en.md", "I have the honour", "I have the very great honour")
    said = (
        "2 letters were dispatched, and would now be others: 1-0001/2021 (The Secretary-General, United Nations), "
        "1-0002/2021 (The Director-General, UNESCO); nothing was published. To send a new one: letterbook issue … "
        "--to un-secretary-general --to unesco --supersede."
    )
    for command in (QUICK, (*QUICK, "--dry-run")):
        refused = run(*command)
        assert (refused.code, refused.err.splitlines()[-1]) == (3, f"letterbook: {said}")


def test_files_of_posted_letters_stay_where_the_mailing_is_issued_anew(run: Run, workspace: Path) -> None:
    run(*QUICK)
    mailing, kept = workspace / "out" / MAILING, workspace / "out/posted" / MAILING
    posted = contents(mailing / "letters")
    run("register", "dispatch", "1-0001/2021..1-0002/2021", "--date", "2021-01-19", "--way", "post")
    assert run(*QUICK, "--to", "un-secretary-general", "--supersede").code == 0
    before = snapshot(mailing)
    for command in (QUICK, (*QUICK, "--dry-run")):
        refused = run(*command)
        assert refused.code == 3
        assert (
            "1-0001/2021 → 1-0004/2021 (The Secretary-General, United Nations). Issued as a whole"
            in refused.err
        )
        assert (
            "nothing was changed. The new ones are made already, so that nothing has to be done."
            in refused.err
        )
        assert f"the files of letters that were posted are kept in {kept}." in refused.err
    edit(workspace / "templates/letter/en.md", "I have the honour", "I have the very great honour")
    assert run(*QUICK, "--replace").code == 3, "the second was posted and would be another"
    edit(workspace / "templates/letter/en.md", "I have the very great honour", "I have the honour")
    assert snapshot(mailing) == before
    assert not kept.exists()
    replaced = run(*QUICK, "--replace")
    assert f"out/posted/{MAILING}: notice: Files of letters that were posted" in replaced.err
    assert contents(kept) == {"0001-un-secretary-general.pdf": posted["0001-un-secretary-general.pdf"]}
    assert run("verify", MAILING).code == run(*QUICK).code == 0

    edit(workspace / "recipients.yaml", "      - id: unesco\n", "      - id: unesco\n        active: false\n")
    assert f"such as 0002-unesco.pdf; nothing was changed. {ANOTHER_LIST} Where it is" in run(*QUICK).err
    (kept / "0002-unesco.pdf").write_bytes(b"another")
    assert run(*QUICK, "--replace").code == 0
    assert contents(kept)["0002-unesco-2.pdf"] == posted["0002-unesco.pdf"]
    assert contents(kept)["0002-unesco.pdf"] == b"another"
    assert run("register", "check").code == 0


def test_an_order_to_supersede_says_where_nothing_is_superseded(run: Run) -> None:
    run(*QUICK)
    run("register", "dispatch", "1-0001/2021", "--date", "2021-01-19", "--way", "post")
    again = (*QUICK, "--to", "united-nations", "--supersede")
    for command in ((*again, "--dry-run", "--json"), (*again, "--json")):
        said = run(*command).json
        assert [letter["reference"] for letter in said["letters"]] == ["1-0004/2021", "1-0002/2021"]
        [notice] = said["problems"]
        assert (notice["code"], notice["level"]) == ("not-superseded", "warning")
        assert notice["place"]["file"] == "recipients.yaml"
    told = run(*QUICK, "--to", "unesco", "--supersede", "--dry-run")
    assert told.code == 0
    assert (
        "notice: Nothing was superseded for The Director-General, UNESCO: the register has no letter"
        in told.err
    )
    gone = run(*QUICK, "--to", "un-secretary-general", "--supersede")
    assert gone.code == 0
    assert "notice: Nothing was superseded for The Secretary-General, United Nations:" in gone.err


def test_a_dry_run_shows_the_number_that_supersedes(run: Run, workspace: Path) -> None:
    run(*QUICK)
    again = (*QUICK, "--to", "unesco", "--supersede")
    for wanted in ("1-0004/2021", "1-0005/2021"):
        [old] = run(*QUICK, "--to", "unesco", "--dry-run", "--json").json["letters"]
        run("register", "dispatch", old["reference"], "--date", "2021-01-19", "--way", "post")
        [planned] = run(*again, "--replace", "--dry-run", "--json").json["letters"]
        assert (planned["reference"], planned["state"], planned["numbered"]) == (wanted, "new", False)
        [made] = run(*again, "--replace", "--json").json["letters"]
        assert made["reference"] == wanted


@pytest.mark.parametrize("name", ["notes.txt", "scans/signed.pdf"])
def test_what_a_clerk_has_put_beside_the_letters_is_not_taken_away(
    run: Run, workspace: Path, name: str
) -> None:
    mine = workspace / "out" / MAILING / name
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"signed")
    (mine.parent / ".DS_Store").touch()
    refused = run(*QUICK)
    assert refused.code == 3
    assert f"holds “{name.split('/', maxsplit=1)[0]}”, which the program did not make" in refused.err
    assert mine.read_bytes() == b"signed"
    assert run("register", "list", "--json").json["letters"] == []
    assert run(*QUICK, "--replace").code == 0
    assert not mine.exists()


def test_the_numbers_of_a_mailing_with_gaps_are_told_as_such(run: Run, workspace: Path) -> None:
    assert "3 letters, 1-0001/2021 to 1-0003/2021, are in" in run(*QUICK).out
    assert run("register", "void", "1-0002/2021", "--reason", "address unknown").code == 0
    again = run(*QUICK, "--replace")
    assert "3 letters, with numbers between 1-0001/2021 and 1-0004/2021, are in" in again.out


def test_the_register_has_the_subject_that_stands_on_the_letter(run: Run, workspace: Path) -> None:
    run(*QUICK)
    subject = "Statement on the 31st anniversary of the tragedy of 20 January"
    [page, *_] = pypdf.PdfReader(workspace / "out" / MAILING / "letters/0002-unesco.pdf").pages
    assert subject in " ".join(page.extract_text().split())
    rows = list(csv.DictReader(io.StringIO(run("register", "export").out.removeprefix("\ufeff"))))
    assert [row["subject"] for row in rows[:2]] == [subject] * 2
    assert rows[2]["subject"].startswith("Verbal nota: 20 Yanvar")  # in the language of the letter
    assert f"subject          {subject}\n" in run("register", "show", "1-0002/2021").out
    assert "1-0002/2021" in run("register", "find", "of 20 January").out


def test_register_and_ledger_count_the_same_sheets(run: Run, workspace: Path) -> None:
    letters = run(*ISSUE, "--format", "pdf", "--json").json["letters"]
    registered = run("register", "list", "--json").json["letters"]
    sheets = {entry["reference"]: entry["sheets"] for entry in registered}
    assert sheets == {letter["reference"]: letter["sheets"] for letter in letters}
    assert any(letter["sheets"] != (letter["pages"] + 1) // 2 for letter in letters), (
        "a cover of an odd number of pages"
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [("check",), ("issue", STATEMENT, "--jobs", "1"), ("issue", STATEMENT, "--jobs", "2")],
    ids=" ".join,
)
def test_nothing_is_left_in_the_temporary_folder(
    workspace: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    """Of fonts, WeasyPrint puts many megabytes there."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    done = run_outside(workspace, *command, variables={"TMPDIR": str(folder)})
    assert done.code == 0, done.err
    assert list(folder.iterdir()) == []


def test_supersede_says_which_letters_it_means(run: Run) -> None:
    assert run(*QUICK, "--supersede").code == 2


def test_a_published_mailing_is_verified_again(run: Run, workspace: Path) -> None:
    run(*QUICK)
    assert run("verify", MAILING).out == (
        "The mailing is whole and unaltered, and its letters are those of the register.\n"
    )
    [letter] = (workspace / "out" / MAILING / "letters").glob("0002-*.pdf")
    data = bytearray(letter.read_bytes())
    data[len(data) // 2] ^= 1
    letter.write_bytes(data)
    found = run("verify", MAILING)
    assert found.code == 3
    assert letter.name in found.out


def test_letters_without_enclosure_never_take_the_place_of_whole_ones_in_silence(
    run: Run, workspace: Path
) -> None:
    whole = (*ISSUE, "--format", "pdf")
    assert run(*whole).code == 0
    before = snapshot(workspace / "out")
    assert run(*whole, "--cover-only").code == 3
    assert snapshot(workspace / "out") == before
    assert run(*whole, "--cover-only", "--replace").code == 0


def test_another_format_never_takes_the_place_of_both_in_silence(run: Run, workspace: Path) -> None:
    assert run(*ISSUE, "--cover-only").code == 0
    before = snapshot(workspace / "out")
    refused = run(*QUICK)
    assert refused.code == 3
    assert "--replace" in refused.err
    assert snapshot(workspace / "out") == before
    assert run(*QUICK, "--replace").code == 0


def test_the_register_keeps_the_recipient_and_what_the_letter_was_made_of(run: Run, workspace: Path) -> None:
    run(*QUICK)
    kept = run("register", "show", "1-0001/2021", "--json").json
    assert kept["snapshot"]["address"]["city"] == "New York"
    statement = (workspace / "statements" / STATEMENT / "en.md").read_bytes()
    assert kept["statement_sha256"] == sha256(statement).hexdigest()
    assert len(kept["template_sha256"]) == 64


def test_letters_are_printed_again_page_for_page(run: Run, workspace: Path) -> None:
    from pypdf import PdfReader

    run(*ISSUE, "--format", "pdf")
    printed = run("reprint", MAILING, "1,3")
    assert printed.code == 0, printed.err
    again = [page.extract_text() for page in PdfReader(workspace / printed.out.strip()).pages]
    bundle = [page.extract_text() for page in PdfReader(workspace / "out" / MAILING / "bundle.pdf").pages]
    with (workspace / "out" / MAILING / "ledger.csv").open(encoding="utf-8-sig") as file:
        rows = {row["number"]: row for row in csv.DictReader(file)}
    first, third = (
        bundle[int(rows[number]["bundle_first_page"]) - 1 : int(rows[number]["bundle_last_page"])]
        for number in "13"
    )
    assert again == [*first, *([""] if len(first) % 2 else []), *third]
    by_reference = run("reprint", MAILING, "1-0001/2021, 1-0003/2021")
    assert by_reference.out.strip() == f"out/reprints/{MAILING}-1,3.pdf"
    history = run("register", "show", "1-0003/2021", "--json").json["events"]
    assert [event["kind"] for event in history][-1] == "reprinted"


@pytest.mark.slow
@pytest.mark.parametrize("numbers", ["9", "1,x", "", "7-9", "2-", "3-4", "2-1", "1-99999999999"])
def test_a_reprint_of_what_is_not_there_writes_nothing(run: Run, workspace: Path, numbers: str) -> None:
    run(*QUICK)
    before = snapshot(workspace)
    assert run("reprint", MAILING, numbers).code == 2
    assert snapshot(workspace) == before


@pytest.mark.parametrize(
    "module", ["letterbook.remedies", "click.core", "letterbook.api", "letterbook.cli.commands"]
)
def test_an_interrupt_shows_no_traceback_while_the_program_is_loaded(workspace: Path, module: str) -> None:
    """It comes as soon as this module is loaded. Before the first of ours Python itself begins, which nobody can catch."""
    command = [sys.executable, "-X", "importtime", "-m", "letterbook", "issue", "january-20", "--dry-run"]
    with subprocess.Popen(
        command,
        cwd=workspace,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as started:
        assert started.stderr is not None
        assert any(line.split()[-1:] == [module] for line in started.stderr)
        started.send_signal(signal.SIGINT)
        err = started.stderr.read()
    assert "Traceback" not in err
    assert "Interrupted. Nothing half-made was published" in err
    assert started.returncode == 130
