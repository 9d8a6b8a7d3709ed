"""The rooms of docs/architecture.md are those of the contract, and the libraries of docs/decisions.md where it says."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator

from conftest import ROOT
from pages import SOURCE, column, read, table


def test_the_rooms_are_those_of_the_contract() -> None:
    contracts = tomllib.loads(read(ROOT / "pyproject.toml"))["tool"]["importlinter"]["contracts"]
    [layers] = [contract["layers"] for contract in contracts if contract["type"] == "layers"]
    assert column("architecture.md", "room") == [layer.replace("|", "\\|") for layer in layers]


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def test_the_libraries_are_where_the_page_says() -> None:
    users: dict[str, list[str]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        module = ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")
        for name in sorted(set(imported(ast.parse(read(path))))):
            if name not in sys.stdlib_module_names and name != "letterbook":
                users.setdefault(name, []).append(module)
    rows = {
        name: sorted(where.split(", "))
        for names, where, _ in table("decisions.md", "library")
        for name in names.split(", ")
    }
    assert rows == {name: sorted(modules) for name, modules in users.items()}
