"""Brings the files of src/letterbook/web/messages to what the program says today.

    python tools/make_messages.py          what is said no more goes, what is new is printed, for each language
    python tools/make_messages.py de       the same for one; prints the English sentences that it lacks, a JSON text a line

A line of standard input with a JSON list of two texts, the English one and its translation, is added to the language.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

from letterbook.importing.losses import Loss

SOURCE = Path(__file__).parents[1] / "src" / "letterbook"
FOLDER = SOURCE / "web" / "messages"
ELSEWHERE = ("cli", "__main__.py")
"""What only a terminal says."""
WORDS = (
    "street", "city", "region", "postcode", "lines", "last line", "country", "date", "time", "time of day", "number", "amount",
    "yes or no", "one text", "a list", "a group of keys", "recipient", "group", "signatory",
    "made", "dispatched", "returned", "answered", "void", "superseded", "reprinted", "signed", "header", "footer", "address window", "statement", "template", "letterhead",
)  # fmt: skip
"""What is put into sentences and is a word of ours."""
_SENTENCE = re.compile(r"(?!SELECT |INSERT |UPDATE |CREATE |DELETE )[“A-Z{].*[.?!…:]", re.DOTALL)


def said() -> set[str]:
    """The templates of all sentences in the program's source, and the words."""
    found = {*WORDS, *(loss.value[0] for loss in Loss)}
    for path in SOURCE.rglob("*.py"):
        if path.relative_to(SOURCE).parts[0] not in ELSEWHERE:
            found |= set(_sentences(ast.parse(path.read_text(encoding="utf-8"))))
    return found


def _sentences(tree: ast.Module) -> Iterator[str]:
    nodes = list(ast.walk(tree))
    passed_over = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}  # docstrings
    passed_over |= {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    templates = {
        id(node.args[0]) for node in nodes if isinstance(node, ast.Call) and _is_say(node.func) and node.args
    }
    for node in nodes:
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in passed_over:
            continue
        text = node.value.strip()
        if id(node) in templates:
            yield text
        elif " " in text and _SENTENCE.fullmatch(text):
            # A pattern that another module fills has its braces; a text without fields is its own template.
            yield text


def _is_say(function: ast.expr) -> bool:
    return isinstance(function, ast.Name) and function.id in ("say", "Sentence")


def read(language: str) -> dict[str, str]:
    """The translations of a language by the English sentences."""
    file = FOLDER / f"{language}.yaml"
    if not file.exists():
        return {}
    return dict(yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader))  # noqa: S506  # our own file


def write(language: str, known: dict[str, str]) -> None:
    """The file of a language, in the order of the English sentences."""
    lines = [
        f"# What letterbook says, in the language {language}, by the English sentences; tools/make_messages.py keeps it."
    ]
    for text in sorted(known, key=str.casefold):
        lines += [
            f"? {json.dumps(text, ensure_ascii=False)}",
            f": {json.dumps(known[text], ensure_ascii=False)}",
        ]
    (FOLDER / f"{language}.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> None:
    """See above."""
    now = said()
    for language in arguments or sorted(file.stem for file in FOLDER.glob("*.yaml")):
        known = {text: own for text, own in read(language).items() if text in now}
        if arguments and not sys.stdin.isatty():
            added = dict(json.loads(line) for line in sys.stdin if line.strip())
            known |= {text: own for text, own in added.items() if text in now}
        write(language, known)
        lacking = sorted(now - known.keys(), key=str.casefold)
        if arguments:
            print("\n".join(json.dumps(text, ensure_ascii=False) for text in lacking))
        else:
            print(f"{language}: {len(known)} sentences, {len(lacking)} lacking")


if __name__ == "__main__":
    main(sys.argv[1:])
