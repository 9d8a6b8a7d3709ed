"""A reader of the documentation who does what a page says, with the real command line."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from pages import fenced, read

from letterbook.cli import main


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
                case "csv" | "yaml" if block.mark:
                    Path(block.mark).parent.mkdir(exist_ok=True)
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
