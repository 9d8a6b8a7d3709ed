"""Templates come from outside: strict, sandboxed, and every name they use is known or reported with its place."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateSyntaxError, UndefinedError

from letterbook.sources.documents.markdown import parse, plain
from letterbook.templates import (
    MissingValueError,
    check_placeholders,
    compiled_line,
    compiled_markdown,
    html_environment,
    missing_names,
    read_template,
    with_absent,
)

KNOWN = {"recipient": frozenset({"name", "post", "address"}), "date": frozenset[str]()}


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=80
    )
)
def test_a_value_in_markdown_reads_as_just_its_characters(value: str) -> None:
    filled = compiled_markdown("To {{ value }} here").render(value=value)
    blocks, problems = parse(filled, "en.md")
    assert not problems
    assert plain(blocks) == re.sub(" +", " ", f"To {value.strip(' ')} here")


@pytest.mark.parametrize(
    "value", ["{{ 7 * 7 }}", "{% raw %}", "# no heading", "1. no list", "<b>&amp;</b>", "[a](b)"]
)
def test_a_value_is_never_a_template_nor_markup(value: str) -> None:
    blocks, _ = parse(compiled_markdown("{{ value }}").render(value=value), "en.md")
    assert plain(blocks) == value


def test_a_value_is_escaped_in_html() -> None:
    assert html_environment().from_string("{{ v }}").render(v='<&">') == "&lt;&amp;&#34;&gt;"


def test_an_unknown_name_is_refused_even_where_nobody_checked() -> None:
    with pytest.raises(UndefinedError):
        compiled_line("{{ nobody }}").render()


def test_an_absent_value_is_not_printed_as_none() -> None:
    source = "{{ recipient.post }}"
    values = {"recipient": {"post": None}}
    with pytest.raises(MissingValueError):
        compiled_line(source).render(values)
    for hidden in (
        "{{ recipient.post | upper }}",
        "{{ 'Dear ' ~ recipient.post }}",
        "{{ recipient.post | trim }}",
    ):
        with pytest.raises(MissingValueError):
            compiled_line(hidden).render(with_absent(values))
    printed = compiled_line("{{ recipient.post }} {{ date or 'x' }} {{ place }} {{ recipient.post }}")
    assert missing_names(printed, {**values, "date": None, "place": None}) == ["recipient.post", "place"]
    assert compiled_line("{{ recipient.post or 'Sir' }}").render(with_absent(values)) == "Sir"


@pytest.mark.parametrize(
    "source", ["{{ ''.__class__ }}", "{{ x.__init__.__globals__ }}", "{{ ''.join.__self__ }}"]
)
def test_the_sandbox_holds(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        compiled_line(source).render(x=[])


@pytest.mark.parametrize(
    "source",
    [
        "{{ range(3) }}",
        "{{ 'a' * 10 ** 9 }}",
        "{{ 'a'.ljust(10 ** 9) }}",
        "{{ '%999999999d' % 1 }}",
        "{{ 'a'|center(999999999) }}",
        "{{ 'a'|replace('a', 'aa') }}",
        "{{ 'x'|join('abc'|join('abc'|join('abc'))) }}",
        "{{ address|join(address|join('abc')) }}",
        "{{ [1, 2, 3]|join('abc') }}",
        "{{ address|join('" + "a" * 60 + "') }}",
        "{{ " + " ~ ".join(["a"] * 60) + " }}",
        "{% set x = 'a' %}",
        "{% macro m() %}{{ m() }}{% endmacro %}",
        "{% include '/etc/passwd' %}",
        "{% import 'x' as y %}",
        "{% for a in 'ab' %}{% endfor %}",
        "{% for a in address recursive %}{% endfor %}",
        "{% for a in office.name %}{% endfor %}",
        "{% for a in address %}{% for b in address %}{% for c in address %}{% endfor %}{% endfor %}{% endfor %}",
        "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
        "{% if 1 %}" * 100 + "{% endif %}" * 100,
    ],
)
def test_what_could_take_long_or_fill_the_memory_is_no_template(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        compiled_line(source)


def test_a_template_may_print_choose_and_repeat() -> None:
    source = "{% for x in o.address + o.contact %}{% if not loop.last %}{{ x | upper }}, {% else %}{{ x ~ '.' }}{% endif %}{% endfor %}"
    assert compiled_line(source).render(o={"address": ["p"], "contact": ["q", "r"]}) == "P, Q, r."


def test_an_unknown_placeholder_has_line_column_and_the_nearest_name() -> None:
    source = "one\n  {{ recipient.nam }} and {{ dat }}"
    first, second = check_placeholders(source, KNOWN, "en.md", first_line=10)
    assert (str(first.place), first.text) == ("en.md:11:30", "dat")
    assert "“date”" in first.hint
    assert (str(second.place), second.text) == ("en.md:11:6", "recipient.nam")
    assert "“recipient.name”" in second.hint


def test_names_that_the_template_makes_itself_are_known() -> None:
    source = "{% for line in recipient.address %}{{ loop.index }}{{ line }}{% endfor %}"
    assert check_placeholders(source, KNOWN, "letter.html") == []


def test_a_broken_placeholder_has_its_line() -> None:
    [problem] = check_placeholders("a\n\n{{ date", KNOWN, "en.md", first_line=5)
    assert (problem.code, str(problem.place)) == ("broken-placeholder", "en.md:7")


@pytest.mark.parametrize(
    ("source", "line", "said"),
    [
        (
            "\n\n{% autoescape false %}{{ subject }}{% endautoescape %}",
            3,
            "“autoescape” is more than a letter may do",
        ),
        ("\n{% with a = 1 %}{{ a }}{% endwith %}", 2, "“with” is more than a letter may do"),
        ("{{ 1" + "0" * 5000 + " }}", 1, "a number has too many digits"),
        ("\n{{ subject if 1e999 }}", 2, "a number is too large"),
        ("\n{{ '\\ud800' }}", 2, "a text in it has a character that cannot be printed"),
        ("\n{{ subject or '\\x00' }}", 2, "a text in it has a character that cannot be printed"),
    ],
)
def test_what_jinja_stumbles_over_has_its_line(source: str, line: int, said: str) -> None:
    [problem] = check_placeholders(source, {"subject": frozenset()}, "letter.html")
    assert (problem.code, problem.place.line) == ("broken-placeholder", line)
    assert said in problem.what


def test_a_template_folder_is_read_whole(tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "plain"
    folder.mkdir(parents=True)
    (folder / "en.md").write_text(
        "---\nsubject: Hello\nsubjct: Hello\nsignature_space: wide\n---\n*Words*", "utf-8"
    )
    (folder / "az.md").write_text("---\nclosing: '*Hörmətlə,*'\n---\nSözlər", "utf-8")
    (folder / "letter.html").write_text("<p>", "utf-8")
    (folder / "logo.png").write_bytes(b"x")
    (folder / "~$letter.docx").write_bytes(b"a lock file")
    (folder / "link").symlink_to("/etc/passwd")
    template, problems = read_template(tmp_path, "plain")
    assert template is not None
    assert (set(template.words), set(template.assets), template.docx) == ({"en", "az"}, {"logo.png"}, None)
    assert template.words["en"].first_line == 6
    assert sorted((problem.code, str(problem.place)) for problem in problems) == [
        ("missing-field", "templates/plain/az.md:2:1"),
        ("missing-file", "templates/plain/letter.css"),
        ("refused-file", "templates/plain/link"),
        ("unknown-key", "templates/plain/en.md:3:1"),
        ("unsupported-markup", "templates/plain/az.md:2:10"),
        ("wrong-value", "templates/plain/en.md:4:18"),
    ]


def test_a_template_that_is_not_there_is_named_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "templates" / "note-verbale").mkdir(parents=True)
    template, [problem] = read_template(tmp_path, "note-verbal")
    assert template is None
    assert problem.code == "no-template"
    assert "“note-verbale”" in problem.hint


@pytest.mark.parametrize("written", ["{date}", "{ recipient.name }", "{ { date } }", "{ date }}"])
def test_a_name_in_single_braces_is_told(written: str) -> None:
    [problem] = check_placeholders(
        f"one\nOn {written} p {{ color: red }} {{x}}", KNOWN, "en.md", first_line=4
    )
    assert (problem.code, str(problem.place), problem.text) == ("broken-placeholder", "en.md:5:4", written)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{% if date %}", "{% if … %} has no {% endif %}"),
        ("{% endif %}", "{% endif %} is no instruction that can stand here"),
        ("{# a remark", "a remark that begins with {# has no #}"),
        ("{{ date or “x” }}", "““” cannot stand where it does"),
        ("{{ }}", "“}}” cannot stand where it does"),
        ("{{ date | nofilter }}", "there is no filter “nofilter” for letters"),
    ],
)
def test_what_is_wrong_with_a_placeholder_is_said_in_plain_words(source: str, said: str) -> None:
    [problem] = check_placeholders(source, KNOWN, "en.md")
    assert problem.what == f"A placeholder cannot be read: {said}."
