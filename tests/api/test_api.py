"""The door for programs: progress and cancelling, executors, errors, and that it is silent."""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from io import BufferedReader
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from conftest import edit, environment, make_workspace, snapshot

import letterbook
from letterbook import CancelToken, Mailing, Office, Order, Phase
from letterbook.archive import opening
from letterbook.archive.ledger import LedgerRow
from letterbook.errors import LetterbookError
from letterbook.executors import guard
from letterbook.pipeline import write_up
from letterbook.pipeline.build_cache import BuildCache
from letterbook.verification import reconciliation

AT = datetime(2021, 1, 19, 9, tzinfo=UTC)
STATEMENT, MAILING = "january-20", "january-20-2021-01-19"
SHORT = Order(STATEMENT, to=("unesco",), formats=("pdf",), cover_only=True)
Event = tuple[Phase, int, int]


@pytest.fixture(autouse=True)
def silence(capfd: pytest.CaptureFixture[str]) -> Iterator[None]:
    """Whatever a test of this file does, neither this process nor another prints."""
    capfd.readouterr()
    yield
    assert capfd.readouterr() == ("", "")


@pytest.fixture
def office(workspace: Path) -> Office:
    return letterbook.open_office(workspace)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Mailing:
    """The mailing as it is where nothing comes between."""
    return issue(letterbook.open_office(make_workspace(tmp_path_factory.mktemp("api") / "office")))


def issue(office: Office, order: str | Order = STATEMENT, **more: Any) -> letterbook.Issued:
    return office.issue(order, clerk="clerk", at=AT, **more)


def references(office: Office) -> list[str]:
    return [letter.entry.reference for letter in office.register.letters()]


def assert_like(mailing: Mailing, undisturbed: Mailing) -> None:
    """The same numbers and the same bytes."""
    assert snapshot(mailing.folder) == snapshot(undisturbed.folder)
    assert references(mailing.office) == references(undisturbed.office)


# --- What it offers ------------------------------------------------------------------------------------------------


def test_every_name_that_is_promised_is_there() -> None:
    homes = [name for names in letterbook._HOMES.values() for name in names]
    assert sorted([*homes, "__version__"]) == sorted(letterbook.__all__)
    for name in letterbook.__all__:
        assert getattr(letterbook, name)
        assert name in dir(letterbook)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        letterbook.nothing  # noqa: B018  # a typo is told as Python tells it


def subclasses(of: type[LetterbookError]) -> set[type[LetterbookError]]:
    return {of}.union(*(subclasses(each) for each in of.__subclasses__()))


def test_every_error_can_be_caught_by_its_name() -> None:
    errors = {error for error in subclasses(LetterbookError) if error.__module__.startswith("letterbook")}
    assert len(errors) > 15
    for error in errors:
        assert getattr(letterbook, error.__name__) is error


