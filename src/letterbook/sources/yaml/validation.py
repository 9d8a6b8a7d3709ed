"""What a file may contain: pydantic models over located texts, each error brought back to its place.

The one user of pydantic. A reader subclasses `Schema` with the field types of this module; a rule of its own raises
`wrong(...)` in a validator.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from types import NoneType
from typing import Annotated, Any, Literal, TypeVar, get_args, get_origin

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainValidator,
    ValidationError,
    ValidationInfo,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from letterbook.language.answers import yes_or_no
from letterbook.language.locales import locale
from letterbook.model import FORMATS, Localised
from letterbook.problems import Place, Problem
from letterbook.sentences import say
from letterbook.sources.countries import country_code, not_a_country
from letterbook.sources.text_checks import (
    is_language_tag,
    is_slug,
    not_a_language,
    not_a_slug,
    shortened,
    suggestion,
    unknown_key,
    unsafe_character,
    wrong_kind,
)
from letterbook.sources.yaml.located import LocatedList, LocatedMap, LocatedText, Node, split_words

_NOWHERE = Place("")


class Schema(BaseModel):
    """What a mapping may hold; other keys are refused. A field `key_` stands for the key `key`."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        arbitrary_types_allowed=True,
        alias_generator=lambda name: name.removesuffix("_"),
    )


S = TypeVar("S", bound=Schema)
T = TypeVar("T")


def validate(schema: type[S], node: LocatedMap) -> tuple[S | None, list[Problem]]:
    """The mapping as the schema wants it, and a problem with its place for everything that it does not want.

    Unknown keys do not cost the value: it is read as if they were not there. Codes: unknown-key, missing-field,
    wrong-value, and those of the validators.
    """
    problems: list[Problem] = []
    plain = _plain(schema, node, problems)
    try:
        return schema.model_validate(plain), problems
    except ValidationError as error:
        return None, problems + [_problem(node, detail) for detail in error.errors(include_url=False)]


def _refused_value(problem: Problem, key: str | None = None) -> PydanticCustomError:
    """The problem as an error for a validator to raise; its place will be that of the value, or of `key` in it."""
    context = {"what": problem.what, "hint": problem.hint, "key": key}
    return PydanticCustomError(problem.code, "{what}", context)


def wrong(what: str, hint: str, code: str = "wrong-value") -> PydanticCustomError:
    """A refusal in these words."""
    return _refused_value(Problem(code, _NOWHERE, what, hint))


# --- From located nodes to plain values, and from errors back to places --------------------------------------------


def _plain(wanted: Any, node: Node, problems: list[Problem]) -> object:
    """The node as text, lists and dicts; keys that `wanted` does not know become problems and are left out."""
    wanted = _without_none(wanted)
    if isinstance(node, LocatedText):
        return node.text.strip()
    if isinstance(node, LocatedList):
        inner = get_args(wanted)[0] if get_origin(wanted) is list else None
        return [_plain(inner, item, problems) for item in node.items]
    if isinstance(wanted, type) and issubclass(wanted, Schema):
        fields = {str(known.alias): known for known in wanted.model_fields.values()}
        problems.extend(
            unknown_key(key, place, fields) for key, place in node.keys.items() if key not in fields
        )
        return {
            k: _plain(fields[k].annotation, value, problems)
            for k, value in node.values.items()
            if k in fields
        }
    inner = get_args(wanted)[1] if get_origin(wanted) is dict else None
    return {key: _plain(inner, value, problems) for key, value in node.values.items()}


def _without_none(wanted: Any) -> Any:
    """`X` of `X | None` and of `Annotated[X, ...]`."""
    if get_origin(wanted) is Annotated:
        return _without_none(get_args(wanted)[0])
    inner = [part for part in get_args(wanted) if part is not NoneType]
    return _without_none(inner[0]) if NoneType in get_args(wanted) else wanted


_WANTED: dict[str, Literal["text", "list", "keys"]] = {
    "string_type": "text",
    "list_type": "list",
    "dict_type": "keys",
    "model_type": "keys",
}


