"""A run that goes on where another was stopped, and one that makes only what has changed."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from conftest import RECIPIENTS, Run, contents, edit, environment, make_workspace, snapshot
from filelock import FileLock

from letterbook.archive.ledger import read_ledger
from letterbook.errors import InputError, LetterbookError
from letterbook.model import Chunk, Format
from letterbook.model.order import Order
from letterbook.model.progress import Monitor, Phase
from letterbook.pipeline import elsewhere, program, rendering
from letterbook.pipeline.expected_numbers import RegisterLostError
from letterbook.pipeline.publishing import AlreadyDispatchedError, ConcurrentChangeError, OutputConflictError
from letterbook.register import Register, RegisterError, Step
from letterbook.usecases.issue import IssueResult, issue
from letterbook.usecases.issue import Run as Carried
from letterbook.verification import NOBODY, RecipientMarks

STATEMENT, MAILING = "january-20", "january-20-2021-01-19"
AT = datetime(2021, 1, 19, 9, 30, tzinfo=UTC)
ALL = ["embassy-in-berlin", "un-secretary-general", "unesco"]


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The recipients of the files that were made and not taken over, in the order of the alphabet."""
    made: list[str] = []

    def render_and_verify(marks: RecipientMarks, chunk: Chunk) -> Sequence[rendering.RenderResult]:
        if marks is not NOBODY:  # letters to nobody are made for each run, to be compared with
            made.extend(letter.recipient_id for letter in chunk.letters)
            made.sort()
        return rendering.render_and_verify(marks, chunk)

    monkeypatch.setattr(elsewhere, "render_and_verify", render_and_verify)
    return made


def carry_out(workspace: Path, order: Order | None = None, *, replace: bool = False) -> IssueResult:
    run = Carried(workspace / "out", "clerk", AT, replace=replace)
    return issue(workspace, order or Order(STATEMENT, formats=("pdf",)), run)


@pytest.fixture(scope="module")
def issued_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tests' office with its mailing, issued as PDF."""
    workspace = make_workspace(tmp_path_factory.mktemp("issued") / "office")
    carry_out(workspace)
    return workspace


@pytest.fixture
def issued(issued_once: Path, tmp_path: Path) -> Path:
    """The same, for a test of its own."""
    return shutil.copytree(issued_once, tmp_path / "issued")


def files(workspace: Path) -> dict[str, bytes]:
    """What is published."""
    return contents(workspace / "out" / MAILING)


@pytest.mark.parametrize("order", [Order(STATEMENT), Order(STATEMENT, formats=("pdf",), cover_only=True)])
def test_a_second_run_makes_nothing_and_gives_the_same(
    workspace: Path, rendered: list[str], order: Order
) -> None:
    carry_out(workspace, order)
    before = files(workspace)
    rendered.clear()
    again = carry_out(workspace, order)
    assert rendered == []
    assert again.taken_over == len([name for name in before if name.startswith("letters/")])
    assert files(workspace) == before


def _words(workspace: Path) -> None:
    edit(workspace / "templates" / "note-verbale" / "az.md", "\n---\n", "\n---\n\nYeni cümlə.\n\n")


def _sentence(workspace: Path) -> None:
    edit(workspace / "templates" / "letter" / "en.md", "\n---\n", "\n---\n\nOne more sentence.\n\n")


def _css(workspace: Path) -> None:
    with (workspace / "templates" / "letter" / "letter.css").open("a") as file:
        file.write("\n.subject { letter-spacing: 0.1pt }\n")


def _recipient(workspace: Path) -> None:
    edit(workspace / "recipients.yaml", "7 place de Fontenoy", "9 place de Fontenoy")


def _office(workspace: Path) -> None:
    edit(workspace / "letterbook.yaml", "Call centre 916", "Call centre 917")


def _emblem(workspace: Path) -> None:
    edit(workspace / "office" / "emblem.svg", "</svg>", '<circle cx="1" cy="1" r="1"/></svg>')


def _statement(workspace: Path) -> None:
    with (workspace / "statements" / STATEMENT / "az.md").open("a", encoding="utf-8") as file:
        file.write("\nDaha bir cümlə.\n")