def test_importing_it_loads_no_heavy_library() -> None:
    program = (
        "import json, sys, letterbook; letterbook.open_office('.'); letterbook.Order('x'); "
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert "letterbook" in loaded
    assert not loaded & {"weasyprint", "pikepdf", "lxml", "docx", "pypdfium2", "click", "rich", "sqlite3"}


# --- Before a mailing ----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_example_is_in_order(tmp_path: Path) -> None:
    made = letterbook.copy_example(tmp_path / "new")
    assert tmp_path / "new" / "letterbook.yaml" in made
    assert letterbook.open_office(str(tmp_path / "new")).check() == []
    with pytest.raises(letterbook.UsageError, match="holds letterbook.yaml"):
        letterbook.copy_example(tmp_path / "new")


def test_check_gives_the_problems_as_values(office: Office) -> None:
    edit(office.folder / "recipients.yaml", "country: FR", "country: FX")
    [problem] = office.check(STATEMENT)
    assert (problem.code, problem.place.file, problem.level) == (
        "unknown-country",
        "recipients.yaml",
        "error",
    )
    assert office.check() == office.check(Order(STATEMENT)) == [problem]


def test_an_order_that_cannot_be_carried_out_carries_its_problems(office: Office) -> None:
    edit(office.folder / "recipients.yaml", "country: FR", "country: FX")
    doors: list[Callable[[], object]] = [
        lambda: issue(office),
        lambda: office.plan(STATEMENT),
        lambda: office.preview(STATEMENT, to="unesco"),
    ]
    for door in doors:
        with pytest.raises(letterbook.InputError) as mistakes:
            door()
        assert [problem.code for problem in mistakes.value.problems] == ["unknown-country"]
        assert mistakes.value.exit_code == 3
    assert not (office.out / MAILING).exists()


def test_a_preview_is_where_it_was_asked_for(office: Office, tmp_path: Path) -> None:
    assert office.preview(SHORT) == office.out / "drafts" / "january-20-unesco.pdf"
    drafts = str(tmp_path / "drafts")
    assert office.preview(STATEMENT, to="unesco", kind="docx", out=drafts).parent == Path(drafts)
    assert references(office) == []


def test_a_plan_says_what_issue_would_do(office: Office) -> None:
    order = Order(STATEMENT, to=("united-nations",), formats=("pdf",), cover_only=True)
    [general, unesco] = office.plan(order).letters
    assert (unesco.state, unesco.entry.reference, unesco.is_numbered) == ("new", "1-0002/2021", False)
    issue(office, order)
    edit(office.folder / "recipients.yaml", '"Dear Director-General,"', '"Dear Madam,"')
    [general, unesco] = office.plan(order).letters
    assert (general.state, unesco.state) == ("same", "changed")
    # A close goes with its salutation: whoever is called by an office and not by name gets another one.
    assert unesco.diff == (
        "-Dear Director-General,",
        "+Dear Madam,",
        "-Yours sincerely,",
        "+Yours faithfully,",
    )


# --- Progress and cancelling ---------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 2])
def test_the_phases_come_in_order(office: Office, undisturbed: Mailing, count: int) -> None:
    events: list[Event] = []
    with letterbook.processes(count) as executor:
        mailing = issue(office, executor=executor, on_progress=lambda *event: events.append(event))
    assert [phase for phase, _ in groupby(events, key=lambda event: event[0])] == list(Phase)
    assert all(0 <= done <= total for _, done, total in events)
    for phase in Phase:
        own = [(done, total) for each, done, total in events if each == phase]
        assert own[-1][0] == own[-1][1] > 0
    assert [event for event in events if event[0] == Phase.MAKING][-1] == (Phase.MAKING, 6, 6)
    assert_like(mailing, undisturbed)


def test_the_phases_of_a_check_come_in_order(office: Office, tmp_path: Path) -> None:
    phases: list[Phase] = []
    result = office.examine(
        STATEMENT, pictures=tmp_path / "pictures", on_progress=lambda phase, *_: phases.append(phase)
    )
    assert len(result.pictures) == 3
    made = [Phase.READING, Phase.LAYING_OUT, Phase.COMPOSING, Phase.MAKING]
    assert [phase for phase, _ in groupby(phases)] == made


class Stop:
    """Asks for the end as soon as a phase has begun."""

    def __init__(self, phase: Phase, at: int = 0) -> None:
        self.token, self._phase, self._at = CancelToken(), phase, at
        self.later: list[Event] = []

    def __call__(self, phase: Phase, done: int, total: int) -> None:
        if self.token.is_cancelled:
            self.later.append((phase, done, total))
        if phase == self._phase and done >= self._at:
            self.token.cancel()


@pytest.mark.slow
@pytest.mark.parametrize("phase", list(Phase))
def test_a_run_that_is_cancelled_publishes_nothing_and_harms_no_later_one(
    office: Office, undisturbed: Mailing, phase: Phase
) -> None:
    stop = Stop(phase)
    with pytest.raises(letterbook.CancelledError) as cancelled:
        issue(office, on_progress=stop, cancel=stop.token)
    assert cancelled.value.exit_code == 130
    assert stop.later == [], "nothing goes on after the end was asked for"
    assert not (office.out / MAILING).exists()
    assert all(letter.entry.files == () for letter in office.register.letters())
    assert_like(issue(office), undisturbed)


@pytest.mark.slow
@pytest.mark.parametrize("phase", [Phase.MAKING, Phase.BUNDLING, Phase.VERIFYING])
def test_a_cancelled_run_does_not_get_into_the_way_of_the_next_in_the_same_processes(
    office: Office, undisturbed: Mailing, phase: Phase
) -> None:
    stop = Stop(phase)
    with letterbook.processes(2) as executor:
        with pytest.raises(letterbook.CancelledError):
            issue(office, executor=executor, on_progress=stop, cancel=stop.token)
        assert not (office.out / MAILING).exists()
        assert_like(issue(office, executor=executor), undisturbed)


def test_a_cancelled_run_leaves_the_mailing_that_is_there(office: Office) -> None:
    before = snapshot(issue(office, SHORT).folder)
    edit(office.folder / "recipients.yaml", '"Dear Director-General,"', '"Dear Madam,"')
    stop = Stop(Phase.PUBLISHING)
    with pytest.raises(letterbook.CancelledError):
        issue(office, SHORT, on_progress=stop, cancel=stop.token)
    mailing = office.mailing(f"{MAILING}-to-unesco")
    assert snapshot(mailing.folder) == before
    assert mailing.verify() == []


def test_what_is_published_cannot_be_cancelled(office: Office) -> None:
    stop = Stop(Phase.PUBLISHING, at=1)
    mailing = issue(office, SHORT, on_progress=stop, cancel=stop.token)
    assert stop.token.is_cancelled
    assert mailing.verify() == []


def test_who_cancels_before_a_run_begins_is_heard_everywhere(office: Office) -> None:
    mailing, token = issue(office, SHORT), CancelToken()
    token.cancel()
    doors: list[Callable[[], object]] = [
        lambda: office.examine(STATEMENT, cancel=token),
        lambda: office.preview(SHORT, cancel=token),
        lambda: office.plan(SHORT, cancel=token),
        lambda: issue(office, cancel=token),
        lambda: mailing.verify(cancel=token),
    ]
    for door in doors:
        with pytest.raises(letterbook.CancelledError):
            door()


# --- Executors -----------------------------------------------------------------------------------------------------


class Own(Executor):
    """An executor that somebody has written: at once, and nothing else is known of it."""

    def __init__(self) -> None:
        self.tasks = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.tasks += 1
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def test_an_executor_of_ones_own(office: Office, undisturbed: Mailing) -> None:
    executor = Own()
    mailing = issue(office, executor=executor)
    assert executor.tasks >= 2
    assert_like(mailing, undisturbed)


@pytest.mark.slow
def test_the_process_pool_of_the_standard_library(office: Office, undisturbed: Mailing) -> None:
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as executor:
        mailing = issue(office, executor=executor)
        assert executor.submit(abs, -1).result() == 1, "whoever gave it goes on using it"
    assert_like(mailing, undisturbed)


@pytest.mark.parametrize("wrong", [{"formats": ("odt",)}, {"formats": "pdf"}, {"to": "unesco"}])
def test_a_wrong_order_takes_no_number(office: Office, wrong: dict[str, Any]) -> None:
    with pytest.raises(letterbook.UsageError):
        office.issue(replace(SHORT, **wrong), clerk="Registry", at=AT)
    assert not office.out.exists()
    assert office.register.letters() == []


def test_a_preview_in_an_unknown_format_is_refused(office: Office) -> None:
    with pytest.raises(letterbook.UsageError, match="odt"):
        office.preview(SHORT, kind="odt")  # type: ignore[arg-type]


def test_a_cache_that_cannot_be_tidied_harms_no_published_mailing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(BuildCache, "tidy", full)
    assert office.issue(SHORT, clerk="Registry", at=AT).folder.is_dir()


def test_an_error_of_the_callback_at_the_end_is_no_fault_of_the_folder(office: Office) -> None:
    def hear(phase: Phase, done: int, _: int) -> None:
        if phase is Phase.PUBLISHING and done:
            raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        office.issue(SHORT, clerk="Registry", at=AT, on_progress=hear)


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.LAYING_OUT])
def test_an_error_of_the_callback_is_never_told_as_the_folders(office: Office, phase: Phase) -> None:
    class OwnError(OSError):
        pass

    def hear(now: Phase, *_: int) -> None:
        if now is phase:
            raise OwnError(28, "No space left on device")

    with pytest.raises(OwnError):
        office.issue(SHORT, clerk="Registry", at=AT, on_progress=hear)


