"""Letters come out of a cluster as they do of one machine, whatever becomes of its workers."""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cluster_work import Letter, die, make, refuse
from conftest import ROOT, make_workspace, run_outside, snapshot
from external_tools import missing
from many_letters import check_register

import letterbook
from letterbook.archive.layout import PDF_BUNDLE
from letterbook.errors import LetterbookError, UsageError
from letterbook.executors import stream
from letterbook.executors.cluster import CERTIFICATES, refuse_unsafe
from letterbook.model import Chunk, Failed, Rendered, Template
from letterbook.pipeline.elsewhere import OtherProgramError, render_and_deliver
from letterbook.verification import NOBODY

TEMPLATE = Template("t", "templates/t", {}, "", "")
MAILING = "january-20-2021-01-19"
LONG = bool(os.environ.get("LETTERBOOK_TORTURE"))


def chunk(*names: str, pdf: bytes = b"") -> Chunk:
    letters: Any = tuple(Letter(name) for name in names)
    return Chunk(TEMPLATE, letters, (), "pdf", "/nowhere", names, (pdf, pdf))


def begun(folder: Path, workers: int, **variables: str) -> Any:
    try:
        import distributed  # noqa: F401
    except ImportError:
        missing("cluster", "the extra “cluster” is not installed")
    from loopback_cluster import LoopbackCluster

    paths = f"{ROOT / 'src'}:{ROOT / 'tests'}"
    return LoopbackCluster(folder, workers, {"PYTHONPATH": paths, **variables})


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with begun(tmp_path_factory.mktemp("cluster"), 2) as running:
        yield running


# --- Which clusters are refused -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "tcp://192.0.2.7:8786",
        "dask://tcp://cluster.example:8786",
        "tcp://0.0.0.0:8786",
        "tcp://127.0.0.1.example:1",
    ],
)
def test_no_name_goes_over_the_network_unencrypted(address: str) -> None:
    with pytest.raises(UsageError, match="for anybody to read"):
        refuse_unsafe(address)


@pytest.mark.parametrize(
    "address", ["", "dask://", "tls://", "tls://host", "ws://host:1", "inproc://h:1", "tls://h:x"]
)
def test_what_is_no_address_of_a_cluster_is_said(address: str) -> None:
    with pytest.raises(UsageError, match="is no address of a cluster"):
        refuse_unsafe(address)


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:8786", "tcp://localhost:1", "tcp://[::1]:8786", "tls://far:8786"]
)
def test_this_machine_and_encrypted_addresses_are_taken(address: str) -> None:
    assert refuse_unsafe(f"dask://{address}") == address


def test_certificates_are_asked_for(cluster: Any, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="reached with certificates"):
        letterbook.cluster(cluster.address)
    with pytest.raises(UsageError, match="has no file ca.pem"):
        letterbook.cluster(cluster.address, tmp_path)


def test_certificates_of_another_authority_do_not_fit(cluster: Any, tmp_path: Path) -> None:
    from loopback_cluster import make_certificates

    make_certificates(tmp_path / "others")
    assert all((tmp_path / "others" / name).is_file() for name in CERTIFICATES)
    with pytest.raises(LetterbookError, match="nothing answers there that our certificates fit"):
        letterbook.cluster(cluster.address, tmp_path / "others")


# --- Work ---------------------------------------------------------------------------------------------------------


def test_what_chunks_share_goes_to_the_cluster_once(cluster: Any) -> None:
    pdf = b"%PDF" * 5000
    with letterbook.cluster(cluster.address, cluster.certificates) as running:
        jobs = [chunk(str(number), pdf=pdf) for number in range(5)]
        made = list(stream(make, jobs, running, lambda failed: failed))
        assert sorted(outcome.recipient_id for outcome in made) == ["0", "1", "2", "3", "4"]
        assert {outcome.sha256 for outcome in made if not isinstance(outcome, Failed)} == {"2"}
        assert len(running._shared) == 2  # type: ignore[attr-defined]  # the function and the PDF


def test_what_dask_says_of_its_workers_is_not_told_to_a_clerk(cluster: Any) -> None:
    with letterbook.cluster(cluster.address, cluster.certificates):
        for part in ("distributed", "distributed.client", "distributed.batched", "distributed.core"):
            assert not logging.getLogger(part).isEnabledFor(logging.CRITICAL), part


def test_what_a_worker_raises_is_raised_here(cluster: Any) -> None:
    with (
        letterbook.cluster(cluster.address, cluster.certificates) as running,
        pytest.raises(ValueError, match="a name"),
    ):
        list(stream(refuse, [chunk("a name")], running, lambda failed: failed))


