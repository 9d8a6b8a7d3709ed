"""A mailing in a store: published by its manifest or not at all, whatever becomes of store, worker and run."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from concurrent.futures import Executor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import Run, contents, edit
from external_tools import missing
from many_letters import check_register

import letterbook
from letterbook.archive.layout import MANIFEST
from letterbook.errors import UsageError
from letterbook.executors import SerialExecutor
from letterbook.pipeline.edition import CLAIM, brought_from, edition
from letterbook.storage.store import Store, StoreError, store

try:
    from fsspec.implementations.memory import MemoryFileSystem
except ImportError:
    MemoryFileSystem = object

NAME = "january-20-2021-01-19"
LONG = bool(os.environ.get("LETTERBOOK_TORTURE"))
NOW = datetime(2021, 1, 19, 9, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def _the_extra_is_there() -> None:
    try:
        import moto.server
        import s3fs  # noqa: F401
    except ImportError:
        missing("store", "the extra “store” or moto is not installed")
    else:
        assert moto.server


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """An S3 on the loopback."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The address of an empty bucket."""
    import s3fs

    settings = {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "us-east-1"}
    for name, value in {"AWS_ENDPOINT_URL": endpoint, **settings}.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    name = tmp_path.name.replace("_", "-").lower()
    s3fs.S3FileSystem().mkdir(name)
    return f"s3://{name}/mailings"


class Failing(MemoryFileSystem):  # type: ignore[misc]  # fsspec carries no types
    """A store in memory that is full, or refuses, from the file on whose name ends so."""

    protocol = "failing"
    store: dict[str, Any] = {}  # noqa: RUF012
    pseudo_dirs = [""]  # noqa: RUF012
    fails_at, why = "", errno.ENOSPC

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite", **named: Any) -> None:
        self._refuse(path)
        super().pipe_file(path, value, mode=mode, **named)

    def put_file(self, lpath: str, rpath: str, *args: Any, **named: Any) -> None:
        self._refuse(rpath)
        super().put_file(lpath, rpath, *args, **named)

    def _refuse(self, path: str) -> None:
        if self.fails_at and self.fails_at in path:
            raise OSError(self.why, "No space left on device")


@pytest.fixture
def failing() -> Iterator[type[Failing]]:
    import fsspec

    fsspec.register_implementation("failing", Failing, clobber=True)
    Failing.store.clear()
    yield Failing
    Failing.fails_at = ""


def issued(office: Path, out: str, **more: Any) -> letterbook.Issued:
    order = letterbook.Order("january-20", formats=("pdf",))
    return letterbook.open_office(office).issue(order, clerk="A. Clerk", at=NOW, out=out, **more)


def published(out: str) -> dict[str, bytes]:
    with brought_from(store(f"{out}/{NAME}")) as folder:
        return contents(folder)


def files_in(out: str) -> list[str]:
    return sorted(store(f"{out}/{NAME}").sizes())


# --- On an S3 -----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_mailing_in_a_store_is_published_once_and_verified_there(
    run: Run, workspace: Path, bucket: str
) -> None:
    done = run("issue", "january-20", "--format", "pdf", "--jobs", "1", "--out", bucket)
    assert done.code == 0, done.err
    assert f"{bucket}/{NAME}/0001-" in done.out
    assert {name.rpartition(".")[2] for name in published(bucket)} == {"pdf", "csv", "json"}
    assert [name for name in files_in(bucket) if not name.startswith("0001-")] == []
    on_this_machine = [
        path.name for path in (workspace / "out").rglob("*.pdf") if "enclosures" not in path.parts
    ]
    assert on_this_machine == []

    before = files_in(bucket)
    again = run("issue", "january-20", "--format", "pdf", "--jobs", "1", "--out", bucket)
    assert again.code == 0, again.err
    assert files_in(bucket) == before
    check_register(workspace / "register.sqlite", 3)

    assert run("verify", f"{bucket}/{NAME}").code == 0
    [letter] = [name for name in before if "0002" in name]
    store(f"{bucket}/{NAME}").put({letter: b"%PDF-1.7 another"})
    found = run("verify", f"{bucket}/{NAME}", "--json")
    assert {finding["file"] for finding in found.json["findings"]} >= {"letters/0002-unesco.pdf"}
    refused = run("issue", "january-20", "--format", "pdf", "--jobs", "1", "--out", bucket)
    assert (refused.code, files_in(bucket)) == (3, before)
    assert f"Of the files in {bucket}/{NAME}, 1 changed" in refused.err