def test_threads_are_refused(office: Office) -> None:
    with ThreadPoolExecutor(2) as executor, pytest.raises(letterbook.UsageError, match="in threads"):
        issue(office, executor=executor)
    assert references(office) == []


def test_so_many_processes_as_one_asks_for() -> None:
    with letterbook.processes(1) as one_process, letterbook.processes(3) as three:
        assert getattr(one_process, "max_workers", None) == 1
        assert getattr(three, "max_workers", None) == 3
    with letterbook.processes() as executor:
        assert getattr(executor, "max_workers", 0) >= 1


# --- A mailing -----------------------------------------------------------------------------------------------------


def test_the_letters_of_a_mailing_are_values(undisturbed: Mailing) -> None:
    general, unesco, embassy = undisturbed.letters
    assert [letter.number for letter in (general, unesco, embassy)] == [1, 2, 3]
    assert (unesco.reference, unesco.id, unesco.delivery) == ("1-0002/2021", "unesco", None)
    assert unesco.pdf and (undisturbed.folder / unesco.pdf).is_file()
    assert (embassy.language, embassy.state, embassy.copies) == ("az", "made", 1)
    assert isinstance(unesco.sheets, int)


def test_the_ledger_is_read_as_it_was_written(office: Office, tmp_path: Path) -> None:
    from letterbook.archive.ledger import write_ledger

    texts: dict[str, Any] = {field.name: field.name for field in fields(LedgerRow)}
    numbers = {name for name, kind in LedgerRow.__annotations__.items() if "int" in kind}
    full = LedgerRow(**texts | {name: place for place, name in enumerate(sorted(numbers), start=1)})
    optional: dict[str, Any] = {
        name: None for name, kind in LedgerRow.__annotations__.items() if "None" in kind
    }
    rows = [full, replace(full, name="+994 Co", state="failed", **optional)]
    assert (len(numbers), len(optional)) == (6, 10)
    write_ledger(tmp_path, rows)
    assert office.mailing(tmp_path).letters == rows


