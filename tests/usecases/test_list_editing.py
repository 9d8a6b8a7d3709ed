"""The office's own list, changed where it lies: what others changed meanwhile is not lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from letterbook.errors import InputError, UsageError
from letterbook.usecases.list_editing import change_cells, table_of


def test_the_office_s_own_list(workspace: Path) -> None:
    table = table_of(workspace, None)
    assert table.file == "recipients.yaml"
    organisation = [column.field for column in table.columns].index("organisation")
    unesco = next(at for at, row in enumerate(table.rows) if row[organisation] == "UNESCO")
    before = (workspace / "recipients.yaml").read_text("utf-8")
    after = change_cells(workspace, None, table.version, {(unesco, organisation): "UNESCO, Paris"})
    assert after.rows[unesco][organisation] == "UNESCO, Paris"
    assert after.version != table.version
    new = (workspace / "recipients.yaml").read_text("utf-8")
    changed = [
        (old, line) for old, line in zip(before.split("\n"), new.split("\n"), strict=True) if old != line
    ]
    assert len(changed) == 1


def test_what_somebody_changed_meanwhile_is_not_lost(workspace: Path) -> None:
    table = table_of(workspace, None)
    path = workspace / "recipients.yaml"
    path.write_text(path.read_text("utf-8") + "# a remark\n", "utf-8")
    with pytest.raises(UsageError, match="changed meanwhile"):
        change_cells(workspace, None, table.version, {(0, 0): "x"})
    assert path.read_text("utf-8").endswith("# a remark\n")


@pytest.mark.parametrize("cell", [(-1, 0), (0, -1), (10_000, 0), (0, 10_000)])
def test_there_is_no_such_cell(workspace: Path, cell: tuple[int, int]) -> None:
    table = table_of(workspace, None)
    with pytest.raises(UsageError, match="has no cell"):
        change_cells(workspace, None, table.version, {cell: "x"})


def test_a_list_outside_the_office_is_not_opened(workspace: Path) -> None:
    with pytest.raises(InputError):
        table_of(workspace, "../other.csv")


def test_a_folder_that_cannot_be_written_is_told(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = table_of(workspace, None)
    before = (workspace / "recipients.yaml").read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(UsageError, match="No space left"):
        change_cells(workspace, None, table.version, {(0, 0): "x"})
    assert (workspace / "recipients.yaml").read_bytes() == before
    assert not list(workspace.glob(".recipients*"))