_KEY_ITSELF = "[key]"  # pydantic's last step to a mapping's key


def _problem(root: LocatedMap, detail: ErrorDetails) -> Problem:
    path = detail["loc"]
    if path[-1] == _KEY_ITSELF:
        return _key_problem(root, detail)
    node = _node_at(root, path)
    if detail["type"] == "missing":
        return _missing(node, str(path[-1]))
    text = node.text if isinstance(node, LocatedText) else ""
    context, name = detail.get("ctx", {}), next(step for step in reversed(path) if isinstance(step, str))
    if detail["type"] == "control-character" and (unsafe := unsafe_character(name, text, node.place)):
        return unsafe
    if "what" in context:
        key = context["key"]
        place = node.keys[key] if key is not None and isinstance(node, LocatedMap) else node.place
        return Problem(detail["type"], place, context["what"], context["hint"], text or key or "")
    return wrong_kind(name, _WANTED[detail["type"]], node.place, text)


def _key_problem(root: LocatedMap, detail: ErrorDetails) -> Problem:
    """The problem of a key that people choose themselves, such as a series' id."""
    *path, key, _ = detail["loc"]
    parent = _node_at(root, tuple(path))
    place = parent.keys[str(key)] if isinstance(parent, LocatedMap) else parent.place
    return Problem(detail["type"], place, detail["ctx"]["what"], detail["ctx"]["hint"], str(key))


def _missing(parent: Node, key: str) -> Problem:
    """The problem of a key that has to be there; one without a value is at its own place."""
    hint = say("Add a line “{key}: …”.", key=key)
    if isinstance(parent, LocatedMap) and key in parent.keys:
        return Problem(
            "missing-field", parent.keys[key], say("The key “{key}” has no value.", key=key), "Write it.", key
        )
    return Problem("missing-field", parent.place, say("The key “{key}” is missing here.", key=key), hint, key)


def _node_at(root: Node, path: tuple[int | str, ...]) -> Node:
    """The node at the path, or the nearest one around it."""
    node = root
    for step in path:
        if isinstance(node, LocatedMap) and step in node.values:
            node = node.values[str(step)]
        elif isinstance(node, LocatedList) and isinstance(step, int):
            node = node.items[step]
    return node


# --- Field types ---------------------------------------------------------------------------------------------------


def _one_line(text: str) -> str:
    problem = unsafe_character("this value", text, _NOWHERE)
    if problem is not None:
        raise _refused_value(problem)
    return text


def _slug(text: str) -> str:
    if not is_slug(text):
        raise _refused_value(not_a_slug("id", text, _NOWHERE))
    return text


def _written_language(text: str) -> str:
    """A language in which a country's name can be written."""
    tag = _language(text)
    try:
        locale(tag)
    except LookupError:
        raise _refused_value(not_a_language(text, _NOWHERE)) from None
    return tag


def _language(text: str) -> str:
    if not is_language_tag(text):
        raise _refused_value(not_a_language(text, _NOWHERE))
    return text


def _country(text: str) -> str:
    code = country_code(text)
    if code is None:
        raise _refused_value(not_a_country(text, _NOWHERE))
    return code


def _yes_no(text: str) -> bool:
    answer = yes_or_no(text)
    if answer is None:
        raise wrong(say("“{text}” is neither yes nor no.", text=shortened(text)), "Write true or false.")
    return answer


def _row_number(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,5}", text.strip()):
        raise wrong(say("“{text}” is no number of a row.", text=shortened(text)), "Write for example 3.")
    return int(text)


def _day(text: str) -> date:
    hint = "Write year, month and day, as in 2021-01-19."
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise wrong(say("“{text}” is not a date.", text=shortened(text)), hint, "wrong-date")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise wrong(say("The calendar has no day {text}.", text=text), hint, "wrong-date") from None