def test_what_is_no_mailing_is_told(office: Office, tmp_path: Path) -> None:
    nothing = office.mailing("no-such-mailing")
    doors: list[Callable[[], object]] = [
        lambda: nothing.letters,
        nothing.verify,
        lambda: nothing.reprint("1", clerk="clerk", at=AT),
    ]
    for door in doors:
        with pytest.raises(letterbook.UsageError, match="no mailing"):
            door()
    with pytest.raises(letterbook.UsageError, match="no folder"):
        letterbook.open_office(tmp_path / "nowhere")


def test_a_mailing_is_found_by_name_and_by_folder(office: Office) -> None:
    issued = issue(office, SHORT)
    by_name, by_folder = office.mailing(issued.name), office.mailing(issued.folder)
    assert by_name == by_folder
    assert by_name.letters == issued.letters
    assert by_name.verification().is_registered
    assert issued.known_as == MAILING
    assert [letter.entry.recipient_id for letter in office.register.letters(issued.known_as)] == ["unesco"]


def test_a_spoiled_file_is_a_finding(office: Office) -> None:
    mailing = issue(office, SHORT)
    [letter] = mailing.letters
    assert letter.pdf
    with (mailing.folder / letter.pdf).open("ab") as file:
        file.write(b" ")
    findings = mailing.verify()
    assert {finding.code for finding in findings} >= {"altered-file"}
    assert {finding.file for finding in findings} >= {letter.pdf}


def test_an_error_of_the_callback_is_no_finding(office: Office) -> None:
    mailing = issue(office, SHORT)

    def hear(*_: object) -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        mailing.verify(on_progress=hear)


