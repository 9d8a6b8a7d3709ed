"""Four desks at once, every fifth mailing killed: no number twice, no gap, on both databases."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from datetime import UTC, date, datetime
from multiprocessing.process import BaseProcess

import pytest
from books import Address, record_made

from letterbook.model import Series
from letterbook.register import MadeFile, Register, Request

pytest_plugins = ["register_fixtures"]

AT = datetime(2021, 1, 19, 8, 30, tzinfo=UTC)
ISSUED = date(2021, 1, 19)
LETTERS = 40
DESKS = 4


def _mailing(address: Address, number: int, ready: str) -> None:
    wanted = [
        Request(f"r{n}", f"The {n}", "CH", Series("s", "{number}/{year}"), "A statement")
        for n in range(LETTERS)
    ]
    with Register.open(address) as register:
        os.close(os.open(f"{ready}-{number}", os.O_CREAT))
        given = register.reserve(f"m{number}", ISSUED, wanted, "clerk", AT)
        files = {name: [MadeFile("pdf", f"{entry.number}.pdf", "1" * 64, 2)] for name, entry in given.items()}
        record_made(register, f"m{number}", files, "clerk", AT)


class Desks:
    """Runs mailings, four at a time; kills every fifth at some moment after it has opened the register."""

    def __init__(self, address: Address, ready: str, chance: random.Random) -> None:
        self._address, self._ready, self._chance = address, ready, chance
        self._running: list[BaseProcess] = []
        self.killed: list[int] = []

    def give(self, number: int, kill: bool) -> None:
        while len(self._running) >= DESKS:
            self._running = [process for process in self._running if process.is_alive()]
            time.sleep(0.002)
        process = multiprocessing.get_context("fork").Process(
            target=_mailing, args=(self._address, number, self._ready)
        )
        process.start()
        self._running.append(process)
        if kill:
            while process.is_alive() and not os.path.exists(f"{self._ready}-{number}"):  # noqa: PTH110
                time.sleep(0.001)
            time.sleep(self._chance.uniform(0, 0.25))
            os.kill(process.pid or 0, signal.SIGKILL)
            process.join()
            self.killed.append(number)

    def wait(self) -> None:
        for process in self._running:
            process.join()
            assert process.exitcode in {0, -signal.SIGKILL}


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no SIGKILL")
@pytest.mark.parametrize("mailings", [40, pytest.param(1000, marks=pytest.mark.torture)])
def test_four_desks_and_every_fifth_mailing_killed(
    address: Address, tmp_path_factory: pytest.TempPathFactory, mailings: int
) -> None:
    ready = str(tmp_path_factory.mktemp("ready") / "mailing")
    desks = Desks(address, ready, random.Random(mailings))
    for number in range(mailings):
        desks.give(number, kill=number % 5 == 4)
    desks.wait()
    with Register.open(address) as register:
        between = register.check()
        whole = {entry.mailing for entry in register.entries()}
    assert between.findings == ()
    assert between.letters == len(whole) * LETTERS, "a mailing has all its numbers or none"
    for number in desks.killed:
        desks.give(number, kill=False)
    desks.wait()
    with Register.open(address) as register:
        entries, checked = register.entries(), register.check()
    assert checked.findings == ()
    assert sorted(entry.number for entry in entries) == list(range(1, mailings * LETTERS + 1))
    assert {entry.state for entry in entries} == {"made"}
    assert len(desks.killed) == mailings // 5
    lost = mailings - len(whole)
    print(f"{mailings} mailings, {len(desks.killed)} killed, {lost} of them before they had their numbers")  # noqa: T201
