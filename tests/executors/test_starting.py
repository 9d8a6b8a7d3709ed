"""How other processes begin where this one has threads, as the server of the office page has."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

import pytest
from conftest import environment

from letterbook.executors import Guard, processes
from letterbook.model.progress import Monitor

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux alone")


@dataclass(frozen=True)
class Seen:
    parent: int
    said: str | None
    umask: int
    is_deaf: bool


def look(_monitor: Monitor | None = None) -> Seen:
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    umask = os.umask(0o077)
    os.umask(umask)
    return Seen(os.getppid(), os.environ.get("LETTERBOOK_SAID"), umask, signal.SIGINT in blocked)


@pytest.fixture
def other_thread() -> Iterator[None]:
    end = Event()
    thread = Thread(target=end.wait)
    thread.start()
    yield
    end.set()
    thread.join()


@pytest.mark.usefixtures("other_thread")
def test_all_are_copied_from_one_empty_process(monkeypatch: pytest.MonkeyPatch) -> None:
    found, before = [], os.umask(0o022)
    try:
        for word, umask in (("first", 0o022), ("second", 0o077)):
            monkeypatch.setenv("LETTERBOOK_SAID", word)
            os.umask(umask)
            with Guard() as guard:
                found.append(guard.run(look))
            with processes(2) as executor:
                found.append(executor.submit(look).result())
    finally:
        os.umask(before)
    assert [each.umask for each in found] == [0o022, 0o022, 0o077, 0o077]
    assert [each.said for each in found] == ["first", "first", "second", "second"]
    assert all(each.is_deaf for each in found)
    (parent,) = {each.parent for each in found}
    assert parent != os.getpid()


LASTING = """
import sys, threading
from letterbook.api import keep_ready
from letterbook.executors import Guard

def look(monitor):
    return "weasyprint" in sys.modules

if __name__ == "__main__":
    end = threading.Event()
    threading.Thread(target=end.wait).start()
    if "ready" in sys.argv:
        keep_ready()
    with Guard() as guard:
        print(guard.run(look), "weasyprint" in sys.modules)
    end.set()
"""


@pytest.mark.parametrize(("asked", "said"), [("ready", "True False"), ("", "False False")])
def test_a_program_that_lasts_has_what_makes_letters_loaded_once(
    tmp_path: Path, asked: str, said: str
) -> None:
    script = tmp_path / "lasting.py"
    script.write_text(LASTING, encoding="utf-8")
    command = [sys.executable, str(script), asked]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True)
    assert done.stdout.split() == said.split()


ALONE = """
import os
from letterbook.executors import Guard

def look(monitor):
    return os.getppid()

with Guard() as guard:
    print(guard.run(look) == os.getpid())
"""


def test_a_process_that_is_alone_is_copied_as_it_stands(tmp_path: Path) -> None:
    """In a process of its own, as this one may have threads."""
    script = tmp_path / "alone.py"
    script.write_text(ALONE, encoding="utf-8")
    said = subprocess.run(
        [sys.executable, script], env=environment(), capture_output=True, text=True, check=True
    )
    assert said.stdout == "True\n"