def _order(workspace: Path) -> None:
    edit(workspace / "recipients.yaml", "- id: unesco\n", "- id: unesco\n        copies: 3\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "made"),
    [
        (_words, ["embassy-in-berlin"]),
        (_statement, ["embassy-in-berlin"]),
        (_css, ["un-secretary-general", "unesco"]),
        (_recipient, ["unesco"]),
        (_emblem, ALL),
        (_order, []),  # only the ledger says how many copies
    ],
)
def test_what_has_changed_is_made_again_and_nothing_else(
    issued: Path, tmp_path: Path, rendered: list[str], change: Callable[[Path], None], made: list[str]
) -> None:
    change(issued)
    rendered.clear()
    carry_out(issued)
    assert rendered == made
    fresh = tmp_path / "fresh"
    shutil.copytree(issued, fresh, ignore=shutil.ignore_patterns("out", "register.sqlite*"))
    carry_out(fresh)
    assert but_for_the_register(files(issued)) == but_for_the_register(files(fresh))


def but_for_the_register(published: dict[str, bytes]) -> dict[str, bytes]:
    """Without the register's line, which tells the addressee and the template as they were when the number was given."""
    manifest = {**json.loads(published["manifest.json"]), "register": None}
    return {**published, "manifest.json": json.dumps(manifest).encode()}


def forget_the_program() -> None:
    program.program.cache_clear()
    program.makers.cache_clear()


def test_another_version_of_a_library_makes_everything_anew(
    issued: Path, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_the_program()
    monkeypatch.setattr(program, "version", lambda _name: "0.0.1")
    try:
        carry_out(issued)
    finally:
        forget_the_program()
    assert rendered == ALL


def test_a_recipient_more_is_one_letter_more(issued: Path, rendered: list[str]) -> None:
    with (issued / "recipients.yaml").open("a", encoding="utf-8") as file:
        file.write(
            '      - {id: embassy-in-rome, organisation: "Səfirlik", in_text: "Səfirliyə",\n'
            '         address: {street: "Viale Regina Margherita 1", city: "Roma", postcode: "00198", country: IT}}\n'
        )
    assert len(read_ledger(carry_out(issued).folder)) == 4
    assert rendered == ["embassy-in-rome"]


def _edited(workspace: Path) -> None:
    file = workspace / "out" / MAILING / "letters" / "0002-unesco.pdf"
    file.write_bytes(file.read_bytes() + b"\n")


def _removed(workspace: Path) -> None:
    (workspace / "out" / MAILING / "letters" / "0002-unesco.pdf").unlink()


@pytest.mark.parametrize("spoil", [_edited, _removed])
def test_a_published_file_that_is_not_what_was_made_is_made_again(
    issued: Path, rendered: list[str], spoil: Callable[[Path], None]
) -> None:
    before = files(issued)
    spoil(issued)
    rendered.clear()
    carry_out(issued, replace=spoil == _edited)
    assert rendered == ["unesco"]
    assert files(issued) == before


@pytest.mark.parametrize("name", ["letters/0002-unesco.pdf", "bundle.pdf", "ledger.csv", ".notes.txt"])
def test_what_somebody_has_changed_by_hand_is_not_replaced_in_silence(workspace: Path, name: str) -> None:
    order = Order(STATEMENT, formats=("pdf",), cover_only=True)
    carry_out(workspace, order)
    file = workspace / "out" / MAILING / name
    file.write_bytes((file.read_bytes() if file.exists() else b"") + b"a remark")
    before = files(workspace)
    with pytest.raises(OutputConflictError, match=re.escape(name)):
        carry_out(workspace, order)
    assert files(workspace) == before
    carry_out(workspace, order, replace=True)
    assert not (file.read_bytes() if file.exists() else b"").endswith(b"a remark")


@pytest.mark.parametrize(
    "name", [".DS_Store", "._bundle.pdf", "~$bundle.docx", "Thumbs.db", ".~lock.bundle.docx#"]
)
def test_what_a_desktop_leaves_in_a_folder_is_in_nobodys_way(workspace: Path, name: str) -> None:
    order = Order(STATEMENT, to=("unesco",), formats=("pdf",), cover_only=True)
    folder = carry_out(workspace, order).folder
    (folder / name).write_bytes(b"x")
    carry_out(workspace, order)


@pytest.mark.slow
@pytest.mark.parametrize("left", [0, 0.4, 0.999])
def test_a_journal_that_was_cut_off_costs_time_and_nothing_else(
    issued: Path, rendered: list[str], left: float
) -> None:
    before = files(issued)
    journal = issued / "out" / f".{MAILING}" / "made.jsonl"
    data = journal.read_bytes()
    journal.write_bytes(data[: int(len(data) * left)])
    rendered.clear()
    carry_out(issued)
    assert rendered
    assert files(issued) == before
    rendered.clear()
    carry_out(issued)
    assert rendered == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "line", [b"{}", b"[1, 2, 3]", b'["file", "x", {}]', b'["file", "0002-unesco.pdf", []]', b"\xff"]
)
def test_a_journal_that_holds_anything_at_all(issued: Path, line: bytes) -> None:
    before = files(issued)
    with (issued / "out" / f".{MAILING}" / "made.jsonl").open("ab") as journal:
        journal.write(line + b"\n")
    carry_out(issued)
    assert files(issued) == before


