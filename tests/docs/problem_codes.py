"""The codes and the sentences of problems, as the source can give them: read from its syntax, nothing is run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter

from pages import SOURCE, read


def _parameters(function: ast.FunctionDef) -> list[str]:
    return [argument.arg for argument in function.args.args if argument.arg != "self"]


def _takers(tree: ast.Module) -> dict[str, int]:
    """Functions and classes of a module that are given a problem's code, and as which argument."""
    functions = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    functions.pop("__init__", None)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            own = {method.name: method for method in node.body if isinstance(method, ast.FunctionDef)}
            functions |= {node.name: own["__init__"]} if "__init__" in own else {}
    named = {name: _parameters(function) for name, function in functions.items()}
    return {name: parameters.index("code") for name, parameters in named.items() if "code" in parameters}


def _code_of(call: ast.Call, takers: Mapping[str, int]) -> ast.expr | None:
    name = str(getattr(call.func, "id", "") or getattr(call.func, "attr", ""))
    if name not in takers:
        return None
    by_name = next((keyword.value for keyword in call.keywords if keyword.arg == "code"), None)
    position = takers[name]
    return call.args[position] if len(call.args) > position else by_name


def _literals(value: ast.expr) -> set[str] | None:
    """The texts that an argument may be, or None where it is no literal."""
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return {value.value}
    if isinstance(value, ast.IfExp):
        both = (_literals(value.body), _literals(value.orelse))
        return None if None in both else set().union(*filter(None, both))
    return None


def emitted() -> tuple[dict[str, set[Path]], list[str]]:
    """Each code that the source can give, with its modules; and the arguments that are no literals."""
    trees = {path: ast.parse(read(path)) for path in sorted(SOURCE.rglob("*.py"))}
    takers = {path: _takers(tree) for path, tree in trees.items()}
    shared = {name: at for own in takers.values() for name, at in own.items() if name[0] != "_"} | {
        "Problem": 0
    }
    codes: dict[str, set[Path]] = {}
    others = []
    for path, tree in trees.items():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            value = _code_of(call, shared | takers[path])
            if value is None:
                continue
            literals = _literals(value)
            if literals is None:
                others.append(ast.unparse(value))
            for code in literals or ():
                codes.setdefault(code, set()).add(path)
    return codes, others


def _parsed(template: str) -> list[tuple[str, str | None, str | None, str | None]]:
    """A sentence's template in its pieces; a text with braces of its own is none."""
    try:
        return list(Formatter().parse(template))
    except ValueError:
        return []


def patterns(path: Path) -> Iterator[re.Pattern[str]]:
    """Each text of a module as a pattern; what is filled in may be anything."""
    for node in ast.walk(ast.parse(read(path))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) > 8:
            yield re.compile(rf"(?:.*[:,] |.*” |.*\" )?{re.escape(node.value)}")
            parts = [
                re.escape(written) + (".+" if name is not None else "")
                for written, name, *_ in _parsed(node.value)
            ]
            if ".+" in "".join(parts) and any(len(part) > 8 for part in parts):
                yield re.compile(f"(?:.*: |.*” )?{''.join(parts)}")
        if isinstance(node, ast.JoinedStr):
            parts = [
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+" for part in node.values
            ]
            if any(len(part) > 8 for part in parts):
                yield re.compile(f"(?:.*: )?{''.join(parts)}")