def test_a_letter_that_cannot_be_read_is_told_apart_from_one_that_is_gone(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailing = issue(office, SHORT)
    [letter] = (mailing.folder / "letters").iterdir()
    # Else the process that verifies would not be copied from this one where an earlier test has left a thread.
    monkeypatch.setattr(guard, "is_alone", lambda: True)

    def refuse(folder: Path, name: str, *most: int) -> BufferedReader:
        if folder / name == letter:
            raise PermissionError(13, "Permission denied", name)
        return opening.open_inside(folder, name, *most)

    monkeypatch.setattr(reconciliation, "open_inside", refuse)
    assert [(found.file, found.code) for found in mailing.verify()] == [
        (f"letters/{letter.name}", "broken-file")
    ]


def test_a_damaged_bundle_is_a_sentence_and_leaves_nothing(office: Office) -> None:
    mailing = issue(office, SHORT)
    (mailing.folder / "bundle.pdf").write_bytes(b"%PDF-1.7 and no more")
    with pytest.raises(LetterbookError, match="is damaged"):
        mailing.reprint("1", clerk="clerk", at=AT)
    assert list((office.out / "reprints").iterdir()) == []


def test_an_unknown_kind_of_table_is_refused(office: Office) -> None:
    with pytest.raises(letterbook.UsageError, match="no format of a table"):
        office.register.export("docx", at=AT)  # type: ignore[arg-type]


def test_letters_that_are_not_what_they_should_be_are_not_published(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = letterbook.Finding("unesco", "letters/0001-unesco.pdf", 1, "wrong-date", "The date is missing.")
    monkeypatch.setattr(write_up, "verify_mailing", lambda *_: [finding])
    with pytest.raises(letterbook.VerificationError) as refused:
        issue(office, SHORT)
    assert refused.value.findings == [finding]
    assert not (office.out / f"{MAILING}-to-unesco").exists()


def test_an_error_says_what_the_program_can_do_about_it(office: Office) -> None:
    issue(office, SHORT)
    with pytest.raises(letterbook.OutputConflictError) as refused:
        issue(office, Order(STATEMENT, to=("unesco",), formats=("docx",), cover_only=True))
    assert refused.value.remedies == (letterbook.Remedy.REPLACE_OUTPUT,)
    assert "--" not in str(refused.value), "the options are those of the command line"


# --- The register --------------------------------------------------------------------------------------------------


def test_what_became_of_a_letter(office: Office) -> None:
    register = office.register
    issue(office, SHORT)
    posted = {"clerk": "clerk", "at": AT, "day": date(2021, 1, 19), "way": "post"}
    [entry] = register.record("1-0001/2021", "dispatched", **posted, tracking="RR 7")  # type: ignore[arg-type]
    assert entry.state == "dispatched"
    [found] = register.find("rr 7")
    assert found == register.letter("1-0001/2021")
    assert [event.kind for event in found.events] == ["reserved", "made", "dispatched"]
    with pytest.raises(letterbook.StepRefusedError, match="cannot be made void"):
        register.record(["1-0001/2021"], "void", clerk="clerk", at=AT, note="a slip")
    with pytest.raises(letterbook.UsageError, match="“made” cannot be written down"):
        register.record(["1-0001/2021"], "made", clerk="clerk", at=AT)  # type: ignore[arg-type]
    assert len(register.letter("1-0001/2021").events) == 3


def test_an_export_never_writes_over_the_register(office: Office, tmp_path: Path) -> None:
    register = office.register
    issue(office, SHORT)
    table = register.export("csv", at=AT, year=2021)
    assert b"1-0001/2021" in table
    target = str(tmp_path / "register.csv")
    register.write(target, table)
    for file in (target, office.folder / "register.sqlite"):
        with pytest.raises(letterbook.UsageError):
            register.refuse_target(file)
        with pytest.raises(letterbook.UsageError):
            register.write(file, table)
    register.write(target, table, replace=True)
    register.backup(tmp_path / "copy.sqlite")
    checked = register.check()
    assert (checked.letters, checked.findings) == (1, ())
    assert register.check(checked.last_hash) == checked


def test_an_hour_without_a_time_zone_is_refused(office: Office) -> None:
    at = datetime(2021, 1, 19, 9)  # noqa: DTZ001
    mailing = office.mailing("any")
    doors: list[Callable[[], object]] = [
        lambda: office.issue(SHORT, clerk="clerk", at=at),
        lambda: mailing.reprint("1", clerk="clerk", at=at),
        lambda: office.register.record("1-0001/2021", "void", clerk="clerk", at=at, note="a slip"),
        lambda: office.register.export("csv", at=at),
    ]
    for door in doors:
        with pytest.raises(letterbook.UsageError, match="time zone"):
            door()