def test_a_worker_that_is_killed_costs_no_letter(cluster: Any) -> None:
    jobs = [chunk(f"a{number}", f"b{number}") for number in range(16)]
    with letterbook.cluster(cluster.address, cluster.certificates) as running:
        timer = threading.Timer(0.5, cluster.kill_one)
        timer.start()
        made = list(stream(make, jobs, running, lambda failed: failed))
        timer.join()
    assert len({outcome.recipient_id for outcome in made}) == len(made) == 32
    assert not [outcome for outcome in made if isinstance(outcome, Failed)]
    assert cluster.kills


def test_workers_that_are_killed_over_what_letters_share_cost_no_letter(tmp_path: Path) -> None:
    """Over a long mailing as many workers die while they fetch the same font as dask allows to a task."""
    pdf = b"%PDF" * 5000
    with (
        begun(tmp_path, 2, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0") as fragile,
        letterbook.cluster(fragile.address, fragile.certificates) as running,
    ):
        client = running._client  # type: ignore[attr-defined]
        given_up = client.submit(
            die, pdf, key=f"letterbook-{hashlib.sha256(pdf).hexdigest()}-0", pure=False, retries=0
        )
        assert type(given_up.exception()).__name__ == "KilledWorker"
        made = list(
            stream(make, [chunk("a", "b", pdf=pdf), chunk("c", pdf=pdf)], running, lambda failed: failed)
        )
    assert {outcome.recipient_id: type(outcome) for outcome in made} == dict.fromkeys("abc", Rendered)


def test_what_letters_share_and_no_worker_outlives_is_not_tried_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("letterbook.executors.cluster._itself", die)
    with (
        begun(tmp_path, 6, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0") as fragile,
        letterbook.cluster(fragile.address, fragile.certificates) as running,
        pytest.raises(BrokenExecutor),
    ):
        running.submit(make, chunk("a")).result()


def test_a_letter_that_kills_its_workers_costs_only_itself(tmp_path: Path) -> None:
    with begun(tmp_path, 6, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0") as fragile:
        jobs = [chunk("a", "b"), chunk("c", "poison", "d"), *(chunk(f"e{number}") for number in range(4))]
        with letterbook.cluster(fragile.address, fragile.certificates) as running:
            made = list(stream(make, jobs, running, lambda failed: failed))
    assert [outcome.recipient_id for outcome in made if isinstance(outcome, Failed)] == ["poison"]
    assert len({outcome.recipient_id for outcome in made}) == len(made) == 9


def test_a_worker_of_another_version_makes_nothing() -> None:
    with pytest.raises(OtherProgramError, match="another version"):
        render_and_deliver(NOBODY, "another", None, chunk("a"))


# --- A mailing ----------------------------------------------------------------------------------------------------


@pytest.mark.torture
@pytest.mark.skipif(not LONG, reason="workers load the page engine: half a minute each")
def test_a_mailing_has_the_same_bytes_as_on_one_machine(cluster: Any, tmp_path: Path) -> None:
    here, there = make_workspace(tmp_path / "here"), make_workspace(tmp_path / "there")
    assert run_outside(here, "issue", "january-20", "--jobs", "1").code == 0
    options = ("--executor", cluster.address, "--certificates", cluster.certificates)
    done = run_outside(there, "issue", "january-20", *options)
    assert done.code == 0, done.err
    assert snapshot(there / "out" / MAILING) == snapshot(here / "out" / MAILING)
    assert (here / "out" / MAILING / PDF_BUNDLE).is_file()


def test_a_cluster_that_is_lost_is_said_so(tmp_path: Path) -> None:
    with begun(tmp_path, 1) as dying, letterbook.cluster(dying.address, dying.certificates) as running:
        made = stream(make, [chunk(name) for name in "abcd"], running, lambda failed: failed)
        next(made)
        dying.end_scheduler()
        with pytest.raises(LetterbookError, match="is lost"):
            list(made)


@pytest.mark.torture
@pytest.mark.skipif(not LONG, reason="workers load the page engine: half a minute each")
def test_where_the_cluster_is_lost_nothing_is_published_and_no_number_is_given_twice(tmp_path: Path) -> None:
    office = make_workspace(tmp_path / "office")
    with begun(tmp_path, 1) as dying:

        def end(phase: letterbook.Phase, done: int, total: int) -> None:
            if phase is letterbook.Phase.MAKING and done == 1:
                dying.end_scheduler()

        with (
            letterbook.cluster(dying.address, dying.certificates) as running,
            pytest.raises(LetterbookError, match="is lost"),
        ):
            letterbook.open_office(office).issue(
                "january-20", clerk="a clerk", at=datetime.now(UTC), executor=running, on_progress=end
            )
    assert not (office / "out" / MAILING).exists()
    assert run_outside(office, "issue", "january-20", "--jobs", "1").code == 0
    check_register(office / "register.sqlite", 3)