def test_without_the_hidden_folder_everything_is_made_anew(issued: Path, rendered: list[str]) -> None:
    before = files(issued)
    shutil.rmtree(issued / "out" / f".{MAILING}")
    rendered.clear()
    carry_out(issued)
    assert rendered == ALL
    assert files(issued) == before


def _typed(workspace: Path, kind: Format, name: str) -> None:
    """The name stands in the fixed words of the page."""
    if kind == "pdf":
        with (workspace / "templates" / "letter" / "letter.html").open("a") as page:
            page.write(f"<p>{name}</p>")
    else:
        letterhead = docx.Document(str(workspace / "templates" / "letter" / "letter.docx"))
        letterhead.sections[0].first_page_footer.paragraphs[0].add_run(f" {name}")
        letterhead.save(str(workspace / "templates" / "letter" / "letter.docx"))


def _joins_the_list(workspace: Path, who: str) -> None:
    with (workspace / "recipients.yaml").open("a", encoding="utf-8") as file:
        file.write(
            f'      - {{id: ruritania, {who}, in_text: "Səfirliyə", salutation: "Cənab səfir,",\n'
            '         address: {street: "Hentzau 1", city: "Strelsau", postcode: "1234", country: DE}}\n'
        )


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_body_that_the_letterhead_names_may_become_an_addressee(
    workspace: Path, rendered: list[str], kind: Format
) -> None:
    order = Order(STATEMENT, formats=(kind,))
    _typed(workspace, kind, "Ruritanian House")
    carry_out(workspace, order)
    _joins_the_list(workspace, 'organisation: "Ruritanian House"')
    rendered.clear()
    carry_out(workspace, order)
    assert rendered == ["ruritania"]


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_a_person_whom_the_page_names_and_who_becomes_an_addressee_is_found(
    workspace: Path, rendered: list[str], kind: Format
) -> None:
    order = Order(STATEMENT, formats=(kind,))
    _typed(workspace, kind, "Rudolf Rassendyll")
    carry_out(workspace, order)
    _joins_the_list(workspace, 'person: "Rudolf Rassendyll"')
    before = files(workspace)
    rendered.clear()
    with pytest.raises(InputError) as refused:
        carry_out(workspace, order)
    assert any("Rassendyll" in str(problem) for problem in refused.value.problems)
    assert rendered == []
    assert files(workspace) == before


# --- What would be done ---------------------------------------------------------------------------------------------


def test_a_dry_run_says_what_is_new_changed_or_the_same(run: Run, workspace: Path) -> None:
    quick = ("issue", STATEMENT, "--format", "pdf")
    run(*quick, "--jobs", "1")
    _recipient(workspace)
    _words(workspace)
    with (workspace / "recipients.yaml").open("a", encoding="utf-8") as file:
        file.write(
            '      - {id: embassy-in-rome, organisation: "Səfirlik", in_text: "Səfirliyə",\n'
            '         address: {street: "Viale Regina Margherita 1", city: "Roma", postcode: "00198", country: IT}}\n'
        )
    before = snapshot(workspace)
    letters = {letter["id"]: letter for letter in run(*quick, "--dry-run", "--json").json["letters"]}
    assert {name: letter["state"] for name, letter in letters.items()} == {
        "un-secretary-general": "same",
        "unesco": "changed",
        "embassy-in-berlin": "changed",
        "embassy-in-rome": "new",
    }
    assert letters["unesco"]["diff"] == ["-7 place de Fontenoy", "+9 place de Fontenoy"]
    assert letters["embassy-in-berlin"]["diff"] == ["+Yeni\u00a0cümlə."]
    shown = run(*quick, "--dry-run").out
    assert "1-0002/2021 to unesco:\n  -7 place de Fontenoy\n  +9 place de Fontenoy\n" in shown
    assert "4 letters: 1 new, 2 changed, 1 same. Nothing was made, and no number was taken." in shown
    assert snapshot(workspace) == before


