"""The tables of the pages name all keys, names, styles, windows and kinds that the program knows, and no other."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from every_language import EMBASSY
from pages import SOURCE, column, read, table
from tongues import tongue

from letterbook.composing.placeholders import PAGE_CONTEXT
from letterbook.composing.text_filling import CONTEXT
from letterbook.envelope_windows import PRESETS, Area
from letterbook.language.forms import kinds
from letterbook.language.known import program_languages
from letterbook.language.ordinals import ordinal, ordinal_as_subject
from letterbook.model import ANY_LAYOUT, Defaults
from letterbook.render.docx.styles import STYLES
from letterbook.sources import list_layout, mailing, office, own_fields, post_settings, statement
from letterbook.sources.raw_recipient import INHERITED_KEYS, PART_KEYS, RECIPIENT_KEYS
from letterbook.sources.tables.headings import field_of_heading
from letterbook.sources.yaml.validation import Schema
from letterbook.templates import WORDS_KEYS, line_environment


def dotted(context: Mapping[str, frozenset[str]]) -> set[str]:
    return {f"{name}.{part}" for name, parts in context.items() for part in parts} | {
        name for name, parts in context.items() if not parts
    }


def test_the_names_in_the_words_of_a_template() -> None:
    assert sorted(column("templates.md", "name in the words")) == sorted(dotted(CONTEXT))


def test_the_names_on_the_page_of_a_template() -> None:
    assert sorted(column("templates.md", "name on the page")) == sorted(dotted(PAGE_CONTEXT))


def test_the_keys_of_the_words() -> None:
    assert column("templates.md", "key") == list(WORDS_KEYS)


def test_the_styles_of_the_word_letterhead() -> None:
    named = ", ".join(column("templates.md", "style")).split(", ")
    assert sorted(named) == sorted(style.name for style in STYLES)


def test_the_classes_of_the_style_sheet() -> None:
    css = re.sub(r"/\*.*?\*/", "", read(SOURCE / "render" / "pdf" / "pages" / "base.css"), flags=re.DOTALL)
    classes = set(re.findall(r"\.([a-z][a-z-]+)(?=[^{}]*\{)", css))
    assert set(", ".join(column("templates.md", "class")).split(", ")) == classes


def test_the_forms_of_an_anniversary() -> None:
    rows = table("templates.md", "in the language")
    assert {row[0] for row in rows} == set(program_languages())
    for language, written, said in rows:
        values = {
            "anniversary": ordinal(31, tongue(language)),
            "anniversary_as_subject": ordinal_as_subject(31, tongue(language)),
            "anniversary_number": 31,
        }
        assert line_environment().from_string(written.strip("`")).render(values) == said


def keys_of(schema: type[Schema]) -> dict[str, bool]:
    """The keys of a schema, and whether each must be there."""
    return {str(field.alias): field.is_required() for field in schema.model_fields.values()}


@pytest.mark.parametrize(
    ("heading", "schema"),
    [
        ("key of the file", office._File),
        ("key of the office", office._Address),
        ("key of a signatory", office._Signatory),
        ("key of a series", office._Series),
        ("key of a field", own_fields.FieldSchema),
        ("key of a statement", statement._Front),
    ],
)
def test_the_keys_of_a_file(heading: str, schema: type[Schema]) -> None:
    rows = {key: must for key, must, _ in table("letterbook-yaml.md", heading)}
    rows = {key: "no" if must.startswith("with ") else must for key, must in rows.items()}
    assert rows == {key: "yes" if must else "no" for key, must in keys_of(schema).items()}


@pytest.mark.parametrize(
    ("heading", "schema"),
    [
        ("key of a mailing", mailing._File),
        ("key of only", mailing._Only),
        ("key of print", mailing._Print),
        ("key of the list", list_layout.ListKeys),
        ("key of the post", post_settings.PostKeys),
        ("key of the feed", post_settings.FeedKeys),
        ("key of a class", post_settings.ClassKeys),
        ("key of the numbers", post_settings.NumberKeys),
    ],
)
def test_the_keys_of_a_mailing(heading: str, schema: type[Schema]) -> None:
    assert column("letterbook-yaml.md", heading) == list(keys_of(schema))


def test_the_defaults() -> None:
    rows = {key: by_default for key, by_default, _ in table("letterbook-yaml.md", "key of the defaults")}
    assert set(rows) == set(keys_of(office._Defaults))
    own = Defaults()
    for key in ("page", "window", "template", "language"):
        assert rows[key] == getattr(own, key)
    assert rows["formats"].split(", ") == list(own.formats)


def test_the_windows() -> None:
    def span(first: float, last: float) -> str:
        return f"{round(first, 1):g}–{round(last, 1):g}"

    def where(area: Area) -> str:
        return f"{span(area.left, area.right)}, {span(area.top, area.bottom)}"

    assert table("windows.md", "window") == [
        [
            window.name,
            window.paper,
            where(window.field),
            where(window.address),
            ", ".join(f"{fold:g}" for fold in window.fold_marks) or "–",
            window.certainty,
        ]
        for window in PRESETS.values()
    ]


def test_the_keys_of_the_list() -> None:
    assert column("letterbook-yaml.md", "key of a group") == [
        "id",
        "name",
        "recipients",
        *INHERITED_KEYS,
        "formats",
    ]
    own = [key for key in RECIPIENT_KEYS if not key.startswith(("address.", "group"))]
    assert column("letterbook-yaml.md", "key of a recipient") == [*own, "address", "fields"]
    parts = [key.removeprefix("address.") for key in RECIPIENT_KEYS if key.startswith("address.")]
    assert column("letterbook-yaml.md", "key of an address") == parts


def test_the_kinds_of_addressees() -> None:
    rows = {row[0]: row[1:] for row in table("letterbook-yaml.md", "kind of addressee")}
    assert rows == {
        name: ["yes" if kind.receives_notes else "no", kind.salutation.texts["en"]]
        for name, kind in kinds(program_languages()).items()
    }


def test_how_the_languages_name_an_addressee() -> None:
    assert {row[0]: row[2] for row in table("templates.md", "words in")} == EMBASSY


def test_the_headings_of_a_spreadsheet() -> None:
    headings = column("office.md", "heading")
    assert [field_of_heading(heading, ANY_LAYOUT) for heading in headings] == [*RECIPIENT_KEYS, *PART_KEYS]
