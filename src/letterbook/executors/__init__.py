"""Where work runs, in this process or in several, behind `concurrent.futures.Executor`."""

from letterbook.executors.garbage import collect_garbage_less, keep_what_is_loaded
from letterbook.executors.guard import Guard
from letterbook.executors.processes import ProcessExecutor, processes, release_processes
from letterbook.executors.serial import SerialExecutor, serial
from letterbook.executors.streaming import parallelism, run_pair, sees_this_disk, stream
from letterbook.executors.temporary import PrivateFolder

__all__ = [
    "Guard",
    "PrivateFolder",
    "ProcessExecutor",
    "SerialExecutor",
    "collect_garbage_less",
    "keep_what_is_loaded",
    "parallelism",
    "processes",
    "release_processes",
    "run_pair",
    "sees_this_disk",
    "serial",
    "stream",
]
