"""Fields of a mail merge → the placeholders of a letter's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from letterbook.composing.text_filling import CONTEXT
from letterbook.model import ListLayout
from letterbook.problems import Place, Problem
from letterbook.render.docx.field_codes import DATES
from letterbook.sentences import say
from letterbook.sources.field_values import PREFIX
from letterbook.sources.tables.headings import field_of_heading, with_parts_of_name

_NAME = re.compile(r'\s*\w+\s+(?:"([^"]*)"|(\S+))')
_AROUND = re.compile(r'\\([bf])\s*"([^"]*)"')
_IF = re.compile(
    r'\s*IF\s+"?\{\{ ([\w.]+) \}\}"?\s*(=|<>|[<>]=?)\s*("[^"]*"|[^\s"]+)\s+"([^"]*)"(?:\s+"([^"]*)")?',
    re.IGNORECASE,
)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_BRACKETS = re.compile(r"[\[\]\n]+")
_OF_RECORD = frozenset({"ADDRESSBLOCK", "MERGEREC", "MERGESEQ"})
_USED = CONTEXT["recipient"] - {"fields"}


@dataclass
class MergeFields:
    """What is written in the place of each field of one letter; `layout` is what the office says of its list.

    `names` are those of all fields of the letter, as far as they are known: “Name” beside “Vorname” is the surname.
    """

    layout: ListLayout
    names: frozenset[str] = frozenset()
    asked: dict[str, None] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)
    undeclared: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        meant = {key: at for at, name in enumerate(self.names) if (key := self._meant(name))}
        self._parted = with_parts_of_name(meant)
        self._is_parted = self._parted != meant

    def written(self, instruction: str) -> str | None:
        """The placeholder, or the words in brackets that somebody has yet to write; None for a field of no mail merge, whose
        result is words.
        """
        name = instruction.split(maxsplit=1)[0].upper() if instruction.strip() else ""
        if name == "MERGEFIELD":
            return self._value(instruction)
        if name == "GREETINGLINE":
            return _placeholder("recipient.salutation")
        if name in DATES:
            return _placeholder("date")
        if name == "IF":
            return self._condition(instruction)
        if name in _OF_RECORD:
            return self._unknown(name, name)
        return None

    def problems(self, file: str, text: str) -> Iterator[Problem]:
        """What became of the fields that are left in the text. Code: merge-fields."""
        place = Place(file)
        if found := {
            name: placeholder for name, placeholder in self.found.items() if _inner(placeholder) in text
        }:
            fields = ", ".join(f"«{name}» {placeholder}" for name, placeholder in found.items())
            what = say("Fields of the mail merge are placeholders now: {fields}.", fields=fields)
            hint = "Compare them with the columns of your list; a check tries them with each addressee."
            yield Problem("merge-fields", place, what, hint, level="warning")
        if undeclared := {name: own for name, own in self.undeclared.items() if name in found}:
            names = ", ".join(f"«{name}»" for name in undeclared)
            lines = "; ".join(f'{own}: {{title: "{name}"}}' for name, own in undeclared.items())
            what = say("Nothing is known of these fields of the mail merge: {names}.", names=names)
            hint = say(
                "Say in letterbook.yaml under “fields” in which column they are: {lines}.", lines=lines
            )
            yield Problem("merge-fields", place, what, hint, level="warning")
        if unknown := [name for name, brackets in self.unknown.items() if brackets in text]:
            names = ", ".join(f"«{name}»" for name in unknown)
            what = say(
                "The words of a letter cannot have these fields of the mail merge: {names}.", names=names
            )
            hint = "Brackets stand in their place. Write there what is meant."
            yield Problem("merge-fields", place, what, hint, level="warning")

    def _meant(self, name: str) -> str | None:
        return field_of_heading(name, self.layout) or None

    def _value(self, instruction: str) -> str:
        name = _name_of(instruction)
        self.asked[name] = None
        asked = self._asked(name)
        if asked is None:
            return self._unknown(name, name)
        around = dict(_AROUND.findall(instruction))
        words = f"{around.get('b', '')}{_placeholder(asked)}{around.get('f', '')}"
        return f"{{% if {asked} %}}{words}{{% endif %}}" if around else words

    def _asked(self, name: str) -> str | None:
        """The name of the value behind `recipient.`; None where the words of a letter do not have it."""
        key = self._meant(name)
        if key == "person" and self._is_parted:
            key = next((part for part in ("surname", "given") if self._is_other(part)), key)
        if key is None:
            own = "_".join(re.findall(r"\w+", name)).lower()
            own = own if own.isidentifier() and not own.startswith("_") else f"field_{own}".rstrip("_")
            self.undeclared[name] = own
            key = f"{PREFIX}{own}"
        if key not in _USED and not key.startswith(PREFIX):
            return None
        self.found[name] = _placeholder(f"recipient.{key}")
        return f"recipient.{key}"

    def _unknown(self, name: str, words: str) -> str:
        """Words in brackets, of which `check` says that they are yet to be written."""
        self.unknown[name] = f"[{_BRACKETS.sub(' ', words).strip()} …]"
        return self.unknown[name]

    def _is_other(self, part: str) -> bool:
        """Whether the column of a name is this part of it, as the other has a column of its own."""
        return part in self._parted and not any(self._meant(name) == part for name in self.names)

    def _condition(self, instruction: str) -> str | None:
        found = _IF.match(instruction)
        condition = _compared(found[1], found[2], found[3], self.layout) if found else None
        if found is None or condition is None:
            if "{{" not in instruction and not _BRACKETS.search(instruction):
                return None
            return self._unknown("IF", " / ".join(re.findall(r'"([^"]+)"', instruction)) or "IF")
        yes, no = found[4], found[5] or ""
        other = f"{{% else %}}{no}" if no else ""
        return f"{{% if {condition} %}}{yes}{other}{{% endif %}}"


def _placeholder(name: str) -> str:
    return f"{{{{ {name} }}}}"


def _name_of(instruction: str) -> str:
    found = _NAME.match(instruction)
    return ((found[1] or found[2]) if found else "") or "?"


def _inner(placeholder: str) -> str:
    return placeholder.strip("{} ")


def _compared(asked: str, operator: str, value: str, layout: ListLayout) -> str | None:
    """The condition as the words of a letter have it; None where they have none such."""
    text = value.strip('"')
    if not text:
        return {"=": f"not {asked}", "<>": asked}.get(operator)
    if "*" in text or "?" in text or "\\" in text:
        return None
    rule = layout.fields.get(asked.rpartition(".")[2]) if ".fields." in asked else None
    is_number = _NUMBER.fullmatch(text) is not None and (
        operator not in _EQUAL or (rule is not None and rule.type in ("number", "money"))
    )
    if operator not in _EQUAL and not is_number:
        return None
    shown = text if is_number else f'"{text}"'
    return f"{asked} {_EQUAL.get(operator, operator)} {shown}"


_EQUAL: Mapping[str, str] = {"=": "==", "<>": "!="}