def test_a_letter_in_another_format_is_no_new_letter(run: Run, workspace: Path) -> None:
    only = ("--to", "unesco", "--cover-only")
    run("issue", STATEMENT, *only, "--format", "docx", "--jobs", "1")
    [letter] = run("issue", STATEMENT, *only, "--dry-run", "--json").json["letters"]
    assert (letter["state"], letter["diff"]) == ("changed", [])


def test_a_dry_run_tells_a_change_of_the_page_from_one_of_the_words(run: Run, workspace: Path) -> None:
    quick = ("issue", STATEMENT, "--format", "pdf")
    run(*quick, "--jobs", "1")
    _css(workspace)
    shown = run(*quick, "--dry-run").out
    assert (
        "1-0001/2021 to un-secretary-general, 1-0002/2021 to unesco:\n  The same words; the page or the file changes.\n"
        in shown
    )
    assert "2 changed, 1 same" in shown


# --- Stopped ---------------------------------------------------------------------------------------------------------


def many(count: int) -> str:
    """The list of the tests with so many recipients more."""
    rows = "".join(
        f'      - {{id: office-{number}, organisation: "Office {number}", salutation: "Dear Office,", in_text: "it",\n'
        f'         address: {{street: "Road {number}", city: "Geneva", postcode: "12{number:02d}", country: CH}}}}\n'
        for number in range(count)
    )
    return RECIPIENTS.replace("  - id: embassies\n", rows + "  - id: embassies\n", 1)