def _localised(value: object) -> Localised:
    if isinstance(value, str):
        return Localised({"": _one_line(value)})
    if not isinstance(value, dict) or not value:
        raise wrong("One text, or a text per language, is expected here.", "Write a text, or {en: …, az: …}.")
    for key, text in value.items():
        if not is_language_tag(key):
            raise _refused_value(not_a_language(key, _NOWHERE), key)
        if not isinstance(text, str):
            raise _refused_value(wrong_kind(key, "text", _NOWHERE), key)
        problem = unsafe_character(key, text, _NOWHERE)
        if problem is not None:
            raise _refused_value(problem, key)
    return Localised(value)


def _as_list(value: object) -> object:
    """A single text is a list of its lines."""
    return [line.strip() for line in value.splitlines() if line.strip()] if isinstance(value, str) else value


def _filled(lines: list[Localised]) -> list[Localised]:
    if not lines:
        raise wrong("At least one line is expected here.", "Write a line in quotation marks after a hyphen.")
    return lines


def _split_words(value: object) -> object:
    """A single text is a list of its words, parted by commas or spaces."""
    return split_words(value) if isinstance(value, str) else value


def _on_text(rule: Callable[[str], T]) -> Callable[[object], T]:
    """The rule for a value that may also be a list or a mapping."""

    def check(value: object) -> T:
        if not isinstance(value, str):
            raise wrong(
                "One text is expected here.", "Write one value after the colon, not a list or further keys."
            )
        return rule(value)

    return check


def checked(rule: Callable[[T], T]) -> AfterValidator:
    """The rule as part of a field's annotation; it returns the value or raises what `wrong` makes."""
    return AfterValidator(rule)


def accepts(rule: Callable[[str], str], text: str) -> bool:
    """Whether a rule of `checked` takes this text, without the spaces around it."""
    try:
        rule(text.strip())
    except PydanticCustomError:
        return False
    return True


def text_as(key: str) -> BeforeValidator:
    """As part of the annotation of keys: a single text is the value of this key."""
    return BeforeValidator(lambda value: {key: value} if isinstance(value, str) else value)


def one_of(known: Iterable[str]) -> AfterValidator:
    """As part of a text field's annotation: only these words."""
    known = tuple(known)

    def check(text: str) -> str:
        if text not in known:
            raise wrong(
                say("“{text}” is not possible here.", text=shortened(text)),
                suggestion(text, known, "Possible"),
            )
        return text

    return checked(check)


def not_beside(key: str, what: str) -> AfterValidator:
    """For a key that stands in the place of another one, which comes before it in the schema."""

    def check(value: T, info: ValidationInfo) -> T:
        if value and info.data.get(key):
            raise wrong(what, "Keep one of the two.")
        return value

    return AfterValidator(check)


OneLine = Annotated[str, AfterValidator(_one_line)]
Slug = Annotated[str, AfterValidator(_slug)]
Language = Annotated[str, AfterValidator(_language)]
WrittenLanguage = Annotated[str, AfterValidator(_written_language)]
Country = Annotated[str, AfterValidator(_country)]
YesNo = Annotated[bool, PlainValidator(_on_text(_yes_no))]
RowNumber = Annotated[int, PlainValidator(_on_text(_row_number))]
Day = Annotated[date, PlainValidator(_on_text(_day))]
LocalisedText = Annotated[Localised, PlainValidator(_localised)]
LocalisedLines = Annotated[list[LocalisedText], BeforeValidator(_as_list)]
FilledLines = Annotated[LocalisedLines, AfterValidator(_filled)]
LineList = Annotated[list[OneLine], BeforeValidator(_as_list)]
FormatList = Annotated[list[Annotated[str, one_of(FORMATS)]], BeforeValidator(_split_words)]
CountryList = Annotated[list[Country], BeforeValidator(_as_list)]
LanguageList = Annotated[list[Language], BeforeValidator(_split_words)]
SlugList = Annotated[list[Slug], BeforeValidator(_split_words)]
WordList = Annotated[list[OneLine], BeforeValidator(_split_words)]
