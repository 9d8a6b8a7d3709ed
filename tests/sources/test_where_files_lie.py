"""A path or a symbolic link that leads a statement, a list or a picture out of the workspace is refused, or was allowed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import edit

import letterbook
from letterbook.problems import Problem
from letterbook.sources.text_checks import is_slug

STATEMENT = "january-20"


@pytest.fixture
def elsewhere(workspace: Path) -> Path:
    """A folder beside the workspace with a list, a statement and a picture."""
    folder = workspace.with_name("elsewhere")
    folder.mkdir()
    shutil.copy(workspace / "recipients.yaml", folder)
    shutil.copytree(workspace / "statements" / STATEMENT, folder / "texts")
    shutil.copy(workspace / "office/emblem.svg", folder)
    return folder


def _linked(path: Path, target: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    path.symlink_to(target)


def _list_by_link(workspace: Path, elsewhere: Path) -> None:
    _linked(workspace / "recipients.yaml", elsewhere / "recipients.yaml")


def _statement_by_link(workspace: Path, elsewhere: Path) -> None:
    _linked(workspace / f"statements/{STATEMENT}/en.md", elsewhere / "texts/en.md")


def _folder_of_statement_by_link(workspace: Path, elsewhere: Path) -> None:
    _linked(workspace / f"statements/{STATEMENT}", elsewhere / "texts")


def _picture_by_link(workspace: Path, elsewhere: Path) -> None:
    _linked(workspace / "office/emblem.svg", elsewhere / "emblem.svg")


def _picture_by_path(workspace: Path, elsewhere: Path) -> None:
    edit(workspace / "letterbook.yaml", "emblem: office/emblem.svg", "emblem: ../elsewhere/emblem.svg")


def _picture_by_whole_path(workspace: Path, elsewhere: Path) -> None:
    edit(workspace / "letterbook.yaml", "emblem: office/emblem.svg", f"emblem: {elsewhere / 'emblem.svg'}")


def _link_to_a_link(workspace: Path, elsewhere: Path) -> None:
    (workspace / "first").symlink_to(elsewhere)
    _linked(workspace / "recipients.yaml", Path("first/recipients.yaml"))


def _nothing(workspace: Path, elsewhere: Path) -> None:
    """The order names the list itself."""


WAYS: dict[Callable[[Path, Path], None], str | None] = {
    _list_by_link: None,
    _statement_by_link: None,
    _folder_of_statement_by_link: None,
    _picture_by_link: None,
    _picture_by_path: None,
    _picture_by_whole_path: None,
    _link_to_a_link: None,
    _nothing: "../elsewhere/recipients.yaml",
}


def found(workspace: Path, recipients: str | None = None) -> list[Problem]:
    return letterbook.open_office(workspace).check(letterbook.Order(STATEMENT, recipients=recipients))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("allowed", ["../elsewhere", "absolute"])
def test_what_lies_elsewhere(
    way: Callable[[Path, Path], None], allowed: str, workspace: Path, elsewhere: Path
) -> None:
    way(workspace, elsewhere)
    refused = {problem.code for problem in found(workspace, WAYS[way]) if problem.is_error}
    assert "outside-workspace" in refused
    with (workspace / "letterbook.yaml").open("a") as office:
        office.write(f"\nfolders: [{elsewhere if allowed == 'absolute' else allowed}]\n")
    assert found(workspace, WAYS[way]) == []


def test_a_folder_that_is_allowed_allows_no_other(workspace: Path, elsewhere: Path) -> None:
    with (workspace / "letterbook.yaml").open("a") as office:
        office.write("\nfolders: ../else\n")
    assert [problem.code for problem in found(workspace, "../elsewhere/recipients.yaml")] == [
        "outside-workspace"
    ]


def test_a_link_within_the_workspace_is_no_way_out(workspace: Path) -> None:
    (workspace / "recipients.yaml").rename(workspace / "list.yaml")
    (workspace / "recipients.yaml").symlink_to("list.yaml")
    assert found(workspace) == []


def test_a_link_that_leads_to_itself(workspace: Path) -> None:
    (workspace / "recipients.yaml").unlink()
    (workspace / "recipients.yaml").symlink_to("recipients.yaml")
    assert [problem.code for problem in found(workspace)] == ["missing-file"]


@pytest.mark.parametrize(
    "name",
    [
        "con", "prn", "aux", "nul", "com1", "lpt9", "CON", "NUL", "aux.txt", "Con.pdf", "a.", "a ", "A", "cafe\u0301",
        "caf\u00e9", "com\u00b9", "a:b", "a/b", "a\\b", "..", "a*b",
    ],
)  # fmt: skip
def test_names_that_not_every_disk_can_hold_are_no_ids(name: str, workspace: Path) -> None:
    assert not is_slug(name)
    edit(workspace / "recipients.yaml", "id: unesco", f'id: "{name}"'.replace("\\", "\\\\"))
    codes = [problem.code for problem in found(workspace) if problem.is_error]
    assert codes == ([] if name == "a " else ["wrong-id"])


@pytest.mark.parametrize("name", ["console", "com", "com10", "nuls", "lpt", "aux-1", "auxerre"])
def test_names_that_resemble_devices_are_ids(name: str) -> None:
    assert is_slug(name)
