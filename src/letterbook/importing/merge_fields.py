"""Fields of a mail merge → the placeholders of a letter's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from letterbook.composing.text_filling import CONTEXT
from letterbook.importing.field_pictures import declaration, is_day
from letterbook.importing.field_results import QUOTE
from letterbook.importing.odt_fields import condition_of
from letterbook.language.answers import yes_or_no
from letterbook.model import ListLayout
from letterbook.problems import Place, Problem
from letterbook.render.docx.field_codes import DATES
from letterbook.sentences import say
from letterbook.sources.field_values import PREFIX
from letterbook.sources.tables.headings import field_of_heading, with_parts_of_name

_NAME = re.compile(r'\s*\w+\s+(?:"([^"]*)"|(\S+))')
_OF_FIGURE = re.compile(r"^M_(?=\d)")
"""What Word writes before the name of a column that begins with a figure."""
_AROUND = re.compile(r'\\([bf])\s*"([^"]*)"')
_PICTURE = re.compile(r'\\([@#])\s*(?:"([^"]*)"|(\S+))')
_TYPED = re.compile(r"«(\w[^«»\"\\{}]{0,40})»")
_CASE = re.compile(r"\\\*\s*(?!(?:MERGE|CHAR)FORMAT\b)\w", re.IGNORECASE)
_OR_NOTHING = " or ''"
_IF = re.compile(
    rf'\s*IF\s*"?\{{\{{ ([\w.]+)(?:{_OR_NOTHING})? \}}\}}"?\s*(=|<>|[<>]=?)\s*("[^"]*"|[^\s"]+)\s*"([^"]*)"(?:\s*"([^"]*)")?'
    r"(?:\s*\\\*\s*(?:MERGE|CHAR)FORMAT)*\s*",
    re.IGNORECASE,
)
_TO_PARAGRAPH = re.compile(r"\s*REF\s+_Ref\d", re.IGNORECASE)
"""A reference that Word has made to a paragraph or a picture; any other may repeat what is merged elsewhere."""
_OF_LIBREOFFICE = re.compile(r'\s*IF\s+([^"{]{1,500}?(?:"[^"]*"|\d))(\s+"[^"]*"(?:\s*"[^"]*")?\s*)')
"""How LibreOffice writes a condition into a Word file: as its own, behind IF."""
_ASKS = re.compile(r'"[^"]*"|\s*IF\b|\\\*\s*\w+', re.IGNORECASE)
"""What a condition has beside that of which it asks."""
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_BRACKETS = re.compile(r"[\[\]\n]+")
_TAG = re.compile(rf"\{{%[^{{}}]*%\}}|{QUOTE}")
_OF_RECORD = frozenset({"ADDRESSBLOCK", "MERGEREC", "MERGESEQ", "MERGEBARCODE", "DATABASE", "FILLIN"})
_CHOOSING = frozenset({"NEXT", "NEXTIF", "SKIPIF"})
"""Fields that choose who gets a letter, or which row the next words are of."""
_ASKING = frozenset({"ASK", "SET"})
_CODES = frozenset({"country", "group", "kind", "language"})
"""What the words of a letter have as a code, and the merge as the list has it."""
_USED = CONTEXT["recipient"] - _CODES - {"fields"}


@dataclass
class MergeFields:
    """What is written in the place of each field of one letter; `layout` is what the office says of its list.

    `known` are the names of all columns and fields of the letter, each with what letterbook.yaml may say of it beside its title, as
    a first reading has found them in `asked`: “Name” beside “Vorname” is the surname.
    """

    layout: ListLayout
    known: Mapping[str, str] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)
    undeclared: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._bookmarks: set[str] = set()
        meant = {key: at for at, name in enumerate(self.known) if (key := self._meant(name))}
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
            return self._found(name, "recipient.salutation")
        if name in DATES and is_day(_pictures(instruction).get("@", "" if name == "TIME" else None)):
            return self._found(name, "date")
        if name.startswith("IF"):
            return self._condition(instruction)
        if name in _ASKING:
            if name == "ASK" or _is_merged(instruction):
                self._bookmarks.update(_words(instruction)[1:2])
            return ""
        if name.startswith("="):  # it may work with cells of a table, which hold what is merged
            return self._unknown("=", "formula")
        is_of_record = name in _OF_RECORD | _CHOOSING | DATES or _is_merged(instruction)
        repeats = name == "REF" and not _TO_PARAGRAPH.match(instruction)
        if is_of_record or repeats or not self._bookmarks.isdisjoint(_words(instruction)):
            return self._unknown(name, name)
        return None

    def in_words(self, text: str) -> str:
        """The text with placeholders for columns that are typed, «Nachname», as in a letter that has lost its fields; any other
        word between such marks is a quotation.
        """
        return _TYPED.sub(lambda typed: self._typed(typed[0], typed[1]), text)

    def _typed(self, typed: str, name: str) -> str:
        return self._value(f'MERGEFIELD "{name}"') if self._meant(name) else typed

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
            lines = "; ".join(self._declared(name, own) for name, own in undeclared.items())
            what = say("Nothing is known of these fields of the mail merge: {names}.", names=names)
            hint = say(
                "Say in letterbook.yaml under “fields” in which column they are: {lines}.", lines=lines
            )
            yield Problem("merge-fields", place, what, hint, level="warning")
        unknown = {
            name: None for brackets, name in self.unknown.items() if brackets in text or name in _CHOOSING
        }
        if unknown:
            names = ", ".join(f"«{name}»" for name in unknown)
            what = say(
                "The words of a letter cannot have these fields of the mail merge: {names}.", names=names
            )
            hint = "Brackets stand in their place. Write there what is meant."
            yield Problem("merge-fields", place, what, hint, level="warning")

    def _declared(self, name: str, own: str) -> str:
        told = self.known.get(name, "")
        return f'{own}: {{{told}{", " if told else ""}title: "{name}"}}'

    def _meant(self, name: str) -> str | None:
        return field_of_heading(name, self.layout) or None

    def _found(self, name: str, asked: str) -> str:
        self.found[name] = f"{{{{ {asked} }}}}"
        return self.found[name]

    def _value(self, instruction: str) -> str:
        found = _NAME.match(instruction)
        name = _OF_FIGURE.sub("", ((found[1] or found[2]) if found else "")) or "?"
        pictures = _pictures(instruction)
        told = declaration(pictures)
        self.asked[name] = self.asked.get(name) or told or ""
        asked = self._asked(name)
        if asked is None or told is None or _CASE.search(instruction):
            return self._unknown(name, name)
        around = dict(_AROUND.findall(instruction))
        if around:
            words = f"{around.get('b', '')}{{{{ {asked} }}}}{around.get('f', '')}"
            return f"{{% if {asked} %}}{words}{{% endif %}}"
        # Few people have a title, and a merge says nothing for the others.
        return f"{{{{ {asked}{_OR_NOTHING if asked == 'recipient.honorific' else ''} }}}}"

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
        self._found(name, f"recipient.{key}")
        return f"recipient.{key}"

    def _unknown(self, name: str, words: str) -> str:
        """Words in brackets, of which `check` says that they are yet to be written."""
        brackets = f"[{' '.join(_BRACKETS.sub(' ', words).split())} …]"
        self.unknown[brackets] = name
        return brackets

    def _is_other(self, part: str) -> bool:
        """Whether the column of a name is this part of it, as the other has a column of its own."""
        return part in self._parted and not any(self._meant(name) == part for name in self.known)

    def _condition(self, instruction: str) -> str | None:
        foreign = _OF_LIBREOFFICE.fullmatch(instruction)
        if foreign and (asked := condition_of(foreign[1], self.written)):
            instruction = f"IF {asked}{foreign[2]}"
        found = _IF.fullmatch(instruction)
        condition = self._compared(found[1], found[2], found[3]) if found else None
        if found is None or condition is None:
            if re.search(r"[^\W\d]", _ASKS.sub("", instruction)) is None:
                return None  # it asks for nothing that may be another in the next letter
            words = (_TAG.sub(" ", each).strip() for each in re.findall(r'"([^"]*)"', instruction))
            return self._unknown("IF", " / ".join(filter(None, words)) or "IF")
        yes, no = (words.replace(QUOTE, '"') for words in (found[4], found[5] or ""))
        other = f"{{% else %}}{no}" if no else ""
        return f"{{% if {condition} %}}{yes}{other}{{% endif %}}"

    def _compared(self, asked: str, operator: str, value: str) -> str | None:
        """The condition as the words of a letter have it; None where they have none such."""
        text, kind = value.strip('"'), self._kind(asked)
        if not text:
            # Of a number letters ask only whether it is more than nothing.
            presence = {"=": f"not {asked}", "<>": asked}.get(operator)
            return presence if kind not in _NUMBERS else None
        if "*" in text or "?" in text or "\\" in text or QUOTE in text or "{" in text:
            return None
        if kind == "yes/no":
            answer = yes_or_no(text)
            if answer is None or operator not in _EQUAL:
                return None
            return asked if answer == (operator == "=") else f"not {asked}"
        is_number = _NUMBER.fullmatch(text) is not None and (operator not in _EQUAL or kind in _NUMBERS)
        if operator not in _EQUAL:
            if not is_number:
                return None
            for name, own in self.undeclared.items():
                if asked == f"recipient.{PREFIX}{own}":
                    self.asked[name] = self.asked[name] or "type: number"
        shown = text if is_number else f'"{text}"'
        return f"{asked} {_EQUAL.get(operator, operator)} {shown}"

    def _kind(self, asked: str) -> str:
        """The type of an own field, declared or as it may be; nothing of what is no such field."""
        own = asked.removeprefix(f"recipient.{PREFIX}")
        if own in self.layout.fields:
            return self.layout.fields[own].type
        told = next((self.known.get(name, "") for name, each in self.undeclared.items() if each == own), "")
        return told.partition(",")[0].removeprefix("type: ")


def _pictures(instruction: str) -> dict[str, str]:
    """How Word writes a date (@) and a number (#) in the place of the field."""
    return {kind: quoted or bare for kind, quoted, bare in _PICTURE.findall(instruction)}


def _words(instruction: str) -> list[str]:
    return re.findall(r"\w+", instruction)


def _is_merged(instruction: str) -> bool:
    """Whether the field works with what the list has, so that its present result is one addressee's."""
    return "{{" in instruction or "{%" in instruction or " …]" in instruction


def _inner(placeholder: str) -> str:
    return placeholder.strip("{} ")


_NUMBERS = ("number", "money")
_EQUAL: Mapping[str, str] = {"=": "==", "<>": "!="}