def start(workspace: Path, jobs: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "letterbook", "issue", STATEMENT, "--jobs", str(jobs), "--format", "pdf"]
    return subprocess.Popen(
        command, cwd=workspace, env=environment(), stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def wait_for_letters(process: subprocess.Popen[str]) -> None:
    assert process.stderr is not None
    said = ""
    while "Letters: " not in said:
        said += process.stderr.readline()
        assert process.poll() is None, said


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_what_a_killed_run_has_made_is_taken_over(tmp_path: Path, rendered: list[str], jobs: int) -> None:
    workspace = make_workspace(tmp_path / "office", many(60))
    process = start(workspace, jobs)
    wait_for_letters(process)
    process.kill()
    process.communicate(timeout=30)
    assert not (workspace / "out" / MAILING).exists()
    again = carry_out(workspace)
    assert 0 < again.taken_over < 63
    assert len(rendered) == 63 - again.taken_over
    fresh = make_workspace(tmp_path / "fresh", many(60))
    carry_out(fresh)
    assert files(workspace) == files(fresh)
    assert [row.text("reference") for row in read_ledger(again.folder)] == [
        f"1-{number:04d}/2021" for number in range(1, 64)
    ]


@pytest.mark.slow
def test_workers_end_with_the_run_that_started_them(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path / "office", many(60))
    process = start(workspace, 2)
    wait_for_letters(process)
    workers = _children(process.pid)
    assert workers
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
    deadline = time.monotonic() + 20
    while any(_is_alive(worker) for worker in workers):
        assert time.monotonic() < deadline, "a worker outlives its run"
        time.sleep(0.05)


def _children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def _is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_who_comes_second_is_told_who_holds_the_mailing(run: Run, workspace: Path) -> None:
    home = workspace / "out" / f".{MAILING}"
    home.mkdir(parents=True)
    holder = {"clerk": "aysel", "since": "2021-01-19T09:30:00+00:00", "machine": "desk-3", "process": 4711}
    (home / "holder.json").write_text(json.dumps(holder))
    with FileLock(home / "lock"):
        second = run("issue", STATEMENT, "--cover-only", "--format", "pdf", "--jobs", "1")
    assert second.code == 3
    assert "aysel has been issuing this mailing since" in second.err
    assert "on the machine desk-3 (process 4711)" in second.err
    assert run("register", "list", "--json").json["letters"] == []
    assert run("issue", STATEMENT, "--cover-only", "--format", "pdf", "--jobs", "1").code == 0


def _given_up(register: Register) -> None:
    register.record_events(["1-0002/2021"], Step("void", note="Asked for by telephone"), "clerk", AT)


def _posted(register: Register) -> None:
    register.record_events(["1-0002/2021"], Step("dispatched", AT.date(), "post"), "clerk", AT)


@pytest.mark.parametrize(
    ("step", "error", "said"),
    [
        (_given_up, ConcurrentChangeError, "given up or replaced"),
        (_posted, AlreadyDispatchedError, "would now be another"),
    ],
)
def test_what_another_clerk_writes_down_while_letters_are_made(
    issued: Path, step: Callable[[Register], None], error: type[LetterbookError], said: str
) -> None:
    """The letter that was struck out, or posted as it was, is not published anew."""
    _words(issued)
    _recipient(issued)
    before = files(issued)

    def meanwhile(phase: Phase, done: int, total: int) -> None:
        if phase == Phase.MAKING and done == total:
            with Register.open(issued / "register.sqlite") as register:
                step(register)

    with pytest.raises(error, match=said) as refused:
        issue(
            issued,
            Order(STATEMENT, formats=("pdf",)),
            Carried(issued / "out", "clerk", AT),
            Monitor(meanwhile),
        )
    assert "1-0002/2021" in str(refused.value)
    assert "nothing was published" in str(refused.value)
    assert refused.value.exit_code == 3
    assert files(issued) == before


@pytest.mark.parametrize(
    ("change", "formats", "is_seen_before"),
    [
        (_recipient, ("pdf",), True),
        (_sentence, ("pdf",), True),
        (None, ("pdf", "docx"), True),
        (_css, ("pdf",), False),
    ],
)
def test_a_letter_that_was_posted_is_refused_before_any_is_made(
    issued: Path,
    rendered: list[str],
    change: Callable[[Path], None] | None,
    formats: tuple[Format, ...],
    is_seen_before: bool,
) -> None:
    """Where its words or its formats say it; what the finished file alone says is refused when the mailing is published."""
    with Register.open(issued / "register.sqlite") as register:
        _posted(register)
    before = files(issued)
    if change:
        change(issued)
    with pytest.raises(AlreadyDispatchedError, match="1-0002/2021"):
        carry_out(issued, Order(STATEMENT, formats=formats))
    assert (rendered == []) is is_seen_before
    assert files(issued) == before


@pytest.mark.slow
@pytest.mark.parametrize("content", ["[" * 200_000, "[]", '{"mailing": 5}', ""])
def test_a_manifest_that_says_nothing_is_no_word_for_what_was_published(
    workspace: Path, content: str
) -> None:
    order = Order(STATEMENT, formats=("pdf",), cover_only=True)
    carry_out(workspace, order)
    (workspace / "out" / MAILING / "manifest.json").write_text(content)
    with pytest.raises((OutputConflictError, RegisterLostError)):
        carry_out(workspace, order)
    (workspace / "out" / MAILING / "manifest.json").unlink()
    assert not carry_out(workspace, order, replace=True).failed


def test_an_old_copy_of_the_register_does_not_give_numbers_again(run: Run, workspace: Path) -> None:
    carry_out(workspace)
    kept = (workspace / "register.sqlite").read_bytes()
    later = ("issue", STATEMENT, "--cover-only", "--format", "pdf", "--jobs", "1", "--date")
    assert run(*later, "2021-02-03").code == 0
    (workspace / "register.sqlite").write_bytes(kept)
    refused = run(*later, "2021-03-04")
    assert refused.code == 3
    assert f"does not know the mailing {STATEMENT}-2021-02-03" in refused.err


@pytest.mark.parametrize("moved", [False, True])
def test_an_old_copy_of_the_register_is_known_when_the_same_mailing_grew(
    run: Run, workspace: Path, moved: bool
) -> None:
    carry_out(workspace, Order(STATEMENT, to=("unesco",), formats=("pdf",), cover_only=True))
    kept = (workspace / "register.sqlite").read_bytes()
    order = ("issue", STATEMENT, "--cover-only", "--format", "pdf", "--jobs", "1")
    assert run(*order, "--to", "embassy-in-berlin").code == 0
    (workspace / "register.sqlite").write_bytes(kept)
    if moved:
        (workspace / "out").rename(workspace / "elsewhere")
    else:  # what is noted in the mailings is enough
        (workspace / "register.sqlite.last").unlink()
    for more in (("--replace",), ("--dry-run",)):
        refused = run(*order, "--to", "un-secretary-general", *more)
        assert refused.code == 3
        assert "old copy" in refused.err
    assert [problem["code"] for problem in run("check", STATEMENT, "--json").json["problems"]] == [
        "register-unusable"
    ]
    gone = run("register", "dispatch", "1-0001/2021", "--date", "2021-01-19", "--way", "post")
    assert gone.code == (3 if moved else 0)


def test_a_register_that_was_cut_off_is_not_whole(run: Run, workspace: Path) -> None:
    carry_out(workspace, Order(STATEMENT, to=("unesco",), formats=("pdf",), cover_only=True))
    kept = (workspace / "register.sqlite").read_bytes()
    assert run("register", "dispatch", "1-0001/2021", "--date", "2021-01-19", "--way", "post").code == 0
    assert run("register", "check").code == 0
    (workspace / "register.sqlite").write_bytes(kept)
    checked = run("register", "check")
    assert checked.code == 3
    assert "was cut off" in checked.err
    (workspace / "register.sqlite.last").write_text("nonsense")
    assert "is damaged" in run("register", "check").err


def test_a_mailing_of_another_state_of_the_register_is_a_finding(run: Run, workspace: Path) -> None:
    carry_out(workspace, Order(STATEMENT, to=("unesco",), formats=("pdf",), cover_only=True))
    assert run("verify", f"{MAILING}-to-unesco").code == 0
    for name in ("register.sqlite", "register.sqlite.last"):
        (workspace / name).unlink()
    (workspace / "out").rename(workspace / "before")
    for name in ("embassy-in-berlin", "unesco"):
        carry_out(workspace, Order(STATEMENT, to=(name,), formats=("pdf",), cover_only=True))
    found = run("verify", workspace / "before" / f"{MAILING}-to-unesco")
    assert found.code == 3
    assert "the line of this mailing" in found.out


@pytest.mark.slow
@pytest.mark.parametrize("left", [None, b""])
def test_a_register_that_was_lost_does_not_begin_again_at_one(
    run: Run, workspace: Path, left: bytes | None
) -> None:
    carry_out(workspace)
    register = workspace / "register.sqlite"
    kept = register.read_bytes()
    register.unlink()
    if left is not None:
        register.write_bytes(left)
    for more in ([], ["--dry-run"]):
        refused = run("issue", STATEMENT, "--date", "2021-02-03", *more)
        assert refused.code == 3
        assert f"does not know the mailing {MAILING}, which is in {workspace / 'out'}" in refused.err
    assert run("register", "list", "--json").json["letters"] == []
    register.write_bytes(kept)
    assert run("issue", STATEMENT, "--date", "2021-02-03", "--dry-run").code == 0


def test_a_register_that_is_lost_at_the_end_learns_of_the_letters_later(
    workspace: Path, rendered: list[str], run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from contextlib import contextmanager

    @contextmanager
    def lost(*_arguments: object):  # type: ignore[no-untyped-def]
        yield
        raise RegisterError("The connection was lost.")

    quick = ("issue", STATEMENT, "--format", "pdf", "--jobs", "1")
    with monkeypatch.context() as patch:
        patch.setattr(Register, "recording_made", lost)
        first = run(*quick)
    assert first.code == 1
    assert "is whole in" in first.err
    assert "The connection was lost." in first.err
    assert {letter["state"] for letter in run("register", "list", "--json").json["letters"]} == {"reserved"}
    assert "The register does not know this file." in run("verify", MAILING).out
    rendered.clear()
    assert run(*quick).code == 0
    assert rendered == []
    assert run("verify", MAILING).code == 0
    assert {letter["state"] for letter in run("register", "list", "--json").json["letters"]} == {"made"}
