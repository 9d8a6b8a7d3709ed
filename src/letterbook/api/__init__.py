"""The door for programs: an office, its mailings and its register. Nothing in it prints, asks or exits.

What goes wrong is a LetterbookError; one for the input carries `.problems`, one for finished files `.findings`. Folders
and files may be given as text or as Path. docs/api.md shows all of it at work.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from datetime import date
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from letterbook.api.address_list import AddressList
from letterbook.api.lists import Lists
from letterbook.api.mailing import Issued, Mailing
from letterbook.api.office import Office, open_office
from letterbook.api.print_room import PrintRoom
from letterbook.api.register import Register
from letterbook.api.statements import Statements
from letterbook.errors import UsageError
from letterbook.model import Limits, OwnOffice
from letterbook.problems import Problem
from letterbook.sentences import say

if TYPE_CHECKING:
    from letterbook.usecases.machine import MachineCheck

__all__ = [
    "AddressList",
    "Issued",
    "Lists",
    "Mailing",
    "Office",
    "PrintRoom",
    "Register",
    "Statements",
    "begin_process",
    "check_new_office",
    "cluster",
    "collect_garbage_less",
    "copy_example",
    "examine_machine",
    "help_page",
    "help_topics",
    "keep_ready",
    "languages_to_begin_with",
    "long_date",
    "make_office",
    "open_office",
    "processes",
    "refuse_in_use",
]


def make_office(
    folder: str | Path,
    *,
    language: str,
    country: str,
    paper: Literal["A4", "Letter"] | None = None,
    own: OwnOffice | None = None,
) -> list[Path]:
    """Makes an office in the folder, which is made; the new files. Never overwrites. Raises UsageError, InputError.

    `language` is a tag or a name of a language, `country` a code or a name; the paper is the country's where none is
    named. What an office alone can say stands as in `own`; without it in square brackets, and `check` refuses it until it is
    written.
    """
    from letterbook.executors import Guard
    from letterbook.usecases.new_office import beginning
    from letterbook.usecases.new_office import make_office as make

    begin = beginning(language, country, paper)
    if own is None:
        return make(Path(folder), begin)
    with Guard() as guard:  # the emblem comes from outside
        return guard.run(make, Path(folder), begin, own)


def check_new_office(language: str, country: str, own: OwnOffice) -> list[Problem]:
    """What `make_office` would refuse of this, all at once. The place of each problem names its `part`: "language", "country",
    "name", "address", "signatory", "title" or "emblem".
    """
    from letterbook.executors import Guard
    from letterbook.usecases.new_office import wrong_beginning

    with Guard() as guard:
        return guard.run(wrong_beginning, language, country, own)


def refuse_in_use(folder: str | Path) -> None:
    """Raises UsageError where the folder holds any of what `make_office` would bring, and so would be refused."""
    from letterbook.usecases.new_office import refuse_in_use as refuse

    refuse(Path(folder))


def languages_to_begin_with() -> Mapping[str, str]:
    """The languages that an office can begin in: each by its tag, with its name in itself, in the order of the names."""
    from letterbook.usecases.new_office import languages_to_begin_with as known

    return known()


def copy_example(folder: str | Path) -> list[Path]:
    """Copies the example office into the folder, which is made; the new files. Never overwrites. Raises UsageError."""
    from letterbook.usecases.new_office import copy_example as copy

    return copy(Path(folder))


def help_topics() -> Mapping[str, str]:
    """The pages of the documentation by their names, each with its title."""
    from letterbook.usecases.help_pages import topics

    return topics()


def help_page(topic: str) -> str:
    """The text of a page of the documentation (Markdown), or what it says of a mistake's code. Raises UsageError."""
    from letterbook.usecases.help_pages import page

    return page(topic)


def long_date(day: date, language: str) -> str:
    """The day written out as letters in one of the program's languages have it: "19 January 2021". Raises UsageError."""
    from letterbook.language.dates import long_date as written
    from letterbook.language.known import program_languages

    known = program_languages()
    if language not in known:
        raise UsageError(say("The program does not know the language “{language}”.", language=language))
    return written(day, known.of(language))


def examine_machine(folder: str | Path) -> list[MachineCheck]:
    """What this machine has and lacks of all that the program needs outside itself, to work in this folder."""
    from letterbook.usecases.machine import examine

    return examine(Path(folder))


def collect_garbage_less() -> None:
    """For a program that only issues: lets this process look for garbage less often, a twelfth of a run's time."""
    from letterbook.executors import collect_garbage_less as in_this_process

    in_this_process()


def processes(count: int | None = None, limits: Limits | None = None) -> Executor:
    """So many processes of this machine, in which letters are made side by side; use it as a context manager.

    None is one for each processor, and 1 this process alone. They import the program that starts them, so that needs
    the usual `if __name__ == "__main__":`.
    """
    from letterbook.executors import processes as others
    from letterbook.executors import serial

    wanted = count or os.cpu_count() or 1
    return others(wanted, limits) if wanted > 1 else serial()


def begin_process(work: Callable[..., object], /, *args: object) -> BaseProcess:
    """A process of its own for a top-level function, deaf to Ctrl-C; a program that lasts begins one in some milliseconds."""
    from letterbook.executors.starting import begin, clean_start

    return begin(clean_start(), work, *args)


def keep_ready() -> None:
    """For a program that lasts, before it begins its first process: all that it begins have what makes letters, which is loaded once."""
    from letterbook.executors.starting import load_first

    load_first("letterbook.pipeline.loaded")


def cluster(address: str, certificates: str | Path | None = None, limits: Limits | None = None) -> Executor:
    """The workers of a dask cluster, in which letters are made on other machines; use it as a context manager.

    `address` is dask://tls://HOST:PORT, or tcp:// of this very machine; `certificates` is the folder with ca.pem, client.pem
    and client-key.pem. Raises UsageError for an address that is refused, ClusterLostError where no cluster answers.
    """
    from letterbook.executors.cluster import ClusterExecutor

    return ClusterExecutor(address, Path(certificates) if certificates else None, limits)