def test_of_two_who_create_the_claim_one_is_first(bucket: str, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    place = store(bucket)
    with (
        edition(place, tmp_path / "a" / NAME, "A. Clerk", NOW),
        pytest.raises(
            letterbook.MailingLockedError, match=r"A\. Clerk has been issuing this mailing since 2021"
        ),
        edition(place, tmp_path / "b" / NAME, "B. Clerk", NOW),
    ):
        pytest.fail("both are at it")
    with edition(place, tmp_path / "b" / NAME, "B. Clerk", NOW):
        assert files_in(bucket) == [CLAIM]


# --- In a store that fails ----------------------------------------------------------------------------------------


@pytest.mark.torture
@pytest.mark.skipif(not LONG, reason="the usual run has a store that is full at the manifest")
@pytest.mark.parametrize("at", ["0002-unesco", "bundle.pdf", f".{MANIFEST}"])
def test_a_store_that_is_full_publishes_nothing(at: str, failing: type[Failing], workspace: Path) -> None:
    failing.fails_at = at
    with pytest.raises(
        StoreError, match=r"No space left on device\. Nothing was published\. Make room there"
    ):
        issued(workspace, "failing://m")
    assert files_in("failing://m") == []
    failing.fails_at = ""
    issued(workspace, "failing://m")
    assert "letters/0003-embassy-in-berlin.pdf" in published("failing://m")
    check_register(workspace / "register.sqlite", 3)


@pytest.mark.slow
def test_until_the_manifest_is_there_the_old_edition_is_the_mailing(
    failing: type[Failing], workspace: Path
) -> None:
    issued(workspace, "failing://m")
    before = published("failing://m")
    with pytest.raises(
        letterbook.LetterbookError,
        match=f"^This order would not make 3 of the files in failing://m/{NAME} again",
    ):
        letterbook.open_office(workspace).issue(
            letterbook.Order("january-20", formats=("docx",)), clerk="A. Clerk", at=NOW, out="failing://m"
        )
    edit(workspace / "recipients.yaml", "Dear Director-General,", "Dear Madam Director-General,")
    failing.fails_at = f".{MANIFEST}"
    with pytest.raises(StoreError):
        issued(workspace, "failing://m")
    assert published("failing://m") == before
    failing.fails_at = ""
    assert issued(workspace, "failing://m").taken_over == 2
    after = published("failing://m")
    assert {name for name in before if before[name] != after[name]} >= {"letters/0002-unesco.pdf", MANIFEST}
    assert {name.partition("-")[0] for name in files_in("failing://m")} == {"0002"}
    check_register(workspace / "register.sqlite", 3)


def test_what_has_no_manifest_is_no_mailing_and_goes_with_the_next_run(
    failing: type[Failing], tmp_path: Path
) -> None:
    mailing = store(f"failing://m/{NAME}")
    mailing.put({"0001-0a1b2c3d/letters/0001-a.pdf": b"a run that was killed"})
    with pytest.raises(UsageError, match="There is no mailing at failing://m"), brought_from(mailing):
        pytest.fail("half a mailing was read")
    with edition(store("failing://m"), tmp_path / NAME, "A. Clerk", NOW):
        assert files_in("failing://m") == [CLAIM]
    assert files_in("failing://m") == []


def test_the_claim_of_a_killed_run_of_this_machine_is_taken_over(
    failing: type[Failing], tmp_path: Path
) -> None:
    mailing = store(f"failing://m/{NAME}")
    with edition(store("failing://m"), tmp_path / NAME, "A. Clerk", NOW):
        left = mailing.get([CLAIM])
    mailing.put(left)
    with edition(store("failing://m"), tmp_path / NAME, "A. Clerk", NOW):
        pass
    mailing.put({CLAIM: json.dumps({"here": "elsewhere", "clerk": "B. Clerk"}).encode()})
    with (
        pytest.raises(letterbook.MailingLockedError, match=r"B\. Clerk .* remove failing://m"),
        edition(store("failing://m"), tmp_path / NAME, "A. Clerk", NOW),
    ):
        pytest.fail("another machine was at it")


def test_no_name_in_a_store_leads_out_of_the_folder(failing: type[Failing], tmp_path: Path) -> None:
    mailing = store(f"failing://m/{NAME}")
    mailing.put({f"0001-0a1b2c3d/{name}": b"x" for name in (MANIFEST, "letters/../../../evil")})
    with pytest.raises(StoreError, match="which the program did not put there"), brought_from(mailing):
        pytest.fail("it was fetched")


# --- From workers that see no disk of ours ------------------------------------------------------------------------


class Elsewhere(SerialExecutor):
    """As a cluster: what is made there has to be sent."""

    shares_disk = False


@pytest.mark.slow
def test_workers_put_letters_under_their_final_names(failing: type[Failing], workspace: Path) -> None:
    elsewhere: Executor = Elsewhere()
    here = issued(workspace, str(workspace / "out"))
    issued(workspace, "failing://m", executor=elsewhere)
    assert published("failing://m") == contents(here.folder)


@pytest.mark.slow
def test_a_letter_that_the_store_gives_back_otherwise_is_not_published(
    failing: type[Failing], workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failing, "cat_file", lambda *_args, **_named: b"{}")
    with pytest.raises(letterbook.LetterbookError, match="Nothing was"):
        issued(workspace, "failing://m", executor=Elsewhere())
    monkeypatch.undo()
    assert files_in("failing://m") in ([], [CLAIM])


# --- Which stores are refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://files.example/mailings", "could be read on the way"),
        ("nowhere://x/y", r"cannot write to nowhere://"),
        ("s3://", "names no bucket"),
    ],
)
def test_addresses_that_are_refused(address: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        store(address)


def test_an_endpoint_without_encryption_is_this_machine_s_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert store("s3://bucket/") == Store("s3://bucket")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://s3.example:9")
    with pytest.raises(UsageError, match="could be read on the way"):
        store("s3://bucket")


def test_what_only_writes_into_folders_says_so(workspace: Path) -> None:
    with pytest.raises(UsageError, match="Only issuing writes to a store"):
        letterbook.open_office(workspace).plan("january-20", out="s3://bucket")
