"""Words of another line of the address, typed into a name: “z. Hd. Frau Müller”, “c/o Stadtwerke”, the second line of a cell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from letterbook.language.same_forms import form_parts
from letterbook.sources.raw_recipient import RawRecipient

CARE_OF = "address.care_of"
"""The lines between the names and the street."""
_SECOND_LINES = ("address.second_line", "address.third_line", "address.quarter")
_PARTS_OF_NAME = ("given", "surname")
_LOOKED_AT = ("organisation", "person", "post", "attention", *_PARTS_OF_NAME, *_SECOND_LINES)

_ATTENTION = (
    r"z\.? ?(?:hd[ns]?|h)\.?(?: v(?:on|\.))?(?=\W)|zu ?händen(?: von)?(?=\W)"
    r"|attn?\.?(?=[\s:])|f\.?a\.?o\.?(?=[\s:])|(?:for the )?attention(?: of)?(?=:| of )|for the attention of"
    r"|[àa] l ?['’] ?att(?:ention|\.) (?:de|du|des|d['’])|a la atención d(?:e|el)|[àa] atenção d[eoa]|aos cuidados d[eoa]|a/c(?=\W)"
    r"|alla (?:cortese |c\. ?)?att(?:enzione|\.)(?: d(?:i|el|ella))?|(?:alla )?c\. ?a\.|t\.? ?a\.? ?v\.?(?=\W)|ter attentie van"
    r"|do rąk(?: własnych)?(?=\W)|în atenția|вниманию(?=\W)|до уваги(?=\W)"
)
_CARE = r"c[/.]o\.?(?=[\s:])|care of(?=\s)|p\. ?a\. (?=[^\W\d_])|per adresse(?=\s)"
_AT_BEGINNING = re.compile(rf"(?:{_ATTENTION})[\s:]*(?=\S)", re.IGNORECASE)
_CARE_AT_BEGINNING = re.compile(rf"(?:{_CARE})[\s:]*(?=\S)", re.IGNORECASE)
_ATTENTION_WITHIN = re.compile(rf"(?:[,;]\s*|\s[–-]\s|\s\(?)(?:{_ATTENTION})[\s:]*(?=\S)", re.IGNORECASE)
_CARE_WITHIN = re.compile(rf"(?:[,;]\s*|\s\(?)(?=(?:{_CARE})[\s:]*\S)", re.IGNORECASE)
_SIGNS = (
    "\n", "hd", "händ", "z.h", "z. h", "att", "fao", "f.a.o", "a/c", "cuidad", "aten", "c.a.", "c. a.", "tav", "t.a.v", "t. a. v",
    "rąk", "внимани", "уваг", "c/o", "c.o", "care of", "p.a.", "p. a.", "per adr",
)  # fmt: skip
"""One of them stands in each of these; quicker to look for, since a list may have 100,000 rows."""


def apart(member: RawRecipient) -> RawRecipient:
    """The row with each of these in a place of its own: for whose attention, and the lines above the street.

    Of a list that has whole addresses nothing is moved. A name alone stays a name, without the words before it.
    """
    values = member.values
    care = values.get(CARE_OF)
    if "address.lines" in member.lists:
        return member
    if not care:
        text = " ".join([values[key] for key in _LOOKED_AT if key in values]).lower()
        if not any(sign in text for sign in _SIGNS):
            return member
    moved = _Moved(dict(values), [care if _CARE_AT_BEGINNING.match(care) else f"c/o {care}"] if care else [])
    moved.lines_of_organisation()
    moved.attention_and_care()
    for key in ("person", *_PARTS_OF_NAME):
        moved.out_of_a_name(key)
    for key in _SECOND_LINES:
        moved.out_of_a_line(key)
    return replace(member, values=moved.whole())


class _Moved:
    """The values of one row while parts of them are moved."""

    def __init__(self, values: dict[str, str], above_street: list[str]) -> None:
        self.values, self._above = values, above_street

    def whole(self) -> Mapping[str, str]:
        above = {CARE_OF: "\n".join(self._above)} if self._above else {}
        return {key: text for key, text in self.values.items() if text and key != CARE_OF} | above

    def lines_of_organisation(self) -> None:
        """A name that goes on in the next line is one; what begins anew there is a line of the address."""
        first, *others = [
            line.strip() for line in self.values.get("organisation", "").split("\n") if line.strip()
        ] or [""]
        while others and (
            others[0][0].islower() or first.rsplit(" ", 1)[-1].islower() or first[-1] in "-–&,/"
        ):
            if _AT_BEGINNING.match(others[0]) or _CARE_AT_BEGINNING.match(others[0]):
                break
            first = f"{first} {others.pop(0)}"
        if first:
            self.values["organisation"] = first.rstrip(",")
        for line in others:
            self._put(line)

    def attention_and_care(self) -> None:
        attention = self.values.get("attention", "")
        if _CARE_AT_BEGINNING.match(attention):
            self._above.append(self.values.pop("attention"))
        elif attention:
            self.values["attention"] = _AT_BEGINNING.sub("", attention, count=1)
        organisation = self.values.get("organisation", "")
        if (found := _ATTENTION_WITHIN.search(organisation)) and not attention:
            self.values["organisation"] = organisation[: found.start()]
            self.values["attention"] = organisation[found.end() :].rstrip(")")
        elif found := _CARE_WITHIN.search(organisation):
            self.values["organisation"] = organisation[: found.start()]
            self._above.append(organisation[found.end() :].rstrip(")"))

    def out_of_a_name(self, key: str) -> None:
        """A person beside a body is for its attention; by itself, or in parts, a name without the words before it."""
        name = self.values.get(key, "")
        if found := _CARE_WITHIN.search(name):
            self.values[key] = name[: found.start()]
            self._above.append(name[found.end() :].rstrip(")"))
        elif _CARE_AT_BEGINNING.match(name) and self._has_other_name(key):
            self._above.append(self.values.pop(key))
        elif said := _AT_BEGINNING.match(name):
            bare = name[said.end() :]
            if key == "person" and "organisation" in self.values and not self.values.get("attention"):
                self.values["attention"] = bare
                del self.values[key]
            else:
                self.values[key] = self._without_form(bare)

    def _without_form(self, name: str) -> str:
        """The name without the form of address that the row has in a column of its own."""
        form, (first, _, rest) = self.values.get("form_of_address", ""), name.partition(" ")
        return rest if form and rest and form_parts(first) == form_parts(form) else name

    def out_of_a_line(self, key: str) -> None:
        line = self.values.get(key, "")
        if _AT_BEGINNING.match(line) or _CARE_AT_BEGINNING.match(line):
            del self.values[key]
            self._put(line)

    def _put(self, line: str) -> None:
        said = _AT_BEGINNING.match(line)
        if said and not self.values.get("attention"):
            self.values["attention"] = line[said.end() :]
        else:
            self._above.append(line)

    def _has_other_name(self, key: str) -> bool:
        return any(
            self.values.get(other) for other in ("organisation", "person", *_PARTS_OF_NAME) if other != key
        )
